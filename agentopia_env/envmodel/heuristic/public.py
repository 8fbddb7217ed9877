"""Public life: which events begin, who runs into whom and how, how one does at an event."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from random import Random

from agentopia_env.envmodel.heuristic import effects, reading
from agentopia_env.envmodel.heuristic.books import book
from agentopia_env.envmodel.heuristic.days import Answer, Today
from agentopia_env.envmodel.heuristic.events_en import EventKind
from agentopia_env.envmodel.heuristic.phrases import place_name, say, say_at, thing, word
from agentopia_env.envmodel.heuristic.temperament import bounded
from agentopia_env.questions.environment import Encounter, NewEvents
from agentopia_env.questions.replies import IntentReply
from agentopia_env.world.places import Location
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.tone import warmth

_PER_EVENT = 12
"""People for whom one new event a week begins."""
_MODERN = re.compile(
    r"\b(?:telephone|phone|television|film|cinema|camera|radio|computer|laptop|internet|elevator|"
    r"microwave|refrigerator|bus|subway|taxi|airport|headphone)s?\b"
)
"""Words of which a modern world has one."""


def new_events(question: NewEvents, rng: Random) -> Answer:
    """The answer to a `NewEvents`: about one event for twelve people, none of them running."""
    places = question.world.public_places
    wanted = question.population / _PER_EVENT
    count = min(question.most, int(wanted + rng.random()))
    if not places or count <= 0:
        return {"events": []}
    running = {event.name for event in question.running}
    language = question.world.language
    modern = _is_modern(question.world.setting, places)
    kinds = [
        kind
        for kind in book(language).events
        if kind.name not in running and (modern or not kind.modern)
    ]
    days = max(1, question.days)
    events = []
    taken: set[tuple[str, int]] = set()
    for kind in _some(kinds, count, places, rng):
        place = _place_for(kind, places, rng)
        day = 1 + int(rng.random() * days)
        if (place.key, day) in taken:
            day = day % days + 1
        taken.add((place.key, day))
        events.append(_event(kind, place, day, language, rng))
    return {"events": events}


def _is_modern(setting: str, places: Sequence[Location]) -> bool:
    """Whether a world speaks of something that took the last hundred years."""
    texts = (setting, *(f"{place.description} {' '.join(place.objects)}" for place in places))
    return any(_MODERN.search(text) for text in texts)


def _event(kind: EventKind, place: Location, day: int, language: str, rng: Random) -> Answer:
    weeks = kind.weeks if rng.random() < 0.6 else 1 + int(rng.random() * kind.weeks)
    told = [word(language, "where", description=kind.description, place=place.display_name)]
    if rng.random() < 0.4:
        told.append(word(language, "used", thing=thing(rng, place, language).capitalize()))
    return {
        "name": kind.name,
        "description": word(language, "gap").join(told),
        "day": day,
        "repeat_weeks": min(5, weeks),
        "location": place.key,
        "eligibility": word(language, "adults" if kind.adults else "everybody"),
    }


def _some(
    kinds: list[EventKind], count: int, places: Sequence[Location], rng: Random
) -> list[EventKind]:
    """So many kinds of event: those for which there is a place, before any other."""
    at_home = [kind for kind in kinds if any(_fit(kind, place) for place in places)]
    chosen = rng.sample(at_home, min(count, len(at_home)))
    others = [kind for kind in kinds if kind not in at_home]
    return chosen + rng.sample(others, min(count - len(chosen), len(others)))


def _place_for(kind: EventKind, places: Sequence[Location], rng: Random) -> Location:
    """A place that fits the kind; any public place where none does."""
    fits = [_fit(kind, place) for place in places]
    weights = [fit if 2 * fit > max(fits) else 0 for fit in fits]
    return rng.choices(places, weights if any(weights) else None)[0]


def _fit(kind: EventKind, place: Location) -> int:
    """How well a place fits a kind of event: by its name, else by what stands there."""
    wanted = reading.about(kind.fits)
    named = len(wanted & _about(place.key, place.display_name))
    return 3 * named + len(wanted & _about("", " ".join(place.objects)))


@lru_cache(maxsize=4096)
def _about(first: str, second: str) -> frozenset[str]:
    return reading.about(f"{first.replace('_', ' ')} {second}")


def encounter(question: Encounter, rng: Random) -> Answer:
    """The answer to an `Encounter`: circumstances, and never what anybody says or feels."""
    first, second = (person.name for person in question.pair)
    language = question.world.language
    if rng.random() < 0.5:
        first, second = second, first
    slots = {
        "first": first,
        "second": second,
        "place": place_name(question.location, language),
        "thing": thing(rng, question.location, language),
        "day": question.day,
        "weekday": book(language).day(question.day),
    }
    scene = say_at(rng, language, "encounter", question.location, slots)
    return {"scene": scene[:1].upper() + scene[1:]}


def at_event(today: Today, engagement: Engagement, intent: IntentReply, others: int) -> Answer:
    """What comes of what somebody does at a public event."""
    text = intent.activity.strip()
    score, skill = _performance(today, engagement, intent)
    idle = not text
    profile, state = today.profile, today.person.state
    outward = (profile.trait("extraversion") - 50) / 100
    tone = warmth(text, today.language)
    crowd = min(1.0, others / 3)
    social = (0.5 + outward + 1.2 * tone + 0.8 * score) * (0.5 + crowd) if not idle else 0.2
    esteem = 4.2 * (score - 0.35) * (0.6 + 0.4 * crowd) if not idle else -0.3
    taste = reading.topics(profile.preferences) & reading.topics(
        f"{engagement.name} {engagement.text}"
    )
    mood = 1.4 + 2.2 * (score - 0.4) + outward + min(0.9, 0.4 * len(taste)) + 0.3 * today.luck
    mood = mood if not idle else -0.4
    gains = {skill: 0.4 * effects.learning(state.skills[skill], 60)} if skill and not idle else {}
    slots = {
        "name": profile.name,
        "event": reading.in_short(engagement.name) or word(today.language, "event"),
        "what": reading.heading(text),
        "skill": skill or word(today.language, "good_will"),
        "place": place_name(today.location, today.language),
        "thing": thing(today.rng, today.location, today.language),
    }
    return {
        "outcome": say(today.rng, today.language, _situation(score, idle), slots),
        "vitality": effects.rounded(
            effects.cost(1.4 - outward, intent.effort, today.vitality, profile)
        ),
        "mood": effects.rounded(
            bounded(effects.mood_change(mood, today.mood, today.vitality), -5, 5)
        ),
        "social": effects.rounded(bounded(effects.felt(social, state.fulfilment["social"]), -3, 3)),
        "esteem": effects.rounded(
            bounded(
                effects.esteem_change(
                    esteem, state.fulfilment["esteem"], profile.trait("confidence")
                ),
                -2,
                2,
            )
        ),
        "skills": {name: effects.rounded(gain) for name, gain in gains.items()},
    }


def _situation(score: float, idle: bool) -> str:
    if idle:
        return "idle"
    return "public_good" if score > 0.66 else "public_fair" if score > 0.36 else "public_poor"


def _performance(
    today: Today, engagement: Engagement, intent: IntentReply
) -> tuple[float, str | None]:
    """How well it goes, 0..1, and the skill that carried it."""
    profile, skills = today.profile, today.person.state.skills
    fitting = reading.skills_in(f"{intent.activity} {engagement.name}", skills)
    best = max(fitting, key=lambda name: skills[name], default=None)
    ability = min(1.0, skills[best] / 160) if best is not None else 0.0
    talent = sum(map(profile.talent, ("communication", "creativity", "leadership"))) / 300
    sense = (
        0.12
        if reading.topics(intent.activity) & reading.topics(f"{engagement.name} {engagement.text}")
        else 0.0
    )
    score = (0.15 + 0.35 * talent + 0.4 * ability + sense) * effects.form(today.vitality)
    score *= effects.YIELD[intent.effort]
    return bounded(score + 0.06 * today.luck + today.noise(0.15), 0.0), best
