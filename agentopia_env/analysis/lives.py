"""All lives of a run in memory, without the prompts: what metrics, facts and figures are made of.

Read once, so that a report of a long run reads its files once. What is missing is said in
`gaps`, what is damaged in `damage`.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any

from agentopia_env.analysis.calls import Call
from agentopia_env.analysis.evidence import Gap
from agentopia_env.analysis.happenings import Activity, Appointment, Entry, Letter, Plan
from agentopia_env.analysis.lines import Damage
from agentopia_env.analysis.records import StateRecord, place
from agentopia_env.analysis.rewards import Recomputed, recompute
from agentopia_env.analysis.runs import Run
from agentopia_env.reward import Ratings

WeekOf = tuple[int, int]
"""(year, week)."""


@dataclass(slots=True)
class Tokens:
    """The calls of somebody in a week."""

    calls: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    functions: int = 0
    proposals: int = 0
    failed: int = 0
    rejected: int = 0

    def count(self, call: Call) -> None:
        """Count a call in."""
        self.calls += 1
        self.input_tokens += call.input_tokens
        self.output_tokens += call.output_tokens
        self.functions += call.functions
        self.proposals += 0 if call.failed else call.proposals
        self.failed += call.failed
        self.rejected += call.rejected

    def add(self, other: Tokens) -> None:
        """Count other calls in."""
        for each in fields(self):
            setattr(self, each.name, getattr(self, each.name) + getattr(other, each.name))


@dataclass(slots=True)
class Life:
    """One person's life."""

    name: str
    policy: str = ""
    states: list[StateRecord] = field(default_factory=list)
    activities: list[Activity] = field(default_factory=list)
    letters: list[Letter] = field(default_factory=list)
    """Sent and received."""
    diary: list[Entry] = field(default_factory=list)
    plans: list[Plan] = field(default_factory=list)
    schedule: list[Appointment] = field(default_factory=list)
    profiles: dict[int, dict[str, Any]] = field(default_factory=dict)
    ties: tuple[str, ...] = ()
    """Whom the person knew at the begin, of those who live."""
    tokens: dict[WeekOf, Tokens] = field(default_factory=dict)


@dataclass(slots=True)
class Lives:
    """A run's society."""

    run: Run
    people: dict[str, Life]
    rewards: Recomputed
    ratings: dict[int, Ratings]
    """Everybody's private ratings at the end of each year that has ended."""
    god: dict[WeekOf, Tokens]
    """The environment model's calls."""
    kinds: dict[str, Tokens]
    """Calls by kind of question."""

    @property
    def name(self) -> str:
        """The run's."""
        return self.run.name

    @property
    def weeks(self) -> list[WeekOf]:
        """The weeks of which anything is known, in order."""
        moments = [
            one.moment
            for life in self.people.values()
            for happened in (life.states, life.activities)
            for one in happened
        ]
        found = {(moment.year, moment.week) for moment in moments}
        found |= {week for life in self.people.values() for week in life.tokens}
        return sorted(week for week in found if week[1] > 0)

    @property
    def years(self) -> list[int]:
        """The years of which anything is known, in order."""
        return sorted({year for year, _ in self.weeks})

    @property
    def tokens(self) -> dict[WeekOf, Tokens]:
        """Everybody's calls of each week together, the environment model's included."""
        found: dict[WeekOf, Tokens] = {}
        for weeks in (self.god, *(life.tokens for life in self.people.values())):
            for week, tokens in weeks.items():
                found.setdefault(week, Tokens()).add(tokens)
        return dict(sorted(found.items()))

    @property
    def damage(self) -> list[Damage]:
        """What could not be read."""
        return self.run.damage

    @property
    def gaps(self) -> list[Gap]:
        """What is missing."""
        return [*self.rewards.gaps, *_missing(self)]


def read_lives(
    run: Run | Path | str, tokens: bool = True, tell: Callable[[str], object] = lambda text: None
) -> Lives:
    """Read everything of a run but its prompts.

    Args:
        run: the run, or its folder.
        tokens: count the calls as well, which takes most of the time where prompts are kept.
        tell: is told what is being read.

    Raises:
        RunError: the folder is no run.
    """
    run = run if isinstance(run, Run) else Run.open(run)
    kinds: dict[str, Tokens] = {}
    people = {}
    for number, name in enumerate(run.people, 1):
        tell(f"{run.name}: {name} ({number} of {len(run.people)})")
        people[name] = _life(run, name, kinds if tokens else None)
    god: dict[WeekOf, Tokens] = {}
    for feature in run.god_features if tokens else ():
        tell(f"{run.name}: {feature}")
        for call in run.god_calls(feature):
            _count(call, god, kinds)
    tell(f"{run.name}: rewards")
    given = {year: run.ratings(year) for year in run.reward_years}
    ratings = {year: one.ratings for year, one in given.items() if one is not None}
    return Lives(run, people, recompute(run), ratings, god, kinds)


def _life(run: Run, name: str, kinds: dict[str, Tokens] | None) -> Life:
    life = Life(
        name=name,
        policy=run.policies.get(name, ""),
        states=sorted(run.states(name), key=lambda one: place(one.moment)),
        activities=run.activities(name),
        letters=run.letters(name),
        diary=run.diary(name),
        plans=run.plans(name),
        schedule=run.schedule(name),
        profiles=run.profiles(name),
        ties=_ties(run, name),
    )
    if kinds is not None:
        for call in run.calls(name):
            _count(call, life.tokens, kinds)
    return life


def _count(call: Call, weeks: dict[WeekOf, Tokens], kinds: dict[str, Tokens]) -> None:
    weeks.setdefault((call.moment.year, call.moment.week), Tokens()).count(call)
    kinds.setdefault(call.kind, Tokens()).count(call)


def _ties(run: Run, name: str) -> tuple[str, ...]:
    """Of whom there is a note from before the first week."""
    begin = run.acquaintances(name)
    return tuple(other for other in run.people if other in begin and other != name)


def _missing(lives: Lives) -> list[Gap]:
    found = []
    for life in lives.people.values():
        lacking = [
            what
            for what, there in (
                ("states", life.states),
                ("activities", life.activities),
                ("a profile", life.profiles),
            )
            if not there
        ]
        if lacking:
            found.append(Gap(f"no {' and no '.join(lacking)} recorded", name=life.name))
    if not any(life.tokens for life in lives.people.values()):
        found.append(Gap("no answers of people are recorded, so no tokens can be counted"))
    if not lives.people:
        found.append(Gap("nobody's life is recorded"))
    planned = lives.run.config.time.n_year
    ended = len(lives.ratings)
    if ended < planned:
        found.append(Gap(f"{ended} of {planned} planned years have ended"))
    return found
