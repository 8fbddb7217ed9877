"""One check: a value, what chance gives, the band it should lie in, and the source of the band.

Bands are wider than the numbers they come from: societies here are small, their years short.
Where there is too little to tell, or all values are the same, there is no value, and nothing
passes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any, TypeAlias

from agentopia_env.analysis.statistics_of import interval

Interval: TypeAlias = tuple[float, float]
_SAME = 1e-12


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
    null: Interval | None = None
    """The middle 95 % of what chance gives."""
    around: Interval | None = None
    """A 95 % bootstrap interval of the value."""
    note: str = ""
    """Why there is no value, or what to know about it."""
    beyond: bool = False
    """Whether it passes above what chance gives instead of within a band."""

    @property
    def passed(self) -> bool | None:
        """Whether the value lies in the band; None where there is no value."""
        if self.value is None:
            return None
        if self.beyond:
            return self.null is not None and self.value > self.null[1]
        above = self.low is None or self.value >= self.low
        return above and (self.high is None or self.value <= self.high)

    @property
    def band(self) -> str:
        """The band in words."""
        if self.beyond:
            return "above chance"
        if self.low is not None and self.high is not None:
            return f"{self.low:.2g} to {self.high:.2g}"
        return f"≥ {self.low:.2g}" if self.low is not None else f"≤ {self.high:.2g}"

    @property
    def chance(self) -> str:
        """What chance gives, in words."""
        return _spoken(self.null)

    @property
    def interval(self) -> str:
        """How sure the value is, in words."""
        return _spoken(self.around)

    def to_json(self) -> dict[str, Any]:
        """As plain values."""
        return {**asdict(self), "passed": self.passed}


def _spoken(one: Interval | None) -> str:
    return "" if one is None else f"{one[0]:.2f} to {one[1]:.2f}"


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
        *,
        null: Sequence[float] = (),
        around: Interval | None = None,
        note: str = "",
    ) -> Fact:
        """A fact with a band, and the null distribution or the interval it has."""
        chance = interval(null) if len(null) > 1 else None
        sure = None if value is None else around
        return Fact(self.name, name, meaning, value, *band, source, chance, sure, note)

    def above_chance(
        self,
        name: str,
        meaning: str,
        value: float | None,
        source: str,
        *,
        null: Sequence[float],
        around: Interval | None = None,
        note: str = "",
    ) -> Fact:
        """A fact that passes where the value lies above the middle 95 % of what chance gives."""
        missing = "" if value is not None and len(null) > 1 else note or "too little of it to tell"
        if not missing and max(null) - min(null) < _SAME:
            missing = "all values are the same"
        if missing:
            value, null, around, note = None, (), None, missing
        chance = interval(null) if null else None
        return Fact(
            self.name, name, meaning, value, None, None, source, chance, around, note, beyond=True
        )
