"""Numbers in prose: digits and number words, English and Chinese, read into values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

_SMALL = """
zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen
sixteen seventeen eighteen nineteen
"""
_LARGE = "twenty thirty forty fifty sixty seventy eighty ninety"
_PLACES = """
zeroth first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth
thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth
"""
_UNITS = {word: value for value, word in enumerate(_SMALL.split())}
_TENS = {word: 10 * value for value, word in enumerate(_LARGE.split(), start=2)}
_ORDINALS = {word: value for value, word in enumerate(_PLACES.split())}
_ORDINALS |= {f"{word[:-1]}ieth": value for word, value in _TENS.items()}
_SCALES = {"hundred": 100, "thousand": 1000, "dozen": 12}
_CENTURIES = {"eighteen": 18, "nineteen": 19, "twenty": 20}

_DIGIT = "|".join(list(_UNITS)[1:10])
_WORD = rf"(?:{'|'.join(_UNITS)}|(?:{'|'.join(_TENS)})(?:-(?:{_DIGIT}))?)"
_SCALED = (
    rf"(?:(?:{_WORD}|a|half a)[ -])?(?:hundred|thousand|dozen)"
    rf"(?:(?: and| )+{_WORD}(?: (?:hundred|thousand))?)*"
)
_PLACE = rf"(?:(?:{'|'.join(_TENS)})-)?(?:{'|'.join(sorted(_ORDINALS, key=len, reverse=True))})"
_ENGLISH = re.compile(
    r"(?<![\w.,])(?:"
    r"(?P<digits>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?)(?P<suffix>st|nd|rd|th)?(?!\w)"
    rf"|(?P<ordinal>{_PLACE})(?![\w-])"
    rf"|(?P<words>{_SCALED}|(?:eighteen|nineteen|twenty) {_WORD}|{_WORD})(?!\w)"
    r")",
    re.IGNORECASE,
)

_HAN_DIGITS = {sign: value for value, sign in enumerate("零一二三四五六七八九")}
_HAN_DIGITS |= {"〇": 0, "两": 2, "俩": 2, "仨": 3}
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
            yield Numeral(_TENS.get(tens, 0) + _ORDINALS[last], start, end, True)
        else:
            yield Numeral(_amount(found["words"]), start, end)


def is_number_word(word: str) -> bool:
    """Whether a word, in small letters, is part of an English number."""
    return word in _UNITS or word in _TENS or word in _ORDINALS or word in _SCALES


def _amount(words: str) -> float:
    """The value of number words such as `two thousand four hundred and six`, `nineteen sixty`."""
    century, _, year = words.lower().partition(" ")
    if century in _CENTURIES and _amount(year) >= 10:
        return 100 * _CENTURIES[century] + _amount(year)
    total = part = 0.0
    for word in re.split(r"[ -]+", words.lower()):
        if word in _SCALES:
            part = (part or 1) * _SCALES[word]
            if word == "thousand":
                total, part = total + part, 0
        elif word == "half":
            part += 0.5
        elif word == "a":
            part = part or 1
        else:
            part += _UNITS.get(word, _TENS.get(word, 0))
    return total + part


def chinese_numerals(text: str) -> Iterator[Numeral]:
    """The numbers of a Chinese text, in order; `第三` is an ordinal."""
    for found in _CHINESE.finditer(text):
        ordinal = text[: found.start()].endswith("第")
        yield Numeral(_chinese_value(found.group()), *found.span(), ordinal)


def _chinese_value(sign: str) -> float:
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
