"""Commands that look at lives: metrics, timing, dialogues, report; from run directories alone."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.measure import Measurement
from rich.table import Table

from agentopia_env.errors import ConfigError

RUNS = Annotated[list[Path], typer.Argument(help="Run directories.", metavar="RUN...")]
OUT = Annotated[Path, typer.Option(help="Folder that the files go to.")]
RESULTS = Path("analysis/results")

console = Console()


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("metrics")(metrics_command)
    app.command("timing")(timing_command)
    app.command("dialogues")(dialogues_command)
    app.command("report")(report_command)


def metrics_command(
    runs: RUNS,
    out: OUT = RESULTS,
    formats: Annotated[
        str, typer.Option("--format", help="Of json, csv, parquet, with commas.")
    ] = "json,csv",
    tokens: Annotated[bool, typer.Option(help="Count tokens and function calls too.")] = True,
) -> None:
    """The paper's metrics per person, week and year: files, and a table."""
    from agentopia_env.analysis.lives import read_lives
    from agentopia_env.analysis.metrics import metrics_of
    from agentopia_env.analysis.tables import people_table, write_metrics, years_table

    for path in distinct(runs):
        with _reading() as tell:
            metrics = metrics_of(read_lives(path, tokens, tell))
        show(years_table(metrics))
        show(people_table(metrics))
        _say_missing(metrics.missing, metrics.damaged)
        for file in write_metrics(metrics, out, [one.strip() for one in formats.split(",")]):
            console.print(f"written: {file}", soft_wrap=True, markup=False, highlight=False)


def timing_command(
    runs: RUNS,
    out: Annotated[
        Path | None, typer.Option(help="Also write <run>_timing.json into this folder.")
    ] = None,
    chains: Annotated[int, typer.Option(help="How many of the longest chains of calls.")] = 10,
) -> None:
    """Where a run's time and money went: weeks, stages, kinds of questions, chains of calls."""
    from agentopia_env.analysis.runs import Run
    from agentopia_env.analysis.tables import plain, timing_tables, weeks_line, write_file
    from agentopia_env.analysis.timing import timing

    for path in distinct(runs):
        found = timing(Run.open(path), chains)
        for table in timing_tables(found):
            show(table)
        lines = [f"{found.run}: {found.seconds:,.1f} seconds in {len(found.weeks)} weeks"]
        lines += [weeks_line(found)] if found.weeks else []
        if found.in_flight is not None:
            share = "" if found.utilisation is None else f", {found.utilisation:.0%} of the most"
            lines.append(f"{found.in_flight:.1f} calls under way on average{share}")
        lines += [f"cost: {found.cost:,.2f}"] if found.cost is not None else []
        for line in lines:
            console.print(line, soft_wrap=True, markup=False, highlight=False)
        _say_missing(found.missing, found.damaged)
        if out is not None:
            file = write_file(out / f"{found.run}_timing.json", plain(found.to_json()))
            console.print(f"written: {file}", soft_wrap=True, markup=False, highlight=False)


def dialogues_command(
    run: Annotated[Path, typer.Argument(help="A run directory.")],
    private: Annotated[bool, typer.Option(help="Show what was said in private, marked.")] = False,
    jsonl: Annotated[bool, typer.Option(help="One JSON object a line.")] = False,
    person: Annotated[str | None, typer.Option(help="Only with this person.")] = None,
    year: Annotated[int | None, typer.Option(help="Only of this year.")] = None,
    week: Annotated[int | None, typer.Option(help="Only of this week.")] = None,
    only: Annotated[str, typer.Option(help="scenes, messages, or both.")] = "both",
    out: Annotated[Path | None, typer.Option(help="Write to this file.")] = None,
) -> None:
    """Scenes and messages as text to read, or as JSONL."""
    from agentopia_env.analysis.dialogues import as_jsonl, as_text, dialogues
    from agentopia_env.analysis.runs import Run
    from agentopia_env.analysis.tables import write_file

    if only not in ("scenes", "messages", "both"):
        raise ConfigError(f"--only is {only!r}; choose scenes, messages or both")
    what = ("scenes", "messages") if only == "both" else (only,)
    opened = Run.open(path := run)
    if person is not None and person not in opened.people:
        raise ConfigError(f"{person!r} does not live in {path}; there {_names(opened.people)}")
    found = dialogues(opened, person, year, week, what)
    lines: Iterable[bytes] = (
        as_jsonl(found, private)
        if jsonl
        else (_printable(text).encode() + b"\n" for text in as_text(found, private))
    )
    if out is not None:
        write_file(out, b"".join(lines))
    else:
        for line in lines:
            sys.stdout.buffer.write(line)
    errors = Console(stderr=True)
    for damage in opened.damage:
        errors.print(f"damaged: {damage}", markup=False, soft_wrap=True)


def report_command(
    runs: RUNS,
    out: Annotated[
        Path | None, typer.Option(help="Folder of the report (default: by the runs' names).")
    ] = None,
) -> None:
    """One page with figures, stylised facts and metrics; opens without a network."""
    try:
        from agentopia_env.analysis.report.page import write_report
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] != "matplotlib":
            raise
        raise ConfigError(
            'the report needs the extra `analysis`: pip install "agentopia[analysis]"'
        ) from error

    folders = distinct(runs)
    more = f"_and_{len(folders) - 1}_more" if len(folders) > 1 else ""
    target = out or RESULTS / f"{folders[0].name}{more}_report"
    with _reading() as tell:
        page = write_report(folders, target, tell)
    console.print(f"written: {page}", soft_wrap=True, markup=False, highlight=False)


def distinct(runs: Iterable[Path]) -> list[Path]:
    """The folders, each once.

    Raises:
        ConfigError: two different ones have the same name, and their files would be one.
    """
    folders = list(dict.fromkeys(path.resolve() for path in runs))
    names = [path.name for path in folders]
    same = sorted({name for name in names if names.count(name) > 1})
    if same:
        raise ConfigError(f"several runs are called {same[0]!r}; rename their folders")
    return folders


def _names(people: tuple[str, ...]) -> str:
    return f"live {', '.join(people)}" if people else "lives nobody"


def _printable(text: str) -> str:
    """Without what would move a terminal's cursor: the texts are not ours."""
    return "".join(char for char in text if char in "\n\t" or char.isprintable())


@contextmanager
def _reading() -> Iterator[Callable[[str], None]]:
    """Says what is being read, where somebody watches."""
    with console.status("reading") as status:
        yield lambda text: status.update(_printable(text).replace("[", r"\["))


def show(table: Table) -> None:
    """Print a table with every number whole, however narrow the terminal is."""
    wide = console.options.update(width=1000, max_width=1000)
    needed = Measurement.get(console, wide, table).maximum
    Console(width=max(console.width, needed)).print(table)


def _say_missing(missing: Iterable[str], damaged: Iterable[str]) -> None:
    for kind, lines in (("missing", list(missing)), ("damaged", list(damaged))):
        for line in lines[:20]:
            console.print(f"{kind}: {line}", markup=False, soft_wrap=True, highlight=False)
        if len(lines) > 20:
            console.print(f"{kind}: and {len(lines) - 20} more, all in the files")
