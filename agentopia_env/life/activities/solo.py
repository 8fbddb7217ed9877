"""A day alone: intention, outcome, perhaps a purchase, reflection."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow
from agentopia_env.language import say
from agentopia_env.life.activities.results import DayResult, change_of, day_log, purchase
from agentopia_env.life.asking import consider
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.questions.environment import SoloOutcome
from agentopia_env.questions.person import Purchase, Reflect, Solo
from agentopia_env.questions.replies import ChoiceReply, OfferReply, SoloOutcomeReply, SoloReply
from agentopia_env.world.economy import Offer, usable_offers
from agentopia_env.world.persona import Item
from agentopia_env.world.places import Location, resolve_location
from agentopia_env.world.society import Person, Society
from agentopia_env.world.state import whole

MAX_NAME, MAX_TEXT = 120, 600
"""Longest name and description of something that can be bought, in characters."""


def solo_day(society: Society, name: str, moment: Moment) -> Flow[DayResult]:
    """One person's day alone."""
    me, day = society.people[name], moment.index
    places = tuple(place.key for place in society.world.public_places)
    intent: SoloReply = yield Solo(
        who=name,
        when=moment,
        world=society.world,
        me=me,
        day=day,
        places=places,
        work_pay=society.rules.economy.work_pay,
    )
    place = place_of(society, name, intent)
    outcome: SoloOutcomeReply = yield SoloOutcome(
        who=ENVIRONMENT,
        when=moment,
        world=society.world,
        turn=name,
        person=me,
        day=day,
        intent=intent,
        location=place,
    )
    offers = offers_of(outcome.offers, me.state.deposit)
    bought: Offer | None = None
    if offers:
        choice: ChoiceReply = yield Purchase(
            who=name,
            when=moment,
            world=society.world,
            me=me,
            day=day,
            intent=intent,
            offers=tuple(offers),
        )
        bought = offers[choice.choice - 1] if choice.choice else None
    result = solo_result(society, me, moment, day, intent, place, outcome, bought, me.state.deposit)
    reflect = Reflect(who=name, when=moment, world=society.world, me=me, log=result.log)
    considered = yield from consider(reflect, society)
    return replace(result, reflection=considered.reply.reflection, updates=considered.updates)


def place_of(society: Society, name: str, intent: SoloReply) -> Location | None:
    """Where a day alone is spent: the place named, else one's home."""
    locations = society.world.locations
    if intent.location:
        place = resolve_location(intent.location, locations, (name,))
        if not isinstance(place, str):
            return place
    return locations.get(f"home/{name}")


def offers_of(given: Sequence[OfferReply], deposit: float) -> list[Offer]:
    """The environment model's offers that a person with that much money could really take."""
    offers = [
        Offer(" ".join(o.name.split())[:MAX_NAME], o.price, o.description[:MAX_TEXT], o.keeps)
        for o in given
    ]
    return usable_offers(offers, deposit)


def solo_result(
    society: Society,
    me: Person,
    moment: Moment,
    day: int,
    intent: SoloReply,
    place: Location | None,
    outcome: SoloOutcomeReply,
    bought: Offer | None,
    deposit: float,
) -> DayResult:
    """What a day alone came to, within the rules: material gains by purchase only.

    What is spent beside a purchase takes at most the `deposit`; the price of what was bought is
    the whole spending of its day.
    """
    change = change_of(outcome, society.rules.state.solo)
    money = max(0, change.money) if outcome.paid_work else min(0, max(-deposit, change.money))
    if bought is not None:
        money = max(0, money)
    change = replace(change, money=whole(money), material=min(0, change.material))
    text, language = outcome.outcome, society.world.language
    if bought is not None:
        change = purchase(bought, change, society)
        paid = say(language, "Bought {name} for {price:g}.", name=bought.name, price=bought.price)
        text = f"{text} {paid}".strip()
    what = " ".join(intent.activity.split())[:300] or say(language, "nothing in particular")
    kind = "work" if outcome.paid_work else intent.kind
    return DayResult(
        person=me.name,
        log=day_log(
            moment,
            day,
            "solo",
            what,
            place.key if place else "",
            (),
            text,
            change,
            paid_work=outcome.paid_work,
        ),
        change=change,
        content={
            "intent": intent.model_dump(exclude_defaults=True),
            "feasible": outcome.feasible,
            **({"bought": bought.name, "price": bought.price} if bought else {}),
        },
        gains=(Item(bought.name, bought.description),) if bought and bought.keeps else (),
        facts={f"{kind}_days": 1},
    )
