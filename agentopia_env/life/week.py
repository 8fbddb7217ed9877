"""A life, as a table of contents: the stages of every week and year, in order.

Full fidelity plays contact rounds and scenes turn by turn; brief asks one question per person and
phase over the same rules, state and records.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from agentopia_env.clock import Moment
from agentopia_env.errors import SnapshotError
from agentopia_env.flow import Flow, StageEnd, in_turn
from agentopia_env.life.activities.brief import brief_activity_stage
from agentopia_env.life.activities.day import activity_stage
from agentopia_env.life.contact import contact_stage
from agentopia_env.life.design import later_positions
from agentopia_env.life.events import after_contact_stage, announce_stage, sign_up_stage
from agentopia_env.life.genesis import genesis
from agentopia_env.life.plan import plan_stage
from agentopia_env.life.review import review_stage, settle_stage
from agentopia_env.life.settlement import begin_week
from agentopia_env.life.stage import Stage
from agentopia_env.life.year import year_end_stage, year_positions_stage, year_profile_stage
from agentopia_env.steps import Step
from agentopia_env.world.society import Society

Waits = Callable[[Moment], bool]
"""Whether everybody waits for everybody at the end of a stage."""


def every_stage(_: Moment) -> bool:
    """Wait at every stage's end: a society that can be kept and forked there."""
    return True


def every_week(moment: Moment) -> bool:
    """Wait as seldom as the rules allow: where all need all, and at a week's end."""
    return moment.stage == "settle"


def life(society: Society, waits: Waits = every_stage) -> Flow[None]:
    """Everything that happens from the stage after `society.now` to the end of the run.

    The society comes out the same wherever everybody waits; only ends of stages at which they do
    are told of.
    """
    steps: list[Step] = []
    for moment in _ahead(society):
        part = stage_of(society, moment)
        steps.extend(part.steps)
        if part.close or waits(moment):
            yield from _play(steps, part)
            steps = []
            society.now = moment
            yield StageEnd(moment)


def _ahead(society: Society) -> Iterator[Moment]:
    """The stages after the one last finished."""
    past = society.now
    waiting = past != society.rules.time.origin
    for moment in society.rules.time.stages(society.fidelity):
        if waiting:
            waiting = moment != past
        else:
            yield moment
    if waiting:
        raise SnapshotError(f"{past} is no stage of a {society.fidelity} run of this length")


def _play(steps: Sequence[Step], last: Stage) -> Flow[None]:
    """Play the steps of stages, the last of them with what follows."""
    results = yield from in_turn(steps)
    closing = last.close and last.close(results[len(results) - len(last.steps) :])
    if closing is not None:
        yield from closing


def stage(society: Society, moment: Moment) -> Flow[None]:
    """One stage by itself."""
    part = stage_of(society, moment)
    yield from _play(part.steps, part)


def stage_of(society: Society, moment: Moment) -> Stage:
    """What happens in a stage."""
    match moment.stage:
        case "begin":
            return Stage(close=lambda _: _begin(society, moment))
        case "plan":
            return plan_stage(society, moment)
        case "before_contact" if moment.index == 0:
            return announce_stage(society, moment)
        case "before_contact":
            return sign_up_stage(society, moment)
        case "contact":
            return contact_stage(society, moment)
        case "after_contact":
            return after_contact_stage(society, moment)
        case "activity" if society.fidelity == "full":
            return activity_stage(society, moment)
        case "activity":
            return brief_activity_stage(society, moment)
        case "review":
            return review_stage(society, moment)
        case "settle":
            return settle_stage(society, moment)
        case "year_profile":
            return year_profile_stage(society, moment)
        case "year_positions":
            return year_positions_stage(society, moment)
        case "year_end":
            return year_end_stage(society, moment)


def _begin(society: Society, moment: Moment) -> Flow[None]:
    """A week begins by itself; the first one with a genesis, a year's with new positions."""
    if society.now == society.rules.time.origin:
        yield from genesis(society, moment)
    elif moment.week == 1:
        yield from later_positions(society, moment)
    begin_week(society, moment)
