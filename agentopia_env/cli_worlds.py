"""Commands about base worlds: check one, draw who knows whom."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Annotated

import orjson
import typer
from rich.console import Console
from rich.table import Table

from agentopia_env.errors import ConfigError
from agentopia_env.world.checking import Report, check_world, told_line
from agentopia_env.world.checking import Table as Figures
from agentopia_env.world.lint.codes import CODES
from agentopia_env.world.loading import find_world
from agentopia_env.world.picture import circles, picture, readable_world

console = Console()


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("check-world")(check_world_command)
    app.command("picture-world")(picture_world_command)


def check_world_command(
    path: Annotated[
        str | None, typer.Argument(help="A base world's path, or a bundled world's name.")
    ] = None,
    strict: Annotated[
        bool, typer.Option("--strict", help="Warnings fail, too (exit code 1).")
    ] = False,
    as_json: Annotated[
        bool, typer.Option("--json", help="Everything as JSON, for machines.")
    ] = False,
    figures: Annotated[bool, typer.Option(help="Show the figures, too.")] = True,
    codes: Annotated[
        bool, typer.Option("--codes", help="List every kind of finding and what to do.")
    ] = False,
) -> None:
    """Check a base world: files, references, facts, copies, numbers, careers, network, language.

    Findings have a code, a file, and say what to do: docs/worlds-linter.md.

    Errors (exit code 2) keep a world from being loaded. A warning that is
    meant is silenced, with a reason, under check.silenced in worldview.json.
    """
    if codes:
        console.print(_code_table())
        return
    if path is None:
        raise ConfigError("check-world needs a world: a path or a bundled world's name")
    report = check_world(find_world(path))
    if as_json:
        sys.stdout.buffer.write(orjson.dumps(report.record(), option=orjson.OPT_INDENT_2) + b"\n")
    else:
        _print_report(report, figures)
    if not report.passes(strict=strict):
        raise typer.Exit(1 if report.ok else 2)


def _print_report(report: Report, figures: bool) -> None:
    for title, table in report.tables.items() if figures else ():
        console.print(_as_table(title, table))
    for silenced in report.silenced:
        line = f"silenced ({silenced.reason}): {told_line(silenced.finding)}"
        console.print(line, markup=False, soft_wrap=True, highlight=False)
    for finding in reversed(report.findings):  # the worst last, next to the verdict
        console.print(told_line(finding), markup=False, soft_wrap=True, highlight=False)
    console.print(report.verdict, markup=False)


def _code_table() -> Table:
    table = Table("code", "severity", "reported when", "what to do", show_lines=True)
    for name, code in CODES.items():
        table.add_row(name, code.severity, code.meaning, code.remedy)
    return table


def _as_table(title: str, figures: Figures) -> Table:
    table = Table(*figures.columns, title=title, title_justify="left")
    for row in figures.rows:
        table.add_row(*row)
    return table


def picture_world_command(
    path: Annotated[str, typer.Argument(help="A base world's path, or a bundled world's name.")],
    out: Annotated[Path, typer.Option(help="File to write (SVG).")],
) -> None:
    """Draw who knows whom in a world: names, ties, and a colour for each circle of people."""
    draft = readable_world(find_world(path))
    out.write_text(picture(draft), encoding="utf-8")
    console.print(f"{out}: {len(draft.people)} people in {len(circles(draft))} circles")
