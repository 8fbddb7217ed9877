"""Which lines of a reference run's traces are really a person's own accepted answers.

Its lines do not say what they are. Two kinds need care. After some answers it asks for a summary
of them and records that as one more line; when it refuses the answer it marks the summary, the
last line by then. And the private ratings of others are given by the environment's model, but
stand among the person's own lines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from agentopia_env.analysis.records import Generation

FOREIGN = "answered by the environment model"


def own_answers(lines: Iterator[Generation]) -> Iterator[Generation]:
    """The same lines, with `left_out` where the reference forgot to mark one.

    Holds one line back, since whether it was rejected may stand in the next.
    """
    before: Generation | None = None
    for line in lines:
        if before is not None:
            wrong = line.left_out == "rejected" and _summarises(line, before)
            yield _marked(before, "rejected") if wrong else before
        before = _marked(line, FOREIGN) if _rates_others(line) else line
    if before is not None:
        yield before


def _marked(line: Generation, reason: str) -> Generation:
    return line if line.left_out else replace(line, left_out=reason)


def _summarises(line: Generation, before: Generation) -> bool:
    """Whether a line asks about the answer in the line before."""
    return (
        line.time == before.time
        and len(line.inputs) > len(before.inputs)
        and bool(before.outputs)
        and before.outputs[-1] in line.inputs
    )


def _rates_others(line: Generation) -> bool:
    """Ratings are asked for at a year's end, as JSON with an affection and a respect for each."""
    if line.moment.stage != "settle" or line.policy or not line.inputs:
        return False
    asked = str(line.inputs[-1].get("content", ""))
    return '"affection"' in asked and '"respect"' in asked
