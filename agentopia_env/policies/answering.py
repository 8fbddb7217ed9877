"""From a question to a reply: ask, read, have a bad answer repaired, ask the fallback model, else
take the default.

A bad answer is an event, not an exception: every attempt is reported, and the society goes on.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Mapping
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from agentopia_env.errors import ReplyError
from agentopia_env.language import said
from agentopia_env.policies.base import HOPELESS, Answer, Answerer, reader_of
from agentopia_env.policies.cast import Cast
from agentopia_env.prompts.tokens import ANYBODY, Reader
from agentopia_env.questions.base import Question


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer to one question.

    Attributes:
        question: as it was put; a repair carries the reason of the refusal.
        policy: who answered; the fallback model where it had to.
        number: 0 for the first attempt.
        problem: why it could not be used; empty if it was.
        meta: as in `Answer`.
        reader: whom the prompt was cut for.
    """

    question: Question[Any]
    policy: str
    text: str
    number: int
    problem: str = ""
    meta: Mapping[str, Any] = field(default_factory=dict)
    reader: Reader = ANYBODY


Asking: TypeAlias = Generator[tuple[Answerer, Question[Any]], Answer | str, object]
"""Yields whom to ask what, is sent the answer, and returns the reply."""


class Answering:
    """Finds the reply to every question of a society.

    Args:
        cast: who answers for whom.
        on_attempt: is told of every answer, good or bad.
        repairs: how often a bad answer may be mended before the fallback or the default counts.
    """

    def __init__(
        self,
        cast: Cast,
        on_attempt: Callable[[Attempt], object] | None = None,
        repairs: int = 1,
    ) -> None:
        self.cast = cast
        self.asked = 0
        self.refused = 0
        self._on_attempt = on_attempt
        self._repairs = repairs

    def reply(self, question: Question[Any]) -> object:
        """The reply, from an instant answerer."""
        asking = self._asking(question)
        answerer, asked = next(asking)
        while True:
            try:
                answerer, asked = asking.send(answerer.answer(asked))
            except StopIteration as end:
                return end.value

    async def areply(self, question: Question[Any]) -> object:
        """The reply, from any answerer."""
        asking = self._asking(question)
        answerer, asked = next(asking)
        while True:
            given: Answer | str = (
                answerer.answer(asked) if answerer.instant else await answerer.aanswer(asked)
            )
            try:
                answerer, asked = asking.send(given)
            except StopIteration as end:
                return end.value

    def _asking(self, question: Question[Any]) -> Asking:
        answerer, asked = self.cast.of(question.who), question
        number = 0
        for number in range(self._repairs + 1):
            given = yield answerer, asked
            reply, problem, failure = self._take(answerer, asked, given, number)
            if problem is None:
                return reply
            if failure in HOPELESS:
                break
            asked = asked.again(problem)
        spare = self.cast.fallback
        if spare is not None and spare is not answerer:
            given = yield spare, question
            reply, problem, _ = self._take(spare, question, given, number + 1)
            if problem is None:
                return reply
        return question.fallback()

    def _take(
        self, answerer: Answerer, question: Question[Any], given: Answer | str, number: int
    ) -> tuple[object, str | None, str]:
        """Read an answer and report it: the reply, or why there is none; and how it failed."""
        self.asked += 1
        answer = Answer(given) if isinstance(given, str) else given
        reply, reason = None, None
        try:
            if answer.failure:
                raise ReplyError(said(answer.reason, question.world.language))
            reply = question.receive(answer.text)
        except ReplyError as problem:
            self.refused += 1
            reason = str(problem)
        if self._on_attempt is not None:
            how = (number, reason or "", answer.meta, reader_of(answerer))
            self._on_attempt(Attempt(question, answerer.name, answer.text, *how))
        return reply, reason, answer.failure
