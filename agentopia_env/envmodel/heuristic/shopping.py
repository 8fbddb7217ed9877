"""What can be bought: offers from the world's price list that fit what somebody is looking for."""

from __future__ import annotations

import re
from functools import lru_cache
from random import Random
from typing import Any

from agentopia_env.envmodel.heuristic.phrases import word
from agentopia_env.envmodel.heuristic.reading import topics
from agentopia_env.questions.replies import SoloReply
from agentopia_env.world.economy import PriceItem

_USED_UP = re.compile(
    r"\b(?:meals?|suppers?|lunch\w*|dinners?|breakfasts?|feasts?|cups?|glass|pints?|bowls?|cones?|"
    r"slices?|plates?|snacks?|drinks?|coffee|tea|beer|juice|cakes?|food|groceries|tickets?|"
    r"entry|entrance|admission|rides?|fares?|pass|lessons?|class(?:es)?|visits?|sessions?|hours?|"
    r"nights?|rents?|haircuts?|massages?|services?|treatments?|baths?|trips?|tours?|repairs?|"
    r"courses?|subscriptions?|month|workshops?|rental|stamps?|sittings?|examinations?|"
    r"seats|seat at|overhaul|mended)\b|"
    r"[饭餐票课粥汤糕饼糖肉菜饺]|茶(?![壶杯具几盘])|咖啡(?![机壶杯])|馒头|包子|面条|[骨热汤拉凉]\w{0,2}面\b|奶茶|豆浆|"
    r"豆花|火锅|水果|果篮|蜜橘|饮料|酒席|门票|车票|理发|按摩|理疗|冲剂|药膏|检查|报名|辅导|集训|邮费|快递|修理|大修"
)
_UNITS = "次 场 节 顿 碗 杯 份 桌 锅 晚 夜 小时 期 疗程 趟 回 课时 盘 串 客 月 天"
_USED_UP_UNITS = frozenset(_UNITS.split())
"""Chinese measure words of what is used up."""
_NAMED = 1.0
"""Fit from which an item counts as named, rather than its category."""
_PRICE = re.compile(
    r"(?<![^\W\u3400-\u9fff])(?<!\.)(\d{1,6}(?:\.\d{1,2})?)(?![\d.]*[^\W\u3400-\u9fff])"
)


def offers_for(
    rng: Random,
    prices: tuple[PriceItem, ...],
    intent: SoloReply,
    deposit: float,
    as_asked: bool,
    language: str = "en",
) -> list[dict[str, Any]]:
    """Two to four offers, the affordable and fitting ones first.

    Args:
        rng: what the world leaves to chance here.
        prices: the world's price list.
        intent: what the person is looking for: `item`, else the whole text.
        deposit: what they can pay.
        as_asked: exactly the one item that was asked for, or none if it was not named, is not on
            the list, or cannot be paid (the brief week, where the wish is the choice).
        language: of what is said about an offer.
    """
    wish = intent.item or ("" if as_asked else intent.activity)
    fits = _fits(prices, wish)
    wanted = sorted(fits, key=lambda item: -fits[item])
    if as_asked:
        named = [item for item in wanted if fits[item] >= _NAMED and item.low <= deposit][:1]
        asked = [(item, _asked_price(item, intent) or _price(rng, item)) for item in named]
        return [
            _offer(item, _within(item, min(price, int(deposit))), language) for item, price in asked
        ]
    count = 2 + int(rng.random() * 3)
    shown = wanted[:count]
    if len(shown) < 2:
        within = [item for item in prices if item.low <= deposit and item not in fits]
        beside = [item for item in within if shown and item.category == shown[0].category]
        shown += rng.sample(beside, min(len(beside), 1))
        within = [item for item in within if item not in shown]
        shown += rng.sample(within, min(len(within), 3 - len(shown)))
    offers = [_offer(item, _price(rng, item), language) for item in shown]
    return sorted(offers, key=lambda offer: offer["price"] > deposit)


def _fits(prices: tuple[PriceItem, ...], wish: str) -> dict[PriceItem, float]:
    """How well items fit a wish: the name counts, the category a little; others are left out."""
    wanted, plain = topics(wish), wish.casefold()
    fits: dict[PriceItem, float] = {}
    for item in prices if plain.strip() else ():
        name, category = _topics_of(item.name, item.category)
        score = 0.0 if category.isdisjoint(wanted) else 0.5
        if not name.isdisjoint(wanted):
            common = len(name & wanted)
            score += common + 2.0 * common / len(name)
        elif item.name.casefold() in plain:
            score += 3.0
        if score:
            fits[item] = score
    return fits


@lru_cache(maxsize=4096)
def _topics_of(name: str, category: str) -> tuple[frozenset[str], frozenset[str]]:
    return topics(name), topics(category.replace("_", " "))


def _price(rng: Random, item: PriceItem) -> float:
    return _within(item, item.low + (item.high - item.low) * rng.random())


def _asked_price(item: PriceItem, intent: SoloReply) -> float | None:
    """A price that the person named and that the list allows for the item."""
    for found in _PRICE.findall(f"{intent.item} {intent.activity}"):
        if item.low <= float(found) <= item.high:
            return _within(item, float(found))
    return None


def _within(item: PriceItem, price: float) -> float:
    """A price as it stands on a tag, inside the item's range."""
    tag: float = round(price) if price >= 5 else round(price, 1)
    return min(item.high, max(item.low, tag))


def _offer(item: PriceItem, price: float, language: str) -> dict[str, Any]:
    return {
        "name": item.name,
        "price": price,
        "description": word(language, "unit", unit=item.unit) if item.unit else "",
        "keeps": _keeps(item.name, item.unit, item.category),
    }


@lru_cache(maxsize=4096)
def _keeps(name: str, unit: str, category: str) -> bool:
    """Whether a thing is there to be kept (a meal, a ticket or an hour is not)."""
    if unit in _USED_UP_UNITS:
        return False
    return _USED_UP.search(f"{name} {unit} {category.replace('_', ' ')}".lower()) is None
