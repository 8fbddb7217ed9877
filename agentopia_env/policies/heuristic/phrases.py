"""A phrasebook: everything the heuristic policy can say in one language, and reading it back.

What must survive from week to week has to live in text, for text is all that a person keeps. So
some templates (goals, feelings, events, day plans) are read back with the pattern made from them.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
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
        places: pattern of what tells a place to what people do together there.
        pastimes: leisure for whoever has too few known likings.
        fewest_pastimes: how many kinds of leisure everybody has at least.
        liked: what a liking must begin with to be something that one can do.
        skill_pastimes: skill to what whoever has it does for pleasure.
        gigs: skill to the paid work of a day that it is good for; `gig` for any other skill.
        words: small words, among them how to join names and what to call a chance meeting; and
            what stands between sentences (`gap`), after one (`stop`) and between parts of one.
        asks: situation in which a question is answered, and words of the question.
        head: fewest letters of the first clause that can stand for what was done on a day.
        weekdays: names of the days of a week; a day without one is called by its number.
        liking_size: fewest and most letters and most words of a liking.
        not_liked: what a piece of a list of likings begins with that is none.
        titles: how forms of address end behind which one is spoken to politely.
        polite: what then stands instead of what, replaced in this order.
        names_tell: whether the names of places tell more than their keys, which can be in English,
            and than the things there.
        suits: kind of day alone to a pattern of the places for it; without one, places to meet.
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
    asks: tuple[tuple[str, tuple[str, ...]], ...]
    head: int = 12
    weekdays: tuple[str, ...] = ()
    liking_size: tuple[int, int, int] = (3, 40, 6)
    not_liked: str = r"(?!)"
    liked: str = ""
    fewest_pastimes: int = 1
    skill_pastimes: Mapping[str, str] = field(default_factory=dict)
    gigs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    titles: tuple[str, ...] = ()
    polite: tuple[tuple[str, str], ...] = ()
    names_tell: bool = False
    suits: Mapping[str, str] = field(default_factory=dict)

    def place_words(self, key: str, name: str, things: str = "") -> str:
        """What tells what a place is for: its key and its name, and what stands there."""
        if key.startswith("home/"):
            return "home/"
        return f"{key} {name}" if self.names_tell else f"{key} {name}; {things}"

    def thing(self, item: str) -> str:
        """Something to buy within a sentence: `the bottle of aspirin`."""
        if not item or item == self.words["things"]:
            return item
        return self.words.get("bought", "{item}").format(item=item[:1].lower() + item[1:])

    def join(self, parts: Iterable[str]) -> str:
        """Sentences as one text."""
        return self.words["gap"].join(part for part in parts if part)

    def day(self, number: int) -> str:
        """What a day of the week is called."""
        if 0 < number <= len(self.weekdays):
            return self.weekdays[number - 1]
        return self.words["day"].format(day=number)

    def later(self, number: int) -> str:
        """The same for a day of the week to come."""
        named = 0 < number <= len(self.weekdays)
        return (self.words["later"] if named else "{day}").format(day=self.day(number))

    def planned(self, day: int, kind: str, skill: str) -> str:
        """A day in a plan: `D2 study drawing`, `周二学习绘画`."""
        gap = self.words["gap"]
        label = self.day(day) if self.weekdays else f"D{day}"
        what = self.kinds[kind] + (f"{gap}{skill}" if kind == "study" else "")
        return f"{label}{gap}{what}"

    def planned_day(self, piece: str) -> tuple[int, str]:
        """The number of a day in a plan (0 where there is none), and what is planned."""
        if not self.weekdays:
            label, _, rest = piece.partition(" ")
            found = label[:1] == "D" and label[1:].isdigit()
            return (int(label[1:]), rest) if found else (0, "")
        for number, name in enumerate(self.weekdays, 1):
            if piece.startswith(name):
                return number, piece[len(name) :]
        numbered = pattern(self.words["day"] + "{rest}").match(piece)
        if numbered is None or not numbered["day"].isdigit():
            return 0, ""
        return int(numbered["day"]), numbered["rest"]

    def plain(self, text: str) -> str:
        """A text without its politeness, to look for known words in."""
        for instead, words in reversed(self.polite):
            text = text.replace(words, instead)
        return text

    def politely(self, text: str, to: str) -> str:
        """A text as it is said to somebody addressed in a certain way."""
        if self.polite and to.endswith(self.titles):
            for words, instead in self.polite:
                text = text.replace(words, instead)
        return text


@lru_cache(maxsize=4096)
def core(template: str) -> str:
    """The longest stretch of a template without slots: what makes it known again."""
    return max(re.split(r"\{\w+\}", template), key=len)


@lru_cache(maxsize=4096)
def slots(template: str) -> frozenset[str]:
    """The names of a template's slots."""
    return frozenset(re.findall(r"\{(\w+)\}", template))


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
