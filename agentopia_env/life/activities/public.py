"""A public event: everybody acts on their own, then sees what the others did."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow, together
from agentopia_env.language import Phrase, say
from agentopia_env.life.activities.deeds import utterance
from agentopia_env.life.activities.results import DayResult, change_of, day_log
from agentopia_env.life.asking import Considered, consider
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.questions.environment import PublicOutcome
from agentopia_env.questions.person import Attend, Exchange, Reflect
from agentopia_env.questions.replies import IntentReply, OutcomeReply
from agentopia_env.world.names import resolve_name
from agentopia_env.world.persona import Face
from agentopia_env.world.places import Location
from agentopia_env.world.scene import Line
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.society import Society

_MUTUAL = Phrase("At {event} I wanted to get to know {name}, and it was mutual.").template
_ONE_SIDED = Phrase("At {event} I wanted to get to know {name}.").template


@dataclass(frozen=True, slots=True)
class _Gathering:
    """One day of a public event and who came."""

    society: Society
    engagement: Engagement
    moment: Moment
    location: Location | None
    seen: Mapping[str, tuple[str, ...]]

    def faces(self, name: str) -> tuple[Face, ...]:
        """The faces of those whom a participant gets to see."""
        return tuple(self.society.face(other) for other in self.seen[name])


def public_day(
    society: Society, engagement: Engagement, names: tuple[str, ...], moment: Moment
) -> Flow[list[DayResult]]:
    """What the event came to for each participant."""
    gathering = _Gathering(
        society,
        engagement,
        moment,
        society.world.locations.get(engagement.location),
        _seen(society, engagement, names, moment),
    )
    attended = yield from together([_attend(gathering, name) for name in names])
    deeds = {
        name: line
        for name, (intent, _) in zip(names, attended, strict=True)
        if (line := utterance(0, name, intent.activity, names)) is not None
    }
    chosen = yield from together([_exchange(gathering, name, deeds) for name in names])
    wants = dict(zip(names, chosen, strict=True))
    results = [
        _result(gathering, name, intent, outcome, wants)
        for name, (intent, outcome) in zip(names, attended, strict=True)
    ]
    reflections = yield from together([_reflect(gathering, result) for result in results])
    return [
        replace(result, reflection=thought.reply.reflection, updates=thought.updates)
        for result, thought in zip(results, reflections, strict=True)
    ]


def _seen(
    society: Society, engagement: Engagement, names: Sequence[str], moment: Moment
) -> dict[str, tuple[str, ...]]:
    """Whom each participant gets to see: everybody, or in a crowd those who stand nearby."""
    most = society.rules.activity.max_seen
    crowd = list(names)
    society.chance(str(moment), "crowd", engagement.id).shuffle(crowd)
    circle = crowd + crowd
    reach = min(most, len(crowd) - 1)
    return {name: tuple(circle[i + 1 : i + 1 + reach]) for i, name in enumerate(crowd)}


def _attend(gathering: _Gathering, name: str) -> Flow[tuple[IntentReply, OutcomeReply]]:
    society, me = gathering.society, gathering.society.people[name]
    faces = gathering.faces(name)
    intent: IntentReply = yield Attend(
        who=name,
        when=gathering.moment,
        world=society.world,
        me=me,
        engagement=gathering.engagement,
        location=gathering.location,
        others=faces,
    )
    outcome: OutcomeReply = yield PublicOutcome(
        who=ENVIRONMENT,
        when=gathering.moment,
        world=society.world,
        turn=name,
        person=me,
        engagement=gathering.engagement,
        location=gathering.location,
        intent=intent,
        others=faces,
    )
    return intent, outcome


def _exchange(gathering: _Gathering, name: str, deeds: Mapping[str, Line]) -> Flow[tuple[str, ...]]:
    perceived = {
        other: deeds[other].as_perceived_by(name, gathering.society.world.language)
        for other in gathering.seen[name]
        if other in deeds
    }
    seen = {other: heard.text for other, heard in perceived.items() if heard.text}
    if not seen:
        return ()
    reply = yield Exchange(
        who=name,
        when=gathering.moment,
        world=gathering.society.world,
        me=gathering.society.people[name],
        engagement=gathering.engagement,
        others=gathering.faces(name),
        deeds=seen,
    )
    found = (resolve_name(text, tuple(seen), name).name for text in reply.get_to_know)
    return tuple(dict.fromkeys(other for other in found if other is not None))


def _result(
    gathering: _Gathering,
    name: str,
    intent: IntentReply,
    outcome: OutcomeReply,
    wants: Mapping[str, tuple[str, ...]],
) -> DayResult:
    engagement = gathering.engagement
    change = change_of(outcome, gathering.society.rules.state.public)
    others = gathering.seen[name]
    meets = {
        other: say(
            gathering.society.world.language,
            _MUTUAL if name in wants.get(other, ()) else _ONE_SIDED,
            event=engagement.name,
            name=other,
        )
        for other in wants[name]
    }
    return DayResult(
        person=name,
        log=day_log(
            gathering.moment,
            engagement.day,
            "public",
            engagement.name,
            engagement.location,
            others,
            outcome.outcome,
            change,
        ),
        change=change,
        content={
            "activity_id": engagement.id,
            "intent": intent.activity,
            "get_to_know": list(wants[name]),
        },
        meets=meets,
    )


def _reflect(gathering: _Gathering, result: DayResult) -> Flow[Considered]:
    question = Reflect(
        who=result.person,
        when=gathering.moment,
        world=gathering.society.world,
        me=gathering.society.people[result.person],
        log=result.log,
    )
    return (yield from consider(question, gathering.society))
