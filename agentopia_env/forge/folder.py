"""A base world as files: what is written where, and a directory that holds just these."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import orjson

from agentopia_env.store.checkpoint import PRETTY, write_atomically
from agentopia_env.store.directory import writing
from agentopia_env.world.loading import BaseWorld
from agentopia_env.world.memory import Memory, Note
from agentopia_env.world.places import Location
from agentopia_env.world.positions import Position
from agentopia_env.world.profiles import profile_record

OWN = "forge"
"""The folder in which a forge keeps its answers; everything beside it is the world."""
_LINE = orjson.OPT_APPEND_NEWLINE
Files = dict[str, bytes]


def world_files(world: BaseWorld, worldview: Mapping[str, Any], year: int) -> Files:
    """Everything a world's directory holds, by path.

    Args:
        world: its people, memories, positions and places.
        worldview: the content of `worldview.json`.
        year: of the profiles.
    """
    positions = [_position(one) for one in world.positions.values()]
    files = {
        "worldview.json": _json(worldview),
        "positions.json": _json({"version": 1, "positions": positions}),
    }
    if world.locations is not None:
        files["locations.json"] = _json(_locations(world.locations))
    for name, profile in world.profiles.items():
        held = world.positions.get(profile.position or "")
        record = profile_record(profile, held)
        files[f"persona/{name}/profile/year={year}.json"] = _json(record)
        for path, lines in _memory(world.memories[name]).items():
            content = b"".join(orjson.dumps(line, option=_LINE) for line in lines)
            files[f"persona/{name}/memory/{path}"] = content
    return files


def write_world(root: Path, files: Mapping[str, bytes]) -> None:
    """Make a directory hold these files and, the forge's own folder apart, no others.

    Raises:
        RunError: it cannot be written.
    """
    with writing(root, "make room or choose another --out"):
        for path, content in files.items():
            file = root / path
            if not file.is_file() or file.read_bytes() != content:
                write_atomically(file, content)
        for file in sorted(root.rglob("*"), reverse=True):
            inside = file.relative_to(root)
            if inside.parts[0] == OWN:
                continue
            if file.is_dir():
                if not any(file.iterdir()):
                    file.rmdir()
            elif inside.as_posix() not in files:
                file.unlink()


def _json(value: object) -> bytes:
    return orjson.dumps(value, option=PRETTY)


def _position(position: Position) -> dict[str, Any]:
    return {
        "organization": position.organization,
        "role": position.role,
        "type": position.type,
        "description": position.description,
        "weekly_income": position.weekly_income,
        "weekly_delta_skills": dict(position.weekly_delta_skills),
        "capacity": position.capacity,
        "occupied_by": list(position.occupied_by),
        "min_age": position.min_age,
        "max_age": position.max_age,
        "min_skills": dict(position.min_skills),
        "created_year": position.created_year,
    }


def _locations(places: Mapping[str, Location]) -> dict[str, dict[str, Any]]:
    files: dict[str, dict[str, Any]] = {"public": {}, "private": {}}
    for key, place in places.items():
        size = {"size": place.size} if place.size else {}
        files["public" if place.size else "private"][key] = {
            "display_name": place.display_name,
            **size,
            "description": place.description,
            "objects": list(place.objects),
        }
    return files


def _memory(memory: Memory) -> dict[str, list[dict[str, str]]]:
    """Lines by path in a person's memory folder."""
    files = {f"scratchpad/{file}.jsonl": [_note(note)] for file, note in memory.files.items()}
    if memory.diary:
        files["weekly_diary.jsonl"] = [
            {"time": e.time, "summary": e.summary, "reflection": e.reflection} for e in memory.diary
        ]
    if memory.history:
        files["history.jsonl"] = [{"time": e.time, "content": e.content} for e in memory.history]
    return files


def _note(note: Note) -> dict[str, str]:
    return {"time": note.time, "content": note.content, "summary": note.summary}
