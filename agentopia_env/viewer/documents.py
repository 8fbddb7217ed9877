"""What each address of a run holds; the same whether it is asked for or written to a file."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any, TypeAlias

import orjson

from agentopia_env.viewer import lives, overview, prompts, scenes
from agentopia_env.viewer.opened import Opened
from agentopia_env.viewer.searching import match_of, snippet

Document: TypeAlias = dict[str, Any] | None
MOST_FOUND = 200
"""Results of a search."""

_WHOLE: dict[str, Callable[[Opened], dict[str, Any]]] = {
    "about.json": overview.about,
    "states.json": overview.states,
    "days.json": overview.days,
    "ties.json": overview.ties,
    "rewards.json": overview.rewards,
}
"""Those that are about the whole run, and change only when the run does."""
_KINDS = {
    "states.json": ("state",),
    "days.json": ("activity",),
    "ties.json": ("activity", "message", "reward", "ratings"),
    "rewards.json": ("reward", "advantage"),
}
"""Of what rows they are made; those not named here are of all."""
_PARTS: tuple[tuple[re.Pattern[str], Callable[..., Document]], ...] = tuple(
    (re.compile(pattern), make)
    for pattern, make in (
        (r"week/(-?\d{1,6})/(\d{1,4})\.json", lives.week),
        (r"person/(\d{1,6})\.json", lives.person),
        (r"person/(\d{1,6})/year/(-?\d{1,6})\.json", lives.person_year),
        (r"person/(\d{1,6})/memory/(\d{1,6})\.json", lives.notes),
        (r"person/(\d{1,6})/contact/(\d{1,6})\.json", lives.letters),
        (r"scene/(\d{1,12})\.json", scenes.scene),
        (r"asked/((?:god-)?\d{1,6})/(\d{1,6})/(\d{1,4})\.json", prompts.asked),
        (r"asked/((?:god-)?\d{1,6})/(\d{1,6})/(\d{1,4})/(\d{1,9})\.json", prompts.asked_once),
    )
)


def whole(run: Opened, address: str) -> dict[str, Any] | None:
    """A document about the whole run; None for another address."""
    make = _WHOLE.get(address)
    return make(run) if make else None


def single(run: Opened, address: str) -> Document:
    """A document about a part of it; None where there is none at the address."""
    for pattern, make in _PARTS:
        found = pattern.fullmatch(address)
        if found:
            given = [one if one.startswith("god-") else int(one) for one in found.groups()]
            if make in (prompts.asked, prompts.asked_once):
                given[0] = found[1]
            try:
                return make(run, *given)
            except IndexError:
                return None
    return None


def made_at(run: Opened, address: str) -> int:
    """The version at which a document about the whole run changed last."""
    kinds = _KINDS.get(address)
    if kinds is None:
        return run.index.version
    return max(run.index.changed.get(kind, 0) for kind in kinds)


def written(document: dict[str, Any]) -> bytes:
    """A document as it is sent and kept."""
    return orjson.dumps(document, option=orjson.OPT_NON_STR_KEYS)


def addresses() -> tuple[str, ...]:
    """The documents about the whole run."""
    return tuple(_WHOLE)


def search(run: Opened, query: str, who: str = "", kind: str = "") -> dict[str, Any]:
    """What holds all words of a query, the best first."""
    match = match_of(query)
    if not match:
        return {"found": [], "more": False}
    where, given = "", [match]
    if who.isdigit() and int(who) < len(run.people):
        name = run.people[int(who)]
        where, given = " AND (entry.who = ? OR entry.about = ?)", [*given, name, name]
    if kind:
        where, given = f"{where} AND entry.kind = ?", [*given, kind]
    rows = run.index.rows(
        "SELECT entry.* FROM words JOIN entry ON entry.id = words.rowid "
        f"WHERE words MATCH ?{where} ORDER BY words.rank LIMIT {MOST_FOUND + 1}",
        given,
    )
    found = [
        {**lives.headline(run, row), "snippet": snippet(run.index.line(row), query)}
        for row in rows[:MOST_FOUND]
    ]
    return {"found": found, "more": len(rows) > MOST_FOUND}
