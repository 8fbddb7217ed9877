"""Who plays whom: one answerer per person, and one for the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from agentopia_env.chance import key
from agentopia_env.policies.base import Answer, Answerer, close
from agentopia_env.questions.base import ENVIRONMENT, Question


@dataclass(frozen=True, slots=True)
class Cast:
    """The answerers of a society.

    Attributes:
        default: plays everybody who is not named in `people`.
        environment: answers for the world.
        fallback: is asked where one of the others gave no usable answer.
    """

    default: Answerer
    environment: Answerer
    people: Mapping[str, Answerer] = field(default_factory=dict)
    fallback: Answerer | None = None

    def of(self, who: str) -> Answerer:
        """Who answers a question put to `who`."""
        return self.environment if who == ENVIRONMENT else self.people.get(who, self.default)

    @property
    def everybody(self) -> tuple[Answerer, ...]:
        """All answerers, each once."""
        spare = () if self.fallback is None else (self.fallback,)
        given = (self.default, self.environment, *self.people.values(), *spare)
        return tuple({id(answerer): answerer for answerer in given}.values())

    @property
    def instant(self) -> bool:
        """Whether everybody answers at once."""
        return all(answerer.instant for answerer in self.everybody)

    async def aclose(self) -> None:
        """Let go of connections that belong to the running event loop."""
        for answerer in self.everybody:
            await close(answerer)


@dataclass(frozen=True, slots=True)
class PersonOrWorld:
    """Two answerers as one: whoever is asked, the right one answers."""

    person: Answerer
    environment: Answerer

    @property
    def name(self) -> str:
        """That of who answers for people."""
        return self.person.name

    @property
    def instant(self) -> bool:
        """Whether both answer at once."""
        return self.person.instant and self.environment.instant

    def answer(self, question: Question[Any]) -> str:
        """The text of the answer, at once."""
        return self._of(question).answer(question)

    async def aanswer(self, question: Question[Any]) -> Answer | str:
        """The answer, when it is there."""
        return await self._of(question).aanswer(question)

    def _of(self, question: Question[Any]) -> Answerer:
        return self.environment if question.who == ENVIRONMENT else self.person


def dealt(people: Sequence[str], hands: Sequence[str], seed: int) -> dict[str, str]:
    """People to one of several names each, as evenly as numbers allow.

    Who gets which depends on the seed and on who there is, never on an order.
    """
    shuffled = sorted(people, key=lambda name: (key(seed, "dealt", name), name))
    return {name: hands[place % len(hands)] for place, name in enumerate(shuffled)}
