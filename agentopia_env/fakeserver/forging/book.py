"""What a phrase book for forged worlds holds; there is one for each language."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trade:
    """A kind of work.

    Attributes:
        organization, role, description: as a position has them.
        skill: what it takes and teaches.
        income: a week.
    """

    organization: str
    role: str
    description: str
    skill: str
    income: int


@dataclass(frozen=True, slots=True)
class Book:
    """Words and sentences of a language; braces are filled in with other entries of the book.

    Attributes:
        given: given names by gender, as the language calls it.
        join: what stands between given and family name, and between sentences.
        turned: whether the family name comes first.
        pronouns: by gender, what stands for {they} and {their}, and these with a capital.
        fills: words by the name of the braces that they fill.
        texts: sentences by field of a person.
        counts: how many sentences a field takes.
    """

    given: dict[str, tuple[str, ...]]
    family: tuple[str, ...]
    join: str
    turned: bool
    pronouns: dict[str, dict[str, str]]
    towns: tuple[str, ...]
    setting: tuple[str, ...]
    notes: tuple[str, ...]
    goods: dict[str, tuple[tuple[str, str, int, int], ...]]
    goods_description: str
    place_names: tuple[str, ...]
    place_kinds: tuple[str, ...]
    place_sentences: tuple[str, ...]
    objects: tuple[str, ...]
    circles: tuple[str, ...]
    titles: tuple[str, ...]
    story: tuple[str, ...]
    trades: tuple[Trade, ...]
    school: Trade
    retired: str
    role_line: str
    ranks: tuple[tuple[str, str, float], ...]
    kinds: tuple[str, ...]
    facts: tuple[str, ...]
    views: tuple[str, ...]
    fills: dict[str, tuple[str, ...]]
    texts: dict[str, tuple[str, ...]]
    counts: dict[str, int]
    skills: tuple[str, ...]
    things: tuple[tuple[str, str], ...]
    homes: tuple[str, ...]
    home_sentences: tuple[str, ...]
    in_words: tuple[str, ...]


def words(text: str, mark: str | None = None) -> tuple[str, ...]:
    """The words of a list, parted by spaces or by a mark."""
    return tuple(word.strip() for word in text.split(mark))
