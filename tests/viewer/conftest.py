"""A short run that was lived, and one written by hand by somebody who means harm."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from agentopia_env.config import make_config
from agentopia_env.simulation import run
from agentopia_env.viewer.opened import Opened

HARM = "document.documentElement.dataset.owned='yes'"
HOSTILE = f'<img src=x onerror="{HARM}">'
WORDS = f'</p><script>{HARM}</script><a href="javascript:{HARM}">click</a> {HOSTILE}'


@pytest.fixture(scope="session")
def lived(tmp_path_factory) -> Path:
    """Three people of the hamlet after three weeks, prompts kept."""
    path = tmp_path_factory.mktemp("runs") / "hamlet_lived"
    given = {"world": "hamlet", "agents": 3, "seed": 4, "time": {"n_year": 1, "n_week": 3}}
    run(make_config(given), path)
    return path


@pytest.fixture
def hostile(tmp_path) -> Path:
    """Two people, one of whose names, words and memories are markup."""
    path = tmp_path / "hostile"
    for name, other in ((HOSTILE, "Ada"), ("Ada", HOSTILE)):
        folder = path / "persona" / name
        write(folder / "profile" / "year=2020.json", {"name": name, "brief_introduction": WORDS})
        content = {
            "vitality": 70,
            "fulfillment": {"mood": 50, "material": 50, "social": 50, "esteem": 50},
            "skills": {WORDS: 3},
            "assets": {"deposit": 5, "possessions": [{"name": WORDS, "description": WORDS}]},
        }
        line(folder / "state.jsonl", {"time": "Y2020-W01-begin", "content": content})
        letter = {"time": "Y2020-W01-contact-S1", "from": HOSTILE, "content": WORDS, "seq": 1}
        line(folder / "contact" / f"{other}.jsonl", letter)
        for time in ("Y2020-W01-contact-S2", "Y2020-W01-review"):
            note = {"time": time, "content": f"{WORDS} {time}", "summary": WORDS}
            line(folder / "memory" / "scratchpad" / "characters" / f"{other}.jsonl", note)
        line(folder / "activity.jsonl", met(name, other))
        asked = {
            "time": "Y2020-W01-contact-S1",
            "key": f"Y2020-W01-contact-S1/contact/{name}/",
            "kind": WORDS,
            "inputs": [{"role": "user", "content": WORDS}],
            "outputs": [{"role": "assistant", "content": WORDS}],
        }
        line(folder / "generation" / "year=2020" / "week=1.jsonl", asked)
    write(path / "config.json", {"world": WORDS})
    write(path / "model_assignment.json", {HOSTILE: WORDS, "Ada": WORDS})
    write(path / "worldview.json", {"world_setting": WORDS})
    return path


def met(name: str, other: str) -> dict:
    return {
        "time": "Y2020-W01-activity-D1",
        "type": "joint",
        "agent_name": name,
        "content": {
            "activity_name": WORDS,
            "location": WORDS,
            "participants": [name, other],
            "activity_id": "joint-000001",
            "text": WORDS,
            "dialogue": [{"speaker": HOSTILE, "text": WORDS, "deeds": [WORDS]}],
        },
        "reflection": WORDS,
        "outcome": {"outcome": WORDS, "delta_skills": {WORDS: 1}},
    }


@pytest.fixture
def opened(tmp_path):
    """Opens a run with its index read."""

    def open_run(path: Path, number: int = 0) -> Opened:
        found = Opened.open(path, number, tmp_path / "index")
        found.index.update()
        return found

    return open_run


def write(path: Path, value: object) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(orjson.dumps(value))


def line(path: Path, value: object, end: bytes = b"\n") -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.write(orjson.dumps(value) + end)
