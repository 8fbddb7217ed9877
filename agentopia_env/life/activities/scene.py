"""A joint activity or an encounter, turn by turn, with what each participant perceives of it."""

from __future__ import annotations

from dataclasses import dataclass, field, replace

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow, together
from agentopia_env.life.activities.results import DayResult, change_of, day_log, dialogue_line
from agentopia_env.life.asking import Considered, consider
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.questions.environment import Direct, SceneOutcome
from agentopia_env.questions.person import Enter, Reflect, Speak
from agentopia_env.questions.replies import DirectionReply, SceneOutcomeReply, SpeechReply
from agentopia_env.world.names import resolve_name
from agentopia_env.world.persona import Face, Item
from agentopia_env.world.places import Location
from agentopia_env.world.scene import SURROUNDINGS, Line, Part, perceived
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.society import Society


@dataclass(slots=True)
class _Stage:
    """A scene in progress; local to its flow."""

    society: Society
    engagement: Engagement
    moment: Moment
    location: Location | None
    cast: tuple[str, ...]
    present: list[str]
    analyses: dict[str, str] = field(default_factory=dict)
    lines: list[Line] = field(default_factory=list)
    rejected: dict[str, list[tuple[str, str]]] = field(default_factory=dict)
    gains: dict[str, list[Item]] = field(default_factory=dict)
    losses: dict[str, list[str]] = field(default_factory=dict)
    turn: int = 0

    def others(self, name: str) -> tuple[Face, ...]:
        """The faces of everybody else still there."""
        return tuple(self.society.face(other) for other in self.present if other != name)

    @property
    def tag(self) -> str:
        """Tells the scene's questions from those of other scenes of the day."""
        return self.engagement.id


@dataclass(frozen=True, slots=True)
class _Spoken:
    """An utterance before it is verified."""

    question: Speak
    reply: SpeechReply


def scene(
    society: Society, engagement: Engagement, cast: tuple[str, ...], moment: Moment
) -> Flow[list[DayResult]]:
    """Play a scene to its end and return what it came to for each participant."""
    location = society.world.locations.get(engagement.location)
    stage = _Stage(society, engagement, moment, location, cast, list(cast))
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
        direction: DirectionReply = yield _direct(stage, last)
        if spoken is not None and not direction.verdict.accepted:
            spoken, last = yield from _rejected(stage, spoken, direction)
            if spoken is not None:
                continue
        if len(stage.present) < 2 or stage.turn >= rules.max_turns:
            return
        if direction.end and stage.turn >= rules.min_turns:
            return
        if direction.surroundings:
            line = Line(stage.turn, SURROUNDINGS, (Part(direction.surroundings),))
            stage.lines.append(line)
        spoken = yield from _speak(stage, _next_speaker(stage, direction), direction.surroundings)
        last = _hear(stage, spoken)
        if last is None:
            spoken = None


def _direct(stage: _Stage, last: Line | None) -> Direct:
    return Direct(
        who=ENVIRONMENT,
        when=stage.moment,
        world=stage.society.world,
        turn=f"{stage.tag}/{stage.turn:02d}{'b' if last and _repeated(stage) else ''}",
        engagement=stage.engagement,
        location=stage.location,
        cast=tuple(stage.society.people[name] for name in stage.cast),
        present=tuple(stage.present),
        lines=tuple(stage.lines),
        last=last,
        may_end=stage.turn >= stage.society.rules.activity.min_turns,
    )


def _repeated(stage: _Stage) -> bool:
    """Whether the current turn has been spoken a second time."""
    return any(
        key.endswith(f"/{stage.turn:02d}")
        for keys in stage.rejected.values()
        for key, _ in keys
    )


def _next_speaker(stage: _Stage, direction: DirectionReply) -> str:
    """The speaker named, if present; else whoever has waited longest."""
    named = direction.next_speaker
    if named in stage.present:
        return named
    found = resolve_name(named, tuple(stage.present)).name if named else None
    if found is not None:
        return str(found)
    spoke = {line.speaker: index for index, line in enumerate(stage.lines)}
    return min(stage.present, key=lambda name: spoke.get(name, -1))


def _speak(stage: _Stage, name: str, surroundings: str) -> Flow[_Spoken]:
    stage.turn += 1
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
        heard=perceived(stage.lines, name),
        surroundings=surroundings,
        turns_left=stage.society.rules.activity.max_turns - stage.turn,
    )
    reply: SpeechReply = yield question
    return _Spoken(question, reply)


def _rejected(
    stage: _Stage, spoken: _Spoken, direction: DirectionReply
) -> Flow[tuple[_Spoken | None, Line | None]]:
    """Mark an unsound answer, and let it be given once more before it enters the scene."""
    verdict, question = direction.verdict, spoken.question
    reason = f"{verdict.principle}: {verdict.reason}".strip(": ") or "unsound"
    stage.rejected.setdefault(question.who, []).append((question.key, reason))
    if question.refused:
        return None, None
    if question.who not in stage.present:
        stage.present.append(question.who)
    _unhear(stage, spoken)
    again = replace(question.again(reason), turn=f"{question.turn}b")
    reply: SpeechReply = yield again
    second = _Spoken(again, reply)
    line = _hear(stage, second)
    return (second, line) if line is not None else (None, None)


def _hear(stage: _Stage, spoken: _Spoken) -> Line | None:
    """Let an utterance and its deeds enter the scene; None where nothing was said or done."""
    name, reply = spoken.question.who, spoken.reply
    parts = tuple(
        Part(segment.text, _audience(stage, segment.visible_to))
        for segment in reply.segments
        if segment.text.strip()
    )
    deeds = [deed for gift in reply.gifts if (deed := _give(stage, name, gift.to, gift.item))]
    if reply.leaves:
        deeds.append(f"{name} leaves")
        stage.present.remove(name)
    if not parts and not deeds:
        return None
    line = Line(stage.turn, name, parts, tuple(deeds))
    stage.lines.append(line)
    return line


def _audience(stage: _Stage, names: tuple[str, ...] | None) -> tuple[str, ...] | None:
    if names is None:
        return None
    found = (resolve_name(name, stage.cast).name for name in names)
    return tuple(dict.fromkeys(name for name in found if name is not None))


def _give(stage: _Stage, giver: str, to: str, item: str) -> str:
    """Hand a possession to somebody present; the deed in words, empty if it cannot be done."""
    receiver = resolve_name(to, tuple(stage.present), giver).name
    given = stage.losses.setdefault(giver, [])
    owned = [
        possession
        for possession in stage.society.people[giver].state.possessions
        if possession.name not in given
    ]
    wanted = next((i for i in owned if i.name.casefold() == item.strip().casefold()), None)
    if receiver is None or receiver == giver or wanted is None:
        return ""
    given.append(wanted.name)
    stage.gains.setdefault(receiver, []).append(wanted)
    return f"{giver} gives {wanted.name} to {receiver}"


def _unhear(stage: _Stage, spoken: _Spoken) -> None:
    """Take an unsound utterance and its deeds out of the scene again."""
    name = spoken.question.who
    if stage.lines and stage.lines[-1].speaker == name and stage.lines[-1].turn == stage.turn:
        line = stage.lines.pop()
        for deed in line.deeds:
            for receiver, items in stage.gains.items():
                for item in list(items):
                    if deed == f"{name} gives {item.name} to {receiver}":
                        items.remove(item)
                        stage.losses[name].remove(item.name)


def _result(stage: _Stage, name: str, outcome: SceneOutcomeReply) -> DayResult:
    engagement, reply = stage.engagement, outcome.participants[name]
    change = change_of(reply, stage.society.rules.state.joint)
    others = tuple(other for other in stage.cast if other != name)
    heard = perceived(stage.lines, name)
    return DayResult(
        person=name,
        log=day_log(
            stage.moment,
            engagement.day,
            engagement.type,
            engagement.name,
            engagement.location,
            others,
            reply.outcome,
            change,
        ),
        change=change,
        content={
            "activity_id": engagement.id,
            "text": engagement.text,
            "dialogue": [dialogue_line(line) for line in heard],
        },
        gains=tuple(stage.gains.get(name, ())),
        losses=tuple(stage.losses.get(name, ())),
        meets={other: f"I met {other}: {engagement.text or engagement.name}" for other in others},
        rejected=tuple(stage.rejected.get(name, ())),
    )


def _reflect(stage: _Stage, result: DayResult) -> Flow[Considered]:
    question = Reflect(
        who=result.person,
        when=stage.moment,
        world=stage.society.world,
        me=stage.society.people[result.person],
        log=result.log,
        heard=perceived(stage.lines, result.person),
    )
    return (yield from consider(question, stage.society))
