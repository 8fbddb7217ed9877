"""Keeps a run: collects traces and records of the stage under way and commits them at its end."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson

from agentopia_env.clock import Moment
from agentopia_env.policies.answering import Attempt
from agentopia_env.store.directory import TELEMETRY, RunFiles, writing
from agentopia_env.store.journal import Journal
from agentopia_env.store.traces import Trace, call_line, clean, mark_rejected, trace_line
from agentopia_env.world.society import Record, Rejection, Society

_Place = tuple[tuple[int, int, int, int], str, int]
"""Where a line belongs: stage, key of the question, number of the attempt."""


class Recorder:
    """Turns what happens in a society into the files of a run directory.

    Lines are written in the order of their stages and keys, so that the order in which answers
    arrive leaves no trace in the files.

    Args:
        files: the run directory.
        trace: how much of every generation is kept.
        checkpoint_seconds: least wall-clock time between two commits; 0 commits every stage.
        journal: holds the answers since the last commit (None: whoever answers does so at once).
    """

    def __init__(
        self,
        files: RunFiles,
        trace: Trace,
        checkpoint_seconds: float,
        journal: Journal | None = None,
    ) -> None:
        self.files = files
        self._journal = journal
        self._trace = trace
        self._every = checkpoint_seconds
        self._attempts: list[tuple[_Place, str, dict[str, Any]]] = []
        self._questions = 0
        self._stage_start = self._committed = time.monotonic()
        self._telemetry: dict[str, list[bytes]] = {"stages": [], "calls": []}

    def attempt(self, attempt: Attempt) -> None:
        """Keep an answer; its prompt is rendered now, while the facts are those it was given."""
        self._questions += 1
        call = call_line(attempt)
        if call is not None:
            self._telemetry["calls"].append(orjson.dumps(call, option=orjson.OPT_APPEND_NEWLINE))
        if self._trace != "off":
            path, line = trace_line(attempt, self._trace)
            question = attempt.question
            place = (question.when.place, question.key, attempt.number)
            self._attempts.append((place, path, line))

    def stage_end(self, society: Society) -> None:
        """Write down what was done until now; commit if the last commit is long enough ago."""
        self.take(society)
        now = time.monotonic()
        self._note_time(society.now, now)
        if now - self._committed >= self._every:
            self.commit(society)

    def take(self, society: Society) -> None:
        """Move traces and records into the files' buffers."""
        records, society.outbox = society.outbox, []
        rejected = {r.key: clean(r.reason) for r in records if isinstance(r, Rejection)}
        self._attempts.sort(key=lambda entry: entry[0])
        mark_rejected([line for *_, line in self._attempts], rejected)
        for _, path, line in self._attempts:
            self.files.append(path, line)
        self._attempts.clear()
        for record in records:
            if isinstance(record, Record):
                write: Callable[[str, Any], None] = (
                    self.files.replace if record.whole else self.files.append
                )
                write(record.path, record.content)

    def commit(self, society: Society, finished: bool = False) -> None:
        """Make the society's present state the one to resume from."""
        self.files.commit(society.now, society.snapshot(), finished)
        if self._journal is not None:
            self._journal.settle(finished)
        self._write_telemetry(self.files.root)
        self._committed = time.monotonic()

    def _note_time(self, moment: Moment, now: float) -> None:
        self._telemetry["stages"].append(
            orjson.dumps(
                {
                    "time": str(moment),
                    "stage": moment.stage,
                    "seconds": round(now - self._stage_start, 6),
                    "questions": self._questions,
                },
                option=orjson.OPT_APPEND_NEWLINE,
            )
        )
        self._stage_start, self._questions = now, 0

    def _write_telemetry(self, root: Path) -> None:
        folder = root / TELEMETRY
        with writing(root):
            folder.mkdir(exist_ok=True)
            for name, lines in self._telemetry.items():
                if lines:
                    with (folder / f"{name}.jsonl").open("ab") as stream:
                        stream.write(b"".join(lines))
                lines.clear()
