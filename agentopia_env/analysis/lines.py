"""Reading JSON and JSONL files that may be torn, damaged or gone, without ever failing.

What cannot be read is left out and kept as `Damage`, so that a report can say what it is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

import orjson

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Damage:
    """Something in a file that could not be read."""

    path: Path
    line: int
    """Counted from 1; 0 where the whole file is meant."""
    reason: str

    def __str__(self) -> str:
        return f"{self.path}{f':{self.line}' if self.line else ''}: {self.reason}"


@dataclass(slots=True)
class Reader:
    """Reads files and collects what was damaged; the same damage met twice counts once."""

    found: dict[tuple[Path, int], Damage] = field(default_factory=dict)

    @property
    def damage(self) -> list[Damage]:
        """Everything met so far, by path and line."""
        return [self.found[place] for place in sorted(self.found)]

    def report(self, path: Path, line: int, reason: str) -> None:
        """Keep one damage."""
        self.found.setdefault((path, line), Damage(path, line, reason))

    def lines(self, path: Path) -> Iterator[tuple[int, dict[str, Any]]]:
        """The objects of a JSONL file with their line numbers, one line in memory at a time.

        A file that is not there has no lines. A last line without its end that cannot be read is
        one that a crash tore.
        """
        try:
            with path.open("rb") as file:
                for number, raw in enumerate(file, 1):
                    value = self._line(path, number, raw)
                    if value is not None:
                        yield number, value
        except FileNotFoundError:
            return
        except OSError as error:
            self.report(path, 0, f"cannot be read: {error.strerror}")

    def records(
        self, path: Path, read: Callable[[Mapping[str, Any]], T]
    ) -> Iterator[tuple[int, T]]:
        """What `read` makes of each line; a line it refuses with a ValueError is damage."""
        for number, value in self.lines(path):
            try:
                record = read(value)
            except ValueError as error:
                self.report(path, number, str(error))
            else:
                yield number, record

    def object(self, path: Path) -> dict[str, Any]:
        """The object in a JSON file, empty where there is none that can be read."""
        value = self.value(path)
        if value is not None and not isinstance(value, dict):
            self.report(path, 0, f"holds {_kind(value)}, not an object")
        return value if isinstance(value, dict) else {}

    def value(self, path: Path) -> Any:
        """Whatever a JSON file holds, None where nothing can be read."""
        try:
            return orjson.loads(path.read_bytes())
        except FileNotFoundError:
            return None
        except OSError as error:
            self.report(path, 0, f"cannot be read: {error.strerror}")
        except orjson.JSONDecodeError as error:
            self.report(path, 0, f"is not JSON: {error}")
        return None

    def _line(self, path: Path, number: int, raw: bytes) -> dict[str, Any] | None:
        if not raw.strip():
            return None
        try:
            value = orjson.loads(raw)
        except orjson.JSONDecodeError as error:
            torn = "" if raw.endswith(b"\n") else "the last line is torn; "
            self.report(path, number, f"{torn}not JSON: {error}")
            return None
        if not isinstance(value, dict):
            self.report(path, number, f"{_kind(value)} where an object is expected")
            return None
        return value


def _kind(value: object) -> str:
    return {list: "a list", str: "a text", bool: "a truth value", type(None): "null"}.get(
        type(value), "a number"
    )
