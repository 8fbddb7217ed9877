"""PettingZoo's and Gymnasium's own tests, with warnings as errors."""

import functools
import re
import warnings
from types import SimpleNamespace

import gymnasium
import numpy as np
import pettingzoo
import pytest
from gymnasium.utils.env_checker import check_env
from gymnasium.vector import SyncVectorEnv
from pettingzoo.test import (
    api_test,
    max_cycles_test,
    parallel_api_test,
    parallel_seed_test,
    render_test,
    seed_test,
)
from pettingzoo.test.state_test import state_test

import agentopia_env
from agentopia_env.envs import LIFE_ID, SOCIETY_ID, DiscreteActions, LifeEnv, SocietyEnv

MODES = [
    {"fidelity": "brief", "granularity": "phase"},
    {"fidelity": "brief", "granularity": "question"},
    {"fidelity": "full", "granularity": "phase"},
    {"fidelity": "full", "granularity": "question"},
]


def small(**kwargs):
    return agentopia_env.parallel_env(weeks=2, **{"agents": 4, **kwargs})


@pytest.mark.parametrize("mode", MODES)
def test_parallel_api_test_passes(mode):
    parallel_api_test(small(**mode), num_cycles=1000)


@pytest.mark.parametrize("mode", MODES)
def test_parallel_seed_test_passes(mode):
    parallel_seed_test(functools.partial(small, **mode), num_cycles=20)


@pytest.mark.parametrize("reward", ["absolute", "shaped"])
def test_parallel_api_test_passes_with_every_reward(reward):
    parallel_api_test(small(reward=reward, years=2), num_cycles=1000)


def test_the_aec_environment_passes_api_test_but_for_recommendations():
    """Recommended are arrays and numbered agents: text and people's names cannot have that."""
    with warnings.catch_warnings():
        for recommended in (
            "Observation is not a NumPy array",
            "Observation space for each agent probably should be gymnasium.spaces.box",
            "Action space for each agent probably should be gymnasium.spaces.box",
            "We recommend agents to be named in the format <descriptor>_<number>",
        ):
            warnings.filterwarnings("ignore", re.escape(recommended))
        api_test(agentopia_env.env(weeks=2, agents=4), num_cycles=20)


def test_the_aec_environment_passes_seed_test():
    seed_test(lambda: agentopia_env.env(weeks=1, agents=3), num_cycles=10)


def test_state_test_passes():
    state_test(agentopia_env.env(weeks=1, agents=4), small(), num_cycles=20)


def test_render_test_passes(capsys):
    render_test(functools.partial(agentopia_env.env, weeks=1, agents=3))
    assert "Bram Okafor" in capsys.readouterr().out


def test_max_cycles_test_passes():
    make = SimpleNamespace(
        parallel_env=functools.partial(small, render_prompts=False),
        env=functools.partial(agentopia_env.env, weeks=2, agents=4, render_prompts=False),
    )
    max_cycles_test(make)


@pytest.mark.parametrize("mode", MODES)
def test_check_env_passes_on_a_single_life(mode):
    env = gymnasium.make(LIFE_ID, weeks=1, agents=4, render_mode="ansi", **mode)
    check_env(env.unwrapped)


def test_both_societies_are_registered_with_pettingzoo():
    env = pettingzoo.make("parallel", SOCIETY_ID, weeks=1, agents=3)
    assert isinstance(env, SocietyEnv)
    assert len(env.possible_agents) == 3
    parallel_api_test(env, num_cycles=10)
    aec = pettingzoo.make("aec", SOCIETY_ID, weeks=1, agents=3)
    aec.reset(seed=1)
    assert aec.agents == env.possible_agents


def test_a_registered_society_takes_max_cycles():
    env = pettingzoo.make("parallel", SOCIETY_ID, max_cycles=2, weeks=1, agents=3)
    env.reset(seed=0)
    assert not any(env.step({})[3].values())
    assert all(env.step({})[3].values())
    assert env.agents == []


def test_a_life_is_registered_with_gymnasium_and_lives_a_year():
    env = gymnasium.make(LIFE_ID, person="Leo", weeks=2, agents=8)
    observation, info = env.reset(seed=3)
    assert "Leo" in observation["prompt"]
    steps, truncated = 0, False
    while not truncated:
        observation, reward, terminated, truncated, info = env.step("")
        assert not terminated
        steps += 1
    assert steps == 2 * 4 + 1
    assert reward == info["reward_components"]["total"] != 0


def test_lives_can_be_vectorised():
    make = functools.partial(LifeEnv, weeks=1, agents=3)
    envs = SyncVectorEnv([make, make])
    observations, infos = envs.reset(seed=[1, 2])
    assert observations["vitals"].shape == (2, 10)
    assert len(observations["prompt"]) == 2
    for _ in range(5):
        observations, rewards, _, truncations, infos = envs.step(("", "{}"))
    assert truncations.all()
    assert (rewards != 0).all()
    assert list(infos["refused"]) == ["the answer is empty", infos["refused"][1]]
    envs.close()


def test_discrete_actions_pass_parallel_api_test_and_seed_test():
    def make():
        return DiscreteActions(small(render_prompts=False))

    parallel_api_test(make(), num_cycles=100)
    parallel_seed_test(make, num_cycles=20)


def test_observations_keep_their_types_and_shapes():
    env = small(fidelity="full", granularity="question")
    observations, _ = env.reset(seed=0)
    for _ in range(30):
        for observation in observations.values():
            assert type(observation["prompt"]) is str
            assert type(observation["phase"]) is type(observation["pending"]) is int
            assert observation["calendar"].dtype == np.int64
            assert observation["vitals"].dtype == np.float32
            assert observation["vitals"].shape == (10,)
        if not env.agents:
            break
        observations, *_ = env.step({})
