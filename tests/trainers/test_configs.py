"""Every config that comes with the package: it can be read, and its comments tell the truth."""

import re
import shlex
from importlib import import_module
from pathlib import Path

import pytest
import typer.main

from agentopia_env.cli import app as agentopia
from agentopia_env.config import make_config, merged, parse_setting, read_config
from trainers.loop_settings import bundled_configs, read_settings

FOLDER = Path(__file__).parents[2] / "configs"
CONFIGS = sorted(FOLDER.glob("*.yaml"))


def head(file):
    lines = file.read_text(encoding="utf-8").splitlines()
    return [line[1:] for line in lines[: next(i for i, x in enumerate(lines) if x[:1] != "#")]]


def commands(file):
    shown = [line.strip() for line in head(file) if line.startswith("   ")]
    return [shlex.split(line, comments=True) for line in shown]


def options_of(command):
    return {name for parameter in command.params for name in parameter.opts}


def given(words):
    """Options with their values, and the changes of --set."""
    options = dict(zip(words[::2], words[1::2], strict=True))
    changes = [
        value for name, value in zip(words[::2], words[1::2], strict=True) if name == "--set"
    ]
    return options, changes


def test_there_is_a_config_for_every_way_of_running():
    names = {file.stem for file in CONFIGS}
    assert {"quickstart", "vllm_cpu", "one_gpu", "cluster", "hamlet", "tamarack"} <= names
    assert {file.stem for file in CONFIGS} == set(bundled_configs())


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_it_opens_with_what_it_is_its_command_and_what_it_costs(file):
    said = " ".join(head(file))
    assert commands(file)
    assert re.search(r"Costs: .*\b(minutes?|days?|hours?)\b|about half a minute|; half a", said)


@pytest.mark.parametrize("file", CONFIGS, ids=lambda file: file.stem)
def test_its_commands_name_real_modules_and_options_and_can_be_read(file):
    checked = 0
    for words in commands(file):
        if words[:2] == ["agentopia", "run"]:
            known = options_of(typer.main.get_command(agentopia).commands["run"])
            options, changes = given(words[2:])
            values = read_config(FOLDER.parent / options["--config"])
            for change in changes:
                values = merged(values, parse_setting(change))
            make_config(values)
        elif words[:3] == ["python", "-m", "trainers.rft_loop"]:
            known = options_of(typer.main.get_command(import_module(words[2]).app))
            options, changes = given(words[3:])
            settings = read_settings(options.get("--config", "quickstart"), changes)
            settings.split(sorted(settings.rollout.open().profiles))
        else:
            assert "vllm serve" in " ".join(words)
            continue
        assert set(options) <= known
        assert Path(options.get("--config", "configs/quickstart.yaml")).name == file.name
        checked += 1
    assert checked


def test_the_cpu_configs_differ_only_in_who_serves():
    quick, vllm = (read_settings(name) for name in ("quickstart", "vllm_cpu"))
    assert quick.serving.backend == "transformers"
    assert vllm.serving.backend == "vllm"
    for section in ("rollout", "selection", "sft", "evaluation", "final", "rounds", "policy"):
        assert getattr(quick, section) == getattr(vllm, section)


def test_the_cluster_lives_and_learns_as_the_paper_did():
    settings = read_settings("cluster")
    assert len(settings.rollout.open().profiles) == 100
    assert (settings.rollout.years, settings.rollout.fidelity) == (4, "full")
    assert settings.selection.fraction == 0.25
    assert (settings.sft.learning_rate, settings.sft.batch_size) == (1e-5, 256)
    assert settings.sft.mix is not None
    assert settings.sft.mix.share == 0.5
