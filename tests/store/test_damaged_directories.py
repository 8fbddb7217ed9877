"""What a crash or a person does to a run directory ends in a clean resume or one clear message."""

import json
import shutil

import pytest

from agentopia_env.config import make_config
from agentopia_env.errors import RunError
from agentopia_env.simulation import resume, run
from agentopia_env.store.checkpoint import load_checkpoint
from agentopia_env.store.directory import comparable_files, locked, roll_back

STOPPED_AT = ("year_profile", 2020)


class StopError(Exception):
    """Ends a run from within, as a crash would."""


def stop_in_year_end(society, answering):
    if (society.now.stage, society.now.year) == STOPPED_AT:
        raise StopError


def config_with(checkpoint_seconds):
    return make_config(
        {
            "agents": 3,
            "fidelity": "brief",
            "time": {"n_year": 2, "n_week": 2},
            "store": {"checkpoint_seconds": checkpoint_seconds},
        }
    )


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """A run of two years, and the same stopped at the first year's end."""
    folder = tmp_path_factory.mktemp("made")
    config = config_with(checkpoint_seconds=0)
    run(config, folder / "whole")
    with pytest.raises(StopError):
        run(config, folder / "stopped", stop_in_year_end)
    return folder


@pytest.fixture
def stopped(made, tmp_path):
    return shutil.copytree(made / "stopped", tmp_path / "run")


@pytest.fixture
def finished(made, tmp_path):
    return shutil.copytree(made / "whole", tmp_path / "run")


def assert_same(directory, other):
    mine, theirs = comparable_files(directory), comparable_files(other)
    assert {p for p in mine.keys() | theirs.keys() if mine.get(p) != theirs.get(p)} == set()


def a_generation(directory):
    return min(directory.glob("persona/*/generation/year=2020/week=1.jsonl"))


def test_torn_and_surplus_lines_are_cut_off(made, stopped):
    tails = (b'{"time":"Y2020-W02', b"\x00\xff\xfe", b'{"time":"Y2099-W01-plan"}\n')
    for number, file in enumerate(sorted(stopped.glob("persona/**/*.jsonl"))):
        with file.open("ab") as stream:
            stream.write(tails[number % len(tails)])
    resume(stopped)
    assert_same(stopped, made / "whole")


def test_files_begun_after_the_checkpoint_are_removed_at_once(made, stopped):
    new = stopped / "persona" / "Leo" / "generation" / "year=2021" / "week=1.jsonl"
    new.parent.mkdir(parents=True)
    new.write_text('{"half')
    drafts = [stopped / ".checkpoint.json.writing", stopped / "god" / ".x.jsonl.writing"]
    for draft in drafts:
        draft.write_text("{")
    before = comparable_files(made / "stopped")
    roll_back(stopped, load_checkpoint(stopped))
    assert comparable_files(stopped) == before
    resume(stopped)
    assert_same(stopped, made / "whole")


@pytest.mark.parametrize("name", ["positions.json", "locations.json"])
def test_what_was_to_be_replaced_with_the_checkpoint_is_replaced_by_rolling_back(stopped, name):
    """As if killed between the checkpoint and the replacing that belongs to it."""
    state = stopped / "checkpoint" / "state.json"
    content = json.loads(state.read_bytes())
    content["whole"] = {name: {"given": 1.5}}
    state.write_text(json.dumps(content), encoding="utf-8")
    roll_back(stopped, load_checkpoint(stopped))
    assert json.loads((stopped / name).read_bytes()) == {"given": 1.5}


def test_positions_and_profiles_on_disk_are_never_newer_than_the_checkpoint(made, tmp_path):
    """They are replaced after it, so that rolling back has nothing to undo."""
    config = config_with(checkpoint_seconds=86_400)
    out = tmp_path / "run"

    def stop(society, answering):
        if society.now.year == 2021:
            raise StopError

    with pytest.raises(StopError):
        run(config, out, stop)
    assert json.loads((out / "checkpoint.json").read_bytes())["week"] == 0
    assert not list(out.glob("persona/*/profile/year=2021.json"))
    base = made / "whole"
    resume(out)
    ours, theirs = comparable_files(out), comparable_files(base)
    assert {p for p in theirs if ours.get(p) != theirs[p]} == {"config.json"}
    assert list(out.glob("persona/*/profile/year=2022.json"))


@pytest.mark.parametrize("content", [None, b"", b"{", b"[]", b'"finished"', b'{"finished": 1}'])
def test_a_missing_or_damaged_pointer_is_put_right(made, stopped, content):
    pointer = stopped / "checkpoint.json"
    pointer.unlink()
    if content is not None:
        pointer.write_bytes(content)
    resume(stopped)
    assert_same(stopped, made / "whole")


def test_a_finished_run_without_its_pointer_gets_no_second_copy_of_its_last_lines(made, finished):
    (finished / "checkpoint.json").unlink()
    resume(finished)
    assert_same(finished, made / "whole")


def test_resuming_a_finished_run_changes_nothing_and_tells_how_it_ended(made, finished):
    before = {file: file.stat().st_mtime_ns for file in finished.rglob("*") if file.is_file()}
    ended = resume(finished)
    assert {f: f.stat().st_mtime_ns for f in finished.rglob("*") if f.is_file()} == before
    assert (ended.society.now.stage, ended.questions) == ("year_end", 0)
    assert all(len(years) == 2 for years in ended.society.rewards.values())


@pytest.mark.parametrize(
    "content", [None, b"", b"{", b"[]", b"{}", b'{"society":{},"files":{},"whole":{}}']
)
def test_a_missing_or_damaged_state_is_named_and_nothing_is_touched(stopped, content):
    state = stopped / "checkpoint" / "state.json"
    state.unlink()
    if content is not None:
        state.write_bytes(content)
    before = comparable_files(stopped)
    with pytest.raises(RunError, match=r"state\.json is missing.*again in a new directory"):
        resume(stopped)
    assert comparable_files(stopped) == before


def test_a_state_of_another_kind_of_society_is_named(stopped):
    state = stopped / "checkpoint" / "state.json"
    content = json.loads(state.read_bytes())
    content["society"]["people"]["Leo"] = {"profile": None}
    state.write_text(json.dumps(content), encoding="utf-8")
    with pytest.raises(RunError, match=r"state\.json: this is no snapshot"):
        resume(stopped)


@pytest.mark.parametrize("left", [0, 10, None])
def test_a_file_shorter_than_the_checkpoint_is_named_and_nothing_is_touched(stopped, left):
    file, other = a_generation(stopped), stopped / "reward" / "later.jsonl"
    length = file.stat().st_size
    if left is None:
        file.unlink()
    else:
        file.write_bytes(file.read_bytes()[:left])
    other.parent.mkdir(exist_ok=True)
    other.write_bytes(b"{}\n")
    before = comparable_files(stopped)
    with pytest.raises(RunError) as error:
        resume(stopped)
    assert f"{file} has {left or 0} bytes, the checkpoint says {length}" in str(error.value)
    assert comparable_files(stopped) == before


def test_a_directory_that_is_no_run_is_refused_and_left_alone(tmp_path):
    (tmp_path / "notes.txt").write_text("mine")
    with pytest.raises(RunError, match="cannot be resumed: it is no run directory"):
        resume(tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


def test_a_directory_that_is_not_there_was_never_begun(tmp_path):
    with pytest.raises(RunError, match=r"there is no run directory .*gone; .*start it again"):
        resume(tmp_path / "gone")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (None, "cannot be read"),
        (b"{", "cannot be read"),
        (b"[]", "must be an object"),
        (b'{"sede": 1}', "no config key sede; did you mean seed?"),
    ],
)
def test_a_configuration_that_cannot_be_read_is_named(stopped, content, words):
    file = stopped / "config.json"
    file.unlink()
    if content is not None:
        file.write_bytes(content)
    with pytest.raises(RunError) as error:
        resume(stopped)
    assert words in str(error.value)
    assert str(file) in str(error.value)


def test_a_run_that_another_process_lives_is_refused(made, stopped):
    with locked(stopped), pytest.raises(RunError, match="being run by another process"):
        resume(stopped)
    resume(stopped)
    assert_same(stopped, made / "whole")


def test_a_file_that_something_else_changed_meanwhile_stops_the_run_and_a_resume_mends_it(
    made, stopped
):
    file = next(stopped.glob("persona/*/state.jsonl"))

    def meddle(society, answering):
        if society.now.stage == "settle":
            with file.open("ab") as stream:
                stream.write(b"mine\n")

    with pytest.raises(RunError, match="something else changed it; resume the run"):
        resume(stopped, meddle)
    resume(stopped)
    assert_same(stopped, made / "whole")


def test_what_others_put_into_a_run_survives_its_resume(stopped):
    notes = [stopped / "notes.md", stopped / "reward" / "plot.png", stopped / "report.jsonl"]
    for note in notes:
        note.parent.mkdir(exist_ok=True)
        note.write_bytes(b"mine")
    resume(stopped)
    assert [note.read_bytes() for note in notes] == [b"mine"] * 3


def test_a_torn_line_of_the_stage_times_does_not_spoil_the_next(stopped):
    times = stopped / "telemetry" / "stages.jsonl"
    with times.open("ab") as stream:
        stream.write(b'{"time":"Y20')
    resume(stopped)
    lines = [json.loads(line) for line in times.read_bytes().splitlines()]
    assert lines[-1]["stage"] == "year_end"
