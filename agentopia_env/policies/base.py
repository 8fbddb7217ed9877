"""The protocol of whoever answers questions: for a person (policy) or for the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from agentopia_env.questions.base import Question


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer and how it came about.

    Attributes:
        meta: model, sampling, usage (input_tokens, output_tokens, cached_tokens), finish_reason,
            latency_s, attempts; as far as they are known.
    """

    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)


class Answerer(Protocol):
    """Answers questions with text.

    An instant answerer computes its answers (rules, scripts, replays) and is asked through
    `answer`; any other one waits for something (a model server) and is asked through `aanswer`.
    The same question must not be answered differently because of when or in which order it comes.
    """

    @property
    def name(self) -> str:
        """What the run's records call it."""

    @property
    def instant(self) -> bool:
        """Whether `answer` may be called instead of `aanswer`."""

    def answer(self, question: Question[Any]) -> str:
        """The text of the answer, at once."""

    async def aanswer(self, question: Question[Any]) -> str:
        """The text of the answer, when it is there."""
