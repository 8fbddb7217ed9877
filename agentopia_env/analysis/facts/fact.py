"""One check: a value, what chance gives, the band it should lie in, and the source of the band.

Bands are wider than the numbers they come from: societies here are small, their years short.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from agentopia_env.analysis.statistics_of import interval


@dataclass(frozen=True, slots=True)
class Fact:
    """One check of a run."""

    topic: str
    name: str
    meaning: str
    """What the number is, in a sentence."""
    value: float | None
    low: float | None
    """Least that passes; None: any."""
    high: float | None
    """Most that passes; None: any."""
    source: str
    null: tuple[float, float] | None = None
    """The middle 95 % of what chance gives."""
    note: str = ""
    """Why there is no value, or what to know about it."""

    @property
    def passed(self) -> bool | None:
        """Whether the value lies in the band; None where there is no value."""
        if self.value is None:
            return None
        above = self.low is None or self.value >= self.low
        return above and (self.high is None or self.value <= self.high)

    @property
    def band(self) -> str:
        """The band in words."""
        if self.low is not None and self.high is not None:
            return f"{self.low:.2g} to {self.high:.2g}"
        return f"≥ {self.low:.2g}" if self.low is not None else f"≤ {self.high:.2g}"

    @property
    def chance(self) -> str:
        """What chance gives, in words."""
        return "" if self.null is None else f"{self.null[0]:.2f} to {self.null[1]:.2f}"

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "passed": self.passed}


@dataclass(frozen=True, slots=True)
class Topic:
    """Makes facts of one topic."""

    name: str

    def fact(
        self,
        name: str,
        meaning: str,
        value: float | None,
        band: tuple[float | None, float | None],
        source: str,
        null: Sequence[float] = (),
        note: str = "",
    ) -> Fact:
        """A fact with the null distribution it is compared with."""
        chance = interval(null) if len(null) > 1 else None
        return Fact(self.name, name, meaning, value, *band, source, chance, note)

    def above_chance(
        self,
        name: str,
        meaning: str,
        value: float | None,
        source: str,
        null: Sequence[float],
        note: str = "",
    ) -> Fact:
        """A fact that passes where the value lies above the middle 95 % of what chance gives."""
        if value is None or len(null) < 2:
            missing = note or "there is too little of it to tell"
            return Fact(self.name, name, meaning, None, 0.0, None, source, None, missing)
        chance = interval(null)
        return Fact(self.name, name, meaning, value, chance[1], None, source, chance, note)
