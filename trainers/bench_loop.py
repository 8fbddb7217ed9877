"""Where a training loop's time goes: generation, training, and the rest, per stage and in total.

    agentopia bench loop                      a round of the quickstart, measured
    agentopia bench loop --out data/rft       a loop that is finished, from its ledger

Building the starting policy is left out: it is done once per user. Of a training stage only the
optimizer steps count as training; loading, measuring and saving are shown as the rest.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.box import SIMPLE_HEAD
from rich.table import Table

from agentopia_env.errors import AgentopiaError, UserError
from trainers.ledger import Ledger

WANTED = 0.10
"""Largest share of the rest that is wanted."""
BEFORE = ("start",)
"""Stages that are no part of the loop's own time."""
BETWEEN = "between stages"


@dataclass(frozen=True, slots=True)
class StageTime:
    """Wall-clock seconds of one stage.

    Attributes:
        seconds: of the whole stage.
        generating: in which a server answered.
        training: of the optimizer steps.
    """

    stage: str
    seconds: float
    generating: float = 0.0
    training: float = 0.0

    @property
    def rest(self) -> float:
        """Seconds that neither generated nor trained."""
        return max(0.0, self.seconds - self.generating - self.training)

    @property
    def share(self) -> float:
        """The rest's part of the stage."""
        return self.rest / self.seconds if self.seconds else 0.0


def stage_times(
    seconds: Mapping[str, float], results: Mapping[str, Mapping[str, Any] | None]
) -> list[StageTime]:
    """The times of a loop's stages, in the order in which they were finished.

    Args:
        seconds: of every stage, as the ledger has them.
        results: what every stage returned.
    """
    times = []
    for stage, spent in seconds.items():
        if stage in BEFORE:
            continue
        result = results.get(stage) or {}
        trained = float((result.get("fitted") or {}).get("seconds", 0.0))
        times.append(StageTime(stage, spent, float(result.get("generating", 0.0)), trained))
    return times


def by_kind(times: Sequence[StageTime]) -> list[StageTime]:
    """Times of the stages of one kind in all rounds together: `round-3/train` is a `train`."""
    kinds: dict[str, StageTime] = {}
    for one in times:
        kind = one.stage.rpartition("/")[2].partition("-")[0]
        so_far = kinds.get(kind, StageTime(kind, 0.0))
        kinds[kind] = _added(kind, [so_far, one])
    return list(kinds.values())


def total(times: Sequence[StageTime]) -> StageTime:
    """All stages together."""
    return _added("total", times)


def _added(name: str, times: Sequence[StageTime]) -> StageTime:
    return StageTime(
        name,
        sum(one.seconds for one in times),
        sum(one.generating for one in times),
        sum(one.training for one in times),
    )


def read_times(folder: Path) -> list[StageTime]:
    """The times of a loop, from its ledger.

    Raises:
        UserError: there is no loop, or none of its stages is finished.
    """
    if not (folder / "ledger.jsonl").is_file():
        raise UserError(f"{folder} holds no loop (ledger.jsonl); give the --out of one")
    ledger = Ledger(folder)
    seconds = ledger.seconds
    times = stage_times(seconds, {stage: ledger.result(stage) for stage in seconds})
    if not times:
        raise UserError(f"{folder}: no stage of this loop is finished yet")
    return times


def measured(config: str, rounds: int, settings: Sequence[str]) -> list[StageTime]:
    """Run a loop in a folder of its own, which is removed, and measure it.

    Args:
        config: a training config: a file, or the name of a bundled one.
        rounds: how many.
        settings: further ones, `key=value`.
    """
    from trainers.loop_settings import read_settings
    from trainers.rft_loop import run_loop

    chosen = read_settings(config, settings, {"rounds": rounds})
    with tempfile.TemporaryDirectory(prefix="agentopia-bench-") as folder:
        start = time.monotonic()
        try:
            run_loop(chosen, Path(folder))
        except AgentopiaError as error:
            raise UserError(f"the loop that was to be measured stopped: {error}") from error
        wall = time.monotonic() - start
        times = read_times(Path(folder))
        whole = sum(Ledger(Path(folder)).seconds.values())
    return [*times, StageTime(BETWEEN, max(0.0, wall - whole))]


def time_table(times: Sequence[StageTime]) -> Table:
    """Seconds and shares, a line per kind of stage and one for all."""
    shown = Table(title="agentopia bench loop", title_justify="left", box=SIMPLE_HEAD)
    for column in ("stage", "seconds", "generating", "training", "rest", "rest, share"):
        shown.add_column(column, justify="left" if column == "stage" else "right")
    for one in by_kind(times):
        shown.add_row(*_cells(one))
    shown.add_section()
    shown.add_row(*_cells(total(times)), style="bold")
    return shown


def _cells(one: StageTime) -> list[str]:
    numbers = (one.seconds, one.generating, one.training, one.rest)
    return [one.stage, *(f"{number:.1f}" for number in numbers), f"{one.share:.1%}"]


def verdict(times: Sequence[StageTime]) -> str:
    """The share that counts, in a line; also with all of the training stages as training."""
    whole = total(times)
    setup = sum(one.rest for one in times if one.stage.endswith("/train"))
    lenient = (whole.rest - setup) / whole.seconds if whole.seconds else 0.0
    good = "as wanted" if whole.share < WANTED else "more than wanted"
    return (
        f"{whole.share:.1%} of the time is neither generation nor training ({lenient:.1%} without "
        f"the loading, measuring and saving around the training steps); {good}: under {WANTED:.0%}"
    )
