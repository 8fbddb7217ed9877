"""What a text says in numbers: years, months, weeks, amounts of money, and counted things."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agentopia_env.world.han import HAN
from agentopia_env.world.lint.numerals import Numeral, chinese_numerals, english_numerals

_MONTHS = (
    ["January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November", "December"]
)
_MONTH = re.compile(rf"(?<![\w-])({'|'.join(_MONTHS)})(?!\w)")
_PROPER_MONTH = re.compile(
    r"(?:\b(?:in|of|last|since|until|till|by|this|early|late|mid|from|to|every|each|before|after|through)\s+"
    r"|\d(?:st|nd|rd|th)?\s+)$",
    re.IGNORECASE,
)
_SEASON = re.compile(
    r"\b(?:in|of|last|that|since|this|the)\s+(?:the\s+)?(spring|summer|fall|autumn|winter)\b(?! of\b\D{0,9}\d)",
    re.IGNORECASE,
)
_WEEKDAY = re.compile(r"\b(Mon|Tues|Wednes|Thurs|Fri|Satur|Sun)days?\b")
_STAMP = re.compile(r"\bY(\d{4})(?:-W(\d{2}))?")
_MONEY_AFTER = re.compile(
    r"\s*(?:-|\s)?(dollars?|bucks|tall(?:y|ies)|coins?|crowns?|pounds|francs|euros)\b",
    re.IGNORECASE,
)
_MONEY_BEFORE = re.compile(r"\$\s*$")
_WEEK_BEFORE = re.compile(r"\b(?:week|W)\s*$", re.IGNORECASE)
_WEEK_AFTER = re.compile(r"\s+week\b", re.IGNORECASE)
_OWN_WEEK = re.compile(r"\b(?:my|his|her|our|their|whose|'s|’s)\s+(?:very\s+)?$", re.IGNORECASE)
"""`my first week` is no week of the year."""
_AGO = re.compile(
    r"\s+(?:years?|months?|weeks?|days?)\s+(?:ago|old|of age|later|after|before)", re.IGNORECASE
)
_NOUN = re.compile(
    r"[ -]+(?:(?:more|good|whole|full|long|entire|of|the|his|her|my|our)\s+)*([A-Za-z]+)(?:[ -]+([A-Za-z]+))?"
)
_VAGUE = re.compile(
    r"(?:\b(?:about|some|almost|nearly|over|under|around|perhaps|maybe|roughly|least|most|than|or|to|between|every)\s+(?:a\s+)?)$",
    re.IGNORECASE,
)
_VAGUE_AFTER = re.compile(r"\s+(?:or|to|odd)\b|\s*[-–]\s*\d")
_NOT_COUNTED = frozenset(
    ["of", "and", "or", "in", "on", "at", "to", "from", "for", "with", "by", "as", "is", "was", "are", "were", "the", "a", "an", "that", "which", "who", "i", "he", "she", "it", "they", "we", "you", "but", "if", "so", "not", "no", "then", "when", "times", "more", "less", "per", "percent"]
)
_LAST_YEAR_EN = re.compile(r"\blast year\b", re.IGNORECASE)
_NEAR_YEAR_ZH = {"前年": -2, "去年": -1, "今年": 0}
_UNITS_ZH = (
    ["次", "回", "遍", "趟", "天", "夜", "晚", "年", "周", "页", "斤", "米", "步", "分钟", "小时", "秒", "人", "岁", "届", "倍", "户", "里", "字", "题", "层", "圈"]
)
"""Words after a number that say alone what is counted."""
_CLASSIFIERS = ["个", "位", "名", "张", "本", "册", "份", "封", "条", "件", "只", "双", "块", "盘", "局", "道", "句", "行", "碗", "杯", "瓶", "盒", "桶", "箱", "包", "颗", "棵", "根", "把", "支", "间", "首", "套"]
"""Words between a number and the thing counted."""
_AFTER_ZH = re.compile(
    f"({'|'.join(sorted(_UNITS_ZH, key=len, reverse=True))})|(?:{'|'.join(_CLASSIFIERS)})([\u3400-\u9fff]{{2}})"
)
_WEEKDAY_ZH = re.compile(r"(?:周|星期|礼拜)[一二三四五六日天]")
_YEAR_ZH = re.compile(r"([一二]?[〇零一二三四五六七八九]{2,3}|\d{4}|\d{2})年")
_VAGUE_ZH = re.compile(r"(?:约|近|大概|差不多|将近|至少|最多|快|上|好|几|超过|不到|每)$")
_LASTING_ZH = re.compile(r"[拖等停歇休过熬了用花满每]$")
"""Before `三月` these make three months of it, not March."""
_MONEY_ZH = re.compile(r"\s*(?:元|块钱|块(?!儿|肉|玻璃|糖|布|板|石|牌|砖|橡皮|表|地|饼|豆腐)|圆)")


@dataclass(frozen=True, slots=True)
class Fact:
    """A number of a text and what it numbers.

    Attributes:
        kind: `year`, `month`, `weekday`, `season`, `week`, `money`, or `count:<noun>`.
        start: where it stands in the text.
    """

    kind: str
    value: float
    start: int
    end: int


def facts(text: str, year: int) -> tuple[Fact, ...]:
    """The numbers of a text that are sure to mean something; vague ones are left out.

    Args:
        text: a sentence or more.
        year: the year in which it is written, for `last year`.
    """
    found = _chinese(text, year) if HAN.search(text) else _english(text, year)
    return tuple(sorted(found, key=lambda fact: (fact.start, fact.end)))


def _english(text: str, year: int) -> Iterator[Fact]:
    for at in _MONTH.finditer(text):
        sure = at[1] not in ("March", "May", "April", "June", "August")
        if sure or _PROPER_MONTH.search(text[: at.start()]) or re.match(r" \d", text[at.end() :]):
            yield Fact("month", _MONTHS.index(at[1]) + 1, *at.span())
    for at in _WEEKDAY.finditer(text):
        yield Fact(
            "weekday", "MTWTFSS".index(at[1][0]) + 2 * (at[1] in ("Thurs", "Sun")), *at.span()
        )
    for at in _STAMP.finditer(text):
        yield Fact("year", int(at[1]), *at.span())
    for at in _LAST_YEAR_EN.finditer(text):
        yield Fact("year", year - 1, *at.span())
    for numeral in english_numerals(text):
        before, after = text[: numeral.start], text[numeral.end :]
        if _VAGUE.search(before) or _VAGUE_AFTER.match(after):
            continue
        fact = _english_fact(numeral, before, after)
        if fact:
            yield fact


def _english_fact(numeral: Numeral, before: str, after: str) -> Fact | None:
    value, start, end = numeral.value, numeral.start, numeral.end
    if _MONEY_BEFORE.search(before) or _MONEY_AFTER.match(after):
        return None if numeral.ordinal else Fact("money", value, start, end)
    digits = before[-1:] not in ("-", "#") and not numeral.ordinal
    if digits and 1900 <= value <= 2039 and _is_year(value, before, after):
        return Fact("year", value, start, end)
    if _WEEK_BEFORE.search(before) and not numeral.ordinal and value <= 10:
        return Fact("week", value, start, end)
    if numeral.ordinal:
        own = _OWN_WEEK.search(before) or not _WEEK_AFTER.match(after)
        return None if own else Fact("week", value, start, end)
    noun = _NOUN.match(after)
    if noun is None or value < 2 or _AGO.match(after):
        return None
    word = noun[1].lower()
    if word in _NOT_COUNTED:
        return None
    return Fact(f"count:{stem(word)}", value, start, end)


def _is_year(value: float, before: str, after: str) -> bool:
    return value == int(value) and not after.startswith(("%", "°")) and not before.endswith("$")


def _chinese(text: str, year: int) -> Iterator[Fact]:
    for at in _WEEKDAY_ZH.finditer(text):
        day = "一二三四五六日天".index(at.group()[-1])
        yield Fact("weekday", min(day, 6), *at.span())
    text = _WEEKDAY_ZH.sub(lambda at: "\u3000" * len(at.group()), text)
    for word, offset in _NEAR_YEAR_ZH.items():
        for at in re.finditer(word, text):
            yield Fact("year", year + offset, *at.span())
    for numeral in chinese_numerals(text):
        before, after = text[: numeral.start], text[numeral.end :]
        fact = _chinese_fact(text, numeral, before, after, year)
        if fact:
            yield fact


def _chinese_fact(text: str, numeral: Numeral, before: str, after: str, year: int) -> Fact | None:
    value, start, end = numeral.value, numeral.start, numeral.end
    sign = text[start:end]
    if after.startswith("年") and not after.startswith(("年级", "年来", "年前", "年后")):
        if 1900 <= value <= 2039 and len(sign) == 4:
            return Fact("year", value, start, end)
        if len(sign) == 2 and not any(char in "十百千" for char in sign) and sign.isprintable():
            full = 2000 + value if value <= year % 100 else 1900 + value
            return Fact("year", full, start, end)
    if after.startswith("月") and 1 <= value <= 12 and sign not in "俩仨两":
        return None if _LASTING_ZH.search(before) else Fact("month", value, start, end)
    if _VAGUE_ZH.search(before) or re.match(r"[多几来余]", after):
        return None
    if numeral.ordinal:
        return Fact("week", value, start, end) if after.startswith("周") else None
    if _MONEY_ZH.match(after):
        return Fact("money", value, start, end)
    noun = _AFTER_ZH.match(after)
    if noun is None or value < 2:
        return None
    return Fact(f"count:{noun[1] or noun[2]}", value, start, end)


def stem(word: str) -> str:
    """A word without its commonest endings, so that forms of one word are equal."""
    for ending, instead in (
        ("ies", "y"),
        ("sses", "ss"),
        ("ing", ""),
        ("ed", ""),
        ("es", "e"),
        ("s", ""),
    ):
        if word.endswith(ending) and len(word) - len(ending) >= 3 and not word.endswith("ss"):
            word = word[: len(word) - len(ending)] + instead
            break
    return word.rstrip("e") if len(word) > 4 else word
