"""A small town with average people, and short ways to ask its heuristic environment model."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from agentopia_env.clock import Moment
from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.questions import environment as asked
from agentopia_env.questions.replies import (
    OutcomeReply,
    SoloOutcomeReply,
    SoloReply,
)
from agentopia_env.world.economy import PriceItem
from agentopia_env.world.memory import Memory
from agentopia_env.world.persona import TALENTS, TRAITS, Assets, Measure, Profile
from agentopia_env.world.places import Location
from agentopia_env.world.rules import StateRules
from agentopia_env.world.scene import Line, Part
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.society import Person, World
from agentopia_env.world.state import initial_state

WHEN = Moment(2020, 3, "activity", 2)
CAFE = Location("cafe", "Corner Cafe", "A narrow cafe.", ("chalk menu", "window bench"), "small")
PARK = Location("park", "River Park", "Lawns by the river.", ("duck pond", "bandstand"), "large")
PRICES = (
    PriceItem("Quilted winter coat", 95, 150, "clothes", "piece"),
    PriceItem("Wool socks", 3, 6, "clothes", "pair"),
    PriceItem("Dumpling supper", 12, 22, "food_and_drink", "meal"),
    PriceItem("Concert ticket", 20, 40, "leisure", "ticket"),
    PriceItem("Grand piano", 4000, 9000, "music", "piece"),
)
WORLD = World("test", "en", "A small town.", PRICES, {"cafe": CAFE, "park": PARK})
ENV = HeuristicEnvironment(seed=7)


def person(name: str, *, vitality: float = 70, **numbers: int) -> Person:
    """Somebody average, but for the talents and traits named."""
    profile = Profile(
        name,
        "female",
        1990,
        "Y1990-W02",
        "",
        "",
        "",
        "",
        "",
        "honesty and gardens",
        "likes walking by the river and old music",
        Measure("", {talent: numbers.get(talent, 50) for talent in TALENTS}),
        Measure("", {trait: numbers.get(trait, 50) for trait in TRAITS}),
        None,
        {"cooking": 60, "singing": 20},
        Assets(400),
    )
    state = initial_state(profile.init_skills, 400, (), StateRules())
    state.vitality = vitality
    return Person(profile, state, Memory())


ADA, BRAM, LEO = person("Ada Quill"), person("Bram"), person("Leo")


def solo(intent: SoloReply, who: Person = ADA, turn: object = "", **facts: Any) -> SoloOutcomeReply:
    question = asked.SoloOutcome(
        who="environment",
        when=facts.get("when", WHEN),
        world=WORLD,
        turn=str(turn),
        person=who,
        day=2,
        intent=intent,
        location=CAFE,
    )
    return question.read(ENV.answer(question))


def days(kind: Any, text: str, who: Person = ADA, **more: Any) -> list[SoloOutcomeReply]:
    """The same day in many weeks, so that luck averages out."""
    intent = SoloReply(activity=text, kind=kind, **more)
    return [solo(intent, who, when=replace(WHEN, week=week)) for week in range(1, 61)]


def engagement(kind: Any = "joint", *people: Person) -> Engagement:
    names = tuple(someone.name for someone in people)
    return Engagement("e1", kind, "Tea at the window", "", 2020, 3, 2, "cafe", names)


def said(speaker: Person, text: str, turn: int = 1, to: tuple[str, ...] | None = None) -> Line:
    return Line(turn, speaker.name, (Part(text, to),))


def scene(
    lines: list[Line], cast: tuple[Person, ...] = (ADA, BRAM), turn: object = 0, env: Any = ENV
) -> dict[str, OutcomeReply]:
    question = asked.SceneOutcome(
        who="environment",
        when=WHEN,
        world=WORLD,
        turn=str(turn),
        engagement=engagement("joint", *cast),
        location=CAFE,
        cast=cast,
        lines=tuple(lines),
    )
    return question.read(env.answer(question)).participants


def direct(
    lines: list[Line], cast: tuple[Person, ...] = (ADA, BRAM, LEO), **facts: Any
) -> asked.Direct:
    return asked.Direct(
        who="environment",
        when=WHEN,
        world=WORLD,
        turn=str(facts.get("turn", "")),
        engagement=engagement("joint", *cast),
        location=CAFE,
        cast=cast,
        present=facts.get("present", tuple(someone.name for someone in cast)),
        lines=tuple(lines),
        last=lines[-1] if lines else None,
        may_end=facts.get("may_end", False),
    )
