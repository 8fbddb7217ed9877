"""Figures over time: wellbeing by week, what a week costs."""

from __future__ import annotations

from statistics import fmean
from typing import Any

import numpy as np

from agentopia_env.analysis.lives import Lives, WeekOf
from agentopia_env.analysis.metrics import Metrics
from agentopia_env.analysis.records import is_number
from agentopia_env.analysis.report.figure import COLOURS, Beside, Figure
from agentopia_env.analysis.wall_clock import wall_clock
from agentopia_env.reward import FULFILMENTS
from agentopia_env.spending import in_short


def course_figures(lives: Lives, metrics: Metrics) -> list[Figure]:
    """What can be drawn over the weeks."""
    return [*_states(metrics), *_cost(lives, metrics)]


def _ticks(axes: Any, weeks: list[WeekOf]) -> None:
    """A mark where each year begins."""
    starts = [n for n, (year, _) in enumerate(weeks) if n == 0 or weeks[n - 1][0] != year]
    axes.set_xticks(starts, [str(weeks[n][0]) for n in starts])


def _states(metrics: Metrics) -> list[Figure]:
    rows = [row for row in metrics.weeks if is_number(row.get("mood"))]
    weeks = sorted({(row["year"], row["week"]) for row in rows})
    if len(weeks) < 2:
        return []
    by_week: dict[WeekOf, list[Any]] = {week: [] for week in weeks}
    for row in rows:
        by_week[row["year"], row["week"]].append(row)
    names = ("vitality", *FULFILMENTS)

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        for name, colour in zip(names, COLOURS, strict=False):
            groups = [[float(row[name]) for row in by_week[week]] for week in weeks]
            middle = [fmean(group) for group in groups]
            low, high = ([float(np.quantile(g, q)) for g in groups] for q in (0.25, 0.75))
            axes.plot(range(len(weeks)), middle, color=colour, label=name, linewidth=1.4)
            axes.fill_between(range(len(weeks)), low, high, color=colour, alpha=0.12, linewidth=0)
        _ticks(axes, weeks)
        axes.set_ylim(0, 100)
        axes.legend(ncols=3, loc="lower left")

    first, last = (fmean(float(r[n]) for r in by_week[w] for n in FULFILMENTS)
                   for w in (weeks[0], weeks[-1]))  # fmt: skip
    return [
        Figure(
            "states_by_week",
            "How people are, week by week",
            f"Means at the end of each week with the middle half of the people; the mean of the "
            f"four fulfilments goes from {first:.1f} to {last:.1f}.",
            draw,
            3.0,
        )
    ]


def _cost(lives: Lives, metrics: Metrics) -> list[Figure]:
    tokens, clock = lives.tokens, wall_clock(lives.run)
    weeks = sorted({*tokens, *clock})
    if len(weeks) < 2:
        return []
    inputs = [tokens[w].input_tokens if w in tokens else 0 for w in weeks]
    outputs = [tokens[w].output_tokens if w in tokens else 0 for w in weeks]
    calls = sum(one.calls for one in tokens.values())
    a_call = sum(inputs) / calls if calls else 0.0

    def draw(canvas: Any) -> None:
        panels = canvas.subplots(2 if clock else 1, 1, sharex=True, squeeze=False)[:, 0]
        if any(inputs):
            panels[0].bar(range(len(weeks)), inputs, color=COLOURS[0], label="input", width=0.9)
        panels[0].bar(
            range(len(weeks)), outputs, bottom=inputs, color=COLOURS[1], label="output", width=0.9
        )
        panels[0].set_title("tokens a week")
        panels[0].yaxis.set_major_formatter(lambda value, _: in_short(value))
        panels[0].legend(ncols=2, loc="lower right", bbox_to_anchor=(1, 0.98))
        if clock:
            minutes = [clock.get(week, 0.0) / 60 for week in weeks]
            panels[1].bar(range(len(weeks)), minutes, color=COLOURS[2], width=0.9)
            panels[1].set_title("minutes of wall-clock time a week")
        _ticks(panels[-1], weeks)

    beside = [Beside("input tokens a call", f"{a_call:,.0f}", "23,500")] if a_call else []
    lived = len(metrics.years)
    if calls and lived:
        beside.append(Beside("calls per person and year", f"{calls / lived:,.0f}", "567"))
    if a_call and lived:
        tokens_a_year = (sum(inputs) + sum(outputs)) / lived
        beside.append(Beside("tokens per person and year", in_short(tokens_a_year), "13.7M"))
    asked = f"{in_short(sum(inputs))} input and " if a_call else ""
    unknown = "" if a_call else "; prompts are not kept, so input is not counted"
    years = sorted({year for year, _ in clock})
    if clock:
        by_year = {y: fmean(s for (year, _), s in clock.items() if year == y) / 60 for y in years}
        ours = f"{by_year[years[0]]:.2g} → {by_year[years[-1]]:.2g}"
        beside.append(Beside("minutes a week, first → last year", ours, "80 → 140"))
    return [
        Figure(
            "cost_by_week",
            "What a week costs",
            f"{asked}{in_short(sum(outputs))} output tokens in {calls:,} calls{unknown}.",
            draw,
            4.4 if clock else 2.6,
            tuple(beside),
        )
    ]
