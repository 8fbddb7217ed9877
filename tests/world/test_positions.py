from __future__ import annotations

import pytest

from agentopia_env.world.positions import Position

PLACE = Position("Mill, Sons/Daughters", "Miller, first/second", capacity=2, min_age=18, max_age=65)


def test_a_name_joins_organization_and_role_whatever_they_hold():
    assert PLACE.name == "Mill, Sons/Daughters/Miller, first/second"


@pytest.mark.parametrize(
    ("age", "reason"),
    [(17, "at least 18"), (18, None), (65, None), (66, "at most 65")],
)
def test_ages_are_hard_requirements(age, reason):
    problem = PLACE.suits(age, {})
    assert (problem is None) == (reason is None)
    assert reason is None or reason in problem


def test_skills_are_hard_requirements_whatever_their_capitals():
    place = Position("Mill", "Miller", min_skills={"Milling": 30})
    assert place.suits(40, {"milling": 30}) is None
    assert place.suits(40, {"milling": 29.9}) == "Mill/Miller asks for Milling 30 (you have 29.9)"
    assert place.suits(40, {}) == "Mill/Miller asks for Milling 30 (you have 0)"


def test_holders_come_once_and_go():
    held = PLACE.with_holder("A").with_holder("A").with_holder("B")
    assert held.occupied_by == ("A", "B")
    assert held.free == 0
    assert held.with_holder("C").free == 0
    assert held.without_holder("A").free == 1
    assert held.without_holder("X") == held
