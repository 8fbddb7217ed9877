"""Mistakes in persona folders and the worldview: each is told once, in helpful words."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from world_files import ADA, LEO, edit, hamlet, problems, put

__all__ = ["hamlet"]


PROFILE_MISTAKES = [
    (("talents", "quantitative", "beauty"), 140, "talents.beauty is 140; allowed are 0 to 100"),
    (
        ("personality_traits", "quantitative", "patience"),
        "high",
        'personality_traits.patience is "high"; a whole number is needed',
    ),
    (("talents", "quantitative", "health"), 50.5, "talents.health is 50.5; a whole number is"),
    (("talents", "quantitative", "health"), True, "talents.health is true; a whole number is"),
    (("talents",), "gifted", 'talents is "gifted"; an object is needed'),
    (("gender",), 3, "gender is 3; text is needed"),
    (("birthday",), "12 May", 'birthday is "12 May"; write it as Y1990-W04-activity-D2'),
    (("birth_year",), "1958", 'birth_year is "1958"; a whole number is needed'),
    (("init_assets", "deposit"), -1, "init_assets.deposit is -1; allowed are 0 or more"),
    (("init_assets", "possessions"), {}, "init_assets.possessions is {}; a list is needed"),
    (
        ("init_assets", "possessions", 1),
        {"description": "?"},
        "init_assets.possessions[1].name is missing",
    ),
    (("init_skills", "medicine"), None, "init_skills.medicine is null; a number is needed"),
    (("extra_income",), -5, "extra_income is -5; allowed are 0 or more"),
    (("position", "role"), "", 'position.role is ""; it must not be empty'),
    (("position", "type"), "job", 'position.type is "job"; allowed are work or non-work'),
    (("name",), "Ada Quill", 'name is "Ada Quill" but the folder is "Dr. Ada Quill"'),
    (
        ("personality_traits", "quantitative", "introversion"),
        40,
        "personality_traits: extraversion and introversion are poles of one axis",
    ),
]


@pytest.mark.parametrize(("place", "value", "words"), PROFILE_MISTAKES)
def test_a_mistake_in_a_profile_is_told_once_with_file_and_field(
    hamlet: Path, place: tuple[str | int, ...], value: Any, words: str
) -> None:
    if place[-1] == "introversion":
        zoe = "persona/Zoë Marchetti/profile/year=2020.json"
        edit(hamlet, zoe, lambda p: put(p, *place, value=value))
        (problem,) = problems(hamlet)
        assert problem.startswith(f"{zoe}: {words}")
        return
    edit(hamlet, ADA, lambda p: put(p, *place, value=value))
    (problem,) = problems(hamlet)
    assert problem.startswith(f"{ADA}: {words}")


@pytest.mark.parametrize("field", ["gender", "birthday", "details", "talents", "init_assets"])
def test_a_missing_field_is_named(hamlet: Path, field: str) -> None:
    edit(hamlet, ADA, lambda p: p.pop(field))
    assert problems(hamlet) == (f"{ADA}: {field} is missing",)


def test_a_profile_that_is_no_json_is_located_by_line(hamlet: Path) -> None:
    (hamlet / ADA).write_text('{"name": "Dr. Ada Quill",\n 5}')
    (problem,) = problems(hamlet)
    assert problem.startswith(f"{ADA}: is not valid JSON")
    assert "line 2 column 2" in problem


def test_a_file_in_another_encoding_is_told(hamlet: Path) -> None:
    text = (hamlet / "worldview.json").read_text(encoding="utf-8") + " é"
    (hamlet / "worldview.json").write_bytes(text.encode("latin-1", "replace"))
    assert "worldview.json: is not UTF-8" in problems(hamlet)[0]


def test_a_person_without_a_profile_is_told(hamlet: Path) -> None:
    (hamlet / LEO).unlink()
    assert problems(hamlet) == ("persona/Leo: has no profile/year=2020.json",)


def test_a_world_without_people_is_told(hamlet: Path) -> None:
    (hamlet / "positions.json").unlink()
    shutil.rmtree(hamlet / "persona")
    assert problems(hamlet) == ("persona: is missing; a world needs at least one person",)
    (hamlet / "persona").mkdir()
    assert problems(hamlet) == ("persona: holds nobody; a world needs at least one person",)


def test_a_directory_that_is_none_is_told(tmp_path: Path) -> None:
    assert problems(tmp_path / "nowhere") == (".: there is no such directory",)


@pytest.mark.parametrize(
    ("place", "value", "words"),
    [
        (("world_setting",), "", 'world_setting is ""; it must not be empty'),
        (("language",), "fr", 'language is "fr"; allowed are en and zh'),
        (
            ("prices", "categories", "food_and_drink", "items", "spiced_tea", "price_range"),
            [-1, 3],
            "prices.categories.food_and_drink.items.spiced_tea.price_range[0] is -1; allowed are",
        ),
        (
            ("prices", "categories", "food_and_drink", "items", "spiced_tea", "price_range"),
            [5, 3],
            "prices.categories.food_and_drink.items.spiced_tea.price_range is [5,3]; the lowest",
        ),
    ],
)
def test_a_mistake_in_the_worldview_is_told(
    hamlet: Path, place: tuple[str, ...], value: Any, words: str
) -> None:
    edit(hamlet, "worldview.json", lambda c: put(c, *place, value=value))
    (problem,) = problems(hamlet)
    assert problem.startswith(f"worldview.json: {words}")
