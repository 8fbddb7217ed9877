"""Copies of worlds to make mistakes in, for the tests of loading."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agentopia_env.errors import WorldError
from agentopia_env.world.loading import inspect_world, load_world

ADA = "persona/Dr. Ada Quill/profile/year=2020.json"
LEO = "persona/Leo/profile/year=2020.json"
CHARACTERS = "memory/scratchpad/characters"
REPOSITORY = Path(__file__).resolve().parents[2]


@pytest.fixture
def hamlet(tmp_path: Path) -> Path:
    return Path(shutil.copytree(REPOSITORY / "worlds" / "hamlet", tmp_path / "hamlet"))


def edit(world: Path, file: str, change: Callable[[Any], object]) -> None:
    path = world / file
    content = json.loads(path.read_text(encoding="utf-8"))
    change(content)
    path.write_text(json.dumps(content, ensure_ascii=False), encoding="utf-8")


def put(file_content: Any, *place: str | int, value: Any) -> None:
    for step in place[:-1]:
        file_content = file_content[step]
    file_content[place[-1]] = value


def problems(world: Path, **options: Any) -> tuple[str, ...]:
    with pytest.raises(WorldError) as caught:
        load_world(world, year=2020, **options)
    return caught.value.problems


def warnings(world: Path) -> list[str]:
    found = inspect_world(world, year=2020)[1]
    assert found.errors == []
    return found.warnings
