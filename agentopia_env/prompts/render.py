"""A question as messages: what all people share, then what this person keeps, then what changes.

The order lets a serving engine reuse what it computed for a common beginning: the system message
is the same for everybody and every week; of the rest that stands first which changes least often.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from typing import Any

from agentopia_env.language.answers import schema_in_words
from agentopia_env.prompts import context, markup
from agentopia_env.prompts.budget import Budget, Sections, budget
from agentopia_env.prompts.shared import system_text
from agentopia_env.prompts.tokens import ANYBODY, OVERHEAD, Reader
from agentopia_env.prompts.writing import template
from agentopia_env.questions.base import MemoryQuestion, PersonQuestion, Question, Reply
from agentopia_env.world.persona import Profile

Message = dict[str, str]
"""`{"role": "system" | "user" | "assistant" | "tool", "content": text}`."""


def render(
    question: Question[Any], max_tokens: int | None = None, reader: Reader = ANYBODY
) -> list[Message]:
    """The messages that put a question to a model.

    Sections keep to their shares of the budget, and give way in the order of `budget.GIVES_WAY`
    until everything fits. The question, the form of the answer and the people one is dealing with
    now are always there, so a prompt can be longer than a budget that is too small for them.

    Args:
        question: what is asked.
        max_tokens: tokens of all messages together; the world's `prompts` rules where None.
        reader: who is to read it; a prompt is never meant to be longer than it can read.
    """
    rules = question.world.rules.prompts
    most = reader.within(rules.limit(question.kind) if max_tokens is None else max_tokens)
    share_of = reader.within(max_tokens or rules.max_tokens)
    allowed = budget(most - OVERHEAD, share_of, reader.count)
    shared = system_text(question, allowed)
    own = _own_text(question, allowed, allowed.count(shared))
    return [{"role": "system", "content": shared}, {"role": "user", "content": own}]


def prompt_text(
    question: Question[Any], max_tokens: int | None = None, reader: Reader = ANYBODY
) -> str:
    """The same as one text, for observations."""
    return "\n\n".join(message["content"] for message in render(question, max_tokens, reader))


def answer_schema(question: Question[Any]) -> dict[str, Any]:
    """JSON schema of the reply that a question wants, in the world's words; shared, to be left."""
    return _schema(question.reply_type, question.world.language)


@lru_cache(maxsize=256)
def _schema(reply_type: type[Reply], language: str) -> dict[str, Any]:
    return schema_in_words(reply_type.model_json_schema(), language)


# ---------------------------------------------------------------- the user message


def _own_text(question: Question[Any], allowed: Budget, shared: int) -> str:
    """The user message, in what the system message leaves of the budget."""
    persona = ""
    if isinstance(question, PersonQuestion):
        persona = _persona(question.world.language)(question.me.profile)
    fixed = shared + allowed.count(persona)
    sections, frame = _fitted(question, allowed, fixed)
    return _filled(f"{persona}\n\n{frame}" if persona else frame, sections)


def _fitted(question: Question[Any], allowed: Budget, fixed: int) -> tuple[Sections, str]:
    """The sections that fit, and the text around them; `fixed` tokens are taken already.

    Whoever is at hand is shown: where a summary gives way, it moves to the people at hand.
    """
    given = context.sections(question)
    about = given["about"]
    sections, _ = allowed.shares(given)
    while True:
        at_hand = sections["about"] if about.shorter is not None else about
        sections["about"] = context.unseen(at_hand, sections["summaries"])
        frame = _frame(question, sections)
        size = sum(part.size(allowed.count) for part in sections.values() if part.entries)
        excess = fixed + size + allowed.count_once(frame) - allowed.most
        fitted = allowed.fitted(sections, excess) if excess > 0 else sections
        if fitted == sections:
            return sections, frame
        sections = fitted


def _frame(question: Question[Any], sections: Sections) -> str:
    """The user message behind the persona, with a mark in the place of every section."""
    language = question.world.language
    marks = {name: f"\0{name}\0" if part.entries else "" for name, part in sections.items()}
    facts = {"q": question, "rules": question.world.rules, "s": marks}
    blocks = []
    if isinstance(question, PersonQuestion):
        blocks.append(template(language, "_life")(me=question.me, **facts))
    blocks.append(template(language, question.kind)(**facts))
    if isinstance(question, MemoryQuestion) and (question.calls_left or question.results):
        blocks.append(template(language, "_calls")(**facts))
    if question.refused:
        blocks.append(template(language, "_refused")(**facts))
    return "\n\n".join(block.strip() for block in blocks)


def _filled(frame: str, sections: Sections) -> str:
    """The text with every section in the place of its mark."""
    parts = frame.split("\0")
    parts[1::2] = [sections[name].text for name in parts[1::2]]
    return "".join(parts)


@lru_cache(maxsize=8)
def _persona(language: str) -> Callable[[Profile], str]:
    write = template(language, "_persona")
    return markup.by_identity()(lambda profile: write(profile=profile).strip())
