"""What was added to a growing file since it was last read, a whole line at a time."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

_SEEN = 64
"""Bytes before the end of what was read that tell whether the file was changed there."""


@dataclass(frozen=True, slots=True)
class Place:
    """How far a file was read.

    Attributes:
        end: bytes read, up to the end of a line.
        mark: the last bytes before it.
    """

    end: int = 0
    mark: bytes = b""


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a file, and where it stands."""

    at: int
    length: int
    value: dict[str, Any]


class ChangedError(Exception):
    """The file is no longer a continuation of what was read."""


@dataclass(slots=True)
class Added:
    """The lines behind a place; `place` moves on as they are taken, `broken` counts those lost."""

    path: Path
    place: Place
    broken: int = 0

    def __iter__(self) -> Iterator[Row]:
        """The rows that can be read.

        A last line without its end is one that is being written; it is left for the next time.

        Raises:
            ChangedError: the file was shortened or rewritten.
        """
        data = self._read()
        start, last = 0, data.rfind(b"\n") + 1
        while start < last:
            end = data.index(b"\n", start) + 1
            value = _object(data[start:end])
            if value is not None:
                yield Row(self.place.end + start, end - start, value)
            elif data[start:end].strip():
                self.broken += 1
            start = end
        if last:
            self.place = Place(self.place.end + last, data[max(0, last - _SEEN) : last])

    def _read(self) -> bytes:
        """What is behind the place."""
        try:
            with self.path.open("rb") as file:
                file.seek(self.place.end - len(self.place.mark))
                data = file.read()
        except OSError:
            return b""
        if not data.startswith(self.place.mark):
            raise ChangedError(self.path)
        return data[len(self.place.mark) :]


def read_row(path: Path, at: int, length: int) -> dict[str, Any]:
    """One line whose place is known; empty where it is gone."""
    return read_rows(path, [(at, length)])[0]


def read_rows(path: Path, places: Sequence[tuple[int, int]]) -> list[dict[str, Any]]:
    """Lines of a file by where they begin and how long they are; empty where they are gone."""
    found = []
    try:
        with path.open("rb") as file:
            for at, length in places:
                file.seek(at)
                found.append(_object(file.read(length)) or {})
    except OSError:
        found += [{}] * (len(places) - len(found))
    return found


def _object(line: bytes) -> dict[str, Any] | None:
    try:
        value = orjson.loads(line)
    except orjson.JSONDecodeError:
        return None
    return value if isinstance(value, dict) else None
