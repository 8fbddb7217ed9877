"""Whom one calls by title and surname in English where one's notes do not say it.

The young say it to grown people, and everybody says an office to whoever holds one. What is known
of somebody is what anybody can see: it stands in the note on a new acquaintance. A world's setting
has the last word: it says `Mr` or `Mr.`, whether there are `Miss` and `Mrs`, and who is `Master`.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from agentopia_env.world.persona import Face

GROWN = 19
"""Age from which one is called by more than the first name, and need not do so oneself."""
_ELDER = 8
"""Years by which somebody has to be older than the young who call them so."""
_MATRON = 30
"""Age from which a woman is called `Mrs`, where the world says `Miss` as well."""
_OFFICES = "Rector|Proctor|Inspector|Captain|Professor|Pastor|Rabbi|Imam"
_SEEN = re.compile(r" \((?P<gender>[^,()]+), (?P<age>\d+)(?:, (?P<role>.+?))?\)\.")


@dataclass(frozen=True, slots=True)
class Speaker:
    """Who calls somebody.

    Attributes:
        age: in whole years.
        position: as in the profile; empty without one.
        setting: the world's.
    """

    age: int
    position: str
    setting: str


def seen_in(note: str, name: str) -> Face | None:
    """What a note says that anybody can see of somebody, as `Society.introduce` writes it."""
    found = _SEEN.match(note, len(name)) if note.startswith(name) else None
    if found is None:
        return None
    return Face(name, found["gender"], int(found["age"]), "", found["role"] or "")


def formally(face: Face, speaker: Speaker) -> str:
    """Title and surname of somebody, as the speaker says it; empty where they say neither."""
    _, _, surname = face.name.rpartition(" ")
    title = _office(face, speaker)
    if not title and speaker.age < GROWN <= face.age and face.age - speaker.age >= _ELDER:
        title = _common(face, speaker.setting)
    return f"{title} {surname}" if title and surname != face.name else ""


def _office(face: Face, speaker: Speaker) -> str:
    """The office that is a title, unless the speaker has one of that name too."""
    offices = f"Master|{_OFFICES}" if _says("Master", speaker.setting) else _OFFICES
    held = re.search(rf"(?:^|/)({offices})\b(?!['’])", face.position)
    if held is None or re.search(rf"(?:^|/){held[1]}\b", speaker.position):
        return ""
    return held[1]


def _common(face: Face, setting: str) -> str:
    """`Mr`, `Mrs`, `Miss` or `Ms.`, spelled as the setting spells it."""
    dot = "" if re.search(r"\bMr\b(?!\.)", setting) else "."
    gender = face.gender.lower()
    if gender.startswith("m"):
        return f"Mr{dot}"
    if not gender.startswith(("f", "w")):
        return ""
    if face.age < _MATRON and _says("Miss", setting):
        return "Miss"
    return f"Mrs{dot}" if _says("Mrs", setting) else f"Ms{dot}"


def _says(title: str, setting: str) -> bool:
    return re.search(rf"\b{title}\b", setting) is not None
