"""How many requests a server gets at once, and whether it gets any.

The limit grows while the server keeps up: with every answer at first, later by one for a whole
round of answers, and not while answers take much longer than they did. Trouble halves it. When
nothing but trouble comes back, the server counts as gone: everybody waits, one request at a time
looks whether it is back, and the first that succeeds lets all go on.
"""

from __future__ import annotations

import asyncio
import heapq
import random
import time
from collections.abc import Callable
from dataclasses import dataclass

from agentopia_env.flow import URGENCY
from agentopia_env.policies.chat.wire import CallError

FIRST_LIMIT = 16
"""Requests in flight to begin with."""
GONE_AFTER = 5
"""Failures in a row after which a server counts as gone."""
SLOW = 3.0
"""How much longer than usual answers take when the limit stops growing."""
FIRST_PAUSE, LONGEST_PAUSE = 1.0, 60.0
"""Seconds between two looks at a server that is gone."""


@dataclass(frozen=True, slots=True)
class Ticket:
    """Leave to send one request.

    Attributes:
        era: number of halvings before it; a failure halves once for all that ran beside it.
        probe: whether it is to find out if the server is back.
    """

    era: int
    probe: bool


class Gate:
    """Lets requests to one server pass; belongs to one event loop.

    Args:
        most: requests in flight at any time.
        tell: is told when the server goes and when it is back.
        clock: seconds, monotonic.
    """

    def __init__(
        self,
        most: int,
        tell: Callable[[str], object],
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.most = most
        self.limit = float(min(FIRST_LIMIT, most))
        self.active = 0
        self.successes = 0
        self.gone_since: float | None = None
        self._tell, self._clock = tell, clock
        self._waiting: list[tuple[int, int, asyncio.Future[Ticket]]] = []
        self._arrivals = 0
        self._era = self._streak = 0
        self._growing_fast = True
        self._hold_until = 0.0
        self._pause = FIRST_PAUSE
        self._timer: asyncio.TimerHandle | None = None
        self._latency: float | None = None
        self._usual: float | None = None

    async def enter(self) -> Ticket:
        """Wait for leave to send a request; give it back with `answered`, `failed` or `left`."""
        if not self._waiting and self._open():
            return self._admit()
        future: asyncio.Future[Ticket] = asyncio.get_running_loop().create_future()
        self._arrivals += 1
        heapq.heappush(self._waiting, (-URGENCY.get(), self._arrivals, future))
        self._wake()
        try:
            return await future
        except asyncio.CancelledError:
            if future.done() and not future.cancelled():
                self.left()
            raise

    def answered(self, took: float | None = None) -> None:
        """The server answered, be it with a refusal; `took` seconds if it generated a text."""
        self.active -= 1
        self.successes += 1
        self._streak = 0
        if self.gone_since is not None:
            self._tell(f"is back after {self._clock() - self.gone_since:.0f} s; going on")
            self.gone_since, self._hold_until, self._pause = None, 0.0, FIRST_PAUSE
        if took is not None:
            self._grow(took)
        self._wake()

    def failed(self, ticket: Ticket, error: CallError) -> None:
        """The request failed in a way that may pass."""
        self.active -= 1
        self._streak += 1
        now = self._clock()
        if ticket.era == self._era:
            self._era += 1
            self.limit = max(1.0, self.limit / 2)
            self._growing_fast = False
        if error.retry_after:
            self._hold_until = max(self._hold_until, now + error.retry_after)
        if self.gone_since is None and self._streak >= GONE_AFTER:
            self.gone_since = now
            self._tell(f"does not answer ({error}); waiting until it is back")
            self._hold(now)
        elif ticket.probe:
            self._pause = min(LONGEST_PAUSE, self._pause * 2)
            self._hold(now)
        self._wake()

    def left(self) -> None:
        """The request was given up before it was known how it ended."""
        self.active -= 1
        self._wake()

    @property
    def gone_for(self) -> float:
        """Seconds since when the server is gone; 0 while it is there."""
        return 0.0 if self.gone_since is None else self._clock() - self.gone_since

    def _hold(self, now: float) -> None:
        """Let nobody through for a while."""
        self._hold_until = max(self._hold_until, now + self._pause * random.uniform(0.8, 1.2))

    def _open(self) -> bool:
        if self._clock() < self._hold_until:
            return False
        return self.active < (1 if self.gone_since is not None else int(self.limit))

    def _admit(self) -> Ticket:
        self.active += 1
        return Ticket(self._era, self.gone_since is not None)

    def _wake(self) -> None:
        """Let in whoever may come in: on whom the longest chain waits, then who came first."""
        while self._waiting and self._open():
            _, _, future = heapq.heappop(self._waiting)
            if not future.done():
                future.set_result(self._admit())
        held = self._hold_until - self._clock()
        if self._waiting and held > 0 and self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(held, self._held)

    def _held(self) -> None:
        self._timer = None
        self._wake()

    def _grow(self, took: float) -> None:
        """Widen the limit if this answer came about as fast as answers usually do.

        The usual time is the shortest smoothed one; it is forgotten slowly, since longer questions
        come and stay.
        """
        smoothed = took if self._latency is None else 0.9 * self._latency + 0.1 * took
        usual = smoothed if self._usual is None else min(smoothed, self._usual * 1.002)
        self._latency, self._usual = smoothed, usual
        used = bool(self._waiting) or self.active + 1 >= self.limit / 2
        if smoothed > SLOW * usual or not used:
            return
        self.limit = min(
            float(self.most), self.limit + (1.0 if self._growing_fast else 1.0 / self.limit)
        )
