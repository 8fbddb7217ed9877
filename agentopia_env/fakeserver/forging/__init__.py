"""Answers to the questions of a forge of worlds, out of phrase books; read from the prompt alone.

A forge names the form that it asks for (`` `forge_person` ``) and states its facts in JSON, one
element in a line. Everything else is drawn, seeded by the request.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from agentopia_env.chance import chance
from agentopia_env.fakeserver.forging.book import Book
from agentopia_env.fakeserver.forging.people import numbers, person, positions, ties
from agentopia_env.fakeserver.forging.places import places, prices, setting, story
from agentopia_env.fakeserver.forging.told import Told
from agentopia_env.fakeserver.forging.words_en import ENGLISH
from agentopia_env.fakeserver.forging.words_zh import CHINESE

_FORM = re.compile(r"`forge_(\w+)`")
_FACT = re.compile(r"^<(\w+)>(.*)</\1>$", re.MULTILINE)
_BOOKS: dict[str, Book] = {"en": ENGLISH, "zh": CHINESE}
_WRITERS = {
    "setting": setting,
    "prices": prices,
    "places": places,
    "story": story,
    "person": person,
    "ties": ties,
    "positions": positions,
    "numbers": numbers,
}


def asked_of(messages: Sequence[Mapping[str, Any]]) -> str:
    """Which question of a forge messages put; empty where they put none."""
    found = _FORM.findall(_text(messages[-1:]))
    return found[-1] if found and found[-1] in _WRITERS else ""


def language_of(messages: Sequence[Mapping[str, Any]]) -> str:
    """The language that a forge's world is written in."""
    return str(_told(messages).one("forge", {}).get("language", "en"))


def content_of(messages: Sequence[Mapping[str, Any]], seed: int, turn: str) -> dict[str, Any]:
    """The answer to a question of a forge.

    Args:
        messages: the question.
        seed: of everything that the prompt leaves open.
        turn: tells apart requests that differ in anything else.
    """
    told = _told(messages)
    language = str(told.one("forge", {}).get("language", "en"))
    random = chance(seed, "forging", turn)
    return _WRITERS[asked_of(messages)](_BOOKS.get(language, ENGLISH), told, random)


def forged(messages: Sequence[Mapping[str, Any]], turn: str, seed: int = 0) -> str:
    """The same as a text."""
    return orjson.dumps(content_of(messages, seed, turn)).decode()


def _told(messages: Sequence[Mapping[str, Any]]) -> Told:
    facts: dict[str, list[Any]] = {}
    for name, value in _FACT.findall(_text(messages)):
        try:
            facts.setdefault(name, []).append(orjson.loads(value))
        except orjson.JSONDecodeError:
            continue
    return Told(facts)


def _text(messages: Sequence[Mapping[str, Any]]) -> str:
    return "\n".join(str(message.get("content") or "") for message in messages)
