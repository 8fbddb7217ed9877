"""What a run will take, before it is begun: calls, tokens, money and hours.

A society of the configuration's size lives its first weeks and a year's end on rules, with the
prompts that a model would be sent, behind a server on a simulated clock. Later weeks are taken to
be like the later ones of these. What grows with the years, the memories in the prompts, is taken
to grow on, each time half as much, up to the limit that the configuration sets for a prompt.

What rules say is about as long as what is asked for; a model that says more costs more.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import Any

from agentopia_env import virtual
from agentopia_env.clock import Moment
from agentopia_env.config import RunConfig
from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.flow import drive
from agentopia_env.life.week import every_week, life
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.base import Answerer
from agentopia_env.policies.cast import Cast, dealt
from agentopia_env.policies.chat.reading import reader_of_model
from agentopia_env.policies.chat.settings import HEURISTIC
from agentopia_env.policies.delayed import Delayed
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.policies.slots import Slots
from agentopia_env.prefix_cache import PrefixCaches
from agentopia_env.prompts.tokens import ANYBODY, Reader
from agentopia_env.questions.base import Question
from agentopia_env.simulation import new_society, open_world
from agentopia_env.spending import Spending, Usage, Who, summed
from agentopia_env.world.society import Society

SAMPLE = 12_000
"""About how many calls are lived for an estimate."""
CALLS = {"full": 42, "brief": 6}
"""About how many calls a person's week takes."""
ANY_MODEL = "model"
"""What calls are counted under where the configuration names no model at all."""


@dataclass(frozen=True, slots=True)
class Service:
    """The model server that an estimate is for.

    Attributes:
        latency: seconds that a call takes.
        slots: calls that it takes at a time.
        throughput: tokens of answers that it writes in a second, all calls together (None: any).
        cache: tokens that its prefix cache holds; 0 for none.
    """

    latency: float = 5.0
    slots: int = 64
    throughput: float | None = None
    cache: int = 1_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """What a run is expected to take.

    Attributes:
        seconds: on the clock on the wall.
        weeks: how many were lived to find out.
    """

    spending: Spending
    seconds: float
    weeks: int


@dataclass(slots=True)
class _Sample:
    """What a society took that lived for an estimate.

    Attributes:
        weeks: per week lived, what it took, and the seconds it did.
        year: what a year's end took, with what the next year begins with.
    """

    weeks: list[tuple[Spending, float]]
    year: Spending
    year_seconds: float


def estimate(config: RunConfig, service: Service, weeks: int | None = None) -> Estimate:
    """What a run of this configuration takes at this server.

    Args:
        config: of the run; a configuration without models is taken to have one for everybody.
        service: where its models are.
        weeks: how many to live for it (None: as many as are lived in about a quarter of a minute).
    """
    _, base = open_world(config)
    wanted = weeks or max(2, SAMPLE // (CALLS[config.fidelity] * len(base.profiles)))
    lived = min(wanted, config.time.n_week)
    time = replace(config.time, n_week=lived, n_year=min(2, config.time.n_year))
    shorter = replace(config, time=time)
    sample = _lived(new_society(shorter, base), shorter, service)
    spending, seconds = _extrapolated(sample, config)
    if service.throughput:
        seconds = max(seconds, spending.total.output / service.throughput)
    return Estimate(spending, seconds, lived)


def _extrapolated(sample: _Sample, config: RunConfig) -> tuple[Spending, float]:
    """The whole run out of its first weeks and a year's end."""
    time, lived = config.time, len(sample.weeks)
    later = sample.weeks[lived // 2 :]
    usual = Spending()
    for week, _ in later:
        usual.include(week, 1 / len(later))
    spending, left = Spending(), time.n_year * time.n_week - lived
    for week, _ in sample.weeks:
        spending.include(week)
    growth = _growth(sample.weeks)
    if left > 0:
        for who, usage in usual.usage.items():
            limit = config.prompts.limit(who.kind)
            spending.count(who, _grown(usage, left, lived, growth, limit))
    spending.include(sample.year, time.n_year)
    seconds = sum(seconds for _, seconds in sample.weeks)
    seconds += left * sum(seconds for _, seconds in later) / len(later)
    return spending, seconds + time.n_year * sample.year_seconds


def _growth(weeks: list[tuple[Spending, float]]) -> float:
    """By which share prompts were longer in the later half of the weeks than in the first."""
    half = len(weeks) // 2
    first, later = (summed(week.total for week, _ in part) for part in (weeks[:half], weeks[half:]))
    if not first.input or not later.calls:
        return 0.0
    return max(0.0, (later.input / later.calls) / (first.input / first.calls) - 1)


def _grown(usage: Usage, weeks: int, lived: int, growth: float, limit: int) -> Usage:
    """So many further weeks, in which prompts grow on up to a limit, by half as much each time."""
    total, factor = Usage(), 1.0
    while weeks > 0:
        stretch = min(lived, weeks)
        growth /= 2
        factor *= 1 + growth
        most = max(usage.input, usage.calls * limit)
        grown = min(most, usage.input * factor)
        more = grown / usage.input if usage.input else 1.0
        total.add(replace(usage, input=grown, cached=usage.cached * more), stretch)
        weeks -= stretch
    return total


def _lived(society: Society, config: RunConfig, service: Service) -> _Sample:
    """Live one year, with what the next one begins with, and count."""
    society.keep_no_records()
    time = config.time
    weeks, year = [Spending() for _ in range(time.n_week)], Spending()

    def count(question: Question[Any], who: Who, usage: Usage) -> None:
        when = question.when
        if when.year == time.start_year and when.phase != "year":
            weeks[when.week - 1].count(who, usage)
        elif when.year == time.start_year or when.stage == "begin":
            year.count(who, usage)

    answering = Answering(_cast(society, config, service, count))
    ends: dict[Moment, float] = {}

    def stage_end(moment: Moment) -> None:
        society.outbox.clear()
        ends[moment] = asyncio.get_running_loop().time()
        if moment.year > time.start_year:
            raise _EnoughError

    async def one_year() -> None:
        with suppress(_EnoughError):
            await drive(life(society, every_week), answering.areply, stage_end)

    virtual.run(one_year())
    settled = [at for moment, at in ends.items() if moment.stage == "settle"][: time.n_week]
    spans = [end - start for start, end in pairwise((0.0, *settled))]
    last = max(at for moment, at in ends.items() if moment.year == time.start_year)
    return _Sample(list(zip(weeks, spans, strict=True)), year, last - settled[-1])


class _EnoughError(Exception):
    """What was to be lived has been lived."""


Count = Callable[[Question[Any], Who, Usage], object]


def _cast(society: Society, config: RunConfig, service: Service, count: Count) -> Cast:
    """Rules for everybody, behind the server where the configuration has a model."""
    person = HeuristicPolicy(config.seed, config.policy.exploration)
    world = HeuristicEnvironment(config.seed)
    roles = config.role_model or (HEURISTIC,)
    god = config.god_model or HEURISTIC
    if {god, *roles} == {HEURISTIC}:
        roles, god = (ANY_MODEL,), ANY_MODEL
    server = _Server(service, count)
    readers = {name: reader_of_model(name, model) for name, model in config.models.items()}
    played = {name: server.serving(person, name, readers.get(name, ANYBODY)) for name in roles}
    people = dealt(tuple(society.people), roles, config.seed)
    return Cast(
        default=played[roles[0]],
        environment=server.serving(world, god, readers.get(god, ANYBODY)),
        people={name: played[model] for name, model in people.items()},
    )


class _Server:
    """One server for all models, that counts what it is sent."""

    def __init__(self, service: Service, count: Count) -> None:
        self._service, self._count = service, count
        self._slots = Slots(service.slots)
        self._caches = PrefixCaches((service.cache,)) if service.cache else None

    def serving(self, rules: Answerer, name: str, reader: Reader) -> Answerer:
        """Rules under a model's name; the embedded ones need no server."""
        if name == HEURISTIC:
            return rules

        def sent(question: Question[Any], prompt: str, text: str) -> None:
            tokens = reader.count(prompt)
            usage = Usage(1, tokens, tokens * self._cached(prompt), reader.count(text))
            self._count(question, Who(question.kind, name), usage)

        latency = self._service.latency
        return Delayed(rules, self._slots, latency, name=name, sent=sent, reader=reader)

    def _cached(self, prompt: str) -> float:
        """The share of a prompt that the server has in its cache."""
        if self._caches is None:
            return 0
        served = self._caches.send(prompt)
        return served.hits[0] / served.blocks if served.blocks else 0
