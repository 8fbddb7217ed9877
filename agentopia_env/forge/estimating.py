"""What a forge will take, before it is begun: calls, tokens and money.

The embedded author forges the same world first, behind the prompts that a model would be sent. It
writes about as much as is asked for; a model that says more costs more, and so does one whose
answers are refused or whose world needs more mending.
"""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from agentopia_env.forge.authors import EmbeddedAuthor
from agentopia_env.forge.forging import forge
from agentopia_env.forge.settings import ForgeSettings
from agentopia_env.spending import Price, Spending, Usage, Who, summed


def estimated_spending(settings: ForgeSettings, name: str) -> Spending:
    """What a forge of these settings takes.

    Args:
        settings: of the forge.
        name: of the model it is for.
    """
    with TemporaryDirectory(prefix="agentopia-forge-") as folder:
        done = forge(settings, Path(folder) / "world", EmbeddedAuthor())
    spending = Spending()
    for who, usage in done.spending.usage.items():
        spending.count(Who(who.kind, name), usage)
    return spending


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
