"""A phrasebook: everything the heuristic policy can say in one language, and reading it back.

What must survive from week to week has to live in text, for text is all that a person keeps. So
some templates (goals, feelings, events, day plans) are read back with the pattern made from them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache


@dataclass(frozen=True, slots=True)
class Phrases:
    """The words of one language.

    Attributes:
        say: situation to its templates; a template's slots are named in braces.
        styles: leaning to the sentence that a goal opens with.
        goals: kind of goal to its template; read back.
        aims: kind of goal to a noun phrase for it.
        kinds: kind of day to its word in a plan; read back.
        doing: kind of day to a phrase for what one is busy with.
        feeling: the last line of a note on somebody; read back.
        events: how a shared day went (`good`, `plain`, `bad`) to its templates; read back.
        relations: word in a note, and what it says about affection and respect.
        praise, blame: words about somebody's skill or carelessness.
        refusals: words of somebody who is not coming.
        likings: what opens and what closes the list of likings in a profile's preferences.
        splits: what parts a list.
        places: part of a place's key to what people do together there.
        pastimes: leisure for whoever has no known likings.
        words: small words, among them how to join names and what to call a chance meeting.
    """

    say: Mapping[str, tuple[str, ...]]
    styles: Mapping[str, str]
    goals: Mapping[str, str]
    aims: Mapping[str, str]
    kinds: Mapping[str, str]
    doing: Mapping[str, str]
    plan_days: str
    feeling: str
    events: Mapping[str, tuple[str, ...]]
    relations: tuple[tuple[str, float, float], ...]
    praise: tuple[str, ...]
    blame: tuple[str, ...]
    refusals: tuple[str, ...]
    likings: tuple[str, ...]
    splits: str
    places: tuple[tuple[str, tuple[str, ...]], ...]
    pastimes: tuple[str, ...]
    words: Mapping[str, str]


@lru_cache(maxsize=4096)
def core(template: str) -> str:
    """The longest stretch of a template without slots: what makes it known again."""
    return max(re.split(r"\{\w+\}", template), key=len)


def sentence_case(text: str) -> str:
    """The text with a capital at the start of every sentence, whatever filled its slots."""
    text = text[:1].upper() + text[1:]
    for mark in (". ", "? ", "! "):
        at = text.find(mark)
        while at >= 0:
            letter = text[at + 2 : at + 3]
            if letter.islower():
                text = f"{text[: at + 2]}{letter.upper()}{text[at + 3 :]}"
            at = text.find(mark, at + 2)
    return text


@lru_cache(maxsize=4096)
def pattern(template: str) -> re.Pattern[str]:
    """What reads a filled template back from the end of a text: a named group for each slot."""
    parts = re.split(r"\{(\w+)\}", template)
    text = "".join(
        f"(?P<{part}>.+?)" if index % 2 else re.escape(part) for index, part in enumerate(parts)
    )
    return re.compile(text + r"\Z")
