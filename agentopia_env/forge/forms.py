"""The forms of a forge's answers: what is asked for of a world, its people and their ties.

Objects have fixed fields and lists of small objects instead of tables, so that every server can
hold an answer to its schema. Numbers are clamped rather than refused.
"""

from __future__ import annotations

import math
from typing import Annotated, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict

from agentopia_env.world.files import composed


def _number(value: object) -> object:
    """A number that may be written as text."""
    if isinstance(value, str):
        value = value.strip().replace(",", "").removesuffix("%")
        try:
            value = float(value)
        except ValueError:
            return value
    if isinstance(value, float) and not math.isfinite(value):
        raise ValueError("a finite number is needed")
    return round(value) if isinstance(value, float) else value


def _within(low: int, high: int) -> AfterValidator:
    return AfterValidator(lambda value: min(high, max(low, value)))


Whole = Annotated[int, BeforeValidator(_number)]
Percent = Annotated[Whole, _within(0, 100)]
Points = Annotated[Whole, _within(0, 300)]
Money = Annotated[Whole, _within(0, 1_000_000)]
Age = Annotated[Whole, _within(0, 110)]
Text = Annotated[str, AfterValidator(composed)]


def _filled(text: str) -> str:
    if not text:
        raise ValueError("it must not be empty")
    return text


Filled = Annotated[Text, AfterValidator(_filled)]


class AnswerForm(BaseModel):
    """An answer: fields that are not asked for are passed over."""

    model_config = ConfigDict(frozen=True, extra="ignore")


class SettingForm(AnswerForm):
    """Where everybody lives."""

    title: Filled
    world_setting: Filled
    notes: list[Text]


class PriceForm(AnswerForm):
    """What one thing costs."""

    name: Filled
    low: Money
    high: Money
    unit: Text


class CategoryForm(AnswerForm):
    """Things of one kind that can be bought."""

    name: Filled
    description: Text
    items: list[PriceForm]


class PricesForm(AnswerForm):
    """The price list."""

    categories: list[CategoryForm]


class PlaceForm(AnswerForm):
    """A public place."""

    name: Filled
    size: Literal["small", "medium", "large"]
    description: Filled
    objects: list[Filled]


class PlacesForm(AnswerForm):
    """Some of the public places."""

    places: list[PlaceForm]


class CharacterForm(AnswerForm):
    """Somebody of a story, in a line."""

    name: Filled
    gender: Filled
    age: Age
    role: Filled


class StoryForm(AnswerForm):
    """A reference story, and who is in it."""

    circle: Filled
    title: Filled
    story: Filled
    people: list[CharacterForm]


class TieForm(AnswerForm):
    """That a person knows somebody, and what both would agree on."""

    name: Filled
    kind: Filled
    facts: Filled


class PersonForm(AnswerForm):
    """A person in words; without a job `organization` and `role` are empty."""

    appearance_and_impression: Filled
    brief_introduction: Filled
    details: Filled
    conflicts: Filled
    core_motivation: Filled
    values: Filled
    preferences: Filled
    organization: Text
    role: Text
    on_my_mind: Filled
    ties: list[TieForm]


class ViewsForm(AnswerForm):
    """How two people see each other, each in their own words."""

    name: Filled
    my_view: Filled
    their_view: Filled


class TiesForm(AnswerForm):
    """Both views of some of a person's ties."""

    ties: list[ViewsForm]


class SkillForm(AnswerForm):
    """Points of a skill."""

    skill: Filled
    points: Points


class PositionForm(AnswerForm):
    """A position; `max_age` 0 is none."""

    organization: Text
    role: Filled
    type: Literal["work", "non-work"]
    description: Filled
    weekly_income: Annotated[Whole, _within(0, 500)]
    teaches: list[SkillForm]
    capacity: Annotated[Whole, _within(1, 1000)]
    min_age: Age
    max_age: Age
    requires: list[SkillForm]


class PositionsForm(AnswerForm):
    """Some of the positions."""

    positions: list[PositionForm]


class ThingForm(AnswerForm):
    """A possession."""

    name: Filled
    description: Text


class HomeForm(AnswerForm):
    """A person's home."""

    display_name: Filled
    description: Filled
    objects: list[Filled]


class TalentsForm(AnswerForm):
    """Talents, 0 to 100; 50 is the average of all people."""

    beauty: Percent
    communication: Percent
    creativity: Percent
    health: Percent
    honesty: Percent
    integrity: Percent
    intelligence: Percent
    leadership: Percent
    trustworthiness: Percent


class TraitsForm(AnswerForm):
    """Personality, 0 to 100; 50 is neutral."""

    confidence: Percent
    control: Percent
    curiosity: Percent
    empathy: Percent
    extraversion: Percent
    feeling: Percent
    intuition: Percent
    judging: Percent
    patience: Percent
    responsibility: Percent


class NumbersForm(AnswerForm):
    """A person in numbers, and what belongs to them."""

    talents: TalentsForm
    talents_in_words: Filled
    personality: TraitsForm
    personality_in_words: Filled
    skills: list[SkillForm]
    deposit: Money
    extra_income: Money
    possessions: list[ThingForm]
    home: HomeForm
