"""The commands as a user types them, in processes of their own."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from agentopia_env.config import make_config, read_config
from agentopia_env.world.loading import find_world, load_world

CONFIGS = [
    file
    for file in sorted((Path(__file__).parent.parent / "configs").glob("*.yaml"))
    if "world" in read_config(file)  # the others are training configs
]


def agentopia(*arguments, cwd):
    return subprocess.run(
        [sys.executable, "-m", "agentopia_env", *map(str, arguments)],
        cwd=cwd,
        capture_output=True,
        text=True,
        env={**os.environ, "COLUMNS": "200", "NO_COLOR": "1"},
        check=False,
    )


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A run of two short years, made by the command."""
    folder = tmp_path_factory.mktemp("cli")
    done = agentopia(
        "run", "--world", "hamlet", "--years", 2, "--weeks", 2, "--fidelity", "brief",
        "--seed", 3, "--out", "run", cwd=folder,
    )  # fmt: skip
    return folder, done


def test_a_run_ends_with_a_table_of_the_society_and_the_path(lived):
    folder, done = lived
    assert done.returncode == 0, done.stderr
    assert "run directory: " in done.stdout
    assert "Zoë Marchetti" in done.stdout
    assert (folder / "run" / "reward" / "advantages.jsonl").is_file()


def test_recomputed_rewards_are_the_recorded_ones(lived):
    folder, _ = lived
    done = agentopia("reward", "--data-dir", "run", "--json", "out/reward.json", cwd=folder)
    assert done.returncode == 0, done.stderr
    assert ", 0 differ" in done.stdout
    content = json.loads((folder / "out" / "reward.json").read_text(encoding="utf-8"))
    assert len(content["rewards"]) == 2
    assert content["compared"] > 0


def test_a_falsified_reward_is_named_with_person_year_and_field(lived, tmp_path):
    folder, _ = lived
    subprocess.run(["cp", "-r", str(folder / "run"), str(tmp_path / "run")], check=True)
    file = tmp_path / "run" / "persona" / "Leo" / "reward.jsonl"
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    lines[1]["total_score"] += 1
    file.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    done = agentopia("reward", "--data-dir", "run", cwd=tmp_path)
    assert "differs: Leo, 2021, total_score" in done.stdout


def test_training_data_is_written_with_its_report(lived):
    folder, _ = lived
    done = agentopia("rft-data", "--data-dir", "run", "--top", 0.25, cwd=folder)
    assert done.returncode == 0, done.stderr
    names = sorted(path.name for path in (folder / "rft_data").iterdir())
    assert "run_Y2020W2.jsonl" in names or "run_Y2020W02.jsonl" in names
    assert any(name.endswith(".md") for name in names)
    assert any(name.startswith("god_run_") for name in names)


def test_check_world_accepts_the_bundled_worlds(tmp_path):
    for world in ("hamlet", "tamarack", "persona_template"):
        done = agentopia("check-world", world, cwd=tmp_path)
        assert done.returncode == 0, done.stdout
        assert "0 errors, 0 warnings" in done.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["run", "--world", "atlantis"], ["atlantis", "hamlet"]),
        (["run", "--years", "0"], ["time.n_year"]),
        (["run", "--agents", "99"], ["99", "8 people"]),
        (["run", "--fidelity", "sharp"], ["fidelity"]),
        (["run", "--set", "time.n_weeks=3"], ["time.n_weeks", "did you mean time.n_week"]),
        (["run", "--set", "nonsense"], ["key=value"]),
        (["run", "--config", "missing.yaml"], ["missing.yaml"]),
        (["run", "--resume", "nowhere"], ["nowhere"]),
        (["run", "--resume", "run", "--seed", "4"], ["--seed"]),
        (["run", "--out", "run"], ["exists already", "--resume"]),
        (["reward", "--data-dir", "nowhere"], ["nowhere"]),
        (["rft-data", "--data-dir", "nowhere"], ["nowhere"]),
        (["check-world", "atlantis"], ["atlantis"]),
    ],
)
def test_bad_input_ends_with_one_message_and_exit_code_2(lived, arguments, words):
    folder, _ = lived
    before = sorted(path.name for path in folder.iterdir())
    done = agentopia(*arguments, cwd=folder)
    assert done.returncode == 2, done.stderr
    message = " ".join(done.stderr.split())
    assert all(word in message for word in words), message
    assert "Traceback" not in done.stderr
    assert sorted(path.name for path in folder.iterdir()) == before


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.name)
def test_every_config_loads_and_names_a_world_that_loads(file):
    assert file.read_text(encoding="utf-8").startswith("# ")
    config = make_config(read_config(file))
    base = load_world(find_world(config.world), agents=config.agents, year=config.time.start_year)
    assert base.profiles


def test_bench_prints_a_table_of_speed_and_memory(tmp_path):
    done = agentopia(
        "bench", "society", "--people", 3, "--weeks", 1, "--keep", "none,off", cwd=tmp_path
    )
    assert done.returncode == 0, done.stderr
    assert "agent-weeks/s" in done.stdout
    assert "full" in done.stdout
