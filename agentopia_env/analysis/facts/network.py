"""Who likes whom at the end: reciprocity, transitivity, degrees, paths, homophily, balance."""

from __future__ import annotations

from collections.abc import Callable
from itertools import combinations
from statistics import fmean
from typing import Any

import networkx as nx
import numpy as np

from agentopia_env.analysis.facts import sources
from agentopia_env.analysis.facts.fact import Fact, Topic
from agentopia_env.analysis.lives import Lives
from agentopia_env.analysis.metrics import friends
from agentopia_env.analysis.records import is_number
from agentopia_env.analysis.statistics_of import pearson, resampled

_TOPIC = Topic("network")
_REWIRINGS = 100
_TRIADS = 20_000
"""Most triads that are looked at, a random choice of more."""
_FEW = 6
"""Friendships below which nothing can be said of their pattern."""


def network_facts(lives: Lives) -> list[Fact]:
    """Facts about the affection that people had for each other at the end of the last year."""
    if not lives.ratings:
        return [_TOPIC.fact(*_RECIPROCITY, None, _RETURNED, sources.RECIPROCITY, note=_NONE)]
    likes, graph = _likes(lives), friendship(lives, max(lives.ratings))
    nulls = _rewired(graph)
    return [
        _reciprocity(likes),
        _transitivity(graph, nulls),
        _spread(likes),
        _paths(graph, nulls),
        *_homophily(lives, graph),
        _balance(lives),
    ]


_NONE = "no year has ended, so nobody has rated anybody"
_RECIPROCITY = (
    "reciprocity of liking",
    "Share of likes (affection of at least 60) that are returned.",
)
_RETURNED = (0.34, 0.75)


def friendship(lives: Lives, year: int) -> nx.Graph[str]:
    """Mutual friends at the end of a year; everybody is a node."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(lives.people))
    for name, others in friends(lives, year).items():
        graph.add_edges_from((name, other) for other in others)
    return graph


def _likes(lives: Lives) -> nx.DiGraph[str]:
    threshold = lives.run.config.reward.like_threshold
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(sorted(lives.people))
    for rater, given in lives.ratings[max(lives.ratings)].affection.items():
        for name, score in given.items():
            if score >= threshold and {rater, name} <= lives.people.keys() and rater != name:
                graph.add_edge(rater, name)
    return graph


def _rewired(graph: nx.Graph[str]) -> list[nx.Graph[str]]:
    """The same degrees with friendships swapped at random: a chain, long mixed before the first."""
    found: list[nx.Graph[str]] = []
    edges = graph.number_of_edges()
    if edges < _FEW:
        return found
    chain = graph.copy()
    for number in range(_REWIRINGS):
        swaps = (2 if number else 10) * edges
        try:
            nx.double_edge_swap(chain, nswap=swaps, max_tries=100 * swaps, seed=number)
        except nx.NetworkXException:  # so dense or so small that no two can be swapped
            return []
        found.append(chain.copy())
    return found


def _reciprocity(likes: nx.DiGraph[str]) -> Fact:
    n, edges = likes.number_of_nodes(), [*likes.edges]
    returned = [float(likes.has_edge(b, a)) for a, b in edges]
    if len(edges) < _FEW:
        note = "there are too few likes"
        return _TOPIC.fact(*_RECIPROCITY, None, _RETURNED, sources.RECIPROCITY, note=note)
    null = []
    random = np.random.default_rng(0)
    for _ in range(200):
        drawn = random.random((n, n)) < len(edges) / (n * (n - 1))
        np.fill_diagonal(drawn, False)
        null.append(float((drawn & drawn.T).sum() / max(1, drawn.sum())))
    return _TOPIC.fact(
        *_RECIPROCITY, fmean(returned), _RETURNED, sources.RECIPROCITY, null=null,
        around=resampled(fmean, returned),
    )  # fmt: skip


def _transitivity(graph: nx.Graph[str], nulls: list[nx.Graph[str]]) -> Fact:
    value = float(nx.transitivity(graph)) if nulls else None
    return _TOPIC.above_chance(
        "transitivity of friendship",
        "Share of pairs with a common friend who are friends, against the same degrees rewired.",
        value,
        sources.TRANSITIVITY,
        null=[float(nx.transitivity(one)) for one in nulls],
    )


def _spread(likes: nx.DiGraph[str]) -> Fact:
    degrees = np.array([degree for _, degree in likes.in_degree()], dtype=float)
    n = len(degrees)
    share = degrees.mean() / (n - 1) if n > 2 else 0.0
    expected = (n - 1) * share * (1 - share)
    value = float(degrees.var() / expected) if expected > 0 and n >= _FEW else None
    random = np.random.default_rng(0)
    null = [
        float(random.binomial(n - 1, share, n).var() / expected)
        for _ in range(200 if expected > 0 else 0)
    ]
    return _TOPIC.above_chance(
        "spread of popularity",
        "Variance of how many like a person over that of equal chances.",
        value,
        sources.DEGREES,
        null=null,
    )


def _paths(graph: nx.Graph[str], nulls: list[nx.Graph[str]]) -> Fact:
    lengths = [one for one in map(_length, nulls) if one]
    own = _length(graph)
    value = own / float(np.mean(lengths)) if own and lengths else None
    return _TOPIC.fact(
        "path length",
        "Mean steps between two people along friendships over the same when rewired.",
        value,
        (0.8, 2.0),
        sources.PATHS,
        null=[one / float(np.mean(lengths)) for one in lengths],
        note="" if value else "there are too few friendships",
    )


def _length(graph: nx.Graph[str]) -> float | None:
    largest = max(nx.connected_components(graph), key=len, default=set())
    if len(largest) < 3:
        return None
    return float(nx.average_shortest_path_length(graph.subgraph(largest)))


# ---------------------------------------------------------------------- alike, and balanced


def _homophily(lives: Lives, graph: nx.Graph[str]) -> list[Fact]:
    ages = _told(lives, "birth_year")
    years = {name: float(year) for name, year in ages.items() if is_number(year)}
    genders = {name: str(one) for name, one in _told(lives, "gender").items() if one}
    return [
        _TOPIC.above_chance(
            "homophily in age",
            "Correlation of friends' birth years, against years dealt at random.",
            **_alike(graph, years, _age_correlation),
        ),
        _TOPIC.above_chance(
            "homophily in gender",
            "Share of friendships within a gender, against genders dealt at random.",
            **_alike(graph, genders, _same_share),
        ),
    ]


def _told(lives: Lives, key: str) -> dict[str, Any]:
    first = {name: next(iter(life.profiles.values()), {}) for name, life in lives.people.items()}
    return {name: profile.get(key) for name, profile in first.items()}


def _alike(
    graph: nx.Graph[str],
    traits: dict[str, Any],
    measure: Callable[[list[tuple[Any, Any]]], float | None],
) -> dict[str, Any]:
    names = sorted(traits)
    pairs = [(a, b) for a, b in graph.edges if a in traits and b in traits]
    if len(pairs) < _FEW:
        return {"value": None, "source": sources.HOMOPHILY, "null": []}
    random = np.random.default_rng(0)
    null = []
    for _ in range(200):
        dealt = dict(zip(names, (names[i] for i in random.permutation(len(names))), strict=True))
        one = measure([(traits[dealt[a]], traits[dealt[b]]) for a, b in pairs])
        null += [] if one is None else [one]
    alike = [(traits[a], traits[b]) for a, b in pairs]
    around = resampled(measure, alike)
    return {
        "value": measure(alike), "source": sources.HOMOPHILY, "null": null, "around": around
    }  # fmt: skip


def _age_correlation(pairs: list[tuple[Any, Any]]) -> float | None:
    both = [*pairs, *((b, a) for a, b in pairs)]
    return pearson([a for a, _ in both], [b for _, b in both])


def _same_share(pairs: list[tuple[Any, Any]]) -> float | None:
    same: int = sum(bool(a == b) for a, b in pairs)
    return same / len(pairs)


def _balance(lives: Lives) -> Fact:
    """Triads of people who all rated each other; a pair is positive above the typical rating."""
    ratings = lives.ratings[max(lives.ratings)].affection
    pairs = {
        (a, b): (ratings[a][b] + ratings[b][a]) / 2
        for a, b in combinations(sorted(ratings), 2)
        if b in ratings[a] and a in ratings[b]
    }
    middle = float(np.median([*pairs.values()])) if pairs else 0.0
    signs = {pair: score > middle for pair, score in pairs.items()}
    names = sorted({name for pair in signs for name in pair})
    triads = [
        ((a, b), (a, c), (b, c))
        for a, b, c in combinations(names, 3)
        if (a, b) in signs and (a, c) in signs and (b, c) in signs
    ]
    random, null = np.random.default_rng(0), []
    if len(triads) > _TRIADS:
        triads = [triads[n] for n in random.choice(len(triads), _TRIADS, replace=False)]
    value = _balanced(signs, triads) if len(triads) >= _FEW else None
    keys = list(signs)
    for _ in range(100 if value is not None else 0):
        dealt = random.permutation(np.array([signs[key] for key in keys]))
        one = _balanced(dict(zip(keys, map(bool, dealt), strict=True)), triads)
        null.append(one)
    return _TOPIC.above_chance(
        "structural balance",
        "Share of triads in which a friend's friend is a friend and an enemy's enemy too; a pair "
        "is friendly if its affection is above the median pair's.",
        value,
        sources.BALANCE,
        null=null,
    )


_Pair = tuple[str, str]


def _balanced(signs: dict[_Pair, bool], triads: list[tuple[_Pair, _Pair, _Pair]]) -> float:
    return sum(sum(signs[pair] for pair in triad) in (1, 3) for triad in triads) / len(triads)
