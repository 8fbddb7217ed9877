"""What an arena found, as JSON, as a Markdown page, as a table on the screen, and as a figure."""

from __future__ import annotations

import importlib.util
from collections.abc import Mapping, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson
from rich.box import SIMPLE_HEAD
from rich.table import Table

from trainers.arena import MEASURES, Comparison, Interval
from trainers.selection_report import table

NAMES = {
    "total": "life reward",
    "social": "social",
    "subjective": "subjective",
    "economy": "economy",
    "liked_by": "liked by",
    "respected_by": "respected by",
    "adjusted_social": "adjusted social",
}
"""How the measures are called in tables and figures."""


def arena_json(found: Sequence[Comparison], about: Mapping[str, Any]) -> dict[str, Any]:
    """Everything as plain values: `about` (settings, policies) and the comparisons."""
    return {**about, "comparisons": [_comparison(one) for one in found]}


def _comparison(one: Comparison) -> dict[str, Any]:
    differences = {
        measure: {**asdict(interval), "excludes_zero": interval.excludes_zero}
        for measure, interval in one.difference.items()
    }
    return {**asdict(one), "difference": differences}


def screen_table(found: Sequence[Comparison], confidence: float) -> Table:
    """Differences to the first policy, those whose interval excludes 0 in bold."""
    shown = Table(
        title=f"difference to {found[0].against} (mean, {confidence:.0%} interval over "
        f"{len(found[0].paired['total'])} societies)",
        title_justify="left",
        box=SIMPLE_HEAD,
        padding=(0, 1, 0, 0),
    )
    for column in ("policy", "measure", "own", "first", "difference", "interval"):
        words = column in ("policy", "measure")
        shown.add_column(column, justify="left" if words else "right", no_wrap=not words)
    for one in found:
        for measure in MEASURES:
            interval = one.difference[measure]
            cells = _cells(one, measure)
            name = one.policy if measure == MEASURES[0] else ""
            style = "bold" if interval.excludes_zero else None
            shown.add_row(name, NAMES[measure], *cells, style=style)
        shown.add_section()
    return shown


def _cells(one: Comparison, measure: str) -> tuple[str, str, str, str]:
    interval = one.difference[measure]
    return (
        number(one.level[measure]),
        number(one.level_against[measure]),
        number(interval.mean, signed=True),
        span(interval),
    )


def number(value: float, signed: bool = False) -> str:
    """Three significant digits or, of large ones, none behind the point."""
    value = 0.0 if abs(value) < 1e-9 else value  # means of z-scores are 0 but for rounding
    sign = "+" if signed else ""
    return f"{value:{sign},.0f}" if abs(value) >= 1000 else f"{value:{sign}.3g}"


def span(interval: Interval) -> str:
    """`+0.1 to +0.3`."""
    return f"{number(interval.low, signed=True)} to {number(interval.high, signed=True)}"


def page(found: Sequence[Comparison], about: Mapping[str, Any]) -> str:
    """The Markdown page."""
    settings, lives = about["settings"], about["lives"]
    swapped = about["people"]
    lines = [
        "# Arena",
        "",
        f"{', '.join(about['policies'])}: {settings['societies']} societies of "
        f"{lives['world']}, {lives['years']} year(s) of {lives['weeks']} weeks, seed "
        f"{settings['seed']}; {len(swapped)} people swapped between the policies"
        f" ({', '.join(swapped)}).",
        "",
        f"Differences are means over paired lives, with the {settings['confidence']:.0%} interval "
        f"of {settings['resamples']:,} bootstrap resamples of the societies; bold where it "
        "excludes 0.",
    ]
    head = ["Measure", "Policy", "First", "Difference", "Interval"]
    for one in found:
        rows = [_bold(one, measure) for measure in MEASURES]
        lines += ["", f"## {one.policy} against {one.against}", "", *table(head, rows)]
    return "\n".join([*lines, ""])


def _bold(one: Comparison, measure: str) -> list[str]:
    mark = "**" if one.difference[measure].excludes_zero else ""
    return [f"{mark}{cell}{mark}" for cell in (NAMES[measure], *_cells(one, measure))]


def figure(found: Sequence[Comparison], file: Path, confidence: float) -> bool:
    """Draw a panel per measure: dot and interval of each policy, small dots for the societies.

    Returns:
        Whether it was drawn: False where matplotlib is not installed.
    """
    if importlib.util.find_spec("matplotlib") is None:
        return False
    from matplotlib.figure import Figure  # half a second that the tables do not need

    height = 2 * (0.9 + 0.4 * len(found))
    drawn = Figure(figsize=(11, height), layout="constrained")
    panels = drawn.subplots(2, 4, sharey=True)
    panels.flat[-1].axis("off")
    for panel, measure in zip(panels.flat, MEASURES, strict=False):
        panel.axvline(0, color="0.6", linewidth=1)
        for place, one in enumerate(found):
            interval = one.difference[measure]
            paired = one.paired[measure]
            panel.scatter(paired, [place] * len(paired), s=8, color="0.75", zorder=2)
            panel.plot([interval.low, interval.high], [place, place], color="C0", linewidth=2)
            filled = "C0" if interval.excludes_zero else "white"
            panel.plot(interval.mean, place, "o", color="C0", markerfacecolor=filled, zorder=3)
        panel.set_title(NAMES[measure], fontsize=10)
        panel.tick_params(labelsize=8)
        panel.set_ylim(len(found) - 0.5, -0.5)
    panels[0, 0].set_yticks(range(len(found)), [one.policy for one in found])
    drawn.supxlabel(
        f"difference to {found[0].against}, {confidence:.0%} interval (filled: excludes 0)",
        fontsize=9,
    )
    drawn.savefig(file, dpi=130)
    return True


def write(found: Sequence[Comparison], about: Mapping[str, Any], folder: Path) -> list[Path]:
    """Write arena.json, arena.md and, where matplotlib is installed, arena.png."""
    content = orjson.dumps(arena_json(found, about), option=orjson.OPT_INDENT_2)
    written = [folder / "arena.json", folder / "arena.md"]
    written[0].write_bytes(content)
    written[1].write_text(page(found, about), encoding="utf-8")
    if figure(found, folder / "arena.png", about["settings"]["confidence"]):
        written.append(folder / "arena.png")
    return written
