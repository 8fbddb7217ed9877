"""What people did, said, planned and noted: the lines of a run about days, letters and memory.

Every field that only one layout has is optional, and a line is refused (ValueError) only where
nothing can be told from it: when it was, or what kind of thing it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agentopia_env.analysis.records import is_number, read_time, same_form
from agentopia_env.clock import Moment, parse_moment
from agentopia_env.errors import ReplyError
from agentopia_env.questions.actions import parse_actions
from agentopia_env.reward import FULFILMENTS

KINDS = ("solo", "joint", "encounter", "public")
"""Kinds of days."""
_ACTION = re.compile(
    r"(?:contact|propose_joint_activity|respond_invitation|cancel_joint_activity)\("
)
_SPEAKER = ("speaker", "agent_name", "from", "character", "name", "role")
_SAID = ("text", "content", "message", "response", "utterance")
_TOLD = ("text", "intent", "participation", "event_description")
_DIALOGUE = ("dialogue", "conversation", "messages", "turns", "history")


@dataclass(frozen=True, slots=True)
class Utterance:
    """A line of a scene as one participant perceived it; no speaker: the surroundings."""

    speaker: str
    text: str
    deeds: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Activity:
    """A day of a person: what it was, with whom, and what it came to."""

    moment: Moment
    person: str
    kind: str
    """One of `KINDS`."""
    name: str
    location: str
    participants: tuple[str, ...]
    id: str
    """The same for everybody who shared it; empty for a day alone."""
    text: str
    """The proposal, the circumstances, or what was intended."""
    dialogue: tuple[Utterance, ...]
    outcome: str
    reflection: str
    changes: Mapping[str, float]
    """Of vitality, money and the four fulfilments."""
    skills: Mapping[str, float]
    gained: tuple[str, ...]
    bought: str
    price: float
    paid_work: bool

    @property
    def others(self) -> tuple[str, ...]:
        """With whom."""
        return tuple(name for name in self.participants if name != self.person)


def read_activity(line: Mapping[str, Any], person: str) -> Activity:
    """Read `{time, type, agent_name, content, reflection, outcome}`.

    What the day was stands inside `content` in our runs and beside it in the reference's, which
    also records encounters as joint activities, known by their ids.
    """
    raw, given = line.get("content"), line.get("outcome")
    content: Mapping[str, Any] = raw if isinstance(raw, dict) else line
    outcome: Mapping[str, Any] = given if isinstance(given, dict) else {}
    changes = _changes(outcome)
    kind = _kind(line, identity := text_of(content.get("activity_id") or line.get("activity_id")))
    bought, price = _purchase(kind, content, outcome, changes["money"])
    came_to = text_of(outcome.get("outcome") if outcome else given)
    return Activity(
        moment=read_time(line),
        person=person,
        kind=kind,
        name=text_of(content.get("activity_name") or content.get("name")),
        location=text_of(content.get("location")),
        participants=tuple(map(same_form, _texts(content.get("participants")))) or (person,),
        id=identity,
        text=_told(content, raw),
        dialogue=tuple(_dialogue(content)),
        outcome=came_to or text_of(line.get("summary")),
        reflection=text_of(line.get("reflection")),
        changes=changes,
        skills=_numbers(outcome.get("delta_skills")),
        gained=_texts(outcome.get("gain_items")) + _texts(outcome.get("items_received")),
        bought=bought,
        price=price,
        paid_work=_paid(content, outcome, changes["money"]),
    )


def _kind(line: Mapping[str, Any], identity: str) -> str:
    kind = str(line.get("type") or "").removesuffix("_activity")
    if kind not in KINDS:
        raise ValueError(f"`type` is {line.get('type')!r}, none of {', '.join(KINDS)}")
    return "encounter" if kind == "joint" and identity.startswith("encounter-") else kind


def _told(content: Mapping[str, Any], raw: object) -> str:
    """What was intended or met: in one of several places, or the whole of a plain `content`."""
    told = next((content[key] for key in _TOLD if content.get(key)), None)
    return text_of(told or (None if isinstance(raw, dict) else raw))


def _changes(outcome: Mapping[str, Any]) -> dict[str, float]:
    fulfilment = _numbers(outcome.get("delta_fulfillment"))
    money, vitality = outcome.get("delta_money"), outcome.get("delta_vitality")
    return {
        "vitality": float(vitality) if is_number(vitality) else 0.0,
        "money": float(money) if is_number(money) else 0.0,
        **{name: fulfilment.get(name, 0.0) for name in FULFILMENTS},
    }


def _purchase(
    kind: str, content: Mapping[str, Any], outcome: Mapping[str, Any], money: float
) -> tuple[str, float]:
    """What was bought and for how much; where a run does not say, money spent on a day alone."""
    price = content.get("price")
    if bought := text_of(content.get("bought") or content.get("consumption_purchased")):
        return bought, float(price) if is_number(price) else max(0.0, -money)
    if "paid_work" in outcome or kind != "solo" or money >= 0:
        return "", 0.0
    return ", ".join(_texts(outcome.get("gain_items"))) or "something", -money


def _paid(content: Mapping[str, Any], outcome: Mapping[str, Any], money: float) -> bool:
    """Whether it was paid work; where a run does not say, whether it brought money."""
    for part in (outcome, content):
        if isinstance(part.get("paid_work"), bool):
            return bool(part["paid_work"])
    return money > 0


def _dialogue(content: Mapping[str, Any]) -> Iterator[Utterance]:
    found = (content[key] for key in _DIALOGUE if isinstance(content.get(key), list))
    for one in next(found, ()):
        if isinstance(one, str):
            speaker, colon, said = one.partition(": ")
            yield Utterance(same_form(speaker), said) if colon else Utterance("", one)
        elif isinstance(one, dict):
            speaker = next((one[key] for key in _SPEAKER if isinstance(one.get(key), str)), "")
            said = next((one[key] for key in _SAID if isinstance(one.get(key), str)), "")
            yield Utterance(same_form(speaker), said, _texts(one.get("deeds")))


@dataclass(frozen=True, slots=True)
class Letter:
    """A message from one person to another."""

    moment: Moment
    sender: str
    to: str
    text: str
    number: int = 0
    """Order within the run, 0 where it is not recorded."""


def read_letter(line: Mapping[str, Any], person: str, other: str) -> Letter:
    """Read `{time, from, content, seq}` of the file that `person` keeps about `other`."""
    sender = line.get("from", line.get("sender"))
    if not isinstance(sender, str):
        raise ValueError("`from` is missing")
    mine = same_form(sender) == person
    seq = line.get("seq")
    return Letter(
        moment=read_time(line),
        sender=person if mine else other,
        to=other if mine else person,
        text=_written(text_of(line.get("content", line.get("message")))),
        number=int(seq) if is_number(seq) else 0,
    )


def _written(content: str) -> str:
    """The message; the reference keeps the whole action that sent it: `contact(message="...")`."""
    if not _ACTION.match(content):
        return content
    try:
        action, *_ = parse_actions(content)
    except (ReplyError, ValueError):
        return content
    if action.name == "contact":
        return action.message
    about = ", ".join(filter(None, (action.activity_name, action.time, action.location)))
    head = f"[{action.name}: {about}{' ' + action.decision if action.decision else ''}]"
    return " ".join(filter(None, (head, action.proposal, action.message)))


@dataclass(frozen=True, slots=True)
class Entry:
    """A note with its time: a diary week, a year of the life history, a version of a file."""

    moment: Moment
    text: str
    summary: str = ""


def read_entry(line: Mapping[str, Any]) -> Entry:
    """Read `{time, content | reflection, summary}`."""
    text = line.get("content", line.get("reflection"))
    return Entry(read_time(line), text_of(text), text_of(line.get("summary")))


@dataclass(frozen=True, slots=True)
class Plan:
    """What a person set out to do in a week."""

    moment: Moment
    goal: str
    plan: str
    living_standard: str


def read_plan(line: Mapping[str, Any]) -> Plan:
    """Read `{time, goal, plan, living_standard}`."""
    goal, plan, standard = (text_of(line.get(key)) for key in ("goal", "plan", "living_standard"))
    return Plan(read_time(line), goal, plan, standard)


@dataclass(frozen=True, slots=True)
class Appointment:
    """A line of somebody's schedule."""

    moment: Moment
    id: str
    name: str
    day: str
    """`Y2020-W05-activity-D2`."""
    kind: str
    status: str
    location: str
    participants: tuple[str, ...]
    proposer: str
    """Who proposed it: the first participant where the line does not say."""

    @property
    def week(self) -> tuple[int, int] | None:
        """The year and week it takes place in; None where the day cannot be read."""
        try:
            moment = parse_moment(self.day)
        except ValueError:
            return None
        return moment.year, moment.week


def read_appointment(line: Mapping[str, Any]) -> Appointment:
    """Read `{time, activity_id, activity_name, activity_time, participants, type, ...}`."""
    people = tuple(map(same_form, _texts(line.get("participants"))))
    proposer = line.get("proposer", line.get("initiator"))
    return Appointment(
        moment=read_time(line),
        id=text_of(line.get("activity_id")),
        name=text_of(line.get("activity_name")),
        day=text_of(line.get("activity_time")),
        kind=text_of(line.get("type")).removesuffix("_activity"),
        status=text_of(line.get("status")),
        location=text_of(line.get("location")),
        participants=people,
        proposer=same_form(proposer) if isinstance(proposer, str) else (people or ("",))[0],
    )


def text_of(value: object) -> str:
    """A text, whatever stands where one is expected: the texts inside objects and lists."""
    if isinstance(value, str):
        return value
    if isinstance(value, dict):
        value = list(value.values())
    if isinstance(value, list):
        return " ".join(filter(None, map(text_of, value)))
    return str(value) if is_number(value) else ""


def _texts(value: object) -> tuple[str, ...]:
    """The texts of a list; of objects in it the name."""
    if not isinstance(value, Sequence) or isinstance(value, str):
        return ()
    named = (one.get("name") if isinstance(one, dict) else one for one in value)
    return tuple(one for one in named if isinstance(one, str) and one)


def _numbers(value: object) -> dict[str, float]:
    """The numbers of an object by name."""
    if not isinstance(value, dict):
        return {}
    return {str(key): float(one) for key, one in value.items() if is_number(one)}
