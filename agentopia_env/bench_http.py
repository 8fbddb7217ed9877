"""A model server of another process for benches, and what it answered, to be given again."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from agentopia_env.config import RunConfig, make_config
from agentopia_env.errors import RunError
from agentopia_env.policies.base import Answer, Answerer
from agentopia_env.policies.cast import Cast
from agentopia_env.questions.base import Question
from agentopia_env.store.behind import behind

MODEL = "fake"


@contextmanager
def model_server(latency: float, slots: int) -> Iterator[str]:
    """The address of `agentopia fake-server` while it runs.

    Args:
        latency: seconds that a call takes.
        slots: calls that it works on at a time.

    Raises:
        RunError: it did not start.
    """
    command = [sys.executable, "-m", "agentopia_env", "fake-server", "--port", "0"]
    command += ["--latency", f"{latency}", "--slots", f"{slots}", "--model", MODEL]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as server:
        try:
            said = server.stdout.readline() if server.stdout else ""
            if "http" not in said:
                raise RunError("agentopia fake-server did not start; its message stands above")
            yield said.split()[-1]
        finally:
            server.terminate()


def asking(config: RunConfig, url: str, most: int) -> RunConfig:
    """The config with everybody played by the model at an address."""
    played = {"role_model": MODEL, "god_model": MODEL, "max_concurrency": most}
    return make_config(config.record() | played | {"models": {MODEL: {"url": url}}})


class Answers:
    """What was answered to every question of a run; answers the same again, at once."""

    name, instant = MODEL, True

    def __init__(self) -> None:
        self._texts: dict[tuple[str, str], str] = {}

    def heard(self, cast: Cast) -> Cast:
        """A cast whose answers are remembered here."""
        return behind(cast, self._hear)

    def cast(self) -> Cast:
        """A cast that gives what is remembered."""
        return Cast(self, self)

    def answer(self, question: Question[Any]) -> str:
        """What was answered to this question."""
        return self._texts[question.key, question.refused]

    async def aanswer(self, question: Question[Any]) -> str:
        """The same."""
        return self.answer(question)

    async def _hear(self, answerer: Answerer, question: Question[Any]) -> Answer | str:
        answer = await answerer.aanswer(question)
        text = answer if isinstance(answer, str) else answer.text
        self._texts[question.key, question.refused] = text
        return answer
