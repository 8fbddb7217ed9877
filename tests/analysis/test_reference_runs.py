"""Runs of the reference implementation, in the form its writer gives them."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from reference_layout import DAY, GRANT, MEETING, STONE, reference_run
from test_damaged_lives import everything

from agentopia_env.analysis.dialogues import as_jsonl, as_text, dialogues
from agentopia_env.analysis.lives import read_lives
from agentopia_env.analysis.metrics import metrics_of
from agentopia_env.analysis.runs import Run

NewRun = Callable[..., Any]


@pytest.fixture
def run(new_run: NewRun) -> Run:
    return Run.open(reference_run(new_run))


def test_a_day_has_its_name_place_and_people_beside_its_content(run: Run) -> None:
    shopping, meeting, running = run.activities(STONE)
    assert (meeting.kind, meeting.id, meeting.name) == ("encounter", MEETING, "Encounter")
    assert (meeting.location, meeting.others) == ("quay", (GRANT,))
    assert (meeting.outcome, meeting.gained) == ("We met in the rain.", ("an umbrella",))
    assert (running.kind, running.name, running.text) == ("public", "Run", "I run last.")
    assert (shopping.text, shopping.bought) == ("I look for a kite.", "a kite")
    assert (shopping.outcome, shopping.paid_work) == ("The kite is in the bag.", False)


def test_the_list_of_signals_is_no_person_and_the_access_log_no_note(run: Run) -> None:
    assert [(one.sender, one.to) for one in run.letters(STONE)] == [(GRANT, STONE)] * 2
    assert set(run.notes(STONE)) == {"working_memory", f"characters/{GRANT}", "characters/Otto"}
    assert run.acquaintances(STONE) == {"Otto"}


def test_a_message_is_read_out_of_the_action_that_sent_it(run: Run) -> None:
    tea, walk = (one.text for one in run.letters(GRANT))
    assert tea == 'Tea at four?\nBring "Otto".'
    assert walk.startswith("[propose_joint_activity: A walk")
    assert walk.endswith("Along the river. Come!")


def test_a_scene_is_put_together_from_what_each_participant_was_asked(run: Run) -> None:
    (scene,) = dialogues(run, what=["scenes"])
    open_text, hidden = (next(iter(as_text([scene], private=p))) for p in (False, True))
    lines = ["[Rain.]", f"{GRANT}: (waves) “Hello.”", "[It stops.]", f"{STONE}: “Hello, doctor.”"]
    assert open_text.splitlines()[1:] == lines
    assert "<private>He looks tired.</private>" in hidden
    assert "NO_RESPONSE" not in hidden
    assert b"nobody" not in b"".join(as_jsonl([scene], private=True))


def test_a_turn_without_an_answer_is_no_training_sample(run: Run) -> None:
    assert [one.left_out for one in run.generations(STONE)] == ["empty", ""]


def test_metrics_count_as_the_paper_does(run: Run) -> None:
    metrics = metrics_of(read_lives(run.path))
    stone, grant = ({r["person"]: r for r in metrics.weeks}[name] for name in (STONE, GRANT))
    assert (stone["contacts_active"], stone["contacts_passive"]) == (0, 2)
    assert (grant["joint_proposed"], stone["joint_proposed"]) == (1, 0)
    assert (stone["solo"], stone["encounter"], stone["public"]) == (1, 1, 1)
    assert (stone["spending"], stone["living_cost"], stone["consumption_count"]) == (130, 100, 1)
    assert (stone["skill_improvements"], stone["skill_points"]) == (1, 0.5)
    assert (stone["deposit"], stone["mood"], stone["input_tokens"]) == (225, 52.5, 18)
    (year, _) = metrics.years
    assert (year["likes"], year["liked_by"], year["mood_end"]) == (0, 0, 52.5)  # Otto does not live
    assert {row["income"] for row in metrics.lives} == {200}


def test_calls_of_the_environment_model_are_told_from_those_of_people(run: Run) -> None:
    calls = {name: one.calls for name, one in read_lives(run).kinds.items()}
    assert calls == {"activity": 3, "joint_activity": 1}


def test_every_command_reads_it_and_nothing_is_damaged(run: Run) -> None:
    assert everything(run.path).damaged == []


@pytest.mark.parametrize("gone", ["config.json", "model_assignment.json", "checkpoint.json"])
def test_without_its_files_at_the_top_the_lives_are_still_there(run: Run, gone: str) -> None:
    (run.path / gone).unlink()
    metrics = everything(run.path)
    assert {row["person"] for row in metrics.weeks} == {STONE, GRANT}


def test_a_torn_trace_leaves_what_was_said_before_it(run: Run) -> None:
    trace = Path(run.folder(STONE) / "generation/year=2020/week=1.jsonl")
    trace.write_bytes(trace.read_bytes()[:-40])
    (scene,) = dialogues(run, person=STONE, what=["scenes"])
    assert [turn.speaker for turn in scene.turns if turn.speaker] == [GRANT, STONE]
    assert any("torn" in line for line in everything(run.path).damaged)
    assert str(scene.moment) == f"{DAY}2"
