"""Money and work: how unequal, how mobile, how people change jobs and spend."""

from __future__ import annotations

from itertools import pairwise
from statistics import fmean

import numpy as np

from agentopia_env.analysis.facts import sources
from agentopia_env.analysis.facts.fact import Fact, Topic
from agentopia_env.analysis.lives import Life, Lives
from agentopia_env.analysis.metrics import Metrics
from agentopia_env.analysis.records import is_number
from agentopia_env.analysis.rows import Row
from agentopia_env.analysis.statistics_of import gini, pearson, permuted, resampled, spearman

_TOPIC = Topic("money")
_FEW = 6


def market_facts(lives: Lives, metrics: Metrics) -> list[Fact]:
    """Facts about incomes, wealth, jobs and spending."""
    years = sorted({row["year"] for row in metrics.years})
    last = [row for row in metrics.years if years and row["year"] == years[-1]]
    return [
        _income(last),
        _wealth(last),
        _mobility(metrics, years),
        _jobs(lives),
        _spending(metrics),
    ]


def income_of(row: Row) -> float | None:
    """What a person had coming in over a year: what the deposit grew by and what was spent."""
    parts = [row.get(name) for name in ("deposit_change", "spending")]
    known = [float(part) for part in parts if is_number(part)]
    return sum(known) if is_number(parts[0]) else None


def _income(last: list[Row]) -> Fact:
    found = [max(0.0, one) for row in last if (one := income_of(row)) is not None]
    return _TOPIC.fact(
        "income Gini",
        "Inequality of incomes in the last year, 0 to 1.",
        gini(found) if len(found) >= _FEW else None,
        (0.2, 0.55),
        sources.INCOME,
        around=resampled(gini, found),
        note="" if len(found) >= _FEW else "too few incomes are recorded",
    )


def _wealth(last: list[Row]) -> Fact:
    found = [float(row["deposit"]) for row in last if is_number(row.get("deposit"))]
    return _TOPIC.fact(
        "wealth Gini",
        "Inequality of deposits at the end, 0 to 1.",
        gini(found) if len(found) >= _FEW else None,
        (0.45, 0.9),
        sources.WEALTH,
        around=resampled(gini, found),
        note="" if len(found) >= _FEW else "too few deposits are recorded",
    )


def _mobility(metrics: Metrics, years: list[int]) -> Fact:
    first, last = (
        {row["person"]: row["deposit"] for row in metrics.years if row["year"] == year}
        for year in (years[:1] + years[-1:] if len(years) > 1 else (0, 0))
    )
    names = [n for n in first if is_number(first[n]) and is_number(last.get(n))]
    enough = len(names) >= _FEW
    pairs = [(first[n], last[n]) for n in names] if enough else []
    return _TOPIC.fact(
        "persistence of wealth",
        "Rank correlation of deposits at the end of the first and of the last year.",
        ranked(pairs),
        (0.3, 0.97),
        sources.MOBILITY,
        around=resampled(ranked, pairs),
        note="" if enough else "fewer than two years, or too few people",
    )


def _position(profile: Row) -> str | None:
    position = profile.get("position")
    if isinstance(position, dict):
        return f"{position.get('organization')}/{position.get('role')}"
    return position if isinstance(position, str) else None


def changed_jobs(life: Life) -> tuple[int, int]:
    """How often a person's position changed from one year to the next, of how many times."""
    held = [_position(profile) for _, profile in sorted(life.profiles.items())]
    changes = sum(one != two for one, two in pairwise(held))
    return changes, max(0, len(held) - 1)


def _jobs(lives: Lives) -> Fact:
    counts = [changed_jobs(life) for life in lives.people.values()]
    chances = sum(of for _, of in counts)

    def share(of: list[tuple[int, int]]) -> float | None:
        years = sum(one for _, one in of)
        return sum(one for one, _ in of) / years if years else None

    value = share(counts) if chances >= _FEW else None
    return _TOPIC.fact(
        "job changes",
        "Share of people whose position is another one a year later.",
        value,
        (0.02, 0.3),
        sources.JOBS,
        around=resampled(share, counts),
        note="" if value is not None else "fewer than two years of profiles",
    )


def _spending(metrics: Metrics) -> Fact:
    pairs = log_means(metrics, "deposit", "spending")
    enough = len(pairs) >= _FEW
    spent = [two for _, two in pairs]
    return _TOPIC.fact(
        "spending and wealth",
        "Elasticity of people's spending to their deposits: by how many % it rises with 1 %.",
        _slope(pairs) if enough else None,
        (0.02, 1.0),
        sources.SPENDING,
        null=permuted(lambda dealt: _slope([*zip(dealt, spent, strict=True)]),
                      [one for one, _ in pairs]) if enough else (),
        around=resampled(_slope, pairs) if enough else None,
        note="" if enough else "too few people's spending is recorded",
    )  # fmt: skip


def log_means(metrics: Metrics, one: str, two: str) -> list[tuple[float, float]]:
    """The logarithms of two columns, in everybody's mean over the years in which both are above 0.

    A person counts once, since the years of a life are much alike.
    """
    found: dict[str, list[tuple[float, float]]] = {}
    for row in metrics.years:
        first, second = row.get(one), row.get(two)
        if is_number(first) and is_number(second) and first > 0 and second > 0:
            both = (float(np.log(first)), float(np.log(second)))
            found.setdefault(row["person"], []).append(both)
    return [(fmean(a for a, _ in own), fmean(b for _, b in own)) for own in found.values()]


def _slope(pairs: list[tuple[float, float]]) -> float | None:
    wealth, spent = [one for one, _ in pairs], [two for _, two in pairs]
    together = pearson(wealth, spent)
    return None if together is None else together * float(np.std(spent) / np.std(wealth))


def ranked(pairs: list[tuple[float, float]]) -> float | None:
    """Rank correlation of pairs."""
    return spearman([one for one, _ in pairs], [two for _, two in pairs]) if pairs else None
