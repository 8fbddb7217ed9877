"""Every number of the life reward, in one frozen value: the paper's choices are the defaults."""

from __future__ import annotations

from dataclasses import dataclass
from math import inf
from typing import Literal, TypeAlias, get_args

from agentopia_env.errors import ConfigError

Ties: TypeAlias = Literal["name", "shared"]


@dataclass(frozen=True, slots=True)
class RewardSettings:
    """The `reward` section of a config. Source: Agentopia paper, life reward."""

    ties: Ties = "name"
    """How equal scores of one rater are ranked: `name` orders them by the alphabet, as the
    reference implementation does; `shared` gives each the mean of the weights of their ranks."""
    damping: float = 0.85
    """PageRank's damping, 0 to 0.99: the part of a standing that follows the ratings, the rest
    being spread evenly. Closer to 1 the iteration no longer converges in reasonable time."""
    mutual_bonus: float = 2.0
    """α: how much more affection or respect counts where it is returned, per unit of w_ij."""
    affection_share: float = 0.5
    """Part of the social component that is affection, 0 to 1; the rest is respect."""
    like_threshold: float = 60.0
    """Score (0 to 100, 50 neutral) from which a rating counts as liking or respecting someone."""
    max_rated: int = 20
    """How many people, its closest, one agent rates at most, at least 1. The absolute social
    measure divides by it; the ranking itself takes as many ratings as it is given."""
    penalty: float = 5.0
    """Points of fulfilment that a value below its threshold counts less, at least 0."""
    penalty_quantile: float = 0.25
    """Where the threshold lies among all values of a period, 0 to 1 (0.25: the lowest quarter)."""
    social_weight: float = 0.4
    """Weight of z(social) in the total, at least 0."""
    subjective_weight: float = 0.4
    """Weight of z(subjective) in the total, at least 0."""
    economy_weight: float = 0.2
    """Weight of z(economy) in the total, at least 0."""
    gamma: float = 0.9
    """γ: discount per year of the return, 0 to 1."""
    fraction: float = 0.25
    """Part of the agents selected for training per period, above 0, at most 1."""
    shaping: float = 1.0
    """κ: how far, in units of a year's reward, progress moves the shares of single steps apart
    when a reward is split over them, at least 0 (0: equal shares)."""

    def __post_init__(self) -> None:
        problems = [
            f"reward.{key} is {getattr(self, key)!r}; allowed: {low} to {high}"
            for key, (low, high) in _RANGES.items()
            if not low <= getattr(self, key) <= high
        ]
        if self.ties not in get_args(Ties):
            problems.append(f"reward.ties is {self.ties!r}; allowed: {', '.join(get_args(Ties))}")
        if not self.fraction > 0:
            problems.append(f"reward.fraction is {self.fraction!r}; allowed: above 0, at most 1")
        if problems:
            raise ConfigError("\n".join(problems))


_LARGEST = 1e9
_RANGES: dict[str, tuple[float, float]] = {
    "damping": (0, 0.99),
    "mutual_bonus": (0, _LARGEST),
    "affection_share": (0, 1),
    "like_threshold": (0, 100),
    "max_rated": (1, inf),
    "penalty": (0, _LARGEST),
    "penalty_quantile": (0, 1),
    "social_weight": (0, _LARGEST),
    "subjective_weight": (0, _LARGEST),
    "economy_weight": (0, _LARGEST),
    "gamma": (0, 1),
    "fraction": (0, 1),
    "shaping": (0, _LARGEST),
}

DEFAULTS = RewardSettings()
