"""Careers: positions that are added, and the season in which people apply for them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow, together
from agentopia_env.language import say
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.questions.environment import Admit, Applicant, DesignPositions
from agentopia_env.questions.replies import PositionReply
from agentopia_env.world.names import resolve_name
from agentopia_env.world.positions import STAY_CURRENT, Position
from agentopia_env.world.society import Society
from agentopia_env.world.state import named_skills

MAX_DESCRIPTION = 1000
"""Longest description of a designed position, in characters."""
OLDEST = 120


def record_positions(society: Society) -> None:
    """Note the positions as they are now."""
    society.replace(
        "positions.json",
        {"version": 1, "positions": [position.record() for position in society.positions.values()]},
    )


def first_positions(society: Society, moment: Moment) -> Flow[None]:
    """Have positions designed beside those the people hold, where the world gives none.

    For C people: together C to 1.5 C places, no work position above C/3, 10 to C/3 distinct ones.
    """
    population = len(society.people)
    held = sum(position.capacity for position in society.positions.values())
    distinct = max(10, population // 3)
    yield from _design(
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
    yield from _design(
        society,
        moment,
        count=count,
        capacity=(count, count * rules.later_capacity),
        max_capacity=rules.later_capacity,
        demanding=True,
    )


def _design(
    society: Society,
    moment: Moment,
    count: int,
    capacity: tuple[int, int],
    max_capacity: int,
    demanding: bool,
) -> Flow[None]:
    if count <= 0:
        return
    best = best_skills(society)
    reply = yield DesignPositions(
        who=ENVIRONMENT,
        when=moment,
        world=society.world,
        existing=tuple(society.positions.values()),
        count=count,
        capacity=capacity,
        max_capacity=max_capacity,
        best_skills=best,
        demanding=demanding,
    )
    places = 0
    for given in reply.positions[:count]:
        position = _position(society, given, moment.year, max_capacity)
        if position is None or position.name in society.positions:
            continue
        if places + position.capacity > capacity[1]:
            continue
        if demanding and not exceeds(position, best):
            continue
        places += position.capacity
        society.positions[position.name] = position
    record_positions(society)


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
    organization, role = (" ".join(text.split())[:120] for text in (given.organization, given.role))
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


def season(
    society: Society, wishes: Mapping[str, Sequence[str]], moment: Moment
) -> Flow[dict[str, str]]:
    """Match people and positions in as many rounds as there are wishes.

    In round k the k-th wishes of those still unmatched are judged; requirements and capacities are
    checked here, whatever the environment model says. Whoever stays unmatched keeps their
    position, unless they are beyond its age limit.

    Returns:
        What became of everybody: the position's name, `stay`, `kept` or `unemployed`.
    """
    names = _by_name(society)
    result: dict[str, str] = {}
    for k in range(society.rules.positions.max_wishes):
        asked: dict[str, list[str]] = {}
        for person, wanted in wishes.items():
            if person in result or k >= len(wanted):
                continue
            given = wanted[k].strip()
            wish = given if given in society.positions else names.get(_folded(given))
            if wish in (STAY_CURRENT, society.people[person].profile.position) and wish:
                if not _over_age(society, person, moment):
                    result[person] = "stay"
            elif wish in society.positions:
                asked.setdefault(wish, []).append(person)
        for person, position in (yield from _round(society, asked, moment, k)):
            result[person] = position
            _take(society, person, position, str(moment))
    for person in society.people:
        if person not in result:
            result[person] = "unemployed" if _over_age(society, person, moment) else "kept"
    for person, what in result.items():
        if what == "unemployed":
            _leave(society, person)
    record_positions(society)
    return result


def _by_name(society: Society) -> dict[str, str]:
    """Folded texts that name a wish: a position's full name, and its role where that is unique."""
    names = {_folded(STAY_CURRENT): STAY_CURRENT} | {_folded(n): n for n in society.positions}
    roles: dict[str, list[str]] = {}
    for position in society.positions.values():
        roles.setdefault(_folded(position.role), []).append(position.name)
    for role, full in roles.items():
        if len(full) == 1:
            names.setdefault(role, full[0])
    return names


def _folded(wish: str) -> str:
    """A wish without regard to case, spacing and underscores."""
    return " ".join(wish.replace("_", " ").split()).casefold()


def _over_age(society: Society, person: str, moment: Moment) -> bool:
    profile = society.people[person].profile
    position = society.positions.get(profile.position or "")
    return position is not None and position.too_old(profile.age(moment))


def _round(
    society: Society, asked: dict[str, list[str]], moment: Moment, k: int
) -> Flow[list[tuple[str, str]]]:
    """Who is accepted where in one round."""
    flows, order = [], sorted(asked)
    for name in order:
        flows.append(_admit(society, society.positions[name], sorted(asked[name]), moment, k))
    accepted = yield from together(flows)
    return [
        (person, name) for name, people in zip(order, accepted, strict=True) for person in people
    ]


def _admit(
    society: Society, position: Position, people: list[str], moment: Moment, k: int
) -> Flow[list[str]]:
    suited = []
    for name in people:
        person = society.people[name]
        if position.suits(person.profile.age(moment), person.state.skills) is None:
            suited.append(_applicant(society, name, moment))
    if not suited or position.free <= 0:
        return []
    reply = yield Admit(
        who=ENVIRONMENT,
        when=moment,
        world=society.world,
        turn=f"{k + 1}/{position.name}",
        position=position,
        applicants=tuple(suited),
        free=position.free,
    )
    eligible = tuple(applicant.name for applicant in suited)
    found = (resolve_name(text, eligible).name for text in reply.accepted)
    return list(dict.fromkeys(name for name in found if name is not None))[: position.free]


def _applicant(society: Society, name: str, moment: Moment) -> Applicant:
    person = society.people[name]
    profile = person.profile
    return Applicant(
        name=name,
        age=profile.age(moment),
        skills=dict(person.state.skills),
        talents=profile.talents.quantitative,
        traits=profile.personality_traits.quantitative,
        introduction=profile.brief_introduction,
    )


def _take(society: Society, name: str, position_name: str, time: str) -> None:
    """Let a person move into a position and meet those who hold it."""
    _leave(society, name)
    position = society.positions[position_name]
    for colleague in position.occupied_by:
        if colleague in society.people:
            for one, other in ((name, colleague), (colleague, name)):
                society.introduce(one, other, time, _colleagues(society, other, position))
    society.positions[position_name] = position.with_holder(name)
    person = society.people[name]
    person.profile = person.profile.with_position(position_name)


def _colleagues(society: Society, other: str, position: Position) -> str:
    return say(
        society.world.language,
        "{name} and I: we both work as {role} at {organization}.",
        name=other,
        role=position.role,
        organization=position.organization,
    )


def _leave(society: Society, name: str) -> None:
    person = society.people[name]
    held = society.positions.get(person.profile.position or "")
    if held is not None:
        society.positions[held.name] = held.without_holder(name)
    person.profile = replace(person.profile, position=None)
