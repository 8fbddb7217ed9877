"""Scenes and messages as they were said, put together from what each participant perceived.

A run keeps a scene once per participant, each with what reached that person. A speaker's own copy
has everything; what another's copy lacks of it was hidden from that person. Texts that still
carry `<private>` or `<visible_to>` marks (the reference's do) are read by their marks.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from itertools import pairwise

from agentopia_env.analysis.happenings import Activity, Letter, Utterance
from agentopia_env.analysis.records import place
from agentopia_env.analysis.runs import Run
from agentopia_env.clock import Moment

_MARK = re.compile(
    r"<(private|visible_to)(?:\s*=\s*[\"“”']?([^\"“”'>]*)[\"“”']?)?\s*>(.*?)</\1\s*>", re.DOTALL
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of what somebody said; `to` None: for everybody, empty: for nobody else."""

    text: str
    to: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Turn:
    """One line of a scene; no speaker: the surroundings."""

    speaker: str
    pieces: tuple[Piece, ...]
    deeds: tuple[str, ...] = ()
    unsure: bool = False
    """Only the speaker's own copy is there: what was hidden cannot be told from the rest."""

    @property
    def public(self) -> str:
        """What everybody perceived; nothing where that cannot be known."""
        if self.unsure:
            return "[…]"
        return " ".join(piece.text for piece in self.pieces if piece.to is None).strip()

    @property
    def marked(self) -> str:
        """Everything, hidden segments with their marks."""
        return " ".join(map(_marked, self.pieces)).strip()


@dataclass(frozen=True, slots=True)
class Scene:
    """A joint activity or an encounter."""

    id: str
    moment: Moment
    kind: str
    name: str
    location: str
    participants: tuple[str, ...]
    text: str
    turns: tuple[Turn, ...]
    outcomes: Mapping[str, str]
    reflections: Mapping[str, str]
    seen_by: tuple[str, ...]
    """Whose records of it are there."""


def scenes(run: Run) -> list[Scene]:
    """Every scene of a run in order of time, each once."""
    shared: dict[tuple[object, ...], dict[str, Activity]] = {}
    for person in run.people:
        for day in run.activities(person):
            if day.kind in ("joint", "encounter"):
                name = day.id or f"{day.name}|{'|'.join(sorted(day.participants))}"
                shared.setdefault((*place(day.moment), name), {})[person] = day
    return [_scene(shared[key]) for key in sorted(shared, key=str)]


def letters(run: Run) -> list[Letter]:
    """Every message of a run in the order written, each once."""
    people = set(run.people)
    sent = (
        letter
        for person in run.people
        for letter in run.letters(person)
        if letter.sender == person or letter.sender not in people
    )
    return sorted(sent, key=lambda one: (place(one.moment), one.number))


def _scene(seen: Mapping[str, Activity]) -> Scene:
    first = next(iter(seen.values()))
    return Scene(
        id=first.id,
        moment=first.moment,
        kind=first.kind,
        name=first.name,
        location=first.location,
        participants=first.participants,
        text=first.text,
        turns=tuple(_turns({name: day.dialogue for name, day in seen.items()})),
        outcomes={name: day.outcome for name, day in seen.items() if day.outcome},
        reflections={name: day.reflection for name, day in seen.items() if day.reflection},
        seen_by=tuple(seen),
    )


def _turns(copies: Mapping[str, Sequence[Utterance]]) -> Iterator[Turn]:
    """The lines of all copies in their common order, each as its speaker meant it."""
    for found in _aligned(copies):
        speaker = next(iter(found.values())).speaker
        own = found.get(speaker) or max(found.values(), key=lambda one: len(one.text))
        heard = {name: one.text for name, one in found.items() if name != speaker}
        if speaker in found:  # who has no line at all perceived nothing of it
            heard |= {name: "" for name in copies if name not in found}
        deeds = next((one.deeds for one in found.values() if one.deeds), ())
        pieces = tuple(_pieces(own.text, heard if speaker else {}))
        alone = speaker in found and not heard and not _MARK.search(own.text)
        yield Turn(speaker, pieces, own.deeds or (deeds if speaker not in found else ()), alone)


def _aligned(copies: Mapping[str, Sequence[Utterance]]) -> Iterator[dict[str, Utterance]]:
    """Lines that are the same one in several copies, in order.

    Every copy is a part of the whole scene in the same order, so the copies are merged from the
    front: a line that some copy still has later on waits until that copy has come to it.
    """
    left = {name: list(lines) for name, lines in copies.items() if lines}
    while left:
        heads = {name: lines[0] for name, lines in left.items()}
        lead = next(
            (name for name in heads if _is_next(heads[name], name, left)), next(iter(heads))
        )
        line = heads[lead]
        same = {name: one for name, one in heads.items() if name == lead or _same(one, line)}
        yield same
        for name in same:
            left[name].pop(0)
        left = {name: lines for name, lines in left.items() if lines}


def _is_next(line: Utterance, owner: str, left: Mapping[str, Sequence[Utterance]]) -> bool:
    """Whether no other copy has this line behind another one that is still to come."""
    return not any(
        any(_same(later, line) for later in lines[1:]) and not _same(lines[0], line)
        for name, lines in left.items()
        if name != owner
    )


def _same(one: Utterance, other: Utterance) -> bool:
    """Whether two copies hold the same line: the words of one are all in the other, in order."""
    if one.speaker != other.speaker:
        return False
    shorter, longer = sorted((one.text.split(), other.text.split()), key=len)
    if not shorter:
        return bool(set(one.deeds) & set(other.deeds)) or one == other
    rest = iter(longer)
    return all(word in rest for word in shorter)


def _pieces(text: str, heard: Mapping[str, str]) -> Iterator[Piece]:
    if _MARK.search(text):
        yield from _by_marks(text)
        return
    words = text.split()
    reached = {name: _reached(words, said.split()) for name, said in heard.items()}
    start = 0
    audiences = [tuple(name for name, got in reached.items() if got[n]) for n in range(len(words))]
    cuts = [n for n, (one, two) in enumerate(pairwise(audiences), 1) if one != two]
    for end in [*cuts, len(words)]:
        if end > start:
            to = audiences[start]
            yield Piece(" ".join(words[start:end]), None if len(to) == len(reached) else to)
        start = end


def _reached(words: list[str], said: list[str]) -> list[bool]:
    """Which words of a line are in what somebody perceived of it."""
    if words == said:
        return [True] * len(words)
    got = [False] * len(words)
    for at, _, size in SequenceMatcher(None, words, said, autojunk=False).get_matching_blocks():
        got[at : at + size] = [True] * size
    return got


def _by_marks(text: str) -> Iterator[Piece]:
    at = 0
    for mark in _MARK.finditer(text):
        if before := text[at : mark.start()].strip():
            yield Piece(before)
        names = tuple(name.strip() for name in (mark[2] or "").split(",") if name.strip())
        yield Piece(mark[3].strip(), names if mark[1] == "visible_to" else ())
        at = mark.end()
    if rest := text[at:].strip():
        yield Piece(rest)


def _marked(piece: Piece) -> str:
    if piece.to is None:
        return piece.text
    if not piece.to:
        return f"<private>{piece.text}</private>"
    return f'<visible_to="{",".join(piece.to)}">{piece.text}</visible_to>'
