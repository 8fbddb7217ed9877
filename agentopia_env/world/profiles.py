"""Profile files: reading `profile/year=YYYY.json` and writing it back, the same both ways."""

from __future__ import annotations

import re
from typing import Annotated, Any

from pydantic import AfterValidator, BeforeValidator, Field

from agentopia_env.world.forms import (
    Amount,
    Amounts,
    FileForm,
    Name,
    Percent,
    PositionTerms,
    Text,
    Whole,
    broken_rule,
    wrong_value,
)
from agentopia_env.world.persona import OPPOSITE, Assets, Item, Measure, Profile
from agentopia_env.world.positions import Position

TEXT_FIELDS = (
    "appearance_and_impression",
    "brief_introduction",
    "details",
    "conflicts",
    "core_motivation",
    "values",
    "preferences",
)
_BIRTHDAY = re.compile(r"Y(\d{1,6})-W(\d{1,4})(?:-[a-z_]+)?(?:-[DS]\d{1,4})?")
_UNEMPLOYED = {"", "unemployed", "none", "无业", "待业", "失业"}


def birthday_year(birthday: str) -> int | None:
    """The year in a birthday such as `Y1990-W10-activity-D1`, None where it has another form.

    Weeks without the leading zero, days after the week's last and a missing stage occur in
    existing worlds and are read.
    """
    found = _BIRTHDAY.fullmatch(birthday.strip())
    return int(found.group(1)) if found else None


def _birthday(text: str) -> str:
    if birthday_year(text) is None:
        raise wrong_value("write it as Y1990-W04-activity-D2")
    return text


def _measure_object(value: object) -> object:
    """Numbers written flat, `{name: number}`, in the nested form."""
    if not isinstance(value, dict) or "quantitative" in value:
        return value
    numbers = {name: number for name, number in value.items() if name != "qualitative"}
    return {"qualitative": value.get("qualitative"), "quantitative": numbers}


class MeasureForm(FileForm):
    """Talents or personality: words and numbers."""

    qualitative: Text = ""
    quantitative: dict[str, Percent] = Field(default_factory=dict)

    def value(self) -> Measure:
        """The measure."""
        return Measure(self.qualitative, self.quantitative)


def _one_pole(form: MeasureForm) -> MeasureForm:
    for pole, other in OPPOSITE.items():
        if pole in form.quantitative and other in form.quantitative:
            raise broken_rule(f"{pole} and {other} are poles of one axis; give one of them")
    return form


def _item_object(value: object) -> object:
    return {"name": value} if isinstance(value, str) else value


class PossessionForm(FileForm):
    """A possession."""

    name: Name
    description: Text = ""


class AssetsForm(FileForm):
    """What a life starts with."""

    deposit: Amount
    possessions: list[Annotated[PossessionForm, BeforeValidator(_item_object)]] = Field(
        default_factory=list
    )

    def value(self) -> Assets:
        """The assets."""
        items = tuple(Item(item.name, item.description) for item in self.possessions)
        return Assets(self.deposit, items)


class HeldForm(PositionTerms):
    """The position in a profile; `full_name` where the file gives only `organization/role`."""

    full_name: str = ""


def _held_object(value: object) -> object:
    """A position in any of its forms; None for the unemployed, however they are written."""
    if isinstance(value, str):
        name = value.strip()
        known = name.casefold() in _UNEMPLOYED
        return None if known else {"organization": "", "role": name, "full_name": name}
    if not isinstance(value, dict):
        return value
    organization, role = value.get("organization"), value.get("role")
    jobless = isinstance(role, str) and role.strip().casefold() in _UNEMPLOYED
    return None if not value or (jobless and not organization) else value


class ProfileForm(FileForm):
    """`profile/year=YYYY.json`; keys not named here are kept as `extras`."""

    name: Name
    gender: str
    birthday: Annotated[str, AfterValidator(_birthday)]
    birth_year: Whole | None = None
    appearance_and_impression: str
    brief_introduction: str
    details: str
    conflicts: str
    core_motivation: str
    values: str
    preferences: str
    talents: Annotated[MeasureForm, BeforeValidator(_measure_object)]
    personality_traits: Annotated[
        MeasureForm, BeforeValidator(_measure_object), AfterValidator(_one_pole)
    ]
    position: Annotated[HeldForm | None, BeforeValidator(_held_object)] = None
    init_skills: Amounts
    init_assets: AssetsForm
    extra_income: Amount = 0

    def value(self) -> Profile:
        """The profile."""
        year = self.birth_year
        position = self.held
        return Profile(
            name=self.name,
            gender=self.gender,
            birth_year=(birthday_year(self.birthday) or 0) if year is None else year,
            birthday=self.birthday,
            **{name: getattr(self, name) for name in TEXT_FIELDS},
            talents=self.talents.value(),
            personality_traits=self.personality_traits.value(),
            position=None if position is None else self.position_name(position),
            init_skills=self.init_skills,
            init_assets=self.init_assets.value(),
            extra_income=self.extra_income,
            extras=dict(self.model_extra or {}),
        )

    def position_name(self, position: Position) -> str:
        """The name the profile gives its position."""
        return (self.position.full_name if self.position else "") or position.name

    @property
    def named_only(self) -> bool:
        """Whether the position is given by its name alone, without its terms."""
        return self.position is not None and bool(self.position.full_name)

    @property
    def held(self) -> Position | None:
        """The position as the profile has it, with its holder."""
        terms = self.position
        if terms is None:
            return None
        return Position(
            terms.organization,
            terms.role,
            terms.type,
            terms.description,
            terms.weekly_income,
            terms.weekly_delta_skills,
            occupied_by=(self.name,),
        )


def profile_record(profile: Profile, position: Position | None) -> dict[str, Any]:
    """The content of a profile file.

    Args:
        profile: the person.
        position: the position that the person holds; it is written whole, so that no term of an
            earlier one survives. None for the unemployed.
    """
    return {
        "name": profile.name,
        "gender": profile.gender,
        "birthday": profile.birthday,
        "birth_year": profile.birth_year,
        **{name: getattr(profile, name) for name in TEXT_FIELDS},
        "talents": _measure_record(profile.talents),
        "personality_traits": _measure_record(profile.personality_traits),
        "position": None if position is None else _position_terms(position),
        "init_skills": dict(profile.init_skills),
        "init_assets": {
            "deposit": profile.init_assets.deposit,
            "possessions": [
                {"name": item.name, "description": item.description}
                for item in profile.init_assets.possessions
            ],
        },
        "extra_income": profile.extra_income,
        **profile.extras,
    }


def _measure_record(measure: Measure) -> dict[str, Any]:
    return {"qualitative": measure.qualitative, "quantitative": dict(measure.quantitative)}


def _position_terms(position: Position) -> dict[str, Any]:
    return {
        "organization": position.organization,
        "role": position.role,
        "type": position.type,
        "description": position.description,
        "weekly_income": position.weekly_income,
        "weekly_delta_skills": dict(position.weekly_delta_skills),
    }
