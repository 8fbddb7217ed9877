"""The commands that look at lives, as a user calls them."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from lived_run import copied, lived
from typer.testing import CliRunner

from agentopia_env.cli import app
from agentopia_env.errors import ConfigError, RunError

runner = CliRunner()


def call(*arguments: object) -> str:
    result = runner.invoke(app, [*map(str, arguments)], catch_exceptions=False)
    assert result.exit_code == 0
    return result.output


def test_metrics_writes_files_and_prints_tables(tmp_path: Path) -> None:
    said = call("metrics", lived(), "--out", tmp_path)
    assert "mutual_likes" in said
    assert "Leo" in said
    assert json.loads((tmp_path / "hamlet_lived_metrics.json").read_bytes())["weeks"]


def test_tables_keep_their_numbers_whole_on_a_narrow_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "30")
    said = call("metrics", lived(), "--out", tmp_path)
    assert "…" not in said
    assert "subjective" in said


def test_timing_prints_stages_and_writes_json(tmp_path: Path) -> None:
    assert "activity" in call("timing", lived(), "--out", tmp_path)
    assert (tmp_path / "hamlet_lived_timing.json").is_file()


def test_dialogues_are_for_one_person_if_asked(tmp_path: Path) -> None:
    said = call("dialogues", lived(), "--person", "Leo", "--year", 2020, "--week", 1)
    assert "Y2020-W01" in said
    assert "Y2020-W02" not in said
    call("dialogues", lived(), "--jsonl", "--out", tmp_path / "all.jsonl")
    assert all(map(json.loads, (tmp_path / "all.jsonl").read_text("utf-8").splitlines()))


def test_an_unknown_person_is_an_error_that_names_those_there_are() -> None:
    with pytest.raises(ConfigError, match=r"'Nobody' does not live in .*Leo"):
        call("dialogues", lived(), "--person", "Nobody")


def test_two_runs_of_one_name_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="several runs are called 'hamlet_lived'"):
        call("metrics", lived(), copied(tmp_path), "--out", tmp_path)


def test_a_folder_that_is_no_run_is_refused(tmp_path: Path) -> None:
    with pytest.raises(RunError, match="not a run directory"):
        call("report", tmp_path)


def test_report_says_where_the_page_is(tmp_path: Path) -> None:
    pytest.importorskip("matplotlib")
    assert "report.html" in call("report", lived(), "--out", tmp_path / "r")
    assert (tmp_path / "r" / "report.html").is_file()
