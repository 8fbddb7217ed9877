"""`agentopia view`: look at runs in a browser, or write them down as pages for a web space."""

from __future__ import annotations

import time
import webbrowser
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from agentopia_env.errors import ConfigError, RunError
from agentopia_env.viewer.export import export
from agentopia_env.viewer.opened import Opened
from agentopia_env.viewer.server import Server, Site

MOST_RUNS = 20
console = Console()


def view_command(
    runs: Annotated[list[Path], typer.Argument(help="Run directories; two are shown together.")],
    port: Annotated[int, typer.Option(help="Where it listens; 0 is any free port.")] = 8642,
    host: Annotated[
        str, typer.Option(help="Address it listens on; 127.0.0.1 is this machine alone.")
    ] = "127.0.0.1",
    browser: Annotated[bool, typer.Option(help="Open the page in a browser.")] = True,
    follow: Annotated[bool, typer.Option(help="Read on while a run goes on.")] = True,
    export_to: Annotated[
        Path | None, typer.Option("--export", help="Write pages into this new folder instead.")
    ] = None,
    prompts: Annotated[
        bool, typer.Option(help="With --export: the prompts and answers too.")
    ] = True,
    index: Annotated[
        Path | None, typer.Option(help="Folder for the indexes (default: the user's cache).")
    ] = None,
) -> None:
    """Look at runs, finished or going on, in a browser."""
    if len(runs) > MOST_RUNS:
        raise ConfigError(f"{len(runs)} runs are too many to look at; give {MOST_RUNS} at most")
    opened = [Opened.open(path, number, index) for number, path in enumerate(runs)]
    if export_to is not None:
        with console.status("exporting") as status:
            written = export(opened, export_to, prompts, lambda words: status.update(words))
        console.print(
            f"{export_to}: {written.files} files, {written.size / 1e6:.1f} MB; put the folder on "
            f"any web space, or look at it with: python -m http.server -d {export_to}",
            soft_wrap=True,
        )
        return
    try:
        server = Server(Site(opened), host, port, follow)
    except OSError as error:
        raise RunError(
            f"{host}:{port} cannot be listened on: {error.strerror}; choose another --port"
        ) from None
    with server:
        console.print(f"looking at {server.url} (Ctrl+C ends it)", soft_wrap=True)
        if browser:
            webbrowser.open(server.url)
        _wait()


def _wait() -> None:
    try:
        while True:
            time.sleep(3600)
    except KeyboardInterrupt:
        console.print("closed")
