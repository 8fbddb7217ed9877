"""Names of people in English prose, and whether they are anybody's."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator
from difflib import get_close_matches

from agentopia_env.world.lint.texts import Passage, sentences

_UPPER, _LOWER = "A-Z\u00c0-\u00de", "a-z\u00df-\u024f"
_NAME = rf"[{_UPPER}][{_LOWER}]+(?:[-'’][{_UPPER}][{_LOWER}]+)*"
_KIN_WORDS = """
brother sister son daughter father mother wife husband uncle aunt cousin nephew niece fiancé
fiancée girlfriend boyfriend grandmother grandfather grandson granddaughter stepson stepdaughter
godson goddaughter widow roommate landlord landlady
"""
_TITLE_WORDS = """
Mr Mrs Ms Miss Dr Professor Madame Monsieur Señora Señor Signora Uncle Aunt Auntie
"""
_TELLING_WORDS = """
says said tells told asks asked answers answered wrote writes laughs laughed whispers whispered
shouted shouts smiled smiles nodded nods knows knew thinks thought wants wanted
"""
_KIN, _TITLES, _TELLING = (
    "|".join(words.split()) for words in (_KIN_WORDS, _TITLE_WORDS, _TELLING_WORDS)
)
_SURELY = (
    re.compile(rf"\b(?:{_KIN}),? ({_NAME})"),
    re.compile(rf"\b(?:{_TITLES})\.? ({_NAME})"),
    re.compile(rf"({_NAME})[’']s (?:late |little |older |younger |elder )?(?:{_KIN})\b"),
)
"""Where a person is named, also at the beginning of a sentence."""
_WITHIN = (
    re.compile(rf"\b({_NAME}) (?:{_TELLING})\b"),
    re.compile(rf"\b(?:married|told|asked|widow of|son of|daughter of) ({_NAME})"),
)
"""Where a person is named within a sentence; at its beginning any word is written large."""
_GONE = re.compile(
    r"\b(?:died|dead|death|dying|late|killed|drowned|buried|bury|funeral|widow(?:er|ed)?|grave|"
    r"stone|gone|left|leaving|lost|moved|emigrated|went|departed|returned|ashes|abroad|overseas|"
    r"away|ghost|memory of|lives in|living in|lived|is in|now in|from|back to|post in|"
    r"takes? a post|over the|sent down|stayed (?:on )?in|remained in|wrote|writes|letters?|"
    r"telephones?|calls|photographs?|divorced?|ended)\b",
    re.IGNORECASE,
)
"""Words that say where somebody is who cannot be met: dead, gone, or only in letters."""
_DECLARED = re.compile(
    rf"(?:known (?:\w+ ){{0,3}}as|nicknamed|answers to|goes by|signs (?:as|herself|himself)?|"
    rf"named|called|calls? (?:me|him|her|it|them)|under the name(?: of)?|for short) "
    rf"[“\"']?({_NAME})"
)
_MISSPELT = 0.8
"""How alike (difflib's ratio) a name is to a person's for whom it may be meant."""

Mention = tuple[str, str, Passage, str]
"""A name, its sentence, the text, and a person with almost that name (or nothing)."""


def english_mentions(texts: tuple[Passage, ...], people: Collection[str]) -> Iterator[Mention]:
    """Each name of nobody that memory files have, once."""
    called = {_plain(word): name for name in people for word in re.split(r"[ -]", name)}
    around, common = _words_of(texts)
    seen: set[str] = set()
    for passage in texts:
        if not passage.remembered:
            continue
        for sentence in sentences(passage.text):
            for name in _named(sentence):
                word = _plain(name)
                if word in seen or word in common or _is_called(word, called):
                    continue
                seen.add(word)
                if not _GONE.search(" ".join(around[name])) and not _declared(name, around[name]):
                    near = get_close_matches(word, called, n=1, cutoff=_MISSPELT)
                    yield name, sentence, passage, called[near[0]] if near else ""


def _named(sentence: str) -> Iterator[str]:
    for pattern in _SURELY:
        for found in pattern.finditer(sentence):
            yield found[1]
    for pattern in _WITHIN:
        for found in pattern.finditer(sentence):
            if found.start(1) > 0:
                yield found[1]


def _words_of(texts: Iterable[Passage]) -> tuple[dict[str, list[str]], set[str]]:
    """Per capitalised word the sentences that hold it, each with the next; and all other words."""
    around: dict[str, list[str]] = defaultdict(list)
    common: set[str] = set()
    for passage in texts:
        parts = sentences(passage.text)
        for at, sentence in enumerate(parts):
            for name in set(re.findall(_NAME, sentence)):
                around[name].append(" ".join(parts[at : at + 2]))
            common |= {_plain(word) for word in re.findall(rf"\b[{_LOWER}]+\b", sentence)}
    return around, common


def _is_called(word: str, called: Collection[str]) -> bool:
    """Whether a word is one of the people's names, or short for one."""
    if word in called:
        return True
    base = word.removesuffix("ie").removesuffix("y").removesuffix("s")
    return len(base) >= 3 and any(name.startswith(base) or name.endswith(word) for name in called)


def _declared(name: str, texts: Iterable[str]) -> bool:
    """Whether some text introduces the name as somebody's other one."""
    return any(found[1] == name for text in texts for found in _DECLARED.finditer(text))


def _plain(word: str) -> str:
    decomposed = unicodedata.normalize("NFD", word.casefold())
    return "".join(char for char in decomposed if char.isalpha())
