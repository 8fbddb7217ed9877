"""24 people live on a server of which three calls in ten go wrong: a year, or two weeks of one.

It is lived twice: in one go, and killed ten times.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from random import Random

import pytest
from faulty_life import (
    CANARY,
    CONTENT,
    FAULTS,
    MOST_AT_ONCE,
    PATIENCE,
    TRANSPORT,
    WRONG,
    config,
    faulty_server,
    generations,
    lived,
    lived_with_kills,
    server_log,
)

from agentopia_env.analysis import write_rft_data
from agentopia_env.fakeserver.wrong import NOBODY, sounds_wrong
from agentopia_env.store.directory import comparable_files

PEOPLE, KILLS = 24, 10
WEEKS = [pytest.param(2, marks=pytest.mark.slow), pytest.param(10, marks=pytest.mark.long)]
UNREADABLE = {
    "empty": {"empty"},
    "refusal": {"refused"},
    "repetition": {"length", "repetition"},
    "truncation": {"length", None},
    "malformed": {None, "malformed"},
    "wrong_language": {"language"},
    "wrong_names": {None},
}
"""How each fault is called in the records of answers that could not be read (None: by a reason)."""


@dataclass
class Year:
    folder: Path
    run: Path
    port: int
    weeks: int

    @property
    def log(self):
        return server_log(self.folder / "server.jsonl")

    @property
    def answered(self):
        """The calls that were answered, each once: one that took too long was made again."""
        return {call["request"]: call for call in self.log if call["status"] == 200}.values()

    @property
    def said(self):
        return (self.folder / "said.txt").read_text()


@pytest.fixture(scope="module", params=WEEKS, ids="{}-weeks".format)
def year(request, tmp_path_factory):
    folder = tmp_path_factory.mktemp("year")
    with faulty_server(folder / "server.jsonl") as port:
        lived(config(folder, port, PEOPLE, request.param), folder / "run", folder / "said.txt")
        return Year(folder, folder / "run", port, request.param)


def place(kind, when, who, read, written):
    """What tells records of a question from those of others; the server sees no year in `admit`."""
    return kind, "" if kind == "admit" else when, who, read, written


def unusable(record):
    return not record["valid"] or record.get("rejected", False)


def test_every_kind_of_fault_happened_as_often_as_was_asked_for(year):
    seen = Counter(line["fault"] for line in year.log)
    for fault, share in FAULTS.items():
        assert 0.3 * share < seen[fault] / len(year.log) < 1.5 * share, fault
    assert 0.2 < 1 - seen[""] / len(year.log) < 0.4


def test_the_year_is_lived_to_its_end_without_an_exception(year):
    assert json.loads((year.run / "checkpoint.json").read_text())["finished"]
    assert "Traceback" not in year.said
    assert len(list(year.run.glob("persona/*/reward.jsonl"))) == PEOPLE
    assert list((year.run / "reward").rglob("*.jsonl"))


def test_every_answer_the_server_gave_is_a_record_and_the_unusable_ones_are_the_faulty_ones(year):
    given, faulty, kept, refused = Counter(), Counter(), Counter(), Counter()
    for call in year.answered:
        at = place(
            *(call[name] for name in ("kind", "when", "who")),
            *(call["prompt_tokens"], call["completion_tokens"]),
        )
        given[at] += 1
        faulty[at] += bool(call["fault"])
    for record in generations(year.run):
        at = place(
            *(record[name] for name in ("kind", "time", "who")),
            *(record["input_tokens"], record["output_tokens"]),
        )
        kept[at] += 1
        refused[at] += unusable(record)
    assert given == kept
    assert +faulty == +refused


def test_the_records_say_what_was_wrong_with_an_answer(year):
    faults = {}
    for call in year.answered:
        faults.setdefault((call["kind"], call["when"], call["who"]), []).append(call["fault"])
    named = Counter()
    for record in generations(year.run):
        at = record["kind"], record["time"], record["who"]
        if not record["valid"] and record["kind"] != "admit":
            assert record["refused"]
            assert any(record.get("failure") in UNREADABLE.get(f, ()) for f in faults[at]), record
            named[record.get("failure")] += 1
    assert {"empty", "refused", "length", "language", None} <= named.keys()


def test_every_call_that_failed_on_its_way_was_made_again_and_is_counted(year):
    failed = Counter(call["fault"] for call in year.log if call["status"] != 200)
    assert TRANSPORT.keys() <= failed.keys() <= {"", *TRANSPORT, *CONTENT, *WRONG}
    calls = [
        json.loads(line)
        for line in (year.run / "telemetry" / "calls.jsonl").read_text().splitlines()
    ]
    errors = [error for line in calls for error in line.get("errors", ())]
    assert sum(line["attempts"] - 1 for line in calls) == len(errors)
    assert len(errors) == len(year.log) - len(calls)
    assert len(calls) == len(year.answered)


def lines_of(files):
    for file in files:
        for line in file.read_text("utf-8").splitlines():
            yield file, line


def test_no_failed_text_is_remembered_or_said(year):
    files = [
        file
        for file in year.run.glob("persona/**/*.jsonl")
        if "generation" not in file.relative_to(year.run).parts
    ]
    assert len(files) > 10 * PEOPLE
    people = tuple(folder.name for folder in (year.run / "persona").iterdir())
    wrong = [(f.name, line) for f, line in lines_of(files) if sounds_wrong(line, "en", people)]
    assert wrong == []
    lived_text = "\n".join(line for _, line in lines_of(files))
    assert "NO_RESPONSE" not in lived_text
    unread = {r["outputs"][0]["content"] for r in generations(year.run) if not r["valid"]}
    assert [text for text in unread if len(text) > 60 and json.dumps(text) in lived_text] == []


def test_no_failed_text_becomes_training_data(year):
    out = year.folder / "rft"
    report = write_rft_data(year.run, out, top=1.0)
    assert report.samples > 1000
    people = tuple(folder.name for folder in (year.run / "persona").iterdir())
    bad = {(record["who"], record["key"]) for record in generations(year.run) if unusable(record)}
    for file, line in lines_of(out.glob("*.jsonl")):
        sample = json.loads(line)
        about = sample["metadata"]
        assert (about.get("agent", "environment"), about["key"]) not in bad
        own = sample["messages"][about["n_inputs"] :]
        text = "\n".join(message["content"] for message in own)
        assert not sounds_wrong(text, "en", people), file.name
        assert not [name for name in NOBODY if name in text]


def test_the_key_stands_nowhere(year):
    assert year.log[0]["key"] != "none"
    files = [file for file in year.folder.rglob("*") if file.is_file()]
    assert len(files) > 500
    assert [file for file in files if CANARY.encode() in file.read_bytes()] == []


def test_killed_ten_times_it_ends_the_same_and_pays_for_no_call_twice(year, tmp_path):
    log = tmp_path / "server.jsonl"
    with faulty_server(log, year.port):
        killed = lived_with_kills(
            config(tmp_path, year.port, PEOPLE, year.weeks),
            tmp_path / "run",
            tmp_path / "said.txt",
            log,
            sorted(Random("kills").sample(range(50, int(0.95 * len(year.log))), KILLS)),
        )
    assert killed == KILLS
    mine, theirs = comparable_files(tmp_path / "run"), comparable_files(year.run)
    assert {path for path in mine.keys() | theirs.keys() if mine.get(path) != theirs.get(path)} == (
        set()
    )
    calls = server_log(log)
    answered = Counter(call["request"] for call in calls if call["status"] == 200)
    assert answered.keys() == {call["request"] for call in year.answered}
    given_up = sum(call["seconds"] >= PATIENCE for call in calls)
    assert sum(times - 1 for times in answered.values()) <= KILLS * MOST_AT_ONCE + given_up


assert {*CONTENT, *WRONG} == UNREADABLE.keys()
