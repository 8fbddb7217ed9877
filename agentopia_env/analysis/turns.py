"""Scenes out of what models were asked: the reference records what was said nowhere else.

The last question put to a participant holds the whole scene as it reached that person: own turns
with their private marks, those of others without what was hidden, each under a head with its
number and speaker, and the surroundings in between.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from agentopia_env.analysis.folders import week_files
from agentopia_env.analysis.happenings import Activity, Utterance
from agentopia_env.analysis.records import NO_RESPONSE, final_text, same_form, text_in

_MARK = b"[turn:"
_TIME = re.compile(rb'\{"time": ?"(Y[^"\\]+)"')
_BREAK = re.compile(
    r"^(?:\[turn:\s*\d+\s*,\s*person:\s*(?P<speaker>[^\]\n]+)\]\s*"
    r"|(?P<around>Environment:)\s*"
    r"|## Activity Outcome|System Notification:|Parse errors in|\([^\n]* has left the activity\))",
    re.MULTILINE,
)
_SHARED = ("joint", "encounter")


def with_scenes(days: Sequence[Activity], generation: Path) -> list[Activity]:
    """The same days; shared ones whose record has no dialogue get what the traces hold of it."""
    lacking = {
        (day.moment.year, day.moment.week)
        for day in days
        if day.kind in _SHARED and not day.dialogue
    }
    said: dict[str, tuple[Utterance, ...]] = {}
    for year in sorted({year for year, _ in lacking}):
        for week, path in week_files(generation, year):
            if (year, week) in lacking:
                said |= {time: tuple(_scene(line)) for time, line in _longest(path).items()}
    return [
        replace(day, dialogue=said.get(str(day.moment), ()))
        if day.kind in _SHARED and not day.dialogue
        else day
        for day in days
    ]


def _longest(path: Path) -> dict[str, Any]:
    """The line of each moment that holds most of a scene, which is the longest."""
    found: dict[str, bytes] = {}
    try:
        with path.open("rb") as file:
            for raw in file:
                if _MARK in raw and (head := _TIME.match(raw)):
                    time = head[1].decode()
                    if len(raw) > len(found.get(time, b"")):
                        found[time] = raw
    except OSError:  # whoever counts the calls says so
        return {}
    return {time: line for time, raw in found.items() if (line := _parsed(raw)) is not None}


def _parsed(raw: bytes) -> dict[str, Any] | None:
    try:
        line = orjson.loads(raw)
    except orjson.JSONDecodeError:  # whoever counts the calls says so
        return None
    return line if isinstance(line, dict) else None


def _scene(line: dict[str, Any]) -> Iterator[Utterance]:
    """What stands under each head, in the inputs and in an answer that is a turn itself."""
    asked, answered = line.get("inputs"), line.get("outputs")
    messages = [one for one in asked if isinstance(one, dict)] if isinstance(asked, list) else []
    texts = [text_in(one) for one in messages if one.get("role") in ("user", "assistant")]
    outputs = [one for one in answered if isinstance(one, dict)] if answered else []
    texts += [last] if (last := final_text(outputs)).startswith("[turn:") else []
    text = "\n\n".join(texts)
    heads = list(_BREAK.finditer(text))
    for head, after in zip(heads, [*heads[1:], None], strict=True):
        said = text[head.end() : after.start() if after else None].strip()
        if head["speaker"] and said and said != NO_RESPONSE:
            yield Utterance(same_form(head["speaker"].strip()), said)
        elif head["around"] and said:
            yield Utterance("", said)
