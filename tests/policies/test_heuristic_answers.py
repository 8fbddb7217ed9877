import dataclasses
import string

import orjson
import pytest
from lives import STANDARDS, WORLD, ask, every_question, person

from agentopia_env.clock import Moment
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.policies.heuristic.goals import Goal, read_goal, write_goal
from agentopia_env.policies.heuristic.phrases import sentence_case
from agentopia_env.policies.heuristic.phrases_en import ENGLISH
from agentopia_env.policies.heuristic.phrases_zh import CHINESE
from agentopia_env.policies.heuristic.temper import likings, pastimes
from agentopia_env.questions.environment import NewEvents
from agentopia_env.questions.person import (
    Plan,
)
from agentopia_env.world.tone import warmth


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_question_to_a_person_gets_an_answer_that_can_be_read(ada, language):
    world = dataclasses.replace(WORLD, language=language)
    for question in every_question(ada):
        for seed in range(12):
            asked = dataclasses.replace(question, world=world)
            text = HeuristicPolicy(seed, exploration=seed / 12).answer(asked)
            if asked.kind == "review" and not asked.notes:
                calls, reply = asked.read_turn(text)
                assert calls
                assert reply is None
            else:
                assert asked.read(text)


def test_the_same_seed_gives_the_same_answers_in_any_order_and_another_seed_others(ada):
    questions = every_question(ada)
    first = [HeuristicPolicy(3).answer(question) for question in questions]
    policy = HeuristicPolicy(3)
    backwards = [policy.answer(question) for question in reversed(questions)]
    assert first == backwards[::-1]
    assert first != [HeuristicPolicy(4).answer(question) for question in questions]


def test_a_question_to_the_world_is_refused():
    question = NewEvents(
        who="environment",
        when=Moment(2020, 1, "before_contact"),
        world=WORLD,
        running=(),
        most=3,
        days=5,
        population=2,
    )
    with pytest.raises(TypeError, match="public_events is a question to the world"):
        HeuristicPolicy(1).answer(question)


def test_exploration_outside_its_range_is_an_error():
    with pytest.raises(ValueError, match=r"exploration is 1\.5"):
        HeuristicPolicy(1, 1.5)


def test_every_situation_has_eight_different_phrases():
    for situation, options in ENGLISH.say.items():
        assert len(set(options)) >= 8, situation


def test_warm_and_cold_phrases_sound_like_it():
    def heard(situation):
        slots = {name for text in ENGLISH.say[situation] for _, name, *_ in _slots(text)}
        filled = dict.fromkeys(slots, "Ada")
        texts = [text.format_map(filled) for text in ENGLISH.say[situation]]
        return sum(map(warmth, texts)) / len(texts)

    for kind in ("thank", "reply_warm", "react_warm", "open_warm", "with_warm", "close_warm"):
        assert heard(kind) > 0.2, kind
    for kind in ("cold", "reply_cold", "react_cold", "leave_angry", "with_cold"):
        assert heard(kind) < -0.15, kind


def _slots(text):
    return [found for found in string.Formatter().parse(text) if found[1]]


@pytest.mark.parametrize(
    "goal",
    [
        Goal("skill", "wood-carving, fine", 40),
        Goal("position", "medicine", 130),
        Goal("save", number=900),
        Goal("friend", name="Dr. Ada Quill"),
        Goal("mend", name="Dr. Ada Quill"),
        Goal("company"),
        Goal("calm"),
        Goal("comfort"),
    ],
)
def test_a_goal_is_read_back_from_its_text(goal):
    for style in ("", *ENGLISH.styles):
        assert read_goal(write_goal(goal, style, ENGLISH), "en") == goal


def test_sentences_begin_with_a_capital_whatever_fills_their_slots():
    assert (
        sentence_case("a calm life. it helps? yes. Dr. Ada")
        == "A calm life. It helps? Yes. Dr. Ada"
    )


def test_likings_are_taken_from_the_preferences():
    text = "Loves burnt rinds, loud songs and Bram's silences, up to a point. Hates valley cheese."
    assert likings(text, ENGLISH)[:3] == ("burnt rinds", "loud songs", "Bram's silences")
    assert not any("cheese" in liking for liking in likings(text, ENGLISH))


def test_likings_in_chinese_are_what_one_can_do():
    text = "爱学生跑题的提问、看人下棋，爱罚球；喜欢晒透的旧布。讨厌下雨。"
    assert likings(text, CHINESE) == ("看人下棋", "罚球")


def test_in_chinese_everybody_has_pleasures_of_their_own_and_enough_of_them(ada):
    fond = dataclasses.replace(ada.profile, preferences="爱看人下棋。", init_skills={"绘画": 40})
    found = pastimes(fond, CHINESE)
    assert found[:2] == ("看人下棋", CHINESE.skill_pastimes["绘画"])
    assert len(set(found)) == CHINESE.fewest_pastimes


def test_a_skill_without_work_of_its_own_in_chinese_is_named_in_the_work():
    assert all("{skill}" in gig for gig in CHINESE.gigs[""])
    assert not any("{" in gig for skill, gigs in CHINESE.gigs.items() if skill for gig in gigs)


def test_exploration_varies_lives_and_years_and_says_so_in_the_goal():
    def goals(exploration):
        found = set()
        for seed in range(12):
            question = ask(Plan, person(), standards=STANDARDS, week=1)
            text = HeuristicPolicy(seed, exploration).answer(question)
            found.add(orjson.loads(text)["goal"].partition("My goal")[0])
        return found

    assert goals(0.0) == {""}
    assert len(goals(1.0)) >= 5
    assert all(text.startswith("This year I want") for text in goals(1.0) - {""})
