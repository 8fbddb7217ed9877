"""An event loop whose clock jumps to the next thing that happens: waiting takes no time at all.

    virtual.run(main())            as asyncio.run, and what it took by that clock

What a program does between two waits counts as nothing, so the clock shows how long its waiting
would have taken: exactly, and the same on every machine.
"""

from __future__ import annotations

import asyncio
import selectors
from collections.abc import Coroutine
from typing import Any, TypeVar

T = TypeVar("T")


class _Impatient(selectors.DefaultSelector):
    """Never waits; adds up how long it would have."""

    waited = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        """What is ready; if nothing is, the time that was to be waited has passed."""
        ready = super().select(0)
        if ready or timeout is None or timeout <= 0:
            return ready or super().select(timeout)
        self.waited += timeout
        return ready


class VirtualLoop(asyncio.SelectorEventLoop):
    """An event loop on a clock of its own that begins at 0."""

    def __init__(self) -> None:
        self._impatient = _Impatient()
        super().__init__(self._impatient)

    def time(self) -> float:
        """Seconds waited so far."""
        return self._impatient.waited


def run(main: Coroutine[Any, Any, T]) -> tuple[T, float]:
    """Run to the end; the result, and the seconds that passed on the loop's clock."""
    with asyncio.Runner(loop_factory=VirtualLoop) as runner:
        result = runner.run(main)
        return result, runner.get_loop().time()
