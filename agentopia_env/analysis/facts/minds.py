"""How well people are and who they stay: income, persistence, adaptation, drift, traits."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise
from statistics import fmean

import numpy as np

from agentopia_env.analysis.facts import sources
from agentopia_env.analysis.facts.fact import Fact, Topic
from agentopia_env.analysis.facts.market import income_of, ranked
from agentopia_env.analysis.lives import Life, Lives
from agentopia_env.analysis.metrics import Metrics
from agentopia_env.analysis.records import is_number
from agentopia_env.analysis.rows import Row
from agentopia_env.analysis.statistics_of import pearson, permuted, resampled, spearman
from agentopia_env.reward import FULFILMENTS

_TOPIC = Topic("people")
_FEW = 6
_WEEKS = 4
"""Weeks after a shock by which much of it should be gone."""
_OPPOSITE = {"extraversion": "introversion", "feeling": "thinking"}


def mind_facts(lives: Lives, metrics: Metrics) -> list[Fact]:
    """Facts about wellbeing and traits."""
    series = weekly_wellbeing(metrics.weeks)
    return [
        _income(metrics),
        _lag(series),
        _persistence(metrics),
        _adaptation(series),
        _drift(metrics),
        _traits(lives),
    ]


def wellbeing(row: Row) -> float | None:
    """The mean of the four fulfilments."""
    found = [float(row[name]) for name in FULFILMENTS if is_number(row.get(name))]
    return fmean(found) if len(found) == len(FULFILMENTS) else None


def weekly_wellbeing(rows: list[Row]) -> dict[str, list[float]]:
    """Each person's wellbeing week by week."""
    found: dict[str, list[float]] = {}
    for row in rows:
        value = wellbeing(row)
        if value is not None:
            found.setdefault(row["person"], []).append(value)
    return found


def _income(metrics: Metrics) -> Fact:
    """Over people's mean years: the years of a life are much alike."""
    own: dict[str, list[tuple[float, float]]] = {}
    for row in metrics.years:
        income, well = income_of(row), wellbeing(row)
        if income is not None and income > 0 and well is not None:
            own.setdefault(row["person"], []).append((float(np.log(income)), well))
    pairs = [(fmean(a for a, _ in one), fmean(b for _, b in one)) for one in own.values()]
    logs, wells = [one for one, _ in pairs], [two for _, two in pairs]
    enough = len(pairs) >= _FEW
    return _TOPIC.fact(
        "wellbeing and log income",
        "Correlation of people's mean wellbeing with the logarithm of their yearly income.",
        pearson(logs, wells) if enough else None,
        (0.02, 0.5),
        sources.WELLBEING,
        null=permuted(lambda dealt: pearson(dealt, wells), logs) if enough else (),
        around=resampled(_together, pairs) if enough else None,
        note="" if enough else "too few people with an income",
    )


def _together(pairs: list[tuple[float, float]]) -> float | None:
    return pearson([one for one, _ in pairs], [two for _, two in pairs])


def _lag(series: dict[str, list[float]]) -> Fact:
    found = []
    for values in series.values():
        one = pearson(values[:-1], values[1:]) if len(values) >= 8 else None
        found += [] if one is None else [one]
    return _TOPIC.fact(
        "week-to-week wellbeing",
        "Correlation of a person's wellbeing with that of the week before, mean over people.",
        fmean(found) if found else None,
        (0.2, 0.97),
        sources.LAG,
        around=resampled(fmean, found),
        note="" if found else "fewer than eight weeks",
    )


def _persistence(metrics: Metrics) -> Fact:
    found, pairs = [], []
    by_year: dict[int, dict[str, float]] = {}
    for row in metrics.years:
        if is_number(row.get("reward_subjective")):
            by_year.setdefault(row["year"], {})[row["person"]] = float(row["reward_subjective"])
    for before, now in pairwise(sorted(by_year)):
        names = sorted(by_year[before].keys() & by_year[now].keys())
        if len(names) >= _FEW:
            first, second = ([by_year[year][n] for n in names] for year in (before, now))
            found += [one] if (one := spearman(first, second)) is not None else []
            pairs.append([*zip(first, second, strict=True)])
    return _TOPIC.fact(
        "year-to-year wellbeing",
        "Rank correlation of people's wellbeing with that of the year before.",
        fmean(found) if found else None,
        (0.3, 0.9),
        sources.YEARS,
        around=resampled(ranked, pairs[-1]) if pairs else None,
        note="" if found else "fewer than two years have ended",
    )


def _shocks(values: list[float]) -> Iterator[float]:
    """Shares of a shock that are gone after some weeks: of changes by over 1.5 of the usual."""
    if len(values) <= _WEEKS + 1:
        return
    changes = np.diff(values)
    limit = 1.5 * float(changes.std())
    for week, change in enumerate(changes, 1):
        if abs(change) > limit > 0 and week + _WEEKS < len(values):
            yield float((values[week] - values[week + _WEEKS]) / change)


def _adaptation(series: dict[str, list[float]]) -> Fact:
    gone = [share for values in series.values() for share in _shocks(values)]
    return _TOPIC.fact(
        "adaptation after shocks",
        f"Share of a sudden change of wellbeing that is gone {_WEEKS} weeks later (median).",
        float(np.median(gone)) if len(gone) >= _FEW else None,
        (0.2, 1.3),
        sources.ADAPTATION,
        around=resampled(lambda drawn: float(np.median(drawn)), gone),
        note="" if len(gone) >= _FEW else "too few sudden changes",
    )


def _drift(metrics: Metrics) -> Fact:
    courses: dict[str, dict[int, float]] = {}
    for row in metrics.years:
        if is_number(row.get("reward_subjective")):
            course = courses.setdefault(row["person"], {})
            course[row["year"]] = float(row["reward_subjective"])
    lives = list(courses.values())
    return _TOPIC.fact(
        "drift of wellbeing",
        "Change of the society's mean subjective reward per year, in points of 100.",
        slope := _slope(lives),
        (-2.0, 2.0),
        sources.DRIFT,
        around=resampled(_slope, lives),
        note="" if slope is not None else "fewer than two years have ended",
    )


def _slope(lives: list[dict[int, float]]) -> float | None:
    years = sorted({year for one in lives for year in one})
    if len(years) < 2:
        return None
    means = [fmean(one[year] for one in lives if year in one) for year in years]
    return float(np.polyfit(years, means, 1)[0])


# ---------------------------------------------------------------------- traits


def traits(life: Life, part: str) -> dict[int, dict[str, float]]:
    """A person's talents or personality per year, by one pole of each axis."""
    found: dict[int, dict[str, float]] = {}
    for year, profile in life.profiles.items():
        given = profile.get(part)
        numbers = given.get("quantitative") if isinstance(given, dict) else None
        if isinstance(numbers, dict):
            known = {str(name): float(value) for name, value in numbers.items() if is_number(value)}
            found[year] = {
                _OPPOSITE.get(name, name): 100.0 - value if name in _OPPOSITE else value
                for name, value in known.items()
            }
    return found


def _traits(lives: Lives) -> Fact:
    first: dict[str, list[tuple[float, float]]] = {}
    for life in lives.people.values():
        years = traits(life, "personality_traits")
        if len(years) > 1:
            before, now = years[min(years)], years[max(years)]
            for name in before.keys() & now.keys():
                first.setdefault(name, []).append((before[name], now[name]))
    found = [
        one
        for pairs in first.values()
        if len(pairs) >= _FEW
        and (one := spearman([a for a, _ in pairs], [b for _, b in pairs])) is not None
    ]
    return _TOPIC.fact(
        "stability of personality",
        "Rank correlation of traits at the begin and at the end of the run, mean over traits.",
        fmean(found) if found else None,
        (0.5, 0.995),
        sources.TRAITS,
        around=resampled(fmean, found),
        note="" if found else "fewer than two profiles, or too few people",
    )
