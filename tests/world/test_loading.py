"""Loading worlds: what is accepted, and what is only warned of."""

from __future__ import annotations

import json
import shutil
import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from world_files import ADA, CHARACTERS, LEO, edit, hamlet, problems, put, warnings

from agentopia_env.errors import WorldError
from agentopia_env.world.loading import BaseWorld, find_world, load_world
from agentopia_env.world.profiles import profile_record

__all__ = ["hamlet"]


def test_the_hamlet_loads_whole_and_without_a_warning(hamlet: Path) -> None:
    world = load_world(hamlet, year=2020)
    assert list(world.profiles) == sorted(world.profiles)
    assert len(world.profiles) == len(world.memories) == 8
    assert (world.name, world.language, world.others) == ("hamlet", "en", ())
    assert world.raw_positions_given
    assert len(world.positions) == 12
    assert world.locations is not None
    assert len(world.locations) == 18
    assert len(world.prices) == 28
    assert warnings(hamlet) == []


@pytest.mark.parametrize("name", ["hamlet", "persona_template", "tamarack"])
def test_bundled_worlds_have_no_errors(name: str) -> None:
    assert load_world(find_world(name), year=2020).profiles


@pytest.mark.parametrize("name", ["hamlet", "tamarack"])
def test_a_profile_written_back_reads_the_same(name: str, tmp_path: Path) -> None:
    copy = Path(shutil.copytree(find_world(name), tmp_path / name))
    world = load_world(copy, year=2020)
    for profile in world.profiles.values():
        position = world.positions[profile.position] if profile.position else None
        path = copy / "persona" / profile.name / "profile" / "year=2020.json"
        record = profile_record(profile, position)
        assert record == json.loads(path.read_text(encoding="utf-8"))
        path.write_text(json.dumps(record), encoding="utf-8")
    assert load_world(copy, year=2020) == world


def test_a_profile_is_written_with_the_whole_of_its_new_position(hamlet: Path) -> None:
    world = load_world(hamlet, year=2020)
    cook = world.positions["The Ninth Step Inn/Cook"]
    ada = world.profiles["Dr. Ada Quill"].with_position(cook.name)
    written = profile_record(ada, cook)["position"]
    assert written == {
        "organization": "The Ninth Step Inn",
        "role": "Cook",
        "type": "work",
        "description": cook.description,
        "weekly_income": cook.weekly_income,
        "weekly_delta_skills": cook.weekly_delta_skills,
    }


def test_unknown_fields_of_a_profile_are_kept_and_written_back(hamlet: Path) -> None:
    edit(hamlet, LEO, lambda p: p.update(zodiac={"sign": "crab"}))
    leo = load_world(hamlet, year=2020).profiles["Leo"]
    assert leo.extras == {"zodiac": {"sign": "crab"}}
    assert profile_record(leo, None)["zodiac"] == {"sign": "crab"}


def test_the_latest_profile_up_to_the_start_year_counts(hamlet: Path) -> None:
    folder = hamlet / "persona" / "Leo" / "profile"
    for year in (2018, 2022):
        edit(hamlet, LEO, lambda p: put(p, "details", value=f"as of {year}"))  # noqa: B023
        (folder / f"year={year}.json").write_bytes((hamlet / LEO).read_bytes())
    (hamlet / LEO).unlink()

    def read_in(year: int) -> str:
        return load_world(hamlet, year=year).profiles["Leo"].details

    assert [read_in(year) for year in (1990, 2018, 2021, 2022, 2030)] == [
        "as of 2018",
        "as of 2018",
        "as of 2018",
        "as of 2022",
        "as of 2022",
    ]


def test_without_positions_json_those_that_people_hold_are_collected(hamlet: Path) -> None:
    (hamlet / "positions.json").unlink()
    (hamlet / "locations.json").unlink()

    def share(profile: dict[str, Any]) -> None:
        profile["position"] = json.loads((hamlet / ADA).read_text(encoding="utf-8"))["position"]

    edit(hamlet, LEO, share)
    world = load_world(hamlet, year=2020)
    assert not world.raw_positions_given
    assert world.locations is None
    physician = world.positions["Hillside Clinic/Physician"]
    assert (physician.capacity, physician.occupied_by) == (2, ("Dr. Ada Quill", "Leo"))
    assert all(profile.position in world.positions for profile in world.profiles.values())


def test_fewer_agents_leave_the_rest_known_but_not_simulated(hamlet: Path) -> None:
    world = load_world(hamlet, agents=3, year=2020)
    assert list(world.profiles) == ["Bram Okafor", "Cosmo Tarrant", "Dr. Ada Quill"]
    assert world.others == (
        "Leo",
        "Mirela Pascoe",
        "Noor Vandersteen",
        "Zoë Marchetti",
        "Étienne Sorrel",
    )
    assert world.locations is not None
    homes = [key for key in world.locations if key.startswith("home/")]
    assert sorted(homes) == ["home/Bram Okafor", "home/Cosmo Tarrant", "home/Dr. Ada Quill"]
    assert world.positions["The Ninth Step Inn/Innkeeper"].occupied_by == ("Mirela Pascoe",)


def test_a_list_of_names_says_who_comes_first(hamlet: Path) -> None:
    (hamlet / "model_assignment.json").write_text('["Leo", "Zoë Marchetti"]', encoding="utf-8")
    names = list(load_world(hamlet, agents=3, year=2020).profiles)
    assert names == ["Leo", "Zoë Marchetti", "Bram Okafor"]
    assert len(load_world(hamlet, year=2020).profiles) == 8


@pytest.mark.parametrize("agents", [0, 9])
def test_an_impossible_number_of_agents_is_named_with_the_possible_one(
    hamlet: Path, agents: int
) -> None:
    assert problems(hamlet, agents=agents) == (
        f"agents: {agents} are asked for but the world has 8 people",
    )


def test_somebody_known_of_whom_there_is_no_persona_is_another(hamlet: Path) -> None:
    line = '{"time": "Y2020-W00-begin", "content": "My uncle.", "summary": "Uncle."}\n'
    (hamlet / "persona/Leo" / CHARACTERS / "Uncle Ted.jsonl").write_text(line)
    world = load_world(hamlet, year=2020)
    assert world.others == ("Uncle Ted",)
    assert world.memories["Leo"].knows("Uncle Ted")
    assert "knows Uncle Ted, who is nobody here" in warnings(hamlet)[0]


def test_the_last_line_of_a_memory_file_is_its_current_text(hamlet: Path) -> None:
    path = hamlet / "persona/Leo/memory/scratchpad/general.jsonl"
    with path.open("a") as file:
        file.write('{"time": "Y2020-W00-plan", "content": "New goals."}\n')
        file.write('{"time": "Y2020-W0')
    memory = load_world(hamlet, year=2020).memories["Leo"]
    assert memory.files["general"].content == memory.files["general"].summary == "New goals."
    assert list(memory.files)[-1] == "general"
    assert warnings(hamlet) == [
        "persona/Leo/memory/scratchpad/general.jsonl: line 3 is torn and left out"
    ]


def test_diary_and_history_are_read_in_both_forms(hamlet: Path) -> None:
    folder = hamlet / "persona/Leo/memory"
    (folder / "weekly_diary.jsonl").write_text(
        '{"time": "Y2019-W09-review", "content": "Summary: Rain. Reflection: Fine."}\n'
        '{"time": "Y2019-W10-review", "summary": "Sun.", "reflection": "Better."}\n'
    )
    (folder / "history.jsonl").write_text('{"time": "Y2019-W10-settle", "content": "Grew."}\n')
    memory = load_world(hamlet, year=2020).memories["Leo"]
    assert [(d.summary, d.reflection) for d in memory.diary] == [
        ("Rain.", "Fine."),
        ("Sun.", "Better."),
    ]
    assert [entry.content for entry in memory.history] == ["Grew."]


def test_two_unicode_forms_of_a_name_are_one_person(hamlet: Path) -> None:
    nfd = unicodedata.normalize("NFD", "Zoë Marchetti")
    folder = hamlet / "persona/Leo" / CHARACTERS
    (folder / "Zoë Marchetti.jsonl").rename(folder / f"{nfd}.jsonl")
    (hamlet / "persona/Zoë Marchetti").rename(hamlet / "persona" / nfd)
    edit(
        hamlet,
        "positions.json",
        lambda c: put(c, "positions", 1, "occupied_by", value=[nfd]),
    )
    edit(
        hamlet,
        "locations.json",
        lambda c: c["private"].update({f"home/{nfd}": c["private"].pop("home/Zoë Marchetti")}),
    )
    world = load_world(hamlet, year=2020)
    assert world.memories["Leo"].knows("Zoë Marchetti")
    assert "Zoë Marchetti" in world.profiles
    assert warnings(hamlet) == []


def test_the_language_is_given_else_written_else_seen(hamlet: Path) -> None:
    assert load_world(hamlet, year=2020, language="zh").language == "zh"
    edit(hamlet, "worldview.json", lambda c: c.update(language="zh-CN"))
    assert load_world(hamlet, year=2020).language == "zh"
    edit(hamlet, "worldview.json", lambda c: c.pop("language"))
    assert load_world(hamlet, year=2020).language == "en"
    edit(
        hamlet, "worldview.json", lambda c: c.update(world_setting="山坡上的小村庄，名叫 Hollin。")
    )
    assert load_world(hamlet, year=2020).language == "zh"


def test_a_flat_price_list_reads_like_the_long_form(hamlet: Path) -> None:
    flat = {"food": {"tea": [1, 3], "soup": 4, "stew": {"price": 9, "unit": "bowl"}}}
    edit(hamlet, "worldview.json", lambda c: c.update(prices=flat))
    prices = load_world(hamlet, year=2020).prices
    assert [(p.name, p.low, p.high, p.category, p.unit) for p in prices] == [
        ("tea", 1, 3, "food", ""),
        ("soup", 4, 4, "food", ""),
        ("stew", 9, 9, "food", "bowl"),
    ]


def test_find_world_takes_names_and_paths_and_lists_what_there_is(hamlet: Path) -> None:
    assert find_world("hamlet").name == "hamlet"
    assert find_world(str(hamlet)) == hamlet.resolve()
    with pytest.raises(WorldError, match=r"hamlet, persona_template"):
        find_world("atlantis")


def test_a_one_sided_tie_is_a_warning(hamlet: Path) -> None:
    (hamlet / "persona/Leo" / CHARACTERS / "Cosmo Tarrant.jsonl").unlink()
    assert warnings(hamlet) == [
        "persona/Cosmo Tarrant/memory/scratchpad/characters: Cosmo Tarrant knows Leo, but Leo has "
        "no file about Cosmo Tarrant"
    ]


def test_a_tie_to_oneself_is_left_out_with_a_warning(hamlet: Path) -> None:
    line = '{"time": "Y2020-W00-begin", "content": "Me."}\n'
    (hamlet / "persona/Leo" / CHARACTERS / "Leo.jsonl").write_text(line)
    assert "Leo has a file about themselves" in warnings(hamlet)[0]
    assert not load_world(hamlet, year=2020).memories["Leo"].knows("Leo")


@pytest.mark.parametrize(
    ("file", "change", "words"),
    [
        (ADA, lambda p: p.update(birth_year=1960), "birth_year is 1960 but birthday says"),
        (
            ADA,
            lambda p: p["talents"]["quantitative"].pop("beauty"),
            "talents lacks beauty; 50 is assumed",
        ),
        (
            ADA,
            lambda p: p["talents"]["quantitative"].update(luck=5),
            "talents: luck mean nothing to the rules",
        ),
        (
            ADA,
            lambda p: p["position"].update(weekly_income=1),
            "position.weekly_income is 1 but 340",
        ),
        (
            "positions.json",
            lambda c: c["positions"][7].update(min_skills={"alchemy": 5}),
            "min_skills asks for alchemy, which nobody has",
        ),
        ("positions.json", lambda c: c["positions"][7].update(weekly_income=900), "is above 500"),
        ("worldview.json", lambda c: c.pop("prices"), "has no prices; nothing can be bought"),
    ],
)
def test_what_is_probably_not_meant_is_a_warning(
    hamlet: Path, file: str, change: Callable[[Any], object], words: str
) -> None:
    edit(hamlet, file, change)
    (warning,) = warnings(hamlet)
    assert warning.startswith(f"{file}: ")
    assert words in warning


def test_a_loaded_world_is_a_value(hamlet: Path) -> None:
    first: BaseWorld = load_world(hamlet, year=2020)
    assert first == load_world(hamlet, year=2020)
    with pytest.raises(AttributeError):
        first.name = "other"  # type: ignore[misc]
