"""A whole run, read: everything that `RunDirectory` tells of rewards, and the lives themselves.

This is what metrics, reports and the viewer read. Nothing is kept in memory but what is asked
for, nothing is ever written into the run, and whatever cannot be read is left out and listed in
`damage`, so it also reads a run that is still going.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from agentopia_env.analysis.calls import Call, read_calls
from agentopia_env.analysis.folders import (
    YEAR_FILE,
    assigned_policies,
    listing,
    week_files,
    years_in,
)
from agentopia_env.analysis.happenings import (
    Activity,
    Appointment,
    Entry,
    Letter,
    Plan,
    read_activity,
    read_appointment,
    read_entry,
    read_letter,
    read_plan,
)
from agentopia_env.analysis.records import place, same_form
from agentopia_env.analysis.rundir import RunDirectory
from agentopia_env.analysis.turns import with_scenes


class Run(RunDirectory):
    """A run directory with the lives in it; open it with `Run.open`."""

    # ------------------------------------------------------------------ a person

    def activities(self, person: str) -> list[Activity]:
        """A person's days, in order of time."""
        path = self.folder(person) / "activity.jsonl"
        read = self._reader.records(path, partial(read_activity, person=person))
        days = sorted((one for _, one in read), key=lambda one: place(one.moment))
        return with_scenes(days, self.folder(person) / "generation")

    def letters(self, person: str) -> list[Letter]:
        """The messages a person sent and received, in the order they were written."""
        found: list[Letter] = []
        for path in listing(self.folder(person) / "contact"):
            if path.name.endswith(".jsonl") and not self._counts_signals(path):
                other = same_form(path.name[: -len(".jsonl")])
                read = self._reader.records(path, partial(read_letter, person=person, other=other))
                found += (one for _, one in read)
        return sorted(found, key=lambda one: (place(one.moment), one.number))

    def plans(self, person: str) -> list[Plan]:
        """A person's weekly plans."""
        return [one for _, one in self._reader.records(self._file(person, "plan"), read_plan)]

    def schedule(self, person: str) -> list[Appointment]:
        """What a person was engaged to do, in the order it was arranged."""
        path = self._file(person, "schedule")
        return [one for _, one in self._reader.records(path, read_appointment)]

    def diary(self, person: str) -> list[Entry]:
        """A person's weekly diary."""
        return self._entries(self._file(person, "memory/weekly_diary"))

    def history(self, person: str) -> list[Entry]:
        """A person's life history."""
        return self._entries(self._file(person, "memory/history"))

    def notes(self, person: str) -> dict[str, list[Entry]]:
        """Every memory file by its name (`characters/Ada`), with all its versions."""
        folder = self.folder(person) / "memory" / "scratchpad"
        files = [path for path in sorted(folder.rglob("[!.]*.jsonl")) if path.is_file()]
        named = {path.relative_to(folder).as_posix()[: -len(".jsonl")]: path for path in files}
        return {same_form(name): self._entries(path) for name, path in named.items()}

    def acquaintances(self, person: str) -> set[str]:
        """Of whom a person had a note before the first week."""
        known = set()
        for path in listing(self.folder(person) / "memory" / "scratchpad" / "characters"):
            first = next(self._reader.records(path, read_entry), None)
            if path.name.endswith(".jsonl") and first and first[1].moment.week == 0:
                known.add(same_form(path.name[: -len(".jsonl")]))
        return known

    def profiles(self, person: str) -> dict[int, dict[str, Any]]:
        """Who a person was at the begin of each year."""
        files = {
            int(match[1]): path
            for path in listing(self.folder(person) / "profile")
            if (match := YEAR_FILE.match(path.name))
        }
        read = {year: self._reader.object(files[year]) for year in sorted(files)}
        return {year: profile for year, profile in read.items() if profile}

    def calls(self, person: str) -> Iterator[Call]:
        """A person's calls of a model in numbers; far quicker than `generations`."""
        return self._calls(self.folder(person) / "generation")

    def god_calls(self, feature: str) -> Iterator[Call]:
        """The environment model's calls on one feature in numbers, by its name if not by a kind."""
        if feature not in self.god_features:
            return
        for call in self._calls(self.path / "god" / feature):
            yield replace(call, kind=feature) if call.kind == call.moment.stage else call

    # ------------------------------------------------------------------ the society

    @cached_property
    def policies(self) -> Mapping[str, str]:
        """Who played each person, as far as it is recorded."""
        return assigned_policies(self._reader.value(self.path / "model_assignment.json"))

    @cached_property
    def settings(self) -> dict[str, Any]:
        """`config.json` as it is."""
        return self._reader.object(self.path / "config.json")

    @cached_property
    def worldview(self) -> dict[str, Any]:
        """The world's setting and prices."""
        return self._reader.object(self.path / "worldview.json")

    @cached_property
    def places(self) -> dict[str, Any]:
        """`locations.json`: public places and homes."""
        return self._reader.object(self.path / "locations.json")

    @cached_property
    def positions(self) -> list[dict[str, Any]]:
        """The positions there are now."""
        given = self._reader.value(self.path / "positions.json")
        given = given.get("positions") if isinstance(given, dict) else given
        if isinstance(given, dict):
            given = list(given.values())
        return [one for one in given if isinstance(one, dict)] if isinstance(given, list) else []

    @property
    def checkpoint(self) -> dict[str, Any]:
        """How far the run has come, as it is now: read anew each time."""
        return self._reader.object(self.path / "checkpoint.json")

    def events(self) -> list[dict[str, Any]]:
        """Public events, as they were announced."""
        return [line for _, line in self._reader.lines(self.path / "public_events.jsonl")]

    def stages(self) -> Iterator[dict[str, Any]]:
        """Wall-clock seconds and questions per stage; none where a run does not record them."""
        return (line for _, line in self._reader.lines(self.path / "telemetry" / "stages.jsonl"))

    def timed_calls(self) -> Iterator[dict[str, Any]]:
        """Latency and tokens of every call of a model, by its key; none for instant policies."""
        return (line for _, line in self._reader.lines(self.path / "telemetry" / "calls.jsonl"))

    # ------------------------------------------------------------------ how it is found

    def _file(self, person: str, name: str) -> Path:
        return self.folder(person) / f"{name}.jsonl"

    def _counts_signals(self, path: Path) -> bool:
        """The reference's list of who wrote to whom beside the messages themselves."""
        return path.name == "sig.jsonl" and "sig" not in self._folders

    def _entries(self, path: Path) -> list[Entry]:
        return [one for _, one in self._reader.records(path, read_entry)]

    def _calls(self, folder: Path) -> Iterator[Call]:
        for year in sorted(years_in(folder)):
            for _, path in week_files(folder, year):
                yield from read_calls(path, self._reader)
