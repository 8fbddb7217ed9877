"""How the small model is built: its size, the lives it learns from, and its warm start."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from trainers.lessons import Lives

_COUNTS = {"plan": 2000, "contact": 4700, "days": 2600, "review": 1700, "year_end": 1200}
_LIVES = (
    *(
        Lives("tamarack", heuristic=share)
        for share in (0.0, 0.0, 0.0, 0.0, 0.0, 0.1, 0.2, 0.3, 0.3, 0.5, 0.5, 0.5, 0.7)
    ),
    *(
        Lives("tamarack", years=4, weeks=2, heuristic=share)
        for share in (0.0, 0.0, 0.0, 0.2, 0.4, 0.6)
    ),
    *(Lives("tamarack", years=6, weeks=2, heuristic=share) for share in (0.1, 0.2, 0.3, 0.5)),
    *(Lives("hamlet", years=2, heuristic=share) for share in (0.0, 0.5)),
    *(Lives("hamlet", years=4, weeks=3, heuristic=share) for share in (0.0, 0.3)),
)


@dataclass(frozen=True, slots=True)
class NanoSettings:
    """How the small model is built; any change makes it another one."""

    seed: int = 0
    """Of the lives it learns from, its first weights and the order of its lessons."""
    vocabulary: int = 3072
    """Most tokens of its tokenizer."""
    hidden: int = 256
    """Width; a multiple of `heads`."""
    heads: int = 4
    """Attention heads, each with keys of its own; at least 4."""
    layers: int = 2
    """Depth, at least 2."""
    lives: tuple[Lives, ...] = _LIVES
    """Societies of the teacher."""
    counts: Mapping[str, int] = field(default_factory=lambda: dict(_COUNTS))
    """Lessons of each kind of question."""
    epochs: int = 1
    """How often every lesson is learned."""
    learning_rate: float = 2e-3
    """Peak step size."""
    batch_size: int = 8
    """Lessons per step; a multiple of 8."""
    threads: int = 2
    """CPU threads; the weights depend on it in their last digits."""

    @classmethod
    def small(cls) -> NanoSettings:
        """A toy that is built in seconds and answers badly: for tests of what surrounds it."""
        return cls(
            vocabulary=600,
            hidden=128,
            lives=(Lives("hamlet", years=1, weeks=2),),
            counts={"plan": 16, "contact": 16, "days": 16, "review": 16, "year_end": 8},
        )
