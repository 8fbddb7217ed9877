import subprocess
import sys

import pytest

from agentopia_env.errors import ConfigError
from trainers.loop_settings import LoopSettings, find_config, read_settings
from trainers.nano_settings import NanoSettings
from trainers.sections import plain, settled


def problems(values):
    with pytest.raises(ConfigError) as refused:
        settled(LoopSettings, values)
    return str(refused.value).splitlines()


def test_what_is_not_given_keeps_its_default_also_within_a_section():
    settings = settled(LoopSettings, {"final": {"societies": 3}, "sft": {"epochs": 2}})
    assert settings.final.societies == 3
    assert settings.final.seed == LoopSettings().final.seed
    assert settings.sft.epochs == 2
    assert settings.rollout == LoopSettings().rollout


def test_unknown_keys_and_bad_values_are_all_named_at_once_with_the_nearest_key():
    found = problems(
        {
            "round": 3,
            "sft": {"learning_rat": 1.0, "lora": {"rnak": 4}},
            "rollout": {"sampling": {"max_token": 3}, "weeks": "many"},
            "selection": {"fraction": 7.5},
            "serving": {"attached": [{"url": "u", "modell": "m"}]},
            "held_out": 2,
        }
    )
    text = "\n".join(found)
    assert "there is no config key round; did you mean rounds?" in text
    assert "there is no config key sft.learning_rat; did you mean sft.learning_rate?" in text
    assert "there is no config key sft.lora.rnak; did you mean sft.lora.rank?" in text
    assert "did you mean rollout.sampling.max_tokens?" in text
    assert "rollout.weeks is 'many'; Input should be a valid integer" in text
    assert "selection.fraction is 7.5; allowed: above 0, at most 1" in text
    assert "did you mean serving.attached[0].model?" in text
    assert len(found) == 7


def test_values_of_the_whole_are_checked_too():
    assert "held_out is 2.0; allowed: 0 to below 1" in problems({"held_out": 2})
    assert "rounds is 0; allowed: at least 1" in problems({"rounds": 0})
    (same,) = problems({"evaluation": {"seed": 5}, "final": {"seed": 5}})
    assert "evaluation.seed and final.seed are both 5" in same


def test_a_section_that_is_no_section_is_named():
    assert problems({"sft": 3}) == ["sft is a section with keys of its own, not 3"]
    assert problems({"serving": {"attached": 3}}) == [
        "serving.attached is a list of sections, not 3"
    ]


def test_a_server_that_cannot_take_what_is_trained_is_refused():
    vllm = {"backend": "vllm", "vllm": {"refresh": "reload"}}
    (wrong,) = problems({"serving": vllm, "sft": {"lora": {}}})
    assert "serving.vllm.refresh is 'reload', but training makes adapters" in wrong
    small = {"backend": "vllm", "vllm": {"refresh": "lora", "max_lora_rank": 8}}
    (rank,) = problems({"serving": small, "sft": {"lora": {"rank": 16}}})
    assert "serving.vllm.max_lora_rank is 8; allowed: at least sft.lora.rank, 16" in rank
    attached = {"backend": "attached", "attached": [{"url": "u", "refresh": "none"}]}
    fixed, alone = problems({"serving": attached})
    assert "serving.reference is empty; the arena needs the starting policy" in alone
    assert "serving.attached[0].refresh is 'none', but training makes whole models" in fixed
    assert problems({"serving": {"backend": "attached"}}) == [
        "serving.backend is 'attached'; name its servers in serving.attached"
    ]


def test_settings_survive_json():
    settings = settled(
        LoopSettings,
        {
            "nano": plain(NanoSettings.small()),
            "sft": {"lora": {"rank": 8}, "mix": {"path": "x.jsonl"}},
            "rollout": {"settings": {"economy": {"material_steps": 2}}},
        },
    )
    assert settings.nano == NanoSettings.small()
    assert settled(LoopSettings, plain(settings)) == settings


def test_held_out_people_are_drawn_by_the_seed_and_are_the_others():
    names = [f"P{i}" for i in range(12)]
    trained, out = LoopSettings(seed=1).split(names)
    assert len(out) == 3
    assert sorted(trained + out) == sorted(names)
    assert (trained, out) == LoopSettings(seed=1).split(names[::-1])
    assert out != LoopSettings(seed=2).split(names)[1]
    assert LoopSettings(held_out=0).split(names) == (sorted(names), [])
    with pytest.raises(ConfigError, match=r"held_out = 0.25 of 4 people is 1; the arena needs"):
        LoopSettings().split(names[:4])


def test_changes_and_options_go_over_the_file(tmp_path):
    file = tmp_path / "loop.yaml"
    file.write_text("rounds: 5\nseed: 1\nsft: {epochs: 3}\n", encoding="utf-8")
    settings = read_settings(file, ["sft.epochs=4", "rounds=6"], {"seed": 9})
    assert (settings.rounds, settings.seed, settings.sft.epochs) == (6, 9, 4)


def test_a_config_is_found_by_its_name_and_its_documented_path(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert find_config("quickstart") == find_config("configs/quickstart.yaml")
    with pytest.raises(ConfigError, match=r"neither a file nor a bundled config.*quickstart"):
        find_config("quickstrat")


def test_reading_settings_needs_no_torch():
    code = (
        "import sys, trainers.rft_loop, trainers.loop_settings as s; s.read_settings();"
        "heavy = {'torch', 'transformers', 'trl', 'openai', 'vllm', 'matplotlib'};"
        "sys.exit(', '.join(heavy & set(sys.modules)) or 0)"
    )
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_a_wrong_setting_ends_the_command_with_one_message(tmp_path):
    command = [sys.executable, "-m", "trainers.rft_loop", "--out", str(tmp_path / "rft")]
    ended = subprocess.run(
        [*command, "--set", "round=2"], check=False, capture_output=True, text=True
    )
    assert ended.returncode == 2
    assert ended.stderr.startswith("error: there is no config key round; did you mean rounds?")
    assert not (tmp_path / "rft").exists()
