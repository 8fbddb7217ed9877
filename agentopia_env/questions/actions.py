"""Role actions in an answer: what is asked for becomes actions with clean fields."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import orjson

from agentopia_env.errors import ReplyError
from agentopia_env.language import Phrase
from agentopia_env.questions.calls import Invocation
from agentopia_env.questions.invocations import Found, find_invocations, invocations_in
from agentopia_env.questions.lenient import presentable, read_json, without_thoughts
from agentopia_env.world.messages import ACTIONS, Action

FORMS = Phrase(
    "no action could be read; write each as "
    '<role_action>contact(to="Name", message="…")</role_action> or answer with JSON '
    '{{"actions": [{{"name": "contact", "arguments": {{"to": "Name", "message": "…"}}}}]}}; '
    "the actions are {actions}",
    actions=", ".join(ACTIONS),
)


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


YES = _words(
    "yes y yep yeah true 1 accept accepted accepting agree agreed ok okay sure join attend "
    "attending confirm confirmed 是 是的 好 好的 好啊 可以 同意 接受 参加 行 愿意 去"
)
NO = _words(
    "no n nope false 0 decline declined declining reject rejected refuse refused deny denied "
    "否 不 不是 不好 不行 不去 不同意 不接受 不参加 不愿意 不可以 拒绝 谢绝"
)
_ONE_LINE = ("to", "activity_name", "time", "location")
_FREE_TEXT = ("message", "proposal")
_PEOPLE = ("invited_persons", "required_participants")
_NOBODY = {"none", "null", "n/a", "nobody", "no one", "无"}
_PERSON = re.compile(
    r"[ \t]*(?:\"([^\"]*)\"|'([^']*)'|“([^”]*)”)[ \t]*(?=[,，、;；\n]|\Z)|([^,，、;；\n]+)"
)
_FIRST_WORD = re.compile(r"\W*(\w+)\W*(?:[,.!;:，。！；：\n—–]|\Z|\s-\s)")


def parse_actions(text: str) -> list[Action]:
    """The role actions in an answer, in order, identical repeats dropped.

    Fields are given as they were written, for the rules to judge: names are not resolved, times not
    checked. Unknown actions and unreadable ones beside readable ones are left out.

    Raises:
        ReplyError: the answer tries to act and nothing of it can be read; the reason names the
            forms that can.
    """
    found = _found(text)
    actions: dict[Action, None] = {}
    for invocation in found.invocations:
        for action in _actions(invocation):
            actions[action] = None
    if found.tried and not actions:
        raise ReplyError(FORMS)
    return list(actions)


def people(value: Any) -> tuple[str, ...]:
    """Names given as a list, as JSON, or separated by commas; each once, never split at dots.

    A comma inside quotes does not separate.
    """
    if isinstance(value, str):
        value = _listed(value)
    elif isinstance(value, dict):
        value = [value]
    if not isinstance(value, list):
        return ()
    names: dict[str, None] = {}
    for entry in value:
        given = entry.get("name") if isinstance(entry, dict) else entry
        name = _line(given)
        if name and name.casefold() not in _NOBODY:
            names[name] = None
    return tuple(names)


def decision(value: Any) -> str:
    """`yes` or `no` for the many ways to say so; anything unclear as it was given."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    text = _line(value)
    plain = unicodedata.normalize("NFKC", text).casefold()
    word = _FIRST_WORD.match(plain)
    for candidate in (plain.strip(" \"'.!。`*~"), word[1] if word else ""):
        if candidate in YES:
            return "yes"
        if candidate in NO:
            return "no"
    return text


def _found(text: str) -> Found:
    try:
        value = orjson.loads(text)
    except orjson.JSONDecodeError:
        return find_invocations(without_thoughts(text))
    return invocations_in(value)


def _actions(invocation: Invocation) -> list[Action]:
    """The actions an invocation comes to: several where a message goes to several people."""
    name = next((name for name in ACTIONS if name == invocation.name), None)
    if name is None:
        return []
    given = invocation.fields
    fields: dict[str, Any] = {key: _line(given.get(key)) for key in _ONE_LINE}
    fields |= {key: _text(given.get(key)) for key in _FREE_TEXT}
    fields |= {key: people(given.get(key)) for key in _PEOPLE}
    fields["decision"] = decision(given["decision"]) if "decision" in given else ""
    recipients = given.get("to")
    if isinstance(recipients, list):
        names = people(recipients)
        if name == "contact":
            return [Action(name, **(fields | {"to": to})) for to in names]
        fields["to"] = names[0] if len(names) == 1 else ""
    return [Action(name, **fields)]


def _text(value: Any) -> str:
    """A text field; numbers as they are written, anything that is no text as empty."""
    if isinstance(value, str):
        return presentable(value)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return ""


def _line(value: Any) -> str:
    return _text(value).strip()


def _listed(text: str) -> list[Any]:
    """The entries of a list that was given as text."""
    text = text.strip()
    if text.startswith("["):
        try:
            value = read_json(text)
        except ReplyError:
            text = text.strip("[]")
        else:
            return value if isinstance(value, list) else []
    entries = (next(filter(None, match.groups()), "") for match in _PERSON.finditer(text))
    return [entry.strip().strip("\"'“”").strip() for entry in entries]
