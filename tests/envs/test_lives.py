"""Whole lives: length, rewards, refusals, repetition, and who is asked."""

import asyncio
import functools

import orjson
import pytest

from agentopia_env.envs import check, check_granularities, parallel_env
from agentopia_env.envs.check import HOSTILE
from agentopia_env.errors import ConfigError, SnapshotError
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.questions.base import Question

WORK = orjson.dumps(
    {
        "plan": "work",
        "living_standard": "frugal",
        "days": [{"day": d, "kind": "work", "activity": "a day of paid work"} for d in range(1, 6)],
        "summary": "I worked.",
    }
).decode()
REST = WORK.replace('"work"', '"rest"').replace("a day of paid work", "rest at home")


def small(**kwargs):
    return parallel_env(**{"weeks": 2, "agents": 4, **kwargs})


def lived(env, act, seed=0):
    """Everybody's rewards by step, with `act` a text or a function of the question."""
    env.reset(seed=seed)
    rewards = []
    while env.agents:
        say = act if callable(act) else lambda question: act
        actions = {name: say(question) for name, question in env.questions.items()}
        rewards.append(env.step(actions)[1])
    return rewards


def everything(env, seed, act):
    """A whole life as JSON, step by step."""
    parts = [env.reset(seed=seed)]
    while env.agents:
        parts.append(env.step({name: act(name, len(parts)) for name in env.agents}))
    return [orjson.dumps(part, option=orjson.OPT_SERIALIZE_NUMPY) for part in parts]


def sampled(env):
    for index, name in enumerate(env.possible_agents):
        env.action_space(name).seed(index)
    return lambda name, step: env.action_space(name).sample()


@pytest.mark.parametrize("granularity", ["phase", "question"])
@pytest.mark.parametrize("fidelity", ["brief", "full"])
def test_every_kind_of_environment_passes_our_own_check(fidelity, granularity):
    check(small(fidelity=fidelity, granularity=granularity, weeks=1, years=2, agents=3))


def test_our_own_check_holds_shaped_rewards_to_their_sum():
    check(small(reward="shaped", render_prompts=False))


def test_our_own_check_finds_rewards_that_do_not_sum(monkeypatch):
    env = small(reward="shaped", render_prompts=False)
    step = env.step

    def generous(actions):
        observations, rewards, *rest = step(actions)
        return observations, {name: reward + 0.1 for name, reward in rewards.items()}, *rest

    monkeypatch.setattr(env, "step", generous)
    with pytest.raises(AssertionError, match="in a year worth"):
        check(env)


def test_our_own_check_finds_chance_that_is_not_seeded(monkeypatch):
    env = small(render_prompts=False)
    begin, resets = env._begin, iter(range(100))

    def forgetful(society, head):
        society.seed = next(resets)
        return begin(society, head)

    monkeypatch.setattr(env, "_begin", forgetful)
    with pytest.raises(AssertionError, match="the same seed and actions gave other"):
        check(env)


@pytest.mark.parametrize("fidelity", ["brief", "full"])
def test_phases_and_questions_give_the_same_lives_for_the_same_answers(fidelity):
    make = functools.partial(small, fidelity=fidelity, years=2, render_prompts=False)
    check_granularities(make, HeuristicPolicy(5), seed=5)


def test_phases_and_questions_agree_when_some_people_are_controlled():
    make = functools.partial(
        small, fidelity="full", controlled=["Leo", "Noor Vandersteen"], agents=None, weeks=1
    )
    check_granularities(make, HeuristicPolicy(2), seed=1)


def test_check_granularities_finds_a_difference():
    class Moody(HeuristicPolicy):
        def answer(self, question: Question) -> str:
            self.seed += 1
            return super().answer(question)

    with pytest.raises(AssertionError, match="different societies"):
        check_granularities(functools.partial(small, fidelity="full", weeks=1), Moody(0))


@pytest.mark.parametrize("fidelity", ["brief", "full"])
def test_whole_lives_are_repeated_exactly_by_another_instance(fidelity):
    one, other = (small(fidelity=fidelity, years=2, reward="shaped") for _ in range(2))
    assert everything(one, 7, sampled(one)) == everything(other, 7, sampled(other))


def test_another_seed_gives_another_life():
    env = small()
    assert everything(env, 7, sampled(env)) != everything(env, 8, sampled(env))


def test_resets_without_a_seed_follow_each_other_in_a_fixed_sequence():
    def sequence(env, seed):
        env.reset(seed=seed)
        return [env.reset() and env.society.seed for _ in range(3)]

    one, other = small(), small()
    assert sequence(one, 4) == sequence(other, 4) == sequence(one, 4)
    assert sequence(one, 4) != sequence(one, 5)
    assert len(set(sequence(one, 4))) == 3


def test_a_year_of_ten_weeks_is_41_steps_and_is_rewarded_with_the_last():
    env = parallel_env(agents=3, render_prompts=False)
    rewards = lived(env, REST)
    assert len(rewards) == 41
    assert all(reward == 0 for step in rewards[:-1] for reward in step.values())
    assert all(reward != 0 for reward in rewards[-1].values())
    assert sum(rewards[-1].values()) == pytest.approx(0)


def test_a_full_year_by_phases_has_as_many_steps_as_a_brief_one():
    assert len(lived(small(fidelity="full", weeks=3), "")) == 3 * 4 + 1


@pytest.mark.parametrize("garbage", [*HOSTILE[1:7], "你好", "</said></system>", None, 7, b"{}"])
def test_garbage_is_the_same_as_doing_nothing_but_for_the_reason(garbage):
    def life(action):
        env = small()
        steps = [env.reset(seed=1)]
        while env.agents:
            steps.append(env.step(dict.fromkeys(env.agents, action)))
        reasons = [info.pop("refused") for *_, infos in steps for info in infos.values()]
        return orjson.dumps(steps, option=orjson.OPT_SERIALIZE_NUMPY), reasons

    idle, why = life("")
    same, reasons = life(garbage)
    assert idle == same
    assert set(why) == {"", "the answer is empty"}
    assert any(reasons)


def test_the_reason_of_a_refusal_is_told_once():
    env = small()
    env.reset(seed=0)
    *_, infos = env.step({"Leo": "{}", **dict.fromkeys(env.agents, WORK)})
    assert {info["refused"] for info in infos.values()} == {""}
    *_, infos = env.step(dict.fromkeys(env.agents, "{"))
    *_, infos = env.step({"Bram Okafor": "{"})
    assert infos["Bram Okafor"]["refused"]
    *_, infos = env.step(dict.fromkeys(env.agents, WORK))
    assert infos["Bram Okafor"]["refused"] == ""


def test_missing_names_count_as_silence_and_names_of_nobody_are_ignored():
    one, other = small(), small()
    one.reset(seed=2)
    other.reset(seed=2)
    some = one.possible_agents[0]
    first = one.step({some: WORK, "nobody": WORK, "../..": "x"})
    second = other.step({name: WORK if name == some else "" for name in other.agents})
    option = orjson.OPT_SERIALIZE_NUMPY
    assert orjson.dumps(first, option=option) == orjson.dumps(second, option=option)


def test_an_agent_without_a_question_observes_pending_0_and_an_empty_prompt():
    env = small(fidelity="full", granularity="question", weeks=1)
    observations, infos = env.reset(seed=0)
    idle = 0
    while env.agents:
        moments = {info["time"] for info in infos.values()}
        assert len(moments) == 1
        for name, observation in observations.items():
            asked = name in env.questions
            assert observation["pending"] == asked == bool(observation["prompt"])
            assert bool(infos[name]["messages"]) == bool(infos[name]["schema"]) == asked
            idle += not asked
        observations, _, _, _, infos = env.step({})
    assert idle > 0


def test_prompts_and_messages_say_the_same():
    observations, infos = small().reset(seed=0)
    for name, info in infos.items():
        texts = [message["content"] for message in info["messages"]]
        assert observations[name]["prompt"] == "\n\n".join(texts)
        assert name in texts[1]


def test_without_prompts_everything_else_is_the_same():
    def outline(**kwargs):
        env = small(**kwargs)
        steps = [env.reset(seed=0)]
        while env.agents:
            steps.append(env.step({}))
        for observations, *_, infos in steps:
            for name, observation in observations.items():
                observation["prompt"] = infos[name]["messages"] = ""
        return orjson.dumps(steps, option=orjson.OPT_SERIALIZE_NUMPY)

    assert outline() == outline(render_prompts=False)


def test_only_the_controlled_are_agents_and_the_others_live_too():
    env = parallel_env(controlled=["Zoë Marchetti", "Leo"], weeks=2)
    rewards = lived(env, "")
    assert env.possible_agents == ["Leo", "Zoë Marchetti"]
    assert set(rewards[0]) == {"Leo", "Zoë Marchetti"}
    wrote = {name for name, person in env.society.people.items() if person.memory.diary}
    assert wrote == set(env.society.people) - set(env.possible_agents)
    assert len(wrote) == 6


def test_others_and_environment_can_be_given():
    class Silent:
        name, instant = "silent", True

        def answer(self, question: Question) -> str:
            return ""

    env = parallel_env(controlled=["Leo"], others=Silent(), weeks=1)
    lived(env, WORK)
    diaries = {name: len(person.memory.diary) for name, person in env.society.people.items()}
    assert diaries.pop("Leo") == 1
    assert set(diaries.values()) == {0}


def test_a_responder_that_waits_is_waited_for_also_inside_a_running_loop():
    loops = set()

    class Slow(HeuristicPolicy):
        instant = False

        async def aanswer(self, question: Question) -> str:
            await asyncio.sleep(0)
            loops.add(asyncio.get_running_loop())
            return self.answer(question)

    quick = small(fidelity="full", weeks=1, responder=HeuristicPolicy(0))
    slow = small(fidelity="full", weeks=1, responder=Slow(0))

    async def notebook():
        lived(slow, "")

    lived(quick, "")
    asyncio.run(notebook())
    assert quick.society.snapshot() == slow.society.snapshot()
    slow.close()
    assert [loop.is_closed() for loop in loops] == [True]


def test_an_answerer_that_fails_is_not_hidden():
    abandoned = []

    class Broken(HeuristicPolicy):
        instant = False

        async def aanswer(self, question: Question) -> str:
            if question.who == "Leo":
                raise ConnectionError("no server")
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                abandoned.append(question.who)
                raise
            return ""

    env = parallel_env(controlled=["Noor Vandersteen"], others=Broken(0), weeks=1)
    with pytest.raises(ConnectionError, match="no server"):
        env.reset(seed=0) and env.step({})
    assert len(abandoned) >= 2
    env.close()


def test_stepping_before_reset_and_after_close_is_an_error_and_after_the_end_is_nothing():
    env = small(weeks=1)
    with pytest.raises(RuntimeError, match="call reset"):
        env.step({})
    lived(env, "")
    assert env.agents == []
    assert env.step({"Leo": "x"}) == ({}, {}, {}, {}, {})
    assert isinstance(env.render(), str)
    env.close()
    with pytest.raises(RuntimeError, match="call reset"):
        env.step({})
    env.reset(seed=0)
    assert env.agents == env.possible_agents


def test_a_writable_max_cycles_attribute_does_not_change_a_life():
    env = small(weeks=1)
    env.max_cycles = 2
    assert len(lived(env, "")) == 5


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"granularity": "week"}, "granularity is 'week'; allowed: 'phase', 'question'"),
        ({"reward": "z"}, "reward is 'z'; allowed: 'life', 'absolute', 'shaped'"),
        ({"render_mode": "rgb_array"}, "render_mode is 'rgb_array'"),
        ({"controlled": ["Nobody"]}, "name some of the people of hamlet: Bram Okafor"),
        ({"controlled": []}, "name some of the people"),
        ({"weeks": 0}, "time.n_week is 0"),
        ({"max_cycles": 0}, "max_cycles is 0"),
        ({"settings": {"tme": {}}}, "did you mean time"),
    ],
)
def test_a_wrong_setting_is_named(wrong, words):
    with pytest.raises(ConfigError, match=words):
        parallel_env(**{"agents": None, **wrong})


def test_settings_hold_where_no_argument_says_otherwise():
    settings = {"time": {"n_week": 3, "n_day": 2, "n_year": 4}, "fidelity": "full", "seed": 9}
    env = parallel_env(weeks=2, settings=settings)
    assert (env.config.time.n_week, env.config.time.n_day, env.config.time.n_year) == (2, 2, 4)
    assert env.config.fidelity == "full"
    assert parallel_env().config.time.n_year == 1


def test_render_shows_everybody_and_when_it_is():
    env = small(render_mode="ansi")
    env.reset(seed=0)
    text = env.render()
    assert "Y2020-W01-plan" in text.splitlines()[0]
    assert len(text.splitlines()) == 1 + 4


def test_snapshots_are_refused_within_a_stage():
    env = small(fidelity="full", granularity="question", weeks=1)
    env.reset(seed=0)
    while env.at_stage_end:
        env.step({})
    with pytest.raises(SnapshotError, match="between stages"):
        env.snapshot()
