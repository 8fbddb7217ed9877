"""Scenes and messages of a run as text to read or as JSONL, with or without what was private."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

import orjson

from agentopia_env.analysis.happenings import Letter
from agentopia_env.analysis.records import place
from agentopia_env.analysis.runs import Run
from agentopia_env.analysis.scenes import Scene, Turn, letters, scenes
from agentopia_env.clock import Moment


def dialogues(
    run: Run,
    person: str | None = None,
    year: int | None = None,
    week: int | None = None,
    what: Iterable[str] = ("scenes", "messages"),
) -> list[Scene | Letter]:
    """Scenes and messages in order of time.

    Args:
        run: the run.
        person: only those that this person takes part in.
        year: only of this year.
        week: only of this week.
        what: `scenes`, `messages` or both.
    """
    kinds = set(what)
    found: list[Scene | Letter] = [*(scenes(run) if "scenes" in kinds else ())]
    found += letters(run) if "messages" in kinds else ()
    chosen = (
        one
        for one in found
        if (year is None or one.moment.year == year)
        and (week is None or one.moment.week == week)
        and (person is None or person in _people(one))
    )
    return sorted(chosen, key=lambda one: place(one.moment))


def as_text(found: Iterable[Scene | Letter], private: bool) -> Iterator[str]:
    """One text for each scene, and for the messages of each contact round."""
    now: Moment | None = None
    for one in found:
        if isinstance(one, Scene):
            yield _scene_text(one, private)
        else:
            if one.moment != now:
                yield f"== {one.moment} · messages"
            yield f"{one.sender} → {one.to}: {one.text}"
        now = one.moment


def as_jsonl(found: Iterable[Scene | Letter], private: bool) -> Iterator[bytes]:
    """One line for each scene and message."""
    for one in found:
        line = _scene_line(one, private) if isinstance(one, Scene) else _letter_line(one)
        yield orjson.dumps(line, option=orjson.OPT_APPEND_NEWLINE)


def _people(one: Scene | Letter) -> tuple[str, ...]:
    return one.participants if isinstance(one, Scene) else (one.sender, one.to)


def _scene_text(scene: Scene, private: bool) -> str:
    head = f"== {scene.moment} · {scene.kind} · {scene.name}"
    where = f" · {scene.location}" if scene.location else ""
    lines = [f"{head}{where} · {', '.join(scene.participants)}"]
    lines += [f"({scene.text})"] if scene.text else []
    lines += [said for turn in scene.turns if (said := _turn_text(turn, private))]
    if private:
        lines += [f"  {name} afterwards: {text}" for name, text in scene.reflections.items()]
    return "\n".join(lines)


def _turn_text(turn: Turn, private: bool) -> str:
    said = turn.marked if private else turn.public
    deeds = "".join(f" ({deed})" for deed in turn.deeds)
    if not said and not deeds:
        return ""
    return f"{turn.speaker}: {said}{deeds}" if turn.speaker else f"[{said}]{deeds}"


def _scene_line(scene: Scene, private: bool) -> dict[str, Any]:
    turns = [_turn_line(turn, private) for turn in scene.turns]
    hidden = {"outcomes": scene.outcomes, "reflections": scene.reflections} if private else {}
    return {
        "type": scene.kind,
        "time": str(scene.moment),
        "activity_id": scene.id,
        "activity_name": scene.name,
        "location": scene.location,
        "participants": list(scene.participants),
        "text": scene.text,
        "dialogue": [turn for turn in turns if turn["text"] or turn.get("deeds")],
        **hidden,
    }


def _turn_line(turn: Turn, private: bool) -> dict[str, Any]:
    line: dict[str, Any] = {
        "speaker": turn.speaker,
        "text": turn.marked if private else turn.public,
    }
    return line | ({"deeds": list(turn.deeds)} if turn.deeds else {})


def _letter_line(letter: Letter) -> dict[str, Any]:
    return {
        "type": "message",
        "time": str(letter.moment),
        "from": letter.sender,
        "to": letter.to,
        "text": letter.text,
    }
