"""What a compact prompt shows: which people, days, places and things, and how they are called.

The renderer (`trainers.compact`) and the teacher (`trainers.teacher`) both ask here, so that an
answer can only speak of what stands in its prompt.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from agentopia_env.chance import key
from agentopia_env.policies.heuristic.feelings import Feeling, estimate, told
from agentopia_env.questions.base import PersonQuestion
from agentopia_env.questions.person import Contact, Days, DaySlot, Invitation, Review, YearEnd
from agentopia_env.world.economy import Offer
from agentopia_env.world.messages import Notice
from agentopia_env.world.positions import Position
from agentopia_env.world.schedule import PublicEvent
from agentopia_env.world.society import DayLog, Person

PEOPLE_SHOWN, PEOPLE_RATED, PEOPLE_NOTED = 5, 5, 2
MOST_INVITED = 4
"""How many of the people shown can be invited."""
INVITED = "invited_persons"
"""Where an invitation names them."""
STEP = 5
"""Feelings are shown and noted in steps of so many points: fewer numbers to learn."""
MOST_MET = 20
"""Days together are counted no further."""


def near(value: float, step: int = STEP) -> int:
    """A number to the nearest step."""
    return step * round(value / step)


def went(log: DayLog) -> str:
    """How a day was, in a word."""
    score = log.mood + 0.7 * log.social
    return "good" if score >= 2 else "bad" if score <= -1.5 else "plain"


# ---------------------------------------------------------------- names and feelings


def short_names(question: PersonQuestion[Any]) -> Callable[[str], str]:
    """How people are called in prompt and answer: by their first name where only one bears it."""
    me = question.me
    table = _first_names(frozenset((me.name, *me.memory.known, *question.world.others)))
    return lambda name: table.get(name, name)


@lru_cache(maxsize=4096)
def _first_names(names: frozenset[str]) -> dict[str, str]:
    first = {name: first_name(name) for name in names}
    words = [word.casefold() for name in names for word in name.split()]
    return {n: short if words.count(short.casefold()) == 1 else n for n, short in first.items()}


def first_name(name: str) -> str:
    """The first word that is no title."""
    return next((word for word in name.split() if not word.endswith(".")), name)


def noted(question: PersonQuestion[Any], name: str) -> Feeling:
    """What one's note on somebody says, in steps; notes without numbers are taken at their words.

    Strangers are neutral. Nothing fades: what is shown is what stands there.
    """
    note = question.me.memory.about(name)
    if note is None:
        return Feeling()
    language = question.world.language
    feeling = told(note.content, language).feeling
    if feeling is None:
        liked, valued = estimate(note.content, language)
        feeling = Feeling(50 + liked, 50 + valued)
    met = min(feeling.met, MOST_MET)
    return Feeling(near(feeling.affection), near(feeling.respect), met, feeling.last)


# ---------------------------------------------------------------- contact


def people_shown(question: Contact) -> list[str]:
    """Whom one could turn to: those one likes best, and one or two others by turns."""
    people = sorted(question.people, key=lambda name: (-noted(question, name).affection, name))
    best, rest = people[: PEOPLE_SHOWN - 2], people[PEOPLE_SHOWN - 2 :]
    rest.sort(key=lambda name: key(0, question.key, name))
    return best + rest[:2]


def news_shown(question: Contact) -> list[Notice]:
    """The latest words that somebody sent, invitations apart."""
    return [n for n in question.news if n.sender and n.kind != "invitation"][-2:]


def invitations_shown(question: Contact) -> list[Invitation]:
    """Invitations from those one likes best."""
    return sorted(
        question.invitations,
        key=lambda i: (-noted(question, i.proposer).affection, i.proposer, i.activity_name),
    )[:2]


def free_days(question: Contact) -> list[int]:
    """Days of the week ahead for which something can be proposed; none after the last week."""
    year, week, first = question.earliest
    time = question.world.rules.time
    days = range(first, time.n_day + 1) if year <= time.end_year else ()
    return [day for day in days if question.me.schedule.free((year, week, day))]


def places_shown(question: Contact) -> list[str]:
    """Two public places, others every time."""
    return sorted(question.places, key=lambda place: key(0, question.key, place))[:2]


def events_shown(question: Contact) -> list[PublicEvent]:
    """One public event, another every time."""
    return sorted(question.events, key=lambda event: key(0, question.key, event.name))[:1]


# ---------------------------------------------------------------- days


def company_of(question: Days, slot: DaySlot) -> str:
    """The one person of a day's company whom one has the strongest feelings about."""
    names = sorted(face.name for face in slot.others)
    return max(names, key=lambda n: abs(noted(question, n).affection - 50), default="")


def skills_shown(me: Person) -> list[str]:
    """The best skills."""
    return sorted(me.state.skills, key=lambda name: (-me.state.skills[name], name))[:2]


def offers_shown(question: Days) -> list[Offer]:
    """Two things one could buy."""
    within = [offer for offer in question.shop if offer.price <= question.me.state.deposit]
    return sorted(within, key=lambda offer: -offer.price)[:2]


# ---------------------------------------------------------------- looking back


def days_with(question: Review, name: str) -> list[DayLog]:
    """The week's days that were shared with somebody."""
    return [log for log in question.me.week_log if name in log.others]


def people_noted(question: Review) -> list[str]:
    """With whom the week was shared: in days first, then in messages."""
    me, now = question.me, question.when.week_text
    shared: dict[str, int] = {}
    for log in me.week_log:
        for name in log.others if log.kind in ("joint", "encounter") else ():
            shared[name] = shared.get(name, 0) + 10
    for message in me.messages:
        if message.time.startswith(now) and message.sender != me.name:
            shared[message.sender] = shared.get(message.sender, 0) + 1
    return sorted(shared, key=lambda name: (-shared[name], name))[:PEOPLE_NOTED]


def people_rated(question: YearEnd) -> tuple[str, ...]:
    """Whom one rates: those one had most to do with."""
    return question.people[:PEOPLE_RATED]


def positions_shown(question: YearEnd) -> list[Position]:
    """The best paid positions that are free and can be had."""
    me = question.me
    age, current = me.profile.age(question.when), me.profile.position
    fitting = [
        position
        for position in question.positions
        if position.free and position.name != current and not position.suits(age, me.state.skills)
    ]
    return sorted(fitting, key=lambda position: (-position.weekly_income, position.name))[:2]
