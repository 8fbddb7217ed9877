"""How a person is: vitality, fulfilment, skills and assets, and the rules of their change."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agentopia_env.world.persona import Item
from agentopia_env.world.rules import FULFILMENT, Limits, Number, Range, StateRules

MAX_SKILLS = 8
"""How many skills one activity, or a position, can teach."""
MAX_SKILL_NAME = 60
"""Longest name of a skill, in characters; skills are open-ended, but no texts."""


@dataclass(frozen=True, slots=True)
class Change:
    """What one activity does to one person, before or after clamping."""

    vitality: Number = 0
    mood: Number = 0
    social: Number = 0
    esteem: Number = 0
    material: Number = 0
    skills: dict[str, Number] = field(default_factory=dict)
    money: Number = 0

    def clamped(self, limits: Limits) -> Change:
        """The change that the rules allow; nonsense numbers count as 0."""
        return Change(
            vitality=clamp(self.vitality, limits.vitality),
            mood=clamp(self.mood, limits.mood),
            social=clamp(self.social, limits.social),
            esteem=clamp(self.esteem, limits.esteem),
            material=clamp(self.material, limits.material),
            skills={
                name: grown
                for name, gain in named_skills(self.skills).items()
                if (grown := clamp(gain, limits.skill))
            },
            money=clamp(self.money, limits.money),
        )


def named_skills(given: Mapping[str, Number]) -> dict[str, Number]:
    """The first few of the given skills that have a name."""
    names = [name for name in given if name.strip() and len(name.strip()) <= MAX_SKILL_NAME]
    return {name: given[name] for name in names[:MAX_SKILLS] if name.isprintable()}


def clamp(value: float, limits: Range) -> float:
    """The value inside the limits, rounded to two places; not-a-number counts as 0."""
    if not isinstance(value, int | float) or value != value:
        value = 0
    low, high = limits
    return round(min(high, max(low, value)), 2)


def whole(value: float) -> float:
    """An integral float as an int, so that files read `70` rather than `70.0`."""
    return int(value) if value == int(value) else round(value, 2)


@dataclass(slots=True)
class State:
    """How a person is now.

    Attributes:
        vitality: 0..100.
        fulfilment: mood, material, social, esteem, each 0..100, 50 neutral.
        skills: name to points, open-ended from 0.
        deposit: money, never negative.
        possessions: what the person owns.
        living_standard: the tier paid this week.
    """

    vitality: Number
    fulfilment: dict[str, Number]
    skills: dict[str, Number]
    deposit: Number
    possessions: list[Item] = field(default_factory=list)
    living_standard: str = "moderate"

    def settle(self, rules: StateRules) -> None:
        """Let a week's fulfilment fade: `v -= int(v * r)`."""
        for name in FULFILMENT:
            value = self.fulfilment[name]
            self.fulfilment[name] = whole(value - int(value * rules.decay.get(name, 0.0)))

    def apply(self, change: Change) -> None:
        """Take a (clamped) change; values stay in their ranges, the deposit never below 0."""
        self.vitality = _percent(self.vitality + change.vitality)
        for name in FULFILMENT:
            self.fulfilment[name] = _percent(self.fulfilment[name] + getattr(change, name))
        self.grow(change.skills)
        self.pay(-change.money)

    def grow(self, gains: Mapping[str, float]) -> None:
        """Add points to skills; a skill is the same however its name is capitalised."""
        known = {name.casefold(): name for name in self.skills}
        for given, gain in gains.items():
            name = known.setdefault(given.strip().casefold(), given.strip())
            self.skills[name] = whole(max(0, self.skills.get(name, 0) + gain))

    def pay(self, amount: float) -> None:
        """Take money from the deposit (a negative amount adds to it)."""
        self.deposit = whole(max(0.0, round(self.deposit - amount, 2)))

    def record(self) -> dict[str, Any]:
        """The content of a `state.jsonl` line."""
        return {
            "vitality": self.vitality,
            "fulfillment": dict(self.fulfilment),
            "skills": dict(self.skills),
            "assets": {
                "deposit": self.deposit,
                "possessions": [
                    {"name": item.name, "description": item.description}
                    for item in self.possessions
                ],
            },
        }


def _percent(value: float) -> float:
    return whole(min(100, max(0, value)))


def initial_state(
    skills: Mapping[str, float], deposit: float, items: tuple[Item, ...], rules: StateRules
) -> State:
    """How a life starts."""
    return State(
        vitality=rules.initial_vitality,
        fulfilment=dict.fromkeys(FULFILMENT, rules.initial_fulfilment),
        skills={name: whole(max(0, value)) for name, value in skills.items()},
        deposit=whole(max(0.0, deposit)),
        possessions=list(items),
    )
