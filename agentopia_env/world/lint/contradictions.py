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
from agentopia_env.world.lint.fact import Fact
from agentopia_env.world.lint.facts import facts
from agentopia_env.world.lint.terms import Rarity, terms
from agentopia_env.world.lint.texts import Passage, sentences

SURE = 7.0
"""Weight from which two sentences are taken to tell of one event.

Of the facts that both views of a tie hold, a changed one is found in about four of ten cases; in
the bundled worlds, a thousand ties whose facts agree, nothing is found.
"""
_LEAST_WEIGHT = 1.2
"""Commoner terms say nothing about what a sentence is about."""
_ALONE = 1.5
"""What a clash gains where each view holds one number of the kind: it is likelier one event."""
_RELATIVE = 0.7
"""What is left where a year is told as `last year`, which may be said of anything."""
_CLAUSE = re.compile(r"[;:—；：]")
_UNTIL = re.compile(
    r"(?:\b(?:till|until|by|to|before)(?: the)?(?: end of)?|[到至])\s*$", re.IGNORECASE
)
_SINCE = re.compile(r"(?:\b(?:since|from)(?: the)?|[从自打])\s*$", re.IGNORECASE)
_NEAR = {"en": 80, "zh": 24}
"""Characters around a number that belong to it."""

Numbers = dict[str, set[float]]
"""The numbers of a view by kind; under `any` all of them."""


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
    def word(self) -> str:
        """The number as the sentence has it."""
        return self.sentence[self.fact.start : self.fact.end]

    @property
    def role(self) -> str:
        """Whether the number is a beginning, an end, or neither that can be told."""
        before = self.sentence[: self.fact.start]
        return "end" if _UNTIL.search(before) else "start" if _SINCE.search(before) else ""

    @property
    def relative(self) -> bool:
        """Whether a year is told from where the teller stands, as in `last year`."""
        return self.fact.kind == "year" and not any(char.isdigit() for char in self.word)


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
    """Every fact of some texts that are written in a year."""
    return [
        Told(fact, sentence, passage)
        for passage in passages
        for sentence in sentences(passage.text)
        for fact in facts(sentence, year)
    ]


def clashes(mine: Sequence[Told], theirs: Sequence[Told], rarity: Rarity) -> Iterator[Clash]:
    """The facts of one view that contradict those of the other, surest first; each fact once."""
    both = _numbers(mine), _numbers(theirs)
    found = [
        Clash(one, other, _weight(one, other, rarity) * _sureness(one, other, *both))
        for one in mine
        for other in theirs
        if _differ(one.fact, other.fact, *both) and _same_role(one, other)
    ]
    seen: set[tuple[int, int, int]] = set()
    for clash in sorted(found, key=lambda clash: -clash.weight):
        sides = {(0, *_spot(mine, clash.mine)), (1, *_spot(theirs, clash.theirs))}
        if clash.weight >= SURE and not sides & seen:
            seen |= sides
            yield clash


def _spot(facts_told: Sequence[Told], one: Told) -> tuple[int, int]:
    return next(at for at, other in enumerate(facts_told) if other is one), one.fact.start


def _numbers(facts_told: Sequence[Told]) -> Numbers:
    numbers: Numbers = defaultdict(set)
    for one in facts_told:
        numbers[one.fact.kind].add(one.fact.value)
        numbers["any"].add(one.fact.value)
    return numbers


def _differ(mine: Fact, theirs: Fact, my_numbers: Numbers, their_numbers: Numbers) -> bool:
    """Whether two facts of one kind cannot be reconciled by what else both views say."""
    if mine.kind != theirs.kind or mine.value == theirs.value:
        return False
    if mine.value in their_numbers[mine.kind] or theirs.value in my_numbers[mine.kind]:
        return False
    counted = mine.kind.startswith("count")
    if counted and _rounded(mine.value, theirs.value):
        return False
    if not counted and mine.kind != "money":
        return True
    mended = _made_of(mine.value, their_numbers["any"]), _made_of(theirs.value, my_numbers["any"])
    return not any(mended)


def _same_role(mine: Told, theirs: Told) -> bool:
    """Whether both numbers may stand for one moment: `till October` is not `in April`."""
    if "end" in (mine.role, theirs.role) or mine.relative or theirs.relative:
        return mine.role == theirs.role
    return True


def _rounded(one: float, other: float) -> bool:
    """Whether one of two counts may be the other, rounded."""
    low, high = sorted((one, other))
    return high >= 10 and (low % 5 == 0 or high % 5 == 0) and high - low <= 0.1 * high


def _made_of(value: float, numbers: set[float]) -> bool:
    """Whether a number is a sum, a difference or a product of two others, or twice one."""
    return any(value in (2 * one, one / 2) for one in numbers) or any(
        value in (one + other, abs(one - other), one * other)
        for one, other in combinations(sorted(numbers), 2)
    )


def _weight(one: Told, other: Told, rarity: Rarity) -> float:
    """The weight of what both say around their numbers, and half of that of the sentences."""
    near = terms(one.near) & terms(other.near)
    whole = terms(one.sentence) & terms(other.sentence)
    return rarity.weight(near, _LEAST_WEIGHT) + 0.5 * rarity.weight(whole - near, _LEAST_WEIGHT)


def _sureness(one: Told, other: Told, my_numbers: Numbers, their_numbers: Numbers) -> float:
    kind = one.fact.kind
    alone = len(my_numbers[kind]) == len(their_numbers[kind]) == 1
    return (_ALONE if alone else 1) * (_RELATIVE if one.relative or other.relative else 1)
