"""Positions: what they ask, give and pay, and who holds them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from typing import Any

from agentopia_env.world.rules import Number

STAY_CURRENT = "STAY_CURRENT"
"""The wish to keep one's position."""


@dataclass(frozen=True, slots=True)
class Position:
    """A role in an organization, held by up to `capacity` people.

    Attributes:
        type: `work` or `non-work`.
        weekly_income: money per week, 0..500.
        weekly_delta_skills: skill to points gained per week.
        occupied_by: names of the holders; may include people who are not simulated.
        min_skills: skill to least points; a hard requirement.
    """

    organization: str
    role: str
    type: str = "work"
    description: str = ""
    weekly_income: Number = 0.0
    weekly_delta_skills: dict[str, Number] = field(default_factory=dict)
    capacity: int = 1
    occupied_by: tuple[str, ...] = ()
    min_age: int | None = None
    max_age: int | None = None
    min_skills: dict[str, Number] = field(default_factory=dict)
    created_year: int = 0

    @property
    def name(self) -> str:
        """`organization/role`, unique; never to be split again (both parts may hold slashes)."""
        return f"{self.organization}/{self.role}"

    def record(self) -> dict[str, Any]:
        """The position as `positions.json` has it."""
        return asdict(self)

    @property
    def free(self) -> int:
        """Places nobody holds."""
        return max(0, self.capacity - len(self.occupied_by))

    def suits(self, age: int, skills: Mapping[str, float]) -> str | None:
        """None if the hard requirements are met, else the reason why not."""
        if self.min_age is not None and age < self.min_age:
            return f"{self.name} asks for an age of at least {self.min_age}"
        if self.too_old(age):
            return f"{self.name} asks for an age of at most {self.max_age}"
        points = {name.casefold(): value for name, value in skills.items()}
        for skill, least in self.min_skills.items():
            own = points.get(skill.strip().casefold(), 0)
            if own < least:
                return f"{self.name} asks for {skill} {least:g} (you have {own:g})"
        return None

    def too_old(self, age: int) -> bool:
        """Whether the age limit is passed."""
        return self.max_age is not None and age > self.max_age

    def with_holder(self, person: str) -> Position:
        """The position with one holder more."""
        if person in self.occupied_by:
            return self
        return replace(self, occupied_by=(*self.occupied_by, person))

    def without_holder(self, person: str) -> Position:
        """The position with that holder gone."""
        return replace(self, occupied_by=tuple(name for name in self.occupied_by if name != person))
