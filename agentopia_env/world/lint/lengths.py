"""How long texts are meant to be, and which are far from it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from agentopia_env.world.files import Finding
from agentopia_env.world.lint.codes import found
from agentopia_env.world.lint.subject import Subject
from agentopia_env.world.lint.texts import QUALITATIVE, Passage
from agentopia_env.world.profiles import TEXT_FIELDS

_CHARACTERS_PER_WORD = 1.6
"""Chinese characters that say as much as an English word."""


@dataclass(frozen=True, slots=True)
class Budget:
    """Words a text should have, about, and the fewest and most that pass."""

    meant: int
    fewest: int
    most: int


def _about(meant: int) -> Budget:
    return Budget(meant, (meant + 1) // 2, meant * 2)


BUDGETS = {
    "appearance_and_impression": _about(50),
    "brief_introduction": _about(45),
    "details": _about(130),
    "conflicts": _about(40),
    "core_motivation": _about(30),
    "values": _about(25),
    "preferences": _about(35),
    QUALITATIVE[0]: _about(25),
    QUALITATIVE[1]: _about(25),
    "a tie": _about(75),
    "a tie's summary": Budget(20, 6, 40),
    "goals and worries": Budget(50, 25, 120),
    "a public place": Budget(60, 25, 120),
    "a home": Budget(45, 20, 100),
    "a position": Budget(20, 6, 45),
    "world_setting": Budget(350, 80, 1000),
}
"""The length of each kind of text; half to twice as long as meant where nothing else is said."""


def length(text: str) -> int:
    """The length of a text in words, Chinese characters counted by what they say."""
    chinese = sum("\u3400" <= sign <= "\u9fff" for sign in text)
    spaced = "".join(" " if "\u3400" <= sign <= "\u9fff" else sign for sign in text)
    return len([word for word in spaced.split() if any(map(str.isalnum, word))]) + round(
        chinese / _CHARACTERS_PER_WORD
    )


def kind(passage: Passage) -> str | None:
    """Which budget a text has to keep to; None for none."""
    if passage.field in TEXT_FIELDS or passage.field in (*QUALITATIVE, "world_setting"):
        return passage.field
    if passage.about:
        return "a tie" if passage.field == "content" else "a tie's summary"
    if passage.file.endswith("/general.jsonl") and passage.field == "content":
        return "goals and worries"
    if passage.file == "positions.json":
        return "a position"
    if passage.file == "locations.json":
        return "a home" if passage.field.startswith("home/") else "a public place"
    return None


def lengths(subject: Subject) -> dict[str, list[tuple[Passage, int]]]:
    """Every text that has a budget, by kind, with its length."""
    counted: dict[str, list[tuple[Passage, int]]] = {name: [] for name in BUDGETS}
    for passage in subject.passages:
        name = kind(passage)
        if name is not None:
            counted[name].append((passage, length(passage.text)))
    return counted


def check_lengths(subject: Subject) -> Iterator[Finding]:
    """Texts that are far shorter or longer than meant."""
    for name, counted in lengths(subject).items():
        budget = BUDGETS[name]
        for passage, count in counted:
            if not budget.fewest <= count <= budget.most:
                verb = "extend" if count < budget.fewest else "cut"
                yield found(
                    "length",
                    passage.file,
                    f"{passage.field} has {count} words; about {budget.meant} are meant "
                    f"({budget.fewest} to {budget.most} pass); {verb} it",
                )
