from __future__ import annotations

import pytest

from agentopia_env.world.memory import (
    Call,
    DiaryEntry,
    Memory,
    MemorySession,
    Note,
    file_problem,
    normal_file,
)
from agentopia_env.world.rules import MemoryRules

PEOPLE = {"leo": "Leo", "Leo": "Leo", "Dr. Ada Quill": "Dr. Ada Quill"}


def session(memory=None, **rules):
    given = memory if memory is not None else Memory(files={"general": Note("t", "old", "o")})
    return MemorySession(given, "Y2020-W01-plan", MemoryRules(**rules), PEOPLE.get)


def update(file, content="new", summary="n"):
    return Call("update_file", file, content, summary)


@pytest.mark.parametrize(
    "file",
    [
        "general",
        "characters/Dr. Amelia Grant",
        "characters/石磊",
        "characters/Étienne, the Elder",
        "others/the lift (2)",
    ],
)
def test_a_name_of_any_script_is_a_file_name(file):
    assert file_problem(file) is None


@pytest.mark.parametrize(
    "file",
    [
        "",
        "generals",
        "diary",
        "/etc/passwd",
        "../general",
        "characters/",
        "characters/..",
        "characters/../general",
        "characters/../../Leo/general",
        "characters/.hidden",
        "characters/Ray Jr.",
        "characters/a/b",
        "characters/a\\b",
        "characters/C:",
        "characters/con",
        "characters/NUL.txt",
        "others/a\x00b",
        "others/a\nb",
        "others/a?",
        "others/ a",
        "others/" + "x" * 121,
        "others/" + "石" * 41,
        "others/\ud800",
        "others/..\\x",
    ],
)
def test_a_name_that_would_leave_the_folder_or_fits_no_file_system_is_refused(file):
    assert file_problem(file)
    for call in (Call("read_file", file), update(file)):
        given = session()
        result = given.execute(call)
        assert not result.ok
        assert result.result.startswith("error: ")
        assert given.updates == {}


@pytest.mark.parametrize(
    ("file", "kept"),
    [
        (" general.jsonl ", "general"),
        ("others/cafe\u0301", "others/caf\u00e9"),
        ("characters/Dr. Ada Quill.jsonl", "characters/Dr. Ada Quill"),
    ],
)
def test_names_are_kept_composed_and_without_ending(file, kept):
    assert normal_file(file) == kept


def test_an_existing_file_is_updated_only_after_it_was_read():
    given = session()
    refused = given.execute(update("general"))
    assert refused.result == "error: read_file general before updating it"
    assert given.execute(Call("read_file", "general")).result == "old"
    assert given.execute(update("general")).ok
    assert given.updates == {"general": Note("Y2020-W01-plan", "new", "n")}


def test_reading_in_one_invocation_does_not_count_in_the_next():
    memory = Memory(files={"general": Note("t", "old")})
    assert session(memory).execute(Call("read_file", "general")).ok
    assert not session(memory).execute(update("general")).ok


def test_a_new_file_needs_no_reading_and_can_be_updated_again():
    given = session()
    assert given.execute(update("others/lift", "one")).ok
    assert given.execute(update("others/lift", "two")).ok
    assert given.updates["others/lift"].content == "two"


def test_later_reads_see_own_updates_and_the_memory_is_untouched():
    memory = Memory()
    given = session(memory)
    given.execute(update("others/lift", "stuck"))
    assert given.execute(Call("read_file", "others/lift")).result == "stuck"
    assert given.execute(Call("list_files")).result == "others/lift"
    assert memory.files == {}


def test_reading_a_file_that_is_not_there_is_an_error():
    assert session().execute(Call("read_file", "others/x")).result == (
        "error: there is no file others/x"
    )


def test_an_unknown_function_names_the_three_there_are():
    result = session().execute(Call("delete_file", "general"))
    assert not result.ok
    assert "read_file, update_file, list_files" in result.result


def test_a_person_may_be_named_loosely_and_nobody_else_gets_a_file():
    given = session()
    assert given.execute(update("characters/leo")).ok
    assert list(given.updates) == ["characters/Leo"]
    refused = given.execute(update("characters/Nobody"))
    assert refused.result.startswith("error: nobody here is called 'Nobody'")


def test_names_that_differ_by_case_alone_are_one_file():
    given = session()
    given.execute(update("others/Lift", "one"))
    given.execute(update("others/LIFT", "two"))
    assert {file: note.content for file, note in given.updates.items()} == {"others/Lift": "two"}


def test_the_number_of_files_is_limited_but_old_ones_can_be_updated():
    given = session(max_files=2)
    assert given.execute(update("others/a")).ok
    assert "already 2 files" in given.execute(update("others/b")).result
    assert given.execute(update("others/a", "again")).ok


@pytest.mark.parametrize(("content", "reason"), [("  ", "empty"), ("x" * 4001, "4000")])
def test_an_empty_or_endless_text_is_refused(content, reason):
    assert reason in session().execute(update("others/a", content)).result


def test_only_the_latest_diary_entries_are_kept():
    memory = Memory()
    for week in range(7):
        memory.add_diary(DiaryEntry(f"Y2020-W{week:02d}-review", str(week)), MemoryRules())
    assert [entry.summary for entry in memory.diary] == ["2", "3", "4", "5", "6"]


def test_who_was_written_about_last_stands_last():
    memory = Memory()
    for name in ("Leo", "Ada", "Leo"):
        memory.write(f"characters/{name}", Note("t", name))
    memory.write("general", Note("t", ""))
    assert memory.known == ["Ada", "Leo"]
    assert memory.knows("Ada")
    assert not memory.knows("general")
    assert memory.about("Leo") == Note("t", "Leo")
