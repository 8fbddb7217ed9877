"""One line per generation: what was asked and answered, and whether it may be learned from."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Literal

from agentopia_env.policies.answering import Attempt
from agentopia_env.prompts.render import render
from agentopia_env.questions.base import ENVIRONMENT

Trace = Literal["prompts", "answers", "off"]
CHARACTERS_PER_TOKEN = 4
"""Tokens are estimated from characters where no backend counts them."""
GENERATED = ("model", "sampling", "finish_reason", "failure", "reasoning")
"""What a trace says of a generation besides its text: all that does not depend on the clock."""
TIMED = ("latency_s", "attempts", "errors")
"""What telemetry says of a generation: what is not the same in two runs of one seed."""


def trace_line(attempt: Attempt, trace: Trace) -> tuple[str, dict[str, Any]]:
    """The file (relative to the run directory) and the line for an attempt."""
    question, usage = attempt.question, attempt.meta.get("usage") or {}
    inputs = render(question, reader=attempt.reader) if trace == "prompts" else []
    characters = sum(len(message["content"]) for message in inputs)
    line: dict[str, Any] = {
        "time": str(question.when),
        "key": key_of(attempt),
        "kind": question.kind,
        "policy": attempt.policy,
        "inputs": inputs,
        "outputs": [{"role": "assistant", "content": clean(attempt.text)}],
        "input_tokens": usage.get("input_tokens", estimate_tokens(characters)),
        "output_tokens": usage.get("output_tokens", estimate_tokens(len(attempt.text))),
        "valid": not attempt.problem,
        **_present(attempt.meta, GENERATED),
    }
    if attempt.problem:
        line["refused"] = clean(attempt.problem)
    where = f"year={question.when.year}/week={question.when.week}.jsonl"
    if question.who == ENVIRONMENT:
        line["feature"] = question.feature
        return f"god/{question.feature}/{where}", line
    return f"persona/{question.who}/generation/{where}", line


def call_line(attempt: Attempt) -> dict[str, Any] | None:
    """The line of `telemetry/calls.jsonl` for an attempt; None where no model was called."""
    timed = _present(attempt.meta, TIMED)
    if not timed:
        return None
    usage = attempt.meta.get("usage") or {}
    return {
        "key": key_of(attempt),
        "policy": attempt.policy,
        "valid": not attempt.problem,
        **timed,
        **_present(usage, ("input_tokens", "output_tokens", "cached_tokens")),
    }


def _present(values: Mapping[str, Any], names: Sequence[str]) -> dict[str, Any]:
    """Some of the values, as far as there are any; texts as files can hold them."""
    found = {name: values[name] for name in names if values.get(name) not in (None, "")}
    return {n: clean(value) if isinstance(value, str) else value for n, value in found.items()}


def key_of(attempt: Attempt) -> str:
    """The question's key; a repair has a number behind it."""
    return f"{attempt.question.key}#{attempt.number}" if attempt.number else attempt.question.key


def estimate_tokens(characters: int) -> int:
    """Tokens for a number of characters, rounded up."""
    return -(-characters // CHARACTERS_PER_TOKEN)


def clean(text: str) -> str:
    """Text that can be written as UTF-8, lone surrogates replaced."""
    return text.encode("utf-8", "replace").decode("utf-8")


def mark_rejected(lines: Sequence[dict[str, Any]], rejected: dict[str, str]) -> None:
    """Mark exactly the answers that the environment model rejected.

    Args:
        lines: traces of a stage; the one that counted for its question is the valid one.
        rejected: the question's key to the reason.
    """
    for line in lines:
        question, _, repair = line["key"].rpartition("#")
        key = question if repair.isdecimal() and question in rejected else line["key"]
        if line["valid"] and key in rejected:
            line["rejected"] = True
            line["reject_reason"] = rejected[key]
