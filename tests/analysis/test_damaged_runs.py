"""Whatever happens to the files of a run, reading it tells what it can and never crashes."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from random import Random
from typing import Any

import orjson
import pytest

from agentopia_env.analysis import recompute, write_rft_data
from agentopia_env.errors import UserError

NewRun = Callable[..., Any]

END = "Y2020-W02-settle"


def whole_run(new_run: NewRun, config: dict[str, Any]) -> Path:
    run = new_run()
    run.assign("Ann", "石磊")
    run.json("config.json", config)
    for name, other in (("Ann", "石磊"), ("石磊", "Ann")):
        run.json(f"persona/{name}/profile/year=2020.json", {"init_assets": {"deposit": 3}})
        for time in ("Y2020-W00-begin", "Y2020-W02-begin", END):
            run.state(name, time, deposit=len(name))
        run.rank(name, END, {other: 70, "Leo": 50}, {other: 40})
        run.reward(
            name,
            END,
            ranking={"affection_scores": {other: 70}, "respect_scores": {}},
            social={"affection": 0.5, "respect": 0.5, "score": 0.5},
            subjective={"score": 50.0, "n_penalties": 0},
            economy={"score": 0.0},
            total_score=0.0,
        )
        time = {"start": "Y2020-W00-begin", "end": END}
        run.line("reward/advantages.jsonl", {"agent_name": name, "time": time, "advantage": 0.1})
        run.answer(name, "Y2020-W01-plan")
        run.answer(name, "Y2020-W01-contact-S1", rejected=True)
    run.god("solo_activity", "Y2020-W01-activity-D1")
    path: Path = run.path
    return path


def read_all(run: Path, out: Path) -> bytes:
    """Everything the analysis says of a run; a UserError is a fine thing to say."""
    lives = orjson.dumps(recompute(run).to_json())
    with suppress(UserError):
        write_rft_data(run, out, 0.5)
    return lives


def spoiled(file: bytes, random: Random) -> bytes:
    at = random.randrange(len(file))
    return random.choice(
        [
            file[:at],
            file[:at] + b"\0" * 8 + file[at:],
            file[:at] + file[at + 1 :],
            file[:at] + b"\xff" + file[at + 1 :],
            file.replace(b"}", b"]", 1),
            file.replace(b": 70", b": null"),
            file.replace(b":7", b":1e999"),
            file.replace(b'"Y2020', b'["Y2020"],"'),
            b"",
            b"null",
            b"[[]]",
            b'"text"\n' * 3,
        ]
    )


@pytest.mark.parametrize(
    "config",
    [
        {"time": {"n_week": 2}},
        {"world": {"time": {"n_week": 2}, "reward": {"period_weeks": 2}}},
    ],
    ids=["ours", "the reference's"],
)
def test_a_spoiled_file_never_crashes_the_reading(
    new_run: NewRun, tmp_path: Path, config: dict[str, Any]
) -> None:
    run = whole_run(new_run, config)
    files = sorted(path for path in run.rglob("*") if path.is_file())
    random = Random(5)
    for path in files:
        original = path.read_bytes()
        for _ in range(4):
            path.write_bytes(spoiled(original, random))
            read_all(run, tmp_path / "rft")
        path.write_bytes(original)


def test_a_missing_file_or_folder_never_crashes_the_reading(
    new_run: NewRun, tmp_path: Path
) -> None:
    whole = whole_run(new_run, {"time": {"n_week": 2}})
    names = sorted(path.relative_to(whole) for path in whole.rglob("*"))
    for name in names:
        if name == Path("persona"):
            continue  # then it is no run
        run = tmp_path / "copy"
        shutil.copytree(whole, run)
        gone = run / name
        shutil.rmtree(gone) if gone.is_dir() else gone.unlink()
        read_all(run, tmp_path / "rft")
        shutil.rmtree(run)


def test_a_folder_where_a_file_belongs_never_crashes_the_reading(
    new_run: NewRun, tmp_path: Path
) -> None:
    run = whole_run(new_run, {"time": {"n_week": 2}})
    for name in ("config.json", "persona/Ann/state.jsonl", "reward/advantages.jsonl"):
        (run / name).unlink()
        (run / name).mkdir()
    lives = orjson.loads(read_all(run, tmp_path / "rft"))
    broken = {Path(one["path"]).name for one in lives["damage"]}
    assert broken == {"config.json", "state.jsonl", "advantages.jsonl"}
