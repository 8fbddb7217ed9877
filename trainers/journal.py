"""The generations of a rollout on disk: kept as they arrive, read again after a kill."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import orjson

from trainers.values import Row

JOURNAL = "rows.jsonl"
"""Its file in a rollout's folder."""


class Journal:
    """The generations of a rollout, appended batch by batch and read again after a kill.

    Every row says in `extra` which batch it was answered in, and how many rows that had.
    """

    def __init__(self, file: Path) -> None:
        self.rows: dict[tuple[int, str], Row] = {}
        self._file = file
        self._batches = 0
        if file.exists():
            self._read()

    def _read(self) -> None:
        """Take every whole batch; from the first that is torn on, all is asked for again."""
        lines = _whole_rows(self._file)
        counts = Counter(row.extra.get("batch") for row, _ in lines)
        torn = len(lines)
        for place, (row, _) in enumerate(lines):
            if row.extra.get("batch_rows") != counts[row.extra.get("batch")]:
                torn = place
                break
        for row, _ in lines[:torn]:
            self.rows[row.society, row.key] = row
        self._batches = len({row.extra["batch"] for row in self.rows.values()})
        with self._file.open("r+b") as stream:
            stream.truncate(lines[torn - 1][1] if torn else 0)

    def append(self, rows: Sequence[Row]) -> None:
        """Keep the generations of a batch."""
        lines = []
        for row in rows:
            own = {**row.extra, "batch": self._batches, "batch_rows": len(rows)}
            kept = self.rows[row.society, row.key] = replace(row, extra=own)
            lines.append(orjson.dumps(kept, option=orjson.OPT_APPEND_NEWLINE))
        self._batches += 1
        with self._file.open("ab") as stream:
            stream.write(b"".join(lines))


def _whole_rows(file: Path) -> list[tuple[Row, int]]:
    """Every row up to the first line that is torn, and the byte at which its line ends."""
    rows: list[tuple[Row, int]] = []
    end = 0
    with file.open("rb") as stream:
        for line in stream:
            end += len(line)
            try:
                row = _row(orjson.loads(line))
            except (orjson.JSONDecodeError, TypeError, KeyError):
                break
            if not line.endswith(b"\n"):
                break
            rows.append((row, end))
    return rows


def _row(content: dict[str, Any]) -> Row:
    for name in ("prompt_ids", "token_ids", "logprobs"):
        content[name] = tuple(content[name])
    return Row(**content)
