"""How many tokens a text is: counted by a policy's own tokenizer, else estimated by its script."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

Count = Callable[[str], int]
"""Number of tokens of a text."""

OVERHEAD = 24
"""Tokens that a chat template puts around two messages."""
_LETTERS = bytes(range(ord("a"), ord("z") + 1)) + bytes(range(ord("A"), ord("Z") + 1))
_WIDE = bytes(range(0x80, 0x100))
_PER_LETTER, _PER_SIGN, _PER_WIDE_BYTE = 0.25, 0.5, 0.235


def estimated(text: str) -> int:
    """About the tokens of a text, for the vocabularies of today's models.

    A word of four letters is a token, spaces belong to words, two digits or signs are a token, and
    so are one and a half Chinese characters (three bytes each in UTF-8).
    """
    data = text.encode("utf-8", "replace")
    signs = data.translate(None, _LETTERS)
    wide = len(signs) - len(signs.translate(None, _WIDE))
    spaces = signs.count(b" ") + signs.count(b"\n")
    letters = len(data) - len(signs)
    others = len(signs) - wide - spaces
    return int(_PER_LETTER * letters + _PER_SIGN * others + _PER_WIDE_BYTE * wide) + 1


@dataclass(frozen=True, slots=True)
class Reader:
    """What decides how long a prompt is for whoever reads it.

    Attributes:
        count: counts tokens; best the reader's own tokenizer.
        most: tokens of a prompt that it can read (None: any number).
    """

    count: Count = estimated
    most: int | None = None

    def within(self, tokens: int) -> int:
        """So many tokens, or as many as it can read."""
        return tokens if self.most is None else min(tokens, self.most)


ANYBODY = Reader()
"""A reader of whom nothing is known."""


@lru_cache(maxsize=16)
def remembering(count: Count) -> Count:
    """The same count, which does not count a text twice that it has lately counted."""
    return lru_cache(maxsize=65536)(count)
