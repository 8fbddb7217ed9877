"""The report of `agentopia check-world`."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from agentopia_env.world.checking import Report, check_world
from agentopia_env.world.loading import find_world


@pytest.fixture
def hamlet(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_world("hamlet"), tmp_path / "hamlet"))


def figures(report: Report, title: str) -> dict[str, str]:
    return {row[0]: row[-1] for row in report.tables[title].rows}


def test_a_good_world_has_figures_and_nothing_to_say(hamlet: Path) -> None:
    report = check_world(hamlet)
    assert report.ok
    assert report.warnings == ()
    assert list(report.tables) == [
        "people",
        "ages",
        "ties",
        "ties a person",
        "talents and traits",
        "money",
        "weekly income",
        "deposits",
        "deposits in weeks of income",
        "positions",
        "texts",
    ]
    ties = figures(report, "ties")
    assert ties["ties"] == "13"
    assert ties["ties a person, min / mean / max"] == "2 / 3.2 / 4"
    assert ties["people without a tie"] == "0"
    positions = figures(report, "positions")
    assert (positions["capacity"], positions["held"], positions["open"]) == ("13", "7", "6")
    assert all(len(row) == len(t.columns) for t in report.tables.values() for row in t.rows)


def test_a_broken_world_is_reported_with_the_figures_of_the_rest(hamlet: Path) -> None:
    (hamlet / "persona/Leo/profile/year=2020.json").write_text("{")
    (hamlet / "locations.json").unlink()
    shutil.rmtree(hamlet / "persona/Noor Vandersteen/memory")
    report = check_world(hamlet)
    assert not report.ok
    assert len(report.errors) == 1
    assert len(report.warnings) == 2
    assert figures(report, "people")["public places"] == "to be designed"
    assert any(line.startswith("error [file] persona/Leo/profile") for line in report.lines())


def test_a_directory_with_nothing_in_it_is_reported(tmp_path: Path) -> None:
    report = check_world(tmp_path)
    assert report.errors == (
        "worldview.json: is missing",
        "persona: is missing; a world needs at least one person",
    )
    assert check_world(tmp_path / "nowhere").errors == (".: there is no such directory",)


def test_somebody_whose_texts_are_in_another_language_is_named(hamlet: Path) -> None:
    path = hamlet / "persona/Leo/profile/year=2020.json"
    profile = json.loads(path.read_text(encoding="utf-8"))
    for name, value in profile.items():
        if isinstance(value, str) and len(value) > 40:
            profile[name] = "他从小在小客栈的阁楼里长大，最喜欢修理旧机器。"
    path.write_text(json.dumps(profile), encoding="utf-8")
    report = check_world(hamlet)
    told = [one.line for one in report.findings if one.code.startswith("language")]
    assert told == ["persona/Leo: the texts look like zh, the world's are en"]
    assert figures(report, "texts")["details"] == "1: Leo"


def test_the_year_is_that_of_the_profiles_where_none_is_given(hamlet: Path) -> None:
    for path in hamlet.glob("persona/*/profile/year=2020.json"):
        path.rename(path.with_name("year=2031.json"))
    ages = figures(check_world(hamlet), "people")["age, min / mean / max"]
    assert ages.startswith("29 / ")
