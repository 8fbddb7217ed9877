"""What `agentopia check-world` reports: findings, each with a code, and the figures of a world."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from agentopia_env.clock import Time
from agentopia_env.world.drafts import profile_years
from agentopia_env.world.files import Finding, Severity
from agentopia_env.world.lint.careers import check_careers
from agentopia_env.world.lint.copies import check_copies
from agentopia_env.world.lint.figures import Table, tables
from agentopia_env.world.lint.kinship import check_kinship
from agentopia_env.world.lint.languages import check_languages
from agentopia_env.world.lint.lengths import check_lengths
from agentopia_env.world.lint.network import check_network
from agentopia_env.world.lint.ranges import check_ranges
from agentopia_env.world.lint.silencing import Silenced, read_silences, silence
from agentopia_env.world.lint.subject import Subject
from agentopia_env.world.lint.ties import check_ages, check_facts, check_gender, check_mentions
from agentopia_env.world.loading import inspect_world

__all__ = ["Finding", "Report", "Silenced", "Table", "check_world"]

Check = Callable[[Subject], Iterator[Finding]]

CHECKS: tuple[Check, ...] = (
    check_network,
    check_careers,
    check_ranges,
    check_lengths,
    check_languages,
    check_facts,
    check_mentions,
    check_gender,
    check_ages,
    check_kinship,
    check_copies,
)
"""Every check of a base world, in the order of the report; a run's texts are nobody's to mend."""


@dataclass(frozen=True, slots=True)
class Report:
    """What was found in a world.

    Attributes:
        world: the directory's name.
        findings: everything that is to be told, errors first.
        silenced: what the world's makers have let stand, with their reasons.
        tables: figures by title, in the order in which they are best read.
    """

    world: str
    findings: tuple[Finding, ...] = ()
    silenced: tuple[Silenced, ...] = ()
    tables: dict[str, Table] = field(default_factory=dict)

    @property
    def errors(self) -> tuple[str, ...]:
        """What keeps the world from being loaded, one line each."""
        return self._lines_of("error")

    @property
    def warnings(self) -> tuple[str, ...]:
        """What is probably not meant, one line each."""
        return self._lines_of("warning")

    @property
    def ok(self) -> bool:
        """Whether the world can be loaded."""
        return not self.errors

    def passes(self, *, strict: bool = False) -> bool:
        """Whether there is no error, and if strict no warning either."""
        return self.ok and not (strict and self.warnings)

    @property
    def verdict(self) -> str:
        """How much was found, in one line."""
        notes = len(self.findings) - len(self.errors) - len(self.warnings)
        counts = f"{len(self.errors)} errors, {len(self.warnings)} warnings"
        counts += f", {notes} notes" if notes else ""
        counts += f" ({len(self.silenced)} silenced)" if self.silenced else ""
        return f"{self.world}: {counts}"

    def lines(self) -> list[str]:
        """The report as plain text."""
        told = [self.verdict, *map(told_line, self.findings)]
        for title, table in self.tables.items():
            told += ["", title, "  " + " | ".join(table.columns)]
            told += ["  " + " | ".join(row) for row in table.rows]
        return told

    def record(self) -> dict[str, Any]:
        """The report for machines; nothing is left out of it."""
        return {
            "world": self.world,
            "ok": self.ok,
            "errors": len(self.errors),
            "warnings": len(self.warnings),
            "findings": [asdict(finding) for finding in self.findings],
            "silenced": [{**asdict(one.finding), "reason": one.reason} for one in self.silenced],
            "figures": {title: asdict(table) for title, table in self.tables.items()},
        }

    def _lines_of(self, severity: Severity) -> tuple[str, ...]:
        return tuple(one.line for one in self.findings if one.severity == severity)


def told_line(finding: Finding) -> str:
    """A finding as a reader sees it: `warning deposit persona/...: ...`."""
    return f"{finding.severity} [{finding.code}] {finding.line}"


def check_world(path: Path, *, year: int | None = None) -> Report:
    """Look at a world closely; raises nothing, whatever state it is in.

    Args:
        path: a base world or a run directory.
        year: the start year; None: the earliest that a person has a profile for.
    """
    path = path.resolve()
    year = _first_year(path) if year is None else year
    draft, read = inspect_world(path, year=year)
    subject = Subject(draft)
    findings = list(read.found)
    if not draft.is_run:
        for check in CHECKS:
            findings += check(subject)
    silences, problems = read_silences(path)
    told, silenced = silence([*findings, *problems], silences)
    order = ("error", "warning", "note")
    told.sort(key=lambda finding: order.index(finding.severity))
    return Report(path.name, tuple(told), tuple(silenced), tables(subject))


def _first_year(path: Path) -> int:
    folders = (path / "persona").iterdir() if (path / "persona").is_dir() else ()
    years = [year for folder in folders if folder.is_dir() for year in profile_years(folder)]
    return min(years, default=Time().start_year)
