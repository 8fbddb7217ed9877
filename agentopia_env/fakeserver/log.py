"""What the server saw: counts of calls, and a line for each in a log file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import orjson

from agentopia_env.errors import RunError
from agentopia_env.fakeserver.chat import Call

GONE = 499
"""Status of a call whose client did not wait for the answer."""


def fingerprint(key: str) -> str:
    """What stands for a key in counts and logs; the key cannot be told from it."""
    return sha256(key.encode("utf-8", "replace")).hexdigest()[:8] if key else "none"


class Log:
    """Counts calls, and writes a line (JSON) for each where a file is given.

    Attributes:
        calls: how many came.
        running: how many are being worked on or wait for it.
        most_running: how many were at once at most.
        most_working: how many were worked on at once at most, those that wait for a slot apart.
        repeated: how many came though the same request had been answered already.

    Raises:
        RunError: the file cannot be written.
    """

    def __init__(self, file: Path | None = None) -> None:
        self.calls = self.running = self.most_running = self.repeated = 0
        self.working = self.most_working = 0
        self._counts: dict[str, Counter[str]] = {
            name: Counter() for name in ("key", "model", "kind", "who", "fault", "form", "status")
        }
        self._tokens: Counter[str] = Counter()
        self._answered: set[str] = set()
        try:
            self._file = file.open("ab") if file else None
        except OSError as error:
            raise RunError(f"{file} cannot be written: {error.strerror}") from error

    def begin(self) -> None:
        """A call has come."""
        self.calls += 1
        self.running += 1
        self.most_running = max(self.most_running, self.running)

    @contextmanager
    def at_work(self) -> Iterator[None]:
        """A call is worked on."""
        self.working += 1
        self.most_working = max(self.most_working, self.working)
        try:
            yield
        finally:
            self.working -= 1

    def repeat(self, call: Call) -> None:
        """Note whether the request of a call had been answered already."""
        self.repeated += call.request in self._answered

    def end(self, call: Call, key: str, status: int, cached: int, seconds: float) -> None:
        """A call is over: answered, failed, or its client has gone."""
        self.running -= 1
        message = call.message
        line: dict[str, Any] = {
            "number": self.calls,
            "request": call.request,
            "attempt": call.attempt,
            "key": key,
            "model": call.model,
            "kind": call.kind,
            "who": call.who,
            "when": call.when,
            "fault": call.fault,
            "status": status,
            "form": message.form if message else "",
            "finish": message.finish if message else "",
            "prompt_tokens": call.prompt_tokens,
            "completion_tokens": call.completion_tokens if status == 200 else 0,
            "cached_tokens": cached,
            "seconds": round(seconds, 4),
        }
        for name, counter in self._counts.items():
            counter[str(line[name])] += 1
        for name in ("prompt_tokens", "completion_tokens", "cached_tokens"):
            self._tokens[name] += line[name]
        if status == 200:
            self._answered.add(call.request)
        self._write(line)

    def reject(self, key: str, status: int) -> None:
        """A call was refused before it was read."""
        self.running -= 1
        self._counts["status"][str(status)] += 1
        self._counts["key"][key] += 1
        self._write({"number": self.calls, "key": key, "status": status})

    def _write(self, line: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.write(orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE))
            self._file.flush()

    def metrics(self) -> dict[str, Any]:
        """Everything counted so far."""
        return {
            "calls": self.calls,
            "running": self.running,
            "most_running": self.most_running,
            "most_working": self.most_working,
            "requests": len(self._answered),
            "repeated": self.repeated,
            "tokens": dict(self._tokens),
            **{name: dict(counter) for name, counter in self._counts.items()},
        }

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()
            self._file = None
