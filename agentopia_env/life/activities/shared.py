"""What a scene came to for one of its participants, played turn by turn or told in brief."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from agentopia_env.clock import Moment
from agentopia_env.life.activities.deeds import Gifts
from agentopia_env.life.activities.results import (
    DayResult,
    change_of,
    day_log,
    dialogue_line,
    meetings,
)
from agentopia_env.questions.replies import OutcomeReply
from agentopia_env.world.scene import Heard, Line, gives_away
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.society import Society


@dataclass(frozen=True, slots=True)
class Shared:
    """A scene that is over: who took part, what was said in all, what was given."""

    society: Society
    engagement: Engagement
    moment: Moment
    cast: tuple[str, ...]
    lines: Sequence[Line]
    gifts: Gifts

    def result(
        self,
        name: str,
        reply: OutcomeReply,
        heard: Sequence[Heard],
        rejected: Sequence[tuple[str, str]] = (),
    ) -> DayResult:
        """What it came to for one participant, who perceived `heard` of it.

        An outcome that repeats what was hidden from them is not told.
        """
        engagement = self.engagement
        change = change_of(reply, self.society.rules.state.joint)
        others = tuple(other for other in self.cast if other != name)
        return DayResult(
            person=name,
            log=day_log(
                self.moment,
                engagement.day,
                engagement.type,
                engagement.name,
                engagement.location,
                others,
                "" if gives_away(reply.outcome, self.lines, name) else reply.outcome,
                change,
            ),
            change=change,
            content={
                "activity_id": engagement.id,
                "text": engagement.text,
                "dialogue": [dialogue_line(line) for line in heard],
            },
            gains=self.gifts.gains(name),
            losses=self.gifts.losses(name),
            meets=meetings(engagement, others, self.society.world.language),
            rejected=tuple(rejected),
        )
