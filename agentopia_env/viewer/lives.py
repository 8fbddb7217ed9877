"""What the pages of a person, a week and a memory file show."""

from __future__ import annotations

import re
import sqlite3
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from agentopia_env.viewer.opened import Opened
from agentopia_env.viewer.sources import moment_of, part
from agentopia_env.viewer.tail import Added, ChangedError, Place

_YEAR = re.compile(r"year=(-?\d{1,6})\.json\Z")
ENTRY = "id, kind, who, about, time, type, place, scene, title"


def week(run: Opened, year: int, number: int) -> dict[str, Any]:
    """Everything that happened in a week, in order, by its headlines."""
    rows = run.index.rows(
        f"SELECT {ENTRY}, year, week, rank FROM entry WHERE year = ? AND week = ? "
        "ORDER BY rank, id",
        (year, number),
    )
    return {"entries": [headline(run, row) for row in rows]}


def headline(run: Opened, row: sqlite3.Row) -> dict[str, Any]:
    """An entry without its texts."""
    found = {
        "id": row["id"],
        "kind": row["kind"],
        "who": run.numbers.get(row["who"], -1),
        "time": row["time"],
        "title": row["title"],
    }
    for key in ("about", "type", "place", "scene"):
        if row[key]:
            found[key] = row[key]
    return found


def person(run: Opened, number: int) -> dict[str, Any]:
    """Who somebody is and became, and what of theirs there is to read."""
    name, folder = run.people[number], run.folders[run.people[number]]
    profiles = {}
    for path in sorted((folder / "profile").glob("year=*.json")):
        found = _YEAR.search(path.name)
        if found:
            profiles[int(found[1])] = run.reader.object(path)
    return {
        "name": name,
        "profiles": profiles,
        "history": [line for _, line in _lines(run, name, "history")],
        "memory": _files(run, name),
        "contacts": _contacts(run, name),
    }


def _files(run: Opened, name: str) -> list[dict[str, Any]]:
    rows = run.index.rows(
        "SELECT about, count(*) AS versions, min(time) AS first, max(time) AS last FROM entry "
        "WHERE kind = 'note' AND who = ? GROUP BY about ORDER BY about",
        (name,),
    )
    return [
        {"file": row["about"], "versions": row["versions"], "last": row["last"]} for row in rows
    ]


def _contacts(run: Opened, name: str) -> list[dict[str, Any]]:
    rows = run.index.rows(
        "SELECT other, sum(sent) AS sent, sum(came) AS came FROM ("
        "SELECT about AS other, 1 AS sent, 0 AS came FROM entry WHERE kind = 'message' AND who = ? "
        "UNION ALL SELECT who, 0, 1 FROM entry WHERE kind = 'message' AND about = ?) "
        "GROUP BY other ORDER BY sent + came DESC, other",
        (name, name),
    )
    return [dict(row) for row in rows]


def person_year(run: Opened, number: int, year: int) -> dict[str, Any]:
    """A person's year: plans, days, diary, and the states with everything in them."""
    name = run.people[number]
    kinds = {"plan": "plans", "activity": "days", "diary": "diary"}
    found: dict[str, Any] = {
        title: [_without_dialogue(row["id"], line) for row, line in _lines(run, name, kind, year)]
        for kind, title in kinds.items()
    }
    folder = run.folders[name]
    found["states"] = _slimmed(line for line in _of_year(folder / "state.jsonl", year))
    found["schedule"] = list(_of_year(folder / "schedule.jsonl", year))
    return found


def _without_dialogue(entry: int, line: dict[str, Any]) -> dict[str, Any]:
    content = line.get("content")
    if isinstance(content, dict) and "dialogue" in content:
        said = content["dialogue"]
        turns = len(said) if isinstance(said, list) else 0
        line = {**line, "content": {k: v for k, v in content.items() if k != "dialogue"}}
        line["turns"] = turns
    return {"entry": entry, **line}


def _slimmed(lines: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """States with skills and possessions only where they changed."""
    found, before = [], {"skills": None, "possessions": None}
    for line in lines:
        content = line.get("content")
        kept: dict[str, Any] = {"time": line.get("time")}
        skills, owned = part(content, "skills"), part(content, "assets", "possessions")
        for key, value in (("skills", skills), ("possessions", owned)):
            if value != before[key]:
                kept[key] = before[key] = value
        if len(kept) > 1:
            found.append(kept)
    return found


def notes(run: Opened, number: int, file: int) -> dict[str, Any]:
    """Every version of a memory file, the oldest first."""
    name = run.people[number]
    title = _files(run, name)[file]["file"]
    found = [line for _, line in _lines(run, name, "note", about=title)]
    return {"file": title, "versions": found}


def letters(run: Opened, number: int, contact: int) -> dict[str, Any]:
    """What two people wrote to each other."""
    name = run.people[number]
    other = _contacts(run, name)[contact]["other"]
    rows = run.index.rows(
        "SELECT * FROM entry WHERE kind = 'message' AND "
        "((who = ? AND about = ?) OR (who = ? AND about = ?)) ORDER BY year, week, rank, id",
        (name, other, other, name),
    )
    lines = [(row, run.index.line(row)) for row in rows]
    lines.sort(key=lambda pair: (pair[0]["year"], pair[0]["week"], pair[0]["rank"], _seq(pair[1])))
    return {
        "other": other,
        "messages": [
            {"entry": row["id"], "from": row["who"], "time": row["time"], **_content(line)}
            for row, line in lines
        ],
    }


def _seq(line: dict[str, Any]) -> float:
    seq = line.get("seq")
    return seq if isinstance(seq, int | float) else 0


def _content(line: dict[str, Any]) -> dict[str, Any]:
    return {"content": line.get("content")}


def entry(run: Opened, number: int) -> sqlite3.Row | None:
    """An entry by its number."""
    rows = run.index.rows("SELECT * FROM entry WHERE id = ?", (number,))
    return rows[0] if rows else None


def _lines(
    run: Opened, who: str, kind: str, year: int | None = None, about: str | None = None
) -> list[tuple[sqlite3.Row, dict[str, Any]]]:
    query, given = "SELECT * FROM entry WHERE who = ? AND kind = ?", [who, kind]
    if year is not None:
        query, given = f"{query} AND year = ?", [*given, year]  # type: ignore[list-item]
    if about is not None:
        query, given = f"{query} AND about = ?", [*given, about]
    rows = run.index.rows(f"{query} ORDER BY year, week, rank, id", given)
    return [(row, run.index.line(row)) for row in rows]


def _of_year(path: Path, year: int) -> Iterable[dict[str, Any]]:
    """The lines of a file that lie in a year."""
    try:
        rows = list(Added(path, Place()))
    except ChangedError:
        return
    for row in rows:
        moment = moment_of(row.value)
        if moment is not None and moment.year == year:
            yield row.value
