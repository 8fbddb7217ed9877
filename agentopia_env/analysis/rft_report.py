"""What training data was made: the result values, and the page beside a period's files.

The page says who was selected, what was written and what was left out, and why.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from agentopia_env.analysis.evidence import Period
from agentopia_env.analysis.lines import Damage
from agentopia_env.analysis.records import Generation

_QUANTILES = ("lowest", "lower quarter", "median", "upper quarter", "highest")


@dataclass(slots=True)
class Tally:
    """What became of the lines that were looked at."""

    samples: int = 0
    input_tokens: int = 0
    output_tokens: int = 0
    per_kind: Counter[str] = field(default_factory=Counter)
    per_person: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)

    def add(self, one: Generation) -> None:
        """Count an accepted line."""
        self.samples += 1
        self.input_tokens += one.input_tokens
        self.output_tokens += one.output_tokens
        self.per_kind[one.kind] += 1
        self.per_person[one.who] += 1


@dataclass(frozen=True, slots=True)
class GodFeature:
    """How the environment model's answers on one feature were sampled."""

    accepted: int
    written: int


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """What was written for one period."""

    period: Period
    path: Path
    report: Path
    advantages: Mapping[str, float]
    """Everybody's, not only of the selected."""
    recorded: bool
    """Whether the advantages are those that the run recorded (else computed from its rewards)."""
    selected: tuple[str, ...]
    tally: Tally
    god_path: Path | None = None
    god: Mapping[str, GodFeature] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RftReport:
    """What `write_rft_data` wrote."""

    run: str
    top: float
    seed: int
    periods: tuple[PeriodReport, ...]
    damage: tuple[Damage, ...]
    """Lines that could not be read, which are in no sample."""

    @property
    def samples(self) -> int:
        """Samples of all periods together, the environment model's apart."""
        return sum(one.tally.samples for one in self.periods)


def report_text(run: str, one: PeriodReport, top: float, seed: int) -> str:
    """A Markdown page; the same for the same data."""
    source = "recorded by the run" if one.recorded else "computed from the yearly rewards"
    blocks = [
        f"# Training data of {run}, {one.period.start} to {one.period.end}",
        _table(
            ("", ""),
            [
                ("samples", one.tally.samples),
                ("input tokens", one.tally.input_tokens),
                ("output tokens", one.tally.output_tokens),
                ("people selected", f"{len(one.selected)} of {len(one.advantages)} (top {top:g})"),
                ("advantages", source),
                ("file", f"`{one.path.name}`"),
            ],
        ),
        "## Selected people",
        _table(
            ("person", "advantage", "samples"),
            [(n, f"{one.advantages[n]:+.4f}", one.tally.per_person[n]) for n in one.selected],
        ),
        "## Advantages of everybody",
        _table(_QUANTILES, [_quantiles(list(one.advantages.values()))]),
        "## Samples by kind",
        _counts("kind", one.tally.per_kind),
        "## Answers of the selected that were left out",
        _counts("why", one.tally.left_out) if one.tally.left_out else "None.",
    ]
    return "\n\n".join([*blocks, *_god_blocks(one, seed)]) + "\n"


def _god_blocks(one: PeriodReport, seed: int) -> list[str]:
    if one.god_path is None:
        return []
    rows = [(feature, n.accepted, n.written) for feature, n in sorted(one.god.items())]
    return [
        "## Environment model",
        f"`{one.god_path.name}`, frequent features down-sampled with seed {seed}.",
        _table(("feature", "accepted", "written"), rows),
    ]


def _quantiles(values: Sequence[float]) -> list[str]:
    return [f"{value:+.4f}" for value in np.quantile(values, [0, 0.25, 0.5, 0.75, 1]).tolist()]


def _counts(what: str, counts: Mapping[str, int]) -> str:
    rows = sorted(counts.items(), key=lambda row: (-row[1], row[0]))
    return _table((what, "count"), rows)


def _table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table whose cells cannot break out of it."""
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(map(_cell, line)) + " |" for line in lines)


def _cell(value: object) -> str:
    return " ".join(str(value).replace("|", "\\|").split())
