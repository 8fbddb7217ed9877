"""Worlds without a model: the people of an existing world, varied by seed."""

from __future__ import annotations

import pytest
from forge_worlds import world_bytes

from agentopia_env.errors import ConfigError, RunError
from agentopia_env.forge.varying import vary_world
from agentopia_env.world.loading import find_world, load_world
from agentopia_env.world.memory import CHARACTERS


@pytest.mark.parametrize("people", [3, 8, 20, 300])
def test_a_varied_world_has_so_many_new_people_and_no_errors(tmp_path, people):
    assert vary_world("hamlet", people, 3, tmp_path / "varied") == ()
    world = load_world(tmp_path / "varied", year=2020)
    assert len(world.profiles) == people
    assert not world.profiles.keys() & load_world(find_world("hamlet"), year=2020).profiles.keys()
    for name, memory in world.memories.items():
        assert memory.known
        assert all(world.memories[other].knows(name) for other in memory.known)
        assert all(not f.startswith(CHARACTERS) or f[11:] in world.profiles for f in memory.files)


def test_one_seed_the_same_bytes(tmp_path):
    for folder, seed in (("a", 1), ("b", 1), ("c", 2)):
        vary_world("hamlet", 30, seed, tmp_path / folder / "varied")
    first, second, other = (world_bytes(tmp_path / folder / "varied") for folder in "abc")
    assert first == second
    assert first != other


def test_it_never_writes_over_anything(tmp_path):
    (tmp_path / "letter.txt").write_text("dear all")
    with pytest.raises(RunError, match="is not empty"):
        vary_world("hamlet", 10, 0, tmp_path)


def test_numbers_that_cannot_be_are_refused(tmp_path):
    with pytest.raises(ConfigError, match="--people is 0"):
        vary_world("hamlet", 0, 0, tmp_path / "varied")
