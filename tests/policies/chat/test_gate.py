"""How many requests a server gets at once, and what happens while it is gone."""

from __future__ import annotations

import asyncio

import pytest

from agentopia_env.policies.chat.gate import FIRST_LIMIT, GONE_AFTER, Gate
from agentopia_env.policies.chat.wire import CallError

BROKEN = CallError("broken", "status 500")


class Clock:
    def __init__(self):
        self.now = 0.0

    def __call__(self):
        return self.now


def gate(most=64, tell=lambda words: None):
    clock = Clock()
    return Gate(most, tell, clock), clock


async def let_others():
    for _ in range(5):
        await asyncio.sleep(0)


def test_no_more_requests_are_in_flight_than_the_limit_says():
    async def run():
        g, _ = gate(most=3)
        tasks = [asyncio.create_task(g.enter()) for _ in range(5)]
        await let_others()
        assert (g.active, sum(t.done() for t in tasks)) == (3, 3)
        g.answered(0.1)
        await let_others()
        assert (g.active, sum(t.done() for t in tasks)) == (3, 4)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    asyncio.run(run())


def rounds(g, count, took=0.2):
    """So many rounds of requests that use the limit up."""

    async def run():
        for _ in range(count):
            tickets = [await g.enter() for _ in range(int(g.limit))]
            for _ in tickets:
                g.answered(took)

    asyncio.run(run())


def test_the_limit_grows_with_every_answer_at_first_and_ends_at_the_most():
    g, _ = gate(most=64)
    assert g.limit == FIRST_LIMIT
    rounds(g, 1)
    assert g.limit >= 1.3 * FIRST_LIMIT
    rounds(g, 5)
    assert g.limit == 64


def test_trouble_halves_the_limit_once_for_all_that_ran_beside_it():
    g, _ = gate(most=16)

    async def run():
        tickets = [await g.enter() for _ in range(8)]
        g.answered(0.1)
        for ticket in tickets[:4]:
            g.failed(ticket, BROKEN)
            g._streak = 0
        assert g.limit == 8
        for _ in tickets[5:]:
            g.answered(0.1)

    asyncio.run(run())
    rounds(g, 1)
    assert 8.4 < g.limit <= 9  # additive from then on


def test_the_limit_does_not_grow_while_answers_take_longer_than_usual():
    g, _ = gate(most=200)
    rounds(g, 1, took=0.1)
    rounds(g, 2, took=3.0)
    slow = g.limit
    rounds(g, 1, took=3.0)
    assert g.limit == slow


def test_a_server_that_is_gone_gets_one_request_at_a_time_until_it_is_back():
    told = []

    async def run():
        g, clock = gate(tell=told.append)
        tickets = [await g.enter() for _ in range(10)]
        for ticket in tickets:
            g.failed(ticket, CallError("gone", "nobody answers there"))
        assert g.gone_since is not None
        waiting = [asyncio.create_task(g.enter()) for _ in range(4)]
        await let_others()
        assert g.active == 0
        clock.now = 2.0
        g._wake()
        await let_others()
        assert g.active == 1
        clock.now = 130.0
        g.answered(0.1)
        await let_others()
        assert all(task.done() for task in waiting)
        assert g.gone_for == 0

    asyncio.run(run())
    assert len(told) == 2
    assert "does not answer (nobody answers there)" in told[0]
    assert "is back after 130 s" in told[1]


def test_a_probe_that_fails_makes_the_next_pause_longer():
    async def run():
        g, clock = gate()
        for _ in range(GONE_AFTER):
            g.failed(await g.enter(), BROKEN)
        pauses = []
        for _ in range(8):
            begin = clock.now
            clock.now = g._hold_until
            pauses.append(clock.now - begin)
            g.failed(await g.enter(), BROKEN)
        assert pauses[1] > pauses[0]
        assert 40 < pauses[-1] < 80

    asyncio.run(run())


def test_a_server_s_own_wish_to_wait_holds_everybody():
    async def run():
        g, clock = gate()
        g.failed(await g.enter(), CallError("busy", "slow down", retry_after=20))
        task = asyncio.create_task(g.enter())
        await let_others()
        assert not task.done()
        clock.now = 20.0
        g._wake()
        await task

    asyncio.run(run())


@pytest.mark.parametrize("granted", [False, True])
def test_whoever_gives_up_waiting_takes_no_place(granted):
    async def run():
        g, _ = gate(most=1)
        await g.enter()
        task = asyncio.create_task(g.enter())
        await let_others()
        if granted:
            g.answered(0.1)  # the place is given to the task, which is cancelled before it runs
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        assert g.active == (0 if granted else 1)
        if not granted:
            g.left()
        await g.enter()

    asyncio.run(run())
