"""Reading run directories: who, when, what, in both layouts, and what is broken in them."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from agentopia_env.analysis import RunDirectory
from agentopia_env.errors import RunError

NewRun = Callable[..., Any]


def test_a_folder_that_is_not_there_is_named_in_the_error(tmp_path: Path) -> None:
    with pytest.raises(RunError, match=r"nowhere does not exist; give the folder of a run"):
        RunDirectory.open(tmp_path / "nowhere")


def test_a_file_is_no_run(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text("{}")
    with pytest.raises(RunError, match="is a file"):
        RunDirectory.open(tmp_path / "config.json")


def test_the_folder_above_the_runs_says_which_runs_there_are(new_run: NewRun) -> None:
    run = new_run("hamlet_1")
    with pytest.raises(RunError, match="it holds runs, give one of them: hamlet_1"):
        RunDirectory.open(run.path.parent)


def test_a_base_world_is_told_apart_from_a_run(new_run: NewRun) -> None:
    run = new_run()
    run.json("persona/Ann/profile/year=2020.json", {"name": "Ann"})
    with pytest.raises(RunError, match="a world that nobody has lived in yet; run it first"):
        RunDirectory.open(run.path)


@pytest.mark.parametrize(
    "assignment",
    [
        {"Bo": "m", "Dr. Amelia Grant": "m"},
        ["Dr. Amelia Grant", "Bo"],
        [{"agent": "Bo", "policy": "m"}, {"agent": "Dr. Amelia Grant", "policy": "m"}],
    ],
)
def test_the_people_are_those_assigned_a_policy(new_run: NewRun, assignment: object) -> None:
    run = new_run()
    run.assign("Dr. Amelia Grant", "Bo", "石磊")
    run.json("model_assignment.json", assignment)
    assert RunDirectory.open(run.path).people == ("Bo", "Dr. Amelia Grant")


def test_without_an_assignment_the_people_are_those_with_states(new_run: NewRun) -> None:
    run = new_run()
    run.state("石磊", "Y2020-W00-begin")
    run.state("Nadal, R.", "Y2020-W00-begin")
    run.json("persona/Leo/profile/year=2020.json", {"name": "Leo"})
    assert RunDirectory.open(run.path).people == ("Nadal, R.", "石磊")


def test_a_name_is_never_a_path_out_of_the_run(new_run: NewRun) -> None:
    run = new_run()
    run.assign("Ann")
    run.json("model_assignment.json", {"Ann": "m", "../../secret": "m"})
    run.state("../../secret", "Y2020-W00-begin")
    opened = RunDirectory.open(run.path)
    assert opened.people == ("Ann",)
    assert "no folder in persona/ for ../../secret" in opened.damage[0].reason
    with pytest.raises(RunError, match=r"no folder for '../../secret'"):
        list(opened.states("../../secret"))
    assert list(opened.god("../persona/Ann")) == []


def test_accents_match_however_file_system_and_json_compose_them(new_run: NewRun) -> None:
    run = new_run()
    apart = unicodedata.normalize("NFD", "Étienne Bellamy")
    run.state(apart, "Y2020-W01-begin", deposit=5)
    run.json("model_assignment.json", {"Étienne Bellamy": "m"})
    opened = RunDirectory.open(run.path)
    assert opened.people == ("Étienne Bellamy",)
    assert [state.deposit for state in opened.states("Étienne Bellamy")] == [5]
    assert [state.deposit for state in opened.states(apart)] == [5]


def test_our_config_is_flat(new_run: NewRun) -> None:
    run = new_run()
    run.json(
        "config.json",
        {"world": "hamlet", "time": {"n_week": 4}, "reward": {"ties": "shared", "gamma": 0.5}},
    )
    config = RunDirectory.open(run.path).config
    assert (config.layout, config.time.n_week, config.snapshots) == ("own", 4, 4)
    assert (config.reward.ties, config.reward.gamma) == ("shared", 0.5)


def test_the_references_config_is_inside_world_with_names_of_its_own(new_run: NewRun) -> None:
    run = new_run()
    reward = {
        "period_weeks": 5,
        "pagerank_damping": 0.7,
        "mutual_affection_alpha": 1.5,
        "misery_penalty_value": 3,
        "misery_threshold_percentile": 0.1,
        "social_weight": 0.5,
        "economy_weight": 0.1,
        "rft_top_fraction": 0.4,
        "affection_weight": 0.25,
    }
    run.json("config.json", {"world": {"time": {"n_week": 20, "min_age": 16}, "reward": reward}})
    config = RunDirectory.open(run.path).config
    assert (config.layout, config.time.n_week, config.snapshots) == ("reference", 20, 5)
    settings = config.reward
    assert (settings.damping, settings.mutual_bonus, settings.affection_share) == (0.7, 1.5, 0.25)
    assert (settings.penalty, settings.penalty_quantile, settings.fraction) == (3, 0.1, 0.4)
    assert settings.subjective_weight == pytest.approx(0.4)


def test_an_impossible_setting_is_damage_and_the_defaults_stand(new_run: NewRun) -> None:
    run = new_run()
    run.json("config.json", {"time": {"n_week": 0}, "reward": {"gamma": "high"}})
    opened = RunDirectory.open(run.path)
    assert (opened.n_week, opened.config.reward.gamma) == (10, 0.9)
    assert opened.damage[0].path.name == "config.json"
    assert "time.n_week is 0" in opened.damage[0].reason


def test_a_torn_last_line_is_left_out_and_reported(new_run: NewRun) -> None:
    run = new_run()
    run.state("Ann", "Y2020-W01-begin", deposit=1)
    run.text("persona/Ann/state.jsonl", '{"time": "Y2020-W01-plan", "content": {"vit')
    opened = RunDirectory.open(run.path)
    assert [state.deposit for state in opened.states("Ann")] == [1]
    (damage,) = opened.damage
    assert (damage.path.name, damage.line) == ("state.jsonl", 2)
    assert damage.reason.startswith("the last line is torn")


def test_a_whole_last_line_counts_even_without_its_line_end(new_run: NewRun) -> None:
    run = new_run()
    run.line(
        "persona/Ann/generation/year=2020/week=1.jsonl",
        {"time": "Y2020-W01-plan", "inputs": [], "outputs": []},
        end="",
    )
    run.assign("Ann")
    opened = RunDirectory.open(run.path)
    assert len(list(opened.generations("Ann"))) == 1
    assert opened.damage == []


@pytest.mark.parametrize(
    ("broken", "reason"),
    [
        ("\0\0\0\0\n", "not JSON"),
        ("[1, 2]\n", "a list where an object is expected"),
        ('{"content": {}}\n', "`fulfillment` is not an object"),
        ('{"time": "Y2020-W01-begin", "content": 3}\n', "`content` is not an object"),
        ('{"time": "lunch"}\n', "`content` is not an object"),
    ],
)
def test_damaged_lines_in_the_middle_are_reported_and_the_rest_is_read(
    new_run: NewRun, broken: str, reason: str
) -> None:
    run = new_run()
    run.state("Ann", "Y2020-W01-begin", deposit=1)
    run.text("persona/Ann/state.jsonl", broken)
    run.state("Ann", "Y2020-W01-plan", deposit=2)
    opened = RunDirectory.open(run.path)
    assert [state.deposit for state in opened.states("Ann")] == [1, 2]
    (damage,) = opened.damage
    assert damage.line == 2
    assert reason in damage.reason


def test_damage_met_twice_is_reported_once(new_run: NewRun) -> None:
    run = new_run()
    run.text("persona/Ann/state.jsonl", "?\n")
    opened = RunDirectory.open(run.path)
    assert list(opened.states("Ann")) == list(opened.states("Ann")) == []
    assert len(opened.damage) == 1


def test_invalid_bytes_and_values_that_are_no_numbers_are_damage(new_run: NewRun) -> None:
    run = new_run()
    run.file("persona/Ann/state.jsonl").write_bytes(b'{"time": "\xff\xfe"}\n')
    run.state("Ann", "Y2020-W01-begin", mood="fine")
    opened = RunDirectory.open(run.path)
    assert list(opened.states("Ann")) == []
    assert [damage.line for damage in opened.damage] == [1, 2]
    assert "`mood` is 'fine', not a number" in opened.damage[1].reason


def test_weeks_are_read_in_order_of_time_padded_or_not(new_run: NewRun) -> None:
    run = new_run()
    run.assign("Ann")
    for week, name in [(10, "week=10"), (2, "week=2"), (7, "week=07"), (7, "week=7")]:
        line = {"time": f"Y2020-W{week:02d}-plan", "inputs": [], "outputs": [], "key": name}
        run.line(f"persona/Ann/generation/year=2020/{name}.jsonl", line)
    run.text("persona/Ann/generation/year=2020/week=7.md", "for people")
    run.line("persona/Ann/generation/year=2020/resp_validation.jsonl", {"time": "Y2020-W01-plan"})
    opened = RunDirectory.open(run.path)
    keys = [one.key for one in opened.generations("Ann")]
    assert keys == ["week=2", "week=07", "week=7", "week=10"]
    assert [one.key for one in opened.generations("Ann", 2020, 7)] == ["week=07", "week=7"]
    assert list(opened.generations("Ann", 2021)) == []
    assert opened.damage == []


def test_answers_are_read_one_at_a_time(new_run: NewRun) -> None:
    run = new_run()
    run.assign("Ann")
    run.answer("Ann", "Y2020-W01-plan")
    run.text("persona/Ann/generation/year=2020/week=1.jsonl", "?\n")
    opened = RunDirectory.open(run.path)
    next(opened.generations("Ann"))
    assert opened.damage == []


def test_ratings_missing_from_the_rankings_come_from_the_persons_own_reward(
    new_run: NewRun,
) -> None:
    run = new_run()
    run.assign("Ann", "Bo", "石磊")
    run.rank("Ann", "Y2020-W10-settle", {"石磊": 70}, {})
    run.text("reward/rankings/year=2020/week=10.jsonl", '{"agent_name": "Bo", "ti')
    ranking = {"affection_scores": {"Ann": 40}, "respect_scores": {"Ann": 60}}
    run.reward("Bo", "Y2020-W10-settle", ranking=ranking, total_score=0.5)
    given = RunDirectory.open(run.path).ratings(2020)
    assert given is not None
    assert (given.year, given.week) == (2020, 10)
    assert given.ratings.affection == {"Ann": {"石磊": 70}, "Bo": {"Ann": 40}}
    assert given.ratings.respect == {"Ann": {}, "Bo": {"Ann": 60}}


def test_a_year_without_ratings_or_rewards_has_none(new_run: NewRun) -> None:
    run = new_run()
    run.state("Ann", "Y2020-W01-begin")
    opened = RunDirectory.open(run.path)
    assert opened.ratings(2020) is None
    assert (opened.reward_years, opened.years) == ((), (2020,))


def test_years_are_those_of_rewards_answers_and_environment_traces(new_run: NewRun) -> None:
    run = new_run()
    run.assign("Ann")
    run.rank("Ann", "Y2020-W10-settle", {}, {})
    run.answer("Ann", "Y2021-W01-plan")
    run.god("solo_activity", "Y2022-W01-activity-D1")
    run.text("god/notes.txt", "not a feature")
    opened = RunDirectory.open(run.path)
    assert opened.years == (2020, 2021, 2022)
    assert opened.god_features == ("solo_activity",)
    assert [one.who for one in opened.god("solo_activity")] == ["solo_activity"]


def test_of_two_recorded_advantages_the_later_counts(new_run: NewRun) -> None:
    run = new_run()
    run.assign("Ann")
    time = {"start": "Y2020-W00-begin", "end": "Y2020-W10-settle"}
    for advantage in (0.1, 0.2):
        line = {"agent_name": "Ann", "time": time, "advantage": advantage}
        run.line("reward/advantages.jsonl", line)
    run.line("reward/advantages.jsonl", {"agent_name": "Ann", "time": "Y2020", "advantage": 1})
    opened = RunDirectory.open(run.path)
    assert [one.advantage for one in opened.advantages()] == [0.2]
    assert opened.damage[0].reason == "`time` is not an object"


@pytest.mark.parametrize(
    ("more", "text", "reason"),
    [
        ({}, "Good day.", ""),
        ({"rejected": True, "reject_reason": "parrots"}, "Good day.", "rejected"),
        ({"rejected": False}, "Good day.", ""),
        ({"refused": "no such place"}, "Good day.", "refused"),
        ({"error": "timeout"}, "Good day.", "failed"),
        ({"valid": False}, "Good day.", "failed"),
        ({}, "", "empty"),
        ({}, None, "empty"),
        ({}, "NO_RESPONSE", "empty"),
        ({}, '"NO_RESPONSE"', "empty"),
        ({}, "<think>Hm.</think>\n", "empty"),
        ({}, "<think>Hm.</think>Well.", ""),
        ({"outputs": []}, "", "empty"),
        ({"outputs": "NO_RESPONSE"}, "", "empty"),
        ({"outputs": [{"role": "tool", "content": "file"}]}, "", "empty"),
    ],
)
def test_only_an_accepted_answer_that_says_something_may_be_learned_from(
    new_run: NewRun, more: dict[str, Any], text: str | None, reason: str
) -> None:
    run = new_run()
    run.assign("Ann")
    run.answer("Ann", "Y2020-W01-plan", text, **more)
    (one,) = RunDirectory.open(run.path).generations("Ann")
    assert one.left_out == reason


def test_an_answer_that_ends_with_function_calls_is_an_answer(new_run: NewRun) -> None:
    run = new_run()
    run.assign("Ann")
    call = {"id": "1", "type": "function", "function": {"name": "list_files", "arguments": "{}"}}
    outputs = [{"role": "assistant", "content": None, "tool_calls": [call]}]
    run.answer("Ann", "Y2020-W01-plan", outputs=outputs)
    (one,) = RunDirectory.open(run.path).generations("Ann")
    assert one.left_out == ""


def test_the_reference_marks_the_summary_of_a_rejected_answer_and_both_are_left_out(
    new_run: NewRun,
) -> None:
    run = new_run()
    run.assign("Ann")
    run.json("config.json", {"world": {"time": {}}})
    run.answer("Ann", "Y2020-W01-contact-S1", "An earlier answer.")
    run.answer("Ann", "Y2020-W01-contact-S2", "contact(to=Nobody)")
    asked = [
        {"role": "user", "content": "What?"},
        {"role": "assistant", "content": "contact(to=Nobody)"},
        {"role": "user", "content": "Summarise."},
    ]
    run.answer("Ann", "Y2020-W01-contact-S2", "<summary>", inputs=asked, rejected=True)
    found = [one.left_out for one in RunDirectory.open(run.path).generations("Ann")]
    assert found == ["", "rejected", "rejected"]


def test_ratings_that_the_references_environment_model_gave_are_not_the_persons(
    new_run: NewRun,
) -> None:
    run = new_run()
    run.assign("Ann")
    run.json("config.json", {"world": {"time": {}}})
    asked = [{"role": "user", "content": 'Return {"affection": {}, "respect": {}}'}]
    run.answer("Ann", "Y2020-W10-settle", '{"affection": {}}', inputs=asked)
    run.answer("Ann", "Y2020-W10-settle", "My wishes.")
    found = [one.left_out for one in RunDirectory.open(run.path).generations("Ann")]
    assert found == ["answered by the environment model", ""]


def test_our_own_ratings_are_a_persons_answers(new_run: NewRun) -> None:
    run = new_run()
    run.assign("Ann")
    asked = [{"role": "user", "content": 'Return {"affection": {}, "respect": {}}'}]
    run.answer("Ann", "Y2020-W10-settle", "{}", inputs=asked, kind="rate", policy="a")
    (one,) = RunDirectory.open(run.path).generations("Ann")
    assert (one.left_out, one.kind, one.policy) == ("", "rate", "a")
