"""A number of a text and what it numbers."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Fact:
    """A number of a text and what it numbers.

    Attributes:
        kind: `year`, `month`, `weekday` (Monday is 0), `week`, `money`, or `count:<noun>`.
        start: where it stands in the text.
    """

    kind: str
    value: float
    start: int
    end: int
