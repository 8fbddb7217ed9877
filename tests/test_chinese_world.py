"""A Chinese world runs wholly in Chinese."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest
from chinese_world import chinese_world
from json_texts import texts

from agentopia_env.config import make_config
from agentopia_env.simulation import run

MARKUP = {
    *("id", "activity_id", "key", "location", "stage", "status", "type", "kind", "effort"),
    *("size", "living_standard", "category", "fidelity", "language", "ties", "file"),
}
"""Fields that hold codes: keys of places, set values, ids."""
TIME = re.compile(r"Y\d{4}-W\d\d(-\w+(-[SD]\d)?)?")
LATIN = re.compile(r"[A-Za-z]")


def latin_texts(run_directory: Path) -> list[tuple[str, str, str]]:
    """Texts of a run that hold Latin letters, but for codes, times and the run's own name."""
    found = []
    for file in run_directory.rglob("*.json*"):
        if file.name in ("config.json", "model_assignment.json") or file.parent.name.startswith(
            "year="
        ):
            continue
        whole = file.read_text("utf-8")
        for line in whole.splitlines() if file.suffix == ".jsonl" else [whole]:
            for field, text in texts(json.loads(line)):
                if field not in MARKUP and LATIN.search(TIME.sub("", text).replace("world", "")):
                    found.append((file.name, field, text))
    return found


@pytest.mark.parametrize("fidelity", ["full", "brief"])
@pytest.mark.parametrize("designed", [False, True])
def test_a_chinese_world_lives_without_a_latin_word(tmp_path, fidelity, designed):
    world = chinese_world(tmp_path / "world")
    if designed:  # places and positions come from the environment model
        (world / "locations.json").unlink()
    config = {
        "world": str(world),
        "fidelity": fidelity,
        "seed": 3,
        "time": {"n_year": 2, "n_week": 2},
        "store": {"trace": "off"},
    }
    finished = run(make_config(config), tmp_path / "run")
    assert finished.refused == 0
    assert finished.questions > 100
    assert latin_texts(tmp_path / "run") == []
