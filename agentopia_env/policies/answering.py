"""From a question to a reply: ask, read, have a bad answer repaired, else take the default.

A bad answer is an event, not an exception: every attempt is reported, and the society goes on.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agentopia_env.errors import ReplyError
from agentopia_env.policies.base import Answer, Answerer
from agentopia_env.policies.cast import Cast
from agentopia_env.questions.base import Question


@dataclass(frozen=True, slots=True)
class Attempt:
    """One answer to one question.

    Attributes:
        question: as it was put; a repair carries the reason of the refusal.
        number: 0 for the first attempt.
        problem: why it could not be used; empty if it was.
    """

    question: Question[Any]
    policy: str
    text: str
    number: int
    problem: str = ""


class Answering:
    """Finds the reply to every question of a society.

    Args:
        cast: who answers for whom.
        on_attempt: is told of every answer, good or bad.
        repairs: how often a bad answer may be mended before the default counts.
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
        answerer = self.cast.of(question.who)
        for number in range(self._repairs + 1):
            reply, problem = self._take(answerer, question, answerer.answer(question), number)
            if problem is None:
                return reply
            question = question.again(problem)
        return question.fallback()

    async def areply(self, question: Question[Any]) -> object:
        """The reply, from any answerer."""
        answerer = self.cast.of(question.who)
        for number in range(self._repairs + 1):
            answer: Answer | str = (
                answerer.answer(question) if answerer.instant else await answerer.aanswer(question)
            )
            text = answer if isinstance(answer, str) else answer.text
            reply, problem = self._take(answerer, question, text, number)
            if problem is None:
                return reply
            question = question.again(problem)
        return question.fallback()

    def _take(
        self, answerer: Answerer, question: Question[Any], text: str, number: int
    ) -> tuple[object, str | None]:
        """Read an answer and report it: the reply, or why there is none."""
        self.asked += 1
        reply, reason = None, None
        try:
            reply = question.receive(text)
        except ReplyError as problem:
            self.refused += 1
            reason = str(problem)
        if self._on_attempt is not None:
            self._on_attempt(Attempt(question, answerer.name, text, number, reason or ""))
        return reply, reason
