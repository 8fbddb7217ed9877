"""The command `agentopia forge`: what it takes, a world of it, and how the two compare."""

from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from rich.table import Table

from agentopia_env.config import RunConfig, make_config, merged, parse_setting, read_config
from agentopia_env.errors import ConfigError, RunError
from agentopia_env.forge.asking import Progress as Step
from agentopia_env.forge.authors import Author, author_of
from agentopia_env.forge.estimating import by_kind, compared, estimated_spending, parted
from agentopia_env.forge.folder import OWN
from agentopia_env.forge.forging import Forged, forge, settings_of
from agentopia_env.forge.settings import ForgeSettings, language_of
from agentopia_env.forge.varying import vary_world
from agentopia_env.policies.chat.settings import HEURISTIC
from agentopia_env.simulation import prices_of
from agentopia_env.spending import Price, Spending, in_short
from agentopia_env.world.checking import Report

console = Console()
_LISTED = 40
"""Findings that are shown; all of them stand in the world's README."""


def forge_command(
    setting: Annotated[
        str | None, typer.Argument(help="The idea of a world: a text, or a file that holds one.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="The world's directory.")] = None,
    people: Annotated[int | None, typer.Option(help="How many live in it.")] = None,
    language: Annotated[
        str | None, typer.Option(help="en or zh (default: that of the setting).")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of whatever is left open.")] = None,
    places: Annotated[int | None, typer.Option(help="Public places.")] = None,
    rounds: Annotated[int | None, typer.Option(help="Rounds of mending at most.")] = None,
    model: Annotated[
        str | None, typer.Option(help="Who writes: a model of the config (default: god_model).")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="YAML or JSON configuration.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A setting of the config (repeatable).")
    ] = None,
    estimate: Annotated[bool, typer.Option(help="Say what it will take, and stop.")] = False,
    yes: Annotated[bool, typer.Option("--yes", help="Do not ask before it begins.")] = False,
    vary: Annotated[
        str | None, typer.Option(help="No model: vary the people of this world by seed.")
    ] = None,
) -> None:
    """Make a world: people, ties, places and positions out of an idea, written by a model.

    The same command goes on where it was stopped; of a world that was begun, --out is enough.
    """
    if vary is not None:
        _refuse_with_vary({"SETTING": setting, "--model": model, "--places": places})
        target = out or Path("worlds") / f"{Path(vary).name}_{people or 100}"
        for line in vary_world(vary, people or 100, seed or 0, target):
            console.print(f"left: {line}", markup=False, soft_wrap=True)
        console.print(f"world: {target}", soft_wrap=True)
        return
    given = {"people": people, "language": language, "seed": seed, "places": places}
    target, wanted = _wanted(setting, out, {**given, "rounds": rounds})
    values = read_config(config) if config else {}
    for text in settings or []:
        values = merged(values, parse_setting(text))
    run = make_config(values)
    author = author_of(run, model)
    expected = estimated_spending(wanted, author.name)
    _announce(wanted, expected, prices_of(run), author.name)
    if estimate:
        return
    if not yes and author.name != HEURISTIC and sys.stdin.isatty():
        typer.confirm("begin?", abort=True)
    done = _with_progress(wanted, target, author, _spare(run))
    _compare(expected, done, prices_of(run))
    _found(done.checked.report)
    console.print(f"world: {target}", soft_wrap=True)
    if not done.checked.report.ok:
        raise typer.Exit(1)


def _refuse_with_vary(given: dict[str, Any]) -> None:
    names = [name for name, value in given.items() if value]
    if names:
        raise ConfigError(f"--vary asks no model for anything; leave out {', '.join(names)}")


def _wanted(
    setting: str | None, out: Path | None, given: dict[str, Any]
) -> tuple[Path, ForgeSettings]:
    """Where to forge what: as given, else as the directory was begun."""
    present = {name: value for name, value in given.items() if value is not None}
    if (language := present.get("language")) not in (None, "en", "zh"):
        raise ConfigError(f"--language is {language!r}; allowed are en and zh")
    before = settings_of(out) if out is not None else None
    if out is None:
        raise ConfigError("--out is missing; name the directory of the world to make")
    if before is not None:
        if setting is not None:
            present["brief"] = _read(setting)
        return out, replace(before, **present)
    if setting is None:
        raise ConfigError(
            "what world? give a sentence or a file with the setting, or --vary WORLD; "
            f"{out} holds none that was begun"
        )
    brief_text = _read(setting)
    return out, ForgeSettings(brief_text, **{"language": language_of(brief_text), **present})


def _read(setting: str) -> str:
    """The setting itself, or that of the file that is named."""
    file = Path(setting)
    try:
        named = len(setting) < 1000 and "\n" not in setting and file.is_file()
        text = file.read_text(encoding="utf-8") if named else setting
    except (OSError, ValueError) as error:
        raise RunError(f"{setting[:80]} cannot be read: {error}") from error
    return text.strip()


def _spare(config: RunConfig) -> Author | None:
    name = config.fallback_model
    return None if name is None else author_of(config, name)


def _announce(
    settings: ForgeSettings, spending: Spending, prices: dict[str, Price], name: str
) -> None:
    table = Table(title=f"expected of {name}, {settings.people} people", title_justify="left")
    for column in ("question", "calls", "input tokens", "output tokens"):
        table.add_column(column, justify="left" if column == "question" else "right")
    for kind, usage in by_kind(spending).items():
        numbers = (usage.calls, usage.input, usage.output)
        table.add_row(kind, *map(in_short, numbers))
    console.print(table)
    money = f"cost: {spending.cost(prices):.2f}" if any(prices.values()) else "no prices given"
    console.print(
        f"{money}; mending costs at most as much again for each of {settings.rounds} rounds, and "
        "refused answers come on top",
        highlight=False,
        soft_wrap=True,
    )


def _with_progress(
    settings: ForgeSettings, out: Path, author: Author, spare: Author | None
) -> Forged:
    progress = Progress(
        TextColumn("{task.description}"),
        BarColumn(),
        TextColumn("{task.completed}/{task.total}"),
        TextColumn("{task.fields[refused]}"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
        console=console,
    )
    task = progress.add_task("beginning", total=settings.questions, refused="")

    def tell(step: Step) -> None:
        total = max(settings.questions, step.answered)
        refused = f"{step.refused} refused" if step.refused else ""
        progress.update(
            task, completed=step.answered, total=total, description=step.what, refused=refused
        )

    with progress:
        return forge(settings, out, author, spare, tell)


def _compare(expected: Spending, done: Forged, prices: dict[str, Price]) -> None:
    table = Table(title="expected and actual", title_justify="left")
    for column in ("what", "expected", "actual", "difference"):
        table.add_column(column, justify="left" if column == "what" else "right")
    first, mending = parted(done.spending)
    for what, (mine, theirs) in compared(expected, first, prices).items():
        share = f"{(theirs - mine) / mine:+.0%}" if mine else ""
        short = "{:.2f}".format if what == "cost" else in_short
        table.add_row(what, short(mine), short(theirs), share)
    for what, (_, theirs) in compared(expected, mending, prices).items():
        short = "{:.2f}".format if what == "cost" else in_short
        table.add_row(f"{what} of mending", "", short(theirs), "")
    console.print(table)
    checked = done.checked
    console.print(
        f"{done.questions} questions, {done.refused} answers refused, {checked.mended} findings "
        f"mended in {checked.rounds} rounds; answers are kept in {OWN}/journal"
    )


def _found(report: Report) -> None:
    """What a check left, errors first."""
    lines = [f"error: {line}" for line in report.errors]
    lines += [f"warning: {line}" for line in report.warnings]
    for line in lines[:_LISTED]:
        console.print(f"left: {line}", markup=False, soft_wrap=True)
    if len(lines) > _LISTED:
        console.print(f"left: {len(lines) - _LISTED} more; agentopia check-world lists them")
    console.print(f"{report.world}: {len(report.errors)} errors, {len(report.warnings)} warnings")
