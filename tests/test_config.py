"""What a configuration may say; everything else is named with its key and the remedy."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agentopia_env.config import (
    BOUNDS,
    RunConfig,
    impossible_numbers,
    make_config,
    merged,
    parse_setting,
    read_config,
)
from agentopia_env.errors import ConfigError


def refusal(values) -> str:
    with pytest.raises(ConfigError) as error:
        make_config(values)
    return str(error.value)


def test_the_defaults_are_possible_and_those_of_the_specification():
    config = make_config({})
    assert config == RunConfig()
    assert list(impossible_numbers(config)) == []
    time = config.time
    assert (time.start_year, time.n_year, time.n_week, time.n_day) == (2020, 10, 10, 5)


@pytest.mark.parametrize(
    ("values", "key", "meant"),
    [
        ({"sede": 1}, "sede", "seed"),
        ({"time": {"n_weak": 3}}, "time.n_weak", "time.n_week"),
        ({"state": {"solo": {"mod": [1, 2]}}}, "state.solo.mod", "state.solo.mood"),
        ({"state": {"decay": {"socail": 0.1}}}, "state.decay.socail", "state.decay.social"),
        ({"economy": {"work_pay": {"hihg": [1, 2]}}}, "economy.work_pay.hihg", "work_pay.high"),
    ],
)
def test_a_key_that_does_not_exist_is_named_with_the_one_that_was_probably_meant(
    values, key, meant
):
    message = refusal(values)
    assert f"there is no config key {key};" in message
    assert "did you mean " in message
    assert f"{meant}?" in message


def test_a_key_like_no_other_is_answered_with_all_there_are():
    message = refusal({"time": {"zzz": 1}})
    assert "did you mean" not in message
    assert "allowed in time: n_contact_slot, n_day, n_week, n_year, start_year" in message


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("seed=-1", "seed is -1; allowed are 0 to 9223372036854775807"),
        ("agents=0", "agents is 0"),
        ("repairs=11", "repairs is 11; allowed are 0 to 10"),
        ("seed=abc", "seed is 'abc'"),
        ("seed=1.5", "seed is 1.5"),
        ("fidelity=fine", "fidelity is 'fine'; Input should be 'full' or 'brief'"),
        ("language=no", "language is False"),
        ("world=7", "world is 7"),
        ("time=5", "time is a section with keys of its own, not 5"),
        ("time.n_year=0", "time.n_year is 0"),
        ("time.n_week=1001", "time.n_week is 1001"),
        ("time.n_day=2.5", "time.n_day is 2.5"),
        ("store.trace=all", "store.trace is 'all'"),
        ("store.checkpoint_seconds=.nan", "store.checkpoint_seconds is nan"),
        ("store.checkpoint_seconds=-1", "store.checkpoint_seconds is -1"),
        ("policy.exploration=1.5", "policy.exploration is 1.5; allowed are 0 to 1"),
        ("reward.gamma=2", "reward.gamma is 2"),
        ("state.initial_vitality=101", "state.initial_vitality is 101; allowed are 0 to 100"),
        ("state.decay.mood=1.1", "state.decay.mood is 1.1; allowed are 0 to 1"),
        ("state.solo.money=[5, -5]", "state.solo.money is 5 to -5; the lower number comes first"),
        ("state.solo.money=[.nan, 5]", "state.solo.money.0 is nan"),
        ("economy.max_income=.inf", "economy.max_income is inf; allowed are 0 to 1000000"),
        ("economy.max_income=much", "economy.max_income is 'much'; a number is needed"),
        ("economy.max_possessions=-1", "economy.max_possessions is -1"),
        ("economy.work_pay.low=[80, 40]", "economy.work_pay.low is 80 to 40"),
        ("economy.living_standards.frugal=[-1, 0]", "living_standards.frugal: a cost cannot be"),
        ("economy.living_standards.frugal=3", "economy.living_standards.frugal is 3"),
        ("economy.material_steps=[[0, 100]]", "economy.material_steps.0.0 is 0; allowed are 1 to"),
        ("contact.max_participants=1", "contact.max_participants is 1; allowed are 2 to"),
        ("activity.min_turns=30", "activity.min_turns is 30 and activity.max_turns 20"),
        ("activity.encounter_group=0", "activity.encounter_group is 0; allowed are 2 to"),
        ("memory.max_call_rounds=0", "memory.max_call_rounds is 0; allowed are 1 to 100"),
        ("year.max_talent_change=-3", "year.max_talent_change is -3; allowed are 0 to 100"),
    ],
)
def test_a_value_that_cannot_be_is_named_with_its_key(setting, words):
    assert words in refusal(parse_setting(setting))


def test_every_problem_is_told_at_once_and_once():
    message = refusal(
        {
            "sede": 1,
            "seed": -1,
            "fidelity": "fine",
            "time": {"n_year": 0, "n_week": -3, "n_weak": 1},
            "reward": {"gamma": 3, "ties": "coin"},
            "policy": 7,
            "economy": {"max_income": "x"},
        }
    )
    lines = message.splitlines()
    starts = ("there is no config key sede", "there is no config key time.n_weak", "policy is a")
    starts += ("seed is -1", "fidelity is", "time.n_year is 0", "time.n_week is -3")
    starts += ("reward.gamma is 3", "reward.ties is 'coin'", "economy.max_income is 'x'")
    for start in starts:
        assert sum(line.startswith(start) for line in lines) == 1, (start, message)
    assert len(lines) == len(starts)


def test_settings_that_are_possible_only_together_are_taken_together():
    config = make_config({"activity": {"min_turns": 30, "max_turns": 40}})
    assert config.rules.activity.max_turns == 40


def test_a_config_made_in_code_is_checked_like_one_from_a_file():
    with pytest.raises(ConfigError, match="agents is 0"):
        RunConfig(agents=0)


def test_every_bound_is_of_a_key_that_exists():
    record = RunConfig().record()
    for key in BOUNDS:
        part = record
        for step in key.split("."):
            assert step in part, key
            part = part[step]


def test_a_table_keeps_the_entries_that_are_not_given():
    config = make_config(parse_setting("economy.living_standards.frugal=[50, -3]"))
    standards = config.economy.living_standards
    assert standards["frugal"] == (50, -3)
    assert standards["moderate"] == (200, 0)
    assert make_config(parse_setting("state.decay.mood=0.3")).state.decay["social"] == 0.15


def test_a_section_without_content_keeps_its_defaults():
    assert make_config({"time": None, "reward": {}}) == RunConfig()


CONFIGS = st.fixed_dictionaries(
    {},
    optional={
        "seed": st.integers(0, 2**63 - 1),
        "agents": st.none() | st.integers(1, 1000),
        "fidelity": st.sampled_from(["full", "brief"]),
        "language": st.sampled_from([None, "en", "zh"]),
        "time": st.fixed_dictionaries({}, optional={"n_year": st.integers(1, 1000)}),
        "economy": st.fixed_dictionaries(
            {"max_income": st.integers(0, 10**6) | st.floats(0, 10**6)},
        ),
        "store": st.fixed_dictionaries({"checkpoint_seconds": st.floats(0, 86_400)}),
    },
)


@given(CONFIGS)
def test_a_config_written_down_and_read_again_is_the_same(values):
    config = make_config(values)
    record = json.loads(json.dumps(config.record(), allow_nan=False))
    assert make_config(record) == config
    assert make_config(record).record() == config.record()


def test_nothing_in_a_written_config_could_be_a_secret():
    def keys(value):
        for key, inner in value.items() if isinstance(value, dict) else ():
            yield key
            yield from keys(inner)

    secret = ("secret", "token", "password", "credential", "api_key", "apikey", "header", "auth")
    found = {key for key in keys(RunConfig().record()) if any(s in key.lower() for s in secret)}
    assert found <= {"max_tokens"}  # how long a prompt may be
    assert "no config key policy.api_key" in refusal({"policy": {"api_key": "sk-123"}})
    assert "sk-123" not in refusal({"policy": {"api_key": "sk-123"}})


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("time.n_week=5", {"time": {"n_week": 5}}),
        (" time . n_week = 5 ", {"time": {"n_week": 5}}),
        ("world=./my world", {"world": "./my world"}),
        ("world=a=b", {"world": "a=b"}),
        ("agents=null", {"agents": None}),
        ("agents=", {"agents": None}),
        ("state.solo.skill=[0, 2]", {"state": {"solo": {"skill": [0, 2]}}}),
        ("time={n_week: 2, n_day: 3}", {"time": {"n_week": 2, "n_day": 3}}),
    ],
)
def test_a_setting_is_a_dotted_key_and_a_yaml_value(text, values):
    assert parse_setting(text) == values


@pytest.mark.parametrize("text", ["n_week", "=5", " =5", ""])
def test_a_setting_without_key_or_value_shows_how_it_is_written(text):
    with pytest.raises(ConfigError, match=r"write it as key=value, e\.g\. time\.n_week=5"):
        parse_setting(text)


def test_a_setting_whose_value_is_no_yaml_is_named():
    with pytest.raises(ConfigError, match=r"--set 'seed=\[1': the value is no YAML"):
        parse_setting("seed=[1")


def test_later_settings_win_key_by_key():
    values = {"time": {"n_week": 5, "n_day": 3}, "seed": 1}
    changed = merged(merged(values, parse_setting("time.n_week=2")), parse_setting("seed=4"))
    assert changed == {"time": {"n_week": 2, "n_day": 3}, "seed": 4}
    assert values == {"time": {"n_week": 5, "n_day": 3}, "seed": 1}
    assert merged({"time": 3}, {"time": {"n_day": 1}}) == {"time": {"n_day": 1}}


def config_file(tmp_path, content: bytes) -> Path:
    file = tmp_path / "run.yaml"
    file.write_bytes(content)
    return file


def test_a_file_is_yaml_or_json_and_may_be_empty(tmp_path):
    assert read_config(config_file(tmp_path, b"seed: 3\ntime: {n_week: 2}\n")) == {
        "seed": 3,
        "time": {"n_week": 2},
    }
    assert read_config(config_file(tmp_path, b'{"seed": 3}')) == {"seed": 3}
    assert read_config(config_file(tmp_path, b"# nothing yet\n")) == {}


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"time: [1", "is no YAML"),
        (b"a: b: c", "is no YAML"),
        (b"seed: \xff\xfe", "is no YAML"),
        (b"seed: \x00", "is no YAML"),
        (b"- seed\n", "its top level must be a mapping"),
        (b"seed", "its top level must be a mapping"),
        (b"seed: !!python/object/apply:os.getcwd []", "is no YAML"),
    ],
)
def test_a_file_that_is_no_configuration_is_named(tmp_path, content, words):
    file = config_file(tmp_path, content)
    with pytest.raises(ConfigError) as error:
        read_config(file)
    assert words in str(error.value)
    assert str(file) in str(error.value)


def test_a_file_that_cannot_be_read_is_named(tmp_path):
    with pytest.raises(ConfigError, match=r"gone\.yaml: No such file"):
        read_config(tmp_path / "gone.yaml")
    with pytest.raises(ConfigError, match="Is a directory"):
        read_config(tmp_path)
