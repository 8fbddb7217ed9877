"""Values as elements of a prompt: messages, notes, days, places, people, positions, scenes.

The vocabulary is the same in every language. Values that can be hashed are written once and
remembered; the others are remembered by identity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any, TypeVar

from agentopia_env.prompts.quoting import contained, escaped, indented, number, signed, tag
from agentopia_env.questions.environment import Applicant
from agentopia_env.questions.person import Invitation
from agentopia_env.questions.replies import SoloReply
from agentopia_env.world.economy import Offer, PriceItem
from agentopia_env.world.memory import CallResult, DiaryEntry, HistoryEntry, Note
from agentopia_env.world.messages import Message, Notice
from agentopia_env.world.persona import Face, Item, Profile
from agentopia_env.world.places import Location
from agentopia_env.world.positions import Position
from agentopia_env.world.scene import SURROUNDINGS, Heard, Line, Part
from agentopia_env.world.schedule import Engagement, PublicEvent
from agentopia_env.world.society import DayLog, Person

T = TypeVar("T")
R = TypeVar("R")
SUMMARY = 400
"""Longest summary of a memory file, in characters."""
ABOUT = 1600
"""Longest text of a memory file on somebody one is dealing with now."""

cached = lru_cache(maxsize=16384)


def by_identity(most: int = 2048) -> Callable[[Callable[[T], R]], Callable[[T], R]]:
    """Remember what was written for up to `most` values that never change but cannot be hashed."""

    def decorate(write: Callable[[T], R]) -> Callable[[T], R]:
        written: dict[int, tuple[T, R]] = {}

        @wraps(write)
        def remembered(value: T) -> R:
            found = written.get(id(value))
            if found is None or found[0] is not value:
                if len(written) >= most:
                    written.clear()
                found = written[id(value)] = (value, write(value))
            return found[1]

        return remembered

    return decorate


def amounts(values: Mapping[str, float], most: int = 40) -> str:
    """`singing 155, cooking 35`, in the order given."""
    named = [f"{' '.join(name.split())[:60]} {number(value)}" for name, value in values.items()]
    more = [f"(+{len(named) - most})"] if len(named) > most else []
    return escaped(", ".join(named[:most] + more))


# ---------------------------------------------------------------- what a person keeps


@cached
def message(given: Message) -> str:
    """A message, sent or received."""
    return tag("said", contained(given.content, 800), by=given.sender, to=given.to, at=given.time)


@lru_cache(maxsize=4096)
def notice(given: Notice, most: int = 2400) -> str:
    """Something that reached a person: another's words, or a notice of the society's own."""
    where = {"activity": given.activity_name, "at": given.when, "place": given.location}
    if given.sender:
        return tag("said", contained(given.text, most), by=given.sender, kind=given.kind, **where)
    return tag("notice", contained(given.text, most), kind=given.kind, **where)


@cached
def diary(entry: DiaryEntry) -> str:
    """A week, looked back on."""
    text = f"{entry.summary}\n{entry.reflection}" if entry.reflection else entry.summary
    return tag("diary", contained(text, 1500), at=entry.time[:9])


@cached
def history(entry: HistoryEntry) -> str:
    """A year or a major event."""
    return tag("history", contained(entry.content, 1200), at=entry.time)


@cached
def summary(file: str, note: Note) -> str:
    """A memory file in few words."""
    return tag("memory", contained(note.summary or note.content, SUMMARY), file=file)


@cached
def about(file: str, note: Note) -> str:
    """A memory file on somebody one is dealing with."""
    return tag("memory", contained(note.content or note.summary, ABOUT), file=file, at=note.time)


@cached
def whole_note(file: str, note: Note) -> str:
    """A memory file as it stands."""
    return tag("memory", contained(note.content), file=file, at=note.time)


@lru_cache(maxsize=1024)
def call_result(result: CallResult) -> str:
    """What a function call gave back."""
    failed = "" if result.ok else "yes"
    call = result.call
    return tag("result", contained(result.result), of=call.name, file=call.file, failed=failed)


@cached
def day_log(log: DayLog) -> str:
    """A day that was lived, with what it changed."""
    changes = {
        name: signed(value)
        for name in ("vitality", "mood", "social", "esteem", "money")
        if (value := getattr(log, name))
    }
    return tag(
        "day",
        contained(log.outcome, 600),
        n=log.day,
        kind=log.kind,
        what=log.what,
        place=log.location,
        people=log.others,
        paid_work="yes" if log.paid_work else "",
        **changes,
    )


# ---------------------------------------------------------------- what exists


@cached
def possession(item: Item) -> str:
    """Something one owns."""
    return tag("item", contained(item.description, 160), name=item.name)


@cached
def offer(given: Offer, count: int = 0) -> str:
    """Something on offer; `count` is the number it is chosen by."""
    kept = "yes" if given.keeps else "no"
    text = contained(given.description, 240)
    return tag("offer", text, n=count or "", name=given.name, price=given.price, keeps=kept)


@cached
def engagement(given: Engagement) -> str:
    """Something agreed."""
    return tag(
        "activity",
        contained(given.text, 800),
        name=given.name,
        kind=given.type,
        at=given.when,
        place=given.location,
        people=given.participants,
        by=given.proposer,
    )


@cached
def event(given: PublicEvent) -> str:
    """A public event."""
    return tag(
        "event",
        contained(given.description, 500),
        name=given.name,
        day=given.day,
        weeks=given.repeat_weeks if given.repeat_weeks > 1 else "",
        place=given.location,
        open_to=given.eligibility,
    )


@cached
def invitation(given: Invitation) -> str:
    """A proposal that waits for an answer."""
    return tag(
        "invitation",
        contained(given.proposal, 800),
        activity_name=given.activity_name,
        by=given.proposer,
        at=given.when,
        place=given.location,
        also_invited=given.others,
    )


@cached
def place(location: Location) -> str:
    """A place with everything that is there."""
    return tag(
        "place",
        contained(location.description, 1200),
        key=location.key,
        name=location.display_name,
        objects=location.objects,
        size=location.size,
    )


@cached
def face(given: Face) -> str:
    """What anybody can see of a person."""
    return tag(
        "person",
        contained(given.appearance, 400),
        name=given.name,
        gender=given.gender,
        age=given.age,
        position=given.position,
    )


@cached
def price(item: PriceItem) -> str:
    """An entry of the price list."""
    low, high = number(item.low), number(item.high)
    span = low if low == high else f"{low}-{high}"
    return escaped(f"{item.name}: {span}" + (f" / {item.unit}" if item.unit else ""), 120)


def _position(given: Position, description: str) -> str:
    return tag(
        "position",
        description,
        name=given.name,
        type=given.type,
        weekly_income=number(given.weekly_income),
        grows=amounts(given.weekly_delta_skills, 6),
        free=f"{given.free} of {given.capacity}",
        asks_for=amounts(given.min_skills, 6),
        min_age=given.min_age,
        max_age=given.max_age,
    )


@by_identity()
def position(given: Position) -> str:
    """A position with its description."""
    return _position(given, contained(given.description, 240))


@by_identity()
def position_short(given: Position) -> str:
    """A position in one line."""
    return _position(given, "")


def intent(given: SoloReply) -> str:
    """What somebody means to do alone."""
    return tag(
        "intent",
        contained(given.activity, 1500),
        kind=given.kind,
        effort=given.effort,
        skill=given.skill,
        wants_to_buy=given.item,
        place=given.location,
    )


# ---------------------------------------------------------------- scenes


@cached
def heard(line: Heard) -> str:
    """A line of a scene as one person perceived it."""
    if line.speaker == SURROUNDINGS:
        return tag("surroundings", contained(line.text, 1200))
    said = tag("said", contained(line.text, 4000), by=line.speaker) if line.text else ""
    return "\n".join([*([said] if said else ()), *map(_deed, line.deeds)])


@cached
def spoken(line: Line) -> str:
    """A line with everything in it, for the environment model alone."""
    text = " ".join([*map(_part, line.parts), *map(_deed, line.deeds)])
    if line.speaker == SURROUNDINGS:
        return tag("surroundings", indented(text))
    return tag("said", indented(text), by=line.speaker, turn=line.turn)


def _deed(deed: str) -> str:
    return tag("deed", contained(deed, 400))


def _part(part: Part) -> str:
    text = escaped(part.text, 4000)
    if part.visible_to is None:
        return text
    return tag("private", text, to=part.visible_to)


# ---------------------------------------------------------------- people, for the environment model


@by_identity()
def _character(profile: Profile) -> str:
    lines = (
        tag("introduction", contained(profile.brief_introduction, 500)),
        tag("motivation", contained(profile.core_motivation, 300)),
        tag("values", contained(profile.values, 300)),
        tag("personality", contained(profile.personality_traits.qualitative, 300)),
        tag("traits", amounts(profile.personality_traits.quantitative)),
        tag("talents", amounts(profile.talents.quantitative)),
    )
    return "\n".join(lines)


def person(given: Person, age: int) -> str:
    """A person in brief: character, state, goal and plan."""
    state = given.state
    now = tag(
        "state",
        vitality=number(state.vitality),
        **{name: number(value) for name, value in state.fulfilment.items()},
        deposit=number(state.deposit),
        living_standard=state.living_standard,
        skills=amounts(state.skills, 12),
    )
    lines = [_character(given.profile), now]
    if given.goal:
        lines.append(tag("goal", contained(given.goal, 400)))
    if given.plan:
        lines.append(tag("plan", contained(given.plan, 600)))
    inside = "\n" + "\n".join(lines) + "\n"
    return tag("person", inside, name=given.name, age=age, position=given.profile.position)


def applicant(given: Applicant) -> str:
    """Somebody who wishes for a position."""
    return tag(
        "applicant",
        contained(given.introduction, 400),
        name=given.name,
        age=given.age,
        skills=amounts(given.skills, 12),
        talents=amounts(given.talents),
        traits=amounts(given.traits),
    )


def each(write: Callable[[Any], str], values: Any) -> str:
    """Values written one a line."""
    return "\n".join(map(write, values))
