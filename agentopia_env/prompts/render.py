"""A question as messages: what all people share, then what this person keeps, then what changes.

The order lets a serving engine reuse what it computed for a common beginning: the system message
is the same for everybody and every week, a person's character and memory change at most weekly.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from agentopia_env.prompts import context, markup, quoting
from agentopia_env.prompts.budget import Sections, fitted
from agentopia_env.questions.base import MemoryQuestion, PersonQuestion, Question, Reply
from agentopia_env.world.persona import Profile
from agentopia_env.world.society import World

Message = dict[str, str]
"""`{"role": "system" | "user" | "assistant" | "tool", "content": text}`."""
BUDGET = 24_000
"""Characters that a prompt should not exceed."""
FALLBACK = "en"
"""Language of a template that the world's language does not have."""


def render(question: Question[Any], budget_chars: int = BUDGET) -> list[Message]:
    """The messages that put a question to a model.

    Optional sections are shortened in the order of `budget.GIVES_WAY` until everything fits. The
    question, the form of the answer and the people one is dealing with now are always there, so
    a prompt can be longer than the budget.
    """
    shared = system_text(question)
    parts = context.sections(question)
    own = _own_text(question, parts)
    excess = len(shared) + len(own) - budget_chars
    if excess > 0:
        own = _own_text(question, fitted(parts, excess))
    return [{"role": "system", "content": shared}, {"role": "user", "content": own}]


def prompt_text(question: Question[Any], budget_chars: int = BUDGET) -> str:
    """The same as one text, for observations."""
    return "\n\n".join(message["content"] for message in render(question, budget_chars))


def answer_schema(question: Question[Any]) -> dict[str, Any]:
    """JSON schema of the reply that a question wants; shared, not to be changed."""
    return _schema(question.reply_type)


@lru_cache(maxsize=256)
def _schema(reply_type: type[Reply]) -> dict[str, Any]:
    return reply_type.model_json_schema()


# ---------------------------------------------------------------- the two messages


def system_text(question: Question[Any]) -> str:
    """What is the same in all questions to people, or in all questions to the environment model."""
    if isinstance(question, PersonQuestion):
        return _person_system(question.world)
    return _environment_system(question.world)


@markup.by_identity(most=16)
def _person_system(world: World) -> str:
    return template(world.language, "_system_person")(world=world, rules=world.rules).strip()


@markup.by_identity(most=16)
def _environment_system(world: World) -> str:
    return template(world.language, "_system_environment")(world=world, rules=world.rules).strip()


def _own_text(question: Question[Any], parts: Sections) -> str:
    """The user message."""
    language = question.world.language
    shown = {name: section.text if section.entries else "" for name, section in parts.items()}
    facts = {"q": question, "rules": question.world.rules, "s": shown}
    blocks = []
    if isinstance(question, PersonQuestion):
        blocks.append(_persona(language)(question.me.profile))
        blocks.append(template(language, "_life")(me=question.me, **facts))
    blocks.append(template(language, question.kind)(**facts))
    if isinstance(question, MemoryQuestion) and (question.calls_left or question.results):
        blocks.append(template(language, "_calls")(**facts))
    if question.refused:
        blocks.append(template(language, "_refused")(**facts))
    return "\n\n".join(block.strip() for block in blocks)


@lru_cache(maxsize=8)
def _persona(language: str) -> Callable[[Profile], str]:
    write = template(language, "_persona")
    return markup.by_identity()(lambda profile: write(profile=profile))


# ---------------------------------------------------------------- templates


@lru_cache(maxsize=512)
def template(language: str, name: str) -> Callable[..., str]:
    """The function that fills in a template; a fact that it lacks is an error."""
    found = _environment(language).get_template(f"{name}.md")
    found.globals = dict(found.globals)  # jinja2's chain of dictionaries is slow to copy
    return found.render


@lru_cache(maxsize=8)
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FunctionLoader(lambda name: template_source(language, name)),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        auto_reload=False,
    )
    environment.globals.update(_vocabulary())
    environment.filters.update(
        json=_json,
        line=quoting.one_line,
        number=quoting.number,
        price=markup.price,
        signed=quoting.signed,
    )
    return environment


def template_source(language: str, name: str) -> str | None:
    """Text of a template in a language, or in the fallback language where that has none."""
    folder = files("agentopia_env.prompts") / "templates"
    for choice in (language, FALLBACK):
        source = folder / choice / name
        if choice.isalnum() and source.is_file():
            return source.read_text("utf-8")
    return None


def _vocabulary() -> dict[str, Any]:
    """What templates can write besides text."""
    names = (
        "amounts",
        "applicant",
        "call_result",
        "day_log",
        "each",
        "engagement",
        "event",
        "face",
        "intent",
        "invitation",
        "offer",
        "person",
        "place",
        "position_short",
        "possession",
        "price",
    )
    own = {"possessions": context.possessions, "quoted": quoted}
    return {name: getattr(markup, name) for name in names} | own


def _json(value: str | list[str]) -> str:
    """Names as they stand in an example of an answer, as they are shown elsewhere."""
    if isinstance(value, str):
        return json.dumps(quoting.one_line(value), ensure_ascii=False)
    return f"[{', '.join(map(_json, value))}]"


def quoted(name: str, text: str, most: int = 0) -> str:
    """Anybody's text as an element."""
    return quoting.tag(name, quoting.contained(text, most))
