"""A scene as all who were there perceived it together, with what was hidden from whom.

A run keeps of every scene what each participant perceived: their own words whole, of the others'
what reached them. Laid over each other, the lines say which words were private.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from agentopia_env.viewer.lives import entry, headline
from agentopia_env.viewer.opened import Opened
from agentopia_env.viewer.sources import part, text


@dataclass(frozen=True, slots=True)
class Said:
    """A line of a scene as somebody perceived it."""

    speaker: str
    text: str
    deeds: tuple[str, ...] = ()


def scene(run: Opened, number: int) -> dict[str, Any] | None:
    """An activity with everybody who took part in it."""
    row = entry(run, number)
    if row is None or row["kind"] != "activity":
        return None
    same = run.index.rows(
        "SELECT * FROM entry WHERE kind = 'activity' AND time = ? AND "
        "((scene <> '' AND scene = ?) OR (scene = '' AND about = ? AND title = ?) OR id = ?) "
        "ORDER BY who",
        (row["time"], row["scene"], row["about"], row["title"], number),
    )
    lines = {one["who"]: run.index.line(one) for one in same}
    views = {who: heard(line) for who, line in lines.items()}
    return {
        **headline(run, row),
        "names": [name for name in row["about"].split("\n") if name],
        "text": text(part(lines[row["who"]], "content", "text")),
        "lines": together({who: view for who, view in views.items() if view}),
        "people": [{"entry": one["id"], **_own(lines[one["who"]])} for one in same],
    }


def _own(line: Mapping[str, Any]) -> dict[str, Any]:
    """What one participant made of it: all of the record but the dialogue."""
    content = line.get("content")
    if isinstance(content, dict):
        shown = {k: v for k, v in content.items() if k not in ("dialogue", "participants")}
        return {**line, "content": shown}
    return dict(line)


def heard(line: Mapping[str, Any]) -> list[Said]:
    """The lines of a scene in one participant's record."""
    given = part(line.get("content"), "dialogue")
    found = []
    for one in given if isinstance(given, list) else ():
        if isinstance(one, dict):
            deeds = one.get("deeds")
            done = tuple(map(text, deeds)) if isinstance(deeds, list) else ()
            words = text(one.get("text")) or text(one.get("content"))
            found.append(Said(text(one.get("speaker")), words, done))
    return found


def together(views: Mapping[str, Sequence[Said]]) -> list[dict[str, Any]]:
    """The lines of all views in one order, in segments that say whom they were hidden from."""
    left = {who: list(view) for who, view in views.items()}
    found = []
    while any(left.values()):
        who = _whose_turn(left)
        line = left[who].pop(0)
        perceived = {who: line}
        for other, view in left.items():
            if other != who and view and _same(line, view[0]):
                perceived[other] = view.pop(0)
        found.append(_merged(line, perceived, list(views)))
    return found


def _whose_turn(left: Mapping[str, list[Said]]) -> str:
    """Whose next line nobody else perceived at a later place; a speaker's own view goes first."""
    waiting = [who for who, view in left.items() if view]
    waiting.sort(key=lambda who: left[who][0].speaker != who)
    for who in waiting:
        line = left[who][0]
        if (
            line.speaker != who
            and line.speaker in left
            and any(_same(one, line) for one in left[line.speaker])
        ):
            continue  # the speaker's own line says more, and it is still to come
        if not any(
            any(_same(line, later) for later in left[other][1:]) and not _same(line, left[other][0])
            for other in waiting
            if other != who
        ):
            return who
    return waiting[0]


def _same(whole: Said, other: Said) -> bool:
    """Whether a line may be what reached another of the first."""
    if whole.speaker != other.speaker:
        return False
    if not other.text:
        return bool(other.deeds)
    return _reached(whole.text.split(), other.text.split()) is not None


def _reached(whole: Sequence[str], other: Sequence[str]) -> list[bool] | None:
    """Which words of a text another has; None if it is no part of it.

    What is hidden are whole stretches of words; they are taken from as late as they can be, so
    that a word that stands on both sides of a hidden stretch does not tear it.
    """
    kept, at = [False] * len(whole), len(other) - 1
    for number in range(len(whole) - 1, -1, -1):
        if at >= 0 and whole[number] == other[at] and (at <= number):
            kept[number] = True
            at -= 1
    return kept if at < 0 else None


def _merged(line: Said, perceived: Mapping[str, Said], everybody: Sequence[str]) -> dict[str, Any]:
    words = line.text.split(" ")
    hidden: list[tuple[str, ...]] = [()] * len(words)
    for other in everybody:
        if other == line.speaker:
            continue
        seen = perceived.get(other)
        kept = _reached(words, seen.text.split(" ")) if seen and seen.text else None
        for number in range(len(words)):
            if kept is None or not kept[number]:
                hidden[number] = (*hidden[number], other)
    segments: list[dict[str, Any]] = []
    for word, names in zip(words, hidden, strict=True):
        if segments and segments[-1]["hidden"] == list(names):
            segments[-1]["text"] += f" {word}"
        else:
            segments.append({"text": word, "hidden": list(names)})
    found: dict[str, Any] = {"speaker": line.speaker, "segments": segments if line.text else []}
    if line.deeds:
        found["deeds"] = list(line.deeds)
    return found
