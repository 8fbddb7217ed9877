"""Whether texts are in the world's language, with its marks, and cleanly set."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agentopia_env.world.drafts import cjk_share
from agentopia_env.world.files import Finding
from agentopia_env.world.lint.codes import found
from agentopia_env.world.lint.subject import Subject
from agentopia_env.world.lint.texts import Passage, shortened, unquoted
from agentopia_env.world.profiles import TEXT_FIELDS

_LATIN_RUN = re.compile(r"[A-Za-z\u00c0-\u024f]{2,}(?:[ ,.'’!?-]+[A-Za-z\u00c0-\u024f]+){3,}")
"""Four words and more: a teacher's `So` or `talent` is a way of speaking, a sentence is not."""
_OTHER_LETTERS = re.compile(r"[^\W\d_\u0041-\u024f\u1e00-\u1eff\u02b0-\u036f]+")
"""Letters that are not Latin."""
_ASCII_MARK = re.compile(
    r"(?<=[\u3400-\u9fff])(?:[,;:?!()\"']|\.(?!\w))|[,;:?!(\"'](?=[\u3400-\u9fff])"
)
_WIDE_MARK = re.compile(r"[，。！？；：、（）【】]")
_NO_SPACE = re.compile(
    r"\w[a-z\u00df-\u024f][.!?](?=[A-Z][a-z’' ])|[a-z\u00df-\u024f][,;](?=[A-Za-z])"
)
_SPARE_SPACE = re.compile(r"\S  +\S|\w [,;:!?](?!\w)|,,")
_TWICE = re.compile(r"\b(the|a|an|of|and|to|with|from|his|her|my|was|is) \1\b")


def check_languages(subject: Subject) -> Iterator[Finding]:
    """Texts in another language, with another's marks, or with slips of the keyboard."""
    foreign = set()
    for finding in _check_people(subject):
        foreign.add(finding.file)
        yield finding
    check = _chinese if subject.language == "zh" else _english
    for passage in subject.passages:
        if f"persona/{passage.owner}" not in foreign:
            yield from check(passage, subject)


def _check_people(subject: Subject) -> Iterator[Finding]:
    """Somebody whose texts are all in another language; no more is said about them."""
    for name, profile in subject.draft.profiles.items():
        texts = " ".join(getattr(profile, field) for field in TEXT_FIELDS)
        chinese = cjk_share(texts) > 0.2
        if texts.strip() and chinese != (subject.language == "zh"):
            seen = "zh" if chinese else "en"
            yield found(
                "language",
                f"persona/{name}",
                f"the texts look like {seen}, the world's are {subject.language}",
            )


def _bare(passage: Passage, subject: Subject) -> str:
    """A text without quotes and without the names of people."""
    text = unquoted(passage.text)
    for name in subject.draft.people:
        if name in text:
            text = text.replace(name, " " * len(name))
    return text


def _chinese(passage: Passage, subject: Subject) -> Iterator[Finding]:
    text = _bare(passage, subject)
    if run := _LATIN_RUN.search(text):
        yield _mixed(passage, run.group(), "Chinese")
    if mark := _ASCII_MARK.search(text):
        yield found(
            "punctuation",
            passage.file,
            f'{passage.field} has an ASCII "{mark.group()}" in "{_around(text, mark)}"; use the '
            "full-width mark",
        )


def _english(passage: Passage, subject: Subject) -> Iterator[Finding]:
    text = _bare(passage, subject)
    if letters := _OTHER_LETTERS.search(text):
        yield _mixed(passage, letters.group(), "English")
    if mark := _WIDE_MARK.search(text):
        yield found(
            "punctuation",
            passage.file,
            f'{passage.field} has a full-width "{mark.group()}" in "{_around(text, mark)}"; use '
            "the ASCII mark",
        )
    for pattern, what in (
        (_NO_SPACE, "lacks a space"),
        (_SPARE_SPACE, "has a space or mark too much"),
        (_TWICE, "has a word twice"),
    ):
        for slip in pattern.finditer(passage.text):
            around = _around(passage.text, slip)
            yield found(
                "spacing", passage.file, f'{passage.field} {what} in "{around}"; correct it'
            )


def _mixed(passage: Passage, words: str, language: str) -> Finding:
    return found(
        "language-mixed",
        passage.file,
        f'{passage.field} has "{shortened(words, 60)}" in {language} prose; translate it, or quote '
        "it if somebody says it",
    )


def _around(text: str, found_at: re.Match[str], reach: int = 18) -> str:
    start, end = found_at.span()
    return " ".join(text[max(0, start - reach) : end + reach].split("\n")).strip()
