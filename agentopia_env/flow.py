"""The society as generators that ask questions, and three ways of finding the answers.

A flow never awaits, never opens a file and never knows who answers it. It yields a `Question`
and is sent the reply to it, or a `Together` of flows that happen at the same time and is sent
their results in the order given, or a `StageEnd` when everything before it has been applied.

    play()      answers at once, in order: heuristics, replays
    drive()     asynchronous, simultaneous flows proceed at their own pace: models
    Lockstep    shows every open question, then takes every answer: the RL environments
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypeVar

from agentopia_env.clock import Moment

T = TypeVar("T")


class Question(Protocol):
    """One decision that someone has to make (see `agentopia_env.questions`)."""

    @property
    def who(self) -> str:
        """Who decides: a person's name, or the environment."""

    @property
    def when(self) -> Moment:
        """The stage in which the question is put."""


@dataclass(frozen=True, slots=True)
class Together:
    """Flows that happen at the same time and share nothing that changes meanwhile."""

    flows: Sequence[Flow[Any]]


@dataclass(frozen=True, slots=True)
class StageEnd:
    """A stage is over and its consequences are in the society: the moment to keep or fork it."""

    moment: Moment


Flow: TypeAlias = Generator[Any, Any, T]
"""A generator of `Question | Together | StageEnd` that returns a `T`."""


def together(flows: Sequence[Flow[T]]) -> Flow[list[T]]:
    """Let flows happen at the same time and return their results in the order given."""
    if not flows:
        return []
    results: list[T] = yield Together(flows)
    return results


def play(
    flow: Flow[T],
    answer: Callable[[Any], object],
    stage_end: Callable[[Moment], object] = lambda moment: None,
) -> T:
    """Run a flow to its end with a function that replies at once."""
    send = flow.send
    reply: object = None
    while True:
        try:
            step = send(reply)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        if isinstance(step, Together):
            reply = [play(child, answer) for child in step.flows]
        elif isinstance(step, StageEnd):
            reply = stage_end(step.moment)
        else:
            reply = answer(step)


async def drive(
    flow: Flow[T],
    answer: Callable[[Any], Awaitable[object]],
    stage_end: Callable[[Moment], object] = lambda moment: None,
) -> T:
    """Run a flow to its end, letting simultaneous flows proceed at their own pace."""
    reply: object = None
    while True:
        try:
            step = flow.send(reply)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        if isinstance(step, Together):
            reply = await _gather([drive(child, answer) for child in step.flows])
        elif isinstance(step, StageEnd):
            reply = stage_end(step.moment)
        else:
            reply = await answer(step)


async def _gather(flows: Sequence[Awaitable[T]]) -> list[T]:
    """`asyncio.gather` that leaves no sibling running when one of them fails."""
    tasks = [asyncio.ensure_future(flow) for flow in flows]
    try:
        return list(await asyncio.gather(*tasks))
    except BaseException:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        raise


@dataclass(slots=True)
class _Branch:
    flow: Flow[Any]
    parent: _Branch | None = None
    slot: int = 0
    results: list[Any] = field(default_factory=list)
    waiting: int = 0
    question: Any = None


class Lockstep:
    """Run a flow in rounds: show every open question, then take every reply at once.

    Attributes:
        result: what the flow returned, once `done`.
    """

    def __init__(
        self, flow: Flow[Any], stage_end: Callable[[Moment], object] = lambda moment: None
    ) -> None:
        self.result: object = None
        self._stage_end = stage_end
        self._open: list[_Branch] = []
        self._advance(_Branch(flow), None)

    @property
    def pending(self) -> list[Any]:
        """The open questions, in a fixed order."""
        return [branch.question for branch in self._open]

    @property
    def done(self) -> bool:
        """Whether the flow has ended."""
        return not self._open

    def reply(self, replies: Sequence[object]) -> None:
        """Send one reply per open question, in the order of `pending`."""
        branches, self._open = self._open, []
        for branch, reply in zip(branches, replies, strict=True):
            self._advance(branch, reply)

    def _advance(self, branch: _Branch, value: object) -> None:
        while True:
            try:
                step = branch.flow.send(value)
            except StopIteration as end:
                self._finish(branch, end.value)
                return
            if isinstance(step, StageEnd):
                self._stage_end(step.moment)
                value = None
                continue
            if not isinstance(step, Together):
                branch.question = step
                self._open.append(branch)
                return
            if not step.flows:
                value = []
                continue
            branch.results, branch.waiting = [None] * len(step.flows), len(step.flows)
            for slot, child in enumerate(step.flows):
                self._advance(_Branch(child, branch, slot), None)
            return

    def _finish(self, branch: _Branch, value: object) -> None:
        parent = branch.parent
        if parent is None:
            self.result = value
            return
        parent.results[branch.slot] = value
        parent.waiting -= 1
        if parent.waiting == 0:
            self._advance(parent, parent.results)
