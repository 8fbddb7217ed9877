"""Society time: years of weeks, weeks of stages, and the strings that name a moment."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from agentopia_env.errors import ConfigError

Stage = Literal[
    "begin",
    "plan",
    "before_contact",
    "contact",
    "after_contact",
    "activity",
    "review",
    "settle",
    "year_profile",
    "year_positions",
    "year_end",
]
Phase = Literal["plan", "contact", "activity", "review", "year"]
Fidelity = Literal["full", "brief"]

PHASES: tuple[Phase, ...] = ("plan", "contact", "activity", "review", "year")
PHASE_OF: dict[str, Phase] = {
    "begin": "plan",
    "plan": "plan",
    "before_contact": "plan",
    "contact": "contact",
    "after_contact": "contact",
    "activity": "activity",
    "review": "review",
    "settle": "review",
    "year_profile": "year",
    "year_positions": "year",
    "year_end": "year",
}
ORDER: dict[str, int] = {stage: number for number, stage in enumerate(PHASE_OF)}
"""The stages' places in a week."""
_COUNTED = {"contact": "S", "activity": "D"}
_TIME = re.compile(r"Y(-?\d{1,6})-W(\d{1,4})(?:-([a-z_]+?)(?:-([SD])(\d{1,4}))?)?$")


@dataclass(frozen=True, slots=True, order=True)
class Moment:
    """A stage of a week. `index` counts contact slots (S) or activity days (D) from 1."""

    year: int
    week: int
    stage: Stage
    index: int = 0

    def __str__(self) -> str:
        return _text(self)

    @property
    def phase(self) -> Phase:
        """Which of the weekly phases (or the year's end) the stage belongs to."""
        return PHASE_OF[self.stage]

    @property
    def place(self) -> tuple[int, int, int, int]:
        """Sorts moments by time."""
        return self.year, self.week, ORDER[self.stage], self.index

    @property
    def week_text(self) -> str:
        """`Y2020-W03`."""
        return f"Y{self.year}-W{self.week:02d}"


@lru_cache(maxsize=8192)
def _text(moment: Moment) -> str:
    stage = "settle" if moment.stage.startswith("year_") else moment.stage
    count = f"-{_COUNTED[stage]}{moment.index}" if stage in _COUNTED and moment.index else ""
    return f"{moment.week_text}-{stage}{count}"


@lru_cache(maxsize=8192)
def parse_moment(text: str) -> Moment:
    """Read `Y2020-W05-activity-D2`; weeks may be written without the leading zero.

    Raises:
        ValueError: the text is no time of that form.
    """
    found = _TIME.match(text.strip())
    if not found:
        raise ValueError(f"{text!r} is not a time like Y2020-W05-activity-D2")
    year, week, stage, letter, index = found.groups()
    stage = stage or "begin"
    if stage not in PHASE_OF:
        raise ValueError(f"{text!r}: there is no stage {stage!r}")
    if letter and _COUNTED.get(stage) != letter:
        raise ValueError(f"{text!r}: {stage} does not count in {letter}")
    return Moment(int(year), int(week), stage, int(index or 0))  # type: ignore[arg-type]


@dataclass(frozen=True, slots=True)
class Time:
    """How long a run is and how its weeks are divided (config section `time`)."""

    start_year: int = 2020
    """First simulated year."""
    n_year: int = 10
    """Simulated years per run."""
    n_week: int = 10
    """Weeks per simulated year."""
    n_day: int = 5
    """Activity days per week; every person does exactly one activity a day."""
    n_contact_slot: int = 5
    """Contact rounds per week (full fidelity; the brief week has one)."""

    def __post_init__(self) -> None:
        for name in ("n_year", "n_week", "n_day", "n_contact_slot"):
            value = getattr(self, name)
            if not 1 <= value <= 1000:
                raise ConfigError(f"time.{name} is {value}; it must be between 1 and 1000")
        if not 0 <= self.start_year <= 99_999:
            raise ConfigError(f"time.start_year is {self.start_year}; use 0 to 99999")

    @property
    def end_year(self) -> int:
        """The last simulated year."""
        return self.start_year + self.n_year - 1

    @property
    def origin(self) -> Moment:
        """The virtual start of the first year, `Y2020-W00-begin`."""
        return Moment(self.start_year, 0, "begin")

    def stages(self, fidelity: Fidelity) -> Iterator[Moment]:
        """Every stage of the run, in order."""
        for year in range(self.start_year, self.end_year + 1):
            for week in range(1, self.n_week + 1):
                yield from self.week_stages(year, week, fidelity)
            yield Moment(year, self.n_week, "year_profile")
            if fidelity == "full":
                yield Moment(year, self.n_week, "year_positions")
            yield Moment(year, self.n_week, "year_end")

    def week_stages(self, year: int, week: int, fidelity: Fidelity) -> Iterator[Moment]:
        """The stages of one week, in order.

        In full fidelity signing up for public events is a stage of its own (`before_contact`,
        index 1); in brief, contact and activity are one stage each.
        """
        slots, days = (self.n_contact_slot, self.n_day) if fidelity == "full" else (1, 1)
        yield Moment(year, week, "begin")
        yield Moment(year, week, "plan")
        yield Moment(year, week, "before_contact")
        if fidelity == "full":
            yield Moment(year, week, "before_contact", 1)
        for slot in range(1, slots + 1):
            yield Moment(year, week, "contact", slot)
        yield Moment(year, week, "after_contact")
        for day in range(1, days + 1):
            yield Moment(year, week, "activity", day if fidelity == "full" else 0)
        yield Moment(year, week, "review")
        yield Moment(year, week, "settle")

    def weeks_between(self, earlier: Moment, later: Moment) -> int:
        """Whole weeks from one moment's week to the other's (negative if it lies before)."""
        return (later.year - earlier.year) * self.n_week + later.week - earlier.week

    def week_after(self, moment: Moment, weeks: int) -> tuple[int, int]:
        """(year, week) that many weeks after a moment's week."""
        years, week = divmod(moment.week - 1 + weeks, self.n_week)
        return moment.year + years, week + 1
