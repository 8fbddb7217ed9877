"""The files of a run: created at once, appended to in commits, rolled back to a checkpoint.

A commit appends what has happened and then replaces the checkpoint, which names the exact length
of every file. Whatever a killed process leaves behind these lengths is cut off when the run is
resumed, and what it still had to replace is replaced then, so that nothing is ever written twice.
(After a power cut a file may be shorter than the checkpoint says; a resume then names it.)
"""

from __future__ import annotations

import os
import secrets
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

import orjson
from filelock import FileLock, Timeout

from agentopia_env.clock import Moment
from agentopia_env.errors import RunError
from agentopia_env.store.checkpoint import DRAFT, PRETTY, Checkpoint, write_atomically
from agentopia_env.world.files import composed

TELEMETRY = "telemetry"
JOURNAL = "journal"
LOCK = ".lock"
OUTSIDE = (TELEMETRY, JOURNAL, LOCK)
"""What holds wall-clock facts and so is not the same in two runs of one seed. The journal is there
only while a run that waits for its answers goes on."""
LIVING = ("persona", "reward", "god")
"""Folders that a run fills; lines and files in them that a checkpoint does not name came later."""
_LINE = orjson.OPT_APPEND_NEWLINE

_APPEND = os.O_WRONLY | os.O_APPEND | os.O_CREAT | getattr(os, "O_BINARY", 0)


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
        self._whole[path] = orjson.dumps(content, option=PRETTY)

    def commit(self, moment: Moment, society: bytes, finished: bool = False) -> None:
        """Write everything noted so far and make this the state to resume from.

        Raises:
            RunError: the disk is full or the directory cannot be written; what was committed
                before is untouched and the run can be resumed.
        """
        with writing(self.root):
            for path in list(self._lines):
                self._append(path, b"".join(self._lines[path]))
                del self._lines[path]
            Checkpoint(moment, society, self._lengths, self._whole, finished).keep(self.root)
            self._whole.clear()

    def _append(self, path: str, lines: bytes) -> None:
        """Add to a file; plain system calls, since a commit touches thousands of files."""
        expected = self._lengths.get(path, 0)
        file = f"{self.root}/{path}"
        try:
            stream = os.open(file, _APPEND, 0o666)
        except FileNotFoundError:
            Path(file).parent.mkdir(parents=True, exist_ok=True)
            stream = os.open(file, _APPEND, 0o666)
        try:
            size = os.lseek(stream, 0, os.SEEK_END)
            if size != expected:
                raise RunError(
                    f"{file} has {size} bytes where {expected} were written: something "
                    "else changed it; resume the run to roll it back"
                )
            left = memoryview(lines)
            while left:
                left = left[os.write(stream, left) :]
        finally:
            os.close(stream)
        self._lengths[path] = expected + len(lines)


def create(
    root: Path, base: Path | None, contents: Mapping[str, Any], moment: Moment, society: bytes
) -> RunFiles:
    """Make a run directory: a copy of the base world with the run's own JSON files at the top.

    It appears under its name only when it is complete and can be resumed.

    Args:
        root: the directory; it may exist if it is empty.
        base: the world's directory.
        contents: JSON files by path.
        moment: the stage the society is at.
        society: its snapshot, the first checkpoint.

    Raises:
        RunError: the directory exists already, or cannot be made.
    """
    root = root.resolve()
    with writing(root, "nothing was kept; make room or choose another --out"):
        _refuse_occupied(root)
        staging = root.with_name(f".{root.name}.creating-{secrets.token_hex(4)}")
        staging.mkdir(parents=True)
        try:
            if base is not None:
                _copy_world(base, staging)
            for path, content in contents.items():
                write_atomically(staging / path, orjson.dumps(content, option=PRETTY))
            lengths = dict(_lengths_of(staging))
            Checkpoint(moment, society, lengths, {}, finished=False).keep(staging)
            if root.is_dir():
                root.rmdir()
            staging.rename(root)
        except BaseException:
            shutil.rmtree(staging, ignore_errors=True)
            _refuse_occupied(root)
            raise
    _clear_abandoned(root)
    return RunFiles(root, lengths)


def _refuse_occupied(root: Path) -> None:
    if root.is_dir() and not any(root.iterdir()):
        return
    if root.exists():
        raise RunError(f"{root} exists already; use --resume {root}, or another --out")


def _clear_abandoned(root: Path) -> None:
    """Remove what killed processes left of this directory; whoever is still at it has lost."""
    with suppress(OSError):
        for path in list(root.parent.iterdir()):
            if path.name.startswith(f".{root.name}.creating-"):
                shutil.rmtree(path, ignore_errors=True)


def _copy_world(base: Path, staging: Path) -> None:
    """Copy what a base world consists of, whatever else lies in its directory."""
    for name in ("worldview.json", "positions.json", "locations.json"):
        if (base / name).is_file():
            shutil.copyfile(base / name, staging / name)
    for part in ("profile", "memory"):
        for file in sorted((base / "persona").glob(f"*/{part}/**/*")):
            steps = file.relative_to(base).parts
            if file.is_file() and not any(step.startswith(".") for step in steps):
                _copy(file, staging.joinpath(*map(composed, steps)))


def _copy(file: Path, copy: Path) -> None:
    """Copy a file so that a run can append to it: the last line gets the end it may lack.

    Two files whose names differ in their Unicode form only become one, as they do when loaded.
    """
    copy.parent.mkdir(parents=True, exist_ok=True)
    content = file.read_bytes()
    if copy.suffix == ".jsonl" and content and not content.endswith(b"\n"):
        content += b"\n"
    with copy.open("ab") as stream:
        stream.write(content)


def roll_back(root: Path, checkpoint: Checkpoint) -> RunFiles:
    """Make every file what it was at the checkpoint, and drop what came later.

    Raises:
        RunError: a file is shorter than the checkpoint says: something else damaged the run. Then
            nothing is changed.
    """
    lengths = checkpoint.lengths
    with writing(root):
        sizes = {path: _size(root / path) for path in lengths}
        for path, length in lengths.items():
            if sizes[path] < length:
                raise RunError(
                    f"{root / path} has {sizes[path]} bytes, the checkpoint says {length}: the run "
                    "is damaged and cannot be resumed; start it again in a new directory"
                )
        for path, length in lengths.items():
            if sizes[path] > length:
                os.truncate(root / path, length)
        for path, _ in list(_lengths_of(root)):
            if path not in lengths:
                (root / path).unlink()
        for draft in list(root.rglob(f".*{DRAFT}")):
            draft.unlink()
        end_line(root / TELEMETRY / "stages.jsonl")
        checkpoint.settle(root)
    _clear_abandoned(root.resolve())
    return RunFiles(root, lengths)


def _size(file: Path) -> int:
    return file.stat().st_size if file.is_file() else 0


def end_line(file: Path) -> None:
    """Cut off a last line of a file that was torn."""
    content = file.read_bytes() if file.is_file() else b""
    whole = content.rfind(b"\n") + 1
    if whole < len(content):
        os.truncate(file, whole)


@contextmanager
def locked(root: Path) -> Iterator[None]:
    """Hold a run directory for this process alone.

    Raises:
        RunError: another process is running it.
    """
    with writing(root):
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
def writing(root: Path, advice: str = "") -> Iterator[None]:
    """Turn what an operating system says when it cannot write into a `RunError`.

    Args:
        root: the run directory.
        advice: what to do; by default how to go on with the run.
    """
    try:
        yield
    except OSError as error:
        advice = advice or f"what was committed is kept: make room and go on with --resume {root}"
        where = f" ({error.filename})" if error.filename else ""
        raise RunError(
            f"{root} cannot be written: {error.strerror or error}{where}; {advice}"
        ) from error


def _lengths_of(root: Path) -> Iterator[tuple[str, int]]:
    """Every append-only file of a run by its path, with its length."""
    for folder in LIVING:
        for file in sorted((root / folder).rglob("*.jsonl")):
            if file.is_file():
                yield file.relative_to(root).as_posix(), file.stat().st_size


def comparable_files(root: Path) -> dict[str, bytes]:
    """Every file of a run that the seed determines, by its path: what two equal runs share."""
    return {
        file.relative_to(root).as_posix(): file.read_bytes()
        for file in sorted(root.rglob("*"))
        if file.is_file() and file.relative_to(root).parts[0] not in OUTSIDE
    }
