"""The stages of the loop, each a function of a folder it fills, and each to be had alone.

python -m trainers.stages rollout --policy nano --out data/lives [--config FILE]
python -m trainers.stages select --lives data/lives --out data/selected [--config FILE]
python -m trainers.sft --base DIR --rows data/selected/rows.jsonl --out data/policy
python -m trainers.serve --policy data/policy
python -m trainers.arena --policy nano --policy data/policy
"""

from __future__ import annotations

import subprocess
import sys
import time
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Annotated, Any

import numpy as np
import orjson
import typer

from agentopia_env.errors import UserError
from trainers.arena import ArenaSettings, compete
from trainers.examples import TrainingError
from trainers.journal import JOURNAL
from trainers.rollout import (
    Casting,
    Life,
    Player,
    Progress,
    RolloutSettings,
    castings,
    live_together,
)
from trainers.selection import Lives, SelectionSettings, select_rows
from trainers.serving import guard
from trainers.serving.weights import digest
from trainers.sft import REPORT, fine_tune, read_rows, write_rows
from trainers.sft_report import Progress as Step
from trainers.sft_settings import SftSettings, plain_settings
from trainers.telling import Telling, run_command
from trainers.values import Generation, Request

LIVES = "lives.jsonl"
ROWS = JOURNAL
TRAINED = "policy"
"""The player's name of the policy that is trained."""
Result = dict[str, Any]


class NothingToLearnError(UserError):
    """A selection kept no rows; the message counts why."""


@dataclass(slots=True)
class Stopwatch:
    """Seconds that a server spent on answering."""

    seconds: float = 0.0

    def timing(self, player: Player) -> Player:
        """The same player, whose answers are timed."""
        generate = player.generate
        if generate is None:
            return player

        def timed(requests: Sequence[Request]) -> Sequence[Generation]:
            start = time.perf_counter()
            try:
                return generate(requests)
            finally:
                self.seconds += time.perf_counter() - start

        return replace(player, generate=timed)


def roll_out(
    player: Player,
    played: Sequence[Casting],
    settings: RolloutSettings,
    folder: Path,
    progress: Progress = lambda when, share: None,
) -> Result:
    """Let societies live; leaves every generation and every life in the folder.

    Returns:
        Numbers of rows, share of them that could be used, and the mean of the last year's reward
        of the trained people, of the others, and of the difference in each society.
    """
    watch = Stopwatch()
    rows, lives = live_together(played, [watch.timing(player)], settings, folder, progress)
    whole = folder / f".{ROWS}"
    write_rows(whole, rows)  # in order, and with what was found unsound only later
    whole.replace(folder / ROWS)
    write_lives(folder / LIVES, lives)
    ahead = [_ahead(lives, casting.society) for casting in played]
    return {
        "rows": len(rows),
        "valid": float(np.mean([row.valid and not row.rejected for row in rows])) if rows else 0.0,
        "tokens": sum(len(row.token_ids) for row in rows),
        "reward": float(np.mean([_last(one) for one in lives if one.player == TRAINED])),
        "ahead": float(np.mean(ahead)),
        "ahead_by_society": ahead,
        "generating": round(watch.seconds, 3),
    }


def _last(life: Life) -> float:
    return life.years[-1]["total"]


def _ahead(lives: Sequence[Life], society: int) -> float:
    """How far a society's trained people are ahead of the others; 0 where one side is empty."""
    trained = [_last(one) for one in lives if one.society == society and one.player == TRAINED]
    others = [_last(one) for one in lives if one.society == society and one.player != TRAINED]
    return float(np.mean(trained) - np.mean(others)) if trained and others else 0.0


def write_lives(file: Path, lives: Sequence[Life]) -> None:
    """Lives as JSON lines."""
    lines = (orjson.dumps(asdict(life), option=orjson.OPT_APPEND_NEWLINE) for life in lives)
    file.write_bytes(b"".join(lines))


def read_lives(file: Path) -> list[Life]:
    """Lives from JSON lines.

    Raises:
        UserError: the file cannot be read, or a line is no life.
    """
    try:
        contents = [orjson.loads(line) for line in file.read_bytes().splitlines()]
        return [Life(**{**content, "years": tuple(content["years"])}) for content in contents]
    except OSError as error:
        raise UserError(f"lives {file}: {error.strerror}") from error
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise UserError(f"lives {file}: {error}; roll out anew") from error


def rewards(lives: Sequence[Life], start_year: int) -> dict[tuple[int, str, int], float]:
    """The yearly life rewards of the trained people, by society, person and year."""
    return {
        (life.society, life.person, start_year + place): year["total"]
        for life in lives
        if life.player == TRAINED
        for place, year in enumerate(life.years)
    }


def select(lived: Path, settings: SelectionSettings, start_year: int, folder: Path) -> Result:
    """Choose what to learn from a rollout's folder; leaves rows and report in the other.

    Raises:
        NothingToLearnError: no row was kept.
    """
    lives = Lives.of(rewards(read_lives(lived / LIVES), start_year))
    selected = select_rows(read_rows(lived / ROWS), lives, settings)
    report = selected.report
    write_rows(folder / ROWS, selected.rows)
    content = orjson.dumps(report.to_json(), option=orjson.OPT_INDENT_2)
    (folder / "report.json").write_bytes(content)
    (folder / "report.md").write_text(report.to_markdown(), encoding="utf-8")
    if not selected.rows:
        counts = ", ".join(f"{count} {reason}" for reason, count in report.left_out.items())
        raise NothingToLearnError(
            f"nothing to learn from: none of {report.given} generations was kept ({counts}); "
            f"see {folder / 'report.md'}, and change the selection's filters or the policy"
        )
    return {
        "given": report.given,
        "kept": report.kept,
        "tokens": report.tokens,
        "left_out": dict(report.left_out),
        "largest_share": report.largest_share,
    }


def train(
    base: Path,
    rows: Path,
    settings: SftSettings,
    folder: Path,
    processes: int | None = None,
    progress: Callable[[Step], None] | None = None,
) -> Result:
    """Fine-tune into `policy` in the folder; one that is complete there already is taken.

    Args:
        base: folder of the policy to train.
        rows: file of the selected rows.
        settings: how.
        folder: of the stage.
        processes: how many train, by `accelerate launch` (None: this one).
        progress: told after every step, in this process only.
    """
    out = folder / "policy"
    if not (out / REPORT).is_file():
        if processes is None:
            fine_tune(base, read_rows(rows), out, settings, progress)
        else:
            _launch(base, rows, settings, out, processes)
    report = orjson.loads((out / REPORT).read_bytes())
    return {key: report[key] for key in ("rows", "tokens", "dropped", "fitted")}


def _launch(base: Path, rows: Path, settings: SftSettings, out: Path, processes: int) -> None:
    """Train in processes of their own; their output is kept beside the policy."""
    config, log = out.with_name("sft.json"), out.with_name("training.log")
    config.write_bytes(orjson.dumps(plain_settings(settings)))
    command = [sys.executable, "-m", "accelerate.commands.launch"]
    command += ["--num_processes", str(processes), "--module", "trainers.sft"]
    command += ["--base", str(base), "--rows", str(rows), "--out", str(out)]
    command += ["--config", str(config)]
    with log.open("ab") as output:
        child = subprocess.Popen(  # under a guard: nothing trains on when this process is killed
            [sys.executable, "-I", guard.__file__, "30", *command],
            stdin=subprocess.PIPE,
            stdout=subprocess.DEVNULL,
            stderr=output,
            start_new_session=True,
        )
    assert child.stdin is not None
    try:
        status = child.wait()
    finally:
        child.stdin.close()
        child.wait()
    if status:
        end = "\n".join(log.read_text("utf-8", "replace").splitlines()[-25:])
        raise TrainingError(f"training ended with status {status}; the end of {log}:\n{end}")


def evaluate(
    players: Sequence[Player],
    lives: RolloutSettings,
    settings: ArenaSettings,
    folder: Path,
    people: Collection[str] | None,
    progress: Progress = lambda when, share: None,
) -> Result:
    """The arena of two policies; leaves its comparison in the folder."""
    watch = Stopwatch()
    timed = [watch.timing(player) for player in players]
    (found,) = compete(timed, lives, settings, folder, progress, people)
    comparison = asdict(found)
    content = orjson.dumps(comparison, option=orjson.OPT_INDENT_2)
    (folder / "comparison.json").write_bytes(content)
    return {**comparison, "generating": round(watch.seconds, 3)}


# ---------------------------------------------------------------- command line


Config = Annotated[str | None, typer.Option(help="A training config, bundled or a file.")]
Changes = Annotated[list[str] | None, typer.Option("--set", help="A setting, e.g. seed=4.")]
Out = Annotated[Path, typer.Option(help="New folder of the stage, or one to go on in.")]
app = typer.Typer(add_completion=False, pretty_exceptions_enable=False, help=__doc__)


@app.command("rollout")
def rollout_command(
    out: Out,
    policy: Annotated[str | None, typer.Option(help="nano, a folder, or a hub model.")] = None,
    config: Config = None,
    settings: Changes = None,
) -> None:
    """Let societies live by a policy; writes rows.jsonl and lives.jsonl."""
    from trainers.loop_settings import read_settings
    from trainers.players import open_server, resolve, served_player

    chosen = read_settings(config, settings or (), {"policy": policy} if policy else {})
    telling = Telling()
    with telling.stage("rollout") as bar:
        folder = resolve(chosen.policy, bar.count, chosen.nano)
        people, _ = chosen.split(sorted(chosen.rollout.open().profiles))
        played = castings(chosen.rollout, TRAINED, chosen.seed, "alone", people)
        out.mkdir(parents=True, exist_ok=True)
        with open_server(folder, digest(folder)[:8], chosen.serving, out / "serving.log") as server:
            player = served_player(TRAINED, server, folder)
            result = roll_out(player, played, chosen.rollout, out, bar.share)
        bar.key_figure = f"{result['rows']} rows, {result['valid']:.0%} valid"


@app.command("select")
def select_command(
    lives: Annotated[Path, typer.Option(help="Folder of a rollout.")],
    out: Out,
    config: Config = None,
    settings: Changes = None,
) -> None:
    """Choose what to learn from a rollout; writes rows.jsonl and the report."""
    from trainers.loop_settings import read_settings

    chosen = read_settings(config, settings or ())
    out.mkdir(parents=True, exist_ok=True)
    with Telling().stage("select") as bar:
        year = chosen.rollout.config(0).time.start_year
        result = select(lives, chosen.selection, year, out)
        bar.key_figure = f"{result['kept']} of {result['given']} rows"


def main() -> None:
    """Run a stage; what the user can mend ends with one message and exit code 2."""
    run_command(app, "the same command goes on where it was")


if __name__ == "__main__":
    main()
