"""Every life reward of a run computed again from what it recorded, and where the two differ.

The mathematics is `agentopia_env.reward`; `reference` follows a reference run where it differs.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal

from agentopia_env.analysis.evidence import Evidence, Gap, Period, gather
from agentopia_env.analysis.lines import Damage
from agentopia_env.analysis.records import REWARD_FIELDS, RecordedReward
from agentopia_env.analysis.reference import NonAgents, yearly_rewards
from agentopia_env.analysis.runconfig import Layout, RecordedConfig
from agentopia_env.analysis.rundir import RunDirectory
from agentopia_env.reward import (
    LifeReward,
    RewardSettings,
    advantages,
    normalised_returns,
    select,
)

TOLERANCE = 1e-6
"""Numbers closer than this are the same."""


@dataclass(frozen=True, slots=True)
class Difference:
    """A recorded number that the recorded evidence does not give."""

    name: str
    year: int
    field: str
    recorded: float
    recomputed: float


@dataclass(frozen=True, slots=True)
class YearRewards:
    """Everybody's life reward of one year."""

    period: Period
    rewards: Mapping[str, LifeReward]
    complete: bool
    """False where people are left out, so that scores relative to the society are off."""


@dataclass(frozen=True, slots=True)
class Recomputed:
    """All rewards of a run, computed again, beside what it recorded."""

    run: str
    layout: Layout
    settings: RewardSettings
    non_agents: NonAgents
    """How rated people who are not simulated were treated."""
    trials: Mapping[NonAgents, int]
    """Where both ways were tried: how many recorded numbers each failed to reproduce."""
    years: tuple[YearRewards, ...]
    totals: Mapping[str, tuple[float, ...]]
    """Per person the total reward of each year, of those who have all of them."""
    returns: Mapping[str, tuple[float, ...]]
    """Normalised returns: one at the virtual begin and one at each year's end."""
    advantages: Mapping[str, tuple[float, ...]]
    """Per person the advantage of each year."""
    selected: tuple[tuple[str, ...], ...]
    """Per year the people to learn from, best first."""
    compared: int
    """How many recorded numbers there were to compare with."""
    differences: tuple[Difference, ...]
    gaps: tuple[Gap, ...]
    damage: tuple[Damage, ...]

    @property
    def periods(self) -> tuple[Period, ...]:
        """The years, in order."""
        return tuple(year.period for year in self.years)

    @property
    def reproduced(self) -> bool:
        """Whether there were recorded numbers, and the evidence gives every one of them."""
        return self.compared > 0 and not self.differences

    def to_json(self) -> dict[str, Any]:
        """Everything as plain objects, lists, texts and numbers."""
        return {
            "run": self.run,
            "layout": self.layout,
            "settings": asdict(self.settings),
            "non_agents": self.non_agents,
            "trials": dict(self.trials),
            "rewards": [_year_json(year) for year in self.years],
            "returns": {name: list(row) for name, row in self.returns.items()},
            "advantages": self._advantages_json(),
            "selected": [
                {"time": _time_json(period), "agents": list(names)}
                for period, names in zip(self.periods, self.selected, strict=True)
            ],
            "compared": self.compared,
            "differences": [asdict(one) for one in self.differences],
            "gaps": [asdict(one) for one in self.gaps],
            "damage": [{**asdict(one), "path": str(one.path)} for one in self.damage],
        }

    def _advantages_json(self) -> list[dict[str, Any]]:
        """As lines of `reward/advantages.jsonl`."""
        return [
            {"agent_name": name, "time": _time_json(period), "advantage": advantage}
            for name, row in self.advantages.items()
            for period, advantage in zip(self.periods, row, strict=True)
        ]


def recompute(
    run: RunDirectory | Path | str, non_agents: NonAgents | Literal["auto"] = "auto"
) -> Recomputed:
    """Compute the rewards of every year that ended, their returns, advantages and selection.

    Args:
        run: the run, or its folder.
        non_agents: what becomes of rated people who are not simulated; `auto` drops them, except
            in a reference run whose recorded numbers come out better if they are kept.

    Raises:
        RunError: the folder is no run.
    """
    run = run if isinstance(run, RunDirectory) else RunDirectory.open(run)
    evidence, gaps = gather(run)
    recorded = {name: {one.moment.year: one for one in run.rewards(name)} for name in run.people}
    if not evidence:
        gaps.append(Gap("no year has ended, so there is neither a rating nor a reward"))
    ways: list[NonAgents] = ["drop" if non_agents == "auto" else non_agents]
    if non_agents == "auto" and run.layout == "reference" and _names_others(evidence):
        ways = ["drop", "keep"]
    tried = {way: _years(evidence, run.config, way) for way in ways}
    differing = {way: _differences(evidence, tried[way], recorded)[0] for way in ways}
    best = min(ways, key=lambda way: len(differing[way]))
    _, compared = _differences(evidence, tried[best], recorded)
    trials = {way: len(differing[way]) for way in ways} if len(ways) > 1 and compared else {}
    return _result(run, best, trials, tried[best], recorded, differing[best], compared, gaps)


def _result(
    run: RunDirectory,
    way: NonAgents,
    trials: Mapping[NonAgents, int],
    years: tuple[YearRewards, ...],
    recorded: Mapping[str, Mapping[int, RecordedReward]],
    differences: list[Difference],
    compared: int,
    gaps: list[Gap],
) -> Recomputed:
    settings = run.config.reward
    totals = _totals(years, recorded, gaps)
    returns, gains, chosen = _lives(totals, settings, len(years))
    wrong, n_advantages = _advantage_differences(run, years, gains)
    return Recomputed(
        run=run.name,
        layout=run.layout,
        settings=settings,
        non_agents=way,
        trials=trials,
        years=years,
        totals=totals,
        returns=returns,
        advantages=gains,
        selected=chosen,
        compared=compared + n_advantages,
        differences=(*differences, *wrong),
        gaps=tuple(gaps),
        damage=tuple(run.damage),
    )


# ---------------------------------------------------------------------- the years together


def _years(
    evidence: list[Evidence], config: RecordedConfig, way: NonAgents
) -> tuple[YearRewards, ...]:
    return tuple(
        YearRewards(one.period, yearly_rewards(one, config, way), one.complete) for one in evidence
    )


def _names_others(evidence: list[Evidence]) -> bool:
    """Whether anybody rated is not among the simulated."""
    return any(
        name not in one.deposits_end
        for one in evidence
        for scores in (one.ratings.affection, one.ratings.respect)
        for given in scores.values()
        for name in given
    )


def _totals(
    years: tuple[YearRewards, ...],
    recorded: Mapping[str, Mapping[int, RecordedReward]],
    gaps: list[Gap],
) -> dict[str, tuple[float, ...]]:
    """Everybody's yearly totals; where a year is incomplete the recorded ones are trusted."""
    totals: dict[str, tuple[float, ...]] = {}
    for name in recorded if years else ():
        row: list[float] = []
        for year in years:
            line = recorded[name].get(year.period.year)
            kept = line.numbers.get("total_score") if line else None
            new = year.rewards[name].total_score if name in year.rewards else None
            total = new if kept is None or (year.complete and new is not None) else kept
            if total is None:
                reason = "no reward, neither recorded nor computable; no returns and advantages"
                gaps.append(Gap(reason, year.period.year, name))
                break
            row.append(total)
        else:
            totals[name] = tuple(row)
    return totals


def _lives(
    totals: Mapping[str, tuple[float, ...]], settings: RewardSettings, n_years: int
) -> tuple[dict[str, tuple[float, ...]], dict[str, tuple[float, ...]], tuple[tuple[str, ...], ...]]:
    """Returns and advantages per person, and the selection per year."""
    names = sorted(totals)
    if not names or not n_years:
        return {}, {}, tuple(() for _ in range(n_years))
    rows = [totals[name] for name in names]
    returns = normalised_returns(rows, settings.gamma)
    gains = advantages(rows, settings.gamma)
    chosen = tuple(select(names, gains, settings.fraction))
    return _named(names, returns.tolist()), _named(names, gains.tolist()), chosen


def _named(names: list[str], rows: list[list[float]]) -> dict[str, tuple[float, ...]]:
    return {name: tuple(row) for name, row in zip(names, rows, strict=True)}


# ---------------------------------------------------------------------- beside the record


def _differences(
    evidence: list[Evidence],
    years: tuple[YearRewards, ...],
    recorded: Mapping[str, Mapping[int, RecordedReward]],
) -> tuple[list[Difference], int]:
    """Recorded numbers that come out differently, and how many were compared."""
    found: list[Difference] = []
    compared = 0
    for one, year in zip(evidence, years, strict=True):
        for name, reward in year.rewards.items():
            line = recorded[name].get(year.period.year)
            numbers = line.numbers if line else {}
            for field, value in _numbers(reward).items():
                if field in numbers and _comparable(field, one):
                    compared += 1
                    if not abs(numbers[field] - value) <= TOLERANCE:
                        year_number = year.period.year
                        found.append(Difference(name, year_number, field, numbers[field], value))
    return found, compared


def _comparable(field: str, one: Evidence) -> bool:
    """Whether a number does not depend on what is missing of a year."""
    if field.startswith("economy"):
        return True
    if field.startswith("subjective"):
        return not one.unseen
    return one.complete


def _numbers(reward: LifeReward) -> dict[str, float]:
    values = (
        reward.social.affection,
        reward.social.respect,
        reward.social.score,
        reward.subjective.score,
        reward.subjective.n_penalties,
        reward.economy.score,
        reward.total_score,
    )
    return dict(zip(REWARD_FIELDS, values, strict=True))


def _advantage_differences(
    run: RunDirectory, years: tuple[YearRewards, ...], gains: Mapping[str, tuple[float, ...]]
) -> tuple[list[Difference], int]:
    numbers = {year.period.year: number for number, year in enumerate(years)}
    found: list[Difference] = []
    compared = 0
    for one in run.advantages():
        if one.name in gains and one.end.year in numbers:
            compared += 1
            value = gains[one.name][numbers[one.end.year]]
            if not abs(one.advantage - value) <= TOLERANCE:
                kept = one.advantage
                found.append(Difference(one.name, one.end.year, "advantage", kept, value))
    return found, compared


def _time_json(period: Period) -> dict[str, str]:
    return {"start": period.start, "end": period.end}


def _year_json(year: YearRewards) -> dict[str, Any]:
    return {
        "year": year.period.year,
        "week": year.period.week,
        "complete": year.complete,
        "time": _time_json(year.period),
        "agents": {name: _reward_json(one) for name, one in year.rewards.items()},
    }


def _reward_json(one: LifeReward) -> dict[str, Any]:
    """In the form of a line of `reward.jsonl`, with where the wellbeing comes from."""
    return {
        "social": {
            "affection_score": one.social.affection,
            "respect_score": one.social.respect,
            "combined_score": one.social.score,
        },
        "subjective": asdict(one.subjective),
        "economy": asdict(one.economy),
        "z": asdict(one.z),
        "total_score": one.total_score,
    }
