"""Days, places, agreements and offers as a prompt shows them."""

from __future__ import annotations

from agentopia_env.clock import Moment, parse_moment
from agentopia_env.fakeserver.reading.elements import Element, listed
from agentopia_env.questions.replies import SOLO_KINDS, Effort, SoloReply
from agentopia_env.world.economy import Offer
from agentopia_env.world.messages import Notice
from agentopia_env.world.persona import Face
from agentopia_env.world.places import Location
from agentopia_env.world.schedule import Engagement, EngagementType, PublicEvent
from agentopia_env.world.society import DayLog


def day_log(day: Element, when: Moment, known: tuple[str, ...] = ()) -> DayLog:
    """A day that was lived."""
    return DayLog(
        when.year,
        when.week,
        int(day.number("n")),
        day.get("kind"),
        day.get("what"),
        day.get("place"),
        listed(day.get("people"), known),
        day.text,
        mood=day.number("mood"),
        social=day.number("social"),
        esteem=day.number("esteem"),
        vitality=day.number("vitality"),
        money=day.number("money"),
        paid_work=bool(day.get("paid_work")),
    )


def face_of(element: Element) -> Face:
    """A person as others see them."""
    return Face(
        element.get("name"),
        element.get("gender"),
        int(element.number("age")),
        element.text,
        element.get("position"),
    )


def place_of(element: Element | None) -> Location | None:
    """A place with everything that is there."""
    if element is None:
        return None
    objects = listed(element.get("objects"))
    key, name = element.get("key"), element.get("name")
    return Location(key, name or key, element.text, objects, element.get("size"))


def engagement_of(element: Element, when: Moment, known: tuple[str, ...] = ()) -> Engagement:
    """Something agreed."""
    try:
        at = parse_moment(element.get("at"))
    except ValueError:
        at = when
    given = element.get("kind")
    kind: EngagementType = given if given in ("encounter", "public") else "joint"  # type: ignore[assignment]
    people = listed(element.get("people"), known)
    return Engagement(
        "",
        kind,
        element.get("name"),
        element.text,
        at.year,
        at.week,
        at.index,
        element.get("place"),
        people,
        element.get("by"),
    )


def event_of(element: Element, when: Moment) -> PublicEvent:
    """A public event."""
    return PublicEvent(
        "",
        element.get("name"),
        element.text,
        when.year,
        when.week,
        int(element.number("day")),
        int(element.number("weeks")) or 1,
        element.get("open_to"),
        element.get("place"),
    )


def effort_of(text: str) -> Effort:
    """How hard somebody goes at it."""
    match text:
        case "light" | "hard":
            return text
    return "normal"


def intent_of(element: Element | None) -> SoloReply:
    """What somebody means to do alone."""
    if element is None:
        return SoloReply(activity="")
    kind = element.get("kind")
    return SoloReply(
        activity=element.text,
        kind=kind if kind in SOLO_KINDS else "leisure",
        effort=effort_of(element.get("effort")),
        skill=element.get("skill"),
        item=element.get("wants_to_buy"),
        location=element.get("place"),
    )


def notice_of(element: Element) -> Notice:
    """Something that reached a person."""
    return Notice(
        element.get("kind") or "message",
        element.get("by"),
        element.text,
        element.get("activity"),
        element.get("at"),
        element.get("place"),
    )


def offer_of(element: Element) -> Offer:
    """Something on offer."""
    keeps = element.get("keeps") != "no"
    return Offer(element.get("name"), element.number("price"), element.text, keeps)
