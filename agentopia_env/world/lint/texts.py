"""Every text of a world, with the file and the field it stands in, cut into sentences."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

from agentopia_env.world.drafts import Draft
from agentopia_env.world.han import HAN
from agentopia_env.world.memory import CHARACTERS
from agentopia_env.world.profiles import TEXT_FIELDS

QUALITATIVE = ("talents.qualitative", "personality_traits.qualitative")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|St|Prof|Jr|Sr|No|vs|[A-Z]|[ap]\.m)\.$")
_END_EN = re.compile(r"(?<=[.!?…])[\"”’)]*\s+|\n+")
_END_ZH = re.compile(r"(?<=[。！？；])(?![”’」』）])|\n+")
_QUOTED = re.compile(r"“[^”]*”|「[^」]*」|『[^』]*』|《[^》]*》|\"[^\"]*\"|‘[^’]*’(?!\w)")


@dataclass(frozen=True, slots=True)
class Passage:
    """A text of a world.

    Attributes:
        file: relative to the world, as findings show it.
        field: its place in the file, e.g. `details`.
        owner: whose text it is; empty where it is nobody's.
        about: in a memory file on somebody, on whom.
    """

    file: str
    field: str
    text: str
    owner: str = ""
    about: str = ""

    @property
    def remembered(self) -> bool:
        """Whether it stands in a memory file."""
        return "/memory/" in self.file


def passages(draft: Draft) -> tuple[Passage, ...]:
    """The texts of a world, in the order of its files."""
    found = (*_world(draft), *_profiles(draft), *_memories(draft), *_places(draft))
    return tuple(passage for passage in found if passage.text.strip())


def _shown(draft: Draft, path: Path) -> str:
    return path.relative_to(draft.path).as_posix()


def _world(draft: Draft) -> Iterator[Passage]:
    yield Passage("worldview.json", "world_setting", draft.setting)
    for position in (draft.listed or {}).values():
        yield Passage("positions.json", f"{position.name}.description", position.description)


def _profiles(draft: Draft) -> Iterator[Passage]:
    for name, profile in draft.profiles.items():
        file = _shown(draft, draft.profile_files[name])
        for field in TEXT_FIELDS:
            yield Passage(file, field, getattr(profile, field), name)
        yield Passage(file, QUALITATIVE[0], profile.talents.qualitative, name)
        yield Passage(file, QUALITATIVE[1], profile.personality_traits.qualitative, name)
        for at, item in enumerate(profile.init_assets.possessions):
            place = f"init_assets.possessions[{at}]"
            mark = "：" if HAN.search(item.name) else ": "
            yield Passage(file, place, f"{item.name}{mark}{item.description}", name)


def _memories(draft: Draft) -> Iterator[Passage]:
    for name, memory in draft.memories.items():
        folder = _shown(draft, draft.people[name] / "memory" / "scratchpad")
        for file, note in memory.files.items():
            about = file.removeprefix(CHARACTERS) if file.startswith(CHARACTERS) else ""
            path = f"{folder}/{file}.jsonl"
            yield Passage(path, "content", note.content, name, about)
            if note.summary != note.content:
                yield Passage(path, "summary", note.summary, name, about)


def _places(draft: Draft) -> Iterator[Passage]:
    for key, place in (draft.locations or {}).items():
        yield Passage("locations.json", f"{key}.description", place.description)


@lru_cache(maxsize=16384)
def sentences(text: str) -> tuple[str, ...]:
    """The sentences of a text, Chinese ones also parted at semicolons."""
    if HAN.search(text):
        return tuple(part.strip() for part in _END_ZH.split(text) if part and part.strip())
    found: list[str] = []
    for part in _END_EN.split(text):
        if found and _ABBREVIATION.search(found[-1]):
            found[-1] = f"{found[-1]} {part}"
        elif part and part.strip():
            found.append(part.strip())
    return tuple(found)


def unquoted(text: str) -> str:
    """A text with spaces in the place of what stands in quotes or is a title."""
    return _QUOTED.sub(lambda found: " " * len(found.group()), text)


def shortened(text: str, most: int = 160) -> str:
    """A sentence as findings quote it."""
    flat = " ".join(text.split())
    return flat if len(flat) <= most else flat[: most - 1].rstrip() + "…"
