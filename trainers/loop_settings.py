"""Everything a training loop depends on, as one frozen value, and where its configs lie."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import reduce
from pathlib import Path
from typing import Any

from agentopia_env.chance import chance
from agentopia_env.config import merged, parse_setting, read_config
from agentopia_env.errors import ConfigError
from trainers.arena import ArenaSettings
from trainers.nano_settings import NanoSettings
from trainers.players import ServingSettings
from trainers.rollout import RolloutSettings
from trainers.sections import settled
from trainers.selection import SelectionSettings
from trainers.sft_settings import SftSettings

_PROJECT = Path(__file__).resolve().parents[1]
_CONFIG_FOLDERS = (_PROJECT / "configs", _PROJECT / "agentopia_env" / "configs")
"""Of the repository, and of the installed package."""
DEFAULT = "quickstart"


@dataclass(frozen=True, slots=True)
class KeepSettings:
    """When a new policy is built on (config section `keep`)."""

    tolerance: float = 0.1
    """A new policy may be ahead of the start by so much less than the kept one and is kept; at
    least 0. In the unit of the total life reward, standard deviations of a society's people."""

    def __post_init__(self) -> None:
        if self.tolerance < 0:
            raise ConfigError(f"keep.tolerance is {self.tolerance}; allowed: at least 0")


def _evaluation() -> ArenaSettings:
    return ArenaSettings(societies=4)


def _final() -> ArenaSettings:
    return ArenaSettings(societies=8, seed=2_000_003)


@dataclass(frozen=True, slots=True)
class LoopSettings:
    """A training config: what `python -m trainers.rft_loop --config` reads."""

    policy: str = "nano"
    """Whom to begin with: `nano`, the folder of a model or an adapter, or a model's name on the
    Hugging Face hub."""
    nano: NanoSettings = field(default_factory=NanoSettings)
    """How `nano` is built."""
    rounds: int = 3
    """Rounds of living, selecting and training."""
    seed: int = 0
    """Of all draws of the loop; the sections' own seeds are added to it."""
    held_out: float = 0.25
    """Share of the world's people who are never trained on: the arena swaps them (0: nobody is
    held out, and the arena swaps everybody)."""
    threads: int | None = None
    """CPU threads of torch, for serving and training in this process, where their sections say
    nothing (None: torch's choice)."""
    accelerate: int | None = None
    """Processes that train, one per GPU, by `accelerate launch` (None: this one)."""
    rollout: RolloutSettings = field(default_factory=RolloutSettings)
    selection: SelectionSettings = field(default_factory=SelectionSettings)
    sft: SftSettings = field(default_factory=SftSettings)
    serving: ServingSettings = field(default_factory=ServingSettings)
    evaluation: ArenaSettings = field(default_factory=_evaluation)
    """The arena after every round, by which a policy is kept."""
    final: ArenaSettings = field(default_factory=_final)
    """The arena at the end, on seeds that nothing was decided by."""
    keep: KeepSettings = field(default_factory=KeepSettings)

    def __post_init__(self) -> None:
        problems = [
            f"{key} is {getattr(self, key)!r}; allowed: {allowed}"
            for key, (holds, allowed) in _checks(self).items()
            if not holds
        ]
        if self.evaluation.seed == self.final.seed:
            problems.append(
                f"evaluation.seed and final.seed are both {self.final.seed}; the last word needs "
                "societies that no policy was kept by"
            )
        problems += _serving_problems(self)
        if problems:
            raise ConfigError("\n".join(problems))

    def with_threads(self) -> LoopSettings:
        """The same with the loop's number of threads in the sections that say nothing."""
        if self.threads is None:
            return self
        here = self.serving.transformers
        here = replace(here, threads=here.threads or self.threads)
        return replace(
            self,
            sft=replace(self.sft, threads=self.sft.threads or self.threads),
            serving=replace(self.serving, transformers=here),
        )

    def split(self, names: Sequence[str]) -> tuple[list[str], list[str]]:
        """The people who may be trained on, and those held out (empty: nobody is).

        Raises:
            ConfigError: too few are left on one side.
        """
        count = round(len(names) * self.held_out)
        if not count and not self.held_out:
            return sorted(names), []
        if count < 2 or count >= len(names):
            raise ConfigError(
                f"held_out = {self.held_out:g} of {len(names)} people is {count}; the arena needs "
                "two of them, training one of the others: change held_out, or the people"
            )
        out = set(chance(self.seed, "held out").sample(sorted(names), count))
        return sorted(set(names) - out), sorted(out)


def _checks(one: LoopSettings) -> dict[str, tuple[bool, str]]:
    return {
        "policy": (bool(one.policy.strip()), "nano, a folder, or a model of the hub"),
        "rounds": (one.rounds >= 1, "at least 1"),
        "seed": (0 <= one.seed < 2**31, "0 to 2147483647"),
        "held_out": (0 <= one.held_out < 1, "0 to below 1"),
        "threads": (one.threads is None or one.threads >= 1, "at least 1"),
        "accelerate": (one.accelerate is None or one.accelerate >= 1, "at least 1"),
    }


def _serving_problems(one: LoopSettings) -> list[str]:
    """Servers that could not take what training makes."""
    serving, lora = one.serving, one.sft.lora
    if serving.chosen() == "transformers":
        return []
    how: dict[str, str]
    if serving.chosen() == "vllm":
        how = {"serving.vllm.refresh": serving.vllm.refresh}
    else:
        how = {
            f"serving.attached[{i}].refresh": at.refresh for i, at in enumerate(serving.attached)
        }
    fit = ("lora",) if lora else ("reload", "restart")
    made = "adapters (sft.lora)" if lora else "whole models (no sft.lora)"
    problems = [
        f"{place} is {refresh!r}, but training makes {made}; allowed: {', '.join(fit)}"
        for place, refresh in how.items()
        if refresh not in fit
    ]
    if serving.chosen() == "attached" and not lora and not serving.reference:
        problems.append(
            "serving.reference is empty; the arena needs the starting policy beside the trained "
            "one: name servers for it"
        )
    if serving.chosen() == "vllm" and lora and serving.vllm.max_lora_rank < lora.rank:
        problems.append(
            f"serving.vllm.max_lora_rank is {serving.vllm.max_lora_rank}; allowed: at least "
            f"sft.lora.rank, {lora.rank}"
        )
    return problems


def read_settings(
    config: str | Path | None = None,
    changes: Sequence[str] = (),
    given: Mapping[str, Any] | None = None,
) -> LoopSettings:
    """Settings of a file or bundled config, then `key=value` changes, then what else is given.

    Raises:
        ConfigError: the file cannot be read; or keys and values, all problems at once.
    """
    values = read_config(find_config(config or DEFAULT))
    values = reduce(merged, map(parse_setting, changes), values)
    return settled(LoopSettings, merged(values, given or {}))


def bundled_configs() -> dict[str, Path]:
    """The configs that come with the package, by name."""
    found: dict[str, Path] = {}
    for folder in _CONFIG_FOLDERS:
        for path in sorted(folder.glob("*.yaml")) if folder.is_dir() else ():
            found.setdefault(path.stem, path)
    return found


def find_config(name_or_path: str | Path) -> Path:
    """A config file, given as a path or as the name of a bundled one.

    Raises:
        ConfigError: there is neither.
    """
    path, bundled = Path(name_or_path).expanduser(), bundled_configs()
    if path.is_file():
        return path
    if str(name_or_path) in bundled:
        return bundled[str(name_or_path)]
    if str(path.parent) == "configs" and path.stem in bundled:  # as the documentation writes it
        return bundled[path.stem]
    names = ", ".join(sorted(bundled)) or "none"
    raise ConfigError(
        f"config {name_or_path}: neither a file nor a bundled config; bundled are: {names}"
    )
