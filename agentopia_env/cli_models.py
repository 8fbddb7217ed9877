"""Commands about language models: what a run will take, and a server to try it on."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from agentopia_env.cli_config import configured
from agentopia_env.errors import ConfigError
from agentopia_env.estimate import Service, estimate
from agentopia_env.fakeserver import FakeServer, Settings
from agentopia_env.fakeserver.server import serve
from agentopia_env.fakeserver.settings import faults_from, latency_from, shares
from agentopia_env.simulation import prices_of
from agentopia_env.spending import EVERY_OTHER, Price
from agentopia_env.spent import estimate_table, write_estimate

console = Console()


def register(app: typer.Typer) -> None:
    """Add the commands of this module to the command line."""
    app.command("fake-server")(fake_server_command)
    app.command("estimate")(estimate_command)


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
    settled = configured(config, settings or [], {})
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
