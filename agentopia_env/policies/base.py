"""The protocol of whoever answers questions: for a person (policy) or for the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from agentopia_env.language import Phrase
from agentopia_env.prompts.tokens import ANYBODY, Reader
from agentopia_env.questions.base import Question

FAILURES: dict[str, str] = {
    "length": Phrase("it was cut off at the longest an answer may be; answer more briefly"),
    "empty": Phrase("it was empty"),
    "filtered": Phrase("a content filter withheld it; put it differently"),
    "refused": Phrase("it declined to answer; this is a decision of the person or world you play"),
    "repetition": Phrase("it repeated itself over and over; say it once"),
    "language": Phrase("it was written in another language than the world's"),
    "malformed": Phrase("the model's function call could not be read"),
    "too_long": Phrase("the question is longer than what the model can read"),
    "rejected": Phrase("the server refuses this question"),
    "unavailable": Phrase("the server failed on this question again and again"),
}
"""What can keep a generation from being an answer, with the reason the model is told."""
HOPELESS = frozenset(("too_long", "rejected", "unavailable"))
"""Failures that asking the same model again would not mend."""


@dataclass(frozen=True, slots=True)
class Answer:
    """What an answerer came back with.

    Attributes:
        text: as it is read; what is left of a failed generation, which nobody reads.
        meta: how it came about, where a model gave it: `model`, `sampling`, `usage`
            (`input_tokens`, `output_tokens`, `cached_tokens`), `finish_reason`, `reasoning`
            (shortened), `failure` (a key of `FAILURES`) and `reason`; further `latency_s`,
            `attempts` and `errors`, which the clock and not the seed decides. Plain JSON.
    """

    text: str
    meta: Mapping[str, Any] = field(default_factory=dict)

    @property
    def failure(self) -> str:
        """Why the generation failed; empty where there is a text to read."""
        return str(self.meta.get("failure", ""))

    @property
    def reason(self) -> str:
        """The failure in words for whoever answered."""
        given = self.meta.get("reason")
        return str(given) if given else FAILURES.get(self.failure, self.failure)


class Answerer(Protocol):
    """Answers questions with text.

    An instant answerer computes its answers (rules, scripts, replays) and is asked through
    `answer`; any other one waits for something (a model server) and is asked through `aanswer`.
    The same question must not be answered differently because of when or in which order it comes.
    One that holds connections has `async def aclose()`, which is called when a society has lived.
    One that is sent prompts cut for it has their `reader`.
    """

    @property
    def name(self) -> str:
        """What the run's records call it."""

    @property
    def instant(self) -> bool:
        """Whether `answer` may be called instead of `aanswer`."""

    def answer(self, question: Question[Any]) -> str:
        """The text of the answer, at once."""

    async def aanswer(self, question: Question[Any]) -> Answer | str:
        """The answer, when it is there."""


def reader_of(answerer: Answerer) -> Reader:
    """Who reads the prompts that an answerer is sent."""
    reader: Reader = getattr(answerer, "reader", ANYBODY)
    return reader


async def close(answerer: Answerer) -> None:
    """Let go of an answerer's connections, if it has any."""
    aclose = getattr(answerer, "aclose", None)
    if aclose is not None:
        await aclose()
