"""What a run takes and took, as tables: estimated, actual, and how far they are apart."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson
from rich.table import Table

from agentopia_env.errors import ConfigError
from agentopia_env.estimate import Estimate
from agentopia_env.spending import Price, Spending, in_short

AMOUNTS = ("calls", "input tokens", "cached tokens", "output tokens", "cost", "hours")


def amounts(spending: Spending, seconds: float, prices: Mapping[str, Price]) -> dict[str, float]:
    """What calls took, by what is counted (`AMOUNTS`)."""
    total = spending.total
    counted = (total.calls, total.input, total.cached, total.output)
    return dict(zip(AMOUNTS, (*counted, spending.cost(prices), seconds / 3600), strict=True))


def estimate_table(expected: Estimate, prices: Mapping[str, Price]) -> Table:
    """What a run is expected to take, by kind of question and in all."""
    table = Table(title="what the run will take", title_justify="left")
    for column in ("kind", *AMOUNTS[:5]):
        table.add_column(column, justify="left" if column == "kind" else "right")
    kinds = expected.spending.by_kind()
    for kind in sorted(kinds, key=lambda name: -kinds[name].input):
        mine = Spending({who: u for who, u in expected.spending.usage.items() if who.kind == kind})
        table.add_row(kind, *_cells(amounts(mine, 0.0, prices))[:5])
    table.add_section()
    table.add_row("all", *_cells(amounts(expected.spending, expected.seconds, prices))[:5])
    return table


def compared_table(
    spending: Spending,
    seconds: float,
    prices: Mapping[str, Price],
    expected: Estimate | None = None,
) -> Table:
    """What a run took, beside what was expected of it."""
    title = "what the run took" + (", and what was estimated" if expected else "")
    table = Table(title=title, title_justify="left")
    table.add_column("")
    for column in ("actual", *(("estimated", "estimated / actual") if expected else ())):
        table.add_column(column, justify="right")
    actual = amounts(spending, seconds, prices)
    guessed = amounts(expected.spending, expected.seconds, prices) if expected else {}
    for name, cell in zip(AMOUNTS, _cells(actual), strict=True):
        row = [name, cell]
        if guessed:
            row += [_cells(guessed)[AMOUNTS.index(name)], _ratio(guessed[name], actual[name])]
        table.add_row(*row)
    return table


def _cells(counted: Mapping[str, float]) -> list[str]:
    whole = [in_short(counted[name]) for name in AMOUNTS[:4]]
    return [*whole, f"{counted['cost']:,.2f}", f"{counted['hours']:.2f}"]


def _ratio(guess: float, actual: float) -> str:
    return f"{guess / actual:.2f}" if actual else ""


def write_estimate(file: Path, expected: Estimate) -> None:
    """Keep an estimate in a file, for the run to be compared with.

    Raises:
        ConfigError: the file cannot be written.
    """
    content = {
        "seconds": expected.seconds,
        "weeks": expected.weeks,
        "usage": expected.spending.record(),
    }
    try:
        file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    except OSError as error:
        raise ConfigError(f"{file} cannot be written: {error.strerror}") from error


def read_estimate(file: Path) -> Estimate:
    """An estimate that was kept.

    Raises:
        ConfigError: the file holds none.
    """
    try:
        content: dict[str, Any] = orjson.loads(file.read_bytes())
        spending = Spending.of(content["usage"])
        return Estimate(spending, float(content["seconds"]), int(content["weeks"]))
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            f"{file} holds no estimate ({error}); make one with agentopia estimate --json {file}"
        ) from error
