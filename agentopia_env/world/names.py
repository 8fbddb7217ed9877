"""Which of the people at hand a written name means, or why none can be chosen.

Names come from language models: "katie", "Dr Grant", "Etienne Belamy", " @Leo ". A name is resolved
where exactly one candidate fits the strictest reading that anybody fits; names are never split on
punctuation, so candidates may contain dots, commas and any script.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from functools import lru_cache

from agentopia_env.language import Phrase

MAX_NAME = 120
"""Longest text that is looked up as a name, in characters."""
MAX_SUGGESTIONS = 3
SHORT_NAME = 6
"""Up to this many letters one slip is forgiven, beyond it two."""
FEWEST_LETTERS = 4
"""Shorter names are not guessed at: one letter makes another person of them."""

_TITLES = {
    **dict.fromkeys(("mr", "mister", "sir", "先生"), "m"),
    **dict.fromkeys(("mrs", "ms", "miss", "madam", "lady", "女士", "小姐", "太太"), "f"),
    **dict.fromkeys(("dr", "doctor", "prof", "professor", "captain", "officer"), ""),
    **dict.fromkeys(("教授", "医生", "博士", "老师", "经理", "主任"), ""),
}
"""Title to whether it speaks of a man or a woman, if it does."""
_CHINESE_TITLES = tuple(title for title in _TITLES if not title.isascii())
_LATIN_TITLE = re.compile(
    rf"({'|'.join(title for title in _TITLES if title.isascii())})(?:\.\s*|\s+)(?=\w)"
)
ONESELF = Phrase("you cannot contact yourself")
_ONESELF = frozenset(("me", "myself", "self", "i", "yourself", "自己", "我"))
_AROUND = " \t\r\n\"'`“”‘’「」『』<>[]{}*_@#"
_CHINESE = re.compile(r"[\u3400-\u9fff]{2,4}")


@dataclass(frozen=True, slots=True)
class Resolved:
    """Whom a written name means.

    Attributes:
        name: the candidate, or None.
        problem: if there is none, why, with suggestions; written for whoever wrote the name.
    """

    name: str | None
    problem: str = ""


@dataclass(frozen=True, slots=True)
class _Forms:
    """A name in ever looser forms.

    Attributes:
        plain: normalised, without case, stray spaces and quotes around it.
        untitled: `plain` without a title.
        letters: letters and digits of `untitled`, without accents.
        words: the words of `untitled`, each as in `letters`.
        sex: what its title says.
    """

    plain: str
    untitled: str
    letters: str
    words: tuple[str, ...]
    sex: str


@dataclass(frozen=True, slots=True)
class _Index:
    """Candidates by each of their forms."""

    forms: tuple[tuple[str, _Forms], ...]
    by_plain: dict[str, list[str]]
    by_untitled: dict[str, list[str]]
    by_letters: dict[str, list[str]]
    by_word: dict[str, list[str]]


def resolve_name(text: str, candidates: Collection[str], me: str = "") -> Resolved:
    """The candidate that a text names.

    Readings are tried from strict to loose: exact; without regard to case, spacing and quotes;
    without title; without accents and punctuation; first or last name, or some of the names; a
    misspelling that is near one candidate and clearly farther from all others.

    Args:
        text: a name as a model wrote it.
        candidates: the names that can be meant; a tuple is looked up fastest.
        me: who writes; never the answer, whether or not among the candidates.
    """
    if me and text == me:
        return Resolved(None, ONESELF)
    if text in candidates:
        return Resolved(text)
    if len(text) > MAX_NAME:
        return Resolved(
            None, Phrase("nobody has a name as long as '{name}…'; write one name", name=text[:40])
        )
    names = candidates if isinstance(candidates, tuple) else tuple(candidates)
    return _resolve(text, names, me)


@lru_cache(maxsize=4096)
def _resolve(text: str, candidates: tuple[str, ...], me: str) -> Resolved:
    given = _forms(text)
    if not given.plain:
        return Resolved(None, Phrase("write the name of a person"))
    index = _index(candidates)
    if (me and given.plain == _forms(me).plain) or (
        given.plain in _ONESELF and given.plain not in index.by_plain
    ):
        return Resolved(None, ONESELF)
    for fitting in _readings(given, index):
        fitting = [name for name in fitting if name != me]
        if len(fitting) == 1:
            return Resolved(fitting[0])
        if fitting:
            return Resolved(
                None,
                Phrase(
                    "'{name}' could be {names}; which one?",
                    name=text.strip(),
                    names=_either(fitting),
                ),
            )
    if me and given.letters and given.letters in (_forms(me).letters, *_forms(me).words):
        return Resolved(None, ONESELF)
    name = _misspelt(given, index, me)
    return Resolved(name) if name else Resolved(None, _unknown(text, given, index, me))


def _readings(given: _Forms, index: _Index) -> Iterable[list[str]]:
    """The candidates that fit, for each reading from strict to loose."""
    yield index.by_plain.get(given.plain, [])
    yield _same_sex(index.by_untitled.get(given.untitled, []), given)
    if given.letters:
        yield _same_sex(index.by_letters.get(given.letters, []), given)
        yield _same_sex(_partial(given, index), given)


def _partial(given: _Forms, index: _Index) -> list[str]:
    """Candidates that are called by one word of their name, or by several in their order."""
    called = index.by_word.get(given.letters, [])
    if called or len(given.words) <= 1:
        return called
    found = index.by_word.get(given.words[-1], [])
    return [name for name in found if _in_order(given.words, _forms(name).words)]


def _in_order(words: tuple[str, ...], of: tuple[str, ...]) -> bool:
    """Whether all words occur in another sequence in the same order."""
    rest = iter(of)
    return all(word in rest for word in words)


def _same_sex(names: list[str], given: _Forms) -> list[str]:
    """The names whose title does not contradict the title given."""
    if not given.sex:
        return names
    return [name for name in names if _forms(name).sex in ("", given.sex)]


def _misspelt(given: _Forms, index: _Index, me: str) -> str | None:
    """The one candidate that is so near that a slip explains it; one's own name competes."""
    if len(given.letters) < FEWEST_LETTERS:
        return None
    forgiven = 1 if len(given.letters) <= SHORT_NAME else 2
    reach = forgiven + 1  # the next one must be two slips farther, or out of reach
    near: dict[str, int] = {}
    mine = [(me, _forms(me))] if me else []
    for name, forms in (*index.forms, *mine):
        spellings = {forms.letters, *(forms.words if len(given.words) == 1 else ())}
        if _digits(forms.letters) != _digits(given.letters):
            continue  # 7 is not a misspelt 17
        slips = min((_slips(given.letters, other, reach) for other in spellings), default=9)
        if slips <= reach and _same_sex([name], given):
            near[name] = slips
    if not near:
        return None
    best = min(near, key=near.__getitem__)
    rivals = [name for name in near if name != best and near[name] < near[best] + 2]
    return best if near[best] <= forgiven and not rivals and best != me else None


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _slips(first: str, second: str, most: int) -> int:
    """Letters added, dropped, changed or swapped between two spellings; `most` + 1 if more."""
    if abs(len(first) - len(second)) > most or len(second) < FEWEST_LETTERS - 1:
        return most + 1
    before: list[int] = []
    row = list(range(len(second) + 1))
    for i, letter in enumerate(first, 1):
        before, last, row = row, before, [i]
        for j, other in enumerate(second, 1):
            cost = min(before[j] + 1, row[j - 1] + 1, before[j - 1] + (letter != other))
            if i > 1 and j > 1 and letter == second[j - 2] and other == first[i - 2]:
                cost = min(cost, last[j - 2] + 1)
            row.append(cost)
        if min(row) > most:
            return most + 1
    return min(row[-1], most + 1)


def _unknown(text: str, given: _Forms, index: _Index, me: str) -> str:
    """Why nobody is meant, with the names that come nearest."""
    shown = " ".join(text.split())
    spellings: dict[str, list[str]] = {}
    for name, forms in index.forms:
        if name != me:
            for spelling in {forms.letters, *forms.words}:
                spellings.setdefault(spelling, []).append(name)
    near: dict[str, None] = {}
    for wanted in dict.fromkeys((given.letters, *given.words)):
        for spelling in difflib.get_close_matches(wanted, spellings, MAX_SUGGESTIONS, 0.7):
            near.update(dict.fromkeys(spellings[spelling]))
    if not near:
        return Phrase("nobody called '{name}' here", name=shown)
    meant = _either(list(near))
    return Phrase("nobody called '{name}' here; did you mean {names}?", name=shown, names=meant)


def _either(names: list[str]) -> Phrase:
    """`Katie Ross, Kate Lin or Kate Moss`."""
    *others, last = names[:MAX_SUGGESTIONS]
    if not others:
        return Phrase("{name}", name=last)
    return Phrase("{names} or {name}", names=", ".join(others), name=last)


@lru_cache(maxsize=256)
def _index(candidates: tuple[str, ...]) -> _Index:
    """The candidates by their forms; kept, since the same people are asked for again and again."""
    forms = tuple((name, _forms(name)) for name in dict.fromkeys(candidates))

    def by(keys: Callable[[_Forms], Iterable[str]]) -> dict[str, list[str]]:
        table: dict[str, list[str]] = {}
        for name, form in forms:
            for key in dict.fromkeys(keys(form)):
                table.setdefault(key, []).append(name)
        return table

    return _Index(
        forms,
        by(lambda form: [form.plain]),
        by(lambda form: [form.untitled]),
        by(lambda form: [form.letters]),
        by(lambda form: form.words),
    )


@lru_cache(maxsize=16384)
def _forms(name: str) -> _Forms:
    """A name in all its forms."""
    plain = " ".join(unicodedata.normalize("NFKC", name).casefold().split()).strip(_AROUND)
    untitled, title = _without_title(plain)
    words = tuple(filter(None, (_letters(word) for word in untitled.split())))
    if _CHINESE.fullmatch(untitled):
        words = (untitled[0], untitled[1:])  # family name and given name
    return _Forms(plain, untitled, _letters(untitled), words, _TITLES.get(title, ""))


def _without_title(plain: str) -> tuple[str, str]:
    """A name without its title, and the title; a title alone is a name."""
    if match := _LATIN_TITLE.match(plain):
        return plain[match.end() :], match[1]
    for title in _CHINESE_TITLES:
        rest = plain.removesuffix(title).removeprefix(title).strip()
        if rest and rest != plain:
            return rest, title
    return plain, ""


def _letters(text: str) -> str:
    """Letters and digits only, accents removed."""
    decomposed = unicodedata.normalize("NFD", text)
    return "".join(char for char in decomposed if char.isalnum())
