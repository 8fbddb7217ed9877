"""Rows of a table: numbers by column, None where a run does not record one."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, TypeAlias

from agentopia_env.analysis.records import is_number

Row: TypeAlias = dict[str, Any]


def values(rows: Iterable[Row], column: str) -> list[float]:
    """The numbers of a column, without those that are missing."""
    return [float(row[column]) for row in rows if is_number(row.get(column))]


def added(rows: Iterable[Row], column: str) -> float | None:
    """Their sum; None where there is none."""
    found = values(rows, column)
    return sum(found) if found else None


def mean(rows: Iterable[Row], column: str) -> float | None:
    """Their mean; None where there is none."""
    found = values(rows, column)
    return sum(found) / len(found) if found else None


def last(rows: Iterable[Row], column: str) -> float | None:
    """The last of them; None where there is none."""
    found = values(rows, column)
    return found[-1] if found else None
