"""One seed, the same bytes: whoever answers first, whatever the hash seed, however it is kept."""

import asyncio
import os
import subprocess
import sys
from dataclasses import replace
from random import Random

import pytest

from agentopia_env.config import make_config
from agentopia_env.policies.cast import Cast
from agentopia_env.simulation import cast_of, run
from agentopia_env.store.directory import comparable_files
from agentopia_env.world.society import Society


class Unhurried:
    """Gives another's answers, each after a while of its own."""

    instant = False

    def __init__(self, inner, timing):
        self._inner = inner
        self._timing = timing
        self.order = []

    @property
    def name(self):
        return self._inner.name

    def answer(self, question):
        raise AssertionError("only instant answerers are asked like this")

    async def aanswer(self, question):
        random = Random(f"{self._timing} {question.key}")
        for _ in range(random.randrange(4)):
            await asyncio.sleep(0)
        text = self._inner.answer(question)
        await asyncio.sleep(random.choice((0, 0, 0.0003)))
        self.order.append(question.key)
        return text


def config_of(fidelity, seed=3, **sections):
    values = {
        "world": "hamlet",
        "agents": 5,
        "seed": seed,
        "fidelity": fidelity,
        "time": {"n_year": 1, "n_week": 2},
    }
    return make_config({**values, **sections})


def different(one, other):
    return {path for path in one.keys() | other.keys() if one.get(path) != other.get(path)}


@pytest.fixture(scope="module", params=["full", "brief"])
def first(request, tmp_path_factory):
    """An ordinary run of each fidelity, and its configuration."""
    config = config_of(request.param)
    out = tmp_path_factory.mktemp("first") / "run"
    run(config, out)
    return config, comparable_files(out)


def test_the_order_in_which_answers_arrive_leaves_no_trace(first, tmp_path):
    config, expected = first
    orders = []
    for timing in ("one", "other"):
        instant = cast_of(config)
        cast = Cast(Unhurried(instant.default, timing), Unhurried(instant.environment, timing))
        run(config, tmp_path / timing, cast=cast)
        assert different(comparable_files(tmp_path / timing), expected) == set()
        orders.append(cast.default.order)
    assert sorted(orders[0]) == sorted(orders[1])
    assert orders[0] != orders[1]


def test_every_question_has_a_key_of_its_own(first, tmp_path):
    config, _ = first
    instant = cast_of(config)
    cast = Cast(Unhurried(instant.default, 0), Unhurried(instant.environment, 0))
    run(config, tmp_path / "run", cast=cast)
    keys = [*cast.default.order, *cast.environment.order]
    assert len(keys) == len(set(keys))


def test_a_run_made_twice_is_the_same_and_another_seed_makes_another(first, tmp_path):
    config, expected = first
    run(config, tmp_path / "again")
    assert different(comparable_files(tmp_path / "again"), expected) == set()
    run(replace(config, seed=4), tmp_path / "other")
    other = different(comparable_files(tmp_path / "other"), expected)
    assert {"config.json", "checkpoint/state.json", "reward/advantages.jsonl"} <= other
    names = {path.split("/")[1] for path in expected if path.startswith("persona/")}
    for name in names & {path.split("/")[1] for path in other if path.endswith("reward.jsonl")}:
        assert f"persona/{name}/state.jsonl" in other
        assert f"persona/{name}/generation/year=2020/week=1.jsonl" in other


def test_how_often_checkpoints_are_made_changes_nothing(first, tmp_path):
    config, expected = first
    often = replace(config, store=replace(config.store, checkpoint_seconds=0))
    run(often, tmp_path / "often")
    assert different(comparable_files(tmp_path / "often"), expected) == {"config.json"}


def test_another_order_of_hashing_changes_nothing(first, tmp_path):
    config, expected = first
    for seed in ("1", "2"):
        command = (
            "run", "--world", "hamlet", "--years", "1", "--weeks", "2", "--agents", "5",
            "--seed", "3", "--fidelity", config.fidelity, "--out", str(tmp_path / seed),
        )  # fmt: skip
        subprocess.run(
            [sys.executable, "-m", "agentopia_env", *command],
            env={**os.environ, "PYTHONHASHSEED": seed},
            check=True,
            capture_output=True,
        )
        assert different(comparable_files(tmp_path / seed), expected) == set()


def test_a_society_restored_at_any_stage_is_the_same_to_the_byte(first, tmp_path):
    config, _ = first

    def check(society, answering):
        snapshot = society.snapshot()
        assert Society.restore(snapshot).snapshot() == snapshot, society.now

    run(config, tmp_path / "run", check)


def test_a_trace_level_changes_only_what_is_kept_of_generations(first, tmp_path):
    config, expected = first
    for trace in ("answers", "off"):
        run(replace(config, store=replace(config.store, trace=trace)), tmp_path / trace)
        kept = comparable_files(tmp_path / trace)
        changed = different(kept, expected) - {"config.json"}
        generations = {p for p in expected if p.startswith("god/") or "/generation/" in p}
        if trace == "off":
            assert changed == {"checkpoint/state.json", *generations}
            assert not generations & kept.keys()
        else:
            assert changed == {"checkpoint/state.json", *generations}
            assert all(b'"inputs":[]' in kept[path] for path in generations)
