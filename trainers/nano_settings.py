"""How the small model is built: its size, the lives it learns from, and its warm start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trainers.lessons import Lives

_COUNTS = {"plan": 700, "contact": 900, "days": 800, "review": 650, "year_end": 400}
_LIVES = (
    Lives("hamlet", years=2),
    Lives("hamlet", years=2, heuristic=0.5),
    Lives("hamlet", weeks=24, agents=6),
    Lives("hamlet", years=6, weeks=3),
    Lives("apartment"),
    Lives("apartment", heuristic=0.5),
    Lives("apartment", years=4, weeks=3),
    Lives("apartment", years=4, weeks=3),
    Lives("apartment", years=4, weeks=3, heuristic=0.3),
)


@dataclass(frozen=True, slots=True)
class NanoSettings:
    """How the small model is built; any change makes it another one."""

    seed: int = 0
    """Of the lives it learns from, its first weights and the order of its lessons."""
    vocabulary: int = 3072
    """Most tokens of its tokenizer."""
    hidden: int = 256
    """Width; a multiple of 64, the width of an attention head."""
    layers: int = 4
    """Depth."""
    lives: tuple[Lives, ...] = _LIVES
    """Societies of the teacher."""
    counts: Mapping[str, int] = field(default_factory=lambda: dict(_COUNTS))
    """Lessons of each kind of question."""
    epochs: int = 1
    """How often every lesson is learned."""
    learning_rate: float = 2e-3
    """Peak step size."""
    batch_size: int = 16
    """Lessons per step; a multiple of 4."""
    threads: int = 2
    """CPU threads; the weights depend on it in their last digits."""

    @classmethod
    def small(cls) -> NanoSettings:
        """A toy that is built in seconds and answers badly: for tests of what surrounds it."""
        return cls(
            vocabulary=600,
            hidden=64,
            layers=1,
            lives=(Lives("hamlet", years=1, weeks=2),),
            counts={"plan": 16, "contact": 16, "days": 16, "review": 16, "year_end": 8},
        )
