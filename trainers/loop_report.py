"""What a training loop came to: a table, a page, and a figure of reward by round.

python -m trainers.loop_report data/rft      # once more, from the ledger of a loop
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import orjson
import typer
from rich.table import Table

from agentopia_env.errors import UserError
from trainers.bench_loop import stage_times, total
from trainers.ledger import Ledger
from trainers.loop_settings import LoopSettings
from trainers.sections import plain, settled
from trainers.selection_report import table
from trainers.telling import Telling, run_command

FIGURE = "reward_by_round.png"
MEASURES = ("total", "social", "subjective", "economy", "liked_by", "respected_by")


@dataclass(frozen=True, slots=True)
class Round:
    """What one round came to.

    Attributes:
        lived_by: the policy version that the round's societies lived by.
        ahead: how far its people's total reward was ahead of the population's, per society.
        valid: share of its answers that could be used.
        rows, kept: generations, and those that were learned from.
        loss: per learned token, in the first and the last step.
        gain: by how much training raised the mean log-probability of what it learned.
        version: the new policy; `lead`, `low` and `high` are its total reward's difference to the
            starting policy in the arena, with its interval.
        built_on: whether the new policy was kept.
    """

    number: int
    lived_by: str
    ahead: tuple[float, ...]
    valid: float
    rows: int
    kept: int
    loss: tuple[float, float]
    gain: float | None
    version: str
    moved: float
    lead: float
    low: float
    high: float
    built_on: bool


@dataclass(frozen=True, slots=True)
class Report:
    """A finished loop.

    Attributes:
        policy: the last policy that was kept, relative to the loop's folder; None if none was.
        final: the last arena's comparison with the starting policy; None where none was kept.
        timings: wall-clock seconds by stage, of generation, of training, and the rest's share
            (building the starting policy apart). The only part that differs between two runs.
    """

    settings: Mapping[str, Any]
    rounds: tuple[Round, ...]
    policy: str | None
    version: str
    final: Mapping[str, Any] | None
    timings: Mapping[str, Any]

    def write(self, folder: Path) -> None:
        """Leave report.json, report.md and the figure (where matplotlib is installed)."""
        content = orjson.dumps(asdict(self), option=orjson.OPT_INDENT_2)
        (folder / "report.json").write_bytes(content)
        (folder / "report.md").write_text(_page(self), encoding="utf-8")
        if find_spec("matplotlib") is not None:
            draw(self, folder / FIGURE)

    def show(self, telling: Telling, folder: Path) -> None:
        """The table on the console, and where everything is."""
        rounds = Table(*_HEAD, title="Total life reward by round", title_justify="left")
        for one in self.rounds:
            rounds.add_row(*_cells(one))
        telling.console.print(rounds)
        for line in _last_word(self):
            telling.line(line)
        telling.line(f"report: {folder / 'report.md'}")
        if find_spec("matplotlib") is None:
            telling.line("no figure: matplotlib is not installed (pip install matplotlib)")
        else:
            telling.line(f"figure: {folder / FIGURE}")


def report_of(ledger: Ledger, settings: LoopSettings) -> Report:
    """The report of a loop whose rounds are all in its ledger.

    Raises:
        UserError: a round is not finished.
    """
    rounds = tuple(_round(ledger, number) for number in range(1, settings.rounds + 1))
    built_on = [one for one in rounds if one.built_on]
    last = built_on[-1] if built_on else None
    start = _result(ledger, "start")
    return Report(
        settings=plain(settings),
        rounds=rounds,
        policy=None if last is None else f"round-{last.number}/train/policy",
        version=f"start-{start['weights'][:8]}" if last is None else last.version,
        final=_without_times(ledger.result(f"final-{settings.rounds}")),
        timings=_timings(ledger),
    )


def _result(ledger: Ledger, stage: str) -> dict[str, Any]:
    result = ledger.result(stage)
    if result is None:
        raise UserError(
            f"{ledger.folder}: {stage} is not finished; go on with python -m trainers.rft_loop "
            f"--out {ledger.folder}"
        )
    return result


def _without_times(result: dict[str, Any] | None) -> dict[str, Any] | None:
    if result is None:
        return None
    return {name: value for name, value in result.items() if name != "generating"}


def _round(ledger: Ledger, number: int) -> Round:
    stages = ("rollout", "select", "train", "publish", "evaluate", "decide")
    lived, selected, trained, published, compared, decided = (
        _result(ledger, f"round-{number}/{stage}") for stage in stages
    )
    fitted, total = trained["fitted"], compared["difference"]["total"]
    before, after = fitted["logprob_before"], fitted["logprob_after"]
    return Round(
        number=number,
        lived_by=lived["version"],
        ahead=tuple(lived["ahead_by_society"]),
        valid=lived["valid"],
        rows=lived["rows"],
        kept=selected["kept"],
        loss=(fitted["loss_first"], fitted["loss_last"]),
        gain=None if before is None or after is None else after - before,
        version=published["version"],
        moved=published["moved"],
        lead=total["mean"],
        low=total["low"],
        high=total["high"],
        built_on=decided["keep"],
    )


def _timings(ledger: Ledger) -> dict[str, Any]:
    """Seconds, and the share of those that neither generated nor trained."""
    seconds = ledger.seconds
    whole = total(stage_times(seconds, {stage: ledger.result(stage) for stage in seconds}))
    return {
        "stages": seconds,
        "generating": round(whole.generating, 3),
        "training": round(whole.training, 3),
        "overhead": round(whole.share, 4),
    }


# ---------------------------------------------------------------- table and page

_HEAD = ("Round", "Over population", "Valid", "Learned", "Loss", "Over start", "Built on")


def _cells(one: Round) -> list[str]:
    return [
        str(one.number),
        f"{np.mean(one.ahead):+.3f}",
        f"{one.valid:.1%}",
        f"{one.kept} of {one.rows}",
        f"{one.loss[0]:.3f} to {one.loss[1]:.3f}",
        f"{one.lead:+.3f} [{one.low:+.3f}, {one.high:+.3f}]",
        "yes" if one.built_on else "no",
    ]


_EXPLAINED = (
    "Over population: total life reward of those who lived by the policy before the round, minus",
    "that of the others, in the round's societies. Over start: total life reward of the new policy",
    "minus that of the starting one in the arena, with its interval.",
)


def _last_word(report: Report) -> list[str]:
    if report.final is None:
        return ["No policy was kept: none came near the starting one."]
    total = report.final["difference"]["total"]
    return [
        f"{report.version} against the starting policy, on societies that nothing was decided by: "
        f"total life reward {total['mean']:+.3f} [{total['low']:+.3f}, {total['high']:+.3f}]"
    ]


def _page(report: Report) -> str:
    lines = ["# Training loop", "", *_last_word(report), ""]
    lines += table(_HEAD, map(_cells, report.rounds))
    lines += ["", *_EXPLAINED]
    if report.final is not None:
        differences = report.final["difference"]
        rows = [
            [name, f"{one['mean']:+.3f}", f"[{one['low']:+.3f}, {one['high']:+.3f}]"]
            for name, one in differences.items()
        ]
        lines += ["", "## Last policy against the starting one", ""]
        lines += table(["Measure", "Difference", "Interval"], rows)
    if report.policy is not None:
        lines += ["", f"The policy is in `{report.policy}`."]
    times = report.timings
    lines += [
        "",
        f"{times['generating']:.0f} s of generation, {times['training']:.0f} s of training, "
        f"{times['overhead']:.1%} of the time for the rest.",
        "",
    ]
    return "\n".join(lines)


# ---------------------------------------------------------------- figure


def draw(report: Report, file: Path) -> None:
    """The figure of reward by round: in the arena against the start, and in the rollouts."""
    from matplotlib.figure import Figure  # half a second that only a figure needs

    figure = Figure(figsize=(9, 3.6), layout="constrained")
    arena, lived = figure.subplots(1, 2)
    _draw_arena(arena, report)
    _draw_rollouts(lived, report)
    figure.savefig(file, dpi=150)


def _draw_arena(axes: Any, report: Report) -> None:
    for one in report.rounds:
        bar = [[one.lead - one.low], [one.high - one.lead]]
        full = "C0" if one.built_on else "white"
        axes.errorbar([one.number], [one.lead], bar, fmt="o", color="C0", mfc=full, capsize=3)
    axes.plot([0], [0], "o", color="C0")
    if report.final is not None:
        total, last = report.final["difference"]["total"], len(report.rounds) + 1
        bar = [[total["mean"] - total["low"]], [total["high"] - total["mean"]]]
        axes.errorbar([last], [total["mean"]], bar, fmt="s", color="C1", capsize=3)
    ticks = range(len(report.rounds) + 1 + (report.final is not None))
    names = ["start", *(str(one.number) for one in report.rounds), "last"][: len(ticks)]
    axes.set_xticks(list(ticks), names)
    axes.axhline(0, color="0.7", linewidth=0.8, zorder=0)
    axes.set_xlabel("policy after round (hollow: not built on)")
    axes.set_ylabel("total life reward over the start")
    axes.set_title("In the arena, on people never trained on", fontsize="medium")


def _draw_rollouts(axes: Any, report: Report) -> None:
    means = [float(np.mean(one.ahead)) for one in report.rounds]
    errors = [
        float(np.std(one.ahead, ddof=1) / len(one.ahead) ** 0.5) if len(one.ahead) > 1 else 0.0
        for one in report.rounds
    ]
    numbers = [one.number for one in report.rounds]
    axes.errorbar(numbers, means, errors, fmt="o-", color="C2", capsize=3)
    axes.set_xticks(numbers)
    axes.axhline(0, color="0.7", linewidth=0.8, zorder=0)
    axes.set_xlabel("round")
    axes.set_ylabel("total life reward over the population")
    axes.set_title("In the round's societies (± standard error)", fontsize="medium")


# ---------------------------------------------------------------- command line

app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(help=__doc__)
def loop_report(folder: Annotated[Path, typer.Argument(help="Folder of a loop.")]) -> None:
    """Make the report of a finished loop once more."""
    try:
        values = orjson.loads((folder / "settings.json").read_bytes())
    except OSError as error:
        raise UserError(f"{folder} is no loop: settings.json: {error.strerror}") from error
    report = report_of(Ledger(folder), settled(LoopSettings, values))
    report.write(folder)
    report.show(Telling(), folder)


def main() -> None:
    """Run the command."""
    run_command(app, "the same command begins anew")


if __name__ == "__main__":
    main()
