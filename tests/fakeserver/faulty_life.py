"""Lives on a faulty server, as processes: the command that serves and the one that runs."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

CANARY = "sk-canary-7f3d9b2e51c84a60"
TRANSPORT = {"timeout": 0.001, "rate_limit": 0.02, "server_error": 0.02, "disconnect": 0.019}
CONTENT = ("truncation", "empty", "malformed", "refusal", "repetition")
WRONG = ("wrong_names", "wrong_language")
FAULTS = TRANSPORT | dict.fromkeys((*CONTENT, *WRONG), 0.24 / 7)
"""Three calls in ten go wrong, in every way there is."""
FORMS = {"json": 4, "fenced": 1, "prose": 1, "tags": 2, "tools": 2}
PATIENCE = 30.0
"""Seconds after which a call is made again."""
MOST_AT_ONCE = 64
AGENTOPIA = (sys.executable, "-m", "agentopia_env")


def repeated(option: str, values: dict[str, float]) -> list[str]:
    return [text for name, value in values.items() for text in (option, f"{name}={value}")]


@contextmanager
def faulty_server(log: Path, port: int = 0) -> Iterator[int]:
    """The command `agentopia fake-server`; its port."""
    command = [
        *(*AGENTOPIA, "fake-server", "--port", str(port), "--seed", "11", "--log", str(log)),
        *("--model", "fake", "--model", "sound", "--reliable-model", "sound"),
        *("--retry-after", "0.05", *repeated("--fault", FAULTS), *repeated("--form", FORMS)),
    ]
    around = {**os.environ, "FAKE_SERVER_KEY": CANARY, "COLUMNS": "200"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=around) as server:
        try:
            said = re.search(r":(\d+)/v1", server.stdout.readline() if server.stdout else "")
            assert said is not None
            yield int(said[1])
        finally:
            server.terminate()


def config(folder: Path, port: int, people: int, weeks: int) -> Path:
    """The file of the run's configuration."""
    url = f"http://127.0.0.1:{port}/v1"
    model = {"url": url, "api_key": "FAULTY_KEY", "timeout_s": PATIENCE, "tools": True}
    values = {
        "world": "tamarack",
        "agents": people,
        "seed": 11,
        "time": {"n_year": 1, "n_week": weeks},
        "role_model": "fake",
        "god_model": "fake",
        "fallback_model": "sound",
        "max_concurrency": MOST_AT_ONCE,
        "models": {"fake": model, "sound": model},
        "store": {"checkpoint_seconds": 5},
    }
    file = folder / "faulty.json"
    file.write_text(json.dumps(values))
    return file


def living(*arguments: object, errors: Path) -> subprocess.Popen[bytes]:
    """`agentopia run`, under way; what it says is added to a file."""
    around = {**os.environ, "FAULTY_KEY": CANARY}
    with errors.open("ab") as said:
        command = [*AGENTOPIA, "run", *map(str, arguments)]
        return subprocess.Popen(command, stdout=said, stderr=said, env=around)


def lived(file: Path, out: Path, errors: Path) -> None:
    """Live the whole run."""
    assert living("--config", file, "--out", out, errors=errors).wait() == 0, errors.read_text()


def lived_with_kills(file: Path, out: Path, errors: Path, log: Path, moments: list[int]) -> int:
    """Live the run and kill it whenever the server has seen so many calls; how often it was."""
    killed = 0
    for moment in moments:
        process = living(*_given(file, out), errors=errors)
        while process.poll() is None and calls_seen(log) < moment:
            time.sleep(0.02)
        process.send_signal(signal.SIGKILL)
        killed += process.wait() == -signal.SIGKILL
    process = living(*_given(file, out), errors=errors)
    assert process.wait() == 0, errors.read_text()
    return killed


def _given(file: Path, out: Path) -> tuple[object, ...]:
    """What the run is begun with, or gone on with."""
    return ("--resume", out) if out.exists() else ("--config", file, "--out", out)


def calls_seen(log: Path) -> int:
    """How many calls the server has seen."""
    return log.read_bytes().count(b"\n") if log.exists() else 0


def server_log(file: Path) -> list[dict[str, Any]]:
    """What the server saw: a line for each call."""
    return [json.loads(line) for line in file.read_text().splitlines()]


def generations(run: Path) -> list[dict[str, Any]]:
    """Every record of a generation, with who was asked."""
    found = []
    files = [*run.glob("persona/*/generation/*/*.jsonl"), *run.glob("god/*/*/*.jsonl")]
    for file in files:
        parts = file.relative_to(run).parts
        who = parts[1] if parts[0] == "persona" else "environment"
        lines = file.read_text("utf-8").splitlines()
        found += [json.loads(line) | {"who": who} for line in lines]
    return found
