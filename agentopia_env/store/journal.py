"""The answers since the last checkpoint, kept as they arrive, so that none is paid for twice.

`journal/<number>.jsonl` in a run directory has one line per answer, written the moment it is
there. A killed process loses none (a power cut: those of the last seconds). A resumed run takes
from it what it asks again on its way from the checkpoint. Once a checkpoint holds what the answers
came to, the file is removed and the next has the next number; a run that has ended has none.

`telemetry/spending.json` says what was spent up to which journal.
"""

from __future__ import annotations

import json
import os
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import Any

from agentopia_env.errors import RunError
from agentopia_env.policies.base import Answer
from agentopia_env.spending import Spending, Usage, Who, usage_of
from agentopia_env.store.checkpoint import write_atomically
from agentopia_env.store.directory import JOURNAL, TELEMETRY, writing
from agentopia_env.store.traces import estimate_tokens

SPENDING = f"{TELEMETRY}/spending.json"
SYNC_SECONDS = 5.0
"""Longest time for which an answer is safe from a kill but not from a power cut."""
Given = Answer | str
"""What an answerer gives."""
Place = tuple[str, int, str]
"""Which answer: key of the question, number of the attempt, name of who answers."""


class Journal:
    """The journal of one run directory, and what its answers cost.

    Attributes:
        spending: of this run, earlier processes included.
        seconds: for which earlier processes ran.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._answers: dict[Place, Given] = {}
        self._asked: dict[tuple[str, str], int] = {}
        self._stream: int | None = None
        self._synced = self._began = time.monotonic()
        settled, self.seconds, self.spending = _spent(root)
        self._number = settled + 1
        with writing(root):
            self._read(settled)

    def place(self, key: str, by: str) -> Place:
        """The place of the next answer to a question."""
        number = self._asked.get((key, by), 0)
        self._asked[key, by] = number + 1
        return key, number, by

    def find(self, place: Place) -> Given | None:
        """An answer that was given before the run was resumed."""
        return self._answers.pop(place, None)

    def add(self, place: Place, answer: Given) -> None:
        """Keep an answer.

        Raises:
            RunError: it cannot be written.
        """
        text, meta = (answer, None) if isinstance(answer, str) else (answer.text, answer.meta)
        line = json.dumps([*place, text, None if meta is None else dict(meta)], default=str)
        with writing(self._root):
            self._write(line.encode("ascii") + b"\n")
        self._count(place, answer)

    def settle(self, finished: bool = False) -> None:
        """Begin anew: a checkpoint holds what all answers so far came to."""
        with writing(self._root):
            self._keep_spending()
            self._close()
            with suppress(FileNotFoundError):
                self._file.unlink()
            if finished:
                with suppress(FileNotFoundError):
                    self._file.parent.rmdir()
        self._number += 1
        self._answers.clear()
        self._asked.clear()

    def close(self) -> None:
        """Leave everything on the disk."""
        with writing(self._root):
            self._close()

    @property
    def _file(self) -> Path:
        return self._root / JOURNAL / f"{self._number:06d}.jsonl"

    def _read(self, settled: int) -> None:
        """Take up what an earlier process left; a torn last line is cut off."""
        for file in sorted((self._root / JOURNAL).glob("*.jsonl")):
            number = int(file.stem) if file.stem.isdecimal() else 0
            if number <= settled:
                file.unlink()
                continue
            self._number = number
            content, whole = file.read_bytes(), 0
            for line in content.splitlines(keepends=True):
                try:
                    key, attempt, by, text, meta = json.loads(line)
                except ValueError:
                    break
                if not line.endswith(b"\n"):
                    break
                answer = text if meta is None else Answer(text, meta)
                self._answers[key, attempt, by] = answer
                self._count((key, attempt, by), answer)
                whole += len(line)
            if whole < len(content):
                os.truncate(file, whole)

    def _count(self, place: Place, answer: Given) -> None:
        key, _, by = place
        kind = key.split("/", 2)[1]
        usage = usage_of(answer.meta if isinstance(answer, Answer) else {})
        if not usage.output:
            text = answer if isinstance(answer, str) else answer.text
            usage = Usage(usage.calls, usage.input, usage.cached, estimate_tokens(len(text)))
        self.spending.count(Who(kind, by), usage)

    def _write(self, line: bytes) -> None:
        if self._stream is None:
            self._file.parent.mkdir(exist_ok=True)
            self._stream = os.open(self._file, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o666)
        left = memoryview(line)
        while left:
            left = left[os.write(self._stream, left) :]
        now = time.monotonic()
        if now - self._synced >= SYNC_SECONDS:
            os.fsync(self._stream)
            self._synced = now

    def _close(self) -> None:
        if self._stream is not None:
            os.close(self._stream)
            self._stream = None

    def _keep_spending(self) -> None:
        content = {
            "journal": self._number,
            "seconds": round(self.seconds + time.monotonic() - self._began, 3),
            "usage": self.spending.record(),
        }
        write_atomically(self._root / SPENDING, json.dumps(content, indent=1).encode() + b"\n")


def _spent(root: Path) -> tuple[int, float, Spending]:
    """The last journal that a checkpoint holds, and the seconds and usage until then."""
    try:
        content: Mapping[str, Any] = json.loads((root / SPENDING).read_bytes())
        spending = Spending.of(content["usage"])
        return int(content["journal"]), float(content["seconds"]), spending
    except FileNotFoundError:
        return 0, 0.0, Spending()
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise RunError(
            f"{root / SPENDING} is damaged ({error}); remove it to go on without what was spent"
        ) from error
