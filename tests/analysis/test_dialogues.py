"""Scenes put together from what each participant perceived, with and without what was private."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from lived_run import lived

from agentopia_env.analysis.dialogues import as_jsonl, as_text, dialogues
from agentopia_env.analysis.runs import Run

NewRun = Callable[..., Any]
TIME = "Y2020-W01-activity-D1"


def scene(run: Any, name: str, people: list[str], *lines: tuple[str, str]) -> None:
    run.line(
        f"persona/{name}/activity.jsonl",
        {
            "time": TIME,
            "type": "joint",
            "agent_name": name,
            "content": {
                "activity_name": "Tea",
                "activity_id": "joint-1",
                "participants": people,
                "dialogue": [{"speaker": speaker, "text": text} for speaker, text in lines],
            },
            "reflection": f"{name} is glad",
            "outcome": {"outcome": "It went well."},
        },
    )


def tea(new_run: NewRun) -> Run:
    """Ann thinks something, and whispers to Bob what Cai does not hear."""
    run, people = new_run(), ["Ann", "Bob", "Cai"]
    run.assign(*people)
    scene(run, "Ann", people, ("", "It rains."), ("Ann", "Hello all. I am bored. Let us go."),
          ("Ann", "Nobody hears this."), ("Bob", "No."))  # fmt: skip
    scene(run, "Bob", people, ("", "It rains."), ("Ann", "Hello all. Let us go."), ("Bob", "No."))
    scene(run, "Cai", people, ("", "It rains."), ("Ann", "Hello all."), ("Bob", "No."))
    return Run.open(run.path)


def test_a_scene_is_told_once_whoever_recorded_it(new_run: NewRun) -> None:
    (text,) = as_text(dialogues(tea(new_run)), private=False)
    assert text.splitlines() == [
        f"== {TIME} · joint · Tea · Ann, Bob, Cai",
        "[It rains.]",
        "Ann: Hello all.",
        "Bob: No.",
    ]


def test_hidden_segments_are_marked_with_who_perceived_them(new_run: NewRun) -> None:
    (text,) = as_text(dialogues(tea(new_run)), private=True)
    assert (
        'Ann: Hello all. <private>I am bored.</private> <visible_to="Bob">Let us go.</visible_to>'
        in text
    )
    assert "Ann: <private>Nobody hears this.</private>" in text
    assert "Ann afterwards: Ann is glad" in text


def test_where_only_the_speakers_record_is_left_nothing_private_gets_out(new_run: NewRun) -> None:
    run = new_run()
    run.assign("Ann", "Bob")
    scene(run, "Ann", ["Ann", "Bob"], ("Ann", "Hello. I hate this."), ("Bob", "Hi."))
    found = dialogues(Run.open(run.path))
    (text,) = as_text(found, private=False)
    assert "hate" not in text
    assert "Ann: […]" in text
    assert "Bob: Hi." in text


def test_marks_in_a_recorded_text_are_read(new_run: NewRun) -> None:
    run = new_run()
    run.assign("Ann", "Bob")
    scene(run, "Ann", ["Ann", "Bob"], ("Ann", "Hello. <private>I hate this.</private> Bye."))
    (text,) = as_text(dialogues(Run.open(run.path)), private=False)
    assert text.endswith("Ann: Hello. Bye.")


def test_messages_and_scenes_stand_in_order_of_time_and_can_be_chosen() -> None:
    run = Run.open(lived())
    found = dialogues(run)
    assert [one.moment.place for one in found] == sorted(one.moment.place for one in found)
    some = dialogues(run, person="Leo", year=2020, week=2, what=["messages"])
    assert some
    assert all("Leo" in (one.sender, one.to) for one in some)  # type: ignore[union-attr]


def test_private_words_of_a_lived_run_are_in_no_line_without_them() -> None:
    run = Run.open(lived())
    found = dialogues(run, what=["scenes"])
    private, public = (b"".join(as_jsonl(found, way)) for way in (True, False))
    assert b"<private>" in private
    assert b"<private>" not in public
    assert b"reflections" not in public
    assert all(json.loads(line)["dialogue"] for line in public.splitlines())
