"""`agentopia check-world`: what it prints, and with which code it ends."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from typer.testing import CliRunner

from agentopia_env.cli import app
from agentopia_env.world.loading import find_world

PROFILE = "persona/Leo/profile/year=2020.json"


@pytest.fixture
def hamlet(tmp_path: Path) -> Path:
    return Path(shutil.copytree(find_world("hamlet"), tmp_path / "hamlet"))


def enrich(world: Path) -> None:
    path = world / PROFILE
    profile = json.loads(path.read_text(encoding="utf-8"))
    profile["init_assets"]["deposit"] = 9000
    path.write_text(json.dumps(profile), encoding="utf-8")


def check(*arguments: object) -> tuple[int, str]:
    done = CliRunner().invoke(app, ["check-world", *map(str, arguments)])
    return done.exit_code, done.stdout


def test_a_finding_is_printed_with_code_file_and_what_to_do(hamlet: Path) -> None:
    enrich(hamlet)
    code, text = check(hamlet)
    assert code == 0
    line = " ".join(text.split())
    assert f"warning [deposit] {PROFILE}: init_assets.deposit is 9000" in line
    assert "lower it to 20 weeks" in line
    assert line.endswith("hamlet: 0 errors, 1 warnings")


def test_strict_makes_warnings_fail_and_errors_end_with_two(hamlet: Path) -> None:
    assert check(hamlet, "--strict", "--no-figures") == (0, "hamlet: 0 errors, 0 warnings\n")
    enrich(hamlet)
    assert check(hamlet, "--strict")[0] == 1
    (hamlet / PROFILE).unlink()
    assert check(hamlet)[0] == check(hamlet, "--strict")[0] == 2


def test_json_is_the_whole_report_also_of_a_broken_world(hamlet: Path) -> None:
    (hamlet / PROFILE).write_text("{", encoding="utf-8")
    code, text = check(hamlet, "--json")
    record = json.loads(text)
    assert code == 2
    assert (record["world"], record["ok"], record["errors"]) == ("hamlet", False, 1)
    assert record["findings"][0]["code"] == "file"
    assert record["figures"]["ties"]["rows"][0] == ["ties", "13"]


def test_the_codes_are_listed_without_a_world() -> None:
    code, text = check("--codes")
    assert code == 0
    assert "position-unreachable" in text


def test_without_a_world_the_message_says_what_is_needed() -> None:
    done = CliRunner().invoke(app, ["check-world"])
    assert "needs a world" in str(done.exception)
