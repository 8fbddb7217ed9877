"""The call notation, `contact(to="Ada", message="…")`, and what can be called, in any language.

Models forget to escape quotes, to close them and to quote at all. A `CallReader` reads a call under
one assumption about such mistakes; whoever uses it tries the assumptions in order of likelihood.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Any

from agentopia_env.errors import ReplyError
from agentopia_env.language import words_zh
from agentopia_env.language.answers import key_in_code
from agentopia_env.questions.lenient import CLOSING_QUOTES, STOPS, scan, unescape

MAX_VALUE = 20_000
"""Longest value that is looked for behind an unescaped quote."""
MAX_ARGUMENTS = 20

SIGNATURES: dict[str, tuple[str, ...]] = {
    "contact": ("to", "message"),
    "propose_joint_activity": (
        "activity_name",
        "proposal",
        "invited_persons",
        "time",
        "location",
        "required_participants",
        "message",
    ),
    "respond_invitation": ("activity_name", "to", "decision", "message"),
    "cancel_joint_activity": ("activity_name", "message"),
    "gift": ("to", "item"),
    "exit_activity": (),
}
"""What can be called, with its parameters in the order of positional arguments."""
_ALIASES: dict[str, tuple[str, ...]] = {
    "recipient": ("to",),
    "receiver": ("to",),
    "target": ("to",),
    "person": ("to",),
    "content": ("message",),
    "text": ("message",),
    "msg": ("message",),
    "activity": ("activity_name",),
    "title": ("activity_name",),
    "name": ("activity_name", "to"),
    "description": ("proposal",),
    "invited": ("invited_persons",),
    "invitees": ("invited_persons",),
    "participants": ("invited_persons",),
    "required": ("required_participants",),
    "when": ("time",),
    "place": ("location",),
    "where": ("location",),
    "response": ("decision",),
    "answer": ("decision",),
    "accept": ("decision",),
    "object": ("item",),
    "gift": ("item",),
}

_PARAMETERS = dict.fromkeys(name for names in SIGNATURES.values() for name in names)
NAMES = "|".join((*SIGNATURES, *(words_zh.FUNCTIONS[name] for name in SIGNATURES)))
"""Pattern of everything that can be called, in any language."""
CONTAINERS = f"role_actions?|tool_calls?|function_calls?|{words_zh.TAGS['role_action']}"
"""Pattern of the tags that hold calls."""
WORD = "|".join((r"[A-Za-z_]\w*", *(words_zh.KEYS[name] for name in _PARAMETERS)))
"""Pattern of the name of an argument; Chinese text could be anything, so only what is known."""
OPENED = rf"(?:\(|（(?=\s*(?:(?:{WORD})\s*[=＝:：]|[\"'“‘）])))"
"""Pattern of what opens the arguments of a call."""
PARENTHESIS = re.compile(r"\s*(?:[,，]\s*)?[)）]")
PARENTHESIS_AT_END = re.compile(
    rf"\s*(?:[,，]\s*)?[)）](?=[ \t;,.；，。`*]*(?:\n|\Z|<|\]|(?:{NAMES})\s*{OPENED}))",
    re.IGNORECASE,
)
TAG_AHEAD = re.compile(r"\s*(?:[,，]\s*)?(?=</?\w|\Z)")

_KEY = re.compile(rf"\s*[\"']?({WORD})[\"']?\s*[=:＝]\s*")
_NEXT_KEY = re.compile(rf"\s*[,，]\s*({WORD})\s*(?:[=＝]|:\s*[\"'“‘\[])")
_NEXT_LITERAL = re.compile(r"\s*[,，]\s*[\"'“‘\[]")
_ARGUMENT_INSIDE = re.compile(rf"[\"'”]\s*[,，]\s*({WORD})\s*[=＝]")
_COMMA = re.compile(r"\s*[,，]\s*")
_SPACE = re.compile(r"\s*")
_BARE_END = re.compile(r"[,，)）<]")
INVOCATION_INSIDE = re.compile(
    rf"<\s*(?:/\s*)?(?:{CONTAINERS}|{NAMES})\b|\n[ \t]*(?:{NAMES})[ \t]*{OPENED}", re.IGNORECASE
)
"""What makes it doubtful that a carelessly quoted text is one text."""
_OPENING_INSIDE = re.compile(
    rf"<\s*(?:{CONTAINERS}|{NAMES})\b|\n[ \t]*(?:{NAMES})[ \t]*{OPENED}", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Invocation:
    """Something to be done: its name in lower case and its arguments by canonical name, unread."""

    name: str
    fields: dict[str, Any] = field(default_factory=dict)


def canonical(name: str, key: str) -> str:
    """The parameter of `name` that a key means; empty if none (of an unknown name: the key)."""
    key = key_in_code(key.strip().lower())
    if name not in SIGNATURES or key in SIGNATURES[name]:
        return key
    return next((alias for alias in _ALIASES.get(key, ()) if alias in SIGNATURES[name]), "")


def function_name(word: str) -> str:
    """The code's name of something that is called by its word, in any language and case."""
    return key_in_code(word.lower())


def named_fields(name: str, given: dict[str, Any]) -> dict[str, Any]:
    """Arguments by canonical name; a name given exactly goes before an alias of it."""
    fields: dict[str, Any] = {}
    for key, value in given.items():
        parameter = canonical(name, key)
        if parameter and (parameter not in fields or key == parameter):
            fields[parameter] = value
    return fields


def positional_fields(name: str, values: list[Any]) -> dict[str, Any]:
    """Positional arguments by name; the optional list of a proposal may be left out."""
    parameters = SIGNATURES.get(name, ())
    if name == "propose_joint_activity" and len(values) == 6 and isinstance(values[5], str):
        parameters = (*parameters[:5], "message")
    return dict(zip(parameters, values, strict=False))


@dataclass(frozen=True, slots=True)
class CallReader:
    """Reads the arguments of one call under one assumption.

    Attributes:
        text: the whole answer.
        name: what is called, in lower case.
        end: what ends the call.
        trusting: the first unescaped quote ends a string. Otherwise the first one behind which the
            call visibly goes on or ends.
        boundary: if given, the call may lack its closing quote and parenthesis, and then extends
            to this.
    """

    text: str
    name: str
    end: re.Pattern[str]
    trusting: bool
    boundary: re.Pattern[str] | None = None

    def read(self, at: int) -> tuple[dict[str, Any], int]:
        """The arguments that begin at `at`, by canonical name, and the index behind the call.

        Raises:
            ReplyError: they cannot be read under this assumption.
        """
        positional: list[Any] = []
        named: dict[str, Any] = {}
        for _ in range(MAX_ARGUMENTS):
            end = self._ended(at)
            if end >= 0:
                return {**positional_fields(self.name, positional), **_known(named)}, end
            key = _KEY.match(self.text, at)
            parameter = canonical(self.name, key[1]) or key[1] if key else ""
            if key:
                at = key.end()
            if parameter in named or (named and not key):
                raise ReplyError("an argument is given twice, or without its name")
            value, at = self._value(at, parameter, named)
            if key:
                named[parameter] = value
            else:
                positional.append(value)
            comma = _COMMA.match(self.text, at)
            if self._ended(at) < 0:
                if not comma:
                    raise ReplyError("there is no comma between two arguments")
                at = comma.end()
        raise ReplyError("there are too many arguments")

    def _ended(self, at: int) -> int:
        """The index behind the call if it ends at `at`, else -1."""
        if end := self.end.match(self.text, at):
            return end.end()
        if self.boundary:
            space = _SPACE.match(self.text, at)
            for place in (at, space.end() if space else at):
                if place >= len(self.text) or self.boundary.match(self.text, place):
                    return place
        return -1

    def _value(self, at: int, parameter: str, named: dict[str, Any]) -> tuple[Any, int]:
        """The argument that begins at `at`, and the index behind it."""
        first = self.text[at : at + 1]
        if first in ("[", "{", "("):
            return scan(self.text, at)
        if first not in CLOSING_QUOTES:
            return self._bare(at, parameter, named)
        if self.text.startswith(first * 3, at):
            close = self.text.find(first * 3, at + 3)
            if close >= 0:
                return unescape(self.text[at + 3 : close]), close + 3
        return self._quoted(at, parameter, named)

    def _quoted(self, at: int, parameter: str, named: dict[str, Any]) -> tuple[str, int]:
        limit = len(self.text) if self.trusting else at + MAX_VALUE
        for stop in STOPS[self.text[at]].finditer(self.text, at + 1, limit):
            if stop[0][0] == "\\":
                continue
            raw = self.text[at + 1 : stop.start()]
            if self.trusting:
                certain = self.boundary is None or not INVOCATION_INSIDE.search(raw)
                closed = self._ended(stop.end()) >= 0 or _COMMA.match(self.text, stop.end())
                if certain and closed:
                    return unescape(raw), stop.end()
                break
            if self._continues(stop.end(), parameter, named):
                if INVOCATION_INSIDE.search(raw) or self._argument_inside(raw):
                    raise ReplyError("it is unclear where a text ends and the next call begins")
                return unescape(raw), stop.end()
        return self._left_open(at + 1, self.text[at])

    def _bare(self, at: int, parameter: str, named: dict[str, Any]) -> tuple[str, int]:
        """An argument without quotes: up to where the call goes on or ends."""
        for stop in _BARE_END.finditer(self.text, at, at + MAX_VALUE):
            if self._continues(stop.start(), parameter, named):
                return self.text[at : stop.start()].strip(), stop.start()
        return self._left_open(at, "")

    def _continues(self, at: int, parameter: str, named: dict[str, Any]) -> bool:
        """Whether the call ends at `at`, or another argument that is still missing follows."""
        if self.end.match(self.text, at):
            return True
        if key := _NEXT_KEY.match(self.text, at):
            following = canonical(self.name, key[1])
            return bool(following) and following != parameter and following not in named
        return not parameter and _NEXT_LITERAL.match(self.text, at) is not None

    def _argument_inside(self, raw: str) -> bool:
        """Whether a carelessly quoted text seems to hold further arguments of the call."""
        return any(canonical(self.name, key[1]) for key in _ARGUMENT_INSIDE.finditer(raw))

    def _left_open(self, at: int, quote: str) -> tuple[str, int]:
        """A last argument that is never closed, where that is the only reading."""
        if self.boundary is None:
            raise ReplyError("a quoted text is never closed")
        bound = self.boundary.search(self.text, at)
        end = bound.start() if bound else len(self.text)
        raw = self.text[at:end].rstrip().rstrip(";`").removesuffix(")").rstrip()
        if (quote and quote in raw) or INVOCATION_INSIDE.search(raw):
            raise ReplyError("it is unclear where a text ends")
        if _OPENING_INSIDE.search(self.text, end):
            # The text may go on and quote an action; then running it would be forgery.
            raise ReplyError("it is unclear whether what follows is part of a text")
        return unescape(raw), end


def _known(named: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in named.items() if key}
