"""Values as elements of a prompt: messages, notes, days, places, faces, positions.

Elements bear names of the world's language (`words`). Values that can be hashed are written once
and remembered; the others are remembered by identity.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache, wraps
from typing import Any, TypeVar

from agentopia_env.prompts.quoting import contained, escaped, number, one_line, signed
from agentopia_env.prompts.words import Words
from agentopia_env.questions.person import Invitation
from agentopia_env.questions.replies import SoloReply
from agentopia_env.world.economy import Offer, PriceItem
from agentopia_env.world.memory import CallResult, DiaryEntry, HistoryEntry, Note
from agentopia_env.world.messages import Message, Notice
from agentopia_env.world.persona import Face, Item
from agentopia_env.world.places import Location
from agentopia_env.world.positions import Position
from agentopia_env.world.schedule import Engagement, PublicEvent
from agentopia_env.world.society import DayLog

T = TypeVar("T")
R = TypeVar("R")
MOST_NAMED = 3
"""People named in a day told in few words."""
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


def by_identity_in_words(write: Callable[[T, Words], R]) -> Callable[[T, Words], R]:
    """As `by_identity`, with one memory for each language."""
    written: dict[Words, Callable[[T], R]] = {}

    @wraps(write)
    def remembered(value: T, words: Words) -> R:
        in_words = written.get(words)
        if in_words is None:
            in_words = written[words] = by_identity()(lambda given: write(given, words))
        return in_words(value)

    return remembered


def amounts(values: Mapping[str, float], words: Words, most: int = 40) -> str:
    """`singing 155, cooking 35`, in the order given."""
    return _amounts(tuple(values.items()), words, most) if values else ""


@cached
def _amounts(values: tuple[tuple[str, float], ...], words: Words, most: int) -> str:
    named = [
        f"{words.value(' '.join(name.split())[:60])} {number(value)}" for name, value in values
    ]
    more = [f"(+{len(named) - most})"] if len(named) > most else []
    return escaped(words.comma.join(named[:most] + more))


# ---------------------------------------------------------------- what a person keeps


@cached
def message(given: Message, words: Words) -> str:
    """A message, sent or received."""
    text = contained(given.content, 800)
    return words.tag("said", text, by=given.sender, to=given.to, at=given.time)


@lru_cache(maxsize=4096)
def notice(given: Notice, words: Words, most: int = 2400) -> str:
    """Something that reached a person: another's words, or a notice of the society's own."""
    kind, text = words.value(given.kind), contained(given.text, most)
    where = {"activity": given.activity_name, "at": given.when, "place": given.location}
    if given.sender:
        return words.tag("said", text, by=given.sender, kind=kind, **where)
    return words.tag("notice", text, kind=kind, **where)


@cached
def diary(entry: DiaryEntry, words: Words, most: int = 1500) -> str:
    """A week, looked back on."""
    text = f"{entry.summary}\n{entry.reflection}" if entry.reflection else entry.summary
    return words.tag("diary", contained(text, most), at=entry.time[:9])


@cached
def history(entry: HistoryEntry, words: Words, most: int = 1200) -> str:
    """A year or a major event."""
    return words.tag("history", contained(entry.content, most), at=entry.time)


@cached
def summary(file: str, note: Note, words: Words, most: int = SUMMARY) -> str:
    """A memory file in few words."""
    text = contained(note.summary or note.content, most)
    return words.tag("memory", text, file=words.file(file))


@cached
def about(file: str, note: Note, words: Words, most: int = ABOUT) -> str:
    """A memory file on somebody one is dealing with."""
    text = contained(note.content or note.summary, most)
    return words.tag("memory", text, file=words.file(file), at=note.time)


@cached
def whole_note(file: str, note: Note, words: Words) -> str:
    """A memory file as it stands."""
    return words.tag("memory", contained(note.content), file=words.file(file), at=note.time)


@lru_cache(maxsize=1024)
def call_result(result: CallResult, words: Words) -> str:
    """What a function call gave back."""
    failed = "" if result.ok else words.value("yes")
    call = result.call
    return words.tag(
        "result",
        contained(result.result),
        of=words.function(call.name),
        file=words.file(call.file),
        failed=failed,
    )


@cached
def day_log(log: DayLog, words: Words, most: int = 600) -> str:
    """A day that was lived, with what it changed."""
    changes = {
        name: signed(value)
        for name in ("vitality", "mood", "social", "esteem", "money")
        if (value := getattr(log, name))
    }
    return words.tag(
        "day",
        contained(log.outcome, most),
        n=log.day,
        kind=words.value(log.kind),
        what=log.what,
        place=log.location,
        people=log.others,
        paid_work=words.value("yes") if log.paid_work else "",
        **changes,
    )


@cached
def day_short(log: DayLog, words: Words) -> str:
    """A day in few words."""
    return words.tag(
        "day",
        n=log.day,
        kind=words.value(log.kind),
        what=one_line(log.what, 100),
        place=log.location,
        people=log.others[:MOST_NAMED],
    )


# ---------------------------------------------------------------- what exists


@cached
def possession(item: Item, words: Words) -> str:
    """Something one owns."""
    return words.tag("item", contained(item.description, 160), name=item.name)


@cached
def offer(given: Offer, words: Words, count: int = 0) -> str:
    """Something on offer; `count` is the number it is chosen by."""
    kept = words.value("yes" if given.keeps else "no")
    text = contained(given.description, 240)
    return words.tag("offer", text, n=count or "", name=given.name, price=given.price, keeps=kept)


@cached
def engagement(given: Engagement, words: Words, most: int = 800) -> str:
    """Something agreed."""
    return words.tag(
        "activity",
        contained(given.text, most) if most else "",
        name=given.name,
        kind=words.value(given.type),
        at=given.when,
        place=given.location,
        people=given.participants,
        by=given.proposer,
    )


@cached
def event(given: PublicEvent, words: Words) -> str:
    """A public event."""
    return words.tag(
        "event",
        contained(given.description, 500),
        name=given.name,
        day=given.day,
        weeks=given.repeat_weeks if given.repeat_weeks > 1 else "",
        place=given.location,
        open_to=given.eligibility,
    )


@cached
def invitation(given: Invitation, words: Words) -> str:
    """A proposal that waits for an answer."""
    return words.tag(
        "invitation",
        contained(given.proposal, 800),
        activity_name=given.activity_name,
        by=given.proposer,
        at=given.when,
        place=given.location,
        also_invited=given.others,
    )


@cached
def place(location: Location, words: Words, most: int = 800) -> str:
    """A place with everything that is there."""
    return words.tag(
        "place",
        contained(location.description, most),
        key=location.key,
        name=location.display_name,
        objects=location.objects,
        size=words.value(location.size),
    )


@cached
def place_name(location: Location, words: Words) -> str:
    """That there is a place."""
    size = words.value(location.size)
    return words.tag("place", "", key=location.key, name=location.display_name, size=size)


@cached
def face(given: Face, words: Words, most: int = 400) -> str:
    """What anybody can see of a person."""
    return words.tag(
        "person",
        contained(given.appearance, most) if most else "",
        name=given.name,
        gender=words.value(given.gender),
        age=given.age,
        position=given.position,
    )


@cached
def price(item: PriceItem) -> str:
    """An entry of the price list."""
    low, high = number(item.low), number(item.high)
    span = low if low == high else f"{low}-{high}"
    return escaped(f"{item.name}: {span}" + (f" / {item.unit}" if item.unit else ""), 120)


def _position(given: Position, words: Words, description: str) -> str:
    return words.tag(
        "position",
        description,
        name=given.name,
        type=words.value(given.type),
        weekly_income=number(given.weekly_income),
        grows=amounts(given.weekly_delta_skills, words, 6),
        free=words.part(given.free, given.capacity),
        asks_for=amounts(given.min_skills, words, 6),
        min_age=given.min_age,
        max_age=given.max_age,
    )


@by_identity_in_words
def position(given: Position, words: Words) -> str:
    """A position with its description."""
    return _position(given, words, contained(given.description, 240))


@by_identity_in_words
def position_short(given: Position, words: Words) -> str:
    """A position in one line."""
    return _position(given, words, "")


def position_name(given: Position, words: Words) -> str:
    """That there is a position."""
    return words.tag("position", "", name=given.name)


def intent(given: SoloReply, words: Words) -> str:
    """What somebody means to do alone."""
    return words.tag(
        "intent",
        contained(given.activity, 1500),
        kind=words.value(given.kind),
        effort=words.value(given.effort),
        skill=given.skill,
        wants_to_buy=given.item,
        place=given.location,
    )


def each(write: Callable[[Any], str], values: Any) -> str:
    """Values written one a line."""
    return "\n".join(map(write, values))
