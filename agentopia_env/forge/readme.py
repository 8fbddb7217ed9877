"""Beside a forged world: how it was made, who lives there, and a picture of the ties."""

from __future__ import annotations

from collections.abc import Mapping
from html import escape

import networkx

from agentopia_env.clock import Moment
from agentopia_env.forge.draft import Draft
from agentopia_env.forge.folder import Files
from agentopia_env.world.checking import Report
from agentopia_env.world.loading import BaseWorld

PICTURE = "ties.svg"
_MOST_DRAWN = 300
"""People up to whom a picture of the ties is worth looking at."""
_LISTED = 200
"""Findings that a world's README names."""
_SIZE, _MARGIN = 1200, 90
_COLOURS = ("#4e79a7", "#f28e2b", "#59a14f", "#e15759", "#76b7b2", "#b07aa1", "#9c755f", "#edc948")
_WORDS = {
    "en": {
        "made": "This world was made by `agentopia forge` from this setting:",
        "stories": "Reference stories",
        "people": "Who lives here",
        "columns": "| Name | Age | What they do | Knows |",
        "left": "Found by `agentopia check-world` and not mended",
        "clean": "`agentopia check-world` finds nothing.",
        "ties": "Who knows whom",
    },
    "zh": {
        "made": "这个世界由 `agentopia forge` 根据下面的背景写成：",
        "stories": "参考故事",
        "people": "谁住在这里",
        "columns": "| 姓名 | 年龄 | 做什么 | 认识的人数 |",
        "left": "`agentopia check-world` 发现而未修补的",
        "clean": "`agentopia check-world` 没有发现问题。",
        "ties": "谁认识谁",
    },
}


def shown(draft: Draft, world: BaseWorld, report: Report) -> Files:
    """`README.md`, and the picture where it is not too large to be looked at."""
    drawn = len(world.profiles) <= _MOST_DRAWN
    files = {"README.md": _readme(draft, world, report, drawn).encode()}
    if drawn:
        circles = {one.name: one.circle for one in draft.people}
        files[PICTURE] = picture(world, circles).encode()
    return files


def _readme(draft: Draft, world: BaseWorld, report: Report, drawn: bool) -> str:
    words = _WORDS[draft.settings.language]
    setting = draft.setting
    title = setting.title if setting else world.name
    lines = [f"# {_line(title)}", "", words["made"], ""]
    lines += [f"> {line}" for line in draft.settings.brief.strip().splitlines()]
    lines += ["", f"## {words['people']}", "", words["columns"], "| --- | ---: | --- | ---: |"]
    now = Moment(draft.settings.year, 1, "begin")
    for name, profile in world.profiles.items():
        knows = len(world.memories[name].known)
        role = profile.position or profile.brief_introduction
        lines.append(f"| {_line(name)} | {profile.age(now)} | {_line(role)} | {knows} |")
    if drawn:
        lines += ["", f"![{words['ties']}]({PICTURE})"]
    lines += ["", f"## {words['stories']}", ""]
    for story in draft.stories:
        lines += [f"### {_line(story.title)} ({_line(story.circle)})", "", story.story, ""]
    found = [*report.errors, *report.warnings]
    if found:
        lines += [f"## {words['left']}", "", *(f"- {_line(one)}" for one in found[:_LISTED])]
        lines += [f"- … {len(found) - _LISTED}"] if len(found) > _LISTED else []
    else:
        lines += [words["clean"]]
    return "\n".join(lines) + "\n"


def _line(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def picture(world: BaseWorld, circles: Mapping[str, int]) -> str:
    """The ties of a world as SVG; people of one circle in one colour.

    Args:
        world: whose people know each other.
        circles: a number for everybody's circle.
    """
    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(world.profiles)
    graph.add_edges_from(
        (name, other)
        for name, memory in world.memories.items()
        for other in memory.known
        if other in world.profiles
    )
    places = networkx.spring_layout(graph, seed=1, method="force", iterations=120)
    inner = (_SIZE - 2 * _MARGIN) / 2
    at = {
        name: (round(_MARGIN + (x + 1) * inner), round(_MARGIN + (y + 1) * inner))
        for name, (x, y) in places.items()
    }
    lines = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_SIZE} {_SIZE}" '
        'font-family="sans-serif" font-size="13" text-anchor="middle">',
        f'<rect width="{_SIZE}" height="{_SIZE}" fill="white"/>',
    ]
    for one, other in graph.edges:
        (x1, y1), (x2, y2) = at[one], at[other]
        lines.append(f'<line x1="{x1}" y1="{y1}" x2="{x2}" y2="{y2}" stroke="#bbb"/>')
    for name, (x, y) in at.items():
        colour = _COLOURS[circles.get(name, 0) % len(_COLOURS)]
        lines.append(f'<circle cx="{x}" cy="{y}" r="6" fill="{colour}"/>')
        lines.append(f'<text x="{x}" y="{y - 9}">{escape(name)}</text>')
    return "\n".join([*lines, "</svg>", ""])
