"""Which positions somebody can come to hold: requirements, ages, and skills that can be learned.

A position is within reach of a person who has its skills now, or can gain them within the years of
a run: weeks times the best weekly gain of the posts and courses that are themselves within reach,
or of practice in free hours, where anybody has or teaches the skill.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from agentopia_env.clock import Time
from agentopia_env.world.files import Finding
from agentopia_env.world.lint.codes import found
from agentopia_env.world.lint.subject import Subject
from agentopia_env.world.persona import Profile
from agentopia_env.world.positions import Position

_FILE = "positions.json"
_TOWN = 20
"""People from which on the capacity of all positions together is judged."""
_ROOM = (1.0, 1.55)
"""Places a person."""

_PRACTICE = 0.5
"""Points a week that somebody gains who learns a skill of others' in free hours."""


def check_careers(subject: Subject) -> Iterator[Finding]:
    """What is wrong with the positions of a world that lists them."""
    draft = subject.draft
    if draft.listed is None or draft.is_run:
        return
    for position in draft.listed.values():
        yield from _check_capacity(subject, position)
    yield from _check_holders(subject)
    if draft.profiles and len(draft.profiles) == len(draft.people) and not draft.unread:
        yield from _check_room(subject)
        yield from _check_reach(subject, draft.listed)


def _check_capacity(subject: Subject, position: Position) -> Iterator[Finding]:
    people = len(subject.draft.people)
    if position.capacity == 0:
        yield found(
            "position-closed",
            _FILE,
            f"{position.name} has capacity 0, so that nobody can ever hold it; raise it",
        )
    if position.type == "work" and position.capacity > max(2, people / 3):
        yield found(
            "position-crowded",
            _FILE,
            f"{position.name} has {position.capacity} places for {people} people; a third is most",
        )


def _check_room(subject: Subject) -> Iterator[Finding]:
    draft, (low, high) = subject.draft, _ROOM
    capacity = sum(position.capacity for position in (draft.listed or {}).values())
    share = capacity / len(draft.people)
    if len(draft.people) >= _TOWN and not low <= share <= high:
        yield found(
            "position-room",
            _FILE,
            f"has {capacity} places for {len(draft.people)} people ({share:.2f} a person); "
            "1 to 1.5 are meant",
        )


def _check_holders(subject: Subject) -> Iterator[Finding]:
    for name, profile in subject.draft.profiles.items():
        position = (subject.draft.listed or {}).get(profile.position or "")
        if position is None or not position.capacity:
            continue
        reason = position.suits(_age_in_year(subject, profile), profile.init_skills)
        if reason:
            yield found(
                "position-unmet",
                subject.file_of(name),
                f"{reason.replace('you have', f'{name} has')}, whose holder is {name}; lower the "
                "requirement or raise the skill",
            )


def _age_in_year(subject: Subject, profile: Profile) -> int:
    """The age at the end of the first year, when positions are applied for."""
    return subject.draft.year - profile.birth_year


def _check_reach(subject: Subject, listed: Mapping[str, Position]) -> Iterator[Finding]:
    within: set[str] = set()
    learnable = _learnable(subject, listed)
    for profile in subject.draft.profiles.values():
        within |= within_reach(profile, _age_in_year(subject, profile), listed, learnable)
    for name, position in listed.items():
        if name not in within and position.capacity:
            yield found(
                "position-unreachable",
                _FILE,
                f"{name} can never be held by anybody: {_obstacle(subject, position, listed)}",
            )


def _learnable(subject: Subject, listed: Mapping[str, Position]) -> set[str]:
    """Skills that somebody has or a position teaches."""
    had = {skill for person in subject.draft.profiles.values() for skill in person.init_skills}
    taught = {skill for position in listed.values() for skill in position.weekly_delta_skills}
    return {skill.casefold() for skill in had | taught}


def within_reach(
    profile: Profile,
    age: int,
    listed: Mapping[str, Position],
    learnable: Collection[str] = (),
    time: Time | None = None,
) -> set[str]:
    """The positions that a person could come to hold within a run.

    Args:
        profile: the person, with the skills of the start.
        age: when first applying.
        listed: every position by name.
        learnable: skills, in small letters, that can be practised in free hours.
        time: how long a run is; None: the default.
    """
    time = time or Time()
    weeks = time.n_year * time.n_week
    own = {skill.casefold(): points for skill, points in profile.init_skills.items()}
    gains: dict[str, float] = dict.fromkeys(learnable, _PRACTICE)

    def can_meet(position: Position) -> bool:
        needs = {skill.casefold(): least for skill, least in position.min_skills.items()}
        return profile.position == position.name or all(
            own.get(skill, 0) + weeks * gains.get(skill, 0) >= least
            for skill, least in needs.items()
        )

    fitting = {n: p for n, p in listed.items() if p.capacity and _fits(p, age, time)}
    reached: set[str] = set()
    while new := {n for n, p in fitting.items() if n not in reached and can_meet(p)}:
        reached |= new
        for name in new:
            for skill, points in fitting[name].weekly_delta_skills.items():
                gains[skill.casefold()] = max(gains.get(skill.casefold(), 0), points)
    return reached


def _fits(position: Position, age: int, time: Time) -> bool:
    """Whether a person is of the right age in some year of a run."""
    old_enough = position.min_age is None or age + time.n_year >= position.min_age
    return old_enough and not position.too_old(age)


def _obstacle(subject: Subject, position: Position, listed: Mapping[str, Position]) -> str:
    """Why nobody gets there, as far as one reason explains it."""
    time = Time()
    people = subject.draft.profiles.values()
    if not any(_fits(position, _age_in_year(subject, person), time) for person in people):
        ages = f"{position.min_age or 0} to {position.max_age or 'any age'}"
        return f"it asks for an age of {ages}, which nobody has within {time.n_year} years"
    taught = {s.casefold() for post in listed.values() for s in post.weekly_delta_skills}
    for skill, least in position.min_skills.items():
        most = max((person.init_skills.get(skill, 0) for person in people), default=0)
        if most < least and skill.casefold() not in taught:
            return (
                f"it asks for {skill} {least:g}, the most that anybody has is {most:g}, and no "
                "position teaches it; lower the requirement or let a reachable one teach it"
            )
    needs = ", ".join(f"{skill} {least:g}" for skill, least in position.min_skills.items())
    return (
        f"nobody of the right age can gain {needs} in posts within their reach; lower the "
        "requirement or let a reachable post or course teach it"
    )
