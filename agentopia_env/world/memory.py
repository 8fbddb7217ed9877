"""What a person remembers: weekly diary, life history, and memory files with their rules."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import lru_cache

from agentopia_env.language import ENGLISH, Phrase, said, say
from agentopia_env.language.answers import file_in_words, key_in_words
from agentopia_env.world.rules import MemoryRules

GENERAL = "general"
CHARACTERS = "characters/"
OTHERS = "others/"
_RESERVED = re.compile(r"(?i)^(con|prn|aux|nul|com\d|lpt\d)(\..*)?$")
_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f<>:"/\\|?*\ud800-\udfff]')


@dataclass(frozen=True, slots=True)
class Note:
    """The current text of a memory file."""

    time: str
    content: str
    summary: str = ""


@dataclass(frozen=True, slots=True)
class DiaryEntry:
    """A week, looked back on."""

    time: str
    summary: str
    reflection: str = ""


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """A year or a major event of a life."""

    time: str
    content: str


@dataclass(frozen=True, slots=True)
class Call:
    """A function call on one's memory: `read_file`, `update_file` or `list_files`."""

    name: str
    file: str = ""
    content: str = ""
    summary: str = ""


@dataclass(frozen=True, slots=True)
class CallResult:
    """What a function call gave back."""

    call: Call
    result: str
    ok: bool = True


@dataclass(slots=True)
class Memory:
    """One person's memory.

    Attributes:
        diary: the latest weekly entries (as many as are ever in context).
        history: long-term life history, one entry per year or major event.
        files: memory files by name (`general`, `characters/<person>`, `others/<topic>`), the
            most recently written last.
    """

    diary: list[DiaryEntry] = field(default_factory=list)
    history: list[HistoryEntry] = field(default_factory=list)
    files: dict[str, Note] = field(default_factory=dict)

    @property
    def known(self) -> list[str]:
        """Everybody there is a character file for, whoever was written about last at the end."""
        return [name[len(CHARACTERS) :] for name in self.files if name.startswith(CHARACTERS)]

    def knows(self, person: str) -> bool:
        """Whether there is a character file for the person."""
        return CHARACTERS + person in self.files

    def about(self, person: str) -> Note | None:
        """The note on a person."""
        return self.files.get(CHARACTERS + person)

    def write(self, file: str, note: Note) -> None:
        """Make a note the current text of a file; the file becomes the most recently used."""
        self.files.pop(file, None)
        self.files[file] = note

    def add_diary(self, entry: DiaryEntry, rules: MemoryRules) -> None:
        """Keep a weekly entry, and only as many as are ever in context."""
        self.diary.append(entry)
        del self.diary[: -rules.diary_weeks]


@lru_cache(maxsize=65536)
def file_problem(file: str) -> str | None:
    """Why a memory file cannot have this name, or None if it can.

    Names come from language models: anything that would leave the person's own folder, or that
    some file system does not take, is refused.
    """
    if file == GENERAL:
        return None
    for folder in (CHARACTERS, OTHERS):
        if file.startswith(folder):
            return _leaf_problem(file[len(folder) :])
    return Phrase(
        "{file!r} is no memory file: use general, characters/<person> or others/<topic>",
        file=file[:80],
    )


def _leaf_problem(leaf: str) -> str | None:
    if not leaf or leaf != leaf.strip():
        return Phrase("the name after the folder is empty or padded with spaces")
    if _FORBIDDEN.search(leaf):
        return Phrase("{name!r} holds a character that file names cannot have", name=leaf[:80])
    if leaf.startswith(".") or leaf.endswith((".", ".jsonl")) or _RESERVED.match(leaf):
        return Phrase("{name!r} cannot be a file name", name=leaf[:80])
    if len(leaf.encode("utf-8", "replace")) > 120:
        return Phrase("the name is longer than 120 bytes")
    return None


def normal_file(file: str) -> str:
    """A file name as the society keeps it: trimmed, composed Unicode, no `.jsonl` ending."""
    return unicodedata.normalize("NFC", file.strip()).removesuffix(".jsonl").strip()


class MemorySession:
    """The function calls of one invocation on a person's memory.

    Reads see earlier updates of the same invocation. Nothing is changed until the stage applies
    `updates`. An existing file may be updated only after it was read in the same invocation.
    """

    def __init__(
        self,
        memory: Memory,
        now: str,
        rules: MemoryRules,
        resolve_person: Callable[[str], str | None] = lambda name: name,
        language: str = ENGLISH,
    ) -> None:
        self.updates: dict[str, Note] = {}
        self._memory, self._now, self._rules = memory, now, rules
        self._resolve_person = resolve_person
        self._language = language
        self._read: set[str] = set()

    def execute(self, call: Call) -> CallResult:
        """Carry out one call; what cannot be done comes back as an error the person sees."""
        match call.name:
            case "list_files":
                names = "\n".join(map(self._worded, self._names()))
                return CallResult(call, names or self._say("(no files)"))
            case "read_file":
                return self._read_file(call)
            case "update_file":
                return self._update_file(call)
        functions = ("read_file", "update_file", "list_files")
        known = ", ".join(key_in_words(name, self._language) for name in functions)
        return self._failed(
            call, Phrase("there is no function {name!r}; use {known}", name=call.name, known=known)
        )

    def _say(self, template: str, **facts: object) -> str:
        return say(self._language, template, **facts)

    def _worded(self, file: str) -> str:
        """A memory file's name as the person is told it."""
        return file_in_words(file, self._language)

    def _failed(self, call: Call, problem: str) -> CallResult:
        said_problem = said(problem, self._language)
        return CallResult(call, self._say("error: {problem}", problem=said_problem), False)

    def _names(self) -> list[str]:
        return sorted({*self._memory.files, *self.updates})

    def _current(self, file: str) -> Note | None:
        return self.updates.get(file) or self._memory.files.get(file)

    def _named(self, call: Call) -> tuple[str, str | None]:
        file = normal_file(call.file)
        problem = file_problem(file)
        if problem is not None or self._current(file):
            return file, problem
        if file.startswith(CHARACTERS):
            wanted = file.removeprefix(CHARACTERS)
            person = self._resolve_person(wanted)
            if person is None:
                return file, Phrase(
                    "nobody here is called {name!r}; use general or others/<topic>", name=wanted
                )
            return CHARACTERS + person, None
        # Some file systems do not tell upper from lower case.
        same = (name for name in self._names() if name.casefold() == file.casefold())
        return next(same, file), None

    def _read_file(self, call: Call) -> CallResult:
        file, problem = self._named(call)
        note = None if problem else self._current(file)
        if note is None:
            return self._failed(call, problem or self._none(file))
        self._read.add(file)
        return CallResult(call, note.content)

    def _none(self, file: str) -> Phrase:
        return Phrase("there is no file {file}", file=self._worded(file))

    def _update_file(self, call: Call) -> CallResult:
        file, problem = self._named(call)
        exists = problem is None and self._current(file) is not None
        if problem is None and exists and file not in self._read:
            problem = Phrase("read_file {file} before updating it", file=self._worded(file))
        if problem is None and not exists and len(self._names()) >= self._rules.max_files:
            most = self._rules.max_files
            problem = Phrase("there are already {most} files; update one of them", most=most)
        if problem is None and not call.content.strip():
            problem = Phrase("the new text is empty")
        if problem is None and len(call.content) > self._rules.max_note:
            most = self._rules.max_note
            problem = Phrase("the text is longer than {most} characters", most=most)
        if problem is not None:
            return self._failed(call, problem)
        self.updates[file] = Note(self._now, call.content, call.summary[: self._rules.max_note])
        self._read.add(file)
        return CallResult(call, self._say("{file} updated", file=self._worded(file)))
