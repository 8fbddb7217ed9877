"""How well a model server is used: a society whose answers take a while, against a bound.

    agentopia bench serving                        100 people, 200 ms a call, 64 at a time
    agentopia bench serving --simulated            the same on a simulated clock, without HTTP

The bound is summed over the parts of a week that the rules separate. Each takes at least its calls
by the slots, rounded up, and at least its longest chain of calls that need one another; the larger
of the two, times the latency. (Both come from the society itself, lived once with as many slots
as there are calls.) What is measured beside it does everything that a run does: prompts are
written, answers journaled, the run directory kept. The first row asks a server of another process
over HTTP, as a run asks a real one; its processor time has the client in it, and its bound is that
of the answers which that server gave. The other rows answer within the process, and differ in
nothing but where people wait.
"""

from __future__ import annotations

import asyncio
import math
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path

from rich.table import Table

from agentopia_env import virtual
from agentopia_env.bench import WORLD, world_of
from agentopia_env.bench_http import Answers, asking, model_server
from agentopia_env.clock import Moment
from agentopia_env.config import RunConfig, make_config
from agentopia_env.life.week import Waits, every_stage, every_week
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.cast import Cast
from agentopia_env.policies.delayed import Delayed
from agentopia_env.policies.slots import Slots
from agentopia_env.simulation import cast_of, live, new_society
from agentopia_env.store.directory import create
from agentopia_env.store.journal import Journal
from agentopia_env.store.kept import Desk, Limits
from agentopia_env.store.recorder import Recorder

COLUMNS = ("all wait", "calls", "bound s", "seconds", "of bound", "slots used", "CPU ms/call")


def every_day(moment: Moment) -> bool:
    """Wait at the end of every activity day."""
    return every_week(moment) or moment.stage == "activity"


WAITING: dict[str, Waits] = {
    "by the rules": every_week,
    "every activity day": every_day,
    "every stage": every_stage,
}


@dataclass(frozen=True, slots=True)
class Part:
    """What happened between two moments at which everybody waited.

    Attributes:
        seconds: that it took.
    """

    end: Moment
    calls: int
    seconds: float


@dataclass(frozen=True, slots=True)
class Lived:
    """A society that has lived.

    Attributes:
        cpu: seconds of processor time, everything included.
    """

    parts: tuple[Part, ...]
    seconds: float
    cpu: float

    @property
    def calls(self) -> int:
        """All calls."""
        return sum(part.calls for part in self.parts)


@dataclass(frozen=True, slots=True)
class Server:
    """A server that answers every call after the same time, so many at a time.

    Attributes:
        simulated: whether the clock is, so that nothing is waited for.
    """

    latency: float
    slots: int
    simulated: bool

    def cast(self, instant: Cast, prompts: bool = True) -> Cast:
        """A cast that answers at once, behind this server."""
        slots = Slots(self.slots)
        return Cast(
            Delayed(instant.default, slots, self.latency, prompts),
            Delayed(instant.environment, slots, self.latency, prompts),
        )


def serving_table(
    people: int, fidelity: str, weeks: int, latency: float, slots: int, simulated: bool
) -> Table:
    """Wall-clock and processor time of one society under every way of waiting."""
    settings = {"world": WORLD, "fidelity": fidelity, "time": {"n_year": 1, "n_week": weeks}}
    config = make_config(settings)
    table = Table(
        title=f"agentopia bench serving: {people} people, {fidelity}, {weeks} weeks and a year's "
        f"end, {slots} slots, {1000 * latency:g} ms a call"
        + (" (simulated clock)" if simulated else ""),
        title_justify="left",
    )
    for column in COLUMNS:
        table.add_column(column, justify="left" if column == COLUMNS[0] else "right")
    server = Server(latency, slots, simulated)
    if not simulated:
        lived, answers = over_http(people, config, server)
        bound = bound_of(people, config, server, answers.cast())
        table.add_row("by the rules (HTTP)", *_row(lived, server, bound))
    bound = bound_of(people, config, server, cast_of(config))
    for name, waits in WAITING.items():
        table.add_row(name, *_row(measured(people, config, server, waits), server, bound))
    return table


def _row(lived: Lived, server: Server, bound: float) -> Iterator[str]:
    busy = lived.calls * server.latency / (lived.seconds * server.slots) if lived.seconds else 1
    yield str(lived.calls)
    yield f"{bound:.1f}"
    yield f"{lived.seconds:.1f}"
    yield f"{lived.seconds / bound:.3f} x" if bound else ""
    yield f"{busy:.0%}"
    yield f"{1000 * lived.cpu / lived.calls:.2f}"


def bound_of(people: int, config: RunConfig, server: Server, cast: Cast) -> float:
    """The least time that the rules allow for a cast's answers, in seconds; see the module."""
    unlimited = Server(1.0, 1_000_000_000, simulated=True).cast(cast, prompts=False)
    chains = lived_on(people, config, unlimited, every_week)
    least = (
        max(math.ceil(part.calls / server.slots), round(part.seconds)) for part in chains.parts
    )
    return server.latency * sum(least)


def over_http(people: int, config: RunConfig, server: Server) -> tuple[Lived, Answers]:
    """A society that asks `agentopia fake-server`, and what that answered."""
    with model_server(server.latency, server.slots) as url, tempfile.TemporaryDirectory() as folder:
        answers = Answers()
        asked = answers.heard(cast_of(asking(config, url, server.slots)))
        return lived_on(people, config, asked, every_week, False, Path(folder) / "run"), answers


def measured(people: int, config: RunConfig, server: Server, waits: Waits) -> Lived:
    """A society kept in a run directory, as `agentopia run` keeps it."""
    with tempfile.TemporaryDirectory() as folder:
        out = Path(folder) / "run"
        return lived_on(people, config, server.cast(cast_of(config)), waits, server.simulated, out)


def lived_on(
    people: int,
    config: RunConfig,
    cast: Cast,
    waits: Waits,
    simulated: bool = True,
    out: Path | None = None,
) -> Lived:
    """Live a society and take its time.

    Args:
        people: how many.
        config: with its world, whose people are varied to get as many.
        cast: answers after a while.
        waits: where everybody waits.
        simulated: whether the clock is.
        out: the run directory to make (None: nothing is kept).
    """
    path, base = world_of(people, config)
    society = new_society(config, base)
    recorder = None
    if out is None:
        society.keep_no_records()
    else:
        files = create(out, path, {"config.json": config.record()}, society.now, society.snapshot())
        desk = Desk(Journal(files.root), Limits())
        cast = desk.at(cast)
        seconds = config.store.checkpoint_seconds
        recorder = Recorder(files, config.store.trace, seconds, desk.journal)
    answering = Answering(cast, recorder.attempt if recorder else None)
    ends = [(society.now, 0, 0.0)]

    def stage_end(moment: Moment) -> None:
        ends.append((moment, answering.asked, asyncio.get_running_loop().time()))
        if recorder is not None:
            recorder.stage_end(society)
        society.outbox.clear()

    before = time.process_time()
    with asyncio.Runner(loop_factory=virtual.VirtualLoop if simulated else None) as runner:
        ends[0] = (society.now, 0, runner.get_loop().time())
        live(society, answering, stage_end, waits, runner.run)
    if recorder is not None:
        recorder.commit(society, finished=True)
    cpu = time.process_time() - before
    parts = (
        Part(end, calls - calls_before, at - at_before)
        for (_, calls_before, at_before), (end, calls, at) in pairwise(ends)
    )
    return Lived(tuple(parts), ends[-1][2] - ends[0][2], cpu)
