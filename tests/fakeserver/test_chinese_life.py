"""A Chinese world lives on a model server wholly in Chinese, faults and all."""

import asyncio
import re

import pytest
from chinese_world import chinese_world

from agentopia_env.config import make_config
from agentopia_env.fakeserver import FakeServer, Faults, Settings
from agentopia_env.fakeserver.wrong import _SENTENCES, NOBODY
from agentopia_env.flow import drive
from agentopia_env.life.week import life
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.cast import Cast
from agentopia_env.policies.chat.model import ChatModel
from agentopia_env.policies.chat.policy import ChatPolicy
from agentopia_env.policies.chat.settings import ModelSettings
from agentopia_env.prompts import render
from agentopia_env.simulation import new_society, open_world

pytestmark = pytest.mark.slow
CODE = re.compile(r"Y\d{4}-W\d\d(-[a-z_]+(-[SD]\d+)?)?|\bD\d+\b|&lt;")
FORMS = {"json": 4, "fenced": 1, "prose": 1, "tags": 2}
ALLOWED = {"JSON", "null", "true", "false", "home", "json"}
FAULTS = dict.fromkeys(
    ("truncation", "malformed", "refusal", "wrong_names", "wrong_language"), 0.03
)
PUT_IN = (*NOBODY, *_SENTENCES["en"])
"""What the server's own faults say."""


def latin(text, allowed):
    for words in PUT_IN:
        text = text.replace(words, "")
    return set(re.findall(r"[A-Za-z_]{2,}", CODE.sub("", text))) - allowed


async def lived(society, settings, model):
    attempts = []
    async with FakeServer(settings) as server:
        policy = ChatPolicy(
            ChatModel("fake", ModelSettings(url=server.url, **model), 8, lambda words: None), 3
        )
        await drive(life(society), Answering(Cast(policy, policy), attempts.append).areply)
        await policy.aclose()
    return attempts


@pytest.mark.parametrize("faults", [{}, FAULTS], ids=["sound", "faulty"])
@pytest.mark.parametrize(
    ("fidelity", "model"),
    [("full", {"structured": "none"}), ("brief", {}), ("full", {"tools": True})],
)
def test_a_chinese_world_lives_on_a_server_in_chinese(tmp_path, fidelity, model, faults):
    time = {"n_year": 1, "n_week": 2, "n_day": 2, "n_contact_slot": 2}
    world = chinese_world(tmp_path / "world")
    config = make_config({"world": str(world), "fidelity": fidelity, "time": time, "seed": 3})
    society = new_society(config, open_world(config)[1])
    settings = Settings(seed=3, forms=FORMS, faults=Faults(**faults))
    attempts = asyncio.run(lived(society, settings, model))
    allowed = ALLOWED | set(society.world.locations)
    found = {}
    for attempt in attempts:
        for text in (attempt.problem, *(m["content"] for m in render(attempt.question))):
            for word in latin(text, allowed):
                at = max(0, CODE.sub("", text).find(word) - 60)
                found.setdefault(word, CODE.sub("", text)[at : at + 150])
        if not attempt.problem:
            for word in latin(attempt.text.encode().decode(), allowed):
                found.setdefault(word, attempt.text[:300])
    assert found == {}
    assert len(attempts) > 50
    assert any(attempt.problem for attempt in attempts) == bool(faults)
