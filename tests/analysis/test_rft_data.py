"""Training data: who is in it, which of their answers, line by line and byte by byte."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import orjson
import pytest

from agentopia_env.analysis import recompute, write_rft_data
from agentopia_env.errors import ConfigError, RunError

NewRun = Callable[..., Any]

NAMES = ("Ann", "Dr. Amelia Grant", "O'Neil, Bo", "石磊")
DEPOSITS = (500, 100, 300, 200)  # at the end of 2020, of 0; the only thing in which they differ


def lived(new_run: NewRun, years: int = 1) -> Any:
    """People of one-week years who differ in what they earn; every later year reverses it."""
    run = new_run()
    run.assign(*NAMES)
    run.json("config.json", {"time": {"n_week": 1}})
    for name, gain in zip(NAMES, DEPOSITS, strict=True):
        deposit = 0
        run.state(name, "Y2020-W00-begin", deposit=deposit)
        for number in range(years):
            deposit += gain if number % 2 == 0 else 600 - gain
            run.state(name, f"Y{2020 + number}-W01-settle", deposit=deposit)
            run.rank(name, f"Y{2020 + number}-W01-settle", {}, {})
    return run


def lines(path: Path) -> list[dict[str, Any]]:
    return [orjson.loads(line) for line in path.read_bytes().splitlines()]


def test_the_accepted_answers_of_the_best_quarter_become_samples(
    new_run: NewRun, tmp_path: Path
) -> None:
    run = lived(new_run)
    for name in NAMES:
        run.answer(name, "Y2020-W01-plan", f"I am {name}.", kind="plan", key=f"k/{name}")
    report = write_rft_data(run.path, tmp_path / "rft_data", top=0.25)
    (one,) = report.periods
    assert one.path == tmp_path / "rft_data" / "hamlet_07010900_Y2020W01.jsonl"
    assert one.selected == ("Ann",)
    assert lines(one.path) == [
        {
            "messages": [
                {"role": "system", "content": "You are."},
                {"role": "user", "content": "What?"},
                {"role": "assistant", "content": "I am Ann."},
            ],
            "metadata": {
                "agent": "Ann",
                "advantage": recompute(run.path).advantages["Ann"][0],
                "period": {"start": "Y2020-W00-begin", "end": "Y2020-W01-settle"},
                "time": "Y2020-W01-plan",
                "kind": "plan",
                "n_inputs": 2,
                "input_tokens": 100,
                "output_tokens": 10,
                "key": "k/Ann",
            },
        }
    ]
    assert (report.samples, one.god_path) == (1, None)


def test_no_rejected_refused_failed_or_empty_answer_is_ever_written(
    new_run: NewRun, tmp_path: Path
) -> None:
    run = lived(new_run)
    run.answer("Ann", "Y2020-W01-plan", "Good.")
    run.answer("Ann", "Y2020-W01-contact-S1", "Bad 1", rejected=True, reject_reason="parrots")
    run.answer("Ann", "Y2020-W01-contact-S2", "Bad 2", refused="no such person")
    run.answer("Ann", "Y2020-W01-activity-D1", "Bad 3", valid=False)
    run.answer("Ann", "Y2020-W01-activity-D2", "Bad 4", error="timeout")
    run.answer("Ann", "Y2020-W01-activity-D3", "NO_RESPONSE")
    run.answer("Ann", "Y2020-W01-activity-D4", "")
    run.answer("Ann", "Y2020-W01-review", outputs="NO_RESPONSE")
    run.text("persona/Ann/generation/year=2020/week=1.jsonl", '{"time": "Y2020-W01-rev')
    (one,) = (report := write_rft_data(run.path, tmp_path, top=0.25)).periods
    assert [line["messages"][-1]["content"] for line in lines(one.path)] == ["Good."]
    assert one.tally.left_out == {"rejected": 1, "refused": 1, "failed": 2, "empty": 3}
    assert [damage.line for damage in report.damage] == [9]


def test_samples_come_in_order_of_name_and_time(new_run: NewRun, tmp_path: Path) -> None:
    run = lived(new_run)
    for name in reversed(NAMES):
        run.answer(name, "Y2020-W01-plan", "1")
        run.answer(name, "Y2020-W01-review", "2")
    (one,) = write_rft_data(run.path, tmp_path, top=1.0).periods
    found = [(line["metadata"]["agent"], line["metadata"]["time"][10:]) for line in lines(one.path)]
    assert found == [(name, stage) for name in NAMES for stage in ("plan", "review")]
    assert one.selected == ("Ann", "O'Neil, Bo", "石磊", "Dr. Amelia Grant")
    assert one.tally.per_person == dict.fromkeys(NAMES, 2)
    assert (one.tally.input_tokens, one.tally.output_tokens) == (800, 80)


def test_each_year_has_its_own_file_and_its_own_best(new_run: NewRun, tmp_path: Path) -> None:
    run = lived(new_run, years=2)
    for name in NAMES:
        run.answer(name, "Y2020-W01-plan", f"{name} 2020")
        run.answer(name, "Y2021-W01-plan", f"{name} 2021")
    first, second = write_rft_data(run.path, tmp_path, top=0.25).periods
    assert [first.path.name, second.path.name] == [
        "hamlet_07010900_Y2020W01.jsonl",
        "hamlet_07010900_Y2021W01.jsonl",
    ]
    assert second.selected == ("Dr. Amelia Grant",)
    assert second.period.start == "Y2021-W00-begin"
    contents = [line["messages"][-1]["content"] for line in lines(second.path)]
    assert contents == ["Dr. Amelia Grant 2021"]


def test_with_n_year_later_years_neither_are_written_nor_change_advantages(
    new_run: NewRun, tmp_path: Path
) -> None:
    long, short = lived(new_run, years=3), lived(lambda: new_run("short"), years=1)
    for run in (long, short):
        run.answer("Ann", "Y2020-W01-plan")
    (one,) = write_rft_data(long.path, tmp_path / "a", 0.5, n_year=1).periods
    (alone,) = write_rft_data(short.path, tmp_path / "b", 0.5).periods
    whole, *_ = write_rft_data(long.path, tmp_path / "c", 0.5).periods
    assert one.advantages == pytest.approx(alone.advantages)
    assert one.advantages != pytest.approx(whole.advantages)


def test_recorded_advantages_count_when_they_are_everybodys(
    new_run: NewRun, tmp_path: Path
) -> None:
    run = lived(new_run)
    run.answer("石磊", "Y2020-W01-plan")
    time = {"start": "Y2020-W00-begin", "end": "Y2020-W01-settle"}
    for number, name in enumerate(NAMES):
        if number == 3:
            (one,) = write_rft_data(run.path, tmp_path, 0.25).periods
            assert (one.selected, one.recorded) == (("Ann",), False)
        line = {"agent_name": name, "time": time, "advantage": number}
        run.line("reward/advantages.jsonl", line)
    (one,) = write_rft_data(run.path, tmp_path, 0.25).periods
    assert (one.selected, one.recorded) == (("石磊",), True)
    assert lines(one.path)[0]["metadata"]["advantage"] == 3


def test_tool_exchanges_are_kept_and_empty_fields_of_clients_are_not(
    new_run: NewRun, tmp_path: Path
) -> None:
    run = lived(new_run)
    call = {"id": "1", "type": "function", "function": {"name": "read_file", "arguments": "{}"}}
    run.answer(
        "Ann",
        "Y2020-W01-plan",
        outputs=[
            {"content": None, "role": "assistant", "tool_calls": [call], "refusal": None},
            {"role": "tool", "tool_call_id": "1", "name": "read_file", "content": "notes"},
            {"role": "assistant", "content": "Done.", "tool_calls": []},
        ],
    )
    (one,) = write_rft_data(run.path, tmp_path, 0.25).periods
    (line,) = lines(one.path)
    assert line["messages"][2:] == [
        {"role": "assistant", "content": "", "tool_calls": [call]},
        {"role": "tool", "content": "notes", "tool_call_id": "1", "name": "read_file"},
        {"role": "assistant", "content": "Done."},
    ]


def test_frequent_features_of_the_environment_model_are_down_sampled(
    new_run: NewRun, tmp_path: Path
) -> None:
    run = lived(new_run)
    run.answer("Ann", "Y2020-W01-plan")
    for feature, count in (
        ("encounter_activity", 3),
        ("public_activity", 5),
        ("solo_activity", 80),
    ):
        for number in range(count):
            run.god(feature, "Y2020-W01-activity-D1", f"{feature} {number}", kind="judge")
    run.god("public_activity", "Y2020-W01-activity-D1", "null")
    (one,) = write_rft_data(run.path, tmp_path, 0.25, seed=3).periods
    assert one.god_path == tmp_path / "god_hamlet_07010900_Y2020W01.jsonl"
    counts = {name: (feature.accepted, feature.written) for name, feature in one.god.items()}
    # the median of 3, 5 and 80 is 5, so none gives more than 10
    assert counts == {
        "encounter_activity": (3, 3),
        "public_activity": (5, 5),
        "solo_activity": (80, 10),
    }
    found = lines(one.god_path)
    assert len(found) == 18
    assert len({line["messages"][-1]["content"] for line in found}) == 18
    assert found[-1]["metadata"] == {
        "source": "god",
        "feature": "solo_activity",
        "time": "Y2020-W01-activity-D1",
        "kind": "judge",
        "n_inputs": 2,
        "input_tokens": 100,
        "output_tokens": 10,
    }


def test_the_same_arguments_give_the_same_bytes_and_another_seed_another_sample(
    new_run: NewRun, tmp_path: Path
) -> None:
    run = lived(new_run)
    run.answer("Ann", "Y2020-W01-plan")
    for number in range(50):
        run.god("solo_activity", "Y2020-W01-activity-D1", str(number))
    run.god("public_activity", "Y2020-W01-activity-D1")

    def written(folder: str, seed: int) -> dict[str, bytes]:
        write_rft_data(run.path, tmp_path / folder, 0.25, seed=seed)
        return {path.name: path.read_bytes() for path in (tmp_path / folder).iterdir()}

    run.god("profile_update", "Y2020-W01-settle")
    first, again, other = written("a", 1), written("b", 1), written("c", 2)
    assert first == again
    assert set(first) == {
        "hamlet_07010900_Y2020W01.jsonl",
        "hamlet_07010900_Y2020W01.md",
        "god_hamlet_07010900_Y2020W01.jsonl",
    }
    god = "god_hamlet_07010900_Y2020W01.jsonl"
    assert first[god] != other[god]
    assert len(first[god].splitlines()) == len(other[god].splitlines()) == 4


def test_the_page_beside_says_who_what_and_why_not(new_run: NewRun, tmp_path: Path) -> None:
    run = lived(new_run)
    run.answer("Ann", "Y2020-W01-plan", kind="plan")
    run.answer("Ann", "Y2020-W01-contact-S1", kind="contact", rejected=True)
    run.god("solo_activity", "Y2020-W01-activity-D1")
    (one,) = write_rft_data(run.path, tmp_path, 0.25).periods
    page = one.report.read_text(encoding="utf-8")
    assert "# Training data of hamlet_07010900, Y2020-W00-begin to Y2020-W01-settle" in page
    assert "| people selected | 1 of 4 (top 0.25) |" in page
    assert f"| Ann | {one.advantages['Ann']:+.4f} | 1 |" in page
    assert "| plan | 1 |" in page
    assert "| rejected | 1 |" in page
    assert "| solo_activity | 1 | 1 |" in page


def test_a_run_without_answers_says_how_to_record_them(new_run: NewRun, tmp_path: Path) -> None:
    run = lived(new_run)
    with pytest.raises(RunError, match=r"run again with `--set store\.trace=prompts`"):
        write_rft_data(run.path, tmp_path / "out", 0.25)
    assert not (tmp_path / "out").exists()


def test_answers_without_their_prompts_are_no_samples(new_run: NewRun, tmp_path: Path) -> None:
    run = lived(new_run)
    run.answer("Ann", "Y2020-W01-plan", inputs=[])
    run.god("solo_activity", "Y2020-W01-activity-D1", inputs=[])
    with pytest.raises(RunError, match=r"no answers with their prompts"):
        write_rft_data(run.path, tmp_path, 0.25)
    run.answer("Ann", "Y2020-W01-review")
    (one,) = write_rft_data(run.path, tmp_path, 0.25).periods
    assert one.tally.left_out == {"without its prompt": 1}
    assert (len(lines(one.path)), one.god) == (1, {})


def test_a_run_whose_first_year_goes_on_cannot_be_learned_from_yet(
    new_run: NewRun, tmp_path: Path
) -> None:
    run = new_run()
    run.assign("Ann")
    run.state("Ann", "Y2020-W01-begin")
    run.answer("Ann", "Y2020-W01-plan")
    with pytest.raises(RunError, match="no year has ended with a reward"):
        write_rft_data(run.path, tmp_path / "out", 0.25)


@pytest.mark.parametrize(("top", "n_year"), [(0, None), (1.5, None), (float("nan"), 1), (0.5, 0)])
def test_impossible_arguments_are_named(
    new_run: NewRun, tmp_path: Path, top: float, n_year: int | None
) -> None:
    with pytest.raises(ConfigError, match="allowed"):
        write_rft_data(lived(new_run).path, tmp_path, top, n_year)


def test_an_output_folder_that_cannot_be_is_an_error_with_its_name(
    new_run: NewRun, tmp_path: Path
) -> None:
    run = lived(new_run)
    run.answer("Ann", "Y2020-W01-plan")
    (tmp_path / "taken").write_text("")
    with pytest.raises(RunError, match=r"cannot make the folder .*taken"):
        write_rft_data(run.path, tmp_path / "taken", 0.25)


def test_a_file_is_replaced_whole_or_stays_as_it_was(
    new_run: NewRun, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    run = lived(new_run)
    run.answer("Ann", "Y2020-W01-plan")
    run.answer("Ann", "Y2020-W01-review")
    (one,) = write_rft_data(run.path, tmp_path / "out", 0.25).periods
    before = one.path.read_bytes()
    calls = []

    def fails_on_the_second(*given: object) -> bytes:
        calls.append(given)
        if len(calls) == 2:
            raise KeyboardInterrupt
        return b"half\n"

    monkeypatch.setattr("agentopia_env.analysis.rft_data._sample", fails_on_the_second)
    with pytest.raises(KeyboardInterrupt):
        write_rft_data(run.path, tmp_path / "out", 0.25)
    assert one.path.read_bytes() == before
    assert {path.name for path in (tmp_path / "out").iterdir()} == {
        one.path.name,
        one.report.name,
    }


def test_a_reference_run_gives_training_data_without_kinds_or_policies(
    new_run: NewRun, tmp_path: Path
) -> None:
    run = lived(new_run)
    run.json("config.json", {"world": {"time": {"n_week": 1}, "reward": {"period_weeks": 1}}})
    run.answer("Ann", "Y2020-W01-contact-S2")
    asked = [{"role": "user", "content": 'JSON: {"affection": {}, "respect": {}}'}]
    run.answer("Ann", "Y2020-W01-settle", '{"affection": {}}', inputs=asked)
    (one,) = write_rft_data(run.path, tmp_path, 0.25).periods
    assert [line["metadata"]["kind"] for line in lines(one.path)] == ["contact"]
    assert one.tally.left_out == {"answered by the environment model": 1}
