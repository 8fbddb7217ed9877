"""Returns, advantages, selection, and the split of a year's reward over its steps."""

# ruff: noqa: N806 - suffixes give shapes, capitals are the paper's letters
from __future__ import annotations

from math import fsum, sqrt
from random import Random

import hypothesis
import numpy as np
import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from agentopia_env.reward import advantages, normalised_returns, select, split_reward

REWARD = st.floats(-10, 10)


def test_returns_of_three_years_are_discounted_and_divided_by_their_horizon() -> None:
    # rewards with the virtual start: 0, 1, −0.5, 2; γ = 0.9
    # G_3 = 2; G_2 = −0.5 + 1.8 = 1.3; G_1 = 1 + 1.17 = 2.17; G_0 = 0 + 1.953 = 1.953
    # horizons for m = 4, 3, 2, 1: 1 + 0.9 + 0.81 + 0.729 = 3.439; 2.71; 1.9; 1
    expected = [1.953 / 3.439, 2.17 / 2.71, 1.3 / 1.9, 2.0]
    assert normalised_returns([[1, -0.5, 2]], 0.9).tolist() == [pytest.approx(expected)]


def test_the_horizon_is_the_closed_form_of_the_paper() -> None:
    rewards = np.array([0.3, -1.2, 0.7, 0.1])
    G = sum(0.9 ** (t + 1) * reward for t, reward in enumerate(rewards))
    assert normalised_returns(rewards, 0.9)[0] == pytest.approx(G / ((1 - 0.9**5) / (1 - 0.9)))


def test_without_discount_a_return_is_the_mean_of_the_rewards_it_sums() -> None:
    # 0, 3, 6: means of (0, 3, 6), (3, 6), (6)
    assert normalised_returns([[3, 6]], 1.0).tolist() == [pytest.approx([3, 4.5, 6])]


def test_with_full_discount_a_return_is_the_reward_itself() -> None:
    assert normalised_returns([[3, 6]], 0.0).tolist() == [[0, 3, 6]]


def test_an_advantage_is_the_return_at_a_periods_end_minus_at_its_start() -> None:
    R = [1.953 / 3.439, 2.17 / 2.71, 1.3 / 1.9, 2.0]
    expected = [R[1] - R[0], R[2] - R[1], R[3] - R[2]]
    assert advantages([[1, -0.5, 2]], 0.9).tolist() == [pytest.approx(expected)]


def test_the_first_years_advantage_in_a_single_year_by_hand() -> None:
    # R = [0.9 · 1 / 1.9, 1]; advantage 1 − 0.473684 = 0.526316
    assert advantages([[1.0]], 0.9).tolist() == [pytest.approx([1 / 1.9])]


def test_no_years_have_no_advantages_and_no_people_no_rows() -> None:
    assert normalised_returns(np.zeros((2, 0))).tolist() == [[0.0], [0.0]]
    assert advantages(np.zeros((2, 0))).shape == (2, 0)
    assert advantages(np.zeros((0, 3))).shape == (0, 3)


def test_the_best_quarter_is_selected_in_each_period_independently() -> None:
    # 8 people, int(8 · 0.25) = 2
    rising = np.arange(8.0)
    assert select("abcdefgh", np.stack([rising, -rising], axis=1)) == [("h", "g"), ("a", "b")]


def test_at_least_one_person_is_selected_and_nobody_of_nobody() -> None:
    assert select(["Ada", "Bo"], [[1.0], [2.0]]) == [("Bo",)]
    assert select([], np.zeros((0, 2))) == [(), ()]


def test_equal_advantages_are_selected_by_name_whatever_the_order_of_rows() -> None:
    assert select(["石磊", "Bo", "Ada", "Cy"], [[1.0], [1.0], [1.0], [0.0]], 0.5) == [("Ada", "Bo")]


@pytest.mark.parametrize("fraction", [0.0, -0.1, 1.1, float("nan")])
def test_an_impossible_fraction_is_refused(fraction: float) -> None:
    with pytest.raises(ValueError, match=r"fraction is .*; allowed: above 0, at most 1"):
        select(["Ada"], [[1.0]], fraction)


def test_the_whole_society_can_be_selected() -> None:
    assert select(["Ada", "Bo"], [[1.0], [2.0]], 1.0) == [("Bo", "Ada")]


def test_names_and_rows_must_match() -> None:
    with pytest.raises(ValueError, match=r"2 names, but advantages have shape \(1, 1\)"):
        select(["Ada", "Bo"], [[1.0]])


@pytest.mark.parametrize("gamma", [-0.1, 1.1, float("nan")])
def test_an_impossible_discount_is_refused(gamma: float) -> None:
    with pytest.raises(ValueError, match=r"gamma is .*; allowed: 0 to 1"):
        normalised_returns([[1.0]], gamma)


def test_rewards_and_advantages_that_are_no_numbers_are_refused() -> None:
    with pytest.raises(ValueError, match="rewards must be finite"):
        advantages([[float("nan")]])
    with pytest.raises(ValueError, match="advantages must be finite"):
        select(["Ada"], [[float("inf")]])


def test_shares_are_equal_parts_moved_by_the_standard_score_of_progress() -> None:
    # progress 1, 2, 3: z = −sqrt(1.5), 0, sqrt(1.5); (0.6 + 0.5 z) / 3
    shift = 0.5 * sqrt(1.5) / 3
    shares = split_reward(0.6, [1, 2, 3], shaping=0.5)
    assert shares.tolist() == pytest.approx([0.2 - shift, 0.2, 0.2 + shift])


def test_without_progress_every_step_gets_an_equal_share() -> None:
    assert split_reward(-1.0, [0, 0, 0, 0]).tolist() == [-0.25] * 4
    assert split_reward(-1.0, [0.1] * 3).tolist() == pytest.approx([-1 / 3] * 3)
    assert split_reward(0.7, [5.0]).tolist() == [0.7]
    assert split_reward(1.0, [1, 2], shaping=0.0).tolist() == [0.5, 0.5]


def test_in_a_bad_year_the_step_that_helped_still_gets_the_largest_share() -> None:
    shares = split_reward(-1.0, [3, 1, -2])
    assert shares.argmax() == 0
    assert shares.argmin() == 2


def test_a_reward_needs_a_step_to_go_to_and_must_be_a_number() -> None:
    with pytest.raises(ValueError, match="at least one step"):
        split_reward(1.0, [])
    with pytest.raises(ValueError, match="got reward nan"):
        split_reward(float("nan"), [1.0])
    with pytest.raises(ValueError, match="progress must be finite"):
        split_reward(1.0, [float("inf")])


@hypothesis.settings(deadline=None)
@given(st.floats(-1e6, 1e6), st.lists(st.floats(-1e9, 1e9), min_size=1), st.floats(0, 10))
@example(0.3, [1e9, 1e9 + 3, 1e9 + 4, 1e9 + 11], 1.0)  # progress that differs in its last digits
def test_shares_are_finite_and_sum_to_the_reward(
    reward: float, progress: list[float], shaping: float
) -> None:
    shares = split_reward(reward, progress, shaping)
    assert np.isfinite(shares).all()
    assert fsum(shares) == pytest.approx(reward, abs=1e-9 * max(1, abs(reward), shaping))


@hypothesis.settings(deadline=None)
@given(st.lists(REWARD, min_size=1, max_size=12), st.sampled_from([0.0, 0.5, 0.9, 1.0]))
def test_a_normalised_return_lies_within_the_rewards_it_averages(
    rewards: list[float], gamma: float
) -> None:
    R = normalised_returns(rewards, gamma)
    padded = [0.0, *rewards]
    for t, value in enumerate(R):
        assert min(padded[t:]) - 1e-9 <= value <= max(padded[t:]) + 1e-9


@hypothesis.settings(deadline=None)
@given(
    st.integers(1, 6).flatmap(
        lambda n: st.lists(st.lists(REWARD, min_size=3, max_size=3), min_size=n, max_size=n)
    ),
    st.randoms(use_true_random=False),
)
def test_the_order_of_people_changes_neither_advantages_nor_selection(
    rewards: list[list[float]], random: Random
) -> None:
    names = [f"p{k}" for k in range(len(rewards))]
    order = list(range(len(rewards)))
    random.shuffle(order)
    plain, mixed = advantages(rewards), advantages([rewards[k] for k in order])
    assert (plain[order] == mixed).all()
    assert select(names, plain) == select([names[k] for k in order], mixed)
