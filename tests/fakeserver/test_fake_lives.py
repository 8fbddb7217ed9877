"""A society lives against the server, which sees nothing but what a real model would see."""

import asyncio
from collections import Counter

import pytest
from server_client import Client

from agentopia_env.config import make_config
from agentopia_env.fakeserver import FakeServer, Settings
from agentopia_env.flow import drive, play
from agentopia_env.life.week import life
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.cast import Cast
from agentopia_env.simulation import cast_of, new_society, open_world

ALL_FORMS = {"json": 4, "fenced": 1, "prose": 1, "tags": 2, "tools": 2}


def config_of(fidelity, weeks, people=7):
    return make_config(
        {
            "world": "hamlet",
            "agents": people,
            "seed": 5,
            "fidelity": fidelity,
            "time": {"n_year": 1, "n_week": weeks},
        }
    )


def born(config):
    return new_society(config, open_world(config)[1])


async def lived(config, settings, mode):
    """A society after its life on the server, its attempts, and what the server counted."""
    society, attempts = born(config), []
    async with FakeServer(settings) as server:
        client = Client(server.url, mode)
        async with client.client:
            answering = Answering(Cast(client, client), attempts.append)
            await drive(life(society), answering.areply)
        return society, attempts, server.metrics()


def activity(society):
    """How much goes on in a society: kinds of days, messages, people met."""
    counts = Counter()
    for record in society.outbox:
        path, content = getattr(record, "path", ""), getattr(record, "content", {})
        if path.endswith("activity.jsonl"):
            counts[content["type"]] += 1
        elif "/contact/" in path:
            counts["messages"] += 1
        elif path.startswith("persona/") and "scratchpad/characters" in path:
            counts["notes"] += 1
    return counts


@pytest.mark.parametrize(
    ("fidelity", "weeks", "mode"),
    [("full", 1, "tools"), ("brief", 5, "plain"), ("brief", 5, "schema")],
)
def test_a_society_lives_on_the_server_much_as_it_does_on_the_heuristics(fidelity, weeks, mode):
    config = config_of(fidelity, weeks)
    society, attempts, metrics = asyncio.run(lived(config, Settings(seed=5, forms=ALL_FORMS), mode))
    assert [(a.question.key, a.text, a.problem) for a in attempts if a.problem] == []
    assert metrics["calls"] == len(attempts)
    assert metrics["fault"] == {"": len(attempts)}
    assert "unknown" not in metrics["kind"]

    alone = born(config)
    play(life(alone), Answering(cast_of(config)).reply)
    here, there = activity(society), activity(alone)
    for what in ("joint", "messages", "notes"):
        assert here[what] >= 0.5 * there[what] > 0
