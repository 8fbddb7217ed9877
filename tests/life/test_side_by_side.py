"""Whoever is done goes on: the society comes out the same, and no step touches anybody else."""

from __future__ import annotations

import asyncio
import heapq
from random import Random

import orjson
import pytest
from staging import Play, hamlet, society, strangers

from agentopia_env import virtual
from agentopia_env.clock import Time
from agentopia_env.flow import (
    URGENCY,
    Lockstep,
    StageEnd,
    Together,
    drive,
    in_turn,
    play,
)
from agentopia_env.life.week import every_stage, every_week, life
from agentopia_env.steps import Order, Step

WEEKS = Time(n_year=2, n_week=2, n_day=3, n_contact_slot=2)


def by_file(lives):
    """What was noted for each file of a run directory, in order."""
    files = {}
    for record in lives.outbox:
        files.setdefault(getattr(record, "path", "rejected"), []).append(record)
    return {path: sorted(map(repr, r)) if path == "rejected" else r for path, r in files.items()}


def lived(fidelity, base, how):
    """A society lived to its end, as bytes, and what it noted."""
    lives = society(fidelity, base=base, time=WEEKS)
    how(Play(lives, heuristic=True))
    return lives.snapshot(), by_file(lives)


def at_once(waits):
    return lambda played: play(life(played.society, waits), played.reply)


def by_rounds(played):
    steps = Lockstep(life(played.society, every_week))
    while not steps.done:
        steps.reply([played.reply(question) for question in steps.pending])


def with_delays(seed):
    """Every answer takes a while of its own; one in ten takes long."""

    def how(played):
        async def answer(question):
            random = Random(f"{seed} {question.key}")
            slow = random.random() < 0.1
            await asyncio.sleep(random.expovariate(0.1 if slow else 1))
            return played.reply(question)

        virtual.run(drive(life(played.society, every_week), answer))

    return how


def backwards(played):
    """Of all that could be answered, always what was asked last."""

    async def live():
        waiting, count = [], 0

        async def answer(question):
            nonlocal count
            count += 1
            future = asyncio.get_running_loop().create_future()
            heapq.heappush(waiting, (-count, future))
            await future
            return played.reply(question)

        async def give():
            while True:
                await asyncio.sleep(1)
                if waiting:
                    heapq.heappop(waiting)[1].set_result(None)

        giving = asyncio.create_task(give())
        await drive(life(played.society, every_week), answer)
        giving.cancel()

    virtual.run(live())


@pytest.mark.parametrize("fidelity", ["full", "brief"])
@pytest.mark.parametrize("base", [hamlet(), strangers(hamlet(4))], ids=["hamlet", "strangers"])
def test_a_society_comes_out_the_same_whenever_the_answers_come(fidelity, base):
    expected = lived(fidelity, base, at_once(every_stage))
    assert lived(fidelity, base, at_once(every_week)) == expected
    assert lived(fidelity, base, by_rounds) == expected
    for seed in range(3):
        assert lived(fidelity, base, with_delays(seed)) == expected
    assert lived(fidelity, base, backwards) == expected


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_a_step_changes_nobody_but_those_it_names(fidelity):
    played = Play(society(fidelity, time=WEEKS), heuristic=True)
    lives = played.society

    def everybody():
        return {name: orjson.dumps(person) for name, person in lives.people.items()}

    flow, reply, steps = life(lives, every_week), None, 0
    while True:
        try:
            asked = flow.send(reply)
        except StopIteration:
            break
        if isinstance(asked, Together):
            results = []
            for step in asked.steps:
                before = everybody()
                results.append(play(step.flow, played.reply))
                after = everybody()
                changed = {name for name in before if before[name] != after[name]}
                assert changed <= set(step.changes)
                steps += 1
            reply = results
        elif isinstance(asked, StageEnd):
            reply = None
        else:
            reply = played.reply(asked)
    assert steps > 200


def test_nobody_waits_for_days_of_people_they_are_not_with():
    """Somebody who answers at once has ended the week while the others are at its first day."""
    played = Play(society("full", time=WEEKS), heuristic=True)
    began = {}

    async def answer(question):
        began.setdefault((question.kind, question.who, str(question.when)), clock())
        await asyncio.sleep(1)
        return played.reply(question)

    def clock():
        return asyncio.get_running_loop().time()

    virtual.run(drive(life(played.society, every_week), answer))
    reviews = {who: at for (kind, who, when), at in began.items() if when == "Y2020-W02-review"}
    last_days = [at for (_, _, when), at in began.items() if when == "Y2020-W02-activity-D3"]
    assert min(reviews.values()) < max(last_days)
    assert len(set(reviews.values())) > 1


def asking(number):
    def flow(letter):
        for question in range(number):
            yield f"{letter}{question}"
        return letter

    return flow


def order_of(steps):
    """When each step can begin: the numbers of the steps that have to end first, at the latest."""
    order, rounds = Order(steps), []
    ready = order.begin()
    while ready:
        rounds.append(sorted(ready))
        ready = [begun for number in ready for begun in order.end(number)]
    return rounds


def nothing():
    yield from ()


def test_steps_with_somebody_in_common_keep_their_order():
    def step(changes="", sees=""):
        return Step(nothing(), tuple(changes), tuple(sees))

    assert order_of([step("a"), step("b"), step("ab"), step("a"), step("b")]) == [
        [0, 1],
        [2],
        [3, 4],
    ]
    assert order_of([step(sees="a"), step(sees="a"), step("a"), step(sees="a")]) == [
        [0, 1],
        [2],
        [3],
    ]
    assert order_of([step("a"), step("b", "a"), step("c", "a"), step("a")]) == [[0], [1, 2], [3]]
    assert order_of([step("a", "a"), step("aa")]) == [[0], [1]]
    assert order_of([]) == []


def test_the_longest_chain_is_the_most_urgent():
    def flow():
        return (
            yield from in_turn(
                [
                    Step(asking(3)("a"), ("A",), span=3),
                    Step(asking(1)("b"), ("B",)),
                    Step(asking(2)("c"), ("A",), span=2),
                ]
            )
        )

    urgency = {}

    async def answer(question):
        urgency[question] = URGENCY.get()

    result = asyncio.run(drive(flow(), answer))
    assert result == ["a", "b", "c"]
    assert urgency == {"a0": 5, "a1": 4, "a2": 3, "b0": 1, "c0": 2, "c1": 1}


def test_what_a_step_raises_is_raised_when_the_others_have_stopped():
    stopped = []

    async def answer(question):
        if question == "a1":
            raise LookupError("no answer")
        try:
            await asyncio.sleep(30)
        except asyncio.CancelledError:
            stopped.append(question)
            raise

    def flow():
        yield from in_turn([Step(asking(3)("b")), Step(inner())])

    def inner():
        yield from in_turn([Step(asking(1)("c")), Step(fails())])

    def fails():
        yield "a1"

    with pytest.raises(LookupError, match="no answer"):
        asyncio.run(drive(flow(), answer))
    assert sorted(stopped) == ["b0", "c0"]
