"""The figures of a world: what it is made of, and how people differ, as a census shows it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from statistics import fmean, pstdev

import networkx
import numpy

from agentopia_env.world.lint.lengths import BUDGETS, lengths
from agentopia_env.world.lint.subject import Subject
from agentopia_env.world.persona import TALENTS, TRAITS

_BAR = "▏▎▍▌▋▊▉█"
_HEIGHT = " ▁▂▃▄▅▆▇█"
_WIDTH = 24
"""Cells of the longest bar."""
_AGES = (0, 6, 12, 18, 25, 35, 45, 55, 65, 75, 200)
_INCOMES = (0, 1, 50, 100, 150, 200, 250, 300, 400, 501)
_DEPOSITS = (0, 50, 100, 250, 500, 1000, 2500, 5000, 10000)
_WEEKS = (0, 1, 2, 5, 10, 15, 20)


@dataclass(frozen=True, slots=True)
class Table:
    """Figures to be shown as a table; cells are texts, numbers already rounded."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


def tables(subject: Subject) -> dict[str, Table]:
    """Every figure by title, in the order in which they are best read."""
    shown = {"people": _people(subject)}
    if subject.draft.profiles:
        makers: dict[str, Callable[[Subject], Table]] = {
            "ages": _ages,
            "ties": _ties,
            "ties a person": _degrees,
            "talents and traits": _measures,
            "money": _money,
            "weekly income": _incomes,
            "deposits": _deposits,
            "deposits in weeks of income": _weeks,
            "positions": _positions,
            "texts": _texts,
        }
        shown |= {title: make(subject) for title, make in makers.items()}
    return shown


def _people(subject: Subject) -> Table:
    draft, places = subject.draft, subject.draft.locations or {}
    homes = sum(key.startswith("home/") for key in places)
    genders = Counter(profile.gender for profile in draft.profiles.values())
    return _pairs(
        ("people", str(len(draft.people))),
        ("language", draft.language),
        ("age, min / mean / max", _span([p.age(subject.now) for p in draft.profiles.values()])),
        ("genders", ", ".join(f"{name} {count}" for name, count in genders.most_common())),
        ("public places", str(len(places) - homes) if places else "to be designed"),
        ("homes", str(homes) if places else "to be designed"),
        ("items in the price list", str(len(draft.prices))),
    )


def _ages(subject: Subject) -> Table:
    profiles = subject.draft.profiles.values()
    genders = [name for name, _ in Counter(p.gender for p in profiles).most_common()]
    rows = []
    most = max(Counter(_band(p.age(subject.now), _AGES) for p in profiles).values())
    for low, high in pairwise(_AGES):
        here = [p for p in profiles if low <= p.age(subject.now) < high]
        if here:
            label = f"{low} to {high - 1}" if high < _AGES[-1] else f"{low} and more"
            counts = [str(sum(p.gender == gender for p in here)) for gender in genders]
            rows.append((label, str(len(here)), *counts, _bar(len(here), most)))
    return Table(("age", "people", *genders, ""), tuple(rows))


def _band(value: float, edges: Sequence[float]) -> int:
    return sum(edge <= value for edge in edges)


def _ties(subject: Subject) -> Table:
    """Ties are mutual or one-sided knowledge between two people of the world."""
    graph = subject.graph
    known = {name: set(memory.known) for name, memory in subject.draft.memories.items()}
    one_sided = sum(a not in known[b] or b not in known[a] for a, b in graph.edges)
    groups = networkx.community.louvain_communities(graph, seed=0) if graph.edges else []
    whole = len(graph) > 1 and networkx.is_connected(graph)
    return _pairs(
        ("ties", str(graph.number_of_edges())),
        ("ties a person, min / mean / max", _span([degree for _, degree in graph.degree()])),
        ("one-sided ties", str(one_sided)),
        ("people without a tie", _some(sorted(networkx.isolates(graph)))),
        ("separate circles", str(networkx.number_connected_components(graph))),
        ("clustering coefficient", f"{networkx.average_clustering(graph):.2f}"),
        ("the same in a random graph", f"{networkx.density(graph):.2f}"),
        ("communities (Louvain), by size", ", ".join(map(str, sorted(map(len, groups))[::-1]))),
        (
            "steps between two people, mean",
            f"{networkx.average_shortest_path_length(graph):.1f}" if whole else "-",
        ),
    )


def _degrees(subject: Subject) -> Table:
    counted = Counter(degree for _, degree in subject.graph.degree())
    most = max(counted.values())
    return Table(
        ("ties", "people", ""),
        tuple((str(d), str(n), _bar(n, most)) for d, n in sorted(counted.items())),
    )


def _measures(subject: Subject) -> Table:
    people = list(subject.draft.profiles.values())
    values = {name: [person.talent(name) for person in people] for name in TALENTS}
    values |= {name: [person.trait(name) for person in people] for name in TRAITS}
    return Table(
        ("name", "mean", "spread", "min", "max", "0 to 100 by tens"),
        tuple(
            (name, f"{fmean(v):.1f}", f"{pstdev(v):.1f}", str(min(v)), str(max(v)), _sparks(v))
            for name, v in values.items()
        ),
    )


def _sparks(values: Sequence[int]) -> str:
    """How many values lie in each ten, as ten small bars."""
    counts = [sum(min(value, 99) // 10 == ten for value in values) for ten in range(10)]
    most = max(counts)
    return "".join(_HEIGHT[-(-count * 8 // most)] for count in counts)


def _money(subject: Subject) -> Table:
    profiles = subject.draft.profiles.values()
    deposits = [float(person.init_assets.deposit) for person in profiles]
    incomes = [subject.income(person) for person in profiles]
    weeks = [saved / income for saved, income in zip(deposits, incomes, strict=True) if income]
    return Table(
        ("what", "min", "poorest tenth", "median", "richest tenth", "max", "Gini"),
        (
            ("deposit", *_quantiles(deposits), _gini(deposits)),
            ("weekly income", *_quantiles(incomes), _gini(incomes)),
            ("deposit in weeks of income", *_quantiles(weeks), ""),
            ("people without income", "", "", str(incomes.count(0.0)), "", "", ""),
        ),
    )


def _incomes(subject: Subject) -> Table:
    return _histogram([subject.income(p) for p in subject.draft.profiles.values()], _INCOMES)


def _deposits(subject: Subject) -> Table:
    profiles = subject.draft.profiles.values()
    return _histogram([float(p.init_assets.deposit) for p in profiles], _DEPOSITS)


def _weeks(subject: Subject) -> Table:
    profiles = subject.draft.profiles.values()
    return _histogram(
        [p.init_assets.deposit / income for p in profiles if (income := subject.income(p))], _WEEKS
    )


def _histogram(values: Sequence[float], edges: Sequence[float]) -> Table:
    """How many values lie from each edge up to the next, and from the last one on."""
    counts = [_band(value, edges) - 1 for value in values]
    counted = Counter(counts)
    most = max(counted.values(), default=1)
    rows = []
    for at, low in enumerate(edges):
        label = f"{low:g} to {edges[at + 1]:g}" if at + 1 < len(edges) else f"{low:g} and more"
        rows.append((label, str(counted[at]), _bar(counted[at], most)))
    while rows and rows[-1][1] == "0":
        rows.pop()
    return Table(("from, up to", "people", ""), tuple(rows))


def _positions(subject: Subject) -> Table:
    draft = subject.draft
    held = sum(person.position is not None for person in draft.profiles.values())
    if draft.listed is None:
        names = {person.position for person in draft.profiles.values() if person.position}
        return _pairs(("positions that people hold", str(len(names))), ("holders", str(held)))
    capacity = sum(position.capacity for position in draft.listed.values())
    return _pairs(
        ("positions", str(len(draft.listed))),
        ("capacity", str(capacity)),
        ("capacity a person (1 to 1.5 is meant)", f"{capacity / len(draft.people):.2f}"),
        ("held", str(held)),
        ("open", str(sum(position.free for position in draft.listed.values()))),
        ("people without a position", str(len(draft.profiles) - held)),
    )


def _texts(subject: Subject) -> Table:
    rows = []
    for name, counted in lengths(subject).items():
        budget = BUDGETS[name]
        outside = [
            f"{passage.owner} on {passage.about}" if passage.about else passage.owner
            for passage, count in counted
            if not budget.fewest <= count <= budget.most
        ]
        span = _span([count for _, count in counted])
        rows.append((name, str(budget.meant), span, _some(outside)))
    columns = ("text", "words meant", "min / mean / max", "too short or long")
    return Table(columns, tuple(rows))


def _pairs(*rows: tuple[str, str]) -> Table:
    return Table(("figure", "value"), rows)


def _span(values: Sequence[int]) -> str:
    return f"{min(values)} / {fmean(values):.1f} / {max(values)}" if values else "-"


def _bar(count: int, most: int) -> str:
    eighths = round(count * _WIDTH * 8 / most)
    return "█" * (eighths // 8) + (_BAR[eighths % 8 - 1] if eighths % 8 else "")


def _quantiles(values: Sequence[float]) -> tuple[str, ...]:
    if not values:
        return ("-",) * 5
    return tuple(f"{numpy.quantile(values, part):.4g}" for part in (0, 0.1, 0.5, 0.9, 1))


def _gini(values: Sequence[float]) -> str:
    """Inequality: 0 where all have the same, near 1 where one has everything.

    `G = Σ (2i − n − 1) x_i / (n Σ x_i)` over the sorted values, i from 1.
    """
    total, count = sum(values), len(values)
    if not total:
        return "-"
    weighted = sum((2 * i - count - 1) * value for i, value in enumerate(sorted(values), 1))
    return f"{weighted / (count * total):.2f}"


def _some(names: Iterable[str], most: int = 4) -> str:
    """How many, and who the first of them are."""
    names = list(names)
    if not names:
        return "0"
    return f"{len(names)}: " + ", ".join(names[:most]) + (", ..." if len(names) > most else "")
