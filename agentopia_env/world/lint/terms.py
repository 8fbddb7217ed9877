"""The words that make a sentence what it is, weighted by how rare they are in a world."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Set
from functools import lru_cache

from agentopia_env.world.han import HAN, pairs
from agentopia_env.world.lint.facts_en import stem
from agentopia_env.world.lint.numerals import is_number_word

_WORD = re.compile(r"[A-Za-z\u00c0-\u024f]{3,}")
_NUMERAL_ZH = re.compile(r"[零〇一二两三四五六七八九十百千万\d]+")


@lru_cache(maxsize=65536)
def terms(text: str) -> frozenset[str]:
    """The stems of an English text, the pairs of characters of a Chinese one; no numbers."""
    if HAN.search(text):
        return pairs(_NUMERAL_ZH.sub(" ", text))
    words = (word.lower() for word in _WORD.findall(text))
    return frozenset(stem(word) for word in words if not is_number_word(word))


_RAREST = 6.5
"""Weight of a term that no text holds, so that small worlds and large ones compare."""


class Rarity:
    """How much a term says: `6.5 · log(n / (1 + texts that hold it)) / log(n)`, at least 0."""

    def __init__(self, texts: Iterable[str]) -> None:
        held = [terms(text) for text in texts]
        self._texts = max(2, len(held))
        self._holding = Counter(term for one in held for term in one)

    def of(self, term: str) -> float:
        """The weight of a term."""
        rare = math.log(self._texts / (1 + self._holding[term])) / math.log(self._texts)
        return max(0.0, _RAREST * rare)

    def weight(self, shared: Set[str], least: float = 0.0) -> float:
        """The weight of terms together; those below `least` count for nothing."""
        return sum(weight for weight in map(self.of, shared) if weight >= least)
