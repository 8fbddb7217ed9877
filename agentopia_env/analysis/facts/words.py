"""How people speak: repetition, growth of the vocabulary, distinct voices, drift of diaries."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from itertools import pairwise
from statistics import fmean

import numpy as np

from agentopia_env.analysis.facts import sources
from agentopia_env.analysis.facts.fact import Fact, Topic
from agentopia_env.analysis.lives import Life, Lives
from agentopia_env.analysis.records import place
from agentopia_env.analysis.statistics_of import Floats, resampled

_TOPIC = Topic("text")
_WORD = re.compile(r"[\u3400-\u9fff]|[^\W_]+(?:['’][^\W_]+)?")
_MOST = 600
"""Texts looked at per person, the earliest: enough to tell, whatever the length of a run."""
_GRAM = 4
_FEW_TEXTS = 20
_FEW_PEOPLE = 6


def word_facts(lives: Lives) -> list[Fact]:
    """Facts about what people said, wrote and noted."""
    said = {name: spoken(life)[:_MOST] for name, life in lives.people.items()}
    return [
        _repetition(said),
        _heaps(said),
        _voices(said),
        _diary(lives),
    ]


def words(text: str) -> list[str]:
    """The words of a text in small letters; Chinese characters one by one."""
    return _WORD.findall(text.casefold())


def spoken(life: Life) -> list[str]:
    """What a person said in scenes and wrote in messages, in order of time."""
    found = [
        (place(day.moment), line.text)
        for day in life.activities
        for line in day.dialogue
        if line.speaker == life.name
    ]
    found += [(place(one.moment), one.text) for one in life.letters if one.sender == life.name]
    return [text for _, text in sorted(found, key=lambda one: one[0]) if text]


def _grams(text: Sequence[str]) -> Iterator[tuple[str, ...]]:
    return (tuple(text[n : n + _GRAM]) for n in range(len(text) - _GRAM + 1))


def _repetition(said: dict[str, list[str]]) -> Fact:
    shares = []
    for texts in said.values():
        seen: set[tuple[str, ...]] = set()
        old = total = 0
        for text in texts:
            grams = set(_grams(words(text)))
            old, total = old + len(grams & seen), total + len(grams)
            seen |= grams
        shares += [old / total] if len(texts) >= _FEW_TEXTS and total else []
    return _TOPIC.fact(
        "repetition",
        "Share of four words in a row that the same person has used before.",
        fmean(shares) if shares else None,
        (None, 0.25),
        sources.REPETITION,
        around=resampled(fmean, shares),
        note="" if shares else "too little was said",
    )


def _heaps(said: dict[str, list[str]]) -> Fact:
    """The slope of log vocabulary over log words; its interval is that of the fitted line."""
    seen: set[str] = set()
    total = 0
    points: list[tuple[float, float]] = []
    for text in _in_turn(said.values()):
        for word in words(text):
            total += 1
            seen.add(word)
            if total >= 100 and (total & (total - 1)) == 0:
                points.append((math.log(total), math.log(len(seen))))
    slope, around = None, None
    if len(points) >= 4:
        line, spread = np.polyfit([x for x, _ in points], [y for _, y in points], 1, cov=True)
        slope, error = float(line[0]), 1.96 * float(spread[0, 0]) ** 0.5
        around = (slope - error, slope + error)
    return _TOPIC.fact(
        "growth of the vocabulary",
        "Heaps' exponent: how fast new words appear as more is said.",
        slope,
        (0.4, 0.85),
        sources.HEAPS,
        around=around,
        note="" if slope is not None else "too little was said",
    )


def _in_turn(lists: Iterable[list[str]]) -> Iterator[str]:
    rows = list(lists)
    for number in range(max(map(len, rows), default=0)):
        yield from (row[number] for row in rows if number < len(row))


# ---------------------------------------------------------------------- voices


def vectors(texts: Sequence[Sequence[str]]) -> Floats:
    """Texts of words as rows of tf-idf with length 1."""
    seen_in = Counter(word for text in texts for word in set(text))
    usable = [word for word, n in seen_in.items() if n > 1]
    number = {word: n for n, word in enumerate(sorted(usable)[:50_000])}
    rows = np.zeros((len(texts), max(1, len(number))))
    for row, text in enumerate(texts):
        for word, count in Counter(text).items():
            if word in number:
                idf = math.log((1 + len(texts)) / (1 + seen_in[word])) + 1
                rows[row, number[word]] = (1 + math.log(count)) * idf
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    scaled: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return scaled


def _voices(said: dict[str, list[str]]) -> Fact:
    """Whether the second half of what somebody says is closest to their own first half.

    Names are left out: whom people talk about is not how they talk.
    """
    names = {word for name in said for word in words(name)}
    halves = []
    for texts in said.values():
        if len(texts) >= _FEW_TEXTS:
            middle = len(texts) // 2
            halves.append([_without(texts[:middle], names), _without(texts[middle:], names)])
    right: list[float] = []
    null: list[float] = []
    if len(halves) >= _FEW_PEOPLE:
        rows = vectors([first for first, _ in halves] + [second for _, second in halves])
        likeness = rows[len(halves) :] @ rows[: len(halves)].T
        right = (likeness.argmax(axis=1) == np.arange(len(halves))).astype(float).tolist()
        random = np.random.default_rng(0)
        null = (random.binomial(len(halves), 1 / len(halves), 1000) / len(halves)).tolist()
    return _TOPIC.above_chance(
        "distinct voices",
        f"Share of people recognised by their words among {len(halves)}.",
        fmean(right) if right else None,
        sources.VOICES,
        null=null,
        around=resampled(fmean, right),
        note="" if right else "too little was said, or by too few",
    )


def _without(texts: Iterable[str], names: set[str]) -> list[str]:
    return [word for text in texts for word in words(text) if word not in names]


def _diary(lives: Lives) -> Fact:
    """How much consecutive diary weeks share of their words (Jaccard)."""
    found = []
    for life in lives.people.values():
        weeks = [set(words(f"{one.summary} {one.text}")) for one in life.diary]
        found += [
            len(one & two) / len(one | two) for one, two in pairwise(weeks[:200]) if one | two
        ]
    return _TOPIC.fact(
        "diaries move on",
        "Words that a diary week shares with the one before (Jaccard).",
        fmean(found) if found else None,
        (0.02, 0.5),
        f"{sources.OWN}; entries about other days share function words, not their content",
        around=resampled(fmean, found[:5000]),
        note="" if found else "no diaries are recorded",
    )
