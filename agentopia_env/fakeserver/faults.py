"""What goes wrong, drawn from the request alone: seeded, and the same whenever it is asked."""

from __future__ import annotations

from dataclasses import replace
from random import Random
from typing import Any

from agentopia_env.chance import chance
from agentopia_env.fakeserver import wrong
from agentopia_env.fakeserver.answers import Choice
from agentopia_env.fakeserver.forms import Message
from agentopia_env.fakeserver.settings import CONTENT, TRANSPORT, Settings
from agentopia_env.fakeserver.tokens import count_tokens, first_tokens
from agentopia_env.language.answers import key_in_words, tag_in_words

_WRITTEN = """
activity activity_name analysis appearance_and_impression brief_introduction conflicts content
core_motivation description details display_name eligibility goal history message organization
outcome plan preferences proposal reason reflection role scene summary surroundings text values
"""
_PROSE = frozenset(_WRITTEN.split())
"""Fields that hold free text."""
_NAMED = ("to", "next_speaker")
_NAMES = ("invited_persons", "get_to_know", "accepted")
_BY_NAME = ("affection", "respect", "participants")


def transport_fault(settings: Settings, model: str, request: str, attempt: int) -> str:
    """What happens to a call on its way; empty where it goes well."""
    if model in settings.reliable_models:
        return ""
    place = (request, attempt) if settings.faults_clear else (request,)
    return _drawn(settings, TRANSPORT, chance(settings.seed, "transport", *place))


def content_fault(settings: Settings, model: str, request: str) -> str:
    """What is wrong with the answer to a request; empty where it is sound."""
    if model in settings.reliable_models:
        return ""
    return _drawn(settings, CONTENT, chance(settings.seed, "content", request))


def _drawn(settings: Settings, names: tuple[str, ...], draw: Random) -> str:
    point = draw.random()
    for name in names:
        point -= getattr(settings.faults, name)
        if point < 0:
            return name
    return ""


def altered(fault: str, choice: Choice, draw: Random) -> Choice | None:
    """The choice with wrong values, for a fault that is one of values.

    Returns:
        The choice as it is for any other fault, and None where the answer has nothing that the
        fault could befall.
    """
    if fault not in ("wrong_names", "wrong_language"):
        return choice
    changed = _misnamed(choice, draw) if fault == "wrong_names" else _translated(choice, draw)
    return None if changed == choice else changed


def spoiled(fault: str, message: Message, choice: Choice, most: int, draw: Random) -> Message:
    """The message with a fault of its text; as it is for a fault of values.

    Args:
        fault: one of `CONTENT`.
        message: the sound one.
        choice: what was asked and chosen.
        most: tokens that the answer may have.
        draw: chance for this request.
    """
    match fault:
        case "truncation":
            return _truncated(message, draw)
        case "empty":
            return replace(message, content="", calls=(), finish="stop")
        case "malformed":
            return _malformed(message, choice, draw)
        case "refusal":
            text = wrong.refusal(choice.language, draw)
            return replace(message, content=text, calls=(), finish="stop")
        case "repetition":
            return _repeated(message, choice, most, draw)
    return message


def cut(message: Message, most: int) -> Message:
    """A message that is longer than it may be, cut."""
    if not message.calls and count_tokens(message.content) > most:
        return replace(message, content=first_tokens(message.content, most), finish="length")
    return message


def _truncated(message: Message, draw: Random) -> Message:
    share = 0.2 + 0.6 * draw.random()
    if message.calls:
        *sound, (name, arguments) = message.calls
        broken = arguments[: max(1, int(len(arguments) * share))]
        return replace(message, calls=(*sound, (name, broken)), finish="length")
    end = max(1, int(len(message.content) * share))
    return replace(message, content=message.content[:end], finish="length")


def _malformed(message: Message, choice: Choice, draw: Random) -> Message:
    """Something that begins like the form asked for and can be read as nothing."""
    if message.form == "tags" or (choice.prompt.kind == "contact" and draw.random() < 0.5):
        words = ("contact", "to", "message")
        contact, to, said = (key_in_words(word, choice.language) for word in words)
        tag = tag_in_words("role_action", choice.language)
        text = f'<{tag}>{contact}({to}=", {said}=)</{tag}'
    else:
        key = _first_key(choice, "speech")
        text = f'{{"{key}": {{"{key}": [[ }} "'
    return replace(message, content=text, calls=(), finish="stop")


def _first_key(choice: Choice, otherwise: str) -> str:
    """What the answer begins with."""
    return key_in_words(next(iter(choice.content or ()), otherwise), choice.language)


def _repeated(message: Message, choice: Choice, most: int, draw: Random) -> Message:
    """The beginning of the answer, and then the same sentence for ever."""
    sentence = wrong.sentence(choice.language, draw) + " "
    start = message.content[: message.content.find(": ") + 1] if choice.content is None else ""
    if choice.content is not None:
        start = f'{{"{_first_key(choice, "answer")}": "'
    times = max(8, most // max(1, count_tokens(sentence)))
    return replace(message, content=start + sentence * times, calls=(), finish="length")


# ---------------------------------------------------------------- wrong values in a sound form


def _misnamed(choice: Choice, draw: Random) -> Choice:
    """Every name that the answer gives belongs to nobody."""
    name = wrong.nobody(draw, choice.prompt.shared)
    if choice.content is None:
        return replace(choice, speech=f"{name}, {choice.speech}")
    return replace(choice, content=_renamed(choice.content, name))


def _renamed(value: Any, name: str) -> Any:
    if isinstance(value, list):
        return [_renamed(entry, name) for entry in value]
    if not isinstance(value, dict):
        return value
    changed: dict[str, Any] = {}
    for key, inner in value.items():
        if key in _NAMED and inner:
            changed[key] = name
        elif key in _NAMES and inner:
            changed[key] = [name]
        elif key in _BY_NAME and isinstance(inner, dict) and inner:
            changed[key] = {name: next(iter(inner.values()))}
        elif key == "file" and str(inner).startswith("characters/"):
            changed[key] = f"characters/{name}"
        elif key == "people" and inner:
            changed[key] = [name]
        else:
            changed[key] = _renamed(inner, name)
    return changed


def _translated(choice: Choice, draw: Random) -> Choice:
    """Every free text of the answer in a language that is not the world's."""
    language = wrong.another_language(choice.language)
    if choice.content is None:
        return replace(choice, speech=wrong.sentence(language, draw))
    return replace(choice, content=_rewritten(choice.content, language, draw))


def _rewritten(value: Any, language: str, draw: Random) -> Any:
    if isinstance(value, list):
        return [_rewritten(entry, language, draw) for entry in value]
    if not isinstance(value, dict):
        return value
    return {
        key: wrong.sentence(language, draw)
        if key in _PROSE and isinstance(inner, str) and inner.strip()
        else _rewritten(inner, language, draw)
        for key, inner in value.items()
    }
