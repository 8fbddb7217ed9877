"""Training data of the best: what the people who gained most answered in the year they gained it.

Per period (year) the top fraction of people by advantage is selected; all of their accepted
answers of that year become samples, in order of name and time. Where the run recorded its
environment model, a sample of those answers is written beside them.

    <run>_Y2020W10.jsonl       {"messages": inputs + outputs, "metadata": {agent, time, advantage,
                               period{start, end}, kind, n_inputs, input_tokens, output_tokens,
                               and key and policy where recorded}}
    <run>_Y2020W10.md          who was selected, what was written and what was left out
    god_<run>_Y2020W10.jsonl   {"messages": ..., "metadata": {source, feature, time, kind, ...}}

The first `n_inputs` messages are what was asked; only the others are the model's own.

Frequent features of the environment model are down-sampled: none gives more than `GOD_CAP` times
the median number of accepted answers of a feature, drawn at random by seed, run, period and
feature. The same run, arguments and seed give the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

import orjson

from agentopia_env.analysis.evidence import Period
from agentopia_env.analysis.records import Generation, Message
from agentopia_env.analysis.rewards import Recomputed, recompute
from agentopia_env.analysis.rft_report import (
    GodFeature,
    PeriodReport,
    RftReport,
    Tally,
    report_text,
)
from agentopia_env.analysis.rundir import RunDirectory
from agentopia_env.analysis.writing import replaced
from agentopia_env.chance import chance
from agentopia_env.errors import ConfigError, RunError
from agentopia_env.reward import normalised_returns, select

UNASKED = "without its prompt"
"""Why an answer of which the run kept no prompt is left out."""
GOD_CAP = 2.0
"""Most samples of one feature, in medians of all features' counts."""


def write_rft_data(
    run: RunDirectory | Path | str,
    out: Path | str,
    top: float,
    n_year: int | None = None,
    seed: int = 0,
) -> RftReport:
    """Write the training data of a run's years into a folder, each file whole or not at all.

    Args:
        run: the run, or its folder.
        out: the folder to write into; made if it is not there.
        top: part of the people selected per period, above 0, at most 1.
        n_year: use the first so many years only, as though the run had ended there: advantages
            are then computed without what came later. None: all years that ended.
        seed: for the sample of the environment model's answers.

    Raises:
        RunError: the folder is no run, no year has ended, or no answers were recorded.
        ConfigError: `top` or `n_year` is impossible.
    """
    if not 0 < top <= 1:
        raise ConfigError(f"top is {top!r}; allowed: above 0, at most 1 (0.25 is the best quarter)")
    if n_year is not None and n_year < 1:
        raise ConfigError(f"n_year is {n_year!r}; allowed: 1 or more")
    run = run if isinstance(run, RunDirectory) else RunDirectory.open(run)
    if not run.has_prompts():
        raise RunError(
            f"{run.path} has no answers with their prompts in persona/*/generation/, so nothing "
            "can be learned from it; run again with `--set store.trace=prompts`"
        )
    lives = recompute(run)
    if not lives.totals:
        raise RunError(f"{run.path}: no year has ended with a reward; resume the run to finish one")
    folder = Path(out)
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise RunError(f"cannot make the folder {folder}: {error.strerror}; name another") from None
    written = tuple(
        _write_period(run, folder, choice, seed) for choice in _choices(run, lives, top, n_year)
    )
    for one in written:
        text = report_text(run.name, one, top, seed)
        with replaced(one.report) as file:
            file.write(text.encode())
    return RftReport(run.name, top, seed, written, tuple(run.damage))


@dataclass(frozen=True, slots=True)
class _Choice:
    period: Period
    advantages: dict[str, float]
    recorded: bool
    selected: tuple[str, ...]


def _choices(
    run: RunDirectory, lives: Recomputed, top: float, n_year: int | None
) -> Iterator[_Choice]:
    """Who is learned from in each period; recorded advantages count if they are everybody's."""
    periods = lives.periods[:n_year]
    names = sorted(lives.totals)
    whole = len(periods) == len(lives.periods)
    kept = {(one.end.year, one.name): one.advantage for one in run.advantages()} if whole else {}
    returns = [
        normalised_returns(lives.totals[name][:n_year], lives.settings.gamma).tolist()
        for name in names
    ]
    for t, period in enumerate(periods):
        recorded = all((period.year, name) in kept for name in names)
        gains = {
            name: kept[period.year, name] if recorded else row[t + 1] - row[t]
            for name, row in zip(names, returns, strict=True)
        }
        (chosen,) = select(names, [[gains[name]] for name in names], top)
        yield _Choice(period, gains, recorded, chosen)


def _write_period(run: RunDirectory, folder: Path, choice: _Choice, seed: int) -> PeriodReport:
    period = choice.period
    stem = f"{run.name}_Y{period.year}W{period.week:02d}"
    path = folder / f"{stem}.jsonl"
    tally = Tally()
    with replaced(path) as file:
        for name in sorted(choice.selected):
            for one in _in_period(run, name, period):
                reason = one.left_out or (UNASKED if not one.inputs else "")
                if reason:
                    tally.left_out[reason] += 1
                    continue
                tally.add(one)
                file.write(_sample(one, _person_part(one, choice)))
    god_path = folder / f"god_{stem}.jsonl" if run.god_features else None
    god = _write_god(run, god_path, period, seed) if god_path else {}
    return PeriodReport(
        period=period,
        path=path,
        report=folder / f"{stem}.md",
        advantages=choice.advantages,
        recorded=choice.recorded,
        selected=choice.selected,
        tally=tally,
        god_path=god_path,
        god=god,
    )


def _in_period(run: RunDirectory, name: str, period: Period) -> Iterator[Generation]:
    for year in run.years:
        if period.start_year <= year <= period.year:
            yield from run.generations(name, year)


def _write_god(run: RunDirectory, path: Path, period: Period, seed: int) -> dict[str, GodFeature]:
    """Two passes over the traces: count what there is, then write what was drawn."""
    counts = {
        feature: sum(1 for _ in _accepted_god(run, feature, period)) for feature in run.god_features
    }
    counts = {feature: count for feature, count in counts.items() if count}
    cap = max(1, int(GOD_CAP * median(counts.values()))) if counts else 0
    drawn: dict[str, GodFeature] = {}
    with replaced(path) as file:
        for feature, count in counts.items():
            draw = chance(seed, run.name, period.end, feature)
            numbers = set(draw.sample(range(count), min(cap, count)))
            drawn[feature] = GodFeature(count, len(numbers))
            for number, one in enumerate(_accepted_god(run, feature, period)):
                if number in numbers:
                    file.write(_sample(one, {"source": "god", "feature": feature}))
    return drawn


def _accepted_god(run: RunDirectory, feature: str, period: Period) -> Iterator[Generation]:
    for year in run.years:
        if period.start_year <= year <= period.year:
            yield from (one for one in run.god(feature, year) if one.inputs and not one.left_out)


def _person_part(one: Generation, choice: _Choice) -> dict[str, Any]:
    return {
        "agent": one.who,
        "advantage": choice.advantages[one.who],
        "period": {"start": choice.period.start, "end": choice.period.end},
    }


def _sample(one: Generation, about: Mapping[str, Any]) -> bytes:
    """One line of training data."""
    metadata = {
        **about,
        "time": one.time,
        "kind": one.kind,
        "n_inputs": len(one.inputs),
        "input_tokens": one.input_tokens,
        "output_tokens": one.output_tokens,
    }
    metadata.update({k: v for k, v in (("key", one.key), ("policy", one.policy)) if v})
    messages = [_message(message) for message in (*one.inputs, *one.outputs)]
    line = {"messages": messages, "metadata": metadata}
    return orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def _message(message: Message) -> dict[str, Any]:
    """A message without the empty fields that some clients add; it always has a content."""
    kept = {key: value for key, value in message.items() if value is not None and value != []}
    return {"role": kept.pop("role"), "content": kept.pop("content", ""), **kept}
