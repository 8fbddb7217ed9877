"""How sections give way."""

from __future__ import annotations

from agentopia_env.prompts.budget import CUT, GIVES_WAY, SHARES, Section, budget, empty
from agentopia_env.prompts.tokens import estimated

LETTERS = len
"""A count of which sums are easy: a token is a character."""


def reduced(section, most):
    return section.reduced(most, LETTERS)


def allowed(most):
    return budget(most, most, LETTERS)


def test_the_oldest_entries_are_dropped_first():
    assert reduced(Section(("one", "two", "three")), 12).text == f"{CUT}\nthree"


def test_the_last_entries_are_dropped_where_the_dearest_stand_first():
    section = Section(("ada", "bob", "cyd", "zoe"), drops="last")
    assert reduced(section, 12).text == f"ada\nbob\n{CUT}"


def test_entries_to_keep_stay():
    assert reduced(Section(("a", "b", "c"), keep=2), 0).entries == ("b", "c")


def test_a_section_with_a_shorter_form_loses_no_entry_as_long_as_that_fits():
    section = Section(("long one", "long two"), shorter=("1", "2"))
    assert reduced(section, 10).text == "1\n2"
    assert reduced(section, 3).entries == ()


def test_a_shorter_form_that_is_longer_is_not_used():
    assert reduced(Section(("1",), shorter=("long",), keep=1), 0).text == "1"


def test_nothing_is_marked_where_nothing_was_dropped():
    assert reduced(Section(("a",), keep=1), 0).text == "a"


def test_entries_are_dropped_in_whole_groups_where_that_leaves_enough():
    entries = ("a1", "a2", "a3", "b1", "b2", "b3")
    section = Section(entries, groups=("a", "a", "a", "b", "b", "b"))
    assert reduced(section, 17).entries == ("b1", "b2", "b3")  # a3 would fit too
    assert reduced(section, 9).entries == ("b3",)


def test_no_section_takes_more_than_its_share():
    sections = empty() | {"diary": Section(tuple("x" * 9 for _ in range(100)))}
    kept, size = allowed(1000).shares(sections)
    assert 0 < size == kept["diary"].size(LETTERS) <= SHARES["diary"] * 1000
    assert kept["diary"].cut


def test_sections_give_way_in_the_declared_order():
    sections = empty() | {
        "diary": Section(("d" * 500,)),
        "messages": Section(("m" * 500, "n" * 100)),
    }
    result = allowed(2000).fitted(sections, 300)
    assert result["messages"].entries == ("n" * 100,)
    assert result["diary"] is sections["diary"]
    assert allowed(2000).fitted(sections, 1000)["diary"].entries == ()


def test_the_order_names_every_section_once():
    assert sorted(GIVES_WAY) == sorted(SHARES)


def test_tokens_are_estimated_by_script():
    assert estimated("word " * 100) in range(95, 110)
    assert estimated("时间过得真快" * 10) in range(36, 60)  # one and a half characters a token
    assert estimated("") == 1
