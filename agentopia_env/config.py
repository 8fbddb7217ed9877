"""The whole configuration of a run as one frozen value, composed of sections defined elsewhere.

A config file is YAML or JSON with these keys; a key that does not exist, or a value that cannot
be, is an error that names the key and what is allowed.
"""

from __future__ import annotations

import difflib
import typing
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, fields, is_dataclass
from functools import lru_cache
from pathlib import Path
from typing import Annotated, Any, Literal

import yaml
from pydantic import BeforeValidator, TypeAdapter, ValidationError

from agentopia_env.clock import Fidelity, Time
from agentopia_env.errors import ConfigError
from agentopia_env.policies.chat.settings import ModelSettings, model_problems
from agentopia_env.questions.kinds import KINDS
from agentopia_env.reward.settings import RewardSettings
from agentopia_env.store.traces import Trace
from agentopia_env.world.rules import (
    ActivityRules,
    ContactRules,
    EconomyRules,
    MemoryRules,
    PositionRules,
    PromptRules,
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


def _several(value: object) -> object:
    """One name is a list of one."""
    return (value,) if isinstance(value, str) else () if value is None else value


def _off(value: object) -> object:
    """YAML reads a bare `off` as false."""
    return "off" if value is False else value


@dataclass(frozen=True, slots=True)
class StoreSettings:
    """What is kept of a run (config section `store`)."""

    trace: Annotated[Trace, BeforeValidator(_off)] = "prompts"
    """Of every generation keep prompt and answer (`prompts`), the answer (`answers`), nothing
    (`off`). Prompts are most of a run's bytes and of a heuristic run's time."""
    checkpoint_seconds: float = 5.0
    """Least wall-clock seconds between two checkpoints; 0 makes one after every stage."""

    def __post_init__(self) -> None:
        if not 0 <= self.checkpoint_seconds <= 86_400:
            raise ConfigError(
                f"store.checkpoint_seconds is {self.checkpoint_seconds}; allowed are 0 to 86400"
            )


BOUNDS: dict[str, tuple[int, int]] = {
    "seed": (0, 2**63 - 1),
    "agents": (1, 100_000),
    "repairs": (0, 10),
    "max_concurrency": (1, 100_000),
    "temperature": (0, 5),
    "state.initial_vitality": (0, 100),
    "state.initial_fulfilment": (0, 100),
    "state.decay": (0, 1),
    "state.solo": (-1_000_000, 1_000_000),
    "state.joint": (-1_000_000, 1_000_000),
    "state.public": (-1_000_000, 1_000_000),
    "economy.living_standards": (-1_000_000, 1_000_000),
    "economy.material_steps": (1, 1_000_000),
    "positions.max_wishes": (1, 100),
    "positions.later_capacity": (1, 1_000_000),
    "contact.max_message": (1, 1_000_000),
    "contact.max_participants": (2, 1_000_000),
    "activity.encounter_group": (2, 1_000_000),
    "activity.max_repeat_weeks": (1, 1000),
    "activity.max_utterance": (1, 1_000_000),
    "memory.max_call_rounds": (1, 100),
    "memory.max_note": (1, 1_000_000),
    "memory.max_files": (1, 1_000_000),
    "year": (0, 100),
    "prompts": (500, 10_000_000),
}
"""What a number may be, by its key or that of its section; any other is from 0 to a million."""
CHECKED = (
    "time",
    "reward",
    "policy",
    "store",
    "models",
    "activity.min_turns",
    "activity.max_turns",
)
"""What is checked where it is defined."""
FIXED_TABLES = ("state.decay", "economy.work_pay")
"""Tables whose entries are given; others may get new ones."""
BESIDE_MODELS = ("role_model", "god_model", "fallback_model")
"""Keys that name models, and so make sense only together with `models`."""
RANGES = ("state.solo", "state.joint", "state.public", "economy.work_pay")
"""Where a pair of numbers is a lowest and a highest."""


def impossible_numbers(value: object, key: str = "") -> Iterator[str]:
    """Every number of a config that cannot be, with what is allowed.

    Args:
        value: a config, or what it has at `key`.
        key: dotted.
    """
    if key in CHECKED:
        return
    if isinstance(value, int | float):
        low, high = _bounds(key)
        if not low <= value <= high:
            yield f"{key} is {value}; allowed are {low} to {high}"
        return
    if isinstance(value, tuple) and len(value) == 2 and key.startswith(RANGES):
        low, high = value
        if low > high:
            yield f"{key} is {low} to {high}; the lower number comes first"
    for name, inner in _parts(value):
        yield from impossible_numbers(inner, f"{key}.{name}" if key else name)


def _names(value: tuple[str, ...] | str | None) -> tuple[str, ...]:
    return value if isinstance(value, tuple) else () if value is None else (value,)


def _unknown_kinds(kinds: Iterable[str]) -> Iterator[str]:
    """Every name that is none of a kind of question."""
    for kind in kinds:
        if kind not in KINDS:
            yield _unknown(f"prompts.kinds.{kind}", kind, "prompts.kinds.", KINDS)


def _bounds(key: str) -> tuple[float, float]:
    while key and key not in BOUNDS:
        key = key.rpartition(".")[0]
    return BOUNDS.get(key, (0, 1_000_000))


def _parts(value: object) -> Iterable[tuple[str, object]]:
    if is_dataclass(value):
        return [(field.name, getattr(value, field.name)) for field in fields(value)]
    if isinstance(value, Mapping):
        return [(str(name), inner) for name, inner in value.items()]
    return [(str(i), inner) for i, inner in enumerate(value)] if isinstance(value, tuple) else []


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
    """`full`: contact rounds and scenes turn by turn; `brief`: a question per person and phase."""
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
    prompts: PromptRules = PromptRules()
    policy: PolicySettings = PolicySettings()
    models: dict[str, ModelSettings] = field(default_factory=dict)
    """Language models by the names that the next three keys use."""
    role_model: Annotated[tuple[str, ...], BeforeValidator(_several)] = ()
    """Who plays the people: a model's name, or several that are spread evenly over them. Nothing
    and `heuristic` are the embedded policy."""
    god_model: str | None = None
    """Who answers for the world (None: the embedded environment model)."""
    fallback_model: str | None = None
    """Who is asked once where an answer and its repair could not be used (None: nobody)."""
    max_concurrency: int = 64
    """Most requests in flight to one model; while its server is slow or in trouble, fewer."""
    temperature: float | None = None
    """Sampling temperature of models that have none of their own (None: the server's default)."""
    store: StoreSettings = StoreSettings()

    def __post_init__(self) -> None:
        named = {key: _names(getattr(self, key)) for key in BESIDE_MODELS}
        problems = [
            *impossible_numbers(self),
            *model_problems(self.models, named),
            *_unknown_kinds(self.prompts.kinds),
        ]
        if problems:
            raise ConfigError("\n".join(problems))
        _ = self.rules  # which has demands on more than one section

    @property
    def rules(self) -> Rules:
        """The sections that are rules of the society."""
        return Rules(**{field.name: getattr(self, field.name) for field in fields(Rules)})

    def record(self) -> dict[str, Any]:
        """The configuration as `config.json` holds it."""
        plain: dict[str, Any] = _adapter().dump_python(self, mode="json")
        return plain


@lru_cache(maxsize=1)
def _adapter() -> TypeAdapter[RunConfig]:
    return TypeAdapter(RunConfig)


def make_config(values: Mapping[str, Any]) -> RunConfig:
    """A configuration from nested values; what is not given keeps its default.

    Tables such as `economy.living_standards` keep the entries that are not given, too.

    Raises:
        ConfigError: keys that do not exist or values that cannot be, all of them at once.
    """
    problems: list[str] = []
    known = _known(RunConfig, values, "", problems)
    refused = _refusal(known)
    if refused:
        problems += _refusals(known) or refused
    if problems:
        raise ConfigError("\n".join(dict.fromkeys(problems)))
    return _adapter().validate_python(known)


def _known(section: Any, values: Mapping[str, Any], prefix: str, problems: list[str]) -> Any:
    """The values without keys that do not exist (these are problems) and without empty sections."""
    hints = typing.get_type_hints(section)
    defaults = section()
    known: dict[str, Any] = {}
    for key, value in values.items():
        name = f"{prefix}{key}"
        if key not in hints:
            problems.append(_unknown(name, str(key), prefix, hints))
        elif is_dataclass(hints[key]):
            if isinstance(value, Mapping):
                known[key] = _known(hints[key], value, f"{name}.", problems)
            elif value is not None:
                problems.append(f"{name} is a section with keys of its own, not {_shown(value)}")
        elif key == "models" and isinstance(value, Mapping):
            known[key] = _known_models(value, f"{name}.", problems)
        elif isinstance(table := getattr(defaults, key), dict) and isinstance(value, Mapping):
            known[key] = {**table, **value}
            if name in FIXED_TABLES:
                unknown = [entry for entry in value if entry not in table]
                problems += [_unknown(f"{name}.{e}", str(e), f"{name}.", table) for e in unknown]
        else:
            known[key] = value
    return known


def _known_models(values: Mapping[str, Any], prefix: str, problems: list[str]) -> dict[str, Any]:
    """The sections of models without keys that do not exist; a section may be empty."""
    known = {}
    for model, section in values.items():
        if section is None or isinstance(section, Mapping):
            given = _known(ModelSettings, section or {}, f"{prefix}{model}.", problems)
            known[str(model)] = given
        else:
            problems.append(f"{prefix}{model} is a section with keys of its own")
    return known


def _unknown(name: str, key: str, prefix: str, allowed: Iterable[str]) -> str:
    """That a key does not exist, with the nearest one that does."""
    near = difflib.get_close_matches(key, allowed, 1)
    meant = f"did you mean {prefix}{near[0]}? " if near else ""
    where = f"in {prefix[:-1]}" if prefix else "at the top level"
    return f"there is no config key {name}; {meant}allowed {where}: {', '.join(sorted(allowed))}"


def _refusal(values: Mapping[str, Any]) -> list[str]:
    """Why values are refused, empty if they are not."""
    try:
        _adapter().validate_python(values)
    except ConfigError as error:
        return str(error).splitlines()
    except ValidationError as error:
        first = {_place(problem["loc"]): problem for problem in reversed(error.errors())}
        return [_problem(place, problem) for place, problem in reversed(first.items())]
    return []


def _refusals(values: Mapping[str, Any], path: tuple[str, ...] = ()) -> list[str]:
    """Why values are refused, each tried alone so that one problem does not hide another."""
    problems: list[str] = []
    for key, value in values.items():
        tried = _nested((*path, key), value)
        if not path and key in BESIDE_MODELS:
            tried["models"] = values.get("models", {})
        alone = _refusal(tried)
        if alone and isinstance(value, Mapping):
            alone = _refusals(value, (*path, key)) or alone
        problems += alone
    return problems


def _nested(path: Sequence[str], value: Any) -> dict[str, Any]:
    """`("time", "n_week")` and 5 as `{"time": {"n_week": 5}}`."""
    for part in reversed(path):
        value = {part: value}
    return typing.cast("dict[str, Any]", value)


def _place(steps: Sequence[int | str]) -> str:
    """The dotted key of a problem, without the steps into the alternatives of a type."""
    return ".".join(str(step) for step in steps if step not in ("int", "float"))


def _problem(place: str, problem: Any) -> str:
    """What is wrong at a place; what was given for a model is not repeated, it may be a key."""
    needed = "a number is needed" if "int" in problem["loc"] else problem["msg"]
    if place.startswith("models"):
        return f"{place}: {needed}"
    return f"{place} is {_shown(problem['input'])}; {needed}"


def _shown(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 60 else f"{text[:57]}..."


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
        given: Any = yaml.safe_load(value)
    except yaml.YAMLError as error:
        raise ConfigError(f"--set {text!r}: the value is no YAML") from error
    return _nested([part.strip() for part in key.split(".")], given)
