"""Figures of the society: friends, networks, wealth, and how people change."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from statistics import fmean, pstdev
from types import MappingProxyType
from typing import Any

import networkx as nx

from agentopia_env.analysis.facts.minds import traits
from agentopia_env.analysis.facts.network import friendship
from agentopia_env.analysis.lives import Lives
from agentopia_env.analysis.metrics import Metrics
from agentopia_env.analysis.records import is_number
from agentopia_env.analysis.report.figure import COLOURS, INK, PAPER, Beside, Figure
from agentopia_env.analysis.statistics_of import gini, quartiles

_NAMED = 30
"""Most people whose names are written into a network."""


def society_figures(lives: Lives, metrics: Metrics) -> list[Figure]:
    """Everything that can be drawn of the society as a whole."""
    found = [_friends(lives), _networks(lives)] if lives.ratings else []
    return [*found, *_wealth(metrics), *_changes(lives)]


def _friends(lives: Lives) -> Figure:
    years = sorted({min(lives.ratings), max(lives.ratings)})
    counts = {y: [degree for _, degree in friendship(lives, y).degree()] for y in years}
    means = [fmean(counts[year]) for year in years]

    def draw(canvas: Any) -> None:
        axes = canvas.subplots()
        most = max(max(row, default=0) for row in counts.values())
        for number, year in enumerate(years):
            tally = Counter(counts[year])
            spots = [n + (number - 0.5 * (len(years) - 1)) * 0.4 for n in range(most + 1)]
            heights = [tally[n] for n in range(most + 1)]
            axes.bar(spots, heights, 0.38, color=COLOURS[number], label=str(year))
        axes.set_xlim(-0.6, max(5, most) + 0.6)
        axes.margins(y=0.25)
        axes.set_xlabel("mutual friends")
        axes.set_ylabel("people")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.yaxis.get_major_locator().set_params(integer=True)
        axes.legend()

    return Figure(
        "friends",
        "How many friends people have",
        f"People by their number of mutual friends (affection of at least 60 both ways); the mean "
        f"is {means[0]:.1f} in {years[0]}"
        + (f" and {means[-1]:.1f} in {years[-1]}." if len(years) > 1 else "."),
        draw,
        2.8,
        (
            Beside(
                "mutual friends per person, first → last year",
                f"{means[0]:.1f} → {means[-1]:.1f}",
                "3.8–4.3 → 5.0–10.1",
            ),
        ),
    )


def initial_ties(lives: Lives) -> nx.Graph[str]:
    """Who knew each other at the begin: both kept a note of the other."""
    graph: nx.Graph[str] = nx.Graph()
    graph.add_nodes_from(sorted(lives.people))
    for name, life in lives.people.items():
        graph.add_edges_from((name, o) for o in life.ties if name in lives.people[o].ties)
    return graph


def communities(
    graph: nx.Graph[str], before: Mapping[str, int] = MappingProxyType({})
) -> dict[str, int]:
    """The Louvain community of everybody who has a friend, by number, largest first.

    A community gets the number that most of its people had before, where it is free.
    """
    linked = graph.subgraph([name for name in graph if graph.degree(name)])
    if not linked:
        return {}
    groups = nx.community.louvain_communities(linked, seed=0)
    ordered = sorted(groups, key=lambda group: (-len(group), min(group)))
    found: dict[str, int] = {}
    taken: set[int] = set()
    for group in ordered:
        had = Counter(before[name] for name in sorted(group) if name in before)
        free = (n for n in range(len(graph) + len(taken)) if n not in {*taken, *before.values()})
        wanted = [n for n, _ in had.most_common() if n not in taken]
        number = wanted[0] if wanted else next(free)
        taken.add(number)
        found |= dict.fromkeys(group, number)
    return found


def _networks(lives: Lives) -> Figure:
    first, last = initial_ties(lives), friendship(lives, max(lives.ratings))
    start = "who knew each other at the begin"
    if not first.number_of_edges():
        first, start = friendship(lives, min(lives.ratings)), f"friends in {min(lives.ratings)}"
    end = f"friends in {max(lives.ratings)}"
    groups = [known := communities(first), communities(last, known)]
    spots = _spots(first, last, groups)

    def draw(canvas: Any) -> None:
        panels = canvas.subplots(2, 1)
        for axes, graph, group, title in zip(
            panels, (first, last), groups, (start, end), strict=True
        ):
            _network(axes, graph, group, spots)
            axes.set_title(title)

    count = len(set(groups[1].values()))
    alone = sum(1 for name in last if not last.degree(name))
    return Figure(
        "networks",
        "The social network at the start and at the end",
        f"Colours are Louvain communities, {count} at the end, in the colour of the one at the "
        f"start that most of their people come from; {last.number_of_edges()} friendships, and "
        f"{alone} people without any.",
        draw,
        7.6,
    )


def _spots(first: nx.Graph[str], last: nx.Graph[str], groups: list[dict[str, int]]) -> Any:
    """Places for both networks, with the people of a community near each other."""
    both = nx.Graph(nx.compose(first, last))
    for one, two in both.edges:
        together = sum(group.get(one, -1) == group.get(two, -2) for group in groups)
        both.edges[one, two]["weight"] = 0.3 + 2 * together
    return nx.spring_layout(both, seed=1, k=1.6 / max(1, len(last)) ** 0.5, iterations=200)


def _colour(number: int) -> str:
    return COLOURS[number] if number < len(COLOURS) else "#6b6b6b"


def _network(axes: Any, graph: nx.Graph[str], group: dict[str, int], spots: Any) -> None:
    for one, two in graph.edges:
        (x1, y1), (x2, y2) = spots[one], spots[two]
        same = one in group and group[one] == group.get(two)
        colour = _colour(group[one]) if same else INK
        axes.plot([x1, x2], [y1, y2], color=colour, alpha=0.35, linewidth=0.8, zorder=1)
    names = list(graph)
    axes.scatter(
        [spots[name][0] for name in names],
        [spots[name][1] for name in names],
        s=[18 + 9 * graph.degree(name) for name in names],
        c=[_colour(group[n]) if n in group else "#9a9a9a" for n in names],
        edgecolors=PAPER,
        linewidths=0.6,
        zorder=2,
    )
    for name in names if len(names) <= _NAMED else ():
        x, y = spots[name]
        shown = name if len(name) <= 18 else f"{name[:17]}…"
        axes.annotate(
            shown.replace("$", r"\$"), (x, y), xytext=(0, 6), textcoords="offset points",
            ha="center", size=6,
        )  # fmt: skip
    axes.margins(0.12)
    axes.set_axis_off()


def _wealth(metrics: Metrics) -> list[Figure]:
    years = sorted({row["year"] for row in metrics.years})
    held = {
        y: {r["person"]: float(r["deposit"]) for r in metrics.years
            if r["year"] == y and is_number(r.get("deposit"))}
        for y in years
    }  # fmt: skip
    begin = {
        row["person"]: float(row["initial_deposit"])
        for row in metrics.lives
        if is_number(row.get("initial_deposit"))
    }
    names = sorted(begin.keys() & set.intersection(*map(set, held.values()))) if held else []
    if len(names) < 4:
        return []
    group = dict(zip(names, quartiles([begin[name] for name in names]), strict=True))
    labels = ["begin", *(str(year) for year in years)]
    points = [begin, *(held[year] for year in years)]
    ginis = [gini([max(0.0, one[name]) for name in names]) or 0.0 for one in points]

    def draw(canvas: Any) -> None:
        top, bottom = canvas.subplots(2, 1, sharex=True)
        top.plot(range(len(labels)), ginis, marker="o", color=COLOURS[0])
        top.set_ylim(0, max(0.6, *ginis) * 1.1)
        top.set_title("Gini of deposits")
        for quartile, name in enumerate(("poorest", "second", "third", "richest")):
            means = [fmean(one[n] for n in names if group[n] == quartile) for one in points]
            bottom.plot(
                range(len(labels)), means, marker="o", markersize=3,
                color=COLOURS[quartile], label=f"{name} quarter at the begin",
            )  # fmt: skip
        bottom.set_title("mean deposit by initial quarter")
        bottom.set_xticks(range(len(labels)), labels)
        bottom.legend()

    way = "falls" if ginis[-1] < ginis[0] else "rises"
    return [
        Figure(
            "wealth",
            "Inequality of wealth",
            f"The Gini of deposits {way} from {ginis[0]:.2f} to {ginis[-1]:.2f}; below, what "
            "became of those who began poor and rich.",
            draw,
            4.6,
            (Beside("Gini of deposits", f"{ginis[0]:.2f} → {ginis[-1]:.2f}", "falls"),),
        )
    ]


def _changes(lives: Lives) -> list[Figure]:
    parts = {"personality": "personality_traits", "talents": "talents"}
    changes = {title: _change(lives, part) for title, part in parts.items()}
    changes = {title: found for title, found in changes.items() if found}
    if not changes:
        return []
    count = max(map(len, changes.values()))
    everything = [(abs(fmean(row)), name) for found in changes.values()
                  for name, row in found.items()]  # fmt: skip

    def draw(canvas: Any) -> None:
        panels = canvas.subplots(len(changes), 1, squeeze=False)[:, 0]
        for axes, (title, found) in zip(panels, changes.items(), strict=True):
            names = sorted(found)
            axes.errorbar(
                [fmean(found[name]) for name in names], range(len(names)),
                xerr=[pstdev(found[name]) for name in names],
                fmt="o", color=COLOURS[0], ecolor=f"{COLOURS[0]}88", capsize=2,
            )  # fmt: skip
            axes.axvline(0, color=INK, linewidth=0.8)
            axes.set_yticks(range(len(names)), names)
            axes.set_title(f"{title}: change over the run (mean and standard deviation)")
        panels[-1].set_xlabel("points of 100")

    most = max(everything)
    return [
        Figure(
            "trait_changes",
            "How people change",
            f"Change of traits from the first profile to the last; the society moved most in "
            f"{most[1]} ({most[0]:.1f} points on average).",
            draw,
            0.9 + 0.24 * count * len(changes),
        )
    ]


def _change(lives: Lives, part: str) -> dict[str, list[float]]:
    found: dict[str, list[float]] = {}
    for life in lives.people.values():
        years = traits(life, part)
        if len(years) > 1:
            before, now = years[min(years)], years[max(years)]
            for name in before.keys() & now.keys():
                found.setdefault(name, []).append(now[name] - before[name])
    return found
