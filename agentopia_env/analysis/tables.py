"""Rows as files (JSON, CSV, parquet) and as tables on the screen."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

import orjson
from rich.box import SIMPLE_HEAD
from rich.table import Table
from rich.text import Text

from agentopia_env.analysis.metrics import (
    COUNTS,
    LEVELS,
    LIFE_COLUMNS,
    REWARDS,
    SOCIAL,
    TOKENS,
    WEEK_COLUMNS,
    YEAR_COLUMNS,
    Metrics,
)
from agentopia_env.analysis.rows import Row, mean
from agentopia_env.analysis.timing import Timing
from agentopia_env.analysis.writing import replaced
from agentopia_env.errors import ConfigError, RunError
from agentopia_env.spending import in_short

FORMATS = ("json", "csv", "parquet")
_COLUMNS = {"weeks": WEEK_COLUMNS, "years": YEAR_COLUMNS, "lives": LIFE_COLUMNS}
_SHOWN = ("reward", "advantage", "reward_subjective", "mutual_likes", "joint", "paid_work_days")
_TEXTS = ("person", "policy", "gender", "position")


def write_metrics(metrics: Metrics, out: Path, formats: Sequence[str]) -> list[Path]:
    """Write `<run>_metrics.json` and `<run>_metrics_{weeks,years,lives}.{csv,parquet}`.

    Raises:
        ConfigError: a format that there is not, or whose library is not installed.
        RunError: the files cannot be written.
    """
    unknown = [one for one in formats if one not in FORMATS]
    if unknown:
        raise ConfigError(f"there is no format {unknown[0]!r}; choose of {', '.join(FORMATS)}")
    files: dict[str, bytes] = {}
    stem = f"{metrics.run}_metrics"
    for one in formats:
        if one == "json":
            files[f"{stem}.json"] = orjson.dumps(metrics.to_json(), option=orjson.OPT_INDENT_2)
            continue
        for name, columns in _COLUMNS.items():
            rows: list[Row] = getattr(metrics, name)
            content = _csv(rows, columns) if one == "csv" else _parquet(rows, columns)
            files[f"{stem}_{name}.{one}"] = content
    return [write_file(out / name, content) for name, content in files.items()]


def write_file(path: Path, content: bytes) -> Path:
    """Write a file whole, with its folder.

    Raises:
        RunError: that cannot be done.
    """
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        with replaced(path) as file:
            file.write(content)
    except OSError as error:
        raise RunError(f"{path} cannot be written: {error.strerror}") from error
    return path


def _csv(rows: Iterable[Row], columns: Sequence[str]) -> bytes:
    text = io.StringIO()
    writer = csv.DictWriter(text, columns, lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue().encode("utf-8")


def _parquet(rows: Sequence[Row], columns: Sequence[str]) -> bytes:
    try:
        import polars
    except ImportError as error:
        raise ConfigError(
            'parquet needs the extra `analysis`: pip install "agentopia[analysis]", or choose '
            "--format json,csv"
        ) from error
    whole = ("year", "week", "weeks")
    schema = {
        name: polars.String if name in _TEXTS else polars.Int64 if name in whole else polars.Float64
        for name in columns
    }
    frame = polars.DataFrame(rows, schema=schema, strict=False)
    file = io.BytesIO()
    frame.write_parquet(file)
    return file.getvalue()


# ---------------------------------------------------------------------- on the screen


def years_table(metrics: Metrics) -> Table:
    """Every metric as its mean per person, one column per year."""
    years = sorted({row["year"] for row in metrics.years})
    table = _table(f"{metrics.run}: per person and year", "metric", [str(year) for year in years])
    for name in (*TOKENS, *COUNTS, "deposit_change", *LEVELS, *SOCIAL, *REWARDS):
        means = [mean((r for r in metrics.years if r["year"] == year), name) for year in years]
        if any(one is not None for one in means) and name not in ("reward", "return", "advantage"):
            table.add_row(name, *map(short, means))
    return table


def people_table(metrics: Metrics) -> Table:
    """Everybody's mean years, best lives first."""
    heads = [name.replace("reward_", "").replace("_", " ") for name in (*_SHOWN, "deposit")]
    table = _table(f"{metrics.run}: a mean year of each person", "person", heads)
    own = {
        person: [row for row in metrics.years if row["person"] == person]
        for person in dict.fromkeys(row["person"] for row in metrics.years)
    }
    for person in sorted(own, key=lambda name: (-(mean(own[name], "reward") or 0), name)):
        table.add_row(
            Text(person), *(short(mean(own[person], name)) for name in (*_SHOWN, "deposit"))
        )
    return table


def timing_tables(timing: Timing) -> Iterable[Table]:
    """By stage, by kind of question, the slowest chains."""
    if timing.stages:
        table = _table(f"{timing.run}: stages", "stage", ["seconds", "share", "questions"])
        total = sum(seconds for seconds, _ in timing.stages.values()) or 1.0
        for name, (seconds, questions) in timing.stages.items():
            share = f"{seconds / total:.0%}"
            table.add_row(name, f"{seconds:,.1f}", share, f"{questions:,}")
        yield table
    heads = ["calls", "failed", "retries", "input", "output", "median s", "p95 s"]
    table = _table(f"{timing.run}: kinds of questions", "kind", heads)
    for kind in timing.kinds:
        typical = [f"{one:.2f}" for one in kind.typical] if kind.typical else ["", ""]
        counts = (kind.calls, kind.failed, kind.retries)
        tokens = (in_short(kind.input_tokens), in_short(kind.output_tokens))
        table.add_row(kind.name, *(f"{one:,}" for one in counts), *tokens, *typical)
    yield table
    if timing.chains:
        heads = ["who", "calls", "seconds", "of the stage"]
        table = _table(f"{timing.run}: the longest chains of calls", "time", heads)
        for one in timing.chains:
            share = f"{one.seconds / one.stage_seconds:.0%}" if one.stage_seconds else ""
            row = (str(one.calls), f"{one.seconds:.1f}", share)
            table.add_row(one.time, Text(one.who), *row)
        yield table


def weeks_line(timing: Timing) -> str:
    """How the time of a week went from the first year to the last, in words."""
    by_year: dict[int, list[float]] = {}
    for (year, _), seconds in timing.weeks.items():
        by_year.setdefault(year, []).append(seconds)
    years = [f"{year} {sum(one) / len(one):.1f} s" for year, one in by_year.items()]
    return f"a week took {', '.join(years)} (by {timing.source})" if years else ""


def _table(title: str, first: str, columns: Iterable[str]) -> Table:
    text = Text(title)
    table = Table(title=text, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.min_width = text.cell_len
    table.add_column(first, no_wrap=True)
    for column in columns:
        table.add_column(column, justify="right", no_wrap=True)
    return table


def short(value: float | None) -> str:
    """A number in few digits."""
    if value is None:
        return ""
    size = abs(value)
    if size >= 1e5:
        return in_short(value) if value > 0 else f"-{in_short(size)}"
    return f"{value:,.0f}" if size >= 100 else f"{value:.1f}" if size >= 10 else f"{value:.2f}"


def plain(values: Mapping[str, Any]) -> bytes:
    """As a JSON file."""
    return orjson.dumps(values, option=orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY)
