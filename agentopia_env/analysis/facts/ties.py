"""How ties come, stay and go: stability, decay without contact, closure, contact, burstiness."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from itertools import combinations, pairwise
from statistics import fmean

import numpy as np

from agentopia_env.analysis.facts import sources
from agentopia_env.analysis.facts.fact import Fact, Topic
from agentopia_env.analysis.facts.network import friendship
from agentopia_env.analysis.lives import Lives
from agentopia_env.analysis.records import place
from agentopia_env.analysis.statistics_of import Floats, permuted, resampled, spearman

_TOPIC = Topic("ties")
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
    kept: list[float] = []
    for before, now in pairwise(sorted(lives.ratings)):
        first, second = _friends(lives, before), _friends(lives, now)
        kept += [float(pair in second) for pair in sorted(first, key=sorted)]
    return _TOPIC.fact(
        "friendships kept for a year",
        "Share of mutual friendships that still are a year later.",
        fmean(kept) if len(kept) >= _FEW else None,
        (0.3, 0.97),
        sources.STABILITY,
        around=resampled(fmean, kept),
        note="" if len(kept) >= _FEW else "there are too few friendships that could last a year",
    )


def _affection(lives: Lives, year: int) -> dict[tuple[str, str], float]:
    return {
        (rater, name): score
        for rater, given in lives.ratings[year].affection.items()
        for name, score in given.items()
        if name in lives.people
    }


def _decay(lives: Lives, met: dict[int, Counter[Pair]]) -> Fact:
    changes: list[tuple[float, bool]] = []
    for before, now in pairwise(sorted(lives.ratings)):
        first, second = _affection(lives, before), _affection(lives, now)
        for pair in sorted(first.keys() & second.keys()):
            seen = bool(met.get(now, Counter())[frozenset(pair)])
            changes.append((second[pair] - first[pair], seen))
    moved, talked = [one for one, _ in changes], [two for _, two in changes]
    enough = min(sum(talked), len(talked) - sum(talked)) >= _FEW
    null = permuted(lambda dealt: _apart([*zip(moved, dealt, strict=True)]), talked)
    return _TOPIC.above_chance(
        "decay without contact",
        "By how many points a year affection changes more with contact than without, against "
        "contacts dealt at random.",
        _apart(changes) if enough else None,
        sources.DECAY,
        null=null if enough else (),
        around=resampled(_apart, changes) if enough else None,
        note="" if enough else "too few pairs rated each other twice, with and without contact",
    )


def _apart(changes: Sequence[tuple[float, float]]) -> float | None:
    """The mean change of those with contact minus that of those without."""
    both = [[one for one, seen in changes if bool(seen) == kind] for kind in (True, False)]
    return fmean(both[0]) - fmean(both[1]) if all(both) else None


def _closure(lives: Lives) -> Fact:
    """Chance of becoming friends with a common friend over the chance without one."""
    pairs: list[tuple[bool, bool]] = []
    for before, now in pairwise(sorted(lives.ratings)):
        graph, later = friendship(lives, before), _friends(lives, now)
        near = {name: set(graph[name]) for name in graph}
        for one, two in combinations(sorted(near), 2):
            if two not in near[one]:
                pairs.append((bool(near[one] & near[two]), frozenset((one, two)) in later))
    common, made = sum(one for one, _ in pairs), sum(two for _, two in pairs)
    enough = made >= _FEW and min(common, len(pairs) - common) >= _FEW
    random = np.random.default_rng(0)
    drawn = random.hypergeometric(common, len(pairs) - common, made, 500) if enough else ()
    closed = sum(one and two for one, two in pairs)
    rest = len(pairs) - common
    return _TOPIC.above_chance(
        "triadic closure",
        "Chance of becoming friends with a common friend over the chance without one, against new "
        "friendships dealt at random.",
        _ratio(closed, common, made - closed, rest) if enough else None,
        sources.CLOSURE,
        null=[_ratio(int(one), common, made - int(one), rest) for one in drawn],
        note="" if enough else "there are too few new friendships",
    )


def _ratio(made: int, could: int, others_made: int, others_could: int) -> float:
    """A half is added to each count, so that none is 0."""
    return ((made + 0.5) / (could + 1)) / ((others_made + 0.5) / (others_could + 1))


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
        spearman(counts, scores) if len(pairs) >= 2 * _FEW else None,
        sources.CONTACT,
        null=permuted(against, counts) if len(pairs) >= 2 * _FEW else [],
    )


def _burstiness(lives: Lives) -> Fact:
    """Chance: as many messages, each at any of the moments at which anybody wrote."""
    slots = lives.run.config.time.n_contact_slot
    times = {name: sorted(_slots(lives, name, slots)) for name in lives.people}
    moments = np.array(sorted({one for own in times.values() for one in own}), dtype=float)
    written = [np.array(own, dtype=float) for own in times.values() if len(own) > 10]
    values = [_burst(np.diff(own)) for own in written]
    random = np.random.default_rng(0)
    null = []
    for _ in range(100 if len(values) >= 3 and len(moments) > 10 else 0):
        drawn = [np.sort(random.choice(moments, len(own))) for own in written]
        null.append(fmean(_burst(np.diff(one)) for one in drawn))
    return _TOPIC.above_chance(
        "burstiness of messages",
        "(σ − μ) / (σ + μ) of the time between a person's messages, mean over people, against "
        "messages at random moments: 0 without bursts, 1 at most.",
        fmean(values) if values else None,
        sources.BURSTS,
        null=null,
        around=resampled(fmean, values),
        note="" if null else "too few messages were written, or by too few",
    )


def _burst(gaps: Floats) -> float:
    spread, middle = float(gaps.std()), float(gaps.mean())
    return (spread - middle) / (spread + middle) if spread + middle else 0.0


def _slots(lives: Lives, name: str, slots: int) -> Iterator[int]:
    weeks = lives.run.n_week
    for letter in lives.people[name].letters:
        if letter.sender == name:
            year, week, _, slot = place(letter.moment)
            yield (year * weeks + week) * slots + slot
