"""Small run directories, written by hand in either layout."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import orjson
import pytest

Scores = Mapping[str, float]


class Run:
    """A run directory to put lines into."""

    def __init__(self, path: Path) -> None:
        self.path = path
        (path / "persona").mkdir(parents=True)

    def json(self, name: str, value: object) -> None:
        self.file(name).write_bytes(orjson.dumps(value))

    def line(self, name: str, value: object, end: str = "\n") -> None:
        with self.file(name).open("ab") as file:
            file.write(orjson.dumps(value) + end.encode())

    def text(self, name: str, text: str) -> None:
        with self.file(name).open("ab") as file:
            file.write(text.encode())

    def file(self, name: str) -> Path:
        path = self.path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        return path

    def assign(self, *names: str) -> None:
        for name in names:
            (self.path / "persona" / name).mkdir(exist_ok=True)
        self.json("model_assignment.json", dict.fromkeys(names, "a-model"))

    def state(
        self, name: str, time: str, deposit: float = 0, vitality: float = 70, **values: float
    ) -> None:
        fulfilment = {**dict.fromkeys(("mood", "material", "social", "esteem"), 50), **values}
        content = {
            "vitality": vitality,
            "fulfillment": fulfilment,
            "skills": {},
            "assets": {"deposit": deposit, "possessions": []},
        }
        self.line(f"persona/{name}/state.jsonl", {"time": time, "content": content})

    def rank(self, name: str, time: str, affection: Scores, respect: Scores) -> None:
        year, week = int(time[1:5]), int(time[7:9])
        self.line(
            f"reward/rankings/year={year}/week={week}.jsonl",
            {
                "agent_name": name,
                "time": time,
                "affection_scores": dict(affection),
                "respect_scores": dict(respect),
            },
        )

    def reward(self, name: str, time: str, **parts: Any) -> None:
        self.line(f"persona/{name}/reward.jsonl", {"time": time, **parts})

    def answer(self, name: str, time: str, text: Any = "I will rest.", **more: Any) -> None:
        year, week = int(time[1:5]), int(time[7:9])
        self.line(
            f"persona/{name}/generation/year={year}/week={week}.jsonl", said(time, text, more)
        )

    def god(self, feature: str, time: str, text: Any = '{"ok": 1}', **more: Any) -> None:
        year, week = int(time[1:5]), int(time[7:9])
        self.line(f"god/{feature}/year={year}/week={week}.jsonl", said(time, text, more))


def said(time: str, text: Any, more: Mapping[str, Any]) -> dict[str, Any]:
    return {
        "time": time,
        "inputs": [{"role": "system", "content": "You are."}, {"role": "user", "content": "What?"}],
        "outputs": [{"role": "assistant", "content": text}],
        "input_tokens": 100,
        "output_tokens": 10,
        **more,
    }


@pytest.fixture
def new_run(tmp_path: Path) -> Callable[..., Run]:
    """An empty run directory by name."""

    def make(name: str = "hamlet_07010900") -> Run:
        return Run(tmp_path / "data" / name)

    return make
