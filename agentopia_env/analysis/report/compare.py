"""Figures that compare: policies within runs, and runs with each other."""

from __future__ import annotations

from collections.abc import Sequence
from statistics import fmean
from typing import Any

from agentopia_env.analysis.lives import Lives
from agentopia_env.analysis.metrics import Metrics
from agentopia_env.analysis.records import is_number
from agentopia_env.analysis.report.figure import COLOURS, INK, Beside, Figure
from agentopia_env.analysis.rows import Row, mean, values
from agentopia_env.analysis.statistics_of import bootstrap, gini
from agentopia_env.analysis.tables import short

_COMPARED = {
    "reward": "total reward",
    "reward_social": "social reward",
    "reward_subjective": "subjective reward",
    "reward_economy": "economy reward",
    "liked_by": "liked by",
    "respected_by": "respected by",
    "mutual_likes": "mutual friends",
}
_TRAINED = {
    "respected_by": "+24 %",
    "liked_by": "+16 %",
    "reward_economy": "+2.5 %",
    "reward_subjective": "+1.8 %",
}
"""What the paper's training on life rewards changed, against the policy it began with."""
_OVER_YEARS = {
    "reward_subjective": "subjective reward",
    "mutual_likes": "mutual friends",
    "deposit": "deposit",
    "joint": "joint activities",
}


def policy_figures(metrics: Sequence[Metrics]) -> list[Figure]:
    """Lives by who played them, where there are several who did."""
    rows = [row for one in metrics for row in one.years if is_number(row.get("reward"))]
    policies = sorted({row["policy"] for row in rows if row["policy"]})
    if len(policies) < 2:
        return []
    people = {p: _people(row for row in rows if row["policy"] == p) for p in policies}

    def draw(canvas: Any) -> None:
        panels = canvas.subplots(4, 2)
        for axes, (name, title) in zip(panels.flat, _COMPARED.items(), strict=False):
            for spot, policy in enumerate(policies):
                own = values(people[policy], name)
                if own:
                    low, high = bootstrap(own) if len(own) > 1 else (own[0], own[0])
                    axes.errorbar(
                        [fmean(own)], [spot],
                        xerr=[[max(0.0, fmean(own) - low)], [max(0.0, high - fmean(own))]],
                        fmt="o", color=COLOURS[spot % len(COLOURS)], capsize=3,
                    )  # fmt: skip
            axes.set_yticks(range(len(policies)), policies)
            axes.set_ylim(-0.6, len(policies) - 0.4)
            axes.set_title(title)
        panels.flat[-1].set_axis_off()

    means = {p: mean(people[p], "reward") or 0.0 for p in policies}
    best = max(policies, key=lambda policy: means[policy])
    return [
        Figure(
            "policies",
            "Lives by policy",
            "Mean years of the people that each policy played, with 95 % bootstrap intervals over "
            f"people; {best} has the highest reward ({means[best]:+.2f}).",
            draw,
            1.2 + 4 * (0.5 + 0.18 * len(policies)),
            (
                *(Beside(p, f"{means[p]:+.2f} ({len(people[p])} people)") for p in policies),
                *(
                    Beside(
                        f"{_COMPARED[name]}, in the order above",
                        " · ".join(short(mean(people[p], name)) for p in policies),
                        f"{gain} by training",
                    )
                    for name, gain in _TRAINED.items()
                ),
            ),
        )
    ]


def _people(rows: Any) -> list[Row]:
    """Every life's mean year."""
    own: dict[tuple[int, str], list[Row]] = {}
    for row in rows:
        own.setdefault((row.get("run_number", 0), row["person"]), []).append(row)
    return [{name: mean(years, name) for name in _COMPARED} for years in own.values()]


def run_figures(lives: Sequence[Lives], metrics: Sequence[Metrics]) -> list[Figure]:
    """Several runs over the years of their lives, with the band of their mean."""
    if len(metrics) < 2:
        return []
    courses = {name: [_course(one, name) for one in metrics] for name in _OVER_YEARS}
    courses["gini"] = [_ginis(one) for one in metrics]
    courses = {name: rows for name, rows in courses.items() if any(rows)}
    titles = {**_OVER_YEARS, "gini": "Gini of deposits"}

    def draw(canvas: Any) -> None:
        panels = canvas.subplots(len(courses), 1, squeeze=False)[:, 0]
        for axes, (name, rows) in zip(panels, courses.items(), strict=True):
            for number, row in enumerate(rows):
                colour = COLOURS[number % len(COLOURS)]
                axes.plot(range(1, len(row) + 1), row, color=colour, alpha=0.75, marker="o",
                          markersize=3, linewidth=1, label=lives[number].name)  # fmt: skip
            _band(axes, rows)
            axes.set_title(titles[name])
            axes.xaxis.get_major_locator().set_params(integer=True)
        panels[-1].set_xlabel("year of the run")
        panels[-1].legend(fontsize=7)

    return [
        Figure(
            "runs",
            "The runs side by side",
            f"{len(metrics)} runs year by year; black is the mean of those that have the year, the "
            "band its 95 % bootstrap interval over runs.",
            draw,
            1.6 * len(courses) + 0.4,
        )
    ]


def _course(metrics: Metrics, name: str) -> list[float]:
    years = sorted({row["year"] for row in metrics.years})
    found = [mean((row for row in metrics.years if row["year"] == year), name) for year in years]
    return [one for one in found if one is not None]


def _ginis(metrics: Metrics) -> list[float]:
    years = sorted({row["year"] for row in metrics.years})
    rows = [values((r for r in metrics.years if r["year"] == y), "deposit") for y in years]
    return [one for row in rows if (one := gini(row)) is not None]


def _band(axes: Any, rows: list[list[float]]) -> None:
    longest = max(map(len, rows), default=0)
    columns = [[row[n] for row in rows if len(row) > n] for n in range(longest)]
    columns = [column for column in columns if len(column) > 1]
    if not columns:
        return
    years = range(1, len(columns) + 1)
    axes.plot(years, [fmean(column) for column in columns], color=INK, linewidth=1.8)
    bounds = [bootstrap(column) for column in columns]
    low, high = [one for one, _ in bounds], [two for _, two in bounds]
    axes.fill_between(years, low, high, color=INK, alpha=0.12, linewidth=0)
