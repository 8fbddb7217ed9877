"""Questions as chat messages: `templates/<language>/<kind>.md`, filled in."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from typing import Any

from jinja2 import Environment, FunctionLoader, StrictUndefined

from agentopia_env.forge.draft import Draft
from agentopia_env.forge.forms import AnswerForm
from agentopia_env.forge.pieces import Piece

Messages = list[dict[str, str]]


def messages_of(
    draft: Draft,
    piece: Piece[Any],
    refused: str = "",
    answered: AnswerForm | None = None,
    findings: Sequence[str] = (),
) -> Messages:
    """The messages that put a question.

    Args:
        draft: the world so far; its setting stands before every question.
        piece: the question.
        refused: why the last answer could not be used.
        answered: an earlier answer that is to be mended.
        findings: what is wrong with it.
    """
    settings = draft.settings
    shared = {"language": settings.language, "people": settings.people, "year": settings.year}
    facts: Mapping[str, Any] = {"forge": shared, "setting": draft.setting, **piece.facts}
    parts = [_filled(settings.language, piece.kind, facts)]
    if answered is not None:
        mended = {"answered": answered.model_dump(mode="json"), "findings": list(findings)}
        parts.append(_filled(settings.language, "_mend", mended))
    if refused:
        parts.append(_filled(settings.language, "_refused", {"reason": refused}))
    system = _filled(settings.language, "_system", facts)
    return [
        {"role": "system", "content": system},
        {"role": "user", "content": "\n\n".join(parts)},
    ]


def _filled(language: str, name: str, facts: Mapping[str, Any]) -> str:
    return _template(language, name)(**facts).strip()


@lru_cache(maxsize=64)
def _template(language: str, name: str) -> Callable[..., str]:
    return _environment(language).get_template(f"{name}.md").render


@lru_cache(maxsize=4)
def _environment(language: str) -> Environment:
    folder = files("agentopia_env.forge") / "templates" / language
    environment = Environment(
        loader=FunctionLoader(lambda name: (folder / name).read_text("utf-8")),
        undefined=StrictUndefined,
        autoescape=False,
        trim_blocks=True,
        lstrip_blocks=True,
        auto_reload=False,
    )
    environment.filters["json"] = _json
    return environment


def _json(value: Any) -> str:
    """A value in one line that holds no tag and no line break of its own."""
    text = json.dumps(value, ensure_ascii=False)
    return text.replace("<", "\\u003c").replace(">", "\\u003e").replace("\u2028", " ")
