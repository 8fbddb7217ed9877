"""Snapshots: exact continuation anywhere, common world chance, and what is refused."""

import os
import subprocess
import sys

import orjson
import pytest

from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.envs import DiscreteActions, LifeEnv, parallel_env
from agentopia_env.errors import SnapshotError
from agentopia_env.policies.heuristic import HeuristicPolicy


def small(**kwargs):
    return parallel_env(**{"weeks": 2, "agents": 5, "fidelity": "full", **kwargs})


def half_way(env, steps=4, seed=3):
    """Live a while and take a snapshot."""
    policy = HeuristicPolicy(seed)
    env.reset(seed=seed)
    for _ in range(steps):
        env.step({name: policy.answer(question) for name, question in env.questions.items()})
    return env.snapshot()


def go_on(env, policy=None):
    """Live to the end; everything as JSON."""
    parts = []
    policy = policy or HeuristicPolicy(1)
    while env.agents:
        answers = {name: policy.answer(question) for name, question in env.questions.items()}
        parts.append(env.step(answers))
    return [orjson.dumps(part, option=orjson.OPT_SERIALIZE_NUMPY) for part in parts]


@pytest.mark.parametrize("fidelity", ["brief", "full"])
@pytest.mark.parametrize("reward", ["life", "shaped", "absolute"])
def test_a_snapshot_goes_on_exactly_here_and_in_another_instance(fidelity, reward):
    env = small(fidelity=fidelity, reward=reward, years=2, weeks=1)
    snapshot = half_way(env)
    ahead = go_on(env)
    assert len(ahead) == 6
    env.restore(snapshot)
    assert go_on(env) == ahead
    other = small(fidelity=fidelity, reward=reward, years=2, weeks=1)
    other.reset(options={"snapshot": snapshot})
    assert go_on(other) == ahead


def test_every_step_by_phases_ends_where_a_snapshot_can_be_taken():
    env = small(controlled=["Leo"], agents=None, fidelity="full")
    env.reset(seed=0)
    while env.agents:
        assert env.at_stage_end
        assert env.snapshot() == env.snapshot()
        env.step({})
    assert len(env.snapshot()) > 1000


def test_branches_share_world_chance_and_not_the_responders_sampling():
    env = small()
    snapshot = half_way(env)
    ends, chances = {}, {}
    for branch in ("", "b", "c"):
        env.restore(snapshot, branch=branch)
        chances[branch] = env.society.chance("Y2020-W02", "encounter").random()
        assert env.society.seed == 3
        go_on(env)
        ends[branch] = env.society.snapshot()
    assert len(set(chances.values())) == 1
    assert len(set(ends.values())) == 3


def test_a_branch_is_repeated_by_its_name():
    env = small()
    snapshot = half_way(env)
    env.restore(snapshot, branch="b")
    first = go_on(env)
    env.reset(options={"snapshot": snapshot, "branch": "b"})
    assert go_on(env) == first


def test_a_snapshot_of_a_branch_goes_on_in_that_branch():
    env = small()
    env.restore(half_way(env), branch="b")
    env.step({})
    later = env.snapshot()
    ahead = go_on(env)
    env.restore(later)
    assert go_on(env) == ahead
    env.restore(later, branch="c")
    assert go_on(env) != ahead


def test_policies_made_from_a_seed_sample_by_branch_and_the_world_does_not():
    seeds = {"responder": [], "others": [], "environment": []}

    def noting(role, kind):
        return lambda seed: seeds[role].append(seed) or kind(seed)

    env = small(
        controlled=["Leo"],
        agents=None,
        responder=noting("responder", HeuristicPolicy),
        others=noting("others", HeuristicPolicy),
        environment=noting("environment", HeuristicEnvironment),
    )
    snapshot = half_way(env)
    env.restore(snapshot)
    trunk = go_on(env)
    env.restore(snapshot, branch="b")
    assert go_on(env) != trunk
    usual = small(controlled=["Leo"], agents=None)
    usual.restore(snapshot)
    assert go_on(usual) == trunk
    assert seeds["environment"] == [3, 3, 3]
    assert seeds["others"] == seeds["responder"]
    assert seeds["others"][:2] == [3, 3] != seeds["others"][1:]


def test_branches_without_a_responder_at_work_differ_only_by_their_actions():
    env = small(fidelity="brief")
    snapshot = half_way(env)
    env.restore(snapshot, branch="b")
    one = go_on(env)
    env.restore(snapshot, branch="c")
    assert go_on(env) == one


def test_shares_of_the_year_go_on_after_a_fork():
    env = small(reward="shaped", fidelity="brief")
    env.reset(seed=0)
    name = env.agents[0]
    earned = sum(env.step({})[1][name] for _ in range(5))
    other = small(reward="shaped", fidelity="brief")
    other.restore(env.snapshot())
    while other.agents:
        _, rewards, _, _, infos = other.step({})
        earned += rewards[name]
    assert earned == pytest.approx(infos[name]["reward_components"]["total"])
    assert earned == pytest.approx(float(other.society.rewards[name][-1].total))


def test_another_process_goes_on_exactly(tmp_path):
    env = small(fidelity="brief", weeks=1, agents=3)
    snapshot = half_way(env, steps=2)
    (tmp_path / "snapshot").write_bytes(snapshot)
    script = (
        "import sys, pathlib\n"
        "from agentopia_env.envs import parallel_env\n"
        "env = parallel_env(weeks=1, agents=3)\n"
        "env.restore(pathlib.Path(sys.argv[1]).read_bytes())\n"
        "while env.agents: env.step({})\n"
        "sys.stdout.buffer.write(env.snapshot())\n"
    )
    command = [sys.executable, "-c", script, str(tmp_path / "snapshot")]
    around = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
    there = subprocess.run(command, capture_output=True, check=True, env=around).stdout
    while env.agents:
        env.step({})
    assert there == env.snapshot()


def test_snapshots_are_small():
    env = small(agents=5, weeks=2)
    snapshot = half_way(env)
    assert len(snapshot) < 300_000


def test_a_life_and_a_discrete_society_can_be_forked():
    life = LifeEnv(weeks=1, agents=3)
    life.reset(seed=0)
    life.step("")
    assert life.at_stage_end
    observation, info = life.restore(life.snapshot(), branch="b")
    assert observation["phase"] == 1
    assert info["kind"] == "contact"
    env = DiscreteActions(parallel_env(weeks=1, agents=3))
    env.reset(seed=0)
    observations, _ = env.restore(env.snapshot())
    assert all("prompt" not in observation for observation in observations.values())


def test_a_life_that_has_ended_cannot_be_stepped_or_restored():
    life = LifeEnv(weeks=1, agents=3)
    life.reset(seed=0)
    truncated = False
    while not truncated:
        *_, truncated, _ = life.step("")
    with pytest.raises(RuntimeError, match="has ended"):
        life.step("")
    with pytest.raises(SnapshotError, match="has ended"):
        life.restore(life.snapshot())


@pytest.mark.parametrize(
    "damaged",
    [b"", b"{", b"[]", b'{"env": {}}', b'{"env":{"branch":"","steps":0,"shares":{}},"society":{}}'],
)
def test_bytes_that_are_no_snapshot_are_refused(damaged):
    env = small(weeks=1)
    env.reset(seed=0)
    with pytest.raises(SnapshotError, match="this is no snapshot"):
        env.restore(damaged)
    assert env.step({})[0]


@pytest.mark.parametrize(
    ("other", "words"),
    [
        ({"agents": 4}, "other people"),
        ({"weeks": 3}, "other rules"),
        ({"fidelity": "brief"}, "another fidelity"),
        ({"settings": {"reward": {"social_weight": 0.5}}}, "other reward settings"),
    ],
)
def test_a_snapshot_of_another_society_is_refused(other, words):
    snapshot = half_way(small(weeks=2), steps=1)
    with pytest.raises(SnapshotError, match=words):
        small(**other).restore(snapshot)
