"""Small worlds with one fault each, and their neighbours without it, to test the linter with."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from itertools import combinations
from pathlib import Path
from typing import Any

from world_files import edit

from agentopia_env.world.checking import check_world
from agentopia_env.world.drafts import Draft
from agentopia_env.world.files import Finding
from agentopia_env.world.lint.subject import Subject
from agentopia_env.world.memory import CHARACTERS, Memory, Note
from agentopia_env.world.persona import TALENTS, TRAITS, Assets, Measure, Profile
from agentopia_env.world.positions import Position

World = Callable[[Path], Iterable[Finding]]
"""Makes something of a copy of the hamlet and returns what the linter says of it."""
Change = Callable[[Path], object]


@dataclass(frozen=True)
class Case:
    """A kind of finding, a world that provokes it, and a similar one that does not."""

    code: str
    provoked: World
    spared: World


def case(code: str, provoke: Change, spare: Change) -> Case:
    """A case of two changes to the hamlet, which has no findings."""
    return Case(code, checked(provoke), checked(spare))


def checked(*changes: Change) -> World:
    def findings(world: Path) -> tuple[Finding, ...]:
        for change in changes:
            change(world)
        return check_world(world, year=2020).findings

    return findings


def both(*changes: Change) -> Change:
    return lambda world: [change(world) for change in changes]


def profile(name: str, /, **fields: Any) -> Change:
    """Some fields of a profile, `a__b` for `b` in `a`."""
    file = f"persona/{name}/profile/year=2020.json"

    def change(content: Any) -> None:
        for key, value in fields.items():
            *steps, last = key.split("__")
            inside = content
            for step in steps:
                inside = inside[step]
            inside[last] = value

    return lambda world: edit(world, file, change)


def memory_file(world: Path, owner: str, about: str) -> Path:
    folder = world / "persona" / owner / "memory" / "scratchpad"
    return folder / (f"characters/{about}.jsonl" if about else "general.jsonl")


def tie(owner: str, about: str, sentence: str, summary: str | None = None) -> Change:
    """A sentence more at the end of a memory file; nobody is meant by the file `general`."""

    def change(world: Path) -> None:
        path = memory_file(world, owner, about)
        line = json.loads(path.read_text(encoding="utf-8"))
        line["content"] += f" {sentence}"
        line["summary"] = summary or line["summary"]
        path.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")

    return change


def view(owner: str, about: str, content: str) -> Change:
    """A memory file written anew; it may be shorter than a memory should be."""

    def change(world: Path) -> None:
        line = {"time": "Y2020-W00-begin", "content": content, "summary": "Somebody I know well."}
        path = memory_file(world, owner, about)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(json.dumps(line, ensure_ascii=False) + "\n", encoding="utf-8")

    return change


def strangers(one: str, other: str) -> Change:
    """Two people forget each other."""
    return lambda world: [
        memory_file(world, *pair).unlink() for pair in ((one, other), (other, one))
    ]


def position(index: int, **terms: Any) -> Change:
    return lambda world: edit(
        world, "positions.json", lambda content: content["positions"][index].update(terms)
    )


def worldview(**fields: Any) -> Change:
    return lambda world: edit(world, "worldview.json", lambda content: content.update(fields))


def prices(category: str, item: str, **fields: Any) -> Change:
    def change(content: Any) -> None:
        content["prices"]["categories"][category]["items"][item].update(fields)

    return lambda world: edit(world, "worldview.json", change)


def place(key: str, **fields: Any) -> Change:
    kind = "private" if key.startswith("home/") else "public"
    return lambda world: edit(
        world, "locations.json", lambda content: content[kind][key].update(fields)
    )


def silenced(*entries: Any) -> Change:
    return worldview(check={"silenced": list(entries)})


def city(
    people: int, ties: Iterable[tuple[int, int]] = (), score: Callable[[int], int] | None = None
) -> Subject:
    """People in memory alone: tied by their numbers, with the talents and traits that are asked."""
    names = [f"Person {number:03}" for number in range(people)]
    notes: dict[str, dict[str, Note]] = {name: {} for name in names}
    for one, other in ties:
        for owner, about in ((one, other), (other, one)):
            notes[names[owner]][CHARACTERS + names[about]] = Note("Y2020-W00-begin", "Somebody.")
    draft = Draft(Path("city"), 2020)
    for number, name in enumerate(names):
        draft.people[name] = Path("city/persona") / name
        draft.profile_files[name] = draft.people[name] / "profile/year=2020.json"
        draft.memories[name] = Memory(files=notes[name])
        draft.profiles[name] = person(name, score(number) if score else 50)
    return Subject(draft)


def person(name: str, /, score: int = 50, **fields: Any) -> Profile:
    texts = dict.fromkeys(
        (
            "appearance_and_impression",
            "brief_introduction",
            "details",
            "conflicts",
            "core_motivation",
            "values",
            "preferences",
        ),
        "",
    )
    given: dict[str, Any] = {
        "name": name,
        "gender": "female",
        "birth_year": 1990,
        "birthday": "Y1990-W04-activity-D2",
        **texts,
        "talents": Measure("", dict.fromkeys(TALENTS, score)),
        "personality_traits": Measure("", dict.fromkeys(TRAITS, score)),
        "position": None,
        "init_skills": {},
        "init_assets": Assets(),
        **fields,
    }
    return Profile(**given)


def with_positions(subject: Subject, *positions: Position) -> Subject:
    subject.draft.listed = {one.name: one for one in positions}
    return subject


def circles(people: int, size: int) -> list[tuple[int, int]]:
    """Ties of everybody with everybody in circles of a size, and a bridge from each to the next."""
    ties = [
        pair
        for start in range(0, people, size)
        for pair in combinations(range(start, min(people, start + size)), 2)
    ]
    return ties + [(start, start + size) for start in range(0, people - size, size)]


def ring(people: int, *steps: int) -> list[tuple[int, int]]:
    """Everybody tied to those so many places on; steps that form no triangles cluster nothing."""
    return [(one, (one + step) % people) for one in range(people) for step in steps]
