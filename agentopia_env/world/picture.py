"""Who knows whom in a world, as a picture (SVG): names, ties, and a colour for each circle.

Circles are communities in the sense of modularity. The same world gives the same bytes.
"""

from __future__ import annotations

from html import escape
from itertools import combinations
from pathlib import Path

import networkx
import numpy as np
from numpy.typing import NDArray

from agentopia_env.clock import Time
from agentopia_env.errors import WorldError
from agentopia_env.world.drafts import Draft, profile_years
from agentopia_env.world.loading import inspect_world
from agentopia_env.world.memory import CHARACTERS

_COLOURS = (
    *("#8dd3c7", "#ffd92f", "#bebada", "#fb8072", "#80b1d3", "#fdb462", "#b3de69", "#fccde5"),
    *("#bc80bd", "#ccebc5", "#e5c494", "#a6cee3"),
)
_SIZE = 13
"""Letters, in pixels; Chinese characters are as wide as high, others are 0.56 of it."""
_HEIGHT, _PADDING, _MARGIN = 22, 7, 24
_WIDE, _HIGH = 1500.0, 1050.0
"""What the names are spread over before they are pushed apart, in pixels."""


def readable_world(path: Path) -> Draft:
    """A world's files, in the earliest year that somebody has a profile for.

    Raises:
        WorldError: if the world cannot be loaded.
    """
    folders = [folder for folder in (path / "persona").glob("*") if folder.is_dir()]
    years = (year for folder in folders for year in profile_years(folder))
    draft, findings = inspect_world(path, year=min(years, default=Time().start_year))
    if findings.errors:
        raise WorldError(str(path), [str(problem) for problem in findings.errors])
    return draft


def circles(draft: Draft) -> list[list[str]]:
    """People who know one another more than others, the largest circle first, names in order."""
    found = networkx.community.greedy_modularity_communities(_graph(draft))
    return sorted((sorted(circle) for circle in found), key=lambda circle: (-len(circle), circle))


def picture(draft: Draft) -> str:
    """The world's ties as SVG text."""
    graph, groups = _graph(draft), circles(draft)
    colour = {name: _COLOURS[i % len(_COLOURS)] for i, group in enumerate(groups) for name in group}
    names = [name for group in groups for name in group]
    boxes = np.array([[_width(name), float(_HEIGHT)] for name in names])
    spots = _apart(_spread(graph, groups, names), boxes)
    spots += _MARGIN - (spots - boxes / 2).min(axis=0)
    right, bottom = (spots + boxes / 2).max(axis=0) + _MARGIN
    at = dict(zip(names, spots, strict=True))
    lines = [_tie(at[a], at[b], colour[a] == colour[b]) for a, b in sorted(graph.edges)]
    labels = [_label(name, at[name], boxes[i], colour[name]) for i, name in enumerate(names)]
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {right:.0f} {bottom:.0f}" '
        f'font-family="Helvetica, Arial, Noto Sans CJK SC, PingFang SC, sans-serif" '
        f'font-size="{_SIZE}" text-anchor="middle"><title>{escape(draft.path.name)}</title>'
        '<rect width="100%" height="100%" fill="#ffffff"/>'
    )
    return "\n".join([head, *lines, *labels, "</svg>", ""])


def _graph(draft: Draft) -> networkx.Graph[str]:
    """People, and a tie wherever one of two remembers the other."""
    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(sorted(draft.profiles))
    for name in sorted(draft.profiles):
        files = draft.memories[name].files if name in draft.memories else ()
        for file in sorted(files):
            other = file.removeprefix(CHARACTERS)
            if other != file and other in draft.profiles:
                graph.add_edge(*sorted((name, other)))
    return graph


def _spread(
    graph: networkx.Graph[str], groups: list[list[str]], names: list[str]
) -> NDArray[np.float64]:
    """First places: circles around the middle, then as the ties pull."""
    start = {}
    for i, group in enumerate(groups):
        turn = 2 * np.pi * i / len(groups)
        for j, name in enumerate(group):
            own = 2 * np.pi * j / len(group)
            middle = np.array([np.cos(turn), np.sin(turn)])
            start[name] = middle + 0.25 * np.array([np.cos(own), np.sin(own)])
    weights = {True: 1.6, False: 0.5}
    circle = {name: i for i, group in enumerate(groups) for name in group}
    pulled: networkx.Graph[str] = networkx.Graph()
    pulled.add_nodes_from(names)
    for a, b in graph.edges:
        pulled.add_edge(a, b, weight=weights[circle[a] == circle[b]])
    places = networkx.spring_layout(pulled, pos=start, k=0.32, iterations=120, seed=1)
    spots = np.array([places[name] for name in names])
    spots -= spots.min(axis=0)
    return np.asarray(spots / np.maximum(spots.max(axis=0), 1e-9) * (_WIDE, _HIGH))


def _apart(spots: NDArray[np.float64], boxes: NDArray[np.float64]) -> NDArray[np.float64]:
    """The places with the names pushed apart until none covers another."""
    pairs = np.array(list(combinations(range(len(spots)), 2)), dtype=int).reshape(-1, 2)
    room = (boxes[pairs[:, 0]] + boxes[pairs[:, 1]]) / 2 + (10.0, 9.0)
    for _ in range(600):
        gap = spots[pairs[:, 1]] - spots[pairs[:, 0]]
        over = room - np.abs(gap)
        close = (over > 0).all(axis=1)
        if not close.any():
            break
        # Along the axis on which less is needed; half a step, for both move.
        sideways = over[close, 0] < over[close, 1]
        push = np.where(np.stack([sideways, ~sideways], axis=1), over[close], 0.0) * 0.3
        push *= np.where(gap[close] < 0, -1.0, 1.0)
        np.add.at(spots, pairs[close, 0], -push)
        np.add.at(spots, pairs[close, 1], push)
    return spots


def _width(name: str) -> float:
    wide = sum(ord(letter) > 0x2E80 for letter in name)
    return _SIZE * (wide + 0.56 * (len(name) - wide)) + 2 * _PADDING


def _tie(a: NDArray[np.float64], b: NDArray[np.float64], within: bool) -> str:
    stroke = '#8a8a8a" stroke-width="1.1' if within else '#c9c9c9" stroke-width="0.8'
    return (
        f'<line x1="{a[0]:.0f}" y1="{a[1]:.0f}" x2="{b[0]:.0f}" y2="{b[1]:.0f}" stroke="{stroke}"/>'
    )


def _label(name: str, spot: NDArray[np.float64], box: NDArray[np.float64], colour: str) -> str:
    x, y = spot - box / 2
    return (
        f'<rect x="{x:.0f}" y="{y:.0f}" width="{box[0]:.0f}" height="{box[1]:.0f}" rx="8" '
        f'fill="{colour}" stroke="#555555" stroke-width="0.6"/>'
        f'<text x="{spot[0]:.0f}" y="{spot[1] + 4.5:.0f}" fill="#111111">{escape(name)}</text>'
    )
