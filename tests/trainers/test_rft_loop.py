"""The whole loop in real processes: one round after the other, stopped anywhere, going on."""

import json
import subprocess
import sys
from collections import Counter
from pathlib import Path

import orjson
import pytest
import yaml

HERE = Path(__file__).parent
STAGES = ("rollout", "select", "train", "publish", "evaluate", "decide")
ALL = ["start", *(f"round-{n}/{stage}" for n in (1, 2) for stage in STAGES), "final-2"]

pytestmark = pytest.mark.train


class Processes:
    """Runs the loop in child processes, one after the other."""

    def __init__(self, home):
        self.log = home / "log.txt"
        self._parent = subprocess.Popen(
            [sys.executable, str(HERE / "loop_process.py")],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, *argv, **more):
        """The exit status and what was said."""
        self.log.unlink(missing_ok=True)
        order = {"argv": list(map(str, argv)), "log": str(self.log), **more}
        self._parent.stdin.write(json.dumps(order) + "\n")
        self._parent.stdin.flush()
        status = int(self._parent.stdout.readline())
        return status, self.log.read_text(encoding="utf-8") if self.log.exists() else ""

    def close(self):
        self._parent.stdin.close()
        self._parent.wait(30)
        self._parent.stdout.close()


@pytest.fixture(scope="module")
def processes(tmp_path_factory):
    running = Processes(tmp_path_factory.mktemp("processes"))
    yield running
    running.close()


@pytest.fixture(scope="module")
def config(processes, tmp_path_factory):
    home = tmp_path_factory.mktemp("small")
    status, said = processes.run("trainers.nano", "--small", "--out", home / "nano")
    assert status == 0, said
    values = {
        "policy": str(home / "nano"),
        "rounds": 2,
        "threads": 1,
        "rollout": {
            "world": "hamlet",
            "agents": None,
            "societies": 2,
            "weeks": 2,
            "sampling": {"max_tokens": 40},
        },
        "selection": {"filters": []},
        "sft": {
            "learning_rate": 0.002,
            "batch_size": 8,
            "max_tokens": 1024,
            "gradient_checkpointing": False,
            "deterministic": True,
        },
        "serving": {"backend": "transformers"},
        "evaluation": {"societies": 2, "resamples": 100},
        "final": {"societies": 2, "resamples": 100},
        "keep": {"tolerance": 10.0},
    }
    file = home / "tiny.yaml"
    file.write_text(yaml.safe_dump(values), encoding="utf-8")
    return file


@pytest.fixture(scope="module")
def whole(processes, config, tmp_path_factory):
    """A loop of two rounds that nobody stopped, and what it said."""
    out = tmp_path_factory.mktemp("whole") / "rft"
    status, said = processes.run("trainers.rft_loop", "--config", config, "--out", out)
    assert status == 0, said
    return out, said


def ledger(out):
    lines = (out / "ledger.jsonl").read_bytes().splitlines()
    return [orjson.loads(line) for line in lines]


def outcome_of(out):
    """A report without the times."""
    report = orjson.loads((out / "report.json").read_bytes())
    del report["timings"]
    return report


def outcome(out):
    """What must not depend on when a loop was stopped."""
    files = {
        file: (out / file).read_bytes()
        for n in (1, 2)
        for file in (
            f"round-{n}/rollout/rows.jsonl",
            f"round-{n}/rollout/lives.jsonl",
            f"round-{n}/select/rows.jsonl",
            f"round-{n}/train/policy/model.safetensors",
            f"round-{n}/evaluate/comparison.json",
            "final-2/comparison.json",
        )
    }
    return outcome_of(out), files


def test_two_rounds_give_new_policies_a_report_and_a_figure(whole):
    out, said = whole
    assert [entry["stage"] for entry in ledger(out)] == ALL
    report, files = outcome(out)
    assert len(report["rounds"]) == 2
    assert report["policy"] == "round-2/train/policy"
    assert report["rounds"][1]["lived_by"] == report["rounds"][0]["version"]
    assert all(one["moved"] > 0 and one["built_on"] for one in report["rounds"])
    weights = [files[f"round-{n}/train/policy/model.safetensors"] for n in (1, 2)]
    start = Path(ledger(out)[0]["result"]["policy"]) / "model.safetensors"
    assert len({*weights, start.read_bytes()}) == 3
    assert "against the starting one" in (out / "report.md").read_text(encoding="utf-8")
    for stage in ALL:
        assert sum(line.startswith(f"{stage} ") for line in said.splitlines()) == 1


def test_rows_carry_the_version_that_answered_and_held_out_people_are_not_trained(whole):
    out, _ = whole
    report, _ = outcome(out)
    people = set()
    for number in (1, 2):
        file = out / f"round-{number}" / "rollout" / "rows.jsonl"
        rows = [orjson.loads(line) for line in file.read_bytes().splitlines()]
        assert {row["version"] for row in rows} == {report["rounds"][number - 1]["lived_by"]}
        people |= {row["person"] for row in rows}
    compared = (out / "final-2" / "rows.jsonl").read_bytes().splitlines()
    held_out = {orjson.loads(line)["person"] for line in compared}
    assert len(held_out) == 2
    assert not people & held_out


def test_the_same_command_again_does_nothing_twice(whole, processes, config):
    out, _ = whole
    before = (out / "ledger.jsonl").read_bytes(), outcome(out)
    status, said = processes.run("trainers.rft_loop", "--config", config, "--out", out)
    assert status == 0, said
    assert ((out / "ledger.jsonl").read_bytes(), outcome(out)) == before
    assert said.count("done before") == len(ALL)


def test_a_finished_loop_gets_more_rounds(whole, processes, config):
    out, _ = whole
    before = ledger(out)
    status, said = processes.run(
        "trainers.rft_loop", "--config", config, "--out", out, "--rounds", 3,
        at=["os.mkdir", "round-3/.rollout.unfinished", 1],
    )  # fmt: skip
    assert status == -9, said
    assert ledger(out) == before


def test_other_settings_are_refused_with_what_to_do(whole, processes, config):
    status, said = processes.run(
        "trainers.rft_loop", "--config", config, "--out", whole[0], "--set", "rollout.weeks=3"
    )
    assert status == 2
    assert "error: round-1/rollout was finished in" in said
    assert "Traceback" not in said


KILLS = [
    ("os.mkdir", ".start.unfinished", 1),
    ("open", ".rollout.unfinished/rows.jsonl", 3),  # the third batch of the first round
    ("os.rename", ".rollout.unfinished/.rows.jsonl", 1),
    ("os.rename", "round-1/.rollout.unfinished", 1),
    ("open", "ledger.jsonl", 2),  # lived, but not yet said so (the first opening reads)
    ("os.mkdir", ".select.unfinished", 1),
    ("os.rename", ".select.unfinished", 1),
    ("os.mkdir", ".policy.partial", 1),
    ("os.rename", ".policy.partial/policy", 1),
    ("os.rename", "round-1/.train.unfinished", 1),  # trained; must not be again
    ("os.rename", "round-1/.publish.unfinished", 1),
    ("open", ".evaluate.unfinished/rows.jsonl", 4),
    ("os.rename", "round-1/.evaluate.unfinished", 1),
    ("os.rename", "round-1/.decide.unfinished", 1),
    ("open", "round-2/.rollout.unfinished/rows.jsonl", 5),
    ("os.rename", "round-2/.train.unfinished", 1),
    ("open", ".final-2.unfinished/rows.jsonl", 3),
    ("os.rename", ".final-2.unfinished", 1),
]


def test_a_loop_killed_in_every_stage_comes_to_the_same(whole, processes, config, tmp_path):
    out = tmp_path / "rft"
    command = ("trainers.rft_loop", "--config", config, "--out", out)
    trained_once = None
    for at in KILLS:
        status, said = processes.run(*command, at=at)
        assert status == -9, f"{at} never came: {said}"
        done = [entry["stage"] for entry in ledger(out)] if (out / "ledger.jsonl").exists() else []
        assert done == ALL[: len(done)]
        if at == ("os.rename", "round-1/.train.unfinished", 1):
            policy = out / "round-1" / ".train.unfinished" / "policy"
            trained_once = (policy / "training.json").read_bytes()
    status, said = processes.run(*command)
    assert status == 0, said
    assert outcome(out) == outcome(whole[0])
    assert [entry["stage"] for entry in ledger(out)] == ALL
    policy = out / "round-1" / "train" / "policy"
    assert (policy / "training.json").read_bytes() == trained_once
    for stage in ("round-1/rollout", "round-2/rollout", "round-1/evaluate", "final-2"):
        lines = (out / stage / "rows.jsonl").read_bytes().splitlines()
        rows = [orjson.loads(line) for line in lines]
        asked = Counter((row["society"], row["key"]) for row in rows)
        assert set(asked.values()) == {1}


def test_a_polite_stop_says_how_to_go_on(processes, config, tmp_path):
    command = ("trainers.rft_loop", "--config", config, "--out", tmp_path / "rft")
    at = ["open", ".rollout.unfinished/rows.jsonl", 2]
    for number in (15, 2):
        status, said = processes.run(*command, at=at, signal=number)
        assert status == 130
        assert "stopped; the same command goes on where it was" in said
        assert "Traceback" not in said


def test_a_round_without_anything_to_learn_says_why(processes, config, tmp_path):
    status, said = processes.run(
        "trainers.rft_loop", "--config", config, "--out", tmp_path / "rft",
        "--set", "selection.filters=[long]", "--set", "selection.max_tokens=1",
    )  # fmt: skip
    assert status == 2
    assert "nothing to learn from: none of 54 generations was kept" in said
    assert "Traceback" not in said


def test_adapters_are_trained_on_from_round_to_round(processes, config, tmp_path):
    out = tmp_path / "rft"
    status, said = processes.run(
        "trainers.rft_loop", "--config", config, "--out", out,
        "--set", "sft.lora.rank=8", "--set", "sft.learning_rate=0.02",
    )  # fmt: skip
    assert status == 0, said
    start = Path(ledger(out)[0]["result"]["policy"])
    for number in (1, 2):
        policy = out / f"round-{number}" / "train" / "policy"
        adapter = json.loads((policy / "adapter_config.json").read_text(encoding="utf-8"))
        assert adapter["base_model_name_or_path"] == str(start)
    assert all(one["moved"] > 0 for one in outcome_of(out)["rounds"])


def test_training_can_be_left_to_processes_of_its_own(processes, config, tmp_path):
    out = tmp_path / "rft"
    status, said = processes.run(
        "trainers.rft_loop", "--config", config, "--out", out, "--set", "accelerate=1",
        at=["os.mkdir", "round-1/.publish.unfinished", 1],
    )  # fmt: skip
    assert status == -9, said
    assert [entry["stage"] for entry in ledger(out)] == ALL[:4]
    log = (out / "round-1" / "train" / "training.log").read_text(encoding="utf-8")
    assert "step 1/" in log
    assert (out / "round-1" / "train" / "policy" / "model.safetensors").is_file()


def test_a_training_process_that_fails_is_an_error_with_the_end_of_its_log(
    processes, config, tmp_path
):
    status, said = processes.run(
        "trainers.rft_loop", "--config", config, "--out", tmp_path / "rft",
        "--set", "accelerate=1", "--set", "sft.max_tokens=2",
    )  # fmt: skip
    assert status == 2
    assert "error: training ended with status" in said
    assert "more than sft.max_dropped" in said


def test_a_stage_can_be_had_alone(processes, config, tmp_path):
    lived, selected = tmp_path / "lives", tmp_path / "selected"
    status, said = processes.run("trainers.stages", "rollout", "--config", config, "--out", lived)
    assert status == 0, said
    status, said = processes.run(
        "trainers.stages", "select", "--config", config, "--lives", lived, "--out", selected
    )
    assert status == 0, said
    status, said = processes.run(
        "trainers.sft", "--base", yaml.safe_load(config.read_text())["policy"],
        "--rows", selected / "rows.jsonl", "--out", tmp_path / "policy", "--config", config,
    )  # fmt: skip
    assert status == 0, said
    assert (tmp_path / "policy" / "model.safetensors").is_file()
