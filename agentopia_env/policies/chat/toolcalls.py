"""Function calls of an answer as the texts that questions read, in the words of the world."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import orjson

from agentopia_env.errors import ReplyError
from agentopia_env.language.answers import in_code, in_words, tag_in_words
from agentopia_env.policies.chat.wire import ToolCall
from agentopia_env.questions.base import MemoryQuestion, Question
from agentopia_env.questions.parsing import parse_object
from agentopia_env.questions.person import Contact, Speak

_TAG = str.maketrans({"<": "\\u003c", ">": "\\u003e"})


def call_of(name: str, arguments: object) -> ToolCall:
    """A call as a server gave it, its arguments parsed where they are a JSON object."""
    if isinstance(arguments, str):
        try:
            parsed = orjson.loads(arguments) if arguments.strip() else {}
        except orjson.JSONDecodeError:
            return ToolCall(name, arguments)
        return ToolCall(name, parsed if isinstance(parsed, dict) else arguments)
    return ToolCall(name, dict(arguments) if isinstance(arguments, Mapping) else {})


def with_calls(question: Question[Any], text: str, calls: Sequence[ToolCall]) -> str:
    """One text of an answer's text and its function calls, in the form the question reads.

    What the model says beside its calls is kept where it can be an answer too.
    """
    if not calls:
        return text
    language = question.world.language
    tagged = (_tagged(call, language) for call in calls)
    if isinstance(question, Speak):
        return "\n".join([text, *tagged]).strip()
    if isinstance(question, Contact):
        if text.strip():
            return "\n".join([text, *tagged])
        return _json({"actions": [_entry(call) for call in calls]}, language)
    if isinstance(question, MemoryQuestion):
        return _json(_joined(text, calls), language)
    return text or _json(_entry(calls[0])["arguments"], language)


def _joined(text: str, calls: Sequence[ToolCall]) -> dict[str, Any]:
    """The object in a text, if there is one, with the calls among its own."""
    try:
        content = in_code(parse_object(text)) if text.strip() else {}
    except ReplyError:
        content = {}
    own = content.get("calls")
    given = own if isinstance(own, list) else []
    return {**content, "calls": [*given, *(_entry(call) for call in calls)]}


def _entry(call: ToolCall) -> dict[str, Any]:
    """A call as JSON; arguments that are mere text stay one, for the reader to mend or refuse."""
    return {"name": call.name, "arguments": call.arguments}


def _tagged(call: ToolCall, language: str) -> str:
    """A call in a tag that no text inside it can close."""
    tag = tag_in_words("role_action", language)
    return f"<{tag}>{_json(_entry(call), language).translate(_TAG)}</{tag}>"


def _json(value: object, language: str) -> str:
    return orjson.dumps(in_words(value, language)).decode()
