"""The process that reads runs into their indexes, telling in lines of JSON how far it is.

It is one of its own so that pages never wait for it; it ends when what started it closes its input.
"""

from __future__ import annotations

import os
import signal
import sqlite3
import sys
import threading
import time
from contextlib import suppress
from functools import partial
from pathlib import Path

import orjson

from agentopia_env.viewer.documents import addresses, whole, written
from agentopia_env.viewer.index import Index
from agentopia_env.viewer.opened import Opened

EVERY = 1.0
"""Seconds between two looks at a run."""
UNMARKED = 10.0
"""Seconds where a run does not tell that it has gone on, so that all its files are looked at."""
TOLD = 0.2
"""Seconds between two reports of the same stage."""
AT_REST = 60.0
"""Seconds after which a run that has not gone on is taken to have stopped."""


class Reading:
    """Keeps indexes up with their runs.

    Args:
        runs: what it reads.
        following: whether it goes on after the first time.
    """

    def __init__(self, runs: list[Opened], following: bool) -> None:
        self._runs, self._following = runs, following
        self._seen: dict[int, object] = {}
        self._told: dict[int, tuple[object, float]] = {}
        for run in runs:
            run.index.told = partial(self._tell, run.number)

    def work(self) -> None:
        """Read, again and again if it follows."""
        while True:
            for run in self._runs:
                self._look(run)
            if not self._following:
                return
            time.sleep(EVERY)

    def _look(self, run: Opened) -> None:
        """Read what there is, if there is anything; a failure is told, and tried again later."""
        now = _last_change(run) or int(time.monotonic() / UNMARKED)
        if self._seen.get(run.number) == now:
            return
        try:
            grown = run.index.update()
            self._seen[run.number] = now
            if grown or run.index.document("days.json") is None:
                run.forget()
                _prepare(run)
        except (OSError, sqlite3.Error) as error:
            run.index.stage = f"failed: {error}"
            self._tell(run.number, run.index)

    def _tell(self, run: int, index: Index) -> None:
        """Write how far a run is read, unless the same was told a moment ago."""
        now = time.monotonic()
        what = index.version, index.stage, index.anew
        before, at = self._told.get(run, (None, 0.0))
        if what == before and now < at + TOLD:
            return
        self._told[run] = what, now
        sys.stdout.buffer.write(orjson.dumps({"run": run, **index.progress()}) + b"\n")
        sys.stdout.buffer.flush()


def _prepare(run: Opened) -> None:
    """Make what every page needs of a run that does not go on, so that it opens at once."""
    changed = _last_change(run)
    going_on = changed is not None and time.time() < changed[0] / 1e9 + AT_REST
    if going_on and not run.checkpoint.get("finished"):
        return
    for address in addresses():
        if run.index.document(address) is None:
            run.index.keep(address, written(whole(run, address) or {}))


def _last_change(run: Opened) -> tuple[int, int] | None:
    """What a run of ours changes with every commit; None where there is no such thing."""
    try:
        found = (run.path / "checkpoint.json").stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size


def _end_with_input() -> None:
    sys.stdin.buffer.read()
    os._exit(0)


def main() -> None:
    """Read the runs that the arguments name: `follow` or `once`, the indexes' folder, the runs."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # the terminal sends it; the server ends this
    threading.Thread(target=_end_with_input, daemon=True).start()
    with suppress(AttributeError, OSError):
        os.nice(10)  # a run on the same machine goes first
    how, folder, *paths = sys.argv[1:]
    runs = [
        Opened(number, path, Path(path), Index(Path(path), Path(folder)))
        for number, path in enumerate(paths)
    ]
    Reading(runs, how == "follow").work()


if __name__ == "__main__":
    main()
