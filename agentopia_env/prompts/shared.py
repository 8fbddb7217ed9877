"""What is the same in all questions to people, or in all questions to the environment model.

It keeps to its share of the budget: of a large world prices, objects and the world's description
are shortened, step by step.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from agentopia_env.prompts import markup
from agentopia_env.prompts.budget import SYSTEM_SHARE, Budget
from agentopia_env.prompts.writing import template
from agentopia_env.questions.base import PersonQuestion, Question
from agentopia_env.world.society import World


@dataclass(frozen=True, slots=True)
class Detail:
    """How much of a world is told to everybody.

    Attributes:
        prices: how many entries of the price list.
        objects: how many objects of a place.
        setting: characters of the world's description (0: all).
    """

    prices: int = 60
    objects: int = 12
    setting: int = 0


STEPS = (
    Detail(),
    Detail(prices=24),
    Detail(prices=24, objects=3),
    Detail(prices=16, objects=0),
    Detail(prices=12, objects=0, setting=4000),
    Detail(prices=8, objects=0, setting=2000),
    Detail(prices=0, objects=0, setting=800),
)
"""The first of these that fits is taken."""


def system_text(question: Question[Any], allowed: Budget) -> str:
    """The system message."""
    who = "person" if isinstance(question, PersonQuestion) else "environment"
    return _written(who, allowed)(question.world)


@lru_cache(maxsize=32)
def _written(who: str, allowed: Budget) -> Callable[[World], str]:
    """The system message of a world, as long as its share allows; remembered for each world."""

    def write(world: World) -> str:
        text = ""
        for detail in STEPS:
            write_with = template(world.language, f"_system_{who}")
            text = write_with(world=world, rules=world.rules, detail=detail).strip()
            if allowed.count(text) <= SYSTEM_SHARE * allowed.share_of:
                break
        return text

    return markup.by_identity(most=16)(write)
