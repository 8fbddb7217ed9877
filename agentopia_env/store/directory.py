"""The files of a run: created at once, appended to in commits, rolled back to a checkpoint.

A commit appends what has happened, then puts the society and the exact length of every file into
a state file, then points `checkpoint.json` at it. Whatever a crash leaves behind the lengths is
cut off when the run is resumed, so nothing is ever written twice.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import orjson
from filelock import FileLock, Timeout

from agentopia_env.clock import Moment
from agentopia_env.errors import RunError

CHECKPOINT = "checkpoint.json"
STATES = "checkpoint"
TELEMETRY = "telemetry"
LOCK = ".lock"
OUTSIDE = (TELEMETRY, LOCK)
"""What holds wall-clock facts and so is not the same in two runs of one seed."""
LIVING = ("persona", "reward", "god")
"""Folders that a run fills; files in them that a checkpoint does not name are rolled back."""
_LINE = orjson.OPT_APPEND_NEWLINE
_PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


class RunFiles:
    """The files of one run directory, with everything not yet committed in memory."""

    def __init__(self, root: Path, lengths: Mapping[str, int]) -> None:
        self.root = root
        self._lengths = dict(lengths)
        self._lines: dict[str, list[bytes]] = {}
        self._whole: dict[str, bytes] = {}

    def append(self, path: str, content: Any) -> None:
        """Note a line for a JSONL file."""
        self._lines.setdefault(path, []).append(orjson.dumps(content, option=_LINE))

    def replace(self, path: str, content: Any) -> None:
        """Note the whole content of a JSON file."""
        self._whole[path] = orjson.dumps(content, option=_PRETTY)

    def commit(self, moment: Moment, society: bytes, finished: bool = False) -> None:
        """Write everything noted so far and make this the state to resume from.

        Raises:
            RunError: the disk is full or the directory cannot be written; what was committed
                before is untouched and the run can be resumed.
        """
        with _writing(self.root):
            self._append_lines()
            for path, content in self._whole.items():
                _write_atomically(self.root / path, content)
                self._lengths[path] = len(content)
            self._whole.clear()
            self._write_checkpoint(moment, society, finished)

    def _append_lines(self) -> None:
        for path, lines in self._lines.items():
            data = b"".join(lines)
            expected = self._lengths.get(path, 0)
            file = self.root / path
            if not expected:
                file.parent.mkdir(parents=True, exist_ok=True)
            with file.open("ab") as stream:
                if stream.tell() != expected:
                    raise RunError(
                        f"{file} has {stream.tell()} bytes where {expected} were written: something "
                        "else changed it; resume the run to roll it back"
                    )
                stream.write(data)
            self._lengths[path] = expected + len(data)
        self._lines.clear()

    def _write_checkpoint(self, moment: Moment, society: bytes, finished: bool) -> None:
        name = f"{STATES}/{moment.week_text}-{moment.stage}-{moment.index}.json"
        files = orjson.dumps(self._lengths, option=orjson.OPT_SORT_KEYS)
        state = b'{"files":' + files + b',"society":' + society + b"}\n"
        _write_atomically(self.root / name, state, durable=True)
        pointer = {
            "year": moment.year,
            "week": moment.week,
            "stage": moment.stage,
            "index": moment.index,
            "time": str(moment),
            "finished": finished,
            "state": name,
        }
        _write_atomically(
            self.root / CHECKPOINT, orjson.dumps(pointer, option=_PRETTY), durable=True
        )
        for old in (self.root / STATES).iterdir():
            if old.name != Path(name).name:
                old.unlink()


def create(root: Path, base: Path | None, contents: Mapping[str, Any]) -> RunFiles:
    """Make a run directory: a copy of the base world with the run's own JSON files at the top.

    It appears under its name only when it is complete.

    Raises:
        RunError: the directory exists already, or cannot be made.
    """
    if root.exists() and (not root.is_dir() or any(root.iterdir())):
        raise RunError(f"{root} exists already; use --resume {root}, or another --out")
    staging = root.with_name(f".{root.name}.creating")
    with _writing(root):
        root.parent.mkdir(parents=True, exist_ok=True)
        shutil.rmtree(staging, ignore_errors=True)
        staging.mkdir()
        try:
            if base is not None:
                _copy_world(base, staging)
            for path, content in contents.items():
                text = orjson.dumps(content, option=_PRETTY)
                _write_atomically(staging / path, text)
            if root.is_dir():
                root.rmdir()
            staging.rename(root)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            raise
    return RunFiles(root, dict(_lengths_of(root)))


def _copy_world(base: Path, staging: Path) -> None:
    """Copy what a base world consists of, whatever else lies in its directory."""
    for name in ("worldview.json", "positions.json", "locations.json"):
        if (base / name).is_file():
            shutil.copyfile(base / name, staging / name)
    for person in sorted((base / "persona").iterdir()):
        for part in ("profile", "memory"):
            if (person / part).is_dir():
                shutil.copytree(
                    person / part,
                    staging / "persona" / person.name / part,
                    copy_function=shutil.copyfile,
                )


def load_checkpoint(root: Path) -> tuple[bytes, dict[str, int], bool]:
    """What a run is resumed from: the society, the length of every file, whether it had ended.

    Raises:
        RunError: there is no usable checkpoint.
    """
    if not root.is_dir():
        raise RunError(f"there is no run directory {root}")
    pointer, state = root / CHECKPOINT, None
    try:
        head = orjson.loads(pointer.read_bytes())
        state = root / head["state"]
        content = orjson.loads(state.read_bytes())
        finished = bool(head["finished"])
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError) as error:
        recovered = _newest_state(root)
        if recovered is None:
            raise RunError(
                f"{root} cannot be resumed: {state or pointer} is missing or damaged ({error}); "
                "start the run again in a new directory"
            ) from error
        content, finished = recovered, False
    return orjson.dumps(content["society"]), dict(content["files"]), finished


def _newest_state(root: Path) -> dict[str, Any] | None:
    """A whole state file that lies there although `checkpoint.json` does not point at it."""
    folder = root / STATES
    files = (
        sorted(folder.glob("*.json"), key=lambda f: f.stat().st_mtime) if folder.is_dir() else []
    )
    for file in reversed(files):
        try:
            content = orjson.loads(file.read_bytes())
        except orjson.JSONDecodeError:
            continue
        if isinstance(content, dict) and {"files", "society"} <= set(content):
            return content
    return None


def roll_back(root: Path, lengths: Mapping[str, int]) -> RunFiles:
    """Cut every file back to the length it had at the checkpoint, and drop what came later.

    Raises:
        RunError: a file is shorter than the checkpoint says: something else damaged the run.
    """
    with _writing(root):
        for path, length in lengths.items():
            file = root / path
            size = file.stat().st_size if file.is_file() else -1
            if size < length and path.endswith(".jsonl"):
                raise RunError(
                    f"{file} has {max(0, size)} bytes, the checkpoint says {length}: the run is "
                    "damaged and cannot be resumed; start it again in a new directory"
                )
            if size > length and path.endswith(".jsonl"):
                os.truncate(file, length)
        for folder in LIVING:
            for file in (root / folder).rglob("*"):
                if file.is_file() and file.relative_to(root).as_posix() not in lengths:
                    file.unlink()
    return RunFiles(root, lengths)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold a run directory for this process alone.

    Raises:
        RunError: another process is running it.
    """
    with _writing(root):
        lock = FileLock(root / LOCK, timeout=0)
        try:
            lock.acquire()
        except Timeout as error:
            raise RunError(f"{root} is being run by another process") from error
    try:
        yield
    finally:
        lock.release()


@contextmanager
def _writing(root: Path) -> Iterator[None]:
    try:
        yield
    except OSError as error:
        reason = error.strerror or str(error)
        raise RunError(
            f"{root} cannot be written: {reason} ({error.filename or root}); make room or choose "
            f"another --out. What was committed is kept: go on with --resume {root}"
        ) from error


def _write_atomically(file: Path, content: bytes, durable: bool = False) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}.writing")
    with draft.open("wb") as stream:
        stream.write(content)
        if durable:
            stream.flush()
            os.fsync(stream.fileno())
    draft.replace(file)


def _lengths_of(root: Path) -> Iterator[tuple[str, int]]:
    for folder in LIVING:
        for file in sorted((root / folder).rglob("*")):
            if file.is_file():
                yield file.relative_to(root).as_posix(), file.stat().st_size


def comparable_files(root: Path) -> dict[str, bytes]:
    """Every file of a run that the seed determines, by its path: what two equal runs share."""
    return {
        path: file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file() and not (path := file.relative_to(root).as_posix()).startswith(OUTSIDE)
    }
