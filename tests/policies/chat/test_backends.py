"""The providers' own packages against a server that speaks their protocols."""

from __future__ import annotations

import asyncio
import json

import pytest
from model_stand_in import Reply
from question_factory import question_of

from agentopia_env.errors import ConfigError, UserError
from agentopia_env.flow import drive, together
from agentopia_env.policies.chat.model import ChatModel
from agentopia_env.policies.chat.policy import ChatPolicy
from agentopia_env.policies.chat.settings import ModelSettings
from agentopia_env.prompts.render import render

KINDS = ("openai", "azure", "anthropic", "gemini", "vertex")
PLAN = {"goal": "A shop.", "plan": "I mend the church clock.", "living_standard": "frugal"}


@pytest.fixture
def made(server, monkeypatch, tmp_path):
    """What makes a policy of a kind whose server is the stand-in."""
    monkeypatch.setenv("STAND_IN_KEY", "canary-key")

    def make(kind="openai", **settings):
        url = server.url + ("/v1" if kind == "openai" else "")
        given = {"kind": kind, "url": url, "api_key": "STAND_IN_KEY", "model": "small", **settings}
        if kind == "vertex":
            given["api_key"] = f"file:{service_account(tmp_path, server.url)}"
        model = ChatModel("m", ModelSettings(**given), 8, tell=lambda words: None, backoff=0.001)
        return ChatPolicy(model, seed=1)

    return make


def service_account(folder, url):
    from cryptography.hazmat.primitives import serialization
    from cryptography.hazmat.primitives.asymmetric import rsa

    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).private_bytes(
        serialization.Encoding.PEM,
        serialization.PrivateFormat.PKCS8,
        serialization.NoEncryption(),
    )
    file = folder / "service_account.json"
    content = {
        "type": "service_account",
        "project_id": "reed",
        "private_key_id": "1",
        "private_key": key.decode(),
        "client_email": "agentopia@reed.iam.gserviceaccount.com",
        "token_uri": f"{url}/token",
    }
    file.write_text(json.dumps(content))
    return file


def ask(policy, *questions):
    def asking():
        def one(question):
            return (yield question)

        return (yield from together([one(question) for question in questions]))

    async def all_of_them():
        try:
            return await drive(asking(), policy.aanswer)
        finally:
            await policy.aclose()

    return asyncio.run(all_of_them())


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_of_server_is_asked_in_its_own_way_and_understood(kind, made, server):
    server.say = lambda asked: Reply(json.dumps(PLAN), reasoning="Hm, the clock.")
    question = question_of("plan")
    (answer,) = ask(made(kind, temperature=0.7, max_tokens=500), question)
    assert question.read_turn(answer.text)[1].plan == PLAN["plan"]
    assert answer.failure == ""
    assert answer.meta["model"] == "small"
    assert answer.meta["finish_reason"] == "stop"
    assert answer.meta["reasoning"] == "Hm, the clock."
    assert answer.meta["usage"] == {"input_tokens": 100, "output_tokens": 20, "cached_tokens": 60}
    assert answer.meta["sampling"]["temperature"] == 0.7
    assert answer.meta["attempts"] == 1
    (asked,) = server.asked
    assert "What are you after" in asked.prompt or "plan" in asked.prompt
    assert "You are one of the people" in json.dumps(asked.body)


@pytest.mark.parametrize(
    ("kind", "path", "key"),
    [
        ("openai", "/v1/chat/completions", "canary-key"),
        ("azure", "/openai/deployments/small/chat/completions?", "canary-key"),
        ("anthropic", "/v1/messages", "canary-key"),
        ("gemini", "/models/small:generateContent", "canary-key"),
        ("vertex", "projects/reed/locations/us-central1", "access-canary"),
    ],
)
def test_the_key_goes_where_the_protocol_wants_it(kind, path, key, made, server):
    ask(made(kind), question_of("solo"))
    assert path in server.asked[0].path
    assert authority(server.asked[0]).removeprefix("Bearer ") == key


@pytest.mark.parametrize("kind", KINDS)
def test_connections_are_kept_between_questions(kind, made, server):
    policy = made(kind)

    async def one_by_one():
        for _ in range(5):
            await policy.aanswer(question_of("solo"))
        await policy.aclose()

    asyncio.run(one_by_one())
    assert len(server.asked) == 5
    assert server.connections <= 2 + (kind == "vertex")  # that gets a token first


@pytest.mark.parametrize("kind", KINDS)
def test_a_failure_that_passes_is_tried_again_by_us_and_by_nobody_else(kind, made, server):
    replies = iter([Reply(status=500), Reply(status=503), Reply(status=429), Reply(drop=True)])
    server.say = lambda asked: next(replies, Reply('{"activity": "I rest.", "kind": "rest"}'))
    (answer,) = ask(made(kind), question_of("solo"))
    assert answer.failure == ""
    assert len(server.asked) == answer.meta["attempts"] == 5
    assert [error.split(":")[0] for error in answer.meta["errors"]] == [
        "broken",
        "gone",
        "busy",
        "broken",
    ]


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("status", [401, 404])
def test_what_a_person_has_to_mend_ends_the_run_with_a_message(kind, status, made, server):
    server.say = lambda asked: Reply(f"nothing for {authority(asked)}", status=status)
    with pytest.raises(UserError, match=r"models\.m\.(api_key|model)") as error:
        ask(made(kind), question_of("solo"))
    assert "canary" not in str(error.value)


def authority(asked):
    """What a request proves its right with."""
    names = ("authorization", "x-api-key", "api-key", "x-goog-api-key")
    return next(asked.headers[name] for name in names if name in asked.headers)


@pytest.mark.parametrize(
    ("kind", "words"),
    [
        ("openai", "This model's maximum context length is 8192 tokens, however you requested"),
        ("openai", "The decoder prompt (length 9000) is longer than the max_model_len of 8192"),
        ("azure", "context_length_exceeded"),
        ("anthropic", "prompt is too long: 210000 tokens > 200000 maximum"),
        ("gemini", "The input token count (1200000) exceeds the maximum number of tokens allowed"),
    ],
)
def test_a_question_that_is_too_long_fails_alone_and_is_not_sent_again(kind, words, made, server):
    server.say = lambda asked: Reply(words, status=400)
    (answer,) = ask(made(kind), question_of("solo"))
    assert (answer.text, answer.failure) == ("", "too_long")
    assert len(server.asked) == 1


def test_a_model_that_can_read_no_question_at_all_ends_the_run(made, server):
    server.say = lambda asked: Reply("maximum context length is 512 tokens", status=400)
    with pytest.raises(UserError, match="serve it with a longer window"):
        ask(made(), *[question_of("solo")] * 12)


def test_a_first_question_that_is_refused_for_its_settings_ends_the_run(made, server):
    server.say = lambda asked: Reply("top_p must be lower", status=400)
    with pytest.raises(UserError, match=r"mend models\.m .*top_p must be lower"):
        ask(made(), question_of("solo"))


def test_a_single_question_that_is_refused_later_is_an_event(made, server):
    replies = iter([Reply("{}"), Reply("no", status=400)])
    server.say = lambda asked: next(replies)
    policy = made()
    assert ask(policy, question_of("solo"))[0].failure == ""
    assert ask(policy, question_of("solo"))[0].failure == "rejected"


@pytest.mark.parametrize(
    ("kind", "reply", "failure"),
    [
        ("openai", Reply("I th", finish="length"), "length"),
        ("anthropic", Reply("I th", finish="length"), "length"),
        ("gemini", Reply("I th", finish="length"), "length"),
        ("openai", Reply("", finish="content_filter"), "filtered"),
        ("openai", Reply('{"activity": "I rest."}', finish="repetition"), "repetition"),
        ("gemini", Reply("", finish="filtered"), "filtered"),
        ("anthropic", Reply("I would rather not.", finish="refused"), "refused"),
        ("openai", Reply(None, refusal="I'm sorry."), "refused"),
        ("openai", Reply(None), "empty"),
        ("anthropic", Reply(""), "empty"),
        ("gemini", Reply(""), "empty"),
        ("gemini", Reply("", finish="MALFORMED_FUNCTION_CALL"), "malformed"),
        ("openai", Reply("   \n"), "empty"),
        ("openai", Reply("<think>What do I say? What"), "empty"),
    ],
)
def test_a_failed_generation_is_told_from_an_answer(kind, reply, failure, made, server):
    server.say = lambda asked: reply
    (answer,) = ask(made(kind), question_of("speak"))
    assert answer.failure == failure
    assert answer.reason


def test_an_answer_cut_off_behind_a_complete_form_counts(made, server):
    server.say = lambda asked: Reply('{"activity": "I rest."} And so', finish="length")
    (answer,) = ask(made(), question_of("solo"))
    assert answer.failure == ""


@pytest.mark.parametrize("body", [b"<html>proxy</html>", {"choices": []}, {"ok": True}, [1], b""])
@pytest.mark.parametrize("kind", ["openai", "anthropic", "gemini"])
def test_an_answer_that_is_no_generation_is_tried_again(kind, body, made, server):
    replies = iter([Reply(body=body)])
    server.say = lambda asked: next(replies, Reply('{"activity": "I rest."}'))
    (answer,) = ask(made(kind), question_of("solo"))
    assert (answer.failure, answer.meta["attempts"]) == ("", 2)


def test_an_answer_that_the_server_gave_up_is_asked_for_again(made, server):
    replies = iter([Reply('{"activity": "I re', finish="abort")])
    server.say = lambda asked: next(replies, Reply('{"activity": "I rest."}'))
    (answer,) = ask(made(), question_of("solo"))
    assert (answer.failure, answer.meta["attempts"]) == ("", 2)
    assert "gave the answer up" in answer.meta["errors"][0]


def test_a_request_that_takes_too_long_is_sent_again(made, server):
    replies = iter([Reply("{}", wait=0.5)])
    server.say = lambda asked: next(replies, Reply('{"activity": "I rest."}'))
    (answer,) = ask(made(timeout_s=0.1), question_of("solo"))
    assert answer.meta["attempts"] == 2
    assert "no answer within 0.1 s" in answer.meta["errors"][0] or "timed out" in str(answer.meta)


def test_a_question_that_the_server_fails_on_alone_is_given_up(made, server):
    poison, other = question_of("solo"), question_of("sign_up")
    server.say = lambda asked: (
        Reply(status=500) if asked.prompt == poisoned else Reply('{"events": []}')
    )
    poisoned = render(poison)[-1]["content"]
    policy = made(timeout_s=5)

    async def both():
        failing = asyncio.create_task(policy.aanswer(poison))
        while not failing.done():
            await policy.aanswer(other)
        await policy.aclose()
        return failing.result()

    answer = asyncio.run(both())
    assert answer.failure == "unavailable"
    assert answer.meta["attempts"] >= 6


def test_vllm_gets_a_schema_a_seed_and_the_template_switch(made, server):
    ask(made(thinking=False, top_p=0.9, extra_body={"top_k": 20}), question_of("solo"))
    body = server.asked[0].body
    assert body["response_format"]["type"] == "json_schema"
    assert "activity" in body["response_format"]["json_schema"]["schema"]["properties"]
    assert body["chat_template_kwargs"] == {"enable_thinking": False}
    assert body["top_k"] == 20
    assert body["top_p"] == 0.9
    assert body["max_tokens"] == 4096
    assert 0 <= body["seed"] < 2**31


def test_the_seed_depends_on_run_and_question_and_not_on_the_order(made, server):
    first, second = question_of("solo"), question_of("sign_up")
    policy = made()
    ask(policy, first, second)
    ask(policy, second, first)
    ask(ChatPolicy(policy.model, seed=2), first)
    ask(policy, first.again("too short"))
    seeds = {}
    for asked in server.asked[:4]:
        seeds.setdefault(asked.prompt, set()).add(asked.body["seed"])
    assert [len(given) for given in seeds.values()] == [1, 1]
    assert len({asked.body["seed"] for asked in server.asked}) == 4


@pytest.mark.parametrize("kind", ["openai", "anthropic", "gemini"])
def test_a_server_that_cannot_hold_answers_to_a_schema_is_asked_in_weaker_ways(kind, made, server):
    told = []

    def say(asked):
        text = json.dumps(asked.body)
        if "json_schema" in text or "JsonSchema" in text:
            return Reply("response_format json_schema is not supported", status=400)
        return Reply('{"activity": "I rest."}')

    server.say = say
    policy = made(kind)
    policy.model._told = told.append
    ask(policy, question_of("solo"))
    ask(policy, question_of("solo"))
    assert policy.model.level == "json_object"
    assert len(server.asked) == 3
    assert len(told) == 1


def test_without_structured_outputs_nothing_is_asked_for(made, server):
    ask(made(structured="none"), question_of("solo"))
    assert "response_format" not in server.asked[0].body


def test_a_server_without_schema_where_one_is_demanded_ends_the_run(made, server):
    server.say = lambda asked: Reply("response_format is not supported", status=400)
    with pytest.raises(UserError, match=r"mend models\.m"):
        ask(made(structured="json_schema"), question_of("solo"))


def test_a_missing_key_is_named_with_its_setting(monkeypatch):
    monkeypatch.delenv("NOWHERE_KEY", raising=False)
    with pytest.raises(ConfigError, match=r"models\.m\.api_key: .*NOWHERE_KEY is not set"):
        ChatModel("m", ModelSettings(api_key="NOWHERE_KEY"), 8)
    for name in ("ANTHROPIC_API_KEY", "GEMINI_API_KEY", "GOOGLE_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    with pytest.raises(ConfigError, match="ANTHROPIC_API_KEY is not set"):
        ChatModel("m", ModelSettings(kind="anthropic"), 8)
    with pytest.raises(ConfigError, match="GEMINI_API_KEY or GOOGLE_API_KEY"):
        ChatModel("m", ModelSettings(kind="gemini"), 8)


def test_the_provider_s_usual_key_is_not_sent_to_another_server(server, monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "canary-key")
    policy = ChatPolicy(ChatModel("m", ModelSettings(url=f"{server.url}/v1"), 8), 1)
    ask(policy, question_of("solo"))
    assert "canary-key" not in str(server.asked[0].headers)


def test_a_key_file_that_is_no_service_account_is_named_without_its_content(tmp_path):
    file = tmp_path / "key.json"
    file.write_text('{"private_key": "canary-key"}')
    policy = ChatPolicy(ChatModel("m", ModelSettings(kind="vertex", api_key=f"file:{file}"), 8), 1)
    with pytest.raises(ConfigError, match="no service account") as error:
        ask(policy, question_of("solo"))
    assert "canary" not in str(error.value)
    assert error.value.__context__ is None
