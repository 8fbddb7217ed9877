"""Which policy a round goes on from, with stages that only note what they are asked for."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from rich.console import Console

from agentopia_env.errors import UserError
from trainers import rft_loop, stages
from trainers.loop_report import FIGURE
from trainers.loop_settings import LoopSettings
from trainers.rft_loop import run_loop
from trainers.rollout import RolloutSettings
from trainers.serving.base import ServingError
from trainers.telling import Telling

LIVES = RolloutSettings(world="hamlet", agents=None, societies=2, weeks=2)


class Stage:
    """Stages without a model: training adds a byte to the weights, leads are given."""

    def __init__(self, monkeypatch, leads):
        self.leads = list(leads)
        self.bases: list[str] = []
        self.lived: list[str] = []
        self.finals: list[str] = []
        monkeypatch.setattr(rft_loop, "CurrentServer", lambda *_: self)
        monkeypatch.setattr(rft_loop, "digest", lambda folder: self.weights(folder))
        for name in ("roll_out", "select", "train", "evaluate"):
            monkeypatch.setattr(stages, name, getattr(self, name))

    def weights(self, folder):
        return (folder / "model.safetensors").read_bytes().hex().ljust(8, "0")

    def serving(self, folder, version):
        self.version = version
        return self

    def reference(self, folder, version):
        return self

    def generate(self, requests):
        raise AssertionError("nobody is asked")

    def probe(self):
        return (-float(int(self.version[-8:], 16)),)

    def close(self):
        self.version = ""

    def __enter__(self):
        return self

    def __exit__(self, *_):
        pass

    def roll_out(self, player, played, settings, folder, progress):
        self.lived.append(player.version)
        return {"rows": 4, "valid": 1.0, "ahead": 0.0, "ahead_by_society": [0.0], "generating": 1.0}

    def select(self, lived, settings, year, folder):
        return {"kept": 2, "given": 4}

    def train(self, base, rows, settings, folder, processes, progress):
        self.bases.append(base.parent.parent.name if base.name == "policy" else "start")
        (folder / "policy").mkdir(exist_ok=True)
        (folder / "policy" / "config.json").write_text("{}", encoding="utf-8")
        number = len(self.bases)
        (folder / "policy" / "model.safetensors").write_bytes(bytes([number]) * 4)
        fitted = {"loss_first": 2.0, "loss_last": 1.0, "logprob_before": -2.0}
        return {"rows": 2, "fitted": {**fitted, "logprob_after": -1.0}}

    def evaluate(self, players, lives, settings, folder, people, progress):
        if folder.name.startswith(".final"):
            self.finals.append(players[1].version)
        lead = self.leads.pop(0)
        interval = {"mean": lead, "low": lead - 0.1, "high": lead + 0.1}
        return {"difference": {"total": interval}, "generating": 1.0}


@pytest.fixture
def start(tmp_path):
    folder = tmp_path / "nobody"
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps({}), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"\xff" * 4)
    return folder


def loop(start: Path, out: Path, rounds: int):
    settings = LoopSettings(policy=str(start), rounds=rounds, rollout=LIVES)
    return run_loop(settings, out, Telling(Console(quiet=True)))


def test_a_policy_that_falls_behind_is_not_built_on(monkeypatch, start, tmp_path):
    stage = Stage(monkeypatch, leads=[0.5, 0.2, 0.45, 0.6])
    report = loop(start, tmp_path / "rft", rounds=3)
    assert stage.bases == ["start", "round-1", "round-1"]
    assert stage.lived == ["start-ffffffff", "round-1-01010101", "round-1-01010101"]
    assert [one.built_on for one in report.rounds] == [True, False, True]
    assert report.version == "round-3-03030303"
    assert stage.finals == ["round-3-03030303"]
    assert report.final is not None
    assert report.final["difference"]["total"]["mean"] == 0.6


def test_where_no_policy_is_kept_the_report_says_so(monkeypatch, start, tmp_path):
    stage = Stage(monkeypatch, leads=[-0.5, -0.3])
    report = loop(start, tmp_path / "rft", rounds=2)
    assert stage.bases == ["start", "start"]
    assert (report.policy, report.final, stage.finals) == (None, None, [])
    page = (tmp_path / "rft" / "report.md").read_text(encoding="utf-8")
    assert "No policy was kept" in page


def test_more_rounds_go_on_from_the_last_kept_policy_and_end_with_a_new_last_word(
    monkeypatch, start, tmp_path
):
    stage = Stage(monkeypatch, leads=[0.5, 0.4, 0.7, 0.8])
    loop(start, tmp_path / "rft", rounds=1)
    report = loop(start, tmp_path / "rft", rounds=2)
    assert stage.bases == ["start", "round-1"]
    assert stage.finals == ["round-1-01010101", "round-2-02020202"]
    assert report.final is not None
    assert report.final["difference"]["total"]["mean"] == 0.8


def test_a_server_that_still_answers_with_the_old_weights_stops_the_loop(
    monkeypatch, start, tmp_path
):
    stage = Stage(monkeypatch, leads=[0.5])
    monkeypatch.setattr(stage, "probe", lambda: (-1.0,))
    with pytest.raises(ServingError, match=r"round-1-01010101 answers exactly as start-ffffffff"):
        loop(start, tmp_path / "rft", rounds=1)


def test_the_policy_that_a_loop_began_with_must_stay(monkeypatch, start, tmp_path):
    Stage(monkeypatch, leads=[0.5, 0.4])
    loop(start, tmp_path / "rft", rounds=1)
    start.rename(tmp_path / "elsewhere")
    with pytest.raises(UserError, match=r"nobody, which this loop began with, is gone; put it"):
        loop(start, tmp_path / "rft", rounds=1)


def test_two_loops_do_not_share_a_folder(monkeypatch, start, tmp_path):
    from filelock import FileLock

    Stage(monkeypatch, leads=[0.5])
    (tmp_path / "rft").mkdir()
    with (
        FileLock(tmp_path / "rft" / ".lock"),
        pytest.raises(UserError, match="another loop is at work"),
    ):
        loop(start, tmp_path / "rft", rounds=1)


def test_the_report_shares_the_time_between_generation_training_and_the_rest(
    monkeypatch, start, tmp_path
):
    Stage(monkeypatch, leads=[0.5, 0.4])
    report = loop(start, tmp_path / "rft", rounds=1)
    assert report.timings["generating"] == 3.0
    assert set(report.timings["stages"]) >= {"start", "round-1/train", "final-1"}
    pytest.importorskip("matplotlib")
    assert (tmp_path / "rft" / FIGURE).stat().st_size > 1000
