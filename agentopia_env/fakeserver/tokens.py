"""Tokens, counted roughly, and a prefix cache as serving engines have one."""

from __future__ import annotations

from collections import OrderedDict

BYTES_PER_TOKEN = 4
BLOCK = 16
"""Tokens of a cache block."""


def count_tokens(text: str) -> int:
    """About how many tokens a text has: one for every four bytes."""
    return -(-len(text.encode("utf-8", "replace")) // BYTES_PER_TOKEN)


def first_tokens(text: str, most: int) -> str:
    """The beginning of a text, at most so many tokens long."""
    return text.encode("utf-8", "replace")[: most * BYTES_PER_TOKEN].decode("utf-8", "ignore")


class PrefixCache:
    """Which beginnings of prompts a serving engine would still have: blocks, least recent out.

    Args:
        tokens: how many it holds; 0 for none.
    """

    def __init__(self, tokens: int) -> None:
        self._most = tokens // BLOCK
        self._blocks: OrderedDict[int, None] = OrderedDict()

    def cached(self, text: str) -> int:
        """Tokens of a prompt that are there already; the whole prompt is there afterwards."""
        if not self._most:
            return 0
        data, size = text.encode("utf-8", "replace"), BLOCK * BYTES_PER_TOKEN
        chain = found = 0
        whole = True
        blocks = self._blocks
        for at in range(0, len(data) - size + 1, size):
            chain = hash((chain, data[at : at + size]))
            if chain in blocks:
                blocks.move_to_end(chain)
                found += whole
            else:
                whole = False
                blocks[chain] = None
        while len(blocks) > self._most:
            blocks.popitem(last=False)
        return found * BLOCK
