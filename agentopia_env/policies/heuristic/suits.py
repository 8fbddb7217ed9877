"""Where people go for what they mean to do: the places that suit it."""

from __future__ import annotations

import re
from functools import lru_cache

from agentopia_env.policies.heuristic.books import phrasebook
from agentopia_env.policies.heuristic.mind import Mind
from agentopia_env.world.places import Location

_SAYS_LITTLE = frozenset(("first", "public", "service", "general", "physical", "work"))
"""Words of skills that stand in the description of any place."""
_SOCIAL = frozenset(("leisure", "together"))
"""Kinds of day for which one goes where people meet."""
_WORD = re.compile(r"[a-z]{5,}")
_ENDING = re.compile(r"(?:ing|ance|ics|ation|ion|ry|er|y|e)$")


def places_for(mind: Mind, kind: str, places: tuple[str, ...], about: str = "") -> tuple[str, ...]:
    """Those of some places that suit a kind of day: where a skill or a thing is at home first.

    For study there may be none, which leaves one's own home; else all are as good as any.
    """
    if about and (fitting := tuple(key for key in places if at_home(mind, key, about, kind))):
        return fitting
    suited = tuple(key for key in places if _suits(mind, kind, key))
    return suited if suited or kind == "study" else places


def at_home(mind: Mind, key: str, about: str, kind: str = "work") -> bool:
    """Whether a place speaks of a skill or a thing: a kitchen of cooking, a school of teaching.

    Of a place that is not for such a day, only what stands there counts.
    """
    location = mind.world.locations.get(key)
    return location is not None and _speaks_of(location, about, _suits(mind, kind, key))


def ideas_for(mind: Mind, key: str) -> tuple[tuple[str, ...], ...]:
    """What people do together at a place of its kind; nothing where it is no place to meet."""
    location = mind.world.locations.get(key)
    return _ideas(location, mind.world.language) if location else _named(key, mind.world.language)


def _suits(mind: Mind, kind: str, key: str) -> bool:
    wanted = mind.phrases.suits.get(kind)
    if wanted is None:
        return kind not in _SOCIAL or bool(ideas_for(mind, key))
    location = mind.world.locations.get(key)
    return _matches(wanted, _tells(location, mind.world.language) if location else key)


@lru_cache(maxsize=8192)
def _matches(pattern: str, text: str) -> bool:
    return re.search(pattern, text) is not None


@lru_cache(maxsize=8192)
def _ideas(location: Location, language: str) -> tuple[tuple[str, ...], ...]:
    return _named(_tells(location, language), language)


@lru_cache(maxsize=8192)
def _named(text: str, language: str) -> tuple[tuple[str, ...], ...]:
    places = phrasebook(language).places
    return tuple(ideas for part, ideas in places if part and re.search(part, text))


@lru_cache(maxsize=8192)
def _tells(location: Location, language: str) -> str:
    """What tells what a place is for."""
    name = location.display_name
    things = "" if location.key.startswith("home/") else ", ".join(location.objects)
    text = phrasebook(language).place_words(location.key, name, things)
    return text.replace("_", " ").lower()


@lru_cache(maxsize=16384)
def _speaks_of(location: Location, about: str, whole: bool) -> bool:
    text = f"{location.key} {location.display_name} {', '.join(location.objects)} "
    text = (text + location.description * whole).replace("_", " ").lower()
    if not about.isascii():
        return len(about) > 1 and about in text
    words = [word for word in _WORD.findall(about.lower()) if word not in _SAYS_LITTLE]
    return any(re.search(rf"\b{_ENDING.sub('', word)}", text) for word in words)
