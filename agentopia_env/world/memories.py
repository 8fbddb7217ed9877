"""Memory folders: what a person of a base world remembers at the start."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from agentopia_env.clock import PHASE_OF, parse_moment
from agentopia_env.world.files import Findings, composed, fit, read_lines
from agentopia_env.world.forms import LineForm
from agentopia_env.world.memory import (
    OTHERS,
    DiaryEntry,
    HistoryEntry,
    Memory,
    Note,
    file_problem,
)
from agentopia_env.world.rules import MemoryRules

_STAGES = list(PHASE_OF)
_ENDING = ".jsonl"


def read_memory(folder: Path, findings: Findings) -> Memory:
    """The memory kept in a folder; an absent folder is an empty memory.

    Args:
        folder: `persona/<name>/memory`.
        findings: takes broken lines, times and file names.
    """
    diary = [_diary_entry(line) for line in _lines(folder / "weekly_diary.jsonl", findings)]
    history = [
        HistoryEntry(line.time, line.content) for line in _lines(folder / "history.jsonl", findings)
    ]
    return Memory(
        diary[-MemoryRules().diary_weeks :], history, _notes(folder / "scratchpad", findings)
    )


def _notes(folder: Path, findings: Findings) -> dict[str, Note]:
    """The memory files, in the order they were last written, then by name."""
    notes: dict[str, Note] = {}
    for path in sorted(folder.rglob(f"*{_ENDING}")) if folder.is_dir() else ():
        steps = path.relative_to(folder).parts
        if any(step.startswith(".") for step in steps):
            continue
        note = _current(path, findings)
        file = _file_name(path, steps, findings) if note else None
        if note is None or file is None:
            continue
        if file in notes:
            findings.warn(
                path, f"{file} is written in two Unicode forms; the later text counts", "file-name"
            )
            note = max(notes[file], note, key=lambda entry: _order(entry.time))
        notes[file] = note
    order = sorted(notes, key=lambda file: (_order(notes[file].time), file))
    return {file: notes[file] for file in order}


def _file_name(path: Path, steps: tuple[str, ...], findings: Findings) -> str | None:
    """What a memory file is called in the society, None (and an error) where it cannot be."""
    raw = "/".join(steps)[: -len(_ENDING)]
    file = composed(raw)
    if file == "working_memory":
        return OTHERS + file
    if file.startswith(OTHERS) and file.count("/") > 1:
        file = OTHERS + file[len(OTHERS) :].replace("/", " - ")
        findings.warn(path, f"lies in a folder of its own; it is read as {file}", "file-name")
    if problem := file_problem(file):
        findings.error(path, f"{problem}; rename the file", "name")
        return None
    return file


def _current(path: Path, findings: Findings) -> Note | None:
    """The current text of a memory file, its last line; None where it has no text."""
    note = None
    for line in _lines(path, findings):
        if line.content.strip():
            note = Note(line.time, line.content, line.summary or line.content)
    return note


def _lines(path: Path, findings: Findings) -> Iterator[LineForm]:
    if not path.is_file():
        return
    for number, value in read_lines(path, findings):
        place = f"line {number}"
        line = fit(value, LineForm, path, findings, place)
        if line is None:
            continue
        try:
            parse_moment(line.time)
        except ValueError as error:
            findings.error(path, f"{place}.time: {error}")
            continue
        yield line


def _diary_entry(line: LineForm) -> DiaryEntry:
    """A diary line; the older form has one text, `Summary: ... Reflection: ...`."""
    if not line.content or line.summary:
        return DiaryEntry(line.time, line.summary or line.content, line.reflection)
    summary, _, reflection = line.content.partition("Reflection:")
    summary = summary.strip().removeprefix("Summary:")
    return DiaryEntry(line.time, summary.strip(), reflection.strip() or line.reflection)


def _order(time: str) -> tuple[int, int, int, int]:
    moment = parse_moment(time)
    return moment.year, moment.week, _STAGES.index(moment.stage), moment.index
