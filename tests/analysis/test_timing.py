"""Where the time of a run went."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from lived_run import WEEKS, YEARS, lived

from agentopia_env.analysis.runs import Run
from agentopia_env.analysis.timing import timing

NewRun = Callable[..., Any]


def served(new_run: NewRun) -> Run:
    run = new_run()
    run.assign("Ann")
    prices = {"prices": {"input": 1.0, "output": 10.0, "cached": 0.0}}
    run.json("config.json", {"max_concurrency": 4, "models": {"big": prices}})
    stages = (("begin", 1), ("contact-S1", 3), ("settle", 6))
    for stage, seconds in stages:
        line = {"time": f"Y2020-W01-{stage}", "stage": stage[:7], "seconds": seconds}
        run.line("telemetry/stages.jsonl", line | {"questions": 2})
    tokens = {"policy": "big", "valid": True, "output_tokens": 100_000}
    for key, latency, cached in (
        ("Y2020-W01-contact-S1/contact/Ann/", 2.0, 0),
        ("Y2020-W01-activity-D1/speak/Ann/joint-1/02", 4.0, 1_000_000),
        ("Y2020-W01-activity-D1/direct/environment/joint-1/03", 1.0, 0),
        ("Y2020-W01-activity-D2/solo/Ann/#1", 3.0, 0),
    ):
        more = {"key": key, "latency_s": latency, "attempts": 3, "cached_tokens": cached}
        run.line("telemetry/calls.jsonl", tokens | more | {"input_tokens": 1_000_000})
    return Run.open(run.path)


def test_calls_under_way_are_latency_over_wall_clock(new_run: NewRun) -> None:
    found = timing(served(new_run))
    assert found.seconds == 10
    assert (found.in_flight, found.utilisation) == (1.0, 0.25)


def test_stages_that_ran_into_each_other_are_named_by_the_first_and_the_last(
    new_run: NewRun,
) -> None:
    found = timing(served(new_run))
    assert list(found.stages) == ["begin", "plan … contact", "after_contact … settle"]


def test_calls_of_a_scene_are_one_chain_against_the_stretch_they_are_in(new_run: NewRun) -> None:
    longest = timing(served(new_run)).chains[0]
    assert (longest.who, longest.calls, longest.seconds) == ("joint-1", 2, 5.0)
    assert longest.stage_seconds == 6


def test_a_name_with_a_number_sign_is_one_chain(new_run: NewRun) -> None:
    run = new_run()
    run.assign("O'Neil #1, Bo")
    line = {"time": "Y2020-W01-plan", "stage": "plan", "seconds": 4, "questions": 2}
    run.line("telemetry/stages.jsonl", line)
    for turn in ("", "#1"):
        key = f"Y2020-W01-plan/plan/O'Neil #1, Bo/{turn}"
        run.line("telemetry/calls.jsonl", {"key": key, "latency_s": 2.0, "valid": True})
    (chain,) = timing(Run.open(run.path)).chains
    assert (chain.who, chain.calls) == ("O'Neil #1, Bo", 2)


def test_cost_counts_cached_input_at_its_own_price(new_run: NewRun) -> None:
    assert timing(served(new_run)).cost == pytest.approx(4 * 1.0 + 3 * 1.0)


def test_kinds_have_latencies_and_retries(new_run: NewRun) -> None:
    kinds = {kind.name: kind for kind in timing(served(new_run)).kinds}
    assert (kinds["speak"].retries, kinds["speak"].latencies) == (2, [4.0])
    assert "solo" in kinds


def test_an_instant_run_has_stages_and_says_what_it_lacks() -> None:
    found = timing(Run.open(lived()))
    assert len(found.weeks) == YEARS * WEEKS
    assert sum(kind.calls for kind in found.kinds) > 500
    assert any("no call's time" in line for line in found.missing)


def test_without_telemetry_the_files_tell_the_weeks(new_run: NewRun) -> None:
    import os

    run = new_run()
    run.assign("Ann")
    for week, at in ((1, 1000), (2, 1600)):
        run.answer("Ann", f"Y2020-W0{week}-plan")
        os.utime(run.path / f"persona/Ann/generation/year=2020/week={week}.jsonl", (at, at))
    found = timing(Run.open(run.path))
    assert (found.source, found.weeks) == ("the times of its files", {(2020, 2): 600})
