"""The brief week's questions in few words, for a model that is too small to read long prompts.

A prompt holds what matters for the one decision: the time, how one is, the people at hand with
what was noted about them, what is on offer, and, always and last, the goal. What an answer repeats
stands in the prompt as it would stand in JSON, letter by letter: copying is the first thing that
a small model learns. Questions of the full week are rendered as for everybody.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from agentopia_env.policies.heuristic.plans import planned_days
from agentopia_env.prompts.render import render
from agentopia_env.questions.base import PersonQuestion, Question
from agentopia_env.questions.person import Contact, Days, DaySlot, Discard, Plan, Review, YearEnd
from agentopia_env.world.memory import CHARACTERS
from agentopia_env.world.society import Person
from trainers.shown import (
    company_of,
    events_shown,
    free_days,
    invitations_shown,
    liking_shown,
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


def quoted(value: str | Sequence[str] | Mapping[str, int]) -> str:
    """A value as it stands in an answer, fit to be copied."""
    return orjson.dumps(value).decode()


def _self(question: PersonQuestion[Any]) -> str:
    me, feel = question.me, question.me.state.fulfilment
    name = short_names(question)(me.name)
    return (
        f"{name} {me.profile.gender[:1]} {me.profile.age(question.when)} {_traits(me)} "
        f"strength {near(me.state.vitality, 10)} mood {near(feel['mood'], 10)} "
        f"social {near(feel['social'], 10)} esteem {near(feel['esteem'], 10)} "
        f"things {near(feel['material'], 10)} money {_money(me.state.deposit)}"
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
    return f'My goal: {{"goal":{quoted(goal or "none")}}}'


def plan_lines(question: Plan) -> list[str]:
    """Income, what can be paid, and last week in a line."""
    pay = ", ".join(f"{name} {cost:g}" for name, cost in question.standards.items())
    diary = question.me.memory.diary
    before = f"last week: {cut(diary[-1].summary, 60)}" if diary else ""
    return [f"income {_money(question.income)} pay {pay}", before]


def contact_lines(question: Contact) -> list[str]:
    """Who wrote, who invites, whom one could write to, when and where one could meet."""
    called, (year, week, _) = short_names(question), question.earliest
    lines = [f"plan: {cut(question.me.plan, 80)}"]
    for notice in news_shown(question):
        lines.append(f"{quoted(called(notice.sender))} wrote: {cut(notice.text, 40)}")
    for invitation in invitations_shown(question):
        by, title = quoted(called(invitation.proposer)), quoted(invitation.activity_name)
        liked, day = noted(question, invitation.proposer), invitation.when.rpartition("-")[2]
        lines.append(f'{by} {liked.affection:g} invites {day} {{"activity_name":{title}}}')
    for event in events_shown(question):
        lines.append(f"D{event.day} events {quoted([event.name])}")
    people = {called(n): _whole(noted(question, n).affection) for n in people_shown(question)}
    lines.append(f"people {quoted(people)}")
    days, places = " ".join(map(str, free_days(question))), quoted(places_shown(question))
    lines.append(f"free Y{year}-W{week:02d}-activity-D {days or 'none'} at {places}")
    return lines


def _whole(value: float) -> int:
    return round(value)


def days_lines(question: Days) -> list[str]:
    """Whom or what each day is for, skills, tastes and things to buy."""
    me = question.me
    offers = ", ".join(f"{quoted(o.name)} {near(o.price) or 1}" for o in offers_shown(question))
    return [
        "; ".join(f"D{slot.day} {_slot(question, slot)}" for slot in question.days),
        f"skills {', '.join(f'{s} {near(me.state.skills[s], 10)}' for s in skills_shown(me))}",
        f"likes {liking_shown(question)}",
        f"shop {offers}" if offers else "",
    ]


def _slot(question: Days, slot: DaySlot) -> str:
    if slot.engagement is None:
        return planned_days(question.me.plan, question.world.language).get(slot.day, "free")
    if slot.engagement.type == "public":
        return "event"
    other = company_of(question, slot)
    return f"{quoted(short_names(question)(other))} {noted(question, other).affection:g}"


def review_lines(question: Review) -> list[str]:
    """How the days went, and what is noted about those one shared them with."""
    called = short_names(question)
    days = []
    for log in question.me.week_log:
        company = quoted(called(log.others[0])) if log.others else "event"
        what = ("work" if log.paid_work else "alone") if log.kind == "solo" else company
        days.append(f"D{log.day} {what} {went(log)}")
    notes = []
    for name in people_noted(question):
        note, file = noted(question, name), quoted(f"{CHARACTERS}{called(name)}")
        felt = f"Affection {note.affection:g}, respect {note.respect:g}; met {note.met} times"
        notes.append(f"notes {file} {quoted(felt)}")
    return ["; ".join(days), *notes]


def year_lines(question: YearEnd) -> list[str]:
    """What is noted about people, and which positions are free."""
    called = short_names(question)
    felt = {called(name): noted(question, name) for name in people_rated(question)}
    held = next((p for p in question.positions if p.name == question.me.profile.position), None)
    free = [f"{quoted([p.name])} {p.weekly_income:g}" for p in positions_shown(question)]
    income = f"{held.weekly_income:g}" if held else "none"
    return [
        f"affection {quoted({name: _whole(one.affection) for name, one in felt.items()})}",
        f"respect {quoted({name: _whole(one.respect) for name, one in felt.items()})}",
        f"position {income} free {', '.join(free) or 'none'}",
    ]


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
