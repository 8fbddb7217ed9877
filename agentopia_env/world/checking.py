"""What `agentopia check-world` reports: errors, warnings, and the figures of a world."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from statistics import fmean, median, pstdev

import networkx

from agentopia_env.clock import Moment, Time
from agentopia_env.world.drafts import Draft, cjk_share, profile_years
from agentopia_env.world.loading import inspect_world
from agentopia_env.world.memory import CHARACTERS
from agentopia_env.world.persona import TALENTS, TRAITS, Profile
from agentopia_env.world.profiles import TEXT_FIELDS

_BUDGETS = {
    "appearance_and_impression": 50,
    "brief_introduction": 45,
    "details": 130,
    "conflicts": 40,
    "core_motivation": 30,
    "values": 25,
    "preferences": 35,
    "a tie": 75,
}
"""Words a text should have, about; half to twice as many is within the budget."""
_CHARACTERS_PER_WORD = 1.6
"""Chinese characters that say as much as an English word."""


@dataclass(frozen=True, slots=True)
class Table:
    """Figures to be shown as a table; cells are texts, numbers already rounded."""

    columns: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a world.

    Attributes:
        world: the directory's name.
        errors: what keeps the world from being loaded, one line each.
        warnings: what is probably not meant, one line each.
        tables: figures by title, in the order in which they are best read.
    """

    world: str
    errors: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    tables: dict[str, Table] = field(default_factory=dict)

    @property
    def ok(self) -> bool:
        """Whether the world can be loaded."""
        return not self.errors

    def lines(self) -> list[str]:
        """The report as plain text."""
        found = [f"{self.world}: {len(self.errors)} errors, {len(self.warnings)} warnings"]
        found += [f"error: {line}" for line in self.errors]
        found += [f"warning: {line}" for line in self.warnings]
        for title, table in self.tables.items():
            found += ["", title, "  " + " | ".join(table.columns)]
            found += ["  " + " | ".join(row) for row in table.rows]
        return found


def check_world(path: Path, *, year: int | None = None) -> Report:
    """Look at a world closely; raises nothing, whatever state it is in.

    Args:
        path: a base world or a run directory.
        year: the start year; None: the earliest that a person has a profile for.
    """
    path = path.resolve()
    year = _first_year(path) if year is None else year
    draft, findings = inspect_world(path, year=year)
    warnings = [*findings.warnings, *_languages(draft)]
    return Report(path.name, tuple(findings.errors), tuple(warnings), _tables(draft))


def _first_year(path: Path) -> int:
    folders = (path / "persona").iterdir() if (path / "persona").is_dir() else ()
    years = [year for folder in folders if folder.is_dir() for year in profile_years(folder)]
    return min(years, default=Time().start_year)


def _tables(draft: Draft) -> dict[str, Table]:
    tables = {"people": _people(draft)}
    if draft.profiles:
        tables["ties"] = _ties(draft)
        tables["talents and traits"] = _measures(draft)
        tables["money"] = _money(draft)
        tables["positions"] = _positions(draft)
        tables["texts"] = _texts(draft)
    return tables


def _people(draft: Draft) -> Table:
    now = Moment(draft.year, 1, "begin")
    ages = [profile.age(now) for profile in draft.profiles.values()]
    places = draft.locations or {}
    homes = sum(key.startswith("home/") for key in places)
    return _pairs(
        ("people", str(len(draft.people))),
        ("language", draft.language),
        ("age, min / mean / max", _span(ages)),
        ("public places", str(len(places) - homes) if places else "to be designed"),
        ("homes", str(homes) if places else "to be designed"),
        ("items in the price list", str(len(draft.prices))),
    )


def _ties(draft: Draft) -> Table:
    """Ties are mutual or one-sided knowledge between two people of the world."""
    graph: networkx.Graph[str] = networkx.Graph()
    graph.add_nodes_from(draft.people)
    known = {name: set(memory.known) for name, memory in draft.memories.items()}
    graph.add_edges_from(
        (name, other)
        for name, others in known.items()
        for other in others
        if other in draft.people and other != name
    )
    one_sided = sum(a not in known[b] or b not in known[a] for a, b in graph.edges)
    degrees = [degree for _, degree in graph.degree()]
    isolates = sorted(networkx.isolates(graph))
    return _pairs(
        ("ties", str(graph.number_of_edges())),
        ("ties a person, min / mean / max", _span(degrees)),
        ("one-sided ties", str(one_sided)),
        ("people without a tie", _some(isolates)),
        ("separate circles", str(networkx.number_connected_components(graph))),
        ("clustering coefficient", f"{networkx.average_clustering(graph):.2f}"),
    )


def _measures(draft: Draft) -> Table:
    people = list(draft.profiles.values())
    values = {name: [person.talent(name) for person in people] for name in TALENTS}
    values |= {name: [person.trait(name) for person in people] for name in TRAITS}
    return Table(
        ("name", "mean", "spread", "min", "max"),
        tuple(
            (name, f"{fmean(v):.1f}", f"{pstdev(v):.1f}", str(min(v)), str(max(v)))
            for name, v in values.items()
        ),
    )


def _money(draft: Draft) -> Table:
    deposits = [float(person.init_assets.deposit) for person in draft.profiles.values()]
    incomes = [_income(draft, person) for person in draft.profiles.values()]
    weeks = [saved / income for saved, income in zip(deposits, incomes, strict=True) if income]
    return Table(
        ("what", "min", "median", "max"),
        (
            ("deposit", *_quantiles(deposits)),
            ("weekly income", *_quantiles(incomes)),
            ("deposit in weeks of income", *_quantiles(weeks)),
            ("people without income", "", str(incomes.count(0.0)), ""),
        ),
    )


def _income(draft: Draft, person: Profile) -> float:
    listed = (draft.listed or {}).get(person.position or "")
    position = listed or draft.held.get(person.name)
    return float(person.extra_income + (position.weekly_income if position else 0))


def _positions(draft: Draft) -> Table:
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


def _texts(draft: Draft) -> Table:
    lengths: dict[str, list[tuple[str, int]]] = {
        name: [(p.name, _words(getattr(p, name))) for p in draft.profiles.values()]
        for name in TEXT_FIELDS
    }
    lengths["a tie"] = [
        (f"{name} on {other}", _words(memory.files[CHARACTERS + other].content))
        for name, memory in draft.memories.items()
        for other in memory.known
    ]
    rows = []
    for name, counted in lengths.items():
        budget = _BUDGETS[name]
        outside = [who for who, count in counted if not budget / 2 <= count <= budget * 2]
        rows.append((name, str(budget), _span([count for _, count in counted]), _some(outside)))
    return Table(("text", "words meant", "min / mean / max", "outside half to twice"), tuple(rows))


def _words(text: str) -> int:
    """The length of a text in words, Chinese characters counted by what they say."""
    chinese = sum("\u3400" <= sign <= "\u9fff" for sign in text)
    spaced = "".join(" " if "\u3400" <= sign <= "\u9fff" else sign for sign in text)
    return len(spaced.split()) + round(chinese / _CHARACTERS_PER_WORD)


def _languages(draft: Draft) -> list[str]:
    """A line per person whose texts are in another language than the world's."""
    lines = []
    for name, profile in draft.profiles.items():
        texts = " ".join(getattr(profile, text) for text in TEXT_FIELDS)
        share = cjk_share(texts)
        if texts.strip() and (share > 0.2) != (draft.language == "zh"):
            seen = "zh" if share > 0.2 else "en"
            lines.append(
                f"persona/{name}: the texts look like {seen}, the world's are {draft.language}"
            )
    return lines


def _pairs(*rows: tuple[str, str]) -> Table:
    return Table(("figure", "value"), rows)


def _span(values: Sequence[int]) -> str:
    return f"{min(values)} / {fmean(values):.1f} / {max(values)}" if values else "-"


def _quantiles(values: Sequence[float]) -> tuple[str, str, str]:
    if not values:
        return "-", "-", "-"
    return f"{min(values):.4g}", f"{median(values):.4g}", f"{max(values):.4g}"


def _some(names: Iterable[str], most: int = 4) -> str:
    """How many, and who the first of them are."""
    names = list(names)
    if not names:
        return "0"
    return f"{len(names)}: " + ", ".join(names[:most]) + (", ..." if len(names) > most else "")
