"""Enlarging a world: as many people as asked for, who fit together."""

from __future__ import annotations

from collections import Counter
from random import Random
from statistics import fmean

import pytest

from agentopia_env.errors import WorldError
from agentopia_env.world.loading import BaseWorld, find_world, load_world
from agentopia_env.world.memory import CHARACTERS, file_problem
from agentopia_env.world.naming import Called, NameParts, NamePool, Wording, numeral
from agentopia_env.world.places import home_of
from agentopia_env.world.variations import enlarge


@pytest.fixture(scope="module")
def hamlet() -> BaseWorld:
    return load_world(find_world("hamlet"), year=2020)


@pytest.mark.parametrize("people", [9, 15, 16, 100, 1600])
def test_an_enlarged_world_holds_together(hamlet: BaseWorld, people: int) -> None:
    world = enlarge(hamlet, people, seed=3)
    assert len(world.profiles) == len(world.memories) == people
    assert list(world.profiles)[:8] == list(hamlet.profiles)
    assert len({name.casefold() for name in world.profiles}) == people
    for name, profile in world.profiles.items():
        assert profile.name == name
        assert file_problem(CHARACTERS + name) is None
        assert world.locations is not None
        assert world.locations[home_of(name)].key == home_of(name)
        assert profile.birthday.startswith(f"Y{profile.birth_year}-")
        values = [*profile.talents.quantitative.values()]
        values += profile.personality_traits.quantitative.values()
        assert all(0 <= value <= 100 for value in values)
        known = world.memories[name].known
        assert known
        assert name not in known
        assert all(world.memories[other].knows(name) for other in known)


def test_positions_grow_with_their_holders(hamlet: BaseWorld) -> None:
    world = enlarge(hamlet, 80, seed=3)
    holding = Counter(profile.position for profile in world.profiles.values())
    for name, position in world.positions.items():
        assert len(position.occupied_by) == holding[name] <= position.capacity
        assert position.capacity == hamlet.positions[name].capacity * 10
        assert all(world.profiles[holder].position == name for holder in position.occupied_by)


def test_everybody_has_about_as_many_ties_as_before(hamlet: BaseWorld) -> None:
    def ties(world: BaseWorld) -> float:
        return fmean(len(memory.known) for memory in world.memories.values())

    assert ties(hamlet) <= ties(enlarge(hamlet, 800, seed=3)) <= ties(hamlet) + 0.6


def test_the_same_seed_gives_the_same_world_and_another_seed_another(hamlet: BaseWorld) -> None:
    assert enlarge(hamlet, 40, seed=3) == enlarge(hamlet, 40, seed=3)
    assert set(enlarge(hamlet, 40, seed=3).profiles) != set(enlarge(hamlet, 40, seed=4).profiles)


def test_copies_speak_of_each_other_by_their_new_names(hamlet: BaseWorld) -> None:
    world = enlarge(hamlet, 16, seed=3)
    copies = dict(zip(hamlet.profiles, list(world.profiles)[8:], strict=True))
    bram, zoe = copies["Bram Okafor"], copies["Zoë Marchetti"]
    assert "Bram" in hamlet.profiles["Zoë Marchetti"].details
    assert NameParts.of(bram).given in world.profiles[zoe].details
    note = world.memories[zoe].about(bram)
    assert note is not None
    authored = hamlet.memories["Zoë Marchetti"].about("Bram Okafor")
    assert authored is not None
    assert note.content != authored.content
    assert world.profiles["Zoë Marchetti"] == hamlet.profiles["Zoë Marchetti"]


def test_the_authored_world_is_not_changed(hamlet: BaseWorld) -> None:
    before = load_world(find_world("hamlet"), year=2020)
    enlarge(hamlet, 100, seed=3)
    assert hamlet == before
    assert enlarge(hamlet, 8, seed=3) is hamlet


def test_enlarging_to_fewer_people_is_refused(hamlet: BaseWorld) -> None:
    with pytest.raises(WorldError, match=r"has 8 people, more than 5; use agents=5"):
        enlarge(hamlet, 5, seed=3)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("Leo", ("", "Leo", "")),
        ("Dr. Ada Quill", ("Dr.", "Ada", "Quill")),
        ("Mary Ann Smith", ("", "Mary Ann", "Smith")),
        ("石磊", ("", "磊", "石")),
        ("叶", ("", "叶", "")),
    ],
)
def test_names_come_apart_and_together(name: str, parts: tuple[str, str, str]) -> None:
    found = NameParts.of(name)
    assert (found.title, found.given, found.family) == parts
    assert found.full == name


def test_a_name_that_is_taken_gets_a_numeral() -> None:
    pool = NamePool({"石磊": "男"}, others=["石磊 II"])
    assert [pool.draw("石磊", "男", Random(1)).full for _ in range(2)] == ["石磊 III", "石磊 IV"]
    assert [numeral(value) for value in (2, 9, 49, 1994)] == ["II", "IX", "XLIX", "MCMXCIV"]


def test_only_whole_names_are_swapped() -> None:
    wording = Wording(["Ann Lee", "Leo"], "en")
    swaps = wording.swaps({"Ann Lee": Called("Bo Chu", "Bo"), "Leo": Called("Max Chu", "Max")})
    text = "Ann Lee, Ann and Leo's cat met Leonie and Annabel."
    assert wording.say(text, swaps) == "Bo Chu, Bo and Max Chu's cat met Leonie and Annabel."
