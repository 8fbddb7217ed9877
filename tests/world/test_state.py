from __future__ import annotations

import math

import pytest

from agentopia_env.world.persona import Item
from agentopia_env.world.rules import StateRules
from agentopia_env.world.state import Change, State, clamp, initial_state, whole

RULES = StateRules()
FIELDS = ("vitality", "mood", "social", "esteem", "material", "money")
TABLE = {
    "solo": {"vitality": (-5, 5), "mood": (-5, 5), "social": (0, 0), "esteem": (-1, 1),
             "material": (-5, 10), "money": (-200, 200)},
    "joint": {"vitality": (-5, 5), "mood": (-5, 5), "social": (-5, 5), "esteem": (-3, 3),
              "material": (0, 0), "money": (0, 0)},
    "public": {"vitality": (-5, 5), "mood": (-5, 5), "social": (-3, 3), "esteem": (-2, 2),
               "material": (0, 0), "money": (0, 0)},
}  # fmt: skip


def state(**changes):
    given = State(70, {"mood": 50, "material": 50, "social": 50, "esteem": 50}, {}, 100)
    for name, value in changes.items():
        setattr(given, name, value)
    return given


@pytest.mark.parametrize("kind", TABLE)
@pytest.mark.parametrize("field", FIELDS)
@pytest.mark.parametrize("beyond", [1, 1e30, math.inf])
def test_no_activity_changes_a_person_beyond_the_table(kind, field, beyond):
    low, high = TABLE[kind][field]
    limits = getattr(RULES, kind)
    assert getattr(Change(**{field: high + beyond}).clamped(limits), field) == high
    assert getattr(Change(**{field: low - beyond}).clamped(limits), field) == low
    assert getattr(Change(**{field: high}).clamped(limits), field) == high


@pytest.mark.parametrize("kind", TABLE)
def test_skills_only_grow_and_by_at_most_three(kind):
    gains = {"a": 3.5, "b": -2, "c": math.nan, "d": 0, " ": 2, "e": 1.005}
    assert Change(skills=gains).clamped(getattr(RULES, kind)).skills == {"a": 3, "e": 1.0}


@pytest.mark.parametrize("nonsense", [math.nan, "12", None, [3]])
def test_what_is_no_number_counts_as_nothing(nonsense):
    assert clamp(nonsense, (-5, 5)) == 0
    assert Change(mood=nonsense).clamped(RULES.solo).mood == 0


def test_a_week_takes_its_share_rounded_towards_staying():
    given = state(fulfilment={"mood": 50, "material": 50, "social": 6, "esteem": 99})
    given.settle(RULES)
    assert given.fulfilment == {"mood": 43, "material": 50, "social": 6, "esteem": 85}


def test_fractions_do_not_pile_up_in_decay():
    given = state(fulfilment={"mood": 47.1, "material": 0, "social": 33.33, "esteem": 100})
    given.settle(RULES)
    assert given.fulfilment == {"mood": 40.1, "material": 0, "social": 29.33, "esteem": 85}


def test_values_stay_between_0_and_100_and_whole_ones_whole():
    given = state(vitality=98)
    given.apply(Change(vitality=5, mood=5.5, social=-60, material=80))
    assert given.vitality == 100
    assert given.fulfilment == {"mood": 55.5, "material": 100, "social": 0, "esteem": 50}
    assert isinstance(given.fulfilment["material"], int)


def test_a_deposit_is_never_negative():
    given = state()
    given.apply(Change(money=-200))
    assert given.deposit == 0
    given.pay(-60.5)
    assert given.deposit == 60.5


def test_a_skill_is_the_same_however_it_is_capitalised():
    given = state(skills={"Cooking": 10})
    given.grow({"cooking": 1.5, " COOKING ": 1, "chess": 2, "Chess": 1})
    assert given.skills == {"Cooking": 12.5, "chess": 3}


def test_a_life_starts_from_its_profile_with_sane_numbers():
    start = initial_state({"chess": -3, "law": 4.0}, -50, (Item("Hat"),), RULES)
    assert (start.vitality, start.deposit, start.skills) == (70, 0, {"chess": 0, "law": 4})
    assert set(start.fulfilment.values()) == {50}
    assert start.record()["assets"]["possessions"] == [{"name": "Hat", "description": ""}]


def test_numbers_keep_being_written_the_way_they_came():
    assert repr(whole(70.0)) == "70"
    assert repr(whole(70.256)) == "70.26"
