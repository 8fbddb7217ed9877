"""The yearly life reward: social standing, wellbeing and money, weighed against a population.

`life_rewards` is the paper's: the population is the society itself, so the mean reward is 0 every
year. `absolute_rewards` weighs against a frozen `Reference`, so a whole society can get better.

Source: Agentopia paper, life reward.
"""

# ruff: noqa: N803, N806 - suffixes give shapes, capitals are the paper's letters
from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, fields
from math import isfinite
from typing import TypeAlias

import numpy as np

from agentopia_env.errors import ConfigError
from agentopia_env.reward.settings import DEFAULTS, RewardSettings
from agentopia_env.reward.standing import Ratings, Social, absolute_social, relative_social
from agentopia_env.reward.wellbeing import Floats, Snapshot, Wellbeing, subjective_wellbeing

_NOISE = 1e-9  # a deviation below this part of the largest magnitude is rounding, not difference


@dataclass(frozen=True, slots=True)
class Components:
    """One number per component of a life: raw, or as a z-score."""

    social: float
    """Relative or absolute social score, see `standing`."""
    subjective: float
    """Mean fulfilment after penalties, about 0 to 100."""
    economy: float
    """Deposit at the end minus deposit at the start, in money."""


@dataclass(frozen=True, slots=True)
class Economy:
    """One person's economic component."""

    score: float
    """Deposit at the end minus deposit at the start, in money."""


@dataclass(frozen=True, slots=True)
class LifeReward:
    """What one year of one life was worth, with all its parts."""

    social: Social
    subjective: Wellbeing
    economy: Economy
    z: Components
    total_score: float


@dataclass(frozen=True, slots=True)
class Reference:
    """The population a life is weighed against: mean and standard deviation per component."""

    mean: Components
    std: Components

    def __post_init__(self) -> None:
        for field in fields(Components):
            mean, std = getattr(self.mean, field.name), getattr(self.std, field.name)
            if not (isfinite(mean) and isfinite(std) and std > 0):
                raise ConfigError(
                    f"reference.{field.name} has mean {mean!r} and std {std!r}; "
                    "both are finite numbers, std above 0"
                )

    @classmethod
    def of(cls, population: Iterable[Components]) -> Reference:
        """Mean and population standard deviation of many lives; the deviation is 1 where it is 0.

        For `absolute_rewards`, build it from `absolute_components` of one or more society-years.
        """
        rows = [(one.social, one.subjective, one.economy) for one in population]
        if not rows:
            raise ValueError("a reference needs at least one life")
        values_NC = np.array(rows, dtype=np.float64)
        mean_C = values_NC.mean(axis=0).tolist()
        std_C = [_std(values_N) for values_N in values_NC.T]
        return cls(Components(*mean_C), Components(*std_C))

    @classmethod
    def from_mapping(cls, numbers: Mapping[str, Mapping[str, float]]) -> Reference:
        """Read `{"mean": {"social": ..., ...}, "std": {...}}`, as `dataclasses.asdict` writes."""
        wanted = {field.name for field in fields(Components)}
        for part in ("mean", "std"):
            if set(numbers.get(part, ())) != wanted:
                raise ConfigError(f"reference.{part} needs exactly {', '.join(sorted(wanted))}")
        return cls(Components(**numbers["mean"]), Components(**numbers["std"]))

    def z(self, raw: Components) -> Components:
        """Standardise each component: z = (x − mean) / std."""
        return Components(
            (raw.social - self.mean.social) / self.std.social,
            (raw.subjective - self.mean.subjective) / self.std.subjective,
            (raw.economy - self.mean.economy) / self.std.economy,
        )


def life_rewards(
    ratings: Ratings,
    snapshots: Mapping[str, Sequence[Snapshot]],
    deposits_start: Mapping[str, float],
    deposits_end: Mapping[str, float],
    settings: RewardSettings = DEFAULTS,
) -> dict[str, LifeReward]:
    """Total = 0.4 z(social) + 0.4 z(subjective) + 0.2 z(economy), z over the society itself.

    The people are those of `deposits_end`; snapshots and start deposits must cover exactly them,
    ratings may lack some and may name others, who count for nothing. z has mean 0 and population
    standard deviation 1; where all are equal the deviation is taken as 1, so everybody's z is 0.
    """
    social = relative_social(ratings, deposits_end, settings)
    lives = _measure(social, snapshots, deposits_start, deposits_end, settings)
    if not lives:
        return {}
    society = Reference.of(_raw(parts) for parts in lives.values())
    return {name: _weigh(parts, society, settings) for name, parts in lives.items()}


def absolute_rewards(
    ratings: Ratings,
    snapshots: Mapping[str, Sequence[Snapshot]],
    deposits_start: Mapping[str, float],
    deposits_end: Mapping[str, float],
    reference: Reference,
    settings: RewardSettings = DEFAULTS,
) -> dict[str, LifeReward]:
    """The same total with z against a frozen population, so that everyone's can rise.

    The social component is `absolute_social`, counts in place of PageRank's shares of one whole.
    Wellbeing keeps its penalties for the society's own lowest quarter: where everyone gains 10
    points every score gains 10, and the least happy still feel that they are.
    """
    social = absolute_social(ratings, deposits_end, settings)
    lives = _measure(social, snapshots, deposits_start, deposits_end, settings)
    return {name: _weigh(parts, reference, settings) for name, parts in lives.items()}


def absolute_components(
    ratings: Ratings,
    snapshots: Mapping[str, Sequence[Snapshot]],
    deposits_start: Mapping[str, float],
    deposits_end: Mapping[str, float],
    settings: RewardSettings = DEFAULTS,
) -> dict[str, Components]:
    """The raw numbers that `absolute_rewards` standardises, to build a `Reference` from."""
    social = absolute_social(ratings, deposits_end, settings)
    lives = _measure(social, snapshots, deposits_start, deposits_end, settings)
    return {name: _raw(parts) for name, parts in lives.items()}


def z_scores(values_N: Sequence[float] | Floats) -> Floats:
    """z_N = (values_N − mean) / std, population standard deviation, 1 where it is 0."""
    x_N = np.asarray(values_N, dtype=np.float64)
    if not x_N.size:
        return x_N
    above_N = x_N - x_N.min()  # small numbers, whose mean loses nothing to rounding
    z_N: Floats = (above_N - above_N.mean()) / _std(x_N)
    return z_N


def _std(x_N: Floats) -> float:
    """Population standard deviation; 1 where all values are equal but for rounding.

    Without the tolerance three times 0.1 has a deviation of 1e-17, and everybody's z is −1.
    """
    std = float(x_N.std())
    return std if std > _NOISE * np.abs(x_N).max() else 1.0


_Parts: TypeAlias = tuple[Social, Wellbeing, Economy]


def _measure(
    social: Mapping[str, Social],
    snapshots: Mapping[str, Sequence[Snapshot]],
    deposits_start: Mapping[str, float],
    deposits_end: Mapping[str, float],
    settings: RewardSettings,
) -> dict[str, _Parts]:
    """All three components of everybody, refusing input that is not about the same people."""
    for what, given in (("snapshots", snapshots), ("deposits_start", deposits_start)):
        odd = given.keys() ^ deposits_end.keys()
        if odd:
            names = ", ".join(map(repr, sorted(odd)))
            raise ValueError(f"{what} and deposits_end name different people: {names}")
    subjective = subjective_wellbeing(snapshots, settings)
    return {
        name: (one, subjective[name], _economy(name, deposits_start[name], deposits_end[name]))
        for name, one in social.items()
    }


def _economy(name: str, start: float, end: float) -> Economy:
    score = float(end) - float(start)
    if not isfinite(score):
        raise ValueError(f"the deposits of {name!r} are not finite numbers: {start!r}, {end!r}")
    return Economy(score)


def _raw(parts: _Parts) -> Components:
    social, subjective, economy = parts
    return Components(social.score, subjective.score, economy.score)


def _weigh(parts: _Parts, population: Reference, settings: RewardSettings) -> LifeReward:
    z = population.z(_raw(parts))
    total = (
        settings.social_weight * z.social
        + settings.subjective_weight * z.subjective
        + settings.economy_weight * z.economy
    )
    return LifeReward(*parts, z, total)
