"""What a loop says while it works: one line per finished stage, a bar within a stage."""

from __future__ import annotations

import signal
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import typer
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from agentopia_env.errors import AgentopiaError

STOPPED = 130
"""Exit code of a command that was stopped by Ctrl-C or SIGTERM."""


@dataclass(slots=True)
class Bar:
    """The bar of one stage; shows nothing where nobody looks."""

    progress: Progress
    task: TaskID
    key_figure: str = ""
    """What the stage's line says beside its name and seconds."""

    def share(self, what: str, share: float) -> None:
        """How much of the stage is done, 0 to 1."""
        self.progress.update(self.task, description=what, completed=share)

    def count(self, what: str, done: int, of: int) -> None:
        """How many of something are done."""
        self.share(f"{what} {done}/{of}", done / max(1, of))

    def say(self, what: str) -> None:
        """What is being waited for."""
        self.progress.update(self.task, description=what)


@dataclass(slots=True)
class Telling:
    """Lines and bars on one console; bars only on a terminal."""

    console: Console = field(default_factory=Console)

    def line(self, text: str) -> None:
        """One line, as it is."""
        self.console.print(text, markup=False, highlight=False, soft_wrap=True)

    @contextmanager
    def stage(self, name: str) -> Iterator[Bar]:
        """A bar while a stage is at work, and its line when it is finished."""
        start = time.monotonic()
        columns = (TextColumn(f"{name}: {{task.description}}"), BarColumn(), TimeElapsedColumn())
        shown = self.console.is_terminal
        with Progress(*columns, console=self.console, transient=True, disable=not shown) as bars:
            bar = Bar(bars, bars.add_task("", total=1.0))
            yield bar
        seconds = time.monotonic() - start
        self.line(f"{name:<20} {seconds:>7.1f} s  {bar.key_figure}".rstrip())


def run_command(app: typer.Typer, go_on: str) -> None:
    """Run a command; what the user can mend ends with one message and exit code 2.

    Args:
        app: the command.
        go_on: said when Ctrl-C or SIGTERM stopped it (exit code 130).
    """
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        app()
    except AgentopiaError as error:
        typer.echo(f"error: {error}", err=True)
        sys.exit(2)
    except (KeyboardInterrupt, SystemExit) as end:  # typer makes the one the other
        if isinstance(end, SystemExit) and end.code != STOPPED:
            raise
        typer.echo(f"stopped; {go_on}", err=True)
        sys.exit(STOPPED)
