"""The society: everything that lasts from one stage to the next, as one value.

It does no I/O. What happens is noted in `outbox` for whoever keeps a run directory; the whole
society can be taken down as bytes at the end of any stage and restored exactly.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import lru_cache
from random import Random
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from agentopia_env.chance import chance
from agentopia_env.clock import Fidelity, Moment
from agentopia_env.errors import SnapshotError
from agentopia_env.language import Phrase, say
from agentopia_env.reward.settings import RewardSettings
from agentopia_env.world.economy import PriceItem
from agentopia_env.world.memory import CHARACTERS, Memory, Note
from agentopia_env.world.messages import Message, Notice, Proposal
from agentopia_env.world.persona import Face, Profile
from agentopia_env.world.places import Location
from agentopia_env.world.positions import Position
from agentopia_env.world.rules import Number, Rules
from agentopia_env.world.schedule import Engagement, PublicEvent, Schedule
from agentopia_env.world.state import State

_SEEN = Phrase("{name} ({gender}, {age}). {how}").template
_SEEN_AT_WORK = Phrase("{name} ({gender}, {age}, {role}). {how}").template


@dataclass(frozen=True, slots=True)
class World:
    """What does not change while a society lives.

    Attributes:
        language: `en` or `zh`; the language of everything written.
        others: people who are known to somebody but not simulated.
        fidelity: whether weeks are played in full or in brief.
    """

    name: str
    language: str
    setting: str
    prices: tuple[PriceItem, ...]
    locations: dict[str, Location]
    rules: Rules = field(default_factory=Rules)
    reward: RewardSettings = field(default_factory=RewardSettings)
    others: tuple[str, ...] = ()
    fidelity: Fidelity = "full"

    _public: tuple[Location, ...] = field(init=False, repr=False, compare=False, default=())

    def __post_init__(self) -> None:
        public = (p for p in self.locations.values() if not p.key.startswith("home/"))
        object.__setattr__(self, "_public", tuple(public))

    @property
    def public_places(self) -> tuple[Location, ...]:
        """The public locations."""
        return self._public


@dataclass(slots=True)
class Person:
    """One simulated person: who they are, how they are, what they know and have planned.

    Attributes:
        plan: the text of the current weekly plan; `goal` what they are after in the longer run.
        inbox: what reached them since they last answered a contact question.
        messages: messages of the last weeks, sent and received, oldest first.
        week_log: what they did this week, one line per day, oldest first; `last_week` the week
            before.
        year_log: facts of the year for the profile update (days by kind, people met, purchases).
        ties: how much this person had to do with others: 1 a message, 3 a shared day; halved
            every year.
    """

    profile: Profile
    state: State
    memory: Memory
    schedule: Schedule = field(default_factory=Schedule)
    goal: str = ""
    plan: str = ""
    inbox: list[Notice] = field(default_factory=list)
    messages: list[Message] = field(default_factory=list)
    week_log: list[DayLog] = field(default_factory=list)
    last_week: list[DayLog] = field(default_factory=list)
    year_log: dict[str, Number] = field(default_factory=dict)
    ties: dict[str, Number] = field(default_factory=dict)

    @property
    def name(self) -> str:
        """The person's name."""
        return self.profile.name

    def count(self, what: str, by: float = 1) -> None:
        """Add to a fact of the year."""
        self.year_log[what] = self.year_log.get(what, 0) + by

    def tie(self, other: str, by: float) -> None:
        """Note that this person had to do with another."""
        self.ties[other] = self.ties.get(other, 0) + by


@dataclass(frozen=True, slots=True)
class DayLog:
    """What a person did on a day, and how it went for them.

    Attributes:
        kind: joint, encounter, public or solo.
        what: the activity in a few words.
        others: who else took part.
        outcome: what came of it, in a sentence or two, as far as this person knows.
        mood, esteem, social, vitality: the change it made.
        money: earned or spent that day.
        paid_work: whether it was a day of paid work.
    """

    year: int
    week: int
    day: int
    kind: str
    what: str
    location: str
    others: tuple[str, ...]
    outcome: str
    mood: Number = 0
    social: Number = 0
    esteem: Number = 0
    vitality: Number = 0
    money: Number = 0
    paid_work: bool = False


@dataclass(frozen=True, slots=True)
class YearRecord:
    """A person's reward of one year, kept for returns and reports."""

    year: int
    social: Number
    subjective: Number
    economy: Number
    total: Number


@dataclass(slots=True)
class Society:
    """Everybody and everything that lasts.

    Attributes:
        now: the stage last finished (`Y…-W00-begin` before the first).
        proposals: open proposals by activity name (folded); `invitations` per person, the names of
            those that wait for an answer; `joint_names` agreed activities to come, name to day.
        tables: per person, this year's fulfilment snapshots as [vitality, mood, material, social,
            esteem] rows.
        year_deposit: per person, the deposit at the start of the year.
        year_ratings: per rater, [affection, respect] scores given at the last year's end.
        initial_positions: how many distinct positions the first year had.
        designed: whether places and positions were given or have been designed.
        pending: per person, notices that arrive in the next contact round.
        outbox: records for a run directory since it was last emptied; never part of a snapshot.
    """

    world: World
    seed: int
    fidelity: Fidelity
    now: Moment
    people: dict[str, Person]
    positions: dict[str, Position]
    initial_positions: int = 0
    designed: bool = False
    events: list[PublicEvent] = field(default_factory=list)
    proposals: dict[str, Proposal] = field(default_factory=dict)
    invitations: dict[str, list[str]] = field(default_factory=dict)
    joint_names: dict[str, str] = field(default_factory=dict)
    pending: dict[str, list[Notice]] = field(default_factory=dict)
    tables: dict[str, list[list[Number]]] = field(default_factory=dict)
    year_deposit: dict[str, Number] = field(default_factory=dict)
    year_ratings: dict[str, list[dict[str, Number]]] = field(default_factory=dict)
    rewards: dict[str, list[YearRecord]] = field(default_factory=dict)
    next_id: int = 1
    next_message: int = 1
    outbox: list[Record | Rejection] = field(default_factory=list)
    _keeps_records: bool = field(init=False, repr=False, compare=False, default=True)

    @property
    def rules(self) -> Rules:
        """The rules of the world."""
        return self.world.rules

    def chance(self, *place: object) -> Random:
        """World chance for one place of this run."""
        return chance(self.seed, *place)

    def new_id(self, kind: str) -> str:
        """An id that is unique in the run."""
        self.next_id += 1
        return f"{kind}-{self.next_id - 1:06d}"

    def next_seq(self) -> int:
        """The number of a message, ascending through the run."""
        self.next_message += 1
        return self.next_message - 1

    def invited(self, name: str) -> list[Proposal]:
        """The open proposals that wait for a person's answer."""
        return [self.proposals[title] for title in self.invitations.get(name, ())]

    def propose(self, proposal: Proposal) -> None:
        """Open a proposal and invite everybody it names."""
        self.proposals[proposal.key] = proposal
        for name in proposal.invited:
            self.invitations.setdefault(name, []).append(proposal.key)

    def answer(self, proposal: Proposal, name: str, yes: bool) -> None:
        """Take an invitee's answer; the last one counts."""
        proposal.answers[name] = yes
        self._answered(proposal, name)

    def cancel(self, proposal: Proposal) -> None:
        """Call a proposal off: nobody is asked any more, and it is void when it is resolved."""
        proposal.cancelled = True
        for name in proposal.invited:
            self._answered(proposal, name)

    def close(self, proposal: Proposal) -> None:
        """Take a proposal off the table, decided or out of date."""
        del self.proposals[proposal.key]
        for name in proposal.invited:
            self._answered(proposal, name)

    def _answered(self, proposal: Proposal, name: str) -> None:
        waiting = self.invitations.get(name, [])
        if proposal.key in waiting:
            waiting.remove(proposal.key)
        if not waiting:
            self.invitations.pop(name, None)

    def engage(self, engagement: Engagement, names: tuple[str, ...], moment: Moment) -> None:
        """Put an engagement into people's days; what it displaces is dropped."""
        for name in names:
            schedule = self.people[name].schedule
            displaced = schedule.on(engagement.date)
            if displaced is not None:
                self._schedule_record(name, displaced, "replaced", moment)
            schedule.add(engagement)
            self._schedule_record(name, engagement, "confirmed", moment)

    def disengage(
        self, engagement: Engagement, names: tuple[str, ...], status: str, moment: Moment
    ) -> None:
        """Take an engagement out of people's days."""
        for name in names:
            if name in self.people and self.people[name].schedule.drop(engagement.id):
                self._schedule_record(name, engagement, status, moment)

    def _schedule_record(
        self, name: str, engagement: Engagement, status: str, moment: Moment
    ) -> None:
        self.append(
            f"persona/{name}/schedule.jsonl",
            {
                "time": str(moment),
                "activity_id": engagement.id,
                "activity_name": engagement.name,
                "activity_time": engagement.when,
                "participants": list(engagement.participants) or [name],
                "type": engagement.type,
                "status": status,
                "location": engagement.location,
            },
        )

    def face(self, name: str) -> Face:
        """What anybody can see of a simulated person."""
        profile = self.people[name].profile
        return _face(
            name,
            profile.gender,
            profile.age(self.now),
            profile.appearance_and_impression,
            profile.position or "",
        )

    @property
    def keeps_records(self) -> bool:
        """Whether records are noted for a run directory."""
        return self._keeps_records

    def keep_no_records(self) -> None:
        """Note nothing for a run directory from now on: nobody keeps one."""
        self._keeps_records = False

    def append(self, path: str, content: dict[str, Any]) -> None:
        """Note a line for an append-only file of the run directory."""
        if self._keeps_records:
            self.outbox.append(Record(path, content))

    def replace(self, path: str, content: Any) -> None:
        """Note the whole content of a JSON file of the run directory."""
        if self._keeps_records:
            self.outbox.append(Record(path, content, whole=True))

    def reject(self, key: str, reason: str) -> None:
        """Note that the answer to the question with this key is not to be learned from."""
        self.outbox.append(Rejection(key, reason))

    def note(self, person: str, file: str, note: Note) -> None:
        """Write a person's memory file."""
        self.people[person].memory.write(file, note)
        self.append(
            f"persona/{person}/memory/scratchpad/{file}.jsonl",
            {"time": note.time, "content": note.content, "summary": note.summary},
        )

    def introduce(self, person: str, other: str, time: str, how: str) -> None:
        """Let a person remember another whom they did not know before, and what can be seen."""
        if other != person and not self.people[person].memory.knows(other):
            text = self._seen(other, how) if other in self.people else how
            self.note(person, CHARACTERS + other, Note(time, text, text))

    def _seen(self, name: str, how: str) -> str:
        """Who somebody is, for all to see, before how one came to know them."""
        face, held = self.face(name), self.positions.get(self.people[name].profile.position or "")
        facts = {"name": name, "gender": face.gender, "age": face.age, "how": how}
        if held is None:
            return say(self.world.language, _SEEN, **facts)
        return say(self.world.language, _SEEN_AT_WORK, **facts, role=held.role)

    def snapshot(self) -> bytes:
        """The society as bytes (JSON), at the end of a stage."""
        outbox, self.outbox = self.outbox, []
        try:
            return orjson.dumps(self)
        finally:
            self.outbox = outbox

    @classmethod
    def restore(cls, snapshot: bytes) -> Society:
        """The society that `snapshot` was taken of.

        Raises:
            SnapshotError: the bytes are no snapshot, or damaged.
        """
        try:
            return _adapter().validate_json(snapshot)
        except ValidationError as error:
            raise SnapshotError(f"this is no snapshot of a society: {error}") from error


@dataclass(frozen=True, slots=True)
class Record:
    """Something for a file of the run directory: a line to append, or a whole JSON file."""

    path: str
    content: Any
    whole: bool = False


@dataclass(frozen=True, slots=True)
class Rejection:
    """The answer to one question, by its key, was found unsound by the environment model."""

    key: str
    reason: str


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[Society]:
    return TypeAdapter(Society)


@lru_cache(maxsize=65536)
def _face(name: str, gender: str, age: int, appearance: str, position: str) -> Face:
    return Face(name, gender, age, appearance, position)


def names_text(names: Iterable[str]) -> str:
    """Names in one line; their order is kept."""
    return ", ".join(names)
