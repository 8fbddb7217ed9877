"""A limited number of places for calls under way; the most urgent call gets the next free one."""

from __future__ import annotations

import asyncio
import heapq
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from agentopia_env.flow import URGENCY


class Slots:
    """Places at a model server.

    Urgent is a call on which a long chain of others hangs (`flow.URGENCY`), so that no long chain
    is left over when everything else is done; among equals the first come goes first.

    Args:
        limit: how many places there are; it can be set.

    Attributes:
        busy: how many are taken.
    """

    def __init__(self, limit: int) -> None:
        self.busy = 0
        self._limit = limit
        self._waiting: list[tuple[int, int, asyncio.Future[None]]] = []
        self._number = 0

    @property
    def limit(self) -> int:
        """How many places there are. Fewer than are taken: none is given until enough are free."""
        return self._limit

    @limit.setter
    def limit(self, limit: int) -> None:
        self._limit = limit
        self._admit()

    @property
    def waiting(self) -> int:
        """How many wait for a place."""
        return sum(not place.done() for _, _, place in self._waiting)

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Hold a place, waiting until there is one."""
        await self._take()
        try:
            yield
        finally:
            self.busy -= 1
            self._admit()

    async def _take(self) -> None:
        if self.busy < self._limit and not self._waiting:
            self.busy += 1
            return
        self._number += 1
        place = asyncio.get_running_loop().create_future()
        heapq.heappush(self._waiting, (-URGENCY.get(), self._number, place))
        try:
            await place
        except asyncio.CancelledError:
            if place.done() and not place.cancelled():
                self.busy -= 1
                self._admit()
            raise

    def _admit(self) -> None:
        while self._waiting and self.busy < self._limit:
            _, _, place = heapq.heappop(self._waiting)
            if not place.done():
                self.busy += 1
                place.set_result(None)
