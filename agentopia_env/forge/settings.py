"""What is to be forged, and how many of what follow from it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice
from typing import Literal

from agentopia_env.errors import ConfigError
from agentopia_env.world.drafts import cjk_share

Sizes = dict[str, int]
"""Public places by size."""
CIRCLE = 7
"""About how many people a reference story introduces."""
BATCH = 10
"""Places asked for at a time."""
HELD = 8
"""Positions whose terms are asked for at a time."""
_RANGES = {"people": (2, 2000), "places": (1, 300), "rounds": (0, 20), "year": (1, 9999)}


@dataclass(frozen=True, slots=True)
class ForgeSettings:
    """Everything a forged world depends on besides its author's answers."""

    brief: str
    """The idea of the world, in a sentence or in pages."""
    people: int = 24
    """How many live in it."""
    language: Literal["en", "zh"] = "en"
    """What everything is written in."""
    seed: int = 0
    """Of who is introduced to whom, of birthdays, and of the author's sampling."""
    year: int = 2020
    """The year in which lives begin."""
    places: int = 30
    """Public places."""
    rounds: int = 3
    """How often what `check-world` finds is asked about again."""

    def __post_init__(self) -> None:
        problems = [
            f"forge: {name} is {getattr(self, name)}; allowed are {low} to {high}"
            for name, (low, high) in _RANGES.items()
            if not low <= getattr(self, name) <= high
        ]
        if not self.brief.strip():
            problems.append("forge: the setting is empty; write a sentence about the world")
        if problems:
            raise ConfigError("\n".join(problems))

    @property
    def circles(self) -> tuple[int, ...]:
        """How many people each reference story introduces."""
        count = max(1, round(self.people / CIRCLE))
        return tuple(self.people // count + (n < self.people % count) for n in range(count))

    @property
    def place_batches(self) -> list[Sizes]:
        """Places by size, as they are asked for: half small, a third medium, the rest large."""
        small, medium = -(-self.places // 2), round(self.places / 3)
        sizes = iter(["small"] * small + ["medium"] * medium + ["large"] * self.places)
        wanted = list(islice(sizes, self.places))
        count = -(-self.places // BATCH)
        batches = [wanted[number::count] for number in range(count)]
        return [{size: batch.count(size) for size in dict.fromkeys(batch)} for batch in batches]

    @property
    def questions(self) -> int:
        """About how many questions are asked, repairs apart."""
        batches = len(self.place_batches) + len(self.circles)
        return 2 + batches + 3 * self.people + -(-self.people // HELD)


def language_of(text: str) -> Literal["en", "zh"]:
    """The language that a setting is written in."""
    return "zh" if cjk_share(text) > 0.2 else "en"
