"""The brief week's questions in few words, for a model that is too small to read long prompts.

A prompt holds what matters for the one decision: the time, how one is, the people at hand with
what was noted about them, what is on offer, and, always and last, the goal. What an answer repeats
stands in the prompt as it would stand in the answer, letter by letter and after the same key: what
follows what is the first thing that a small model can look up. Questions of the full week are
rendered as for everybody.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from agentopia_env.policies.heuristic.plans import planned_days
from agentopia_env.prompts.render import render
from agentopia_env.questions.base import PersonQuestion, Question
from agentopia_env.questions.person import Contact, Days, DaySlot, Discard, Plan, Review, YearEnd
from agentopia_env.world.memory import CHARACTERS
from agentopia_env.world.positions import STAY_CURRENT
from agentopia_env.world.society import Person
from trainers.shown import (
    INVITED,
    MOST_INVITED,
    company_of,
    days_with,
    events_shown,
    free_days,
    invitations_shown,
    near,
    news_shown,
    noted,
    offers_shown,
    people_noted,
    people_rated,
    people_shown,
    places_shown,
    positions_shown,
    short_names,
    skills_shown,
    went,
)
from trainers.values import Message
from trainers.ways import Way, read_way

_TRAITS = {
    "extraversion": "e",
    "empathy": "k",
    "responsibility": "r",
    "curiosity": "c",
    "patience": "p",
}
_MORE = 55
"""Points of a trait from which its letter is a capital."""


def compact(question: Question[Any]) -> list[Message]:
    """A system and a user message, of some 100 to 250 tokens for the questions of a brief week."""
    lines = _LINES.get(type(question))
    if lines is None or not isinstance(question, PersonQuestion):
        return render(question)
    name = short_names(question)(question.me.name)
    # The week of a contact question is the one for which something can be proposed.
    week = "" if isinstance(question, Contact) else f" {question.when.week_text}"
    said = [f"{question.kind}{week}", _self(question), *lines(question), _goal(question)]
    if question.refused:
        said.append(f"refused: {cut(question.refused, 60)}")
    return [
        {"role": "system", "content": _harmless(f"You are {name}. Answer with JSON.")},
        {"role": "user", "content": _harmless("\n".join(filter(None, said)))},
    ]


def _harmless(text: str) -> str:
    """No words of anybody can pass for the marks of a dialogue."""
    return text.replace("<|", "< |")


def cut(text: str, most: int) -> str:
    """One line of at most so many characters."""
    line = " ".join(text.split())
    return line if len(line) <= most else f"{line[: most - 1].rstrip()}…"


def quoted(value: object) -> str:
    """A value as it stands in an answer, fit to be copied."""
    return orjson.dumps(value).decode()


def _self(question: PersonQuestion[Any]) -> str:
    me, feel = question.me, question.me.state.fulfilment
    name = short_names(question)(me.name)
    said = (
        f"{name} {me.profile.age(question.when)} {_traits(me)}; social {near(feel['social'], 10)}"
    )
    if not isinstance(question, Plan | Days):
        return said
    return (
        f"{said} strength {near(me.state.vitality, 10)} mood {near(feel['mood'], 10)} "
        f"esteem {near(feel['esteem'], 10)} things {near(feel['material'], 10)} "
        f"money {_money(me.state.deposit)}"
    )


def _traits(me: Person) -> str:
    return "".join(
        letter.upper() if me.profile.trait(name) >= _MORE else letter
        for name, letter in _TRAITS.items()
    )


def _money(amount: float) -> int:
    return near(amount, 50 if amount < 1000 else 500)


def _goal(question: PersonQuestion[Any]) -> str:
    """The goal as it is to be repeated; at the start of a year it is over and only told."""
    goal = cut(question.me.goal, 100)
    if isinstance(question, Plan) and question.when.week == 1:
        return f"Last goal: {goal}" if goal else "Last goal: none"
    return f"My goal: {quoted({'goal': goal or 'none', **_meant(question)})}"


def _meant(question: PersonQuestion[Any]) -> dict[str, str]:
    """What the goal says on what is being decided, under the answer's key."""
    way = _way(question)
    if way is not None and isinstance(question, Plan):
        return {"living_standard": way.standard}
    if way is not None and isinstance(question, Contact):
        return {"message": way.tone}
    return {}


def _way(question: PersonQuestion[Any]) -> Way | None:
    return read_way(question.me.goal, question.world.rules.economy.living_standards)


def plan_lines(question: Plan) -> list[str]:
    """Income, and what can be paid."""
    pay = "; ".join(f"{name} {cost:g}" for name, cost in question.standards.items())
    return [f"income {_money(question.income)} pay: {pay}"]


def contact_lines(question: Contact) -> list[str]:
    """Who wrote, who invites, whom one could write to, when and where one could meet.

    What there is to choose from is numbered, and an answer names the number first: a choice among
    a few numbers is soon learned, and what stands behind a number can be looked up.
    """
    called = short_names(question)
    wrote = list(dict.fromkeys(called(notice.sender) for notice in news_shown(question)))
    lines = [f"wrote {' '.join(wrote)}"] if wrote else []
    for pick, invitation in enumerate(invitations_shown(question), 1):
        liked, day = noted(question, invitation.proposer), invitation.when.rpartition("-")[2]
        title = {"pick": pick, "activity_name": invitation.activity_name}
        action = _action("respond_invitation", title)
        lines.append(f"{called(invitation.proposer)} {liked.affection:g} D{day[-1:]} {action}")
    for event in events_shown(question):
        lines.append(f"D{event.day} {quoted({'events': [event.name]})}")
    shown = [called(name) for name in people_shown(question)]
    liked_most = [f"{noted(question, name).affection:g}" for name in people_shown(question)]
    turned_to = [_action("contact", {"pick": n, "to": name}) for n, name in enumerate(shown, 1)]
    lines.append("; ".join(map(" ".join, zip(turned_to, liked_most, strict=True))))
    return [*lines, *_occasion(question)]


def _occasion(question: Contact) -> list[str]:
    """Whom one could invite, when and where; nothing where no day is left for it."""
    if not (days := free_days(question)):
        return []
    called, (year, week, _) = short_names(question), question.earliest
    people = map(called, people_shown(question)[:MOST_INVITED])
    whom = "; ".join(quoted({"pick": n, INVITED: [name]}) for n, name in enumerate(people, 1))
    places = "; ".join(
        quoted({"at": n, "location": place}) for n, place in enumerate(places_shown(question), 1)
    )
    own = {"activity_name": f"{called(question.me.name)} {week:02d}"}
    when = quoted({"time": f"Y{year}-W{week:02d}-activity-D"})
    action = _action("propose_joint_activity", own)
    return [whom, f"{action} {when} free {' '.join(map(str, days))}; {places}"]


def _action(name: str, arguments: dict[str, Any]) -> str:
    return quoted({"name": name, "arguments": arguments})


def days_lines(question: Days) -> list[str]:
    """The days in the form of the answer, one's skills, and things to buy."""
    me = question.me
    offers = "; ".join(
        f"{quoted({'item': o.name})} {near(o.price)}" for o in offers_shown(question)
    )
    skills = (f"{quoted({'skill': s})} {near(me.state.skills[s], 10)}" for s in skills_shown(me))
    days = [{"day": slot.day, **_slot(question, slot)} for slot in question.days]
    return [quoted({"days": days}), "; ".join(skills), offers]


def _slot(question: Days, slot: DaySlot) -> dict[str, str]:
    """What is planned for a free day, or how one means to be with whom, and how one likes them."""
    if slot.engagement is None:
        kind = planned_days(question.me.plan, question.world.language).get(slot.day, "free")
        return {"kind": kind}
    way = _way(question)
    if slot.engagement.type == "public":
        return {"activity": f"{way.tone} event" if way else "event"}
    other = company_of(question, slot)
    who = f"{short_names(question)(other)} {noted(question, other).affection:g}"
    return {"activity": f"{way.tone} {way.talk} {who}" if way else who}


def review_lines(question: Review) -> list[str]:
    """How the days went, and what is noted about those one shared them with."""
    called = short_names(question)
    days = []
    for log in question.me.week_log:
        company = called(log.others[0]) if log.others else "event"
        what = ("work" if log.paid_work else "alone") if log.kind == "solo" else company
        days.append(f"D{log.day} {what} {went(log)}")
    notes = []
    for name in people_noted(question):
        note, shared = noted(question, name), days_with(question, name)
        felt = f"Affection {note.affection:g}, respect {note.respect:g}; met {note.met} times"
        line = {"file": f"{CHARACTERS}{called(name)}", "content": felt}
        notes.append(f"{went(shared[0]) if shared else 'wrote'} {len(shared)} {quoted(line)}")
    return ["; ".join(days), *notes]


def year_lines(question: YearEnd) -> list[str]:
    """What is noted about people, in the form of the answer, and which positions are free."""
    called = short_names(question)
    felt = {called(name): noted(question, name) for name in people_rated(question)}
    ratings = {
        "affection": {name: round(one.affection) for name, one in felt.items()},
        "respect": {name: round(one.respect) for name, one in felt.items()},
        **_wish(0, STAY_CURRENT),
    }
    held = next((p for p in question.positions if p.name == question.me.profile.position), None)
    free = [
        f"{quoted(_wish(n, p.name))} {p.weekly_income:g}"
        for n, p in enumerate(positions_shown(question), 1)
    ]
    income = f"{held.weekly_income:g}" if held else "none"
    return [quoted(ratings), f"position {income} free {'; '.join(free) or 'none'}"]


def _wish(pick: int, position: str) -> dict[str, Any]:
    return {"pick": pick, "wishes": [position]}


def discard_lines(question: Discard) -> list[str]:
    """The oldest things one owns."""
    owned = [item.name for item in question.me.state.possessions]
    return [f"give away {question.count} of {quoted(owned[: question.count + 4])}"]


_LINES: dict[type[Any], Callable[[Any], list[str]]] = {
    Plan: plan_lines,
    Contact: contact_lines,
    Days: days_lines,
    Review: review_lines,
    YearEnd: year_lines,
    Discard: discard_lines,
}
