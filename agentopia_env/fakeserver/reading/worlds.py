"""The world, and when a question is put, as a prompt tells it."""

from __future__ import annotations

import re
from dataclasses import replace
from functools import lru_cache

from agentopia_env.clock import Moment, Time, parse_moment
from agentopia_env.fakeserver.reading.elements import listed, number
from agentopia_env.fakeserver.reading.prompt import Block, Prompt, shared_block
from agentopia_env.fakeserver.reading.vocabulary import vocabulary
from agentopia_env.world.economy import PriceItem
from agentopia_env.world.places import Location, home_of
from agentopia_env.world.rules import Rules
from agentopia_env.world.society import World

ENDLESS = 1000
"""Years a world is taken to last: no prompt tells when it ends."""
_PRICE = re.compile(r"^(.*): (\d+(?:\.\d+)?)(?:-(\d+(?:\.\d+)?))?(?: / (.*))?$")


def world_of(prompt: Prompt, who: str = "") -> World:
    """The world; with the home of whoever is asked."""
    return _world(prompt.shared, prompt.language, who)


@lru_cache(maxsize=2048)
def _world(shared: str, language: str, who: str) -> World:
    if who:
        world = _world(shared, language, "")
        home = Location(home_of(who), home_of(who), "", ())
        return replace(world, locations={**world.locations, home.key: home})
    block = shared_block(shared, language)
    places = [
        Location(
            facts["place.key"],
            facts.get("place.display_name", ""),
            "",
            listed(facts.get("place.objects", "")),
            facts.get("place.size", ""),
        )
        for facts in block.lines("place.key")
    ]
    known = {place.key: place for place in places}
    return World("read", language, "", _prices(block), known, _rules(block, language))


def _rules(block: Block, language: str) -> Rules:
    rules, facts = Rules(), block.facts
    time = Time(
        start_year=int(number(facts.get("rules.time.start_year", "2020"))),
        n_year=ENDLESS,
        n_week=int(number(facts.get("rules.time.n_week", ""))) or rules.time.n_week,
        n_day=int(number(facts.get("rules.time.n_day", ""))) or rules.time.n_day,
    )
    words = vocabulary(language)
    pay = {
        words.value(entry["level"]): (number(entry["low"]), number(entry["high"]))
        for entry in block.loop("rules.economy.work_pay")
        if {"level", "low", "high"} <= entry.keys()
    }
    usual = rules.economy.work_pay
    economy = replace(rules.economy, work_pay=pay if pay.keys() >= usual.keys() else usual)
    return replace(rules, time=time, economy=economy)


def _prices(block: Block) -> tuple[PriceItem, ...]:
    text = next(
        (value for name, value in block.facts.items() if name.startswith("world.prices")), ""
    )
    items = []
    for entry in re.split(r"[;；]\s*", text):
        if found := _PRICE.match(entry):
            low = number(found[2])
            high = number(found[3]) if found[3] else low
            items.append(PriceItem(found[1], low, high, "", found[4] or ""))
    return tuple(items)


def moment_of(prompt: Prompt) -> Moment:
    """When the question is put; the world's begin where the prompt does not say."""
    agreed = prompt.asked.elements("activity")
    for text in (prompt.fact("q.when"), *(element.get("at") for element in agreed)):
        try:
            return parse_moment(text)
        except ValueError:
            continue
    time = world_of(prompt).rules.time
    year = int(prompt.number("q.when.year"))
    return Moment(year, time.n_week, "settle") if year else time.origin
