"""What a step of the environments is worth, in three modes.

    life       the paper's yearly life reward: z-scores within the society, with the year's last step
    absolute   the same components against a frozen reference population, so that a whole society
               can get better
    shaped     shares of the life reward at every step, which sum to the year's reward: the change
               of a potential as it happens, and the remainder with the year's last step

Rewards are about -2 to 2 in `life` and `absolute`; in the latter their mean is about 0 for the
reference population, whatever that of the society is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from agentopia_env.life.year import snapshots
from agentopia_env.reward import (
    Components,
    LifeReward,
    Ratings,
    Reference,
    absolute_components,
    absolute_rewards,
)
from agentopia_env.world.rules import FULFILMENT
from agentopia_env.world.society import Person, Society

RewardMode = Literal["life", "absolute", "shaped"]
REWARD_MODES: tuple[RewardMode, ...] = ("life", "absolute", "shaped")

REFERENCE = Reference(
    mean=Components(social=0.25, subjective=50.0, economy=500.0),
    std=Components(social=0.15, subjective=8.0, economy=800.0),
)
"""TODO"""

WELLBEING_SCALE = 100.0
"""Points of mean fulfilment that change the potential by 1."""
MONEY_SCALE = 5_000.0
"""Money that changes the potential by 1."""


@dataclass(slots=True)
class Shares:
    """What `shaped` has to remember of every person between two steps.

    Attributes:
        potential: as it was at the last step.
        given: sum of the shares handed out since the year began.
    """

    potential: dict[str, float]
    given: dict[str, float]

    @classmethod
    def of(cls, society: Society) -> Shares:
        """Nothing handed out yet."""
        people = society.people
        return cls({n: potential(p) for n, p in people.items()}, dict.fromkeys(people, 0.0))

    def take(self, name: str, person: Person, year_reward: float | None) -> float:
        """This step's share: the potential's change, or what is left of the year's reward."""
        now = potential(person)
        change, self.potential[name] = now - self.potential[name], now
        if year_reward is None:
            self.given[name] += change
            return change
        rest, self.given[name] = year_reward - self.given[name], 0.0
        return rest


class Rewards:
    """The rewards of a society's steps, in one of the modes.

    Args:
        mode: see the module's docstring.
        reference: population that `absolute` weighs against.
        shares: what a snapshot remembers.

    Attributes:
        components: per person, the parts of the reward of the year that ended within the last
            step, see `year_parts`; empty in every other step.
    """

    def __init__(self, mode: RewardMode, reference: Reference, shares: Shares) -> None:
        self.mode = mode
        self.shares = shares
        self.components: dict[str, dict[str, float]] = {}
        self._reference = reference

    def begin_step(self) -> None:
        """Forget the year that ended within the last step."""
        self.components = {}

    def end_year(self, society: Society) -> None:
        """Weigh the year that has just ended, before the next one begins."""
        self.components = year_parts(society, self.mode, self._reference)

    def of_step(self, society: Society, names: Iterable[str]) -> dict[str, float]:
        """The rewards of the step that has just been made; call it once per step."""
        totals = {name: parts["total"] for name, parts in self.components.items()}
        if self.mode != "shaped":
            return {name: totals.get(name, 0.0) for name in names}
        people = society.people
        return {name: self.shares.take(name, people[name], totals.get(name)) for name in names}


def potential(person: Person) -> float:
    """How well a person is doing, from what they can see of it themselves: wellbeing and money.

    mean fulfilment / `WELLBEING_SCALE` + deposit / `MONEY_SCALE`
    """
    wellbeing = sum(person.state.fulfilment[name] for name in FULFILMENT) / len(FULFILMENT)
    return wellbeing / WELLBEING_SCALE + person.state.deposit / MONEY_SCALE


def year_parts(
    society: Society, mode: RewardMode, reference: Reference
) -> dict[str, dict[str, float]]:
    """Per person: social, subjective and economy as measured, and `total`, the year's reward.

    Call it at the end of the year's last stage: the next year clears what it is measured from.
    Social is relative (PageRank) in `life` and `shaped`, absolute (counts) in `absolute`.
    """
    if mode == "absolute":
        return {name: _parts(reward) for name, reward in _absolute(society, reference).items()}
    return {
        name: {
            "social": float(years[-1].social),
            "subjective": float(years[-1].subjective),
            "economy": float(years[-1].economy),
            "total": float(years[-1].total),
        }
        for name, years in society.rewards.items()
    }


def _absolute(society: Society, reference: Reference) -> dict[str, LifeReward]:
    return absolute_rewards(
        ratings_of(society),
        snapshots(society),
        society.year_deposit,
        _deposits(society),
        reference,
        society.world.reward,
    )


def _parts(reward: LifeReward) -> dict[str, float]:
    return {
        "social": float(reward.social.score),
        "subjective": float(reward.subjective.score),
        "economy": float(reward.economy.score),
        "total": float(reward.total_score),
    }


def year_components(society: Society) -> dict[str, Components]:
    """What `absolute` standardises, of the year that has just ended; to build a `Reference` from."""
    return absolute_components(
        ratings_of(society),
        snapshots(society),
        society.year_deposit,
        _deposits(society),
        society.world.reward,
    )


def ratings_of(society: Society) -> Ratings:
    """The ratings given at the end of the last year."""
    given = society.year_ratings
    return Ratings(
        {name: scores[0] for name, scores in given.items()},
        {name: scores[1] for name, scores in given.items()},
    )


def _deposits(society: Society) -> dict[str, float]:
    return {name: person.state.deposit for name, person in society.people.items()}
