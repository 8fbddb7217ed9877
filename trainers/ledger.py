"""What has been done: one line per finished stage, so that a killed loop goes on where it was.

A stage is a name, its inputs and a folder. Its folder is made under a staging name and renamed
when the stage is complete; a stage whose line is in the ledger is never done again.
"""

from __future__ import annotations

import shutil
import time
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

import orjson

from agentopia_env.errors import AgentopiaError

MARK = ".inputs"
"""In a stage's folder: which inputs it was made from."""


class LedgerError(AgentopiaError):
    """A finished stage does not fit what the loop would do now."""


class Ledger:
    """The finished stages of one loop, in `ledger.jsonl`."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.folder = folder
        self._file = folder / "ledger.jsonl"
        self._done: dict[str, dict[str, Any]] = {}
        self._read()

    def _read(self) -> None:
        """Take every whole line; a torn last one is cut off, its stage is done again."""
        if not self._file.exists():
            return
        good = 0
        with self._file.open("rb") as stream:
            for line in stream:
                try:
                    entry = orjson.loads(line)
                except orjson.JSONDecodeError:
                    break
                if not line.endswith(b"\n"):
                    break
                good += len(line)
                self._done[entry["stage"]] = entry
        with self._file.open("r+b") as stream:
            stream.truncate(good)

    def result(self, stage: str) -> dict[str, Any] | None:
        """What a finished stage returned."""
        entry = self._done.get(stage)
        return None if entry is None else entry["result"]

    def run(
        self, stage: str, inputs: dict[str, Any], work: Callable[[Path], dict[str, Any]]
    ) -> tuple[dict[str, Any], Path]:
        """The result of a stage and its folder; the work is done only if it was not before.

        Args:
            stage: e.g. `round-1/select`; also the folder's name.
            inputs: everything the result depends on, JSON-able.
            work: fills the folder it is given and returns a JSON-able result. A folder left by a
                killed attempt with the same inputs is handed to it again as it is; one left by
                other inputs is put aside, so that their work never mixes.

        Raises:
            LedgerError: the stage was finished with other inputs.
        """
        target = self.folder / stage
        digest = blake2b(
            orjson.dumps(inputs, option=orjson.OPT_SORT_KEYS), digest_size=16
        ).hexdigest()
        entry = self._done.get(stage)
        if entry is not None:
            if entry["inputs"] != digest:
                raise LedgerError(
                    f"{stage} was finished in {self.folder} with other settings; "
                    "use another --out, or the settings of then"
                )
            return entry["result"], target
        staging = target.with_name(f".{target.name}.unfinished")
        if target.exists() and not staging.exists():
            target.rename(staging)  # it was complete, but its line was never written
        _claim(staging, digest)
        start = time.monotonic()
        result = work(staging)
        staging.rename(target)
        self._append(stage, digest, result, time.monotonic() - start)
        return result, target

    def _append(self, stage: str, digest: str, result: dict[str, Any], seconds: float) -> None:
        entry = {"stage": stage, "inputs": digest, "result": result, "seconds": round(seconds, 3)}
        with self._file.open("ab") as stream:
            stream.write(orjson.dumps(entry, option=orjson.OPT_APPEND_NEWLINE))
        self._done[stage] = entry

    @property
    def seconds(self) -> dict[str, float]:
        """Wall-clock seconds of every finished stage."""
        return {stage: entry["seconds"] for stage, entry in self._done.items()}


def _claim(staging: Path, digest: str) -> None:
    """Make the folder of an attempt, marked with its inputs; put one of others aside."""
    mark = staging / MARK
    if mark.exists() and (before := mark.read_text(encoding="utf-8")) != digest:
        aside = staging.with_name(f"{staging.name}.{before[:8]}")
        shutil.rmtree(aside, ignore_errors=True)  # of an even earlier attempt at the same
        staging.rename(aside)
    staging.mkdir(parents=True, exist_ok=True)
    mark.write_text(digest, encoding="utf-8")
