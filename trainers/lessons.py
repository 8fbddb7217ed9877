"""Lessons for the small model: what the teacher was asked and what it answered, in many lives.

Whole societies of the bundled worlds live in brief fidelity, some of them among people played by
the plain heuristic policy, whose longer words and titles the model has to cope with later.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from agentopia_env.chance import chance
from agentopia_env.config import make_config
from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.policies.answering import Answering, Attempt
from agentopia_env.policies.cast import Cast
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.simulation import live, new_society, open_world
from trainers.compact import compact
from trainers.shown import first_name
from trainers.teacher import Teacher
from trainers.values import Message

_REFUSALS = ("the answer is empty", "no JSON object could be read", "plan: Field required")
_SHARE_REFUSED = 0.02
"""Share of the lessons that are put as if an answer had been refused before."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One question in few words, and a short answer to it."""

    kind: str
    messages: tuple[Message, ...]
    answer: str

    @property
    def texts(self) -> tuple[str, ...]:
        """Everything that is written in it."""
        return (*(message["content"] for message in self.messages), self.answer)


@dataclass(frozen=True, slots=True)
class Lives:
    """Societies to learn from.

    Attributes:
        agents: how many people live there (None: all of the world's).
        heuristic: share of them that the heuristic policy plays; nothing of theirs is a lesson.
    """

    world: str
    years: int = 1
    weeks: int = 10
    agents: int | None = None
    heuristic: float = 0.0


def lessons(lives: Lives, seed: int) -> list[Lesson]:
    """Everything that the teacher's people were asked in one society, in order."""
    config = make_config(
        {
            "world": lives.world,
            "seed": seed,
            "agents": lives.agents,
            "fidelity": "brief",
            "time": {"n_year": lives.years, "n_week": lives.weeks},
        }
    )
    society = new_society(config, open_world(config)[1])
    draw = chance(seed, "heuristic people")
    others = [name for name in society.people if draw.random() < lives.heuristic]
    teacher, plain = Teacher(seed), HeuristicPolicy(seed)
    found: list[Lesson] = []

    def keep(attempt: Attempt) -> None:
        """Take an answer down at once: a question's facts change when its stage ends."""
        if attempt.policy == teacher.name and attempt.question.kind != "discard":
            question = attempt.question
            if chance(seed, question.key, "refused").random() < _SHARE_REFUSED:
                question = question.again(draw.choice(_REFUSALS))
            found.append(Lesson(question.kind, tuple(compact(question)), attempt.text))

    cast = Cast(teacher, HeuristicEnvironment(seed), dict.fromkeys(others, plain))
    live(society, Answering(cast, keep))
    return found


def lesson_book(
    plan: Collection[Lives],
    counts: Mapping[str, int],
    seed: int,
    progress: Callable[[str], object] = lambda text: None,
) -> list[Lesson]:
    """So many lessons of each kind as `counts` says, drawn evenly from many societies.

    Raises:
        ValueError: the societies of the plan hold too few lessons of a kind.
    """
    found: dict[str, list[Lesson]] = {kind: [] for kind in counts}
    for number, lives in enumerate(plan):
        for lesson in lessons(lives, seed + number):
            if lesson.kind in found:
                found[lesson.kind].append(lesson)
        progress(f"{lives.world}, society {number + 1}")
    draw = chance(seed, "lesson book")
    chosen: list[Lesson] = []
    for kind, count in counts.items():
        if len(found[kind]) < count:
            raise ValueError(f"{len(found[kind])} lessons of kind {kind}; {count} are wanted")
        chosen += draw.sample(found[kind], count)
    draw.shuffle(chosen)
    names = _names({lives.world for lives in plan})
    return [_elsewhere(lesson, names, draw) for lesson in chosen]


def _names(worlds: Iterable[str]) -> list[str]:
    """What people are called in some worlds."""
    found = (
        name for world in worlds for name in open_world(make_config({"world": world}))[1].profiles
    )
    return sorted({first_name(name) for name in found})


def _elsewhere(lesson: Lesson, names: Sequence[str], draw: Random) -> Lesson:
    """The same lesson some years later, among people of other names.

    A year and a name are to be read where they stand: known by heart they are worth nothing.
    """
    later = draw.randrange(12)
    called = dict(zip(names, draw.sample(names, len(names)), strict=True))
    people = re.compile(rf"\b(?:{'|'.join(map(re.escape, names))})\b")

    def moved(text: str) -> str:
        text = people.sub(lambda name: called[name[0]], text)
        return re.sub(r"Y(\d{4})(?=-W)", lambda year: f"Y{int(year[1]) + later}", text)

    messages = tuple(
        {**message, "content": moved(message["content"])} for message in lesson.messages
    )
    return Lesson(lesson.kind, messages, moved(lesson.answer))
