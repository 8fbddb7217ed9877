"""What rules can see of the 16 principles in one answer of a scene."""

from __future__ import annotations

import re
from functools import lru_cache

from agentopia_env.envmodel.heuristic.reading import variety, words
from agentopia_env.world.han import family_and_given
from agentopia_env.world.scene import Line

Verdict = tuple[str, str]
"""The principle that was broken and the reason; the reason never repeats what was said."""

_ASSISTANT = re.compile(
    r"\bas an? (?:ai|artificial|large language|language)\b|\b(?:i am|i'm) an? (?:ai\b|ai language|"
    r"language model|large language model|chatbot|virtual assistant)|\blanguage model\b|"
    r"\bi(?:'m| am) here to (?:assist|help you with)|\bhow (?:can|may) i (?:assist|help) you\b|"
    r"\bi(?:'d| would) be happy to assist\b|\bis there anything else i can\b|"
    r"\bi (?:cannot|can't|can not) (?:fulfil?l|comply with|assist with)\b|"
    r"\bfeel free to (?:ask|reach out)\b|\bmy (?:training data|knowledge cutoff|system prompt)\b|"
    r"作为(?:一个)?(?:人工智能|ai|语言模型)|人工智能助手|语言模型|我是ai|有什么可以帮您|很高兴为您服务"
)
_HINT = """
assist|model|chatbot| ai|an ai|artificial|help you with|anything else|feel free|training data|
cutoff|system prompt|comply|fulfil|人工智能|语言模型|我是ai|帮您|为您
"""
_HINTS = tuple(_HINT.replace("\n", "").split("|"))
"""One of these is part of whatever the expression finds; they are far quicker to look for."""
_MARKS = re.compile(r"[:：(*\[（]")
_LONGEST_SPEECH = 1600
"""Characters beyond which an answer is no longer colloquial speech."""
_LONGEST_CHINESE = 500
_REPEATED = 0.8
"""Share of common words from which two lines count as the same."""
_FEW = 5
"""Distinct words below which a line is too short to be a copy, unless it is the very same."""

_CHINESE = {
    "substantive dialogue": "对话有内容",
    "no AI-assistant behaviour": "不像人工智能助手",
    "colloquial speech": "口语化",
    "scope of control": "只管自己的言行",
    "no parroting": "不重复",
    "nothing was said or done": "什么也没说，什么也没做",
    "this is how an assistant talks, not a person": "这是助手的腔调，不像一个人在说话",
    "this is a monologue; say less and let the others answer": "这成了独白，少说几句，让别人接话",
    "the same words are said over and over": "同样的话翻来覆去地说",
    "only say and do what you yourself say and do": "只说自己的话，只做自己的事",
    "this repeats what was already said by yourself": "这是你自己说过的话",
    "this repeats what was already said by somebody else": "这是别人说过的话",
}
"""Principles and reasons in Chinese."""


def verdict(
    last: Line, earlier: tuple[Line, ...], cast: tuple[str, ...], language: str = "en"
) -> Verdict | None:
    """Which principle the last line breaks, or None where rules see nothing wrong."""
    broken = _broken(last, earlier, cast)
    if broken is None or language != "zh":
        return broken
    principle, reason = broken
    return _CHINESE[principle], _CHINESE[reason]


def _broken(last: Line, earlier: tuple[Line, ...], cast: tuple[str, ...]) -> Verdict | None:
    text = _text(last)
    if not text.strip():
        return None if last.deeds else ("substantive dialogue", "nothing was said or done")
    if _sounds_like_an_assistant(text):
        return "no AI-assistant behaviour", "this is how an assistant talks, not a person"
    if _is_monologue(text):
        return "colloquial speech", "this is a monologue; say less and let the others answer"
    if len(text) > 300 and variety(text) < 0.2:
        return "substantive dialogue", "the same words are said over and over"
    if _speaks_for_others(text, cast, last.speaker):
        return "scope of control", "only say and do what you yourself say and do"
    return _parroting(last, text, earlier)


def _text(line: Line) -> str:
    if len(line.parts) == 1:
        return line.parts[0].text
    return "\n".join(part.text for part in line.parts)


def _sounds_like_an_assistant(text: str) -> bool:
    plain = text.lower()
    return any(hint in plain for hint in _HINTS) and _ASSISTANT.search(plain) is not None


def _is_monologue(text: str) -> bool:
    if len(text) > _LONGEST_SPEECH:
        return True
    if text.isascii() or len(text) <= _LONGEST_CHINESE:
        return False
    return sum("\u4e00" <= letter <= "\u9fff" for letter in text) > _LONGEST_CHINESE


def _speaks_for_others(text: str, cast: tuple[str, ...], speaker: str) -> bool:
    """Whether the text scripts lines or movements for somebody else."""
    if not _MARKS.search(text):
        return False
    for found in _script(cast).finditer(text):
        name = found.group(1) or found.group(2)
        if name != speaker and not speaker.startswith(f"{name} ") and name not in _given(speaker):
            return True
    return False


def _given(name: str) -> tuple[str, ...]:
    """The given name of a Chinese name, if it can stand alone."""
    parts = family_and_given(name)
    return (parts[1],) if parts is not None and len(parts[1]) > 1 else ()


@lru_cache(maxsize=4096)
def _script(cast: tuple[str, ...]) -> re.Pattern[str]:
    """`Name:` at the start of a line, or a stage direction that opens with a name."""
    firsts = [name.split()[0] for name in cast if " " in name]
    firsts = [first for first in firsts if not first.endswith(".")]
    given = [part for name in cast for part in _given(name)]
    known = sorted({*cast, *firsts, *given}, key=len)
    names = "|".join(re.escape(name) for name in reversed(known))
    return re.compile(
        rf"^\s*[\[(*]*({names})[\])*]*\s*[:：]"
        rf"|[(*\[（]({names})(?:\s+(?:\w+ly\s+)?\w+s\b|(?![的和与、])[\u3400-\u9fff])",
        re.MULTILINE,
    )


def _parroting(last: Line, text: str, earlier: tuple[Line, ...]) -> Verdict | None:
    mine = words(text)
    count, length = len(mine), len(text)
    for line in earlier:
        theirs = _text(line)
        # Lines of quite different lengths cannot be the same, and most are.
        if not 5 * length < 8 * len(theirs) < 13 * length or not line.speaker:
            continue
        if (line.turn, line.speaker) == (last.turn, last.speaker):
            continue
        if count < _FEW:
            same = count >= 2 and theirs.strip().lower() == text.strip().lower()
        else:
            others = words(theirs)
            same = len(mine & others) >= _REPEATED * max(count, len(others))
        if same:
            whose = "yourself" if line.speaker == last.speaker else "somebody else"
            return "no parroting", f"this repeats what was already said by {whose}"
    return None
