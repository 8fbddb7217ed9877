"""Spaces for language: text of any kind, which gymnasium's own `Text` cannot hold.

`gymnasium.spaces.Text` needs every allowed character enumerated; people write in all of Unicode.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from gymnasium.spaces import Space

CORPUS: tuple[str, ...] = (
    "",
    "I stay at home and rest.",
    '{"plan": "D1 work; D2 rest", "living_standard": "frugal"}',
    '{"plan": "see friends", "living_standard": "luxurious", "goal": "be happy"}',
    '{"actions": []}',
    '{"actions": [{"name": "contact", "arguments": {"to": "Leo", "message": "Hello!"}}]}',
    '<role_action>contact(to="Leo", message="Are you there?")</role_action>',
    '{"days": [{"day": 1, "kind": "work", "activity": "a day of work"}, {"day": 2}]}',
    '{"activity": "read a book", "kind": "leisure"}',
    '{"summary": "A quiet week.", "reflection": "I should see people."}',
    '{"affection": {}, "respect": {}, "wishes": ["STAY_CURRENT"]}',
    '{"choice": null}',
    "Good to see you. <private>I hope this ends soon.</private>",
    "{broken json",
    "<private>never closed",
    "早上好，我们去散步吧。",
)
"""What `sample` draws from: valid answers of every phase, and some that no phase accepts."""


class Utf8Text(Space[str]):
    """All texts up to a length.

    Args:
        max_length: most characters.
        corpus: what `sample` draws from, evenly (None: what fits of `CORPUS`).
        seed: of the samples.

    Raises:
        ValueError: the corpus is empty or holds a text that is too long.
    """

    def __init__(
        self,
        max_length: int,
        corpus: Sequence[str] | None = None,
        seed: int | np.random.Generator | None = None,
    ) -> None:
        self.max_length = max_length
        if corpus is None:
            corpus = [text for text in CORPUS if len(text) <= max_length]
        if not corpus:
            raise ValueError("the corpus of a text space needs at least one text")
        if max(map(len, corpus)) > max_length:
            raise ValueError(f"the corpus of a text space has a text longer than {max_length}")
        self.corpus = tuple(corpus)
        super().__init__(shape=None, dtype=None, seed=seed)

    @property
    def is_np_flattenable(self) -> bool:
        """Texts cannot be flattened to arrays."""
        return False

    def sample(self, mask: Any = None, probability: Any = None) -> str:
        """A text of the corpus; masks are not supported and must be None."""
        if mask is not None or probability is not None:
            raise ValueError("Utf8Text has no masks: every text is allowed at any time")
        return self.corpus[int(self.np_random.integers(len(self.corpus)))]

    def contains(self, x: Any) -> bool:
        """Whether a value is a text that is not too long."""
        return isinstance(x, str) and len(x) <= self.max_length

    def __repr__(self) -> str:
        return f"Utf8Text({self.max_length})"

    def __eq__(self, other: object) -> bool:
        return (
            isinstance(other, Utf8Text)
            and self.max_length == other.max_length
            and self.corpus == other.corpus
        )

    def __hash__(self) -> int:
        return hash((self.max_length, self.corpus))
