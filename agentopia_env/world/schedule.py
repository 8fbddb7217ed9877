"""Who does what on which day, and how proposals become activities."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

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
        """Engage the person; joint activities take the place of public ones and encounters."""
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
    """Decide which proposals become activities, in a fixed order.

    Per person and day the priority is existing joint > newly proposed joint > newly accepted joint
    > existing public or encounter. A proposal becomes an activity if its proposer is free, every
    required participant said yes and is free, and at least one invitee comes.

    `schedules` is read only; the caller engages the participants of what happens.
    """
    busy: dict[str, set[Day]] = {}
    proposed = {
        (proposal.proposer, _date(proposal)) for proposal in proposals if not proposal.cancelled
    }
    decided: list[Resolution] = []
    order = sorted(proposals, key=lambda p: (p.made, p.proposer, p.activity_name))
    for proposal in order:
        resolution = _resolve_one(proposal, schedules, busy, proposed)
        if resolution.happens:
            for person in resolution.participants:
                busy.setdefault(person, set()).add(_date(proposal))
        else:
            proposed.discard((proposal.proposer, _date(proposal)))
        decided.append(resolution)
    return decided


def _date(proposal: Proposal) -> Day:
    return (proposal.year, proposal.week, proposal.day)


def _resolve_one(
    proposal: Proposal,
    schedules: Mapping[str, Schedule],
    busy: Mapping[str, set[Day]],
    proposed: set[tuple[str, Day]],
) -> Resolution:
    date = _date(proposal)

    def taken(person: str) -> bool:
        engagement = schedules[person].on(date) if person in schedules else None
        has_joint = engagement is not None and engagement.type == "joint"
        return has_joint or date in busy.get(person, ())

    if proposal.cancelled:
        return Resolution(proposal, reason=f"{proposal.proposer} called it off")
    if taken(proposal.proposer):
        return Resolution(proposal, reason=f"{proposal.proposer} is engaged that day")
    coming = [
        person
        for person in proposal.invited
        if proposal.answers.get(person) and not taken(person) and (person, date) not in proposed
    ]
    missing = [person for person in proposal.required if person not in coming]
    if missing:
        return Resolution(proposal, reason=f"{', '.join(missing)} cannot come")
    if not coming:
        return Resolution(proposal, reason="nobody who was invited is coming")
    return Resolution(proposal, (proposal.proposer, *coming))
