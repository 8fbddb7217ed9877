"""Rare decisions: ratings, positions, whom to get to know, what to part with."""

from __future__ import annotations

from typing import Any

from agentopia_env.policies.heuristic.feelings import taste
from agentopia_env.policies.heuristic.mind import Mind
from agentopia_env.questions.person import Discard, Exchange, Rate, Wish, YearEnd
from agentopia_env.world.persona import Face
from agentopia_env.world.positions import STAY_CURRENT, Position

_NOISE = 3.0


def rate(mind: Mind, question: Rate) -> dict[str, Any]:
    """The answer to `Rate`."""
    return _ratings(mind, question.people)


def year_end(mind: Mind, question: YearEnd) -> dict[str, Any]:
    """The answer to `YearEnd`."""
    wishes = _wishes(mind, question.positions, question.most)
    return {**_ratings(mind, question.people), "wishes": wishes}


def _ratings(mind: Mind, people: tuple[str, ...]) -> dict[str, Any]:
    """Affection and respect as felt, with the mood of the day; whole numbers."""
    affection: dict[str, int] = {}
    respect: dict[str, int] = {}
    for name in people:
        feeling = mind.feel(name)
        affection[name] = _percent(feeling.affection + mind.draw.uniform(-_NOISE, _NOISE))
        respect[name] = _percent(feeling.respect + mind.draw.uniform(-_NOISE, _NOISE))
    return {"affection": affection, "respect": respect}


def _percent(value: float) -> int:
    return round(min(100.0, max(0.0, value)))


def wish(mind: Mind, question: Wish) -> dict[str, Any]:
    """The answer to `Wish`."""
    return {"wishes": _wishes(mind, question.positions, question.most)}


def _wishes(mind: Mind, positions: tuple[Position, ...], most: int) -> list[str]:
    """The positions that suit and beat the present one, best first; else to stay."""
    age, skills = mind.me.profile.age(mind.when), mind.me.state.skills
    current = mind.me.profile.position
    here = next((p for p in positions if p.name == current), None)
    if here is not None and here.too_old(age):
        here = None
    floor = -1e9
    if here is not None:
        floor = _appeal(mind, here) + 25 + 60 * (1 - mind.temper.curious)
    scored = []
    for position in positions:
        if position.name == current or not position.free or position.suits(age, skills):
            continue
        appeal = _appeal(mind, position) + mind.draw.uniform(-20, 20)
        if appeal > floor:
            scored.append((appeal, position.name))
    scored.sort(reverse=True)
    names = [name for _, name in scored[:most]]
    if here is not None:
        return [*names[: most - 1], STAY_CURRENT]
    return names or [STAY_CURRENT]


def _appeal(mind: Mind, position: Position) -> float:
    """Money for the driven and the thrifty, interest for the curious, rest for the easy-going."""
    temper = mind.temper
    skills = mind.me.state.skills
    money = position.weekly_income * (0.35 + 0.4 * temper.driven + 0.3 * temper.thrifty)
    interest = sum(
        points * (18 + min(25.0, skills.get(skill, 0) / 5) + 30 * (skill == mind.goal.skill))
        for skill, points in position.weekly_delta_skills.items()
    )
    work = position.type == "work"
    return money + interest * (0.5 + temper.learned) - (30 * temper.restful if work else 0)


def exchange(mind: Mind, question: Exchange) -> dict[str, Any]:
    """The answer to `Exchange`: at most two people who please, strangers first."""
    wish_for = 0.12 + 0.5 * mind.temper.sociable + 0.3 * (mind.goal.kind == "company")
    wish_for -= 0.25 * mind.temper.deep
    drawn = sorted(question.others, key=lambda face: -_charm(mind, face))
    names = [face.name for face in drawn[:2] if _charm(mind, face) > -4 and mind.yes(wish_for)]
    return {"get_to_know": names}


def _charm(mind: Mind, face: Face) -> float:
    liked, valued = taste(mind.seed, mind.name, face.name)
    return liked + valued / 2 - 8 * mind.me.memory.knows(face.name)


def discard(mind: Mind, question: Discard) -> dict[str, Any]:
    """The answer to `Discard`: what one owns twice first, then the oldest."""
    names = [item.name for item in mind.me.state.possessions]
    order = sorted(range(len(names)), key=lambda n: (names.index(names[n]) == n, n))
    return {"discard": [names[n] for n in order[: question.count]]}
