"""The memory files that are before a person, so chosen that they seldom change within a week.

The files stand in the order in which they were last written, and the oldest ones are left out at
the border between two weeks: what is written anew moves to the end, and the beginning stays.
"""

from __future__ import annotations

from agentopia_env.prompts import markup
from agentopia_env.prompts.budget import Section
from agentopia_env.prompts.quoting import one_line
from agentopia_env.prompts.words import Words
from agentopia_env.world.memory import CHARACTERS, GENERAL, Memory, Note
from agentopia_env.world.rules import MemoryRules

SHORT = 160
"""Longest summary where there are more than fit, in characters."""
MAX_TOPICS = 20
"""Most memory files on other topics than people that are shown."""


def summaries(memory: Memory, rules: MemoryRules, words: Words) -> tuple[Section, frozenset[str]]:
    """Memory files in few words, the most recently written last, and the names of those shown."""
    files = memory.files
    people, topics = _recent(memory, rules.max_people)
    chosen = [file for file in files if file in people or file in topics]
    section = Section(
        tuple(markup.summary(file, files[file], words) for file in chosen),
        shorter=tuple(markup.summary(file, files[file], words, SHORT) for file in chosen),
        groups=tuple(_week(files[file]) for file in chosen),
    )
    return section, frozenset(people)


def general(memory: Memory, words: Words) -> Section:
    """The memory file that is about nobody and nothing in particular."""
    note = memory.files.get(GENERAL)
    if note is None:
        return Section()
    whole, short = ((markup.about(GENERAL, note, words, most),) for most in (markup.ABOUT, 600))
    return Section(whole, shorter=short, keep=1)


def _recent(memory: Memory, most: int) -> tuple[set[str], set[str]]:
    """The most recently written files on people and on other topics."""
    people: list[str] = []
    topics: list[str] = []
    for file in reversed(memory.files):
        if file.startswith(CHARACTERS):
            if len(people) <= most:
                people.append(file)
        elif file != GENERAL and len(topics) < MAX_TOPICS:
            topics.append(file)
    return set(_whole_weeks(people, memory, most)), set(topics)


def _whole_weeks(people: list[str], memory: Memory, most: int) -> list[str]:
    """Up to `most` of the files, those of the week that does not fit left out if not too many."""
    if len(people) <= most:
        return people
    over = _week(memory.files[people[most]])
    whole = [file for file in people[:most] if _week(memory.files[file]) != over]
    return whole if 2 * len(whole) >= most else people[:most]


def _week(note: Note) -> str:
    """`Y2020-W03` of a time string."""
    return note.time[: note.time.find("-", note.time.find("-") + 1)]


def known(memory: Memory, words: Words) -> Section:
    """The names of everybody the person knows, sorted, as one line."""
    names = sorted(memory.known)
    return Section(tuple(one_line(name, 80) for name in names), drops="last", joined=words.comma)
