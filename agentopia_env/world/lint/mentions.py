"""Whom memory files speak of who is nobody in the world: people would write letters to ghosts.

A name is taken for a person's only where the words around it say so: a title, a kinship, a verb of
speech. It is nobody's if none of the people is called so, and no text says that its bearer died,
left, or lives elsewhere.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from dataclasses import dataclass

from agentopia_env.world.lint.mentions_en import english_mentions
from agentopia_env.world.lint.mentions_zh import chinese_mentions, misspelt_names
from agentopia_env.world.lint.texts import Passage


@dataclass(frozen=True, slots=True)
class Stranger:
    """Somebody whom a text speaks of and of whom there is no more.

    Attributes:
        near: a person whose name is almost the same.
        misspelt: whether the name is hardly anything else than a slip for `near`.
        sure: whether it is a person's name, as far as the words around it can say.
    """

    name: str
    sentence: str
    passage: Passage
    near: str = ""
    misspelt: bool = False
    sure: bool = True


def strangers(
    passages: Iterable[Passage], people: Collection[str], language: str
) -> Iterator[Stranger]:
    """Everybody whom memory files speak of without there being, or having been, such a person."""
    texts = tuple(passages)
    if language == "zh":
        for name, sentence, passage in chinese_mentions(texts, people):
            yield Stranger(name, sentence, passage)
        for name, sentence, passage, near in misspelt_names(texts, people):
            yield Stranger(name, sentence, passage, near, misspelt=True)
    else:
        for name, sentence, passage, near, sure in english_mentions(texts, people):
            yield Stranger(name, sentence, passage, near, sure=sure)
