"""Answerers that say what they were given: for tests, demonstrations and replays."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from agentopia_env.policies.base import Answerer
from agentopia_env.questions.base import Question


class ScriptedPolicy:
    """Answers by question kind from a script, and leaves the rest to another answerer.

    Args:
        script: question kind to the answer's text, or a function of the question.
        otherwise: answers every kind the script does not have.
    """

    name = "scripted"
    instant = True

    def __init__(
        self,
        script: Mapping[str, str | Callable[[Question[Any]], str]],
        otherwise: Answerer | None = None,
    ) -> None:
        self._script = script
        self._otherwise = otherwise

    def answer(self, question: Question[Any]) -> str:
        """The scripted text; empty where there is neither script nor other answerer."""
        line = self._script.get(question.kind)
        if line is None:
            return self._otherwise.answer(question) if self._otherwise else ""
        return line if isinstance(line, str) else line(question)

    async def aanswer(self, question: Question[Any]) -> str:
        """The same."""
        return self.answer(question)


class FunctionPolicy:
    """Answers with a function of the chat messages: the shortest way to bring one's own policy."""

    instant = True

    def __init__(self, function: Callable[[Question[Any]], str], name: str = "function") -> None:
        self.name = name
        self._function = function

    def answer(self, question: Question[Any]) -> str:
        """What the function says."""
        return self._function(question)

    async def aanswer(self, question: Question[Any]) -> str:
        """The same."""
        return self.answer(question)
