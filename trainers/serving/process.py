"""A server program of our own: started under a guard, waited for, ended for certain."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from http.client import HTTPException
from pathlib import Path
from urllib.request import urlopen

from trainers.serving import guard
from trainers.serving.base import ServingError

Progress = Callable[[str], None]
"""Told now and then, in words, what is being waited for."""
TAIL = 25
"""Lines of the log that an error quotes."""
REPORT = 10.0
"""Seconds between two reports of progress."""


class ServerProcess:
    """A program that serves HTTP on this machine, and cannot outlive this process.

    Args:
        command: the program and its arguments.
        environment: added to this process's own.
        log: file that receives the program's output (appended to).
        grace: seconds between asking the program to end and killing it.
    """

    def __init__(
        self,
        command: Sequence[str],
        log: Path,
        environment: Mapping[str, str] | None = None,
        grace: float = 10.0,
    ) -> None:
        self.log = log
        self._grace = grace
        log.parent.mkdir(parents=True, exist_ok=True)
        with log.open("ab") as output:
            self._start = output.tell()
            self._guard = subprocess.Popen(
                [sys.executable, "-I", guard.__file__, str(grace), *command],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=output,
                env={**os.environ, **(environment or {})},
                start_new_session=True,
            )
        assert self._guard.stdout is not None
        line = self._guard.stdout.readline().strip()
        self.pid = int(line) if line else None
        if self.pid is None:
            self.stop()
            raise ServingError(f"{command[0]} could not be started.{self.tail()}")

    @property
    def running(self) -> bool:
        """Whether the program has not ended (its guard may still be ending what it left)."""
        if self.pid is None or self._guard.poll() is not None:
            return False
        try:
            os.kill(self.pid, 0)
        except ProcessLookupError:
            return False
        return True

    def wait_until_healthy(
        self, url: str, timeout: float, progress: Progress = lambda text: None
    ) -> None:
        """Wait until `url` answers 200.

        Raises:
            ServingError: the program ended or took too long; with the end of its log. The program
                is stopped then.
        """
        start = told = time.monotonic()
        while not self._healthy(url):
            now = time.monotonic()
            if not self.running:
                self.stop()
                status = self._guard.returncode
                raise ServingError(f"The server ended with status {status}.{self.tail()}")
            if now - start > timeout:
                self.stop()
                raise ServingError(
                    f"The server was not healthy after {timeout:.0f} s and was stopped; "
                    f"raise start_timeout if it was still loading.{self.tail()}"
                )
            if now - told >= REPORT:
                told = now
                progress(f"waiting for the server, {now - start:.0f} s: {self._last_line()}")
            time.sleep(0.25)

    def tail(self) -> str:
        """The end of the log since the start, introduced, to be put behind an error's sentence."""
        lines = self._lines()[-TAIL:]
        quoted = "\n".join(f"  | {line}" for line in lines) or "  | (nothing)"
        return f"\nThe end of {self.log}:\n{quoted}"

    def stop(self) -> None:
        """End the program and everything it started; may be called again."""
        assert self._guard.stdin is not None
        assert self._guard.stdout is not None
        self._guard.stdin.close()
        try:
            self._guard.wait(self._grace + 10.0)
        except subprocess.TimeoutExpired:
            self._guard.kill()
            self._guard.wait()
        if self._guard.returncode < 0 and self.pid is not None:
            _kill_group(self.pid)
        self._guard.stdout.close()

    def _healthy(self, url: str) -> bool:
        try:
            with urlopen(url, timeout=2.0) as answer:
                return bool(answer.status == 200)
        except (OSError, HTTPException):
            return False

    def _lines(self) -> list[str]:
        with self.log.open("rb") as file:
            file.seek(self._start)
            text = file.read().decode("utf-8", "replace")
        return [line.rstrip()[:300] for line in text.splitlines() if line.strip()]

    def _last_line(self) -> str:
        return (self._lines() or ["(no output yet)"])[-1]


def free_port() -> int:
    """A port of 127.0.0.1 that nobody listens on now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _kill_group(group: int) -> None:
    """What is left to do where the guard itself was killed."""
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return
