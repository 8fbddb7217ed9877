"""From what `check-world` finds to the questions that mend it.

A finding names a file, and mostly somebody or something in it. The answer that this came from is
asked for again, with the finding beside it. What names neither stays for a person to mend.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from agentopia_env.forge import pieces
from agentopia_env.forge.assembling import free_key
from agentopia_env.forge.draft import WORLD, Draft
from agentopia_env.forge.forms import AnswerForm, PersonForm, TiesForm
from agentopia_env.forge.pieces import Piece
from agentopia_env.world.profiles import TEXT_FIELDS

_IN_NUMBERS = re.compile(
    r"talent|personality|trait|skill|deposit|income|possession|init_|position|home|\bage"
)
_QUOTED = re.compile(r'"[^"]*"')
_ELSEWHERE = re.compile(r"with persona/.*?\)")
"""The other one of two texts that are alike: the first one named is rewritten."""
_OF_TIES = re.compile(r"characters|\bties?\b|\bknows\b|\bviews?\b")


def pieces_of(draft: Draft, finding: str) -> tuple[str, ...]:
    """Keys of the answers that a finding is about; none where it is about the world as a whole."""
    where, _, what = finding.partition(": ")
    found = tuple(dict.fromkeys(_keys(draft, where, what)))
    return tuple(key for key in found if key in draft.answers)


def _keys(draft: Draft, where: str, what: str) -> Iterator[str]:
    if where.startswith("worldview"):
        yield f"prices/{WORLD}" if re.search("price|categor", what) else f"setting/{WORLD}"
    elif where.startswith("locations"):
        yield from _places(draft, what)
    elif where.startswith("positions"):
        yield from _positions(draft, what)
    else:
        yield from _people(draft, where, what)


def _places(draft: Draft, what: str) -> Iterator[str]:
    for one in draft.people:
        if f"home/{one.name}" in what:
            yield f"numbers/{one.name}"
            return
    taken: list[str] = []
    for number, batch in enumerate(draft.places):
        for place in batch.places:
            taken.append(free_key(place.name, taken))
            if re.search(rf"(?<!\w){re.escape(taken[-1])}(?!\w)", what) or place.name in what:
                yield f"places/{number}"


def _positions(draft: Draft, what: str) -> Iterator[str]:
    number = 0
    while (batch := pieces.batch_of(draft, number)) is not None:
        for one in batch:
            if f"{one.organization}/{one.role}" in what:
                yield f"positions/{number}"
        number += 1


def _people(draft: Draft, where: str, what: str) -> Iterator[str]:
    """A person's texts or numbers, or the views of a tie."""
    told = _ELSEWHERE.sub("", _QUOTED.sub("", what))
    names = sorted((one.name for one in draft.people), key=len, reverse=True)
    named = [name for name in names if name in f"{where}: {told}"]
    parts = where.split("/")
    owner = parts[1] if len(parts) > 1 and parts[1] in names else next(iter(named[-1:]), "")
    if not owner:
        return
    field = what.partition(" ")[0].partition(".")[0].rstrip(":")
    if "characters" in where or _OF_TIES.search(told):
        others = {name for name in named if name != owner}
        yield from _tie(draft, owner, others)
    elif field in TEXT_FIELDS or "general" in where or not _IN_NUMBERS.search(told):
        yield f"person/{owner}"
    else:
        yield f"numbers/{owner}"


def _tie(draft: Draft, owner: str, others: set[str]) -> Iterator[str]:
    """The questions that views between these people came from; all of the owner's if none."""
    keys = []
    for name in (owner, *sorted(others)):
        views = draft.get("ties", name, TiesForm)
        pairs = {view.name for view in views.ties} if views else set()
        if pairs & ({owner, *others} - {name}):
            keys.append(f"ties/{name}")
    yield from keys or [f"ties/{owner}"]


def piece_of(draft: Draft, key: str) -> Piece[Any]:
    """The question that an answer answered."""
    kind, _, subject = key.partition("/")
    if kind == "setting":
        return pieces.setting(draft)
    if kind == "prices":
        return pieces.prices(draft)
    if kind == "places":
        return pieces.places(draft, int(subject))
    if kind == "positions":
        return pieces.positions(draft, int(subject))
    me = next(one for one in draft.people if one.name == subject)
    if kind == "person":
        return pieces.person(draft, me)
    if kind == "ties":
        return pieces.ties(draft, me, [tie for tie in draft.ties() if tie.one == subject])
    return pieces.numbers(draft, me)


def mended(before: AnswerForm, after: AnswerForm) -> AnswerForm:
    """A mended answer, with what others rely on as it was."""
    if isinstance(before, PersonForm) and isinstance(after, PersonForm):
        kept = {name: getattr(before, name) for name in ("ties", "organization", "role")}
        return after.model_copy(update=kept)
    return after
