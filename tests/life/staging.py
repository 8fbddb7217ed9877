"""Societies out of hamlet, people who say what they were given, and single stages played."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from functools import lru_cache
from typing import Any

from agentopia_env.clock import Fidelity, Moment, Stage, Time
from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.flow import play
from agentopia_env.life.genesis import begin_society
from agentopia_env.life.week import life, stage
from agentopia_env.policies.answering import Answering, Attempt
from agentopia_env.policies.cast import Cast
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.questions.base import Question
from agentopia_env.world.loading import BaseWorld, find_world, load_world
from agentopia_env.world.memory import CHARACTERS, Memory, Note
from agentopia_env.world.messages import Notice
from agentopia_env.world.persona import Item
from agentopia_env.world.rules import Rules
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.society import Society

ADA, BRAM, COSMO, ETIENNE = "Dr. Ada Quill", "Bram Okafor", "Cosmo Tarrant", "Étienne Sorrel"
LEO, MIRELA, NOOR, ZOE = "Leo", "Mirela Pascoe", "Noor Vandersteen", "Zoë Marchetti"
EVERYBODY = (BRAM, COSMO, ADA, LEO, MIRELA, NOOR, ZOE, ETIENNE)

TIME = Time(n_year=2, n_week=10, n_day=2, n_contact_slot=2)
Line = Any
"""What is answered: text, a value to be written as JSON, or a function of the question."""


@lru_cache(maxsize=16)
def hamlet(agents: int | None = None) -> BaseWorld:
    return load_world(find_world("hamlet"), agents=agents, year=2020)


def society(
    fidelity: Fidelity = "full",
    base: BaseWorld | None = None,
    time: Time = TIME,
    seed: int = 1,
    **sections: Any,
) -> Society:
    return begin_society(base or hamlet(), Rules(time=time, **sections), seed, fidelity)


def renamed(base: BaseWorld, names: Mapping[str, str]) -> BaseWorld:
    """The same world with other names for some of its people."""
    called = {name: names.get(name, name) for name in base.profiles}

    def memory(given: Memory) -> Memory:
        files = {
            CHARACTERS + called.get(file.removeprefix(CHARACTERS), file.removeprefix(CHARACTERS))
            if file.startswith(CHARACTERS)
            else file: note
            for file, note in given.files.items()
        }
        return Memory(list(given.diary), list(given.history), files)

    places = {
        key: place
        for old, place in (base.locations or {}).items()
        for key in (f"home/{called[old[5:]]}" if old.startswith("home/") else old,)
    }
    return replace(
        base,
        profiles={called[old]: replace(p, name=called[old]) for old, p in base.profiles.items()},
        memories={called[old]: memory(given) for old, given in base.memories.items()},
        positions={
            key: replace(p, occupied_by=tuple(called.get(n, n) for n in p.occupied_by))
            for key, p in base.positions.items()
        },
        locations={key: replace(place, key=key) for key, place in places.items()},
    )


def strangers(base: BaseWorld) -> BaseWorld:
    """The same world, where nobody knows anybody."""
    return replace(base, memories={name: Memory() for name in base.profiles})


def acquainted(base: BaseWorld) -> BaseWorld:
    """The same world, where everybody knows everybody."""
    people = list(base.profiles)
    notes = {name: Note("Y2020-W00-begin", f"{name} lives here.", name) for name in people}
    memories = {
        name: Memory(files={CHARACTERS + o: notes[o] for o in people if o != name})
        for name in people
    }
    return replace(base, memories=memories)


class Script:
    """Answers by question kind; leaves the rest to another answerer, or unanswered."""

    name = "script"
    instant = True

    def __init__(self, lines: Mapping[str, Line], otherwise: Any = None) -> None:
        self._lines, self._otherwise = lines, otherwise

    def answer(self, question: Question[Any]) -> str:
        if question.kind not in self._lines:
            return str(self._otherwise.answer(question)) if self._otherwise else ""
        line = self._lines[question.kind]
        said = line(question) if callable(line) else line
        return said if isinstance(said, str) else json.dumps(said, ensure_ascii=False)

    async def aanswer(self, question: Question[Any]) -> str:
        return self.answer(question)


class Play:
    """A society and the people who play it.

    Args:
        people: per person, question kind to what they answer.
        world: question kind to what the environment model answers.
        heuristic: whether heuristics answer what the scripts do not have (else nobody does).
        watch: is called with every question before it is answered.

    Attributes:
        asked: every question put, repairs included.
        attempts: every answer.
    """

    def __init__(
        self,
        society: Society,
        people: Mapping[str, Mapping[str, Line]] | None = None,
        world: Mapping[str, Line] | None = None,
        heuristic: bool = False,
        repairs: int = 0,
        watch: Callable[[Question[Any]], object] = lambda question: None,
    ) -> None:
        self.society = society
        self.asked: list[Question[Any]] = []
        self.attempts: list[Attempt] = []
        person = HeuristicPolicy(society.seed) if heuristic else None
        environment = HeuristicEnvironment(society.seed) if heuristic else None
        cast = Cast(
            default=Script({}, person),
            environment=Script(world or {}, environment),
            people={name: Script(lines, person) for name, lines in (people or {}).items()},
        )
        self._answering = Answering(cast, self.attempts.append, repairs)
        self._watch = watch

    def reply(self, question: Question[Any]) -> object:
        self.asked.append(question)
        self._watch(question)
        return self._answering.reply(question)

    def stage(self, name: Stage, index: int = 0, week: int = 1, year: int = 2020) -> Society:
        """Play one stage."""
        moment = Moment(year, week, name, index)
        play(stage(self.society, moment), self.reply)
        self.society.now = moment
        return self.society

    def stages(self, *names: Stage, week: int = 1, year: int = 2020) -> Society:
        """Play stages of a week, all rounds and days of each."""
        for moment in self.society.rules.time.week_stages(year, week, self.society.fidelity):
            if moment.stage in names:
                self.stage(moment.stage, moment.index, week, year)
        return self.society

    def week(self, week: int = 1, year: int = 2020) -> Society:
        """Play a whole week."""
        for moment in self.society.rules.time.week_stages(year, week, self.society.fidelity):
            self.stage(moment.stage, moment.index, week, year)
        return self.society

    def contact(self, week: int = 1) -> Society:
        """Play the contact rounds and what is resolved after them."""
        return self.stages("contact", "after_contact", week=week)

    def life(self) -> Society:
        """Play to the end of the run."""
        play(life(self.society), self.reply)
        return self.society

    def questions(self, kind: str, who: str | None = None) -> list[Any]:
        """The questions of a kind that were put, in order."""
        return [q for q in self.asked if q.kind == kind and who in (None, q.who)]


def acting(*rounds: list[dict[str, Any]], week: int = 1) -> Callable[[Question[Any]], Line]:
    """Role actions for each contact round of a week; nothing in later ones."""

    def answer(question: Any) -> Line:
        number = question.slot or 1
        mine = question.when.week == week and number <= len(rounds)
        return {"actions": rounds[number - 1] if mine else []}

    return answer


def action(name: str, **arguments: Any) -> dict[str, Any]:
    return {"name": name, "arguments": arguments}


def tell(to: str, message: str) -> dict[str, Any]:
    return action("contact", to=to, message=message)


def invite(title: str, *people: str, **changes: Any) -> dict[str, Any]:
    given = {
        "activity_name": title,
        "proposal": f"We do {title}.",
        "invited_persons": list(people),
        "time": "Y2020-W01-activity-D1",
        "location": "inn_taproom",
        "message": "Come!",
    }
    return action("propose_joint_activity", **(given | changes))


def answer(title: str, decision: str = "yes", **changes: Any) -> dict[str, Any]:
    given = {"activity_name": title, "to": "", "decision": decision, "message": decision}
    return action("respond_invitation", **(given | changes))


def cancel(title: str) -> dict[str, Any]:
    return action("cancel_joint_activity", activity_name=title, message="Sorry.")


def refusals(society: Society, name: str) -> list[str]:
    """Why a person's actions came back, as they will read it in the next round."""
    return [n.text for n in society.pending.get(name, []) if n.kind == "refused"]


def news(society: Society, name: str) -> list[Notice]:
    return society.pending.get(name, [])


def engage(society: Society, *people: str, day: int = 1, **changes: Any) -> Engagement:
    """Agree on a joint activity (or another engagement) without any contact."""
    given: dict[str, Any] = {
        "id": f"joint-{day}",
        "type": "joint",
        "name": "Tea",
        "text": "We drink tea.",
        "year": 2020,
        "week": 1,
        "day": day,
        "location": "inn_taproom",
        "participants": people,
        "proposer": people[0],
    }
    engagement = Engagement(**(given | changes))
    society.engage(engagement, people, society.now)
    return engagement


def records(society: Society, path: str) -> list[Any]:
    """What was noted for a file of the run directory."""
    return [r.content for r in society.outbox if getattr(r, "path", "") == path]


def own(society: Society, name: str, *items: str) -> None:
    society.people[name].state.possessions = [Item(item) for item in items]
