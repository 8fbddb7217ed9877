"""A run as the viewer has it open: its folder, its index, its people and its calendar by number."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from agentopia_env.analysis.lines import Reader
from agentopia_env.analysis.rundir import RunDirectory
from agentopia_env.clock import Fidelity, Moment
from agentopia_env.viewer.index import Index
from agentopia_env.viewer.sources import moment_of, rank_in_week, same_form, subfolders

Place = tuple[int, int, int]
"""Year, week, and the place in the week."""
_KEPT = ("people", "folders", "numbers", "places", "moments", "features", "config", "_found")
"""What is remembered of a run until it has gone on."""


@dataclass
class Opened:
    """One of the runs shown.

    Attributes:
        number: its place among them, as addresses have it.
        title: its name on the page.
    """

    number: int
    title: str
    path: Path
    index: Index
    reader: Reader = field(default_factory=Reader)

    @classmethod
    def open(cls, path: Path, number: int = 0, folder: Path | None = None) -> Opened:
        """Open a run directory.

        Raises:
            RunError: it is none, or the index cannot be kept.
        """
        run = RunDirectory.open(path)
        return cls(number, run.name, run.path, Index(run.path, folder))

    def directory(self) -> RunDirectory:
        """The run, as it is now."""
        return RunDirectory.open(self.path)

    def forget(self) -> None:
        """Look anew at what may have changed."""
        for name in _KEPT:
            self.__dict__.pop(name, None)
        self.reader.found.clear()

    # ------------------------------------------------------------------ what is there

    @cached_property
    def folders(self) -> dict[str, Path]:
        """Where each person's files are."""
        return {same_form(one.name): Path(one.path) for one in subfolders(self.path / "persona")}

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Everybody who lives in it, in the order that numbers them."""
        return self.directory().people

    @cached_property
    def numbers(self) -> dict[str, int]:
        """People's numbers by name."""
        return {name: number for number, name in enumerate(self.people)}

    @cached_property
    def features(self) -> tuple[str, ...]:
        """What the environment model was recorded doing."""
        return self.directory().god_features

    @cached_property
    def config(self) -> dict[str, Any]:
        """The run's settings as they are written down."""
        return self.reader.object(self.path / "config.json")

    @property
    def fidelity(self) -> Fidelity:
        """How finely its weeks were lived."""
        return "brief" if self.config.get("fidelity") == "brief" else "full"

    @property
    def checkpoint(self) -> dict[str, Any]:
        """How far the run has come, as it says itself."""
        return self.reader.object(self.path / "checkpoint.json")

    # ------------------------------------------------------------------ its calendar

    @cached_property
    def moments(self) -> tuple[Moment, ...]:
        """The stages lived through so far, one for each time there is a name for."""
        first, last = self._span()
        found: dict[str, Moment] = {}
        for moment in (Moment(first, 0, "begin"), *self._stages(first, last[0])):
            if _place(moment) <= last:
                found.setdefault(str(moment), moment)
        return tuple(found.values())

    @cached_property
    def places(self) -> list[Place]:
        """The moments' places, to search in."""
        return [_place(moment) for moment in self.moments]

    @cached_property
    def _found(self) -> dict[Place, int]:
        return {}

    def moment_at(self, year: int, week: int, rank: int) -> int:
        """The number of the moment that a row belongs to: that, or the last one before."""
        place = year, week, rank
        number = self._found.get(place)
        if number is None:
            number = self._found[place] = max(0, bisect_right(self.places, place) - 1)
        return number

    def _stages(self, first: int, last: int) -> list[Moment]:
        time = self.directory().config.time
        return [
            stage
            for year in range(first, last + 1)
            for week in range(1, time.n_week + 1)
            for stage in time.week_stages(year, week, self.fidelity)
        ]

    def _span(self) -> tuple[int, Place]:
        """The first year, and the last time of which there is anything."""
        first = self.directory().config.time.start_year
        places: list[Place] = [(first, 0, 0)]
        for table in ("state", "entry"):
            order = "ORDER BY year {0}, week {0}, rank {0} LIMIT 1"
            for way in ("ASC", "DESC"):
                rows = self.index.rows(f"SELECT year, week, rank FROM {table} {order.format(way)}")
                places += [tuple(row) for row in rows]
        moment = moment_of(self.checkpoint)
        places += [_place(moment)] if moment else []
        return min(first, *(place[0] for place in places)), max(places)


def _place(moment: Moment) -> Place:
    return moment.year, moment.week, rank_in_week(moment)
