"""Worlds of any size from authored ones, in which everybody is a variation of somebody authored."""

from __future__ import annotations

from dataclasses import replace

from agentopia_env.world.loading import BaseWorld
from agentopia_env.world.memory import CHARACTERS, Memory
from agentopia_env.world.places import home_of
from agentopia_env.world.positions import Position
from agentopia_env.world.variations import enlarge

_MOST_ROOM = 1.5
"""Places in positions for each person of a varied world, as far as they are open."""


def vary(base: BaseWorld, people: int, seed: int) -> BaseWorld:
    """A world of so many people, every one of them a seeded variation of an authored one.

    Of fewer people than were authored those are taken who know each other. Ties to anybody left
    out are left out too, though a text may still mention them.

    Args:
        base: the authored world; it is not changed.
        people: how many are wanted, any number.
        seed: of all that is varied.
    """
    authored = len(base.profiles)
    order = _near_first(base)
    base = replace(base, profiles={name: base.profiles[name] for name in order})
    both = enlarge(base, authored + people, seed)
    copies = [name for name in both.profiles if name not in base.profiles]
    skills = {skill for name in copies for skill in both.profiles[name].init_skills}
    places = None
    if both.locations is not None:
        homes = {home_of(name) for name in base.profiles}
        places = {key: place for key, place in both.locations.items() if key not in homes}
    return replace(
        both,
        profiles={name: both.profiles[name] for name in copies},
        memories={name: _among(both.memories[name], set(copies)) for name in copies},
        positions=_without(both.positions, base, people, skills),
        locations=places,
        others=(),
    )


def _near_first(base: BaseWorld) -> list[str]:
    """Everybody, whoever knows most people first, then those one knows, and so on."""
    known = {name: base.memories[name].known for name in base.profiles}
    order: dict[str, None] = {}
    for first in sorted(known, key=lambda name: (-len(known[name]), name)):
        waiting = [first]
        for name in waiting:
            if name in known and name not in order:
                order[name] = None
                waiting += sorted(known[name])
    return list(order)


def _among(memory: Memory, people: set[str]) -> Memory:
    """A memory without notes on anybody who is not there."""
    files = {
        file: note
        for file, note in memory.files.items()
        if not file.startswith(CHARACTERS) or file.removeprefix(CHARACTERS) in people
    }
    return Memory(memory.diary, memory.history, files)


def _without(
    positions: dict[str, Position], base: BaseWorld, people: int, skills: set[str]
) -> dict[str, Position]:
    """Positions held by copies alone: those held, and open ones that they can reach, up to half as
    many places more.
    """
    kept: dict[str, Position] = {}
    share = people / len(base.profiles)
    for key, position in positions.items():
        holders = tuple(name for name in position.occupied_by if name not in base.profiles)
        capacity = max(1, len(holders), round(base.positions[key].capacity * share))
        kept[key] = replace(position, occupied_by=holders, capacity=capacity)
    room = people * _MOST_ROOM - sum(one.capacity for one in kept.values() if one.occupied_by)
    for key, position in list(kept.items()):
        reachable = skills.issuperset(position.min_skills)
        if not position.occupied_by and reachable and position.capacity <= room:
            room -= position.capacity
        elif not position.occupied_by:
            del kept[key]
        elif not reachable:
            least = {skill: n for skill, n in position.min_skills.items() if skill in skills}
            kept[key] = replace(position, min_skills=least)
    return kept
