"""Social standing: rank weights, PageRank, the mutual bonus, and the absolute metrics."""

# ruff: noqa: N806 - the paper's letters
from __future__ import annotations

from itertools import pairwise
from math import isfinite
from random import Random

import hypothesis
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentopia_env.errors import ConfigError
from agentopia_env.reward import (
    Ratings,
    RewardSettings,
    Scores,
    SocialMetrics,
    absolute_social,
    mutual_friends,
    pagerank,
    rank_weights,
    rating_graph,
    relative_social,
    relative_standing,
    reward_mutual,
    social_metrics,
)

NAMES = ("Ada", "Bo", "Cy", "Dr. Amelia Grant", "Étienne Bellamy", "石磊")
SCORE = st.one_of(st.integers(0, 100), st.floats(0, 100))
SCORES = st.dictionaries(
    st.sampled_from((*NAMES, "Stranger")),
    st.dictionaries(st.sampled_from((*NAMES, "Stranger")), SCORE),
)

# Cy knows Ada, nobody knows Cy, Ada and Bo know each other:
#   c = 0.15/3                        = 0.05             =  1.85/37
#   a = 0.05 + 0.85 (b + c), b = 0.05 + 0.85 a
#   a = (0.05 + 0.85·0.05 + 0.85·0.05) / (1 − 0.7225) = 0.135/0.2775 = 18/37
#   b = 0.05 + 0.85·18/37                              = 17.15/37
TRIANGLE = {"Ada": {"Bo": 70.0}, "Bo": {"Ada": 90.0}, "Cy": {"Ada": 80.0}}
TRIANGLE_PAGERANK = {"Ada": 18 / 37, "Bo": 17.15 / 37, "Cy": 1.85 / 37}


def test_weights_fall_linearly_from_100_for_the_first_to_0_for_the_last() -> None:
    # n = 5: 100 · (4 − k) / 4
    scores = {"e": 10.0, "a": 90.0, "c": 50.0, "b": 70.0, "d": 30.0}
    assert rank_weights(scores) == {"a": 100.0, "b": 75.0, "c": 50.0, "d": 25.0, "e": 0.0}


def test_a_single_name_weighs_100_and_no_name_weighs_nothing() -> None:
    assert rank_weights({"Bo": 3.0}) == {"Bo": 100.0}
    assert rank_weights({"Bo": 3.0}, ties="shared") == {"Bo": 100.0}
    assert rank_weights({}) == {}


def test_equal_scores_are_ordered_by_name_by_default() -> None:
    # b and c tie at 50 on ranks 1 and 2 of 0..3: 100 · 2/3 and 100 · 1/3
    weights = rank_weights({"c": 50.0, "b": 50.0, "a": 90.0, "d": 10.0})
    assert weights == pytest.approx({"a": 100, "b": 200 / 3, "c": 100 / 3, "d": 0})


def test_equal_scores_share_the_mean_weight_of_their_ranks_when_ties_are_shared() -> None:
    # ranks 1 and 2: (66.67 + 33.33) / 2 = 50
    weights = rank_weights({"c": 50.0, "b": 50.0, "a": 90.0, "d": 10.0}, ties="shared")
    assert weights == pytest.approx({"a": 100, "b": 50, "c": 50, "d": 0})
    # three at the end, ranks 1 to 3 of 0..3: (66.67 + 33.33 + 0) / 3 = 33.33
    weights = rank_weights({"a": 90.0, "b": 1.0, "c": 1.0, "d": 1.0}, ties="shared")
    assert weights == pytest.approx({"a": 100, "b": 100 / 3, "c": 100 / 3, "d": 100 / 3})
    assert rank_weights({"a": 7.0, "b": 7.0}, ties="shared") == {"a": 50.0, "b": 50.0}


def test_edges_carry_each_raters_weights_normalised_to_sum_to_one() -> None:
    # weights 100, 50, 0 of 150
    graph = rating_graph({"d": {"a": 90, "b": 60, "c": 20}}, "abcd")
    weights = {name: edge["weight"] for _, name, edge in graph.edges(data=True)}
    assert weights == pytest.approx({"a": 2 / 3, "b": 1 / 3, "c": 0})


def test_nodes_are_those_who_rate_or_are_rated_even_if_ranked_last() -> None:
    graph = rating_graph(
        {"Ada": {"Bo": 90, "Cy": 10}, "Eve": {}}, ["Ada", "Bo", "Cy", "Dan", "Eve"]
    )
    assert sorted(graph) == ["Ada", "Bo", "Cy"]


def test_names_that_are_not_agents_and_oneself_take_no_rank() -> None:
    # of Ada's four names only Bo and Cy count: weights 100 and 0, not 66.67 and 33.33
    scores = {"Ada": {"Ada": 100, "Ghost": 99, "Bo": 60, "Cy": 50}, "Ghost": {"Cy": 100}}
    graph = rating_graph(scores, ["Ada", "Bo", "Cy"])
    assert sorted(graph) == ["Ada", "Bo", "Cy"]
    assert dict(graph.edges) == {
        ("Ada", "Bo"): {"weight": 1.0},
        ("Ada", "Cy"): {"weight": 0.0},
    }


def test_pagerank_of_three_people_agrees_with_the_solution_by_hand() -> None:
    graph = rating_graph(TRIANGLE, TRIANGLE)
    assert pagerank(graph) == pytest.approx(TRIANGLE_PAGERANK, abs=1e-11)


def test_the_damping_decides_how_much_follows_the_ratings() -> None:
    # d = 0.5: c = 1/6, b = 1/6 + a/2, a = 1/6 + (b + c)/2 = 1/3 + a/4 = 4/9, b = 7/18
    expected = {"Ada": 8 / 18, "Bo": 7 / 18, "Cy": 3 / 18}
    assert pagerank(rating_graph(TRIANGLE, TRIANGLE), 0.5) == pytest.approx(expected, abs=1e-11)
    # with the bonus: Ada 3 · 7/18 + 3/18 = 24/18, Bo 3 · 8/18 = 24/18
    standing = relative_standing(TRIANGLE, TRIANGLE, RewardSettings(damping=0.5))
    assert standing == pytest.approx({"Ada": 24 / 18, "Bo": 24 / 18, "Cy": 0.0}, abs=1e-10)


def test_pagerank_agrees_with_a_linear_solve_that_does_not_use_networkx() -> None:
    # S = (1 − d)/N + d (Wᵀ + D) S, row i of W out-normalised, dangling people spread evenly by D
    scores = {
        "a": {"b": 90, "c": 60, "d": 10},
        "b": {"a": 40, "d": 80},
        "c": {"a": 55},
    }
    W = np.array([[0, 2 / 3, 1 / 3, 0], [0, 0, 0, 1], [1, 0, 0, 0], [1 / 4, 1 / 4, 1 / 4, 1 / 4]])
    S = np.linalg.solve(np.eye(4) - 0.85 * W.T, np.full(4, 0.15 / 4))
    expected = dict(zip("abcd", S.tolist(), strict=True))
    assert pagerank(rating_graph(scores, "abcd")) == pytest.approx(expected, abs=1e-11)


def test_mutual_affection_is_rewarded_in_one_pass() -> None:
    # S'_Ada = w_BA (1 + 2 w_AB) S_Bo + w_CA (1 + 2·0) S_Cy = 3 · 17.15/37 + 1.85/37 = 53.3/37
    # S'_Bo  = w_AB (1 + 2 w_BA) S_Ada                      = 3 · 18/37               = 54/37
    graph = rating_graph(TRIANGLE, TRIANGLE)
    bonused = reward_mutual(graph, TRIANGLE_PAGERANK, alpha=2.0)
    assert bonused == pytest.approx({"Ada": 53.3 / 37, "Bo": 54 / 37, "Cy": 0.0})


def test_the_bonus_uses_out_normalised_weights_of_both_directions() -> None:
    # Ada ranks Bo, Cy, Dan: w = 2/3, 1/3, 0; Cy ranks Bo, Ada: w = 1, 0; Bo ranks Ada: w = 1
    scores = {"Ada": {"Bo": 9, "Cy": 8, "Dan": 7}, "Bo": {"Ada": 5}, "Cy": {"Bo": 9, "Ada": 8}}
    S = {"Ada": 0.4, "Bo": 0.3, "Cy": 0.2, "Dan": 0.1}
    bonused = reward_mutual(rating_graph(scores, S), S, alpha=2.0)
    # Ada: from Bo 1·(1 + 2·2/3)·0.3 = 0.7, from Cy 0                                       = 0.7
    # Bo: from Ada 2/3·(1 + 2·1)·0.4 = 0.8, from Cy 1·(1 + 0)·0.2 = 0.2                     = 1.0
    # Cy: from Ada 1/3·(1 + 2·0)·0.4                                                   = 0.4/3
    # Dan: ranked last by the only one who knows him                                        = 0
    assert bonused == pytest.approx({"Ada": 0.7, "Bo": 1.0, "Cy": 0.4 / 3, "Dan": 0.0})


def test_without_the_bonus_a_standing_is_what_flows_in_from_others() -> None:
    graph = rating_graph(TRIANGLE, TRIANGLE)
    bonused = reward_mutual(graph, TRIANGLE_PAGERANK, alpha=0.0)
    assert bonused == pytest.approx({"Ada": 19 / 37, "Bo": 18 / 37, "Cy": 0.0})


def test_people_nobody_knows_score_0_although_pagerank_gives_them_mass() -> None:
    agents = [*TRIANGLE, "Dan"]
    graph = rating_graph(TRIANGLE, agents)
    assert pagerank(graph)["Cy"] == pytest.approx(0.05)
    standing = relative_standing(TRIANGLE, agents)
    assert standing["Cy"] == standing["Dan"] == 0.0


def test_the_social_component_is_half_affection_and_half_respect() -> None:
    respect = {"Bo": {"Ada": 50.0}, "Ada": {"Bo": 50.0}}  # both 1/2, S' = 3/2
    social = relative_social(Ratings(TRIANGLE, respect), TRIANGLE)
    assert social["Ada"].affection == pytest.approx(53.3 / 37)
    assert social["Ada"].respect == pytest.approx(1.5)
    assert social["Ada"].score == pytest.approx(0.5 * 53.3 / 37 + 0.5 * 1.5)
    assert social["Cy"].score == 0.0


def test_the_affection_share_moves_the_component_towards_one_dimension() -> None:
    ratings = Ratings(TRIANGLE, {})
    social = relative_social(ratings, TRIANGLE, RewardSettings(affection_share=1.0))
    assert social["Bo"].score == social["Bo"].affection == pytest.approx(54 / 37)


@pytest.mark.parametrize("scores", [{}, {"Ada": {}}, {"Ada": {"Ada": 100}}, {"Ghost": {"Ada": 9}}])
def test_a_society_where_nobody_knows_anybody_has_no_standing(
    scores: dict[str, dict[str, float]],
) -> None:
    assert relative_standing(scores, ["Ada", "Bo"]) == {"Ada": 0.0, "Bo": 0.0}
    assert relative_standing(scores, []) == {}
    assert pagerank(rating_graph(scores, ["Ada", "Bo"])) == {}


def test_metrics_count_likes_and_respects_from_60_on() -> None:
    affection: Scores = {
        "Ada": {"Bo": 60, "Cy": 59.5, "Ghost": 100, "Ada": 100},
        "Bo": {"Ada": 80, "Cy": 61},
        "Cy": {"Ada": 10},
    }
    respect = {"Bo": {"Cy": 70}, "Cy": {"Bo": 60}}
    metrics = social_metrics(Ratings(affection, respect), ["Ada", "Bo", "Cy", "Dan"])
    assert metrics["Ada"] == SocialMetrics(
        liked_by=1,
        respected_by=0,
        likes=1,
        respects=0,
        mutual_likes=1,
        mutual_respects=0,
        mean_affection=(80 + 10) / 2,
        mean_respect=None,
    )
    assert metrics["Cy"] == SocialMetrics(
        liked_by=1,
        respected_by=1,
        likes=0,
        respects=1,
        mutual_likes=0,
        mutual_respects=1,
        mean_affection=(59.5 + 61) / 2,
        mean_respect=70.0,
    )
    assert metrics["Dan"] == SocialMetrics(0, 0, 0, 0, 0, 0, None, None)


def test_mutual_friends_are_named_on_both_sides() -> None:
    affection = {"Ada": {"Cy": 60, "Bo": 60}, "Bo": {"Ada": 60}, "Cy": {"Ada": 59, "Bo": 100}}
    friends = mutual_friends(Ratings(affection, {}), ["Ada", "Bo", "Cy"])
    assert friends == {"Ada": ("Bo",), "Bo": ("Ada",), "Cy": ()}
    metrics = social_metrics(Ratings(affection, {}), friends)
    assert {n: one.mutual_likes for n, one in metrics.items()} == {"Ada": 1, "Bo": 1, "Cy": 0}


def test_absolute_social_is_1_where_everyone_likes_and_respects_all_they_may_rate() -> None:
    for size, rated in ((2, 1), (5, 4), (30, 20)):
        people = [f"p{k:02}" for k in range(size)]
        scores = {
            name: {people[(k + step) % size]: 60.0 for step in range(1, rated + 1)}
            for k, name in enumerate(people)
        }
        social = absolute_social(Ratings(scores, scores), people)
        assert [one.score for one in social.values()] == pytest.approx([1.0] * size)


def test_absolute_social_divides_counts_by_how_many_people_one_can_rate() -> None:
    # N = 4, K = min(20, 3) = 3: Ada is liked by 2 and respected by 1 -> 0.5 · 2/3 + 0.5 · 1/3
    ratings = Ratings({"Bo": {"Ada": 70}, "Cy": {"Ada": 70}}, {"Bo": {"Ada": 70}})
    social = absolute_social(ratings, ["Ada", "Bo", "Cy", "Dan"])
    assert social["Ada"].score == pytest.approx(0.5)
    # with at most 2 ratings each, K = 2: 0.5 · 2/2 + 0.5 · 1/2
    social = absolute_social(ratings, ["Ada", "Bo", "Cy", "Dan"], RewardSettings(max_rated=2))
    assert social["Ada"].score == pytest.approx(0.75)
    assert absolute_social(ratings, ["Ada"])["Ada"].score == 0.0


@pytest.mark.parametrize("score", [float("nan"), float("inf")])
def test_a_score_that_is_no_number_is_refused_by_name(score: float) -> None:
    with pytest.raises(ValueError, match=r"'Ada' rates 'Bo' (nan|inf) on respect"):
        Ratings({}, {"Ada": {"Bo": score}})


def test_impossible_settings_are_all_named_at_once_with_what_is_allowed() -> None:
    with pytest.raises(ConfigError) as caught:
        RewardSettings(damping=1.0, ties="random", fraction=0.0, gamma=float("nan"))  # type: ignore[arg-type]
    message = str(caught.value)
    assert "reward.damping is 1.0; allowed: 0 to 0.99" in message
    assert "reward.ties is 'random'; allowed: name, shared" in message
    assert "reward.fraction is 0.0; allowed: above 0, at most 1" in message
    assert "reward.gamma is nan; allowed: 0 to 1" in message


@hypothesis.settings(deadline=None)
@given(SCORES, st.sampled_from(["name", "shared"]), st.sampled_from([0.0, 0.5, 0.85, 0.99]))
def test_any_ratings_give_finite_standings_and_pagerank_sums_to_1(
    scores: dict[str, dict[str, float]], ties: str, damping: float
) -> None:
    settings = RewardSettings(ties=ties, damping=damping)  # type: ignore[arg-type]
    graph = rating_graph(scores, NAMES, settings.ties)
    assert not graph or sum(pagerank(graph, damping).values()) == pytest.approx(1.0)
    standing = relative_standing(scores, NAMES, settings)
    assert sorted(standing) == sorted(NAMES)
    assert all(0 <= value <= 3 for value in standing.values())  # (1 + α) Σ S


@pytest.mark.parametrize("damping", [0.0, 0.85, 0.99])
def test_pagerank_converges_on_the_shapes_that_converge_worst(damping: float) -> None:
    # a star sums 1600 terms in one node, a pair at its centre oscillates, a chain is slow
    people = [f"p{k:04}" for k in range(1600)]
    star = {name: {people[0]: 50.0} for name in people[1:]}
    pair = star | {people[0]: {people[1]: 50.0}}
    chain = {a: {b: 50.0} for a, b in pairwise(people)}
    for scores in (star, pair, chain):
        S = pagerank(rating_graph(scores, people), damping)
        assert sum(S.values()) == pytest.approx(1.0, abs=1e-6)


@hypothesis.settings(deadline=None)
@given(SCORES, st.randoms(use_true_random=False))
def test_the_order_of_the_input_changes_nothing_at_all(
    scores: dict[str, dict[str, float]], random: Random
) -> None:
    raters = list(scores)
    random.shuffle(raters)
    shuffled = {}
    for rater in raters:
        rated = list(scores[rater].items())
        random.shuffle(rated)
        shuffled[rater] = dict(rated)
    assert relative_standing(shuffled, NAMES[::-1]) == relative_standing(scores, NAMES)
    mixed, plain = Ratings(shuffled, shuffled), Ratings(scores, scores)
    assert social_metrics(mixed, NAMES[::-1]) == social_metrics(plain, NAMES)


@hypothesis.settings(deadline=None)
@given(SCORES, st.permutations(NAMES))
def test_with_shared_ties_nobodys_name_matters(
    scores: dict[str, dict[str, float]], others: list[str]
) -> None:
    renamed = dict(zip(NAMES, others, strict=True)) | {"Stranger": "Stranger"}
    relabelled = {
        renamed[rater]: {renamed[name]: score for name, score in given.items()}
        for rater, given in scores.items()
    }
    settings = RewardSettings(ties="shared")
    before = relative_standing(scores, NAMES, settings)
    after = relative_standing(relabelled, NAMES, settings)
    assert {renamed[n]: s for n, s in before.items()} == pytest.approx(after, abs=1e-10)


def test_the_standing_of_1600_people_with_20_ratings_each_is_finite() -> None:
    random = Random(7)
    people = [f"person {k}" for k in range(1600)]
    scores = {n: {m: random.randrange(101) for m in random.sample(people, 20)} for n in people}
    ratings = Ratings(scores, scores)
    relative, absolute = relative_social(ratings, people), absolute_social(ratings, people)
    assert set(relative) == set(absolute) == set(people)
    assert all(isfinite(one.score) for one in (*relative.values(), *absolute.values()))
