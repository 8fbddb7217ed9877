"""Numbers as actions: whole years, and choices that have consequences."""

import numpy as np
import pytest

from agentopia_env.envs import DiscreteActions, SocietyEnv, parallel_env
from agentopia_env.errors import ConfigError
from agentopia_env.life.settlement import weekly_income

KINDS = {"work": 0, "study": 1, "rest": 2, "leisure": 3, "shop": 4}
FRUGAL, LUXURIOUS = 0, 3


def discrete(**kwargs):
    given = {"weeks": 3, "render_prompts": False, **kwargs}
    return DiscreteActions(parallel_env(**given))


def choice(living=FRUGAL, days="rest", effort=1, whom=0, how=0, accept=0, tone=1, career=0):
    return np.array([living, *[KINDS[days]] * 5, effort, whom, how, accept, tone, career])


def lived(env, action, seed=0):
    env.reset(seed=seed)
    while env.agents:
        actions = {
            name: action if action is not None else env.action_space(name).sample()
            for name in env.agents
        }
        env.step(actions)
    return env.unwrapped.society


def mean(society, what):
    people = society.people.values()
    return sum(what(person) for person in people) / len(people)


def test_random_numbers_live_whole_years():
    env = discrete(years=2, weeks=2)
    for name in env.possible_agents:
        env.action_space(name).seed(1)
    society = lived(env, None)
    assert all(len(years) == 2 for years in society.rewards.values())
    assert env.agents == []


def test_no_action_is_ever_refused():
    env = discrete(years=2, weeks=2)
    env.reset(seed=0)
    while env.agents:
        actions = {name: env.action_space(name).sample() for name in env.agents}
        *_, infos = env.step(actions)
        assert {info["refused"] for info in infos.values()} == {""}


def test_luxury_costs_money_and_brings_material_fulfilment():
    frugal = lived(discrete(), choice(living=FRUGAL))
    luxurious = lived(discrete(), choice(living=LUXURIOUS))
    assert mean(luxurious, lambda p: p.state.deposit) < mean(frugal, lambda p: p.state.deposit)
    material = [mean(s, lambda p: p.state.fulfilment["material"]) for s in (frugal, luxurious)]
    assert material[1] > material[0] + 10


def test_work_earns_money_and_rest_restores_vitality():
    work, rest = (lived(discrete(), choice(days=kind)) for kind in ("work", "rest"))
    assert mean(work, lambda p: p.state.deposit) > mean(rest, lambda p: p.state.deposit) + 200
    assert mean(work, lambda p: p.state.vitality) < mean(rest, lambda p: p.state.vitality)


def test_study_raises_skills():
    study, rest = (lived(discrete(), choice(days=kind)) for kind in ("study", "rest"))
    skills = [mean(s, lambda p: sum(p.state.skills.values())) for s in (study, rest)]
    assert skills[0] > skills[1] + 5


def test_shopping_turns_money_into_possessions():
    shop, rest = (lived(discrete(), choice(days=kind)) for kind in ("shop", "rest"))
    owned = [mean(s, lambda p: len(p.state.possessions)) for s in (shop, rest)]
    assert owned[0] > owned[1]


def test_proposals_that_are_accepted_become_days_together():
    together = lived(discrete(), choice(whom=1, how=1, accept=2, tone=2))
    alone = lived(discrete(), choice(accept=0))
    days = [mean(s, lambda p: p.year_log.get("joint_days", 0)) for s in (together, alone)]
    assert days[0] >= 1
    assert days[1] == 0


def test_an_application_leads_to_a_better_paid_position():
    stay, apply = (lived(discrete(years=2, weeks=2), choice(career=c)) for c in (0, 1))
    income = [sum(weekly_income(s, p) for p in s.people.values()) for s in (stay, apply)]
    assert income[1] > income[0]


def test_messages_are_written_to_the_closest():
    society = lived(discrete(), choice(whom=1, how=0))
    assert mean(society, lambda p: p.year_log.get("messages_sent", 0)) == 3


def test_observations_are_numbers_in_their_space():
    env = discrete()
    observations, _ = env.reset(seed=0)
    while env.agents:
        for name, observation in observations.items():
            assert set(observation) == {"phase", "calendar", "pending", "vitals"}
            assert env.observation_space(name).contains(observation)
            assert np.isfinite(observation["vitals"]).all()
        observations, *_ = env.step({name: choice() for name in env.agents})


def test_the_wrapper_is_a_whole_environment():
    env = discrete()
    observations, _ = env.reset(seed=0)
    assert isinstance(env.unwrapped, SocietyEnv)
    assert env.state().shape == (8, 10)
    assert env.state_space.contains(env.state())
    name = env.agents[0]
    assert env.observation_space(name) is env.observation_space(name)
    assert env.action_space(name) is env.action_space(name)
    assert env.metadata["name"] == "agentopia_society_v0"
    snapshot = env.snapshot()
    env.step({name: choice() for name in env.agents})
    again, _ = env.restore(snapshot)
    assert all((again[n]["vitals"] == observations[n]["vitals"]).all() for n in env.agents)


def test_an_action_outside_its_space_is_an_error_that_names_it():
    env = discrete()
    env.reset(seed=0)
    with pytest.raises(ValueError, match="the action of Leo"):
        env.step({"Leo": np.array([9] * 12)})


@pytest.mark.parametrize("wrong", [{"fidelity": "full"}, {"granularity": "question"}])
def test_only_brief_phases_have_numbers(wrong):
    with pytest.raises(ConfigError, match="brief"):
        DiscreteActions(parallel_env(**wrong))


def test_a_number_of_contacts_that_cannot_be_is_refused():
    with pytest.raises(ConfigError, match="allowed are 1 to 20"):
        DiscreteActions(parallel_env(), contacts=0)
