from __future__ import annotations

import pytest

from agentopia_env.world.economy import (
    Offer,
    affordable,
    cheapest_standard,
    material_gain,
    usable_offers,
)
from agentopia_env.world.rules import EconomyRules

RULES = EconomyRules()


@pytest.mark.parametrize(
    ("price", "gain"),
    [
        (-50, 0),
        (0, 0),
        (19.99, 0),
        (20, 1),
        (99, 4),
        (100, 5),
        (139, 5),
        (140, 6),
        (300, 10),
        (301, 10),
        (1e9, 10),
    ],
)
def test_a_purchase_gives_a_point_per_20_up_to_100_then_per_40_up_to_300(price, gain):
    assert material_gain(price, RULES) == gain


@pytest.mark.parametrize(
    ("deposit", "tiers"),
    [
        (0, ["frugal"]),
        (100, ["frugal"]),
        (299, ["frugal", "moderate"]),
        (300, ["frugal", "moderate", "comfortable"]),
        (500, ["frugal", "moderate", "comfortable", "luxurious"]),
    ],
)
def test_what_can_be_paid_is_offered_and_the_cheapest_always(deposit, tiers):
    assert list(affordable(deposit, RULES)) == tiers
    assert cheapest_standard(RULES) == "frugal"


def test_offers_with_absurd_prices_or_without_a_name_are_dropped():
    prices = (-1, 0, 50, 100, 100.01, 1e30, float("inf"), float("nan"))
    offers = [Offer("Hat", price) for price in prices] + [Offer("  ", 5)]
    assert [offer.price for offer in usable_offers(offers, 100)] == [0, 50, 100]
