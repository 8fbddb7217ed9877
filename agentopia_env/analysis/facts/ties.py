"""How ties come, stay and go: stability, decay without contact, closure, contact, burstiness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from itertools import combinations, pairwise

import numpy as np

from agentopia_env.analysis.facts.fact import Fact, Topic
from agentopia_env.analysis.facts.network import friendship
from agentopia_env.analysis.lives import Lives
from agentopia_env.analysis.records import place
from agentopia_env.analysis.statistics_of import Floats, bootstrap, permuted, spearman

_TOPIC = Topic("ties")
_ONE_YEAR = "fewer than two years have ended"
_FEW = 6

Pair = frozenset[str]


def tie_facts(lives: Lives) -> list[Fact]:
    """Facts about pairs of people over time."""
    met = contacts(lives)
    return [
        _stability(lives),
        _decay(lives, met),
        _closure(lives),
        _contact_curve(lives, met),
        _burstiness(lives),
    ]


def contacts(lives: Lives) -> dict[int, Counter[Pair]]:
    """Per year how often each pair wrote to or met each other."""
    found: dict[int, Counter[Pair]] = {}
    for life in lives.people.values():
        for letter in life.letters:
            if letter.sender == life.name and letter.to in lives.people:
                year = found.setdefault(letter.moment.year, Counter())
                year[frozenset((letter.sender, letter.to))] += 1
        for day in life.activities:
            for other in day.others if day.kind != "public" else ():
                if life.name < other and other in lives.people:
                    year = found.setdefault(day.moment.year, Counter())
                    year[frozenset((life.name, other))] += 1
    return found


def _friends(lives: Lives, year: int) -> set[Pair]:
    return {frozenset(edge) for edge in friendship(lives, year).edges}


def _stability(lives: Lives) -> Fact:
    kept = known = 0
    for before, now in pairwise(sorted(lives.ratings)):
        first, second = _friends(lives, before), _friends(lives, now)
        kept, known = kept + len(first & second), known + len(first)
    return _TOPIC.fact(
        "friendships kept for a year",
        "Share of mutual friendships that still are a year later.",
        kept / known if known >= _FEW else None,
        (0.3, 0.95),
        "Wellman et al. 1997; Saramäki et al. 2014: ties turn over, close ones mostly stay",
        note="" if known >= _FEW else "there are too few friendships that could last a year",
    )


def _affection(lives: Lives, year: int) -> dict[tuple[str, str], float]:
    return {
        (rater, name): score
        for rater, given in lives.ratings[year].affection.items()
        for name, score in given.items()
        if name in lives.people
    }


def _decay(lives: Lives, met: dict[int, Counter[Pair]]) -> Fact:
    silent: list[float] = []
    talked: list[float] = []
    for before, now in pairwise(sorted(lives.ratings)):
        first, second = _affection(lives, before), _affection(lives, now)
        for pair in first.keys() & second.keys():
            seen = met.get(now, Counter())[frozenset(pair)]
            (talked if seen else silent).append(second[pair] - first[pair])
    enough = len(silent) >= _FEW and len(talked) >= _FEW
    value = float(np.mean(silent) - np.mean(talked)) if enough else None
    spread = bootstrap(silent) if enough else (0.0, 0.0)
    note = f"without contact {spread[0]:+.1f} to {spread[1]:+.1f} a year" if enough else _ONE_YEAR
    return _TOPIC.fact(
        "decay without contact",
        "Yearly change of affection of pairs without contact minus that of pairs with contact.",
        value,
        (None, 0.0),
        "Roberts & Dunbar 2011; Burt 2000: friendships decay unless they are kept up",
        note=note,
    )


def _closure(lives: Lives) -> Fact:
    """Chance of becoming friends with a common friend over the chance without one."""
    made, could = [0, 0], [0, 0]
    for before, now in pairwise(sorted(lives.ratings)):
        graph, later = friendship(lives, before), _friends(lives, now)
        near = {name: set(graph[name]) for name in graph}
        for one, two in combinations(sorted(near), 2):
            if two not in near[one]:
                common = bool(near[one] & near[two])
                could[common] += 1
                made[common] += frozenset((one, two)) in later
    enough = made[0] + made[1] >= _FEW and min(could) > 0 and made[0] > 0
    value = (made[1] / could[1]) / (made[0] / could[0]) if enough else None
    return _TOPIC.fact(
        "triadic closure",
        "Chance of becoming friends with a common friend over the chance without one.",
        value,
        (1.2, None),
        "Kossinets & Watts 2006: closing triads makes new ties several times likelier",
        note="" if enough else "there are too few new friendships",
    )


def _contact_curve(lives: Lives, met: dict[int, Counter[Pair]]) -> Fact:
    pairs = [
        (met.get(year, Counter())[frozenset(pair)], score)
        for year in sorted(lives.ratings)
        for pair, score in sorted(_affection(lives, year).items())
    ]
    counts = [float(count) for count, _ in pairs]
    scores = [score for _, score in pairs]

    def against(dealt: Floats) -> float | None:
        return spearman(dealt, scores)

    return _TOPIC.above_chance(
        "contact and friendship",
        "Rank correlation of how often a pair had contact in a year and its affection at the end.",
        spearman(counts, scores),
        "Hall 2019: closeness grows with the hours spent together",
        permuted(against, counts) if len(pairs) >= _FEW else [],
    )


def _burstiness(lives: Lives) -> Fact:
    """(σ − μ) / (σ + μ) of the stages between two messages of the same person."""
    found = [one for life in lives.people.values() if (one := _bursts(lives, life.name))]
    values = [value for value, _ in found]
    return _TOPIC.fact(
        "burstiness of messages",
        "(σ − μ) / (σ + μ) of the time between a person's messages: 0 at random, 1 in bursts.",
        float(np.mean(values)) if values else None,
        (0.05, 0.8),
        "Goh & Barabási 2008: human communication 0.2 to 0.6; the clock here is coarser",
        [null for _, null in found],
        "" if values else "too few messages were written",
    )


def _bursts(lives: Lives, name: str) -> tuple[float, float] | None:
    slots = lives.run.config.time.n_contact_slot
    times = sorted(_slots(lives, name, slots))
    gaps = np.diff(np.array(times, dtype=float))
    if len(gaps) < 10:
        return None
    random = np.random.default_rng(len(times))
    drawn = np.sort(random.integers(times[0], times[-1] + 1, len(times)))
    return _burst(gaps), _burst(np.diff(drawn))


def _burst(gaps: Floats) -> float:
    spread, middle = float(gaps.std()), float(gaps.mean())
    return (spread - middle) / (spread + middle) if spread + middle else 0.0


def _slots(lives: Lives, name: str, slots: int) -> Iterator[int]:
    weeks = lives.run.n_week
    for letter in lives.people[name].letters:
        if letter.sender == name:
            year, week, _, slot = place(letter.moment)
            yield (year * weeks + week) * slots + slot
