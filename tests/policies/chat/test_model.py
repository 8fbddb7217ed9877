"""One model under load, in trouble, gone and back: with a real server and real connections."""

from __future__ import annotations

import asyncio

import pytest
from model_stand_in import Reply
from question_factory import question_of

from agentopia_env.errors import UserError
from agentopia_env.policies.chat import gate as gates
from agentopia_env.policies.chat.model import ChatModel
from agentopia_env.policies.chat.policy import ChatPolicy
from agentopia_env.policies.chat.settings import ModelSettings

REST = Reply('{"activity": "I rest."}')


@pytest.fixture(autouse=True)
def _short_pauses(monkeypatch):
    monkeypatch.setattr(gates, "FIRST_PAUSE", 0.01)
    monkeypatch.setattr(gates, "LONGEST_PAUSE", 0.02)


def policy(server, most=64, tell=lambda words: None, **settings):
    given = ModelSettings(url=f"{server.url}/v1", **settings)
    return ChatPolicy(ChatModel("m", given, most, tell, backoff=0.001), 1)


def asked(policy, count):
    async def run():
        try:
            async with asyncio.TaskGroup() as group:
                question = question_of("solo")
                tasks = [group.create_task(policy.aanswer(question)) for _ in range(count)]
            return [task.result() for task in tasks], policy.model.gate.limit
        finally:
            await policy.aclose()

    return asyncio.run(run())


def test_no_more_requests_are_in_flight_than_the_config_allows(server):
    server.say = lambda one: Reply('{"activity": "I rest."}', wait=0.01)
    asked(policy(server, most=5), 40)
    assert server.most_at_once == 5
    assert server.connections <= 5
    server.most_at_once = 0
    asked(policy(server, most=5, max_concurrency=2), 10)
    assert server.most_at_once == 2


def test_a_server_that_is_overloaded_gets_less_and_everything_is_answered(server):
    def say(one):
        return Reply("slow down", status=429) if server.at_once > 4 else Reply(REST.text, wait=0.01)

    server.say = say
    answers, limit = asked(policy(server, most=64), 60)
    assert not any(answer.failure for answer in answers)
    assert limit < 16


def test_a_run_waits_for_a_server_that_is_gone_and_goes_on_when_it_is_back(server):
    told = []
    server.say = lambda one: REST
    asking = policy(server, tell=told.append)

    async def run():
        await asking.aanswer(question_of("solo"))
        server.stop()
        tasks = [asyncio.create_task(asking.aanswer(question_of("solo"))) for _ in range(20)]
        while not told:
            await asyncio.sleep(0.01)
        assert not any(task.done() for task in tasks)
        server.start()
        answers = await asyncio.gather(*tasks)
        await asking.aclose()
        return answers

    answers = asyncio.run(run())
    assert not any(answer.failure for answer in answers)
    assert [words.split(" (")[0] for words in told[:1]] == ["model m does not answer"]
    assert "is back" in told[-1]


def test_a_server_that_stays_away_ends_the_run_with_what_to_do(server):
    server.stop()
    with pytest.raises(ExceptionGroup) as error:
        asked(policy(server, patience_s=0), 3)
    assert error.group_contains(UserError, match=r"has not answered .*agentopia run --resume")


def test_retry_after_is_honoured(server):
    replies = iter([Reply("wait", status=429, headers={"retry-after": "0.2"})])
    server.say = lambda one: next(replies, REST)
    loop_times = []

    async def run():
        asking = policy(server)
        begin = asyncio.get_running_loop().time()
        await asking.aanswer(question_of("solo"))
        loop_times.append(asyncio.get_running_loop().time() - begin)
        await asking.aclose()

    asyncio.run(run())
    assert loop_times[0] >= 0.2


def test_a_used_up_quota_ends_the_run(server):
    body = {"error": {"message": "You exceeded your current quota", "code": "insufficient_quota"}}
    server.say = lambda one: Reply(status=429, body=body)
    with pytest.raises(ExceptionGroup) as error:
        asked(policy(server), 1)
    assert error.group_contains(UserError, match="quota is used up")


def test_a_model_serves_one_event_loop_after_the_other(server):
    server.say = lambda one: REST
    asking = policy(server)
    for _ in range(3):
        answers, _ = asked(asking, 3)
        assert not any(answer.failure for answer in answers)
