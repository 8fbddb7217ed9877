"""Places: public locations and private homes, with the objects that are there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from agentopia_env.language import Phrase


@dataclass(frozen=True, slots=True)
class Location:
    """A place of the world.

    Attributes:
        key: its name in actions, e.g. `roof_garden` or `home/Ada`.
        size: small, medium or large; empty for a home.
        objects: the only things there that anybody may refer to.
    """

    key: str
    display_name: str
    description: str
    objects: tuple[str, ...]
    size: str = ""


def home_of(person: str) -> str:
    """The key of a person's home."""
    return f"home/{person}"


def owner_of(key: str) -> str | None:
    """Whose home a place is; None for a public one."""
    return key.removeprefix("home/") if key.startswith("home/") else None


def resolve_location(
    text: str, locations: Mapping[str, Location], participants: Collection[str]
) -> Location | str:
    """The location meant by a text, or the reason why there is none.

    A private home is open to the activities its owner takes part in.
    """
    wanted = text.strip()
    found = locations.get(wanted) or _by_display_name(wanted, locations)
    if found is None:
        return Phrase("there is no place {name!r}", name=wanted[:80])
    owner = owner_of(found.key)
    if owner is not None and owner not in participants:
        return Phrase(
            "{place} is a private home; {owner} would have to take part",
            place=found.key,
            owner=owner,
        )
    return found


def _by_display_name(text: str, locations: Mapping[str, Location]) -> Location | None:
    folded = text.casefold().replace("_", " ")
    matches = [
        place
        for place in locations.values()
        if folded in (place.display_name.casefold(), place.key.casefold().replace("_", " "))
    ]
    return matches[0] if len(matches) == 1 else None
