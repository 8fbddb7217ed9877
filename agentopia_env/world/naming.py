"""Names of people in their parts: recombined for copies of them, and swapped in texts."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from random import Random

_CHINESE = re.compile(r"[\u3400-\u9fff]{2,4}")
_NUMERALS = (
    (1000, "M"),
    (900, "CM"),
    (500, "D"),
    (400, "CD"),
    (100, "C"),
    (90, "XC"),
    (50, "L"),
    (40, "XL"),
    (10, "X"),
    (9, "IX"),
    (5, "V"),
    (4, "IV"),
    (1, "I"),
)


@dataclass(frozen=True, slots=True)
class NameParts:
    """A name in its parts, e.g. `Dr.`, `Ada`, `Quill`; a single word is a given name.

    Attributes:
        chinese: whether the family name comes first, without a space.
    """

    title: str
    given: str
    family: str
    chinese: bool = False

    @classmethod
    def of(cls, name: str) -> NameParts:
        """The parts of a name. A Chinese family name is taken to have one character."""
        words = name.split(" ")
        titles = [word for word in words[:-1] if word.endswith(".")]
        rest = [word for word in words if word not in titles]
        title = " ".join(titles)
        if len(rest) == 1 and _CHINESE.fullmatch(rest[0]):
            return cls(title, rest[0][1:], rest[0][0], chinese=True)
        family = rest[-1] if len(rest) > 1 else ""
        return cls(title, " ".join(rest[:-1]) or rest[-1], family)

    @property
    def full(self) -> str:
        """The whole name."""
        own = self.family + self.given if self.chinese else f"{self.given} {self.family}"
        return f"{self.title} {own}".strip()


@dataclass(frozen=True, slots=True)
class Called:
    """What a person is called."""

    full: str
    given: str


class NamePool:
    """Draws new names from the given and family names of a world's people."""

    def __init__(self, genders: Mapping[str, str], others: Iterable[str] = ()) -> None:
        """Collect the parts of names.

        Args:
            genders: the people, each with a gender as the world writes it.
            others: more names that are not to be given to anybody.
        """
        self._given: dict[tuple[str, bool], list[str]] = defaultdict(list)
        self._family: dict[bool, list[str]] = defaultdict(list)
        self._taken = {name.casefold() for name in (*genders, *others)}
        self._uses: Counter[str] = Counter()
        for name, gender in genders.items():
            parts = NameParts.of(name)
            self._given[gender, parts.chinese].append(parts.given)
            if parts.family:
                self._family[parts.chinese].append(parts.family)

    def draw(self, model: str, gender: str, random: Random) -> Called:
        """A name like `model`, with its title; a numeral is added where the name is taken."""
        parts = NameParts.of(model)
        given = random.choice(self._given[gender, parts.chinese])
        families = self._family[parts.chinese] or [""]
        name = replace(parts, given=given, family=random.choice(families)).full
        full, uses = name, self._uses[name]
        while full.casefold() in self._taken:
            uses += 1
            full = f"{name} {numeral(uses + 1)}"
        self._uses[name] = uses
        self._taken.add(full.casefold())
        return Called(full, given)


def numeral(value: int) -> str:
    """A positive number in Roman numerals."""
    text = ""
    for worth, sign in _NUMERALS:
        count, value = divmod(value, worth)
        text += sign * count
    return text


class Wording:
    """Texts in which names can be swapped; each is searched for names once, however often used.

    Full names are found, and given names that only one person has; in Chinese, where words have no
    borders, full names alone.
    """

    def __init__(self, people: Collection[str], language: str) -> None:
        given = {name: NameParts.of(name).given for name in people}
        shared = Counter(given.values())
        chinese = language == "zh"
        self._given = {} if chinese else {n: g for n, g in given.items() if shared[g] == 1}
        words = sorted({*people, *self._given.values()}, key=lambda word: (-len(word), word))
        border = ("", "") if chinese else (r"(?<![^\W_])", r"(?![^\W_])")
        either = "|".join(border[0] + re.escape(word) + border[1] for word in words)
        self._pattern = re.compile(f"({either})")
        self._split: dict[str, list[str]] = {}

    def swaps(self, names: Mapping[str, Called]) -> dict[str, str]:
        """What each name in a text becomes when the people are called otherwise."""
        swaps = {given: names[name].given for name, given in self._given.items() if name in names}
        return swaps | {name: called.full for name, called in names.items()}

    def say(self, text: str, swaps: Mapping[str, str]) -> str:
        """A text with its names swapped."""
        parts = self._split.get(text)
        if parts is None:
            parts = self._split[text] = self._pattern.split(text)
        return "".join(swaps.get(part, part) for part in parts) if len(parts) > 1 else text
