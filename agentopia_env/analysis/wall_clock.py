"""Wall-clock time of a run: by telemetry, or by when its files were written.

A society that waits for models has stages that run into each other; telemetry then has one line
for a stretch of several, named by its last.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agentopia_env.analysis.folders import week_files, years_in
from agentopia_env.analysis.lives import WeekOf
from agentopia_env.analysis.records import is_number
from agentopia_env.analysis.runs import Run
from agentopia_env.clock import ORDER, Moment, parse_moment


@dataclass(frozen=True, slots=True)
class Stretch:
    """Wall-clock time up to a moment, since the one before."""

    moment: Moment
    name: str
    """Its stage, or the first and the last where several ran into each other."""
    seconds: float
    questions: int
    stage: str


def stretches(run: Run) -> list[Stretch]:
    """The stretches of wall-clock time that telemetry has, in order of time."""
    found: list[Stretch] = []
    for line in run.stages():
        seconds, questions = line.get("seconds"), line.get("questions")
        try:
            moment = parse_moment(str(line.get("time")))
        except ValueError:
            continue
        if is_number(seconds):
            asked = int(questions) if is_number(questions) else 0
            stage = str(line.get("stage") or moment.stage)
            before = found[-1] if found else None
            found.append(Stretch(moment, _named(before, moment, stage), seconds, asked, stage))
    return sorted(found, key=lambda one: one.moment.place)


def _named(before: Stretch | None, moment: Moment, stage: str) -> str:
    """A stage's name; with the first one where several ran into each other without a stop."""
    week = (moment.year, moment.week)
    if before is None or week != (before.moment.year, before.moment.week):
        return stage
    first = ORDER.get(before.stage, len(ORDER)) + 1
    names = list(ORDER)
    return f"{names[first]} … {stage}" if first < ORDER.get(stage, 0) else stage


def by_stage(passed: Iterable[Stretch]) -> dict[str, tuple[float, int]]:
    """Seconds and questions by stage."""
    found: dict[str, tuple[float, int]] = {}
    for one in passed:
        seconds, questions = found.get(one.name, (0.0, 0))
        found[one.name] = (seconds + one.seconds, questions + one.questions)
    return dict(sorted(found.items(), key=lambda entry: ORDER.get(entry[0].split(" ")[0], 99)))


def by_week(passed: Iterable[Stretch]) -> dict[WeekOf, float]:
    """Seconds by week."""
    weeks: dict[WeekOf, float] = {}
    for one in passed:
        week = (one.moment.year, one.moment.week)
        weeks[week] = weeks.get(week, 0.0) + one.seconds
    return weeks


def wall_clock(run: Run) -> dict[WeekOf, float]:
    """Wall-clock seconds per week, where a run has telemetry."""
    return by_week(stretches(run))


def file_times(run: Run) -> dict[WeekOf, float]:
    """Seconds per week by when its traces were last written."""
    written: dict[WeekOf, float] = {}
    for person in run.people:
        folder = run.folder(person) / "generation"
        for year in years_in(folder):
            for week, path in week_files(folder, year):
                at = path.stat().st_mtime
                written[year, week] = max(at, written.get((year, week), at))
    found: dict[WeekOf, float] = {}
    for before, now in zip(sorted(written), sorted(written)[1:], strict=False):
        if written[now] > written[before]:
            found[now] = written[now] - written[before]
    return found


def seconds_around(time: str, passed: Sequence[Stretch]) -> float:
    """How long the stretch took that a moment is in: the first that ends with it or later."""
    try:
        moment = parse_moment(time)
    except ValueError:
        return 0.0
    number = bisect_left(passed, moment.place, key=lambda one: one.moment.place)
    there = number < len(passed) and passed[number].moment.year == moment.year
    return passed[number].seconds if there else 0.0
