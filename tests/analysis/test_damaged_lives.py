"""Damaged and partial runs give what can be given and say what is missing."""

from __future__ import annotations

import shutil
from pathlib import Path
from random import Random

import pytest
from lived_run import copied
from test_damaged_runs import spoiled

from agentopia_env.analysis.dialogues import as_jsonl, dialogues
from agentopia_env.analysis.facts import stylised_facts
from agentopia_env.analysis.lives import read_lives
from agentopia_env.analysis.metrics import Metrics, metrics_of
from agentopia_env.analysis.runs import Run
from agentopia_env.analysis.timing import timing

WEEK = '"time":"Y2020-W01'


def everything(path: Path) -> Metrics:
    lives = read_lives(path)
    metrics = metrics_of(lives)
    stylised_facts(lives, metrics)
    run = Run.open(path)
    b"".join(as_jsonl(dialogues(run), private=True))
    timing(run).to_json()
    return metrics


def test_one_week_only_gives_that_week(tmp_path: Path) -> None:
    run = copied(tmp_path)
    for file in run.rglob("*.jsonl"):
        lines = file.read_text("utf-8").splitlines(keepends=True)
        file.write_text("".join(line for line in lines if WEEK in line[:30]), "utf-8")
    shutil.rmtree(run / "reward")
    metrics = everything(run)
    assert {(row["year"], row["week"]) for row in metrics.weeks} == {(2020, 1)}
    assert any("neither a rating nor a reward" in line for line in metrics.missing)
    assert "0 of 2 planned years have ended" in metrics.missing


def test_three_of_all_the_people_give_their_lives(tmp_path: Path) -> None:
    run = copied(tmp_path)
    for folder in sorted((run / "persona").iterdir())[3:]:
        shutil.rmtree(folder)
    metrics = everything(run)
    assert len(metrics.lives) == 3
    assert any("no folder in persona/ for" in line for line in metrics.damaged)


@pytest.mark.parametrize(
    "gone", ["state.jsonl", "activity.jsonl", "profile", "contact", "generation", "memory"]
)
def test_missing_files_leave_the_rest(tmp_path: Path, gone: str) -> None:
    run = copied(tmp_path)
    for path in list((run / "persona").glob(f"*/{gone}")):
        shutil.rmtree(path) if path.is_dir() else path.unlink()
    assert everything(run).weeks


@pytest.mark.parametrize("seed", range(6))
def test_whatever_happens_to_files_nothing_crashes(tmp_path: Path, seed: int) -> None:
    run, random = copied(tmp_path), Random(seed)
    files = [file for file in sorted(run.rglob("*.json*")) if file.stat().st_size]
    for file in random.sample(files, len(files) // 2):
        file.write_bytes(spoiled(file.read_bytes(), random))
    everything(run)


def test_a_torn_line_of_a_run_that_goes_on_is_said(tmp_path: Path) -> None:
    run = copied(tmp_path)
    with (run / "persona/Leo/activity.jsonl").open("ab") as file:
        file.write(b'{"time":"Y2022-W01-activity-D1","type":"so')
    damaged = everything(run).damaged
    assert any("activity.jsonl" in line and "torn" in line for line in damaged)
