"""The elements of a prompt: `<said by="Ada">…</said>` and what else is written as a tag.

An element begins a line. A text of several lines stands inside it with `> ` before each of them,
so no text can end an element or begin another.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from agentopia_env.fakeserver.reading.vocabulary import Vocabulary
from agentopia_env.world.scene import Part

_OPENING = re.compile(r"<(\w+)((?: \w+=(?:\"[^\"]*\"|'[^']*'))*)(/?)>")
_ATTRIBUTE = re.compile(r" (\w+)=(?:\"([^\"]*)\"|'([^']*)')")
_INLINE = re.compile(r"<(\w+)(?: \w+=\"([^\"]*)\")?>(.*?)</\1>", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Element:
    """A tag with its attributes, what is written inside it (`raw`), and the elements inside it."""

    name: str
    attributes: dict[str, str] = field(default_factory=dict)
    raw: str = ""
    children: tuple[Element, ...] = ()

    @property
    def text(self) -> str:
        """The text inside, as it was before it was escaped."""
        return plain(self.raw)

    def get(self, name: str) -> str:
        """An attribute; empty where it is not given."""
        return self.attributes.get(name, "")

    def number(self, name: str) -> float:
        """An attribute as a number; 0 where it is none."""
        return number(self.get(name))

    def child(self, name: str) -> Element | None:
        """The first element inside with that name."""
        return next((child for child in self.children if child.name == name), None)

    def inner(self, name: str) -> str:
        """The text of the element inside with that name."""
        child = self.child(name)
        return child.text if child else ""


def scanned(text: str, words: Vocabulary) -> Iterator[Element | str]:
    """The elements of a text and the lines between them, in order; blank lines are left out."""
    return _scan(text.split("\n"), words)


def _scan(lines: list[str], words: Vocabulary) -> Iterator[Element | str]:
    at = 0
    while at < len(lines):
        line = lines[at]
        at += 1
        opening = _OPENING.match(line) if line.startswith("<") else None
        if opening is None:
            if line.strip():
                yield line.rstrip()
            continue
        name, rest = opening[1], line[opening.end() :].rstrip()
        attributes = words.attributes(_attributes(opening[2]))
        if opening[3]:
            yield Element(words.tag(name), attributes)
        elif rest.endswith(f"</{name}>"):
            yield Element(words.tag(name), attributes, rest[: -len(name) - 3])
        else:
            end = _closing(lines, at, f"</{name}>")
            yield _long(words.tag(name), attributes, lines[at:end], words)
            at = end + 1


def _closing(lines: list[str], at: int, tag: str) -> int:
    while at < len(lines) and lines[at].rstrip() != tag:
        at += 1
    return at


def _long(name: str, attributes: dict[str, str], inside: list[str], words: Vocabulary) -> Element:
    quoted = [line[2:] for line in inside if line.startswith("> ")]
    children = tuple(
        entry
        for entry in _scan([line for line in inside if not line.startswith(">")], words)
        if isinstance(entry, Element)
    )
    return Element(name, attributes, "\n".join(quoted), children)


def _attributes(text: str) -> dict[str, str]:
    if not text:
        return {}
    return {
        found[1]: plain(found[2] if found[2] is not None else found[3])
        for found in _ATTRIBUTE.finditer(text)
    }


def plain(text: str) -> str:
    """Text as it was before it was escaped."""
    return text.replace("&lt;", "<") if "&" in text else text


def parts(text: str, words: Vocabulary) -> tuple[tuple[Part, ...], tuple[str, ...]]:
    """An utterance with everything in it, as it is written in the prompt: its parts and deeds."""
    if "<" not in text:
        return (Part(plain(text)),) if text else (), ()
    said: list[Part] = []
    deeds: list[str] = []
    at = 0
    for found in _INLINE.finditer(text):
        if before := text[at : found.start()].strip():
            said.append(Part(plain(before)))
        if words.tag(found[1]) == "deed":
            deeds.append(plain(found[3]))
        else:
            said.append(Part(plain(found[3]), listed(found[2] or "")))
        at = found.end()
    if rest := text[at:].strip():
        said.append(Part(plain(rest)))
    return tuple(said), tuple(deeds)


# ---------------------------------------------------------------- values


_ENTRIES = re.compile(r", |、")
_NUMBER = re.compile(r"-?\d+(?:\.\d+)?")


def number(text: str) -> float:
    """The first number in a text, whole ones as such; 0 where there is none."""
    found = _NUMBER.search(text)
    if not found:
        return 0
    return float(found[0]) if "." in found[0] else int(found[0])


def amounts(text: str) -> dict[str, float]:
    """`singing 155, cooking 35` as a dictionary."""
    values: dict[str, float] = {}
    for entry in _ENTRIES.split(text):
        name, _, value = entry.rpartition(" ")
        if name and _NUMBER.fullmatch(value):
            values[name] = number(value)
    return values


def listed(text: str, known: Iterable[str] = ()) -> tuple[str, ...]:
    """Names set in a row; a known name that holds the separator stays whole."""
    text = text.strip()
    separator = "、" if "、" in text and ", " not in text else ", "
    whole = [name for name in known if separator in name and name in text]
    found: list[str] = []
    while text:
        name = next((name for name in whole if text.startswith(name)), "")
        if name:
            text = text[len(name) :].removeprefix(separator)
        else:
            name, _, text = text.partition(separator)
        found.append(name.strip())
    return tuple(name for name in dict.fromkeys(found) if name)
