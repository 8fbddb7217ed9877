"""The memory files that are before a person, so chosen that they seldom change within a week.

The files stand in the order in which they were last written, and the oldest ones are left out at
the border between two weeks: what is written anew moves to the end, and the beginning stays.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agentopia_env.prompts import markup
from agentopia_env.prompts.budget import Section
from agentopia_env.prompts.kept import kept
from agentopia_env.prompts.quoting import one_line
from agentopia_env.prompts.words import Words
from agentopia_env.world.memory import CHARACTERS, GENERAL, Memory, Note

SHORT = 160
"""Longest summary where there are more than fit, in characters."""
MAX_TOPICS = 20
"""Most memory files on other topics than people that are shown."""
Files = Sequence[tuple[str, Note]]


@dataclass(frozen=True, slots=True)
class Remembered:
    """A person's memory files as sections.

    Attributes:
        known: the names of everybody the person knows, sorted.
        topics: the names of all files that are about something else.
        general: the file that is about nobody and nothing in particular.
        summaries: files in few words, the most recently written last.
    """

    known: Section
    topics: Section
    general: Section
    summaries: Section


def files(memory: Memory, max_people: int, words: Words) -> Remembered:
    """The files of a memory, with at most `max_people` people in the summaries."""
    held = memory.files
    return _remembered(memory, (*held, *held.values()), max_people, words)


@kept()
def _remembered(held: tuple[str | Note, ...], max_people: int, words: Words) -> Remembered:
    half = len(held) // 2
    notes = dict(zip(held[:half], held[half:], strict=True))
    entries = [(file, note) for file, note in notes.items() if isinstance(note, Note)]
    files = [(str(file), note) for file, note in entries]
    people = [entry for entry in files if entry[0].startswith(CHARACTERS)]
    topics = [entry for entry in files if not entry[0].startswith(CHARACTERS)]
    shown = _whole_weeks(people, max_people)
    named = {file for file, _ in (*shown, *[t for t in topics if t[0] != GENERAL][-MAX_TOPICS:])}
    return Remembered(
        known=_names([file.removeprefix(CHARACTERS) for file, _ in people], words),
        topics=_names([words.file(file) for file, _ in topics if file != GENERAL], words),
        general=_general([note for file, note in topics if file == GENERAL], words),
        summaries=_summaries([entry for entry in files if entry[0] in named], words),
    )


def _summaries(files: Files, words: Words) -> Section:
    return Section(
        tuple(markup.summary(file, note, words) for file, note in files),
        shorter=tuple(markup.summary(file, note, words, SHORT) for file, note in files),
        groups=tuple(_week(note) for _, note in files),
    )


def _general(notes: Sequence[Note], words: Words) -> Section:
    if not notes:
        return Section()
    whole, short = ((markup.about(GENERAL, notes[0], words, n),) for n in (markup.ABOUT, 600))
    return Section(whole, shorter=short, keep=1)


def _names(names: Sequence[str], words: Words) -> Section:
    return Section(
        tuple(one_line(name, 80) for name in sorted(names)), drops="last", joined=words.comma
    )


def _whole_weeks(people: Files, most: int) -> Files:
    """The last `most` of the files, without those of the week that does not fit if they are few."""
    if len(people) <= most:
        return people
    over = _week(people[-most - 1][1])
    whole = [entry for entry in people[-most:] if _week(entry[1]) != over]
    return whole if 2 * len(whole) >= most else people[-most:]


def _week(note: Note) -> str:
    """`Y2020-W03` of a time string."""
    return note.time[: note.time.find("-", note.time.find("-") + 1)]
