"""Where the time of a run went: by week, stage and kind of question, how full its servers were,
what everybody waited for, and what it cost.

Runs of ours have the wall-clock time of stages and, where models were called, of calls. Of other
runs the times at which their files were last written give the weeks, which holds only where the
files were not copied.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean, median, quantiles
from typing import Any

from agentopia_env.analysis.calls import Call
from agentopia_env.analysis.lives import WeekOf
from agentopia_env.analysis.records import is_number
from agentopia_env.analysis.runs import Run
from agentopia_env.analysis.wall_clock import (
    Stretch,
    by_stage,
    by_week,
    file_times,
    seconds_around,
    stretches,
)
from agentopia_env.clock import parse_moment
from agentopia_env.spending import Price, Usage, price_of

_REPAIR = re.compile(r"#\d+\Z")
"""What stands behind the key of a question that was put again."""


@dataclass(slots=True)
class Kind:
    """All calls of one kind of question."""

    name: str
    calls: int = 0
    failed: int = 0
    retries: int = 0
    input_tokens: int = 0
    cached_tokens: int = 0
    output_tokens: int = 0
    latencies: list[float] = field(default_factory=list)

    @property
    def seconds(self) -> float | None:
        """Time that its calls took together."""
        return sum(self.latencies) if self.latencies else None

    @property
    def typical(self) -> tuple[float, float] | None:
        """Median and 95th percentile of a call's time."""
        if len(self.latencies) < 2:
            return (self.latencies[0],) * 2 if self.latencies else None
        return median(self.latencies), quantiles(self.latencies, n=20)[-1]


@dataclass(frozen=True, slots=True)
class Chain:
    """Calls of a stage that waited for each other."""

    time: str
    who: str
    """A person, a scene, or the environment model."""
    calls: int
    seconds: float
    stage_seconds: float


@dataclass(slots=True)
class Timing:
    """Where a run's time went."""

    run: str
    source: str
    """What the wall-clock times are taken from; empty where there are none."""
    weeks: dict[WeekOf, float]
    """Wall-clock seconds per week."""
    stages: dict[str, tuple[float, int]]
    """Wall-clock seconds and questions per stage."""
    kinds: list[Kind]
    in_flight: float | None
    """Calls under way at the same time, on average."""
    concurrency: int | None
    """The most that the run allowed."""
    chains: list[Chain]
    """The longest, longest first."""
    cost: float | None
    """Money, where prices are known."""
    missing: list[str]
    damaged: list[str] = field(default_factory=list)

    @property
    def seconds(self) -> float:
        """Wall-clock time of all weeks."""
        return sum(self.weeks.values())

    @property
    def utilisation(self) -> float | None:
        """Share of the allowed calls that were under way, on average."""
        if self.in_flight is None or not self.concurrency:
            return None
        return self.in_flight / self.concurrency

    def to_json(self) -> dict[str, Any]:
        """Everything as plain objects, lists, texts and numbers."""
        return {
            "run": self.run,
            "source": self.source,
            "seconds": self.seconds,
            "weeks": [
                {"year": year, "week": week, "seconds": seconds}
                for (year, week), seconds in self.weeks.items()
            ],
            "stages": {
                name: {"seconds": seconds, "questions": questions}
                for name, (seconds, questions) in self.stages.items()
            },
            "kinds": [_kind_json(kind) for kind in self.kinds],
            "calls_in_flight": self.in_flight,
            "max_concurrency": self.concurrency,
            "utilisation": self.utilisation,
            "chains": [
                {"time": one.time, "who": one.who, "calls": one.calls}
                | {"seconds": one.seconds, "stage_seconds": one.stage_seconds}
                for one in self.chains
            ],
            "cost": self.cost,
            "missing": self.missing,
            "damaged": self.damaged,
        }


def timing(run: Run, chains: int = 10) -> Timing:
    """Measure a run by what it recorded.

    Args:
        run: the run, going or finished.
        chains: how many of the longest chains to keep.
    """
    passed = stretches(run)
    weeks = by_week(passed)
    source = "telemetry" if weeks else ""
    if not weeks:
        weeks = file_times(run)
        source = "the times of its files" if weeks else ""
    timed = [line for line in run.timed_calls() if isinstance(line.get("key"), str)]
    kinds = _kinds(run, timed)
    missing = [] if source else ["no wall-clock times are recorded"]
    if not timed:
        missing.append("no call's time is recorded (heuristic policies answer at once)")
    latency = sum(map(_latency, timed))
    seconds = sum(weeks.values())
    concurrency = run.settings.get("max_concurrency")
    paid = weekly_cost(run, timed)
    if not paid:
        missing.append("no prices in config.json (models.<name>.prices), so no cost")
    return Timing(
        run=run.name,
        source=source,
        weeks=weeks,
        stages=by_stage(passed),
        kinds=kinds,
        in_flight=latency / seconds if timed and seconds else None,
        concurrency=concurrency if isinstance(concurrency, int) and timed else None,
        chains=_chains(timed, passed)[:chains],
        cost=sum(paid.values()) if paid else None,
        missing=missing,
        damaged=[str(one) for one in run.damage],
    )


# ---------------------------------------------------------------------- kinds of questions


def _kinds(run: Run, timed: Iterable[Mapping[str, Any]]) -> list[Kind]:
    """Every kind of question with its calls, costliest first."""
    kinds: dict[str, Kind] = {}
    for call in every_call(run):
        kind = kinds.setdefault(call.kind, Kind(call.kind))
        kind.calls += 1
        kind.failed += call.failed
        kind.input_tokens += call.input_tokens
        kind.output_tokens += call.output_tokens
    for line in timed:
        kind = kinds.setdefault(_part(line, 1), Kind(_part(line, 1)))
        kind.latencies.append(_latency(line))
        attempts, cached = line.get("attempts"), line.get("cached_tokens")
        kind.retries += max(0, int(attempts) - 1) if is_number(attempts) else 0
        kind.cached_tokens += int(cached) if is_number(cached) else 0
    return sorted(kinds.values(), key=lambda kind: (-kind.input_tokens, kind.name))


def _kind_json(kind: Kind) -> dict[str, Any]:
    typical = kind.typical
    return {
        "kind": kind.name,
        "calls": kind.calls,
        "failed": kind.failed,
        "retries": kind.retries,
        "input_tokens": kind.input_tokens,
        "cached_tokens": kind.cached_tokens,
        "output_tokens": kind.output_tokens,
        "seconds": kind.seconds,
        "mean_s": fmean(kind.latencies) if kind.latencies else None,
        "median_s": typical[0] if typical else None,
        "p95_s": typical[1] if typical else None,
    }


# ---------------------------------------------------------------------- who was waited for


def _chains(timed: Iterable[Mapping[str, Any]], passed: Sequence[Stretch]) -> list[Chain]:
    """Calls of one moment that follow each other: one person's, or one scene's."""
    found: dict[tuple[str, str], list[float]] = defaultdict(list)
    for line in timed:
        found[_part(line, 0), _link(line)].append(_latency(line))
    chains = [
        Chain(time, who, len(calls), sum(calls), seconds_around(time, passed))
        for (time, who), calls in found.items()
    ]
    return sorted(chains, key=lambda one: (-one.seconds, one.time, one.who))


def _link(line: Mapping[str, Any]) -> str:
    """What a call waits within: its scene where it is part of one, else who is asked."""
    kind, who, turn = (_part(line, number) for number in (1, 2, 3))
    if kind in ("speak", "enter", "direct", "verify") and turn:
        return turn
    return f"{who} {turn}".strip() if who == "environment" else who


def _part(line: Mapping[str, Any], number: int) -> str:
    """A part of a key `time/kind/who/turn`."""
    parts = _REPAIR.sub("", str(line["key"])).split("/")
    return parts[number] if number < len(parts) else ""


def _latency(line: Mapping[str, Any]) -> float:
    latency = line.get("latency_s")
    return float(latency) if is_number(latency) else 0.0


# ---------------------------------------------------------------------- cost


def prices(run: Run) -> dict[str, Price]:
    """Prices of a million tokens by the name of the model, as the run's config has them."""
    found = {}
    models = run.settings.get("models")
    for name, model in models.items() if isinstance(models, dict) else ():
        given = model.get("prices") if isinstance(model, dict) else None
        if isinstance(given, dict):
            known = {k: v for k in ("input", "output", "cached") if is_number(v := given.get(k))}
            price = Price(**known)
            if price.input or price.output:
                found[str(name)] = price
    return found


def weekly_cost(run: Run, timed: Iterable[Mapping[str, Any]]) -> dict[WeekOf, float]:
    """Money per week where the run has prices; empty where it has none.

    Calls are those that telemetry has, with what the server had cached; else those of the traces.
    """
    given = prices(run)
    found: dict[WeekOf, float] = defaultdict(float)
    for week, policy, usage in _usages(run, timed) if given else ():
        found[week] += usage.cost(price_of(given, policy))
    return dict(sorted(found.items()))


def _usages(run: Run, timed: Iterable[Mapping[str, Any]]) -> Iterator[tuple[WeekOf, str, Usage]]:
    there = False
    for line in timed:
        there = True
        try:
            moment = parse_moment(_part(line, 0))
        except ValueError:
            continue
        names = ("input_tokens", "cached_tokens", "output_tokens")
        tokens = (float(line[name]) if is_number(line.get(name)) else 0.0 for name in names)
        yield (moment.year, moment.week), str(line.get("policy")), Usage(1, *tokens)
    if not there:
        for call in every_call(run):
            usage = Usage(1, call.input_tokens, 0, call.output_tokens)
            yield (call.moment.year, call.moment.week), call.policy, usage


def every_call(run: Run) -> Iterator[Call]:
    """The calls of everybody and of the environment model."""
    for person in run.people:
        yield from run.calls(person)
    for feature in run.god_features:
        yield from run.god_calls(feature)
