"""Places: plain but varied public ones, and a home for everybody who needs one."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import count
from random import Random

from agentopia_env.envmodel.heuristic.books import Book, book
from agentopia_env.envmodel.heuristic.days import Answer
from agentopia_env.envmodel.heuristic.phrases import one
from agentopia_env.envmodel.heuristic.places_en import PlaceKind
from agentopia_env.questions.design import DesignPlaces
from agentopia_env.world.places import home_of


def new_places(question: DesignPlaces, rng: Random) -> Answer:
    """The answer to a `DesignPlaces`: half of the public places small, a third medium."""
    words = book(question.world.language)
    known = {*question.world.locations, *(place.key for place in question.existing)}
    locations = []
    for size, wanted in _sizes(question.public).items():
        kinds = list(words.places.by_size[size])
        rng.shuffle(kinds)
        fresh = (entry for entry in _named(kinds, words) if _key(entry[0]) not in known)
        for _ in range(wanted):
            name, kind = next(fresh)
            locations.append(_public_place(name, kind, size, words, rng))
    locations += [_home(face.name, words, rng) for face in question.homes]
    return {"locations": locations}


def _sizes(public: int) -> dict[str, int]:
    public = max(0, public)
    small, medium = (public + 1) // 2, public // 3
    return {
        "small": small,
        "medium": min(medium, public - small),
        "large": public - small - min(medium, public - small),
    }


def _named(kinds: list[PlaceKind], words: Book) -> Iterator[tuple[str, PlaceKind]]:
    """Every kind once, then again by quarter, then by number."""
    yield from ((kind.name, kind) for kind in kinds)
    quarters, another = words.words["in_quarter"], words.words["another"]
    for quarter in words.places.quarters:
        yield from ((quarters.format(quarter=quarter, name=kind.name), kind) for kind in kinds)
    for number in count(2):
        yield from ((another.format(name=kind.name, number=number), kind) for kind in kinds)


def _key(name: str) -> str:
    return name.lower().replace(" ", "_").replace("'", "")


def _described(first: str, objects: list[str], words: Book, rng: Random) -> str:
    """Four or five sentences, some of them about what stands there."""
    remarks = rng.sample(words.places.remarks, 3 + int(rng.random() * 2))
    told = (remark.format(object=rng.choice(objects)) for remark in remarks)
    return words.words["gap"].join([first, *told])


def _public_place(name: str, kind: PlaceKind, size: str, words: Book, rng: Random) -> Answer:
    return {
        "key": _key(name),
        "display_name": name,
        "size": size,
        "description": _described(kind.about, list(kind.objects), words, rng),
        "objects": kind.objects,
    }


def _home(name: str, words: Book, rng: Random) -> Answer:
    objects = rng.sample(words.places.home_objects, 5)
    first = one(rng, words.places.home_rooms).format(name=name)
    return {
        "key": home_of(name),
        "display_name": words.words["home_name"].format(name=name),
        "size": "",
        "description": _described(first, objects, words, rng),
        "objects": objects,
    }
