"""Lists of names that were cut at commas, whole again where a name itself holds one."""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence

_SEPARATOR = re.compile(r"\s*[,，、;；\n]\s*")


def rejoined(pieces: Sequence[str], candidates: Collection[str]) -> tuple[str, ...]:
    """The names of a list; pieces of one candidate's name are that name.

    `Smith, John` is one person, although the list was written as text and cut at its commas.

    Args:
        pieces: names as they were written, in order.
        candidates: the names that can be meant.
    """
    whole = {tuple(_SEPARATOR.split(name.casefold())): name for name in candidates}
    longest = max(map(len, whole), default=1)
    folded = [piece.strip().casefold() for piece in pieces]
    names, at = [], 0
    while at < len(pieces):
        sizes = range(min(longest, len(pieces) - at), 1, -1)
        size = next((n for n in sizes if tuple(folded[at : at + n]) in whole), 1)
        names.append(whole[tuple(folded[at : at + size])] if size > 1 else pieces[at])
        at += size
    return tuple(names)
