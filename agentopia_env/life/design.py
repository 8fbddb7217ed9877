"""What a world's files do not give: places, homes and positions, designed by its model.

They are asked for a few at a time, so that no answer is longer than a model may give and a question
without a usable answer costs no more than the few it asks for. Places and positions, which shall
not repeat what exists, are asked for in turn; homes side by side.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TypeVar

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow, together
from agentopia_env.language import say
from agentopia_env.life.positions import record_positions
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.questions.design import DesignPlaces, DesignPositions
from agentopia_env.questions.replies import LocationReply, LocationsReply, PositionReply
from agentopia_env.world.places import Location, home_of, owner_of
from agentopia_env.world.positions import Position
from agentopia_env.world.society import Society
from agentopia_env.world.state import named_skills

T = TypeVar("T")

BATCH = 10
"""Places, homes or positions that one question asks for: about 2,000 tokens of an answer, half of
what a model may say by default."""
PUBLIC_PLACES = 30
"""Public places of a world that gives none."""
SIZES = ("small", "medium", "large")
MAX_OBJECTS = 12
MAX_NAME, MAX_TEXT = 80, 2000
"""Longest name and description of a place, in characters."""
MAX_TITLE, MAX_DESCRIPTION = 120, 1000
"""Longest organization or role, and description, of a position, in characters."""
OLDEST = 120


def _batches(items: Sequence[T]) -> Iterator[Sequence[T]]:
    """The items, as many at a time as one question asks for."""
    return (items[start : start + BATCH] for start in range(0, len(items), BATCH))


# ---------------------------------------------------------------- places


def first_places(society: Society, moment: Moment) -> Flow[None]:
    """Have public places designed, and a home for everybody who lives."""
    flows = [_public_places(society, moment)]
    for number, names in enumerate(_batches(tuple(society.people)), start=1):
        flows.append(_homes(society, moment, names, f"homes {number}"))
    designed = yield from together(flows)
    locations = {place.key: place for places in designed for place in places}
    for name in (*society.people, *society.world.others):
        plain = _plain_home(name, society.world.language)
        locations.setdefault(plain.key, plain)
    society.world = replace(society.world, locations=locations)


def _public_places(society: Society, moment: Moment) -> Flow[list[Location]]:
    found: dict[str, Location] = {}
    for number, wanted in enumerate(_batches(range(PUBLIC_PLACES)), start=1):
        reply: LocationsReply = yield DesignPlaces(
            who=ENVIRONMENT,
            when=moment,
            world=society.world,
            turn=f"places {number}",
            public=len(wanted),
            existing=tuple(found.values()),
        )
        places = map(_location, reply.locations)
        new = (place for place in places if place.key and owner_of(place.key) is None)
        for place in new:
            if place.key not in found and len(found) < wanted[-1] + 1:
                found[place.key] = place
    return list(found.values())


def _homes(
    society: Society, moment: Moment, names: Sequence[str], turn: str
) -> Flow[list[Location]]:
    reply: LocationsReply = yield DesignPlaces(
        who=ENVIRONMENT,
        when=moment,
        world=society.world,
        turn=turn,
        homes=tuple(map(society.face, names)),
    )
    homes = {place.key: _location(place) for place in reversed(reply.locations)}
    return [homes[home_of(name)] for name in names if home_of(name) in homes]


def _plain_home(name: str, language: str) -> Location:
    return Location(
        home_of(name),
        say(language, "{name}'s home", name=name),
        say(language, "The home of {name}.", name=name),
        (say(language, "table"), say(language, "bed")),
    )


def _location(given: LocationReply) -> Location:
    """A designed place within the rules."""
    key = given.key
    objects = [name for text in given.objects if (name := " ".join(text.split())[:MAX_NAME])]
    size = given.size.strip().lower()
    if owner_of(key) is not None:
        size = ""
    else:
        key = key[:MAX_NAME]
        size = size if size in SIZES else "small"
    name = " ".join(given.display_name.split())[:MAX_NAME] or key
    return Location(key, name, given.description[:MAX_TEXT], tuple(objects[:MAX_OBJECTS]), size)


# ---------------------------------------------------------------- positions


def first_positions(society: Society, moment: Moment) -> Flow[None]:
    """Have positions designed beside those the people hold, where the world gives none.

    For C people: together C to 1.5 C places, no work position above C/3, 10 to C/3 distinct ones.
    """
    population = len(society.people)
    held = sum(position.capacity for position in society.positions.values())
    distinct = max(10, population // 3)
    yield from _positions(
        society,
        moment,
        count=max(0, distinct - len(society.positions)),
        capacity=(max(0, population - held), max(1, population + population // 2 - held)),
        max_capacity=max(1, population // 3),
        demanding=False,
    )
    society.initial_positions = len(society.positions)


def later_positions(society: Society, moment: Moment) -> Flow[None]:
    """Add a year's new positions, which ask for more than anybody can do yet."""
    rules = society.rules.positions
    count = max(rules.min_added, society.initial_positions // 10)
    yield from _positions(
        society,
        moment,
        count=count,
        capacity=(count, count * rules.later_capacity),
        max_capacity=rules.later_capacity,
        demanding=True,
    )


def _positions(
    society: Society,
    moment: Moment,
    count: int,
    capacity: tuple[int, int],
    max_capacity: int,
    demanding: bool,
) -> Flow[None]:
    """Have so many positions designed; each question asks for its share of the places left."""
    if count <= 0:
        return
    best = best_skills(society)
    (least, most), left = capacity, count
    for number, wanted in enumerate(_batches(range(count)), start=1):
        if most <= 0:
            break
        share = -(-least * len(wanted) // left)
        question = DesignPositions(
            who=ENVIRONMENT,
            when=moment,
            world=society.world,
            turn=str(number) if number > 1 else "",
            existing=tuple(society.positions.values()),
            count=len(wanted),
            capacity=(share, max(share, most * len(wanted) // left)),
            max_capacity=max_capacity,
            best_skills=best,
            demanding=demanding,
        )
        reply = yield question
        places = _add(society, question, reply.positions)
        least, most, left = max(0, least - places), most - places, left - len(wanted)
    record_positions(society)


def _add(society: Society, question: DesignPositions, designed: Sequence[PositionReply]) -> int:
    """Add what is new and allowed of an answer; how many places that are."""
    places = 0
    for given in designed[: question.count]:
        position = _position(society, given, question.when.year, question.max_capacity)
        if position is None or position.name in society.positions:
            continue
        if places + position.capacity > question.capacity[1]:
            continue
        if question.demanding and not exceeds(position, question.best_skills):
            continue
        places += position.capacity
        society.positions[position.name] = position
    return places


def best_skills(society: Society) -> dict[str, float]:
    """Per skill, the most that anybody has."""
    best: dict[str, float] = {}
    for person in society.people.values():
        for skill, points in person.state.skills.items():
            best[skill] = max(best.get(skill, 0), points)
    return best


def exceeds(position: Position, best: dict[str, float]) -> bool:
    """Whether a position asks for more of some skill than anybody has."""
    return any(least > best.get(skill, 0) for skill, least in position.min_skills.items())


def _position(
    society: Society, given: PositionReply, year: int, max_capacity: int
) -> Position | None:
    """A designed position within the rules; None where it has no name."""
    organization, role = (
        " ".join(text.split())[:MAX_TITLE] for text in (given.organization, given.role)
    )
    if not organization or not role:
        return None
    return Position(
        organization=organization,
        role=role,
        type=given.type if given.type in ("work", "non-work") else "work",
        description=given.description.strip()[:MAX_DESCRIPTION],
        weekly_income=min(society.rules.economy.max_income, max(0, given.weekly_income)),
        weekly_delta_skills={
            skill: min(5, max(0, points))
            for skill, points in named_skills(given.weekly_delta_skills).items()
        },
        capacity=min(max_capacity, max(1, int(given.capacity))),
        min_age=_age(given.min_age),
        max_age=_age(given.max_age),
        min_skills={
            skill: max(0, least) for skill, least in named_skills(given.min_skills).items()
        },
        created_year=year,
    )


def _age(given: float | None) -> int | None:
    return None if given is None else min(OLDEST, max(0, int(given)))
