"""Whether the kinship with which summaries of each other begin can be: gender, age, reverse."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from agentopia_env.world.files import Finding
from agentopia_env.world.lint.codes import found
from agentopia_env.world.lint.subject import Subject
from agentopia_env.world.lint.texts import Passage, shortened

_KINDS = """
mother,母亲,妈妈,妈 parent f
father,父亲,爸爸,爸 parent m
daughter,女儿,闺女 child f
son,儿子 child m
sister,姐姐,妹妹 sibling f
brother,哥哥,弟弟 sibling m
wife,妻子 spouse f
husband,丈夫 spouse m
grandmother,奶奶,外婆 grandparent f
grandfather,爷爷,外公 grandparent m
granddaughter,孙女,外孙女 grandchild f
grandson,孙子,外孙 grandchild m
aunt,姑姑,姨妈 elder f
uncle,叔叔,舅舅 elder m
niece,侄女,外甥女 younger f
nephew,侄子,外甥 younger m
"""
_REVERSE = {
    "parent": "child",
    "grandparent": "grandchild",
    "elder": "younger",
    "sibling": "sibling",
    "spouse": "spouse",
}
_REVERSE |= {back: kind for kind, back in _REVERSE.items()}
_YEARS = {"parent": 13, "grandparent": 26, "child": -13, "grandchild": -26}
"""How much older, at least, such a relative is; less than nothing: younger."""
_GENDERS = {"female": "f", "woman": "f", "女": "f", "male": "m", "man": "m", "男": "m"}


def _kinds() -> dict[str, tuple[str, str]]:
    rows = (line.split() for line in _KINDS.strip().splitlines())
    return {word: (kind, gender) for words, kind, gender in rows for word in words.split(",")}


_KIN = _kinds()
_ENGLISH = re.compile(
    rf"My (?:(?:own|dear|only|little|elder|older|younger|eldest|youngest|big|late) )*"
    rf"({'|'.join(word for word in _KIN if word.isascii())})(?=[,;:.]| (?:who|whom|and|since|is)\b)"
)
_CHINESE = re.compile(
    rf"我?的?({'|'.join(sorted((w for w in _KIN if not w.isascii()), key=len, reverse=True))})"
    r"(?=[，；。：])"
)


@dataclass(frozen=True, slots=True)
class _Kin:
    """What somebody calls another: the word, its kind and the gender that it means."""

    word: str
    kind: str
    gender: str
    passage: Passage


def check_kinship(subject: Subject) -> Iterator[Finding]:
    """Kinships that gender or age exclude, or that the other view has otherwise."""
    told: dict[tuple[str, str], _Kin] = {}
    for passage in subject.passages:
        if passage.about and passage.field == "summary":
            match = (_ENGLISH if subject.language == "en" else _CHINESE).match(passage.text)
            if match:
                told[passage.owner, passage.about] = _Kin(match[1], *_KIN[match[1]], passage)
    for (owner, about), kin in told.items():
        problem = _impossible(subject, owner, about, kin)
        back = told.get((about, owner))
        if problem is None and back and owner < about and back.kind != _REVERSE[kin.kind]:
            problem = f"{about} calls {owner} their {back.word} ({back.passage.file})"
        if problem:
            yield found(
                "told-kin",
                kin.passage.file,
                f'summary calls {about} "{kin.word}" in "{shortened(kin.passage.text)}", but '
                f"{problem}; correct one of them",
            )


def _impossible(subject: Subject, owner: str, about: str, kin: _Kin) -> str | None:
    """Why somebody cannot be what they are called."""
    me, other = (subject.draft.profiles.get(name) for name in (owner, about))
    if me is None or other is None:
        return None
    gender = _GENDERS.get(other.gender.strip().casefold(), kin.gender)
    if gender != kin.gender:
        return f"{about}'s gender is {other.gender}"
    least, older = _YEARS.get(kin.kind), me.birth_year - other.birth_year
    if least is not None and (older < least if least > 0 else older > least):
        return f"{about} was born in {other.birth_year} and {owner} in {me.birth_year}"
    return None
