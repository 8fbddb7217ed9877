"""The training loop: live, reward, select, fine-tune, serve, live again.

    python -m trainers.rft_loop [--config FILE] [--out DIR] [--set a.b=c]... [--seed N] [--rounds N]

Every stage is a line in `DIR/ledger.jsonl` and a folder. The same command again goes on where the
loop was, wherever it was stopped: finished stages are never done again, a rollout goes on after
its last whole batch, a training begins anew. What is in DIR:

    settings.json                 everything it depends on
    start/policy                  the starting policy, where it is `nano`
    round-N/rollout               rows.jsonl (every generation), lives.jsonl (every reward)
    round-N/select                rows.jsonl (what is learned), report.md, report.json
    round-N/train/policy          the new policy
    round-N/evaluate, final-N     comparison.json: new policy against the starting one
    report.md, report.json, reward_by_round.png
"""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from filelock import FileLock, Timeout

from agentopia_env.chance import key
from agentopia_env.errors import UserError
from trainers import stages
from trainers.arena import ArenaSettings
from trainers.ledger import Ledger
from trainers.loop_report import Report, report_of
from trainers.loop_settings import LoopSettings, read_settings
from trainers.players import NANO, CurrentServer, resolve, served_player
from trainers.rollout import castings
from trainers.sections import plain
from trainers.serving.base import ServingError
from trainers.serving.weights import digest, distance
from trainers.sft_report import Progress as Step
from trainers.sft_settings import SftSettings
from trainers.stages import Result
from trainers.telling import Bar, Telling, run_command

SETTINGS = "settings.json"
Work = Callable[[Path, Bar], Result]


@dataclass(frozen=True, slots=True)
class Policy:
    """A policy of the loop.

    Attributes:
        version: under which it is served; names its weights, so that equal names mean equal ones.
        weights: digest of its weights.
        lead: how far it is ahead of the starting policy in the arena of the rounds.
    """

    folder: Path
    version: str
    weights: str
    lead: float = 0.0

    @classmethod
    def of(cls, folder: Path, name: str, weights: str) -> Policy:
        """A policy whose version says where it came from and what it weighs."""
        return cls(folder, f"{name}-{weights[:8]}", weights)


class Loop:
    """One training loop in one folder."""

    def __init__(self, settings: LoopSettings, folder: Path, telling: Telling) -> None:
        self._settings = settings.with_threads()
        self._folder, self._telling = folder.resolve(), telling
        self._ledger = Ledger(self._folder)
        people = sorted(settings.rollout.open().profiles)
        self._trained, self._held_out = settings.split(people)
        self._server = CurrentServer(
            self._settings.serving, self._folder / "serving.log", telling.line
        )

    def run(self) -> Report:
        """Everything that is not done yet, and the report."""
        if not (self._folder / SETTINGS).exists():
            self._keep_settings()
        try:
            start = kept = self._start()
            for number in range(1, self._settings.rounds + 1):
                new = self._round(number, start, kept)
                kept = new or kept
            self._final(start, kept)
        finally:
            self._server.close()
        self._keep_settings()  # what may differ from before does: rounds, servers
        return report_of(self._ledger, self._settings)

    def _round(self, number: int, start: Policy, kept: Policy) -> Policy | None:
        """One round from the kept policy on; the new one, if it is kept."""
        name = f"round-{number}"
        before = self._rollout(name, kept)
        self._select(name)
        new = self._train(name, kept)
        self._publish(name, new, before)
        new = self._evaluate(name, start, new)
        return new if self._decide(name, new, kept) else None

    # ------------------------------------------------------------ stages

    def _start(self) -> Policy:
        settings = self._settings
        inputs: dict[str, Any] = {"policy": settings.policy}
        if settings.policy == NANO:
            inputs["nano"] = settings.nano

        def work(folder: Path, bar: Bar) -> Result:
            found = resolve(settings.policy, bar.count, settings.nano)
            weights = digest(found)
            bar.key_figure = f"{settings.policy}, weights {weights[:8]}"
            if settings.policy != NANO:
                return {"policy": str(found), "weights": weights}
            shutil.copytree(found, folder / "policy", dirs_exist_ok=True)  # caches are cleared
            return {"policy": "start/policy", "weights": weights}

        result = self._stage("start", inputs, work)
        folder = self._folder / result["policy"]
        if not folder.is_dir():
            raise UserError(f"{folder}, which this loop began with, is gone; put it back")
        return Policy.of(folder, "start", result["weights"])

    def _rollout(self, name: str, kept: Policy) -> Result:
        """Let societies live by the kept policy."""
        settings = self._settings
        inputs = {
            "policy": kept.weights,
            "rollout": settings.rollout,
            "people": self._trained,
            "seed": settings.seed,
        }

        def work(folder: Path, bar: Bar) -> Result:
            bar.say("serving")
            server = self._server.serving(kept.folder, kept.version)
            player = served_player(stages.TRAINED, server, kept.folder)
            played = castings(settings.rollout, stages.TRAINED, settings.seed, name, self._trained)
            result = stages.roll_out(player, played, settings.rollout, folder, bar.share)
            bar.key_figure = (
                f"{result['rows']} rows, {result['valid']:.0%} valid, reward {result['ahead']:+.3f}"
                " against the population"
            )
            return {**result, "version": kept.version, "probe": server.probe()}

        return self._stage(f"{name}/rollout", inputs, work)

    def _select(self, name: str) -> Result:
        """Choose whose lives are learned from."""
        selection = self._settings.selection
        selection = replace(selection, seed=self._drawn("select", name, selection.seed))
        year = self._settings.rollout.config(0).time.start_year

        def work(folder: Path, bar: Bar) -> Result:
            result = stages.select(self._folder / name / "rollout", selection, year, folder)
            bar.key_figure = f"{result['kept']} of {result['given']} rows kept"
            return result

        return self._stage(f"{name}/select", {"selection": selection}, work)

    def _train(self, name: str, kept: Policy) -> Policy:
        """Fine-tune the kept policy."""
        settings = self._settings
        sft = replace(settings.sft, seed=self._drawn("train", name, settings.sft.seed))
        rows = self._folder / name / "select" / stages.ROWS

        def work(folder: Path, bar: Bar) -> Result:
            if settings.serving.release:
                self._server.close()
            bar.say("loading")
            result = stages.train(kept.folder, rows, sft, folder, settings.accelerate, _steps(bar))
            fitted = result["fitted"]
            bar.key_figure = (
                f"{result['rows']} rows, loss {fitted['loss_first']:.3f} to "
                f"{fitted['loss_last']:.3f}"
            )
            return {**result, "weights": digest(folder / "policy")}

        inputs = {"base": kept.weights, "sft": _mattering(sft)}
        result = self._stage(f"{name}/train", inputs, work)
        return Policy.of(self._folder / name / "train" / "policy", name, result["weights"])

    def _publish(self, name: str, new: Policy, before: Result) -> Result:
        """Serve the new policy, and see that other weights answer."""

        def work(folder: Path, bar: Bar) -> Result:
            del folder
            bar.say("serving")
            server = self._server.serving(new.folder, new.version)
            moved = distance(tuple(before["probe"]), server.probe())
            if moved == 0.0:
                raise ServingError(
                    f"{new.version} answers exactly as {before['version']} did: training changed "
                    "nothing, or the server was not refreshed; see the learning rate, and the "
                    f"server's log {self._folder / 'serving.log'}"
                )
            bar.key_figure = f"{new.version} answers; the probe moved by {moved:.3g}"
            return {"version": server.version, "moved": moved}

        return self._stage(f"{name}/publish", {"policy": new.weights}, work)

    def _evaluate(self, name: str, start: Policy, new: Policy) -> Policy:
        """Let the new policy compete with the starting one."""
        found = self._arena(f"{name}/evaluate", start, new, self._settings.evaluation)
        return replace(new, lead=found["difference"]["total"]["mean"])

    def _decide(self, name: str, new: Policy, kept: Policy) -> bool:
        """Whether the new policy is built on."""
        tolerance = self._settings.keep.tolerance

        def work(folder: Path, bar: Bar) -> Result:
            del folder
            keep = new.lead >= kept.lead - tolerance
            bar.key_figure = (
                f"{'keep' if keep else 'go on from'} {new.version if keep else kept.version}"
                f" (lead {new.lead:+.3f}, the kept one's {kept.lead:+.3f})"
            )
            return {"keep": keep, "lead": new.lead, "kept_lead": kept.lead}

        inputs = {"new": new.weights, "kept": kept.weights, "tolerance": tolerance}
        return bool(self._stage(f"{name}/decide", inputs, work)["keep"])

    def _final(self, start: Policy, kept: Policy) -> None:
        """The last word: the kept policy against the starting one, on societies of its own."""
        if kept.weights == start.weights:
            self._telling.line("no policy was kept; the last arena has nobody to compare")
            return
        self._arena(f"final-{self._settings.rounds}", start, kept, self._settings.final)

    # ------------------------------------------------------------ in common

    def _arena(self, stage: str, start: Policy, new: Policy, settings: ArenaSettings) -> Result:
        lives, people = self._settings.rollout, self._held_out or None
        inputs = {
            "start": start.weights,
            "new": new.weights,
            "arena": settings,
            "rollout": lives,
            "people": people,
        }

        def work(folder: Path, bar: Bar) -> Result:
            bar.say("serving")
            server = self._server.serving(new.folder, new.version)
            reference = self._server.reference(start.folder, start.version)
            players = [
                served_player("start", reference, start.folder),
                served_player("new", server, new.folder),
            ]
            result = stages.evaluate(players, lives, settings, folder, people, bar.share)
            total = result["difference"]["total"]
            bar.key_figure = (
                f"{new.version} {total['mean']:+.3f} [{total['low']:+.3f}, {total['high']:+.3f}]"
                " against the start"
            )
            return result

        return self._stage(stage, inputs, work)

    def _stage(self, name: str, inputs: dict[str, Any], work: Work) -> Result:
        """A stage's result; it is done only where it was not before."""

        def doing(folder: Path) -> Result:
            with self._telling.stage(name) as bar:
                result: Result = plain(work(folder, bar))
            return result

        if self._ledger.result(name) is not None:
            self._telling.line(f"{name:<20} done before")
        return self._ledger.run(name, plain(inputs), doing)[0]

    def _drawn(self, what: str, name: str, own: int) -> int:
        """The seed of a stage."""
        return key(self._settings.seed, what, name, own) % 2**31

    def _keep_settings(self) -> None:
        content = orjson.dumps(plain(self._settings), option=orjson.OPT_INDENT_2)
        (self._folder / SETTINGS).write_bytes(content)


def _mattering(sft: SftSettings) -> dict[str, Any]:
    """What of the training's settings changes its result."""
    logs = ("log", "log_dir", "log_project")
    return {key: value for key, value in plain(sft).items() if key not in logs}


def _steps(bar: Bar) -> Callable[[Step], None]:
    return lambda at: bar.count(f"loss {at.loss:.3f}, step", at.step, at.steps)


def run_loop(settings: LoopSettings, folder: Path, telling: Telling | None = None) -> Report:
    """Run a training loop, or go on with it; leaves the report in the folder.

    Raises:
        UserError: another loop is at work in the folder, or there is something to mend.
        AgentopiaError: a server does not come up, a training cannot be done, or the folder's
            finished stages were done with other settings.
    """
    telling = telling or Telling()
    folder.mkdir(parents=True, exist_ok=True)
    try:
        with FileLock(folder / ".lock", timeout=0):
            report = Loop(settings, folder, telling).run()
            report.write(folder)
    except Timeout as error:
        raise UserError(
            f"another loop is at work in {folder}; wait for it, or give another --out"
        ) from error
    report.show(telling, folder)
    return report


app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)


@app.command(help=__doc__)
def rft_loop(
    config: Annotated[
        str, typer.Option(help="A training config: a file, or the name of a bundled one.")
    ] = "quickstart",
    out: Annotated[Path, typer.Option(help="Folder of the loop.")] = Path("data/rft"),
    settings: Annotated[
        list[str] | None, typer.Option("--set", help="A setting, e.g. sft.epochs=2 (repeatable).")
    ] = None,
    seed: Annotated[int | None, typer.Option(help="Of all draws.")] = None,
    rounds: Annotated[int | None, typer.Option(help="How many rounds.")] = None,
) -> None:
    """Run a training loop, or go on with it."""
    given = {"seed": seed, "rounds": rounds}
    chosen = read_settings(
        config, settings or (), {name: value for name, value in given.items() if value is not None}
    )
    run_loop(chosen, out)


def main() -> None:
    """Run the command."""
    run_command(app, "the same command goes on where it was")


if __name__ == "__main__":
    main()
