"""The loop's time: what counts as generation and training, and what does not."""

import sys

import orjson
import pytest

from agentopia_env import cli
from agentopia_env.errors import UserError
from trainers.bench_loop import StageTime, by_kind, read_times, stage_times, total, verdict

SECONDS = {
    "start": 500.0,
    "round-1/rollout": 60.0,
    "round-1/select": 1.0,
    "round-1/train": 25.0,
    "round-2/rollout": 60.0,
    "round-2/train": 25.0,
    "final-2": 29.0,
}
RESULTS = {
    "start": {},
    "round-1/rollout": {"generating": 58.0},
    "round-1/select": {},
    "round-1/train": {"fitted": {"seconds": 20.0}},
    "round-2/rollout": {"generating": 57.0},
    "round-2/train": {"fitted": {"seconds": 20.0}},
    "final-2": {"generating": 28.0},
}


@pytest.fixture
def loop(tmp_path):
    """The ledger of a finished loop."""
    lines = [
        orjson.dumps({"stage": stage, "inputs": "", "result": RESULTS[stage], "seconds": spent})
        for stage, spent in SECONDS.items()
    ]
    (tmp_path / "ledger.jsonl").write_bytes(b"\n".join([*lines, b""]))
    return tmp_path


def test_what_neither_generates_nor_trains_is_the_rest_and_the_start_is_left_out():
    whole = total(stage_times(SECONDS, RESULTS))
    assert whole == StageTime("total", 200.0, 143.0, 40.0)
    assert whole.rest == 17.0
    assert whole.share == pytest.approx(0.085)


def test_stages_of_one_kind_are_added_over_the_rounds():
    kinds = {one.stage: one for one in by_kind(stage_times(SECONDS, RESULTS))}
    assert list(kinds) == ["rollout", "select", "train", "final"]
    assert kinds["rollout"] == StageTime("rollout", 120.0, 115.0)
    assert kinds["train"].rest == 10.0
    assert kinds["select"].share == 1.0


def test_clocks_that_disagree_by_a_little_never_give_a_negative_rest():
    assert StageTime("rollout", 1.0, generating=1.001).rest == 0.0
    assert StageTime("decide", 0.0).share == 0.0


def test_more_than_a_tenth_is_said_to_be_more_than_wanted():
    good, bad = [StageTime("a", 100.0, 91.0)], [StageTime("a", 100.0, 89.0)]
    assert "9.0%" in verdict(good)
    assert "as wanted" in verdict(good)
    assert "11.0%" in verdict(bad)
    assert "more than wanted" in verdict(bad)


def test_the_training_stages_own_overhead_is_told_apart():
    assert "8.5%" in verdict(stage_times(SECONDS, RESULTS))
    assert "3.5% without the loading" in verdict(stage_times(SECONDS, RESULTS))


def test_a_finished_loop_is_read_from_its_ledger(loop, tmp_path):
    assert total(read_times(loop)).seconds == 200.0
    with pytest.raises(UserError, match="holds no loop"):
        read_times(tmp_path / "nowhere")
    assert not (tmp_path / "nowhere").exists()


def test_the_command_prints_a_line_per_kind_and_the_share(loop, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["agentopia", "bench", "loop", "--out", str(loop)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert not ended.value.code
    told = capsys.readouterr().out
    assert "rollout" in told
    assert "8.5% of the time" in told


def test_a_folder_without_a_loop_is_one_line_and_code_2(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["agentopia", "bench", "loop", "--out", str(tmp_path)])
    with pytest.raises(SystemExit) as ended:
        cli.main()
    assert ended.value.code == 2
    assert "holds no loop" in capsys.readouterr().err
