"""The forms of the answers. Each class is also the JSON schema that a model can be held to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Annotated, Any, Literal

from pydantic import Field, GetCoreSchemaHandler
from pydantic_core import core_schema

from agentopia_env.questions.base import Reply
from agentopia_env.world.messages import Action

SoloKind = Literal["work", "study", "rest", "leisure", "shop"]
Effort = Literal["light", "normal", "hard"]
SOLO_KINDS: tuple[SoloKind, ...] = ("work", "study", "rest", "leisure", "shop")


def _number(value: Any) -> Any:
    """Numbers given as text (`"+3"`, `"12 coins"`) are taken for what they say; null is 0."""
    if value is None:
        return 0
    if isinstance(value, bool):
        return int(value)
    if isinstance(value, str):
        digits = value.strip().replace(",", "").lstrip("+$¥€").split(" ")[0].rstrip("%.")
        try:
            number = float(digits)
        except ValueError:
            return value
        return int(number) if number.is_integer() else number
    return value


def _text(value: Any) -> Any:
    return "" if value is None else value


def _texts(value: Any) -> Any:
    if value is None:
        return []
    return [value] if isinstance(value, str) else value


@dataclass(frozen=True, slots=True)
class Lenient:
    """Marks what is mended before it is validated, save where the form is asked for exactly.

    Reading a JSON text strictly (`questions.base.exact`) then calls no Python at all. Whatever it
    takes, the lenient reading takes for the same.

    Attributes:
        mend: makes a value of what a model wrote.
        exact: the type that is taken as it is; the annotated one where None.
    """

    mend: Callable[[Any], Any]
    exact: Any = None

    def __get_pydantic_core_schema__(
        self, source: Any, handler: GetCoreSchemaHandler
    ) -> core_schema.CoreSchema:
        """Two branches: mended and validated, or validated strictly."""
        inner = handler(source)
        return core_schema.lax_or_strict_schema(
            lax_schema=core_schema.no_info_before_validator_function(self.mend, inner),
            strict_schema=inner if self.exact is None else handler.generate_schema(self.exact),
        )


_MOST = 1e9
_WHOLE = Annotated[int, Field(ge=-1_000_000_000, le=1_000_000_000)]
_DECIMAL = Annotated[float, Field(allow_inf_nan=False, ge=-_MOST, le=_MOST)]

Amount = Annotated[
    int | float,
    Field(allow_inf_nan=False, ge=-_MOST, le=_MOST),
    Lenient(_number, _WHOLE | _DECIMAL),
]
Text = Annotated[str, Field(max_length=20_000), Lenient(_text)]
Texts = Annotated[tuple[Text, ...], Field(max_length=200), Lenient(_texts)]


# ---------------------------------------------------------------- a person's answers


class PlanReply(Reply):
    """Goal, weekly plan and living standard."""

    goal: Text = ""
    plan: Text
    living_standard: Text = "moderate"


class SignUpReply(Reply):
    """Names of the public events to attend."""

    events: Texts = ()


class ContactReply(Reply):
    """Role actions of one contact round; in the brief week also the events to attend."""

    actions: tuple[Action, ...] = ()
    events: Texts = ()


class AnalysisReply(Reply):
    """What one makes of a situation before it begins; private."""

    analysis: Text


class Segment(Reply):
    """A stretch of an utterance and who can perceive it (None: everybody; empty: nobody else)."""

    text: str
    visible_to: tuple[str, ...] | None = None


class Gift(Reply):
    """A possession handed to somebody present."""

    to: str
    item: str


class SpeechReply(Reply):
    """One turn in a scene. No segments: the person says nothing."""

    segments: tuple[Segment, ...] = ()
    gifts: tuple[Gift, ...] = ()
    leaves: bool = False


class SoloReply(Reply):
    """What one means to do alone. The kind is a help for whoever judges; the text decides."""

    activity: Text
    kind: SoloKind = "leisure"
    effort: Effort = "normal"
    skill: Text = ""
    item: Text = ""
    location: Text = ""


class ChoiceReply(Reply):
    """The number of an offer, counted from 1, or null: an explicit choice."""

    choice: int | None = None


class IntentReply(Reply):
    """What one does at a public event."""

    activity: Text
    effort: Effort = "normal"


class ExchangeReply(Reply):
    """Whom one wants to get to know."""

    get_to_know: Texts = ()


class ReflectionReply(Reply):
    """What one makes of what happened."""

    reflection: Text


class NoteReply(Reply):
    """A memory file's new text (brief week, where the current text stands in the question)."""

    file: Text
    content: Text
    summary: Text = ""


class ReviewReply(Reply):
    """The weekly diary; in the brief week also memory updates."""

    summary: Text
    reflection: Text = ""
    notes: Annotated[tuple[NoteReply, ...], Field(max_length=60), Lenient(_texts)] = ()


class DiscardReply(Reply):
    """Names of possessions to give away."""

    discard: Texts = ()


class RatingReply(Reply):
    """0 to 100 for each acquaintance on affection and respect, 50 neutral."""

    affection: dict[str, Amount] = Field(default_factory=dict, max_length=500)
    respect: dict[str, Amount] = Field(default_factory=dict, max_length=500)


class WishReply(Reply):
    """Up to three positions in order, or STAY_CURRENT."""

    wishes: Texts = ()


class DayReply(SoloReply):
    """What one does on one day of the brief week: alone, or in what one is engaged in."""

    day: Amount
    activity: Text = ""


class DaysReply(Reply):
    """What one does on each day of the brief week."""

    days: tuple[DayReply, ...] = Field(default=(), max_length=100)


class YearReply(RatingReply, WishReply):
    """Ratings and wishes together (brief)."""


# ---------------------------------------------------------------- the environment model's answers


class EventReply(Reply):
    """One new public event."""

    name: Text
    description: Text = ""
    day: Amount = 1
    repeat_weeks: Amount = 1
    location: Text = ""
    eligibility: Text = ""
    people: Texts = ()


class EventsReply(Reply):
    """New public events."""

    events: tuple[EventReply, ...] = Field(default=(), max_length=50)


class SceneReply(Reply):
    """The circumstances of an encounter; never what anybody says or feels."""

    scene: Text


class Verdict(Reply):
    """Whether the last answer kept to the principles."""

    accepted: bool = True
    principle: Text = ""
    reason: Text = ""


class DirectionReply(Reply):
    """One turn of scene control."""

    surroundings: Text = ""
    next_speaker: Text = ""
    end: bool = False
    verdict: Verdict = Verdict()


class OutcomeReply(Reply):
    """What an activity came to for one person, and the change it makes."""

    outcome: Text
    vitality: Amount = 0
    mood: Amount = 0
    social: Amount = 0
    esteem: Amount = 0
    material: Amount = 0
    skills: dict[str, Amount] = Field(default_factory=dict)
    money: Amount = 0


class OfferReply(Reply):
    """Something on offer."""

    name: Text
    price: Amount
    description: Text = ""
    keeps: bool = True


class SoloOutcomeReply(OutcomeReply):
    """Outcome of a day alone; offers where the person went to buy something."""

    feasible: bool = True
    paid_work: bool = False
    offers: tuple[OfferReply, ...] = Field(default=(), max_length=20)


class SceneOutcomeReply(Reply):
    """What a scene came to for each participant."""

    participants: dict[str, OutcomeReply]


class WeekOutcomeReply(Reply):
    """What the days alone of a brief week came to; purchases are made as the person asked."""

    days: dict[str, SoloOutcomeReply]


class ProfileReply(Reply):
    """How a year has changed a person; absent texts stay as they are."""

    appearance_and_impression: Text = ""
    brief_introduction: Text = ""
    details: Text = ""
    conflicts: Text = ""
    core_motivation: Text = ""
    values: Text = ""
    preferences: Text = ""
    talents: dict[str, Amount] = Field(default_factory=dict)
    personality_traits: dict[str, Amount] = Field(default_factory=dict)
    history: Text = ""


class PositionReply(Reply):
    """A position designed by the environment model."""

    organization: Text
    role: Text
    type: Text = "work"
    description: Text = ""
    weekly_income: Amount = 0
    weekly_delta_skills: dict[str, Amount] = Field(default_factory=dict)
    capacity: Amount = 1
    min_age: Amount | None = None
    max_age: Amount | None = None
    min_skills: dict[str, Amount] = Field(default_factory=dict)


class PositionsReply(Reply):
    """New positions."""

    positions: tuple[PositionReply, ...] = Field(default=(), max_length=200)


class AdmissionReply(Reply):
    """Applicants accepted for a position, best first."""

    accepted: Texts = ()


class LocationReply(Reply):
    """A place designed by the environment model."""

    key: Text
    display_name: Text = ""
    size: Text = ""
    description: Text = ""
    objects: Texts = ()


class LocationsReply(Reply):
    """New places."""

    locations: tuple[LocationReply, ...] = Field(default=(), max_length=2000)
