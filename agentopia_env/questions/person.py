"""The questions that are put to a person, in the order of the week and the year."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, ClassVar

from agentopia_env.errors import ReplyError
from agentopia_env.language.answers import in_code
from agentopia_env.questions.base import MemoryQuestion, PersonQuestion, validated, within
from agentopia_env.questions.exact import exact_contact
from agentopia_env.questions.parsing import parse_actions, parse_object, parse_speech
from agentopia_env.questions.replies import (
    AnalysisReply,
    ChoiceReply,
    ContactReply,
    DaysReply,
    DiscardReply,
    ExchangeReply,
    Gift,
    IntentReply,
    PlanReply,
    RatingReply,
    ReflectionReply,
    ReviewReply,
    Segment,
    SignUpReply,
    SoloReply,
    SpeechReply,
    WishReply,
    YearReply,
)
from agentopia_env.questions.somebody import require_somebody
from agentopia_env.world.economy import Offer
from agentopia_env.world.messages import Action, Notice
from agentopia_env.world.persona import Face
from agentopia_env.world.places import Location
from agentopia_env.world.positions import STAY_CURRENT, Position
from agentopia_env.world.scene import Heard
from agentopia_env.world.schedule import Engagement, PublicEvent
from agentopia_env.world.society import DayLog


@dataclass(frozen=True, slots=True, kw_only=True)
class Plan(MemoryQuestion[PlanReply]):
    """What are you after, what will you do this week, and how will you live?

    Attributes:
        standards: the living standards that can be paid, with their cost per week.
        engaged: what is already agreed for this week and later.
        income: what came in at the week's begin.
    """

    kind: ClassVar = "plan"
    reply_type: ClassVar = PlanReply

    standards: dict[str, float]
    engaged: tuple[Engagement, ...] = ()
    income: float = 0

    def default(self) -> PlanReply:
        """No plan, and the cheapest life."""
        return PlanReply(
            plan="", living_standard=min(self.standards, key=self.standards.__getitem__)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class SignUp(PersonQuestion[SignUpReply]):
    """Which public events will you go to?"""

    kind: ClassVar = "sign_up"
    reply_type: ClassVar = SignUpReply

    events: tuple[PublicEvent, ...]

    def default(self) -> SignUpReply:
        """None."""
        return SignUpReply()


@dataclass(frozen=True, slots=True, kw_only=True)
class Contact(PersonQuestion[ContactReply]):
    """Whom do you write to, what do you propose, what do you answer?

    Attributes:
        slot, slots: which contact round of how many.
        news: what reached me since the last round; a notice without sender is the society's own,
            the text of any other is somebody else's words.
        invitations: proposals that wait for my answer.
        people: whom I can reach: everybody I know who lives here.
        engaged: my days of this week and later that are taken.
        earliest: (year, week, day) from which a joint activity may be proposed.
        places: keys of the public places.
        events: public events to sign up for (brief week only).
    """

    kind: ClassVar = "contact"
    reply_type: ClassVar = ContactReply

    slot: int
    slots: int
    news: tuple[Notice, ...]
    invitations: tuple[Invitation, ...] = ()
    people: tuple[str, ...] = ()
    engaged: tuple[Engagement, ...] = ()
    earliest: tuple[int, int, int] = (0, 0, 0)
    places: tuple[str, ...] = ()
    events: tuple[PublicEvent, ...] = ()

    def read(self, text: str) -> ContactReply:
        """Role actions in any unambiguous form; a text without any is no contact."""
        text = within(text)
        actions, events = exact_contact(text) or _lenient_contact(text)
        if events != ():
            reply = validated(SignUpReply, {"events": events}, self.world.language)
            assert isinstance(reply, SignUpReply)
            events = reply.events
        return ContactReply(actions=actions, events=events)

    def default(self) -> ContactReply:
        """Silence."""
        return ContactReply()


def _lenient_contact(text: str) -> tuple[tuple[Action, ...], Any]:
    """Role actions in any unambiguous form, and what was given as events."""
    actions = tuple(parse_actions(text))
    try:
        return actions, in_code(parse_object(text)).get("events", ())
    except ReplyError:
        if not actions and text.lstrip().startswith("{"):
            raise
    return actions, ()


@dataclass(frozen=True, slots=True)
class Invitation:
    """A proposal that waits for one's answer."""

    activity_name: str
    proposer: str
    proposal: str
    when: str
    location: str
    others: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Enter(PersonQuestion[AnalysisReply]):
    """What do you make of the situation, before it begins? Only you will ever read this.

    Attributes:
        engagement: the joint activity or encounter.
        location: where it takes place.
        others: who else is there.
    """

    kind: ClassVar = "enter"
    reply_type: ClassVar = AnalysisReply

    engagement: Engagement
    location: Location | None
    others: tuple[Face, ...]

    def default(self) -> AnalysisReply:
        """No thought."""
        return AnalysisReply(analysis="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Speak(PersonQuestion[SpeechReply]):
    """It is your turn: what do you say and do?

    Attributes:
        engagement, location: the scene.
        others: who is still there.
        analysis: what I made of the situation before it began.
        heard: the scene so far, as I perceived it.
        surroundings: what the environment model describes now.
        turns_left: how many turns the scene can still have.
    """

    kind: ClassVar = "speak"
    reply_type: ClassVar = SpeechReply

    engagement: Engagement
    location: Location | None
    others: tuple[Face, ...]
    analysis: str
    heard: tuple[Heard, ...]
    surroundings: str = ""
    turns_left: int = 0

    def read(self, text: str) -> SpeechReply:
        """Speech with `<private>`, `<visible_to="A,B">`, gift(to, item) and exit_activity()."""
        speech = parse_speech(within(text))
        if not speech.parts and not speech.leaves and not speech.gifts:
            raise ReplyError("say or do something")
        return SpeechReply(
            segments=tuple(
                Segment(text=part.text, visible_to=part.visible_to) for part in speech.parts
            ),
            gifts=tuple(Gift(to=to, item=item) for to, item in speech.gifts),
            leaves=speech.leaves,
        )

    def default(self) -> SpeechReply:
        """Silence: a failed answer is never an utterance."""
        return SpeechReply()


@dataclass(frozen=True, slots=True, kw_only=True)
class Solo(PersonQuestion[SoloReply]):
    """You have this day for yourself: what will you do?

    Attributes:
        day: which day of the week.
        places: keys of the public places; one's home is always open.
        work_pay: pay of a day of paid work by skill level.
    """

    kind: ClassVar = "solo"
    reply_type: ClassVar = SoloReply

    day: int
    places: tuple[str, ...] = ()
    work_pay: dict[str, tuple[float, float]]

    def default(self) -> SoloReply:
        """A day that is let slip by."""
        return SoloReply(activity="", kind="leisure", effort="light")


@dataclass(frozen=True, slots=True, kw_only=True)
class Purchase(PersonQuestion[ChoiceReply]):
    """Will you buy one of these?"""

    kind: ClassVar = "purchase"
    reply_type: ClassVar = ChoiceReply

    day: int
    intent: SoloReply
    offers: tuple[Offer, ...]

    def check(self, reply: ChoiceReply) -> ChoiceReply:
        """A choice must be one of the offers; 0 is none."""
        if reply.choice == 0:
            return ChoiceReply(choice=None)
        if reply.choice is not None and not 1 <= reply.choice <= len(self.offers):
            raise ReplyError("choice must be null or 1 to {most}", most=len(self.offers))
        return reply

    def default(self) -> ChoiceReply:
        """Nothing."""
        return ChoiceReply()


@dataclass(frozen=True, slots=True, kw_only=True)
class Reflect(MemoryQuestion[ReflectionReply]):
    """What do you make of how it went?

    Attributes:
        log: what was done, with whom, and what came of it for me.
        heard: the scene as I perceived it (joint activities and encounters).
    """

    kind: ClassVar = "reflect"
    reply_type: ClassVar = ReflectionReply

    log: DayLog
    heard: tuple[Heard, ...] = ()

    def default(self) -> ReflectionReply:
        """No thought."""
        return ReflectionReply(reflection="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Attend(PersonQuestion[IntentReply]):
    """You are at a public event: what do you do there?"""

    kind: ClassVar = "attend"
    reply_type: ClassVar = IntentReply

    engagement: Engagement
    location: Location | None
    others: tuple[Face, ...]

    def default(self) -> IntentReply:
        """Stand by."""
        return IntentReply(activity="", effort="light")


@dataclass(frozen=True, slots=True, kw_only=True)
class Exchange(PersonQuestion[ExchangeReply]):
    """You saw what the others did: whom would you like to get to know?

    Attributes:
        deeds: person to what they did.
    """

    kind: ClassVar = "exchange"
    reply_type: ClassVar = ExchangeReply

    engagement: Engagement
    others: tuple[Face, ...]
    deeds: dict[str, str]

    def check(self, reply: ExchangeReply) -> ExchangeReply:
        """Somebody named has to be there."""
        require_somebody(reply.get_to_know, tuple(face.name for face in self.others), self.who)
        return reply

    def default(self) -> ExchangeReply:
        """Nobody."""
        return ExchangeReply()


@dataclass(frozen=True, slots=True, kw_only=True)
class Review(MemoryQuestion[ReviewReply]):
    """How was your week?

    Attributes:
        notes: whether memory files can be updated in the answer itself (brief week).
    """

    kind: ClassVar = "review"
    reply_type: ClassVar = ReviewReply

    notes: bool = False

    def default(self) -> ReviewReply:
        """An unwritten week."""
        return ReviewReply(summary="")


@dataclass(frozen=True, slots=True, kw_only=True)
class Discard(PersonQuestion[DiscardReply]):
    """You own too much: what do you give away?

    Attributes:
        count: how many possessions have to go.
    """

    kind: ClassVar = "discard"
    reply_type: ClassVar = DiscardReply

    count: int

    def default(self) -> DiscardReply:
        """The oldest."""
        return DiscardReply(
            discard=tuple(item.name for item in self.me.state.possessions[: self.count])
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Wish(PersonQuestion[WishReply]):
    """Which positions would you like, in order?

    Attributes:
        positions: all positions, with who holds them.
        most: how many wishes there are.
    """

    kind: ClassVar = "wish"
    reply_type: ClassVar = WishReply

    positions: tuple[Position, ...]
    most: int = 3

    def default(self) -> WishReply:
        """Stay."""
        return WishReply(wishes=(STAY_CURRENT,))


@dataclass(frozen=True, slots=True, kw_only=True)
class Rate(PersonQuestion[RatingReply]):
    """How much do you like and respect these people? Nobody will ever see this.

    Attributes:
        people: names of those to rate, closest first.
    """

    kind: ClassVar = "rate"
    reply_type: ClassVar = RatingReply

    people: tuple[str, ...]

    def check(self, reply: RatingReply) -> RatingReply:
        """Somebody rated has to be of those asked about."""
        require_somebody((*reply.affection, *reply.respect), self.people, self.who)
        return reply

    def default(self) -> RatingReply:
        """No opinion: nobody is rated."""
        return RatingReply()


@dataclass(frozen=True, slots=True, kw_only=True)
class DaySlot:
    """One day of a brief week and what is agreed for it."""

    day: int
    engagement: Engagement | None = None
    location: Location | None = None
    others: tuple[Face, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Days(PersonQuestion[DaysReply]):
    """What do you do on each day of this week? (brief)

    Attributes:
        days: the days, in order, with what is agreed for them.
        places: keys of the public places.
        work_pay: pay of a day of paid work by skill level.
        shop: some of the price list, as offers one could take.
    """

    kind: ClassVar = "days"
    reply_type: ClassVar = DaysReply

    days: tuple[DaySlot, ...]
    places: tuple[str, ...] = ()
    work_pay: dict[str, tuple[float, float]]
    shop: tuple[Offer, ...] = ()

    def default(self) -> DaysReply:
        """A week that is let slip by."""
        return DaysReply()


@dataclass(frozen=True, slots=True, kw_only=True)
class YearEnd(PersonQuestion[YearReply]):
    """Whom do you like and respect, and which positions would you like? (brief)

    Attributes:
        people: names of those to rate, closest first.
        positions: all positions, with who holds them.
        most: how many wishes there are.
    """

    kind: ClassVar = "year_end"
    reply_type: ClassVar = YearReply

    people: tuple[str, ...]
    positions: tuple[Position, ...]
    most: int = 3

    def check(self, reply: YearReply) -> YearReply:
        """Somebody rated has to be of those asked about."""
        require_somebody((*reply.affection, *reply.respect), self.people, self.who)
        return reply

    def default(self) -> YearReply:
        """No opinion, and stay."""
        return YearReply(wishes=(STAY_CURRENT,))
