"""From answers to a base world: people, memories, positions, places, and the price list."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from typing import Any

from agentopia_env.forge.draft import Character, Draft
from agentopia_env.forge.forms import NumbersForm, PricesForm, TiesForm
from agentopia_env.forge.numbers import measures, points, positions_of, savings
from agentopia_env.world.economy import PriceItem
from agentopia_env.world.loading import BaseWorld
from agentopia_env.world.memory import CHARACTERS, GENERAL, Memory, Note
from agentopia_env.world.persona import Assets, Item, Measure, Profile
from agentopia_env.world.places import Location, home_of
from agentopia_env.world.positions import Position
from agentopia_env.world.profiles import TEXT_FIELDS

_SENTENCE = re.compile(r".*?(?:[.!?…](?=\s)|[。！？…]|\Z)", re.DOTALL)
_SUMMARY_LEAST = 60
"""Bytes of a note's summary at least, where the note has as many."""
_SUMMARY = 160
"""Letters of a note's summary at most."""


def assembled(draft: Draft, name: str) -> BaseWorld:
    """The world that the answers make.

    Args:
        draft: everything answered.
        name: of the world's directory.
    """
    positions = positions_of(draft)
    held = {holder: position for position in positions for holder in position.occupied_by}
    setting, prices = draft.setting, draft.prices
    assert setting is not None
    assert prices is not None
    return BaseWorld(
        name=name,
        language=draft.settings.language,
        setting=setting.world_setting,
        prices=tuple(_prices(prices)),
        profiles=_profiles(draft, held),
        memories=_memories(draft),
        positions={position.name: position for position in positions},
        locations=_locations(draft),
        others=(),
        raw_positions_given=True,
    )


def worldview(draft: Draft) -> dict[str, Any]:
    """The content of `worldview.json`."""
    setting, prices = draft.setting, draft.prices
    assert setting is not None
    assert prices is not None
    categories: dict[str, Any] = {}
    for category in prices.categories:
        items: dict[str, Any] = {}
        for item in category.items:
            entry = {"name": item.name, "price_range": [item.low, item.high], "unit": item.unit}
            items[free_key(item.name, items)] = entry
        lows = [item.low for item in category.items]
        highs = [item.high for item in category.items]
        categories[free_key(category.name, categories)] = {
            "description": category.description,
            "typical_price_range": [min(lows), max(highs)],
            "items": items,
        }
    return {
        "language": draft.settings.language,
        "world_setting": setting.world_setting,
        "prices": {"categories": categories},
    }


def _prices(prices: PricesForm) -> Iterable[PriceItem]:
    for category in prices.categories:
        for item in category.items:
            yield PriceItem(item.name, item.low, item.high, category.name, item.unit)


def _profiles(draft: Draft, held: dict[str, Position]) -> dict[str, Profile]:
    spread = measures(draft)
    profiles = {}
    for one in sorted(draft.people, key=lambda character: character.name):
        position = held.get(one.name)
        profiles[one.name] = _profile(draft, one, *spread[one.name], position)
    return profiles


def _profile(
    draft: Draft,
    one: Character,
    talents: dict[str, int],
    traits: dict[str, int],
    position: Position | None,
) -> Profile:
    words, numbers = draft.person(one.name), draft.numbers(one.name)
    week, day = draft.birthday(one.name)
    year = draft.settings.year - one.age
    skills = points(numbers.skills)
    income = float(position.weekly_income) if position else 0.0
    things = tuple(Item(thing.name, thing.description) for thing in numbers.possessions)
    return Profile(
        name=one.name,
        gender=one.gender,
        birth_year=year,
        birthday=f"Y{year}-W{week:02d}-activity-D{day}",
        **{field: getattr(words, field) for field in TEXT_FIELDS},
        talents=Measure(numbers.talents_in_words, talents),
        personality_traits=Measure(numbers.personality_in_words, traits),
        position=position.name if position else None,
        init_skills=dict(skills),
        init_assets=Assets(savings(numbers, income), things),
        extra_income=numbers.extra_income,
    )


def _memories(draft: Draft) -> dict[str, Memory]:
    start = f"Y{draft.settings.year}-W00-begin"
    memories = {one.name: Memory([], [], {}) for one in draft.people}
    for one in draft.people:
        mind = draft.person(one.name).on_my_mind
        memories[one.name].write(GENERAL, Note(start, mind, summary_of(mind)))
    for one in draft.people:
        views = draft.get("ties", one.name, TiesForm)
        for view in views.ties if views else ():
            mine, theirs = view.my_view, view.their_view
            memories[one.name].write(CHARACTERS + view.name, Note(start, mine, summary_of(mine)))
            memories[view.name].write(
                CHARACTERS + one.name, Note(start, theirs, summary_of(theirs))
            )
    return memories


def summary_of(text: str) -> str:
    """The first sentence of a note, or as many as say something."""
    first = ""
    for sentence in _SENTENCE.findall(text):
        first += sentence
        if len(first.encode()) >= _SUMMARY_LEAST:
            break
    first = first.strip()
    return first if len(first) <= _SUMMARY else first[: _SUMMARY - 1].rstrip() + "…"


def _locations(draft: Draft) -> dict[str, Location]:
    places: dict[str, Location] = {}
    for batch in draft.places:
        for place in batch.places:
            key = free_key(place.name, places)
            places[key] = Location(
                key, place.name, place.description, tuple(place.objects), place.size
            )
    for one in sorted(draft.people, key=lambda character: character.name):
        key = home_of(one.name)
        places[key] = _home(key, draft.numbers(one.name))
    return places


def _home(key: str, numbers: NumbersForm) -> Location:
    home = numbers.home
    return Location(key, home.display_name, home.description, tuple(home.objects))


def free_key(name: str, taken: Iterable[str]) -> str:
    """A short key for a name: its letters in lower case, with a number where it is taken."""
    plain = unicodedata.normalize("NFKD", name).casefold()
    letters = "".join(sign for sign in plain if not unicodedata.combining(sign))
    stem = "_".join(re.findall(r"[^\W_]+", letters))[:40].strip("_") or "it"
    key, number = stem, 1
    while key in taken:
        number += 1
        key = f"{stem}_{number}"
    return unicodedata.normalize("NFC", key)
