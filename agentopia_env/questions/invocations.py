"""What an answer asks to have done, in whatever notation: tags, calls, JSON, tool calls.

The text is read from left to right, and every form that is understood, or that was begun and cannot
be understood, is passed over as a whole. So what stands inside a string is never taken for an
invocation of its own, however much it looks like one.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field
from typing import Any

from agentopia_env.errors import ReplyError
from agentopia_env.language.answers import in_code, key_in_code
from agentopia_env.language.words_zh import KEYS
from agentopia_env.questions.calls import (
    CONTAINERS,
    INVOCATION_INSIDE,
    NAMES,
    OPENED,
    PARENTHESIS,
    PARENTHESIS_AT_END,
    SIGNATURES,
    TAG_AHEAD,
    WORD,
    CallReader,
    Invocation,
    function_name,
    named_fields,
    positional_fields,
)
from agentopia_env.questions.lenient import OBJECT_START, past_braces, read_json, scan

MAX_FORMS = 64
"""How many forms are read in one text; far more than anybody may do at once."""
MAX_FAILURES = 12
"""How many unreadable forms are passed over before the rest of a text is given up."""
_ARGUMENTS = ("arguments", "parameters", "args", "params", "input", "kwargs")
_NAME_KEYS = ("name", "action", "action_name", "role_action", "function", "tool", "type")
_WRAPPERS = ("tool_calls", "actions", "role_actions")
_NOTHING = {"", "none", "nothing", "no_action", "wait", "pass", "do_nothing", "noop", "null", "n/a"}

_FORM = re.compile(
    rf"<\s*(?P<tag>{CONTAINERS})\b[^<>]*>"
    rf"|<\s*(?P<named>{NAMES})\b(?P<attributes>[^<>]*)>"
    rf"|(?P<json>{OBJECT_START}|\[\s*\{{)"
    rf"|^[ \t>*`•\d.)-]*(?P<call>{NAMES})[ \t]*{OPENED}",
    re.MULTILINE | re.IGNORECASE,
)
_CLOSING = re.compile(rf"<\s*/\s*(?:{CONTAINERS}|{NAMES})\s*>", re.IGNORECASE)
_TAG = re.compile(rf"<\s*(?:/\s*)?(?:{CONTAINERS}|{NAMES})\b", re.IGNORECASE)
_LINE = re.compile(r"\n|\Z")
_PADDING = re.compile(r"(?:\s|```\w*|[;,`])*")
_JSON = re.compile(rf"{OBJECT_START}|\[\s*\{{")
_CALL = re.compile(rf"(?:(?P<known>{NAMES})\s*|(?P<other>[^\W\d]\w*)){OPENED}", re.IGNORECASE)
_BARE_NAME = re.compile(rf"({NAMES})\s*(?=<|\Z)", re.IGNORECASE)
_KEY = re.compile(rf"(?:{WORD})\s*[=:＝]")
_PAIR = re.compile(rf"""({WORD})\s*[=＝]\s*(?:"([^"]*)"|'([^']*)'|“([^”]*)”)""")
_QUOTED_NAME = re.compile(rf"[\"'](?:{NAMES}|actions|{KEYS['actions']})[\"']")


@dataclass(slots=True)
class Found:
    """What a text, or one form in it, asks for.

    Attributes:
        tried: something was clearly meant to be an invocation, whether or not it could be read.
        failures: how many forms could not be read.
    """

    invocations: list[Invocation] = field(default_factory=list)
    tried: bool = False
    failures: int = 0


def find_invocations(text: str) -> Found:
    """All invocations in a text that is not JSON as a whole, in order."""
    found = Found()
    at = 0
    for _ in range(MAX_FORMS):
        form = _FORM.search(text, at)
        if form is None or found.failures > MAX_FAILURES:
            break
        if form["tag"]:
            at = read_container(text, form.end(), found)
        elif form["named"]:
            read = _read_attributes if "=" in form["attributes"] else _read_named
            at = read(text, form, found)
        elif form["json"]:
            at = _read_json_form(text, form.start(), found)
        else:
            at = _read_call_form(text, form.end(), function_name(form["call"]), _LINE, found)
    return found


def read_container(text: str, at: int, found: Found) -> int:
    """Adds what a `<role_action>`-like tag holds; returns the index behind its closing tag.

    Args:
        text: the answer.
        at: index behind the opening tag. A tag that is never closed extends to the next one.
        found: receives the invocations.
    """
    for _ in range(MAX_FORMS):
        padding = _PADDING.match(text, at)
        at = padding.end() if padding else at
        if call := _CALL.match(text, at):
            name = function_name(call["known"] or call["other"])
            at = _read_call_form(text, call.end(), name, _CLOSING, found)
        elif _JSON.match(text, at):
            at = _read_json_form(text, at, found, in_tag=True)
        elif bare := _BARE_NAME.match(text, at):
            found.invocations.append(Invocation(function_name(bare[1])))
            at = bare.end()
        else:
            break
    tag = _TAG.search(text, at)
    end = tag.start() if tag else len(text)
    found.tried |= text[at:end].strip().strip(".()[]{}").lower() not in _NOTHING
    closing = _CLOSING.match(text, end)
    return closing.end() if closing else end


def invocations_in(value: Any) -> Found:
    """The invocations that a JSON value stands for."""
    found = Found()
    _add_value(in_code(value), found, levels=4)
    return found


# ---------------------------------------------------------------- JSON shapes


def _add_value(value: Any, found: Found, levels: int) -> None:
    """Adds the invocations of a JSON value; `levels` bounds how deeply wrappers may nest."""
    if levels < 0 or not isinstance(value, dict | list):
        return
    if isinstance(value, list):
        for entry in value[:MAX_FORMS]:
            _add_value(entry, found, levels - 1)
        return
    name, name_key = _name_in(value)
    if name:
        found.tried = True
        _add_invocation(name, _arguments_in(value, name_key), found)
        return
    for wrapper in _WRAPPERS:
        if value.get(wrapper):
            _add_wrapped(value[wrapper], found, levels - 1)
    for wrapper in ("function", "function_call", "role_action", "action"):
        if isinstance(value.get(wrapper), dict):
            _add_value(value[wrapper], found, levels - 1)
    for key, inner in value.items():
        if _plain_name(key) in SIGNATURES and isinstance(inner, dict | list):
            for fields in inner if isinstance(inner, list) else [inner]:
                _add_invocation(_plain_name(key), fields, found)


def _add_wrapped(entries: Any, found: Found, levels: int) -> None:
    """Adds the entries of an `actions` or `tool_calls` list; entries may be texts of calls."""
    for entry in (entries if isinstance(entries, list) else [entries])[:MAX_FORMS]:
        if isinstance(entry, str):
            tag = _FORM.match(entry)
            read_container(entry, tag.end() if tag and tag["tag"] else 0, found)
            continue
        found.tried |= not _idle(entry)
        _add_value(entry, found, levels)


def _idle(entry: Any) -> bool:
    """Whether an entry says that nothing is to be done."""
    return not entry or (
        isinstance(entry, dict)
        and any(
            isinstance(entry.get(key), str) and _plain_name(entry[key]) in _NOTHING
            for key in _NAME_KEYS
        )
    )


def _name_in(value: dict[str, Any]) -> tuple[str, str]:
    """The known name that a dictionary invokes and the key it stands under, or empty texts."""
    for key in _NAME_KEYS:
        given = value.get(key)
        if isinstance(given, str) and _plain_name(given) in SIGNATURES:
            return _plain_name(given), key
    return "", ""


def _plain_name(name: str) -> str:
    plain = name.strip().lower().removesuffix("()").removesuffix("（）")
    return function_name(plain.replace("-", "_").replace(" ", "_"))


def _arguments_in(value: dict[str, Any], name_key: str) -> Any:
    """The arguments beside a name: under one key, possibly as a JSON string, or flat."""
    for key in _ARGUMENTS:
        if key in value:
            return value[key]
    return {key: inner for key, inner in value.items() if key != name_key}


def _add_invocation(name: str, arguments: Any, found: Found) -> None:
    """Adds one invocation, unless its arguments are a text that is no JSON."""
    found.tried = True
    if isinstance(arguments, str):
        try:
            arguments = read_json(arguments) if arguments.strip() else {}
        except ReplyError:
            found.failures += 1
            return
    if isinstance(arguments, list):
        arguments = positional_fields(name, arguments)
    if isinstance(arguments, dict):
        found.invocations.append(Invocation(name, named_fields(name, arguments)))
    else:
        found.failures += arguments is not None


# ---------------------------------------------------------------- forms in a text


def _read_json_form(text: str, at: int, found: Found, *, in_tag: bool = False) -> int:
    """Adds what the JSON at `at` holds; unreadable JSON is passed over as a whole."""
    try:
        value, end = scan(text, at)
    except ReplyError:
        end = _past_broken(text, at, _CLOSING) if in_tag else past_braces(text, at)
        found.failures += 1
        found.tried |= in_tag or _QUOTED_NAME.search(text, at, end) is not None
        return end
    inner = invocations_in(value)
    found.invocations += inner.invocations
    found.tried |= inner.tried or (in_tag and not _idle(value))
    found.failures += inner.failures
    return end


def _read_named(text: str, form: re.Match[str], found: Found) -> int:
    """Adds the action of a tag that bears its name: `<contact>{…}</contact>`."""
    name = function_name(form["named"])
    found.tried = True
    padding = _PADDING.match(text, form.end())
    at = padding.end() if padding else form.end()
    if _JSON.match(text, at):
        try:
            value, end = scan(text, at)
        except ReplyError:
            found.failures += 1
            return _past_broken(text, at, _CLOSING)
        for fields in value if isinstance(value, list) else [value]:
            inner = _arguments_in(fields, "") if isinstance(fields, dict) else None
            _add_invocation(name, inner, found)
        return end
    if text.startswith(("(", "（"), at):
        return _read_call_form(text, at + 1, name, _CLOSING, found)
    if _KEY.match(text, at):
        return _read_call_form(text, at, name, _CLOSING, found, ends=(TAG_AHEAD, TAG_AHEAD))
    return _past_broken(text, at, _CLOSING)


def _read_attributes(text: str, form: re.Match[str], found: Found) -> int:
    """Adds the action of `<contact to="Ada" message="…"/>` or `<contact to="Ada">…</contact>`."""
    name = function_name(form["named"])
    found.tried = True
    given = {
        key_in_code(pair[1]): html.unescape(pair[2] or pair[3] or pair[4] or "")
        for pair in _PAIR.finditer(form[0])
    }
    end = form.end()
    closing = _CLOSING.search(text, end)
    if not form["attributes"].rstrip().endswith("/") and closing:
        if INVOCATION_INSIDE.search(text, end, closing.start()):
            found.failures += 1
            return len(text)  # it is unclear what is message and what is action
        given.setdefault("message", text[end : closing.start()].strip())
        end = closing.end()
    _add_invocation(name, given, found)
    return end


def _read_call_form(
    text: str,
    at: int,
    name: str,
    boundary: re.Pattern[str],
    found: Found,
    ends: tuple[re.Pattern[str], re.Pattern[str]] = (PARENTHESIS_AT_END, PARENTHESIS),
) -> int:
    """Adds the call whose arguments begin at `at`; an unreadable one is passed over."""
    found.tried = True
    certain, possible = ends
    for reader in (
        CallReader(text, name, certain, trusting=True),
        CallReader(text, name, certain, trusting=False),
        CallReader(text, name, possible, trusting=True),
        CallReader(text, name, possible, trusting=True, boundary=boundary),
    ):
        try:
            fields, end = reader.read(at)
        except ReplyError:
            continue
        found.invocations.append(Invocation(name, fields))
        return end
    found.failures += 1
    return _past_broken(text, at, boundary)


def _past_broken(text: str, at: int, boundary: re.Pattern[str]) -> int:
    """Where to go on behind something unreadable.

    Behind its closing tag or line if the quotes up to there are paired; else a string may still be
    open, and what follows may be a message rather than an action: nothing more is read.
    """
    end = boundary.search(text, at)
    if end is None or text.count('"', at, end.start()) % 2:
        return len(text)
    return end.end()
