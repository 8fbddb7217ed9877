"""What a forge will take, before it is begun: calls, tokens and money.

The embedded author answers all questions of the same world first, behind the prompts that a model
would be sent. It writes about as much as is asked for; a model that says more costs more, and so
does one whose answers are refused. What the check will find is not known; asking again for
everything that it finds costs at most as much again in every round.
"""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from agentopia_env.forge.asking import MENDING, Asker
from agentopia_env.forge.authors import EmbeddedAuthor
from agentopia_env.forge.draft import Draft
from agentopia_env.forge.making import ask
from agentopia_env.forge.settings import ForgeSettings
from agentopia_env.spending import Price, Spending, Usage, Who, summed
from agentopia_env.store.journal import Journal


def estimated_spending(settings: ForgeSettings, name: str) -> Spending:
    """What a forge of these settings takes, mending apart.

    Args:
        settings: of the forge.
        name: of the model it is for.
    """
    with TemporaryDirectory(prefix="agentopia-forge-") as folder:
        journal = Journal(Path(folder))
        asker = Asker(Draft(settings), EmbeddedAuthor(), None, journal, lambda progress: None)
        asyncio.run(ask(asker))
        journal.close()
    spending = Spending()
    for who, usage in journal.spending.usage.items():
        spending.count(Who(who.kind, name), usage)
    return spending


def parted(spending: Spending) -> tuple[Spending, Spending]:
    """What was spent on asking, and what on asking again for what a check found."""
    first, mending = Spending(), Spending()
    for who, usage in spending.usage.items():
        (mending if who.kind.startswith(MENDING) else first).count(who, usage)
    return first, mending


def compared(
    estimate: Spending, actual: Spending, prices: Mapping[str, Price]
) -> dict[str, tuple[float, float]]:
    """Estimated and actual numbers, by what they count."""
    mine, theirs = estimate.total, actual.total
    return {
        "calls": (mine.calls, theirs.calls),
        "input tokens": (mine.input, theirs.input),
        "output tokens": (mine.output, theirs.output),
        "cost": (estimate.cost(prices), actual.cost(prices)),
    }


def by_kind(spending: Spending) -> dict[str, Usage]:
    """Usage by kind of question, and in all."""
    return {**spending.by_kind(), "all": summed(spending.usage.values())}
