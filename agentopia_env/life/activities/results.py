"""What a day came to for one person, and its application to the society."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

from agentopia_env.clock import Moment
from agentopia_env.language import say
from agentopia_env.life.asking import keep
from agentopia_env.life.settlement import record_state
from agentopia_env.questions.replies import OutcomeReply
from agentopia_env.world.economy import Offer, material_gain
from agentopia_env.world.memory import Note
from agentopia_env.world.persona import Item
from agentopia_env.world.rules import FULFILMENT, Limits
from agentopia_env.world.scene import Heard
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.society import DayLog, Society
from agentopia_env.world.state import Change


@dataclass(frozen=True, slots=True)
class DayResult:
    """What one person's day came to; a value that the stage applies.

    Attributes:
        log: what was done and how it went.
        change: what it does to the person, within the limits.
        content: what `activity.jsonl` says of it, besides outcome and reflection.
        gains, losses: possessions received and given away.
        meets: people who are known from now on, with how they were met.
        rejected: keys of answers that the environment model found unsound, with the reason.
        facts: facts of the year to count.
    """

    person: str
    log: DayLog
    change: Change
    content: dict[str, Any]
    reflection: str = ""
    updates: dict[str, Note] = field(default_factory=dict)
    gains: tuple[Item, ...] = ()
    losses: tuple[str, ...] = ()
    meets: dict[str, str] = field(default_factory=dict)
    rejected: tuple[tuple[str, str], ...] = ()
    facts: dict[str, float] = field(default_factory=dict)


def change_of(reply: OutcomeReply, limits: Limits) -> Change:
    """The environment model's numbers within the limits of the activity."""
    return Change(
        vitality=reply.vitality,
        mood=reply.mood,
        social=reply.social,
        esteem=reply.esteem,
        material=reply.material,
        skills=reply.skills,
        money=reply.money,
    ).clamped(limits)


def purchase(offer: Offer, change: Change, society: Society) -> Change:
    """The change with a purchase in it: money spent, material fulfilment by the price paid."""
    gain = material_gain(offer.price, society.rules.economy)
    return replace(change, material=gain, money=change.money - offer.price)


def apply_day(society: Society, result: DayResult, moment: Moment) -> None:
    """Let a day's consequences take effect and note them."""
    person = society.people[result.person]
    person.state.apply(result.change)
    owned = person.state.possessions
    for name in result.losses:
        index = next((i for i, item in enumerate(owned) if item.name == name), None)
        if index is not None:
            del owned[index]
    owned.extend(result.gains)
    person.week_log.append(result.log)
    if result.log.kind != "public":
        for other in result.log.others:
            person.tie(other, 3)
    _count(society, result)
    for key, reason in result.rejected:
        society.reject(key, reason)
    keep(society, result.person, result.updates)
    when = f"{moment.week_text}-activity-D{result.log.day}"
    for other, how in result.meets.items():
        if other in society.people and not person.memory.knows(other):
            person.count("new_people")
            society.introduce(result.person, other, when, how)
    _record(society, result, when)
    day = Moment(moment.year, moment.week, "activity", result.log.day)
    record_state(society, result.person, day)


def _count(society: Society, result: DayResult) -> None:
    person, change = society.people[result.person], result.change
    person.count(f"{result.log.kind}_days")
    for name, by in result.facts.items():
        person.count(name, by)
    if change.money:
        person.count("earned" if change.money > 0 else "spent", abs(change.money))
    if change.skills:
        person.count("skill_points", sum(change.skills.values()))
    if abs(change.mood) >= 2:
        person.count("good_days" if change.mood > 0 else "bad_days")


def _record(society: Society, result: DayResult, when: str) -> None:
    if not society.keeps_records:
        return
    change, log = result.change, result.log
    society.append(
        f"persona/{result.person}/activity.jsonl",
        {
            "time": when,
            "type": log.kind,
            "agent_name": result.person,
            "content": {
                "activity_name": log.what,
                "location": log.location,
                "participants": [result.person, *log.others],
                **result.content,
            },
            "reflection": result.reflection,
            "outcome": {
                "outcome": log.outcome,
                "delta_vitality": change.vitality,
                "delta_fulfillment": {name: getattr(change, name) for name in FULFILMENT},
                "delta_skills": change.skills,
                "delta_money": change.money,
                "gain_items": [item.name for item in result.gains],
                "lost_items": list(result.losses),
                "paid_work": log.paid_work,
            },
        },
    )


def meetings(engagement: Engagement, others: tuple[str, ...], language: str) -> dict[str, str]:
    """How people who were together remember one another, if they did not know each other yet.

    An encounter's circumstances are the world's words; a proposal's text is its proposer's and
    stays out of other people's memories.
    """
    how = (engagement.text if engagement.type == "encounter" else "") or f"“{engagement.name}”"
    return {other: say(language, "I met {name}: {how}", name=other, how=how) for other in others}


def day_log(
    moment: Moment,
    day: int,
    kind: str,
    what: str,
    location: str,
    others: tuple[str, ...],
    outcome: str,
    change: Change,
    paid_work: bool = False,
) -> DayLog:
    """A day as its person will remember it this week."""
    return DayLog(
        year=moment.year,
        week=moment.week,
        day=day,
        kind=kind,
        what=what,
        location=location,
        others=others,
        outcome=outcome,
        mood=change.mood,
        social=change.social,
        esteem=change.esteem,
        vitality=change.vitality,
        money=change.money,
        paid_work=paid_work,
    )


def dialogue_line(line: Heard) -> dict[str, Any]:
    """A line of a scene as `activity.jsonl` has it."""
    deeds = {"deeds": list(line.deeds)} if line.deeds else {}
    return {"speaker": line.speaker, "text": line.text, **deeds}
