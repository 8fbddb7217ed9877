"""How sections give way."""

from __future__ import annotations

from agentopia_env.prompts.budget import CUT, Section, fitted


def test_the_oldest_entries_are_dropped_first():
    section = Section(("one", "two", "three")).reduced(5)
    assert section.text == f"{CUT}\nthree"


def test_the_last_entries_are_dropped_where_the_dearest_stand_first():
    section = Section(("zoe", "bob", "ada"), drops="last", by_name=True).reduced(1)
    assert section.text == f"bob\nzoe\n{CUT}"


def test_entries_to_keep_stay():
    section = Section(("a", "b", "c"), keep=2).reduced(1000)
    assert section.entries == ("b", "c")


def test_a_section_with_a_shorter_form_loses_no_entry():
    section = Section(("long one", "long two"), shorter=("1", "2"))
    assert section.reduced(1).text == "1\n2"
    assert section.reduced(1000).text == "1\n2"


def test_a_shorter_form_that_is_longer_is_not_used():
    assert Section(("1",), shorter=("long",)).reduced(1).text == "1"


def test_nothing_is_marked_where_nothing_was_dropped():
    assert Section(("a",), keep=1).reduced(10).text == "a"


def test_sections_give_way_in_the_declared_order():
    sections = {"diary": Section(("d" * 500,)), "messages": Section(("m" * 500, "n"))}
    result = fitted(sections, 300)
    assert result["messages"].entries == ("n",)
    assert result["diary"] is sections["diary"]
    assert fitted(sections, 600)["diary"].entries == ()
