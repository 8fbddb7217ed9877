"""Answers recorded in a file and replayed from it: a whole run again, without a model.

A line is found by the model, its sampling parameters, the run's seed, the question's key and the
messages that put it. So an answer is never given to another question, under other sampling, or in
a run with another seed.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from hashlib import blake2b
from pathlib import Path
from typing import Any

from agentopia_env.errors import RunError
from agentopia_env.policies.base import Answer, Answerer, reader_of
from agentopia_env.policies.cast import Cast
from agentopia_env.prompts.render import render
from agentopia_env.questions.base import Question
from agentopia_env.store.behind import behind
from agentopia_env.store.directory import end_line


class Tape:
    """A file of recorded answers.

    Args:
        seed: of the run.
        record: file to which answers are added (None: none is recorded).
        replay: file from which answers are taken (None: none are).
    """

    def __init__(self, seed: int, record: Path | None = None, replay: Path | None = None) -> None:
        self._seed = seed
        self._record, self._replay = record, replay
        self._known: dict[str, Answer | str] = _read(replay) if replay else {}
        if record is not None:
            _writable(record, lambda: end_line(record))

    def over(self, cast: Cast) -> Cast:
        """The cast with everybody who is not instant on this tape."""
        return behind(cast, self.ask)

    async def ask(self, answerer: Answerer, question: Question[Any]) -> Answer | str:
        """The recorded answer, else the answerer's own where one is being recorded.

        Raises:
            RunError: the file that is replayed lacks the answer, and nothing is being recorded.
        """
        name = self._name(answerer, question)
        known = self._known.get(name)
        if known is not None:
            return known
        if self._record is None:
            raise RunError(
                f"{self._replay} has no answer of {answerer.name} to {question.key}; it was "
                "recorded with another world, seed, model or version. Add --record with the same "
                "file to ask for what it lacks"
            )
        answer = await answerer.aanswer(question)
        self._add(name, question.key, answer)
        return answer

    def _name(self, answerer: Answerer, question: Question[Any]) -> str:
        """What an answer is found by."""
        sampling = getattr(answerer, "sampling", None) or {}
        messages = render(question, reader=reader_of(answerer))
        content = [answerer.name, sampling, self._seed, question.key, messages]
        text = json.dumps(content, sort_keys=True, default=str)
        return blake2b(text.encode("ascii"), digest_size=16).hexdigest()

    def _add(self, name: str, key: str, answer: Answer | str) -> None:
        self._known[name] = answer
        text, meta = (answer, None) if isinstance(answer, str) else (answer.text, answer.meta)
        line = json.dumps([name, key, text, None if meta is None else dict(meta)], default=str)
        assert self._record is not None
        file = self._record

        def write() -> None:
            with file.open("ab") as stream:
                stream.write(line.encode("ascii") + b"\n")

        _writable(file, write)


def _read(file: Path) -> dict[str, Answer | str]:
    """The answers of a file by what they are found by."""
    known: dict[str, Answer | str] = {}
    try:
        with file.open("rb") as stream:
            for number, line in enumerate(stream, 1):
                if not line.endswith(b"\n"):
                    break  # torn: whoever recorded it was killed
                try:
                    name, _, text, meta = json.loads(line)
                except ValueError as error:
                    raise RunError(
                        f"{file}, line {number} is no recorded answer: {error}"
                    ) from error
                known[name] = text if meta is None else Answer(text, meta)
    except OSError as error:
        raise RunError(f"{file} cannot be read: {error.strerror}") from error
    return known


def _writable(file: Path, write: Callable[[], None]) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        write()
    except OSError as error:
        raise RunError(f"{file} cannot be written: {error.strerror}") from error
