"""What is kept of a generation, and which ones are kept out of training."""

import json
from zlib import crc32

import pytest

from agentopia_env.analysis import write_rft_data
from agentopia_env.config import make_config
from agentopia_env.policies.answering import Attempt
from agentopia_env.policies.base import Answer
from agentopia_env.policies.cast import Cast
from agentopia_env.simulation import cast_of, run
from agentopia_env.store.traces import clean, estimate_tokens, key_of, mark_rejected, trace_line


class Stubborn:
    """A policy that answers a question only after it has been refused."""

    name = "stubborn"
    instant = True

    def __init__(self, inner, nonsense):
        self._inner = inner
        self._nonsense = nonsense
        self.last = None

    def answer(self, question):
        if question.refused:
            return self._inner.answer(question)
        self.last = question
        return self._nonsense

    async def aanswer(self, question):
        return self.answer(question)


def one_week(**values):
    return make_config(
        {"agents": 2, "fidelity": "brief", "time": {"n_year": 1, "n_week": 1}, **values}
    )


@pytest.fixture(scope="module")
def mended(tmp_path_factory):
    """A run in which people first say what is no answer to most questions, then what is."""
    config = one_week()
    cast = cast_of(config)
    stubborn = Stubborn(cast.default, "Well, \ud800 no.")
    out = tmp_path_factory.mktemp("mended") / "run"
    run(config, out, cast=Cast(stubborn, cast.environment))
    return out, stubborn


def generations(out):
    for file in sorted(out.glob("persona/*/generation/**/*.jsonl")):
        for line in file.read_bytes().splitlines():
            yield json.loads(line)


def test_a_refused_answer_and_its_repair_are_kept_one_after_the_other(mended):
    lines = list(generations(mended[0]))
    refusals = [(line, lines[i + 1]) for i, line in enumerate(lines) if not line["valid"]]
    assert len(refusals) >= 6
    assert sum("#" in line["key"] for line in lines) == len(refusals)
    for refused, repair in refusals:
        assert repair["valid"]
        assert repair["key"] == refused["key"] + "#1"
        assert refused["refused"]
        assert "refused" not in repair
        assert refused["refused"] in repair["inputs"][-1]["content"]


def test_an_answer_that_no_file_can_hold_is_kept_as_far_as_it_can_be(mended):
    first = next(generations(mended[0]))
    assert first["outputs"] == [{"role": "assistant", "content": "Well, ? no."}]
    assert clean("\udfff石") == "?石"


def test_a_person_s_and_the_environment_s_generations_lie_apart(mended):
    out, stubborn = mended
    question = stubborn.last
    path, line = trace_line(Attempt(question, "stubborn", "{}", 1), "answers")
    assert path == f"persona/{question.who}/generation/year=2020/week=1.jsonl"
    assert (line["inputs"], line["input_tokens"], line["output_tokens"]) == ([], 0, 1)
    assert line["key"] == f"{question.key}#1"
    assert (out / path).is_file()
    assert list(out.glob("god/*/year=2020/week=1.jsonl"))


def test_exactly_the_answer_that_counted_is_marked_as_rejected(mended):
    question = mended[1].last
    first = {"key": key_of(Attempt(question, "p", "", 0)), "valid": False}
    repair = {"key": key_of(Attempt(question, "p", "", 1)), "valid": True}
    other = {"key": question.key + "0", "valid": True}
    mark_rejected([first, repair, other], {question.key: "parrots the others"})
    assert "rejected" not in first
    assert "rejected" not in other
    assert (repair["rejected"], repair["reject_reason"]) == (True, "parrots the others")


MARK = "Half a thought that breaks"


class Failing:
    """Fails at every third question for good; the text that came is no answer."""

    name = "failing"
    instant = True

    def __init__(self, inner):
        self._inner = inner
        self.failed = []

    def answer(self, question):
        if crc32(question.key.encode()) % 3:
            return self._inner.answer(question)
        self.failed.append(question.key)
        return Answer(f'{{"{MARK} o', {"failure": "length"})

    async def aanswer(self, question):
        return self.answer(question)


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_a_failed_generation_is_a_record_of_its_own_and_nothing_else(tmp_path, fidelity):
    """The society goes on; nothing of the text is said, remembered or learned from."""
    config = one_week(agents=4, fidelity=fidelity)
    cast = cast_of(config)
    people, world = Failing(cast.default), Failing(cast.environment)
    out = tmp_path / "run"
    ended = run(config, out, cast=Cast(people, world))
    assert ended.society.now.stage == "year_end"
    lines = [line for file in out.glob("*/**/week=*.jsonl") for line in read(file)]
    failed = [line for line in lines if MARK in str(line.get("outputs"))]
    assert len(failed) == len(people.failed) + len(world.failed) > 20
    assert all((one["valid"], one["failure"]) == (False, "length") for one in failed)
    assert len({one["key"] for one in failed}) == len(failed)
    kept = {file for file in out.rglob("*") if file.is_file() and MARK in file.read_text("utf-8")}
    assert all({"generation", "god"} & set(file.relative_to(out).parts) for file in kept)
    report = write_rft_data(out, tmp_path / "rft", top=1.0)
    assert report.samples > 10
    assert not any(MARK in file.read_text("utf-8") for file in (tmp_path / "rft").iterdir())


def read(file):
    return [json.loads(line) for line in file.read_bytes().splitlines()]


def test_tokens_are_characters_by_four_rounded_up():
    assert [estimate_tokens(n) for n in (0, 1, 4, 5)] == [0, 1, 1, 2]
