"""What stands in a world twice: runs of words, sentences, and whole people.

Words are single characters in Chinese. What is in quotes may be repeated: sayings and inscriptions
are facts. Everything is found through an index of short runs of words, so that a world of hundreds
of people takes seconds.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Sequence
from itertools import combinations

from agentopia_env.world.drafts import cjk_share
from agentopia_env.world.files import Finding
from agentopia_env.world.lint.codes import found
from agentopia_env.world.lint.subject import Subject
from agentopia_env.world.lint.texts import Passage, sentences, shortened, unquoted
from agentopia_env.world.naming import NameParts
from agentopia_env.world.persona import TALENTS, TRAITS, Profile
from agentopia_env.world.profiles import TEXT_FIELDS

_LONG = {"en": 10, "zh": 14}
"""Words in a row that two texts do not share by chance."""
_SENTENCE = {"en": 7, "zh": 12}
"""Words of a sentence that is worth comparing."""
_ALIKE = 0.6
"""Share of pairs of words that two sentences have in common (Jaccard) when one is a copy."""
_RUN = 3
"""Words in a row by which candidates are found."""
_COMMON = 60
"""Runs that occur in more sentences find nobody."""
_PERSON_ALIKE = 0.25
"""Share of runs of words that two profiles have in common when one is a copy."""
_NUMBERS_ALIKE = 19
"""Points by which all talents and traits together may differ and still be a copy."""
_LATIN = re.compile(r"[\w\u00c0-\u024f]+(?:['’][a-z]+)?")
_HAN = re.compile(r"[\u3400-\u9fff]|[A-Za-z0-9]+")


def check_copies(subject: Subject) -> Iterator[Finding]:
    """Texts and people that occur twice."""
    told: set[tuple[int, int]] = set()
    yield from _check_phrases(subject.passages, told)
    yield from _check_sentences(subject.passages, told)
    yield from _check_people(subject)
    yield from _check_names(subject)


def words(text: str) -> list[str]:
    """The words of a text in small letters, Chinese ones by character; quotes left out."""
    plain = unquoted(text)
    pattern = _HAN if cjk_share(plain) > 0.2 else _LATIN
    return [word.lower() for word in pattern.findall(plain)]


def _limit(limits: dict[str, int], text: str) -> int:
    return limits["zh" if cjk_share(text) > 0.2 else "en"]


def _runs(parts: Sequence[str], length: int) -> Iterator[tuple[int, str]]:
    for at in range(len(parts) - length + 1):
        yield at, " ".join(parts[at : at + length])


def _place(passage: Passage) -> str:
    return f"{passage.file} ({passage.field})"


def _check_phrases(texts: Sequence[Passage], told: set[tuple[int, int]]) -> Iterator[Finding]:
    holders: dict[str, list[tuple[int, int]]] = defaultdict(list)
    parts = [words(passage.text) for passage in texts]
    for number, passage in enumerate(texts):
        for at, run in _runs(parts[number], _limit(_LONG, passage.text)):
            holders[run].append((number, at))
    for places in holders.values():
        (first, start), *others = places
        for other, at in others:
            if other == first or (first, other) in told:
                continue
            told.add((first, other))
            shared = _shared_run(parts[first][start:], parts[other][at:])
            gap = "" if cjk_share(texts[first].text) > 0.2 else " "
            yield found(
                "copy-phrase",
                texts[other].file,
                f'{texts[other].field} shares "{shortened(gap.join(shared))}" with '
                f"{_place(texts[first])}; say it in another way in one of them",
            )


def _shared_run(one: Sequence[str], other: Sequence[str]) -> list[str]:
    shared = []
    for mine, theirs in zip(one, other, strict=False):
        if mine != theirs:
            break
        shared.append(mine)
    return shared


def _check_sentences(texts: Sequence[Passage], told: set[tuple[int, int]]) -> Iterator[Finding]:
    known = [
        (number, sentence, frozenset(run for _, run in _runs(parts, 2)), parts)
        for number, passage in enumerate(texts)
        for sentence in sentences(passage.text)
        for parts in [words(sentence)]
        if len(parts) >= _limit(_SENTENCE, sentence)
    ]
    for one, other in _candidates([parts for _, _, _, parts in known]):
        first, sentence, mine, _ = known[one]
        second, copy, theirs, _ = known[other]
        if texts[first].file == texts[second].file or (first, second) in told:
            continue
        if len(mine & theirs) >= _ALIKE * len(mine | theirs):
            told.add((first, second))
            yield found(
                "copy-sentence",
                texts[second].file,
                f'{texts[second].field} "{shortened(copy)}" is nearly "{shortened(sentence)}" in '
                f"{_place(texts[first])}; rewrite one of them",
            )


def _candidates(all_parts: Iterable[Sequence[str]]) -> list[tuple[int, int]]:
    """Pairs of texts that share at least two runs of words, in order."""
    holders: dict[str, list[int]] = defaultdict(list)
    for number, parts in enumerate(all_parts):
        for run in {run for _, run in _runs(parts, _RUN)}:
            holders[run].append(number)
    shared: Counter[tuple[int, int]] = Counter()
    for numbers in holders.values():
        if 1 < len(numbers) <= _COMMON:
            shared.update(combinations(numbers, 2))
    return sorted(pair for pair, runs in shared.items() if runs > 1)


def _check_people(subject: Subject) -> Iterator[Finding]:
    people = list(subject.draft.profiles.values())
    texts = [" ".join(getattr(person, field) for field in TEXT_FIELDS) for person in people]
    runs = [{run for _, run in _runs(words(text), _RUN)} for text in texts]
    for one, other in combinations(range(len(people)), 2):
        file, name = subject.file_of(people[other].name), people[one].name
        common, every = len(runs[one] & runs[other]), len(runs[one] | runs[other])
        if every and common >= _PERSON_ALIKE * every:
            yield found(
                "copy-person",
                file,
                f"the texts are {common / every:.0%} those of {name}; give {people[other].name} a "
                "life of their own",
            )
        if _numbers_given(people[one]) and _distance(people[one], people[other]) <= _NUMBERS_ALIKE:
            yield found(
                "copy-numbers", file, f"talents and traits are those of {name}; change one of them"
            )


def _numbers_given(person: Profile) -> bool:
    return len(person.talents.quantitative) + len(person.personality_traits.quantitative) > 9


def _distance(one: Profile, other: Profile) -> int:
    talents = sum(abs(one.talent(name) - other.talent(name)) for name in TALENTS)
    return talents + sum(abs(one.trait(name) - other.trait(name)) for name in TRAITS)


def _check_names(subject: Subject) -> Iterator[Finding]:
    """Given names that two people share; a Chinese given name of one character tells nothing."""
    first: dict[str, str] = {}
    for name in subject.draft.people:
        parts = NameParts.of(name)
        given = parts.given.casefold()
        if parts.chinese and len(given) < 2:
            continue
        other = first.setdefault(given, name)
        if other != name:
            yield found(
                "copy-name",
                f"persona/{name}",
                f"{name} has the given name of {other}; rename one, or messages to it go astray",
            )
