"""Figures of rewards: by year, what goes with them, how they move, who strives."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

from agentopia_env.analysis.metrics import Metrics
from agentopia_env.analysis.records import is_number
from agentopia_env.analysis.report.figure import COLOURS, INK, Beside, Figure, heatmap
from agentopia_env.analysis.report.ways import SHOWN, profiles, strivers
from agentopia_env.analysis.rows import Row, mean, values
from agentopia_env.analysis.statistics_of import pearson, quartiles, spearman

KINDS = {"reward_social": "social", "reward_subjective": "subjective", "reward_economy": "economy"}
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
    return [*found, *([profiles(rows), *strivers(rows)] if len(people) >= 4 else [])]


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
    cells = [[together(rows, name, kind) for kind in KINDS] for name in SHOWN]
    strongest = max(
        ((abs(cell), name, label)
         for name, row in zip(SHOWN, cells, strict=True)
         for cell, label in zip(row, KINDS.values(), strict=True)
         if cell is not None),
        default=(0.0, "nothing", "any"),
    )  # fmt: skip
    column = {label: number for number, label in enumerate(KINDS.values())}
    lines = tuple(
        Beside(f"{SHOWN[name]} · {kind}", _signed(cells[list(SHOWN).index(name)][column[kind]]),
               f"{paper:+.2f}")
        for (name, kind), paper in _PAPER.items()
    )  # fmt: skip

    def draw(canvas: Any) -> None:
        heatmap(canvas.subplots(), [*SHOWN.values()], [*KINDS.values()], cells)

    return Figure(
        "correlations",
        "What goes with which reward",
        f"Correlations over {len(rows)} agent-years, fulfilments and deposit as the year ended; "
        f"the strongest is that of "
        f"{SHOWN.get(strongest[1], strongest[1])} with the {strongest[2]} reward.",
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


def _signed(value: float | None) -> str:
    return "–" if value is None else f"{value:+.2f}"


def _percent(value: float | None) -> str:
    return "–" if value is None else f"{100 * value:.0f} %"
