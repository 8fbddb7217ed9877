"""Search over everything that was said, done, written and remembered."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

_LONGEST = 40_000
"""Characters of a line that are searched."""
_CHARACTERS = re.compile("([\u3040-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff])")
"""Those of scripts without spaces; each is a word to the index."""
_NOT_TEXT = {"time", "type", "activity_id", "id", "status", "seq", "start_day", "repeat_weeks"}
_AROUND = 90
"""Characters shown on either side of what was found."""


def texts_of(value: Any, key: str = "") -> Iterator[str]:
    """Every text in a line, without its keys."""
    if isinstance(value, str):
        if key not in _NOT_TEXT and value:
            yield value
    elif isinstance(value, dict):
        for name, one in value.items():
            yield from texts_of(one, name)
    elif isinstance(value, list):
        for one in value:
            yield from texts_of(one, key)


def searchable(line: dict[str, Any]) -> str:
    """A line's texts as the index takes them in."""
    return _apart("\n".join(texts_of(line))[:_LONGEST])


def _apart(words: str) -> str:
    return _CHARACTERS.sub(r" \1 ", words)


def match_of(query: str) -> str:
    """A query for the index: every word somewhere, the last one perhaps not written out."""
    phrases = []
    for word in query.split():
        inner = " ".join(re.findall(r"\w+", _apart(word)))
        if inner:
            phrases.append(f'"{inner}"')
    return " ".join(phrases) + ("*" if phrases else "")


def snippet(line: dict[str, Any], query: str) -> tuple[str, str, str]:
    """What stands before the first word found, the word, and what stands behind it."""
    words = " · ".join(texts_of(line))
    plain = _plain(words)
    for word in re.findall(r"\w+", query):
        at = plain.find(_plain(word)) if len(plain) == len(words) else words.find(word)
        if at >= 0:
            end = at + len(word)
            return words[max(0, at - _AROUND) : at], words[at:end], words[end : end + 2 * _AROUND]
    return "", "", words[: 3 * _AROUND]


def _plain(words: str) -> str:
    """Without case and accents, one character for each."""
    return "".join(unicodedata.normalize("NFD", one)[0] for one in words).lower()
