"""A prompt taken apart: which question it puts, in which language, and everything it says.

The kind of question is told by the name of its form (`` `plan` ``), else by the keys of the form
that is shown, else by the line that opens it. Facts come from the lines of the templates, values
from elements.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any

import orjson

from agentopia_env.fakeserver.reading.elements import Element, number, scanned
from agentopia_env.fakeserver.reading.patterns import Facts, LinePattern
from agentopia_env.fakeserver.reading.templates import (
    Template,
    headings,
    languages,
    names,
    template,
)
from agentopia_env.fakeserver.reading.vocabulary import vocabulary
from agentopia_env.language.answers import form_in_words, in_code

Entry = Element | tuple[Facts, LinePattern | None]
"""An element, or the facts of a line."""

_FORM = re.compile(r"`(\w+)`")
_CHINESE_ELEMENT = re.compile(r"^<[\u4e00-\u9fff]", re.MULTILINE)
OWN_BLOCKS = ("_persona", "_life")
SHARED_BLOCKS = ("_world", "_system_person", "_system_environment")
_AROUND = ("_calls", "_refused")
_KINDS: dict[frozenset[str], str] = {
    frozenset(keys.split()): kind
    for kind, keys in {
        "plan": "goal plan living_standard",
        "enter": "analysis",
        "solo": "activity kind effort skill item location",
        "purchase": "choice",
        "reflect": "reflection",
        "attend": "activity effort",
        "exchange": "get_to_know",
        "discard": "discard",
        "wish": "wishes",
        "rate": "affection respect",
        "year_end": "affection respect wishes",
        "encounter": "scene",
        "direct": "surroundings next_speaker end verdict",
        "scene_outcome": "participants",
        "new_positions": "positions",
        "admit": "accepted",
        "locations": "locations",
    }.items()
}
"""Keys of the answer's form to the kind of question, where they settle it."""


@dataclass(slots=True)
class Block:
    """The part of a prompt that one template wrote.

    Attributes:
        parts: where among the entries each of its headings stands.
    """

    name: str
    entries: list[Entry] = field(default_factory=list)
    facts: Facts = field(default_factory=dict)
    parts: list[int] = field(default_factory=list)

    def since(self, part: int) -> Block:
        """The block from one of its headings on, the last one where it has fewer."""
        start = self.parts[min(part, len(self.parts) - 1)] if self.parts else 0
        return Block(self.name, self.entries[start:], self.facts)

    def elements(self, *names: str) -> list[Element]:
        """Its elements with one of these names, in order."""
        return [
            entry for entry in self.entries if isinstance(entry, Element) and entry.name in names
        ]

    def lines(self, fact: str) -> list[Facts]:
        """The facts of the lines that hold a certain one."""
        return [entry[0] for entry in self.entries if isinstance(entry, tuple) and fact in entry[0]]

    def loop(self, name: str) -> list[Facts]:
        """The entries of an inline list."""
        for entry in self.entries:
            if isinstance(entry, tuple) and entry[1] is not None and name in entry[0]:
                return entry[1].entries(entry[0], name)
        return []


@dataclass(slots=True)
class Prompt:
    """What a model is told, taken apart.

    Attributes:
        kind: of question; empty where it cannot be made out.
        example: the form of the answer that the prompt shows, by the code's names.
        shared: the text that everybody is told.
        asked: the block of the question itself.
        turns: messages behind the first question: earlier answers, results of calls.
    """

    kind: str
    language: str
    example: dict[str, Any]
    shared: str
    blocks: dict[str, Block]
    asked: Block
    turns: Sequence[Mapping[str, Any]]

    def block(self, name: str) -> Block:
        """The block of a template; an empty one where the prompt has none."""
        return self.blocks.get(name) or Block(name)

    def fact(self, *names: str) -> str:
        """The first of some facts that the prompt states; empty where it states none of them."""
        for name in names:
            for block in (self.asked, *self.blocks.values()):
                if name in block.facts:
                    return block.facts[name]
        return ""

    def number(self, *names: str) -> float:
        """A fact as a number; 0 where it is not stated."""
        return number(self.fact(*names))


def read_prompt(messages: Sequence[Mapping[str, Any]]) -> Prompt:
    """Messages of a chat, taken apart."""
    first = next((n for n, m in enumerate(messages) if m.get("role") == "assistant"), len(messages))
    system = "\n\n".join(text_of(m) for m in messages[:first] if m.get("role") != "user")
    own = "\n\n".join(text_of(m) for m in messages[:first] if m.get("role") == "user")
    language = _language(system, own)
    example = _example(own)
    blocks = {block.name: block for block in _blocks(own, language)}
    kind = _named_form(own, language) or _kind(example, blocks)
    asked = blocks.get(kind) or Block(kind)
    return Prompt(kind, language, example, system, blocks, asked, messages[first:])


def text_of(message: Mapping[str, Any]) -> str:
    """The text of a message, given whole or in parts."""
    content = message.get("content")
    if isinstance(content, str):
        return content
    if isinstance(content, list):
        return "\n".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return ""


@lru_cache(maxsize=64)
def shared_block(text: str, language: str) -> Block:
    """What the shared text says of the world."""
    found = {block.name: block for block in _blocks(text, language)}
    return found.get("_world") or Block("_world")


def _language(system: str, own: str) -> str:
    """The language of the elements, of the templates, or of the world where it has neither."""
    if _CHINESE_ELEMENT.search(own):
        return "zh"
    return _language_of(system) or _language_of(own) or "en"


@lru_cache(maxsize=64)
def _language_of(text: str) -> str:
    if "(中文)" in text:
        return "zh"
    lines = {line for line in text.split("\n") if line.startswith("# ")}
    for language in languages():
        opening = template(language, "_world").heading
        if opening is not None and any(opening.regex.fullmatch(line) for line in lines):
            return language
    return ""


def _example(text: str) -> dict[str, Any]:
    """The last form of an answer that a text shows, calls on memory apart."""
    for line in reversed(text.split("\n")):
        if line.startswith('{"'):
            try:
                value = orjson.loads(line)
            except orjson.JSONDecodeError:
                continue
            value = in_code(value)
            if isinstance(value, dict) and value.keys() != {"calls"}:
                return value
    return {}


def _named_form(text: str, language: str) -> str:
    """The kind of question whose form is asked for by name, in a line of the prompt's own."""
    for line in reversed(text.split("\n")):
        if "`" in line and not line.startswith(("<", ">", "{")):
            for word in reversed(_FORM.findall(line)):
                if kind := _forms(language).get(word):
                    return kind
    return ""


@lru_cache(maxsize=8)
def _forms(language: str) -> dict[str, str]:
    """Kinds of questions by what their forms are called."""
    return {form_in_words(name, language): name for name in names()}


def _kind(example: Mapping[str, Any], blocks: Mapping[str, Block]) -> str:
    if kind := _KINDS.get(frozenset(example)):
        return kind
    if "actions" in example:
        return "contact"
    if "days" in example:
        return "days" if isinstance(example["days"], list) else "week_outcome"
    if "events" in example:
        plain = all(isinstance(entry, str) for entry in example["events"])
        return "sign_up" if plain and "_life" in blocks else "public_events"
    if "summary" in example:
        return "review"
    if "outcome" in example:
        return "solo_outcome" if "feasible" in example else "public_outcome"
    if "history" in example:
        return "profile_update"
    return next((name for name in blocks if not name.startswith("_")), "")


# ---------------------------------------------------------------- blocks


def _blocks(text: str, language: str) -> Iterator[Block]:
    """The parts of a text by the templates that wrote them."""
    source = _source(language)
    block, reads = Block(""), [Template("")]
    for entry in scanned(text, vocabulary(language)):
        if isinstance(entry, str):
            opened = _opened(entry, source) if entry.startswith("# ") else []
            if opened:
                yield from _under_all_names(block)
                block = Block(" ".join(opened))
                around = () if opened[0] in (*OWN_BLOCKS, *SHARED_BLOCKS) else _AROUND
                reads = [template(source, name) for name in (*opened, *around)]
            if entry.startswith("# "):
                block.parts.append(len(block.entries))
            _read_line(block, reads, entry)
        else:
            block.entries.append(entry)
    yield from _under_all_names(block)


def _under_all_names(block: Block) -> Iterator[Block]:
    """A block once for each template that opens with its line."""
    for name in block.name.split():
        yield Block(name, block.entries, block.facts, block.parts)


def _read_line(block: Block, reads: list[Template], line: str) -> None:
    if line.startswith(('{"', ">", "[…]")):
        return
    bare: Facts = {}
    for read in reads:
        facts, pattern = read.read(line)
        if pattern is not None or (not facts and line in read.literal):
            if facts:
                block.entries.append((facts, pattern))
                for name, value in facts.items():
                    block.facts.setdefault(name, value)
            return
        bare = bare or facts
    for name, value in bare.items():
        block.facts.setdefault(name, value)


def _opened(line: str, language: str) -> list[str]:
    fixed, varied = headings(language)
    if line in fixed:
        return fixed[line]
    return [name for pattern, name in varied if pattern.read(line) is not None]


@lru_cache(maxsize=8)
def _source(language: str) -> str:
    """The language whose templates are read."""
    return language if language in languages() else "en"
