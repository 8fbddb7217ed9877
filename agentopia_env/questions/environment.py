"""The questions that are put to the environment model: what the world answers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from agentopia_env.errors import ReplyError
from agentopia_env.language import say
from agentopia_env.questions.base import Question
from agentopia_env.questions.replies import (
    AdmissionReply,
    DayReply,
    DirectionReply,
    EventsReply,
    IntentReply,
    OutcomeReply,
    ProfileReply,
    SceneOutcomeReply,
    SceneReply,
    SoloOutcomeReply,
    SoloReply,
    WeekOutcomeReply,
)
from agentopia_env.questions.somebody import require_somebody
from agentopia_env.world.names import resolve_name
from agentopia_env.world.persona import Face
from agentopia_env.world.places import Location
from agentopia_env.world.positions import Position
from agentopia_env.world.scene import Line
from agentopia_env.world.schedule import Engagement, PublicEvent
from agentopia_env.world.society import Person

PRINCIPLES = (
    "scope of control",
    "no hallucination",
    "character consistency",
    "cognitive boundaries",
    "motivation consistency",
    "state consistency",
    "emotional continuity",
    "natural relationship progression",
    "no parroting",
    "no AI-assistant behaviour",
    "substantive dialogue",
    "selective disclosure",
    "independent self",
    "colloquial speech",
    "directness",
    "first-person perspective",
)
"""What an answer in a scene is held to."""


@dataclass(frozen=True, slots=True, kw_only=True)
class NewEvents(Question[EventsReply]):
    """Which public events begin this week?

    Attributes:
        running: events of earlier weeks that still take place.
        most: how many new ones there may be.
        days: days a week has.
        population: how many people live here.
    """

    kind: ClassVar = "public_events"
    reply_type: ClassVar = EventsReply

    running: tuple[PublicEvent, ...]
    most: int
    days: int
    population: int

    def default(self) -> EventsReply:
        """A quiet week."""
        return EventsReply()


@dataclass(frozen=True, slots=True, kw_only=True)
class Encounter(Question[SceneReply]):
    """How do these two come across each other? Circumstances only.

    Attributes:
        pair: the two people.
        know: whether they know each other.
    """

    kind: ClassVar = "encounter"
    reply_type: ClassVar = SceneReply

    pair: tuple[Person, Person]
    know: bool
    location: Location
    day: int

    @property
    def feature(self) -> str:
        """Encounters are traced with the scenes they start."""
        return "encounter_activity"

    def default(self) -> SceneReply:
        """Plain circumstances."""
        first, second = (person.name for person in self.pair)
        place = self.location.display_name
        text = "{first} and {second} are at {place}."
        return SceneReply(
            scene=say(self.world.language, text, first=first, second=second, place=place)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Direct(Question[DirectionReply]):
    """What is around them now, was the last answer sound, who is next, or is the scene over?

    Attributes:
        cast: everybody who takes part, whether or not still present.
        present: names of those still there.
        lines: the whole scene so far, private parts included.
        last: the line to be verified (None before the first).
        may_end: whether the scene has had enough turns to end.
    """

    kind: ClassVar = "direct"
    reply_type: ClassVar = DirectionReply

    engagement: Engagement
    location: Location | None
    cast: tuple[Person, ...]
    present: tuple[str, ...]
    lines: tuple[Line, ...]
    last: Line | None
    may_end: bool

    @property
    def feature(self) -> str:
        """Scenes are traced together."""
        return f"{self.engagement.type}_activity"

    def default(self) -> DirectionReply:
        """Whoever has spoken least goes on; no verdict."""
        spoken = dict.fromkeys(self.present, 0)
        for line in self.lines:
            if line.speaker in spoken:
                spoken[line.speaker] += 1
        last = self.last.speaker if self.last else ""
        order = sorted(self.present, key=lambda name: (name == last, spoken[name]))
        return DirectionReply(next_speaker=order[0] if order else "")


@dataclass(frozen=True, slots=True, kw_only=True)
class SceneOutcome(Question[SceneOutcomeReply]):
    """What did the scene come to for each of them?

    Attributes:
        cast: everybody who took part.
        lines: the whole scene; in the brief week what each says they do.
    """

    kind: ClassVar = "scene_outcome"
    reply_type: ClassVar = SceneOutcomeReply

    engagement: Engagement
    location: Location | None
    cast: tuple[Person, ...]
    lines: tuple[Line, ...]

    @property
    def feature(self) -> str:
        """Scenes are traced together."""
        return f"{self.engagement.type}_activity"

    def check(self, reply: SceneOutcomeReply) -> SceneOutcomeReply:
        """Everybody who took part needs an outcome, by any clear name; nobody else gets one."""
        names = tuple(person.name for person in self.cast)
        kept = {name: reply.participants[name] for name in names if name in reply.participants}
        for given, outcome in reply.participants.items():
            found = given if given in names else resolve_name(given, names).name
            if found is not None:
                kept.setdefault(found, outcome)
        missing = set(names) - set(kept)
        if missing:
            raise ReplyError("participants lacks {names}", names=", ".join(sorted(missing)))
        return SceneOutcomeReply(participants=kept)

    def default(self) -> SceneOutcomeReply:
        """Nothing came of it."""
        return SceneOutcomeReply(
            participants={person.name: OutcomeReply(outcome="") for person in self.cast}
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SoloOutcome(Question[SoloOutcomeReply]):
    """Can this be done, and what comes of it? Offers, where the person means to buy something.

    Attributes:
        person: who does it.
        intent: what they mean to do.
    """

    kind: ClassVar = "solo_outcome"
    reply_type: ClassVar = SoloOutcomeReply

    person: Person
    day: int
    intent: SoloReply
    location: Location | None

    @property
    def feature(self) -> str:
        """Traced as solo activity."""
        return "solo_activity"

    def default(self) -> SoloOutcomeReply:
        """Nothing came of it."""
        return SoloOutcomeReply(outcome="")


@dataclass(frozen=True, slots=True, kw_only=True)
class WeekOutcome(Question[WeekOutcomeReply]):
    """What comes of a person's days alone in a brief week, and of their public events?

    Attributes:
        person: who lives them.
        intents: what they mean to do, by day (`"1"`, `"2"`, …).
        events: the public events among those days.
    """

    kind: ClassVar = "week_outcome"
    reply_type: ClassVar = WeekOutcomeReply

    person: Person
    intents: dict[str, DayReply]
    events: dict[str, Engagement]

    @property
    def feature(self) -> str:
        """Traced as solo activity."""
        return "solo_activity"

    def default(self) -> WeekOutcomeReply:
        """Nothing came of any day."""
        return WeekOutcomeReply(days={})


@dataclass(frozen=True, slots=True, kw_only=True)
class PublicOutcome(Question[OutcomeReply]):
    """What comes of what this person does at a public event?

    Attributes:
        others: who else is there.
    """

    kind: ClassVar = "public_outcome"
    reply_type: ClassVar = OutcomeReply

    person: Person
    engagement: Engagement
    location: Location | None
    intent: IntentReply
    others: tuple[Face, ...]

    @property
    def feature(self) -> str:
        """Traced as public activity."""
        return "public_activity"

    def default(self) -> OutcomeReply:
        """Nothing came of it."""
        return OutcomeReply(outcome="")


@dataclass(frozen=True, slots=True, kw_only=True)
class UpdateProfile(Question[ProfileReply]):
    """How has the year changed this person?

    Attributes:
        person: with diary, history and the year's facts (`year_log`).
        max_talent, max_trait: how far a number may move.
    """

    kind: ClassVar = "profile_update"
    reply_type: ClassVar = ProfileReply

    person: Person
    max_talent: int
    max_trait: int

    def default(self) -> ProfileReply:
        """Not at all."""
        return ProfileReply()


@dataclass(frozen=True, slots=True)
class Applicant:
    """Somebody who wishes for a position and meets its requirements."""

    name: str
    age: int
    skills: dict[str, float]
    talents: dict[str, int]
    traits: dict[str, int]
    introduction: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Admit(Question[AdmissionReply]):
    """Who of the applicants gets the position?

    Attributes:
        free: places to fill.
    """

    kind: ClassVar = "admit"
    reply_type: ClassVar = AdmissionReply

    position: Position
    applicants: tuple[Applicant, ...]
    free: int

    @property
    def feature(self) -> str:
        """Traced with the applications."""
        return "position_application"

    def check(self, reply: AdmissionReply) -> AdmissionReply:
        """Somebody accepted has to be an applicant."""
        require_somebody(reply.accepted, tuple(one.name for one in self.applicants))
        return reply

    def default(self) -> AdmissionReply:
        """Nobody."""
        return AdmissionReply()
