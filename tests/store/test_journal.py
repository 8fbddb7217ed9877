"""Answers are kept as they arrive: a run that is killed and resumed pays for none twice."""

import json
import os
import signal
import time
from collections import Counter
from random import Random

import pytest
import slow
from slow import PRICES, SLOTS, config_of, live, slow_cast

from agentopia_env.errors import LimitError, RunError
from agentopia_env.policies.base import Answer
from agentopia_env.simulation import Terms, run
from agentopia_env.spending import Who
from agentopia_env.store.directory import comparable_files
from agentopia_env.store.journal import Journal

KILLS = 10


def log_of(out):
    lines = out.with_suffix(".log").read_text().splitlines()
    return Counter(line.removeprefix("asked ") for line in lines if line.startswith("asked "))


def same(run_, reference):
    mine, theirs = comparable_files(run_), comparable_files(reference)
    different = {path for path in mine.keys() | theirs.keys() if mine.get(path) != theirs.get(path)}
    assert different == set()
    return True


def finished(out):
    try:
        return json.loads((out / "checkpoint.json").read_bytes())["finished"]
    except FileNotFoundError:
        return False


@pytest.fixture(scope="module", params=["full", "brief"])
def whole(request, tmp_path_factory):
    """An uninterrupted run, what was asked for it, and how long it took."""
    out = tmp_path_factory.mktemp("whole") / f"{request.param}-whole"
    began = time.monotonic()
    done = live(out)
    return out, log_of(out), time.monotonic() - began, done


def test_a_run_whose_answers_take_a_while_is_that_of_instant_answers(whole, tmp_path):
    out, asked, _, done = whole
    run(config_of(out.name.partition("-")[0]), tmp_path / "instant")
    assert same(out, tmp_path / "instant")
    assert set(asked.values()) == {1}
    assert not (out / "journal").exists()
    assert done.spending.total.calls == len(asked)


def test_a_run_killed_ten_times_is_answered_at_most_those_in_flight_twice(warm, whole):
    reference, asked, seconds, _ = whole
    out = warm.folder / reference.name.replace("whole", "killed")
    random, kills, pause = Random(reference.name), 0, seconds / 8
    while not finished(out):
        pid = warm.start(slow=str(out))
        time.sleep(random.uniform(0.3, 1) * pause)
        if kills < KILLS and not finished(out):
            os.kill(pid, signal.SIGKILL)
            kills += warm.ended() == -signal.SIGKILL
            pause = pause * 1.2 if kills < 3 else pause
        else:
            assert warm.ended() == 0, warm.errors
    assert kills == KILLS
    assert same(out, reference)
    assert not (out / "journal").exists()
    again = log_of(out)
    assert set(again) == set(asked)
    assert sum(again.values()) - len(again) <= kills * SLOTS


def test_what_is_spent_is_counted_across_resumes(warm, whole):
    reference, _, _, done = whole
    out = warm.folder / reference.name.replace("whole", "limited")
    cost = done.spending.cost(PRICES)
    for share in (0.25, 0.6):
        with pytest.raises(LimitError, match=r"are spent \(--max-cost\)"):
            live(out, Terms(prices=PRICES, max_cost=cost * share))
        spent = Journal(out).spending.cost(PRICES)
        assert cost * share <= spent <= cost * (share + 0.2)
        assert not finished(out)
    again = live(out)
    assert again.spending.record() == done.spending.record()
    assert set(log_of(out).values()) == {1}
    assert same(out, reference)


def test_a_run_stops_when_its_time_is_over_and_goes_on(whole, tmp_path):
    reference, asked, *_ = whole
    out = tmp_path / reference.name
    with pytest.raises(LimitError, match=r"0 hours have passed \(--max-hours\)"):
        live(out, Terms(max_hours=0))
    assert not out.with_suffix(".log").read_text()
    live(out)
    assert log_of(out) == asked
    assert same(out, reference)


def test_a_recorded_run_is_replayed_without_asking_anybody(whole, tmp_path):
    reference, asked, *_ = whole
    tape, fidelity = tmp_path / "tape.jsonl", reference.name.partition("-")[0]
    first, second = tmp_path / f"{fidelity}-first", tmp_path / f"{fidelity}-second"
    live(first, Terms(record=tape))
    live(second, Terms(replay=tape))
    assert log_of(first) == asked
    assert not log_of(second)
    assert same(first, reference)
    assert same(second, reference)
    config = config_of(fidelity, seed=4)
    cast = slow_cast(config, tmp_path / "other.log")
    with pytest.raises(RunError, match="has no answer of heuristic to Y2020-W01"):
        run(config, tmp_path / "other", cast=cast, terms=Terms(replay=tape))


def test_a_tape_that_lacks_the_end_is_recorded_on(whole, tmp_path):
    reference, asked, *_ = whole
    tape, fidelity = tmp_path / "tape.jsonl", reference.name.partition("-")[0]
    live(tmp_path / f"{fidelity}-first", Terms(record=tape))
    lines = tape.read_bytes().splitlines(keepends=True)
    tape.write_bytes(b"".join(lines[: len(lines) // 2]) + lines[-1][:30])
    out = tmp_path / f"{fidelity}-second"
    live(out, Terms(record=tape, replay=tape))
    assert sum(log_of(out).values()) == len(asked) - len(lines) // 2
    assert same(out, reference)
    assert len(tape.read_bytes().splitlines()) == len(lines)


def test_other_sampling_is_another_recording(tmp_path):
    config, tape = config_of("brief", agents=2), tmp_path / "tape.jsonl"

    def cast(temperature):
        made = slow_cast(config, tmp_path / "log")
        made.default.sampling = {"temperature": temperature}
        return made

    run(config, tmp_path / "first", cast=cast(0.7), terms=Terms(record=tape))
    run(config, tmp_path / "second", cast=cast(0.7), terms=Terms(replay=tape))
    with pytest.raises(RunError, match="has no answer"):
        run(config, tmp_path / "third", cast=cast(0.8), terms=Terms(replay=tape))


def test_another_model_is_another_recording(tmp_path):
    config, tape = config_of("brief", agents=2), tmp_path / "tape.jsonl"

    def cast(name):
        made = slow_cast(config, tmp_path / "log")
        made.default.name = name
        return made

    run(config, tmp_path / "first", cast=cast("one"), terms=Terms(record=tape))
    run(config, tmp_path / "second", cast=cast("one"), terms=Terms(replay=tape))
    with pytest.raises(RunError, match="has no answer of other to Y2020-W01"):
        run(config, tmp_path / "third", cast=cast("other"), terms=Terms(replay=tape))


def given(journal, key, answer, by="model"):
    journal.add(journal.place(key, by), answer)


def test_every_attempt_has_its_own_place(tmp_path):
    journal = Journal(tmp_path)
    for text in ("first", "mended"):
        given(journal, "Y2020-W01-plan/plan/Leo/1", text)
    given(journal, "Y2020-W01-plan/plan/Leo/1", Answer("fallen back", {"a": [1]}), "other")
    journal.close()
    again = Journal(tmp_path)
    found = [again.find(again.place("Y2020-W01-plan/plan/Leo/1", "model")) for _ in range(3)]
    assert found == ["first", "mended", None]
    place = again.place("Y2020-W01-plan/plan/Leo/1", "other")
    assert again.find(place) == Answer("fallen back", {"a": [1]})


@pytest.mark.parametrize("text", ["", "\ud800 lone", "two\nlines\u2028 and 石磊", "x" * 100_000])
def test_an_answer_comes_back_as_it_was(tmp_path, text):
    journal = Journal(tmp_path)
    given(journal, "t/plan/石磊/", Answer(text, {"usage": {"output_tokens": 3}}))
    journal.close()
    again = Journal(tmp_path)
    assert again.find(("t/plan/石磊/", 0, "model")).text == text
    assert again.spending.total.output == 3


@pytest.mark.parametrize("torn", [b'["t/plan/Leo/2", 0', b"\x00\x00\x00", b'["half"]\n', b"\n"])
def test_a_torn_last_line_is_cut_off_and_the_rest_is_there(tmp_path, torn):
    journal = Journal(tmp_path)
    given(journal, "t/plan/Leo/1", "one")
    journal.close()
    (file,) = (tmp_path / "journal").iterdir()
    whole = file.read_bytes()
    file.write_bytes(whole + torn)
    again = Journal(tmp_path)
    assert file.read_bytes() == whole
    assert again.find(("t/plan/Leo/1", 0, "model")) == "one"
    given(again, "t/plan/Leo/2", "two")
    again.close()
    assert Journal(tmp_path).find(("t/plan/Leo/2", 0, "model")) == "two"


def test_what_a_checkpoint_holds_is_forgotten_and_counted_once(tmp_path):
    journal = Journal(tmp_path)
    given(journal, "t/plan/Leo/1", Answer("one", {"usage": {"input_tokens": 10}}))
    journal.settle()
    given(journal, "t/plan/Leo/2", Answer("two", {"usage": {"input_tokens": 5}}))
    journal.close()
    again = Journal(tmp_path)
    assert again.find(("t/plan/Leo/1", 0, "model")) is None
    assert again.spending.usage[Who("plan", "model")].input == 15
    (file,) = (tmp_path / "journal").iterdir()
    left = file.read_bytes()
    again.settle()
    file.write_bytes(left)  # killed between the count and the removal
    assert Journal(tmp_path).spending.total.input == 15
    assert not file.exists()


def test_damaged_totals_are_named(tmp_path):
    (tmp_path / "telemetry").mkdir()
    (tmp_path / "telemetry" / "spending.json").write_text("{")
    with pytest.raises(RunError, match=r"spending\.json is damaged .*remove it to go on"):
        Journal(tmp_path)


def test_a_full_disk_stops_the_run_and_nothing_is_asked_again(warm, whole):
    reference, asked, *_ = whole
    out = warm.folder / reference.name.replace("whole", "disk")
    warm.start(slow=str(out), largest=40_000)
    assert warm.ended() != 0
    assert "cannot be written" in warm.errors
    slow.live(out)
    assert sum(log_of(out).values()) - len(asked) <= SLOTS + 1
    assert same(out, reference)
