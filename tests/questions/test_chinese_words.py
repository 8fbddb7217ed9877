"""Answers in the words of a Chinese world are read as the same answers in those of the code."""

import json
from dataclasses import fields, is_dataclass, replace

import pytest
from pydantic import BaseModel
from question_factory import WORLD, all_questions, question_of

from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.errors import ReplyError
from agentopia_env.language import words_zh
from agentopia_env.language.answers import (
    FREE_KEYS,
    in_code,
    in_words,
    schema_in_code,
    schema_in_words,
)
from agentopia_env.policies.chat.forms import form_of
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.questions import replies
from agentopia_env.questions.base import ENVIRONMENT, MemoryQuestion, Reply
from agentopia_env.questions.calls import SIGNATURES
from agentopia_env.questions.kinds import KINDS
from agentopia_env.questions.parsing import parse_actions, parse_speech
from agentopia_env.questions.person import Speak
from agentopia_env.world.messages import ACTIONS, Action

CHINESE = replace(WORLD, language="zh")
MEMORY = {"list_files", "read_file", "update_file"}
NOTATION = {"calls", "name", "arguments", "speech", "private"}


def forms():
    return [
        form
        for form in vars(replies).values()
        if isinstance(form, type) and issubclass(form, BaseModel) and form is not Reply
    ]


def asked_fields():
    """Every field that an answer or a function can have."""
    found = {name for form in forms() for name in form.model_fields}
    assert is_dataclass(Action)
    found |= {field.name for field in fields(Action)}
    return found | {name for names in SIGNATURES.values() for name in names} | NOTATION


def answer(question, language):
    """What the rules say, in the words of a language."""
    asked = replace(question, world=replace(WORLD, language=language))
    rules = HeuristicEnvironment(3) if question.who == ENVIRONMENT else HeuristicPolicy(3)
    return rules.answer(asked)


def test_every_field_function_and_form_has_a_chinese_word_and_no_word_is_idle():
    assert set(words_zh.KEYS) == asked_fields() - {"leave"}
    assert set(words_zh.FUNCTIONS) == {*SIGNATURES, *MEMORY}
    assert set(words_zh.FORMS) == set(KINDS)


@pytest.mark.parametrize(
    "table", [words_zh.KEYS | words_zh.FUNCTIONS, words_zh.FORMS, words_zh.TAGS, words_zh.FILES]
)
def test_no_word_stands_for_two_things(table):
    assert len(set(table.values())) == len(table)
    assert not any(letter.isascii() and letter.isalpha() for letter in "".join(table.values()))


def test_fields_whose_keys_are_made_up_are_those_that_take_any_key():
    free = {
        name
        for form in forms()
        for name, field in form.model_fields.items()
        if str(field.annotation).startswith("dict[str")
    }
    assert free - {"days", "talents", "personality_traits"} == set(FREE_KEYS)


@pytest.mark.parametrize("question", all_questions(), ids=lambda question: question.kind)
def test_an_answer_means_the_same_in_both_languages(question):
    chinese, text = replace(question, world=CHINESE), answer(question, "zh")
    if isinstance(question, Speak):
        assert chinese.receive(text) == question.receive(text)
        return
    content = in_code(json.loads(text))
    english = json.dumps(content, ensure_ascii=False)
    assert json.loads(text) == in_words(content, "zh") != content
    assert chinese.receive(text) == question.receive(english) == chinese.receive(english)


@pytest.mark.parametrize("question", all_questions(), ids=lambda question: question.kind)
def test_a_schema_in_chinese_asks_for_the_same_fields(question):
    form, chinese = form_of(question), form_of(replace(question, world=CHINESE))
    if form is None:
        assert chinese is None
        return
    assert (form.closed, form.strict, form.name) == (chinese.closed, chinese.strict, chinese.name)
    assert chinese.schema == schema_in_words(form.schema, "zh") != form.schema
    assert schema_in_code(chinese.schema) == form.schema


@pytest.mark.parametrize(
    "text",
    [
        '<行动>联系(对象="石磊", 消息="明天见，好吗？")</行动>',
        '联系(对象="石磊", 消息="明天见，好吗？")',
        "联系（对象=“石磊”，消息=“明天见，好吗？”）",
        '<联系 对象="石磊" 消息="明天见，好吗？"/>',
        '<行动>{"名称": "联系", "参数": {"对象": "石磊", "消息": "明天见，好吗？"}}</行动>',
        '{"行动": [{"名称": "联系", "参数": {"对象": "石磊", "消息": "明天见，好吗？"}}]}',
        '{"行动": [{"联系": {"对象": "石磊", "消息": "明天见，好吗？"}}]}',
        '我想好了。\n<role_action>contact(to="石磊", message="明天见，好吗？")</role_action>',
    ],
)
def test_actions_are_read_in_every_notation_by_their_chinese_names(text):
    assert parse_actions(text) == [Action("contact", to="石磊", message="明天见，好吗？")]


def test_every_action_and_parameter_is_read_by_its_chinese_name():
    for name in ACTIONS:
        given = {key: "去" if key == "decision" else "石磊" for key in SIGNATURES[name]}
        entry = in_words({"actions": [{"name": name, "arguments": given}]}, "zh")
        call = ", ".join(f'{words_zh.KEYS[key]}="{value}"' for key, value in given.items())
        (action,) = parse_actions(json.dumps(entry))
        assert parse_actions(f"{words_zh.FUNCTIONS[name]}({call})") == [action]
        assert action.name == name
        assert all(getattr(action, key) for key in given)


def test_what_is_said_aloud_in_private_and_done_is_told_apart_in_chinese():
    speech = parse_speech(
        '来了。<私下>他瘦了。</私下>坐。<只对="石磊,林若兰">别说。</只对>'
        '给你。赠送(对象="石磊", 物品="搪瓷杯")\n离场()'
    )
    assert [(part.text, part.visible_to) for part in speech.parts] == [
        ("来了。", None),
        ("他瘦了。", ()),
        ("坐。", None),
        ("别说。", ("石磊", "林若兰")),
        ("给你。", None),
    ]
    assert speech.gifts == (("石磊", "搪瓷杯"),)
    assert speech.leaves
    held = parse_speech('{"话语": "来了。", "私下": "他瘦了。", "离开": true}')
    assert [part.visible_to for part in held.parts] == [None, ()]
    assert held.leaves


def test_a_private_segment_in_chinese_that_is_never_closed_stays_private():
    speech = parse_speech("来了。<私下>他瘦了。坐。")
    assert [part.visible_to for part in speech.parts] == [None, ()]


def test_what_people_made_up_keeps_its_name():
    given = {"技能变化": {"社交": 1}, "结果": "心情", "参加者": {"目标": {"心情": 2}}}
    assert in_code(given) == {
        "skills": {"社交": 1},
        "outcome": "心情",
        "participants": {"目标": {"mood": 2}},
    }
    assert in_words(in_code(given), "zh") == given


def test_calls_on_memory_are_read_by_their_chinese_names():
    question = replace(question_of("plan"), world=CHINESE)
    assert isinstance(question, MemoryQuestion)
    calls, reply = question.read_turn(
        '{"调用": [{"名称": "读文件", "参数": {"文件": "人物/石磊"}}, '
        '{"名称": "更新文件", "参数": {"文件": "总记", "内容": "好。", "摘要": "好"}}]}'
    )
    assert [(call.name, call.file) for call in calls] == [
        ("read_file", "characters/石磊"),
        ("update_file", "general"),
    ]
    assert reply is None


@pytest.mark.parametrize(
    ("kind", "text", "reason"),
    [
        ("plan", '{"目标": "好好过"}', "计划：缺少这个字段"),
        ("solo", '{"活动": "走走", "类型": "跳舞"}', "类型：只能是 工作, 学习, 休息, 休闲, 购物"),
        ("purchase", '{"选择": 9}', "选择必须是 null 或者 1 到 2"),
    ],
)
def test_a_refusal_names_the_fields_as_the_prompt_does(kind, text, reason):
    with pytest.raises(ReplyError, match=reason):
        replace(question_of(kind), world=CHINESE).receive(text)
