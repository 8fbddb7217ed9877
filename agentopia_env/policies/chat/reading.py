"""How a model reads: by which tokenizer its tokens are counted, and how many it takes."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from agentopia_env.errors import ConfigError, UserError
from agentopia_env.policies.chat.settings import ModelSettings
from agentopia_env.prompts.tokens import Count, Reader, estimated


def reader_of_model(name: str, settings: ModelSettings) -> Reader:
    """Whom prompts for a model are cut for.

    Raises:
        ConfigError: its tokenizer is not where the settings say.
        UserError: the package that reads tokenizers is not installed.
    """
    window, tokenizer = settings.context_window, settings.tokenizer or _beside(settings.model)
    most = None if window is None else window - settings.max_tokens
    if tokenizer is None:
        return Reader(estimated, most)
    try:
        return Reader(_counting(tokenizer), most)
    except ModuleNotFoundError as error:
        raise UserError(
            f"models.{name}.tokenizer needs the package {error.name}; "
            'install it with: pip install "agentopia[models]"'
        ) from None
    except _UnreadableError as error:
        raise ConfigError(f"models.{name}.tokenizer: {error}") from None


def _beside(model: str | None) -> str | None:
    """The folder of a model that is served from one, where its tokenizer lies beside it."""
    there = model is not None and (Path(model).expanduser() / "tokenizer.json").is_file()
    return model if there else None


class _UnreadableError(Exception):
    """There is no tokenizer there."""


@cache
def _counting(tokenizer: str) -> Count:
    """What counts tokens; one for all models that share a tokenizer, so that counts are shared."""
    from tokenizers import Tokenizer

    place = Path(tokenizer).expanduser()
    file = place / "tokenizer.json" if place.is_dir() else place
    try:
        here = place.exists()
        read = Tokenizer.from_file(str(file)) if here else Tokenizer.from_pretrained(tokenizer)
    except Exception as error:  # the package raises nothing more precise
        raise _UnreadableError(
            f"{tokenizer} is neither a folder with a tokenizer.json nor the name of a model at "
            f"Hugging Face that has one ({str(error)[:200]})"
        ) from None

    def count(text: str) -> int:
        whole = text if text.isascii() else text.encode("utf-8", "replace").decode("utf-8")
        return len(read.encode(whole, add_special_tokens=False))

    return count
