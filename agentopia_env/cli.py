"""The command line: live a society, look at what it was worth, make training data of it."""

from __future__ import annotations

import asyncio
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

from agentopia_env import __version__, cli_analysis
from agentopia_env.analysis import Recomputed, recompute, write_rft_data
from agentopia_env.bench import COLUMNS, measurements, numbers
from agentopia_env.bench_prompts import prompt_tables
from agentopia_env.bench_serving import serving_table
from agentopia_env.config import RunConfig, make_config, merged, parse_setting, read_config
from agentopia_env.errors import ConfigError, LimitError, RunError, UserError
from agentopia_env.estimate import Service, estimate
from agentopia_env.fakeserver import FakeServer, Settings
from agentopia_env.fakeserver.server import serve
from agentopia_env.fakeserver.settings import faults_from, latency_from, shares
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
from agentopia_env.spending import EVERY_OTHER, Price
from agentopia_env.spent import compared_table, estimate_table, read_estimate, write_estimate
from agentopia_env.tables import society_table
from agentopia_env.viewer.command import view_command
from agentopia_env.world.checking import Report, check_world, told_line
from agentopia_env.world.checking import Table as Figures
from agentopia_env.world.lint.codes import CODES
from agentopia_env.world.loading import find_world
from agentopia_env.world.picture import circles, picture, readable_world

app = typer.Typer(
    help="A society of language-model people as a reinforcement-learning environment.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
console = Console()
bench = typer.Typer(help="Measure; every table is made in one run on this machine.")
app.add_typer(bench, name="bench")


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
    settled = _configure(config, settings or [], given)
    target = out or Path("data") / f"{Path(settled.world).name}_{datetime.now():%m%d%H%M}"
    _lived(settled, terms, estimated, lambda tell, on: run(settled, target, tell, terms=on))


def _refuse_with_resume(given: dict[str, Any]) -> None:
    """A resumed run goes on as it was; anything else said would be lost without a word."""
    time_given = given.pop("time")
    names = [f"--{name}" for name, value in given.items() if value]
    names += ["--years/--weeks"] if any(time_given.values()) else []
    if names:
        raise ConfigError(f"--resume goes on with the run as it was; leave out {', '.join(names)}")


def _configure(file: Path | None, settings: list[str], given: dict[str, Any]) -> RunConfig:
    """The file's values, then `--set`, then the options."""
    values = read_config(file) if file else {}
    for text in settings:
        values = merged(values, parse_setting(text))
    return make_config(merged(values, _present(given)))


def _present(values: dict[str, Any]) -> dict[str, Any]:
    present = {}
    for key, value in values.items():
        inner = _present(value) if isinstance(value, dict) else value
        if inner is not None and inner != {}:
            present[key] = inner
    return present


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


@app.command("check-world")
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


@bench.command("society")
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


@bench.command("loop")
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


@bench.command("serving")
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


@bench.command("prompts")
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


@app.command("version")
def version_command() -> None:
    """Print the version."""
    console.print(__version__)


@app.command("fake-server")
def fake_server_command(
    port: Annotated[int, typer.Option(help="Where it listens; 0 is any free port.")] = 8765,
    host: Annotated[str, typer.Option(help="Address it listens on.")] = "127.0.0.1",
    seed: Annotated[int, typer.Option(help="Of answers and faults.")] = 0,
    latency: Annotated[str, typer.Option(help="Seconds a call takes; 0.2~0.5 is lognormal.")] = "0",
    slots: Annotated[int, typer.Option(help="Calls worked on at once; 0 is no limit.")] = 0,
    tokens_per_second: Annotated[float, typer.Option(help="Speed of an answer; 0: at once.")] = 0,
    fault: Annotated[
        list[str] | None, typer.Option(help="A fault's share, e.g. timeout=0.03 (repeatable).")
    ] = None,
    faults_stay: Annotated[
        bool, typer.Option(help="A call that failed on its way fails again.")
    ] = False,
    form: Annotated[
        list[str] | None, typer.Option(help="A form's weight, e.g. tags=0.5 (repeatable).")
    ] = None,
    thinking: Annotated[bool, typer.Option(help="Answers come with reasoning.")] = False,
    model: Annotated[list[str] | None, typer.Option(help="A model's name (repeatable).")] = None,
    reliable_model: Annotated[
        list[str] | None, typer.Option(help="A model that no fault befalls (repeatable).")
    ] = None,
    api_key: Annotated[
        str, typer.Option(envvar="FAKE_SERVER_KEY", help="Key that calls must carry.")
    ] = "",
    window: Annotated[int, typer.Option(help="Tokens of prompt and answer.")] = 131_072,
    cache_tokens: Annotated[int, typer.Option(help="Simulated prefix cache; 0: none.")] = 0,
    retry_after: Annotated[float, typer.Option(help="Seconds that a 429 asks to wait.")] = 1.0,
    log: Annotated[Path | None, typer.Option(help="File with a line (JSON) for each call.")] = None,
) -> None:
    """Serve answers without a model: OpenAI's protocol, seeded, as slow and faulty as wanted."""
    median, spread = latency_from(latency)
    settings = Settings(
        seed=seed,
        models=tuple(model or ("fake",)),
        reliable_models=tuple(reliable_model or ()),
        api_key=api_key,
        faults=faults_from(fault or []),
        faults_clear=not faults_stay,
        retry_after=retry_after,
        forms=shares(form, "form") if form else {"json": 1.0},
        thinking=thinking,
        latency=median,
        latency_spread=spread,
        slots=slots,
        tokens_per_second=tokens_per_second,
        window=window,
        cache_tokens=cache_tokens,
    )
    server = FakeServer(settings, log, host, port)
    asyncio.run(serve(server, lambda: console.print(f"serving on {server.url}", soft_wrap=True)))


@app.command("estimate")
def estimate_command(
    config: Annotated[Path | None, typer.Option(help="YAML or JSON configuration.")] = None,
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A setting, e.g. time.n_day=4 (repeatable).")
    ] = None,
    latency: Annotated[float, typer.Option(help="Seconds that a call takes.")] = 5.0,
    slots: Annotated[
        int | None, typer.Option(help="Calls at a time (default: max_concurrency).")
    ] = None,
    throughput: Annotated[
        float | None, typer.Option(help="Tokens of answers a second, all calls together.")
    ] = None,
    cache_tokens: Annotated[int, typer.Option(help="Prefix cache of the server.")] = 1_000_000,
    price: Annotated[
        str | None,
        typer.Option(help="Of a million tokens: input,output[,cached] (default: the config's)."),
    ] = None,
    weeks: Annotated[int | None, typer.Option(help="Weeks to live for it.")] = None,
    json_file: Annotated[
        Path | None, typer.Option("--json", help="Keep it for agentopia run --estimate.")
    ] = None,
) -> None:
    """What a run will take: calls, tokens, hours and money. No model is asked."""
    settled = _configure(config, settings or [], {})
    prices = prices_of(settled) if price is None else {EVERY_OTHER: _price(price)}
    service = Service(latency, slots or settled.max_concurrency, throughput, cache_tokens)
    with console.status("lives some weeks"):
        expected = estimate(settled, service, weeks)
    console.print(estimate_table(expected, prices))
    console.print(
        f"about {expected.seconds / 3600:.1f} hours, {expected.spending.cost(prices):,.2f} in "
        f"money; found out by living {expected.weeks} weeks",
        soft_wrap=True,
    )
    if json_file is not None:
        write_estimate(json_file, expected)


def _price(text: str) -> Price:
    """`0.5,2` or `0.5,2,0.1`: of a million tokens of input, output and cached input."""
    try:
        given = [float(part) for part in text.split(",")]
        return Price(given[0], given[1], given[2] if len(given) > 2 else None)
    except (ValueError, IndexError) as error:
        raise ConfigError(f"--price {text!r}: write it like 0.5,2 or 0.5,2,0.1") from error


@app.command("picture-world")
def picture_world_command(
    path: Annotated[str, typer.Argument(help="A base world's path, or a bundled world's name.")],
    out: Annotated[Path, typer.Option(help="File to write (SVG).")],
) -> None:
    """Draw who knows whom in a world: names, ties, and a colour for each circle of people."""
    draft = readable_world(find_world(path))
    out.write_text(picture(draft), encoding="utf-8")
    console.print(f"{out}: {len(draft.people)} people in {len(circles(draft))} circles")


cli_analysis.register(app)
app.command("view")(view_command)
app.command("forge")(forge_command)
