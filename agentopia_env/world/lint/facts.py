"""What a text says in numbers: years, months, weeks, amounts of money, and counted things."""

from __future__ import annotations

from agentopia_env.world.han import HAN
from agentopia_env.world.lint.fact import Fact
from agentopia_env.world.lint.facts_en import english_facts
from agentopia_env.world.lint.facts_zh import chinese_facts


def facts(text: str, year: int) -> tuple[Fact, ...]:
    """The numbers of a text that are sure to mean something; vague ones are left out.

    Args:
        text: a sentence or more.
        year: the year in which it is written, for `last year`.
    """
    found = chinese_facts(text, year) if HAN.search(text) else english_facts(text, year)
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end)))
