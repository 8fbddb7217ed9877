"""Wording: one of several variants for a situation, filled with facts, per language."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random

from agentopia_env.envmodel.heuristic.phrases_en import PHRASES as _EN
from agentopia_env.world.places import Location

Variants = tuple[str, ...]
_LANGUAGES: dict[str, dict[str, Variants]] = {"en": _EN}
"""A language that lacks a situation, or is not here at all, speaks English in it."""


def variants(language: str, situation: str) -> Variants:
    """All wordings of a situation."""
    found = _LANGUAGES.get(language, _EN).get(situation)
    return found if found is not None else _EN[situation]


def say(rng: Random, language: str, situation: str, slots: Mapping[str, object]) -> str:
    """A wording of a situation with its facts filled in."""
    options = variants(language, situation)
    return options[int(rng.random() * len(options))].format_map(slots)


def one(rng: Random, options: tuple[str, ...]) -> str:
    """One of several, faster than `Random.choice`."""
    return options[int(rng.random() * len(options))]


def place_name(location: Location | None) -> str:
    """What to call a place, after "at"."""
    if location is None or location.key.startswith("home/"):
        return "home"
    return location.display_name


def thing(rng: Random, location: Location | None) -> str:
    """An object of the place with its article; where none is named, the door every place has."""
    if location is None or not location.objects:
        return "the door"
    return f"the {one(rng, location.objects)}"


def listed(names: tuple[str, ...] | list[str]) -> str:
    """`Ada`, `Ada and Bram`, `Ada, Bram and Leo`."""
    if len(names) < 2:
        return names[0] if names else "nobody"
    return f"{', '.join(names[:-1])} and {names[-1]}"
