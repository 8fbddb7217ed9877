"""The line that a run shows while it goes on: time, speed, and what its models have cost."""

from __future__ import annotations

import time

from rich.console import Console
from rich.progress import (
    BarColumn,
    Progress,
    ProgressColumn,
    Task,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.text import Text

from agentopia_env.config import RunConfig
from agentopia_env.policies.answering import Answering
from agentopia_env.spending import in_short
from agentopia_env.store.kept import Desk
from agentopia_env.world.society import Society


class Live:
    """A progress bar that counts stages, and the calls of models while they come in.

    Args:
        config: of the run.
        console: where it is shown.
    """

    def __init__(self, config: RunConfig, console: Console) -> None:
        stages = enumerate(config.time.stages(config.fidelity), 1)
        self._position = {moment: number for number, moment in stages}
        self._weeks = config.time.n_year * config.time.n_week
        self._began = time.monotonic()
        self._first: int | None = None
        self._calls = _Calls()
        self._progress = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.percentage:3.0f}%"),
            TextColumn("{task.fields[speed]}"),
            self._calls,
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            console=console,
        )
        self._task = self._progress.add_task("beginning", total=len(self._position), speed="")

    def opened(self, desk: Desk) -> None:
        """Calls come in from now on."""
        self._calls.desk = desk
        self._progress.start()

    def tell(self, society: Society, answering: Answering) -> None:
        """A stage is over."""
        self._progress.start()
        now = self._position[society.now]
        self._first = now - 1 if self._first is None else self._first
        seconds = max(1e-9, time.monotonic() - self._began)
        weeks = (now - self._first) / len(self._position) * self._weeks
        self._progress.update(
            self._task,
            completed=now,
            description=f"{society.now} ({answering.asked} questions)",
            speed=f"{len(society.people) * weeks / seconds:.0f} agent-weeks/s",
        )

    def stop(self) -> None:
        """Nothing more comes."""
        self._progress.stop()


class _Calls(ProgressColumn):
    """Calls a second, those under way, tokens and cost so far."""

    max_refresh = 0.5

    def __init__(self) -> None:
        super().__init__()
        self.desk: Desk | None = None

    def render(self, task: Task) -> Text:
        """The column's text."""
        del task
        return Text(in_one_line(self.desk) if self.desk else "")


def in_one_line(desk: Desk) -> str:
    """What models have done for a run so far."""
    total = desk.journal.spending.total
    speed = desk.answered / max(1e-9, desk.seconds)
    cost = f", {desk.cost:,.2f} spent" if desk.priced else ""
    return (
        f"{in_short(total.calls)} calls, {speed:.1f}/s, {desk.under_way} under way, "
        f"{in_short(total.input)} in, {in_short(total.output)} out{cost}"
    )
