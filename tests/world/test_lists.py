"""Names that hold commas, in lists that were cut at commas."""

from __future__ import annotations

import pytest

from agentopia_env.world.lists import rejoined

PEOPLE = ("Leo", "Grant, Leo", "Ada, Countess, of Reed", "石磊")


@pytest.mark.parametrize(
    ("pieces", "names"),
    [
        (("Grant", "Leo"), ("Grant, Leo",)),
        (("石磊", "grant", " LEO "), ("石磊", "Grant, Leo")),
        (("Leo", "Grant"), ("Leo", "Grant")),
        (("Ada", "Countess", "of Reed", "Leo"), ("Ada, Countess, of Reed", "Leo")),
        (("Ada", "Countess"), ("Ada", "Countess")),
        (("Grant, Leo", "Leo"), ("Grant, Leo", "Leo")),
        ((), ()),
    ],
)
def test_pieces_of_one_name_are_that_name(pieces, names):
    assert rejoined(pieces, PEOPLE) == names


def test_without_such_a_name_a_list_stays_as_it_is():
    assert rejoined(("Grant", "Leo"), ("Leo", "Dr. Grant")) == ("Grant", "Leo")
    assert rejoined(("Grant", "Leo"), ()) == ("Grant", "Leo")
