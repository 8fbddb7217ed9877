"""What is no answer although it is a text: thoughts, refusals, loops, another language.

All of it errs on the side of taking a text for an answer: a person may well say that they cannot
help with something. What is found here costs one more question.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from typing import Any

from agentopia_env.errors import ReplyError
from agentopia_env.language.answers import in_code, key_in_code, tag_in_words
from agentopia_env.questions.lenient import without_thoughts
from agentopia_env.questions.parsing import parse_object

_THOUGHTS = re.compile(r"<\s*(?:think|thinking|thought)\s*>(.*?)(?:<\s*/|\Z)", re.DOTALL | re.I)
_SWALLOWED = re.compile(r"\A(.*?)<\s*/\s*(?:think|thinking|thought)\s*>", re.DOTALL | re.I)
_REFUSAL = re.compile(
    r"\bas an? (?:ai\b|artificial intelligence|(?:large )?language model)"
    r"|\bi(?:'m| am) (?:just )?an? (?:ai\b|language model|ai assistant|virtual assistant)"
    r"|\bi (?:cannot|can't|can not|am (?:un|not )able to|'m (?:un|not )able to|won't)"
    r" (?:assist|help(?: you)?|comply|continue|engage|proceed|fulfil?l|respond|participate)"
    r"(?: with| in| to)? (?:that|this|your|the) (?:request|prompt|conversation|content|role-?play)"
    r"|\bi (?:cannot|can't) (?:assist|comply) with (?:that|this)\s*[.!]"
    r"|\bi (?:cannot|can't) (?:create|generate|produce|provide) (?:that|this|such|explicit) content"
    r"|作为(?:一个|一名)?(?:人工智能|AI|语言模型|大语言模型|智能助手)"
    r"|我(?:无法|不能)(?:协助|满足|提供|回应|完成|继续)(?:您|你)?(?:的|这个|这项|该)(?:请求|要求|内容|对话)",
    re.IGNORECASE,
)
_REFUSAL_LONGEST = 600
_WORDS = 4
"""Spaces from which on Latin letters are a sentence and not a name or a key."""
_LOOP_SHORTEST = 300
"""Characters from which on a text can be a loop."""
_LOOP_RATIO = 0.12
"""Share of a text's bytes that is left when it is compressed; prose keeps a third at least."""
_LETTERS = re.compile(r"[^\W\d_]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_ACTIONS = tuple(f"<{tag_in_words('role_action', language)}" for language in ("en", "zh"))
_ARGUMENT = re.compile(r"(\w+)\"?\s*[=:]\s*\"((?:[^\"\\]|\\.)*)\"")
"""What is given to an action, by name."""
_NAMES = frozenset(("activity_name", "file", "item", "location", "skill", "time", "to"))
_SENTENCE = 24
"""Letters from which on a text shows its language; below, it may be names."""


def parted(text: str) -> tuple[str, str]:
    """An answer and the thoughts that stood in it."""
    if "think" not in text and "thought" not in text:
        return text, ""
    thoughts = [match[1].strip() for match in _THOUGHTS.finditer(text)]
    answer = without_thoughts(text)
    if not thoughts and answer != text and (swallowed := _SWALLOWED.match(text)):
        thoughts = [swallowed[1].strip()]
    return answer.strip(), "\n".join(filter(None, thoughts))


def shortened(text: str, most: int) -> str:
    """Begin and end of a long text, `most` characters of it."""
    text = text.strip()
    if len(text) <= most:
        return text
    head = most * 2 // 3
    tail = most - head
    return f"{text[:head].rstrip()} […] {text[len(text) - tail :].lstrip()}" if most else ""


def complete_object(text: str) -> bool:
    """Whether a text holds a JSON object that was not cut off."""
    try:
        parse_object(text)
    except ReplyError:
        return False
    return True


def unsound(text: str, language: str) -> str:
    """Why a text is no answer, as a key of `base.FAILURES`; empty if it may be one.

    Args:
        text: the answer without thoughts.
        language: what it has to be written in (empty: anything goes).
    """
    if not text.strip():
        return "empty"
    texts = list(_texts(text))
    if any(map(_refuses, texts)):
        return "refused"
    if any(map(_loops, texts)):
        return "repetition"
    return "language" if language and _other_language(texts, language) else ""


def _refuses(text: str) -> bool:
    short = len(text) <= _REFUSAL_LONGEST
    return short and _REFUSAL.search(text.replace("’", "'")) is not None


def _loops(text: str) -> bool:
    if len(text) < _LOOP_SHORTEST:
        return False
    raw = text.encode("utf-8", "replace")
    return len(zlib.compress(raw, 6)) < _LOOP_RATIO * len(raw)


def _other_language(texts: list[str], language: str) -> bool:
    """Whether a text that is long enough to tell is in Chinese where it should not be, or is not.

    In a Chinese world only a whole sentence tells, since names may be in any letters.
    """
    for part in texts:
        letters = len(_LETTERS.findall(part))
        chinese = len(_HAN.findall(part))
        if language == "zh" and letters >= _SENTENCE and not chinese and part.count(" ") >= _WORDS:
            return True
        if language != "zh" and letters + chinese >= _SENTENCE and chinese > 0.3 * letters:
            return True  # a Chinese character is counted twice
    return False


def _texts(text: str) -> Iterator[str]:
    """The texts in an answer: itself, or the strings of the JSON or of the actions in it.

    What things are called is left out: a name may be in any language.
    """
    acts = any(tag in text for tag in _ACTIONS)
    if acts and (given := _ARGUMENT.findall(text)):
        yield from (value for name, value in given if key_in_code(name) not in _NAMES)
        return
    if "{" in text:
        try:
            yield from _strings(in_code(parse_object(text)))
            return
        except ReplyError:
            pass
    yield text


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            if name not in _NAMES:
                yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)
