"""Asking a forge's author: every answer is kept when it is there and never asked for again."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from itertools import count
from typing import Any, TypeVar

from pydantic import ValidationError

from agentopia_env.chance import key
from agentopia_env.errors import ReplyError, RunError
from agentopia_env.forge.authors import Author
from agentopia_env.forge.draft import Draft
from agentopia_env.forge.forms import AnswerForm
from agentopia_env.forge.pieces import Piece
from agentopia_env.forge.writing import Messages, messages_of
from agentopia_env.language import say
from agentopia_env.policies.base import Answer
from agentopia_env.policies.chat.forms import form_for
from agentopia_env.policies.chat.wire import Request
from agentopia_env.questions.parsing import parse_object
from agentopia_env.store.journal import Journal
from agentopia_env.world.files import problem_lines

F = TypeVar("F", bound=AnswerForm)
TRIES = 8
"""How often a question is put to an author before it is given up."""
MENDING = "mend_"
"""Before the kind of what is asked again, where answers are counted by kind."""
_MOST_PROBLEMS = 5
"""Problems of an answer that its author is told at once."""


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a forge is.

    Attributes:
        what: the kind of the question that was answered.
        answered: how many questions were, those of earlier processes included.
        refused: how many answers could not be used.
    """

    what: str
    answered: int
    refused: int


class Asker:
    """Puts questions until they are answered.

    Args:
        draft: takes the answers.
        author: is asked.
        spare: is asked where the author gave no usable answer.
        journal: keeps every answer, and has those of earlier processes.
        on_progress: is told of every question that was answered.
    """

    def __init__(
        self,
        draft: Draft,
        author: Author,
        spare: Author | None,
        journal: Journal,
        on_progress: Callable[[Progress], object],
    ) -> None:
        self.draft = draft
        self.answered = self.refused = self.mended = 0
        self.authors = [author] if spare is None else [author, spare]
        self._journal = journal
        earlier = (who.by for who in journal.spending.usage)
        self._names = tuple(dict.fromkeys((*(one.name for one in self.authors), *earlier)))
        self._tell = on_progress

    async def put(self, piece: Piece[F]) -> F:
        """Ask a question and keep the answer in the draft."""
        answer = await self._ask(piece, f"forge/{piece.key}", ())
        self.draft.answers[piece.key] = answer
        return answer

    async def mend(self, piece: Piece[F], round_: int, findings: Sequence[str]) -> F:
        """Ask again for what is in the draft already; the draft is left as it is."""
        self.mended += 1
        return await self._ask(piece, f"forge/{MENDING}{piece.key}/{round_}", findings)

    async def _ask(self, piece: Piece[F], place: str, findings: Sequence[str]) -> F:
        answered = self.draft.answers[piece.key] if findings else None
        refused, asked = "", 0
        for number in count():
            given = self._kept(place, number)
            if given is None:
                if asked == TRIES * len(self.authors):
                    break
                asked += 1
                messages = messages_of(self.draft, piece, refused, answered, findings)
                given = await self._asked(piece, place, number, messages)
            try:
                answer = self._read(piece, given)
            except ReplyError as problem:
                self.refused += 1
                refused = problem.said(self.draft.settings.language)
                continue
            self.answered += 1
            self._tell(Progress(piece.kind, self.answered, self.refused))
            return answer
        raise RunError(
            f"forge: {piece.key} was not answered usably in {asked} tries (the last: "
            f"{refused}); everything else is kept: start it again, perhaps with another --model"
        )

    def _kept(self, place: str, number: int) -> Answer | str | None:
        """An answer that an earlier process was given, by whomever."""
        for name in self._names:
            given = self._journal.find((place, number, name))
            if given is not None:
                return given
        return None

    async def _asked(self, piece: Piece[F], place: str, number: int, messages: Messages) -> Answer:
        """A new answer, kept before anything is made of it."""
        author = self.authors[number // TRIES % len(self.authors)]
        seed = key(self.draft.settings.seed, author.name, place, number) >> 32
        request = Request(messages, form_for(f"forge_{piece.kind}", piece.form), seed=seed)
        given = await author.write(request, self.draft.settings.language)
        self._journal.add((place, number, author.name), given)
        return given

    def _read(self, piece: Piece[F], given: Answer | str) -> F:
        """An answer as a form that fits the draft.

        Raises:
            ReplyError: it cannot be used.
        """
        answer = Answer(given) if isinstance(given, str) else given
        language = self.draft.settings.language
        if answer.failure:
            raise ReplyError(_plain(say(language, answer.reason)))
        value: dict[str, Any] = parse_object(answer.text)
        try:
            form = piece.form.model_validate(value)
        except ValidationError as error:
            problems = list(problem_lines(error))[:_MOST_PROBLEMS]
            raise ReplyError(_plain("; ".join(problems))) from None
        return piece.settle(form)


def _plain(text: str) -> str:
    """A text that is no template."""
    return text.replace("{", "(").replace("}", ")")
