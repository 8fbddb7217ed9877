"""What must not be published: private segments of what people say, secrets, and home paths.

A segment counts as private if anybody is kept from perceiving it: `<private>`, `<visible_to=...>`,
the same in Chinese, in square brackets or escaped, and their JSON forms. As where speech is read, a
segment that is never closed extends to the end. Its author remembers it, so it comes back without
its tags in later prompts; these are searched for everything that the person, or somebody to them,
said in private. Paraphrases are beyond this.
"""

from __future__ import annotations

import os
import re
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from pathlib import Path
from typing import Any

import orjson

from agentopia_env import prompts
from agentopia_env.language.answers import key_in_code
from agentopia_env.language.words_zh import TAGS

GONE = "…"
"""Stands in a prompt where something private stood."""
REMOVED = "[removed]"
"""Stands where a secret stood."""
SHORTEST = 6
"""Characters from which on a private segment is searched for in other texts."""
HEAD = 8
"""Words of a segment by which its cut copies are found."""

_CHINESE = "|".join(TAGS[tag] for tag in ("private", "visible_to"))
_KINDS = rf"private|visible[\s_-]{{0,3}}to|{_CHINESE}"
_TAG = re.compile(
    rf"(?:<|＜|&lt;)\s*(?P<close>/\s*)?(?P<kind>private|visible|{_CHINESE})"
    r"(?:[^<>＜＞&\n]{0,400}?(?:>|＞|&gt;))?"
    rf"|\[\s*(?P<close_square>/\s*)?(?P<square>{_KINDS})\b[^\[\]\n]{{0,400}}\]",
    re.IGNORECASE,
)
_CLOSED = re.compile(
    rf"((?:<|＜|&lt;)\s*({_KINDS})\b[^<>＜＞&\n]{{0,400}}(?:>|＞|&gt;))"
    r"(.+?)((?:<|＜|&lt;)\s*/\s*\2\s*(?:>|＞|&gt;))",
    re.IGNORECASE | re.DOTALL,
)
_JSON_KEY = re.compile(rf"[\"'“](?:private|visible_to|{_CHINESE})[\"'”]\s*[:：]", re.IGNORECASE)
_SAID = ("text", "speech", "say", "segments")
_DISARM = str.maketrans({"<": "‹", ">": "›", "＜": "‹", "＞": "›", "[": "(", "]": ")"})
_SECRETS = re.compile(
    r"-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|\Z)"
    r"|\bsk-[A-Za-z0-9_-]{16,}|\bhf_[A-Za-z0-9]{16,}|\bgh[pousr]_[A-Za-z0-9]{16,}"
    r"|\bgithub_pat_\w{20,}|\bglpat-[\w-]{16,}|\bxox[abeprs]-[\w-]{10,}|\bAKIA[0-9A-Z]{16}\b"
    r"|\bAIza[\w-]{30,}|\beyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]*|\b(?<=Bearer )[\w.~+/-]{16,}=*"
    r"|(?<=://)[^/\s:@\"']+:[^/\s:@\"']+(?=@)",
    re.DOTALL,
)
_HOME = re.compile(
    r"(?<![\w/.~])/(?:home|Users)/[^/\s\"'<>|:;,]+|(?<![\w/.~])/root(?=[/\s\"'<>|:;,]|\Z)"
    r"|\b[A-Za-z]:(?:\\{1,2}|/)Users(?:\\{1,2}|/)[^\\/\s\"'<>|:;,]+"
)
_SECRET_HINTS = (
    *("PRIVATE KEY", "sk-", "hf_", "ghp_", "gho_", "ghu_", "ghs_", "ghr_", "github_pat_", "glpat-"),
    *("xox", "AKIA", "AIza", "eyJ", "Bearer ", "://"),
)
_HOME_HINTS = ("/home/", "/Users/", "/root", ":\\Users", ":/Users")
_SECRET_NAME = re.compile(
    r"(?:\A|[_.-])(?:api_?key|key|token|secret|password|passwd|credentials?|authorization)\Z", re.I
)


@dataclass(frozen=True, slots=True)
class Cleaned:
    """A text without what is private in it, and the private pieces."""

    text: str
    dropped: tuple[str, ...] = ()


def clean_answer(text: str) -> Cleaned:
    """What somebody said, without what not everybody may perceive."""
    if not _TAG.search(text) and not _JSON_KEY.search(text):
        return Cleaned(text)
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        if _JSON_KEY.search(text):  # nearly JSON: what of it is private cannot be told
            return Cleaned("", (text, *re.findall(r"[\"“]([^\"“”]{6,})[\"”]", text)))
        return _without_segments(text)
    if not isinstance(value, dict | list):
        return _without_segments(text)
    dropped: list[str] = []
    kept = _clean_value(value, dropped)
    return Cleaned(orjson.dumps(kept).decode(), tuple(dropped)) if dropped else Cleaned(text)


def _clean_value(value: Any, dropped: list[str]) -> Any:
    if isinstance(value, str):
        found = _without_segments(value)
        dropped += found.dropped
        return found.text
    if isinstance(value, list):
        return [_clean_value(one, dropped) for one in value]
    if not isinstance(value, dict):
        return value
    known = {key_in_code(key): inner for key, inner in value.items()}
    hidden = known.get("private") is True or known.get("visible_to") is not None
    kept = {}
    for key, inner in value.items():
        own = key_in_code(key)
        if (own == "private" and isinstance(inner, str)) or (hidden and own in _SAID):
            dropped += [text for text in _texts(inner) if text.strip()]
            kept[key] = ""
        else:
            kept[key] = _clean_value(inner, dropped)
    return kept


def _texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _texts(one)]


def _without_segments(text: str) -> Cleaned:
    """Free text without its segments; every stretch between two tags is a piece of its own."""
    kept: list[str] = []
    dropped: list[str] = []
    opened: list[str] = []
    at = 0
    for mark in _TAG.finditer(text):
        (dropped if opened else kept).append(text[at : mark.start()])
        at = mark.end()
        kind = key_in_code((mark["kind"] or mark["square"]).lower())[:7]
        if not (mark["close"] or mark["close_square"]):
            opened.append(kind)
        elif kind in opened:
            del opened[len(opened) - 1 - opened[::-1].index(kind)]
    (dropped if opened else kept).append(text[at:])
    if at == 0:
        return Cleaned(text)
    plain = re.sub(r"[ \t]{2,}", " ", "".join(kept)).strip()
    return Cleaned(plain, tuple(piece for piece in dropped if piece.strip()))


@dataclass(slots=True)
class Cleaner:
    """Takes out of one society's texts what must not be published, and counts it."""

    counts: Counter[str] = field(default_factory=Counter)
    _own: dict[str, set[str]] = field(default_factory=dict)
    _shared: set[str] = field(default_factory=set)

    def learn(self, person: str, answer: str) -> None:
        """Remember what a person said in private; for all answers before the first prompt."""
        pieces = {" ".join(piece.split()) for piece in clean_answer(answer).dropped}
        kept = {piece for piece in pieces if len(piece.strip(" .!?…。！？")) >= SHORTEST}
        kept |= {piece.translate(_DISARM) for piece in kept}
        self._own.setdefault(person, set()).update(kept)
        if "visible" in answer.lower() or TAGS["visible_to"] in answer:
            self._shared |= kept

    def answer(self, text: str) -> str:
        """An answer as it may be published."""
        found = clean_answer(text)
        self.counts["private segments in answers"] += len(found.dropped)
        return self.scrub(found.text)

    def prompt(self, person: str, text: str) -> str:
        """What a person was asked as it may be published."""
        text, repeated = _without_tagged(text)
        for piece in self._own.get(person, set()) | self._shared:
            text, count = without_copies(text, piece)
            repeated += count
        self.counts["private passages in prompts"] += repeated
        return self.scrub(text)

    def scrub(self, text: str) -> str:
        """A text without secrets and home paths."""
        text, secrets = _SECRETS.subn(REMOVED, text) if _hinted(text, _SECRET_HINTS) else (text, 0)
        for value in _environment_secrets():
            secrets += text.count(value)
            text = text.replace(value, REMOVED)
        text, paths = _HOME.subn("~", text) if _hinted(text, _HOME_HINTS) else (text, 0)
        home = str(Path.home())
        if len(home) > SHORTEST and home in text:
            paths += text.count(home)
            text = text.replace(home, "~")
        self.counts["secrets"] += secrets
        self.counts["home paths"] += paths
        return text

    def settings(self, value: Any, key: str = "") -> Any:
        """Settings without secrets: by the name of their key, or by what they look like."""
        if isinstance(value, Mapping):
            return {self.scrub(str(k)): self.settings(inner, str(k)) for k, inner in value.items()}
        if isinstance(value, list | tuple):
            return [self.settings(inner, key) for inner in value]
        if not isinstance(value, str):
            return value
        if value and _SECRET_NAME.search(key):
            self.counts["secrets"] += 1
            return REMOVED
        return self.scrub(value)


def _hinted(text: str, hints: tuple[str, ...]) -> bool:
    """Whether a pattern that needs one of some words could match; far faster than the pattern."""
    return any(hint in text for hint in hints)


def _without_tagged(text: str) -> tuple[str, int]:
    """A prompt without what stands in tags, and how often; the format's own examples stay."""
    count = 0

    def gone(tags: re.Match[str]) -> str:
        nonlocal count
        if tags[3] in _examples():
            return tags[0]
        count += 1
        return f"{tags[1]}{GONE}{tags[4]}"

    return (_CLOSED.sub(gone, text), count) if _TAG.search(text) else (text, 0)


@lru_cache(maxsize=1)
def _examples() -> frozenset[str]:
    """What the prompts' own explanation of the tags has between them."""
    folder = Path(prompts.__file__).with_name("templates")
    texts = (file.read_text(encoding="utf-8") for file in sorted(folder.rglob("*.md")))
    return frozenset(tags[3] for text in texts for tags in _CLOSED.finditer(text))


def without_copies(text: str, piece: str) -> tuple[str, int]:
    """A text without the copies of a private piece, however lines are broken, and their number."""
    words = piece.split()
    if not words or max(words, key=len) not in text:
        return text, 0
    whole, head = _copies(piece)
    text, count = whole.subn(GONE, text)
    if head is None:
        return text, count
    text, cut = head.subn(GONE, text)
    return text, count + cut


@lru_cache(maxsize=65536)
def _copies(piece: str) -> tuple[re.Pattern[str], re.Pattern[str] | None]:
    """Finds a piece, and a longer one that was cut by its first words."""
    words = [re.escape(word) for word in piece.split()]
    between = r"[\s>]+"
    head = re.compile(between.join(words[:HEAD]) + r"[^<\n]*") if len(words) > HEAD else None
    return re.compile(between.join(words)), head


@lru_cache(maxsize=1)
def _environment_secrets() -> tuple[str, ...]:
    """Values of this process's own keys and tokens."""
    found = {
        value
        for name, value in os.environ.items()
        if len(value) >= 8 and _SECRET_NAME.search(name) and not value.isdecimal()
    }
    return tuple(sorted(found, key=len, reverse=True))
