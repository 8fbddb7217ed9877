"""What is said and done where several people meet, and who perceives which part of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agentopia_env.language import ENGLISH, say
from agentopia_env.world.lists import rejoined
from agentopia_env.world.names import resolve_name

SURROUNDINGS = ""
"""The speaker of a line that describes the surroundings."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an utterance; `visible_to` None: for everybody, empty: for the speaker alone."""

    text: str
    visible_to: tuple[str, ...] | None = None

    def reaches(self, person: str, speaker: str) -> bool:
        """Whether a person perceives this part."""
        return self.visible_to is None or person == speaker or person in self.visible_to


def audience(names: tuple[str, ...] | None, cast: tuple[str, ...]) -> tuple[str, ...] | None:
    """Those of a cast whom a part is addressed to; None is for everybody."""
    if names is None:
        return None
    found = (resolve_name(name, cast).name for name in rejoined(names, cast))
    return tuple(dict.fromkeys(name for name in found if name is not None))


@dataclass(frozen=True, slots=True)
class Line:
    """One turn of a scene.

    Attributes:
        deeds: what everybody sees the speaker do: gifts, leaving.
    """

    turn: int
    speaker: str
    parts: tuple[Part, ...]
    deeds: tuple[str, ...] = ()

    def as_perceived_by(self, person: str, language: str = ENGLISH) -> Heard:
        """The line for one person: others only learn that something private passed."""
        texts = [part.text for part in self.parts if part.reaches(person, self.speaker)]
        hidden = [part for part in self.parts if not part.reaches(person, self.speaker)]
        deeds = self.deeds
        if any(part.visible_to for part in hidden):
            hint = say(language, "{name} does something in private", name=self.speaker)
            deeds = (*deeds, hint)
        return Heard(self.speaker, " ".join(texts), deeds)

    @property
    def full_text(self) -> str:
        """The line with everything in it, for the environment model and the run's records."""
        texts = []
        for part in self.parts:
            if part.visible_to is None:
                texts.append(part.text)
            elif part.visible_to:
                people = ",".join(part.visible_to)
                texts.append(f'<visible_to="{people}">{part.text}</visible_to>')
            else:
                texts.append(f"<private>{part.text}</private>")
        return " ".join([*texts, *(f"({deed})" for deed in self.deeds)])


@dataclass(frozen=True, slots=True)
class Heard:
    """A line as one person perceived it.

    Attributes:
        text: the words that reached them; another person's, so data.
        deeds: what they saw done; the society's own words.
    """

    speaker: str
    text: str
    deeds: tuple[str, ...] = ()


def perceived(lines: Sequence[Line], person: str, language: str = ENGLISH) -> tuple[Heard, ...]:
    """A transcript as one person perceived it; lines that held nothing for them are left out."""
    heard = (line.as_perceived_by(person, language) for line in lines)
    return tuple(line for line in heard if line.text or line.deeds)


SHORTEST_SECRET = 6
"""Characters from which on a hidden segment is recognised in another text."""


def gives_away(text: str, lines: Sequence[Line], person: str) -> bool:
    """Whether a text repeats what was said or done hidden from a person.

    The environment model knows the whole scene; what it writes for somebody must not hold what
    they could not perceive.
    """
    plain = _plain(text)
    return any(
        len(hidden := _plain(part.text)) >= SHORTEST_SECRET and hidden in plain
        for line in lines
        for part in line.parts
        if plain and not part.reaches(person, line.speaker)
    )


def _plain(text: str) -> str:
    return " ".join(text.casefold().split()).strip(" .!?…。！？")
