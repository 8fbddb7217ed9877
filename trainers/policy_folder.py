"""The folder of a policy: a full Hugging Face model with its tokenizer, or an adapter of one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from trainers.examples import TrainingError

_TOKENIZER = (
    "tokenizer*",
    "vocab.*",
    "merges.txt",
    "special_tokens_map.json",
    "added_tokens.json",
    "chat_template*",
    "*.model",
)
_MODEL = ("config.json", "generation_config.json", *_TOKENIZER)
_ADAPTER = "adapter_config.json"


def adapter_config(policy: Path) -> dict[str, Any] | None:
    """The PEFT configuration of an adapter; None of a full model.

    Raises:
        TrainingError: the folder is neither.
    """
    if (policy / _ADAPTER).is_file():
        config: dict[str, Any] = json.loads((policy / _ADAPTER).read_text(encoding="utf-8"))
        return config
    if (policy / "config.json").is_file():
        return None
    raise TrainingError(
        f"{policy} is no policy: it has neither config.json nor {_ADAPTER}; give the folder of a "
        "Hugging Face model or of a LoRA adapter"
    )


def root(policy: Path) -> Path:
    """The folder of the full model: the policy's own, or that which it adapts.

    Raises:
        TrainingError: the folder is no policy, or what it adapts is not there.
    """
    adapter = adapter_config(policy)
    if adapter is None:
        return policy
    model = Path(adapter["base_model_name_or_path"])
    if not (model / "config.json").is_file():
        raise TrainingError(
            f"{policy} adapts the model in {model}, which is not there; put it back, or correct "
            f"base_model_name_or_path in {policy / _ADAPTER}"
        )
    return model


def complete(folder: Path, model: Path) -> None:
    """Beside new weights put everything else of a full model, byte for byte."""
    _copy(model, folder, _MODEL)


def complete_adapter(folder: Path, model: Path) -> None:
    """Beside an adapter's weights put the tokenizer of the model it adapts, byte for byte."""
    _copy(model, folder, _TOKENIZER)


def _copy(source: Path, target: Path, names: tuple[str, ...]) -> None:
    for file in (file for name in names for file in sorted(source.glob(name))):
        if file.is_dir():
            shutil.copytree(file, target / file.name, dirs_exist_ok=True)
        else:
            shutil.copyfile(file, target / file.name)
