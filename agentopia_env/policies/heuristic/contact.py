"""Messages, invitations and events: whom one writes to, what one proposes, what one answers."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

from agentopia_env.clock import parse_moment
from agentopia_env.policies.heuristic.feelings import Feeling
from agentopia_env.policies.heuristic.mind import Mind
from agentopia_env.policies.heuristic.phrases import pattern
from agentopia_env.policies.heuristic.plans import planned_days
from agentopia_env.policies.heuristic.suits import at_home, ideas_for, places_for
from agentopia_env.questions.person import Contact, Invitation, SignUp
from agentopia_env.world.schedule import Day, PublicEvent

DISLIKED = 41
"""Affection below which one keeps one's distance."""
DEAR = 61
"""Affection from which one's tone is warm."""
_LOOKED_AT = 24
"""How many acquaintances come to mind in a round."""
_FAMILIAR = 2
"""Days together after which a new acquaintance is none any more."""
_NO_ANSWER = frozenset({"refused", "news"})


def has_nothing_to_do(question: Contact) -> bool:
    """Whether a later round brings neither news from anybody nor an invitation."""
    if question.slot <= 1 or question.invitations or question.events:
        return False
    return all(notice.kind in _NO_ANSWER for notice in question.news)


def contact(mind: Mind, question: Contact) -> dict[str, Any]:
    """The answer to `Contact`."""
    facts = contact_facts(mind, question.places)
    actions, promised = _answers(mind, question, facts)
    addressed = {invitation.proposer for invitation in question.invitations}
    actions += _replies(mind, question, facts, addressed)
    if question.slot <= 1:
        actions += _own_moves(mind, question, facts, addressed, promised)
    answer: dict[str, Any] = {"actions": actions}
    if question.events:
        answer["events"] = choose_events(mind, question.events, promised)
    return answer


def contact_facts(mind: Mind, places: tuple[str, ...]) -> dict[str, Any]:
    """What messages can refer to; `to` and what else is about the other come later."""
    kinds = planned_days(mind.me.plan, mind.world.language)
    kind = mind.one(list(kinds.values())) if kinds else ""
    liking = mind.one(mind.temper.likings)
    place = mind.place_name(mind.one(places)) if places else mind.phrases.words["home"]
    doing = mind.phrases.doing[kind].format(skill=mind.skill(), liking=liking)
    # What one wrote lately, so that one does not write it again.
    wrote = "\n".join(m.content for m in mind.me.messages[-24:] if m.sender == mind.name)
    return {
        "me": mind.name,
        "doing": doing,
        "place": place,
        "wrote": wrote,
    }


def _words(mind: Mind, situation: str, facts: dict[str, Any], to: str, **more: Any) -> str:
    """Words for a situation, not those just written to somebody else."""
    about_them = {"to": mind.call(to), "aim": mind.aim(to)}
    text = mind.say(situation, {**facts, **about_them, **more}, facts["wrote"])
    facts["wrote"] += f"\n{text}"
    return text


def _write(to: str, message: str) -> dict[str, Any]:
    return {"name": "contact", "arguments": {"to": to, "message": message}}


# ---------------------------------------------------------------- answering


def _answers(
    mind: Mind, question: Contact, facts: dict[str, Any]
) -> tuple[list[dict[str, Any]], set[Day]]:
    """An answer to every invitation, and the days promised by them."""
    actions: list[dict[str, Any]] = []
    promised: set[Day] = set()
    wanted = sorted(question.invitations, key=lambda i: -mind.feel(i.proposer).affection)
    for invitation in wanted:
        yes, situation = _decide(mind, invitation, promised)
        message = _words(mind, situation, facts, invitation.proposer)
        arguments = {
            "activity_name": invitation.activity_name,
            "to": invitation.proposer,
            "decision": "yes" if yes else "no",
            "message": message,
        }
        actions.append({"name": "respond_invitation", "arguments": arguments})
    return actions, promised


def _decide(mind: Mind, invitation: Invitation, promised: set[Day]) -> tuple[bool, str]:
    """Whether to come, and in which words; a yes is added to the promised days."""
    feeling = mind.feel(invitation.proposer)
    date = _date(invitation.when)
    engaged = mind.me.schedule.on(date)
    if date in promised or (engaged is not None and engaged.type == "joint"):
        return False, "decline_busy"
    if feeling.affection < DISLIKED and not _wants_peace(mind, invitation.proposer):
        return False, "decline_cold" if mind.temper.patient < 0.6 else "decline"
    state = mind.me.state
    if state.vitality < 22 and mind.yes(0.75):
        return False, "decline_tired"
    wish = 0.45 + (feeling.affection - 50) / 60 + 0.5 * (mind.temper.sociable - 0.5)
    wish += (50 - state.fulfilment["social"]) / 100 - 0.25 * (state.vitality < 35)
    if mind.goal.name == invitation.proposer:
        wish += 0.4
    if engaged is not None and not mind.yes(0.6):
        return False, "decline_busy"
    if not mind.yes(max(0.05, min(0.97, wish))):
        return False, "decline_tired" if state.vitality < 35 else "decline"
    promised.add(date)
    return True, "accept_warm" if feeling.affection >= DEAR else "accept"


def _wants_peace(mind: Mind, other: str) -> bool:
    return mind.goal.kind == "mend" and mind.goal.name == other


def _date(when: str) -> Day:
    try:
        moment = parse_moment(when)
    except ValueError:
        return (0, 0, 0)
    return (moment.year, moment.week, moment.index)


def _replies(
    mind: Mind, question: Contact, facts: dict[str, Any], addressed: set[str]
) -> list[dict[str, Any]]:
    """Answers to messages that arrived, at most three, fewer in later rounds."""
    actions: list[dict[str, Any]] = []
    eager = 0.95 - 0.28 * (question.slot - 1)
    if question.slots > 1 and question.slot == question.slots:
        eager = 0.1
    reachable = set(question.people) if question.news else set()
    for notice in question.news:
        sender = notice.sender
        if notice.kind != "message" or sender in addressed or sender not in reachable:
            continue
        feeling = mind.feel(sender)
        if len(actions) < 3 and mind.yes(eager * (0.3 + feeling.affection / 90)):
            addressed.add(sender)
            situation = _reply_tone(mind, feeling, notice.text)
            actions.append(_write(sender, _words(mind, situation, facts, sender)))
    return actions


def _reply_tone(mind: Mind, feeling: Feeling, text: str) -> str:
    if feeling.affection < DISLIKED:
        return "reply_cold"
    if mind.low() and text.rstrip().endswith(("?", "？")):
        return "reply_low"
    return (
        "reply_warm" if feeling.affection >= DEAR - 8 * (mind.temper.warm - 0.5) else "reply_plain"
    )


# ---------------------------------------------------------------- one's own moves


def _own_moves(
    mind: Mind,
    question: Contact,
    facts: dict[str, Any],
    addressed: set[str],
    promised: set[Day],
) -> list[dict[str, Any]]:
    """Invitations and greetings of one's own; the lonely and the sociable make more of them."""
    ranked = _who_comes_to_mind(mind, question.people, addressed)
    if not ranked:
        return []
    state = mind.me.state
    drive = 0.35 + 0.8 * mind.temper.sociable + (50 - state.fulfilment["social"]) / 80
    drive = min(0.9, drive) * (0.4 if state.vitality < 30 else 1.0)
    actions: list[dict[str, Any]] = []
    for name in list(ranked)[: 2 if drive > 0.8 else 1]:
        if mind.yes(drive) and (proposal := _propose(mind, question, facts, name, promised)):
            actions.append(proposal)
            ranked.remove(name)
    for name in ranked[: 1 + (drive > 0.7)]:
        if mind.yes(drive):
            situation, more = _occasion(mind, name)
            actions.append(_write(name, _words(mind, situation, facts, name, **more)))
    return actions[:3]


def _who_comes_to_mind(mind: Mind, people: tuple[str, ...], addressed: set[str]) -> list[str]:
    """Up to four people one would turn to now, the first first."""
    start = int(mind.draw.random() * len(people)) if len(people) > _LOOKED_AT else 0
    near = (people[start:] + people[:start])[:_LOOKED_AT]
    if mind.goal.name in people and mind.goal.name not in near:
        near = (mind.goal.name, *near)
    spread = 28 - 18 * mind.temper.deep
    scored = []
    for name in near:
        feeling = mind.feel(name)
        bonus = 25.0 if name == mind.goal.name else 0.0
        if feeling.affection < DISLIKED and not bonus and not _sour(mind, name):
            continue
        if feeling.met < 2 and mind.goal.kind == "company":
            bonus += 12 * mind.temper.sociable
        scored.append((feeling.affection + bonus + spread * mind.draw.random(), name))
    scored.sort(reverse=True)
    return [name for _, name in scored if name not in addressed][:4]


def _sour(mind: Mind, name: str) -> bool:
    """Whether a bad day with somebody is fresh enough to be written about."""
    event = mind.last_event(name)
    return event is not None and event.went == "bad" and mind.weeks_since(event.week) <= 1


def _occasion(mind: Mind, name: str) -> tuple[str, dict[str, Any]]:
    """Why one writes to somebody: the situation, and its facts."""
    feeling, event = mind.feel(name), mind.last_event(name)
    if event is not None and mind.weeks_since(event.week) <= 1:
        by_chance = pattern(mind.phrases.words["meeting"]).match(event.what)
        if event.went == "good" and not by_chance and mind.yes(0.6):
            return "thank", {"what": event.what}
        if event.went == "bad":
            sorry = feeling.affection >= 40 + 15 * (0.5 - mind.temper.warm)
            return "sorry" if sorry else "cold", {"what": event.what}
    away = mind.weeks_since(feeling.last)
    if feeling.met and 4 <= away < 100:
        return "missing", {"weeks": away}
    return "greet_warm" if feeling.affection >= DEAR else "greet", {}


def _propose(
    mind: Mind, question: Contact, facts: dict[str, Any], name: str, promised: set[Day]
) -> dict[str, Any] | None:
    """A joint activity on a free day, or None where no day or place can be had."""
    feeling = mind.feel(name)
    if feeling.affection < DISLIKED and not _wants_peace(mind, name):
        return None
    date = _free_day(mind, question, promised)
    place = _meeting_place(mind, question.places, feeling)
    if date is None or not place:
        return None
    promised.add(date)
    idea = _idea(mind, place)
    situation = "invite_new" if feeling.met < _FAMILIAR and mind.met_lately(name) else "invite"
    situation = "invite_warm" if feeling.affection >= DEAR else situation
    if _wants_peace(mind, name):
        situation = "invite_mend"
    phrases, idea_cap = mind.phrases, idea[:1].upper() + idea[1:]
    title = phrases.words["title"].format(idea=idea_cap, me=mind.name, other=name)
    more = {
        "place": mind.place_name(place),
        "day": phrases.day(date[2]) if date[:2] == mind.week else phrases.later(date[2]),
        "idea": idea_cap,
        "idea_low": idea,
    }
    message = _words(mind, situation, facts, name, **more)
    arguments = {
        "activity_name": title,
        "proposal": message,
        "invited_persons": [name],
        "time": f"Y{date[0]}-W{date[1]:02d}-activity-D{date[2]}",
        "location": place,
        "message": message,
    }
    return {"name": "propose_joint_activity", "arguments": arguments}


def _free_day(mind: Mind, question: Contact, promised: set[Day]) -> Day | None:
    """A free day of the first week one may propose for; days planned for company first.

    None where no day is free, and for weeks that lie beyond the end of the run.
    """
    year, week, first = question.earliest
    if year > mind.calendar.end_year:
        return None
    free = [
        (year, week, day)
        for day in range(first, mind.calendar.n_day + 1)
        if (year, week, day) not in promised and mind.me.schedule.free((year, week, day))
    ]
    if not free:
        return None
    kinds = planned_days(mind.me.plan, mind.world.language) if (year, week) == mind.week else {}
    kept = [date for date in free if kinds.get(date[2]) == "together"]
    date: Day = mind.one(kept or free)
    return date


def _meeting_place(mind: Mind, places: tuple[str, ...], feeling: Feeling) -> str:
    home = f"home/{mind.name}"
    if feeling.affection >= DEAR and home in mind.world.locations and mind.yes(0.25):
        return home
    if not places:
        return home if home in mind.world.locations else ""
    return str(mind.one(places_for(mind, "together", places)))


def _idea(mind: Mind, place: str) -> str:
    """What to do together at a place."""
    if mind.goal.skill and mind.yes(0.2) and at_home(mind, place, mind.goal.skill):
        return mind.phrases.doing["study"].format(skill=mind.goal.skill)
    fitting = ideas_for(mind, place)
    fits = fitting and (place.startswith("home/") or mind.yes(0.8))
    ideas = mind.one(fitting) if fits else mind.phrases.places[-1][1]
    idea: str = mind.one(ideas)
    return idea


# ---------------------------------------------------------------- public events


def sign_up(mind: Mind, question: SignUp) -> dict[str, Any]:
    """The answer to `SignUp`."""
    return {"events": choose_events(mind, question.events, set())}


def choose_events(mind: Mind, events: tuple[PublicEvent, ...], promised: set[Day]) -> list[str]:
    """Names of at most two events that suit, on days that are free."""
    year, week = mind.week
    state, temper = mind.me.state, mind.temper
    wish = 0.12 + 0.35 * temper.sociable + 0.2 * temper.curious
    wish += (50 - state.fulfilment["social"]) / 150 + 0.15 * (mind.goal.kind == "company")
    wish *= 0.3 if state.vitality < 30 else 1.0
    chosen: list[str] = []
    days = {event.day for event in events}
    free = {day for day in days if mind.me.schedule.free((year, week, day))}
    free -= {day for of_year, of_week, day in promised if (of_year, of_week) == mind.week}
    skills = [skill.lower() for skill in mind.me.state.skills]
    for event in events:
        if event.day not in free or not event.open_to(mind.name):
            continue
        text = event_text(event.name, event.description)
        fits = any(skill in text for skill in skills)
        if mind.yes(wish + 0.25 * fits - 0.2 * len(chosen)):
            chosen.append(event.name)
            free.discard(event.day)
            if len(chosen) == 2:
                break
    return chosen


@lru_cache(maxsize=4096)
def event_text(name: str, description: str) -> str:
    """What an event says of itself, in lower case."""
    return f"{name} {description}".lower()
