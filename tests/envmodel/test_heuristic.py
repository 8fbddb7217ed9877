from __future__ import annotations

import asyncio
from typing import Any

import pytest
from heuristic_world import (
    ADA,
    BRAM,
    ENV,
    PARK,
    WHEN,
    WORLD,
    direct,
    engagement,
    said,
)

from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.envmodel.heuristic.phrases_en import PHRASES
from agentopia_env.questions import environment as asked
from agentopia_env.questions.design import DesignPlaces, DesignPositions
from agentopia_env.questions.person import Solo
from agentopia_env.questions.replies import (
    DayReply,
    IntentReply,
    SoloReply,
)
from agentopia_env.world.persona import Face
from agentopia_env.world.positions import Position
from agentopia_env.world.schedule import PublicEvent


def every_kind_of_question() -> list[Any]:
    common: dict[str, Any] = {"who": "environment", "when": WHEN, "world": WORLD}
    event = engagement("public", ADA)
    face = Face("Leo", "male", 30, "", "")
    running = PublicEvent("p1", "Book Circle", "", 2020, 2, 1, 4)
    applicant = asked.Applicant("Leo", 30, {"cooking": 50}, {}, {}, "")
    work = Position("Inn", "Cook", weekly_delta_skills={"cooking": 1})
    intents = {
        "1": DayReply(day=1, activity="Practise singing", kind="study"),
        "2": DayReply(day=2, activity="Hum along in the second row"),
        "4": DayReply(day=4, activity="Buy a coat", kind="shop", item="Quilted winter coat"),
    }
    return [
        asked.NewEvents(**common, running=(running,), most=10, days=5, population=60),
        asked.Encounter(**common, pair=(ADA, BRAM), know=False, location=PARK, day=2),
        direct([said(ADA, "The pond is frozen, did you see?")]),
        asked.SceneOutcome(
            **common,
            engagement=engagement("encounter", ADA, BRAM),
            location=None,
            cast=(ADA, BRAM),
            lines=(said(ADA, "I show Bram how to bake bread."),),
        ),
        asked.SoloOutcome(
            **common, person=ADA, day=1, intent=SoloReply(activity="Sleep"), location=None
        ),
        asked.WeekOutcome(**common, person=ADA, intents=intents, events={"2": event}),
        asked.PublicOutcome(
            **common,
            person=ADA,
            engagement=event,
            location=PARK,
            intent=IntentReply(activity="Sing the second voice"),
            others=(face,),
        ),
        asked.UpdateProfile(**common, person=ADA, max_talent=3, max_trait=5),
        DesignPositions(
            **common,
            existing=(work,),
            count=6,
            capacity=(10, 15),
            max_capacity=4,
            best_skills={"cooking": 60, "law": 120},
            demanding=False,
        ),
        asked.Admit(**common, position=work, applicants=(applicant,), free=1),
        DesignPlaces(**common, public=12, homes=(face,)),
    ]


@pytest.mark.parametrize("question", every_kind_of_question(), ids=lambda q: q.kind)
def test_every_answer_can_be_read_and_is_the_same_every_time(question: Any) -> None:
    answer = ENV.answer(question)
    reply = question.read(answer)
    assert reply != question.default()
    assert HeuristicEnvironment(seed=7).answer(question) == answer
    assert asyncio.run(ENV.aanswer(question)) == answer


def test_another_seed_gives_another_world() -> None:
    other = HeuristicEnvironment(seed=8)
    same = [ENV.answer(q) == other.answer(q) for q in every_kind_of_question()]
    assert sum(same) <= 2


def test_a_question_to_a_person_is_refused_with_a_reason() -> None:
    question = Solo(who="Bram", when=WHEN, world=WORLD, me=BRAM, day=1, work_pay={})
    with pytest.raises(TypeError, match="ask a policy for Bram"):
        ENV.answer(question)


def test_every_situation_has_at_least_eight_distinct_wordings() -> None:
    few = {name for name, variants in PHRASES.items() if len(set(variants)) < 8}
    assert not few
