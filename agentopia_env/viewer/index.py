"""Where everything of a run is: a small database in the user's cache, made once, then added to.

It is read by every page and written by one process; the run directory is only ever read.
"""

from __future__ import annotations

import hashlib
import os
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from itertools import groupby
from operator import itemgetter
from pathlib import Path
from typing import Any

from agentopia_env.errors import RunError
from agentopia_env.viewer.rows import Collected, collect
from agentopia_env.viewer.searching import searchable
from agentopia_env.viewer.sources import TURNS, Source, sources_of
from agentopia_env.viewer.tail import Added, ChangedError, Place, read_row, read_rows

VERSION = 5
"""Of the tables; an index of another version is made anew."""
_TABLES = """
CREATE TABLE about (name TEXT PRIMARY KEY, value TEXT) WITHOUT ROWID;
CREATE TABLE file (id INTEGER PRIMARY KEY, path TEXT UNIQUE, kind TEXT, who TEXT, about TEXT,
    done INTEGER, mark BLOB, broken INTEGER, texts INTEGER);
CREATE TABLE entry (id INTEGER PRIMARY KEY, kind TEXT, who TEXT, about TEXT, year INTEGER,
    week INTEGER, rank INTEGER, time TEXT, type TEXT, place TEXT, scene TEXT, title TEXT,
    file INTEGER, at INTEGER, length INTEGER);
CREATE INDEX entry_week ON entry (year, week, rank);
CREATE INDEX entry_who ON entry (who, kind, year, week, rank);
CREATE INDEX entry_file ON entry (file, id);
CREATE TABLE state (who TEXT, year INTEGER, week INTEGER, rank INTEGER, time TEXT, vitality REAL,
    mood REAL, material REAL, social REAL, esteem REAL, deposit REAL, skills REAL);
CREATE INDEX state_time ON state (year, week, rank);
CREATE TABLE reward (who TEXT, year INTEGER, values_ TEXT, PRIMARY KEY (who, year));
CREATE TABLE rating (year INTEGER, rater TEXT, rated TEXT, affection REAL, respect REAL,
    PRIMARY KEY (year, rater, rated));
CREATE TABLE advantage (who TEXT, year INTEGER, value REAL, PRIMARY KEY (who, year));
CREATE TABLE document (address TEXT PRIMARY KEY, body BLOB);
CREATE VIRTUAL TABLE words USING fts5 (text, content='', tokenize='unicode61 remove_diacritics 2');
"""
_PROGRESS = ("version", "changed", "stage", "share", "anew")
_INSERT = {
    "entry": "INSERT INTO entry VALUES (NULL" + ", ?" * 14 + ")",
    "state": "INSERT INTO state VALUES (" + ", ".join("?" * 12) + ")",
    "reward": "INSERT OR REPLACE INTO reward VALUES (?, ?, ?)",
    "rating": "INSERT OR REPLACE INTO rating VALUES (?, ?, ?, ?, ?)",
    "advantage": "INSERT OR REPLACE INTO advantage VALUES (?, ?, ?)",
}


def cache_folder() -> Path:
    """Where indexes are kept unless it is said otherwise."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache", "agentopia", "viewer")


class Index:
    """The index of one run.

    Args:
        run: the run directory.
        folder: where the database lies.
    """

    def __init__(self, run: Path, folder: Path | None = None) -> None:
        self.run = run.resolve()
        digest = hashlib.sha256(str(self.run).encode()).hexdigest()[:16]
        base = folder or cache_folder()
        try:
            base.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise RunError(
                f"{base} cannot be made: {error.strerror}; give another folder with --index"
            ) from None
        self.path = base / f"{digest}.sqlite"
        self.version = int(time.time() * 1000)  # never one that another process had
        self.changed: dict[str, int] = {}
        """The version at which rows of a kind came last."""
        self.stage = "waiting"
        """What it is at: `reading`, `texts`, `ready`."""
        self.share = 0.0
        """How much of the reading is done."""
        self.anew = 0
        """How often its tables were made."""
        self.told: Callable[[Index], object] = lambda _: None
        """Called whenever it has come further."""
        self._local = threading.local()
        self._paths: dict[int, Path] = {}
        self._writing = threading.Lock()
        self._prepare()

    def rows(self, query: str, given: Iterable[Any] = ()) -> list[sqlite3.Row]:
        """What a query finds; each thread has a connection of its own."""
        connection = getattr(self._local, "connection", None)
        if connection is None:
            connection = self._local.connection = _connect(self.path)
        return list(connection.execute(query, tuple(given)))

    def line(self, entry: sqlite3.Row) -> dict[str, Any]:
        """The line of the run that an entry stands for."""
        path = self._paths.get(entry["file"])
        if path is None:
            files = self.rows("SELECT path FROM file WHERE id = ?", (entry["file"],))
            if not files:
                return {}
            path = self._paths[entry["file"]] = self.run / files[0]["path"]
        return read_row(path, entry["at"], entry["length"])

    def document(self, address: str) -> bytes | None:
        """A document that was made of what the index holds now."""
        found = self.rows("SELECT body FROM document WHERE address = ?", (address,))
        return bytes(found[0]["body"]) if found else None

    def keep(self, address: str, body: bytes) -> None:
        """Keep a document that was made of what the index holds now."""
        with self._writing, closing(_connect(self.path)) as connection:
            connection.execute("INSERT OR REPLACE INTO document VALUES (?, ?)", (address, body))
            connection.commit()

    def progress(self) -> dict[str, Any]:
        """How far it is, to be told to one that reads the same database in another process."""
        return {name: getattr(self, name) for name in _PROGRESS}

    def hear(self, progress: dict[str, Any]) -> None:
        """Take over how far another process has brought it."""
        if progress["anew"] != self.anew:
            self._local = threading.local()
            self._paths.clear()
        for name in _PROGRESS:
            setattr(self, name, progress[name])

    def broken(self) -> list[tuple[str, int]]:
        """Files with lines that could not be read, and how many."""
        found = self.rows("SELECT path, broken FROM file WHERE broken > 0 ORDER BY path")
        return [(row["path"], row["broken"]) for row in found]

    def update(self) -> bool:
        """Read what the run has added; whether that was anything."""
        with self._writing:
            try:
                return self._update()
            except ChangedError:  # rolled back, or another run under the same name
                self._clear()
                self.version += 1
                self.changed = {kind: self.version for kinds in TURNS for kind in kinds}
                return self._update()

    def _update(self) -> bool:
        with closing(_connect(self.path)) as connection:
            known = {
                row["path"]: row for row in connection.execute("SELECT * FROM file").fetchall()
            }
            read = {str(self.run / path): row["done"] for path, row in known.items()}
            grown = [one for one in sources_of(self.run) if _grown(one.path, read)]
            if grown:
                connection.execute("DELETE FROM document")
                connection.commit()
            done = 0
            for kinds in TURNS:
                turn = [one for one in grown if one.kind in kinds]
                for source in turn:
                    done += 1
                    self._say("reading", done / len(grown))
                    self._read(connection, source, known)
                connection.commit()
                if turn:
                    self.version += 1
                    self.changed.update(dict.fromkeys(kinds, self.version))
            self._index_texts(connection)
            self._say("ready", 1)
        return bool(grown)

    def _read(
        self, connection: sqlite3.Connection, source: Source, known: dict[str, sqlite3.Row]
    ) -> None:
        path = source.path.relative_to(self.run).as_posix()
        row = known.get(path)
        added = Added(source.path, Place(row["done"], row["mark"]) if row else Place())
        found = Collected()
        collect(source, added, found)
        number = self._note_file(connection, path, source, row, added)
        entries = [(*entry[:11], number, *entry[11:]) for entry in found.entry]
        added_rows = {"entry": entries}
        for table in ("state", "reward", "rating", "advantage"):
            added_rows[table] = getattr(found, table)
        for table, rows in added_rows.items():
            if rows:
                connection.executemany(_INSERT[table], rows)

    def _note_file(
        self,
        connection: sqlite3.Connection,
        path: str,
        source: Source,
        row: sqlite3.Row | None,
        added: Added,
    ) -> int:
        place, broken = added.place, added.broken + (row["broken"] if row else 0)
        if row:
            connection.execute(
                "UPDATE file SET done = ?, mark = ?, broken = ? WHERE id = ?",
                (place.end, place.mark, broken, row["id"]),
            )
            return int(row["id"])
        added_row = connection.execute(
            "INSERT INTO file VALUES (NULL, ?, ?, ?, ?, ?, ?, ?, 0)",
            (path, source.kind, source.who, source.about, place.end, place.mark, broken),
        )
        return int(added_row.lastrowid or 0)

    def _index_texts(self, connection: sqlite3.Connection) -> None:
        """Make every entry searchable that is not yet."""
        last = connection.execute("SELECT value FROM about WHERE name = 'texts'").fetchone()
        after = int(last["value"]) if last else 0
        newest = connection.execute("SELECT max(id) AS id FROM entry").fetchone()["id"] or 0
        for batch in _batches(connection, after, newest):
            self._say("texts", (batch[-1]["id"] - after) / max(1, newest - after))
            texts = [(number, searchable(line)) for number, line in _lines_of(self.run, batch)]
            connection.executemany("INSERT INTO words (rowid, text) VALUES (?, ?)", texts)
            connection.execute(
                "INSERT OR REPLACE INTO about VALUES ('texts', ?)", (str(batch[-1]["id"]),)
            )
            connection.commit()

    def _say(self, stage: str, share: float) -> None:
        self.stage, self.share = stage, share
        self.told(self)

    def _prepare(self) -> None:
        """Make the tables, anew where they are another version's or not to be read."""
        try:
            with closing(_connect(self.path)) as connection:
                made = connection.execute("PRAGMA user_version").fetchone()[0]
            if made == VERSION:
                return
        except sqlite3.DatabaseError:
            pass
        self._clear()

    def _clear(self) -> None:
        for end in ("", "-wal", "-shm"):
            Path(f"{self.path}{end}").unlink(missing_ok=True)
        self._local = threading.local()
        self._paths.clear()
        self.anew += 1
        with closing(_connect(self.path)) as connection:
            connection.executescript(_TABLES)
            connection.execute(f"PRAGMA user_version = {VERSION}")
            connection.commit()


def read_row_of(run: Path, row: sqlite3.Row) -> dict[str, Any]:
    """The line of an entry that came with its file's path."""
    return read_row(run / row["path"], row["at"], row["length"])


def _lines_of(run: Path, rows: list[sqlite3.Row]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The numbers and lines of entries that came with their files' paths, a file at a time."""
    for path, group in groupby(rows, key=itemgetter("path")):
        mine = list(group)
        lines = read_rows(run / path, [(row["at"], row["length"]) for row in mine])
        yield from ((row["id"], line) for row, line in zip(mine, lines, strict=True))


def _batches(
    connection: sqlite3.Connection, after: int, newest: int, size: int = 2000
) -> Iterator[list[sqlite3.Row]]:
    while after < newest:
        batch = connection.execute(
            "SELECT entry.id, at, length, path FROM entry JOIN file ON file.id = entry.file "
            "WHERE entry.id > ? ORDER BY entry.id LIMIT ?",
            (after, size),
        ).fetchall()
        if not batch:
            return
        yield batch
        after = batch[-1]["id"]


def _grown(path: Path, read: dict[str, int]) -> bool:
    """Whether there is more in a file than was read, or less."""
    try:
        return path.stat().st_size != read.get(str(path), 0)
    except OSError:
        return False


def _connect(path: Path) -> sqlite3.Connection:
    connection = sqlite3.connect(path, timeout=30, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = OFF")  # a cache: made anew if it is lost
    return connection
