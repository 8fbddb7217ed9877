"""Social standing: what a person is worth to others, from everybody's private ratings.

Relative standing ranks each rater's names, follows the ranks with PageRank and rewards what is
returned: it shares out one society's regard, and flattery gains nothing. Absolute metrics count
who likes and respects whom, so a whole society can gain.

Source: Agentopia paper, life reward (social).
"""

# ruff: noqa: N803, N806 - the paper's letters
from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from itertools import groupby
from math import isfinite
from typing import TypeAlias

import networkx as nx

from agentopia_env.reward.settings import DEFAULTS, RewardSettings, Ties

Scores: TypeAlias = Mapping[str, Mapping[str, float]]
"""rater -> {name: score}; a score is 0 to 100, 50 neutral."""
Graph: TypeAlias = "nx.DiGraph[str]"

_Choices: TypeAlias = defaultdict[str, set[str]]

_TOP_WEIGHT = 100.0
_TOLERANCE = 1e-12  # change per person of the last PageRank iteration, far above rounding
_MAX_ITERATIONS = 5_000  # each shrinks the change by `damping`: 0.99 ** 2_820 * 2 < 1e-12


@dataclass(frozen=True, slots=True)
class Ratings:
    """What everybody privately thinks of the people they know, on both dimensions."""

    affection: Scores
    respect: Scores

    def __post_init__(self) -> None:
        for dimension, scores in (("affection", self.affection), ("respect", self.respect)):
            for rater, given in scores.items():
                for name, score in given.items():
                    if not isfinite(score):
                        raise ValueError(
                            f"{rater!r} rates {name!r} {score!r} on {dimension}; "
                            "a score is a finite number, 0 to 100"
                        )


@dataclass(frozen=True, slots=True)
class Social:
    """One person's social component: both dimensions and their weighted mean."""

    affection: float
    respect: float
    score: float


@dataclass(frozen=True, slots=True)
class SocialMetrics:
    """One person's place among the others in plain counts, comparable across runs.

    To like is an affection, to respect a respect of at least `like_threshold`.
    """

    liked_by: int
    respected_by: int
    likes: int
    respects: int
    mutual_likes: int
    """Mutual friends: affection at the threshold or above both ways."""
    mutual_respects: int
    mean_affection: float | None
    """Mean affection received, 0 to 100; None for someone nobody rates."""
    mean_respect: float | None
    """Mean respect received, 0 to 100; None for someone nobody rates."""


def rank_weights(scores: Mapping[str, float], ties: Ties = DEFAULTS.ties) -> dict[str, float]:
    """Weights of one rater's names by rank, k = 0 first: 100 · (n − 1 − k) / (n − 1).

    A single name gets 100. Ranks go by score descending, then by name; with `ties="shared"`
    names of equal score each get the mean of the weights of their ranks.
    """
    ranked = sorted(scores, key=lambda name: (-scores[name], name))
    last = len(ranked) - 1
    weights = {
        n: _TOP_WEIGHT * (last - k) / last if last else _TOP_WEIGHT for k, n in enumerate(ranked)
    }
    if ties == "shared":
        for _, group in groupby(ranked, key=scores.__getitem__):
            tied = list(group)
            mean = (weights[tied[0]] + weights[tied[-1]]) / 2  # the weights fall linearly
            weights.update(dict.fromkeys(tied, mean))
    return weights


def rating_graph(scores: Scores, agents: Collection[str], ties: Ties = DEFAULTS.ties) -> Graph:
    """Who looks up to whom on one dimension: an edge i -> j carries the out-normalised w_ij.

    Nodes are those who rate or are rated. Names that are not agents, and oneself, are dropped
    before ranking, so they take no rank from others. The last of several names keeps an edge of
    weight 0: being known, though it earns nothing.
    """
    graph: Graph = nx.DiGraph()
    known = _between_agents(scores, agents)
    graph.add_nodes_from(sorted({*known, *(name for given in known.values() for name in given)}))
    for i, given in known.items():
        weights = rank_weights(given, ties)
        total = sum(weights.values())
        graph.add_weighted_edges_from((i, j, weight / total) for j, weight in weights.items())
    return graph


def pagerank(graph: Graph, damping: float = DEFAULTS.damping) -> dict[str, float]:
    """S: weighted PageRank, S_i = (1 − d) / N + d · (Σ_j w_ji S_j + Σ_dangling S_j / N); ΣS = 1.

    Someone who is rated but rates nobody is dangling: their weight is spread over all.
    """
    if not graph:
        return {}
    scores = nx.pagerank(graph, alpha=damping, tol=_TOLERANCE, max_iter=_MAX_ITERATIONS)
    return {name: float(score) for name, score in scores.items()}


def reward_mutual(
    graph: Graph, S: Mapping[str, float], alpha: float = DEFAULTS.mutual_bonus
) -> dict[str, float]:
    """S'_i = Σ_j w_ji · (1 + α · w_ij) · S_j, in one pass; α is `mutual_bonus`.

    Only those who rate i count, so the mass that PageRank gives to everyone by teleporting is
    gone: people nobody knows score 0, and so do those whom every rater ranks last.
    """
    w = {(i, j): edge["weight"] for i, given in graph.adjacency() for j, edge in given.items()}
    bonused = dict.fromkeys(graph, 0.0)
    for (j, i), w_ji in w.items():
        bonused[i] += w_ji * (1 + alpha * w.get((i, j), 0.0)) * S[j]
    return bonused


def relative_standing(
    scores: Scores, agents: Collection[str], settings: RewardSettings = DEFAULTS
) -> dict[str, float]:
    """Everybody's relative standing on one dimension, 0 for agents outside the graph."""
    graph = rating_graph(scores, agents, settings.ties)
    S = pagerank(graph, settings.damping)
    bonused = reward_mutual(graph, S, settings.mutual_bonus)
    return {name: bonused.get(name, 0.0) for name in sorted(agents)}


def relative_social(
    ratings: Ratings, agents: Collection[str], settings: RewardSettings = DEFAULTS
) -> dict[str, Social]:
    """r_social = 0.5 S'_affection + 0.5 S'_respect, the paper's social component."""
    affection = relative_standing(ratings.affection, agents, settings)
    respect = relative_standing(ratings.respect, agents, settings)
    return {name: _social(affection[name], respect[name], settings) for name in sorted(agents)}


def absolute_social(
    ratings: Ratings, agents: Collection[str], settings: RewardSettings = DEFAULTS
) -> dict[str, Social]:
    """r_social = 0.5 liked_by / K + 0.5 respected_by / K with K = min(max_rated, N − 1).

    K people are as many as one can rate, so the society's mean lies in 0..1 whatever its size N:
    0 when nobody likes anybody, 1 when all like and respect everyone they may rate. A single
    popular person can exceed 1. Unlike PageRank, whose shares sum to 1, everyone can gain; the
    price is that raters who flatter raise everyone, so ratings need watching or a frozen rater.
    """
    K = max(1, min(settings.max_rated, len(agents) - 1))
    metrics = social_metrics(ratings, agents, settings.like_threshold)
    return {
        name: _social(one.liked_by / K, one.respected_by / K, settings)
        for name, one in metrics.items()
    }


def social_metrics(
    ratings: Ratings, agents: Collection[str], threshold: float = DEFAULTS.like_threshold
) -> dict[str, SocialMetrics]:
    """Counts of likes and respects, given, received and mutual, and the mean scores received."""
    affection = _between_agents(ratings.affection, agents)
    respect = _between_agents(ratings.respect, agents)
    likes, liked_by = _choices(affection, threshold)
    respects, respected_by = _choices(respect, threshold)
    mean_affection, mean_respect = _means_received(affection), _means_received(respect)
    return {
        name: SocialMetrics(
            liked_by=len(liked_by[name]),
            respected_by=len(respected_by[name]),
            likes=len(likes[name]),
            respects=len(respects[name]),
            mutual_likes=len(likes[name] & liked_by[name]),
            mutual_respects=len(respects[name] & respected_by[name]),
            mean_affection=mean_affection.get(name),
            mean_respect=mean_respect.get(name),
        )
        for name in sorted(agents)
    }


def mutual_friends(
    ratings: Ratings, agents: Collection[str], threshold: float = DEFAULTS.like_threshold
) -> dict[str, tuple[str, ...]]:
    """Each agent's mutual friends by name: affection at the threshold or above both ways."""
    likes, liked_by = _choices(_between_agents(ratings.affection, agents), threshold)
    return {name: tuple(sorted(likes[name] & liked_by[name])) for name in sorted(agents)}


def _between_agents(scores: Scores, agents: Collection[str]) -> dict[str, dict[str, float]]:
    """The ratings of agents by other agents, in alphabetical order of raters.

    The fixed order makes every later sum the same to the last bit, however the input is ordered.
    """
    members = frozenset(agents)
    known = {
        rater: {n: s for n, s in scores[rater].items() if n in members and n != rater}
        for rater in sorted(members & scores.keys())
    }
    return {rater: given for rater, given in known.items() if given}


def _choices(known: Scores, threshold: float) -> tuple[_Choices, _Choices]:
    """Whom each one rates at the threshold or above, and by whom each one is rated so."""
    chosen: _Choices = defaultdict(set)
    chosen_by: _Choices = defaultdict(set)
    for rater, given in known.items():
        for name, score in given.items():
            if score >= threshold:
                chosen[rater].add(name)
                chosen_by[name].add(rater)
    return chosen, chosen_by


def _means_received(known: Scores) -> dict[str, float]:
    received: defaultdict[str, list[float]] = defaultdict(list)
    for given in known.values():
        for name, score in given.items():
            received[name].append(score)
    return {name: sum(scores) / len(scores) for name, scores in received.items()}


def _social(affection: float, respect: float, settings: RewardSettings) -> Social:
    share = settings.affection_share
    return Social(affection, respect, share * affection + (1 - share) * respect)
