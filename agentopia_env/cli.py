"""The command line: live a society, look at what it was worth, make training data of it."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.table import Table

from agentopia_env import __version__, cli_analysis, cli_bench, cli_models, cli_worlds
from agentopia_env.analysis import Recomputed, recompute, write_rft_data
from agentopia_env.cli_config import configured
from agentopia_env.config import RunConfig
from agentopia_env.errors import ConfigError, LimitError, RunError, UserError
from agentopia_env.forge.command import forge_command
from agentopia_env.progress import Live
from agentopia_env.simulation import (
    Finished,
    OnStage,
    Terms,
    prices_of,
    read_run_config,
    resume,
    run,
)
from agentopia_env.spent import compared_table, read_estimate
from agentopia_env.tables import society_table
from agentopia_env.viewer.command import view_command

app = typer.Typer(
    help="A society of language-model people as a reinforcement-learning environment.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console()


def main() -> None:
    """Run a command; what the user can mend ends with one message and exit code 2.

    A run that came to a limit ends with exit code 3.
    """
    try:
        app()
    except LimitError as reached:
        words = f"stopped: {reached}; go on with agentopia run --resume DIR"
        Console(stderr=True, soft_wrap=True).print(words, markup=False)
        sys.exit(3)
    except UserError as error:
        Console(stderr=True, soft_wrap=True).print(f"[red]error:[/red] {_plain(error)}")
        sys.exit(2)
    except KeyboardInterrupt:
        Console(stderr=True).print("stopped; go on with agentopia run --resume DIR")
        sys.exit(130)


def _plain(error: UserError) -> str:
    return str(error).replace("[", r"\[")


@app.command("run")
def run_command(
    world: Annotated[
        str | None, typer.Option(help="A bundled world or a base world's path.")
    ] = None,
    years: Annotated[int | None, typer.Option(help="Years to live.")] = None,
    weeks: Annotated[int | None, typer.Option(help="Weeks per year.")] = None,
    agents: Annotated[int | None, typer.Option(help="How many of the people live.")] = None,
    seed: Annotated[int | None, typer.Option(help="One seed, the same bytes.")] = None,
    fidelity: Annotated[str | None, typer.Option(help="full or brief.")] = None,
    out: Annotated[Path | None, typer.Option(help="The run directory to make.")] = None,
    resume_from: Annotated[
        Path | None, typer.Option("--resume", help="Go on with the run in this directory.")
    ] = None,
    config: Annotated[Path | None, typer.Option(help="YAML or JSON configuration.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A setting, e.g. time.n_day=4 (repeatable).")
    ] = None,
    max_cost: Annotated[
        float | None, typer.Option(help="Stop when the models have cost so much.")
    ] = None,
    max_hours: Annotated[float | None, typer.Option(help="Stop after so many hours.")] = None,
    record: Annotated[Path | None, typer.Option(help="Keep every answer in this file.")] = None,
    replay: Annotated[
        Path | None, typer.Option(help="Take answers from this file as far as it has them.")
    ] = None,
    estimated: Annotated[
        Path | None, typer.Option("--estimate", help="An estimate to compare with at the end.")
    ] = None,
) -> None:
    """Let a society live. A run that a limit has stopped goes on with --resume."""
    given = {
        "world": world,
        "agents": agents,
        "seed": seed,
        "fidelity": fidelity,
        "time": {"n_year": years, "n_week": weeks},
    }
    terms = Terms(max_cost=max_cost, max_hours=max_hours, record=record, replay=replay)
    if resume_from is not None:
        _refuse_with_resume({**given, "config": config, "out": out, "set": settings})
        begun = read_run_config(resume_from)
        _lived(begun, terms, estimated, lambda tell, on: resume(resume_from, tell, terms=on))
        return
    settled = configured(config, settings or [], given)
    target = out or Path("data") / f"{Path(settled.world).name}_{datetime.now():%m%d%H%M}"
    _lived(settled, terms, estimated, lambda tell, on: run(settled, target, tell, terms=on))


def _refuse_with_resume(given: dict[str, Any]) -> None:
    """A resumed run goes on as it was; anything else said would be lost without a word."""
    time_given = given.pop("time")
    names = [f"--{name}" for name, value in given.items() if value]
    names += ["--years/--weeks"] if any(time_given.values()) else []
    if names:
        raise ConfigError(f"--resume goes on with the run as it was; leave out {', '.join(names)}")


Work = Callable[[OnStage, Terms], Finished]


def _lived(config: RunConfig, terms: Terms, expected: Path | None, work: Work) -> None:
    """Do the work under a progress bar, and say what it came to and took."""
    guess = read_estimate(expected) if expected else None
    live = Live(config, console)
    try:
        finished = work(live.tell, replace(terms, opened=live.opened))
    finally:
        live.stop()
    console.print(society_table(finished.society))
    if finished.refused:
        console.print(f"{finished.refused} of {finished.questions} answers could not be used")
    if finished.spending is not None:
        prices = prices_of(config)
        console.print(compared_table(finished.spending, finished.seconds, prices, guess))
    console.print(f"run directory: {finished.directory}", soft_wrap=True)


@app.command("reward")
def reward_command(
    data_dir: Annotated[Path, typer.Option(help="A run directory.")],
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Write everything to this file.")
    ] = None,
) -> None:
    """Recompute rewards, returns and advantages from what a run recorded, and compare."""
    found = recompute(data_dir)
    for year in found.years:
        table = Table(title=f"life rewards, {year.period.end}", title_justify="left")
        for column in ("person", "reward", "advantage", "social", "subjective", "economy"):
            table.add_column(column, justify="left" if column == "person" else "right")
        index = found.years.index(year)
        for name, reward in sorted(
            year.rewards.items(), key=lambda entry: (-entry[1].total_score, entry[0])
        ):
            advantages = found.advantages.get(name)
            table.add_row(
                name,
                f"{reward.total_score:+.3f}",
                f"{advantages[index]:+.3f}" if advantages else "",
                f"{reward.social.score:.4f}",
                f"{reward.subjective.score:.2f}",
                f"{reward.economy.score:+g}",
            )
        console.print(table)
    _print_differences(found)
    if json_file is not None:
        _write_json(json_file, found.to_json())


def _print_differences(found: Recomputed) -> None:
    for gap in found.gaps:
        console.print(f"not recomputed: {gap}", markup=False, soft_wrap=True)
    for damage in found.damage:
        console.print(f"damaged: {damage}", markup=False, soft_wrap=True)
    for one in found.differences:
        console.print(
            f"differs: {one.name}, {one.year}, {one.field}: recorded {one.recorded!r}, "
            f"recomputed {one.recomputed!r}",
            markup=False,
            soft_wrap=True,
        )
    console.print(
        f"{found.compared} recorded numbers compared, {len(found.differences)} differ "
        f"({found.layout} layout, rated outsiders: {found.non_agents})"
    )


def _write_json(file: Path, content: object) -> None:
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    except OSError as error:
        raise RunError(f"{file} cannot be written: {error.strerror}") from error
    console.print(f"written: {file}", soft_wrap=True)


@app.command("rft-data")
def rft_data_command(
    data_dir: Annotated[Path, typer.Option(help="A run directory.")],
    top: Annotated[float, typer.Option(help="Share of people selected per year.")] = 0.25,
    n_year: Annotated[int | None, typer.Option(help="First years only (default: all).")] = None,
    out: Annotated[Path, typer.Option(help="Where the files go.")] = Path("rft_data"),
    seed: Annotated[int, typer.Option(help="Of the environment model's sample.")] = 0,
) -> None:
    """Write the generations of the lives that improved most as training data, with a report."""
    report = write_rft_data(data_dir, out, top, n_year, seed)
    for one in report.periods:
        console.print(
            f"{one.period.end}: {one.tally.samples} samples of {len(one.selected)}, {one.path}",
            soft_wrap=True,
        )
        console.print(f"  selected: {', '.join(one.selected)}", markup=False, soft_wrap=True)
    console.print(f"{report.samples} samples; the reports (.md) lie beside the files in {out}")


@app.command("version")
def version_command() -> None:
    """Print the version."""
    console.print(__version__)


cli_worlds.register(app)
cli_models.register(app)
cli_bench.register(app)
cli_analysis.register(app)
app.command("view")(view_command)
app.command("forge")(forge_command)
