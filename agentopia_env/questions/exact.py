"""Answers that are word for word in the form asked for, read without the cost of mending.

Whatever is taken here, the lenient reading takes for the same; anything else is left to it.
"""

from __future__ import annotations

from typing import Any, TypeVar

import orjson
from pydantic import BaseModel, ValidationError

from agentopia_env.language.answers import in_code
from agentopia_env.questions.actions import decision, people
from agentopia_env.questions.calls import SIGNATURES
from agentopia_env.questions.invocations import MAX_FORMS
from agentopia_env.questions.lenient import MAX_DEPTH
from agentopia_env.world.messages import ACTIONS, Action

M = TypeVar("M", bound=BaseModel)

_FIELDS: dict[str, frozenset[str]] = {name: frozenset(SIGNATURES[name]) for name in ACTIONS}
_LISTS = frozenset(("invited_persons", "required_participants"))
_AS_WRITTEN = frozenset(("message", "proposal"))
_CONTACT_KEYS = {"actions", "events"}
_ENTRY_KEYS = {"name", "arguments"}


def exact(form: type[M], text: str) -> M | None:
    """The model that a JSON text is, with every value of the very type asked for; else None."""
    if text.count("{") + text.count("[") > MAX_DEPTH:
        return None
    try:
        return form.model_validate_json(text, strict=True)
    except ValidationError:
        return None


def exact_contact(text: str) -> tuple[tuple[Action, ...], Any] | None:
    """Actions (identical repeats dropped) and events of a contact answer; None unless exact."""
    try:
        content = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    if not text.isascii():
        content = in_code(content)
    if not isinstance(content, dict) or not content.keys() <= _CONTACT_KEYS:
        return None
    entries, events = content.get("actions"), content.get("events", [])
    if not isinstance(entries, list) or len(entries) > MAX_FORMS or not _texts(events):
        return None
    actions: dict[Action, None] = {}
    for entry in entries:
        action = _action(entry)
        if action is None:
            return None
        actions[action] = None
    return tuple(actions), tuple(events)


def _texts(value: Any) -> bool:
    return isinstance(value, list) and all(isinstance(entry, str) for entry in value)


def _action(entry: Any) -> Action | None:
    """An entry of the form {"name": …, "arguments": {…}} as an action."""
    if not isinstance(entry, dict) or entry.keys() != _ENTRY_KEYS:
        return None
    name, given = entry["name"], entry["arguments"]
    known = _FIELDS.get(name) if isinstance(name, str) else None
    if known is None or not isinstance(given, dict) or not given.keys() <= known:
        return None
    fields: dict[str, Any] = {}
    for key, value in given.items():
        if key in _LISTS:
            if not _texts(value):
                return None
            fields[key] = people(value)
        elif not isinstance(value, str):
            return None
        elif key in _AS_WRITTEN:
            fields[key] = value
        else:
            fields[key] = decision(value) if key == "decision" else value.strip()
    return Action(name, **fields)
