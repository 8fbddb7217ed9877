"""A run from its first stage to its last: what it leaves, and what stops it before it begins."""

import json
import shutil

import pytest

from agentopia_env.config import make_config
from agentopia_env.errors import UserError
from agentopia_env.policies.cast import Cast
from agentopia_env.reward import advantages
from agentopia_env.simulation import cast_of, open_world, read_run_config, resume, run
from agentopia_env.world.loading import find_world


def small(**values):
    return make_config(
        {"agents": 3, "fidelity": "brief", "time": {"n_year": 2, "n_week": 2}, **values}
    )


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    config, stages = small(), []
    out = tmp_path_factory.mktemp("lived") / "run"
    finished = run(config, out, lambda society, answering: stages.append(society.now))
    return config, finished, stages


def lines(file):
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def test_every_stage_is_told_once_and_in_order(lived):
    config, finished, stages = lived
    assert stages == list(config.time.stages("brief"))
    assert finished.society.now == stages[-1]
    assert finished.questions > 0


def test_the_checkpoint_says_that_the_run_has_ended(lived):
    _, finished, _ = lived
    assert json.loads((finished.directory / "checkpoint.json").read_bytes()) == {
        "year": 2021,
        "week": 2,
        "stage": "year_end",
        "index": 0,
        "time": "Y2021-W02-settle",
        "finished": True,
    }


def test_the_configuration_is_kept_whole(lived):
    config, finished, _ = lived
    assert read_run_config(finished.directory) == config
    written = json.loads((finished.directory / "config.json").read_bytes())
    assert written.pop("agentopia_version")
    assert written == config.record()


def test_an_advantage_is_the_improvement_on_the_person_s_own_past(lived):
    config, finished, _ = lived
    found = lines(finished.directory / "reward" / "advantages.jsonl")
    assert len(found) == 3 * 2
    for name in finished.society.people:
        totals = [
            line["total_score"]
            for line in lines(finished.directory / "persona" / name / "reward.jsonl")
        ]
        mine = [line for line in found if line["agent_name"] == name]
        expected = advantages(totals, config.reward.gamma).tolist()
        assert [line["advantage"] for line in mine] == pytest.approx(expected)
        ends = [line["time"]["end"] for line in mine]
        assert ends == ["Y2020-W02-settle", "Y2021-W02-settle"]


def test_who_plays_whom_is_written_down(tmp_path):
    config = small(time={"n_year": 1, "n_week": 1})
    cast = cast_of(config)

    class Guest(type(cast.default)):
        name = "guest"

    name = sorted(open_world(config)[1].profiles)[0]
    guests = Cast(cast.default, cast.environment, {name: Guest(0, 0.0)})
    finished = run(config, tmp_path / "run", cast=guests)
    assigned = json.loads((finished.directory / "model_assignment.json").read_bytes())
    assert assigned.pop(name) == "guest"
    assert set(assigned.values()) == {cast.default.name}
    assert len(assigned) == 2


def test_an_error_from_outside_leaves_a_run_that_can_be_resumed(tmp_path):
    config = small(store={"checkpoint_seconds": 0})

    def interrupt(society, answering):
        if society.now.stage == "review":
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        run(config, tmp_path / "run", interrupt)
    finished = resume(tmp_path / "run")
    assert len(finished.society.rewards) == 3


def world_without(tmp_path, *missing):
    path = shutil.copytree(find_world("hamlet"), tmp_path / "world")
    for pattern in missing:
        for file in path.glob(pattern):
            file.unlink()
    return path


def test_impossible_beginnings_end_with_one_message_and_leave_nothing(tmp_path):
    broken = shutil.copytree(find_world("hamlet"), tmp_path / "broken")
    (broken / "persona" / "Leo" / "profile" / "year=2020.json").write_text("{")
    homeless = shutil.copytree(find_world("hamlet"), tmp_path / "homeless")
    places = json.loads((homeless / "locations.json").read_bytes())
    del places["private"]["home/Leo"]
    (homeless / "locations.json").write_text(json.dumps(places), encoding="utf-8")
    beginnings = {
        "nowhere": ("nowhere", "bundled are: ", "hamlet", "tamarack"),
        str(broken): ("persona/Leo/profile/year=2020.json", "not valid JSON"),
        str(homeless): ("locations.json", "home/Leo"),
        str(world_without(tmp_path, "worldview.json")): ("worldview.json", "is missing"),
    }
    for world, words in beginnings.items():
        with pytest.raises(UserError) as error:
            run(make_config({"world": world}), tmp_path / "out" / "run")
        assert all(word in str(error.value) for word in words), str(error.value)
    with pytest.raises(UserError, match="99 are asked for but the world has 8 people"):
        run(make_config({"agents": 99}), tmp_path / "out" / "run")
    assert not (tmp_path / "out").exists()
