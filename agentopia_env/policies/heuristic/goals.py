"""What a person is after for longer than a week: kept as text, read back, reached or given up."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from agentopia_env.policies.heuristic.books import phrasebook
from agentopia_env.policies.heuristic.phrases import Phrases, pattern


@dataclass(frozen=True, slots=True)
class Goal:
    """A goal: its kind, and the skill, number or name it is about."""

    kind: str = ""
    skill: str = ""
    number: int = 0
    name: str = ""


@lru_cache(maxsize=4096)
def read_goal(text: str, language: str) -> Goal:
    """The goal that a text states; an unknown kind (empty) for anybody else's words."""
    for kind, template in phrasebook(language).goals.items():
        if found := pattern(template).search(text):
            slots = found.groupdict()
            digits = slots.get("n", "0")
            number = int(digits) if digits.isdigit() else 0
            return Goal(kind, slots.get("skill", ""), number, slots.get("name", ""))
    return Goal()


def write_goal(goal: Goal, style: str, phrases: Phrases) -> str:
    """The text of a goal, opened by the year's style where there is one."""
    text = phrases.goals[goal.kind].format(skill=goal.skill, n=goal.number, name=goal.name)
    return phrases.join((phrases.styles[style], text)) if style else text
