"""Larger worlds from authored ones, by seeded variation of their people; for benches.

The people are copied group by group. A copy has a recombined name, its own age, numbers and
savings, and the copied ties of its group, so that an enlarged world has as many ties a person as
the authored one; two ties lead from each group to the one before. Cost grows linearly.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from random import Random
from typing import Any

from agentopia_env.chance import chance
from agentopia_env.errors import WorldError
from agentopia_env.world.loading import BaseWorld
from agentopia_env.world.memory import CHARACTERS, DiaryEntry, HistoryEntry, Memory, Note
from agentopia_env.world.naming import Called, NameParts, NamePool, Wording
from agentopia_env.world.persona import Assets, Item, Measure, Profile
from agentopia_env.world.places import Location, home_of
from agentopia_env.world.positions import Position
from agentopia_env.world.profiles import TEXT_FIELDS

_SPREAD = 10
"""Most points by which a talent or trait differs from the authored one."""
_BRIDGES = 2
"""Ties from each group of copies to the group before."""
_ACQUAINTED = {
    "en": "{other} and I have met a few times through people we both know. We get on well enough.",
    "zh": "我和{other}经共同的熟人见过几次面，处得还不错。",
}

Group = dict[str, Called]
"""What the copies of one group are called, by the authored person copied."""


def enlarge(base: BaseWorld, people: int, seed: int) -> BaseWorld:
    """A world of so many people: the authored ones, and seeded variations of them.

    Positions take on copies of their holders and grow in capacity in proportion; every copy has a
    home. The same arguments give the same world.

    Args:
        base: the authored world; it is not changed.
        people: how many are wanted, at least as many as there are.
        seed: of all that is varied.

    Raises:
        WorldError: `people` is less than the world has.
    """
    authored = len(base.profiles)
    if people < authored:
        raise WorldError(
            base.name, [f"has {authored} people, more than {people}; use agents={people}"]
        )
    if people == authored:
        return base
    groups = _groups(base, people, seed)
    copies = _Copies(base, seed)
    for before, group in pairwise(groups):
        copies.add(group, before)
    return replace(
        base,
        profiles=copies.profiles,
        memories=copies.memories,
        positions={
            key: _scaled(position, groups, people / authored)
            for key, position in base.positions.items()
        },
        locations=copies.locations,
    )


def _groups(base: BaseWorld, people: int, seed: int) -> list[Group]:
    """What everybody is called. Group 0 is the authored people; the last may be short."""
    pool = NamePool({name: p.gender for name, p in base.profiles.items()}, base.others)
    groups = [{name: Called(name, NameParts.of(name).given) for name in base.profiles}]
    left = people - len(base.profiles)
    while left > 0:
        random = chance(seed, "enlarge", "names", len(groups))
        groups.append(
            {
                name: pool.draw(name, base.profiles[name].gender, random)
                for name in list(base.profiles)[:left]
            }
        )
        left -= len(groups[-1])
    return groups


class _Copies:
    """The people of an enlarged world, the authored ones first, as groups are added."""

    def __init__(self, base: BaseWorld, seed: int) -> None:
        self._base, self._seed = base, seed
        self._wording = Wording(base.profiles, base.language)
        self._youngest = max(profile.birth_year for profile in base.profiles.values())
        notes = [note for memory in base.memories.values() for note in memory.files.values()]
        self._start = min((note.time for note in notes), default="Y0000-W00-begin")
        self.profiles = dict(base.profiles)
        self.memories = {
            name: Memory(list(memory.diary), list(memory.history), dict(memory.files))
            for name, memory in base.memories.items()
        }
        self.locations = None if base.locations is None else dict(base.locations)

    def add(self, group: Group, before: Group) -> None:
        """Add a group of copies.

        Args:
            group: what the new copies are called; of not all people in a last, short group.
            before: the group before, whose copies stand in for people the group lacks.
        """
        names = {**before, **group}
        speech = _Speech(self._wording, self._wording.swaps(names))
        for name, called in group.items():
            random = chance(self._seed, "enlarge", called.full)
            profile = speech.profile(self._base.profiles[name], called.full)
            self.profiles[called.full] = _varied(profile, self._youngest, random)
            self.memories[called.full] = speech.memory(self._base.memories[name], names)
            self._add_home(name, called.full, speech)
        for name in names.keys() - group.keys():
            self._let_stand_in(name, before[name].full, group, speech)
        self._bridge(before, group)

    def _add_home(self, name: str, copy: str, speech: _Speech) -> None:
        home = self._base.locations.get(home_of(name)) if self._base.locations else None
        if home is not None and self.locations is not None:
            self.locations[home_of(copy)] = speech.home(home, copy)

    def _let_stand_in(self, name: str, stand_in: str, group: Group, speech: _Speech) -> None:
        """Let an earlier copy of somebody the group lacks know its members too."""
        for person, called in group.items():
            note = self._base.memories[name].about(person)
            if note is not None:
                self.memories[stand_in].write(CHARACTERS + called.full, speech.note(note))

    def _bridge(self, before: Group, group: Group) -> None:
        """Let a few people of two groups know each other."""
        random = chance(self._seed, "enlarge", "bridge", len(self.profiles))
        for _ in range(_BRIDGES):
            one = random.choice(list(before.values())).full
            two = random.choice(list(group.values())).full
            for person, other in ((one, two), (two, one)):
                if not self.memories[person].knows(other):
                    said = _ACQUAINTED[self._base.language].format(other=other)
                    self.memories[person].write(CHARACTERS + other, Note(self._start, said, said))


@dataclass(frozen=True, slots=True)
class _Speech:
    """Says what the authored people say, about the copies of one group."""

    wording: Wording
    swaps: Mapping[str, str]

    def say(self, text: str) -> str:
        return self.wording.say(text, self.swaps)

    def profile(self, profile: Profile, name: str) -> Profile:
        texts: dict[str, Any] = {field: self.say(getattr(profile, field)) for field in TEXT_FIELDS}
        assets = profile.init_assets
        items = tuple(Item(self.say(i.name), self.say(i.description)) for i in assets.possessions)
        return replace(
            profile,
            name=name,
            **texts,
            talents=self.measure(profile.talents),
            personality_traits=self.measure(profile.personality_traits),
            init_assets=Assets(assets.deposit, items),
        )

    def measure(self, measure: Measure) -> Measure:
        return replace(measure, qualitative=self.say(measure.qualitative))

    def memory(self, memory: Memory, names: Group) -> Memory:
        about = {CHARACTERS + name: CHARACTERS + called.full for name, called in names.items()}
        diary = [
            DiaryEntry(e.time, self.say(e.summary), self.say(e.reflection)) for e in memory.diary
        ]
        history = [HistoryEntry(entry.time, self.say(entry.content)) for entry in memory.history]
        files = {about.get(file, file): self.note(note) for file, note in memory.files.items()}
        return Memory(diary, history, files)

    def note(self, note: Note) -> Note:
        return Note(note.time, self.say(note.content), self.say(note.summary))

    def home(self, home: Location, owner: str) -> Location:
        shown = self.say(home.display_name)
        return replace(
            home,
            key=home_of(owner),
            display_name=shown if owner in shown else f"{shown} ({owner})",
            description=self.say(home.description),
        )


def _varied(profile: Profile, youngest: int, random: Random) -> Profile:
    """The profile with another age, other numbers and other savings.

    Args:
        profile: the person.
        youngest: latest year of birth among the authored people; nobody is born later.
        random: what is drawn from.
    """
    year = min(youngest, profile.birth_year + random.randint(-4, 4))
    assets = profile.init_assets
    return replace(
        profile,
        birth_year=year,
        birthday=re.sub(r"^Y\d+", f"Y{year}", profile.birthday),
        talents=_varied_measure(profile.talents, random),
        personality_traits=_varied_measure(profile.personality_traits, random),
        init_assets=replace(assets, deposit=round(assets.deposit * random.uniform(0.5, 1.5))),
    )


def _varied_measure(measure: Measure, random: Random) -> Measure:
    values = {
        name: min(100, max(0, value + random.randint(-_SPREAD, _SPREAD)))
        for name, value in measure.quantitative.items()
    }
    return replace(measure, quantitative=values)


def _scaled(position: Position, groups: list[Group], factor: float) -> Position:
    """A position held by all copies of its holders too, with places in proportion."""
    copies = (
        group[holder].full
        for group in groups[1:]
        for holder in position.occupied_by
        if holder in group
    )
    holders = (*position.occupied_by, *copies)
    capacity = max(len(holders), round(position.capacity * factor))
    return replace(position, occupied_by=holders, capacity=capacity)
