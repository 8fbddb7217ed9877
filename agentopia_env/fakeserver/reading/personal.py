"""From a prompt to the question put to a person, as far as the prompt tells it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from typing import Any

from agentopia_env.clock import parse_moment
from agentopia_env.fakeserver.reading.elements import Element, listed, number
from agentopia_env.fakeserver.reading.people import known_names, me_of
from agentopia_env.fakeserver.reading.positions import position_of
from agentopia_env.fakeserver.reading.prompt import Prompt
from agentopia_env.fakeserver.reading.reader import Reader, with_memory
from agentopia_env.fakeserver.reading.things import (
    day_log,
    engagement_of,
    event_of,
    face_of,
    intent_of,
    notice_of,
    offer_of,
    place_of,
)
from agentopia_env.fakeserver.reading.vocabulary import vocabulary
from agentopia_env.fakeserver.reading.worlds import moment_of, world_of
from agentopia_env.questions import person as own
from agentopia_env.questions.base import MemoryQuestion, PersonQuestion
from agentopia_env.world.economy import Offer
from agentopia_env.world.persona import Item
from agentopia_env.world.scene import Heard
from agentopia_env.world.society import DayLog


def personal(prompt: Prompt, turn: str) -> PersonQuestion[Any]:
    """The question put to a person.

    Raises:
        KeyError: it is none of those that people are asked.
    """
    build = _BUILDERS[prompt.kind]
    when = moment_of(prompt)
    me = me_of(prompt, when)
    reader = Reader(prompt, me, world_of(prompt, me.name), when, known_names(prompt, me))
    question = build(reader, reader.everyone(turn))
    if isinstance(question, MemoryQuestion):
        question = with_memory(question, reader)
    return question


# ---------------------------------------------------------------- the week


def _plan(reader: Reader, given: dict[str, Any]) -> own.Plan:
    asked = reader.prompt.asked
    words = vocabulary(reader.prompt.language)
    standards = {
        words.value(facts["name"]): number(facts["cost"])
        for facts in (*asked.lines("cost"), *asked.loop("q.standards"))
        if {"name", "cost"} <= facts.keys()
    }
    shown = str(reader.prompt.example.get("living_standard", "moderate"))
    return own.Plan(
        **given,
        standards=standards or {shown: 0.0},
        engaged=reader.engaged(),
        income=reader.prompt.number("q.income"),
    )


def _sign_up(reader: Reader, given: dict[str, Any]) -> own.SignUp:
    events = tuple(event_of(element, reader.when) for element in reader.elements("event"))
    return own.SignUp(**given, events=events)


def _contact(reader: Reader, given: dict[str, Any]) -> own.Contact:
    said = reader.elements("said", "notice")
    invitations = tuple(
        own.Invitation(
            element.get("activity_name"),
            element.get("by"),
            element.text,
            element.get("at"),
            element.get("place"),
            listed(element.get("also_invited"), reader.known),
        )
        for element in reader.elements("invitation")
    )
    return own.Contact(
        **given,
        slot=int(reader.prompt.number("q.slot")) or 1,
        slots=int(reader.prompt.number("q.slots")) or 1,
        news=tuple(map(notice_of, said)),
        invitations=invitations,
        people=_reachable(reader),
        engaged=reader.engaged(),
        earliest=_earliest(reader),
        places=reader.places(),
        events=tuple(event_of(element, reader.when) for element in reader.elements("event")),
    )


def _reachable(reader: Reader) -> tuple[str, ...]:
    """Whom one can write to; nobody where not even the form's pattern can name anybody."""
    people = reader.people()
    for action in reader.prompt.example.get("actions", ()):
        to = action.get("arguments", action).get("to") if isinstance(action, dict) else None
        if to is not None:
            return people if to in people else ()
    return people


def _earliest(reader: Reader) -> tuple[int, int, int]:
    """From when on one may propose: as the example does."""
    for action in reader.prompt.example.get("actions", ()):
        arguments = action.get("arguments", action) if isinstance(action, dict) else {}
        try:
            moment = parse_moment(str(arguments.get("time", "")))
        except ValueError:
            continue
        return (moment.year, moment.week, moment.index)
    return (reader.when.year, reader.when.week, 1)


# ---------------------------------------------------------------- being with others


def _enter(reader: Reader, given: dict[str, Any]) -> own.Enter:
    return own.Enter(**given, **reader.scene())


def _speak(reader: Reader, given: dict[str, Any]) -> own.Speak:
    thoughts = reader.elements("your_thoughts_before")
    return own.Speak(
        **given,
        **reader.scene(),
        analysis=thoughts[0].text if thoughts else "",
        heard=_heard(reader),
        turns_left=int(reader.prompt.number("q.turns_left")),
    )


def _heard(reader: Reader) -> tuple[Heard, ...]:
    """The scene as the person perceived it."""
    heard: list[Heard] = []
    for element in reader.elements("said", "deed", "surroundings"):
        if element.name == "deed":
            before = heard.pop() if heard else Heard("", "")
            heard.append(replace(before, deeds=(*before.deeds, element.text)))
        else:
            heard.append(Heard(element.get("by"), element.text))
    return tuple(heard)


def _attend(reader: Reader, given: dict[str, Any]) -> own.Attend:
    scene = reader.scene()
    return own.Attend(
        **given, **{**scene, "engagement": replace(scene["engagement"], type="public")}
    )


def _exchange(reader: Reader, given: dict[str, Any]) -> own.Exchange:
    deeds: dict[str, str] = {}
    person = ""
    for element in reader.elements("person", "deed"):
        if element.name == "person":
            person = element.get("name")
        else:
            deeds[person] = element.text
    scene = reader.scene()
    return own.Exchange(
        **given, engagement=scene["engagement"], others=scene["others"], deeds=deeds
    )


# ---------------------------------------------------------------- days


def _solo(reader: Reader, given: dict[str, Any]) -> own.Solo:
    day = int(reader.prompt.number("q.day")) or reader.when.index
    return own.Solo(**given, day=day, places=reader.places(), work_pay={})


def _offers(reader: Reader) -> tuple[Offer, ...]:
    return tuple(map(offer_of, reader.elements("offer")))


def _purchase(reader: Reader, given: dict[str, Any]) -> own.Purchase:
    intent = intent_of(next(iter(reader.elements("intent")), None))
    day = int(reader.prompt.number("q.day"))
    return own.Purchase(**given, day=day, intent=intent, offers=_offers(reader))


def _days(reader: Reader, given: dict[str, Any]) -> own.Days:
    slots: list[own.DaySlot] = []
    for entry in reader.prompt.asked.entries:
        if isinstance(entry, tuple):
            if "slot.day" in entry[0]:
                slots.append(own.DaySlot(day=int(number(entry[0]["slot.day"]))))
        elif slots:
            slots[-1] = _filled(slots[-1], entry, reader)
    return own.Days(
        **given, days=tuple(slots), places=reader.places(), work_pay={}, shop=_offers(reader)
    )


def _filled(slot: own.DaySlot, element: Element, reader: Reader) -> own.DaySlot:
    """A day with what an element says of it."""
    if element.name == "activity":
        return replace(slot, engagement=engagement_of(element, reader.when, reader.known))
    if element.name == "place":
        return replace(slot, location=place_of(element))
    if element.name == "person":
        return replace(slot, others=(*slot.others, face_of(element)))
    return slot


# ---------------------------------------------------------------- looking back


def _reflect(reader: Reader, given: dict[str, Any]) -> own.Reflect:
    days = reader.elements("day")
    when = reader.when
    none = DayLog(when.year, when.week, when.index, "solo", "", "", (), "")
    log = day_log(days[0], when, reader.known) if days else none
    return own.Reflect(**given, log=log, heard=_heard(reader))


def _review(reader: Reader, given: dict[str, Any]) -> own.Review:
    return own.Review(**given, notes="notes" in reader.prompt.example)


def _discard(reader: Reader, given: dict[str, Any]) -> own.Discard:
    items = [Item(element.get("name"), element.text) for element in reader.elements("item")]
    reader.me.state.possessions = items or reader.me.state.possessions
    shown = reader.prompt.example.get("discard", ())
    return own.Discard(**given, count=int(reader.prompt.number("q.count")) or len(shown))


def _year(reader: Reader) -> dict[str, Any]:
    return {
        "positions": tuple(map(position_of, reader.elements("position"))),
        "most": int(reader.prompt.number("q.most")) or 3,
    }


def _wish(reader: Reader, given: dict[str, Any]) -> own.Wish:
    return own.Wish(**given, **_year(reader))


def _rate(reader: Reader, given: dict[str, Any]) -> own.Rate:
    return own.Rate(**given, people=reader.people())


def _year_end(reader: Reader, given: dict[str, Any]) -> own.YearEnd:
    return own.YearEnd(**given, **_year(reader), people=reader.people())


_BUILDERS: dict[str, Callable[[Reader, dict[str, Any]], PersonQuestion[Any]]] = {
    "plan": _plan,
    "sign_up": _sign_up,
    "contact": _contact,
    "enter": _enter,
    "speak": _speak,
    "solo": _solo,
    "purchase": _purchase,
    "reflect": _reflect,
    "attend": _attend,
    "exchange": _exchange,
    "review": _review,
    "discard": _discard,
    "wish": _wish,
    "rate": _rate,
    "days": _days,
    "year_end": _year_end,
}
KINDS = frozenset(_BUILDERS)
"""Kinds of questions that people are asked."""
