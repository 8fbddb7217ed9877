"""How long a prompt may be: sections with a share each, and the order in which they give way.

A section first keeps to its share of the budget, whatever the question is, so that what a person
has before them is the same text in all questions of a week and a serving engine can reuse it. Only
where a question still is too long do sections give way to it, in a fixed order.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from agentopia_env.prompts.tokens import Count, remembering

SHARES = {
    "details": 0.05,
    "home": 0.03,
    "history": 0.045,
    "known": 0.05,
    "topics": 0.02,
    "general": 0.04,
    "diary": 0.075,
    "recent": 0.03,
    "summaries": 0.08,
    "messages": 0.06,
    "days": 0.06,
    "about": 0.08,
    "faces": 0.10,
    "deeds": 0.10,
    "lines": 0.15,
    "news": 0.12,
    "notes": 0.25,
    "positions": 0.25,
    "existing": 0.4,
    "cast": 0.30,
}
"""The most of the budget that each section takes."""
SYSTEM_SHARE = 0.4
"""The same for what everybody shares."""
GIVES_WAY = (
    "messages",
    "days",
    "recent",
    "summaries",
    "home",
    "diary",
    "history",
    "details",
    "general",
    "topics",
    "known",
    "positions",
    "existing",
    "notes",
    "about",
    "deeds",
    "faces",
    "lines",
    "news",
    "cast",
)
"""Which section is shortened first, second, … Whatever is not named here always stays whole."""
CUT = "[…]"
"""Stands where entries were left out."""
AT_LEAST = 0.5
"""Entries are dropped up to the next border between groups where that leaves this much of what
could stay, so that the text begins at the same place for a while."""


@dataclass(frozen=True, slots=True)
class Section:
    """Entries of one sort, each written out.

    Attributes:
        shorter: the same entries in fewer words, used before any entry is dropped.
        keep: how many entries stay whatever the budget.
        drops: `first` where the oldest stands first, `last` where the dearest stands first.
        groups: what each entry belongs to, e.g. its week; entries are dropped in whole groups.
        joined: what stands between two entries.
    """

    entries: tuple[str, ...] = ()
    shorter: tuple[str, ...] | None = None
    keep: int = 0
    drops: Literal["first", "last"] = "first"
    groups: tuple[object, ...] | None = None
    joined: str = "\n"
    cut: bool = False

    @property
    def text(self) -> str:
        """One entry a line."""
        if not self.cut:
            return self.joined.join(self.entries)
        marked = (CUT, *self.entries) if self.drops == "first" else (*self.entries, CUT)
        return self.joined.join(marked)

    def size(self, count: Count) -> int:
        """Tokens of the entries."""
        return sum(map(count, self.entries)) + len(self.entries)

    def reduced(self, most: int, count: Count) -> Section:
        """The section in at most so many tokens, or as short as it can be."""
        if self.size(count) <= most:
            return self
        if self.shorter is not None:
            short = replace(self, entries=self.shorter, shorter=None)
            if short.size(count) < self.size(count):
                return short.reduced(most, count)
        kept = self._kept(most, count)
        if kept == len(self.entries):
            return self
        first = len(self.entries) - kept
        chosen = slice(first, None) if self.drops == "first" else slice(0, kept)
        groups = self.groups[chosen] if self.groups else None
        return replace(self, entries=self.entries[chosen], shorter=None, groups=groups, cut=True)

    def _kept(self, most: int, count: Count) -> int:
        """How many entries stay."""
        order = self.entries[::-1] if self.drops == "first" else self.entries
        kept, size, whole, whole_size = 0, count(CUT) + 1, 0, 0
        for index, entry in enumerate(order):
            size += count(entry) + 1
            if size > most and index >= self.keep:
                break
            kept += 1
            if self._ends_group(index):
                whole, whole_size = kept, size
        return whole if whole >= self.keep and whole_size >= AT_LEAST * most else kept

    def _ends_group(self, index: int) -> bool:
        """Whether a group ends with this entry, counted from the end that stays."""
        groups = self.groups
        if groups is None or index + 1 >= len(groups):
            return False
        if self.drops == "first":
            return groups[-1 - index] != groups[-2 - index]
        return groups[index] != groups[index + 1]


Sections = dict[str, Section]


@lru_cache(maxsize=16384)
def within_share(section: Section, most: int, count: Count) -> tuple[Section, int]:
    """A section within its share, and its tokens; remembered, since most stay the same a week."""
    kept = section.reduced(most, count)
    return kept, kept.size(count)


@dataclass(frozen=True, slots=True)
class Budget:
    """What a prompt may come to.

    Attributes:
        most: tokens of all messages together.
        share_of: tokens of which sections take their shares; the same for all kinds of question.
        count: counts tokens of what comes again, `count_once` of what does not.
    """

    most: int
    share_of: int
    count: Count
    count_once: Count

    def shares(self, sections: Sections) -> tuple[Sections, int]:
        """All sections within their shares, and their tokens together."""
        result, total = {}, 0
        for name, section in sections.items():
            if section.entries:
                most = int(SHARES[name] * self.share_of)
                section, size = within_share(section, most, self.count)
                total += size
            result[name] = section
        return result, total

    def fitted(self, sections: Sections, excess: int) -> Sections:
        """The sections shorter by at least so many tokens, as far as they give way."""
        result = dict(sections)
        for name in GIVES_WAY:
            section = result.get(name)
            if excess <= 0:
                break
            if section is not None and section.entries:
                size = section.size(self.count)
                result[name] = section.reduced(max(0, size - excess), self.count)
                excess -= size - result[name].size(self.count)
        return result


@lru_cache(maxsize=64)
def budget(most: int, share_of: int, count: Count) -> Budget:
    """A budget whose count remembers."""
    return Budget(most, share_of, remembering(count), count)


def empty(names: Iterable[str] = SHARES) -> Sections:
    """No entries in any section."""
    return dict.fromkeys(names, Section())
