"""From a question to a reply: repair, fallback model, default, and a record of every attempt."""

from __future__ import annotations

import asyncio

import pytest
from question_factory import question_of

from agentopia_env.policies.answering import Answering
from agentopia_env.policies.base import FAILURES, Answer
from agentopia_env.policies.cast import Cast, PersonOrWorld, dealt
from agentopia_env.policies.scripted import ScriptedPolicy


class Model:
    """Says what it is told, one answer after the other, and waits for nothing."""

    instant = False

    def __init__(self, name, *answers):
        self.name = name
        self.answers = list(answers)
        self.asked = []

    def answer(self, question):
        raise TypeError

    async def aanswer(self, question):
        self.asked.append(question)
        return self.answers.pop(0)


def failed(kind):
    return Answer("NO_RESPONSE", {"failure": kind, "model": "m"})


def reply(*answers, fallback=None, repairs=1):
    model, attempts = Model("model", *answers), []
    answering = Answering(Cast(model, model, fallback=fallback), attempts.append, repairs)
    question = question_of("solo")
    return asyncio.run(answering.areply(question)), model, attempts, question


REST = '{"activity": "I rest."}'


def test_a_usable_answer_needs_no_second_question():
    got, model, attempts, _ = reply(Answer(REST, {"model": "m"}))
    assert got.activity == "I rest."
    assert [a.problem for a in attempts] == [""]
    assert attempts[0].meta == {"model": "m"}
    assert len(model.asked) == 1


def test_one_repair_question_carries_the_reason():
    got, model, attempts, _ = reply("nonsense", REST)
    assert got.activity == "I rest."
    assert "one JSON object" in model.asked[1].refused
    assert [a.number for a in attempts] == [0, 1]


@pytest.mark.parametrize("kind", ["length", "empty", "filtered", "refused", "repetition"])
def test_a_failed_generation_is_repaired_and_its_text_never_read(kind):
    got, model, attempts, _ = reply(failed(kind), Answer(REST))
    assert got.activity == "I rest."
    assert model.asked[1].refused == FAILURES[kind]
    assert attempts[0].problem == FAILURES[kind]
    assert attempts[0].meta["failure"] == kind


def test_the_fallback_model_is_asked_the_question_itself_when_the_repair_fails():
    spare = Model("spare", Answer(REST))
    got, _, attempts, question = reply("nonsense", failed("empty"), fallback=spare)
    assert got.activity == "I rest."
    assert spare.asked == [question]
    assert [(a.policy, a.number, bool(a.problem)) for a in attempts] == [
        ("model", 0, True),
        ("model", 1, True),
        ("spare", 2, False),
    ]


@pytest.mark.parametrize("kind", ["too_long", "rejected", "unavailable"])
def test_what_a_repair_cannot_mend_goes_to_the_fallback_at_once(kind):
    spare = Model("spare", REST)
    got, model, attempts, _ = reply(failed(kind), fallback=spare)
    assert got.activity == "I rest."
    assert len(model.asked) == 1
    assert [a.number for a in attempts] == [0, 1]


def test_where_nobody_gives_a_usable_answer_the_declared_default_counts():
    got, _, attempts, question = reply("no", "no", fallback=Model("spare", "no"))
    assert got == question.default()
    assert len(attempts) == 3
    assert all(a.problem for a in attempts)


def test_a_model_is_not_its_own_fallback():
    model = Model("model", "no", "no")
    answering = Answering(Cast(model, model, fallback=model))
    asyncio.run(answering.areply(question_of("solo")))
    assert len(model.asked) == 2


def test_instant_answerers_are_asked_the_same_way():
    bad, good = ScriptedPolicy({"solo": "no"}), ScriptedPolicy({"solo": REST})
    attempts = []
    cast = Cast(bad, bad, fallback=PersonOrWorld(good, bad))
    assert cast.instant
    got = Answering(cast, attempts.append).reply(question_of("solo"))
    assert got.activity == "I rest."
    assert [a.number for a in attempts] == [0, 1, 2]
    assert not Answering(cast).reply(question_of("admit")).accepted


def test_people_are_dealt_to_models_evenly_and_by_seed():
    people = [f"person {n}" for n in range(10)]
    hands = dealt(people, ("a", "b", "c"), 1)
    counts = sorted(list(hands.values()).count(name) for name in "abc")
    assert counts == [3, 3, 4]
    assert dealt(people[::-1], ("a", "b", "c"), 1) == hands
    assert dealt(people, ("a", "b", "c"), 2) != hands
