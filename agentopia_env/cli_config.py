"""The configuration that a command line asks for."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agentopia_env.config import RunConfig, make_config, merged, parse_setting, read_config


def configured(file: Path | None, settings: list[str], given: dict[str, Any]) -> RunConfig:
    """The file's values, then `--set`, then the options."""
    values = read_config(file) if file else {}
    for text in settings:
        values = merged(values, parse_setting(text))
    return make_config(merged(values, _present(given)))


def _present(values: dict[str, Any]) -> dict[str, Any]:
    present = {}
    for key, value in values.items():
        inner = _present(value) if isinstance(value, dict) else value
        if inner is not None and inner != {}:
            present[key] = inner
    return present
