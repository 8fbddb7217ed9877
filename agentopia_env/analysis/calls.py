"""How many tokens every call took, read from traces without reading the prompts.

A run that keeps its prompts is gigabytes of text that a line's numbers lie behind. A name in
quotes with a colon behind it cannot occur inside a JSON text (quotes are escaped there), so the
few fields that are wanted are found by looking for them from the end of the line. Whatever does
not look as expected is parsed in full.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from agentopia_env.analysis.lines import Reader
from agentopia_env.analysis.records import is_number, read_time
from agentopia_env.clock import Moment

_HEAD = re.compile(
    rb'\{"time": ?"(Y[^"\\]+)"(?:, ?"key": ?"((?:[^"\\]|\\.)*)")?'
    rb'(?:, ?"kind": ?"([^"\\]*)")?(?:, ?"policy": ?"((?:[^"\\]|\\.)*)")?, ?"inputs": ?\['
)
_TAIL = re.compile(rb', ?"input_tokens": ?(\d+), ?"output_tokens": ?(\d+)([^\[\]]*)\}\s*\Z')
_PROPOSES = re.compile(r"propose_joint_activity(?:\\?\"|\()")
_CALL = re.compile(r'"name"\s*:')


@dataclass(frozen=True, slots=True)
class Call:
    """One answer of a model in numbers."""

    moment: Moment
    kind: str
    key: str
    policy: str
    input_tokens: int
    output_tokens: int
    functions: int
    """Functions that were called, of memory and others."""
    proposals: int
    """Joint activities that were proposed."""
    failed: bool
    """Whether the answer could not be used."""
    rejected: bool
    """Whether the environment model refused what was said."""


def read_calls(path: Path, reader: Reader) -> list[Call]:
    """The calls in one file of traces; lines that cannot be read are damage."""
    found: list[Call] = []
    try:
        with path.open("rb") as file:
            for number, raw in enumerate(file, 1):
                call = _quick(raw) or _thorough(raw, path, number, reader)
                if call is not None:
                    found.append(call)
    except FileNotFoundError:
        return found
    except OSError as error:
        reader.report(path, 0, f"cannot be read: {error.strerror}")
    return found


def _quick(raw: bytes) -> Call | None:
    """The call of a line in the usual order, without parsing what was asked."""
    head = _HEAD.match(raw)
    at = raw.rfind(b'"outputs":')
    end = raw.rfind(b'"input_tokens":')
    tail = _TAIL.search(raw, max(0, raw.rfind(b"]", 0, end))) if end > at > 0 else None
    if head is None or tail is None:
        return None
    try:
        outputs = orjson.loads(raw[at + len(b'"outputs":') : tail.start()])
        moment = read_time({"time": head[1].decode()})
        names = (_plain(head[3]), _plain(head[2]), _plain(head[4]))
    except ValueError:
        return None
    rest = tail[3]
    refused = b'"valid":false' in rest or b'"valid": false' in rest or b'"refused":' in rest
    return _call(
        moment,
        names,
        (int(tail[1]), int(tail[2])),
        outputs,
        refused,
        b'"rejected":true' in rest or b'"rejected": true' in rest,
    )


def _thorough(raw: bytes, path: Path, number: int, reader: Reader) -> Call | None:
    if not raw.strip():
        return None
    try:
        line = orjson.loads(raw)
    except orjson.JSONDecodeError as error:
        torn = "" if raw.endswith(b"\n") else "the last line is torn; "
        reader.report(path, number, f"{torn}not JSON: {error}")
        return None
    try:
        if not isinstance(line, dict):
            raise ValueError("no object")
        return _of(line)
    except ValueError as error:
        reader.report(path, number, str(error))
        return None


def _of(line: Mapping[str, Any]) -> Call:
    names = [str(line.get(key) or "") for key in ("kind", "key", "policy")]
    names[0] = names[0] or str(line.get("feature") or "")
    tokens = (line.get("input_tokens"), line.get("output_tokens"))
    counted = tuple(int(one) if is_number(one) else 0 for one in tokens)
    failed = bool(line.get("refused") or line.get("error") or line.get("valid") is False)
    return _call(
        read_time(line),
        (names[0], names[1], names[2]),
        (counted[0], counted[1]),
        line.get("outputs"),
        failed,
        bool(line.get("rejected")),
    )


def _call(
    moment: Moment,
    names: tuple[str, str, str],
    tokens: tuple[int, int],
    outputs: object,
    failed: bool,
    rejected: bool,
) -> Call:
    messages = [one for one in _list(outputs) if isinstance(one, dict)]
    texts = [one["content"] for one in messages if isinstance(one.get("content"), str)]
    tools = [tool for one in messages for tool in _list(one.get("tool_calls"))]
    written = sum(map(_written, texts))
    proposals = sum(len(_PROPOSES.findall(text)) for text in texts)
    proposals += sum("propose_joint_activity" in str(tool) for tool in tools)
    kind, key, policy = names
    return Call(
        moment=moment,
        kind=kind or moment.stage,
        key=key,
        policy=policy,
        input_tokens=tokens[0],
        output_tokens=tokens[1],
        functions=len(tools) + written,
        proposals=proposals,
        failed=failed,
        rejected=rejected,
    )


def _written(text: str) -> int:
    """Functions called in the text itself: `{"calls": [{"name": ...}]}`."""
    at = text.find('"calls"')
    return len(_CALL.findall(text, at)) if at >= 0 else 0


def _list(value: object) -> list[Any]:
    return value if isinstance(value, list) else []


def _plain(raw: bytes | None) -> str:
    text: str = orjson.loads(b'"' + raw + b'"') if raw else ""
    return text
