"""Figures of rewards: by year, what goes with them, how they move, who strives."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from statistics import fmean, pstdev
from typing import Any

from agentopia_env.analysis.metrics import Metrics, Row, mean, values
from agentopia_env.analysis.records import is_number
from agentopia_env.analysis.report.figure import COLOURS, INK, Beside, Figure, heatmap
from agentopia_env.analysis.statistics_of import pearson, quartiles, ranks, spearman

KINDS = {"reward_social": "social", "reward_subjective": "subjective", "reward_economy": "economy"}
_SHOWN = {
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
_PAPER = {
    ("respected_by", "social"): 0.68,
    ("liked_by", "social"): 0.68,
    ("joint", "social"): 0.19,
    ("material_end", "subjective"): 0.73,
    ("mood_end", "subjective"): 0.54,
    ("social_end", "subjective"): 0.52,
    ("esteem_end", "subjective"): 0.30,
    ("penalties", "subjective"): -0.64,
    ("solo", "subjective"): -0.40,
    ("contacts", "subjective"): 0.42,
    ("deposit", "economy"): 0.56,
    ("paid_work_days", "economy"): 0.31,
    ("total_skills", "economy"): 0.30,
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


_FEW = 8
"""Agent-years below which correlations are noise."""


def reward_figures(metrics: Metrics) -> list[Figure]:
    """Everything that rewards show, as far as there are any."""
    rows = [with_contacts(row) for row in metrics.years if is_number(row.get("reward"))]
    if not rows:
        return []
    years = sorted({row["year"] for row in rows})
    found = [_by_year(rows, years)]
    found += [_correlations(rows), _between(rows)] if len(rows) >= _FEW else []
    found += [_transitions(rows, years)] if len(years) > 1 else []
    people = {row["person"] for row in rows}
    return [*found, *([_profiles(rows), *_strivers(rows)] if len(people) >= 4 else [])]


def with_contacts(row: Row) -> Row:
    """A row with its contacts of both directions together."""
    parts = [row.get("contacts_active"), row.get("contacts_passive")]
    return {**row, "contacts": sum(parts) if all(map(is_number, parts)) else None}


def _by_year(rows: list[Row], years: list[int]) -> Figure:
    means = {
        name: [mean((r for r in rows if r["year"] == year), name) or 0.0 for year in years]
        for name in KINDS
    }
    own = means["reward_subjective"]
    end = f"goes from {own[0]:.1f} in {years[0]} to {own[-1]:.1f} in {years[-1]}"
    course = end if len(years) > 1 else f"is {own[0]:.1f} in {years[0]}"

    def draw(canvas: Any) -> None:
        panels = canvas.subplots(3, 1, sharex=True)
        for axes, (name, label), colour in zip(panels, KINDS.items(), COLOURS, strict=False):
            groups = [values((r for r in rows if r["year"] == y), name) for y in years]
            axes.boxplot(
                groups,
                positions=range(len(years)),
                widths=0.55,
                patch_artist=True,
                boxprops={"facecolor": f"{colour}66", "edgecolor": colour},
                medianprops={"color": INK},
                whiskerprops={"color": colour},
                capprops={"color": colour},
                flierprops={"markersize": 3, "markeredgecolor": colour},
            )
            axes.set_title(f"{label} reward")
        panels[-1].set_xticks(range(len(years)), [str(year) for year in years])

    return Figure(
        "rewards_by_year",
        "Rewards by year",
        f"Each box holds the middle half of the people; the mean subjective reward {course}.",
        draw,
        5.0,
        (Beside("mean subjective reward, first → last year", f"{own[0]:.1f} → {own[-1]:.1f}",
                "about 45 → 60 in ten years"),),
    )  # fmt: skip


def together(rows: Sequence[Row], one: str, two: str) -> float | None:
    """Correlation of two columns over the rows that have both."""
    both = [r for r in rows if is_number(r.get(one)) and is_number(r.get(two))]
    return pearson([r[one] for r in both], [r[two] for r in both])


def _correlations(rows: list[Row]) -> Figure:
    cells = [[together(rows, name, kind) for kind in KINDS] for name in _SHOWN]
    strongest = max(
        ((abs(cell), name, label)
         for name, row in zip(_SHOWN, cells, strict=True)
         for cell, label in zip(row, KINDS.values(), strict=True)
         if cell is not None),
        default=(0.0, "nothing", "any"),
    )  # fmt: skip
    column = {label: number for number, label in enumerate(KINDS.values())}
    lines = tuple(
        Beside(f"{_SHOWN[name]} · {kind}", _signed(cells[list(_SHOWN).index(name)][column[kind]]),
               f"{paper:+.2f}")
        for (name, kind), paper in _PAPER.items()
    )  # fmt: skip

    def draw(canvas: Any) -> None:
        heatmap(canvas.subplots(), [*_SHOWN.values()], [*KINDS.values()], cells)

    return Figure(
        "correlations",
        "What goes with which reward",
        f"Correlations over {len(rows)} agent-years, fulfilments and deposit as the year ended; "
        f"the strongest is that of "
        f"{_SHOWN.get(strongest[1], strongest[1])} with the {strongest[2]} reward.",
        draw,
        4.6,
        lines,
    )


def _between(rows: list[Row]) -> Figure:
    cells = [
        [
            spearman([r[one] for r in rows], [r[two] for r in rows]) if one != two else 1.0
            for two in KINDS
        ]
        for one in KINDS
    ]
    off = [abs(cells[a][b] or 0.0) for a in range(3) for b in range(a)]

    def draw(canvas: Any) -> None:
        heatmap(canvas.subplots(), [*KINDS.values()], [*KINDS.values()], cells)

    return Figure(
        "reward_ranks",
        "Do the rewards agree?",
        f"Rank correlations between the three rewards; the largest is {max(off):.2f}, so they "
        f"{'measure different things' if max(off) < 0.4 else 'partly measure the same'}.",
        draw,
        2.4,
        (Beside("largest |ρ| between two rewards", f"{max(off):.2f}", "at most 0.21"),),
    )


def _transitions(rows: list[Row], years: list[int]) -> Figure:
    counts = [[0] * 4 for _ in range(4)]
    by_year = {y: {r["person"]: r["reward"] for r in rows if r["year"] == y} for y in years}
    for before, now in pairwise(years):
        names = sorted(by_year[before].keys() & by_year[now].keys())
        first, second = (quartiles([by_year[year][n] for n in names]) for year in (before, now))
        for one, two in zip(first, second, strict=True):
            counts[one][two] += 1
    shares = [[one / sum(row) if sum(row) else None for one in row] for row in counts]
    names = ["bottom", "lower", "upper", "top"]
    stay = [shares[n][n] for n in range(4)]

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        heads = [f"from {name}" for name in names], [f"to {name}" for name in names]
        heatmap(axes, *heads, shares, form="{:.0%}")

    return Figure(
        "quartile_transitions",
        "Who stays on top",
        "Share of each quartile of the yearly reward that is in each quartile a year later; "
        f"{_percent(stay[3])} of the top and {_percent(stay[0])} of the bottom stay.",
        draw,
        2.7,
        (
            Beside("top quartile stays", _percent(stay[3]), "72–79 %"),
            Beside("bottom quartile stays", _percent(stay[0]), "72–79 %"),
            Beside("middle quartiles stay", f"{_percent(stay[1])}, {_percent(stay[2])}", "48–56 %"),
        ),
    )


def people_means(rows: list[Row]) -> dict[str, Row]:
    """Every person's mean year."""
    names = sorted({row["person"] for row in rows})
    columns = (*_SHOWN, "reward", "skill_improvements")
    own = {name: [row for row in rows if row["person"] == name] for name in names}
    return {name: {column: mean(own[name], column) for column in columns} for name in names}


def _profiles(rows: list[Row]) -> Figure:
    means = people_means(rows)
    groups = quartiles([one["reward"] or 0.0 for one in means.values()])
    cells = []
    for column in _SHOWN:
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
        for row, name in zip(cells, _SHOWN.values(), strict=True)
    ]
    widest = max(gaps, key=lambda one: abs(one[0]))

    def draw(canvas: Any) -> None:
        heads = ["bottom", "lower", "upper", "top"]
        heatmap(canvas.subplots(), [*_SHOWN.values()], heads, cells, limit=2.0)

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


def _strivers(rows: list[Row]) -> list[Figure]:
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


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"
