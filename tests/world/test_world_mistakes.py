"""Mistakes in positions, places, memories and names: each is told once, in helpful words."""

from __future__ import annotations

import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from world_files import ADA, LEO, edit, hamlet, problems, put

from agentopia_env.world.loading import load_world

__all__ = ["hamlet"]


@pytest.mark.parametrize(
    ("index", "change", "words"),
    [
        (0, {"weekly_income": -5}, "positions[0].weekly_income is -5; allowed are 0 or more"),
        (0, {"occupied_by": "Ada"}, 'positions[0].occupied_by is "Ada"; a list is needed'),
        (1, {"capacity": 0}, "Head cheesemaker: 1 people hold it but capacity is 0; raise"),
        (7, {"min_age": 70, "max_age": 20}, "min_age 70 is above max_age 20"),
        (7, {"occupied_by": ["Zoe Marchetti"]}, "who is nobody here; is Zoë Marchetti meant?"),
        (7, {"occupied_by": ["Leo"]}, "occupied_by names Leo, whose profile says no position"),
    ],
)
def test_a_mistake_in_the_positions_is_told_once(
    hamlet: Path, index: int, change: dict[str, Any], words: str
) -> None:
    edit(hamlet, "positions.json", lambda c: c["positions"][index].update(change))
    (problem,) = problems(hamlet)
    assert problem.startswith("positions.json: ")
    assert words in problem


def test_a_position_that_is_there_twice_is_told(hamlet: Path) -> None:
    edit(hamlet, "positions.json", lambda c: c["positions"].append(dict(c["positions"][0])))
    (problem,) = problems(hamlet)
    assert problem.startswith("positions.json: positions[12]: Hillside Clinic/Physician is there")


def test_a_profile_whose_position_is_not_listed_is_told_with_the_nearest(hamlet: Path) -> None:
    edit(hamlet, "positions.json", lambda c: put(c, "positions", 0, "role", value="Physicians"))
    (first, second) = problems(hamlet)
    assert first == (
        f"{ADA}: position Hillside Clinic/Physician is not in positions.json; "
        "is Hillside Clinic/Physicians meant?"
    )
    assert "whose profile says Hillside Clinic/Physician" in second


def test_a_holder_whom_the_list_lacks_is_told(hamlet: Path) -> None:
    edit(hamlet, "positions.json", lambda c: put(c, "positions", 0, "occupied_by", value=[]))
    assert problems(hamlet) == (
        f"{ADA}: position is Hillside Clinic/Physician, but its occupied_by in positions.json "
        "lacks Dr. Ada Quill",
    )


def test_a_position_named_alone_needs_the_list(hamlet: Path) -> None:
    (hamlet / "positions.json").unlink()
    edit(hamlet, ADA, lambda p: p.update(position="Hillside Clinic/Physician"))
    (problem,) = problems(hamlet)
    assert 'position is "Hillside Clinic/Physician" alone' in problem


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (
            lambda c: c["private"].pop("home/Leo"),
            'Leo has no home; add private["home/Leo"], or delete the file',
        ),
        (lambda c: c["public"].clear(), "has no public place; add one under public"),
        (
            lambda c: put(c, "public", "spring_house", "size", value="huge"),
            'public.spring_house.size is "huge"; allowed are small, medium or large',
        ),
        (
            lambda c: put(c, "public", "spring_house", "objects", value="bench"),
            'public.spring_house.objects is "bench"; a list is needed',
        ),
        (
            lambda c: put(c, "public", "home/Eve", value=c["private"]["home/Leo"]),
            "public.home/Eve: homes, and only they, are private",
        ),
    ],
)
def test_a_mistake_in_the_locations_is_told_once(
    hamlet: Path, change: Callable[[Any], object], words: str
) -> None:
    edit(hamlet, "locations.json", change)
    (problem,) = problems(hamlet)
    assert problem.startswith(f"locations.json: {words}")


def test_only_the_simulated_need_a_home(hamlet: Path) -> None:
    edit(hamlet, "locations.json", lambda c: c["private"].pop("home/Étienne Sorrel"))
    assert len(load_world(hamlet, agents=7, year=2020).profiles) == 7
    assert len(problems(hamlet)) == 1


@pytest.mark.parametrize(
    ("file", "words"),
    [
        ("diary.jsonl", "is no memory file"),
        ("characters/con.jsonl", "cannot be a file name"),
        ("characters/What now?.jsonl", "file names cannot have"),
        ("others/ends with a dot..jsonl", "cannot be a file name"),
    ],
)
def test_a_memory_file_that_cannot_be_called_so_is_told(
    hamlet: Path, file: str, words: str
) -> None:
    path = hamlet / "persona/Leo/memory/scratchpad" / file
    path.parent.mkdir(exist_ok=True)
    path.write_text('{"time": "Y2020-W00-begin", "content": "x"}\n')
    (problem,) = problems(hamlet)
    assert problem.startswith(f"persona/Leo/memory/scratchpad/{file}: ")
    assert words in problem


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("{broken", "line 1 is not valid JSON"),
        ("[]", "line 1 is []; an object is needed"),
        ('{"content": "x"}', "line 1.time is missing"),
        ('{"time": "soon", "content": "x"}', "line 1.time: 'soon' is not a time like"),
        ('{"time": "Y2020-W00-begin", "content": 5}', "line 1.content is 5; text is needed"),
    ],
)
def test_a_broken_memory_line_is_located(hamlet: Path, line: str, words: str) -> None:
    (hamlet / "persona/Leo/memory/scratchpad/general.jsonl").write_text(line + "\n")
    (problem,) = problems(hamlet)
    assert problem.startswith(f"persona/Leo/memory/scratchpad/general.jsonl: {words}")


def rename_leo(world: Path, name: str) -> None:
    """Give Leo another name wherever files must agree on it."""
    shutil.copytree(world / "persona" / "Leo", world / "persona" / name)
    edit(world, f"persona/{name}/profile/year=2020.json", lambda p: p.update(name=name))
    edit(
        world,
        "locations.json",
        lambda c: c["private"].update({f"home/{name}": c["private"]["home/Leo"]}),
    )


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("leo", "persona/leo: differs from Leo in case alone; rename one of them"),
        ("aux", "persona/aux: 'aux' cannot be a file name; rename the person"),
        ("Leo Jr.", "persona/Leo Jr.: 'Leo Jr.' cannot be a file name; rename the person"),
        ("Le:o", "persona/Le:o: 'Le:o' holds a character that file names cannot have; rename"),
    ],
)
def test_a_name_that_some_system_cannot_keep_is_told(hamlet: Path, name: str, words: str) -> None:
    rename_leo(hamlet, name)
    (problem,) = problems(hamlet)
    assert problem.startswith(words)


@pytest.mark.parametrize("name", ["石磊", "Dr. Étienne d'Arc, Ph. D", "O'Neil-Ruíz", "叶"])
def test_hard_names_live_here_too(hamlet: Path, name: str) -> None:
    rename_leo(hamlet, name)
    assert name in load_world(hamlet, year=2020).profiles


def test_one_name_in_two_unicode_forms_is_told(hamlet: Path) -> None:
    nfd = unicodedata.normalize("NFD", "Zoë Marchetti")
    shutil.copytree(hamlet / "persona/Zoë Marchetti", hamlet / "persona" / nfd)
    (problem,) = problems(hamlet)
    assert problem.endswith("in another Unicode form")


def test_a_world_with_ten_mistakes_reports_ten(hamlet: Path) -> None:
    edit(hamlet, ADA, lambda p: put(p, "talents", "quantitative", "beauty", value=140))
    edit(hamlet, ADA, lambda p: p.pop("details"))
    (hamlet / LEO).write_text("{")
    edit(hamlet, "persona/Bram Okafor/profile/year=2020.json", lambda p: p.update(birthday="?"))
    edit(hamlet, "worldview.json", lambda c: c.update(language="fr"))
    edit(hamlet, "positions.json", lambda c: put(c, "positions", 1, "capacity", value=-1))
    edit(hamlet, "positions.json", lambda c: put(c, "positions", 9, "occupied_by", value=["Eve"]))
    edit(hamlet, "locations.json", lambda c: c["private"].pop("home/Cosmo Tarrant"))
    edit(hamlet, "locations.json", lambda c: c["public"]["spring_house"].pop("display_name"))
    (hamlet / "persona/Leo/memory/scratchpad/general.jsonl").write_text("{}\n")
    found = problems(hamlet)
    assert len(found) == 10, found
    assert all(": " in line and "\n" not in line for line in found)
