"""The yearly life reward: z-scores, totals, and the frozen reference."""

from __future__ import annotations

from dataclasses import asdict
from math import isfinite, sqrt

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentopia_env.errors import ConfigError
from agentopia_env.reward import (
    Components,
    Ratings,
    Reference,
    RewardSettings,
    Snapshot,
    absolute_components,
    absolute_rewards,
    life_rewards,
    z_scores,
)

NOBODY = Ratings({}, {})


def even(fulfilment: float, vitality: float = 70) -> list[Snapshot]:
    return [Snapshot(vitality, fulfilment, fulfilment, fulfilment, fulfilment)]


# Standings as in test_standing: Ada 53.3/37, Bo 54/37, Cy 0, on both dimensions.
SCORES = {"Ada": {"Bo": 70.0}, "Bo": {"Ada": 90.0}, "Cy": {"Ada": 80.0}}
RATINGS = Ratings(SCORES, SCORES)
SNAPSHOTS = {"Ada": even(40), "Bo": even(50), "Cy": even(60)}
START = {"Ada": 100.0, "Bo": 100.0, "Cy": 100.0}
END = {"Ada": 400.0, "Bo": 100.0, "Cy": 100.0}

# Reference whose z-scores are the raw components themselves.
UNIT = Reference(Components(0, 0, 0), Components(1, 1, 1))


def test_z_scores_use_the_population_standard_deviation() -> None:
    # mean 2, deviation sqrt((1 + 0 + 1) / 3) = sqrt(2/3), z = 1 / sqrt(2/3) = sqrt(1.5)
    assert z_scores([1, 2, 3]).tolist() == pytest.approx([-sqrt(1.5), 0, sqrt(1.5)])
    assert z_scores([]).tolist() == []


def test_values_that_differ_only_by_rounding_are_equal_and_have_z_0() -> None:
    assert 0.1 + 0.2 != 0.3
    assert z_scores([0.1 + 0.2, 0.3]).tolist() == pytest.approx([0, 0], abs=1e-12)
    assert np.mean([0.1] * 3) != 0.1  # a deviation of 1e-17, where every z would be -1
    assert z_scores([0.1] * 3).tolist() == pytest.approx([0, 0, 0], abs=1e-12)
    assert z_scores([5, 5]).tolist() == [0, 0]
    assert z_scores([7]).tolist() == [0]


def test_the_total_weighs_three_z_scores_within_the_society() -> None:
    rewards = life_rewards(RATINGS, SNAPSHOTS, START, END)
    # social 53.3, 54, 0 (/37): mean 107.3/3 = 35.7667, deviations 17.5333, 18.2333, −35.7667
    #   std = sqrt((307.4178 + 332.4544 + 1279.2544) / 3) = sqrt(639.7089) = 25.29247
    #   z = 0.693224, 0.720900, −1.414123
    # subjective 40, 50, 60: threshold index 0, no penalties; z = −sqrt(1.5), 0, sqrt(1.5)
    # economy 300, 0, 0: mean 100, std sqrt((40000 + 10000 + 10000) / 3) = sqrt(20000)
    #   z = sqrt(2), −sqrt(0.5), −sqrt(0.5)
    ada, bo, cy = rewards["Ada"], rewards["Bo"], rewards["Cy"]
    assert ada.social.score == pytest.approx(53.3 / 37)
    assert ada.subjective.score == 40
    assert ada.economy.score == 300
    assert ada.z.social == pytest.approx(0.693224, abs=1e-5)
    assert bo.z.social == pytest.approx(0.720900, abs=1e-5)
    assert cy.z.social == pytest.approx(-1.414123, abs=1e-5)
    assert [one.z.subjective for one in rewards.values()] == pytest.approx(
        [-sqrt(1.5), 0, sqrt(1.5)]
    )
    assert [one.z.economy for one in rewards.values()] == pytest.approx(
        [sqrt(2), -sqrt(0.5), -sqrt(0.5)]
    )
    # 0.4 · 0.693224 − 0.4 · 1.224745 + 0.2 · 1.414214 = 0.277290 − 0.489898 + 0.282843
    assert ada.total_score == pytest.approx(0.070235, abs=1e-5)
    # 0.4 · 0.720900 + 0 − 0.2 · 0.707107 = 0.288360 − 0.141421
    assert bo.total_score == pytest.approx(0.146939, abs=1e-5)
    # −0.4 · 1.414123 + 0.4 · 1.224745 − 0.2 · 0.707107 = −0.565649 + 0.489898 − 0.141421
    assert cy.total_score == pytest.approx(-0.217172, abs=1e-5)


def test_the_weights_of_the_total_can_be_changed() -> None:
    settings = RewardSettings(social_weight=0, subjective_weight=0, economy_weight=1)
    rewards = life_rewards(RATINGS, SNAPSHOTS, START, END, settings)
    assert rewards["Ada"].total_score == pytest.approx(sqrt(2))


def test_the_settings_reach_every_component() -> None:
    # quantile 1: threshold 60; Ada's and Bo's four values lie below it and cost 8 each
    settings = RewardSettings(penalty=8, penalty_quantile=1, affection_share=1, mutual_bonus=0)
    for rewards in (
        life_rewards(RATINGS, SNAPSHOTS, START, END, settings),
        absolute_rewards(RATINGS, SNAPSHOTS, START, END, UNIT, settings),
    ):
        assert [one.subjective.score for one in rewards.values()] == [32, 42, 60]
    rewards = life_rewards(RATINGS, SNAPSHOTS, START, END, settings)
    assert rewards["Ada"].social.score == pytest.approx(19 / 37)  # S_Bo + S_Cy
    settings = RewardSettings(like_threshold=75, penalty=8, penalty_quantile=1)
    raw = absolute_components(RATINGS, SNAPSHOTS, START, END, settings)
    assert [one.social for one in raw.values()] == [1.0, 0.0, 0.0]  # Ada's 70 for Bo is too little
    assert [one.subjective for one in raw.values()] == [32, 42, 60]


def test_a_reward_is_stored_with_the_keys_of_a_run_directory() -> None:
    stored = asdict(life_rewards(RATINGS, SNAPSHOTS, START, END)["Ada"])
    assert set(stored) == {"social", "subjective", "economy", "z", "total_score"}
    assert set(stored["social"]) == {"affection", "respect", "score"}
    assert {"score", "n_penalties"} <= set(stored["subjective"])
    assert set(stored["economy"]) == {"score"}


def test_ratings_by_and_of_people_who_are_not_simulated_count_for_nothing() -> None:
    wider = {name: {**given, "Ghost": 100.0} for name, given in SCORES.items()}
    wider["Ghost"] = {"Cy": 100.0}
    expected = life_rewards(RATINGS, SNAPSHOTS, START, END)
    assert life_rewards(Ratings(wider, wider), SNAPSHOTS, START, END) == expected


def test_an_empty_society_has_no_rewards() -> None:
    assert life_rewards(NOBODY, {}, {}, {}) == {}
    assert absolute_rewards(NOBODY, {}, {}, {}, UNIT) == {}


def test_one_person_alone_is_rewarded_0_within_their_society() -> None:
    rewards = life_rewards(NOBODY, {"Ada": even(80)}, {"Ada": 0}, {"Ada": 900})
    assert rewards["Ada"].total_score == 0
    assert rewards["Ada"].economy.score == 900


def test_a_society_of_equals_is_rewarded_0() -> None:
    ring = {f"p{k}": {f"p{(k + 1) % 7}": 50.0} for k in range(7)}  # everyone knows the next one
    snapshots = {name: even(33.3) for name in ring}
    end = dict.fromkeys(ring, 0.3) | {"p0": 0.1 + 0.2}  # equal but for rounding
    rewards = life_rewards(Ratings(ring, ring), snapshots, dict.fromkeys(ring, 0.0), end)
    assert [one.total_score for one in rewards.values()] == pytest.approx([0] * 7, abs=1e-9)


def test_where_nobody_knows_anybody_the_social_component_decides_nothing() -> None:
    rewards = life_rewards(NOBODY, SNAPSHOTS, START, END)
    assert [one.z.social for one in rewards.values()] == [0, 0, 0]
    assert rewards["Ada"].total_score == pytest.approx(-0.4 * sqrt(1.5) + 0.2 * sqrt(2))


@pytest.mark.parametrize("what", ["snapshots", "deposits_start"])
def test_input_about_different_people_is_refused_by_name(what: str) -> None:
    snapshots = {k: v for k, v in SNAPSHOTS.items() if what != "snapshots" or k != "Cy"}
    start = {k: v for k, v in START.items() if what != "deposits_start" or k != "Cy"}
    with pytest.raises(ValueError, match=f"{what} and deposits_end name different people: 'Cy'"):
        life_rewards(RATINGS, snapshots, start, END)


def test_a_deposit_that_is_no_number_is_refused_by_name() -> None:
    with pytest.raises(ValueError, match="deposits of 'Bo'"):
        life_rewards(RATINGS, SNAPSHOTS, START, END | {"Bo": float("nan")})


def test_a_reference_holds_mean_and_deviation_of_its_population() -> None:
    reference = Reference.of([Components(1, 40, 0), Components(3, 60, 0)])
    assert reference == Reference(Components(2, 50, 0), Components(1, 10, 1))
    assert reference.z(Components(4, 45, 7)) == Components(2, -0.5, 7)


def test_a_reference_survives_being_written_and_read() -> None:
    reference = Reference.of(absolute_components(RATINGS, SNAPSHOTS, START, END).values())
    assert Reference.from_mapping(asdict(reference)) == reference


def test_a_reference_with_missing_or_impossible_numbers_is_refused() -> None:
    whole = {"social": 1.0, "subjective": 1.0, "economy": 1.0}
    with pytest.raises(ConfigError, match=r"reference\.std needs exactly economy, social, subj"):
        Reference.from_mapping({"mean": whole, "std": {"social": 1.0}})
    with pytest.raises(ConfigError, match=r"reference\.economy has mean 1.0 and std 0"):
        Reference.from_mapping({"mean": whole, "std": whole | {"economy": 0}})
    with pytest.raises(ValueError, match="at least one life"):
        Reference.of([])


def test_absolute_rewards_weigh_against_the_frozen_population() -> None:
    # N = 3, K = 2: Ada liked and respected by 2 -> 1, Bo by 1 -> 0.5, Cy by nobody -> 0
    raw = absolute_components(RATINGS, SNAPSHOTS, START, END)
    assert raw == {
        "Ada": Components(1.0, 40.0, 300.0),
        "Bo": Components(0.5, 50.0, 0.0),
        "Cy": Components(0.0, 60.0, 0.0),
    }
    reference = Reference(Components(0.25, 45, 100), Components(0.5, 10, 200))
    rewards = absolute_rewards(RATINGS, SNAPSHOTS, START, END, reference)
    # 0.4 · (1 − 0.25)/0.5 + 0.4 · (40 − 45)/10 + 0.2 · (300 − 100)/200 = 0.6 − 0.2 + 0.2
    assert rewards["Ada"].total_score == pytest.approx(0.6)


def test_a_whole_society_can_get_better_in_absolute_rewards_but_not_in_relative_ones() -> None:
    def year(score: float, fulfilment: float, money: float) -> tuple[float, float]:
        people = ["Ada", "Bo", "Cy"]
        scores = {a: {b: score for b in people if b != a} for a in people}
        snapshots = {name: even(fulfilment) for name in people}
        life = (
            Ratings(scores, scores),
            snapshots,
            dict.fromkeys(people, 0.0),
            dict.fromkeys(people, money),
        )
        relative = life_rewards(*life, RewardSettings(ties="shared"))
        absolute = absolute_rewards(*life, UNIT)
        return relative["Bo"].total_score, absolute["Bo"].total_score

    cold, warm = year(40, 45, 0), year(80, 60, 100)
    assert cold[0] == pytest.approx(0, abs=1e-9) == warm[0]
    # 0.4 · 1 + 0.4 · 15 + 0.2 · 100 more
    assert warm[1] - cold[1] == pytest.approx(26.4)


def test_against_the_society_itself_absolute_z_scores_have_mean_0() -> None:
    reference = Reference.of(absolute_components(RATINGS, SNAPSHOTS, START, END).values())
    rewards = absolute_rewards(RATINGS, SNAPSHOTS, START, END, reference)
    assert sum(one.total_score for one in rewards.values()) == pytest.approx(0, abs=1e-12)


VALUE = st.floats(0, 100)
SCORE = st.dictionaries(
    st.sampled_from("abcdeX"), st.dictionaries(st.sampled_from("abcdeX"), VALUE)
)
MONEY = st.floats(0, 1e9)
PERSON = st.tuples(
    st.lists(st.builds(Snapshot, VALUE, VALUE, VALUE, VALUE, VALUE), min_size=1, max_size=3),
    MONEY,
    MONEY,
)
SOCIETY = st.dictionaries(st.sampled_from("abcde"), PERSON)


@hypothesis.settings(deadline=None)
@given(SCORE, SCORE, SOCIETY)
def test_rewards_are_finite_centred_and_independent_of_order(
    affection: dict[str, dict[str, float]],
    respect: dict[str, dict[str, float]],
    society: dict[str, tuple[list[Snapshot], float, float]],
) -> None:
    def rewarded(people: list[str]) -> dict[str, float]:
        snapshots, start, end = ({n: society[n][k] for n in people} for k in range(3))
        given = life_rewards(Ratings(affection, respect), snapshots, start, end)  # type: ignore[arg-type]
        absolute = absolute_rewards(Ratings(affection, respect), snapshots, start, end, UNIT)  # type: ignore[arg-type]
        assert all(isfinite(one.total_score) for one in absolute.values())
        for part in ("social", "subjective", "economy"):
            assert sum(getattr(one.z, part) for one in given.values()) == pytest.approx(0, abs=1e-5)
        return {name: one.total_score for name, one in given.items()}

    totals = rewarded(list(society))
    assert all(isfinite(total) for total in totals.values())
    assert rewarded(list(society)[::-1]) == totals


@hypothesis.settings(deadline=None)
@given(st.lists(st.floats(-1e12, 1e12), min_size=1))
def test_z_scores_are_finite_with_mean_0_and_deviation_1_or_0(values: list[float]) -> None:
    z = z_scores(values)
    assert np.isfinite(z).all()
    assert z.mean() == pytest.approx(0, abs=1e-5) or z.std() == pytest.approx(0, abs=1e-5)
