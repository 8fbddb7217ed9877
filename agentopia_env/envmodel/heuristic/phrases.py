"""Wording: one of several variants for a situation, filled with facts, per language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from random import Random

from agentopia_env.envmodel.heuristic.books import book
from agentopia_env.world.places import Location

Variants = tuple[str, ...]


def variants(language: str, situation: str) -> Variants:
    """All wordings of a situation."""
    return book(language).phrases[situation]


def say(rng: Random, language: str, situation: str, slots: Mapping[str, object]) -> str:
    """A wording of a situation with its facts filled in."""
    options = variants(language, situation)
    return options[int(rng.random() * len(options))].format_map(slots)


def say_at(
    rng: Random,
    language: str,
    situation: str,
    location: Location | None,
    slots: Mapping[str, object],
) -> str:
    """A wording of a situation that fits a place: any home has its own, other places share some."""
    known = book(language).phrases
    where = "home" if location is None else _where(location.key, location.display_name, language)
    own = known.get(f"{situation}_{where}", ())
    options = own if own and where == "home" else known[situation] + own
    return options[int(rng.random() * len(options))].format_map(slots)


@lru_cache(maxsize=4096)
def _where(key: str, name: str, language: str) -> str:
    """Whether a place is a `home`, `inside` or `outside`."""
    if key.startswith("home/"):
        return "home"
    text = f"{key} {name}".replace("_", " ").lower()
    return "outside" if re.search(book(language).outdoors, text) else "inside"


def word(language: str, name: str, /, **slots: object) -> str:
    """A small word, filled with facts."""
    return book(language).words[name].format_map(slots)


def one(rng: Random, options: tuple[str, ...]) -> str:
    """One of several, faster than `Random.choice`."""
    return options[int(rng.random() * len(options))]


def place_name(location: Location | None, language: str = "en") -> str:
    """What to call a place, after "at"."""
    if location is None or location.key.startswith("home/"):
        return word(language, "home")
    return location.display_name


def thing(rng: Random, location: Location | None, language: str = "en") -> str:
    """An object of the place with its article; where none is named, the door every place has."""
    if location is None or not location.objects:
        return word(language, "door")
    return word(language, "thing", object=one(rng, location.objects))


def listed(names: tuple[str, ...] | list[str], language: str = "en") -> str:
    """`Ada`, `Ada and Bram`, `Ada, Bram and Leo`."""
    if len(names) < 2:
        return names[0] if names else word(language, "nobody")
    return word(language, "last", names=word(language, "next").join(names[:-1]), last=names[-1])
