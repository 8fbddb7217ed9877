"""The texts in a JSON value."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any


def texts(value: Any, field: str = "") -> Iterator[tuple[str, str]]:
    """Every text with the field that it stands in."""
    if isinstance(value, str):
        yield field, value
    elif isinstance(value, dict):
        for key, inner in value.items():
            yield from texts(inner, key)
    elif isinstance(value, list):
        for inner in value:
            yield from texts(inner, field)
