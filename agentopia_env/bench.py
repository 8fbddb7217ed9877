"""How fast societies live, measured: each in a process of its own, so that peaks do not mix.

    agentopia bench society                                    25 to 1,600 people, four weeks
    agentopia bench society --people 100 --years 10 --weeks 10 the run sizes of the paper

Machines are noisy: compare the rows of one table, not tables.
"""

from __future__ import annotations

import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import orjson

from agentopia_env.clock import Moment
from agentopia_env.config import RunConfig, make_config
from agentopia_env.errors import ConfigError
from agentopia_env.policies.answering import Answering
from agentopia_env.simulation import cast_of, live, new_society, open_world
from agentopia_env.store.directory import create
from agentopia_env.store.recorder import Recorder
from agentopia_env.world.loading import BaseWorld
from agentopia_env.world.variations import enlarge

COLUMNS = (
    "people",
    "fidelity",
    "kept",
    "weeks",
    "seconds",
    "agent-weeks/s",
    "ms/agent-week",
    "questions",
    "peak MB",
    "growth",
    "snapshot ms",
    "snapshot MB",
)
WORLD = "tamarack"
"""The world whose people are varied to get any number of them."""


@dataclass(frozen=True, slots=True)
class Measurement:
    """One society, measured.

    Attributes:
        growth: time of the last week by the time of the first full one.
        peak: most memory the process held, in MB.
    """

    people: int
    fidelity: str
    kept: str
    weeks: int
    seconds: float
    questions: int
    peak: float
    growth: float
    snapshot_seconds: float
    snapshot_bytes: int

    def row(self) -> tuple[str, ...]:
        """The cells of `COLUMNS`."""
        lived = self.people * self.weeks
        return (
            str(self.people),
            self.fidelity,
            self.kept,
            str(self.weeks),
            f"{self.seconds:.1f}",
            f"{lived / self.seconds:.0f}",
            f"{1000 * self.seconds / lived:.2f}",
            str(self.questions),
            f"{self.peak:.0f}",
            f"{self.growth:.2f}",
            f"{1000 * self.snapshot_seconds:.0f}",
            f"{self.snapshot_bytes / 1e6:.1f}",
        )


def numbers(text: str, option: str = "--people") -> list[int]:
    """Sizes out of `25,100`, which an option was given.

    Raises:
        ConfigError: something else than positive numbers.
    """
    try:
        sizes = [int(part) for part in text.split(",")]
    except ValueError as error:
        raise ConfigError(f"{option} {text!r}: write numbers like 25,100") from error
    if min(sizes) < 1:
        raise ConfigError(f"{option} {text!r}: the least is 1")
    return sizes


def measurements(
    sizes: Sequence[int],
    fidelities: Sequence[str],
    years: int,
    weeks: int,
    kept: Sequence[str],
) -> Iterator[Measurement]:
    """Measure every combination, smallest first."""
    for people in sizes:
        for fidelity in fidelities:
            for keep in kept:
                case = {
                    "people": people,
                    "fidelity": fidelity,
                    "years": years,
                    "weeks": weeks,
                    "keep": keep,
                }
                yield _in_own_process(case)


def _in_own_process(case: dict[str, Any]) -> Measurement:
    command = [sys.executable, "-m", "agentopia_env.bench", orjson.dumps(case).decode()]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        reason = done.stderr.strip().splitlines() or ["it was killed"]
        raise ConfigError(f"measuring {case} failed: {reason[-1]}")
    return Measurement(**orjson.loads(done.stdout))


def measure(people: int, fidelity: str, years: int, weeks: int, keep: str) -> Measurement:
    """Live one society here and now."""
    settings: dict[str, Any] = {
        "world": WORLD,
        "fidelity": fidelity,
        "time": {"n_year": years, "n_week": weeks},
        "store": {"trace": "off" if keep == "none" else keep},
    }
    config = make_config(settings)
    path, base = world_of(people, config)
    society = new_society(config, base)
    with tempfile.TemporaryDirectory() as folder:
        recorder = None
        if keep == "none":
            society.keep_no_records()
        else:
            contents = {"config.json": config.record()}
            out = Path(folder) / "run"
            files = create(out, path, contents, society.now, society.snapshot())
            recorder = Recorder(files, config.store.trace, config.store.checkpoint_seconds)
        cast = cast_of(config)
        answering = Answering(cast, recorder.attempt) if recorder else Answering(cast)
        ends: list[float] = []

        def stage_end(moment: Moment) -> None:
            if recorder:
                recorder.stage_end(society)
            society.outbox.clear()
            if moment.stage == "settle":
                ends.append(time.perf_counter())

        start = time.perf_counter()
        live(society, answering, stage_end)
        if recorder:
            recorder.commit(society, finished=True)
        seconds = time.perf_counter() - start
    before = time.perf_counter()
    snapshot = society.snapshot()
    return Measurement(
        people=people,
        fidelity=fidelity,
        kept=keep,
        weeks=years * weeks,
        seconds=seconds,
        questions=answering.asked,
        peak=_peak_megabytes(),
        growth=_growth(start, ends, weeks),
        snapshot_seconds=time.perf_counter() - before,
        snapshot_bytes=len(snapshot),
    )


def world_of(people: int, config: RunConfig) -> tuple[Path, BaseWorld]:
    """The configured world with any number of people."""
    path, base = open_world(config)
    if people < len(base.profiles):
        return open_world(replace(config, agents=people))
    return path, enlarge(base, people, config.seed)


def _growth(start: float, ends: list[float], weeks: int) -> float:
    """Time of the last year's weeks by the first year's; of the last week in a single year."""
    spans = [end - begin for begin, end in zip([start, *ends], ends, strict=False)]
    span = weeks if len(spans) > weeks else 1
    first = spans[1 : span + 1] if span == 1 and len(spans) > 1 else spans[:span]
    return sum(spans[-span:]) / sum(first)


def _peak_megabytes() -> float:
    """Most memory this process held."""
    try:
        import resource
    except ImportError:  # Windows
        return float("nan")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak / 1e3


if __name__ == "__main__":
    sys.stdout.write(orjson.dumps(asdict(measure(**orjson.loads(sys.argv[1])))).decode())
