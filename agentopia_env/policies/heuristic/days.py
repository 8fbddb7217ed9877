"""What a person does with a day: alone, at an event, or in company; and what they buy."""

from __future__ import annotations

from typing import Any

from agentopia_env.policies.heuristic.contact import DISLIKED
from agentopia_env.policies.heuristic.mind import Mind, best_skill
from agentopia_env.policies.heuristic.plans import (
    allot,
    day_wishes,
    enough,
    planned_days,
    solo_kind,
)
from agentopia_env.policies.heuristic.scenes import tone_toward
from agentopia_env.policies.heuristic.suits import at_home, places_for
from agentopia_env.questions.person import Attend, Days, DaySlot, Purchase, Solo
from agentopia_env.world.economy import Offer
from agentopia_env.world.persona import Face

EXHAUSTED = 30
"""Vitality below which one rests whatever was planned."""
SKILLED, EXPERT = 30, 100
"""Skill points from which paid work counts as medium and as high."""
GROWN = 14
"""Age below which one runs errands for pay, whatever one can do."""


def solo(mind: Mind, question: Solo) -> dict[str, Any]:
    """The answer to `Solo`."""
    planned = planned_days(mind.me.plan, mind.world.language)
    wishes = None if question.day in planned else day_wishes(mind, 0)
    kind = planned[question.day] if wishes is None else allot(mind, wishes)
    return _alone(mind, kind, question.places, ())


def _alone(
    mind: Mind, kind: str, places: tuple[str, ...], shop: tuple[Offer, ...]
) -> dict[str, Any]:
    """A day alone of a kind, unless strength or money do not allow it."""
    state = mind.me.state
    if state.vitality < EXHAUSTED and mind.yes((EXHAUSTED + 8 - state.vitality) / 20):
        kind = "rest"
    item = _something_to_buy(mind, shop) if kind == "shop" else ""
    if kind == "shop" and not item:
        kind = "leisure"
    skill = _skill_for(mind, kind)
    place = _place_for(mind, solo_kind(kind), places, skill or item)
    level = _work_level(mind, skill)
    named = kind != "work" or level == "work_low" or at_home(mind, place, skill)
    facts = {
        "place": mind.place_name(place) if named else "",
        "skill": skill or mind.phrases.words["craft"],
        "item": mind.phrases.thing(item),
        "liking": mind.one(mind.temper.likings),
        "gig": _gig(mind, skill) if kind == "work" else "",
    }
    situation = f"do_{level}" if kind == "work" else f"do_{solo_kind(kind)}"
    return {
        "activity": mind.say(situation, facts) + mind.phrases.words["stop"],
        "kind": solo_kind(kind),
        "effort": effort(mind, solo_kind(kind)),
        "skill": skill,
        "item": item,
        "location": place or f"home/{mind.name}",
    }


def _place_for(mind: Mind, kind: str, places: tuple[str, ...], about: str) -> str:
    """Where a day alone is spent; empty at home."""
    suited = () if kind == "rest" else places_for(mind, kind, places, about)
    return str(mind.one(suited)) if suited else ""


def _skill_for(mind: Mind, kind: str) -> str:
    if kind == "work":
        return best_skill(mind.me.state.skills)
    return mind.skill() if kind == "study" else ""


def _gig(mind: Mind, skill: str) -> str:
    """The paid work of a day that a skill is good for; empty where the language names none."""
    gigs = mind.phrases.gigs
    options = gigs.get(skill) or gigs.get("", ("",))
    return str(mind.one(options)).format(skill=skill)


def _work_level(mind: Mind, skill: str) -> str:
    if mind.me.profile.age(mind.when) < GROWN:
        return "work_low"
    points = mind.me.state.skills.get(skill, 0)
    level = "high" if points >= EXPERT else "medium" if points >= SKILLED else "low"
    return f"work_{level}"


def effort(mind: Mind, kind: str) -> str:
    """How hard one goes at it: by strength and drive."""
    if kind in ("rest", "leisure", "shop"):
        return "light"
    force = mind.temper.driven + (mind.me.state.vitality - 55) / 80 + mind.draw.uniform(-0.15, 0.15)
    return "hard" if force > 0.72 else "light" if force < 0.28 else "normal"


# ---------------------------------------------------------------- buying


def _budget(mind: Mind) -> float:
    """What one is ready to spend at once; nobody spends the next week's bread."""
    spare = mind.me.state.deposit - 120 - 250 * mind.temper.thrifty
    return max(0.0, spare * (0.6 - 0.4 * mind.temper.thrifty))


def _something_to_buy(mind: Mind, shop: tuple[Offer, ...]) -> str:
    """The name of something affordable: of the offers, else of the world's price list."""
    budget = _budget(mind)
    if shop:
        within = [offer.name for offer in shop if offer.price <= budget]
        return str(mind.one(within)) if within else ""
    if budget < 15:
        return ""
    for _ in range(4 if mind.world.prices else 0):
        item = mind.one(mind.world.prices)
        if item.high <= budget:
            return str(item.name)
    return mind.phrases.words["things"]


def purchase(mind: Mind, question: Purchase) -> dict[str, Any]:
    """The answer to `Purchase`: something within the budget, the better the greater the need."""
    budget = _budget(mind)
    within = [(o.price, n) for n, o in enumerate(question.offers, 1) if o.price <= budget]
    need = (enough(mind) + 5 - mind.me.state.fulfilment["material"]) / 50
    need += 0.4 * (1 - mind.temper.thrifty)
    meant = [n for n, o in enumerate(question.offers, 1) if o.name == question.intent.item]
    if meant and question.offers[meant[0] - 1].price <= budget and mind.yes(0.8):
        return {"choice": meant[0]}
    if not within or not mind.yes(0.25 + need):
        return {"choice": None}
    within.sort()
    place = min(len(within) - 1, int(len(within) * min(0.99, max(0.0, 0.3 + 0.6 * need))))
    return {"choice": within[place][1]}


# ---------------------------------------------------------------- among people


def attend(mind: Mind, _: Attend) -> dict[str, Any]:
    """The answer to `Attend`."""
    return {"activity": _at_event(mind), "effort": effort(mind, "together")}


def _at_event(mind: Mind) -> str:
    loud = mind.yes(0.25 + 0.6 * mind.temper.sociable) and mind.me.state.vitality > 25
    facts = {"aim": mind.aim(), "skill": mind.skill()}
    return mind.say("attend" if loud else "attend_quiet", facts)


def days(mind: Mind, question: Days) -> dict[str, Any]:
    """The answer to `Days`: every day of a brief week."""
    planned = planned_days(mind.me.plan, mind.world.language)
    wishes = day_wishes(mind, 0)
    answers = []
    for slot in question.days:
        if slot.engagement is not None:
            answer = _engaged(mind, slot)
        else:
            kind = planned[slot.day] if slot.day in planned else allot(mind, wishes)
            answer = _alone(mind, kind, question.places, question.shop)
        answers.append({"day": slot.day, **answer})
    return {"days": answers}


def _engaged(mind: Mind, slot: DaySlot) -> dict[str, Any]:
    """What one does in company, in a tone that says what one feels."""
    if slot.engagement is not None and slot.engagement.type == "public":
        text = _at_event(mind)
    else:
        text = _in_company(mind, slot)
    location = slot.location.key if slot.location else ""
    return {
        "activity": text,
        "kind": "leisure",
        "effort": effort(mind, "together"),
        "location": location,
    }


def _in_company(mind: Mind, slot: DaySlot) -> str:
    others: tuple[Face, ...] = slot.others
    other = max(
        (f.name for f in others), key=lambda n: abs(mind.feel(n).affection - 50), default=""
    )
    feeling = mind.feel(other)
    tone = tone_toward(mind, feeling)
    if tone == "cold":
        patience = 0.9 * mind.temper.patient * mind.temper.warm
        mends = mind.goal.kind == "mend" and mind.goal.name == other
        if mends or mind.yes(patience):
            tone = "mend"
        elif feeling.affection >= DISLIKED - 6 and mind.yes(0.5):
            tone = "plain"
    liking = mind.one(mind.temper.likings)
    kind = mind.one(("work", "study", "leisure"))
    facts = {
        "to": mind.call(other, slot.others) if other else mind.phrases.words["somebody"],
        "aim": mind.aim(other),
        "doing": mind.phrases.doing[kind].format(skill=mind.skill(), liking=liking),
        "place": slot.location.display_name if slot.location else mind.phrases.words["home"],
    }
    return mind.say(f"with_{tone}", facts)
