"""How a policy is fine-tuned: the `sft` section of a training config."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from pydantic import TypeAdapter, ValidationError, with_config

from agentopia_env.errors import ConfigError

RANKS = (1, 8, 16, 32, 64, 128, 256, 320, 512)
"""LoRA ranks that vLLM serves (its `--max-lora-rank`)."""


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class LoraSettings:
    """A low-rank adapter instead of all weights (section `sft.lora`)."""

    rank: int = 16
    """Rank: one of those that vLLM serves."""
    alpha: int = 32
    """Scale of the adapter is alpha / rank, at least 1."""
    dropout: float = 0.0
    """Dropout on the adapter's input, 0 to below 1."""
    targets: tuple[str, ...] = ()
    """Names of the layers to adapt (empty: all linear ones but the output layer)."""
    merge: bool = False
    """Also write the base with the adapter merged in, as a full model in `merged/`."""


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class MixSettings:
    """General instruction data beside the policy's answers (section `sft.mix`)."""

    path: Path
    """A .json, .jsonl or .parquet file, or a folder saved by `datasets`, whose records have
    `messages` or `prompt` and `completion`."""
    share: float = 0.5
    """Its part of the answer tokens, above 0, below 1 (0.5: the paper's 50:50)."""


@with_config(extra="forbid")
@dataclass(frozen=True, slots=True)
class SftSettings:
    """The `sft` section of a training config."""

    learning_rate: float = 1e-5
    """Peak step size (the paper: 1e-6 to 1e-5; a LoRA takes about ten times as much)."""
    epochs: int = 1
    """How often every row is seen."""
    batch_size: int = 256
    """Rows per optimizer step over all devices (the paper's 256); a multiple of micro_batch times
    the number of devices."""
    micro_batch: int = 8
    """Rows per device and pass; lower it when memory runs out, the result stays the same."""
    max_tokens: int = 32_768
    """Longest row, prompt and answer together. Longer ones are left out and counted."""
    max_dropped: float = 0.01
    """Largest part of the rows that may be left out, 0 to 1, before training is refused."""
    weighted: bool = True
    """Use the weights of the rows (all 1 unless selection set them)."""
    lora: LoraSettings | None = None
    """None: all weights are trained."""
    mix: MixSettings | None = None
    """None: nothing but the policy's own answers."""
    warmup: float = 0.03
    """Part of the steps over which the learning rate rises, 0 to 1."""
    schedule: Literal["constant", "linear", "cosine"] = "cosine"
    """How the learning rate goes on after the warm-up; `linear` and `cosine` end at 0."""
    weight_decay: float = 0.0
    """AdamW's weight decay, at least 0."""
    adam_beta2: float = 0.999
    """AdamW's memory of squared gradients, 0 to below 1."""
    max_grad_norm: float = 1.0
    """Gradients are scaled down to this norm, above 0."""
    gradient_checkpointing: bool = True
    """Compute activations twice instead of keeping them: less memory, about a quarter slower."""
    bf16: bool | None = None
    """Compute in bfloat16 (None: where a GPU has it; never on a CPU unless asked for)."""
    device: Literal["auto", "cpu"] = "auto"
    """`cpu` leaves a GPU unused."""
    threads: int | None = None
    """CPU threads of torch in this process (None: torch's choice)."""
    measured_rows: int = 256
    """Over how many of the policy's rows the log-probability is measured before and after (0:
    not at all)."""
    seed: int = 0
    """Of the order of rows, the adapter's initial weights, and dropout."""
    deterministic: bool = False
    """Only operations that give the same bytes on the same machine; slower on a GPU."""
    log: Literal["none", "tensorboard", "trackio"] = "none"
    """Where curves go, beside the report."""
    log_dir: Path | None = None
    """TensorBoard's folder (None: `logs` beside the policy's folder)."""
    log_project: str = "agentopia"
    """Trackio's project."""

    def __post_init__(self) -> None:
        problems = [
            f"sft.{key} is {value!r}; allowed: {allowed}"
            for key, (value, holds, allowed) in _checks(self).items()
            if not holds
        ]
        if problems:
            raise ConfigError("\n".join(problems))


def _checks(one: SftSettings) -> dict[str, tuple[object, bool, str]]:
    lora, mix = one.lora or LoraSettings(), one.mix or MixSettings(Path())
    return {
        "learning_rate": (one.learning_rate, one.learning_rate > 0, "above 0"),
        "epochs": (one.epochs, one.epochs >= 1, "at least 1"),
        "batch_size": (
            one.batch_size,
            one.batch_size >= 1 and one.batch_size % max(1, one.micro_batch) == 0,
            f"multiples of sft.micro_batch ({one.micro_batch})",
        ),
        "micro_batch": (one.micro_batch, one.micro_batch >= 1, "at least 1"),
        "max_tokens": (one.max_tokens, one.max_tokens >= 2, "at least 2"),
        "max_dropped": (one.max_dropped, 0 <= one.max_dropped <= 1, "0 to 1"),
        "warmup": (one.warmup, 0 <= one.warmup < 1, "0 to below 1"),
        "weight_decay": (one.weight_decay, one.weight_decay >= 0, "at least 0"),
        "adam_beta2": (one.adam_beta2, 0 <= one.adam_beta2 < 1, "0 to below 1"),
        "max_grad_norm": (one.max_grad_norm, one.max_grad_norm > 0, "above 0"),
        "measured_rows": (one.measured_rows, one.measured_rows >= 0, "at least 0"),
        "threads": (one.threads, one.threads is None or one.threads >= 1, "at least 1"),
        "lora.rank": (lora.rank, lora.rank in RANKS, ", ".join(map(str, RANKS))),
        "lora.alpha": (lora.alpha, lora.alpha >= 1, "at least 1"),
        "lora.dropout": (lora.dropout, 0 <= lora.dropout < 1, "0 to below 1"),
        "mix.share": (mix.share, 0 < mix.share < 1, "above 0, below 1"),
    }


def _adapter() -> TypeAdapter[SftSettings]:
    return TypeAdapter(SftSettings)


def plain_settings(settings: SftSettings) -> dict[str, Any]:
    """Settings as `training.json` holds them."""
    plain: dict[str, Any] = _adapter().dump_python(settings, mode="json")
    return plain


def make_settings(values: dict[str, Any]) -> SftSettings:
    """Settings from nested values; what is not given keeps its default.

    Raises:
        ConfigError: keys that do not exist or values that cannot be, all of them at once.
    """
    try:
        return _adapter().validate_python(values)
    except ValidationError as error:
        problems = (f"sft.{'.'.join(map(str, p['loc']))}: {p['msg']}" for p in error.errors())
        raise ConfigError("\n".join(problems)) from error
