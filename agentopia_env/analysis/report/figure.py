"""A figure of the report: what it says, the paper's numbers beside ours, and how it is drawn.

Drawn once with placeholder colours. In the page they become the page's own (so that figures
follow light and dark), in files they become black on white.
"""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from typing import Any

import matplotlib
from matplotlib import font_manager
from matplotlib.figure import Figure as Canvas

INK, FAINT, PAPER = "#010203", "#040506", "#fdfefc"
"""Placeholders for text and axes, for grids, and for what is behind them."""
COLOURS = ("#3b82c4", "#e07b39", "#2f9e77", "#b565c9", "#c9a227", "#d1495b", "#5b8fa8", "#7a7f3f")
WIDTH = 5.2
"""Inches; narrow, so that text can still be read at a phone's width."""
_STYLE: dict[str, Any] = {
    "font.size": 9,
    "svg.fonttype": "none",
    "svg.hashsalt": "agentopia",
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": FAINT,
    "axes.facecolor": "none",
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.titlesize": 9,
    "axes.titlelocation": "left",
    "grid.color": FAINT,
    "grid.linewidth": 0.4,
    "xtick.color": INK,
    "ytick.color": INK,
    "xtick.labelsize": 8,
    "ytick.labelsize": 8,
    "legend.frameon": False,
    "legend.fontsize": 8,
    "legend.labelcolor": INK,
    "figure.facecolor": "none",
    "figure.constrained_layout.use": True,
}
_CHINESE = ("Noto Sans CJK SC", "WenQuanYi Micro Hei", "PingFang SC", "Microsoft YaHei")
_PROLOGUE = re.compile(r"\A.*?(?=<svg)", re.DOTALL)
_METADATA = re.compile(r"<metadata>.*?</metadata>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Beside:
    """A number of ours beside the paper's."""

    what: str
    ours: str
    paper: str = ""


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure; `name` is that of its files."""

    name: str
    title: str
    says: str
    """One sentence that says what it shows."""
    draw: Callable[[Any], None]
    height: float = 3.0
    """Inches."""
    beside: tuple[Beside, ...] = ()

    def rendered(self) -> Rendered:
        """Draw it."""
        style = {**_STYLE, "font.family": _fonts()}
        with matplotlib.rc_context(style), warnings.catch_warnings():
            warnings.filterwarnings("ignore", message="Glyph .* missing")  # names in any script
            canvas = Canvas(figsize=(WIDTH, self.height))
            self.draw(canvas)
            svg, png = io.StringIO(), io.BytesIO()
            canvas.savefig(svg, format="svg", metadata={"Date": None, "Creator": None})
            for part in canvas.findobj(lambda one: hasattr(one, "get_color")):
                _blacken(part)
            canvas.savefig(png, format="png", dpi=160, facecolor="white", metadata={"Software": ""})
        return Rendered(self, svg.getvalue(), png.getvalue())


@dataclass(frozen=True, slots=True)
class Rendered:
    """A figure that is drawn."""

    figure: Figure
    svg: str
    png: bytes

    @property
    def inline(self) -> str:
        """The SVG for a page: in the page's colours and as wide as there is room."""
        svg = _METADATA.sub("", _PROLOGUE.sub("", self.svg))
        head, rest = svg.split(">", 1)
        head = re.sub(r'\s(?:width|height)="[^"]*"', "", head)
        label = _attribute(f"{self.figure.title}. {self.figure.says}")
        svg = f'{head} role="img" aria-label="{label}">{rest}'
        for placeholder, colour in ((INK, "currentColor"), (FAINT, "var(--line)")):
            svg = svg.replace(placeholder, colour)
        return svg.replace(PAPER, "var(--ground)")

    @property
    def file(self) -> bytes:
        """The SVG as a file of its own: black on white."""
        svg = self.svg.replace(INK, "#1a1a1a").replace(FAINT, "#c8c8c8").replace(PAPER, "#ffffff")
        background = '<rect width="100%" height="100%" fill="#ffffff"/>'
        head, rest = svg.split("<defs>", 1)
        return f"{head}{background}<defs>{rest}".encode()


@cache
def _fonts() -> list[str]:
    """A font for most scripts, and those for Chinese that are there (the page uses its own)."""
    there = set(font_manager.get_font_names())
    return ["DejaVu Sans", *(name for name in _CHINESE if name in there)]


def _blacken(part: Any) -> None:
    """The placeholders are nearly black and will do, but for those of the grid."""
    if isinstance(part.get_color(), str) and part.get_color() == FAINT:
        part.set_color("#c8c8c8")


def _attribute(text: str) -> str:
    for char, escape in (("&", "&amp;"), ("<", "&lt;"), (">", "&gt;"), ('"', "&quot;")):
        text = text.replace(char, escape)
    return text


def heatmap(
    axes: Any,
    rows: list[str],
    columns: list[str],
    cells: list[list[Any]],
    limit: float = 1.0,
    form: str = "{:+.2f}",
) -> None:
    """A table in colours from −limit to limit with its numbers; None is left empty."""
    filled = [[float("nan") if one is None else one for one in row] for row in cells]
    axes.imshow(filled, cmap="RdBu_r", vmin=-limit, vmax=limit, aspect="auto")
    axes.set_xticks(range(len(columns)), columns)
    axes.set_yticks(range(len(rows)), rows)
    axes.grid(visible=False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)
    for y, row in enumerate(cells):
        for x, value in enumerate(row):
            if value is not None:
                colour = "#ffffff" if abs(value) > 0.55 * limit else "#1a1a1a"
                text = form.format(value)
                axes.text(x, y, text, ha="center", va="center", color=colour, size=8)
