"""Numbers that fit each other: like a real population's, with positions their holders can hold."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from statistics import fmean, pstdev

from agentopia_env.forge.draft import Draft, held_positions
from agentopia_env.forge.forms import NumbersForm, PositionForm, SkillForm
from agentopia_env.world.persona import TALENTS, TRAITS
from agentopia_env.world.positions import Position
from agentopia_env.world.rules import Number

MEAN, SPREAD = 51.0, 15.0
"""Of talents and traits in a population."""
_MEANS, _SPREADS = (44.0, 58.0), (10.0, 20.0)
"""Within which the numbers given are left alone."""
_FEWEST = 6
"""People from which on numbers have a spread worth correcting."""
_LOWEST, _HIGHEST = 3, 97
WEEKS_SAVED = 20
"""Weekly incomes that a person has saved at most."""
_KEEP = 100
"""What counts as the weekly income of whoever has none."""
_MOST_TAUGHT = 3
"""Points of a skill that a week of a position adds at most."""
_ROOM = (1.0, 1.5)
"""Places in all positions for each person."""


def spread(values: Mapping[str, int]) -> dict[str, int]:
    """One talent of everybody, moved to the mean and spread of a population; the order stays.

    v' = MEAN + (v − m) · SPREAD / s, with m and s the mean and spread of the values given.
    """
    given = list(values.values())
    if len(given) < _FEWEST:
        return dict(values)
    m, s = fmean(given), pstdev(given)
    usual = _MEANS[0] <= m <= _MEANS[1] and _SPREADS[0] <= s <= _SPREADS[1]
    if usual or s < 1:
        return dict(values)
    return {
        name: round(min(_HIGHEST, max(_LOWEST, MEAN + (v - m) * SPREAD / s)))
        for name, v in values.items()
    }


def measures(draft: Draft) -> dict[str, tuple[dict[str, int], dict[str, int]]]:
    """Talents and traits of everybody, spread like a population's."""
    names = [one.name for one in draft.people]
    talents = {
        key: spread({name: getattr(draft.numbers(name).talents, key) for name in names})
        for key in TALENTS
    }
    traits = {
        key: spread({name: getattr(draft.numbers(name).personality, key) for name in names})
        for key in TRAITS
    }
    return {
        name: (
            {key: talents[key][name] for key in TALENTS},
            {key: traits[key][name] for key in TRAITS},
        )
        for name in names
    }


def positions_of(draft: Draft) -> list[Position]:
    """Every position with its holders, on terms that these meet and with places for careers."""
    ages = {one.name: one.age for one in draft.people}
    held = {f"{key[0]}/{key[1]}".casefold(): names for key, names in held_positions(draft).items()}
    skills = {name: points(draft.numbers(name).skills) for name in ages}
    existing = {skill for of_one in skills.values() for skill in of_one}
    listed = []
    for form in draft.positions:
        holders = held.get(f"{form.organization}/{form.role}".casefold(), [])
        required: dict[str, Number] = {**points(form.requires)}
        for skill in list(required):
            most = min((skills[name].get(skill, 0) for name in holders), default=required[skill])
            required[skill] = min(required[skill], most)
            if not required[skill] or skill not in existing:
                del required[skill]
        listed.append(_position(form, holders, [ages[name] for name in holders], required, draft))
    return _with_room(listed, len(ages))


def _position(
    form: PositionForm,
    holders: list[str],
    ages: list[int],
    required: dict[str, Number],
    draft: Draft,
) -> Position:
    low = min([form.min_age, *ages])
    high = max([form.max_age, *ages]) if form.max_age > form.min_age else None
    taught = {skill: min(_MOST_TAUGHT, most) for skill, most in points(form.teaches).items()}
    fair = max(1, len(draft.people) // 3)
    return Position(
        form.organization,
        form.role,
        form.type,
        form.description,
        form.weekly_income,
        {skill: gain for skill, gain in taught.items() if gain},
        max(len(holders), min(form.capacity, fair)),
        tuple(holders),
        low or None,
        high,
        required,
        draft.settings.year,
    )


def _with_room(listed: Sequence[Position], people: int) -> list[Position]:
    """Positions with places for everybody, and not for many more."""
    sizes = [position.capacity for position in listed]
    held = [len(position.occupied_by) for position in listed]
    fair = max(1, people // 3)
    while sum(sizes) < people * _ROOM[0]:
        smallest = min(range(len(sizes)), key=lambda n: (held[n] > 0, sizes[n], n))
        if sizes[smallest] >= fair and held[smallest] == 0:
            smallest = min(range(len(sizes)), key=lambda n: (sizes[n] - held[n], n))
        sizes[smallest] += 1
    while sum(sizes) > people * _ROOM[1]:
        loosest = max(range(len(sizes)), key=lambda n: (sizes[n] - max(1, held[n]), -n))
        if sizes[loosest] <= max(1, held[loosest]):
            break
        sizes[loosest] -= 1
    return [replace(position, capacity=size) for position, size in zip(listed, sizes, strict=True)]


def savings(numbers: NumbersForm, income: float) -> int:
    """What a person has saved, at most so many weeks' income."""
    weekly = income + numbers.extra_income or _KEEP
    return min(numbers.deposit, round(weekly * WEEKS_SAVED))


def points(skills: Sequence[SkillForm]) -> dict[str, int]:
    """Skills with their points; one that is there twice counts by its higher number."""
    found: dict[str, int] = {}
    for one in skills:
        found[one.skill] = max(one.points, found.get(one.skill, 0))
    return found
