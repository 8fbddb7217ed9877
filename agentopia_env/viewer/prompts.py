"""What models were asked and answered, read from a week's traces when somebody looks."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import orjson

from agentopia_env.analysis.records import final_text, is_number
from agentopia_env.viewer.opened import Opened
from agentopia_env.viewer.sources import entries, text

_YEAR = re.compile(r"year=(\d{1,6})\Z")
_WEEK = re.compile(r"week=(\d{1,4})\.jsonl\Z")
_SHOWN = 240
"""Characters of an answer in a list."""


def asked(run: Opened, who: str, year: int, week: int) -> dict[str, Any]:
    """The questions of a week to a person, or to the environment model, one short row each."""
    found = [
        _short(number, line)
        for path in _files(run, who, year, week)
        for number, line in _lines(path)
    ]
    return {"asked": found}


def asked_once(run: Opened, who: str, year: int, week: int, number: int) -> dict[str, Any] | None:
    """One question with its whole prompt and answer."""
    for path in _files(run, who, year, week):
        for at, line in _lines(path):
            if at == number:
                return {**line, "n": number}
    return None


def whole_week(run: Opened, who: str, year: int, week: int) -> dict[str, Any]:
    """All prompts and answers of a week; a message that many prompts have stands there once."""
    texts: dict[str, int] = {}
    found = []
    for path in _files(run, who, year, week):
        for number, line in _lines(path):
            inputs = line.get("inputs")
            if isinstance(inputs, list):
                line["inputs"] = [
                    texts.setdefault(orjson.dumps(one).decode(), len(texts)) for one in inputs
                ]
            found.append({**line, "n": number, "short": _short(number, line)})
    return {"messages": [orjson.loads(one) for one in texts], "asked": found}


def weeks_of(run: Opened, who: str) -> list[tuple[int, int]]:
    """The weeks of which there are traces."""
    folder = _folder(run, who)
    found = []
    for one in entries(folder) if folder else ():
        year = _YEAR.search(one.name)
        for file in entries(Path(one.path)) if year else ():
            week = _WEEK.search(file.name)
            if year and week:
                found.append((int(year[1]), int(week[1])))
    return sorted(found)


def _folder(run: Opened, who: str) -> Path | None:
    """`3` is the third person, `god-2` what the environment model was asked for the second."""
    if who.startswith("god-"):
        number = int(who[4:])
        known = number < len(run.features)
        return run.path / "god" / run.features[number] if known else None
    number = int(who)
    known = number < len(run.people)
    return run.folders[run.people[number]] / "generation" if known else None


def _files(run: Opened, who: str, year: int, week: int) -> list[Path]:
    """The week's file, with or without leading zeros."""
    folder = _folder(run, who)
    found = []
    for one in entries(folder) if folder else ():
        match = _YEAR.search(one.name)
        if match and int(match[1]) == year:
            for file in entries(Path(one.path)):
                named = _WEEK.search(file.name)
                if named and int(named[1]) == week:
                    found.append(Path(file.path))
    return found[:1]


def _lines(path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
    try:
        data = path.read_bytes()
    except OSError:
        return
    for number, raw in enumerate(data.split(b"\n")):
        if raw.strip():
            try:
                value = orjson.loads(raw)
            except orjson.JSONDecodeError:
                continue
            if isinstance(value, dict):
                yield number, value


def _short(number: int, line: dict[str, Any]) -> dict[str, Any]:
    outputs = line.get("outputs")
    messages = (
        [one for one in outputs if isinstance(one, dict)] if isinstance(outputs, list) else []
    )
    found = {
        "n": number,
        "time": text(line.get("time")),
        "kind": text(line.get("kind")) or text(line.get("feature")),
        "key": text(line.get("key")),
        "policy": text(line.get("policy")) or text(line.get("model")),
        "answer": final_text(messages)[:_SHOWN],
        "prompt": bool(line.get("inputs")),
    }
    for key in ("input_tokens", "output_tokens"):
        if is_number(line.get(key)):
            found[key] = line[key]
    state = _state(line)
    return {**found, "state": state} if state else found


def _state(line: dict[str, Any]) -> str:
    if line.get("rejected"):
        return "rejected"
    if line.get("refused"):
        return "refused"
    return "failed" if line.get("valid") is False or line.get("error") else ""
