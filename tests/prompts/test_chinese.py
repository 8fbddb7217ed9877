"""Prompts of a Chinese world are wholly Chinese, and ask for the same as the English ones."""

from __future__ import annotations

import re
from dataclasses import replace
from importlib.resources import files

import pytest
from chinese_world import chinese_world
from question_factory import WORLD, all_questions

from agentopia_env.config import make_config
from agentopia_env.errors import ReplyError
from agentopia_env.flow import play
from agentopia_env.life.week import life
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.chat.forms import form_of
from agentopia_env.policies.chat.tools import tools_of
from agentopia_env.prompts import render
from agentopia_env.prompts.words import words_of
from agentopia_env.questions.environment import PRINCIPLES
from agentopia_env.simulation import cast_of, new_society, open_world

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
    reply = chinese(question).read(example)
    assert reply != question.default() or question.kind in ("purchase", "discard")


def test_the_chinese_system_message_names_as_many_principles():
    system = render(chinese(all_questions()[0]))[0]["content"]
    part = system[system.index("# 怎样做人处事") : system.index("# 怎样读下面的内容")]
    assert part.count("\n- ") == len(PRINCIPLES)


CODES = {"JSON", "null", "true", "false", "home"}
"""What is the same in every language, besides times and the keys of places."""


def latin(text, allowed):
    """Latin words of a prompt that are neither codes nor times."""
    text = re.sub(r"Y\d{4}-W\d\d(-[a-z_]+(-[SD]\d+)?)?|\bD\d+\b|&lt;", "", text)
    return {word for word in re.findall(r"[A-Za-z_]{2,}", text) if word not in allowed}


def fields(schema):
    """Names of fields and set values in a schema."""
    if isinstance(schema, dict):
        yield from schema.get("properties", ())
        yield from schema.get("enum", ())
        for inner in schema.values():
            yield from fields(inner)
    for inner in schema if isinstance(schema, list) else ():
        yield from fields(inner)


def refusal(question):
    """Why an answer that fits nothing cannot be used."""
    with pytest.raises(ReplyError) as refused:
        question.receive('{"行动": [{"名称": "联系", "参数": 1}], "类型": 3')
    return str(refused.value)


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_prompts_of_a_chinese_life_have_no_latin_words(tmp_path, fidelity):
    world = chinese_world(tmp_path / "world")
    time = {"n_year": 1, "n_week": 2, "n_day": 3, "n_contact_slot": 2}
    config = make_config({"world": str(world), "fidelity": fidelity, "time": time, "seed": 3})
    society = new_society(config, open_world(config)[1])
    society.keep_no_records()
    allowed = CODES | set(society.world.locations)
    answering, found, kinds = Answering(cast_of(config)), {}, set()

    def reply(question):
        kinds.add(question.kind)
        again = question.again(refusal(question))
        form = form_of(question)
        told = [*(tool.description for tool in tools_of(question)), *fields(form and form.schema)]
        for text in [*(message["content"] for message in render(again)), *told]:
            for word in latin(text, allowed):
                found.setdefault(word, question.kind)
        return answering.reply(question)

    play(life(society), reply)
    assert found == {}
    assert len(kinds) > 6


def test_every_set_value_that_a_chinese_prompt_names_has_a_chinese_word():
    words = words_of("zh")
    for value in ("joint", "work", "hard", "vitality", "frugal", "small", "female", "honesty"):
        assert re.search(r"[\u4e00-\u9fff]", words.value(value)), value
