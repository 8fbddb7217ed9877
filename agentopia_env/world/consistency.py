"""Whether a world's files agree with each other: ties, homes, positions and their holders."""

from __future__ import annotations

from collections.abc import Iterable
from difflib import get_close_matches

from agentopia_env.world.drafts import Draft
from agentopia_env.world.files import Findings
from agentopia_env.world.persona import OPPOSITE, TALENTS, TRAITS, Profile
from agentopia_env.world.places import home_of
from agentopia_env.world.positions import Position
from agentopia_env.world.rules import EconomyRules

_MOST_GROWTH = 3
"""Points a week that a position should teach at most."""


def find_disagreements(draft: Draft, simulated: Iterable[str], findings: Findings) -> None:
    """Note everything that no file is wrong about alone.

    Args:
        draft: what the files hold.
        simulated: whoever will live; only they need a home.
        findings: takes every problem.
    """
    _check_names(draft, findings)
    for name, profile in draft.profiles.items():
        _check_profile(draft, name, profile, findings)
    _check_ties(draft, findings)
    _check_places(draft, simulated, findings)
    _check_positions(draft, findings)
    if not draft.prices and draft.setting:
        findings.warn(
            draft.path / "worldview.json", "has no prices; nothing can be bought", "prices-none"
        )


def _check_names(draft: Draft, findings: Findings) -> None:
    """Two names that differ in case alone share one folder on some systems."""
    folded: dict[str, str] = {}
    for name, folder in draft.people.items():
        other = folded.setdefault(name.casefold(), name)
        if other != name:
            findings.error(
                folder, f"differs from {other} in case alone; rename one of them", "name"
            )


def _check_profile(draft: Draft, name: str, profile: Profile, findings: Findings) -> None:
    path = draft.profile_files[name]
    for what, expected, values in (
        ("talents", TALENTS, profile.talents.quantitative),
        ("personality_traits", TRAITS, profile.personality_traits.quantitative),
    ):
        poles = {OPPOSITE[axis]: axis for axis in expected if axis in OPPOSITE}
        given = {poles.get(key, key) for key in values}
        if missing := [key for key in expected if key not in given]:
            findings.warn(path, f"{what} lacks {', '.join(missing)}; 50 is assumed", "measures")
        if unknown := sorted(given.difference(expected)):
            findings.warn(
                path, f"{what}: {', '.join(unknown)} mean nothing to the rules", "measures"
            )
    most = EconomyRules().max_possessions
    if len(profile.init_assets.possessions) > most:
        findings.warn(path, f"init_assets.possessions are more than {most}", "range-possessions")


def _check_ties(draft: Draft, findings: Findings) -> None:
    known = {name: set(memory.known) for name, memory in draft.memories.items()}
    for name in draft.people:
        characters = draft.people[name] / "memory" / "scratchpad" / "characters"
        for other in sorted(known[name]):
            if other == name:
                findings.warn(
                    characters, f"{name} has a file about themselves; it is left out", "tie-self"
                )
            elif other not in draft.people:
                close = get_close_matches(other, draft.people, n=1, cutoff=0.75)
                hint = f"; is {close[0]} meant?" if close else ""
                findings.warn(
                    characters, f"{name} knows {other}, who is nobody here{hint}", "tie-nobody"
                )
            elif name not in known[other]:
                findings.warn(
                    characters,
                    f"{name} knows {other}, but {other} has no file about {name}",
                    "tie-one-sided",
                )


def _check_places(draft: Draft, simulated: Iterable[str], findings: Findings) -> None:
    if draft.locations is None or "locations.json" in draft.unread:
        return
    path, places = draft.path / "locations.json", draft.locations
    keys = {*places, *(key for key in draft.unread)}
    if not any(not key.startswith("home/") for key in places) and not draft.unread:
        findings.error(path, "has no public place; add one under public", "home")
    for name in simulated:
        if home_of(name) not in keys:
            findings.error(
                path,
                f'{name} has no home; add private["{home_of(name)}"], or delete the file to '
                "have places designed",
                "home",
            )
    for key in places:
        if key.startswith("home/") and key.removeprefix("home/") not in draft.people:
            findings.warn(path, f"{key} is the home of nobody here", "home-nobody")
        if not places[key].objects:
            findings.warn(path, f"{key} has no objects", "place-empty")


def _check_positions(draft: Draft, findings: Findings) -> None:
    if draft.listed is None:
        _check_collected(draft, findings)
    elif "positions.json" not in draft.unread:
        _check_held(draft, draft.listed, findings)
        if not draft.is_run:
            _check_holders(draft, draft.listed, findings)
        for position in draft.listed.values():
            _check_terms(draft, position, findings)


def _check_collected(draft: Draft, findings: Findings) -> None:
    """Without `positions.json` the profiles have to say everything, and the same thing."""
    first: dict[str, tuple[str, Position]] = {}
    for name, held in draft.held.items():
        if held is None:
            continue
        if name in draft.named_only:
            findings.error(
                draft.profile_files[name],
                f'position is "{held.role}" alone; without positions.json it needs organization, '
                "role and its other terms",
                "position-holder",
            )
            continue
        holder, other = first.setdefault(held.name, (name, held))
        _compare_terms(draft, name, held, other, f"the profile of {holder}", findings)


def _compare_terms(
    draft: Draft, name: str, held: Position, other: Position, source: str, findings: Findings
) -> None:
    for term in ("weekly_income", "weekly_delta_skills", "type"):
        mine, theirs = getattr(held, term), getattr(other, term)
        if mine != theirs:
            findings.warn(
                draft.profile_files[name],
                f"position.{term} is {mine} but {theirs} in {source}, which counts",
                "position-terms",
            )


def _check_held(draft: Draft, listed: dict[str, Position], findings: Findings) -> None:
    """Every position in a profile is listed, and its holder with it."""
    for name, profile in draft.profiles.items():
        held, path = draft.held[name], draft.profile_files[name]
        if held is None or profile.position is None or profile.position in draft.unread:
            continue
        position = listed.get(profile.position)
        if position is None:
            close = get_close_matches(profile.position, listed, n=1, cutoff=0.75)
            hint = f"; is {close[0]} meant?" if close else "; add it there"
            what = f"position {profile.position} is not in positions.json{hint}"
            if draft.is_run and name not in draft.named_only:
                findings.warn(path, what, "position-left")
            else:
                findings.error(path, what, "position-holder")
            continue
        if name not in position.occupied_by and not draft.is_run:
            findings.error(
                path,
                f"position is {position.name}, but its occupied_by in positions.json lacks {name}",
                "position-holder",
            )
        if name not in draft.named_only:
            _compare_terms(draft, name, held, position, "positions.json", findings)


def _check_holders(draft: Draft, listed: dict[str, Position], findings: Findings) -> None:
    """Every holder exists, says so too, and finds room."""
    path = draft.path / "positions.json"
    for position in listed.values():
        for holder in position.occupied_by:
            profile = draft.profiles.get(holder)
            if holder not in draft.people:
                close = get_close_matches(holder, draft.people, n=1, cutoff=0.75)
                hint = f"; is {close[0]} meant?" if close else ""
                findings.error(
                    path,
                    f"{position.name}: occupied_by names {holder}, who is nobody here{hint}",
                    "nobody",
                )
            elif profile is not None and profile.position != position.name:
                findings.error(
                    path,
                    f"{position.name}: occupied_by names {holder}, whose profile says "
                    f"{profile.position or 'no position'}",
                    "position-holder",
                )
        if len(position.occupied_by) > position.capacity:
            findings.error(
                path,
                f"{position.name}: {len(position.occupied_by)} people hold it but capacity is "
                f"{position.capacity}; raise the capacity",
                "position-holder",
            )


def _check_terms(draft: Draft, position: Position, findings: Findings) -> None:
    path, name = draft.path / "positions.json", position.name
    low, high = position.min_age, position.max_age
    if low is not None and high is not None and low > high:
        findings.error(path, f"{name}: min_age {low} is above max_age {high}", "position-age")
    most = EconomyRules().max_income
    if position.weekly_income > most:
        findings.warn(
            path, f"{name}: weekly_income {position.weekly_income} is above {most}", "range-money"
        )
    for skill, points in position.weekly_delta_skills.items():
        if points > _MOST_GROWTH:
            findings.warn(
                path,
                f"{name}: teaches {points} points of {skill} a week; {_MOST_GROWTH} are the most",
                "range-skill",
            )
    skills = {skill for profile in draft.profiles.values() for skill in profile.init_skills}
    for skill in position.min_skills:
        if skill not in skills and len(draft.profiles) == len(draft.people):
            findings.warn(
                path, f"{name}: min_skills asks for {skill}, which nobody has", "skill-unknown"
            )
