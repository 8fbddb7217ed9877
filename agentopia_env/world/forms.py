"""How a world's files are written: the form of each, and the values it is read into.

Accepts the layout of SPEC section 10 and the older one of the reference implementation, which
differ in details (positions carry a `name`, numbers may be absent, unknown keys occur).
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Annotated, Any, Literal

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, PlainValidator
from pydantic_core import PydanticCustomError

from agentopia_env.world.economy import PriceItem
from agentopia_env.world.files import composed
from agentopia_env.world.places import Location
from agentopia_env.world.positions import Position
from agentopia_env.world.rules import Number


def broken_rule(what: str) -> PydanticCustomError:
    """A problem whose words say everything."""
    return PydanticCustomError("rule", "{what}", {"what": what})


def wrong_value(what: str) -> PydanticCustomError:
    """A problem that is told after the value: `<place> is <value>; <what>`."""
    return PydanticCustomError("value", "{what}", {"what": what})


def number(low: float | None = None, high: float | None = None, whole: bool = False) -> Any:
    """A validator of numbers in a range; integral floats become ints where `whole` is asked."""
    kind = "a whole number" if whole else "a number"
    upper = "or more" if high is None else f"to {high:g}"
    allowed = "" if low is None else f"{low:g} {upper}"

    def check(value: object) -> Number:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise wrong_value(f"{kind} is needed")
        if not math.isfinite(value) or (whole and value != int(value)):
            raise wrong_value(f"{kind} is needed")
        if (low is not None and value < low) or (high is not None and value > high):
            raise wrong_value(f"allowed are {allowed}")
        return int(value) if whole else value

    return PlainValidator(check)


def _filled(text: str) -> str:
    if not text:
        raise wrong_value("it must not be empty")
    return text


def nothing_as(empty: Callable[[], Any]) -> BeforeValidator:
    """Reads null as an empty value."""
    return BeforeValidator(lambda value: empty() if value is None else value)


Percent = Annotated[int, number(0, 100, whole=True)]
Count = Annotated[int, number(0, whole=True)]
Whole = Annotated[int, number(whole=True)]
Amount = Annotated[Number, number(0)]
Line = Annotated[str, AfterValidator(composed)]
Name = Annotated[str, AfterValidator(composed), AfterValidator(_filled)]
Amounts = Annotated[dict[str, Amount], nothing_as(dict)]
Names = Annotated[list[Name], nothing_as(list)]
Text = Annotated[str, nothing_as(str)]


class FileForm(BaseModel):
    """A JSON object of a file: types as they are written, unknown keys kept aside."""

    model_config = ConfigDict(strict=True, extra="allow")


class PositionTerms(FileForm):
    """What a position is, apart from who holds it."""

    organization: Line
    role: Name
    type: Literal["work", "non-work"] = "work"
    description: Text = ""
    weekly_income: Amount = 0
    weekly_delta_skills: Amounts = Field(default_factory=dict)


class PositionForm(PositionTerms):
    """An entry of `positions.json`."""

    capacity: Count | None = None
    occupied_by: Names = Field(default_factory=list)
    min_age: Count | None = None
    max_age: Count | None = None
    min_skills: Amounts = Field(default_factory=dict)
    created_year: Whole = 0

    def value(self) -> Position:
        """The position; without a capacity it has a place for each of its holders."""
        holders = tuple(dict.fromkeys(self.occupied_by))
        capacity = max(1, len(holders)) if self.capacity is None else self.capacity
        return Position(
            self.organization,
            self.role,
            self.type,
            self.description,
            self.weekly_income,
            self.weekly_delta_skills,
            capacity,
            holders,
            self.min_age,
            self.max_age,
            self.min_skills,
            self.created_year,
        )


class HomeForm(FileForm):
    """A home of `locations.json`."""

    display_name: Name
    description: Text = ""
    objects: Annotated[list[str], nothing_as(list)] = Field(default_factory=list)

    def value(self, key: str) -> Location:
        """The home under its key; homes have no size."""
        return Location(key, self.display_name, self.description, tuple(self.objects))


class PublicForm(HomeForm):
    """A public place of `locations.json`."""

    size: Literal["small", "medium", "large"] = "medium"

    def value(self, key: str) -> Location:
        """The place under its key."""
        return Location(key, self.display_name, self.description, tuple(self.objects), self.size)


class LineForm(FileForm):
    """A line of a memory file, the diary or the history."""

    time: str
    content: Text = ""
    summary: Text = ""
    reflection: Text = ""


def _price_range(value: object) -> object:
    """Both ends of a price: `[low, high]` as it is, one price as both ends."""
    if isinstance(value, list):
        return value
    return [value, value]


def _two_prices(value: list[Number]) -> list[Number]:
    if len(value) != 2:
        raise wrong_value("[lowest, highest] is needed")
    if value[0] > value[1]:
        raise wrong_value("the lowest price comes first")
    return value


PriceRange = Annotated[list[Amount], BeforeValidator(_price_range), AfterValidator(_two_prices)]


def _item_object(value: object) -> object:
    """An item of the flat price list, `{item: price}`, in the long form."""
    if isinstance(value, dict):
        return {"price_range": value["price"], **value} if "price" in value else value
    return {"price_range": value}


class ItemForm(FileForm):
    """An item of the price list."""

    name: Text = ""
    price_range: PriceRange
    unit: Text = ""


def _category_object(value: object) -> object:
    """A category of the flat price list, `{category: {item: price}}`, in the long form."""
    if isinstance(value, dict) and "items" not in value:
        return {"items": value}
    return value


class CategoryForm(FileForm):
    """A category of the price list."""

    items: dict[str, Annotated[ItemForm, BeforeValidator(_item_object)]]


def _prices_object(value: object) -> object:
    """The flat price list in the long form, whose categories stand under `categories`."""
    if isinstance(value, dict) and "categories" not in value:
        return {"categories": value}
    return {} if value is None else value


class PricesForm(FileForm):
    """The price list."""

    categories: dict[str, Annotated[CategoryForm, BeforeValidator(_category_object)]] = Field(
        default_factory=dict
    )

    def value(self) -> tuple[PriceItem, ...]:
        """Every item, in the order of the file."""
        return tuple(
            PriceItem(item.name or key, low, high, category, item.unit)
            for category, entry in self.categories.items()
            for key, item in entry.items.items()
            for low, high in [item.price_range]
        )


LANGUAGES = ("en", "zh")
_LANGUAGE_NAMES = {"english": "en", "chinese": "zh", "中文": "zh"}


def language_code(value: str) -> str:
    """`en` or `zh` for a language given as `zh-CN`, `English` and the like.

    Raises:
        PydanticCustomError: another language.
    """
    folded = value.strip().casefold()
    code = _LANGUAGE_NAMES.get(folded, folded.replace("_", "-").partition("-")[0])
    if code not in LANGUAGES:
        raise wrong_value(f"allowed are {' and '.join(LANGUAGES)}")
    return code


class WorldviewForm(FileForm):
    """`worldview.json`."""

    world_setting: Name
    language: Annotated[str, AfterValidator(language_code)] | None = None
    prices: Annotated[PricesForm, BeforeValidator(_prices_object)] = Field(
        default_factory=PricesForm
    )
