"""What answers cost: tokens counted by kind of question and by who answers, and their price."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, fields
from typing import Any, NamedTuple

EVERY_OTHER = "default"
"""Name under which `prices` has the price of whoever it does not name."""


@dataclass(frozen=True, slots=True)
class Price:
    """Money for a million tokens.

    Attributes:
        input: of prompts, as far as they were not cached.
        output: of answers, thoughts included.
        cached: of prompts as far as the server had them cached (None: as `input`).
    """

    input: float = 0.0
    output: float = 0.0
    cached: float | None = None


@dataclass(slots=True)
class Usage:
    """Calls and their tokens.

    Attributes:
        input: tokens of prompts, those that were cached among them.
        cached: tokens of prompts that the server had cached.
        output: tokens of answers.
    """

    calls: float = 0
    input: float = 0
    cached: float = 0
    output: float = 0

    def add(self, other: Usage, times: float = 1) -> None:
        """Count another usage in, so many times."""
        for each in fields(self):
            more = getattr(other, each.name) * times
            setattr(self, each.name, getattr(self, each.name) + more)

    def cost(self, price: Price) -> float:
        """The money that these tokens cost."""
        cached = price.input if price.cached is None else price.cached
        fresh = max(0.0, self.input - self.cached)
        money = fresh * price.input + self.cached * cached + self.output * price.output
        return money / 1_000_000


class Who(NamedTuple):
    """What calls are counted by: kind of question, and the name of who answers."""

    kind: str
    by: str


@dataclass(slots=True)
class Spending:
    """What has been spent, by kind of question and by who answers."""

    usage: dict[Who, Usage] = field(default_factory=dict)

    def count(self, who: Who, usage: Usage, times: float = 1) -> None:
        """Count calls in."""
        self.usage.setdefault(who, Usage()).add(usage, times)

    def include(self, other: Spending, times: float = 1) -> None:
        """Count another spending in, so many times."""
        for who, usage in other.usage.items():
            self.count(who, usage, times)

    @property
    def total(self) -> Usage:
        """All calls together."""
        return summed(self.usage.values())

    def by_kind(self) -> dict[str, Usage]:
        """Usage per kind of question, by name."""
        kinds = sorted({who.kind for who in self.usage})
        return {
            kind: summed(usage for who, usage in self.usage.items() if who.kind == kind)
            for kind in kinds
        }

    def cost(self, prices: Mapping[str, Price]) -> float:
        """The money spent."""
        return sum(usage.cost(price_of(prices, who.by)) for who, usage in self.usage.items())

    def record(self) -> list[dict[str, Any]]:
        """As plain values."""
        return [
            {"kind": who.kind, "by": who.by}
            | {each.name: getattr(usage, each.name) for each in fields(usage)}
            for who, usage in sorted(self.usage.items())
        ]

    @classmethod
    def of(cls, record: Iterable[Mapping[str, Any]]) -> Spending:
        """What `record` gave."""
        spending = cls()
        for line in record:
            numbers = {each.name: line[each.name] for each in fields(Usage)}
            spending.count(Who(line["kind"], line["by"]), Usage(**numbers))
        return spending


def summed(usages: Iterable[Usage]) -> Usage:
    """Usages together."""
    total = Usage()
    for usage in usages:
        total.add(usage)
    return total


def price_of(prices: Mapping[str, Price], name: str) -> Price:
    """What somebody's tokens cost: nothing where no price is given."""
    return prices.get(name) or prices.get(EVERY_OTHER) or Price()


def usage_of(meta: Mapping[str, Any]) -> Usage:
    """The usage that an answer's `meta` reports, as a single call."""
    given: Mapping[str, Any] = meta.get("usage") or {}

    def tokens(name: str) -> float:
        return given.get(name) or 0

    return Usage(1, tokens("input_tokens"), tokens("cached_tokens"), tokens("output_tokens"))


def in_short(number: float) -> str:
    """A number in few letters: 950, 12.3k, 4.5M."""
    for size, letter in ((1e9, "B"), (1e6, "M"), (1e3, "k")):
        if number >= 10 * size or number >= size > 1e3:
            return f"{number / size:.1f}{letter}"
    return f"{number:.0f}"
