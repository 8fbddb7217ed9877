"""What a run will take, told beforehand, is what it takes."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from dataclasses import replace

import pytest

from agentopia_env.bench_prompts import prompts_of
from agentopia_env.config import make_config
from agentopia_env.errors import ConfigError
from agentopia_env.estimate import Service, estimate
from agentopia_env.fakeserver import FakeServer, Settings
from agentopia_env.simulation import run
from agentopia_env.spending import Price
from agentopia_env.spent import amounts, compared_table, read_estimate, write_estimate

WITHIN = 0.2


def config_of(url="http://127.0.0.1:9/v1", **changes):
    values = {
        "world": "hamlet",
        "agents": 5,
        "seed": 3,
        "time": {"n_year": 1, "n_week": 4, "n_day": 3},
        "role_model": "small",
        "god_model": "large",
        "models": {
            "small": {"url": url, "prices": {"input": 1, "output": 4, "cached": 0.25}},
            "large": {"url": url, "prices": {"input": 3, "output": 9}},
        },
    }
    return make_config({**values, **changes})


def near(guess, actual):
    return abs(guess / actual - 1) <= WITHIN


def test_an_estimate_is_within_a_fifth_of_what_a_run_on_a_server_takes(tmp_path):
    settings = Settings(seed=3, latency=0.02, cache_tokens=1_000_000, slots=8)
    with FakeServer(settings) as server:
        config = config_of(server.url, agents=8, time={"n_year": 1, "n_week": 4})
        expected = estimate(config, Service(latency=0.02, slots=8), weeks=2)
        finished = run(config, tmp_path / "run")
    prices = {"small": Price(1, 4, 0.25), "large": Price(3, 9)}
    guess = amounts(expected.spending, expected.seconds, prices)
    actual = amounts(finished.spending, finished.seconds, prices)
    apart = {name: (guess[name], actual[name]) for name in guess if name != "hours"}
    assert {name: pair for name, pair in apart.items() if not near(*pair)} == {}
    assert {who.by for who in expected.spending.usage} == {"small", "large"}


@pytest.mark.parametrize(("fidelity", "years", "weeks"), [("brief", 4, 10), ("full", 2, 5)])
def test_later_years_are_told_from_the_first_weeks(fidelity, years, weeks):
    changes = {"fidelity": fidelity, "time": {"n_year": years, "n_week": weeks, "n_day": 3}}
    config = config_of(**changes)
    expected = estimate(config, Service(), weeks=4).spending.total
    rules = replace(config, role_model=(), god_model=None)
    lived = prompts_of(5, rules, 64, (1_000_000,)).total
    assert near(expected.calls, lived.calls)
    assert near(expected.input, lived.tokens)
    assert near(expected.cached, lived.served(0) * lived.tokens)


def test_the_clock_goes_by_latency_slots_and_throughput():
    config = config_of(time={"n_year": 1, "n_week": 2, "n_day": 2})
    usual = estimate(config, Service(latency=1, slots=64))
    assert estimate(config, Service(latency=2, slots=64)).seconds == pytest.approx(
        2 * usual.seconds
    )
    one = estimate(config, Service(latency=1, slots=1))
    assert one.seconds == pytest.approx(one.spending.total.calls)
    slow = estimate(config, Service(latency=1, slots=64, throughput=1))
    assert slow.seconds == pytest.approx(slow.spending.total.output)


def test_an_estimate_asks_no_model_and_counts_embedded_ones_only_where_there_is_no_other():
    config = config_of(god_model=None, time={"n_year": 1, "n_week": 2, "n_day": 2})
    assert {who.by for who in estimate(config, Service()).spending.usage} == {"small"}
    plain = make_config({"world": "hamlet", "agents": 3, "time": {"n_year": 1, "n_week": 2}})
    assert estimate(plain, Service()).spending.total.calls > 100


def test_an_estimate_can_be_kept_and_compared_with(tmp_path):
    config = config_of(time={"n_year": 1, "n_week": 2, "n_day": 2})
    expected, file = estimate(config, Service()), tmp_path / "estimate.json"
    write_estimate(file, expected)
    assert read_estimate(file) == expected
    table = compared_table(expected.spending, expected.seconds, {}, expected)
    assert [list(column.cells) for column in table.columns][3][:4] == ["1.00"] * 4
    file.write_text("{}")
    with pytest.raises(ConfigError, match="holds no estimate"):
        read_estimate(file)


def agentopia(*arguments):
    return subprocess.run(
        [sys.executable, "-m", "agentopia_env", *map(str, arguments)],
        capture_output=True,
        text=True,
        check=False,
        env={**os.environ, "COLUMNS": "160"},
    )


def test_a_run_is_estimated_stopped_at_its_budget_resumed_and_compared(tmp_path):
    file, out = tmp_path / "config.json", tmp_path / "run"
    with FakeServer(Settings(seed=3)) as server:
        config = config_of(server.url, time={"n_year": 1, "n_week": 1, "n_day": 2})
        values = config.record()
        file.write_text(json.dumps(values))
        told = agentopia("estimate", "--config", file, "--json", tmp_path / "estimate.json")
        assert told.returncode == 0, told.stderr
        assert "input tokens" in told.stdout
        stopped = agentopia("run", "--config", file, "--out", out, "--max-cost", 0.2)
        assert stopped.returncode == 3
        assert "of 0.20 are spent (--max-cost); go on with agentopia run --resume" in stopped.stderr
        resumed = agentopia("run", "--resume", out, "--estimate", tmp_path / "estimate.json")
        assert resumed.returncode == 0, resumed.stderr
        assert "estimated / actual" in resumed.stdout
        assert server.metrics()["repeated"] == 0


def test_a_price_is_written_plainly():
    told = agentopia("estimate", "--set", "world=hamlet", "--price", "cheap")
    assert told.returncode == 2
    assert "--price 'cheap': write it like 0.5,2" in told.stderr
