"""The paper's metrics, from a run that really lived and from hand-written ones."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lived_run import PEOPLE, WEEKS, YEARS, lived

from agentopia_env.analysis.lives import read_lives
from agentopia_env.analysis.metrics import Metrics, metrics_of
from agentopia_env.analysis.tables import write_metrics
from agentopia_env.errors import ConfigError

NewRun = Callable[..., Any]


@pytest.fixture(scope="module")
def metrics() -> Metrics:
    return metrics_of(read_lives(lived()))


def day(name: str, time: str, kind: str, **outcome: Any) -> dict[str, Any]:
    content = {"activity_name": "A day", "location": "yard", "participants": [name]}
    return {"time": time, "type": kind, "agent_name": name, "content": content, "outcome": outcome}


def test_a_lived_run_has_a_row_for_everybody_and_every_week(metrics: Metrics) -> None:
    assert len(metrics.weeks) == PEOPLE * YEARS * WEEKS
    assert len(metrics.years) == PEOPLE * YEARS
    assert [row["initial_ties"] for row in metrics.lives].count(0) < PEOPLE
    assert metrics.missing == metrics.damaged == []


def test_every_day_of_a_life_is_solo_or_shared(metrics: Metrics) -> None:
    for row in metrics.weeks:
        assert row["solo"] + row["joint"] + row["encounter"] + row["public"] == 3


def test_what_one_person_writes_another_receives(metrics: Metrics) -> None:
    active = sum(row["contacts_active"] for row in metrics.weeks)
    assert active == sum(row["contacts_passive"] for row in metrics.weeks) > 0


def test_changes_of_the_deposit_lead_from_the_first_to_the_last(metrics: Metrics) -> None:
    begin = {row["person"]: row["initial_deposit"] for row in metrics.lives}
    for person, initial in begin.items():
        own = [row for row in metrics.years if row["person"] == person]
        total = sum(row["deposit_change"] for row in own)
        assert initial + total == pytest.approx(own[-1]["deposit"])
        assert [row["reward_economy"] for row in own] == pytest.approx(
            [row["deposit_change"] for row in own]
        )


def test_tokens_add_up_to_those_of_the_traces(metrics: Metrics) -> None:
    written = sum(
        json.loads(line)["input_tokens"]
        for file in lived().glob("persona/*/generation/*/*.jsonl")
        for line in file.read_text("utf-8").splitlines()
    )
    assert sum(row["input_tokens"] for row in metrics.weeks) == written > 0


def test_money_work_and_purchases_are_counted(new_run: NewRun) -> None:
    run = new_run()
    run.state("Ann", "Y2020-W00-begin", deposit=100)
    file = "persona/Ann/activity.jsonl"
    run.line(file, day("Ann", "Y2020-W01-activity-D1", "solo", delta_money=60, paid_work=True))
    bought = day("Ann", "Y2020-W01-activity-D2", "solo", delta_money=-30, paid_work=False)
    bought["content"] |= {"bought": "hat", "price": 30}
    run.line(file, bought)
    run.state("Ann", "Y2020-W01-begin", deposit=120)
    run.state("Ann", "Y2020-W01-plan", deposit=20)
    run.state("Ann", "Y2020-W01-activity-D2", deposit=50, mood=61)
    (row,) = metrics_of(read_lives(run.path)).weeks
    assert (row["earned"], row["spending"], row["consumption_count"]) == (60, 130, 1)
    assert (row["paid_work_days"], row["living_cost"], row["mood"]) == (1, 100, 61)
    assert (row["deposit"], row["deposit_change"]) == (50, -50)


def test_the_references_days_need_no_fields_of_ours(new_run: NewRun) -> None:
    run = new_run()
    run.json("config.json", {"world": {"time": {"n_week": 10}}})
    file = "persona/石磊/activity.jsonl"
    run.assign("石磊")
    spent = day("石磊", "Y2020-W01-activity-D1", "solo", delta_money=-40, gain_items=["tea"])
    run.line(file, spent)
    run.line(file, day("石磊", "Y2020-W01-activity-D2", "solo", delta_money="much"))
    run.line(file, {"time": "Y2020-W01-activity-D3", "type": "public", "content": "a fair"})
    run.answer(
        "石磊",
        "Y2020-W01-contact-S1",
        outputs=[{"role": "assistant", "content": None, "tool_calls": [{"name": "read_file"}]}],
    )
    (row,) = metrics_of(read_lives(run.path)).weeks
    assert (row["consumption_count"], row["spending"], row["solo"], row["public"]) == (1, 40, 2, 1)
    assert (row["function_calls"], row["input_tokens"]) == (1, 100)
    assert row["mood"] is None


def test_what_is_not_recorded_is_missing_and_not_zero(new_run: NewRun) -> None:
    run = new_run()
    run.state("Ann", "Y2020-W01-plan", deposit=5)
    metrics = metrics_of(read_lives(run.path))
    (row,) = metrics.weeks
    assert row["calls"] is row["solo"] is row["joint_proposed"] is None
    assert "no answers of people are recorded, so no tokens can be counted" in metrics.missing
    assert any("no activities and no a profile" in line for line in metrics.missing)


def test_the_files_hold_the_same_rows(metrics: Metrics, tmp_path: Path) -> None:
    files = write_metrics(metrics, tmp_path / "new" / "results", ["json", "csv"])
    assert files[0].name == "hamlet_lived_metrics.json"
    kept = json.loads(files[0].read_bytes())
    assert kept["years"] == json.loads(json.dumps(metrics.years))
    with (tmp_path / "new/results/hamlet_lived_metrics_weeks.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [float(row["deposit"]) for row in rows] == [row["deposit"] for row in metrics.weeks]


def test_parquet_has_the_same_columns(metrics: Metrics, tmp_path: Path) -> None:
    polars = pytest.importorskip("polars")
    write_metrics(metrics, tmp_path, ["parquet"])
    frame = polars.read_parquet(tmp_path / "hamlet_lived_metrics_years.parquet")
    assert frame.columns == list(metrics.years[0])
    assert frame["reward"].to_list() == [row["reward"] for row in metrics.years]


def test_an_unknown_format_is_refused_with_those_there_are(
    metrics: Metrics, tmp_path: Path
) -> None:
    with pytest.raises(ConfigError, match="no format 'xlsx'; choose of json, csv, parquet"):
        write_metrics(metrics, tmp_path, ["xlsx"])
