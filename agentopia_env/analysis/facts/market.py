"""Money and work: how unequal, how mobile, how people change jobs and spend."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from agentopia_env.analysis.facts.fact import Fact, Topic
from agentopia_env.analysis.lives import Life, Lives
from agentopia_env.analysis.metrics import Metrics, Row
from agentopia_env.analysis.records import is_number
from agentopia_env.analysis.statistics_of import gini, pearson, permuted, spearman

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
        gini(found),
        (0.2, 0.55),
        "OECD Income Distribution Database: 0.22 to 0.49 between member countries",
        note="" if len(found) > 1 else "no incomes are recorded",
    )


def _wealth(last: list[Row]) -> Fact:
    found = [float(row["deposit"]) for row in last if is_number(row.get("deposit"))]
    return _TOPIC.fact(
        "wealth Gini",
        "Inequality of deposits at the end, 0 to 1.",
        gini(found),
        (0.45, 0.9),
        "Davies, Lluberas & Shorrocks 2017: 0.5 to 0.9 within countries",
        note="" if len(found) > 1 else "no deposits are recorded",
    )


def _mobility(metrics: Metrics, years: list[int]) -> Fact:
    first, last = (
        {row["person"]: row["deposit"] for row in metrics.years if row["year"] == year}
        for year in (years[:1] + years[-1:] if len(years) > 1 else (0, 0))
    )
    names = [n for n in first if is_number(first[n]) and is_number(last.get(n))]
    enough = len(names) >= _FEW
    value = spearman([first[n] for n in names], [last[n] for n in names]) if enough else None
    return _TOPIC.fact(
        "persistence of wealth",
        "Rank correlation of deposits at the end of the first and of the last year.",
        value,
        (0.3, 0.97),
        "Hurst, Luoh & Stafford 1998: wealth ranks mostly persist, yet people do move",
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
    value = sum(changes for changes, _ in counts) / chances if chances >= _FEW else None
    return _TOPIC.fact(
        "job changes",
        "Share of people whose position is another one a year later.",
        value,
        (0.02, 0.3),
        "OECD job tenure: 10 % to 25 % of workers are in their job for less than a year",
        note="" if value is not None else "fewer than two years of profiles",
    )


def _spending(metrics: Metrics) -> Fact:
    pairs = []
    for row in metrics.years:
        total = float(row["spending"]) if is_number(row.get("spending")) else 0.0
        if is_number(row.get("deposit")) and row["deposit"] > 0 and total > 0:
            pairs.append((float(np.log(row["deposit"])), float(np.log(total))))
    wealth = [one for one, _ in pairs]
    spent_by = [two for _, two in pairs]
    slope = None
    if len(pairs) >= _FEW and (together := pearson(wealth, spent_by)) is not None:
        slope = together * float(np.std(spent_by) / np.std(wealth))
    return _TOPIC.fact(
        "spending and wealth",
        "Elasticity of a year's spending to the deposit: by how many % it rises with 1 %.",
        slope,
        (0.02, 1.0),
        "Carroll & Kimball 1996: spending rises with wealth, less than in proportion",
        permuted(lambda dealt: pearson(dealt, spent_by), wealth) if slope is not None else (),
        "" if slope is not None else "too few years of spending are recorded",
    )
