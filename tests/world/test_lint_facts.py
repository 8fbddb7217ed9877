"""Numbers and facts read from prose, English and Chinese; all values by hand."""

from __future__ import annotations

import pytest

from agentopia_env.world.lint.facts import facts
from agentopia_env.world.lint.numerals import chinese_numerals, english_numerals
from agentopia_env.world.lint.texts import sentences, unquoted


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("two thousand four hundred and six", [2406]),
        ("a hundred and twenty, or $1,125.50", [120, 1125.5]),
        ("half a dozen eggs, a dozen rolls", [6, 12]),
        ("the twenty-first and the fifteenth", [21, 15]),
        ("nineteen sixty-four, twenty five", [1964, 25]),
        ("someone often wrote to Seventh Avenue", [7]),
    ],
)
def test_english_numbers_are_read(text: str, values: list[float]) -> None:
    assert [one.value for one in english_numerals(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("两千四百元，三百零五页", [2400, 305]),
        ("一百八，一万二，十五，二十", [180, 12000, 15, 20]),
        ("二〇一九年第三周", [2019, 3]),
        ("他俩买了3万块的车", [2, 30000]),
    ],
)
def test_chinese_numbers_are_read(text: str, values: list[float]) -> None:
    assert [one.value for one in chinese_numerals(text)] == values


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("In October 2019 he lent me 150 dollars.", {"month": 10, "year": 2019, "money": 150}),
        ("He may come; we march on; an August person.", {}),
        ("Last year, in the ninth week, on a Friday.", {"year": 2019, "week": 9, "weekday": 4}),
        ("My first week here, about 40 people, three or four times.", {}),
        ("She marked sixty-one red cues.", {"count:red": 61}),
        ("去年十月十五日，借了八十六元。", {"year": 2019, "month": 10, "money": 86}),
        ("一八年第三周，周五，四十五页。", {"year": 2018, "week": 3, "weekday": 4, "count:页": 45}),
        ("拖稿三月，大概二十人，写了三封长信。", {"count:长信": 3}),
        ("三年级的孩子三年前来过。", {"count:年": 3}),
    ],
)
def test_facts_are_told_by_what_they_number(text: str, expected: dict[str, float]) -> None:
    assert {one.kind: one.value for one in facts(text, 2020)} == expected


def test_sentences_end_where_they_end() -> None:
    assert sentences('Mr. Ash came at 4 a.m. on foot. "No," he said. i left.') == (
        "Mr. Ash came at 4 a.m. on foot.",
        '"No," he said.',
        "i left.",
    )
    assert sentences("他说：“好。”我走了；雨停了。") == ("他说：“好。”我走了；", "雨停了。")


def test_quotes_are_left_out_and_keep_their_length() -> None:
    text = "He said “four words of it” and left."
    assert len(unquoted(text)) == len(text)
    assert "words" not in unquoted(text)
