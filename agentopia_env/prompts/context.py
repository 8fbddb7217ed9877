"""What a question shows besides its words: whose life it is about, and who is being dealt with."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agentopia_env.clock import parse_moment
from agentopia_env.prompts import markup, markup_scenes, remembered
from agentopia_env.prompts.budget import Section, Sections, empty
from agentopia_env.prompts.kept import kept
from agentopia_env.prompts.markup import by_identity_in_words, cached
from agentopia_env.prompts.quoting import contained, one_line
from agentopia_env.prompts.words import Words, words_of
from agentopia_env.questions.base import PersonQuestion, Question
from agentopia_env.questions.design import DesignPlaces, DesignPositions
from agentopia_env.questions.environment import (
    Direct,
    PublicOutcome,
    SceneOutcome,
    UpdateProfile,
)
from agentopia_env.questions.person import (
    Attend,
    Contact,
    Days,
    Enter,
    Exchange,
    Plan,
    Rate,
    Reflect,
    Review,
    Speak,
    Wish,
    YearEnd,
)
from agentopia_env.world.memory import CHARACTERS, GENERAL, DiaryEntry, HistoryEntry
from agentopia_env.world.messages import Message
from agentopia_env.world.persona import Face, Item, Profile
from agentopia_env.world.places import Location, home_of
from agentopia_env.world.positions import Position
from agentopia_env.world.society import DayLog, Person

MAX_MESSAGES = 40
"""Most messages of the last weeks that are shown."""
IN_DEPTH = 5
"""With up to this many people at hand the memory of them is shown in full, else its summary."""
LINES_KEPT = 4
"""Lines of a scene that are shown whatever the budget."""
LINES_DROPPED = 4
"""Lines of a long scene are dropped by so many at once."""
_NOTHING: Sections = empty()
_BRIEF_KINDS = ("purchase", "discard", "exchange")
"""Small decisions that need no correspondence."""


def sections(question: Question[Any]) -> Sections:
    """Everything of a question that may be shortened, written out."""
    words = words_of(question.world.language)
    if isinstance(question, PersonQuestion):
        return _NOTHING | _own_life(question, words) | _own_facts(question, words)
    match question:
        case Direct(lines=lines) | SceneOutcome(lines=lines):
            entries = tuple(markup_scenes.spoken(line, words) for line in lines)
            return _NOTHING | {"lines": _lines(entries), "cast": _cast(question, words)}
        case PublicOutcome(others=others):
            return _NOTHING | {"faces": _faces(others, words)}
        case UpdateProfile(person=person):
            return _NOTHING | _remembered_years(person, words)
        case DesignPositions(existing=positions):
            return _NOTHING | {"existing": _existing(positions, words)}
        case DesignPlaces(existing=places):
            entries = tuple(markup.place_name(place, words) for place in places)
            return _NOTHING | {"existing": Section(entries)}
    return _NOTHING


def _existing(positions: tuple[Position, ...], words: Words) -> Section:
    """Positions in a line each; where they are many, by their names alone."""
    entries = tuple(markup.position_short(each, words) for each in positions)
    return Section(entries, shorter=tuple(markup.position_name(each, words) for each in positions))


def _cast(question: Direct | SceneOutcome, words: Words) -> Section:
    """Everybody in a scene; where they are too many, told in short."""
    whole, short = (
        tuple(
            markup_scenes.person(one, one.profile.age(question.when), words, brief)
            for one in question.cast
        )
        for brief in (False, True)
    )
    return Section(whole, shorter=short, keep=len(whole))


def dealing_with(question: PersonQuestion[Any]) -> tuple[str, ...]:
    """Names of the people a question is about, without the person asked."""
    names: list[str] = []
    match question:
        case Contact():
            names = [notice.sender for notice in question.news]
            names += [invitation.proposer for invitation in question.invitations]
        case Enter() | Speak() | Attend() | Exchange():
            names = [face.name for face in question.others]
        case Reflect():
            names = list(question.log.others)
        case Plan():
            names = [name for agreed in question.engaged for name in agreed.participants]
        case Days():
            names = [face.name for slot in question.days for face in slot.others]
        case Review():
            names = _met_this_week(question)
        case Rate() | YearEnd():
            names = list(question.people)
    return tuple(name for name in dict.fromkeys(names) if name and name != question.who)


def _met_this_week(question: PersonQuestion[Any]) -> list[str]:
    """Everybody seen or written with this week."""
    names = [name for day in question.me.week_log for name in day.others]
    for message in reversed(question.me.messages):
        if _week(message.time) != (question.when.year, question.when.week):
            break
        names += (message.sender, message.to)
    return names


@cached
def _week(time: str) -> tuple[int, int]:
    moment = parse_moment(time)
    return moment.year, moment.week


# ---------------------------------------------------------------- a person's life


def _own_life(question: PersonQuestion[Any], words: Words) -> Sections:
    me = question.me
    files = remembered.files(me.memory, question.world.rules.memory.max_people, words)
    life = _remembered_years(me, words)
    life["details"] = details(me.profile, words)
    life["general"] = files.general
    life["known"] = files.known
    life["topics"] = files.topics
    life["summaries"] = files.summaries
    life["about"] = _at_hand(question, words)
    life["recent"] = _days(me, me.last_week, "recent", words)
    life["days"] = _days(me, me.week_log, "days", words)
    home = question.world.locations.get(home_of(me.name))
    if home is not None:
        life["home"] = _home(home, words)
    if question.kind not in _BRIEF_KINDS:
        life["messages"] = _messages(question, words)
    return life


def _remembered_years(person: Person, words: Words) -> Sections:
    memory = person.memory
    return {
        "history": _history(memory, memory.history, words),
        "diary": _diary(memory, memory.diary, words),
    }


@kept()
def _history(entries: tuple[HistoryEntry, ...], words: Words) -> Section:
    """A life so far, its years in fewer words where they are many."""
    return Section(
        tuple(markup.history(entry, words) for entry in entries),
        shorter=tuple(markup.history(entry, words, 200) for entry in entries),
    )


@kept()
def _diary(entries: tuple[DiaryEntry, ...], words: Words) -> Section:
    """The last weeks as they were looked back on."""
    return Section(
        tuple(markup.diary(entry, words) for entry in entries),
        shorter=tuple(markup.diary(entry, words, 320) for entry in entries),
    )


def _at_hand(question: PersonQuestion[Any], words: Words) -> Section:
    """What is remembered of the people at hand: in full if they are few, else in short."""
    files = question.me.memory.files
    known = [name for name in dealing_with(question) if CHARACTERS + name in files]
    notes = [(CHARACTERS + name, files[CHARACTERS + name]) for name in known]
    short = tuple(markup.summary(file, note, words) for file, note in notes)
    if len(known) <= IN_DEPTH and not (isinstance(question, Review) and question.notes):
        entries = tuple(markup.about(file, note, words) for file, note in notes)
        return Section(entries, shorter=short, keep=len(entries), drops="last")
    return Section(short, keep=len(short), drops="last")


def unseen(about: Section, summaries: Section) -> Section:
    """The people at hand without those whose summary is shown anyway."""
    if not about.entries or not summaries.entries:
        return about
    seen = {entry.partition(">")[0] for entry in summaries.entries}
    left = tuple(entry for entry in about.entries if entry.partition(">")[0] not in seen)
    return replace(about, entries=left, keep=len(left)) if left != about.entries else about


@cached
def _home(home: Location, words: Words) -> Section:
    return Section((markup.place(home, words),), (markup.place(home, words, 200),))


@kept()
def _days(days: tuple[DayLog, ...], _which: str, words: Words) -> Section:
    """Days that were lived, oldest first; `_which` tells one person's weeks apart."""
    entries = tuple(markup.day_log(day, words) for day in days)
    return Section(entries, shorter=tuple(markup.day_short(day, words) for day in days))


def _messages(question: PersonQuestion[Any], words: Words) -> Section:
    """Messages of the last weeks, oldest first, without those that are news in the question."""
    rules = question.world.rules
    earliest = rules.time.week_after(question.when, -rules.contact.history_weeks)
    fresh = _fresh(question)
    recent: list[Message] = []
    for message in reversed(question.me.messages):
        if len(recent) >= MAX_MESSAGES or _week(message.time) < earliest:
            break
        if (message.sender, message.content) not in fresh:
            recent.append(message)
    recent.reverse()
    return _written(question.me, recent, words)


@kept()
def _written(messages: tuple[Message, ...], words: Words) -> Section:
    entries = tuple(markup.message(message, words) for message in messages)
    return Section(entries, groups=tuple(message.time for message in messages))


def _fresh(question: PersonQuestion[Any]) -> set[tuple[str, str]]:
    if not isinstance(question, Contact):
        return set()
    return {(notice.sender, notice.text) for notice in question.news}


@by_identity_in_words
def details(profile: Profile, words: Words) -> Section:
    """The long part of who somebody is."""
    text = profile.details
    if not text.strip():
        return Section()
    whole, short = ((words.tag("details", contained(text, most)),) for most in (0, 700))
    return Section(whole, shorter=short)


# ---------------------------------------------------------------- what one kind of question adds


def _own_facts(question: PersonQuestion[Any], words: Words) -> Sections:
    match question:
        case Contact(news=news):
            entries = tuple(markup.notice(each, words) for each in news)
            return {"news": Section(entries, tuple(markup.notice(n, words, 300) for n in news))}
        case Enter(others=others) | Attend(others=others):
            return {"faces": _faces(others, words)}
        case Exchange(others=others, deeds=deeds):
            return {"faces": _faces(others, words), "deeds": _deeds(deeds, words)}
        case Speak(heard=heard, others=others):
            lines = tuple(markup_scenes.heard(line, words) for line in heard)
            return {"lines": _lines(lines), "faces": _faces(others, words)}
        case Reflect(heard=heard):
            return {"lines": _lines(tuple(markup_scenes.heard(line, words) for line in heard))}
        case Review(notes=True):
            return {"notes": _notes(question, words)}
        case Wish(positions=positions) | YearEnd(positions=positions):
            return {"positions": _positions(question, positions, words)}
    return {}


def _lines(entries: tuple[str, ...]) -> Section:
    """Lines of a scene; of a long one the first are dropped, a few at once."""
    groups = tuple(index // LINES_DROPPED for index in range(len(entries)))
    return Section(entries, keep=LINES_KEPT, groups=groups)


def _faces(others: tuple[Face, ...], words: Words) -> Section:
    """People as anybody sees them; where they are many, without what they look like."""
    entries = tuple(markup.face(each, words) for each in others)
    short = tuple(markup.face(each, words, 0) for each in others)
    return Section(entries, shorter=short, keep=len(entries), drops="last")


def _deeds(deeds: dict[str, str], words: Words) -> Section:
    """What each of the others was seen to do."""
    entries, short = (
        tuple(words.tag("deed", contained(text, most), by=name) for name, text in deeds.items())
        for most in (600, 160)
    )
    return Section(entries, shorter=short, keep=len(entries), drops="last")


def _notes(question: Review, words: Words) -> Section:
    """Memory files in full that the answer may replace: the week's people, then the general one."""
    files = question.me.memory.files
    names = [*(CHARACTERS + name for name in dealing_with(question)), GENERAL]
    entries = tuple(markup.whole_note(n, files[n], words) for n in names if n in files)
    return Section(entries, drops="last")


def _positions(
    question: PersonQuestion[Any], positions: tuple[Position, ...], words: Words
) -> Section:
    """Positions the person qualifies for with their description, all others in one line."""
    age, skills = question.me.profile.age(question.when), question.me.state.skills
    entries = tuple(
        markup.position_short(each, words)
        if each.suits(age, skills)
        else markup.position(each, words)
        for each in positions
    )
    return Section(entries, tuple(markup.position_short(each, words) for each in positions))


# ---------------------------------------------------------------- short facts


def possessions(person: Person, words: Words) -> str:
    """Names of what somebody owns, the latest ones where there are many."""
    return _owned(person, person.state.possessions, words)


@kept()
def _owned(owned: tuple[Item, ...], words: Words, most: int = 20) -> str:
    names = [f'"{one_line(item.name, 80)}"' for item in owned[-most:]]
    more = f"(+{len(owned) - most}) " if len(owned) > most else ""
    return more + words.comma.join(names)
