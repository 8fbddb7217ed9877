"""Keys of model servers: read from the environment or a file, shown nowhere.

A config holds where a key is: `MY_KEY` or `env:MY_KEY` (an environment variable), or `file:PATH`.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from pathlib import Path

import orjson

from agentopia_env.errors import ConfigError

MASK = "[key]"
_VARIABLE = re.compile(r"(?:env:[A-Za-z_][A-Za-z0-9_]*|[A-Z_][A-Z0-9_]*)")
_SHORTEST = 6
"""Shortest secret that is looked for in texts."""


class Secret:
    """A key that nothing prints: neither `str`, `repr`, a dump nor an error."""

    __slots__ = ("_pieces", "_text")

    def __init__(self, text: str) -> None:
        self._text = text
        self._pieces = tuple(piece for piece in _pieces(text) if len(piece) >= _SHORTEST)

    def __repr__(self) -> str:
        return MASK

    __str__ = __repr__

    def __reduce__(self) -> str:
        raise TypeError("a secret is not written down")

    def __bool__(self) -> bool:
        return bool(self._text)

    def reveal(self) -> str:
        """The key itself; pass it on, never bind it to a name."""
        return self._text

    def masked(self, text: str) -> str:
        """A text that came from a server, without the key."""
        for piece in self._pieces:
            if piece in text:
                text = text.replace(piece, MASK)
        return text


def _pieces(text: str) -> Iterator[str]:
    """What of a secret must not be seen: all of it, or the private key in it, line by line."""
    yield text
    if text.startswith("{"):
        try:
            key = orjson.loads(text).get("private_key", "")
        except orjson.JSONDecodeError:
            return
        lines = str(key).splitlines()
        yield from (line for line in lines if line and not line.startswith("-----"))


def reference_problem(reference: str) -> str:
    """Why a text does not say where a key is, empty if it does. Never shows the text."""
    if reference.startswith("file:"):
        return "" if reference[5:].strip() else "names no file; write file:PATH"
    if len(reference) <= 100 and _VARIABLE.fullmatch(reference):
        return ""
    return (
        "has to say where the key is, not what it is: the name of an environment variable "
        "(MY_KEY, or env:my_key) or file:PATH"
    )


def key_file(reference: str) -> Path | None:
    """The file a reference names, if it names one."""
    return Path(reference[5:].strip()).expanduser() if reference.startswith("file:") else None


def read_key(reference: str, setting: str) -> Secret:
    """The key that a reference names.

    Args:
        reference: as in `models.<name>.api_key`.
        setting: the config key it stands under, for the error.

    Raises:
        ConfigError: there is no key there.
    """
    file = key_file(reference)
    if file is None:
        variable = reference.removeprefix("env:")
        text = os.environ.get(variable, "").strip()
        if not text:
            raise ConfigError(f"{setting}: the environment variable {variable} is not set")
        return Secret(text)
    try:
        text = file.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "it is no text"
        raise ConfigError(f"{setting}: the file {file} cannot be read: {reason}") from None
    if not text:
        raise ConfigError(f"{setting}: the file {file} is empty")
    return Secret(text)
