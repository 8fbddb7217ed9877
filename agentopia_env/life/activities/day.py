"""A day of the society in full fidelity: joint, encounter, public, solo.

A gathering begins when everybody who takes part is free; a day waits for nobody else's day before.
"""

from __future__ import annotations

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow
from agentopia_env.life.activities.public import public_day
from agentopia_env.life.activities.results import apply_day
from agentopia_env.life.activities.scene import scene
from agentopia_env.life.activities.solo import solo_day
from agentopia_env.life.stage import Stage
from agentopia_env.steps import Step
from agentopia_env.world.schedule import Day, Engagement
from agentopia_env.world.society import Society

ORDER = ("joint", "encounter", "public")
"""Kinds of engagement, in the order in which they are listed; days alone come last."""
ALONE, PUBLIC, SCENE = 4, 4, 5
"""About how many questions follow one another on a day: alone, at a public event, and in a scene
besides its turns, each of which is two."""


def activity_stage(society: Society, moment: Moment) -> Stage:
    """Everybody does exactly one thing; it takes effect on those who took part when it ends."""
    gatherings, alone = group_day(society, (moment.year, moment.week, moment.index))
    rules = society.rules.activity
    turns = SCENE + rules.min_turns + rules.max_turns
    steps = []
    for engagement, names in gatherings:
        day = _gathering(society, engagement, names, moment)
        steps.append(Step(day, names, span=PUBLIC if engagement.type == "public" else turns))
    steps += [Step(_alone(society, name, moment), (name,), span=ALONE) for name in alone]
    return Stage(steps)


def _gathering(
    society: Society, planned: Engagement, names: tuple[str, ...], moment: Moment
) -> Flow[None]:
    engagement = as_known(society, planned, names)
    happens = public_day if engagement.type == "public" else scene
    for result in (yield from happens(society, engagement, names, moment)):
        apply_day(society, result, moment)


def as_known(society: Society, planned: Engagement, names: tuple[str, ...]) -> Engagement:
    """An engagement as those who come know it when it begins.

    When the week's days were laid out, the circumstances of an encounter were still to be told.
    """
    return society.people[names[0]].schedule.on(planned.date) or planned


def _alone(society: Society, name: str, moment: Moment) -> Flow[None]:
    engagement = society.people[name].schedule.on((moment.year, moment.week, moment.index))
    if engagement is not None:
        society.disengage(engagement, (name,), "fell_through", moment)
    apply_day(society, (yield from solo_day(society, name, moment)), moment)


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
            alone.extend(names)
        else:
            kept.append((engagement, tuple(names)))
    kept.sort(key=lambda pair: (ORDER.index(pair[0].type), pair[0].id))
    return kept, sorted(alone)
