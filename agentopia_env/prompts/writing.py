"""Templates filled in: `templates/<language>/<name>.md` with the vocabulary of the language."""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import lru_cache, partial
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from agentopia_env.prompts import context, markup, markup_scenes, quoting
from agentopia_env.prompts.words import Words, words_of

FALLBACK = "en"
"""Language of a template that the world's language does not have."""


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
    words = words_of(language)
    environment.globals.update(_vocabulary(words))
    environment.filters.update(
        json=_json,
        clipped=quoting.clipped,
        line=quoting.one_line,
        listed=lambda names: quoting.one_line(words.comma.join(names)),
        number=quoting.number,
        price=markup.price,
        signed=quoting.signed,
        word=words.value,
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


def _vocabulary(words: Words) -> dict[str, Any]:
    """What templates can write besides text."""
    plain = (
        *("call_result", "day_log", "engagement", "event", "face", "intent", "invitation"),
        *("offer", "place", "position_short", "possession", "amounts"),
    )
    functions = {name: getattr(markup, name) for name in plain}
    functions |= {name: getattr(markup_scenes, name) for name in ("applicant",)}
    functions["possessions"] = context.possessions
    bound = {name: _bound(write, words) for name, write in functions.items()}
    return bound | {
        "each": markup.each,
        "offer": partial(_offer, words),
        "person": lambda given, age: markup_scenes.person(given, age, words),
        "quoted": partial(_quoted, words),
    }


def _offer(words: Words, given: Any, count: int = 0) -> str:
    return markup.offer(given, words, count)


def _quoted(words: Words, name: str, text: str, most: int = 0) -> str:
    return words.tag(name, quoting.contained(text, most))


def _bound(write: Callable[[Any, Words], str], words: Words) -> Callable[[Any], str]:
    return lambda value: write(value, words)


def _json(value: str | list[str]) -> str:
    """Names as they stand in an example of an answer, as they are shown elsewhere."""
    if isinstance(value, str):
        return json.dumps(quoting.one_line(value), ensure_ascii=False)
    return f"[{', '.join(map(_json, value))}]"
