"""The three modes of reward, over several years."""

import orjson
import pytest

from agentopia_env.envs import parallel_env
from agentopia_env.envs.rewards import REFERENCE, potential, year_components
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.reward import Components, Reference

DAYS = range(1, 6)


def every_day(kind, activity, standard="frugal"):
    days = [{"day": day, "kind": kind, "activity": activity} for day in DAYS]
    return orjson.dumps(
        {"plan": kind, "living_standard": standard, "days": days, "summary": kind}
    ).decode()


WORK = every_day("work", "a day of paid work")
REST = every_day("rest", "rest at home")


def lived(env, act, seed=0):
    env.reset(seed=seed)
    rewards, years = [], []
    while env.agents:
        actions = {name: act(question) for name, question in env.questions.items()}
        _, given, _, _, infos = env.step(actions)
        rewards.append(given)
        if "reward_components" in next(iter(infos.values())):
            years.append({name: info["reward_components"] for name, info in infos.items()})
    return rewards, years


def society(**kwargs):
    return parallel_env(**{"weeks": 2, "years": 3, "render_prompts": False, **kwargs})


def test_the_life_reward_comes_once_a_year_and_is_that_of_the_records():
    env = society()
    rewards, years = lived(env, HeuristicPolicy(0).answer)
    assert len(rewards) == 3 * 9
    for name, records in env.society.rewards.items():
        assert [year[name]["total"] for year in years] == [float(r.total) for r in records]
        assert [step[name] for step in rewards[8::9]] == [float(r.total) for r in records]
        assert not any(step[name] for n, step in enumerate(rewards) if n % 9 != 8)


def test_a_society_earns_nothing_as_a_whole_in_life_mode():
    _, years = lived(society(), HeuristicPolicy(0).answer)
    for year in years:
        assert sum(parts["total"] for parts in year.values()) == pytest.approx(0, abs=1e-9)


@pytest.mark.parametrize("fidelity", ["brief", "full"])
def test_shares_sum_to_the_life_reward_of_every_year(fidelity):
    env = society(reward="shaped", fidelity=fidelity, agents=4)
    rewards, years = lived(env, HeuristicPolicy(0).answer)
    for name in env.possible_agents:
        for number, year in enumerate(years):
            shares = [step[name] for step in rewards[9 * number : 9 * number + 9]]
            assert sum(shares) == pytest.approx(year[name]["total"])
            assert any(shares[:-1])


def test_a_share_is_the_change_of_the_potential():
    env = society(reward="shaped")
    env.reset(seed=0)
    before = {name: potential(person) for name, person in env.society.people.items()}
    rewards = env.step(dict.fromkeys(env.agents, WORK))[1]
    for name, person in env.society.people.items():
        assert rewards[name] == pytest.approx(potential(person) - before[name])


def test_a_society_that_works_is_worth_more_than_one_that_rests_when_money_alone_counts():
    weights = {"social_weight": 0.0, "subjective_weight": 0.0, "economy_weight": 1.0}
    env = society(reward="absolute", settings={"reward": weights})
    means = {}
    for text in (WORK, REST):
        _, years = lived(env, lambda question, text=text: text)
        means[text] = [sum(p["total"] for p in year.values()) / len(year) for year in years]
    assert all(work > rest + 0.1 for work, rest in zip(means[WORK], means[REST], strict=True))


def test_absolute_rewards_weigh_every_year_against_the_reference():
    reference = Reference(Components(0.1, 40.0, 100.0), Components(0.2, 10.0, 200.0))
    env = society(reward="absolute", reference=reference)
    _, years = lived(env, HeuristicPolicy(0).answer)
    assert len(years) == 3
    for year in years:
        for parts in year.values():
            z = (
                0.4 * (parts["social"] - 0.1) / 0.2
                + 0.4 * (parts["subjective"] - 40) / 10
                + 0.2 * (parts["economy"] - 100) / 200
            )
            assert parts["total"] == pytest.approx(z)
            assert 0 < parts["subjective"] < 100


def test_the_components_of_the_last_year_are_those_that_a_reference_is_built_from():
    env = society(reward="absolute", years=1)
    _, years = lived(env, HeuristicPolicy(0).answer)
    for name, measured in year_components(env.society).items():
        assert measured.social == years[0][name]["social"]
        assert measured.economy == years[0][name]["economy"]


def test_heuristic_lives_are_worth_about_nothing_against_the_default_reference():
    env = parallel_env(world="tamarack", reward="absolute", render_prompts=False)
    _, years = lived(env, HeuristicPolicy(11).answer, seed=11)
    mean = sum(parts["total"] for parts in years[0].values()) / len(years[0])
    assert abs(mean) < 0.35
    assert REFERENCE.std.economy > 100
