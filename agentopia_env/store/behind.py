"""Answerers behind something that is asked first: a journal, a tape."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import replace
from typing import Any

from agentopia_env.policies.base import Answer, Answerer, close, reader_of
from agentopia_env.policies.cast import Cast
from agentopia_env.prompts.tokens import Reader
from agentopia_env.questions.base import Question

First = Callable[[Answerer, Question[Any]], Awaitable[Answer | str]]
"""Is asked in an answerer's place, and asks the answerer if it has to."""


class Behind:
    """Another who is asked only through something else."""

    instant = False

    def __init__(self, inner: Answerer, first: First) -> None:
        self._inner = inner
        self._first = first

    @property
    def name(self) -> str:
        """The name of who answers."""
        return self._inner.name

    @property
    def reader(self) -> Reader:
        """Who reads the prompts."""
        return reader_of(self._inner)

    def answer(self, question: Question[Any]) -> str:
        """Cannot be: whoever answers takes a while."""
        raise NotImplementedError(f"{self.name} is asked through aanswer")

    async def aanswer(self, question: Question[Any]) -> Answer | str:
        """What is found, or else answered."""
        return await self._first(self._inner, question)

    async def aclose(self) -> None:
        """Let go of the other's connections."""
        await close(self._inner)


def behind(cast: Cast, first: First) -> Cast:
    """The cast with everybody who is not instant behind something else, each once."""
    changed = {id(one): one if one.instant else Behind(one, first) for one in cast.everybody}
    return replace(
        cast,
        default=changed[id(cast.default)],
        environment=changed[id(cast.environment)],
        people={name: changed[id(one)] for name, one in cast.people.items()},
        fallback=cast.fallback and changed[id(cast.fallback)],
    )
