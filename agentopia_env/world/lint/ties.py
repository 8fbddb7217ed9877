"""Whether what people say of each other and of themselves agrees: facts, ages, pronouns."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator

from agentopia_env.world.files import Finding
from agentopia_env.world.lint.codes import found
from agentopia_env.world.lint.contradictions import Clash, Told, clashes, told
from agentopia_env.world.lint.mentions import strangers
from agentopia_env.world.lint.numerals import chinese_numerals, english_numerals
from agentopia_env.world.lint.subject import Subject
from agentopia_env.world.lint.terms import Rarity
from agentopia_env.world.lint.texts import Passage, sentences, shortened, unquoted
from agentopia_env.world.persona import Profile

_PRONOUNS = {
    "en": (
        re.compile(r"\b(?:he|him|his|himself)\b", re.IGNORECASE),
        re.compile(r"\b(?:she|her|hers|herself)\b", re.IGNORECASE),
    ),
    "zh": (re.compile("他(?!们)"), re.compile("她(?!们)")),
}
_GENDERS = {"male": 0, "man": 0, "boy": 0, "男": 0, "female": 1, "woman": 1, "girl": 1, "女": 1}
_FEWEST_PRONOUNS = 3
_SLACK = 1
"""Years that a told age may be off: birthdays, and `going on forty`."""
_AGED = re.compile(r"(?:is|aged|now)\s*$", re.IGNORECASE)
_OLD = re.compile(r"\s*(?:,|;|years old|and (?:looks|a half)|岁)", re.IGNORECASE)


def check_facts(subject: Subject) -> Iterator[Finding]:
    """Facts on which the two views of a tie contradict each other; each is told once."""
    views: dict[tuple[str, str], list[Passage]] = defaultdict(list)
    for passage in subject.passages:
        if passage.about:
            views[passage.owner, passage.about].append(passage)
    rarity = Rarity(" ".join(part.text for part in parts) for parts in views.values())
    facts = {tie: told(parts, subject.draft.year) for tie, parts in views.items()}
    for name, other in sorted(views):
        if name < other and (other, name) in views:
            yield from map(_contradiction, clashes(facts[name, other], facts[other, name], rarity))


def _contradiction(clash: Clash) -> Finding:
    kind = clash.mine.fact.kind.partition(":")[0]
    return found(
        f"fact-{kind}",
        clash.mine.passage.file,
        f"{_said(clash.mine)}, but {clash.theirs.passage.file} {_said(clash.theirs)}; let both "
        "views say the same",
    )


def _said(one: Told) -> str:
    return f'{one.passage.field} says "{one.word}" in "{shortened(one.sentence)}"'


def check_mentions(subject: Subject) -> Iterator[Finding]:
    """People whom memory files speak of and who do not exist."""
    for one in strangers(subject.passages, subject.draft.people, subject.language):
        if one.near and one.misspelt:
            yield found(
                "mention-misspelt",
                one.passage.file,
                f'{one.passage.field} has {one.name} in "{shortened(one.sentence)}"; is {one.near} '
                "meant?",
            )
            continue
        hint = f"; is {one.near} meant?" if one.near else ""
        yield found(
            "mention" if one.sure else "mention-perhaps",
            one.passage.file,
            f'{one.passage.field} speaks of {one.name} in "{shortened(one.sentence)}", who is '
            "nobody here and of whom no text says that they died, left or live elsewhere"
            f"{hint or '; say so, add the person, or take the name out'}",
        )


def check_gender(subject: Subject) -> Iterator[Finding]:
    """Texts about somebody that have only the pronouns of another gender."""
    for passage in subject.passages:
        who = passage.about or passage.owner
        about_self = passage.field in ("brief_introduction", "details") and not passage.about
        if not (about_self or (passage.about and passage.field == "content")):
            continue
        profile = subject.draft.profiles.get(who)
        gender = _GENDERS.get(profile.gender.strip().casefold()) if profile else None
        if gender is None:
            continue
        text = unquoted(passage.text)
        own, other = (
            len(_PRONOUNS[subject.language][which].findall(text)) for which in (gender, 1 - gender)
        )
        if not own and other >= _FEWEST_PRONOUNS and _speaks_only_of(who, passage, subject):
            yield found(
                "told-gender",
                passage.file,
                f"{passage.field} has {other} pronouns of another gender and none of {who}'s, "
                f"whose gender is {profile.gender if profile else ''}; correct them",
            )


def _speaks_only_of(who: str, passage: Passage, subject: Subject) -> bool:
    """Whether no other person is named, whom the pronouns could mean."""
    words = {
        part for name in subject.draft.people if name != who for part in re.split(r"[ ·-]", name)
    }
    return not any(len(word) > 1 and word in passage.text for word in words)


def check_ages(subject: Subject) -> Iterator[Finding]:
    """Ages that a profile's first sentences tell and its birthday does not."""
    for profile in subject.draft.profiles.values():
        age = profile.age(subject.now)
        for field in ("appearance_and_impression", "brief_introduction"):
            for sentence in sentences(getattr(profile, field))[:2]:
                said = _told_age(sentence, profile)
                if said is not None and abs(said - age) > _SLACK:
                    yield found(
                        "told-age",
                        subject.file_of(profile.name),
                        f'{field} says {said:g} in "{shortened(sentence)}", but {profile.name} is '
                        f"{age} by the birthday; correct one of them",
                    )


def _told_age(sentence: str, profile: Profile) -> float | None:
    """The age that a sentence says the person has now: `Forty-nine, square`, `四十九岁`."""
    chinese = not sentence.isascii() and "岁" in sentence
    for number in (chinese_numerals if chinese else english_numerals)(sentence):
        before, after = sentence[: number.start], sentence[number.end :]
        if number.ordinal or not _OLD.match(after) or not 3 <= number.value <= 110:
            continue
        begins = before.strip() in ("", profile.name, "At")
        if begins or (_AGED.search(before) and not after.startswith((",", ";"))):
            return number.value
    return None
