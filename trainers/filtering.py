"""Which answers of one life are fit to be learned from."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Literal, TypeAlias, get_args

from trainers.values import Row

Filter: TypeAlias = Literal["invalid", "rejected", "empty", "truncated", "long", "duplicate"]
FILTERS: tuple[Filter, ...] = get_args(Filter)


@dataclass(frozen=True, slots=True)
class Limits:
    """What the filters measure by; `SelectionSettings` explains each.

    Attributes:
        filters: those that apply.
    """

    filters: Collection[Filter]
    max_tokens: int
    max_duplicates: int
    similarity: float


def fit_rows(rows: Sequence[Row], limits: Limits) -> tuple[list[Row], Counter[str]]:
    """The rows of one person and year that pass, and how many each filter stopped.

    A row is stopped once, by the first filter that applies, in the order of `FILTERS`. Of
    near-identical answers the first ones pass.
    """
    reasons: Counter[str] = Counter()
    kept: list[Row] = []
    alike: dict[str, _Alike] = defaultdict(lambda: _Alike(limits.similarity))
    for row in rows:
        fault = _fault(row, limits)
        if fault is None and "duplicate" in limits.filters:
            seen = alike[row.kind].count(row.token_ids)
            fault = "duplicate" if seen > limits.max_duplicates else None
        if fault is None:
            kept.append(row)
        else:
            reasons[fault] += 1
    return kept, reasons


def _fault(row: Row, limits: Limits) -> Filter | None:
    faults: dict[Filter, bool] = {
        "invalid": not row.valid,
        "rejected": row.rejected,
        "empty": not row.text.strip() or not row.token_ids,
        "truncated": row.extra.get("finish_reason") == "length",
        "long": len(row.prompt_ids) + len(row.token_ids) > limits.max_tokens,
    }
    return next((name for name, holds in faults.items() if holds and name in limits.filters), None)


class _Alike:
    """Groups of near-identical answers, each known by the token triples of its first member.

    Tokens instead of words, so that languages without spaces are treated the same.
    """

    def __init__(self, similarity: float) -> None:
        self._similarity = similarity
        self._groups: list[tuple[frozenset[tuple[int, ...]], list[int]]] = []

    def count(self, token_ids: Sequence[int]) -> int:
        """How many answers near-identical to this one there are now, itself included."""
        triples = frozenset(tuple(token_ids[i : i + 3]) for i in range(max(1, len(token_ids) - 2)))
        for first, size in self._groups:
            if len(first & triples) >= self._similarity * len(first | triples):
                size[0] += 1
                return size[0]
        self._groups.append((triples, [1]))
        return 1
