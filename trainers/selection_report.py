"""What a selection kept and why, as values that go into JSON and as one Markdown page."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
from numpy.typing import ArrayLike

from trainers.values import Row

_QUARTILES = (0.0, 0.25, 0.5, 0.75, 1.0)


@dataclass(frozen=True, slots=True)
class Spread:
    """How a set of numbers lies: quartiles and mean; all 0 of no numbers."""

    lowest: float
    lower_quarter: float
    median: float
    upper_quarter: float
    highest: float
    mean: float

    @classmethod
    def of(cls, numbers: ArrayLike) -> Spread:
        """The spread of any numbers."""
        array = np.asarray(numbers, dtype=np.float64)
        if not array.size:
            return cls(0, 0, 0, 0, 0, 0)
        low, lower, median, upper, high = np.quantile(array, _QUARTILES).tolist()
        return cls(low, lower, median, upper, high, float(array.mean()))


@dataclass(frozen=True, slots=True)
class PeriodReport:
    """What one period (a year) of one pool gave.

    Attributes:
        society: the pool's society; None where all societies of the round are one pool.
        people: how many lives were compared.
        chosen: who is learned from, as `society/person`, in the order of choice.
        advantages, chosen_advantages: of all lives, and of the chosen ones.
        rows, kept: generations of the period before and after the filters, `tokens` of the kept.
        wanted: rows that a control has to match (None: no control).
    """

    year: int
    society: int | None
    people: int
    chosen: tuple[str, ...]
    advantages: Spread
    chosen_advantages: Spread
    rows: int
    kept: int
    tokens: int
    wanted: int | None = None


@dataclass(frozen=True, slots=True)
class SelectionReport:
    """What a selection kept and why.

    Attributes:
        settings: the settings it was made with.
        given, kept: numbers of rows; `left_out` counts the others by reason, and the sum is exact.
        prompt_tokens, tokens: of the kept rows; only `tokens` (the answers) are learned.
        kinds: share of the kept tokens per kind of question, largest first.
        weights: of the kept rows.
        largest_share: part of the kept tokens that stems from one person of one society,
            `largest_person` (empty if nothing was kept).
    """

    settings: Mapping[str, Any]
    given: int
    kept: int
    prompt_tokens: int
    tokens: int
    left_out: Mapping[str, int]
    kinds: Mapping[str, float]
    weights: Spread
    largest_share: float
    largest_person: str
    periods: tuple[PeriodReport, ...]

    def to_json(self) -> dict[str, Any]:
        """Plain values, as `json.dumps` takes them."""
        return asdict(self)

    def to_markdown(self) -> str:
        """The page that is kept beside the selected rows."""
        return "\n".join([*_summary(self), "", *_periods(self.periods), "", *_counts(self), ""])


def shares(amounts: Mapping[str, int]) -> dict[str, float]:
    """Each amount's part of the whole, largest first; equal ones by name."""
    total = sum(amounts.values())
    ranked = sorted(amounts.items(), key=lambda item: (-item[1], item[0]))
    return {name: amount / total for name, amount in ranked if total}


def tokens_by(rows: Iterable[tuple[str, Row]]) -> Counter[str]:
    """Answer tokens per label."""
    tokens: Counter[str] = Counter()
    for label, row in rows:
        tokens[label] += len(row.token_ids)
    return tokens


def _summary(report: SelectionReport) -> list[str]:
    how = report.settings
    least = "the same number of lives at random (control)"
    lives = f"the top {how['fraction']:.0%} of lives by advantage"
    return [
        "# Selection",
        "",
        f"Kept {report.kept} of {report.given} generations: {report.tokens} answer tokens to learn"
        f" after {report.prompt_tokens} prompt tokens.",
        f"Learned from: {lives if how['strategy'] == 'advantage' else least}, per year,"
        f" compared within each {how['pool']}. Weighting: {how['weighting']}"
        f" ({report.weights.lowest:.2f} to {report.weights.highest:.2f},"
        f" mean {report.weights.mean:.2f}).",
        f"Largest share of one person: {report.largest_share:.1%}"
        f" ({report.largest_person or 'nobody'}).",
    ]


def _periods(periods: Sequence[PeriodReport]) -> list[str]:
    head = ["Year", "Society", "People", "Chosen", "Advantage (low / median / high)"]
    head += ["Chosen from", "Rows", "Kept", "Tokens", "Who"]
    return table(head, [_period(one) for one in periods])


def _period(one: PeriodReport) -> list[object]:
    spread = one.advantages
    return [
        one.year,
        "all" if one.society is None else one.society,
        one.people,
        len(one.chosen),
        f"{spread.lowest:+.3f} / {spread.median:+.3f} / {spread.highest:+.3f}",
        f"{one.chosen_advantages.lowest:+.3f}",
        one.rows,
        one.kept if one.wanted is None else f"{one.kept} (wanted {one.wanted})",
        one.tokens,
        ", ".join(one.chosen),
    ]


def _counts(report: SelectionReport) -> list[str]:
    reasons = [[reason, count] for reason, count in report.left_out.items()]
    kinds = [[kind, f"{share:.1%}"] for kind, share in report.kinds.items()]
    return [
        *table(["Left out because", "Rows"], reasons),
        "",
        *table(["Kind of question", "Share of tokens"], kinds),
    ]


def table(head: Sequence[str], rows: Iterable[Sequence[object]]) -> list[str]:
    """A Markdown table, line by line; bars inside of cells are escaped."""
    lines = [head, ["---"] * len(head), *rows]
    cells = [[str(cell).replace("|", "\\|").replace("\n", " ") for cell in line] for line in lines]
    return [f"| {' | '.join(line)} |" for line in cells]
