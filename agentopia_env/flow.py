"""The society as generators that ask questions, and three ways of finding the answers.

A flow never awaits, never opens a file and never knows who answers it. It yields a `Question`
and is sent the reply to it, or a `Together` of steps that happen side by side and is sent their
results in the order given, or a `StageEnd` when everything before it has been applied.

    play()      answers at once, in order: heuristics, replays
    drive()     asynchronous, every step begins when it can: models
    Lockstep    shows every open question, then takes every answer: the RL environments

Whoever answers, a society comes out the same: steps that would see one another's changes keep
their order, and all others share nothing that changes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable, Generator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any, Protocol, TypeAlias, TypeVar

from agentopia_env.clock import Moment
from agentopia_env.steps import Order, Step

T = TypeVar("T")

URGENCY: ContextVar[int] = ContextVar("urgency", default=0)
"""While `drive` has a question answered: how long a chain of questions hangs on it, about. Where
places are scarce the longest goes first (see `agentopia_env.policies.slots`)."""


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
    """Steps that happen at the same time, as far as they have nothing in common."""

    steps: Sequence[Step]


@dataclass(frozen=True, slots=True)
class StageEnd:
    """A stage is over and its consequences are in the society: the moment to keep or fork it."""

    moment: Moment


Flow: TypeAlias = Generator[Any, Any, T]
"""A generator of `Question | Together | StageEnd` that returns a `T`."""


def together(flows: Sequence[Flow[T]]) -> Flow[list[T]]:
    """Let flows that have nothing in common happen at the same time; results in the order given."""
    return (yield from in_turn([Step(flow) for flow in flows]))


def in_turn(steps: Sequence[Step]) -> Flow[list[Any]]:
    """Let every step begin when it can; results in the order given."""
    if not steps:
        return []
    results: list[Any] = yield Together(steps)
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
            asked = send(reply)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        if isinstance(asked, Together):
            reply = [play(step.flow, answer) for step in asked.steps]
        elif isinstance(asked, StageEnd):
            reply = stage_end(asked.moment)
        else:
            reply = answer(asked)


async def drive(
    flow: Flow[T],
    answer: Callable[[Any], Awaitable[object]],
    stage_end: Callable[[Moment], object] = lambda moment: None,
    span: int = 1,
    beyond: int = 0,
) -> T:
    """Run a flow to its end; every step in it begins as soon as it can.

    Args:
        flow: what happens.
        answer: finds a reply; `URGENCY` is set while it does.
        stage_end: is told of every stage that ends.
        span: about how many questions the flow asks one after another.
        beyond: about how many are asked one after another when it has ended.
    """
    reply: object = None
    while True:
        try:
            asked = flow.send(reply)
        except StopIteration as end:
            return end.value  # type: ignore[no-any-return]
        if isinstance(asked, Together):
            reply = await _side_by_side(asked.steps, answer, max(0, span - 1) + beyond)
        elif isinstance(asked, StageEnd):
            reply = stage_end(asked.moment)
            continue
        else:
            URGENCY.set(max(1, span) + beyond)
            reply = await answer(asked)
        span -= 1


async def _side_by_side(
    steps: Sequence[Step], answer: Callable[[Any], Awaitable[object]], beyond: int
) -> list[Any]:
    """Results of steps, each of which begins when those it waits for have ended.

    Raises:
        Exception: the first that a step raised, when no other one is running any more.
    """
    order = Order(steps)
    chains = order.chains(beyond)
    results: list[Any] = [None] * len(steps)

    async def run(number: int) -> None:
        step = steps[number]
        results[number] = await drive(
            step.flow, answer, span=step.span, beyond=chains[number] - step.span
        )
        for ready in order.end(number):
            tasks.create_task(run(ready))

    failure: BaseException | None = None
    try:
        async with asyncio.TaskGroup() as tasks:
            for number in order.begin():
                tasks.create_task(run(number))
    except BaseExceptionGroup as failures:
        failure = _first(failures)
    if failure is not None:
        raise failure  # here, so that it does not bear the group as its context
    return results


def _first(failures: BaseExceptionGroup[BaseException]) -> BaseException:
    """The first exception of a group that is no group itself."""
    failure: BaseException = failures
    while isinstance(failure, BaseExceptionGroup):
        failure = failure.exceptions[0]
    return failure


@dataclass(slots=True)
class _Branch:
    flow: Flow[Any]
    parent: _Branch | None = None
    number: int = 0
    steps: Sequence[Step] = ()
    order: Order | None = None
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
                asked = branch.flow.send(value)
            except StopIteration as end:
                self._finish(branch, end.value)
                return
            if isinstance(asked, StageEnd):
                self._stage_end(asked.moment)
                value = None
                continue
            if not isinstance(asked, Together):
                branch.question = asked
                self._open.append(branch)
                return
            if not asked.steps:
                value = []
                continue
            branch.steps, branch.order = asked.steps, Order(asked.steps)
            branch.results, branch.waiting = [None] * len(asked.steps), len(asked.steps)
            self._begin(branch, branch.order.begin())
            return

    def _begin(self, branch: _Branch, numbers: Sequence[int]) -> None:
        for number in numbers:
            self._advance(_Branch(branch.steps[number].flow, branch, number), None)

    def _finish(self, branch: _Branch, value: object) -> None:
        parent = branch.parent
        if parent is None:
            self.result = value
            return
        assert parent.order is not None
        parent.results[branch.number] = value
        parent.waiting -= 1
        if parent.waiting:
            self._begin(parent, parent.order.end(branch.number))
        else:
            self._advance(parent, parent.results)
