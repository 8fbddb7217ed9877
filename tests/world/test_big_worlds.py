"""The three worlds of a hundred people load, agree with themselves and are described."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from json_texts import texts

from agentopia_env.errors import WorldError
from agentopia_env.world.checking import Report, check_world
from agentopia_env.world.drafts import Draft
from agentopia_env.world.loading import find_world
from agentopia_env.world.memory import CHARACTERS
from agentopia_env.world.picture import circles, picture, readable_world

BIG = ("apartment", "academy", "school")
CODES = {"language", "type", "gender", "size", "birthday", "time"}


@pytest.fixture(scope="module", params=BIG)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def path(name: str) -> Path:
    return find_world(name)


@pytest.fixture(scope="module")
def draft(path: Path) -> Draft:
    return readable_world(path)


@pytest.fixture(scope="module")
def report(path: Path) -> Report:
    return check_world(path)


def test_a_big_world_has_nothing_to_complain_of(report):
    assert (report.errors, report.warnings) == ((), ())


def test_a_hundred_people_have_homes_of_their_own(draft):
    assert len(draft.profiles) == 100
    assert all(f"home/{person}" in draft.locations for person in draft.profiles)


def test_every_tie_is_remembered_by_both_sides(draft):
    ties = {
        (person, file.removeprefix(CHARACTERS))
        for person, memory in draft.memories.items()
        for file in memory.files
        if file.startswith(CHARACTERS)
    }
    assert {(b, a) for a, b in ties} == ties
    known = [sum(a == person for a, _ in ties) for person in draft.profiles]
    assert (min(known), max(known)) == (4, 10)


def test_the_readme_shows_everybody_and_the_picture(path, draft):
    readme = (path / "README.md").read_text("utf-8")
    assert all(f"| {person} |" in readme for person in draft.profiles)
    assert "(people.svg)" in readme


def test_the_picture_is_of_the_world_as_it_is(path, draft):
    drawn = (path / "people.svg").read_text("utf-8")
    assert all(f">{person}<" in drawn for person in draft.profiles)
    ties = sum(file.startswith(CHARACTERS) for m in draft.memories.values() for file in m.files)
    assert drawn.count("<line ") == picture(draft).count("<line ") == ties / 2
    assert sorted(person for circle in circles(draft) for person in circle) == sorted(
        draft.profiles
    )


def test_a_world_that_cannot_be_loaded_is_not_drawn(tmp_path):
    with pytest.raises(WorldError, match="problem"):
        readable_world(tmp_path)


def written(world: str) -> Iterator[tuple[Path, str]]:
    """Every text of a world that is not a code, with its file."""
    for file in find_world(world).rglob("*.json*"):
        whole = file.read_text("utf-8")
        for line in whole.splitlines() if file.suffix == ".jsonl" else [whole]:
            for field, text in texts(json.loads(line)):
                if field not in CODES:
                    yield file, text


def test_the_school_writes_no_latin_letter():
    for file, text in written("school"):
        assert not re.search("[A-Za-z]", text), (file, text)


@pytest.mark.parametrize("world", ["apartment", "academy"])
def test_no_word_of_the_english_worlds_is_glued_to_the_next(world):
    for file, text in written(world):
        found = re.search(r"[a-z]{2}(?:[.!?][A-Z]|,[a-z0-9])|[a-z][A-Z][a-z]", text)
        assert found is None, (file, found)
