"""From what a model said to what the society reads: forms, function calls, thoughts, no answers."""

from __future__ import annotations

import asyncio
import json
from dataclasses import replace

import pytest
from model_stand_in import Reply
from question_factory import ADA, BO, WORLD, all_questions, question_of

from agentopia_env.errors import ReplyError
from agentopia_env.policies.chat.forms import form_of
from agentopia_env.policies.chat.model import ChatModel
from agentopia_env.policies.chat.policy import ChatPolicy
from agentopia_env.policies.chat.settings import ModelSettings
from agentopia_env.policies.chat.soundness import parted, shortened, unsound
from agentopia_env.policies.chat.toolcalls import call_of, with_calls
from agentopia_env.policies.chat.tools import tools_of
from agentopia_env.policies.chat.wire import ToolCall
from agentopia_env.questions.calls import SIGNATURES
from agentopia_env.world.messages import ACTIONS

CHINESE = replace(WORLD, language="zh")


def filled(schema):
    """Something that a schema allows, as short as can be."""
    if "anyOf" in schema:
        return filled(schema["anyOf"][-1])
    if "enum" in schema:
        return schema["enum"][0]
    match schema["type"]:
        case "object":
            if "properties" not in schema:
                return {BO: filled(schema["additionalProperties"])}
            return {name: filled(inner) for name, inner in schema["properties"].items()}
        case "array":
            return [filled(schema["items"])]
        case "string":
            return BO  # many texts are names
        case "number" | "integer":
            return 1
        case "boolean":
            return True
    return None


@pytest.mark.parametrize("question", all_questions(), ids=lambda question: question.kind)
def test_whatever_fits_the_schema_is_read(question):
    form = form_of(question)
    if form is None:
        assert question.kind == "speak"
        return
    given = filled(form.schema)
    if question.kind == "scene_outcome":
        outcome = next(iter(given["participants"].values()))
        given["participants"] = {ADA: outcome, BO: outcome}
    question.receive(json.dumps(given))


@pytest.mark.parametrize("question", all_questions(), ids=lambda question: question.kind)
def test_schemas_are_plain_enough_for_every_server(question):
    form = form_of(question)
    if form is None:
        return
    text = json.dumps(form.schema)
    for word in ("$ref", "default", "maxLength", "minimum", "title", "description"):
        assert f'"{word}":' not in text.replace('"description": {"type"', "").replace(
            '"title": {"type"', ""
        )
    if form.strict:
        assert form.closed
        assert form.schema["type"] == "object"


def test_a_schema_with_calls_allows_asking_first_and_answering_at_once():
    question = question_of("plan")
    asking, answering = form_of(question).schema["anyOf"]
    assert list(asking["properties"]) == ["calls"]
    assert "calls" not in answering["required"]
    last = form_of(replace(question, calls_left=0)).schema
    assert "calls" not in last["properties"]


def test_every_action_can_be_called_under_its_own_name():
    offered = {tool.name: tool for tool in tools_of(question_of("contact"))}
    assert set(offered) == set(ACTIONS)
    for name, tool in offered.items():
        assert set(tool.parameters["properties"]) == set(SIGNATURES[name])
    assert {tool.name for tool in tools_of(question_of("speak"))} == {"gift", "exit_activity"}
    assert {tool.name for tool in tools_of(question_of("reflect"))} == {
        "list_files",
        "read_file",
        "update_file",
    }
    assert tools_of(replace(question_of("reflect"), calls_left=0)) == ()
    assert tools_of(question_of("direct")) == ()


def test_functions_are_described_in_the_world_s_language():
    for kind in ("contact", "speak", "plan"):
        for tool in tools_of(question_of(kind, world=CHINESE)):
            assert any("\u4e00" <= letter <= "\u9fff" for letter in tool.description)


TELL = ToolCall("contact", {"to": BO, "message": "Is it </role_action> ready?"})
ASK = ToolCall(
    "propose_joint_activity",
    {
        "activity_name": "Sledging, again",
        "proposal": "Downhill.",
        "invited_persons": [BO],
        "time": "Y2021-W03-activity-D1",
        "location": "mill",
        "message": "Come!",
    },
)


@pytest.mark.parametrize("text", ["", "Let me write to Bo.", '{"actions": [], "events": []}'])
def test_role_actions_called_as_functions_are_read_like_any_others(text):
    question = question_of("contact")
    reply = question.read(with_calls(question, text, [TELL, ASK, TELL]))
    assert [action.name for action in reply.actions] == ["contact", "propose_joint_activity"]
    assert reply.actions[0].message == TELL.arguments["message"]
    assert reply.actions[1].invited_persons == (BO,)


def test_actions_in_text_and_as_functions_count_once_each():
    question = question_of("contact")
    text = json.dumps(
        {
            "actions": [{"name": "contact", "arguments": dict(TELL.arguments)}],
            "events": ["Spring fair"],
        }
    )
    reply = question.read(with_calls(question, text, [TELL, ASK]))
    assert [action.name for action in reply.actions] == ["contact", "propose_joint_activity"]
    assert reply.events == ("Spring fair",)


def test_broken_arguments_of_a_function_are_mended_or_refused():
    question = question_of("contact")
    mended = call_of("contact", '{"to": "Bo", "message": "Ready?",}')
    assert question.read(with_calls(question, "", [mended])).actions[0].message == "Ready?"
    with pytest.raises(ReplyError, match="no action could be read"):
        question.read(with_calls(question, "", [call_of("contact", '{"to": "Bo", "mess')]))
    with pytest.raises(ReplyError, match="no action could be read"):
        question.read(with_calls(question, "", [call_of("dance", "{}")]))


def test_memory_functions_are_calls_on_one_s_memory():
    question = question_of("plan")
    read = call_of("read_file", '{"file": "general"}')
    write = call_of("update_file", {"file": "others/x", "content": "Kept.", "summary": ""})
    calls, reply = question.read_turn(with_calls(question, "Let me look.", [read, write, read]))
    assert [call.name for call in calls] == ["read_file", "update_file"]
    assert reply is None
    plan = json.dumps({"plan": "Work.", "living_standard": "frugal"})
    calls, reply = question.read_turn(with_calls(question, plan, [write]))
    assert (calls[0].content, reply.plan) == ("Kept.", "Work.")


def test_deeds_called_as_functions_join_what_is_said():
    question = question_of("speak")
    text = "Take it. <private>At last.</private>"
    calls = [call_of("gift", {"to": BO, "item": "Teapot"}), call_of("exit_activity", "")]
    reply = question.read(with_calls(question, text, calls))
    assert [segment.text for segment in reply.segments] == ["Take it.", "At last."]
    assert (reply.gifts[0].to, reply.gifts[0].item, reply.leaves) == (BO, "Teapot", True)


@pytest.mark.parametrize(
    ("text", "answer", "thoughts"),
    [
        ("Yes.", "Yes.", ""),
        ("<think>Hm. Well.</think>\nYes.", "Yes.", "Hm. Well."),
        ("Hm. Well.</think>Yes.", "Yes.", "Hm. Well."),
        ("<think>Hm. Well", "", "Hm. Well"),
        ("I think so.", "I think so.", ""),
    ],
)
def test_thoughts_are_parted_from_the_answer(text, answer, thoughts):
    assert parted(text) == (answer, thoughts)


def test_long_thoughts_are_shortened_before_they_are_kept():
    kept = shortened("begin " + "hm " * 5000 + "end", 100)
    assert len(kept) < 110
    assert kept.startswith("begin")
    assert kept.endswith("end")
    assert " […] " in kept
    assert shortened("hm", 0) == ""


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, but I can't assist with that request.",
        "I’m sorry, but I can’t assist with that.",
        "As an AI language model, I have no weekends.",
        "I cannot continue this conversation.",
        '{"plan": "I am unable to help with this request.", "living_standard": "frugal"}',
        "作为一个人工智能，我没有周末。",
        "抱歉，我无法满足您的请求。",
    ],
)
def test_a_refusal_is_no_utterance(text):
    assert unsound(text, "en" if text.isascii() or "’" in text else "zh") == "refused"


@pytest.mark.parametrize(
    "text",
    [
        "I'm sorry, I can't help you move on Saturday.",
        "I cannot assist the mayor, but I can sing.",
        "As an assistant to the miller I carry sacks.",
        "I can't do that, Leo. My back.",
        "Sorry! I won't come.",
    ],
)
def test_a_person_may_decline(text):
    assert unsound(text, "en") == ""


def test_a_loop_is_no_answer():
    assert unsound("I like the mill. " * 40, "en") == "repetition"
    assert unsound(json.dumps({"summary": "好的。" * 200}), "zh") == "repetition"
    many = {"actions": [{"name": "contact", "arguments": {"to": f"P{n}", "message": f"Hello, {n}!"}}
                        for n in range(10)]}  # fmt: skip
    assert unsound(json.dumps(many), "en") == ""


@pytest.mark.parametrize(
    ("text", "language", "found"),
    [
        ("我明天早上去市场买一些新鲜的蔬菜和水果。", "en", "language"),
        ("I shall go to the market tomorrow morning.", "zh", "language"),
        ("I shall ask 石磊 about the market tomorrow.", "en", ""),
        ("我明天早上和 Étienne Bellamy 去市场买一些蔬菜。", "zh", ""),
        ('{"plan": "I shall go to the market tomorrow."}', "zh", "language"),
        ('{"plan": "我明天早上去市场买蔬菜。", "living_standard": "frugal"}', "zh", ""),
        ('{"activity": "休息", "location": "old_mill_at_the_river_bank"}', "zh", ""),
        (
            '{"text": "我再想想，然后才能给出确定的答复。", "file": "characters/Dr. Ada Quill"}',
            "en",
            "language",
        ),
        (
            '<role_action>contact(to="Mateo Quintero", message="今天天气很好，我沿河走了很久。")',
            "en",
            "language",
        ),
        ("Hm.", "zh", ""),
        ("石磊！", "en", ""),
    ],
)
def test_an_answer_in_another_language_is_told_by_its_longer_texts(text, language, found):
    assert unsound(text, language) == found


def test_thoughts_of_a_reasoning_model_reach_the_record_and_nobody_else(server):
    server.say = lambda asked: Reply("<think>He lies. " + "hm " * 900 + "</think>Is that so?")
    model = ChatModel("m", ModelSettings(url=f"{server.url}/v1", reasoning_chars=80), 4)
    policy = ChatPolicy(model, 1)

    async def run():
        answer = await policy.aanswer(question_of("speak"))
        await policy.aclose()
        return answer

    answer = asyncio.run(run())
    assert answer.text == "Is that so?"
    assert answer.meta["reasoning"].startswith("He lies.")
    assert len(answer.meta["reasoning"]) < 90


def test_with_tools_functions_are_offered_and_their_calls_read(server):
    server.say = lambda asked: Reply(None, "tool_calls", [("contact", dict(TELL.arguments))])
    settings = ModelSettings(url=f"{server.url}/v1", tools=True)
    policy = ChatPolicy(ChatModel("m", settings, 4), 1)
    question = question_of("contact")

    async def run():
        answers = [await policy.aanswer(question), await policy.aanswer(question_of("direct"))]
        await policy.aclose()
        return answers

    answer = asyncio.run(run())[0]
    assert question.read(answer.text).actions[0].to == BO
    with_tools, without = (asked.body for asked in server.asked)
    assert [tool["function"]["name"] for tool in with_tools["tools"]] == list(ACTIONS)
    assert "response_format" not in with_tools
    assert "tools" not in without
    assert "response_format" in without
