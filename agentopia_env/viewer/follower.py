"""Has runs read into their indexes by a process of its own, and knows how far that is."""

from __future__ import annotations

import subprocess
import sys
import threading

import orjson

from agentopia_env.viewer.opened import Opened


class Follower:
    """Keeps indexes up with their runs until it is stopped.

    Args:
        runs: what is read; their indexes lie in one folder.
        following: whether it goes on after the first time.
    """

    def __init__(self, runs: list[Opened], following: bool = True) -> None:
        self._runs, self._following = runs, following
        self._process: subprocess.Popen[bytes] | None = None
        self._listener: threading.Thread | None = None
        self._stopped = False

    def start(self) -> None:
        """Begin."""
        if not self._runs:
            return
        command = [sys.executable, "-m", "agentopia_env.viewer.reading"]
        command += ["follow" if self._following else "once"]
        command += [str(self._runs[0].index.path.parent.resolve())]
        command += [str(run.index.run) for run in self._runs]
        self._process = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        self._listener = threading.Thread(target=self._listen, args=(self._process,), daemon=True)
        self._listener.start()

    def stop(self) -> None:
        """End; what was read up to the last commit stays."""
        self._stopped = True
        if self._process and self._process.stdin and self._listener:
            self._process.stdin.close()
            self._listener.join()

    def _listen(self, process: subprocess.Popen[bytes]) -> None:
        if process.stdout is None:
            return
        with process.stdout as lines:
            for line in lines:
                told = orjson.loads(line)
                self._runs[told.pop("run")].index.hear(told)
        if process.wait() and not self._stopped:
            for run in self._runs:
                run.index.stage = f"failed: the reading ended with exit status {process.returncode}"
