"""JSON as language models really write it: read where only one reading is possible, else refused.

A text that is JSON costs one call of orjson. Anything else goes through one linear pass that mends
fences, prose around the object, Python literals, single or typographic quotes, raw line breaks and
unescaped quotes in strings, `//` comments and trailing commas, and leaves the grammar to orjson.
The pass evaluates nothing and keeps its own stack, so hostile answers are cheap and harmless.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import orjson

from agentopia_env.errors import ReplyError
from agentopia_env.language import Phrase

MAX_DEPTH = 64
"""Deepest nesting that is read."""
MAX_STARTS = 16
"""How many places in a text are tried as the begin of an object."""
EXPECTED = Phrase('answer with one JSON object, like {"key": "value"}, and nothing around it')

_LITERALS = {
    "True": "true",
    "False": "false",
    "None": "null",
    "none": "null",
    "undefined": "null",
    "NaN": "null",
}
_CLOSER = {"{": "}", "[": "]", "(": ")"}
_MARKS = {"，": ",", "：": ":"}
CLOSING_QUOTES = {
    '"': '"',
    "'": "'",
    "“": '“”"',
    "”": '“”"',
    "‘": "‘’'",
    "’": "‘’'",
}
"""Opening quote to the quotes that can close what it opens."""
STOPS = {
    quote: re.compile(rf"\\.|[{closing}]", re.DOTALL) for quote, closing in CLOSING_QUOTES.items()
}
"""Opening quote to a pattern of what to look at inside: escapes and possible ends."""

_THOUGHT = re.compile(r"<\s*(?:(/)\s*)?(?:think|thinking|thought)\s*>", re.IGNORECASE)
_OPENING = re.compile(r"\s*(?:```[\w-]*\s*)?")
_FENCED = re.compile(r"```[\w-]{0,20}\s*\Z")
OBJECT_START = r"\{\s*(?:[\"'“”‘’}]|\w+\s*[:：])"
"""What tells the begin of an object from a brace in prose."""
_START = re.compile(OBJECT_START)
_BRACE = re.compile(r"[{}]")
_QUOTES = r"\"'“”‘’"
_TOKEN = re.compile(rf"\s+|//[^\n]*|[\[\]{{}}(),:，：]|[^\s\[\]{{}}(),:，：{_QUOTES}]+")
_AFTER_KEY = re.compile(r"\s*[:：]")
_AFTER_VALUE = re.compile(rf"\s*(?:\}}|[,，]\s*(?:[{_QUOTES}}}/]|[A-Za-z_]\w*\s*:)|//)")
_AFTER_ITEM = re.compile(rf"\s*(?:[\])]|[,，]\s*(?:[{_QUOTES}\[\]{{()/\d-]|[tfnTFN]\w)|//)")
_KEY_INSIDE = re.compile(r"[,{]\s*([\"'“”])[^\"'“”]*[\"'“”]\s*:")
_ESCAPE = re.compile(
    r"\\(u[0-9a-fA-F]{4}|x[0-9a-fA-F]{2}|U00(?:0[0-9a-fA-F]|10)[0-9a-fA-F]{4}|.)", re.DOTALL
)
_ESCAPED = {
    "n": "\n",
    "t": "\t",
    "r": "\r",
    "b": "\b",
    "f": "\f",
    '"': '"',
    "'": "'",
    "\\": "\\",
    "/": "/",
    "\n": "",
}
_SURROGATE = re.compile("[\ud800-\udfff]")


def parse_object(text: str) -> dict[str, Any]:
    """The JSON object in an answer.

    An object that the answer begins with (thoughts and a code fence aside) is the answer whatever
    follows. Behind prose there must be just one, or just one in a code fence. An object that was
    begun and cannot be read is never passed over in favour of another.

    Raises:
        ReplyError: there is none, or it is unclear which or what is meant.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return _only_object(without_thoughts(text))
    if isinstance(value, str) and value.lstrip().startswith("{"):
        text = value
        value = read_json(text)
    if isinstance(value, list) and len(value) == 1:
        value = value[0]
    if not isinstance(value, dict):
        raise ReplyError(EXPECTED)
    _refuse_depth(value, text)
    return value


def read_json(text: str) -> Any:
    """A text that is JSON and nothing else, mended where need be.

    Raises:
        ReplyError: it is not.
    """
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        text = presentable(text).strip()
        if text[:1] not in ("{", "["):
            raise ReplyError(EXPECTED) from None
        value, end = scan(text, 0)
        if text[end:].strip():
            raise ReplyError(EXPECTED) from None
    _refuse_depth(value, text)
    return value


def without_thoughts(text: str) -> str:
    """The answer without `<think>…</think>`; what might be a thought is taken for one.

    An unclosed thought extends to the end; a closing tag that nothing opened makes a thought of
    all before it, since chat templates often swallow the opening tag.
    """
    text = presentable(text)
    kept: list[str] = []
    at = 0
    inside = False
    for tag in _THOUGHT.finditer(text):
        if not tag[1]:
            if not inside:
                kept.append(text[at : tag.start()])
            inside = True
            continue
        if not inside:
            kept.clear()
        inside = False
        at = tag.end()
    if not inside:
        kept.append(text[at:])
    return "".join(kept)


def presentable(text: str) -> str:
    """The text without lone surrogates, which nothing can store."""
    return _SURROGATE.sub("\ufffd", text)


def scan(text: str, start: int) -> tuple[Any, int]:
    """The object or list whose opening bracket stands at `start`, and the index behind it.

    Raises:
        ReplyError: it cannot be read in exactly one way.
    """
    closers: list[str] = []
    out: list[str] = []
    at = start
    while at < len(text):
        at_key = bool(closers) and closers[-1] == "}" and out[-1] in "{,"
        if text[at] in CLOSING_QUOTES:
            string, at = _string(text, at, _follower(closers[-1], at_key))
            out.append(orjson.dumps(string).decode())
            continue
        match = _TOKEN.match(text, at)
        assert match is not None, "every character is a quote or begins a token"
        token = match[0]
        at = match.end()
        if token.isspace() or token.startswith("//"):
            continue
        if token in _CLOSER:
            _open(token, closers, out)
        elif token in ("}", "]", ")"):
            if closers.pop() != token:
                raise ReplyError(
                    "the JSON has a {token} where none fits; {expected}",
                    token=token,
                    expected=EXPECTED,
                )
            if out[-1] == ",":
                out.pop()
            out.append("}" if token == "}" else "]")
            if not closers:
                return _loaded("".join(out)), at
        else:
            out.append(_plain(token, at_key))
    raise ReplyError("the JSON is never closed; {expected}", expected=EXPECTED)


def past_braces(text: str, start: int) -> int:
    """The index behind the brace that balances the one at `start`; the end if none does."""
    depth = 0
    for brace in _BRACE.finditer(text, start):
        depth += 1 if brace[0] == "{" else -1
        if depth == 0:
            return brace.end()
    return len(text)


def unescape(raw: str) -> str:
    """The inside of a string literal without its escapes; unknown escapes stay as they are."""
    if "\\" not in raw:
        return raw
    text = _ESCAPE.sub(_unescaped, raw)
    if _SURROGATE.search(text):
        # `\ud83d\ude00` is one character written as two escapes.
        text = text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")
    return text


def _unescaped(match: re.Match[str]) -> str:
    code = match[1]
    if len(code) > 1:
        return chr(int(code[1:], 16))
    return _ESCAPED.get(code, match[0])


def _only_object(text: str) -> dict[str, Any]:
    """The one object in a text; see `parse_object`."""
    opening = _OPENING.match(text)
    begin = opening.end() if opening else 0
    found: list[tuple[int, dict[str, Any]]] = []
    at = 0
    for _ in range(MAX_STARTS):
        match = _START.search(text, at)
        if match is None:
            break
        start = match.start()
        try:
            value, at = scan(text, start)
        except ReplyError:
            if start == begin or match[0][-1] not in ":：":
                raise
            at = past_braces(text, start)  # `{name: …}` in prose is a placeholder
            continue
        if start == begin:
            return dict(value)
        found.append((start, value))
    return _unanimous(text, found)


def _unanimous(text: str, found: list[tuple[int, dict[str, Any]]]) -> dict[str, Any]:
    """What all objects found (or all in code fences) agree on; empty ones do not count."""
    objects = _different(value for _, value in found if value) or _different(
        value for _, value in found
    )
    if len(objects) > 1:
        fenced = (
            value for start, value in found if _FENCED.search(text, max(0, start - 40), start)
        )
        objects = _different(fenced) or objects
    if not objects:
        raise ReplyError(EXPECTED)
    if len(objects) > 1:
        raise ReplyError(
            "the answer holds several different JSON objects; {expected}", expected=EXPECTED
        )
    return objects[0]


def _different(values: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """The values in order, equal ones once."""
    distinct: list[dict[str, Any]] = []
    for value in values:
        if value not in distinct:
            distinct.append(value)
    return distinct


def _open(token: str, closers: list[str], out: list[str]) -> None:
    """One bracket deeper; a Python tuple is a list."""
    if len(closers) >= MAX_DEPTH:
        raise ReplyError("the JSON is nested more than {most} deep", most=MAX_DEPTH)
    closers.append(_CLOSER[token])
    out.append("{" if token == "{" else "[")


def _plain(token: str, at_key: bool) -> str:
    """A word, number or separator as JSON; whether it fits there is for orjson to say."""
    if token in _MARKS:
        return _MARKS[token]
    if at_key and (token[0].isalpha() or token[0] == "_"):
        return orjson.dumps(token).decode()
    return _LITERALS.get(token, token.removeprefix("+"))


def _follower(closer: str, at_key: bool) -> re.Pattern[str]:
    """What has to follow a quote for it to end a string at this place."""
    if closer == "}":
        return _AFTER_KEY if at_key else _AFTER_VALUE
    return _AFTER_ITEM


def _string(text: str, start: int, follower: re.Pattern[str]) -> tuple[str, int]:
    """The string whose opening quote stands at `start`, and the index behind it.

    A quote that is not followed by what has to come next belongs to the string. If the string then
    seems to hold keys, a quote was forgotten rather than left unescaped, and nobody can tell where.
    """
    unescaped = False
    for stop in STOPS[text[start]].finditer(text, start + 1):
        if stop[0][0] == "\\":
            continue
        if follower.match(text, stop.end()):
            raw = text[start + 1 : stop.start()]
            if unescaped and _KEY_INSIDE.search(raw):
                raise ReplyError('escape quotes inside strings as \\" and close every string')
            return unescape(raw), stop.end()
        unescaped = True
    raise ReplyError("a string in the JSON is never closed, or what follows it fits nowhere")


def _loaded(text: str) -> Any:
    try:
        return orjson.loads(text)
    except orjson.JSONDecodeError as error:
        raise ReplyError(
            "the JSON is not valid ({problem}); {expected}", problem=error.msg, expected=EXPECTED
        ) from error


def _refuse_depth(value: Any, text: str) -> None:
    """Refuses what is nested too deeply for anybody to print or compare later."""
    if text.count("{") + text.count("[") <= MAX_DEPTH:
        return
    level = [value]
    for _ in range(MAX_DEPTH + 1):
        level = [
            inner
            for outer in level
            if isinstance(outer, dict | list)
            for inner in (outer.values() if isinstance(outer, dict) else outer)
        ]
        if not level:
            return
    raise ReplyError("the JSON is nested more than {most} deep", most=MAX_DEPTH)
