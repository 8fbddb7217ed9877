"""What a world does not give is designed a few at a time, so that every answer has room."""

from __future__ import annotations

import asyncio
from collections import Counter
from dataclasses import replace
from functools import lru_cache
from random import Random
from typing import Any

import pytest
from staging import Play, Script, hamlet, society

from agentopia_env.clock import Moment
from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.errors import ReplyError
from agentopia_env.flow import drive, play
from agentopia_env.life.design import BATCH, PUBLIC_PLACES
from agentopia_env.life.week import stage
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.cast import Cast
from agentopia_env.policies.chat.settings import ModelSettings
from agentopia_env.prompts.render import render
from agentopia_env.prompts.tokens import estimated
from agentopia_env.questions.base import Question
from agentopia_env.world.loading import BaseWorld
from agentopia_env.world.places import home_of, owner_of
from agentopia_env.world.society import Society
from agentopia_env.world.variations import enlarge

BEGIN = Moment(2020, 1, "begin")


@lru_cache(maxsize=2)
def bare(people: int = 100) -> BaseWorld:
    """People who live in a world without places and without positions."""
    return replace(
        enlarge(hamlet(), people, seed=3), locations=None, positions={}, raw_positions_given=False
    )


@lru_cache(maxsize=1)
def begun() -> Play:
    played = Play(society(base=bare()), heuristic=True)
    played.stage("begin")
    return played


def public(lives: Society) -> list[str]:
    return [key for key in lives.world.locations if owner_of(key) is None]


def homes_asked(played: Play) -> list[Any]:
    return [question for question in played.questions("locations") if question.homes]


def test_a_hundred_people_get_a_home_each_in_several_questions_none_of_them_twice():
    lives, asked = begun().society, homes_asked(begun())
    wanted = [face.name for question in asked for face in question.homes]
    assert len(asked) == 10
    assert wanted == list(lives.people)
    homes = [lives.world.locations[home_of(name)] for name in lives.people]
    assert len({home.description for home in homes}) == 100
    assert all(len(home.objects) == 5 for home in homes)  # designed; plain ones have two


def test_places_and_positions_are_asked_for_in_turn_and_none_is_there_twice():
    played = begun()
    places = [q for q in played.questions("locations") if q.public]
    assert [len(q.existing) for q in places] == [0, 10, 20]
    names = [place.display_name for place in played.society.world.public_places]
    assert len(set(names)) == len(names) == PUBLIC_PLACES
    positions = played.questions("new_positions")
    assert [(q.count, len(q.existing)) for q in positions] == [(10, 0), (10, 10), (10, 20), (3, 30)]
    designed = played.society.positions.values()
    assert len(designed) == 33
    assert 100 <= sum(position.capacity for position in designed) <= 150
    assert max(position.capacity for position in designed) <= 33


def test_every_question_leaves_room_in_the_answer_and_fits_the_prompt():
    played, model = begun(), HeuristicEnvironment(begun().society.seed)
    rules = played.society.rules.prompts
    asked = played.questions("locations") + played.questions("new_positions")
    assert len({question.key for question in asked}) == len(asked) == 17
    for question in asked:
        wanted = getattr(question, "public", 0) + len(getattr(question, "homes", ()))
        assert (wanted or question.count) <= BATCH
        assert estimated(model.answer(question)) <= ModelSettings(url="", model="m").max_tokens / 2
        told = sum(estimated(message["content"]) for message in render(question))
        assert told <= rules.limit(question.kind)


def test_questions_show_what_was_designed_before_in_a_line_each():
    played = begun()
    last = [q for q in played.questions("locations") if q.public][-1]
    text = render(last)[1]["content"]
    assert all(f'key="{place.key}"' in text for place in last.existing)
    assert all(place.description not in text for place in last.existing)
    position = played.questions("new_positions")[-1]
    text = render(position)[1]["content"]
    assert all(f'name="{each.name}"' in text for each in position.existing)


def test_two_hundred_positions_are_shown_by_their_names_and_fit():
    question = begun().questions("new_positions")[-1]
    many = tuple(
        replace(position, role=f"{position.role} {number}")
        for number in range(7)
        for position in question.existing
    )
    crowded = replace(question, existing=many)
    text = "\n\n".join(message["content"] for message in render(crowded))
    assert estimated(text) <= crowded.world.rules.prompts.max_tokens
    assert many[-1].name in text
    assert "weekly_income=" not in text


@pytest.mark.parametrize("turn", ["homes 4", "places 2"])
def test_a_question_without_a_usable_answer_loses_what_it_asks_for_and_nothing_else(turn):
    lives = society(base=bare())
    model = HeuristicEnvironment(lives.seed)

    def locations(question: Any) -> str:
        return "I would rather not." if question.turn == turn else model.answer(question)

    played = Play(lives, world={"locations": locations}, heuristic=True, repairs=1)
    played.stage("begin")
    plain = {
        face.name
        for question in homes_asked(played)
        for face in question.homes
        if question.turn == turn
    }
    homes = {name: lives.world.locations[home_of(name)] for name in lives.people}
    assert {name for name, home in homes.items() if len(home.objects) == 2} == plain
    assert (len(plain), len(public(lives))) in {(10, 30), (0, 20)}
    assert Counter(a.question.turn for a in played.attempts if a.problem) == {turn: 2}


def test_positions_that_one_question_did_not_give_leave_room_for_those_of_the_others():
    lives = society(base=bare())
    model = HeuristicEnvironment(lives.seed)

    def positions(question: Any) -> str:
        return "" if question.turn == "2" else model.answer(question)

    played = Play(lives, world={"new_positions": positions}, heuristic=True)
    played.stage("begin")
    assert [q.count for q in played.questions("new_positions")] == [10, 10, 10, 3]
    assert len(lives.positions) == 23
    assert 100 <= sum(position.capacity for position in lives.positions.values()) <= 150


def test_a_model_that_repeats_itself_adds_nothing_twice():
    same = {"key": "old_mill", "display_name": "Old Mill", "objects": ["wheel"]}
    lives = society(base=bare())
    played = Play(lives, world={"locations": {"locations": [same] * 30}}, heuristic=True)
    played.stage("begin")
    assert public(lives) == ["old_mill"]
    assert "there is nothing new in it" in {attempt.problem for attempt in played.attempts}


def test_a_home_is_found_by_any_clear_name_and_only_for_those_who_were_asked_for():
    lives = society(base=replace(hamlet(), locations=None))
    homes = [
        {"key": "Home/leo ", "description": "A loft."},
        {"key": "home/Nobody", "description": "A castle."},
    ]
    Play(lives, world={"locations": {"locations": homes}}).stage("begin")
    assert lives.world.locations["home/Leo"].description == "A loft."
    assert "home/Nobody" not in lives.world.locations


def test_an_answer_that_names_no_home_that_was_asked_for_is_refused_with_a_name():
    question = homes_asked(begun())[0]
    with pytest.raises(ReplyError, match=f"there is no home of {question.homes[0].name} in it"):
        question.read('{"locations": [{"key": "town_hall"}]}')


class Late:
    """The same answers, in an order that chance decides."""

    name, instant = "late", False

    def __init__(self, answerer: Any, order: int) -> None:
        self._answerer, self._random = answerer, Random(order)

    async def aanswer(self, question: Question[Any]) -> str:
        for _ in range(self._random.randrange(30)):
            await asyncio.sleep(0)
        return str(self._answerer.answer(question))


@pytest.mark.parametrize("order", [1, 2])
def test_a_world_is_designed_the_same_whenever_the_answers_come(order):
    lives = society(base=bare())
    cast = Cast(default=Script({}), environment=Late(HeuristicEnvironment(lives.seed), order))
    asyncio.run(drive(stage(lives, BEGIN), Answering(cast).areply))
    assert lives.world.locations == begun().society.world.locations
    assert list(lives.world.locations) == list(begun().society.world.locations)
    assert lives.positions == begun().society.positions


def test_a_world_that_gives_places_and_positions_is_asked_for_none():
    lives = society()
    asked: list[Any] = []
    play(stage(lives, BEGIN), asked.append)
    assert asked == []
    assert lives.world.locations == hamlet().locations
