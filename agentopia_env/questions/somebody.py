"""Answers that name people: at least one of them has to be somebody whom the question is about."""

from __future__ import annotations

from collections.abc import Iterable

from agentopia_env.errors import ReplyError
from agentopia_env.world.names import resolve_name

MOST_SHOWN = 20
"""Names that a refusal lists."""


def require_somebody(given: Iterable[str], known: tuple[str, ...], me: str = "") -> None:
    """Refuse an answer in which nobody is named whom there is to choose from.

    Strangers beside people who are known are left to the rules, which pass them over.

    Raises:
        ReplyError: names are given, and none of them is a known person's.
    """
    named = [name for name in given if name.strip()]
    if not named or not known:
        return
    if any(name in known or resolve_name(name, known, me).name for name in named):
        return
    raise ReplyError(
        "there is nobody called {name} to choose from; there are {names}",
        name=" ".join(named[0].split())[:60],
        names=", ".join(known[:MOST_SHOWN]),
    )
