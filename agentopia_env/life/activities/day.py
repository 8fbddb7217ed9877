"""A day of the society in full fidelity: joint, encounter, public, solo, in that order."""

from __future__ import annotations

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow, together
from agentopia_env.life.activities.public import public_day
from agentopia_env.life.activities.results import DayResult, apply_day
from agentopia_env.life.activities.scene import scene
from agentopia_env.life.activities.solo import solo_day
from agentopia_env.world.schedule import Day, Engagement
from agentopia_env.world.society import Society

ORDER = ("joint", "encounter", "public")
"""Kinds of engagement, in the order in which their results are applied; solo days come last."""


def activity_stage(society: Society, moment: Moment) -> Flow[None]:
    """Everybody does exactly one thing; then all of it takes effect, in a fixed order."""
    gatherings, alone = group_day(society, (moment.year, moment.week, moment.index))
    flows: list[Flow[list[DayResult]]] = []
    for engagement, names in gatherings:
        if engagement.type == "public":
            flows.append(public_day(society, engagement, names, moment))
        else:
            flows.append(scene(society, engagement, names, moment))
    flows.extend(_alone(society, name, moment) for name in alone)
    for results in (yield from together(flows)):
        for result in results:
            apply_day(society, result, moment)


def _alone(society: Society, name: str, moment: Moment) -> Flow[list[DayResult]]:
    return [(yield from solo_day(society, name, moment))]


def group_day(
    society: Society, date: Day
) -> tuple[list[tuple[Engagement, tuple[str, ...]]], list[str]]:
    """Who does what together on a day, and who is alone.

    A joint activity or encounter for which fewer than two people are left leaves them alone.
    """
    groups: dict[str, tuple[Engagement, list[str]]] = {}
    alone: list[str] = []
    for name, person in society.people.items():
        engagement = person.schedule.on(date)
        if engagement is None:
            alone.append(name)
        else:
            groups.setdefault(engagement.id, (engagement, []))[1].append(name)
    kept: list[tuple[Engagement, tuple[str, ...]]] = []
    for engagement, names in groups.values():
        if engagement.type != "public" and len(names) < 2:
            society.disengage(engagement, tuple(names), "fell_through")
            alone.extend(names)
        else:
            kept.append((engagement, tuple(names)))
    kept.sort(key=lambda pair: (ORDER.index(pair[0].type), pair[0].id))
    return kept, sorted(alone)
