"""Careers: the season in which people apply for positions."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow, together
from agentopia_env.language import say
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.questions.environment import Admit, Applicant
from agentopia_env.world.names import resolve_name
from agentopia_env.world.positions import STAY_CURRENT, Position
from agentopia_env.world.society import Society


def record_positions(society: Society) -> None:
    """Note the positions as they are now."""
    society.replace(
        "positions.json",
        {"version": 1, "positions": [position.record() for position in society.positions.values()]},
    )


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
