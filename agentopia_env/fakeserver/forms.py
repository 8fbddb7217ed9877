"""The forms of an answer: JSON, plain or fenced or in prose, tags, calls of tools, speech.

Which form is used is drawn; a request that asks for JSON gets JSON, in the shape of its schema.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from random import Random
from typing import Any

import orjson

from agentopia_env.fakeserver.answers import Choice
from agentopia_env.fakeserver.schemas import Json, fitted
from agentopia_env.language.answers import (
    in_words,
    key_in_words,
    schema_in_code,
    tag_in_words,
)
from agentopia_env.questions.speech import Speech, parse_speech

FORMS_OF_SPEECH = ("text", "tools")
"""Forms of what is said."""
_REASONS = {
    "en": ("I thought about it for a moment.", "This is how I decide.", "Here is my answer."),
    "zh": ("我想了一会儿。", "我是这样决定的。", "这是我的回答。"),
}
_SILENCE = {"en": "I keep to myself this time.", "zh": "这次我什么也不做。"}
_THOUGHTS = {
    "en": "What matters here is who {who} is and how things stand. I weigh it and decide.",
    "zh": "重要的是{who}是谁，以及现在的情况。我权衡了一下，作出决定。",
}


@dataclass(frozen=True, slots=True)
class Message:
    """What the model writes.

    Attributes:
        calls: (name, arguments as JSON) of each tool that is called.
        finish: `stop`, `tool_calls` or `length`.
        form: the form it is in.
    """

    content: str
    form: str
    calls: tuple[tuple[str, str], ...] = ()
    thoughts: str = ""
    finish: str = "stop"


def written(choice: Choice, request: Mapping[str, Any], weights: Mapping[str, float], draw: Random,
            thinking: bool) -> Message:  # fmt: skip
    """An answer in one of the forms that the question and the request take."""
    schema = wanted_schema(request)
    if schema is None:
        message = _in_form(choice, tools_of(request), weights, draw)
    else:
        content = fitted(_complete(choice), schema_in_code(schema))
        message = Message(_dump(content, choice.keys), "json")
    if thinking or wants_thinking(request):
        message = replace(message, thoughts=_thoughts(choice, draw))
    return message


def _in_form(
    choice: Choice, tools: frozenset[str], weights: Mapping[str, float], draw: Random
) -> Message:
    possible = {form: weights.get(form, 0) for form in _possible(choice, tools)}
    if not any(possible.values()):
        possible = {"json" if choice.content is not None else "text": 1.0}
    form = draw.choices(list(possible), list(possible.values()))[0]
    language = choice.language
    if choice.content is None:
        return _spoken_with_tools(choice) if form == "tools" else Message(choice.speech, "text")
    match form:
        case "fenced":
            return Message(f"```json\n{_dump(choice.content, choice.keys)}\n```", form)
        case "prose":
            reasons = _REASONS.get(language, _REASONS["en"])
            return Message(f"{draw.choice(reasons)}\n\n{_dump(choice.content, choice.keys)}", form)
        case "tags":
            return Message(_tagged(choice.content, choice.keys), form)
        case "tools":
            return _called(choice.content, tools, choice.keys)
    return Message(_dump(choice.content, choice.keys), "json")


def _possible(choice: Choice, tools: frozenset[str]) -> list[str]:
    """Forms that the question takes, given the tools that are offered."""
    if choice.content is None:
        deeds = parse_speech(choice.speech)
        useful = {"gift"} if deeds.gifts else set()
        useful |= {"exit_activity"} if deeds.leaves else set()
        return ["tools"] if useful and useful <= tools else []
    forms = ["json", "fenced", "prose"]
    if "actions" in choice.content:
        forms.append("tags")
    names = {call["name"] for key in ("actions", "calls") for call in choice.content.get(key, ())}
    return [*forms, "tools"] if names and names <= tools else forms


def tools_of(request: Mapping[str, Any]) -> frozenset[str]:
    """Names of the tools that may be called."""
    if request.get("tool_choice") == "none":
        return frozenset()
    functions = (tool.get("function", {}) for tool in request.get("tools") or ())
    return frozenset(str(function.get("name")) for function in functions)


def wants_thinking(request: Mapping[str, Any]) -> bool:
    """Whether a request turns reasoning on."""
    return bool((request.get("chat_template_kwargs") or {}).get("enable_thinking"))


def _thoughts(choice: Choice, draw: Random) -> str:
    who = choice.question.who if choice.question else ""
    thought = _THOUGHTS.get(choice.language, _THOUGHTS["en"]).format(who=who)
    return " ".join([thought] * draw.randint(1, 6))


def _dump(value: Json, language: str) -> str:
    """An answer as JSON, in the words of the world's language."""
    return orjson.dumps(in_words(value, language)).decode()


# ---------------------------------------------------------------- actions as tags and as tools


def _tagged(content: Json, language: str) -> str:
    """Role actions as calls in tags; what else there is stands behind them as JSON."""
    tag = tag_in_words("role_action", language)
    named = ((action["name"], action["arguments"]) for action in content["actions"])
    lines = [
        f"<{tag}>{key_in_words(name, language)}({_arguments(given, language)})</{tag}>"
        for name, given in named
    ]
    rest = {key: value for key, value in content.items() if key != "actions"}
    if rest:
        lines.append(_dump(rest, language))
    return "\n".join(lines) or _SILENCE.get(language, _SILENCE["en"])


def _arguments(given: Json, language: str) -> str:
    """`to="Ada", message="…"`: JSON strings and lists are what the call notation takes."""
    named = in_words(given, language).items()
    return ", ".join(f"{name}={orjson.dumps(value).decode()}" for name, value in named)


def _called(content: Json, tools: frozenset[str], language: str) -> Message:
    """Actions or calls on memory as calls of tools; what else there is as the text beside them."""
    calls: list[tuple[str, str]] = []
    rest = dict(content)
    for key in ("actions", "calls"):
        for call in rest.pop(key, ()):
            if call["name"] in tools:
                calls.append((call["name"], orjson.dumps(call["arguments"]).decode()))
    text = _dump(rest, language) if any(rest.values()) else ""
    return Message(text, "tools", tuple(calls), finish="tool_calls")


def _spoken_with_tools(choice: Choice) -> Message:
    """Speech whose deeds are calls of tools."""
    speech = parse_speech(choice.speech)
    gifts = ({"to": to, "item": item} for to, item in speech.gifts)
    calls = [("gift", orjson.dumps(gift).decode()) for gift in gifts]
    calls += [("exit_activity", "{}")] if speech.leaves else []
    return Message(_words(speech, choice.language), "tools", tuple(calls), finish="tool_calls")


def _words(speech: Speech, language: str) -> str:
    """What is said, without the deeds."""
    private, shown = (tag_in_words(tag, language) for tag in ("private", "visible_to"))
    texts = []
    for part in speech.parts:
        if part.visible_to is None:
            texts.append(part.text)
        elif part.visible_to:
            texts.append(f'<{shown}="{",".join(part.visible_to)}">{part.text}</{shown}>')
        else:
            texts.append(f"<{private}>{part.text}</{private}>")
    return " ".join(texts)


def _speech_object(text: str) -> Json:
    """An utterance as the fields of its reply."""
    speech = parse_speech(text)
    return {
        "segments": [{"text": part.text, "visible_to": part.visible_to} for part in speech.parts],
        "gifts": [{"to": to, "item": item} for to, item in speech.gifts],
        "leaves": speech.leaves,
    }


# ---------------------------------------------------------------- schemas


def _complete(choice: Choice) -> Json:
    """The answer with every field of its reply, as whoever is held to a schema gives them."""
    content = choice.content
    if content is None:
        return _speech_object(choice.speech)
    if choice.question is None or "actions" in content or content.keys() == {"calls"}:
        return content
    reply = choice.question.reply_type.model_validate(content).model_dump(mode="json")
    return {**reply, "calls": content["calls"]} if "calls" in content else reply


def wanted_schema(request: Mapping[str, Any]) -> Json | None:
    """The schema that a request holds the answer to; an empty one for any JSON; None for text."""
    form = request.get("response_format") or {}
    structured = request.get("structured_outputs") or {}
    for schema in (request.get("guided_json"), structured.get("json")):
        if isinstance(schema, dict):
            return schema
        if isinstance(schema, str):
            loaded = orjson.loads(schema)
            return loaded if isinstance(loaded, dict) else {}
    if form.get("type") == "json_schema":
        return dict((form.get("json_schema") or {}).get("schema") or {})
    return {} if form.get("type") == "json_object" else None
