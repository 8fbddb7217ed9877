"""The JSON schema that an answer is held to, as servers take it.

The schemas are plain: every field is required, nothing has a default, a length or a bound (these
slow the making of grammars, and the rules clamp what they are given). There is one per kind of
question and language and not one per question, so that a server makes each grammar once. Fields and
set values are in the world's words; the form's own name is no part of what a model reads, and
servers take nothing but ASCII for it.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from pydantic import BaseModel

from agentopia_env.language import ENGLISH
from agentopia_env.language.answers import schema_in_words
from agentopia_env.policies.chat.tools import parameters
from agentopia_env.policies.chat.wire import Form
from agentopia_env.questions.base import MemoryQuestion, Question
from agentopia_env.questions.person import Contact, Speak
from agentopia_env.world.messages import ACTIONS

_TEXTS = {"type": "array", "items": {"type": "string"}}


def form_of(question: Question[Any]) -> Form | None:
    """The form that a question asks for; None where it asks for speech."""
    if isinstance(question, Speak):
        return None
    language = question.world.language
    if isinstance(question, Contact):
        return _contact(bool(question.events), language)
    calls = isinstance(question, MemoryQuestion) and question.calls_left > 0
    return _form(question.kind, question.reply_type, calls, language)


def form_for(name: str, reply_type: type[BaseModel]) -> Form:
    """The form of an answer that is no question's of a society."""
    return _form(name, reply_type, calls=False, language=ENGLISH)


@lru_cache(maxsize=256)
def _form(kind: str, reply_type: type[BaseModel], calls: bool, language: str) -> Form:
    full = reply_type.model_json_schema()
    schema = _plain(full, full.get("$defs", {}))
    if not calls:
        return _made(kind, schema, language)
    # One object, not a choice of two: with its calls a model may answer at once.
    asking = _object({"calls": _calls()})
    answering = _object({**schema["properties"], "calls": _calls()})
    answering["required"] = list(schema["properties"])
    return _made(f"{kind}_or_calls", {"anyOf": [asking, answering]}, language)


@lru_cache(maxsize=8)
def _contact(events: bool, language: str) -> Form:
    """Actions under their names, each with the arguments it takes."""
    actions = []
    for name in ACTIONS:
        fields = parameters(name)["properties"]
        named = {"type": "string", "enum": [name]}
        actions.append(_object({"name": named, "arguments": _object(fields)}))
    properties: dict[str, Any] = {"actions": {"type": "array", "items": {"anyOf": actions}}}
    if events:
        properties["events"] = _TEXTS
    return _made("contact", _object(properties), language)


def _calls() -> dict[str, Any]:
    entries = [
        _object({"name": {"type": "string", "enum": [name]}, "arguments": parameters(name)})
        for name in ("list_files", "read_file", "update_file")
    ]
    return {"type": "array", "items": {"anyOf": entries}}


def _object(properties: dict[str, Any]) -> dict[str, Any]:
    return {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }


def _plain(node: dict[str, Any], defs: dict[str, Any]) -> dict[str, Any]:
    """A schema as pydantic writes it, without what servers need not know."""
    if "$ref" in node:
        return _plain(defs[node["$ref"].rpartition("/")[2]], defs)
    if "anyOf" in node:
        choices = [_plain(choice, defs) for choice in node["anyOf"]]
        if all(choice.get("type") in ("integer", "number") for choice in choices):
            return {"type": "number"}
        return {"anyOf": choices}
    if "properties" in node:
        return _object({name: _plain(inner, defs) for name, inner in node["properties"].items()})
    if node.get("type") == "object":
        return {
            "type": "object",
            "additionalProperties": _plain(node["additionalProperties"], defs),
        }
    if node.get("type") == "array":
        return {"type": "array", "items": _plain(node["items"], defs)}
    return {name: node[name] for name in ("type", "enum") if name in node}


def _made(name: str, schema: dict[str, Any], language: str) -> Form:
    schema = schema_in_words(schema, language)
    closed = _all_objects(schema, lambda node: node.get("additionalProperties") is False)
    strict = closed and _all_objects(
        schema, lambda node: set(node["required"]) == set(node["properties"])
    )
    return Form(name, schema, closed, strict and "anyOf" not in schema)


def _all_objects(node: Any, holds: Callable[[dict[str, Any]], bool]) -> bool:
    """Whether something holds of every object in a schema."""
    if isinstance(node, list):
        return all(_all_objects(inner, holds) for inner in node)
    if not isinstance(node, dict):
        return True
    if node.get("type") == "object" and not holds(node):
        return False
    return all(_all_objects(inner, holds) for inner in node.values())
