"""How long a prompt may be: optional sections, and the order in which they give way."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Literal

GIVES_WAY = (
    "messages",
    "diary",
    "summaries",
    "details",
    "history",
    "positions",
    "notes",
    "about",
    "lines",
    "news",
)
"""Which section is shortened first, second, … Whatever is not named here always stays whole."""
CUT = "[…]"
"""Stands where entries were left out."""


@dataclass(frozen=True, slots=True)
class Section:
    """Entries of one sort, each written out.

    Attributes:
        shorter: the same entries in few words; a section that has them loses no entry.
        keep: how many entries stay whatever the budget.
        drops: `first` where the oldest stands first, `last` where the dearest stands first.
        by_name: whether the text lists them sorted, so that it is the same from week to week.
    """

    entries: tuple[str, ...] = ()
    shorter: tuple[str, ...] | None = None
    keep: int = 0
    drops: Literal["first", "last"] = "first"
    by_name: bool = False
    cut: bool = False

    @property
    def text(self) -> str:
        """One entry a line."""
        lines: Iterable[str] = sorted(self.entries) if self.by_name else self.entries
        if not self.cut:
            return "\n".join(lines)
        return "\n".join((CUT, *lines) if self.drops == "first" else (*lines, CUT))

    @property
    def size(self) -> int:
        """Characters of the text, but for the mark of a cut."""
        return sum(map(len, self.entries)) + len(self.entries)

    def reduced(self, excess: int) -> Section:
        """The section with at least `excess` characters less, or as short as it can be."""
        if self.shorter is not None:
            short = min(self, replace(self, entries=self.shorter), key=lambda each: each.size)
            return replace(short, shorter=None)
        most = max(0, len(self.entries) - self.keep)
        order = self.entries if self.drops == "first" else self.entries[::-1]
        dropped = freed = 0
        while dropped < most and freed < excess:
            freed += len(order[dropped]) + 1
            dropped += 1
        if not dropped:
            return self
        first = self.drops == "first"
        kept = self.entries[dropped:] if first else self.entries[: len(self.entries) - dropped]
        return replace(self, entries=kept, cut=True)


Sections = dict[str, Section]


def fitted(sections: Sections, excess: int) -> Sections:
    """The sections made shorter by at least `excess` characters, as far as they give way."""
    result = dict(sections)
    excess += len(CUT) * len(GIVES_WAY)
    for name in GIVES_WAY:
        section = result.get(name)
        if excess <= 0:
            break
        if section is not None:
            result[name] = section.reduced(excess)
            excess -= section.size - result[name].size
    return result
