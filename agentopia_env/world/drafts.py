"""A world as its files say it, before anybody asked whether the files agree with each other."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from agentopia_env.world.economy import PriceItem
from agentopia_env.world.files import Findings, composed, fit, read_form, read_json
from agentopia_env.world.forms import HomeForm, PositionForm, PublicForm, WorldviewForm
from agentopia_env.world.memories import read_memory
from agentopia_env.world.memory import CHARACTERS, Memory, file_problem
from agentopia_env.world.persona import Profile
from agentopia_env.world.places import Location, home_of
from agentopia_env.world.positions import Position
from agentopia_env.world.profiles import ProfileForm, birthday_year

_YEAR = re.compile(r"year=(\d{1,6})\.json")
_CJK = re.compile(r"[\u3400-\u9fff\uf900-\ufaff]")
_LETTER = re.compile(r"[^\W\d_]")


@dataclass(slots=True)
class Draft:
    """What could be read of a world.

    Attributes:
        is_run: whether the directory is a run's, whose positions have moved on from its profiles.
        people: everybody there is a persona folder for, by name, with the folder; also those
            whose profile cannot be read.
        profile_files: the profile file read for each person.
        held: per person, the position as the profile has it; None for the unemployed.
        named_only: people whose profile names a position without its terms.
        listed: what `positions.json` holds, None where there is no such file.
        locations: what `locations.json` holds, None where there is no such file.
        unread: names of positions and keys of places whose entries are broken; nothing else is
            said about them. `positions.json` and `locations.json` where the whole file is.
        assigned: people whom `model_assignment.json` names, in its order.
    """

    path: Path
    year: int
    is_run: bool = False
    language: str = "en"
    setting: str = ""
    prices: tuple[PriceItem, ...] = ()
    people: dict[str, Path] = field(default_factory=dict)
    profiles: dict[str, Profile] = field(default_factory=dict)
    profile_files: dict[str, Path] = field(default_factory=dict)
    held: dict[str, Position | None] = field(default_factory=dict)
    named_only: set[str] = field(default_factory=set)
    memories: dict[str, Memory] = field(default_factory=dict)
    listed: dict[str, Position] | None = None
    locations: dict[str, Location] | None = None
    unread: set[str] = field(default_factory=set)
    assigned: tuple[str, ...] = ()


def read_draft(path: Path, year: int, language: str | None, findings: Findings) -> Draft:
    """Read everything a world directory holds, noting what cannot be read.

    Args:
        path: a base world or a run directory.
        year: the start year; of each person the latest profile up to it is read, else the
            earliest.
        language: overrides what the world says or looks like.
        findings: takes every problem.
    """
    draft = Draft(path, year, is_run=(path / "checkpoint.json").is_file())
    _read_worldview(draft, language, findings)
    for name, folder in _persona_folders(path / "persona", findings):
        draft.people[name] = folder
        _read_profile(draft, name, findings)
        draft.memories[name] = read_memory(folder / "memory", findings)
    _read_positions(draft, findings)
    _read_locations(draft, findings)
    _read_assignment(draft, findings)
    return draft


def cjk_share(text: str) -> float:
    """The share of Chinese characters among the letters of a text, 0..1."""
    letters = len(_LETTER.findall(text))
    return len(_CJK.findall(text)) / letters if letters else 0.0


def _read_worldview(draft: Draft, language: str | None, findings: Findings) -> None:
    view = read_form(draft.path / "worldview.json", WorldviewForm, findings)
    if view is None:
        draft.language = language or draft.language
        return
    draft.setting, draft.prices = view.world_setting, view.prices.value()
    detected = "zh" if cjk_share(view.world_setting) > 0.2 else "en"
    draft.language = language or view.language or detected


def _persona_folders(root: Path, findings: Findings) -> Iterator[tuple[str, Path]]:
    """Name and folder of everybody, sorted by name."""
    if not root.is_dir():
        findings.error(root, "is missing; a world needs at least one person", "file")
        return
    found: dict[str, Path] = {}
    folders = [path for path in root.iterdir() if path.is_dir() and not path.name.startswith(".")]
    for folder in sorted(folders):
        name = composed(folder.name)
        if name in found:
            other = findings.shown(found[name])
            findings.error(folder, f"is the same name as {other} in another Unicode form", "name")
            continue
        if problem := file_problem(CHARACTERS + folder.name):
            findings.error(folder, f"{problem}; rename the person", "name")
        found[name] = folder
    if not folders:
        findings.error(root, "holds nobody; a world needs at least one person", "file")
    yield from sorted(found.items())


def profile_years(folder: Path) -> dict[int, Path]:
    """The profile files of a persona folder by year, earliest first."""
    found = {}
    for path in (folder / "profile").glob("year=*.json"):
        if match := _YEAR.fullmatch(path.name):
            found[int(match.group(1))] = path
    return dict(sorted(found.items()))


def _read_profile(draft: Draft, name: str, findings: Findings) -> None:
    years = profile_years(draft.people[name])
    if not years:
        findings.error(draft.people[name], f"has no profile/year={draft.year}.json", "file")
        return
    path = years[max((year for year in years if year <= draft.year), default=min(years))]
    draft.profile_files[name] = path
    form = read_form(path, ProfileForm, findings)
    if form is None:
        return
    if form.name != name:
        findings.error(
            path, f'name is "{form.name}" but the folder is "{name}"; make them equal', "name"
        )
        return
    profile = form.value()
    born = birthday_year(profile.birthday)
    if born != profile.birth_year:
        findings.warn(path, f"birth_year is {profile.birth_year} but birthday says {born}", "birth")
    draft.profiles[name], draft.held[name] = profile, form.held
    if form.named_only:
        draft.named_only.add(name)


def _read_positions(draft: Draft, findings: Findings) -> None:
    path = draft.path / "positions.json"
    if not path.is_file():
        return
    draft.listed = {}
    content = read_json(path, findings)
    entries = content.get("positions") if isinstance(content, dict) else content
    if not isinstance(entries, list):
        draft.unread.add("positions.json")
        if content is not None:
            findings.error(path, 'positions is no list; write {"version": 1, "positions": [...]}')
        return
    for index, entry in enumerate(entries):
        place = f"positions[{index}]"
        form = fit(entry, PositionForm, path, findings, place)
        if form is None:
            draft.unread.add(_entry_name(entry))
            continue
        position = form.value()
        if position.name in draft.listed:
            findings.error(
                path, f"{place}: {position.name} is there twice; merge the entries", "twice"
            )
        else:
            draft.listed[position.name] = position


def _entry_name(entry: Any) -> str:
    """The name of a position whose entry is broken, as far as it can be told."""
    if not isinstance(entry, dict):
        return "positions.json"
    organization, role = entry.get("organization"), entry.get("role")
    if not isinstance(organization, str) or not isinstance(role, str):
        return "positions.json"
    return f"{composed(organization)}/{composed(role)}"


def _read_locations(draft: Draft, findings: Findings) -> None:
    path = draft.path / "locations.json"
    if not path.is_file():
        return
    draft.locations = {}
    content = read_json(path, findings)
    if not isinstance(content, dict):
        draft.unread.add("locations.json")
        if content is not None:
            findings.error(path, 'is no object; write {"public": {...}, "private": {...}}')
        return
    for kind in ("public", "private"):
        places = content.get(kind) or {}
        if not isinstance(places, dict):
            findings.error(path, f"{kind} is no object; write {{key: place}}")
            draft.unread.add("locations.json")
            continue
        for key, value in places.items():
            _read_place(draft, draft.locations, kind, key, value, findings)


def _read_place(
    draft: Draft,
    places: dict[str, Location],
    kind: str,
    raw: str,
    value: Any,
    findings: Findings,
) -> None:
    path, place = draft.path / "locations.json", f"{kind}.{raw}"
    folder, slash, owner = raw.partition("/")
    is_home = folder == "home" and bool(slash)
    key = home_of(composed(owner)) if is_home else composed(raw)
    if is_home != (kind == "private"):
        findings.error(path, f"{place}: homes, and only they, are private and called home/<name>")
        return
    if key in places or key in draft.unread:
        findings.error(path, f"{place} is there twice, in two Unicode forms", "twice")
        return
    form: type[HomeForm] = HomeForm if is_home else PublicForm
    read = fit(value, form, path, findings, place)
    if read is None:
        draft.unread.add(key)
    else:
        places[key] = read.value(key)


def _read_assignment(draft: Draft, findings: Findings) -> None:
    path = draft.path / "model_assignment.json"
    if not path.is_file():
        return
    content = read_json(path, findings)
    names = list(content) if isinstance(content, dict | list) else None
    if names is None or not all(isinstance(name, str) for name in names):
        if content is not None:
            findings.error(path, "is neither a list of names nor an object {name: model}")
        return
    assigned = list(dict.fromkeys(composed(name) for name in names))
    draft.assigned = tuple(name for name in assigned if name in draft.people)
    for name in assigned:
        if name not in draft.people:
            findings.error(
                path, f"names {name}, of whom there is no folder persona/{name}", "nobody"
            )
