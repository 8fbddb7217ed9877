"""A joint activity or an encounter, turn by turn, with what each participant perceives of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow, together
from agentopia_env.language import say
from agentopia_env.life.activities.deeds import Gifts
from agentopia_env.life.activities.results import (
    DayResult,
)
from agentopia_env.life.activities.shared import Shared
from agentopia_env.life.asking import Considered, consider
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.questions.environment import Direct, SceneOutcome
from agentopia_env.questions.person import Enter, Reflect, Speak
from agentopia_env.questions.replies import DirectionReply, SceneOutcomeReply, SpeechReply
from agentopia_env.world.names import resolve_name
from agentopia_env.world.persona import Face
from agentopia_env.world.places import Location
from agentopia_env.world.scene import (
    SURROUNDINGS,
    Heard,
    Line,
    Part,
    audience,
    gives_away,
    perceived,
)
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.society import Society


@dataclass(slots=True)
class _Stage:
    """A scene in progress; local to its flow.

    Attributes:
        left: per person who has left, how many lines they were there for.
        asked: per person, the last turn that was theirs.
        again: whether the present turn is being given a second time.
    """

    society: Society
    engagement: Engagement
    moment: Moment
    location: Location | None
    cast: tuple[str, ...]
    present: list[str]
    gifts: Gifts
    analyses: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    rejected: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    left: dict[str, int] = field(default_factory=dict)
    asked: dict[str, int] = field(default_factory=dict)
    turn: int = 0
    again: bool = False

    def others(self, name: str) -> tuple[Face, ...]:
        """The faces of everybody else still there."""
        return tuple(self.society.face(other) for other in self.present if other != name)

    def heard(self, name: str) -> tuple[Heard, ...]:
        """The scene so far as a person perceived it: nothing of what passed after they left."""
        return perceived(self.lines[: self.left.get(name)], name, self.society.world.language)

    @property
    def tag(self) -> str:
        """Tells the scene's questions from those of other scenes of the day."""
        return self.engagement.id


@dataclass(frozen=True, slots=True)
class _Spoken:
    """An utterance before it is verified."""

    question: Speak
    reply: SpeechReply
    before: tuple[int, int]
    """How many lines and gifts there were before it."""


def scene(
    society: Society, engagement: Engagement, cast: tuple[str, ...], moment: Moment
) -> Flow[list[DayResult]]:
    """Play a scene to its end and return what it came to for each participant."""
    location = society.world.locations.get(engagement.location)
    stage = _Stage(society, engagement, moment, location, cast, list(cast), Gifts(society))
    analyses = yield from together([_enter(stage, name) for name in cast])
    stage.analyses = dict(zip(cast, analyses, strict=True))
    yield from _turns(stage)
    outcome: SceneOutcomeReply = yield SceneOutcome(
        who=ENVIRONMENT,
        when=moment,
        world=society.world,
        turn=stage.tag,
        engagement=engagement,
        location=location,
        cast=tuple(society.people[name] for name in cast),
        lines=tuple(stage.lines),
    )
    results = [_result(stage, name, outcome) for name in cast]
    reflections = yield from together([_reflect(stage, result) for result in results])
    return [
        replace(result, reflection=thought.reply.reflection, updates=thought.updates)
        for result, thought in zip(results, reflections, strict=True)
    ]


def _enter(stage: _Stage, name: str) -> Flow[str]:
    reply = yield Enter(
        who=name,
        when=stage.moment,
        world=stage.society.world,
        turn=stage.tag,
        me=stage.society.people[name],
        engagement=stage.engagement,
        location=stage.location,
        others=stage.others(name),
    )
    return str(reply.analysis)


def _turns(stage: _Stage) -> Flow[None]:
    """Speak in turns until the environment model ends the scene, or fewer than two are left."""
    rules = stage.society.rules.activity
    last: Line | None = None
    spoken: _Spoken | None = None
    while True:
        question = _direct(stage, last)
        direction: DirectionReply = yield question
        _note_stranger(stage, question.key, direction.next_speaker)
        stage.again = False
        if spoken is not None and not direction.verdict.accepted:
            spoken, last = yield from _rejected(stage, spoken, direction)
            if spoken is not None:
                continue
        if len(stage.present) < 2 or stage.turn >= rules.max_turns:
            return
        if direction.end and stage.turn >= rules.min_turns:
            return
        surroundings = direction.surroundings
        if any(gives_away(surroundings, stage.lines, name) for name in stage.present):
            surroundings = ""
        spoken = yield from _speak(stage, _next_speaker(stage, direction), surroundings)
        last = _hear(stage, spoken)
        if last is None:
            spoken = None


def _direct(stage: _Stage, last: Line | None) -> Direct:
    return Direct(
        who=ENVIRONMENT,
        when=stage.moment,
        world=stage.society.world,
        turn=f"{stage.tag}/{stage.turn:02d}{'b' if stage.again else ''}",
        engagement=stage.engagement,
        location=stage.location,
        cast=tuple(stage.society.people[name] for name in stage.cast),
        present=tuple(stage.present),
        lines=tuple(stage.lines),
        last=last,
        may_end=stage.turn >= stage.society.rules.activity.min_turns,
    )


def _next_speaker(stage: _Stage, direction: DirectionReply) -> str:
    """The speaker named, if present; else whoever has waited longest."""
    named = direction.next_speaker
    found = resolve_name(named, tuple(stage.present)).name if named else None
    return found or min(stage.present, key=lambda name: stage.asked.get(name, 0))


def _note_stranger(stage: _Stage, key: str, named: str) -> None:
    """From a direction that names nobody who takes part nothing is to be learned."""
    if named and resolve_name(named, stage.cast).name is None:
        stage.society.reject(key, f"{named[:60]} does not take part")


def _speak(stage: _Stage, name: str, surroundings: str) -> Flow[_Spoken]:
    heard = stage.heard(name)
    if surroundings:
        stage.lines.append(Line(stage.turn, SURROUNDINGS, (Part(surroundings),)))
    stage.turn += 1
    stage.asked[name] = stage.turn
    question = Speak(
        who=name,
        when=stage.moment,
        world=stage.society.world,
        turn=f"{stage.tag}/{stage.turn:02d}",
        me=stage.society.people[name],
        engagement=stage.engagement,
        location=stage.location,
        others=stage.others(name),
        analysis=stage.analyses[name],
        heard=heard,
        surroundings=surroundings,
        turns_left=stage.society.rules.activity.max_turns - stage.turn,
    )
    reply: SpeechReply = yield question
    return _Spoken(question, reply, (len(stage.lines), len(stage.gifts.made)))


def _rejected(
    stage: _Stage, spoken: _Spoken, direction: DirectionReply
) -> Flow[tuple[_Spoken | None, Line | None]]:
    """Mark an unsound answer and take it out; the first time, let it be given once more."""
    verdict, question = direction.verdict, spoken.question
    unsound = say(stage.society.world.language, "unsound")
    reason = f"{verdict.principle}: {verdict.reason}".strip(": ") or unsound
    if gives_away(reason, stage.lines, question.who):
        reason = verdict.principle or unsound
    stage.rejected.setdefault(question.who, []).append((question.key, reason))
    _unhear(stage, spoken)
    if question.refused:
        return None, None
    stage.again = True
    again = replace(question.again(reason), turn=f"{question.turn}b")
    reply: SpeechReply = yield again
    second = _Spoken(again, reply, spoken.before)
    line = _hear(stage, second)
    return (second, line) if line is not None else (None, None)


def _hear(stage: _Stage, spoken: _Spoken) -> Line | None:
    """Let an utterance and its deeds enter the scene; None where nothing was said or done."""
    name, reply = spoken.question.who, spoken.reply
    parts = tuple(
        Part(segment.text, audience(segment.visible_to, stage.cast))
        for segment in reply.segments
        if segment.text.strip()
    )
    made = (stage.gifts.give(name, gift.to, gift.item, stage.present) for gift in reply.gifts)
    deeds = [gift.deed for gift in made if gift is not None]
    if reply.leaves:
        deeds.append(say(stage.society.world.language, "{name} leaves", name=name))
        stage.present.remove(name)
    if not parts and not deeds:
        return None
    line = Line(stage.turn, name, parts, tuple(deeds))
    stage.lines.append(line)
    if reply.leaves:
        stage.left[name] = len(stage.lines)
    return line


def _unhear(stage: _Stage, spoken: _Spoken) -> None:
    """Take an unsound utterance and its deeds out of the scene again."""
    name, (lines, gifts) = spoken.question.who, spoken.before
    del stage.lines[lines:], stage.gifts.made[gifts:]
    if stage.left.pop(name, None) is not None:
        stage.present = [other for other in stage.cast if other not in stage.left]


def _result(stage: _Stage, name: str, outcome: SceneOutcomeReply) -> DayResult:
    shared = Shared(
        stage.society, stage.engagement, stage.moment, stage.cast, stage.lines, stage.gifts
    )
    return shared.result(
        name, outcome.participants[name], stage.heard(name), stage.rejected.get(name, ())
    )


def _reflect(stage: _Stage, result: DayResult) -> Flow[Considered]:
    question = Reflect(
        who=result.person,
        when=stage.moment,
        world=stage.society.world,
        me=stage.society.people[result.person],
        log=result.log,
        heard=stage.heard(result.person),
    )
    return (yield from consider(question, stage.society))
