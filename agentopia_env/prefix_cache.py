"""What a prefix cache of any size would have served of prompts, in the order they were sent.

A serving engine keeps what it computed for blocks of 16 tokens, each known by its text and all the
text before it, and drops those that were used longest ago, the end of a prompt before its
beginning. One pass gives the hits of every size: a block is a hit in all caches that hold more
blocks than were used since it was used last.

Blocks are cut at every 64 bytes of UTF-8: about 16 tokens of English (four letters each) and of
Chinese (one and a half characters of three bytes each) alike. No tokenizer is run.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby, repeat

import numpy as np
from numpy.typing import NDArray

BLOCK_TOKENS = 16
BLOCK_BYTES = 64
_WORDS = BLOCK_BYTES // 8
_PRUNED_EVERY = 4096
_LONGEST = 1 << 16
"""Most blocks of one prompt that are told apart: a million tokens."""

_random = np.random.default_rng(7)
_MIX = _random.integers(1, 2**63, _WORDS, dtype=np.uint64) * np.uint64(2) + np.uint64(1)
_PLACE = _random.integers(1, 2**63, _LONGEST, dtype=np.uint64) * np.uint64(2) + np.uint64(1)


def block_keys(text: str) -> list[int]:
    """A key for every whole block of a text, which tells it and all before it."""
    data = text.encode("utf-8", "replace")
    count = min(len(data) // BLOCK_BYTES, _LONGEST)
    words = np.frombuffer(data, np.uint64, count * _WORDS).reshape(count, _WORDS)
    mixed: NDArray[np.uint64] = (words * _MIX).sum(axis=1, dtype=np.uint64)
    mixed ^= mixed >> np.uint64(29)
    mixed *= np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    keys: list[int] = np.cumsum(mixed * _PLACE[:count], dtype=np.uint64).tolist()
    return keys


@dataclass(frozen=True, slots=True)
class Served:
    """What caches would have served of one prompt, in blocks.

    Attributes:
        blocks: all whole blocks of the prompt.
        seen: those that were sent before, however long ago.
        hits: those that each cache still holds, in the order of the sizes.
    """

    blocks: int
    seen: int
    hits: tuple[int, ...]


class PrefixCaches:
    """Caches of several sizes that see the same prompts.

    Args:
        sizes: tokens that each of them holds.
    """

    def __init__(self, sizes: Sequence[int]) -> None:
        self.sizes = tuple(sizes)
        self._capacities = [size // BLOCK_TOKENS for size in sizes]
        self._last: dict[int, int] = {}
        self._used = _Counts()
        self._prompts = 0
        self._forgotten = -1

    def send(self, text: str) -> Served:
        """Looks a prompt up, and keeps it."""
        keys, now = block_keys(text), self._prompts
        self._prompts += 1
        last = self._last
        runs = [(t, sum(1 for _ in run)) for t, run in groupby(map(last.get, keys, repeat(-1)))]
        hits = [0] * len(self._capacities)
        seen = 0
        for time, length in runs:
            if time < 0:
                break
            seen += length
            since = self._used.after(time)
            for i, capacity in enumerate(self._capacities):
                hits[i] += min(length, max(0, capacity - since))
        for time, length in runs:
            if time >= 0:
                self._used.add(time, -length)
        self._used.add(now, len(keys))
        last.update(zip(keys, repeat(now), strict=False))
        if now % _PRUNED_EVERY == _PRUNED_EVERY - 1:
            self._forget()
        return Served(len(keys), seen, tuple(hits))

    def _forget(self) -> None:
        """Drops blocks that no cache holds any more, so that memory stays bounded.

        Such a block then counts as never seen, although it was.
        """
        oldest = self._used.first_within(4 * max(self._capacities))
        self._last = {key: time for key, time in self._last.items() if time >= oldest}


class _Counts:
    """Numbers at growing places, with fast sums over all places behind one (a Fenwick tree)."""

    def __init__(self) -> None:
        self._tree: list[int] = [0] * (1 << 12)
        self._total = 0

    def add(self, place: int, count: int) -> None:
        self._total += count
        while place + 1 >= len(self._tree):
            self._grow()
        index = place + 1
        while index < len(self._tree):
            self._tree[index] += count
            index += index & -index

    def after(self, place: int) -> int:
        """Sum of all places behind this one."""
        index, before = place + 1, 0
        while index > 0:
            before += self._tree[index]
            index -= index & -index
        return self._total - before

    def first_within(self, most: int) -> int:
        """The first place behind which at most so much is counted."""
        low, high = 0, len(self._tree) - 2
        while low < high:
            middle = (low + high) // 2
            if self.after(middle) <= most:
                high = middle
            else:
                low = middle + 1
        return low

    def _grow(self) -> None:
        """Doubles the tree; the new half's nodes that span the old half hold its whole sum."""
        size = len(self._tree)
        self._tree += [0] * size
        self._tree[size] = self._total_at(size - 1)

    def _total_at(self, index: int) -> int:
        total = 0
        while index > 0:
            total += self._tree[index]
            index -= index & -index
        return total
