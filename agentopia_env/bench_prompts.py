"""How long prompts are, and how much of them a serving engine has before it: year by year.

    agentopia bench prompts                        100 people, 10 years
    agentopia bench prompts --people 24 --years 3  in some minutes

A society lives on rules behind a server on a simulated clock. Every prompt goes, in the order in
which the server begins with it, through prefix caches of several sizes (see `prefix_cache`). Tokens
are estimated by script. What a cache does not serve is either new (nobody sent that beginning
before) or was dropped since; the table of kinds says which, and where.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import Any

from rich.table import Table

from agentopia_env import virtual
from agentopia_env.bench import WORLD, world_of
from agentopia_env.clock import Moment
from agentopia_env.config import RunConfig, make_config
from agentopia_env.flow import drive
from agentopia_env.life.week import every_week, life
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.cast import Cast
from agentopia_env.policies.delayed import Delayed
from agentopia_env.policies.slots import Slots
from agentopia_env.prefix_cache import PrefixCaches
from agentopia_env.prompts.render import render
from agentopia_env.prompts.tokens import estimated
from agentopia_env.questions.base import ENVIRONMENT, Question
from agentopia_env.simulation import cast_of, new_society, rare_collection

LATENCY = 2.0
"""Seconds that a call takes on the simulated clock."""
MOST_TOKENS = 6000
STEADY = 0.05
SHARED = 0.25
SERVED = {1_000_000: 0.8, 200_000: 0.4}
"""What prompts have to hold to: tokens a call; growth from the second to the last year; share that
is the same for everybody; share served by a cache of a size."""


@dataclass(slots=True)
class Sums:
    """Prompts added up.

    Attributes:
        tokens, shared: of all prompts, and of what everybody's have in common.
        blocks, seen: of all prompts, and those that were sent before.
        hits: blocks that each cache had.
    """

    calls: int = 0
    tokens: int = 0
    shared: int = 0
    longest: int = 0
    blocks: int = 0
    seen: int = 0
    hits: list[int] = field(default_factory=list)

    def add(self, other: Sums) -> None:
        """Add others."""
        for name in ("calls", "tokens", "shared", "blocks", "seen"):
            setattr(self, name, getattr(self, name) + getattr(other, name))
        self.longest = max(self.longest, other.longest)
        ours = self.hits or [0] * len(other.hits)
        self.hits = [one + more for one, more in zip(ours, other.hits, strict=True)]

    @property
    def per_call(self) -> float:
        """Tokens a call."""
        return self.tokens / max(1, self.calls)

    def served(self, number: int) -> float:
        """Share of the blocks that a cache had."""
        return self.hits[number] / max(1, self.blocks)


@dataclass(frozen=True, slots=True)
class Prompts:
    """What the prompts of a society came to, by year and by kind of question."""

    sizes: tuple[int, ...]
    years: dict[int, Sums]
    kinds: dict[str, Sums]

    @property
    def total(self) -> Sums:
        """All of them."""
        total = Sums()
        for sums in self.years.values():
            total.add(sums)
        return total

    @property
    def growth(self) -> float:
        """By which share a call of the last year is longer than one of the second."""
        years = list(self.years.values())
        return years[-1].per_call / years[min(1, len(years) - 1)].per_call - 1


class _Counter:
    """Counts prompts as a server gets them."""

    def __init__(self, sizes: Sequence[int]) -> None:
        self.prompts = Prompts(tuple(sizes), {}, {})
        self._caches = PrefixCaches(sizes)
        self._system: dict[str, int] = {}

    def sent(self, question: Question[Any], prompt: str, text: str) -> None:
        """Count one."""
        del text
        served, tokens = self._caches.send(prompt), estimated(prompt)
        one = Sums(
            calls=1,
            tokens=tokens,
            shared=self._shared(question),
            longest=tokens,
            blocks=served.blocks,
            seen=served.seen,
            hits=list(served.hits),
        )
        self.prompts.years.setdefault(question.when.year, Sums()).add(one)
        self.prompts.kinds.setdefault(question.kind, Sums()).add(one)

    def _shared(self, question: Question[Any]) -> int:
        """Tokens of the message that all people, or all questions to the world, have in common."""
        side = "world" if question.who == ENVIRONMENT else "people"
        if side not in self._system:
            self._system[side] = estimated(render(question)[0]["content"])
        return self._system[side]


def prompts_of(
    people: int,
    config: RunConfig,
    slots: int,
    sizes: Sequence[int],
    progress: Callable[[Prompts, Moment], object] = lambda prompts, moment: None,
) -> Prompts:
    """Live a society on rules and count what a model would be sent.

    Args:
        people: how many.
        config: with its world, whose people are varied to get as many.
        slots: calls that the server takes at a time.
        sizes: tokens that each cache holds.
        progress: is told at the end of every week.
    """
    society = new_society(config, world_of(people, config)[1])
    society.keep_no_records()
    instant, places, counter = cast_of(config), Slots(slots), _Counter(sizes)

    def behind(one: Any) -> Delayed:
        return Delayed(one, places, LATENCY, sent=counter.sent)

    def stage_end(moment: Moment) -> None:
        society.outbox.clear()
        if moment.stage == "settle":
            progress(counter.prompts, moment)

    answering = Answering(Cast(behind(instant.default), behind(instant.environment)))
    with rare_collection():
        virtual.run(drive(life(society, every_week), answering.areply, stage_end))
    return counter.prompts


def prompt_tables(
    people: int,
    years: int,
    fidelity: str,
    slots: int,
    sizes: Sequence[int],
    progress: Callable[[Prompts, Moment], object] = lambda prompts, moment: None,
) -> tuple[list[Table], list[str]]:
    """Tables by year and by kind of question, and a line for each thing asked of prompts."""
    config = make_config({"world": WORLD, "fidelity": fidelity, "time": {"n_year": years}})
    prompts = prompts_of(people, config, slots, sizes, progress)
    title = f"agentopia bench prompts: {people} people, {years} years, {fidelity}, {slots} slots"
    by_year = _table(title, "year", {str(year): one for year, one in prompts.years.items()}, sizes)
    kinds = dict(sorted(prompts.kinds.items(), key=lambda entry: -entry[1].tokens))
    by_kind = _table("by kind of question", "kind", kinds, sizes)
    return [by_year, by_kind], list(_verdicts(prompts))


def _table(title: str, what: str, rows: dict[str, Sums], sizes: Sequence[int]) -> Table:
    table = Table(title=title, title_justify="left")
    table.add_column(what)
    columns = ("calls", "tokens/call", "longest", "shared", "sent before")
    for column in (*columns, *(f"cache {size // 1000}k" for size in sizes)):
        table.add_column(column, justify="right")
    total = Sums()
    for name, sums in rows.items():
        table.add_row(name, *_cells(sums))
        total.add(sums)
    table.add_row("all", *_cells(total))
    return table


def _cells(sums: Sums) -> Iterator[str]:
    yield str(sums.calls)
    yield f"{sums.per_call:.0f}"
    yield str(sums.longest)
    yield f"{sums.shared / max(1, sums.tokens):.0%}"
    yield f"{sums.seen / max(1, sums.blocks):.0%}"
    for number in range(len(sums.hits)):
        yield f"{sums.served(number):.0%}"


def _verdicts(prompts: Prompts) -> Iterator[str]:
    """Whether prompts are as they have to be."""
    total = prompts.total
    shared = total.shared / max(1, total.tokens)
    checks = [
        (f"{total.per_call:.0f} tokens a call", total.per_call <= MOST_TOKENS, MOST_TOKENS),
        (
            f"the last year's prompts are {prompts.growth:+.1%} of the second's",
            abs(prompts.growth) <= STEADY,
            f"±{STEADY:.0%}",
        ),
        (f"{shared:.0%} shared by everybody", shared >= SHARED, f"{SHARED:.0%}"),
    ]
    for number, size in enumerate(prompts.sizes):
        if size in SERVED:
            served = total.served(number)
            text = f"{served:.0%} served by a cache of {size:,} tokens"
            checks.append((text, served >= SERVED[size], f"{SERVED[size]:.0%}"))
    for text, holds, wanted in checks:
        yield f"{'holds' if holds else 'FAILS'}: {text} (wanted: {wanted})"
    yield _limit(prompts)


def _limit(prompts: Prompts) -> str:
    """What keeps the largest cache from serving more."""
    total = prompts.total
    new, dropped = total.blocks - total.seen, total.seen - total.hits[-1]
    worst = sorted(prompts.kinds.items(), key=lambda entry: entry[1].hits[-1] - entry[1].blocks)
    named = ", ".join(
        f"{kind} {(sums.blocks - sums.hits[-1]) / max(1, total.blocks):.1%}"
        for kind, sums in worst[:4]
    )
    return (
        f"not served by the largest cache: {new / max(1, total.blocks):.1%} is new text and "
        f"{dropped / max(1, total.blocks):.1%} was dropped before it came again; most in {named}"
    )
