"""A life, as a table of contents: the stages of every week and year, in order.

Full fidelity plays contact rounds and scenes turn by turn; brief asks one question per person and
phase over the same rules, state and records.
"""

from __future__ import annotations

from agentopia_env.clock import Moment
from agentopia_env.errors import SnapshotError
from agentopia_env.flow import Flow, StageEnd
from agentopia_env.life.activities.brief import brief_activity_stage
from agentopia_env.life.activities.day import activity_stage
from agentopia_env.life.contact import contact_stage
from agentopia_env.life.events import after_contact_stage, announce_stage, sign_up_stage
from agentopia_env.life.genesis import genesis
from agentopia_env.life.plan import plan_stage
from agentopia_env.life.positions import later_positions
from agentopia_env.life.review import review_stage, settle_stage
from agentopia_env.life.settlement import begin_week
from agentopia_env.life.year import year_end_stage, year_positions_stage, year_profile_stage
from agentopia_env.world.society import Society


def life(society: Society) -> Flow[None]:
    """Everything that happens from the stage after `society.now` to the end of the run."""
    past = society.now
    waiting = past != society.rules.time.origin
    for moment in society.rules.time.stages(society.fidelity):
        if waiting:
            waiting = moment != past
            continue
        yield from stage(society, moment)
        society.now = moment
        yield StageEnd(moment)
    if waiting:
        raise SnapshotError(f"{past} is no stage of a {society.fidelity} run of this length")


def stage(society: Society, moment: Moment) -> Flow[None]:
    """One stage."""
    match moment.stage:
        case "begin":
            yield from _begin(society, moment)
        case "plan":
            yield from plan_stage(society, moment)
        case "before_contact" if moment.index == 0:
            yield from announce_stage(society, moment)
        case "before_contact":
            yield from sign_up_stage(society, moment)
        case "contact":
            yield from contact_stage(society, moment)
        case "after_contact":
            yield from after_contact_stage(society, moment)
        case "activity" if society.fidelity == "full":
            yield from activity_stage(society, moment)
        case "activity":
            yield from brief_activity_stage(society, moment)
        case "review":
            yield from review_stage(society, moment)
        case "settle":
            yield from settle_stage(society, moment)
        case "year_profile":
            yield from year_profile_stage(society, moment)
        case "year_positions":
            yield from year_positions_stage(society, moment)
        case "year_end":
            yield from year_end_stage(society, moment)


def _begin(society: Society, moment: Moment) -> Flow[None]:
    """A week begins by itself; the first one with a genesis, a year's with new positions."""
    if society.now == society.rules.time.origin:
        yield from genesis(society, moment)
    elif moment.week == 1:
        yield from later_positions(society, moment)
    begin_week(society, moment)
