"""Which files of a run directory the viewer reads, and what their lines are to it."""

from __future__ import annotations

import os
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agentopia_env.clock import ORDER, Moment, parse_moment

LINES_OF = {
    "state.jsonl": "state",
    "activity.jsonl": "activity",
    "plan.jsonl": "plan",
    "reward.jsonl": "reward",
}
"""What the files in a person's folder hold."""
REMEMBERED = {"weekly_diary.jsonl": "diary", "history.jsonl": "history"}
"""What the files in a person's memory folder hold, besides the notes."""
TURNS = (
    ("state", "reward", "ratings", "advantage"),
    ("activity", "event"),
    ("message",),
    ("plan", "diary", "history", "note"),
)
"""What is read after what, so that pages show the most they can while the rest is still read."""
_STEPS = 1000  # more than a week has days or rounds of contact


@dataclass(frozen=True, slots=True)
class Source:
    """A file, what its lines are, whose it is and whom or what it is about."""

    kind: str
    path: Path
    who: str = ""
    about: str = ""


def same_form(name: str) -> str:
    """One form of a name that file systems and JSON may compose differently."""
    return unicodedata.normalize("NFC", name)


def sources_of(run: Path) -> Iterator[Source]:
    """Every file that lines may be added to, apart from the answers of models."""
    for folder in subfolders(run / "persona"):
        yield from _of_person(Path(folder), same_form(folder.name))
    yield Source("event", run / "public_events.jsonl")
    yield Source("advantage", run / "reward" / "advantages.jsonl")
    for path in _below(run / "reward" / "rankings"):
        yield Source("ratings", path)


def _of_person(folder: Path, who: str) -> Iterator[Source]:
    for name, kind in LINES_OF.items():
        yield Source(kind, folder / name, who)
    memory = folder / "memory"
    for name, kind in REMEMBERED.items():
        yield Source(kind, memory / name, who)
    for path in _below(folder / "contact"):
        yield Source("message", path, who, same_form(_bare(path.name)))
    notes = memory / "scratchpad"
    for path in _below(notes):
        yield Source("note", path, who, same_form(_bare(path.relative_to(notes).as_posix())))


def _bare(name: str) -> str:
    return name[: -len(".jsonl")]


def _below(folder: Path) -> Iterator[Path]:
    """The JSONL files in a folder and the folders in it."""
    for entry in entries(folder):
        if entry.is_dir(follow_symlinks=False):
            yield from _below(Path(entry.path))
        elif entry.name.endswith(".jsonl"):
            yield Path(entry.path)


def subfolders(folder: Path) -> list[os.DirEntry[str]]:
    """The folders in a folder by name; none where it cannot be listed."""
    return [
        one
        for one in entries(folder)
        if one.is_dir(follow_symlinks=False) and not one.name.startswith(".")
    ]


def entries(folder: Path) -> Iterable[os.DirEntry[str]]:
    """What is in a folder by name; nothing where it cannot be listed."""
    try:
        with os.scandir(folder) as found:
            return sorted(found, key=lambda one: one.name)
    except OSError:
        return ()


def moment_of(line: dict[str, Any]) -> Moment | None:
    """The moment of a line, if it has one."""
    time = line.get("time")
    try:
        return parse_moment(time) if isinstance(time, str) else None
    except ValueError:
        return None


def rank_in_week(moment: Moment) -> int:
    """A moment's place among those of its week."""
    return ORDER[moment.stage] * _STEPS + moment.index


def number(value: object) -> float | None:
    """A number that a chart can show, else None."""
    if isinstance(value, bool) or not isinstance(value, int | float):
        return None
    return round(value, 4) if abs(value) < 1e15 else None


def part(value: object, *keys: str) -> Any:
    """What lies inside nested objects; None where anything is missing."""
    for key in keys:
        value = value.get(key) if isinstance(value, dict) else None
    return value


def text(value: object) -> str:
    """A text, empty where it is none."""
    return value if isinstance(value, str) else ""
