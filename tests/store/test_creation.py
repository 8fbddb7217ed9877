"""A run directory: a copy of its base world that can be resumed from the moment it is there."""

import json
import threading
import unicodedata
from pathlib import Path

import pytest

from agentopia_env.clock import Moment
from agentopia_env.errors import RunError
from agentopia_env.store.checkpoint import has_ended, load_checkpoint
from agentopia_env.store.directory import RunFiles, create, roll_back

BEGIN = Moment(2020, 0, "begin")
SOCIETY = b'{"now":{"year":2020,"week":0,"stage":"begin","index":0}}'


@pytest.fixture
def base(tmp_path):
    base = tmp_path / "base"
    files = {
        "worldview.json": "{}",
        "README.md": "not part of the world",
        "persona/notes.txt": "nor this",
        "persona/Leo/profile/year=2020.json": '{"name": "Leo"}',
        "persona/Leo/profile/.year=2020.json.swp": "nor this",
        "persona/Leo/memory/scratchpad/general.jsonl": '{"time": "Y2020-W00-begin"}',
        "persona/Leo/photo.png": "nor this",
        "persona/Leo/state.jsonl": "nor this",
    }
    for path, text in files.items():
        (base / path).parent.mkdir(parents=True, exist_ok=True)
        (base / path).write_text(text, encoding="utf-8")
    return base


def created(out: Path, base: Path | None = None) -> RunFiles:
    return create(out, base, {"config.json": {"seed": 1}}, BEGIN, SOCIETY)


def paths(root):
    return {file.relative_to(root).as_posix() for file in root.rglob("*") if file.is_file()}


def test_only_what_makes_a_world_is_copied(base, tmp_path):
    created(tmp_path / "out" / "run", base)
    assert paths(tmp_path / "out" / "run") == {
        "checkpoint.json",
        "checkpoint/state.json",
        "config.json",
        "worldview.json",
        "persona/Leo/profile/year=2020.json",
        "persona/Leo/memory/scratchpad/general.jsonl",
    }
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["run"]


def test_a_last_line_without_an_end_gets_one_before_lines_are_added(base, tmp_path):
    files = created(tmp_path / "run", base)
    path = "persona/Leo/memory/scratchpad/general.jsonl"
    files.append(path, {"time": "Y2020-W01-plan"})
    files.commit(Moment(2020, 1, "plan"), SOCIETY)
    lines = (tmp_path / "run" / path).read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["time"] for line in lines] == ["Y2020-W00-begin", "Y2020-W01-plan"]


def test_names_are_copied_in_the_form_that_the_society_writes(base, tmp_path):
    plain = "persona/Étienne/memory/history.jsonl"
    decomposed = base / unicodedata.normalize("NFD", plain)
    decomposed.parent.mkdir(parents=True)
    decomposed.write_text("{}\n", encoding="utf-8")
    files = created(tmp_path / "run", base)
    files.append(unicodedata.normalize("NFC", plain), {"time": "Y2020-W01-plan"})
    files.commit(Moment(2020, 1, "plan"), SOCIETY)
    found = list((tmp_path / "run" / "persona").glob("*/memory/history.jsonl"))
    assert len(found) == 1
    assert found[0].read_bytes().count(b"\n") == 2


def test_a_directory_that_holds_something_is_never_taken(tmp_path):
    out = tmp_path / "run"
    out.mkdir()
    (out / "mine.txt").write_text("mine")
    with pytest.raises(RunError, match=r"exists already; use --resume .* or another --out"):
        created(out)
    assert paths(tmp_path) == {"run/mine.txt"}


def test_a_file_in_the_way_is_never_replaced(tmp_path):
    (tmp_path / "run").write_text("mine")
    with pytest.raises(RunError, match="exists already"):
        created(tmp_path / "run")
    assert (tmp_path / "run").read_text() == "mine"


def test_an_empty_directory_is_used_even_when_one_stands_in_it(tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.chdir(tmp_path / "empty")
    files = created(Path())
    files.append("god/x.jsonl", {})
    files.commit(Moment(2020, 1, "plan"), SOCIETY)
    assert (tmp_path / "empty" / "god" / "x.jsonl").is_file()
    monkeypatch.undo()


def test_what_a_killed_beginning_left_is_cleared_by_the_next(tmp_path):
    left = tmp_path / ".run.creating-0badc0de"
    left.mkdir()
    (left / "config.json").write_text("{")
    other = tmp_path / ".run2.creating-0badc0de"
    other.mkdir()
    created(tmp_path / "run")
    assert not left.exists()
    assert other.exists()


def test_of_many_that_begin_the_same_run_at_once_one_succeeds(base, tmp_path):
    out, barrier, results = tmp_path / "run", threading.Barrier(8), []

    def begin():
        barrier.wait()
        try:
            results.append(created(out, base))
        except RunError as error:
            results.append(error)

    threads = [threading.Thread(target=begin) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    refused = [result for result in results if isinstance(result, RunError)]
    assert (len(results), len(refused)) == (8, 7)
    assert all("exists already" in str(error) for error in refused)
    assert "persona/Leo/profile/year=2020.json" in paths(out)
    assert not has_ended(out)


def test_a_commit_that_failed_repeats_nothing_when_it_is_tried_again(tmp_path):
    out = tmp_path / "run"
    files = created(out)
    (out / "reward").write_text("a file where a folder is needed")
    files.append("god/a.jsonl", {"n": 1})
    files.append("reward/b.jsonl", {"n": 2})
    with pytest.raises(RunError, match="cannot be written"):
        files.commit(Moment(2020, 1, "plan"), SOCIETY)
    assert load_checkpoint(out).moment == BEGIN
    (out / "reward").unlink()
    files.commit(Moment(2020, 1, "plan"), SOCIETY)
    assert (out / "god" / "a.jsonl").read_bytes() == b'{"n":1}\n'
    assert (out / "reward" / "b.jsonl").read_bytes() == b'{"n":2}\n'


def test_a_checkpoint_is_read_as_it_was_kept(tmp_path):
    out = tmp_path / "run"
    files = created(out)
    files.append("god/é.jsonl", {"n": 1})
    files.replace("positions.json", {"b": [1.5, "石磊"], "a": None})
    files.commit(Moment(2020, 2, "contact", 3), SOCIETY.replace(b'"week":0', b'"week":2'))
    checkpoint = load_checkpoint(out)
    assert checkpoint.lengths == {"god/é.jsonl": 8}
    assert checkpoint.whole == {"positions.json": (out / "positions.json").read_bytes()}
    assert (checkpoint.moment.week, checkpoint.finished) == (2, False)
    pointer = json.loads((out / "checkpoint.json").read_bytes())
    assert (pointer["time"], pointer["index"]) == ("Y2020-W02-contact-S3", 3)


def test_rolling_back_twice_is_rolling_back_once(tmp_path):
    out = tmp_path / "run"
    files = created(out)
    files.append("god/a.jsonl", {"n": 1})
    files.commit(Moment(2020, 1, "plan"), SOCIETY)
    (out / "god" / "a.jsonl").write_bytes(b'{"n":1}\n{"n":')
    for _ in range(2):
        roll_back(out, load_checkpoint(out))
        assert (out / "god" / "a.jsonl").read_bytes() == b'{"n":1}\n'
