"""The facts that a forge's question states, and sentences filled in from a phrase book."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from agentopia_env.fakeserver.forging.book import Book

_BRACES = re.compile(r"\{(\w+?)(\d?)\}")


@dataclass(frozen=True, slots=True)
class Told:
    """What a question states, by the name of its element."""

    facts: Mapping[str, list[Any]]

    def one(self, name: str, default: Any) -> Any:
        """The first element of a name."""
        found = self.facts.get(name)
        return found[0] if found else default

    def all(self, name: str) -> list[Any]:
        """All elements of a name, in order."""
        return self.facts.get(name, [])


def filled(book: Book, text: str, random: Random, given: Mapping[str, str]) -> str:
    """A sentence with its braces filled in: what is given, else drawn words of the book.

    A digit behind a name (`{like2}`) draws another word of the same kind.
    """
    for _ in range(3):
        if "{" not in text:
            break
        drawn: dict[str, str] = {}

        def word(brace: re.Match[str], drawn: dict[str, str] = drawn) -> str:
            name = brace[1]
            if brace[0][1:-1] in given or name in given:
                return given.get(brace[0][1:-1]) or given[name]
            words = book.fills.get(name, ("",))
            if brace[0] not in drawn or not brace[2]:
                left = [one for one in words if one not in drawn.values()] or list(words)
                drawn[brace[0]] = random.choice(left)
            return drawn[brace[0]]

        text = _BRACES.sub(word, text)
    return text


def sentences(
    book: Book,
    choice: tuple[str, ...],
    count: int,
    random: Random,
    given: Mapping[str, str],
) -> str:
    """Some of the sentences, in their order, as one text."""
    picked = sorted(random.sample(range(len(choice)), min(count, len(choice))))
    return book.join.join(filled(book, choice[number], random, given) for number in picked)
