"""An utterance taken apart: what is said, who perceives which part of it, and what is done.

Whatever might be private stays private: a segment that is never closed extends to the end, a
segment inside another reaches only those whom both reach, and a tag that cannot be read hides what
follows from everybody.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from agentopia_env.errors import ReplyError
from agentopia_env.language import Phrase
from agentopia_env.language.answers import in_code
from agentopia_env.language.words_zh import FUNCTIONS, KEYS, TAGS
from agentopia_env.questions.actions import decision, people
from agentopia_env.questions.calls import (
    CONTAINERS,
    NAMES,
    PARENTHESIS,
    PARENTHESIS_AT_END,
    WORD,
    CallReader,
    Invocation,
    function_name,
    named_fields,
)
from agentopia_env.questions.invocations import MAX_FORMS, Found, invocations_in, read_container
from agentopia_env.questions.lenient import OBJECT_START, parse_object, without_thoughts
from agentopia_env.world.scene import Part

MAX_NESTING = 24
"""Segments inside segments beyond which the rest of an utterance is private."""
EXPECTED_SPEECH = Phrase(
    'answer with what you say as plain text, or with one JSON object {"speech": "…", '
    '"private": "…", "gift": {"to": "…", "item": "…"}, "exit": false}'
)
EXPECTED_DEED = Phrase(
    'a deed could not be read; write gift(to="Name", item="…") or exit_activity(), '
    "and at most {most} of them",
    most=MAX_FORMS,
)

_OPEN = r"(?:<|＜|&lt;)\s*"
_PRIVATE = f"private|{TAGS['private']}"
_SCOPES = rf"{_PRIVATE}|visible[\s_-]{{0,3}}to|visible|{TAGS['visible_to']}"
_EXIT = f"exit_activity|{FUNCTIONS['exit_activity']}"
_MARK = re.compile(
    rf"{_OPEN}(?:(?P<close>/)\s*)?(?P<scope>{_SCOPES})"
    rf"|\[\s*(?:(?P<close_square>/)\s*)?(?P<square>{_SCOPES})(?:(?P<names>\s*[=:][^\[\]]*)|\s*)\]"
    rf"|{_OPEN}(?:(?P<slash>/)\s*)?(?P<container>{CONTAINERS})\b[^<>]*>?"
    rf"|(?<![A-Za-z0-9_\"'“])(?P<call>(?:{NAMES})(?=[(（]\s*(?:(?:{WORD})\s*[=:＝]|[\"'“‘]))"
    rf"|(?:{_EXIT})(?=\(|（）))[(（]"
    rf"|^[ \t`*]*(?P<leave>{_EXIT})[ \t`*.。]*$",
    re.IGNORECASE | re.MULTILINE,
)
_ATTRIBUTES = re.compile(r"([^<>＜＞&\n]{0,400})(?:>|＞|&gt;)")
_SCOPE_OPENED = re.compile(rf"{_OPEN}(?:{_SCOPES})|\[\s*(?:{_SCOPES})", re.IGNORECASE)
_STRUCTURE = re.compile(
    rf"{_OPEN}(?:/\s*)?(?:{_SCOPES}|{CONTAINERS}|think|thought)"
    rf"|\[\s*(?:/\s*)?(?:{_PRIVATE}|visible[\s_-]{{0,3}}to|{TAGS['visible_to']})",
    re.IGNORECASE,
)
_DISARM = str.maketrans({"<": "‹", ">": "›", "＜": "‹", "＞": "›", "[": "(", "]": ")"})
_ADDRESS = re.compile(
    r"\s*(?:(?:names?|to|persons?|people|characters?|对象|人物)\b)?\s*[=:＝：]?\s*", re.I
)
_INVOKED = re.compile(rf"\s*(?:{OBJECT_START}|\[\s*\{{|\w+[(（]|(?:{NAMES})\s*(?:<|\Z))", re.I)
_JSON_ANSWER = re.compile(rf"\s*(?:```[\w-]*\s*)?(?:{OBJECT_START}|\[\s*\{{)")
_ALOUD = ("speech", "private", "segments", "visible_to")
_JSON_INSIDE = re.compile(
    rf"[\"'“](?:say|{'|'.join((*_ALOUD, *map(KEYS.__getitem__, _ALOUD)))})[\"'”]\s*[:：]"
)
_KEYS = frozenset(
    ("segments", "speech", "text", "say", "private", "gifts", "exit", "leaves", "exit_activity")
)
_AROUND_NOTHING = " \t\r\n.…。·*_\"'“”()[]<>-`"

Visibility = tuple[str, ...] | None
"""As in `Part`: None for everybody, empty for the speaker alone."""


@dataclass(frozen=True, slots=True)
class Speech:
    """An utterance, taken apart; without parts nothing is said.

    Attributes:
        gifts: (recipient, item) of each gift, as written.
        leaves: whether the speaker leaves the scene.
    """

    parts: tuple[Part, ...]
    gifts: tuple[tuple[str, str], ...] = ()
    leaves: bool = False


def parse_speech(text: str) -> Speech:
    """An utterance with its segments and deeds, from free text or from a JSON object.

    Raises:
        ReplyError: it is JSON, but cannot be read as an utterance.
    """
    text = without_thoughts(text)
    utterance = _Utterance()
    if _looks_like_json(text):
        _add_object(parse_object(text), utterance)
    else:
        _add_text(text, utterance)
    return utterance.speech()


@dataclass(slots=True)
class _Utterance:
    """What has been read so far: stretches of text in order, and deeds."""

    stretches: list[tuple[str, Visibility]] = field(default_factory=list)
    gifts: dict[tuple[str, str], None] = field(default_factory=dict)
    leaves: bool = False

    def say(self, text: str, visible_to: Visibility) -> None:
        """Adds a stretch; one that goes on from the last is joined to it."""
        if self.stretches and self.stretches[-1][1] == visible_to:
            text = self.stretches.pop()[0] + text
        self.stretches.append((text, visible_to))

    def do(self, invocations: list[Invocation]) -> None:
        """Adds the deeds among invocations; a scene has no others."""
        for invocation in invocations:
            if invocation.name == "exit_activity":
                self.leaves = True
            elif invocation.name == "gift":
                to, item = (_plain(invocation.fields.get(key)) for key in ("to", "item"))
                if to and item:
                    self.gifts[to, item] = None

    def speech(self) -> Speech:
        """The utterance without stretches that say nothing."""
        parts = tuple(
            Part(_disarmed(text).strip(), visible_to)
            for text, visible_to in self.stretches
            if not _says_nothing(text)
        )
        return Speech(parts, tuple(self.gifts), self.leaves)


@dataclass(slots=True)
class _Scopes:
    """The segments that are open at a place in a text, on top of a given visibility."""

    base: Visibility
    opened: list[tuple[str, tuple[str, ...]]] = field(default_factory=list)
    sealed: bool = False
    """Set once nesting is so deep that all the rest is private."""

    def open(self, kind: str, names: tuple[str, ...]) -> None:
        """Enters a segment."""
        self.opened.append((kind, names))
        self.sealed |= len(self.opened) > MAX_NESTING

    def close(self, kind: str) -> None:
        """Leaves the innermost segment of a kind, if any; others stay open."""
        for index in range(len(self.opened) - 1, -1, -1):
            if self.opened[index][0] == kind and not self.sealed:
                del self.opened[index]
                return

    @property
    def visible_to(self) -> Visibility:
        """Those whom all open segments reach."""
        if self.sealed:
            return ()
        reached = self.base
        for _, names in self.opened:
            reached = names if reached is None else tuple(n for n in reached if n in names)
        return reached


def _add_text(text: str, utterance: _Utterance, base: Visibility = None) -> None:
    """Takes free text apart."""
    scopes = _Scopes(base)
    at = deeds = 0
    while mark := _MARK.search(text, at):
        utterance.say(text[at : mark.start()], scopes.visible_to)
        if mark["scope"] or mark["square"]:
            at = _cross(text, mark, scopes)
            continue
        if (deeds := deeds + 1) > MAX_FORMS:
            raise ReplyError(EXPECTED_DEED)
        at = _act(text, mark, scopes, utterance)
        if _SCOPE_OPENED.search(text, mark.start(), at):
            # A deed has swallowed the begin of a segment: its content must not become public.
            scopes.open("private", ())
    utterance.say(text[at:], scopes.visible_to)


def _cross(text: str, mark: re.Match[str], scopes: _Scopes) -> int:
    """Enters or leaves a segment; returns the index behind its tag."""
    scope = (mark["scope"] or mark["square"]).lower()
    kind = "private" if scope in _PRIVATE.split("|") else "visible"
    if mark["square"]:
        names, end = mark["names"] or "", mark.end()
    else:
        attributes = _ATTRIBUTES.match(text, mark.end())
        readable = attributes and (kind == "visible" or not attributes[1].strip(" /\t"))
        if attributes is None or not readable:
            if not mark["close"]:
                scopes.open("private", ())
            return mark.end()
        names, end = attributes[1], attributes.end()
    if mark["close"] or mark["close_square"]:
        scopes.close(kind)
    else:
        scopes.open(kind, () if kind == "private" else _addressed(names))
    return end


def _addressed(attributes: str) -> tuple[str, ...]:
    """The names in the attributes of a `<visible_to…>` tag."""
    address = _ADDRESS.match(attributes)
    names = attributes[address.end() if address else 0 :].strip().strip("()（）").rstrip("/ ")
    for quote in ('"', "'", "“”"):
        inner = names[1:-1]
        if names[:1] == quote[0] and names[-1:] == quote[-1] and quote[0] not in inner:
            names = inner
    return people(names)


def _act(text: str, mark: re.Match[str], scopes: _Scopes, utterance: _Utterance) -> int:
    """Carries out a deed; returns the index behind it.

    In a segment only a deed in a tag of its own counts: everybody sees deeds, so what is merely
    mentioned in private must not become one.
    """
    if mark["container"]:
        if mark["slash"] or not _INVOKED.match(text, mark.end()):
            return mark.end()
        found = Found()
        end = read_container(text, mark.end(), found)
        if found.failures:
            raise ReplyError(EXPECTED_DEED)
        utterance.do(found.invocations)
        return end
    if scopes.visible_to is not None:
        utterance.say(mark[0], scopes.visible_to)
        return mark.end()
    if mark["leave"]:
        utterance.leaves = True
        return mark.end()
    name = function_name(mark["call"])
    for reader in (
        CallReader(text, name, PARENTHESIS, trusting=True),
        CallReader(text, name, PARENTHESIS_AT_END, trusting=False),
        CallReader(text, name, PARENTHESIS, trusting=False),
    ):
        try:
            fields, end = reader.read(mark.end())
        except ReplyError:
            continue
        utterance.do([Invocation(name, fields)])
        return end
    raise ReplyError(EXPECTED_DEED)


def _looks_like_json(text: str) -> bool:
    """Whether an answer is an object, or holds one: it would be odd, and may be a leak, aloud."""
    return _JSON_ANSWER.match(text) is not None or _JSON_INSIDE.search(text) is not None


def _add_object(answer: dict[str, Any], utterance: _Utterance) -> None:
    """Takes an utterance apart that is given as JSON."""
    answer = in_code(answer)
    deeds = invocations_in(answer).invocations
    said = [answer[key] for key in ("segments", "speech", "text", "say") if answer.get(key)]
    if not said and not deeds and not set(answer) & _KEYS:
        raise ReplyError(EXPECTED_SPEECH)
    for entry in said[:1]:
        _add_said(entry, utterance, _restricted(answer))
    if isinstance(private := answer.get("private"), str):
        _add_text(private, utterance, ())
    utterance.do(deeds)
    for gift in answer.get("gifts") or []:
        if isinstance(gift, dict):
            utterance.do([Invocation("gift", named_fields("gift", gift))])
    utterance.leaves |= any(
        decision(answer.get(key, False)) == "yes" for key in ("exit", "leaves", "exit_activity")
    )


def _add_said(said: Any, utterance: _Utterance, base: Visibility) -> None:
    """Adds a text, or a list of texts and `{"text": …, "visible_to": …}`."""
    for entry in said if isinstance(said, list) else [said]:
        text, visible_to = entry, base
        if isinstance(entry, dict):
            text = entry.get("text")
            inner = _restricted(entry)
            if base is None or inner is None:
                visible_to = inner if base is None else base
            else:
                visible_to = tuple(name for name in base if name in inner)
        if not isinstance(text, str):
            raise ReplyError(EXPECTED_SPEECH)
        _add_text(text, utterance, visible_to)
        utterance.say(" ", visible_to)


def _restricted(entry: dict[str, Any]) -> Visibility:
    """Whom an object's text reaches; what is no list of names is taken for nobody."""
    if entry.get("private") is True:
        return ()
    value = entry.get("visible_to")
    return None if value is None else people(value)


def _plain(value: Any) -> str:
    return _disarmed(value).strip() if isinstance(value, str) else ""


def _says_nothing(text: str) -> bool:
    """Whether a text is empty, dots, or the words models write for silence."""
    words = text.strip(_AROUND_NOTHING)
    return len(words) < 20 and re.sub(r"[\s_-]+", "", words).casefold() in ("", "noresponse")


def _disarmed(text: str) -> str:
    """The text without anything that could be read as one of our tags."""
    if not _STRUCTURE.search(text):
        return text
    return text.replace("&lt;", "‹").replace("&gt;", "›").translate(_DISARM)
