"""Answers that are kept as they arrive, within limits of money and time."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from agentopia_env.errors import LimitError
from agentopia_env.policies.base import Answer, Answerer
from agentopia_env.policies.cast import Cast
from agentopia_env.questions.base import Question
from agentopia_env.spending import Price
from agentopia_env.store.behind import behind
from agentopia_env.store.journal import Journal


@dataclass(frozen=True, slots=True)
class Limits:
    """When a run stops, to be resumed with more.

    Attributes:
        cost: money that the run may cost, earlier processes included (None: any).
        seconds: for which this process may run (None: any).
        prices: of a million tokens by the name of the model.
    """

    cost: float | None = None
    seconds: float | None = None
    prices: Mapping[str, Price] = field(default_factory=dict)


class Desk:
    """Where the answers of a run come in: kept in its journal, counted, and within its limits.

    Attributes:
        under_way: calls that have no answer yet.
        answered: answers that came in, without those found in the journal.
    """

    def __init__(self, journal: Journal, limits: Limits) -> None:
        self.journal = journal
        self.under_way = 0
        self.answered = 0
        self._limits = limits
        self._began = time.monotonic()
        self._idle = asyncio.Event()

    @property
    def cost(self) -> float:
        """Money spent in this run, earlier processes included."""
        return self.journal.spending.cost(self._limits.prices)

    @property
    def priced(self) -> bool:
        """Whether there are prices to count by."""
        return any(price != Price() for price in self._limits.prices.values())

    @property
    def seconds(self) -> float:
        """For which this process has run."""
        return time.monotonic() - self._began

    def at(self, cast: Cast) -> Cast:
        """The cast with everybody who is not instant answering at this desk."""
        return behind(cast, self.ask)

    async def ask(self, answerer: Answerer, question: Question[Any]) -> Answer | str:
        """The answer: from the journal if it has it, else asked for and kept.

        Raises:
            LimitError: a limit is reached and no call is under way any more.
        """
        place = self.journal.place(question.key, answerer.name)
        found = self.journal.find(place)
        if found is not None:
            return found
        await self._stop_at_limit()
        self.under_way += 1
        self._idle.clear()
        try:
            answer = await answerer.aanswer(question)
            self.journal.add(place, answer)
        finally:
            self.under_way -= 1
            if not self.under_way:
                self._idle.set()
        self.answered += 1
        return answer

    async def _stop_at_limit(self) -> None:
        reached = self._reached()
        if reached:
            if self.under_way:
                await self._idle.wait()
            raise LimitError(reached)

    def _reached(self) -> str:
        """Which limit is reached; empty if none is."""
        most, longest = self._limits.cost, self._limits.seconds
        if most is not None and self.cost >= most:
            return f"{self.cost:.2f} of {most:.2f} are spent (--max-cost)"
        if longest is not None and self.seconds >= longest:
            return f"{longest / 3600:g} hours have passed (--max-hours)"
        return ""
