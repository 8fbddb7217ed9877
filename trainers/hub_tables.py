"""A run, or a loop's rollouts, as a Hugging Face dataset: parquet files split by society.

Two tables: `generations`, one row per accepted answer of a person with what was asked, and `lives`,
one row per person and year with what it was worth. All people and years of a society are in the
same split, and so is everything that was lived with the same world and seed.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from contextlib import ExitStack
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Self

import pyarrow as pa
import pyarrow.parquet as pq

from agentopia_env.chance import chance
from trainers.hub_errors import HubError
from trainers.hub_sources import Row, Source

BATCH = 2_000
"""Rows that are held in memory at a time."""
_MESSAGES = pa.list_(pa.struct([("role", pa.string()), ("content", pa.string())]))
_IDS = pa.list_(pa.int32())
TABLES = {
    "generations": pa.schema(
        [
            *((name, pa.string()) for name in ("society", "source", "person")),
            ("year", pa.int32()),
            *((name, pa.string()) for name in ("time", "kind", "key", "policy", "version")),
            ("prompt", _MESSAGES),
            ("completion", _MESSAGES),
            ("prompt_text", pa.string()),
            ("prompt_ids", _IDS),
            ("token_ids", _IDS),
            ("logprobs", pa.list_(pa.float32())),
            ("input_tokens", pa.int32()),
            ("output_tokens", pa.int32()),
            ("left_out", pa.string()),
            ("reward", pa.float64()),
            ("advantage", pa.float64()),
        ]
    ),
    "lives": pa.schema(
        [
            *((name, pa.string()) for name in ("society", "source", "person", "policy")),
            ("year", pa.int32()),
            *((name, pa.float64()) for name in ("total", "social", "subjective", "economy")),
            *((name, pa.float64()) for name in ("advantage", "liked_by", "respected_by")),
        ]
    ),
}
"""Name and columns of each table."""


@dataclass(frozen=True, slots=True)
class DatasetSettings:
    """How a dataset is made."""

    test: float = 0.2
    """Share of the societies in the split `test`."""
    seed: int = 0
    """Of the draw of the societies."""
    shard_rows: int = 50_000
    """Most rows of a file."""
    everything: bool = False
    """Also answers that were rejected or could not be used; `left_out` says why."""


def split_of(societies: Iterable[str], settings: DatasetSettings) -> dict[str, str]:
    """`train` or `test` of every society; a single one is for training.

    Raises:
        HubError: the share leaves nothing to train on.
    """
    names = sorted(set(societies))
    if not 0 <= settings.test < 1:
        raise HubError(f"--test is {settings.test}; allowed are 0 to below 1")
    count = round(len(names) * settings.test)
    if settings.test and not count and len(names) > 1:
        count = 1
    tested = set(chance(settings.seed, "split").sample(names, min(count, len(names) - 1)))
    return {name: "test" if name in tested else "train" for name in names}


@dataclass(slots=True)
class Statistics:
    """What was written, counted on the way."""

    rows: Counter[str] = field(default_factory=Counter)
    """Generations by split."""
    kinds: Counter[str] = field(default_factory=Counter)
    left_out: Counter[str] = field(default_factory=Counter)
    """Answers that are not in the dataset, by reason."""
    input_tokens: int = 0
    output_tokens: int = 0
    people: set[str] = field(default_factory=set)
    years: set[int] = field(default_factory=set)
    rewards: list[float] = field(default_factory=list)
    lives: Counter[str] = field(default_factory=Counter)
    """Years lived by split."""
    policies: Counter[str] = field(default_factory=Counter)
    versions: set[str] = field(default_factory=set)

    def generation(self, row: Row, split: str) -> None:
        """Count a row of `generations`."""
        self.rows[split] += 1
        self.kinds[row["kind"]] += 1
        self.policies[row["policy"]] += 1
        self.versions |= {row["version"]} - {""}
        self.input_tokens += row["input_tokens"]
        self.output_tokens += row["output_tokens"]

    def life(self, row: Row, split: str) -> None:
        """Count a row of `lives`."""
        self.lives[split] += 1
        self.people.add(row["person"])
        self.years.add(row["year"])
        if row["total"] is not None:
            self.rewards.append(row["total"])


class Shards:
    """One split of a table, written file by file; a context manager.

    Files get their final names, which hold how many there are, when it is closed without an error.
    """

    def __init__(self, folder: Path, split: str, schema: pa.Schema, most: int) -> None:
        self._folder, self._split, self._schema, self._most = folder, split, schema, most
        self._rows: list[Row] = []
        self._files: list[Path] = []
        self._written = 0
        self._writer: pq.ParquetWriter | None = None

    def add(self, row: Row) -> None:
        """Write a row."""
        self._rows.append(row)
        if len(self._rows) >= min(BATCH, self._most - self._written):
            self._flush()

    def _flush(self) -> None:
        if not self._rows:
            return
        if self._writer is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._files.append(self._folder / f".{self._split}-{len(self._files)}.parquet")
            self._writer = pq.ParquetWriter(self._files[-1], self._schema, compression="zstd")
        self._writer.write_table(pa.Table.from_pylist(self._rows, schema=self._schema))
        self._written += len(self._rows)
        self._rows = []
        if self._written >= self._most:
            self._end_file()

    def _end_file(self) -> None:
        if self._writer is not None:
            self._writer.close()
        self._writer, self._written = None, 0

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if error is None:
            self._flush()
        self._end_file()
        if error is None:
            for number, file in enumerate(self._files):
                name = f"{self._split}-{number:05d}-of-{len(self._files):05d}.parquet"
                file.rename(self._folder / name)


def write_tables(
    given: Sequence[Source], folder: Path, settings: DatasetSettings
) -> tuple[dict[str, str], Statistics]:
    """Write both tables of all sources under `data/`.

    Returns:
        The split of every society, and what was written.

    Raises:
        HubError: there is nothing to write.
    """
    splits = split_of((name for one in given for name in one.societies()), settings)
    found = Statistics()
    with ExitStack() as stack:
        shards = {
            (table, split): stack.enter_context(
                Shards(folder / "data" / table, split, schema, settings.shard_rows)
            )
            for table, schema in TABLES.items()
            for split in ("train", "test")
        }
        for row in _accepted(given, settings, found):
            split = splits[row["society"]]
            shards["generations", split].add(row)
            found.generation(row, split)
        for row in (row for one in given for row in one.lives()):
            split = splits[row["society"]]
            shards["lives", split].add(row)
            found.life(row, split)
    if not found.rows:
        raise HubError(
            "there is no accepted answer to publish; agentopia run keeps answers unless it is told "
            "store.trace=off"
        )
    return splits, found


def _accepted(
    given: Sequence[Source], settings: DatasetSettings, found: Statistics
) -> Iterator[Row]:
    for row in (row for one in given for row in one.generations()):
        if row["left_out"] and not settings.everything:
            found.left_out[row["left_out"]] += 1
        else:
            yield row


def files_of(folder: Path) -> dict[str, dict[str, str]]:
    """Per table and split, the pattern of its files: what the card tells `load_dataset`."""
    return {
        table: {
            split: f"data/{table}/{split}-*.parquet"
            for split in ("train", "test")
            if any((folder / "data" / table).glob(f"{split}-*.parquet"))
        }
        for table in TABLES
    }
