"""What a question shows besides its words: whose life it is about, and who is being dealt with."""

from __future__ import annotations

from typing import Any

from agentopia_env.clock import parse_moment
from agentopia_env.prompts import markup
from agentopia_env.prompts.budget import GIVES_WAY, Section, Sections
from agentopia_env.prompts.markup import by_identity, cached
from agentopia_env.prompts.quoting import contained, one_line, tag
from agentopia_env.questions.base import PersonQuestion, Question
from agentopia_env.questions.environment import Direct, SceneOutcome, UpdateProfile
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
from agentopia_env.world.memory import CHARACTERS, GENERAL, Note
from agentopia_env.world.messages import Message
from agentopia_env.world.persona import Profile
from agentopia_env.world.positions import Position
from agentopia_env.world.society import Person

MAX_MESSAGES = 40
"""Most messages of the last weeks that are shown."""
MAX_TOPICS = 20
"""Most memory files on other topics than people that are shown."""
IN_DEPTH = 5
"""With up to this many people at hand the memory of them is shown in full, else its summary."""
LINES_KEPT = 6
"""Lines of a scene that are shown whatever the budget."""
NOTHING: Sections = {name: Section() for name in GIVES_WAY}
_BRIEF_KINDS = ("purchase", "discard", "exchange")
"""Small decisions that need no correspondence."""


def sections(question: Question[Any]) -> Sections:
    """Everything of a question that may be shortened, written out."""
    if isinstance(question, PersonQuestion):
        return NOTHING | _own_life(question) | _own_facts(question)
    match question:
        case Direct(lines=lines) | SceneOutcome(lines=lines):
            entries = tuple(map(markup.spoken, lines))
            return NOTHING | {"lines": Section(entries, keep=LINES_KEPT)}
        case UpdateProfile(person=person):
            return NOTHING | _remembered_years(person)
    return NOTHING


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


def _own_life(question: PersonQuestion[Any]) -> Sections:
    me, at_hand = question.me, dealing_with(question)
    known = [name for name in at_hand if me.memory.knows(name)]
    in_full = isinstance(question, Review) and question.notes
    in_depth = known if len(known) <= IN_DEPTH and not in_full else []
    notes = [(CHARACTERS + name, me.memory.files[CHARACTERS + name]) for name in in_depth]
    life = _remembered_years(me)
    life["details"] = Section(details(me.profile))
    life["about"] = Section(
        tuple(markup.about(file, note) for file, note in notes),
        shorter=tuple(markup.summary(file, note) for file, note in notes),
    )
    life["summaries"] = _summaries(question, [] if in_depth else known)
    if question.kind not in _BRIEF_KINDS:
        life["messages"] = Section(_messages(question))
    return life


def _remembered_years(person: Person) -> Sections:
    return {
        "history": Section(tuple(map(markup.history, person.memory.history))),
        "diary": Section(tuple(map(markup.diary, person.memory.diary))),
    }


def _summaries(question: PersonQuestion[Any], at_hand: list[str]) -> Section:
    """Memory files in few words: people at hand first, then the most recently used."""
    files = question.me.memory.files
    pinned = [GENERAL] if GENERAL in files else []
    pinned += [CHARACTERS + name for name in at_hand]
    chosen = dict.fromkeys(pinned)
    people = question.world.rules.memory.max_people - len(at_hand)
    topics = MAX_TOPICS
    for file in reversed(files):
        if file in chosen:
            continue
        if file.startswith(CHARACTERS):
            people -= 1
            fits = people >= 0
        else:
            topics -= 1
            fits = topics >= 0
        if fits:
            chosen[file] = None
        elif people <= 0 and topics <= 0:
            break
    entries = tuple(_summary(file, files[file]) for file in chosen)
    return Section(entries, keep=len(pinned), drops="last", by_name=True)


def _summary(file: str, note: Note) -> str:
    return markup.about(file, note) if file == GENERAL else markup.summary(file, note)


def _messages(question: PersonQuestion[Any]) -> tuple[str, ...]:
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
    return tuple(map(markup.message, reversed(recent)))


def _fresh(question: PersonQuestion[Any]) -> set[tuple[str, str]]:
    if not isinstance(question, Contact):
        return set()
    return {(notice.sender, notice.text) for notice in question.news}


@by_identity()
def details(profile: Profile) -> tuple[str, ...]:
    """The long part of who somebody is."""
    return (tag("details", contained(profile.details)),) if profile.details.strip() else ()


# ---------------------------------------------------------------- what one kind of question adds


def _own_facts(question: PersonQuestion[Any]) -> Sections:
    match question:
        case Contact(news=news):
            entries = tuple(map(markup.notice, news))
            return {"news": Section(entries, tuple(markup.notice(each, 300) for each in news))}
        case Speak(heard=heard) | Reflect(heard=heard):
            return {"lines": Section(tuple(map(markup.heard, heard)), keep=LINES_KEPT)}
        case Review(notes=True):
            return {"notes": _notes(question)}
        case Wish(positions=positions) | YearEnd(positions=positions):
            return {"positions": _positions(question, positions)}
    return {}


def _notes(question: Review) -> Section:
    """Memory files in full that the answer may replace: the week's people, then the general one."""
    files = question.me.memory.files
    names = [*(CHARACTERS + name for name in dealing_with(question)), GENERAL]
    entries = tuple(markup.whole_note(name, files[name]) for name in names if name in files)
    return Section(entries, drops="last")


def _positions(question: PersonQuestion[Any], positions: tuple[Position, ...]) -> Section:
    """Positions the person qualifies for with their description, all others in one line."""
    age, skills = question.me.profile.age(question.when), question.me.state.skills
    entries = tuple(
        markup.position_short(each) if each.suits(age, skills) else markup.position(each)
        for each in positions
    )
    return Section(entries, tuple(map(markup.position_short, positions)))


# ---------------------------------------------------------------- short facts


def possessions(person: Person, most: int = 30) -> str:
    """Names of what somebody owns, the latest ones where there are many."""
    owned = person.state.possessions
    names = [f'"{one_line(item.name, 80)}"' for item in owned[-most:]]
    more = f"(+{len(owned) - most}) " if len(owned) > most else ""
    return more + ", ".join(names)
