"""Who a person is: the profile, with talents, personality and the axis names of both poles."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from agentopia_env.clock import Moment
from agentopia_env.world.rules import Number

TALENTS = (
    "beauty",
    "communication",
    "creativity",
    "health",
    "honesty",
    "integrity",
    "intelligence",
    "leadership",
    "trustworthiness",
)
TRAITS = (
    "confidence",
    "control",
    "curiosity",
    "empathy",
    "extraversion",
    "feeling",
    "intuition",
    "judging",
    "patience",
    "responsibility",
)
OPPOSITE = {"extraversion": "introversion", "feeling": "thinking"}
"""Axes that existing worlds write by either pole; the other pole reads as 100 minus the value."""


@dataclass(frozen=True, slots=True)
class Measure:
    """Words and numbers for one side of a person: talents or personality, each 0..100."""

    qualitative: str
    quantitative: dict[str, int]

    def changed(self, deltas: dict[str, float], most: int, words: str = "") -> Measure:
        """The measure after a year, every change clamped to ±most and the value to 0..100."""
        values = {
            name: round(min(100, max(0, value + min(most, max(-most, deltas.get(name, 0))))))
            for name, value in self.quantitative.items()
        }
        return Measure(words or self.qualitative, values)


@dataclass(frozen=True, slots=True)
class Item:
    """A possession."""

    name: str
    description: str = ""


@dataclass(frozen=True, slots=True)
class Assets:
    """What a life starts with."""

    deposit: Number = 0.0
    possessions: tuple[Item, ...] = ()


@dataclass(frozen=True, slots=True)
class Profile:
    """Who a person is in one year (`profile/year=YYYY.json`); a new year has a new profile.

    Attributes:
        position: name of the position held (`organization/role`), None for the unemployed.
        extra_income: money per week besides the position's.
        extras: fields of the file that the society does not use and hands back unchanged.
    """

    name: str
    gender: str
    birth_year: int
    birthday: str
    appearance_and_impression: str
    brief_introduction: str
    details: str
    conflicts: str
    core_motivation: str
    values: str
    preferences: str
    talents: Measure
    personality_traits: Measure
    position: str | None
    init_skills: dict[str, Number]
    init_assets: Assets
    extra_income: Number = 0.0
    extras: dict[str, Any] = field(default_factory=dict)

    def age(self, moment: Moment) -> int:
        """Whole years at a moment, counting the birthday's week."""
        from_year = moment.year - self.birth_year
        return max(0, from_year - (moment.week < self.birth_week))

    @property
    def birth_week(self) -> int:
        """Week of the birthday (0 where the file gives none)."""
        digits = self.birthday.partition("-W")[2][:2].rstrip("-")
        return int(digits) if digits.isdigit() else 0

    def talent(self, name: str) -> int:
        """A talent, 0..100 (50, the average, where the file is silent)."""
        return self.talents.quantitative.get(name, 50)

    def trait(self, name: str) -> int:
        """A trait by the pole in `TRAITS`, 0..100, whichever pole the file uses."""
        values = self.personality_traits.quantitative
        if name in values:
            return values[name]
        other = OPPOSITE.get(name)
        return 100 - values[other] if other in values else 50

    def with_position(self, position: str | None) -> Profile:
        """The same person in another position."""
        return replace(self, position=position)


@dataclass(frozen=True, slots=True)
class Face:
    """What anybody can see of a person."""

    name: str
    gender: str
    age: int
    appearance: str
    position: str
