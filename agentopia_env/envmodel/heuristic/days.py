"""Days alone: work, study, rest, leisure, shopping, and what comes of them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from random import Random
from typing import Any

from agentopia_env.envmodel.heuristic import effects, reading
from agentopia_env.envmodel.heuristic.phrases import place_name, say, thing, word
from agentopia_env.envmodel.heuristic.shopping import offers_for
from agentopia_env.envmodel.heuristic.temperament import bounded
from agentopia_env.questions.replies import SoloKind, SoloReply
from agentopia_env.world.economy import PriceItem
from agentopia_env.world.persona import Profile
from agentopia_env.world.places import Location
from agentopia_env.world.rules import Range
from agentopia_env.world.society import Person

Answer = dict[str, Any]
"""An answer in the reply's form, before it is written as JSON."""
TIERS = (("high", 120.0), ("medium", 40.0), ("low", 0.0))
"""Skill points from which a day of paid work counts as that skilled."""
_UNNAMED = 0.7
"""What a skill is worth at work that does not say what it is (odd jobs)."""


@dataclass(slots=True)
class Today:
    """Somebody's day, as far as its outcome depends on it.

    Attributes:
        vitality, mood, deposit: at the start of the day.
        luck: of the week, −1..1.
        worked: days of paid work already done this week.
        done: activities already done this week, as they were written.
        pay: pay of a day by skill tier.
        as_asked: whether purchases are made as asked (brief week) rather than chosen from offers.
    """

    person: Person
    rng: Random
    language: str
    location: Location | None
    vitality: float
    mood: float
    deposit: float
    luck: float
    worked: int
    done: frozenset[str]
    pay: Mapping[str, Range]
    prices: tuple[PriceItem, ...]
    as_asked: bool = False

    @property
    def profile(self) -> Profile:
        """Who the person is."""
        return self.person.profile

    def noise(self, width: float) -> float:
        """A number between −width and width."""
        return (self.rng.random() * 2 - 1) * width


def day_alone(today: Today, intent: SoloReply) -> Answer:
    """What comes of what somebody means to do on a day alone."""
    text = intent.activity.strip()
    if not text:
        return _told(today, "idle", "", _change(today, mood=-0.6, vitality=0.3), feasible=False)
    if reading.is_impossible(text):
        lost = _change(today, mood=-1.0, vitality=-1.0)
        return _told(today, "impossible", text, lost, feasible=False)
    match _kind(text, intent):
        case "work":
            return _work(today, intent)
        case "study":
            return _study(today, intent)
        case "rest":
            return _rest(today, intent)
        case "shop":
            return _shop(today, intent)
        case _:
            return _leisure(today, intent)


def _kind(text: str, intent: SoloReply) -> SoloKind:
    """What kind of day it is; the name of a skill or of a thing to buy does not tell."""
    if intent.kind == "shop" and intent.item:
        return "shop"
    return reading.kind_of(text.replace(intent.skill or "\0", ""), intent.kind)


def _change(
    today: Today,
    mood: float = 0.0,
    vitality: float = 0.0,
    esteem: float = 0.0,
    skills: dict[str, float] | None = None,
    money: float = 0,
) -> Answer:
    """The numbers of an answer; `mood` is the day's own effect, before drift and weariness."""
    esteem_now = today.person.state.fulfilment["esteem"]
    confidence = today.profile.trait("confidence")
    lasting = mood + 0.4 * today.luck
    return {
        "vitality": effects.rounded(bounded(vitality, -5, 5)),
        "mood": effects.rounded(
            bounded(effects.mood_change(lasting, today.mood, today.vitality), -5, 5)
        ),
        "esteem": effects.rounded(bounded(effects.esteem_change(esteem, esteem_now, confidence))),
        "skills": {name: effects.rounded(gain) for name, gain in (skills or {}).items()},
        "money": money,
    }


def _told(
    today: Today,
    situation: str,
    text: str,
    change: Answer,
    feasible: bool = True,
    **facts: object,
) -> Answer:
    """An answer: its numbers, and a sentence made of what happened."""
    slots = {
        "name": today.profile.name,
        "what": reading.heading(text),
        "place": place_name(today.location, today.language),
        "thing": thing(today.rng, today.location, today.language),
        **facts,
    }
    change["outcome"] = say(today.rng, today.language, situation, slots)
    change["feasible"] = feasible
    return change


def _skill_at_work(today: Today, intent: SoloReply) -> tuple[str, float]:
    """The skill a day of work calls for, and how many points of it count."""
    skills = today.person.state.skills
    named = reading.skill_name(intent.skill)
    own = {name.lower(): name for name in skills}
    meant = [own[named]] if named in own else reading.skills_in(intent.activity, skills)
    if meant:
        best = max(meant, key=lambda name: skills[name])
        return best, skills[best]
    if named:
        return named, 0.0
    if not skills:
        return word(today.language, "odd_jobs"), 0.0
    best = max(skills, key=lambda name: skills[name])
    return best, skills[best] * _UNNAMED


def _work(today: Today, intent: SoloReply) -> Answer:
    skill, level = _skill_at_work(today, intent)
    if today.vitality < effects.WORN_OUT:
        return _break_down(today, intent, skill)
    tier, least = next(entry for entry in TIERS if level >= entry[1])
    low, high = today.pay[tier]
    profile = today.profile
    progress = min(1.0, (level - least) / 120)
    quality = bounded(
        0.2 * progress
        + 0.95 * (effects.form(today.vitality) - 0.3) * effects.YIELD[intent.effort]
        + 0.002 * (profile.trait("responsibility") - 50)
        + 0.08 * today.luck
        + today.noise(0.15),
        0.0,
    )
    pay = round(low + (high - low) * quality)
    overwork = max(0, today.worked - 1)
    spent = effects.cost(3.3 + 0.3 * overwork, intent.effort, today.vitality, profile)
    strain = 0.3 * overwork + (0.5 if intent.effort == "hard" else 0.0)
    change = _change(
        today,
        mood=1.6 * (quality - 0.55) - strain + _liking(today, f"{intent.activity} {skill}"),
        vitality=spent,
        esteem=3.2 * (quality - 0.35),
        skills={skill: 0.35 * effects.learning(level, profile.talent("intelligence"))},
        money=pay,
    )
    change["paid_work"] = True
    situation = _graded("work", quality, 0.72, 0.45)
    return _told(today, situation, intent.activity, change, skill=skill, amount=pay)


def _graded(what: str, score: float, good: float, fair: float) -> str:
    return f"{what}_good" if score >= good else f"{what}_fair" if score >= fair else f"{what}_poor"


def _break_down(today: Today, intent: SoloReply, skill: str) -> Answer:
    """Work at the end of one's strength: the least pay there is, and sent home."""
    pay = round(today.pay["low"][0])
    change = _change(today, mood=-1.5, vitality=1.5, esteem=-0.6, money=pay)
    change["paid_work"] = True
    return _told(today, "work_exhausted", intent.activity, change, skill=skill, amount=pay)


def _liking(today: Today, text: str) -> float:
    """How much an activity is to somebody's taste, 0..1."""
    taste = reading.topics(today.profile.preferences) | reading.topics(today.profile.values)
    return min(1.0, 0.4 * len(taste & reading.topics(text)))


def _study(today: Today, intent: SoloReply) -> Answer:
    skills = today.person.state.skills
    own = {name.lower(): name for name in skills}
    named = reading.skill_name(intent.skill)
    meant = reading.skills_in(intent.activity, skills)
    skill = own.get(named) or named or (meant[0] if meant else _least_finished(today))
    level = skills.get(skill, 0.0)
    profile = today.profile
    keen = 1 + 0.003 * (profile.trait("curiosity") - 50)
    gain = effects.learning(level, profile.talent("intelligence")) * keen
    gain *= effects.form(today.vitality) * effects.YIELD[intent.effort]
    gain = bounded(gain * (1 + 0.1 * today.luck + today.noise(0.25)), 0.0, 3.0)
    relative = gain / effects.learning(level, profile.talent("intelligence"))
    change = _change(
        today,
        mood=0.9 * (relative - 0.6)
        + 0.012 * (profile.trait("curiosity") - 50)
        + 0.6 * _liking(today, skill),
        vitality=effects.cost(2.4, intent.effort, today.vitality, profile),
        esteem=0.9 * (relative - 0.4),
        skills={skill: gain},
    )
    return _told(today, _graded("study", relative, 1.0, 0.7), intent.activity, change, skill=skill)


def _least_finished(today: Today) -> str:
    """What somebody works on who does not say: the strongest skill they have."""
    skills = today.person.state.skills
    if not skills:
        return word(today.language, "general")
    return max(skills, key=lambda name: skills[name])


def _rest(today: Today, intent: SoloReply) -> Answer:
    inward = (50 - today.profile.trait("extraversion")) / 100
    change = _change(
        today,
        mood=1.1 + inward - _loneliness(today),
        vitality=effects.recovery(today.vitality, today.profile) + today.noise(0.4),
    )
    deep = "rest_deep" if today.vitality < effects.WEARY else "rest"
    return _told(today, deep, intent.activity, change)


def _loneliness(today: Today) -> float:
    """What being alone weighs when company is lacking."""
    lack = max(0.0, 35 - today.person.state.fulfilment["social"])
    return lack * (0.02 + 0.0003 * today.profile.trait("extraversion"))


def _leisure(today: Today, intent: SoloReply) -> Answer:
    again = 1.3 if intent.activity.strip() in today.done else 0.0
    pleasure = 2.3 + _liking(today, intent.activity) + today.noise(0.9) - again
    pleasure -= _loneliness(today)
    active = {"light": 1.0, "normal": 0.6, "hard": -0.8}[intent.effort]
    change = _change(
        today,
        mood=pleasure,
        vitality=active + 0.02 * (50 - today.vitality),
        skills={
            skill: 0.25 * effects.learning(today.person.state.skills[skill], 50)
            for skill in reading.skills_in(intent.activity, today.person.state.skills)[:1]
        },
    )
    return _told(today, _graded("leisure", pleasure, 2.1, 1.0), intent.activity, change)


def _shop(today: Today, intent: SoloReply) -> Answer:
    offers = offers_for(
        today.rng, today.prices, intent, today.deposit, today.as_asked, today.language
    )
    change = _change(
        today,
        mood=0.9 if offers else -0.2,
        vitality=effects.cost(0.6, "normal", today.vitality, today.profile),
    )
    change["offers"] = offers
    if not offers:
        return _told(today, "shop_nothing", intent.activity, change)
    first = offers[0]
    item = word(today.language, "priced", name=first["name"], price=first["price"])
    return _told(today, "shop", intent.activity, change, item=item)
