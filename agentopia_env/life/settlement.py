"""What happens by itself: the weekly settlement at a week's begin, and its records."""

from __future__ import annotations

from agentopia_env.clock import Moment, parse_moment
from agentopia_env.world.rules import FULFILMENT
from agentopia_env.world.schedule import day_key
from agentopia_env.world.society import Person, Society
from agentopia_env.world.state import whole

TABLE = ("vitality", "mood", "material", "social", "esteem")
"""Columns of a year's snapshots."""


def begin_week(society: Society, moment: Moment) -> None:
    """Fulfilment fades, income arrives, positions teach; what lies too far back is dropped."""
    if moment.week == 1:
        _begin_year(society)
    for name, person in society.people.items():
        person.last_week, person.week_log = person.week_log, []
        person.state.settle(society.rules.state)
        _income(society, person)
        if moment.week >= 2:
            take_snapshot(society, name)
        record_state(society, name, moment)
    _forget(society, moment)


def weekly_income(society: Society, person: Person) -> float:
    """Money a person receives at a week's begin."""
    position = society.positions.get(person.profile.position or "")
    return whole((position.weekly_income if position else 0) + person.profile.extra_income)


def _income(society: Society, person: Person) -> None:
    person.state.pay(-weekly_income(society, person))
    position = society.positions.get(person.profile.position or "")
    if position:
        gains = position.weekly_delta_skills
        person.state.grow({skill: max(0, points) for skill, points in gains.items()})


def _begin_year(society: Society) -> None:
    society.tables = {name: [] for name in society.people}
    society.year_deposit = {name: p.state.deposit for name, p in society.people.items()}
    for person in society.people.values():
        person.year_log = {}


def take_snapshot(society: Society, name: str) -> None:
    """Add a row of vitality and fulfilment to the person's year."""
    state = society.people[name].state
    society.tables.setdefault(name, []).append(
        [state.vitality, *(state.fulfilment[column] for column in TABLE[1:])]
    )


def record_state(society: Society, name: str, moment: Moment) -> None:
    """Note how a person is now."""
    if society.keeps_records:
        state = society.people[name].state.record()
        society.append(f"persona/{name}/state.jsonl", {"time": str(moment), "content": state})


def _forget(society: Society, moment: Moment) -> None:
    """Drop what is no longer in anybody's context, so that a long life stays small."""
    rules = society.rules
    oldest = rules.time.week_after(moment, -rules.contact.history_weeks)
    for person in society.people.values():
        first = next(
            (i for i, message in enumerate(person.messages) if _week(message.time) >= oldest),
            len(person.messages),
        )
        del person.messages[:first]
        person.schedule.forget_before((moment.year, moment.week, 1))
    today = day_key((moment.year, moment.week, 1))
    for proposal in list(society.proposals.values()):
        if day_key((proposal.year, proposal.week, proposal.day)) < today:
            society.close(proposal)
    society.joint_names = {n: day for n, day in society.joint_names.items() if day >= today}
    society.events = [
        event
        for event in society.events
        if 0
        <= rules.time.weeks_between(Moment(event.year, event.week, "begin"), moment)
        < event.repeat_weeks
    ]


def _week(time: str) -> tuple[int, int]:
    moment = parse_moment(time)
    return moment.year, moment.week


assert set(TABLE[1:]) == set(FULFILMENT)
