"""Which generations are learned from: the best lives of a year, without their faulty answers.

1. Advantages: per person and year how far the discounted life reward improved on their own past
   (`agentopia_env.reward.advantages`). Where the same people live in several societies, their
   rewards are compared with those of their other lives first (`baseline = "person"`): who one is
   decides more of a reward than what one does, and is nothing to learn.
2. Lives: per year, independently, the top fraction of a pool. A pool is everybody trained in the
   round, over all its societies, or those of one society. Rewards are standard scores within
   their society, so lives of different societies compare; the larger pool lets a society in
   which more people bettered themselves give more of the data.
3. Filters: answers that were invalid, rejected, empty, cut off, too long or repeated.
4. Cap: at most `max_rows` per person and year, drawn by chance, so that a chatty life does not
   dominate.
5. Weights: equal, or the positive part of the advantage.

The control (`strategy = "random"`) draws lives by chance and then as many rows as the
advantages would have given: what it learns differs in nothing but whose life it was.
The order in which rows are given does not matter.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Literal, TypeAlias

import numpy as np
from numpy.typing import NDArray

from agentopia_env.chance import chance
from agentopia_env.errors import ConfigError
from agentopia_env.reward import advantages, select
from trainers.filtering import FILTERS, Filter, Limits, fit_rows
from trainers.selection_report import PeriodReport, SelectionReport, Spread, shares, tokens_by
from trainers.values import Row

Life: TypeAlias = tuple[int, str]
"""A society of the round and a person in it."""
Floats: TypeAlias = NDArray[np.float64]

_UNSCORED, _OTHER_LIFE = "no life reward known", "life not chosen"
_CAPPED, _UNMATCHED = "over the cap of the person and year", "more than the control needs"
_WEIGHTLESS = "advantage not positive"


@dataclass(frozen=True, slots=True)
class SelectionSettings:
    """The `selection` section of a training config."""

    strategy: Literal["advantage", "random"] = "advantage"
    """`advantage` learns from the best lives; `random` is the control: lives by chance, as many
    rows."""
    fraction: float = 0.25
    """Part of the lives of a pool that is learned from per year, above 0, at most 1; at least one
    life is."""
    gamma: float = 0.9
    """Discount per year of the return, 0 to 1."""
    pool: Literal["round", "society"] = "round"
    """Who competes: everybody trained in the `round`, or each `society` by itself (the paper,
    which has one)."""
    baseline: Literal["none", "person"] = "none"
    """What a reward is compared with before lives compete: `none` (the paper, where nobody lives
    twice), or the mean reward of the same `person` and year in the round's other societies, as
    in GRPO's groups; who lives once is compared with nobody."""
    filters: tuple[Filter, ...] = FILTERS
    """Answers of chosen lives to leave out; leaving a filter away keeps what it would drop."""
    max_tokens: int = 32_768
    """Longest row, prompt and answer together, in tokens (filter `long`)."""
    max_duplicates: int = 2
    """How many near-identical answers of one person, year and kind of question are kept, at least
    1 (filter `duplicate`)."""
    similarity: float = 0.9
    """From which overlap of their token triples (intersection over union, above 0, at most 1) two
    answers are near-identical; 1: only those with the same triples."""
    max_rows: int = 256
    """Most rows of one person and year, at least 1. A brief year of 52 weeks has 209."""
    weighting: Literal["none", "advantage"] = "none"
    """`none`: each row counts the same (the paper). `advantage`: by the positive part of the
    advantage, with mean 1 over the kept rows; rows without one are left out."""
    max_weight: float = 4.0
    """Largest weight of a row under weighting `advantage`, above 1."""
    seed: int = 0
    """Of all draws: caps and the control."""

    def __post_init__(self) -> None:
        problems = [
            f"selection.{key} is {getattr(self, key)!r}; allowed: {allowed}"
            for key, (holds, allowed) in _checks(self).items()
            if not holds
        ]
        if self.strategy == "random" and self.weighting != "none":
            problems.append(
                "selection.weighting is 'advantage' with selection.strategy 'random'; "
                "a control is unweighted: set selection.weighting to 'none'"
            )
        if problems:
            raise ConfigError("\n".join(problems))


def _checks(one: SelectionSettings) -> dict[str, tuple[bool, str]]:
    return {
        "strategy": (one.strategy in ("advantage", "random"), "advantage, random"),
        "fraction": (0 < one.fraction <= 1, "above 0, at most 1"),
        "gamma": (0 <= one.gamma <= 1, "0 to 1"),
        "pool": (one.pool in ("round", "society"), "round, society"),
        "baseline": (one.baseline in ("none", "person"), "none, person"),
        "filters": (set(one.filters) <= set(FILTERS), "any of " + ", ".join(FILTERS)),
        "max_tokens": (one.max_tokens >= 1, "at least 1"),
        "max_duplicates": (one.max_duplicates >= 1, "at least 1"),
        "similarity": (0 < one.similarity <= 1, "above 0, at most 1"),
        "max_rows": (one.max_rows >= 1, "at least 1"),
        "weighting": (one.weighting in ("none", "advantage"), "none, advantage"),
        "max_weight": (one.max_weight > 1, "above 1"),
    }


@dataclass(frozen=True, slots=True)
class Lives:
    """The yearly life rewards of everybody trained in a round: N lives, T years.

    Attributes:
        who: the N rows, each a society of the round and a person in it.
        years: the T columns, ascending.
        rewards_NT: what `agentopia_env.reward.life_rewards` gave at each year's end.
    """

    who: tuple[Life, ...]
    years: tuple[int, ...]
    rewards_NT: Floats  # noqa: N815 - suffixes give shapes

    @classmethod
    def of(cls, rewards: Mapping[tuple[int, str, int], float]) -> Lives:
        """From rewards by society, person and year.

        Raises:
            ValueError: a life lacks the reward of a year that others have.
        """
        who = tuple(sorted({(society, person) for society, person, _ in rewards}))
        years = tuple(sorted({year for _, _, year in rewards}))
        missing = [(*life, year) for life in who for year in years if (*life, year) not in rewards]
        if missing:
            society, person, year = missing[0]
            raise ValueError(
                f"{len(missing)} life rewards are missing, first that of {person} in society "
                f"{society} for {year}; give every trained person a reward for every year"
            )
        grid = [[rewards[(*life, year)] for year in years] for life in who]
        return cls(who, years, np.array(grid, dtype=np.float64).reshape(len(who), len(years)))


@dataclass(frozen=True, slots=True)
class Selected:
    """The rows to learn from, with advantage and weight filled in, and why it is these."""

    rows: tuple[Row, ...]
    report: SelectionReport


@dataclass(frozen=True, slots=True)
class _Pool:
    """Those who compete in one year; `chosen` is in the order of choice."""

    year: int
    society: int | None
    advantages: Mapping[Life, float]
    best: tuple[Life, ...]


def select_rows(
    rows: Iterable[Row], lives: Lives, settings: SelectionSettings | None = None
) -> Selected:
    """The rows of a round to learn from.

    Args:
        rows: generations of the trained policy; `extra["finish_reason"]` is how each ended.
        lives: rewards of all lives that compete. Rows of others are left out and counted.
        settings: how to choose (None: the defaults).
    """
    settings = settings or SelectionSettings()
    by_life: dict[tuple[Life, int], list[Row]] = defaultdict(list)
    for row in sorted(rows, key=_place):
        by_life[(row.society, row.person), row.year].append(row)
    given = sum(map(len, by_life.values()))
    left_out: Counter[str] = Counter()
    kept: list[Row] = []
    periods: list[PeriodReport] = []
    seen = 0
    for pool in _pools(lives, settings):
        own = {life: by_life.get((life, pool.year), []) for life in pool.advantages}
        chosen, rows_of_pool, wanted = _choose(pool, own, settings, left_out)
        kept += rows_of_pool
        seen += sum(map(len, own.values()))
        periods.append(_period(pool, own, chosen, rows_of_pool, wanted))
    left_out[_UNSCORED] = given - seen
    weighted = _weighted(kept, settings)
    return Selected(tuple(weighted), _report(weighted, given, left_out, periods, settings))


def against_other_lives(lives: Lives) -> Floats:
    """Rewards minus the mean reward that the same person had in the round's other societies.

    r'_sp = r_sp − mean over s' ≠ s of r_s'p, per year; a person with one life keeps r_sp. The
    leave-one-out baseline of Kool et al. 2019 (https://openreview.net/forum?id=r1lgTGL5DE), with
    a person's lives as the group.
    """
    lives_of: dict[str, list[int]] = defaultdict(list)
    for n, (_, person) in enumerate(lives.who):
        lives_of[person].append(n)
    compared = lives.rewards_NT.copy()
    for group in lives_of.values():
        if len(group) > 1:
            own = lives.rewards_NT[group]
            compared[group] = (own - own.mean(axis=0)) * len(group) / (len(group) - 1)
    return compared


def advantage_weights(advantage_K: Sequence[float], most: float) -> Floats:  # noqa: N803
    """weights_K = min(most, s · A_K) with the s that makes their mean 1.

    Args:
        advantage_K: positive advantages of K rows.
        most: largest weight, above 1.
    """
    values = np.asarray(advantage_K, dtype=np.float64)
    if not values.size:
        return values
    if most <= 1 or not (values > 0).all():
        raise ValueError("weights need positive advantages and a largest weight above 1")
    full = np.zeros(values.shape, dtype=bool)
    while True:  # each turn fills up at least one more row; K turns at most
        scale = (values.size - most * full.sum()) / values[~full].sum()
        over = ~full & (values * scale > most)
        if not over.any():
            return np.where(full, most, values * scale)
        full |= over


def _pools(lives: Lives, settings: SelectionSettings) -> Iterator[_Pool]:
    """Who competes with whom, year by year, and who is best."""
    if not lives.who:
        return
    rewards_NT = against_other_lives(lives) if settings.baseline == "person" else lives.rewards_NT  # noqa: N806
    advantage_NT = advantages(rewards_NT, settings.gamma)  # noqa: N806
    societies = sorted({society for society, _ in lives.who})
    for society in [None] if settings.pool == "round" else societies:
        members = [n for n, life in enumerate(lives.who) if society in (None, life[0])]
        life_by_name = {_sortable(lives.who[n]): lives.who[n] for n in members}
        best = select(list(life_by_name), advantage_NT[members], settings.fraction)
        for t, year in enumerate(lives.years):
            by_life = {lives.who[n]: float(advantage_NT[n, t]) for n in members}
            yield _Pool(year, society, by_life, tuple(life_by_name[name] for name in best[t]))


def _choose(
    pool: _Pool,
    own: Mapping[Life, Sequence[Row]],
    settings: SelectionSettings,
    left_out: Counter[str],
) -> tuple[list[Life], list[Row], int | None]:
    """Whose rows of a pool are kept, these rows, and how many a control had to reach."""
    usable = {life: _usable(life, pool.year, rows, settings) for life, rows in own.items()}
    chosen, wanted = list(pool.best), None
    if settings.strategy == "random":
        wanted = sum(len(usable[life][0]) for life in pool.best)
        chosen = _drawn(pool, {life: len(kept) for life, (kept, _) in usable.items()}, settings)
    for life in own.keys() - set(chosen):
        left_out[_OTHER_LIFE] += len(own[life])
    kept: list[Row] = []
    for life in chosen:
        fit, reasons = usable[life]
        if settings.weighting == "advantage" and pool.advantages[life] <= 0:
            left_out[_WEIGHTLESS] += len(own[life])
            continue
        left_out.update(reasons)
        kept += fit
    if wanted is not None and len(kept) > wanted:
        left_out[_UNMATCHED] += len(kept) - wanted
        kept = _sample(kept, wanted, settings.seed, "control rows", pool.year, pool.society)
    learned = [
        replace(row, advantage=pool.advantages[row.society, row.person], weight=1.0) for row in kept
    ]
    return chosen, learned, wanted


def _drawn(pool: _Pool, sizes: Mapping[Life, int], settings: SelectionSettings) -> list[Life]:
    """Lives by chance: as many as the best, and more while their rows are fewer."""
    wanted = sum(sizes[life] for life in pool.best)
    order = sorted(pool.advantages)
    chance(settings.seed, "control", pool.year, pool.society).shuffle(order)
    chosen: list[Life] = []
    for life in order:
        if len(chosen) >= len(pool.best) and sum(sizes[one] for one in chosen) >= wanted:
            break
        chosen.append(life)
    return chosen


def _usable(
    life: Life, year: int, rows: Sequence[Row], settings: SelectionSettings
) -> tuple[list[Row], Counter[str]]:
    """The rows of one person and year that may be learned, and why the others may not."""
    limits = Limits(
        settings.filters, settings.max_tokens, settings.max_duplicates, settings.similarity
    )
    kept, reasons = fit_rows(rows, limits)
    if len(kept) > settings.max_rows:
        reasons[_CAPPED] += len(kept) - settings.max_rows
        kept = _sample(kept, settings.max_rows, settings.seed, "cap", *life, year)
    return kept, reasons


def _sample(rows: Sequence[Row], count: int, seed: int, *place: object) -> list[Row]:
    """Rows by chance, in their order."""
    drawn = chance(seed, *place).sample(range(len(rows)), count)
    return [rows[i] for i in sorted(drawn)]


def _weighted(rows: Sequence[Row], settings: SelectionSettings) -> list[Row]:
    if settings.weighting == "none":
        return list(rows)
    weights = advantage_weights([row.advantage for row in rows], settings.max_weight)
    return [replace(row, weight=weight) for row, weight in zip(rows, weights.tolist(), strict=True)]


def _period(
    pool: _Pool,
    own: Mapping[Life, Sequence[Row]],
    chosen: Sequence[Life],
    kept: Sequence[Row],
    wanted: int | None,
) -> PeriodReport:
    return PeriodReport(
        year=pool.year,
        society=pool.society,
        people=len(pool.advantages),
        chosen=tuple(map(_name, chosen)),
        advantages=Spread.of(list(pool.advantages.values())),
        chosen_advantages=Spread.of([pool.advantages[life] for life in chosen]),
        rows=sum(map(len, own.values())),
        kept=len(kept),
        tokens=sum(len(row.token_ids) for row in kept),
        wanted=wanted,
    )


def _report(
    rows: Sequence[Row],
    given: int,
    left_out: Counter[str],
    periods: Sequence[PeriodReport],
    settings: SelectionSettings,
) -> SelectionReport:
    people = shares(tokens_by((_name((row.society, row.person)), row) for row in rows))
    largest = next(iter(people.items()), ("", 0.0))
    return SelectionReport(
        settings=asdict(settings),
        given=given,
        kept=len(rows),
        prompt_tokens=sum(len(row.prompt_ids) for row in rows),
        tokens=sum(len(row.token_ids) for row in rows),
        left_out={reason: count for reason, count in left_out.most_common() if count},
        kinds=shares(tokens_by((row.kind, row) for row in rows)),
        weights=Spread.of([row.weight for row in rows]),
        largest_share=largest[1],
        largest_person=largest[0],
        periods=tuple(sorted(periods, key=lambda one: (one.year, one.society or 0))),
    )


def _place(row: Row) -> tuple[object, ...]:
    return (row.society, row.person, row.year, row.when, row.kind, row.key, row.token_ids)


def _name(life: Life) -> str:
    return f"{life[0]}/{life[1]}"


def _sortable(life: Life) -> str:
    """A name whose alphabet is that of society, then person."""
    return f"{life[0]:09d}/{life[1]}"
