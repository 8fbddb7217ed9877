"""Facts on which the two views of a tie disagree: years, months, weeks, sums, counts.

Two sentences are held against each other where they tell of the same thing: around the two
numbers they share rare words whose weights (`Rarity`) add up. A number that the other view also
has somewhere, or that is a sum or a product of its numbers, contradicts nothing.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

from agentopia_env.world.han import HAN
from agentopia_env.world.lint.facts import Fact, facts
from agentopia_env.world.lint.terms import Rarity, terms
from agentopia_env.world.lint.texts import Passage, sentences

_LEAST_WEIGHT = 1.2
"""Commoner terms say nothing about what a sentence is about."""
_ALONE = 1.5
"""What a clash gains where each view holds one number of the kind: they are likelier one event's."""
_CLAUSE = re.compile(r"[;:—]|；|——|：")
_UNTIL = re.compile(
    r"(?:\b(?:till|until|by|to|before)(?: the)?(?: end of)?|[到至])\s*$", re.IGNORECASE
)
_SINCE = re.compile(r"(?:\b(?:since|from)(?: the)?|[从自打])\s*$", re.IGNORECASE)
_NEAR = {"en": 80, "zh": 24}
"""Characters around a number that belong to it."""


@dataclass(frozen=True, slots=True)
class Told:
    """A fact in its sentence."""

    fact: Fact
    sentence: str
    passage: Passage

    @property
    def near(self) -> str:
        """What stands around the number, within its clause."""
        reach = _NEAR["zh" if HAN.search(self.sentence) else "en"]
        before = self.sentence[max(0, self.fact.start - reach) : self.fact.start]
        after = self.sentence[self.fact.end : self.fact.end + reach]
        return f"{_CLAUSE.split(before)[-1]} {_CLAUSE.split(after)[0]}"

    @property
    def role(self) -> str:
        """Whether the number is a beginning, an end, or neither that can be told."""
        before = self.sentence[: self.fact.start]
        return "end" if _UNTIL.search(before) else "start" if _SINCE.search(before) else ""

    @property
    def relative(self) -> bool:
        """Whether a year is told from where the teller stands, as in `last year`."""
        word = self.sentence[self.fact.start : self.fact.end]
        return self.fact.kind == "year" and not any(char.isdigit() for char in word)


@dataclass(frozen=True, slots=True)
class Clash:
    """Two facts that cannot both be true.

    Attributes:
        weight: how sure it is that both sentences tell of one thing.
    """

    mine: Told
    theirs: Told
    weight: float


def told(passages: Iterable[Passage], year: int) -> list[Told]:
    """Every fact of some texts."""
    return [
        Told(fact, sentence, passage)
        for passage in passages
        for sentence in sentences(passage.text)
        for fact in facts(sentence, year)
    ]


def clashes(mine: Sequence[Told], theirs: Sequence[Told], rarity: Rarity) -> Iterator[Clash]:
    """The facts of one view against those of the other, surest first; each fact once."""
    my_values, their_values = _values(mine), _values(theirs)
    found = []
    for one in mine:
        for other in theirs:
            if _may_clash(one.fact, other.fact, my_values, their_values) and _same_role(one, other):
                alone = len(my_values[one.fact.kind]) == len(their_values[one.fact.kind]) == 1
                weight = _weight(one, other, rarity) * (_ALONE if alone else 1)
                found.append(Clash(one, other, weight))
    seen: set[int] = set()
    for clash in sorted(found, key=lambda clash: -clash.weight):
        if id(clash.mine) not in seen and id(clash.theirs) not in seen:
            seen |= {id(clash.mine), id(clash.theirs)}
            yield clash


def _values(facts_told: Sequence[Told]) -> dict[str, set[float]]:
    values: dict[str, set[float]] = defaultdict(set)
    for one in facts_told:
        values[one.fact.kind].add(one.fact.value)
        values["any"].add(one.fact.value)
    return values


def _may_clash(
    mine: Fact, theirs: Fact, my_values: dict[str, set[float]], their_values: dict[str, set[float]]
) -> bool:
    if mine.kind != theirs.kind or mine.value == theirs.value:
        return False
    if mine.value in their_values[mine.kind] or theirs.value in my_values[mine.kind]:
        return False
    if mine.kind.startswith("count") and _rounded(mine.value, theirs.value):
        return False
    if mine.kind == "money" or mine.kind.startswith("count"):
        if _made_of(mine.value, their_values["any"]) or _made_of(theirs.value, my_values["any"]):
            return False
    return True


def _same_role(mine: Told, theirs: Told) -> bool:
    """Whether both numbers may stand for one moment or amount."""
    if "end" in (mine.role, theirs.role):
        return mine.role == theirs.role
    if mine.relative or theirs.relative:
        return mine.role == theirs.role
    return True


def _rounded(one: float, other: float) -> bool:
    """Whether one of two counts may be the other, rounded."""
    low, high = sorted((one, other))
    return high >= 10 and (low % 5 == 0 or high % 5 == 0) and high - low <= 0.1 * high


def _made_of(value: float, numbers: set[float]) -> bool:
    """Whether a number is a sum, a difference or a product of two others, or twice one."""
    return any(
        value in (one + other, abs(one - other), one * other)
        for one, other in combinations(sorted(numbers), 2)
    ) or any(value in (2 * one, one / 2) for one in numbers)


def _weight(one: Told, other: Told, rarity: Rarity) -> float:
    """The weight of what both say around their numbers, and half of that of the sentences."""
    near = terms(one.near) & terms(other.near)
    whole = terms(one.sentence) & terms(other.sentence)
    return rarity.weight(near, _LEAST_WEIGHT) + 0.5 * rarity.weight(whole - near, _LEAST_WEIGHT)
