"""The facts of English prose: `in October 2019`, `the ninth week`, `$150`, `sixty-one cues`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agentopia_env.world.lint.fact import Fact
from agentopia_env.world.lint.numerals import Numeral, english_numerals

_NAMES = """
January February March April May June July August September October November December
Monday Tuesday Wednesday Thursday Friday Saturday Sunday
"""
_MONTHS, _DAYS = _NAMES.split()[:12], _NAMES.split()[12:]
_ALSO_WORDS = frozenset(("March", "April", "May", "June", "August"))
"""Months that are also verbs, names or adjectives."""
_MONTH = re.compile(rf"(?<![\w-])({'|'.join(_MONTHS)})(?!\w)")
_BEFORE_MONTH = re.compile(
    r"(?:\b(?:in|of|last|since|until|till|by|this|early|late|mid|from|to|every|each|before|after"
    r"|through)\s+|\d(?:st|nd|rd|th)?\s+)$",
    re.IGNORECASE,
)
_DAY = re.compile(rf"\b({'|'.join(_DAYS)})s?\b")
_STAMP = re.compile(r"\bY(\d{4})(?:-W\d{2})?")
_LAST_YEAR = re.compile(r"\blast year\b", re.IGNORECASE)
_MONEY = re.compile(
    r"[\s-]*(?:dollars?|bucks|tall(?:y|ies)|coins?|crowns?|pounds|francs|euros)\b", re.IGNORECASE
)
_DOLLAR = re.compile(r"\$\s*$")
_WEEK_BEFORE = re.compile(r"\b(?:week|W)\s*$", re.IGNORECASE)
_WEEK_AFTER = re.compile(r"\s+week\b", re.IGNORECASE)
_OWN_WEEK = re.compile(r"\b(?:my|his|her|our|their|whose|'s|’s)\s+(?:very\s+)?$", re.IGNORECASE)
"""`my first week` is no week of the year."""
_AGO = re.compile(
    r"\s+(?:years?|months?|weeks?|days?)\s+(?:ago|old|of age|later|after|before)", re.IGNORECASE
)
_NOUN = re.compile(
    r"[ -]+(?:(?:more|good|whole|full|long|entire|of|the|his|her|my|our)\s+)*([A-Za-z]+)"
)
_VAGUE = re.compile(
    r"\b(?:about|some|almost|nearly|over|under|around|perhaps|maybe|roughly|least|most|than|or|to"
    r"|between|every)\s+(?:a\s+)?$",
    re.IGNORECASE,
)
_VAGUE_AFTER = re.compile(r"\s+(?:or|to|odd)\b|\s*[-–]\s*\d")
_NO_NOUNS = """
of and or in on at to from for with by as is was are were the a an that which who i he she it
they we you but if so not no then when times more less per percent
"""
_NOT_COUNTED = frozenset(_NO_NOUNS.split())
_YEARS = (1900, 2039)


def english_facts(text: str, year: int) -> Iterator[Fact]:
    """The facts of an English text, in no order."""
    yield from _months_and_days(text)
    for at in _STAMP.finditer(text):
        yield Fact("year", int(at[1]), *at.span())
    for at in _LAST_YEAR.finditer(text):
        yield Fact("year", year - 1, *at.span())
    for numeral in english_numerals(text):
        before, after = text[: numeral.start], text[numeral.end :]
        if not _VAGUE.search(before) and not _VAGUE_AFTER.match(after):
            kind = _kind(numeral, before, after)
            if kind is not None:
                yield Fact(kind, numeral.value, numeral.start, numeral.end)


def _months_and_days(text: str) -> Iterator[Fact]:
    for at in _MONTH.finditer(text):
        sure = at[1] not in _ALSO_WORDS or re.match(r" \d", text[at.end() :])
        if sure or _BEFORE_MONTH.search(text[: at.start()]):
            yield Fact("month", _MONTHS.index(at[1]) + 1, *at.span())
    for at in _DAY.finditer(text):
        yield Fact("weekday", _DAYS.index(at[1]), *at.span())


def _kind(numeral: Numeral, before: str, after: str) -> str | None:
    """What a number numbers; None where it cannot be told."""
    value = numeral.value
    if numeral.ordinal:
        week = _WEEK_AFTER.match(after) and not _OWN_WEEK.search(before)
        return "week" if week else None
    if _DOLLAR.search(before) or _MONEY.match(after):
        return "money"
    if _YEARS[0] <= value <= _YEARS[1] and before[-1:] not in ("-", "#"):
        return "year"
    if _WEEK_BEFORE.search(before) and value <= 10:
        return "week"
    noun = _NOUN.match(after)
    if noun is None or value < 2 or _AGO.match(after) or noun[1].lower() in _NOT_COUNTED:
        return None
    return f"count:{stem(noun[1].lower())}"


_ENDINGS = (("ies", "y"), ("sses", "ss"), ("ing", ""), ("ed", ""), ("es", "e"), ("s", ""))


def stem(word: str) -> str:
    """A word without its commonest endings, so that forms of one word are equal."""
    for ending, instead in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: len(word) - len(ending)] + instead
            break
    return word.rstrip("e") if len(word) > 4 else word
