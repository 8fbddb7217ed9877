"""Places: plain but varied public ones, and a home for everybody who needs one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random

from agentopia_env.envmodel.heuristic.days import Answer
from agentopia_env.envmodel.heuristic.phrases import one
from agentopia_env.envmodel.heuristic.places_en import (
    BY_SIZE,
    HOME_OBJECTS,
    HOME_ROOMS,
    QUARTERS,
    REMARKS,
    PlaceKind,
)
from agentopia_env.questions.environment import DesignPlaces
from agentopia_env.world.places import home_of


def new_places(question: DesignPlaces, rng: Random) -> Answer:
    """The answer to a `DesignPlaces`: half of the public places small, a third medium."""
    known = set(question.world.locations)
    locations = []
    for size, wanted in _sizes(question.public).items():
        kinds = list(BY_SIZE[size])
        rng.shuffle(kinds)
        fresh = (entry for entry in _named(kinds) if _key(entry[0]) not in known)
        for _ in range(wanted):
            name, kind = next(fresh)
            locations.append(_public_place(name, kind, size, rng))
    locations += [_home(face.name, rng) for face in question.homes]
    return {"locations": locations}


def _sizes(public: int) -> dict[str, int]:
    public = max(0, public)
    small, medium = (public + 1) // 2, public // 3
    return {
        "small": small,
        "medium": min(medium, public - small),
        "large": public - small - min(medium, public - small),
    }


def _named(kinds: list[PlaceKind]) -> Iterator[tuple[str, PlaceKind]]:
    """Every kind once, then again by quarter, then by number."""
    yield from ((kind.name, kind) for kind in kinds)
    for quarter in QUARTERS:
        yield from ((f"{quarter} {kind.name}", kind) for kind in kinds)
    for number in count(2):
        yield from ((f"{kind.name} {number}", kind) for kind in kinds)


def _key(name: str) -> str:
    return name.lower().replace(" ", "_").replace("'", "")


def _described(first: str, objects: list[str], rng: Random) -> str:
    """Four or five sentences, some of them about what stands there."""
    remarks = rng.sample(REMARKS, 3 + int(rng.random() * 2))
    return " ".join([first, *(remark.format(object=rng.choice(objects)) for remark in remarks)])


def _public_place(name: str, kind: PlaceKind, size: str, rng: Random) -> Answer:
    return {
        "key": _key(name),
        "display_name": name,
        "size": size,
        "description": _described(kind.about, list(kind.objects), rng),
        "objects": kind.objects,
    }


def _home(name: str, rng: Random) -> Answer:
    objects = rng.sample(HOME_OBJECTS, 5)
    first = one(rng, HOME_ROOMS).format(name=name)
    return {
        "key": home_of(name),
        "display_name": f"{name}'s home",
        "size": "",
        "description": _described(first, objects, rng),
        "objects": objects,
    }
