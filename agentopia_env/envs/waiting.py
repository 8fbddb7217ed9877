"""Waiting for answers that take time, from code that does not await."""

from __future__ import annotations

import asyncio
import weakref
from collections.abc import Coroutine
from threading import Thread
from typing import Any, TypeVar

T = TypeVar("T")


class Waiting:
    """One event loop in a thread of its own, started when it is first needed.

    `asyncio.run` would fail inside a notebook, where a loop is running already, and would make a
    new loop for every step, while clients of model servers keep connections that belong to one.
    """

    def __init__(self) -> None:
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: weakref.finalize[[asyncio.AbstractEventLoop, Thread], Waiting] | None = None

    def result(self, work: Coroutine[Any, Any, T]) -> T:
        """What a coroutine returns; it is cancelled if the wait is interrupted."""
        future = asyncio.run_coroutine_threadsafe(work, self._running())
        try:
            return future.result()
        except BaseException:
            future.cancel()
            raise

    def close(self) -> None:
        """End the thread; a later `result` starts a new one."""
        if self._stop is not None:
            self._stop()
        self._loop = self._stop = None

    def _running(self) -> asyncio.AbstractEventLoop:
        if self._loop is None:
            self._loop = asyncio.new_event_loop()
            thread = Thread(target=self._loop.run_forever, name="agentopia-answers", daemon=True)
            thread.start()
            self._stop = weakref.finalize(self, _end, self._loop, thread)
        return self._loop


def _end(loop: asyncio.AbstractEventLoop, thread: Thread) -> None:
    loop.call_soon_threadsafe(loop.stop)
    thread.join()
    loop.close()
