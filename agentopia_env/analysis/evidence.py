"""What a run recorded that its life rewards follow from: ratings, snapshots and deposits.

Snapshots are taken as the run took them: the state just after settlement at the begin of weeks
2..n (of two lines at a begin the later one), and the state at the year's end. A reference run
takes `period_weeks` of them, counted back from the end.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TypeAlias

from agentopia_env.analysis.records import Place, place
from agentopia_env.analysis.rundir import RunDirectory, YearRatings
from agentopia_env.reward import Ratings, Snapshot

_LAST = 10_000  # after every stage and index of a week

_History: TypeAlias = list[tuple[Place, Snapshot, float]]


@dataclass(frozen=True, slots=True)
class Period:
    """A year of lives, from its virtual begin to the settlement of its last week."""

    start_year: int
    year: int
    week: int

    @property
    def start(self) -> str:
        """`Y2020-W00-begin`."""
        return f"Y{self.start_year}-W00-begin"

    @property
    def end(self) -> str:
        """`Y2020-W10-settle`."""
        return f"Y{self.year}-W{self.week:02d}-settle"


@dataclass(frozen=True, slots=True)
class Gap:
    """Something that could not be computed, and why."""

    reason: str
    year: int | None = None
    name: str = ""

    def __str__(self) -> str:
        about = [str(part) for part in (self.year, self.name) if part]
        return f"{', '.join(about)}: {self.reason}" if about else self.reason


@dataclass(slots=True)
class Evidence:
    """The reward's input for one year, for everybody of whom there is enough of it."""

    period: Period
    ratings: Ratings
    snapshots: dict[str, list[Snapshot]] = field(default_factory=dict)
    deposits_start: dict[str, float] = field(default_factory=dict)
    deposits_end: dict[str, float] = field(default_factory=dict)
    silent: list[str] = field(default_factory=list)
    """People whose ratings are not there."""
    unseen: list[str] = field(default_factory=list)
    """People whose states are not there, who are therefore left out."""

    @property
    def complete(self) -> bool:
        """Whether everybody is in it."""
        return not self.silent and not self.unseen


def gather(run: RunDirectory) -> tuple[list[Evidence], list[Gap]]:
    """The evidence of every year that ended, in order, and what is missing."""
    given = [one for year in run.reward_years if (one := run.ratings(year)) is not None]
    years = [
        Evidence(period, one.ratings, silent=sorted(set(run.people) - one.by_rater.keys()))
        for period, one in zip(periods(given), given, strict=True)
    ]
    gaps = [
        Gap("no ratings recorded; social scores lack this person's views", one.period.year, name)
        for one in years
        for name in one.silent
    ]
    for person in run.people:
        history = _history(run, person)
        for number, year in enumerate(years):
            initial = run.initial_deposit(person) if number == 0 else None
            reason = _add(year, person, history, initial, run.config.snapshots)
            if reason:
                year.unseen.append(person)
                gaps.append(Gap(reason, year.period.year, person))
    return years, gaps


def periods(given: Sequence[YearRatings]) -> list[Period]:
    """One period per year that ended, each beginning where the one before ended."""
    starts = [*(one.year for one in given[:1]), *(one.year + 1 for one in given[:-1])]
    return [Period(start, one.year, one.week) for start, one in zip(starts, given, strict=True)]


def _history(run: RunDirectory, person: str) -> _History:
    """The numbers of a person's states in order of time; lines of one moment as written."""
    rows = [(place(one.moment), one.snapshot, one.deposit) for one in run.states(person)]
    return sorted(rows, key=lambda row: row[0])


def _add(year: Evidence, person: str, history: _History, initial: float | None, count: int) -> str:
    """Put a person's part into a year's evidence, or say why that cannot be done."""
    period = year.period
    end = _in_force(history, (period.year, period.week, _LAST, 0))
    if end is None or end[0][0] != period.year:
        return "no state of that year is recorded"
    start = _in_force(history, (period.start_year, 0, 0, 0))
    deposit = start[2] if start else initial
    if deposit is None:
        return "the deposit at the year's begin is recorded neither as a state nor in a profile"
    weeks = range(max(1, period.week - count + 2), period.week + 1)
    taken = [_in_force(history, (period.year, week, 0, 0)) for week in weeks]
    year.snapshots[person] = [row[1] for row in (*taken, end) if row is not None]
    year.deposits_start[person] = deposit
    year.deposits_end[person] = end[2]
    return ""


def _in_force(history: _History, at: Place) -> tuple[Place, Snapshot, float] | None:
    """The last state at or before a moment."""
    number = bisect_right(history, at, key=lambda row: row[0])
    return history[number - 1] if number else None
