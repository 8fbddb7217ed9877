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
_DOING_WORDS = """
is was has had will would can could should must does did needs needed lost deserves gave gives
took takes came comes went goes brought brings made makes saw sees found finds kept keeps left
owes owed lent paid pays held holds sat sits stood stands looked looks likes liked loves loved
"""
_TO_WHOM_WORDS = """
give gave tell telling told ask asking asked thank thanked meet met help helped owe owes owed pay
paid lent lend love loves loved miss trust trusts trusted married marry and between about without
with for than
"""
_KIN, _TITLES, _TELLING, _DOING, _TO_WHOM = (
    "|".join(words.split())
    for words in (_KIN_WORDS, _TITLE_WORDS, _TELLING_WORDS, _DOING_WORDS, _TO_WHOM_WORDS)
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
_PERHAPS = (
    re.compile(rf"\b({_NAME}) (?:{_DOING})\b"),
    re.compile(rf"\b(?:{_TO_WHOM}) ({_NAME})"),
    re.compile(rf"\b({_NAME})[’']s [{_LOWER}]"),
)
"""Where a place, a feast or a dog may be named as well as a person."""
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
_KNOWN_WORDS = """
god lord thy christmas easter halloween thanksgiving mama mamá mami papa papá papi daddy mommy mom
dad ma pa baba appa amma grandad grandma grandpa granny nana señora señor monsieur madame
mondays tuesdays wednesdays thursdays fridays saturdays sundays
"""
"""Words written large that need nobody to be explained."""
_MISSPELT = 0.8
"""How alike (difflib's ratio) a name is to a person's for whom it may be meant."""

Mention = tuple[str, str, Passage, str, bool]
"""A name, its sentence, the text, a person with almost that name (or nothing), and whether it is
surely a person's."""


def english_mentions(texts: tuple[Passage, ...], people: Collection[str]) -> Iterator[Mention]:
    """Each name of nobody that memory files have, once: the sure ones, then the others."""
    called = {_plain(word): name for name in people for word in re.split(r"[ -]", name)}
    around, common = _words_of(texts)
    common |= {_plain(word) for word in _KNOWN_WORDS.split()}
    seen: set[str] = set()
    for sure, named in ((True, _named), (False, _perhaps_named)):
        for passage in texts:
            for sentence in sentences(passage.text) if passage.remembered else ():
                for name in named(sentence):
                    word = _plain(name)
                    if word in seen or word in common or _is_called(word, called):
                        continue
                    seen.add(word)
                    said = [text if sure else one for one, text in around[name]]
                    if not _GONE.search(" ".join(said)) and not _declared(name, said):
                        near = get_close_matches(word, called, n=1, cutoff=_MISSPELT)
                        yield name, sentence, passage, called[near[0]] if near else "", sure


def _named(sentence: str) -> Iterator[str]:
    for pattern in _SURELY:
        for found in pattern.finditer(sentence):
            yield found[1]
    yield from _within(sentence, _WITHIN)


def _perhaps_named(sentence: str) -> Iterator[str]:
    return _within(sentence, _PERHAPS)


def _within(sentence: str, patterns: Iterable[re.Pattern[str]]) -> Iterator[str]:
    for pattern in patterns:
        for found in pattern.finditer(sentence):
            if found.start(1) > 0:
                yield found[1]


def _words_of(
    texts: Iterable[Passage],
) -> tuple[dict[str, list[tuple[str, str]]], set[str]]:
    """Per capitalised word its sentences, alone and with the next; and all other words."""
    around: dict[str, list[tuple[str, str]]] = defaultdict(list)
    common: set[str] = set()
    for passage in texts:
        parts = sentences(passage.text)
        for at, sentence in enumerate(parts):
            for name in set(re.findall(_NAME, sentence)):
                around[name].append((sentence, " ".join(parts[at : at + 2])))
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
