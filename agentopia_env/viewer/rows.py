"""What the lines of a run's files become in the index."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import orjson

from agentopia_env.clock import Moment
from agentopia_env.viewer.sources import (
    Source,
    moment_of,
    number,
    part,
    rank_in_week,
    same_form,
    text,
)
from agentopia_env.viewer.tail import Added, Row

_TITLE = 240
"""Characters of a title in the index."""


@dataclass(slots=True)
class Collected:
    """Rows for the tables, by the tables' names."""

    entry: list[tuple[Any, ...]] = field(default_factory=list)
    state: list[tuple[Any, ...]] = field(default_factory=list)
    reward: list[tuple[Any, ...]] = field(default_factory=list)
    rating: list[tuple[Any, ...]] = field(default_factory=list)
    advantage: list[tuple[Any, ...]] = field(default_factory=list)


def collect(source: Source, added: Added, found: Collected) -> None:
    """Take the rows that were added to a file; lines without a time are broken ones."""
    take = _TAKE[source.kind]
    for row in added:
        moment = _advantage_moment(row) if source.kind == "advantage" else moment_of(row.value)
        if moment is None:
            added.broken += 1
        else:
            take(source, row, moment, found)


def _advantage_moment(row: Row) -> Moment | None:
    times = row.value.get("time")
    return moment_of({"time": times.get("end")}) if isinstance(times, dict) else None


def _state(source: Source, row: Row, moment: Moment, found: Collected) -> None:
    content = row.value.get("content")
    skills = part(content, "skills")
    given = skills.values() if isinstance(skills, dict) else ()
    levels = [one for one in given if type(one) in (int, float)]
    found.state.append(
        (
            source.who,
            *_when(moment),
            number(part(content, "vitality")),
            *(
                number(part(content, "fulfillment", name))
                for name in ("mood", "material", "social", "esteem")
            ),
            number(part(content, "assets", "deposit")),
            number(sum(levels)),
        )
    )


def _entry(
    source: Source,
    row: Row,
    moment: Moment,
    title: str,
    about: str = "",
    kind: str = "",
    scene: tuple[str, str, str] = ("", "", ""),
) -> tuple[Any, ...]:
    return (
        kind or source.kind,
        source.who,
        about,
        *_when(moment),
        *scene,
        title if len(title) <= _TITLE else f"{title[: _TITLE - 1]}…",
        row.at,
        row.length,
    )


def _activity(source: Source, row: Row, moment: Moment, found: Collected) -> None:
    line, content = row.value, row.value.get("content")
    outcome = text(part(line, "outcome", "outcome"))
    title = text(part(content, "activity_name")) or text(content) or outcome
    others = part(content, "participants")
    names = [one for one in others if isinstance(one, str)] if isinstance(others, list) else []
    scene = (
        text(line.get("type")),
        text(part(content, "location")),
        text(part(content, "activity_id")),
    )
    company = "\n".join(same_form(one) for one in names)
    found.entry.append(_entry(source, row, moment, title, company, scene=scene))


def _message(source: Source, row: Row, moment: Moment, found: Collected) -> None:
    """A message stands in both people's files; the sender's is the one that counts."""
    sender = row.value.get("from")
    if isinstance(sender, str) and same_form(sender) != source.who:
        return
    found.entry.append(_entry(source, row, moment, text(row.value.get("content")), source.about))


def _plan(source: Source, row: Row, moment: Moment, found: Collected) -> None:
    found.entry.append(_entry(source, row, moment, text(row.value.get("goal"))))


def _diary(source: Source, row: Row, moment: Moment, found: Collected) -> None:
    words = text(row.value.get("summary")) or text(row.value.get("content"))
    found.entry.append(_entry(source, row, moment, words))


def _note(source: Source, row: Row, moment: Moment, found: Collected) -> None:
    words = text(row.value.get("summary")) or text(row.value.get("content"))
    found.entry.append(_entry(source, row, moment, words, source.about))


def _event(source: Source, row: Row, moment: Moment, found: Collected) -> None:
    scene = ("public", text(row.value.get("location")), text(row.value.get("id")))
    name = text(row.value.get("name")) or text(row.value.get("event_name"))
    found.entry.append(_entry(source, row, moment, name, scene=scene))


def _reward(source: Source, row: Row, moment: Moment, found: Collected) -> None:
    kept = {key: row.value.get(key) for key in ("social", "subjective", "economy", "total_score")}
    found.reward.append((source.who, moment.year, orjson.dumps(kept).decode()))
    _rate(source.who, row.value.get("ranking"), moment, found)


def _ratings(_: Source, row: Row, moment: Moment, found: Collected) -> None:
    rater = text(row.value.get("agent_name"))
    if rater:
        _rate(same_form(rater), row.value, moment, found)


def _rate(rater: str, given: Any, moment: Moment, found: Collected) -> None:
    affection, respect = (part(given, f"{name}_scores") for name in ("affection", "respect"))
    affection = affection if isinstance(affection, dict) else {}
    respect = respect if isinstance(respect, dict) else {}
    for rated in {**affection, **respect}:
        scores = number(affection.get(rated)), number(respect.get(rated))
        found.rating.append((moment.year, rater, same_form(rated), *scores))


def _advantage(_: Source, row: Row, moment: Moment, found: Collected) -> None:
    value, name = number(row.value.get("advantage")), text(row.value.get("agent_name"))
    if value is not None and name:
        found.advantage.append((same_form(name), moment.year, value))


def _when(moment: Moment) -> tuple[int, int, int, str]:
    return moment.year, moment.week, rank_in_week(moment), str(moment)


_TAKE: dict[str, Callable[[Source, Row, Moment, Collected], None]] = {
    "state": _state,
    "activity": _activity,
    "message": _message,
    "plan": _plan,
    "diary": _diary,
    "history": _diary,
    "note": _note,
    "event": _event,
    "reward": _reward,
    "ratings": _ratings,
    "advantage": _advantage,
}
