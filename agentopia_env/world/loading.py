"""Loading a world: from a directory of files to people, places and positions, or every problem.

The layout is that of SPEC sections 2 and 10; base worlds and run directories of the reference
implementation load as well.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from pydantic_core import PydanticCustomError

from agentopia_env.errors import WorldError
from agentopia_env.world.consistency import find_disagreements
from agentopia_env.world.drafts import Draft, read_draft
from agentopia_env.world.economy import PriceItem
from agentopia_env.world.files import Findings, composed
from agentopia_env.world.forms import LANGUAGES, language_code
from agentopia_env.world.memory import CHARACTERS, Memory
from agentopia_env.world.persona import Profile
from agentopia_env.world.places import Location, home_of
from agentopia_env.world.positions import Position

_PACKAGE = Path(__file__).resolve().parents[1]
_WORLD_FOLDERS = (_PACKAGE.parent / "worlds", _PACKAGE / "worlds")


@dataclass(frozen=True, slots=True)
class BaseWorld:
    """How things stand before the first week.

    Attributes:
        name: the directory's name.
        language: `en` or `zh`.
        profiles: whoever will be simulated, in the order of the run.
        memories: what each of them remembers; the same keys as `profiles`.
        positions: every position by its name, also those of people who are not simulated.
        locations: public places and the homes of the simulated; None where they are yet to be
            designed.
        others: people who are known but not simulated, sorted.
        raw_positions_given: whether the world has a `positions.json`; else the positions are
            those that people hold, and more are to be designed.
    """

    name: str
    language: str
    setting: str
    prices: tuple[PriceItem, ...]
    profiles: dict[str, Profile]
    memories: dict[str, Memory]
    positions: dict[str, Position]
    locations: dict[str, Location] | None
    others: tuple[str, ...]
    raw_positions_given: bool


def available_worlds() -> dict[str, Path]:
    """The bundled worlds by name: of the repository, and of the installed package."""
    found: dict[str, Path] = {}
    for folder in _WORLD_FOLDERS:
        for path in sorted(folder.iterdir()) if folder.is_dir() else ():
            if (path / "worldview.json").is_file():
                found.setdefault(path.name, path)
    return found


def find_world(name_or_path: str) -> Path:
    """The directory of a world, given as a path or as the name of a bundled world.

    Raises:
        WorldError: there is neither; the message lists the bundled worlds.
    """
    bundled = available_worlds()
    path = Path(name_or_path).expanduser()
    if name_or_path in bundled and not (path / "worldview.json").is_file():
        return bundled[name_or_path]
    if name_or_path.strip() and path.is_dir():
        return path.resolve()
    names = ", ".join(sorted(bundled)) or "none"
    raise WorldError(
        name_or_path or "(no world)",
        [f"is neither a directory nor a bundled world; bundled are: {names}"],
    )


def load_world(
    path: Path, *, agents: int | None = None, year: int, language: str | None = None
) -> BaseWorld:
    """Read a world and make sure that it can be lived in.

    Args:
        path: a base world or a run directory.
        agents: simulate only so many people: the first that `model_assignment.json` names, where
            the directory has one, then the others sorted by name. Whoever is left is known but not
            simulated. None: everybody, or in a run directory those the run simulated.
        year: the start year; a person's latest profile up to it is read, else the earliest.
        language: `en` or `zh`, whatever the world says.

    Raises:
        WorldError: with one line per problem, naming file and field.
    """
    draft, findings = inspect_world(path, agents=agents, year=year, language=language)
    if findings.errors:
        raise WorldError(str(path), findings.errors)
    return _base_world(draft, _simulated(draft, agents))


def inspect_world(
    path: Path, *, agents: int | None = None, year: int, language: str | None = None
) -> tuple[Draft, Findings]:
    """What a world's files hold and everything that is wrong with them; raises nothing."""
    path = path.resolve()
    findings = Findings(path)
    if not path.is_dir():
        findings.error(path, "there is no such directory")
        return Draft(path, year), findings
    if language is not None:
        language = _language(language, findings)
    draft = read_draft(path, year, language, findings)
    if agents is not None and not 1 <= agents <= max(1, len(draft.people)):
        findings.error(
            "agents", f"{agents} are asked for but the world has {len(draft.people)} people"
        )
    find_disagreements(draft, _simulated(draft, agents), findings)
    return draft, findings


def _language(language: str, findings: Findings) -> str | None:
    try:
        return language_code(language)
    except PydanticCustomError:
        findings.error("language", f"is {language!r}; allowed are {' and '.join(LANGUAGES)}")
        return None


def _simulated(draft: Draft, agents: int | None) -> tuple[str, ...]:
    """Whoever will be simulated, in order."""
    order = dict.fromkeys((*draft.assigned, *draft.people))
    if agents is None and draft.is_run and draft.assigned:
        return draft.assigned
    return tuple(order)[:agents]


def _base_world(draft: Draft, simulated: tuple[str, ...]) -> BaseWorld:
    memories = {name: _without_self(draft.memories[name], name) for name in simulated}
    known = {other for memory in memories.values() for other in memory.known}
    return BaseWorld(
        name=composed(draft.path.name),
        language=draft.language,
        setting=draft.setting,
        prices=draft.prices,
        profiles={name: draft.profiles[name] for name in simulated},
        memories=memories,
        positions=_positions(draft),
        locations=_places(draft, simulated),
        others=tuple(sorted((known | draft.people.keys()).difference(simulated))),
        raw_positions_given=draft.listed is not None,
    )


def _without_self(memory: Memory, name: str) -> Memory:
    memory.files.pop(CHARACTERS + name, None)
    return memory


def _places(draft: Draft, simulated: tuple[str, ...]) -> dict[str, Location] | None:
    """Public places and the homes of whoever will be simulated."""
    if draft.locations is None:
        return None
    homes = {home_of(name) for name in simulated}
    return {
        key: place
        for key, place in draft.locations.items()
        if key in homes or not key.startswith("home/")
    }


def _positions(draft: Draft) -> dict[str, Position]:
    """The positions of a world: as listed, else (and in a run also) those that profiles hold.

    Collected positions have as many places as holders. In a run directory the profiles say who
    holds what, because the list has moved on with the years.
    """
    positions = dict(draft.listed or {})
    if draft.listed is not None and not draft.is_run:
        return positions
    holders: dict[str, list[str]] = defaultdict(list)
    for name, held in draft.held.items():
        position = draft.profiles[name].position
        if held is not None and position is not None:
            holders[position].append(name)
            positions.setdefault(position, replace(held, created_year=draft.year))
    return {
        name: replace(
            position,
            occupied_by=tuple(holders[name]),
            capacity=max(position.capacity, len(holders[name])),
        )
        for name, position in positions.items()
    }
