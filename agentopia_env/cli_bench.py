"""Commands that measure: `agentopia bench ...`."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from agentopia_env.bench import COLUMNS, measurements, numbers
from agentopia_env.bench_prompts import prompt_tables
from agentopia_env.bench_serving import serving_table

console = Console()


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    bench = typer.Typer(help="Measure; every table is made in one run on this machine.")
    app.add_typer(bench, name="bench")
    bench.command("society")(bench_society_command)
    bench.command("loop")(bench_loop_command)
    bench.command("serving")(bench_serving_command)
    bench.command("prompts")(bench_prompts_command)


def bench_society_command(
    people: Annotated[str, typer.Option(help="Society sizes.")] = "25,100,400,1600",
    fidelity: Annotated[str, typer.Option(help="brief, full or both.")] = "both",
    years: Annotated[int, typer.Option(help="Years to live.")] = 1,
    weeks: Annotated[int, typer.Option(help="Weeks per year.")] = 4,
    keep: Annotated[
        str, typer.Option(help="none (no run directory), off, answers, prompts; or several.")
    ] = "none,off",
) -> None:
    """Speed, peak memory and growth of societies without any model."""
    table = Table(title="agentopia bench society", title_justify="left")
    for column in COLUMNS:
        table.add_column(column, justify="right")
    fidelities = ("brief", "full") if fidelity == "both" else (fidelity,)
    for one in measurements(numbers(people), fidelities, years, weeks, keep.split(",")):
        table.add_row(*one.row())
        console.print(f"  {' · '.join(one.row())}", highlight=False)
    console.print(table)


def bench_loop_command(
    out: Annotated[Path | None, typer.Option(help="Folder of a finished loop to read.")] = None,
    config: Annotated[str, typer.Option(help="The training config to run.")] = "quickstart",
    rounds: Annotated[int, typer.Option(help="Rounds to run.")] = 1,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A setting, e.g. sft.epochs=2 (repeatable).")
    ] = None,
) -> None:
    """Share of a training loop's time that is neither generation nor training."""
    from trainers import bench_loop  # the trainers build on this package, and need an extra

    times = (
        bench_loop.read_times(out) if out else bench_loop.measured(config, rounds, settings or [])
    )
    console.print(bench_loop.time_table(times))
    console.print(bench_loop.verdict(times), highlight=False, soft_wrap=True)


def bench_serving_command(
    people: Annotated[int, typer.Option(help="Society size.")] = 100,
    fidelity: Annotated[str, typer.Option(help="brief or full.")] = "full",
    weeks: Annotated[int, typer.Option(help="Weeks of the one year lived.")] = 2,
    latency: Annotated[float, typer.Option(help="Seconds that a call takes.")] = 0.2,
    slots: Annotated[int, typer.Option(help="Calls that the server takes at a time.")] = 64,
    simulated: Annotated[
        bool, typer.Option(help="On a simulated clock: exact, and over at once.")
    ] = False,
) -> None:
    """How well a server of so many slots is used, against the bound that the rules set."""
    console.print(serving_table(people, fidelity, weeks, latency, slots, simulated))


def bench_prompts_command(
    people: Annotated[int, typer.Option(help="Society size.")] = 100,
    years: Annotated[int, typer.Option(help="Years to live.")] = 10,
    fidelity: Annotated[str, typer.Option(help="brief or full.")] = "full",
    slots: Annotated[int, typer.Option(help="Calls that the server takes at a time.")] = 64,
    caches: Annotated[
        str, typer.Option(help="Tokens that the prefix caches hold.")
    ] = "100000,200000,500000,1000000",
) -> None:
    """How long prompts are, year by year, and how much of them a prefix cache serves."""
    with console.status("begins") as status:
        tables, lines = prompt_tables(
            people,
            years,
            fidelity,
            slots,
            numbers(caches, "--caches"),
            lambda prompts, moment: status.update(f"{moment}: {prompts.total.calls} calls"),
        )
    for table in tables:
        console.print(table)
    for line in lines:
        console.print(line, highlight=False, soft_wrap=True)
