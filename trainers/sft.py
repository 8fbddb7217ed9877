"""Supervised fine-tuning of a policy on the generations that were selected.

One epoch over the policy's own answers, token by token as they were sampled: loss on the answer
only, equal or weighted rows, LoRA or all weights, optionally mixed with general instruction data.
Nothing is cut: rows over the limit are left out, counted, and too many of them are an error.
The result is a folder that `transformers` and vLLM load; it appears when it is complete.

    python -m trainers.sft --base DIR --rows FILE --out DIR [--config FILE] [--set lora.rank=16]
    accelerate launch --num_processes 4 -m trainers.sft ...     # several GPUs, data parallel
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import partial, reduce
from pathlib import Path

import orjson

from agentopia_env.config import merged, parse_setting, read_config
from agentopia_env.errors import AgentopiaError
from trainers.examples import (
    Example,
    TrainingError,
    from_rows,
    general_examples,
    learned_tokens,
    mixed_in,
    within,
)
from trainers.policy_folder import root
from trainers.sft_report import Fitted, Progress, TrainReport
from trainers.sft_settings import (
    LoraSettings,
    MixSettings,
    SftSettings,
    make_settings,
    plain_settings,
)
from trainers.values import Row

__all__ = [
    "Fitted",
    "LoraSettings",
    "MixSettings",
    "Progress",
    "SftSettings",
    "TrainReport",
    "TrainingError",
    "fine_tune",
    "make_settings",
    "read_rows",
    "write_rows",
]


REPORT = "training.json"
"""The report's file inside the policy's folder."""


def fine_tune(
    base: Path,
    rows: Sequence[Row],
    out: Path,
    settings: SftSettings | None = None,
    progress: Callable[[Progress], None] | None = None,
) -> TrainReport:
    """Train a policy on rows and write the new one to `out`.

    Under `accelerate launch` every process calls it with the same arguments.

    Args:
        base: folder of a Hugging Face model with its tokenizer, or of a LoRA adapter (with
            `settings.lora`), which is then trained on.
        rows: of the policy whose token ids they hold; see `trainers.selection`.
        settings: how (None: the defaults).
        out: must not exist. With `settings.lora` it becomes an adapter, else a full model.
        progress: called after every optimizer step, in the first process only.

    Raises:
        TrainingError: base, rows, out or the devices are unfit; nothing is written then.
    """
    settings = settings or SftSettings()
    root(base)  # which checks it
    if out.exists():
        raise TrainingError(f"{out} exists already; choose another folder or remove it")
    policy, dropped = within(
        from_rows(rows), settings.max_tokens, settings.max_dropped, "rows of the policy"
    )
    general, general_dropped = _general(base, policy, settings)
    staging = out.with_name(f".{out.name}.partial")
    finish = partial(
        TrainReport,
        base=str(base),
        settings=plain_settings(settings),
        rows=len(policy),
        tokens=learned_tokens(policy),
        general_rows=len(general),
        general_tokens=learned_tokens(general),
        input_tokens=sum(map(len, policy)) + sum(map(len, general)),
        dropped=dropped,
        general_dropped=general_dropped,
    )
    from trainers.fitting import fit  # torch and trl: ten seconds that settings do not need

    fitted = fit(base, policy, general, staging, settings, progress)
    report = finish(fitted=fitted)
    if int(os.environ.get("RANK", "0")) == 0:
        _publish(staging, out, report)
    return report


def _general(
    base: Path, policy: Sequence[Example], settings: SftSettings
) -> tuple[list[Example], int]:
    if settings.mix is None:
        return [], 0
    from transformers import AutoTokenizer  # slow to import; only a mix needs it

    tokenizer = AutoTokenizer.from_pretrained(root(base))
    turns = general_examples(settings.mix.path, tokenizer, settings.seed)
    taken, too_long = mixed_in(policy, turns, settings.mix.share, settings.max_tokens)
    if too_long > settings.max_dropped * (len(taken) + too_long):
        raise TrainingError(
            f"{too_long} of {len(taken) + too_long} turns of {settings.mix.path} are longer than "
            f"{settings.max_tokens} tokens, more than sft.max_dropped = {settings.max_dropped:g} "
            "allows; raise sft.max_tokens, or filter the data"
        )
    return taken, too_long


def _publish(staging: Path, out: Path, report: TrainReport) -> None:
    """Make the complete policy appear under its name in one step."""
    policy = staging / "policy"
    (policy / REPORT).write_bytes(orjson.dumps(report.to_json(), option=orjson.OPT_INDENT_2))
    policy.rename(out)
    shutil.rmtree(staging)


def write_rows(file: Path, rows: Iterable[Row]) -> None:
    """Rows as JSON lines."""
    with file.open("wb") as stream:
        for row in rows:
            stream.write(orjson.dumps(row, option=orjson.OPT_APPEND_NEWLINE))


def read_rows(file: Path) -> list[Row]:
    """Rows from JSON lines.

    Raises:
        TrainingError: the file cannot be read, or a line is no row.
    """
    try:
        lines = file.read_bytes().splitlines()
    except OSError as error:
        raise TrainingError(f"rows {file}: {error.strerror}") from error
    return [_row(file, number, line) for number, line in enumerate(lines, 1)]


def _row(file: Path, number: int, line: bytes) -> Row:
    try:
        content = orjson.loads(line)
        ids = {key: tuple(content[key]) for key in ("prompt_ids", "token_ids", "logprobs")}
        return Row(**{**content, **ids})
    except (orjson.JSONDecodeError, TypeError, KeyError) as error:
        raise TrainingError(f"rows {file}, line {number}: {error}; write it anew") from error


def main(arguments: Sequence[str] | None = None) -> int:
    """Fine-tune from the command line; the exit code is 2 for what the caller can mend."""
    parser = argparse.ArgumentParser(prog="python -m trainers.sft", description=__doc__)
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.add_argument("--base", type=Path, required=True, help="folder of the policy to train")
    parser.add_argument("--rows", type=Path, required=True, help="selected rows, JSON lines")
    parser.add_argument("--out", type=Path, required=True, help="new folder of the new policy")
    parser.add_argument("--config", type=Path, help="YAML or JSON; its section `sft`, or all of it")
    parser.add_argument("--set", action="append", default=[], metavar="KEY=VALUE")
    given = parser.parse_args(arguments)
    try:
        values = read_config(given.config) if given.config else {}
        changes = map(parse_setting, given.set)
        settings = make_settings(reduce(merged, changes, dict(values.get("sft", values))))
        report = fine_tune(given.base, read_rows(given.rows), given.out, settings, _say)
    except AgentopiaError as error:
        print(error, file=sys.stderr)
        return 2
    if int(os.environ.get("RANK", "0")) == 0:
        print(orjson.dumps(report.to_json(), option=orjson.OPT_INDENT_2).decode())
    return 0


def _say(at: Progress) -> None:
    print(f"step {at.step}/{at.steps}  loss {at.loss:.4f}  {at.seconds:.1f} s", flush=True)


if __name__ == "__main__":
    sys.exit(main())
