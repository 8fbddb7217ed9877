"""Subjective wellbeing: thresholds, penalties, and the score they leave."""

from __future__ import annotations

from random import Random

import hypothesis
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentopia_env.reward import (
    DIMENSIONS,
    Dimension,
    RewardSettings,
    Snapshot,
    subjective_wellbeing,
    thresholds,
)

VALUE = st.one_of(st.integers(0, 100), st.floats(0, 100))
SNAPSHOTS = st.dictionaries(
    st.sampled_from(["Ada", "Bo", "Cy", "石磊"]),
    st.lists(st.builds(Snapshot, VALUE, VALUE, VALUE, VALUE, VALUE), min_size=1, max_size=6),
)


def even(vitality: float, fulfilment: float) -> Snapshot:
    return Snapshot(vitality, fulfilment, fulfilment, fulfilment, fulfilment)


# Two people, two snapshots; n = 4 values per dimension, index max(0, int(4 · 0.75) − 1) = 2.
TWO = {
    "Ada": [Snapshot(70, 50, 40, 30, 50), Snapshot(60, 52, 40, 35, 50)],
    "Bo": [Snapshot(65, 60, 40, 20, 50), Snapshot(75, 48, 40, 25, 51)],
}


def test_a_threshold_is_the_last_value_of_the_lowest_quarter() -> None:
    # n = 8: index int(8 · 0.25) − 1 = 1, the second lowest value of all
    snapshots = {
        "Ada": [even(70, value) for value in (10, 80, 30, 40)],
        "Bo": [even(70, value) for value in (20, 50, 60, 70)],
    }
    assert thresholds(snapshots)["mood"] == 20
    assert thresholds(snapshots)["vitality"] is None  # all equal


def test_the_index_of_a_threshold_never_falls_below_the_first_value() -> None:
    # n = 3: int(0.75) − 1 = −1 -> 0, and nothing is strictly below the lowest value
    snapshots = {"Ada": [even(1, 1)], "Bo": [even(2, 2)], "Cy": [even(3, 3)]}
    assert set(thresholds(snapshots).values()) == {1.0}
    assert [one.n_penalties for one in subjective_wellbeing(snapshots).values()] == [0, 0, 0]


def test_the_score_is_the_mean_fulfilment_less_5_for_each_value_below_its_threshold() -> None:
    settings = RewardSettings(penalty_quantile=0.75)
    # sorted: vitality 60 65 70 75 -> 70; mood 48 50 52 60 -> 52; material all 40 -> none;
    #         social 20 25 30 35 -> 30; esteem 50 50 50 51 -> 50 (not strictly below)
    limits = {"vitality": 70, "mood": 52, "material": None, "social": 30, "esteem": 50}
    assert thresholds(TWO, 0.75) == limits
    wellbeing = subjective_wellbeing(TWO, settings)
    # Ada: mood 50 (<52), 52; material 40, 40; social 30, 35; esteem 50, 50; vitality 70, 60 (<70)
    #   mean after mood's penalty (45 + 40 + 30 + 50 + 52 + 40 + 35 + 50) / 8 = 342/8 = 42.75
    #   vitality takes 5 / (4 · 2) = 0.625 off                                       = 42.125
    assert wellbeing["Ada"].score == pytest.approx(42.125)
    assert wellbeing["Ada"].n_penalties == 2
    # Bo: mood 60, 48 (<52); social 20, 25 (both <30); vitality 65 (<70), 75
    #   (60 + 40 + 15 + 50 + 43 + 40 + 20 + 51) / 8 − 0.625 = 319/8 − 0.625 = 39.25
    assert wellbeing["Bo"].score == pytest.approx(39.25)
    assert wellbeing["Bo"].n_penalties == 4


def test_details_say_where_the_penalties_came_from() -> None:
    wellbeing = subjective_wellbeing(TWO, RewardSettings(penalty_quantile=0.75))
    assert wellbeing["Bo"].dimensions == {
        "vitality": Dimension(mean=70, threshold=70, n_penalties=1),
        "mood": Dimension(mean=54, threshold=52, n_penalties=1),
        "material": Dimension(mean=40, threshold=None, n_penalties=0),
        "social": Dimension(mean=22.5, threshold=30, n_penalties=2),
        "esteem": Dimension(mean=50.5, threshold=50, n_penalties=0),
    }


def test_a_quarter_of_many_values_lies_below_the_default_threshold() -> None:
    # n = 8 moods 0, 10, ..., 70: threshold index 1 -> 10; only the 0 is strictly below
    snapshots = {name: [Snapshot(70, 10.0 * k, 50, 50, 50)] for k, name in enumerate("abcdefgh")}
    wellbeing = subjective_wellbeing(snapshots)
    assert [one.n_penalties for one in wellbeing.values()] == [1, 0, 0, 0, 0, 0, 0, 0]
    assert wellbeing["a"].score == pytest.approx((0 - 5 + 150) / 4)
    assert wellbeing["h"].score == pytest.approx((70 + 150) / 4)


def test_people_with_fewer_snapshots_are_averaged_over_their_own() -> None:
    # n = 5 vitalities 10 20 70 70 70, quantile 0.6: index int(3) − 1 = 2 -> 70
    snapshots = {
        "Ada": [even(10, 50), even(70, 50), even(70, 50), even(20, 50)],
        "Bo": [even(70, 60)],
    }
    wellbeing = subjective_wellbeing(snapshots, RewardSettings(penalty_quantile=0.6))
    # fulfilment 50 50 50 50 60 -> threshold 50, nothing strictly below
    assert wellbeing["Ada"].score == pytest.approx(50 - 2 * 5 / (4 * 4))
    assert wellbeing["Bo"].score == pytest.approx(60)


def test_a_society_whose_values_are_all_equal_has_no_thresholds_and_no_penalties() -> None:
    snapshots = {"Ada": [even(0, 0)] * 10, "Bo": [even(0, 0)] * 10}
    assert thresholds(snapshots) == dict.fromkeys(DIMENSIONS)
    assert [one.score for one in subjective_wellbeing(snapshots).values()] == [0.0, 0.0]


def test_one_person_is_measured_against_their_own_past() -> None:
    # moods 10..80: threshold index 1 -> 20; one penalty on each of the four: mean 45 − 4·5/32
    wellbeing = subjective_wellbeing({"Ada": [even(70, 10.0 * k) for k in range(1, 9)]})
    assert wellbeing["Ada"].n_penalties == 4
    assert wellbeing["Ada"].score == pytest.approx(45 - 4 * 5 / 32)


def test_nobody_has_no_wellbeing() -> None:
    assert subjective_wellbeing({}) == {}
    assert thresholds({}) == dict.fromkeys(DIMENSIONS)


def test_a_person_without_snapshots_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="'Bo' has no snapshot"):
        subjective_wellbeing({"Ada": [even(70, 50)], "Bo": []})


def test_a_value_that_is_no_number_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="a snapshot of 'Ada'"):
        subjective_wellbeing({"Ada": [even(float("nan"), 50)]})


@hypothesis.settings(deadline=None)
@given(SNAPSHOTS)
def test_scores_are_finite_and_add_up_from_their_details(
    snapshots: dict[str, list[Snapshot]],
) -> None:
    for name, one in subjective_wellbeing(snapshots).items():
        means = [one.dimensions[d].mean for d in ("mood", "material", "social", "esteem")]
        per_penalty = 5 / (4 * len(snapshots[name]))
        assert one.n_penalties == sum(d.n_penalties for d in one.dimensions.values())
        expected = sum(means) / 4 - one.n_penalties * per_penalty
        assert one.score == pytest.approx(expected, abs=1e-9)


@hypothesis.settings(deadline=None)
@given(SNAPSHOTS)
def test_less_than_a_quarter_of_all_values_is_penalised(
    snapshots: dict[str, list[Snapshot]],
) -> None:
    total = sum(len(taken) for taken in snapshots.values())
    wellbeing = subjective_wellbeing(snapshots).values()
    for dimension in DIMENSIONS:
        assert sum(o.dimensions[dimension].n_penalties for o in wellbeing) <= total * 0.25


@hypothesis.settings(deadline=None)
@given(SNAPSHOTS, st.randoms(use_true_random=False))
def test_the_order_of_people_and_of_their_snapshots_does_not_matter(
    snapshots: dict[str, list[Snapshot]], random: Random
) -> None:
    names = list(snapshots)
    random.shuffle(names)
    shuffled = {name: random.sample(snapshots[name], len(snapshots[name])) for name in names}
    before, after = subjective_wellbeing(snapshots), subjective_wellbeing(shuffled)
    assert {n: o.score for n, o in after.items()} == pytest.approx(
        {n: o.score for n, o in before.items()}, abs=1e-9
    )
    assert {n: o.n_penalties for n, o in after.items()} == {
        n: o.n_penalties for n, o in before.items()
    }
