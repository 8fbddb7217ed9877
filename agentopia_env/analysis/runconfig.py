"""What the analysis needs of a run's `config.json`, ours or the reference implementation's.

Ours has its sections at the top, the reference has them inside `world` and calls the numbers of
its reward by other names. A setting that is impossible is damage, and the defaults stand.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Any, Literal, TypeAlias

from agentopia_env.analysis.lines import Reader
from agentopia_env.analysis.records import is_number
from agentopia_env.clock import Time
from agentopia_env.errors import ConfigError
from agentopia_env.reward import RewardSettings

Layout: TypeAlias = Literal["own", "reference"]

_REFERENCE_REWARD = {
    "pagerank_damping": "damping",
    "mutual_affection_alpha": "mutual_bonus",
    "affection_weight": "affection_share",
    "max_related_for_ranking": "max_rated",
    "misery_penalty_value": "penalty",
    "misery_threshold_percentile": "penalty_quantile",
    "rft_top_fraction": "fraction",
}


@dataclass(frozen=True, slots=True)
class RecordedConfig:
    """What the analysis needs of a run's `config.json`; defaults stand where it says nothing."""

    layout: Layout = "own"
    time: Time = field(default_factory=Time)
    reward: RewardSettings = field(default_factory=RewardSettings)
    period_weeks: int | None = None
    """Snapshots per year where they differ from the weeks of a year (reference runs only)."""
    pagerank_max_iter: int = 100
    """Most PageRank iterations of a reference run."""

    @property
    def snapshots(self) -> int:
        """Snapshots of wellbeing a year."""
        return self.period_weeks or self.time.n_week


def read_config(path: Path, reader: Reader) -> RecordedConfig:
    """The settings a run was made with; defaults where it does not say, or where it is damaged."""
    raw = reader.object(path)
    world = raw.get("world")
    if isinstance(world, dict) and ("time" in world or "reward" in world):
        return _reference(path, reader, world)
    return RecordedConfig(
        "own", _time(path, reader, raw), _settings(path, reader, raw.get("reward"))
    )


def _reference(path: Path, reader: Reader, world: Mapping[str, Any]) -> RecordedConfig:
    raw = world.get("reward")
    given: dict[str, Any] = raw if isinstance(raw, dict) else {}
    renamed = {_REFERENCE_REWARD.get(key, key): value for key, value in given.items()}
    weights = [given.get("social_weight", 0.4), given.get("economy_weight", 0.2)]
    if all(map(is_number, weights)):
        renamed["subjective_weight"] = 1 - sum(weights)
    return RecordedConfig(
        "reference",
        _time(path, reader, world),
        _settings(path, reader, renamed),
        _positive(given.get("period_weeks")),
        _positive(given.get("pagerank_max_iter")) or 100,
    )


def _time(path: Path, reader: Reader, raw: Mapping[str, Any]) -> Time:
    try:
        return Time(**_known(Time, raw.get("time"), int))
    except ConfigError as error:
        reader.report(path, 0, f"{error}; read with the default times")
        return Time()


def _settings(path: Path, reader: Reader, section: object) -> RewardSettings:
    try:
        return RewardSettings(**_known(RewardSettings, section, (int, float, str)))
    except (ConfigError, TypeError) as error:  # a text where a number belongs is a TypeError
        reader.report(path, 0, f"{error}; read with the default reward settings")
        return RewardSettings()


def _known(section: type, given: object, kinds: type | tuple[type, ...]) -> dict[str, Any]:
    """The settings of a section that it has and that are of a sensible type."""
    if not isinstance(given, dict):
        return {}
    names = {one.name for one in fields(section)}
    return {
        key: value
        for key, value in given.items()
        if key in names and isinstance(value, kinds) and not isinstance(value, bool)
    }


def _positive(value: object) -> int | None:
    return int(value) if is_number(value) and value >= 1 else None
