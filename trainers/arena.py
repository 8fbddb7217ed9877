"""Which policy lives better: the same societies, people swapped between policies, honest intervals.

    python -m trainers.arena --policy DIR --policy DIR [--policy heuristic] --societies 8

For every seed the people are split at random into as many groups as there are policies, and the
society is lived as many times, each group played by each policy once. So every person of every
society is lived once by every policy among the same others, and the difference of two policies is
a mean over paired lives. The unit of the bootstrap is the society (its seed), because lives in one
society depend on each other. Where only some people are swapped, the others live by the heuristic
default in every society and count for nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from agentopia_env.chance import chance, key
from agentopia_env.errors import ConfigError
from agentopia_env.life.year import closest
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.questions.person import Rate
from agentopia_env.reward import Ratings, relative_social
from agentopia_env.simulation import new_society
from agentopia_env.world.society import Society
from trainers.rollout import Casting, Life, Player, Progress, RolloutSettings, live_together

MEASURES = (
    "total",
    "social",
    "subjective",
    "economy",
    "liked_by",
    "respected_by",
    "adjusted_social",
)
"""What is compared: the last year's reward and its raw components, how many people like and respect
one, and the social component minus what it would have been before the first week."""
Floats = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class ArenaSettings:
    """How policies are compared (config section `arena`)."""

    societies: int = 8
    """Seeds; each society is lived once per policy."""
    resamples: int = 10_000
    """Bootstrap resamples of the societies."""
    confidence: float = 0.95
    """Coverage of the intervals."""
    seed: int = 1_000_003
    """Of the societies; far from any training seed."""


@dataclass(frozen=True, slots=True)
class Interval:
    """A mean difference and its bootstrap interval over societies."""

    mean: float
    low: float
    high: float

    @property
    def excludes_zero(self) -> bool:
        """Whether the whole interval lies on one side of 0."""
        return self.low > 0 or self.high < 0


@dataclass(frozen=True, slots=True)
class Comparison:
    """A policy against the first one.

    Attributes:
        difference: per measure, its mean minus the first policy's.
        level: per measure, its own mean; `level_against` the first policy's.
        paired: per measure, the mean difference in each society: what the bootstrap draws from.
    """

    policy: str
    against: str
    difference: dict[str, Interval]
    level: dict[str, float]
    level_against: dict[str, float]
    paired: dict[str, tuple[float, ...]]


def assign(names: Sequence[str], players: Sequence[str], settings: ArenaSettings) -> list[Casting]:
    """Every society once per rotation of its groups over the policies.

    Args:
        names: who is swapped between the policies; they alone are in the castings.
        players: the names of the policies.
        settings: number and seed of the societies; more societies begin with the same ones.
    """
    castings = []
    for index in range(settings.societies):
        seed = key(settings.seed, "arena", index) >> 1
        order = sorted(names)
        chance(seed, "groups").shuffle(order)
        for turn in range(len(players)):
            played = {
                name: players[(place + turn) % len(players)] for place, name in enumerate(order)
            }
            castings.append(Casting(index * len(players) + turn, seed, played))
    return castings


def compete(
    players: Sequence[Player],
    lives: RolloutSettings,
    settings: ArenaSettings,
    folder: Path,
    progress: Progress = lambda when, share: None,
    people: Collection[str] | None = None,
) -> list[Comparison]:
    """Let policies live the same societies and compare everybody with the first of them.

    Args:
        players: the policies, each under a name of its own.
        lives: how they live; `societies` and `trained` are not used.
        settings: how many societies, and how they are compared.
        folder: where generations are kept; the same call on the same folder goes on there.
        progress: is told how far the slowest society is.
        people: who is swapped between the policies (None: everybody). The others are played by
            the heuristic default.

    Raises:
        ValueError: fewer than two policies, or two of one name.
        ConfigError: `people` who are not simulated, or fewer than there are policies.
    """
    names = [player.name for player in players]
    if len(names) < 2:
        raise ValueError("an arena needs at least two policies")
    if len(set(names)) < len(names):
        raise ValueError(f"two policies of one name in {names}")
    base = lives.open()
    played = assign(swapped(base.profiles, people, len(names)), names, settings)
    _, lived = live_together(played, players, lives, folder, progress)
    baselines = {
        seed: baseline_social(new_society(lives.config(seed), base))
        for seed in dict.fromkeys(casting.seed for casting in played)
    }
    cast = {(one.society, person) for one in played for person in one.players}
    table = _table([life for life in lived if (life.society, life.person) in cast], baselines)
    return [compare(table, name, names[0], settings) for name in names[1:]]


def swapped(
    simulated: Iterable[str], people: Collection[str] | None, policies: int = 2
) -> list[str]:
    """Who is swapped between the policies: the people asked for, else everybody.

    Raises:
        ConfigError: somebody is not simulated, or they are fewer than the policies.
    """
    known = set(simulated)
    chosen = known if people is None else set(people)
    if strangers := sorted(chosen - known):
        raise ConfigError(
            f"not among the people of these societies: {', '.join(strangers)}; "
            f"there are {', '.join(sorted(known))}"
        )
    if len(chosen) < policies:
        raise ConfigError(
            f"{len(chosen)} people cannot be swapped between {policies} policies; name more people"
        )
    return sorted(chosen)


Table = dict[str, dict[int, dict[str, dict[str, float]]]]
"""policy -> society seed -> person -> measure -> value."""


def _table(lived: Sequence[Life], baselines: Mapping[int, Mapping[str, float]]) -> Table:
    table: Table = {}
    for life in lived:
        last = life.years[-1]
        values = {
            **{name: last[name] for name in ("total", "social", "subjective", "economy")},
            "liked_by": life.metrics["liked_by"],
            "respected_by": life.metrics["respected_by"],
            "adjusted_social": last["social"] - baselines[life.seed][life.person],
        }
        table.setdefault(life.player, {}).setdefault(life.seed, {})[life.person] = values
    return table


def compare(table: Table, policy: str, against: str, settings: ArenaSettings) -> Comparison:
    """One policy against another over paired lives."""
    differences: dict[str, Interval] = {}
    paired: dict[str, tuple[float, ...]] = {}
    for measure in MEASURES:
        gains = [
            np.mean([mine[measure] - table[against][seed][name][measure] for name, mine in people])
            for seed, people in ((seed, lives.items()) for seed, lives in table[policy].items())
        ]
        paired[measure] = tuple(map(float, gains))
        differences[measure] = bootstrap(np.array(gains), settings)
    return Comparison(
        policy, against, differences, _level(table[policy]), _level(table[against]), paired
    )


def _level(lives: Mapping[int, Mapping[str, Mapping[str, float]]]) -> dict[str, float]:
    """Mean of every measure over all lives of a policy."""
    return {
        measure: float(
            np.mean([one[measure] for people in lives.values() for one in people.values()])
        )
        for measure in MEASURES
    }


def bootstrap(values_S: Floats, settings: ArenaSettings) -> Interval:  # noqa: N803 (shape suffix)
    """The mean over S societies and its percentile interval, resampling societies."""
    draw = np.random.default_rng(settings.seed)
    picks = draw.integers(len(values_S), size=(settings.resamples, len(values_S)))
    means = values_S[picks].mean(axis=1)
    tail = (1 - settings.confidence) / 2
    low, high = np.quantile(means, [tail, 1 - tail])
    return Interval(float(values_S.mean()), float(low), float(high))


def baseline_social(society: Society) -> dict[str, float]:
    """Everybody's social score before the first week, by the ratings of heuristic judges."""
    judge = HeuristicPolicy(society.seed)
    affection: dict[str, dict[str, float]] = {}
    respect: dict[str, dict[str, float]] = {}
    for name, person in society.people.items():
        people = closest(society, name)
        if not people:
            continue
        question = Rate(who=name, when=society.now, world=society.world, me=person, people=people)
        reply: Any = question.read(judge.answer(question))
        affection[name] = {n: float(s) for n, s in reply.affection.items()}
        respect[name] = {n: float(s) for n, s in reply.respect.items()}
    scores = relative_social(Ratings(affection, respect), society.people, society.world.reward)
    return {name: score.score for name, score in scores.items()}


if __name__ == "__main__":
    from trainers.arena_command import main

    main()
