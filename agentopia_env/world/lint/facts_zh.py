"""The facts of Chinese prose: `去年十月`, `第三周`, `八十六元`, `四十五页`, `三封信`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agentopia_env.world.lint.fact import Fact
from agentopia_env.world.lint.numerals import Numeral, chinese_numerals

_NEAR_YEARS = {"前年": -2, "去年": -1, "今年": 0}
_DAY_NAMES = "一二三四五六日天"
_DAY = re.compile(rf"(?:周|星期|礼拜)([{_DAY_NAMES}])")
_ALONE = "次|回|遍|趟|天|夜|晚|年|周|页|斤|米|步|分钟|小时|秒|人|岁|届|倍|户|里|字|题|层|圈"
"""Words after a number that say alone what is counted."""
_CLASSIFIERS = "个位名张本册份封条件只双块盘局道句行碗杯瓶盒桶箱包颗棵根把支间首套"
"""Words between a number and the thing counted, two characters of which are the fact's noun."""
_NOUN = re.compile(f"({_ALONE})|[{_CLASSIFIERS}]([\u3400-\u9fff]{{2}})")
_NO_YEAR = ("年级", "年来", "年前", "年后")
_VAGUE = re.compile(r"(?:约|近|大概|差不多|将近|至少|最多|快|上|好|几|超过|不到|每)$")
_VAGUE_AFTER = re.compile(r"[多几来余]")
_LASTING = re.compile(r"(?:[停歇休过熬了用花满每]|[拖等].?)$")
"""Before `三月` these make three months of it, not March: `拖稿三月`."""
_MONEY = re.compile(r"\s*(?:元|圆|块钱|块(?!儿|肉|玻璃|糖|布|板|石|牌|砖|橡皮|表|地|饼|豆腐))")


def chinese_facts(text: str, year: int) -> Iterator[Fact]:
    """The facts of a Chinese text, in no order."""
    for word, offset in _NEAR_YEARS.items():
        for at in re.finditer(word, text):
            yield Fact("year", year + offset, *at.span())
    for at in _DAY.finditer(text):
        yield Fact("weekday", min(_DAY_NAMES.index(at[1]), 6), *at.span())
    text = _DAY.sub(lambda at: "\u3000" * len(at.group()), text)
    for numeral in chinese_numerals(text):
        fact = _fact(text, numeral, year)
        if fact is not None:
            yield fact


def _fact(text: str, numeral: Numeral, year: int) -> Fact | None:
    start, end = numeral.start, numeral.end
    before, sign, after = text[:start], text[start:end], text[end:]
    if after.startswith("年") and not after.startswith(_NO_YEAR):
        full = _year(sign, numeral.value, year)
        if full is not None:
            return Fact("year", full, start, end)
    kind = _kind(numeral, before, sign, after)
    return None if kind is None else Fact(kind, numeral.value, start, end)


def _year(sign: str, value: float, year: int) -> float | None:
    """The year that `2019` or `一九` means before `年`; None where years are counted."""
    if len(sign) == 4 and 1900 <= value <= 2039:
        return value
    if len(sign) == 2 and not any(char in "十百千" for char in sign):
        return 2000 + value if value <= year % 100 else 1900 + value
    return None


def _kind(numeral: Numeral, before: str, sign: str, after: str) -> str | None:
    """What a number numbers; None where it cannot be told."""
    value = numeral.value
    if after.startswith("月") and 1 <= value <= 12 and sign not in "俩仨两":
        return None if _LASTING.search(before) else "month"
    if _VAGUE.search(before) or _VAGUE_AFTER.match(after):
        return None
    if numeral.ordinal:
        return "week" if after.startswith("周") else None
    if _MONEY.match(after):
        return "money"
    noun = _NOUN.match(after)
    return None if noun is None or value < 2 else f"count:{noun[1] or noun[2]}"
