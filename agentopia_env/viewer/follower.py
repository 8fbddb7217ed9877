"""Reads runs into their indexes, and reads on what they add, behind everything else."""

from __future__ import annotations

import os
import sqlite3
import threading
import time
from contextlib import suppress

from agentopia_env.viewer.documents import addresses, whole, written
from agentopia_env.viewer.opened import Opened

EVERY = 1.0
"""Seconds between two looks at a run."""
UNMARKED = 10.0
"""Seconds where a run does not tell that it has gone on, so that all its files are looked at."""


class Follower:
    """A thread that keeps indexes up with their runs.

    Args:
        runs: what it reads.
        following: whether it goes on after the first time.
    """

    def __init__(self, runs: list[Opened], following: bool = True) -> None:
        self._runs, self._following = runs, following
        self._seen: dict[int, object] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._work, daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def stop(self) -> None:
        """End, with what is being read now."""
        self._stop.set()
        self._thread.join(timeout=5)

    def _work(self) -> None:
        _stand_back()
        while not self._stop.is_set():
            for run in self._runs:
                self._look(run)
            if not self._following:
                return
            self._stop.wait(EVERY)

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
                self._prepare(run)
        except (OSError, sqlite3.Error) as error:
            run.index.stage = f"failed: {error}"

    def _prepare(self, run: Opened) -> None:
        """Make what every page needs of a run that is at its end, so that it opens at once."""
        if not run.checkpoint.get("finished"):
            return
        for address in addresses():
            if run.index.document(address) is None:
                body = written(whole(run, address) or {})
                run.index.keep(address, body, run.index.version)


def _stand_back() -> None:
    """Give way to a run on the same machine; only Linux has priorities for threads."""
    with suppress(AttributeError, OSError):
        os.setpriority(os.PRIO_PROCESS, threading.get_native_id(), 15)


def _last_change(run: Opened) -> tuple[int, int] | None:
    """What a run of ours changes with every commit; None where there is no such thing."""
    try:
        found = (run.path / "checkpoint.json").stat()
    except OSError:
        return None
    return found.st_mtime_ns, found.st_size
