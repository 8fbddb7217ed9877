"""What a life reward is worth in time: returns, advantages, selection, and shares of one step.

Suffixes: N agents, T periods (years), P = T + 1 points in time (a period lies between two),
S steps of one year.

Source: Agentopia paper, life reward.
"""

# ruff: noqa: N803, N806 - suffixes give shapes, capitals are the paper's letters
from __future__ import annotations

from collections.abc import Sequence
from math import isfinite

import numpy as np
from numpy.typing import ArrayLike

from agentopia_env.reward.life import z_scores
from agentopia_env.reward.settings import DEFAULTS
from agentopia_env.reward.wellbeing import Floats


def normalised_returns(rewards_NT: ArrayLike, gamma: float = DEFAULTS.gamma) -> Floats:
    """Normalised returns_NP at each point in time, from the yearly rewards that end each period.

    A virtual reward 0 stands at the first year's begin. G_t = r_t + γ G_{t+1}, and each is divided
    by its effective horizon (1 − γ^m) / (1 − γ) = Σ_{k<m} γ^k, m the number of rewards it sums
    (m = P at the first point, 1 at the last), which makes it a weighted mean of rewards. The sum
    form also holds for γ = 1, where the horizon is m. One agent's rewards_T give returns_P.
    """
    if not 0 <= gamma <= 1:
        raise ValueError(f"gamma is {gamma!r}; allowed: 0 to 1")
    rewards = _finite("rewards", rewards_NT)
    points = np.concatenate([np.zeros((*rewards.shape[:-1], 1)), rewards], axis=-1)
    G = points.copy()
    for t in reversed(range(points.shape[-1] - 1)):
        G[..., t] = points[..., t] + gamma * G[..., t + 1]
    horizon_P = np.cumsum(gamma ** np.arange(points.shape[-1]))[::-1]
    returns_NP: Floats = G / horizon_P
    return returns_NP


def advantages(rewards_NT: ArrayLike, gamma: float = DEFAULTS.gamma) -> Floats:
    """advantages_NT: per period the normalised return at its end − at its start.

    Improvement on one's own past, so there is no baseline to learn.
    """
    return np.diff(normalised_returns(rewards_NT, gamma), axis=-1)


def select(
    names: Sequence[str], advantages_NT: ArrayLike, fraction: float = DEFAULTS.fraction
) -> list[tuple[str, ...]]:
    """Per period, independently, the max(1, int(N · fraction)) agents of highest advantage.

    Best first; equal advantages go by name. `names` are the N rows. Nobody is selected of nobody.
    """
    if not 0 < fraction <= 1:
        raise ValueError(f"fraction is {fraction!r}; allowed: above 0, at most 1")
    advantage_NT = _finite("advantages", advantages_NT)
    if advantage_NT.ndim != 2 or len(advantage_NT) != len(names):
        raise ValueError(f"{len(names)} names, but advantages have shape {advantage_NT.shape}")
    count = max(1, int(len(names) * fraction))
    return [_best(names, column_N.tolist(), count) for column_N in advantage_NT.T]


def split_reward(reward: float, progress_S: ArrayLike, shaping: float = DEFAULTS.shaping) -> Floats:
    """shares_S = (reward + κ z(progress_S)) / S: one year's reward spread over its S steps.

    Progress is how much a step bettered the person's life (the change of a potential), in any
    unit and of any sign; z is its standard score within the year, 0 where all steps are equal, so
    without progress every step gets reward / S. The shares sum to the reward to within 1e-9 of
    max(1, |reward|, κ). κ (`shaping`) adds nothing in sum: it only moves credit towards the steps
    that helped. Shares in proportion to progress would instead turn a bad year's most helpful
    step into its most punished one, and explode where progress sums to nearly 0.
    """
    progress = _finite("progress", progress_S)
    if progress.ndim != 1 or not progress.size or not isfinite(reward):
        raise ValueError(
            f"a finite reward needs at least one step to go to; got reward {reward!r} "
            f"and progress of shape {progress.shape}"
        )
    return (reward + shaping * z_scores(progress)) / progress.size


def _best(names: Sequence[str], advantage_N: Sequence[float], count: int) -> tuple[str, ...]:
    ranked = sorted(zip(names, advantage_N, strict=True), key=lambda row: (-row[1], row[0]))
    return tuple(name for name, _ in ranked[:count])


def _finite(what: str, numbers: ArrayLike) -> Floats:
    array = np.asarray(numbers, dtype=np.float64)
    if not np.isfinite(array).all():
        raise ValueError(f"{what} must be finite numbers")
    return array
