"""What one person feels about another, and the notes that carry it from week to week.

A note ends with a line such as `Affection 72, respect 64; met 14 times, last Y2020-W07.`, which is
read back. Notes without it (authored ones, introductions) are taken at their words. Affection
fades toward 50 when people lose touch.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from agentopia_env.chance import key
from agentopia_env.policies.heuristic.books import phrasebook
from agentopia_env.policies.heuristic.phrases import core, pattern
from agentopia_env.world.memory import Memory, Note

Week = tuple[int, int]
"""(year, week)."""
YEAR_WEEKS = 10
"""Weeks a year has by default."""
PATIENCE_WEEKS = 3
"""Weeks without contact before a feeling begins to fade."""
FADE = 0.965
"""What is left of a feeling's distance from 50 after each further week without contact."""
MAX_ABOUT = 300
"""Longest text kept about who somebody is, in characters."""
MAX_EVENTS = 3
"""Shared events kept in a note."""
_TITLES = ("Dr", "Mr", "Ms", "Mrs", "St")
_TASTE = 14.0
_SHARED = 0.8
"""Weight of the impression somebody makes on everybody, relative to one's own taste."""
_UNIT = 2.0**63


@dataclass(frozen=True, slots=True)
class Feeling:
    """Affection and respect, 0..100 with 50 neutral, and how much it rests on."""

    affection: float = 50.0
    respect: float = 50.0
    met: int = 0
    last: Week = (0, 0)


@dataclass(frozen=True, slots=True)
class Event:
    """Something shared, as a note tells it: how it went (`good`, `plain`, `bad`, `wrote`)."""

    week: Week
    went: str
    what: str


@dataclass(frozen=True, slots=True)
class Told:
    """A note, taken apart.

    Attributes:
        about: who the other is, in words that were there before.
        events: the lines about shared events, oldest first.
        feeling: as the last line says; None where there is no such line.
    """

    about: str
    events: tuple[str, ...]
    feeling: Feeling | None


@lru_cache(maxsize=4096)
def week_of(time: str) -> Week:
    """(year, week) of a time string; (0, 0) where it is none."""
    year, _, rest = time.partition("-W")
    week = rest.split("-", 1)[0]
    sound = year.startswith("Y") and year[1:].isdigit() and week.isdigit()
    return (int(year[1:]), int(week)) if sound else (0, 0)


def weeks_between(earlier: Week, later: Week, year_weeks: int = YEAR_WEEKS) -> int:
    """How many weeks lie between two weeks, where a year has `year_weeks`."""
    return (later[0] - earlier[0]) * year_weeks + later[1] - earlier[1]


def week_text(week: Week) -> str:
    """`Y2020-W07`."""
    return f"Y{week[0]}-W{week[1]:02d}"


_told: dict[tuple[str, str], Told] = {}
_MOST_TOLD = 4096
"""Notes kept apart here; a small number, since whatever lives long is gone through by the
collector of garbage again and again."""


def told(content: str, language: str) -> Told:
    """A note, taken apart; once, however often it is looked at."""
    found = _told.get((content, language))
    if found is None:
        found = take_apart(content, language)
        _keep(content, language, found)
    return found


def _keep(content: str, language: str, found: Told) -> None:
    if len(_told) >= _MOST_TOLD:
        _told.clear()
    _told[content, language] = found


def take_apart(content: str, language: str) -> Told:
    """A note read line by line."""
    about: list[str] = []
    events: list[str] = []
    feeling = None
    phrases = phrasebook(language)
    line_of_feeling, colon = phrases.feeling, phrases.words["colon"]
    opening = line_of_feeling.partition("{")[0]
    for line in content.splitlines():
        if line.startswith(opening) and (found := pattern(line_of_feeling).fullmatch(line)):
            feeling = _read_feeling(found.groupdict()) or feeling
        elif line[:1] == "Y" and week_of(line.partition(colon)[0]) != (0, 0):
            events.append(line)
        elif line.strip():
            about.append(line.strip())
    return Told(shortened(phrases.join(about), MAX_ABOUT), tuple(events), feeling)


def _read_feeling(slots: dict[str, str]) -> Feeling | None:
    try:
        return Feeling(
            min(100.0, max(0.0, float(slots["affection"]))),
            min(100.0, max(0.0, float(slots["respect"]))),
            int(slots["met"]),
            week_of(slots["last"]),
        )
    except ValueError:
        return None


@lru_cache(maxsize=4096)
def event_of(line: str, language: str) -> Event:
    """A line about a shared event, read back; a strange line is a plain event."""
    phrases = phrasebook(language)
    time, _, text = line.partition(phrases.words["colon"])
    for went, templates in phrases.events.items():
        for template in templates:
            # Looking for the fixed words first is far quicker than trying every pattern.
            if core(template) in text and (found := pattern(template).fullmatch(text)):
                return Event(week_of(time), went, found.groupdict().get("what", ""))
    return Event(week_of(time), "plain", "")


@lru_cache(maxsize=65536)
def taste(seed: int, me: str, other: str) -> tuple[float, float]:
    """Like or dislike at first sight, and first regard, each −14..14: it has no reasons.

    In part it is one's own, in part the impression that the other makes on everybody.
    """
    own, common = _leaning(key(seed, "taste", me, other)), _leaning(key(seed, "charm", other))
    liked, valued = (a + _SHARED * b for a, b in zip(own, common, strict=True))
    return liked * _TASTE / (1 + _SHARED), valued * _TASTE / (1 + _SHARED)


def _leaning(number: int) -> tuple[float, float]:
    """Two numbers −1..1 out of one."""
    return 2 * number / _UNIT - 1, 2 * (number % 1_000_003) / 1_000_003 - 1


@lru_cache(maxsize=8192)
def estimate(content: str, language: str) -> tuple[float, float]:
    """Affection and respect (relative to neutral) that the words of a note speak of."""
    text = f" {content.lower()}"
    affection = respect = 0.0
    for word, liked, valued in phrasebook(language).relations:
        if _begins_a_word(word, text):
            affection, respect = affection + liked, respect + valued
    return min(38.0, max(-38.0, affection)), min(38.0, max(-38.0, respect))


def _begins_a_word(word: str, text: str) -> bool:
    """Whether a word stands in a text: `hate` is no part of `whatever`."""
    at = text.find(word)
    while at > 0 and text[at - 1].isalpha() and word.isascii():
        at = text.find(word, at + 1)
    return at >= 0


def feel(seed: int, me: str, other: str, memory: Memory, now: Week, language: str) -> Feeling:
    """What `me` feels about `other` now."""
    note = memory.about(other)
    read = told(note.content, language) if note else None
    return felt(seed, me, other, note, read, now, language)


def felt(
    seed: int,
    me: str,
    other: str,
    note: Note | None,
    read: Told | None,
    now: Week,
    language: str,
    year_weeks: int = YEAR_WEEKS,
) -> Feeling:
    """The same, by the note on the other and what it tells; strangers are met by taste alone."""
    if note is None or read is None:
        liked, valued = taste(seed, me, other)
        return Feeling(50 + liked / 2, 50 + valued / 2)
    written = week_of(note.time)
    feeling = read.feeling
    if feeling is None:
        words = estimate(note.content, language)
        liked, valued = taste(seed, me, other)
        feeling = Feeling(50 + words[0] + liked / 2, 50 + words[1] + valued / 2, 0, written)
    return faded(feeling, written, now, year_weeks)


def faded(feeling: Feeling, written: Week, now: Week, year_weeks: int = YEAR_WEEKS) -> Feeling:
    """The feeling after the weeks since it was written down, for want of contact."""
    apart = weeks_between(feeling.last, now, year_weeks) - PATIENCE_WEEKS
    since = min(apart, weeks_between(written, now, year_weeks))
    if since <= 0:
        return feeling
    rate = FADE ** (since / (1 + min(feeling.met, 40) / 20))
    return Feeling(
        50 + (feeling.affection - 50) * rate,
        50 + (feeling.respect - 50) * (rate + 1) / 2,
        feeling.met,
        feeling.last,
    )


def moved(value: float, by: float) -> float:
    """A value 0..100 after a push; the nearer to an end, the less a push moves it."""
    room = (100 - value) / 50 if by > 0 else value / 50
    return min(100.0, max(0.0, value + by * min(1.0, room)))


def write_note(
    about: str, events: tuple[str, ...], feeling: Feeling, language: str
) -> tuple[str, str]:
    """The text of a note and its summary."""
    phrases = phrasebook(language)
    affection, respect = round(feeling.affection, 1), round(feeling.respect, 1)
    line = phrases.feeling.format(
        affection=f"{affection:g}",
        respect=f"{respect:g}",
        met=feeling.met,
        last=week_text(feeling.last),
    )
    about, events = shortened(about, MAX_ABOUT), events[-MAX_EVENTS:]
    content = "\n".join(part for part in (about, *events, line) if part)
    lines = len(events) + 1 + bool(about)
    if about[:1] not in ("Y", line[:1]) and len(content.splitlines()) == lines:
        # What would be read back next week is known already.
        read = Feeling(affection, respect, feeling.met, feeling.last)
        _keep(content, language, Told(about, events, read))
    return content, phrases.join((shortened(about, 110), line))


@lru_cache(maxsize=4096)
def shortened(text: str, most: int) -> str:
    """The first sentences that fit, or the first words where not even one does."""
    text = text.strip()
    if len(text) <= most:
        return text
    cut = text[: most - 1]
    end = max(cut.rfind(mark) for mark in (". ", "! ", "? ", "。", "！", "？"))
    if end > most // 4 and not cut[:end].endswith(_TITLES):
        return cut[: end + 1]
    last = max(cut.rfind(mark) for mark in " ，、；：")
    return cut[: max(last, most // 2)].rstrip(" ,;:，、；：") + "…"
