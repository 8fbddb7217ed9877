"""Money: what living costs, what work pays, and what a purchase is worth."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agentopia_env.world.rules import EconomyRules, Number


@dataclass(frozen=True, slots=True)
class Offer:
    """Something a person could buy now.

    Attributes:
        keeps: whether it becomes a possession (a meal does not).
    """

    name: str
    price: Number
    description: str = ""
    keeps: bool = True


@dataclass(frozen=True, slots=True)
class PriceItem:
    """An entry of the world's price list."""

    name: str
    low: Number
    high: Number
    category: str
    unit: str = ""


def material_gain(price: float, rules: EconomyRules) -> float:
    """Material fulfilment of a purchase: +1 per 20 up to 100, then +1 per 40 up to 300, cap 10."""
    gain, start = 0.0, 0.0
    for step, end in rules.material_steps:
        gain += max(0.0, min(price, end) - start) // step
        start = end
    return min(rules.max_material, gain)


def affordable(deposit: float, rules: EconomyRules) -> dict[str, float]:
    """The living standards that can be paid, with their cost; the cheapest is always there."""
    tiers = {name: cost for name, (cost, _) in rules.living_standards.items()}
    cheapest = min(tiers, key=lambda name: tiers[name])
    return {name: cost for name, cost in tiers.items() if cost <= deposit or name == cheapest}


def cheapest_standard(rules: EconomyRules) -> str:
    """The living standard that costs least."""
    return min(rules.living_standards, key=lambda name: rules.living_standards[name][0])


def usable_offers(offers: Sequence[Offer], deposit: float) -> list[Offer]:
    """Offers with a sane price that the person can pay; a negative or absurd price is dropped."""
    return [offer for offer in offers if offer.name.strip() and 0 <= offer.price <= deposit]
