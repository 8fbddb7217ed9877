"""Ways of living: what the days are for, a living standard, a tone and how much one says.

A goal names a way in four words (`friends; frugal; warm; chatty`) and is read back from there.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import astuple, dataclass
from random import Random

FOCUSES: dict[str, dict[str, float]] = {
    "friends": {"company": 5, "leisure": 2, "rest": 2, "work": 1},
    "money": {"work": 7, "rest": 2, "leisure": 1},
    "skill": {"study": 6, "rest": 2, "work": 1, "leisure": 1},
    "calm": {"rest": 5, "leisure": 3, "company": 1, "work": 1},
    "fun": {"leisure": 4, "shop": 2, "company": 2, "rest": 1, "work": 1},
}
"""What the days are for: weights of the kinds of day."""
TONES = ("warm", "plain", "cold")
TALKS = ("chatty", "quiet")


@dataclass(frozen=True, slots=True)
class Way:
    """A way of living, as the goal names it."""

    focus: str
    standard: str
    tone: str
    talk: str

    @property
    def goal(self) -> str:
        """The words of the goal."""
        return "; ".join(astuple(self))


def read_way(goal: str, standards: Iterable[str]) -> Way | None:
    """The way that a goal names; None for any other goal."""
    words = goal.split("; ")
    allowed = (FOCUSES, tuple(standards), TONES, TALKS)
    if len(words) != 4 or any(w not in known for w, known in zip(words, allowed, strict=True)):
        return None
    return Way(*words)


def draw_way(draw: Random, standards: Sequence[str]) -> Way:
    """A way, every word of it equally likely."""
    return Way(*(draw.choice(words) for words in (list(FOCUSES), standards, TONES, TALKS)))
