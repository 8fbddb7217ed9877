"""Subjective wellbeing: how fulfilled a person was over a period, less what fell too low.

Source: Agentopia paper, life reward (subjective).
"""

# ruff: noqa: N803, N806 - suffixes give shapes, capitals are the paper's letters
from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import TypeAlias

import numpy as np
from numpy.typing import NDArray

from agentopia_env.reward.settings import DEFAULTS, RewardSettings

Floats: TypeAlias = NDArray[np.float64]

FULFILMENTS = ("mood", "material", "social", "esteem")
DIMENSIONS = ("vitality", *FULFILMENTS)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """One person's inner state at one moment; every value is 0 to 100."""

    vitality: float
    mood: float
    material: float
    social: float
    esteem: float


@dataclass(frozen=True, slots=True)
class Dimension:
    """How one person fared on one dimension over a period."""

    mean: float
    """Mean over the person's snapshots, before penalties, 0 to 100."""
    threshold: float | None
    """The society's threshold; None where everybody's values are equal."""
    n_penalties: int
    """Snapshots strictly below the threshold."""


@dataclass(frozen=True, slots=True)
class Wellbeing:
    """One person's subjective component, its penalties, and where they came from."""

    score: float
    n_penalties: int
    dimensions: dict[str, Dimension]
    """One entry per name in `DIMENSIONS`."""


_values = attrgetter(*DIMENSIONS)


def subjective_wellbeing(
    snapshots: Mapping[str, Sequence[Snapshot]], settings: RewardSettings = DEFAULTS
) -> dict[str, Wellbeing]:
    """Everybody's score = (Σ_t Σ_f F_tf − penalty · n_penalties) / (4 · T).

    F_tf is fulfilment f (of four) in snapshot t (of the person's own T, which may differ between
    people in a partial run). A penalty is a value, vitality included, strictly below its
    dimension's threshold: one of fulfilment counts 5 less, one of vitality takes 5 / (4 T) off the
    mean, which is the same. Someone without snapshots has no wellbeing: a ValueError.
    """
    if not snapshots:
        return {}
    values = {name: _array(name, snapshots[name]) for name in sorted(snapshots)}
    limits_D = _limits(np.concatenate(list(values.values())), settings.penalty_quantile)
    return {name: _one(values_TD, limits_D, settings.penalty) for name, values_TD in values.items()}


def thresholds(
    snapshots: Mapping[str, Sequence[Snapshot]], quantile: float = DEFAULTS.penalty_quantile
) -> dict[str, float | None]:
    """Per dimension the value at index max(0, int(n · quantile) − 1) of all n sorted values.

    Values of all people and snapshots count alike; a dimension on which all are equal has None.
    """
    if not any(snapshots.values()):
        return dict.fromkeys(DIMENSIONS)
    arrays = [_array(name, taken) for name, taken in sorted(snapshots.items()) if taken]
    return dict(zip(DIMENSIONS, _public(_limits(np.concatenate(arrays), quantile)), strict=True))


def _array(name: str, taken: Sequence[Snapshot]) -> Floats:
    """One person's snapshots as values_TD: T snapshots by the 5 `DIMENSIONS`."""
    if not taken:
        raise ValueError(f"{name!r} has no snapshot in the period; give at least the last state")
    values_TD = np.array([_values(snapshot) for snapshot in taken], dtype=np.float64)
    if not np.isfinite(values_TD).all():
        raise ValueError(f"a snapshot of {name!r} holds a value that is not a finite number")
    return values_TD


def _limits(values_XD: Floats, quantile: float) -> Floats:
    """Thresholds per dimension over all X values; −inf, which nothing is below, for none."""
    sorted_XD = np.sort(values_XD, axis=0)
    limits_D = sorted_XD[max(0, int(len(sorted_XD) * quantile) - 1)]
    return np.where(sorted_XD[0] == sorted_XD[-1], -np.inf, limits_D)


def _public(limits_D: Floats) -> list[float | None]:
    return [None if limit == -np.inf else float(limit) for limit in limits_D]


def _one(values_TD: Floats, limits_D: Floats, penalty: float) -> Wellbeing:
    penalties_D = (values_TD < limits_D).sum(axis=0)
    fulfilment_TF = values_TD[:, 1:]  # vitality comes first
    n_penalties = int(penalties_D.sum())
    score = (fulfilment_TF.sum() - penalty * n_penalties) / fulfilment_TF.size
    details = zip(values_TD.mean(axis=0), _public(limits_D), penalties_D, strict=True)
    dimensions = [Dimension(float(mean), limit, int(count)) for mean, limit, count in details]
    return Wellbeing(float(score), n_penalties, dict(zip(DIMENSIONS, dimensions, strict=True)))
