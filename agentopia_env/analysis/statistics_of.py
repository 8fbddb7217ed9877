"""The few statistics that facts and figures share: ranks, correlations, Gini, intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TypeAlias, TypeVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

Floats: TypeAlias = NDArray[np.float64]
T = TypeVar("T")


def ranks(values: ArrayLike) -> Floats:
    """Ranks from 1, equal values sharing their mean rank."""
    array = np.asarray(values, dtype=np.float64)
    _, inverse, counts = np.unique(array, return_inverse=True, return_counts=True)
    ends = np.cumsum(counts)
    shared: Floats = (ends - (counts - 1) / 2)[inverse]
    return shared


def pearson(one: ArrayLike, two: ArrayLike) -> float | None:
    """Correlation; None of fewer than three pairs, or where one side is constant."""
    x, y = np.asarray(one, dtype=np.float64), np.asarray(two, dtype=np.float64)
    if len(x) < 3 or x.std() < 1e-12 or y.std() < 1e-12:
        return None
    return float(np.corrcoef(x, y)[0, 1])


def spearman(one: ArrayLike, two: ArrayLike) -> float | None:
    """Rank correlation, likewise."""
    return pearson(ranks(one), ranks(two))


def gini(values: Sequence[float]) -> float | None:
    """G = Σ_i (2 i − n − 1) x_i / (n Σ x), x sorted; None where there is nothing to share."""
    array = np.sort(np.asarray(values, dtype=np.float64))
    n, total = len(array), array.sum()
    if n < 2 or total <= 0 or array[0] < 0:
        return None
    return float(((2 * np.arange(1, n + 1) - n - 1) * array).sum() / (n * total))


def interval(values: Sequence[float], share: float = 0.95) -> tuple[float, float]:
    """The middle share of values."""
    low, high = np.quantile(np.asarray(values), [(1 - share) / 2, (1 + share) / 2])
    return float(low), float(high)


def permuted(
    measure: Callable[[Floats], float | None], values: ArrayLike, times: int = 200, seed: int = 0
) -> list[float]:
    """What a measure gives when values are dealt anew at random: its null distribution."""
    random = np.random.default_rng(seed)
    array = np.asarray(values, dtype=np.float64)
    found = (measure(random.permutation(array)) for _ in range(times))
    return [one for one in found if one is not None]


def bootstrap(values: Sequence[float], times: int = 1000, seed: int = 0) -> tuple[float, float]:
    """A 95 % interval of the mean."""
    array = np.asarray(values, dtype=np.float64)
    random = np.random.default_rng(seed)
    means = random.choice(array, (times, len(array))).mean(axis=1)
    return interval(means.tolist())


def resampled(
    measure: Callable[[list[T]], float | None], items: Sequence[T], times: int = 200, seed: int = 0
) -> tuple[float, float] | None:
    """A 95 % bootstrap interval of a measure of items; None of fewer than three."""
    if len(items) < 3:
        return None
    random = np.random.default_rng(seed)
    drawn = random.integers(0, len(items), (times, len(items))).tolist()
    found = [one for row in drawn if (one := measure([items[n] for n in row])) is not None]
    return interval(found) if len(found) > times // 2 else None


def quartiles(values: Sequence[float]) -> list[int]:
    """The quartile of each value, 0 to 3, by rank; equal numbers in each as far as they go."""
    order = np.argsort(np.argsort(np.asarray(values), kind="stable"), kind="stable")
    return [int(4 * rank // max(1, len(values))) for rank in order]
