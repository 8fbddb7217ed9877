from __future__ import annotations

import pytest
from staging import ADA, LEO, ZOE, Play, hamlet, own, records, society

from agentopia_env.world.rules import EconomyRules, MemoryRules


def call(name, file="", content="", summary=""):
    return {"name": name, "arguments": {"file": file, "content": content, "summary": summary}}


def planning(*turns, then=None, **rules):
    """Leo's plan, preceded by turns of function calls."""
    last = {"plan": "Done.", "living_standard": "frugal"} if then is None else then

    def answer(question):
        number = int(question.turn) - 1
        return {"calls": list(turns[number])} if number < len(turns) else last

    play = Play(society(memory=MemoryRules(**rules)), {LEO: {"plan": answer}})
    play.stage("plan")
    return play


def results(play):
    return [(r.ok, r.result) for r in play.questions("plan", LEO)[-1].results]


def note(play, file):
    return play.society.people[LEO].memory.files.get(file)


def test_a_file_is_read_updated_and_answered_in_one_invocation():
    play = planning(
        [call("read_file", "general")], [call("update_file", "general", "Buy the lift.", "Lift.")]
    )
    assert note(play, "general").content == "Buy the lift."
    assert note(play, "general").time == "Y2020-W01-plan"
    (line,) = records(play.society, f"persona/{LEO}/memory/scratchpad/general.jsonl")
    assert line == {"time": "Y2020-W01-plan", "content": "Buy the lift.", "summary": "Lift."}
    assert play.society.people[LEO].plan == "Done."


def test_an_update_without_reading_comes_back_as_an_error_the_person_sees():
    play = planning([call("update_file", "general", "Gone.")], [call("list_files")])
    assert results(play)[0] == (False, "error: read_file general before updating it")
    assert note(play, "general").content != "Gone."


@pytest.mark.parametrize("file", ["../Leo/general", "/etc/passwd", "characters/../x", "con"])
def test_a_name_that_leaves_the_folder_comes_back_as_an_error_and_writes_nothing(file):
    play = planning([call("update_file", file, "x")], [call("list_files")])
    assert not results(play)[0][0]
    written = [r.path for r in play.society.outbox if "scratchpad" in getattr(r, "path", "")]
    assert written == []


def test_later_reads_see_own_updates():
    play = planning(
        [call("update_file", "others/lift", "Stuck.")], [call("read_file", "others/lift")]
    )
    assert results(play)[-1] == (True, "Stuck.")


def test_what_one_stage_wrote_the_next_one_has():
    play = planning([call("update_file", "others/lift", "Stuck.")])
    assert play.questions("plan", LEO)
    play = Play(
        play.society,
        {
            LEO: {
                "review": lambda q: (
                    {"calls": [call("read_file", "others/lift")]}
                    if q.turn == "1"
                    else {"summary": q.results[0].result}
                )
            }
        },
    )
    play.stage("review")
    assert play.society.people[LEO].memory.diary[-1].summary == "Stuck."


def test_after_seven_rounds_of_calls_a_text_answer_is_forced():
    play = planning(*[[call("read_file", f"others/{n}")] for n in range(20)])
    asked = play.questions("plan", LEO)
    assert [q.calls_left for q in asked] == [7, 6, 5, 4, 3, 2, 1, 0]
    assert len(results(play)) == 7
    assert play.society.people[LEO].plan == ""


def test_calls_beside_the_forced_answer_are_not_carried_out():
    endless = {"calls": [call("update_file", "others/x", "late")], "plan": "Done."}
    play = planning(*[[call("read_file", f"others/{n}")] for n in range(7)], then=endless)
    assert play.society.people[LEO].plan == "Done."
    assert note(play, "others/x") is None


def test_updates_beside_an_answer_are_kept_without_another_round():
    both = {"plan": "Done.", "calls": [call("update_file", "others/x", "kept")]}
    play = planning(then=both)
    assert len(play.questions("plan", LEO)) == 1
    assert note(play, "others/x").content == "kept"


def test_the_same_call_twice_is_carried_out_once():
    play = planning([call("list_files")] * 5)
    assert len(results(play)) == 1


def test_whoever_only_repeats_calls_has_to_answer():
    play = planning(*[[call("list_files"), call("read_file", "general")]] * 5)
    asked = play.questions("plan", LEO)
    assert [q.calls_left for q in asked] == [7, 6, 0]
    assert len(results(play)) == 2


def test_an_update_that_was_refused_can_be_made_again_after_reading():
    update = call("update_file", "general", "New.")
    play = planning([update], [call("read_file", "general")], [update], [update])
    assert note(play, "general").content == "New."
    assert [ok for ok, _ in results(play)] == [False, True, True]


def test_a_file_that_was_written_meanwhile_can_be_read_again():
    read = call("read_file", "others/lift")
    play = planning([read], [call("update_file", "others/lift", "Stuck.")], [read])
    assert results(play)[-1] == (True, "Stuck.")


def test_files_are_about_people_who_exist_by_any_unambiguous_name():
    play = planning(
        [
            call("update_file", "characters/ada quill", "A physician."),
            call("update_file", "characters/Gandalf", "A wizard."),
            call("update_file", f"characters/{LEO}", "Me."),
        ]
    )
    assert note(play, f"characters/{ADA}").content == "A physician."
    assert [ok for ok, _ in results(play)] == [True, False, False]


def test_people_who_are_known_but_not_simulated_can_have_files():
    lives = society(base=hamlet(5))
    answer = {
        "plan": "",
        "calls": [call("update_file", "characters/Mirela Pascoe", "An innkeeper.")],
    }
    lives.people[ADA].memory.files.pop("characters/Mirela Pascoe", None)
    Play(lives, {ADA: {"plan": answer}}).stage("plan")
    assert lives.people[ADA].memory.knows("Mirela Pascoe")


def test_too_many_files_are_refused():
    play = planning([call("update_file", f"others/{n}", "x") for n in range(9)], max_files=8)
    owned = play.society.people[LEO].memory.files
    assert len(owned) == 8
    assert "already 8 files" in results(play)[-1][1]


def test_an_invocation_that_fails_keeps_what_it_wrote_before():
    play = planning([call("update_file", "others/x", "kept")], then="gibberish")
    assert play.society.people[LEO].plan == ""
    assert note(play, "others/x").content == "kept"


# ---------------------------------------------------------------- review and settle


def test_a_diary_is_written_and_an_unwritten_week_leaves_none():
    lives = society()
    review = {"summary": "It rained.", "reflection": "I liked it."}
    Play(lives, {LEO: {"review": review}, ZOE: {"review": "No."}}).stage("review")
    (line,) = records(lives, f"persona/{LEO}/memory/weekly_diary.jsonl")
    assert line == {"time": "Y2020-W01-review", **review}
    assert records(lives, f"persona/{ZOE}/memory/weekly_diary.jsonl") == []
    assert lives.people[ZOE].memory.diary == []


def test_the_notes_of_a_brief_review_update_what_it_showed():
    lives = society("brief")
    notes = [
        {"file": "general", "content": "Blind."},
        {"file": f"characters/{ZOE}", "content": "Kind.", "summary": "Kind."},
        {"file": "characters/ada quill", "content": "Stern."},
        {"file": "../x", "content": "Out."},
    ]
    Play(lives, {LEO: {"review": {"summary": "So.", "notes": notes}}}).stage("review")
    memory = lives.people[LEO].memory
    assert memory.about(ZOE).content == "Kind."
    assert memory.about(ADA).content == "Stern."
    assert memory.files["general"].content == "Blind."
    assert not any("Out." in file.content for file in memory.files.values())


def settled(discard, owned, most=3):
    lives = society(economy=EconomyRules(max_possessions=most))
    for name in lives.people:
        own(lives, name)
    own(lives, LEO, *owned)
    play = Play(lives, {LEO: {"discard": discard}})
    play.stage("settle")
    return play, "".join(item.name for item in lives.people[LEO].state.possessions)


@pytest.mark.parametrize(
    ("discard", "left"),
    [
        ({"discard": ["b", "d"]}, "ace"),
        ({"discard": ["d", "zzz"]}, "bce"),
        ({"discard": ["b", "d", "e"]}, "ace"),
        ({"discard": []}, "cde"),
        ("I keep everything.", "cde"),
    ],
)
def test_possessions_above_the_limit_go_by_choice_else_the_oldest(discard, left):
    play, owned = settled(discard, "abcde")
    assert owned == left
    (question,) = play.questions("discard")
    assert question.count == 2


def test_nobody_at_the_limit_is_asked():
    play, owned = settled({"discard": ["a"]}, "abc")
    assert (owned, play.questions("discard")) == ("abc", [])


def test_the_limit_is_fifty():
    play, owned = settled({}, ["x"] * 51, most=50)
    assert len(owned) == 50
    assert play.questions("discard")[0].count == 1
