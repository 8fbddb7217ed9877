"""What goes wrong in societies of language models: everybody alike, liked, content, verbose."""

from __future__ import annotations

from itertools import combinations
from statistics import fmean, pstdev

import networkx as nx
import numpy as np

from agentopia_env.analysis.facts import sources
from agentopia_env.analysis.facts.fact import Fact, Topic
from agentopia_env.analysis.facts.words import vectors, words
from agentopia_env.analysis.lives import Life, Lives
from agentopia_env.analysis.metrics import Metrics
from agentopia_env.analysis.records import is_number
from agentopia_env.analysis.statistics_of import resampled
from agentopia_env.reward import FULFILMENTS

_TOPIC = Topic("monitor")
_OWN = sources.OWN
_FEW = 6
_HIGH, _LOW = 90.0, 55.0


def monitors(lives: Lives, metrics: Metrics) -> list[Fact]:
    """One number for each thing that is known to go wrong, with where it should raise alarm."""
    return [
        _alike(lives),
        _likes(lives),
        _flat(lives),
        _saturated(metrics),
        _cartels(lives),
        _prompts(lives),
        _failures(lives),
    ]


def _alike(lives: Lives) -> Fact:
    """How much more alike people write of their weeks in the last year than in the first."""
    years = lives.years
    value, note = None, "fewer than two years, or no diaries"
    if len(years) > 1:
        first, last = (_likeness(lives, year) for year in (years[0], years[-1]))
        if first is not None and last is not None:
            value, note = last - first, f"likeness {first:.2f} in {years[0]}, {last:.2f} at last"
    return _TOPIC.fact(
        "persona collapse",
        "Rise of the mean likeness (cosine) of people's diaries from the first year to the last.",
        value,
        (None, 0.1),
        f"{_OWN}; people who live together stay distinct",
        note=note,
    )


def _likeness(lives: Lives, year: int) -> float | None:
    texts = [one for life in lives.people.values() if (one := _diary(life, year))]
    if len(texts) < 3:
        return None
    rows = vectors(texts)
    likeness = rows @ rows.T
    return float(likeness[np.triu_indices(len(texts), 1)].mean())


def _diary(life: Life, year: int) -> list[str]:
    entries = [one for one in life.diary if one.moment.year == year]
    return [word for one in entries for word in words(f"{one.summary} {one.text}")]


def _given(lives: Lives) -> list[list[float]]:
    """Everybody's affection and respect for the others at the end, a list for each rater."""
    ratings = lives.ratings[max(lives.ratings)]
    scores = (*ratings.affection.values(), *ratings.respect.values())
    return [list(given.values()) for given in scores if given]


def _few(lives: Lives) -> str:
    none = "no year has ended, so nobody has rated anybody"
    return "too few ratings were given" if lives.ratings else none


def _likes(lives: Lives) -> Fact:
    liked: list[float] = []
    if lives.ratings:
        affection = lives.ratings[max(lives.ratings)].affection
        threshold = lives.run.config.reward.like_threshold
        scores = [score for given in affection.values() for score in given.values()]
        liked = [float(one >= threshold) for one in scores]
    return _TOPIC.fact(
        "everybody likes everybody",
        "Share of ratings given that are likes.",
        fmean(liked) if len(liked) >= 2 * _FEW else None,
        (None, 0.8),
        f"{_OWN}; people are indifferent to many whom they know",
        around=resampled(fmean, liked),
        note="" if len(liked) >= 2 * _FEW else _few(lives),
    )


def _flat(lives: Lives) -> Fact:
    spreads = [pstdev(one) for one in _given(lives) if len(one) > 2] if lives.ratings else []
    return _TOPIC.fact(
        "ratings that say nothing",
        "Standard deviation of the scores that one person gives, mean over people.",
        fmean(spreads) if spreads else None,
        (4.0, None),
        f"{_OWN}; a rater who gives all the same ranks nobody",
        around=resampled(fmean, spreads),
        note="" if spreads else _few(lives),
    )


def _saturated(metrics: Metrics) -> Fact:
    names = ("vitality", *FULFILMENTS)
    own: dict[str, list[float]] = {}
    for row in metrics.weeks:
        given = [row[name] for name in names if is_number(row.get(name))]
        own.setdefault(row["person"], []).extend(float(not 1 < value < 99) for value in given)
    found = [fmean(one) for one in own.values() if one]
    return _TOPIC.fact(
        "saturated states",
        "Share of weekly vitality and fulfilments at their very ends (up to 1, from 99).",
        fmean(found) if found else None,
        (None, 0.1),
        f"{_OWN}; a state at its end no longer tells one week from another",
        around=resampled(fmean, found),
        note="" if found else "no states are recorded",
    )


def _cartels(lives: Lives) -> Fact:
    """The largest group that rates itself very high and is not liked by the others."""
    value: float | None = None
    affection = lives.ratings[max(lives.ratings)].affection if lives.ratings else {}
    if len(affection) >= _FEW:
        graph: nx.Graph[str] = nx.Graph()
        graph.add_nodes_from(sorted(affection))
        for one, two in combinations(sorted(affection), 2):
            if min(affection[one].get(two, 0), affection[two].get(one, 0)) >= _HIGH:
                graph.add_edge(one, two)
        value = 0.0
        for number, group in enumerate(nx.find_cliques(graph)):
            if len(group) > max(2.0, value) and _unliked(group, affection):
                value = float(len(group))
            if number > 10_000:
                break
    return _TOPIC.fact(
        "rating cartels",
        f"Largest group whose members rate each other {_HIGH:g} or more while the others rate "
        f"them {_LOW:g} or less on average.",
        value,
        (None, 3.0),
        f"{_OWN}; mutual affection is worth more in the reward, which invites it",
        note=_few(lives) if value is None else "",
    )


def _unliked(group: list[str], affection: dict[str, dict[str, float]] | object) -> bool:
    given = affection if isinstance(affection, dict) else {}
    outside = [
        score
        for rater, scores in given.items()
        if rater not in group
        for name, score in scores.items()
        if name in group
    ]
    return bool(outside) and fmean(outside) <= _LOW


def _prompts(lives: Lives) -> Fact:
    sizes: dict[int, list[int]] = {}
    for (year, _), tokens in lives.tokens.items():
        both = sizes.setdefault(year, [0, 0])
        both[0] += tokens.input_tokens
        both[1] += tokens.calls
    means = {year: total / calls for year, (total, calls) in sizes.items() if calls and total}
    years = sorted(means)
    value = means[years[-1]] / means[years[0]] if len(years) > 1 else None
    spoken = ", ".join(f"{means[year]:,.0f} in {year}" for year in (years[:1] + years[-1:]))
    return _TOPIC.fact(
        "rising prompt length",
        "Input tokens of a call in the last year over those in the first.",
        value,
        (None, 1.5),
        f"{_OWN}; in the paper a week takes 1.75 times as long in the last year",
        note=spoken if value else "fewer than two years with recorded prompts",
    )


def _failures(lives: Lives) -> Fact:
    calls = sum(one.calls for one in lives.kinds.values())
    failed = sum(one.failed for one in lives.kinds.values())
    return _TOPIC.fact(
        "answers that could not be used",
        "Share of answers that were refused by the form or failed.",
        failed / calls if calls else None,
        (None, 0.05),
        f"{_OWN}; in a run of the reference 17.5 % of scene turns were none",
        note="" if calls else "no answers are recorded",
    )
