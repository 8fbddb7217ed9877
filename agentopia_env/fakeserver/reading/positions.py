"""Positions and applicants as a prompt shows them."""

from __future__ import annotations

import re

from agentopia_env.fakeserver.reading.elements import Element, amounts
from agentopia_env.questions.environment import Applicant
from agentopia_env.world.positions import Position

_WHOLE = re.compile(r"\d+")


def position_of(element: Element) -> Position:
    """A position; who holds it is not told, only how many do."""
    organization, _, role = element.get("name").rpartition("/")
    places = [int(found) for found in _WHOLE.findall(element.get("free"))]
    free, capacity = (min(places), max(places)) if len(places) > 1 else (0, 1)
    return Position(
        organization,
        role,
        element.get("type") or "work",
        element.text,
        element.number("weekly_income"),
        amounts(element.get("grows")),
        capacity,
        tuple(f"#{number}" for number in range(capacity - free)),
        _age(element.get("min_age")),
        _age(element.get("max_age")),
        amounts(element.get("asks_for")),
    )


def _age(text: str) -> int | None:
    return int(text) if text.isdigit() else None


def applicant_of(element: Element) -> Applicant:
    """Somebody who wishes for a position."""
    return Applicant(
        element.get("name"),
        int(element.number("age")),
        amounts(element.get("skills")),
        {name: round(value) for name, value in amounts(element.get("talents")).items()},
        {name: round(value) for name, value in amounts(element.get("traits")).items()},
        element.text,
    )
