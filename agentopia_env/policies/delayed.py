"""Another's answers after a while, as a model server would give them: for benches and tests."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Any

from agentopia_env.policies.base import Answer, Answerer
from agentopia_env.policies.slots import Slots
from agentopia_env.prompts.render import render
from agentopia_env.prompts.tokens import ANYBODY, Reader
from agentopia_env.questions.base import Question

CHARACTERS_PER_TOKEN = 4
Latency = Callable[[Question[Any]], float]
"""Seconds that a question takes; the same whenever it is asked."""
Sent = Callable[[Question[Any], str, str], object]
"""Is told of a question, its prompt and its answer."""


class Delayed:
    """Gives an instant answerer's answers through a limited number of slots.

    Args:
        inner: who answers.
        slots: the places of the server, which several may share.
        latency: seconds that a call takes, or a function of the question.
        prompts: whether prompts are rendered and their tokens counted, as for a model.
        name: of the model that it stands for (empty: the inner one's).
        sent: is told of every prompt in the order in which they are sent.
        reader: whom prompts are cut for.
    """

    instant = False

    def __init__(
        self,
        inner: Answerer,
        slots: Slots,
        latency: float | Latency,
        prompts: bool = True,
        name: str = "",
        sent: Sent | None = None,
        reader: Reader = ANYBODY,
    ) -> None:
        self._inner = inner
        self._slots = slots
        self._latency = latency
        self._prompts = prompts
        self._name = name
        self._sent = sent
        self.reader = reader

    @property
    def name(self) -> str:
        """The name of who answers."""
        return self._name or self._inner.name

    def answer(self, question: Question[Any]) -> str:
        """Cannot be: the answer takes a while."""
        raise NotImplementedError(f"{self.name} is delayed; it is asked through aanswer")

    async def aanswer(self, question: Question[Any]) -> Answer:
        """The answer, when it would have been there."""
        messages = render(question, reader=self.reader) if self._prompts else []
        seconds = self._latency(question) if callable(self._latency) else self._latency
        async with self._slots.place():
            text = self._inner.answer(question)
            if self._sent is not None:
                prompt = "\n".join(message["content"] for message in messages)
                self._sent(question, prompt, text)
            await asyncio.sleep(seconds)
        usage = {
            "input_tokens": tokens(sum(len(message["content"]) for message in messages)),
            "output_tokens": tokens(len(text)),
        }
        return Answer(text, {"usage": usage, "latency_s": seconds})


def tokens(characters: int) -> int:
    """About how many tokens a number of characters are."""
    return -(-characters // CHARACTERS_PER_TOKEN)
