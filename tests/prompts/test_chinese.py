"""Prompts of a Chinese world are wholly Chinese, and ask for the same as the English ones."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

import pytest
from chinese_world import chinese_world
from question_factory import WORLD, all_questions

from agentopia_env.config import make_config
from agentopia_env.flow import play
from agentopia_env.life.week import life
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.chat.forms import form_of
from agentopia_env.prompts import render
from agentopia_env.prompts.words import words_of
from agentopia_env.questions.environment import PRINCIPLES
from agentopia_env.simulation import cast_of, new_society, open_world
from agentopia_env.world.messages import ACTIONS
from agentopia_env.world.persona import TALENTS, TRAITS

TEMPLATES = files("agentopia_env.prompts") / "templates"
CODE = re.compile(r"\{\{.*?\}\}|\{%.*?%\}")
QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
FREE = ("if q.calls_left == 1", "if q.count == 1", "if q.turns_left == 1", 'include "_', "language")
CHINESE = replace(WORLD, language="zh")


def names():
    return sorted(entry.name for entry in (TEMPLATES / "en").iterdir())


def facts(language, name):
    """What a template is filled in with, its own words and its ways of writing apart."""
    source = (TEMPLATES / language / name).read_text("utf-8")
    found = [code for code in CODE.findall(source) if not any(free in code for free in FREE)]
    plain = (QUOTED.sub('""', code).replace(" | word", "") for code in found)
    return sorted(code for code in plain if "endif" not in code)


def test_every_template_has_a_chinese_one():
    assert sorted(entry.name for entry in (TEMPLATES / "zh").iterdir()) == names()


@pytest.mark.parametrize("name", names())
def test_a_chinese_template_is_filled_in_with_the_same_facts(name):
    assert facts("zh", name) == facts("en", name)


def chinese(question):
    return replace(question, world=CHINESE)


@pytest.mark.parametrize("question", all_questions(), ids=lambda question: question.kind)
def test_the_example_of_a_chinese_answer_is_an_answer(question):
    text = render(chinese(question))[1]["content"]
    example = text[text.rindex("\n按格式 `") :].splitlines()[2]
    reply = question.read(example)
    assert reply != question.default() or question.kind in ("purchase", "discard")


def test_the_chinese_system_message_names_as_many_principles():
    system = render(chinese(all_questions()[0]))[0]["content"]
    part = system[system.index("# 怎样做人处事") : system.index("# 怎样读下面的内容")]
    assert part.count("\n- ") == len(PRINCIPLES)


def codes():
    """What is the same in every language: names of forms, fields, set values, functions."""
    found = {"STAY_CURRENT", "JSON", "AI", "null", "true", "false", "calls", "arguments", "name"}
    found |= {*ACTIONS, "read_file", "update_file", "list_files", "gift", "exit_activity"}
    found |= {"private", "visible_to", "home", "characters", "others", "general", "file"}
    found |= {"to", "item", "message", "title", "time", "actions", "activity"}
    for question in all_questions():
        found.add(question.kind)
        form = form_of(question)
        found |= set(re.findall(r"[A-Za-z_]+", str(form.schema))) if form else set()
    found |= {*TALENTS, *TRAITS}
    parameters = "invited_persons required_participants proposal activity_name decision yes no"
    found |= set(parameters.split()) | {"work", "study", "rest", "leisure", "shop", "non"}
    found |= {"frugal", "moderate", "comfortable", "luxurious", "light", "normal", "hard"}
    return found


def latin(text, allowed):
    """Latin words of a prompt that are neither codes nor times."""
    text = re.sub(r"Y\d{4}-W\d\d(-\w+(-[SD]\d+)?)?|\bD\d+\b", "", text)
    return {word for word in re.findall(r"[A-Za-z_]{2,}", text) if word not in allowed}


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_prompts_of_a_chinese_life_have_no_latin_words(tmp_path, fidelity):
    world = chinese_world(tmp_path / "world")
    time = {"n_year": 1, "n_week": 2, "n_day": 3, "n_contact_slot": 2}
    config = make_config({"world": str(world), "fidelity": fidelity, "time": time, "seed": 3})
    society = new_society(config, open_world(config)[1])
    society.keep_no_records()
    allowed = codes() | set(society.world.locations)
    answering, found, kinds = Answering(cast_of(config)), {}, set()

    def reply(question):
        kinds.add(question.kind)
        for message in render(question):
            for word in latin(message["content"], allowed):
                found.setdefault(word, question.kind)
        return answering.reply(question)

    play(life(society), reply)
    assert found == {}
    assert len(kinds) > 6


def test_every_set_value_that_a_chinese_prompt_names_has_a_chinese_word():
    words = words_of("zh")
    for value in ("joint", "work", "hard", "vitality", "frugal", "small", "female", "honesty"):
        assert re.search(r"[\u4e00-\u9fff]", words.value(value)), value
