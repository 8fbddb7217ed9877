"""The checkpoint of a run: what it is resumed from, in one file that is replaced in one step.

`checkpoint/state.json` holds the society, the length of every append-only file and the JSON files
that were replaced since the checkpoint before; replacing it is what makes a commit happen.
`checkpoint.json` beside it only says where the run stands; it is put right by every resume.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from agentopia_env.clock import Moment
from agentopia_env.errors import RunError

POINTER = "checkpoint.json"
STATE = "checkpoint/state.json"
DRAFT = ".writing"
"""How the name of a file ends that is not yet complete."""
PRETTY = orjson.OPT_INDENT_2 | orjson.OPT_APPEND_NEWLINE


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """Where a run can go on.

    Attributes:
        moment: the stage last finished.
        society: its snapshot.
        lengths: bytes of every append-only file, by its path in the run directory.
        whole: JSON files (path to content) to be written once the checkpoint is in place.
        finished: whether the run has ended.
    """

    moment: Moment
    society: bytes
    lengths: Mapping[str, int]
    whole: Mapping[str, bytes]
    finished: bool

    def keep(self, root: Path) -> None:
        """Make this what the run is resumed from; then bring the files it speaks of up to date.

        May be called again after a crash: it writes the same once more.
        """
        lengths = orjson.dumps(dict(self.lengths), option=orjson.OPT_SORT_KEYS)
        whole = b",".join(
            orjson.dumps(path) + b":" + content for path, content in sorted(self.whole.items())
        )
        state = (
            b'{"finished":' + orjson.dumps(self.finished) + b',"files":' + lengths,
            b'"whole":{' + whole + b"}",
            b'"society":' + self.society + b"}\n",
        )
        write_atomically(root / STATE, b",".join(state), durable=True)
        self.settle(root)

    def settle(self, root: Path) -> None:
        """Write what belongs to a checkpoint that is in place; `checkpoint.json` comes last."""
        for path, content in self.whole.items():
            write_atomically(root / path, content)
        pointer = {
            "year": self.moment.year,
            "week": self.moment.week,
            "stage": self.moment.stage,
            "index": self.moment.index,
            "time": str(self.moment),
            "finished": self.finished,
        }
        write_atomically(root / POINTER, orjson.dumps(pointer, option=PRETTY))


def require_directory(root: Path) -> None:
    """Make sure that a run directory exists.

    Raises:
        RunError: it does not.
    """
    if not root.is_dir():
        raise RunError(
            f"there is no run directory {root}; a run that was stopped before it had one has "
            "lost nothing: start it again"
        )


def has_ended(root: Path) -> bool:
    """Whether a run has come to its end and everything of it is written.

    Raises:
        RunError: the directory is not there, or holds no run that could be resumed.
    """
    require_directory(root)
    if not (root / STATE).is_file():
        known = (root / POINTER).is_file() or (root / "config.json").is_file()
        problem = f"{root / STATE} is missing" if known else "it is no run directory"
        raise RunError(
            f"{root} cannot be resumed: {problem}; start the run again in a new directory"
        )
    try:
        pointer = orjson.loads((root / POINTER).read_bytes())
    except (OSError, orjson.JSONDecodeError):
        return False
    return isinstance(pointer, dict) and pointer.get("finished") is True


def load_checkpoint(root: Path) -> Checkpoint:
    """What a run is resumed from.

    Raises:
        RunError: there is no usable checkpoint.
    """
    file = root / STATE
    try:
        content: dict[str, Any] = orjson.loads(file.read_bytes())
        society, whole = content["society"], content["whole"]
        return Checkpoint(
            moment=Moment(**society["now"]),
            society=orjson.dumps(society),
            lengths={path: int(length) for path, length in content["files"].items()},
            whole={path: orjson.dumps(value, option=PRETTY) for path, value in whole.items()},
            finished=content["finished"] is True,
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise RunError(
            f"{root} cannot be resumed: {file} is missing or damaged ({error}); start the run "
            "again in a new directory"
        ) from error


def write_atomically(file: Path, content: bytes, durable: bool = False) -> None:
    """Replace a file in one step; whoever reads it sees the old content or the new."""
    file.parent.mkdir(parents=True, exist_ok=True)
    draft = file.with_name(f".{file.name}{DRAFT}")
    with draft.open("wb") as stream:
        stream.write(content)
        if durable:
            stream.flush()
            os.fsync(stream.fileno())
    draft.replace(file)
