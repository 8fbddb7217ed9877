"""Numbers in prose: digits and number words, English and Chinese, read into values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_UNITS = {
    word: value
    for value, word in enumerate(
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
    )
}
_TENS = {
    word: value
    for value, word in enumerate(
        ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"], start=2
    )
}
_ORDINALS = {
    "first": 1,
    "second": 2,
    "third": 3,
    "fifth": 5,
    "eighth": 8,
    "ninth": 9,
    "twelfth": 12,
    "twentieth": 20,
    "thirtieth": 30,
}
_ORDINALS |= {
    f"{word}th": value
    for word, value in _UNITS.items()
    if value
    and f"{word}th" not in _ORDINALS
    and word not in ("one", "two", "three", "five", "nine")
    and word not in ("eight", "twelve")
}
_SCALES = {"hundred": 100, "thousand": 1000, "dozen": 12}
_WORD = (
    r"(?:"
    + "|".join([*_UNITS, *(f"{t}(?:-(?:{'|'.join([*_UNITS][1:10])}))?" for t in _TENS)])
    + r")"
)
_ORDINAL_WORD = (
    r"(?:(?:"
    + "|".join(_TENS)
    + r")-)?(?:"
    + "|".join(sorted(_ORDINALS, key=len, reverse=True))
    + r")"
)
_ENGLISH = re.compile(
    rf"(?<![\w.,])(?:"
    rf"(?P<digits>\d{{1,3}}(?:,\d{{3}})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<suffix>st|nd|rd|th)?(?![\w])"
    rf"|(?P<ordinal>{_ORDINAL_WORD})(?![\w-])"
    rf"|(?P<words>(?:(?:{_WORD}|a|half a)[ -])?(?:hundred|thousand|dozen)(?:(?: and| )+{_WORD}(?: (?:hundred|thousand))?)*"
    rf"|{_WORD}(?:(?:[ ](?:and ))?{_WORD})?)(?![\w])"
    rf")",
    re.IGNORECASE,
)
_HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {
    "〇": 0,
    "两": 2,
    "俩": 2,
    "仨": 3,
}
_HAN_SCALES = {"十": 10, "百": 100, "千": 1000, "万": 10000}
_CHINESE = re.compile(r"\d+(?:\.\d+)?万?|[零〇一二两三四五六七八九十百千万]+|[俩仨]")


@dataclass(frozen=True, slots=True)
class Numeral:
    """A number in a text.

    Attributes:
        ordinal: whether it counts a place (`third`), not an amount.
    """

    value: float
    start: int
    end: int
    ordinal: bool = False


def english_numerals(text: str) -> Iterator[Numeral]:
    """The numbers of an English text, in order; `a dozen` is 12, `half a dozen` 6."""
    for found in _ENGLISH.finditer(text):
        start, end = found.span()
        if digits := found["digits"]:
            yield Numeral(float(digits.replace(",", "")), start, end, bool(found["suffix"]))
        elif ordinal := found["ordinal"]:
            tens, _, last = ordinal.lower().rpartition("-")
            yield Numeral(10 * _TENS.get(tens, 0) + _ORDINALS[last], start, end, True)
        else:
            yield Numeral(_amount(found["words"]), start, end)


def is_number_word(word: str) -> bool:
    """Whether a word, in small letters, is part of an English number."""
    return word in _UNITS or word in _TENS or word in _ORDINALS or word in _SCALES


def _amount(words: str) -> float:
    """The value of number words such as `two thousand four hundred and six`."""
    total = part = 0.0
    for word in re.split(r"[ -]+", words.lower()):
        if word in _SCALES:
            scale = _SCALES[word]
            part = (part or 1) * scale
            if scale == 1000:
                total, part = total + part, 0
        elif word == "half":
            part += 0.5
        elif word == "a":
            part = part or 1
        else:
            part += _UNITS.get(word, 10 * _TENS.get(word, 0))
    return total + part


def chinese_numerals(text: str) -> Iterator[Numeral]:
    """The numbers of a Chinese text, in order; `第三` is an ordinal."""
    for found in _CHINESE.finditer(text):
        value = chinese_value(found.group())
        if value is not None:
            yield Numeral(value, *found.span(), text[: found.start()].endswith("第"))


def chinese_value(sign: str) -> float | None:
    """The value of Chinese or Arabic numerals: `两千四百`, `二〇一九`, `180`, `一万二`."""
    if sign[0].isdigit():
        return float(sign.rstrip("万")) * (10000 if sign.endswith("万") else 1)
    if not any(char in _HAN_SCALES for char in sign):
        return float("".join(str(_HAN_DIGITS[char]) for char in sign))
    total = part = digit = 0
    last = 1
    for char in sign:
        if char in _HAN_DIGITS:
            digit = _HAN_DIGITS[char]
            last = 10 if char in "零〇" else last
        elif char == "万":
            total, part, digit, last = (total + part + digit) * 10000, 0, 0, 10000
        else:
            part += (digit or 1) * _HAN_SCALES[char]
            digit, last = 0, _HAN_SCALES[char]
    short = last // 10 if digit and last > 10 and sign[-2] in _HAN_SCALES else 1
    return float(total + part + digit * short)
