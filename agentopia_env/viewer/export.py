"""Runs as files: the same pages and the same documents, for a web space without a server."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from agentopia_env.errors import RunError
from agentopia_env.viewer import documents, lives, prompts
from agentopia_env.viewer.index import read_row_of
from agentopia_env.viewer.opened import Opened
from agentopia_env.viewer.searching import texts_of
from agentopia_env.viewer.server import assets

PART = 4000
"""Entries in a file of texts to search."""


@dataclass
class Written:
    """What an export came to."""

    files: int = 0
    size: int = 0


Tell = Callable[[str], object]


def export(
    runs: list[Opened], target: Path, with_prompts: bool = True, tell: Tell = lambda _: None
) -> Written:
    """Write pages and documents into a new folder.

    Raises:
        RunError: the folder is not empty or cannot be written.
    """
    if target.exists() and any(target.iterdir() if target.is_dir() else (target,)):
        raise RunError(f"{target} is not empty; give a new folder to --export")
    written = Written()
    try:
        shutil.copytree(assets(), target, dirs_exist_ok=True)
        site = {
            "static": True,
            "runs": [{"name": run.title, "prompts": with_prompts} for run in runs],
        }
        _write(target / "data" / "site.json", site, written)
        for run in runs:
            tell(f"{run.title}: reading")
            run.index.update()
            run.forget()
            _export_run(run, target / "data" / str(run.number), with_prompts, written, tell)
    except OSError as error:
        raise RunError(f"{target} cannot be written: {error.strerror}; make room for it") from None
    return written


def _export_run(
    run: Opened, folder: Path, with_prompts: bool, written: Written, tell: Tell
) -> None:
    for address in documents.addresses():
        _write(folder / address, documents.whole(run, address), written)
    for address in _addresses(run):
        tell(f"{run.title}: {address}")
        _write(folder / address, documents.single(run, address), written)
    tell(f"{run.title}: texts")
    parts = 0
    for parts, entries in enumerate(_texts(run), 1):
        _write(folder / "texts" / f"{parts - 1}.json", {"entries": entries}, written)
    _write(folder / "texts" / "parts.json", {"parts": parts}, written)
    if with_prompts:
        _export_prompts(run, folder / "prompts", written, tell)


def _addresses(run: Opened) -> Iterator[str]:
    """Every document about a part of the run."""
    years = [row["year"] for row in run.index.rows("SELECT DISTINCT year FROM entry")]
    for row in run.index.rows("SELECT DISTINCT year, week FROM entry ORDER BY year, week"):
        yield f"week/{row['year']}/{row['week']}.json"
    for number in range(len(run.people)):
        person = lives.person(run, number)
        yield f"person/{number}.json"
        yield from (f"person/{number}/year/{year}.json" for year in sorted(years))
        for part, key in (("memory", "memory"), ("contact", "contacts")):
            yield from (f"person/{number}/{part}/{one}.json" for one in range(len(person[key])))
    for row in run.index.rows("SELECT id FROM entry WHERE kind = 'activity' ORDER BY id"):
        yield f"scene/{row['id']}.json"


def _texts(run: Opened) -> Iterator[list[dict[str, Any]]]:
    """All entries with their texts, some thousands at a time."""
    last = 0
    while True:
        rows = run.index.rows(
            "SELECT entry.*, file.path FROM entry JOIN file ON file.id = entry.file "
            "WHERE entry.id > ? ORDER BY entry.id LIMIT ?",
            (last, PART),
        )
        if not rows:
            return
        last = rows[-1]["id"]
        yield [
            {**lives.headline(run, row), "text": " · ".join(texts_of(read_row_of(run.path, row)))}
            for row in rows
        ]


def _export_prompts(run: Opened, folder: Path, written: Written, tell: Tell) -> None:
    sources = [str(number) for number in range(len(run.people))]
    sources += [f"god-{number}" for number in range(len(run.features))]
    for who in sources:
        tell(f"{run.title}: prompts {who}")
        for year, week in prompts.weeks_of(run, who):
            found = prompts.whole_week(run, who, year, week)
            _write(folder / who / str(year) / f"{week}.json", found, written)


def _write(path: Path, value: Any, written: Written) -> None:
    body = orjson.dumps(value, option=orjson.OPT_NON_STR_KEYS)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(body)
    written.files += 1
    written.size += len(body)
