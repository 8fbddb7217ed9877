"""Words that do not belong: people who do not exist, another language, an assistant's refusal."""

from __future__ import annotations

from random import Random

NOBODY = (
    "Zorvath Quillemere",
    "Mirabelune Oxtable",
    "Quentisle Harrowbane",
    "Ysolda Pemberwick-Thrane",
    "Torquilian Vexmoor",
    "Perdiccas Olmstrand",
)
"""Names that nobody in any world bears."""
_REFUSALS = {
    "en": (
        "I'm sorry, but I can't help with that. As an AI language model, I cannot take part in "
        "this.",
        "I cannot assist with this request. As a large language model, I have no life of my own "
        "to decide about.",
    ),
    "zh": (
        "很抱歉，我无法满足这个请求。作为人工智能语言模型，我不能参与这样的对话。",
        "对不起，作为一个语言模型，我没有自己的生活，无法作出这个决定。",
    ),
}
_SENTENCES = {
    "en": (
        "The weather was fine today, and I walked along the river for a long while.",
        "I would rather think about it once more before I say anything certain.",
        "There is a lot to do this week, and most of it can wait until tomorrow.",
        "Perhaps we should talk about it over a cup of tea one of these days.",
    ),
    "zh": (
        "今天天气很好，我沿着河边走了很久。",
        "我想再考虑一下，然后才能给出确定的答复。",
        "这个星期要做的事情很多，不过大部分可以等到明天。",
        "也许过几天我们可以一边喝茶一边聊聊这件事。",
    ),
}


def refusal(language: str, draw: Random) -> str:
    """What an assistant says that will not play along."""
    return draw.choice(_REFUSALS.get(language, _REFUSALS["en"]))


def sentence(language: str, draw: Random) -> str:
    """A sentence in a language."""
    return draw.choice(_SENTENCES.get(language, _SENTENCES["en"]))


def another_language(language: str) -> str:
    """A language that is not the given one."""
    return "en" if language == "zh" else "zh"


def nobody(draw: Random, text: str) -> str:
    """The name of somebody whom a text does not know."""
    names = [name for name in NOBODY if name not in text]
    return draw.choice(names or NOBODY)


def sounds_wrong(text: str, language: str, cast: tuple[str, ...]) -> tuple[str, str] | None:
    """Principle and reason where an utterance holds what a fault put into it."""
    if any(name in text and name not in cast for name in NOBODY):
        return "no hallucination", "somebody is spoken of who does not exist"
    if any(words in text for words in _SENTENCES[another_language(language)]):
        return "character consistency", "this is not the language that is spoken here"
    if any(words in text for known in _REFUSALS.values() for words in known):
        return "no AI-assistant behaviour", "this is how an assistant talks, not a person"
    return None
