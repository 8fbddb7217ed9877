"""What is said and done where several people meet, and who perceives which part of it."""

from __future__ import annotations

from dataclasses import dataclass

SURROUNDINGS = ""
"""The speaker of a line that describes the surroundings."""


@dataclass(frozen=True, slots=True)
class Part:
    """A stretch of an utterance; `visible_to` None is for everybody, empty for the speaker alone."""

    text: str
    visible_to: tuple[str, ...] | None = None

    def reaches(self, person: str, speaker: str) -> bool:
        """Whether a person perceives this part."""
        return self.visible_to is None or person == speaker or person in self.visible_to


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

    def as_perceived_by(self, person: str) -> Heard:
        """The line for one person: others only learn that something private passed."""
        texts = [part.text for part in self.parts if part.reaches(person, self.speaker)]
        hidden = [part for part in self.parts if not part.reaches(person, self.speaker)]
        deeds = self.deeds
        if any(part.visible_to for part in hidden):
            deeds = (*deeds, f"{self.speaker} does something in private")
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


def perceived(lines: tuple[Line, ...] | list[Line], person: str) -> tuple[Heard, ...]:
    """A transcript as one person perceived it; lines that held nothing for them are left out."""
    heard = (line.as_perceived_by(person) for line in lines)
    return tuple(line for line in heard if line.text or line.deeds)
