"""What a step of the environments is worth, in three modes.

    life       the paper's yearly life reward, z-scores within the society, at the year's last step
    absolute   the same components against a frozen reference population, so that a whole society
               can get better
    shaped     shares of the life reward at every step, which sum to the year's reward: the change
               of a potential as it happens, and the remainder with the year's last step

Rewards are about -2 to 2 in `life` and `absolute`; in the latter their mean is about 0 for the
reference population, whatever that of the society is.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Literal

from agentopia_env.life.year import ratings_of, snapshots
from agentopia_env.reward import (
    Components,
    LifeReward,
    Reference,
    absolute_components,
    absolute_rewards,
)
from agentopia_env.world.rules import FULFILMENT
from agentopia_env.world.society import Person, Society

RewardMode = Literal["life", "absolute", "shaped"]
REWARD_MODES: tuple[RewardMode, ...] = ("life", "absolute", "shaped")

REFERENCE = Reference(
    mean=Components(social=0.106, subjective=50.7, economy=235.0),
    std=Components(social=0.047, subjective=7.3, economy=640.0),
)
"""The population that `absolute` weighs against where no other is given: heuristic lives.

Measured over 224 of them, the first years of `worlds/tamarack` (28 people, 10 weeks, brief) with
seeds 0 to 7, every question answered by the environment's own responder: mean and population
standard deviation of `year_components`, rounded. Build another one the same way with
`Reference.of(components for society in societies for components in
year_components(society).values())`.
"""

Parts = dict[str, dict[str, float]]
"""Per person, the parts of a year's reward, see `year_parts`."""
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

    potential: dict[str, float] = field(default_factory=dict)
    given: dict[str, float] = field(default_factory=dict)

    def begin(self, society: Society) -> None:
        """Count from how everybody is now."""
        self.potential = {name: potential(person) for name, person in society.people.items()}
        self.given = dict.fromkeys(society.people, 0.0)

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
    """

    def __init__(self, mode: RewardMode, reference: Reference, shares: Shares) -> None:
        self._mode = mode
        self._reference = reference
        self._shares = shares
        self._ended: Parts = {}

    def end_year(self, society: Society) -> None:
        """Weigh the year that has just ended, before the next one begins."""
        self._ended = year_parts(society, self._mode, self._reference)

    def of_step(self, society: Society, names: Iterable[str]) -> tuple[dict[str, float], Parts]:
        """The rewards of the step just made, and the parts of the year that ended in it, if any.

        Call it once per step.
        """
        ended, self._ended = self._ended, {}
        totals = {name: parts["total"] for name, parts in ended.items()}
        if self._mode != "shaped":
            return {name: totals.get(name, 0.0) for name in names}, ended
        people, take = society.people, self._shares.take
        return {name: take(name, people[name], totals.get(name)) for name in names}, ended


def potential(person: Person) -> float:
    """How well a person is doing, from what they can see of it themselves: wellbeing and money.

    mean fulfilment / `WELLBEING_SCALE` + deposit / `MONEY_SCALE`
    """
    wellbeing = sum(person.state.fulfilment[name] for name in FULFILMENT) / len(FULFILMENT)
    return wellbeing / WELLBEING_SCALE + person.state.deposit / MONEY_SCALE


def year_parts(society: Society, mode: RewardMode, reference: Reference) -> Parts:
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
    """What `absolute` standardises of the year that has just ended; builds a `Reference`."""
    return absolute_components(
        ratings_of(society),
        snapshots(society),
        society.year_deposit,
        _deposits(society),
        society.world.reward,
    )


def _deposits(society: Society) -> dict[str, float]:
    return {name: person.state.deposit for name, person in society.people.items()}
