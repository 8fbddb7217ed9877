"""The whole configuration of a run as one frozen value, composed of sections defined elsewhere.

A config file is YAML or JSON with these keys; a key that does not exist, or a value that cannot
be, is an error that names the key and what is allowed.
"""

from __future__ import annotations

import difflib
import types
import typing
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from pathlib import Path
from typing import Any, Literal, get_args, get_origin

import yaml
from pydantic import TypeAdapter, ValidationError

from agentopia_env.clock import Fidelity, Time
from agentopia_env.errors import ConfigError
from agentopia_env.reward.settings import RewardSettings
from agentopia_env.store.traces import Trace
from agentopia_env.world.rules import (
    ActivityRules,
    ContactRules,
    EconomyRules,
    MemoryRules,
    PositionRules,
    Rules,
    StateRules,
    YearRules,
)


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """Who answers for the people (config section `policy`)."""

    kind: Literal["heuristic"] = "heuristic"
    """The embedded default needs no model."""
    exploration: float = 0.0
    """How far people's ways of living are randomised, 0 to 1 (0: by temperament alone)."""

    def __post_init__(self) -> None:
        if not 0 <= self.exploration <= 1:
            raise ConfigError(f"policy.exploration is {self.exploration}; allowed are 0 to 1")


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """What is kept of a run (config section `store`)."""

    trace: Trace = "prompts"
    """Of every generation keep prompt and answer (`prompts`), the answer (`answers`), nothing
    (`off`). Prompts are most of a run's bytes and of a heuristic run's time."""
    checkpoint_seconds: float = 5.0
    """Least wall-clock seconds between two checkpoints; 0 makes one after every stage."""

    def __post_init__(self) -> None:
        if not 0 <= self.checkpoint_seconds <= 86_400:
            raise ConfigError(
                f"store.checkpoint_seconds is {self.checkpoint_seconds}; allowed are 0 to 86400"
            )


@dataclass(frozen=True, slots=True)
class RunConfig:
    """Everything a run depends on."""

    world: str = "hamlet"
    """Name of a bundled world, or the path of a base world directory."""
    agents: int | None = None
    """How many of the world's people are simulated (None: all); the others are only known of."""
    seed: int = 0
    """One seed, the same bytes."""
    fidelity: Fidelity = "full"
    """`full`: contact rounds and scenes turn by turn; `brief`: one question per person and phase."""
    language: Literal["en", "zh"] | None = None
    """Language of everything written (None: the world's own)."""
    repairs: int = 1
    """How often a bad answer may be mended before the declared default counts."""
    time: Time = Time()
    reward: RewardSettings = RewardSettings()
    state: StateRules = StateRules()
    economy: EconomyRules = EconomyRules()
    positions: PositionRules = PositionRules()
    contact: ContactRules = ContactRules()
    activity: ActivityRules = ActivityRules()
    memory: MemoryRules = MemoryRules()
    year: YearRules = YearRules()
    policy: PolicySettings = PolicySettings()
    store: StoreSettings = StoreSettings()

    def __post_init__(self) -> None:
        if self.agents is not None and self.agents < 1:
            raise ConfigError(f"agents is {self.agents}; simulate at least one person")
        if not 0 <= self.seed < 2**63:
            raise ConfigError(f"seed is {self.seed}; allowed are 0 to 2^63 - 1")
        if not 0 <= self.repairs <= 10:
            raise ConfigError(f"repairs is {self.repairs}; allowed are 0 to 10")

    @property
    def rules(self) -> Rules:
        """The sections that are rules of the society."""
        return Rules(**{field.name: getattr(self, field.name) for field in fields(Rules)})

    def record(self) -> dict[str, Any]:
        """The configuration as `config.json` holds it."""
        plain: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return plain


def _adapter() -> TypeAdapter[RunConfig]:
    return TypeAdapter(RunConfig)


def make_config(values: Mapping[str, Any]) -> RunConfig:
    """A configuration from nested values; what is not given keeps its default.

    Raises:
        ConfigError: keys that do not exist or values that cannot be, all of them at once.
    """
    problems = list(_unknown_keys(RunConfig, values, ""))
    if problems:
        raise ConfigError("\n".join(problems))
    try:
        return _adapter().validate_python(values)
    except ValidationError as error:
        raise ConfigError("\n".join(map(_problem, error.errors()))) from error


def _problem(error: Any) -> str:
    cause = error.get("ctx", {}).get("error")
    if isinstance(cause, ConfigError):
        return str(cause)
    key = ".".join(str(part) for part in error["loc"])
    return f"{key}: {error['msg']} (given: {str(error['input'])[:60]})"


def _unknown_keys(section: Any, values: object, prefix: str) -> Iterable[str]:
    """Keys that do not exist, each with the nearest one that does."""
    if not isinstance(values, Mapping):
        if prefix and values is not None:
            yield f"{prefix[:-1]} is a section with keys of its own, not {values!r}"
        return
    hints = typing.get_type_hints(section)
    for key, value in values.items():
        if key not in hints:
            near = difflib.get_close_matches(str(key), hints, 1)
            hint = f"; did you mean {prefix}{near[0]}?" if near else ""
            yield f"there is no config key {prefix}{key}{hint} Allowed: {', '.join(sorted(hints))}"
        elif is_dataclass(inner := _dataclass_in(hints[key])):
            yield from _unknown_keys(inner, value, f"{prefix}{key}.")


def _dataclass_in(hint: Any) -> Any:
    if get_origin(hint) in (types.UnionType, typing.Union):
        return next((part for part in get_args(hint) if is_dataclass(part)), None)
    return hint


def read_config(file: Path) -> dict[str, Any]:
    """The values of a YAML or JSON config file.

    Raises:
        ConfigError: the file cannot be read or holds no mapping.
    """
    try:
        values = yaml.safe_load(file.read_text(encoding="utf-8"))
    except OSError as error:
        raise ConfigError(f"config file {file}: {error.strerror}") from error
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise ConfigError(f"config file {file} is no YAML: {error}") from error
    if values is None:
        return {}
    if not isinstance(values, dict):
        raise ConfigError(f"config file {file}: its top level must be a mapping of keys to values")
    return values


def merged(values: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """Values with changes over them, section by section."""
    result = dict(values)
    for key, value in changes.items():
        inner = result.get(key)
        if isinstance(value, Mapping) and isinstance(inner, Mapping):
            result[key] = merged(inner, value)
        else:
            result[key] = value
    return result


def parse_setting(text: str) -> dict[str, Any]:
    """`time.n_week=5` as nested values; the right side is read as YAML.

    Raises:
        ConfigError: the text has no such form.
    """
    key, equals, value = text.partition("=")
    if not equals or not key.strip():
        raise ConfigError(f"--set {text!r}: write it as key=value, e.g. time.n_week=5")
    try:
        nested: Any = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise ConfigError(f"--set {text!r}: the value is no YAML") from error
    for part in reversed(key.strip().split(".")):
        nested = {part: nested}
    return typing.cast("dict[str, Any]", nested)
