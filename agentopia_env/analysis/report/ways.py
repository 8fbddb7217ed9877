"""Figures of ways to live: what quartiles of the reward do, and strivers against the leisurely."""

from __future__ import annotations

from statistics import fmean, pstdev
from typing import Any

from agentopia_env.analysis.report.figure import COLOURS, INK, Beside, Figure, heatmap
from agentopia_env.analysis.rows import Row, mean, values
from agentopia_env.analysis.statistics_of import quartiles, ranks

SHOWN = {
    "liked_by": "liked by",
    "respected_by": "respected by",
    "joint": "joint activities",
    "encounter": "encounters",
    "public": "public activities",
    "solo": "solo days",
    "contacts": "contacts",
    "paid_work_days": "paid-work days",
    "spending": "spending",
    "deposit": "deposit",
    "total_skills": "total skills",
    "material_end": "material",
    "mood_end": "mood",
    "social_end": "social",
    "esteem_end": "esteem",
    "penalties": "penalties",
}
_STRIVING = {
    "solo": ("solo days", 1.71),
    "joint": ("joint activities", 0.72),
    "contacts": ("contacts", 0.85),
    "deposit": ("deposit", 1.70),
    "penalties": ("penalties", 2.11),
    "social_end": ("social fulfilment", 0.75),
    "mood_end": ("mood", 0.93),
}


def people_means(rows: list[Row]) -> dict[str, Row]:
    """Every person's mean year."""
    names = sorted({row["person"] for row in rows})
    columns = (*SHOWN, "reward", "skill_improvements")
    own = {name: [row for row in rows if row["person"] == name] for name in names}
    return {name: {column: mean(own[name], column) for column in columns} for name in names}


def profiles(rows: list[Row]) -> Figure:
    """The mean years of each quartile of the reward, side by side."""
    means = people_means(rows)
    groups = quartiles([one["reward"] or 0.0 for one in means.values()])
    cells = []
    for column in SHOWN:
        known = values(means.values(), column)
        centre, spread = (fmean(known), pstdev(known)) if known else (0.0, 0.0)
        row: list[float | None] = []
        for quartile in range(4):
            chosen = [p for p, g in zip(means.values(), groups, strict=True) if g == quartile]
            level = mean(chosen, column)
            row.append((level - centre) / spread if level is not None and spread else None)
        cells.append(row)
    gaps = [
        ((row[3] or 0) - (row[0] or 0), name)
        for row, name in zip(cells, SHOWN.values(), strict=True)
    ]
    widest = max(gaps, key=lambda one: abs(one[0]))

    def draw(canvas: Any) -> None:
        heads = ["bottom", "lower", "upper", "top"]
        heatmap(canvas.subplots(), [*SHOWN.values()], heads, cells, limit=2.0)

    return Figure(
        "quartile_profiles",
        "How the quartiles live",
        "Mean years by quartile of the mean reward, in standard deviations from the society's "
        f"mean; top and bottom differ most in {widest[1]}.",
        draw,
        4.6,
    )


def striving(rows: list[Row]) -> tuple[list[Row], list[Row]]:
    """The quarter of people who work and learn most, and the quarter who do least."""
    means = [*people_means(rows).values()]
    score = ranks([one["paid_work_days"] or 0.0 for one in means]) + ranks(
        [one["skill_improvements"] or 0.0 for one in means]
    )
    groups = quartiles(score.tolist())
    pick = [[one for one, g in zip(means, groups, strict=True) if g == quartile]
            for quartile in (3, 0)]  # fmt: skip
    return pick[0], pick[1]


def strivers(rows: list[Row]) -> list[Figure]:
    """Strivers against leisurely people; nothing where no number of both is known."""
    hard, easy = striving(rows)
    ratios = {}
    for name in _STRIVING:
        one, two = mean(hard, name), mean(easy, name)
        if one is not None and two:
            ratios[name] = one / two
    if not ratios:
        return []

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        spots = range(len(ratios))
        axes.barh([s - 0.2 for s in spots], [*ratios.values()], 0.38, color=COLOURS[0], label="run")
        paper = [_STRIVING[name][1] for name in ratios]
        axes.barh([s + 0.2 for s in spots], paper, 0.38, color=COLOURS[1], label="paper")
        axes.set_yticks(spots, [_STRIVING[name][0] for name in ratios])
        axes.axvline(1, color=INK, linewidth=0.8)
        axes.invert_yaxis()
        axes.set_xlabel("strivers ÷ leisurely people")
        axes.legend()

    widest = max(ratios, key=lambda name: abs(ratios[name] - 1))
    return [
        Figure(
            "strivers",
            "Strivers and leisurely people",
            "The quarter of people with most paid work and skill gains against the quarter with "
            f"least; the greatest difference is in {_STRIVING[widest][0]} "
            f"(×{ratios[widest]:.2f}).",
            draw,
            3.2,
            tuple(
                Beside(_STRIVING[name][0], f"×{ratio:.2f}", f"×{_STRIVING[name][1]:.2f}")
                for name, ratio in ratios.items()
            ),
        )
    ]
