"""A run directory, read: who lived in it, how they were, what they answered, what it was worth.

Reads our layout and the reference implementation's, whole, partial or damaged. Nothing is kept in
memory but what is asked for; whatever cannot be read is left out and listed in `damage`. Names
are matched with the folders that are there and never become paths of their own.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Self

from agentopia_env.analysis.folders import (
    YEAR_FILE,
    assigned_policies,
    folders,
    listing,
    week_files,
    years_in,
)
from agentopia_env.analysis.lines import Damage, Reader
from agentopia_env.analysis.records import (
    Generation,
    PersonRatings,
    RecordedAdvantage,
    RecordedReward,
    StateRecord,
    is_number,
    read_advantage,
    read_generation,
    read_name,
    read_ratings,
    read_reward,
    read_state,
    same_form,
)
from agentopia_env.analysis.runconfig import Layout, RecordedConfig, read_config
from agentopia_env.analysis.traces import own_answers
from agentopia_env.errors import RunError
from agentopia_env.reward import Ratings

_MARKS = ("config.json", "checkpoint.json", "model_assignment.json")


@dataclass(frozen=True, slots=True)
class YearRatings:
    """Everybody's private ratings at the end of a year."""

    year: int
    week: int
    """The last week of the year, in which the ratings were given."""
    by_rater: Mapping[str, PersonRatings]

    @property
    def ratings(self) -> Ratings:
        """The same as the reward's input."""
        return Ratings(
            affection={name: one.affection for name, one in self.by_rater.items()},
            respect={name: one.respect for name, one in self.by_rater.items()},
        )


@dataclass(frozen=True)
class RunDirectory:
    """A folder that a run has written, opened with `RunDirectory.open`."""

    path: Path
    _reader: Reader = field(default_factory=Reader, repr=False)

    @classmethod
    def open(cls, path: Path | str) -> Self:
        """Look at a folder and refuse what is no run.

        Raises:
            RunError: there is no such folder, or it is none that a run has written.
        """
        folder = Path(path)
        if not folder.is_dir():
            what = "is a file" if folder.exists() else "does not exist"
            raise RunError(
                f"{folder} {what}; give the folder of a run, such as data/<world>_<time>"
            )
        folder = folder.resolve()
        if not (folder / "persona").is_dir():
            runs = sorted(one.parent.name for one in folder.glob("*/persona"))
            hint = (
                f"it holds runs, give one of them: {', '.join(runs[:5])}"
                if runs
                else ("give the folder that holds config.json and persona/")
            )
            raise RunError(f"{folder} is not a run directory, it has no persona/ folder; {hint}")
        lived = any(folder.glob("persona/*/state.jsonl"))
        if not lived and not any((folder / mark).is_file() for mark in _MARKS):
            raise RunError(f"{folder} is a world that nobody has lived in yet; run it first")
        return cls(folder)

    @property
    def name(self) -> str:
        """The folder's name."""
        return self.path.name

    @property
    def damage(self) -> list[Damage]:
        """Everything that could not be read so far."""
        return self._reader.damage

    # ------------------------------------------------------------------ what the run was

    @cached_property
    def config(self) -> RecordedConfig:
        """The settings the run was made with."""
        return read_config(self.path / "config.json", self._reader)

    @property
    def layout(self) -> Layout:
        """Who wrote the run."""
        return self.config.layout

    @property
    def n_week(self) -> int:
        """Weeks of a year."""
        return self.config.time.n_week

    @cached_property
    def people(self) -> tuple[str, ...]:
        """Those who were simulated, by name."""
        path = self.path / "model_assignment.json"
        assigned = assigned_policies(self._reader.value(path)).keys()
        if not assigned:
            return tuple(
                name for name, at in sorted(self._folders.items()) if (at / "state.jsonl").is_file()
            )
        strangers = sorted(assigned - self._folders.keys())
        if strangers:
            self._reader.report(path, 0, f"no folder in persona/ for {', '.join(strangers)}")
        return tuple(sorted(assigned & self._folders.keys()))

    @cached_property
    def years(self) -> tuple[int, ...]:
        """The years of which anything is recorded: rewards, answers or states."""
        found = {*self.reward_years}
        for person in self.people:
            found |= years_in(self.folder(person) / "generation")
        for feature in self.god_features:
            found |= years_in(self.path / "god" / feature)
        if not found:
            states = (record for person in self.people for record in self.states(person))
            found = {record.moment.year for record in states}
        return tuple(sorted(found))

    @cached_property
    def reward_years(self) -> tuple[int, ...]:
        """The years that ended with ratings or rewards."""
        found = {
            year
            for year in years_in(self.path / "reward" / "rankings")
            if week_files(self.path / "reward" / "rankings", year)
        }
        for person in self.people:
            found |= {reward.moment.year for reward in self.rewards(person)}
        return tuple(sorted(found))

    @cached_property
    def god_features(self) -> tuple[str, ...]:
        """What the environment model was recorded doing, by name."""
        return tuple(sorted(folders(self.path / "god")))

    # ------------------------------------------------------------------ what it recorded

    def ratings(self, year: int) -> YearRatings | None:
        """Ratings at a year's end: the rankings file's, and a person's own where it lacks them."""
        files = week_files(self.path / "reward" / "rankings", year)
        found: dict[str, PersonRatings] = {}
        for _, path in files[-1:]:
            for _, (name, given) in self._reader.records(path, _read_named_ratings):
                found[name] = given
        weeks = [week for week, _ in files[-1:]]
        for person in self.people:
            for reward in self.rewards(person):
                if reward.moment.year == year:
                    weeks.append(reward.moment.week)
                    if person not in found and reward.ratings is not None:
                        found[person] = reward.ratings
        simulated = {name: found[name] for name in self.people if name in found}
        return YearRatings(year, max(weeks), simulated) if weeks else None

    def rewards(self, person: str) -> list[RecordedReward]:
        """A person's recorded rewards, one a year in order; of two for one year the later line."""
        path = self.folder(person) / "reward.jsonl"
        by_year = {one.moment.year: one for _, one in self._reader.records(path, read_reward)}
        return [by_year[year] for year in sorted(by_year)]

    def advantages(self) -> list[RecordedAdvantage]:
        """Recorded advantages; of two for one person and year the later line."""
        path = self.path / "reward" / "advantages.jsonl"
        read = (one for _, one in self._reader.records(path, read_advantage))
        latest = {(one.end.year, one.name): one for one in read}
        return [latest[key] for key in sorted(latest)]

    def states(self, person: str) -> Iterator[StateRecord]:
        """A person's states, in the order written."""
        path = self.folder(person) / "state.jsonl"
        return (state for _, state in self._reader.records(path, read_state))

    def initial_deposit(self, person: str) -> float | None:
        """The deposit a life starts with, as the first profile has it."""
        files = {
            int(match[1]): path
            for path in listing(self.folder(person) / "profile")
            if (match := YEAR_FILE.match(path.name))
        }
        if not files:
            return None
        assets = self._reader.object(files[min(files)]).get("init_assets")
        deposit = assets.get("deposit") if isinstance(assets, dict) else None
        return float(deposit) if is_number(deposit) else None

    def generations(
        self, person: str, year: int | None = None, week: int | None = None
    ) -> Iterator[Generation]:
        """A person's answers in the order written, accepted or not, one in memory at a time."""
        lines = self._traces(self.folder(person) / "generation", person, year, week)
        return own_answers(lines) if self.layout == "reference" else lines

    def god(
        self, feature: str, year: int | None = None, week: int | None = None
    ) -> Iterator[Generation]:
        """The environment model's answers on one feature, likewise."""
        if feature not in self.god_features:
            return iter(())
        return self._traces(self.path / "god" / feature, feature, year, week)

    def has_prompts(self) -> bool:
        """Whether any person's answer was recorded together with what was asked."""
        return any(one.inputs for person in self.people for one in self.generations(person))

    # ------------------------------------------------------------------ how it is found

    @cached_property
    def _folders(self) -> dict[str, Path]:
        return folders(self.path / "persona")

    def folder(self, person: str) -> Path:
        """Where a person's files are; the folder is one that was found, whatever the name says."""
        try:
            return self._folders[same_form(person)]
        except KeyError:
            raise RunError(f"{self.path / 'persona'} has no folder for {person!r}") from None

    def _traces(
        self, folder: Path, who: str, year: int | None, week: int | None
    ) -> Iterator[Generation]:
        for one_year in sorted(years_in(folder)) if year is None else (year,):
            for one_week, path in week_files(folder, one_year):
                if week is None or week == one_week:
                    lines = self._reader.records(path, lambda line: read_generation(line, who))
                    yield from (generation for _, generation in lines)


def _read_named_ratings(line: Mapping[str, Any]) -> tuple[str, PersonRatings]:
    return read_name(line), read_ratings(line)
