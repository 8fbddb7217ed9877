"""Loading worlds written by the reference implementation."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from world_files import ADA, edit, hamlet, put

from agentopia_env.world.loading import load_world
from agentopia_env.world.persona import TALENTS, TRAITS
from agentopia_env.world.profiles import birthday_year

__all__ = ["hamlet"]


def old_profile(name: str, position: Any, **more: Any) -> dict[str, Any]:
    texts = "appearance_and_impression brief_introduction details conflicts core_motivation"
    return {
        "name": name,
        "gender": "女",
        "birthday": "Y2004-W4-activity-D6",
        "birth_year": 2004,
        **dict.fromkeys([*texts.split(), "values", "preferences"], "喜欢安静。"),
        "talents": dict.fromkeys(TALENTS, 70),
        "personality_traits": {
            "qualitative": "安静",
            "quantitative": dict.fromkeys(
                [{"extraversion": "introversion", "feeling": "thinking"}.get(t, t) for t in TRAITS],
                80,
            ),
        },
        "position": position,
        "init_skills": {"数学": 60},
        "init_assets": {"deposit": 300, "possessions": [{"name": "笔", "description": ""}]},
        **more,
    }


@pytest.fixture
def old_world(tmp_path: Path) -> Path:
    root = tmp_path / "school"
    school = {"organization": "一中/高二, 3班", "role": "学生", "weekly_income": 21}
    jobless = {"organization": "", "role": "Unemployed", "weekly_income": 0}
    people: dict[str, Any] = {"石磊": school, "叶": school, "Dr. Étienne, M.": jobless}
    for name, position in people.items():
        if name.endswith("."):
            name = name.removesuffix(", M.")
        folder = root / "persona" / name
        (folder / "profile").mkdir(parents=True)
        text = json.dumps(old_profile(name, position), ensure_ascii=False)
        (folder / "profile" / "year=2020.json").write_text(text, encoding="utf-8")
        pads = folder / "memory/scratchpad"
        (pads / "characters").mkdir(parents=True)
        (pads / "others" / "school").mkdir(parents=True)
        (pads / "working_memory.jsonl").write_text("")
        (pads / ".access_log.jsonl").write_text("not json\n")
        line = {"time": "Y2020-W00-activity-D1", "content": "同学。", "summary": "同学。"}
        for other in ("石磊", "叶"):
            if other != name:
                file = pads / "characters" / f"{other}.jsonl"
                file.write_text(json.dumps(line) + "\n")
    item = {"name": "奶茶", "price_range": [8, 15], "type": "goods"}
    view = {
        "world_setting": "京海中学是一所普通的中学。",
        "prices": {
            "worldview": "校园",
            "currency_name": "元",
            "categories": {"daily": {"description": "", "items": {"tea": item}}},
        },
    }
    (root / "worldview.json").write_text(json.dumps(view), encoding="utf-8")
    return root


def test_a_world_in_the_older_layout_loads(old_world: Path) -> None:
    world = load_world(old_world, year=2020)
    assert list(world.profiles) == ["Dr. Étienne", "叶", "石磊"]
    assert world.language == "zh"
    assert world.locations is None
    assert world.prices[0].name == "奶茶"
    assert world.profiles["Dr. Étienne"].position is None
    assert world.profiles["叶"].birth_week == 4
    assert world.profiles["叶"].talent("honesty") == 70
    assert world.profiles["叶"].trait("extraversion") == 20
    assert world.profiles["叶"].extra_income == 0
    (position,) = world.positions.values()
    assert (position.name, position.capacity) == ("一中/高二, 3班/学生", 2)
    assert world.memories["叶"].known == ["石磊"]
    assert "others/working_memory" not in world.memories["叶"].files


def test_positions_with_a_name_and_a_creation_year_before_all_load(old_world: Path) -> None:
    entry = {
        "name": "一中/高二, 3班/学生",
        "organization": "一中/高二, 3班",
        "role": "学生",
        "type": "non-work",
        "weekly_income": 21,
        "weekly_delta_skills": {"数学": 0.5},
        "capacity": 4,
        "occupied_by": ["叶", "石磊"],
        "created_year": -1,
    }
    content = {"version": 1, "positions": [entry]}
    (old_world / "positions.json").write_text(json.dumps(content), encoding="utf-8")
    position = load_world(old_world, year=2020).positions["一中/高二, 3班/学生"]
    assert (position.organization, position.role) == ("一中/高二, 3班", "学生")
    assert (position.free, position.created_year) == (2, -1)


def test_a_run_directory_loads_with_the_people_it_simulated(old_world: Path) -> None:
    test_positions_with_a_name_and_a_creation_year_before_all_load(old_world)
    (old_world / "checkpoint.json").write_text('{"year": 2021, "week": 0}')
    (old_world / "model_assignment.json").write_text(json.dumps({"石磊": "m", "叶": "m"}))
    edit(
        old_world, "positions.json", lambda c: put(c, "positions", 0, "occupied_by", value=["Eve"])
    )
    world = load_world(old_world, year=2020)
    assert list(world.profiles) == ["石磊", "叶"]
    assert world.others == ("Dr. Étienne",)
    (position,) = world.positions.values()
    assert sorted(position.occupied_by) == ["叶", "石磊"]


@pytest.mark.parametrize(
    ("position", "expected"),
    [
        (None, None),
        ({}, None),
        ("", None),
        ({"organization": "", "role": "无业"}, None),
        ("Hillside Clinic/Physician", "Hillside Clinic/Physician"),
        (
            {"organization": "Hillside Clinic ", "role": "Physician"},
            "Hillside Clinic/Physician",
        ),
    ],
)
def test_positions_in_profiles_are_read_in_every_form(
    hamlet: Path, position: object, expected: str | None
) -> None:
    edit(hamlet, ADA, lambda p: p.update(position=position))
    if expected is None:
        edit(hamlet, "positions.json", lambda c: put(c, "positions", 0, "occupied_by", value=[]))
    assert load_world(hamlet, year=2020).profiles["Dr. Ada Quill"].position == expected


@pytest.mark.parametrize(
    ("birthday", "year"),
    [
        ("Y1990-W10-activity-D1", 1990),
        ("Y2004-W4-activity-D6", 2004),
        ("Y1994-W10-D2", 1994),
        ("Y1994-W10", 1994),
        ("1994-05-12", None),
        ("May", None),
    ],
)
def test_birthdays_are_read_as_existing_worlds_write_them(birthday: str, year: int | None) -> None:
    assert birthday_year(birthday) == year
