"""Who does what on which day, and how proposals become activities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Literal

from agentopia_env.clock import parse_moment
from agentopia_env.language import Phrase
from agentopia_env.world.messages import Proposal

EngagementType = Literal["joint", "encounter", "public"]
Day = tuple[int, int, int]
"""(year, week, day)."""


@dataclass(frozen=True, slots=True)
class Engagement:
    """Something one or more people are going to do on a day.

    Attributes:
        id: unique in the run; never parsed.
        text: the proposal, the event's description, or the encounter's circumstances.
    """

    id: str
    type: EngagementType
    name: str
    text: str
    year: int
    week: int
    day: int
    location: str
    participants: tuple[str, ...]
    proposer: str = ""

    @property
    def date(self) -> Day:
        """(year, week, day)."""
        return (self.year, self.week, self.day)

    @property
    def when(self) -> str:
        """`Y2020-W05-activity-D2`."""
        return f"Y{self.year}-W{self.week:02d}-activity-D{self.day}"


@dataclass(frozen=True, slots=True)
class PublicEvent:
    """A public event, once a week on its day for `repeat_weeks` weeks.

    Attributes:
        eligibility: who may come, in words; `people` the same as names (empty: everybody).
    """

    id: str
    name: str
    description: str
    year: int
    week: int
    day: int
    repeat_weeks: int
    eligibility: str = ""
    location: str = ""
    people: tuple[str, ...] = ()

    def open_to(self, person: str) -> bool:
        """Whether the person may sign up."""
        return not self.people or person in self.people


@dataclass(slots=True)
class Schedule:
    """One person's days to come; at most one engagement a day."""

    days: dict[str, Engagement] = field(default_factory=dict)

    def on(self, date: Day) -> Engagement | None:
        """What the person is engaged in on a day."""
        return self.days.get(day_key(date))

    def free(self, date: Day) -> bool:
        """Whether nothing is planned on a day."""
        return day_key(date) not in self.days

    def add(self, engagement: Engagement) -> None:
        """Engage the person, in place of whatever the day held."""
        self.days[day_key(engagement.date)] = engagement

    def drop(self, engagement_id: str) -> Engagement | None:
        """Remove an engagement by its id."""
        for key, engagement in self.days.items():
            if engagement.id == engagement_id:
                return self.days.pop(key)
        return None

    def forget_before(self, date: Day) -> None:
        """Drop days that have passed."""
        first = day_key(date)
        for key in [key for key in self.days if key < first]:
            del self.days[key]


@lru_cache(maxsize=8192)
def day_key(date: Day) -> str:
    """A sortable text for a day."""
    return f"{date[0]:05d}-{date[1]:04d}-{date[2]:04d}"


@dataclass(frozen=True, slots=True)
class Resolution:
    """What became of a proposal: its participants, or why it fell through."""

    proposal: Proposal
    participants: tuple[str, ...] = ()
    reason: str = ""

    @property
    def happens(self) -> bool:
        """Whether the proposal becomes an activity."""
        return bool(self.participants)


def resolve(proposals: Sequence[Proposal], schedules: Mapping[str, Schedule]) -> list[Resolution]:
    """Decide which proposals become activities; earlier ones first, whatever order they come in.

    Per person and day the priority is existing joint > newly proposed joint > newly accepted joint
    > existing public or encounter. A proposal becomes an activity if its proposer is free, every
    required participant said yes and is free, and at least one invitee comes. Whoever proposed
    something that falls through can still come to what they accepted. Where proposers wait for
    one another, the latest proposal gives way.

    `schedules` is read only; the caller engages the participants of what happens.
    """
    order = sorted(proposals, key=lambda p: (_made(p), p.proposer, p.activity_name))
    days: dict[Day, list[Proposal]] = {}
    for proposal in order:
        days.setdefault(_date(proposal), []).append(proposal)
    decided: dict[str, Resolution] = {}
    for date, of_day in days.items():
        decided.update(_DayTable(date, of_day, schedules).decide())
    return [decided[proposal.activity_name] for proposal in order]


def _made(proposal: Proposal) -> tuple[int, int, int]:
    made = parse_moment(proposal.made)
    return (made.year, made.week, made.index)


def _date(proposal: Proposal) -> Day:
    return (proposal.year, proposal.week, proposal.day)


class _DayTable:
    """The proposals for one day, the earliest first, and who is taken already."""

    def __init__(
        self, date: Day, proposals: Sequence[Proposal], schedules: Mapping[str, Schedule]
    ) -> None:
        self._order = proposals
        self._open = list(proposals)
        self._decided: dict[str, Resolution] = {}
        self._busy = {
            person
            for proposal in proposals
            for person in proposal.people
            if person in schedules
            and (engagement := schedules[person].on(date)) is not None
            and engagement.type == "joint"
        }

    def decide(self) -> dict[str, Resolution]:
        """What becomes of each proposal, by its name."""
        while self._open:
            if not any(self._settle(proposal) for proposal in list(self._open)):
                latest = self._open[-1]
                self._close(latest, Resolution(latest, reason=self._problem(latest, hosting=True)))
        for proposal in self._order:
            self._let_in(proposal)
        return self._decided

    def _settle(self, proposal: Proposal) -> bool:
        """Decide a proposal, if that does not hang on what becomes of another one."""
        if not self._problem(proposal, hosting=True):
            self._close(
                proposal,
                Resolution(proposal, (proposal.proposer, *self._coming(proposal, hosting=True))),
            )
        elif problem := self._problem(proposal, hosting=False):
            self._close(proposal, Resolution(proposal, reason=problem))
        else:
            return False
        return True

    def _close(self, proposal: Proposal, resolution: Resolution) -> None:
        self._open.remove(proposal)
        self._decided[proposal.activity_name] = resolution
        self._busy.update(resolution.participants)

    def _coming(self, proposal: Proposal, hosting: bool) -> list[str]:
        """Who said yes and is free; `hosting`: not those whose own proposals are still open."""
        hosts = {other.proposer for other in self._open if other is not proposal and hosting}
        return [
            person
            for person in proposal.invited
            if proposal.answers.get(person) and person not in self._busy and person not in hosts
        ]

    def _problem(self, proposal: Proposal, hosting: bool) -> str:
        """Why a proposal cannot take place; empty if it can."""
        if proposal.cancelled:
            return Phrase("{name} called it off", name=proposal.proposer)
        if proposal.proposer in self._busy:
            return Phrase("{name} is engaged that day", name=proposal.proposer)
        coming = self._coming(proposal, hosting)
        missing = [person for person in proposal.required if person not in coming]
        if missing:
            return Phrase("{names} cannot come", names=", ".join(missing))
        return "" if coming else Phrase("nobody who was invited is coming")

    def _let_in(self, proposal: Proposal) -> None:
        """Let those come whose own proposals fell through after this one was decided."""
        resolution = self._decided[proposal.activity_name]
        late = self._coming(proposal, hosting=False) if resolution.happens else []
        if late:
            everybody = {*resolution.participants, *late}
            came = tuple(person for person in proposal.people if person in everybody)
            self._decided[proposal.activity_name] = Resolution(proposal, came)
            self._busy.update(late)
