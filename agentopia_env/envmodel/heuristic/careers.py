"""Careers: which positions there are to be had, and who of the applicants gets them."""

from __future__ import annotations

from random import Random

from agentopia_env.envmodel.heuristic.books import Roles, book
from agentopia_env.envmodel.heuristic.days import Answer
from agentopia_env.envmodel.heuristic.effects import rounded
from agentopia_env.envmodel.heuristic.phrases import one
from agentopia_env.questions.design import DesignPositions
from agentopia_env.questions.environment import Admit, Applicant
from agentopia_env.world.positions import Position

_MAX_INCOME = 500
_NON_WORK = 0.12
"""Share of unpaid positions among the undemanding ones."""


def new_positions(question: DesignPositions, rng: Random) -> Answer:
    """The answer to a `DesignPositions`: distinct names, capacities within the limits."""
    taken = {position.name.casefold() for position in question.existing}
    capacities = _capacities(question, rng)
    skills = _skills_in_demand(question, rng)
    positions = []
    for number, capacity in enumerate(capacities):
        skill = skills[number % len(skills)]
        positions.append(_design(question, skill, capacity, taken, rng))
    return {"positions": positions}


def _capacities(question: DesignPositions, rng: Random) -> list[int]:
    """Places per position: all of them together as asked, none above the most allowed."""
    count, most = max(0, question.count), max(1, question.max_capacity)
    least_total, most_total = question.capacity
    total = max(count, rng.randint(min(least_total, most_total), max(least_total, most_total)))
    capacities = [1] * count
    for _ in range(min(total, count * most) - count):
        open_ones = [index for index, size in enumerate(capacities) if size < most]
        capacities[open_ones[int(rng.random() * len(open_ones))]] += 1
    return capacities


def _skills_in_demand(question: DesignPositions, rng: Random) -> list[str]:
    """Skills in the order in which positions are made for them: what people know comes first."""
    known = sorted(question.best_skills, key=lambda name: (-question.best_skills[name], name))
    if question.demanding and known:
        known = known[: max(question.count * 3, 6)]
    rng.shuffle(known)
    common = book(question.world.language).roles.common_skills
    return [*known, *(skill for skill in common if skill not in question.best_skills)]


def _design(
    question: DesignPositions, skill: str, capacity: int, taken: set[str], rng: Random
) -> Answer:
    best = question.best_skills.get(skill, 0.0)
    roles = book(question.world.language).roles
    unpaid = not question.demanding and rng.random() < _NON_WORK
    if question.demanding:
        required = round(max(best * (1.08 + 0.2 * rng.random()), best + 5))
    else:
        required = 0 if unpaid else round(max(0.0, best * (rng.random() * 1.1 - 0.25)))
    organization, role = _name(question, roles, skill, required, unpaid, taken, rng)
    min_skills = {skill: required} if required >= 5 else {}
    income = 20 * rng.random() if unpaid else 90 + 1.4 * required + 40 * rng.random()
    return {
        "organization": organization,
        "role": role,
        "type": "non-work" if unpaid else "work",
        "description": one(rng, roles.duties).format(skill=skill, organization=organization),
        "weekly_income": min(_MAX_INCOME, 10 * round(income / 10)),
        "weekly_delta_skills": {skill: rounded(1 + 2 * rng.random())},
        "capacity": capacity,
        "min_age": 18 if required >= 25 else None,
        "max_age": _sometimes(rng, 0.4, 70),
        "min_skills": min_skills,
    }


def _sometimes(rng: Random, likely: float, value: int) -> int | None:
    """The value with a likelihood, else None."""
    return value if rng.random() < likely else None


def _name(
    question: DesignPositions,
    roles: Roles,
    skill: str,
    required: float,
    unpaid: bool,
    taken: set[str],
    rng: Random,
) -> tuple[str, str]:
    """An organization and a role that together are not taken yet."""
    plain = skill.title()
    other = roles.role.format(skill=plain), roles.house.format(skill=plain)
    job, kind = roles.jobs.get(skill.lower(), other)
    fits = sorted({p.organization for p in question.existing if _concerns(p, skill)})
    for attempt in range(60):
        if unpaid:
            title = one(rng, roles.volunteering)
        elif question.demanding:
            title = one(rng, roles.summits)
        else:
            title = next(name for points, name in roles.ranks if required >= points)
        role = title.format(role=job, skill=plain)
        known = fits and attempt < 2
        if known:
            organization = one(rng, tuple(fits))
        else:
            organization = roles.placed.format(house=one(rng, roles.houses), kind=kind)
        if attempt >= 30:
            organization = roles.numbered.format(organization=organization, number=attempt)
        if f"{organization}/{role}".casefold() not in taken:
            break
    taken.add(f"{organization}/{role}".casefold())
    return organization, role


def _concerns(position: Position, skill: str) -> bool:
    return skill in position.weekly_delta_skills or skill in position.min_skills


def admissions(question: Admit, rng: Random) -> Answer:
    """The answer to an `Admit`: the most suitable applicants, as many as there are places."""
    scored = sorted(
        (
            (_suitability(question.position, who) + 4 * rng.random(), who.name)
            for who in question.applicants
        ),
        key=lambda entry: (-entry[0], entry[1]),
    )
    return {"accepted": [name for _, name in scored[: max(0, question.free)]]}


def _suitability(position: Position, applicant: Applicant) -> float:
    """How suitable an applicant is: the skills the position lives on, talents, reliability."""
    relevant = {*position.min_skills, *position.weekly_delta_skills}
    points = sum(min(300.0, applicant.skills.get(skill, 0)) for skill in relevant)
    if relevant:
        points /= len(relevant)
    talents, traits = applicant.talents, applicant.traits
    character = (
        0.5 * talents.get("intelligence", 50)
        + 0.5 * talents.get("trustworthiness", 50)
        + 0.3 * talents.get("leadership", 50)
        + 0.3 * traits.get("responsibility", 50)
    )
    return points + 0.6 * character
