"""Whole runs read: lives, and calls counted without reading what was asked."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
from lived_run import lived

from agentopia_env.analysis import calls as counting
from agentopia_env.analysis.lines import Reader
from agentopia_env.analysis.runs import Run

NewRun = Callable[..., Any]


def both_ways(raw: bytes) -> tuple[counting.Call | None, counting.Call | None]:
    return calls_of(raw, Reader())


def calls_of(raw: bytes, reader: Reader) -> tuple[counting.Call | None, counting.Call | None]:
    return counting._quick(raw), counting._thorough(raw, Path("x"), 1, reader)


def test_every_call_of_a_lived_run_is_counted_as_if_its_line_were_parsed() -> None:
    files = [*lived().glob("persona/*/generation/*/*.jsonl"), *lived().glob("god/*/*/*.jsonl")]
    lines = [line for file in files for line in file.read_bytes().splitlines(keepends=True)]
    assert len(lines) > 500
    for line in lines:
        quick, thorough = both_ways(line)
        assert quick == thorough
        assert quick is not None


def test_texts_that_look_like_fields_do_not_mislead() -> None:
    text = '"outputs":[] "input_tokens":7,"output_tokens":9} "rejected":true'
    line: dict[str, Any] = {"time": "Y2020-W01-plan", "key": 'a"\\', "kind": "plan"}
    line |= {"policy": "石", "inputs": [{"role": "user", "content": text}]}
    line |= {"outputs": [{"role": "assistant", "content": text}]}
    line |= {"input_tokens": 1, "output_tokens": 2, "valid": True, "refused": "]}"}
    for spaces in (orjson.dumps(line), json.dumps(line).encode()):
        quick, thorough = both_ways(spaces + b"\n")
        assert thorough is not None
        assert quick is None or quick == thorough
        assert (thorough.input_tokens, thorough.failed, thorough.rejected) == (1, True, False)


def test_a_name_with_a_broken_escape_is_damage() -> None:
    whole = {"time": "Y2020-W01-plan", "key": "KEY", "inputs": [], "outputs": []}
    raw = orjson.dumps(whole | {"input_tokens": 1, "output_tokens": 2}).replace(b"KEY", b"\\q")
    reader = Reader()
    assert calls_of(raw, reader) == (None, None)
    assert [one.line for one in reader.damage] == [1]


def test_a_persons_files_are_found_by_their_names_and_read_in_order() -> None:
    run = Run.open(lived())
    leo = run.letters("Leo")
    assert [one.number for one in leo] == sorted(one.number for one in leo)
    assert {one.sender for one in leo} | {one.to for one in leo} <= set(run.people)
    assert all(day.person == "Leo" for day in run.activities("Leo"))
    assert "characters/Mirela Pascoe" in run.notes("Leo")
    assert "Mirela Pascoe" in run.acquaintances("Leo")
    assert list(run.profiles("Leo")) == [2020, 2021, 2022]
    assert run.policies["Leo"] == "heuristic"
    assert run.checkpoint["finished"] is True
    assert run.events()
    assert run.positions
    assert not run.damage
