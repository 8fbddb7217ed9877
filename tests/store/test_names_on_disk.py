"""A name is neither a path nor a list, and has no ending: what a run writes bears it whole."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from agentopia_env.analysis.runs import Run
from agentopia_env.config import make_config
from agentopia_env.simulation import resume, run
from agentopia_env.store.directory import comparable_files

REPOSITORY = Path(__file__).resolve().parents[2]
NAMES = {
    "Leo": "石磊",
    "Zoë Marchetti": "Dr. É. d'Arc, Ph. D",
    "Mirela Pascoe": "O'Neil #1, v2.0 (year=2020)",
    "Cosmo Tarrant": "Mr. J. Smith.json",
}
ORGANIZATION, ROLE = "Dairy, Sons/Daughters v1.5", "Head, cheese/butter.json"


def rename(path):
    """Other names in all files of a world, and in what the files are called."""
    for file in sorted(path.rglob("*"), key=lambda file: -len(file.parts)):
        if file.is_file():
            text = file.read_text("utf-8")
            for old, new in {**NAMES, "Stair Dairy Cooperative": ORGANIZATION}.items():
                text = text.replace(old, new)
            file.write_text(text.replace("Head cheesemaker", ROLE), "utf-8")
        old = file.name if file.is_dir() else file.name.removesuffix(".jsonl")
        if old in NAMES:
            file.rename(file.parent / file.name.replace(old, NAMES[old]))


class StopError(Exception):
    """Ends a run from within."""


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_hard_names_and_positions_live_on_disk_under_just_these_names(tmp_path, fidelity):
    world = Path(shutil.copytree(REPOSITORY / "worlds" / "hamlet", tmp_path / "v1.0, world"))
    rename(world)
    time = {"n_year": 1, "n_week": 2, "n_day": 2, "n_contact_slot": 2}
    config = make_config({"world": str(world), "fidelity": fidelity, "time": time})
    out, again = tmp_path / "out", tmp_path / "again"
    run(config, out)
    people = {path.name for path in (world / "persona").iterdir()}
    assert set(NAMES.values()) < people
    assert {path.name for path in (out / "persona").iterdir()} == people
    for name in people:
        files = [path.name for path in (out / "persona" / name / "contact").glob("*")]
        assert {file.removesuffix(".jsonl") for file in files} <= people - {name}
        notes = (out / "persona" / name / "memory/scratchpad/characters").iterdir()
        assert {file.name.removesuffix(".jsonl") for file in notes} <= people - {name}
    assert any((out / "persona").glob("*/contact/Mr. J. Smith.json.jsonl"))
    kept = json.loads((out / "positions.json").read_bytes())["positions"]
    assert (ORGANIZATION, ROLE) in {(one["organization"], one["role"]) for one in kept}

    def stop(society, answering):
        if society.now.week == 2:
            raise StopError

    with pytest.raises(StopError):
        run(config, again, stop)
    resume(again)
    mine, theirs = comparable_files(again), comparable_files(out)
    assert {path for path in mine.keys() | theirs.keys() if mine.get(path) != theirs.get(path)} == (
        set()
    )
    read = Run.open(out)
    assert set(read.people) == people
    assert set(read.acquaintances("石磊")) <= people
    assert not read.damage
