"""Publishing: what is private stays here, what is written reads back, what is pushed arrives."""

import json
import os
import subprocess
import sys
from dataclasses import asdict
from pathlib import Path

import orjson
import pytest
import yaml
from hub_stand_in import TOKEN, stand_in

from agentopia_env.config import make_config
from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.policies.cast import Cast
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.policies.scripted import ScriptedPolicy
from agentopia_env.simulation import run
from trainers import hub_private
from trainers.arena import MEASURES
from trainers.hub_errors import HubError
from trainers.hub_private import Cleaner, clean_answer
from trainers.rollout import Life
from trainers.values import Row

SECRET = "XYZZY"
SHARED = "PLUGH"
KEY = "sk-proj-abcdefghijklmnop0123456789"
SPEECH = (
    f"Good day, fine weather. <private>I hide the {SECRET} coin under the third stone.</private> "
    f'<visible_to="Leo">Take the {SHARED} road to the mill tonight.</visible_to> My key is {KEY}.'
)
PLANTED = (SECRET, SHARED, KEY, "/home/", "wanderer")


# ---------------------------------------------------------------- private segments and secrets


@pytest.mark.parametrize(
    "answer",
    [
        "Hello. <private>XYZZY coin</private> Bye.",
        "Hello. <PRIVATE >XYZZY coin</ private> Bye.",
        "Hello. [private]XYZZY coin[/private] Bye.",
        "Hello. &lt;private&gt;XYZZY coin&lt;/private&gt; Bye.",
        'Hello. <visible_to="Leo, Zoë">XYZZY coin</visible_to> Bye.',
        "Hello. <visible_to=Leo>so <private>XYZZY</private> coin</visible_to> Bye.",
        "Hello. Bye. <private>XYZZY coin",
        "Hello. Bye. <private XYZZY coin",
        '{"speech": "Hello. Bye.", "private": "XYZZY coin"}',
        '{"speech": "Hello. Bye. <private>XYZZY coin</private>"}',
        '{"segments": ["Hello. Bye.", {"text": "XYZZY coin", "visible_to": ["Leo"]}]}',
        '{"segments": ["Hello. Bye.", {"text": "XYZZY coin", "private": true}]}',
        '{"days": [{"activity": "Hello. <private>XYZZY coin</private> Bye."}]}',
    ],
)
def test_a_private_segment_in_any_form_is_taken_out_and_the_rest_stays(answer):
    cleaned = clean_answer(answer)
    assert "XYZZY" not in cleaned.text
    assert "coin" not in cleaned.text
    assert "Hello." in cleaned.text
    assert "Bye." in cleaned.text
    assert any("coin" in piece for piece in cleaned.dropped)


def test_of_json_that_cannot_be_read_nothing_is_kept_if_it_has_a_private_field():
    assert clean_answer('{"speech": "Hi", "private": "XYZZY coin"').text == ""


@pytest.mark.parametrize(
    "answer", ["I rest at home.", '{"plan": "private lessons", "goal": 3}', "Is a < b or b > c?"]
)
def test_an_answer_without_segments_is_not_touched(answer):
    assert clean_answer(answer).text == answer
    assert clean_answer(answer).dropped == ()


def test_what_one_said_in_private_is_found_again_in_later_prompts_of_those_it_reached():
    cleaner = Cleaner()
    cleaner.learn(
        "Leo", "<private>I hide the coin\nunder the third stone of the old wall</private>"
    )
    cleaner.learn("Zoë", '<visible_to="Leo">Take the road by night.</visible_to>')
    prompt = "<said by='Leo'>\n> I hide the coin\n> under the third stone of the old wall\n</said>"
    assert "coin" not in cleaner.prompt("Leo", prompt)
    cut = "<note>I hide the coin under the third stone of […]</note>"
    assert cleaner.prompt("Leo", cut) == "<note>…</note>"
    assert cleaner.prompt("Leo", "She said: Take the road by night.") == "She said: …"
    assert cleaner.counts["private passages in prompts"] == 3


def test_the_explanation_of_the_tags_in_our_own_prompts_stays():
    text = (
        "- <private>…</private>: what you think\n<private>I had given up on that clock.</private>"
    )
    assert Cleaner().prompt("Leo", text) == text
    assert Cleaner().prompt("Leo", "<private>XYZZY</private>") == "<private>…</private>"


@pytest.mark.parametrize(
    "secret",
    [
        KEY,
        "hf_abcdefghijklmnopqrstuvwx",
        "ghp_0123456789abcdefghijABCDEFGHIJ",
        "AKIAIOSFODNN7EXAMPLE",
        "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxMjM0In0.c2lnbmF0dXJl",
        "-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY-----",
    ],
)
def test_what_looks_like_a_key_is_taken_out_of_texts(secret):
    cleaner = Cleaner()
    assert cleaner.scrub(f"use {secret} now") == "use [removed] now"
    assert cleaner.counts["secrets"] == 1


def test_a_password_inside_of_an_address_is_taken_out_and_the_address_stays():
    given = {"url": "http://ada:swordfish@10.0.0.1:8000", "other": "http://10.0.0.1:8000"}
    assert Cleaner().settings(given) == {
        "url": "http://[removed]@10.0.0.1:8000",
        "other": "http://10.0.0.1:8000",
    }


def test_a_value_of_the_environments_own_keys_is_taken_out(monkeypatch):
    monkeypatch.setenv("EXAMPLE_API_KEY", "correct-horse-battery")
    hub_private._environment_secrets.cache_clear()
    try:
        assert Cleaner().scrub("it is correct-horse-battery!") == "it is [removed]!"
    finally:
        hub_private._environment_secrets.cache_clear()


def test_home_paths_are_shortened_and_private_homes_of_the_world_are_not():
    cleaner = Cleaner()
    assert (
        cleaner.scrub("/home/wanderer/models/x and C:\\Users\\wanderer\\x") == "~/models/x and ~\\x"
    )
    assert cleaner.scrub("go to home/Leo") == "go to home/Leo"
    assert cleaner.counts["home paths"] == 2


def test_settings_lose_keys_by_name_and_keep_everything_else():
    given = {
        "api_key": "abc",
        "max_tokens": 5,
        "client": {"token": "t", "url": "http://x"},
        "k": [1],
    }
    cleaner = Cleaner()
    assert cleaner.settings(given) == {
        "api_key": "[removed]",
        "max_tokens": 5,
        "client": {"token": "[removed]", "url": "http://x"},
        "k": [1],
    }
    assert cleaner.counts["secrets"] == 2


# ---------------------------------------------------------------- datasets


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """A run in which everybody says something private, with a key in a setting."""
    folder = tmp_path_factory.mktemp("runs") / "tamarack"
    config = make_config(
        {
            "world": "hamlet",
            "agents": 5,
            "seed": 7,
            "time": {"n_year": 1, "n_week": 2, "n_day": 3, "n_contact_slot": 2},
        }
    )
    policy = ScriptedPolicy({"speak": SPEECH}, HeuristicPolicy(7))
    run(config, folder, cast=Cast(policy, HeuristicEnvironment(7)))
    file = folder / "config.json"
    values = {**orjson.loads(file.read_bytes()), "api_key": KEY, "data": "/home/wanderer/data"}
    file.write_bytes(orjson.dumps(values))
    return folder


def rollout(folder, seeds, tokenizer=None):
    """A rollout's folder, written by hand: one private answer, one refused, per society."""
    folder.mkdir(parents=True)
    rows, lives = [], []
    prompt = "You are Leo. What now?"
    ids = tuple(tokenizer.encode(prompt).ids) if tokenizer else (1, 2)
    for society, seed in enumerate(seeds):
        for number, (text, valid) in enumerate(
            [("I rest.", True), (f"Hi <private>{SECRET} coin</private>", True), ("?", False)]
        ):
            rows.append(
                Row(
                    society=society,
                    seed=seed,
                    person="Leo",
                    year=2020,
                    when="Y2020-W01-plan",
                    kind="plan",
                    key=f"k{number}",
                    policy="policy",
                    version="v1",
                    prompt_ids=ids,
                    token_ids=(5, 6, 7),
                    logprobs=(-0.5, -0.25, -1.0),
                    text=text,
                    valid=valid,
                )
            )
        year = {"total": 0.5, "social": 0.3, "subjective": 50.0, "economy": -5.0}
        metrics = {"liked_by": 2, "respected_by": 1}
        lives.append(Life(society, seed, "Leo", "policy", (year,), metrics))
    for name, values in (("rows.jsonl", rows), ("lives.jsonl", lives)):
        lines = (orjson.dumps(asdict(one), option=orjson.OPT_APPEND_NEWLINE) for one in values)
        (folder / name).write_bytes(b"".join(lines))


def publish(out, *runs, **settings):
    pytest.importorskip("pyarrow")
    from trainers.hub import write_dataset
    from trainers.hub_tables import DatasetSettings

    write_dataset(runs, out, DatasetSettings(**settings), "lives", "owner/lives")
    return out


def rows_of(out, table="generations"):
    import pyarrow.parquet as pq

    files = sorted((out / "data" / table).glob("*.parquet"))
    return [row for file in files for row in pq.read_table(file).to_pylist()]


@pytest.mark.train
def test_nothing_private_and_no_secret_is_in_any_byte_that_is_published(lived, tmp_path):
    before = str([file.read_bytes() for file in sorted(lived.rglob("*")) if file.is_file()])
    assert all(word in before for word in PLANTED)
    out = publish(tmp_path / "out", lived)
    texts = [str(rows_of(out)), str(rows_of(out, "lives"))]
    texts += [
        file.read_text(encoding="utf-8")
        for file in out.rglob("*")
        if file.is_file() and file.suffix != ".parquet"
    ]
    spoken = [row for row in rows_of(out) if row["kind"] == "speak"]
    assert len(spoken) > 5
    assert all("Good day, fine weather." in row["completion"][-1]["content"] for row in spoken)
    for text in texts:
        assert not any(word in text for word in PLANTED)
    card = (out / "README.md").read_text(encoding="utf-8")
    counts = orjson.loads((out / "provenance.json").read_bytes())["removed"]
    assert counts["private segments in answers"] >= 2 * len(spoken)
    assert counts["private passages in prompts"] > 0
    assert counts["secrets"] > len(spoken)
    assert f"| secrets | {counts['secrets']} |" in card


@pytest.mark.train
def test_a_row_has_what_was_asked_and_answered_and_what_the_year_was_worth(lived, tmp_path):
    out = publish(tmp_path / "out", lived)
    rows, lives = rows_of(out), rows_of(out, "lives")
    assert len(lives) == 5
    worth = {one["person"]: one["total"] for one in lives}
    for row in rows:
        assert row["society"] == "hamlet-7"
        assert [message["role"] for message in row["prompt"]][-1] == "user"
        assert row["completion"][0]["role"] == "assistant"
        assert row["reward"] == worth[row["person"]]
        assert row["left_out"] == ""


@pytest.mark.train
def test_no_society_is_in_both_splits_not_even_lived_twice(tmp_path):
    rollout(tmp_path / "loop" / "round-1" / "rollout", range(10))
    rollout(tmp_path / "loop" / "round-2" / "rollout", range(5, 15))
    out = publish(tmp_path / "out", tmp_path / "loop", test=0.3, seed=1)
    import pyarrow.parquet as pq

    seen = {
        split: {
            row["society"]
            for table in ("generations", "lives")
            for file in (out / "data" / table).glob(f"{split}-*.parquet")
            for row in pq.read_table(file).to_pylist()
        }
        for split in ("train", "test")
    }
    assert not seen["train"] & seen["test"]
    assert (len(seen["train"]), len(seen["test"])) == (11, 4)


@pytest.mark.train
def test_token_ids_of_a_private_answer_are_left_out_and_those_of_others_kept(tmp_path):
    rollout(tmp_path / "loop" / "rollout", [3])
    rows = rows_of(publish(tmp_path / "out", tmp_path / "loop"))
    by_key = {row["key"]: row for row in rows}
    assert set(by_key) == {"k0", "k1"}  # the third could not be read
    assert by_key["k0"]["token_ids"] == [5, 6, 7]
    assert by_key["k0"]["logprobs"] == [-0.5, -0.25, -1.0]
    assert by_key["k1"]["token_ids"] == by_key["k1"]["logprobs"] == []
    assert by_key["k0"]["prompt_ids"] == []  # without a tokenizer nobody knows what they spell
    assert by_key["k0"]["reward"] == 0.5


@pytest.mark.train
def test_prompts_of_a_rollout_are_decoded_with_the_policys_tokenizer(tmp_path):
    from tokenizers import Tokenizer, models, pre_tokenizers

    known = ("You", "are", "Leo", ".", "What", "now", "?", "[UNK]")
    words = {word: number for number, word in enumerate(known)}
    tokenizer = Tokenizer(models.WordLevel(words, unk_token="[UNK]"))
    tokenizer.pre_tokenizer = pre_tokenizers.Whitespace()
    rollout(tmp_path / "loop" / "rollout", [3], tokenizer)
    tokenizer.save(str(tmp_path / "loop" / "tokenizer.json"))
    rows = rows_of(publish(tmp_path / "out", tmp_path / "loop"))
    assert rows[0]["prompt_text"] == "You are Leo . What now ?"
    assert rows[0]["prompt_ids"] == list(range(7))


@pytest.mark.train
def test_many_rows_become_several_files_that_together_hold_them_all(tmp_path):
    rollout(tmp_path / "loop" / "rollout", range(6))
    out = publish(tmp_path / "out", tmp_path / "loop", test=0, shard_rows=5)
    files = sorted(file.name for file in (out / "data" / "generations").iterdir())
    assert files == [f"train-0000{n}-of-00003.parquet" for n in range(3)]
    assert len(rows_of(out)) == 12
    everything = publish(tmp_path / "all", tmp_path / "loop", everything=True)
    assert [row["left_out"] for row in rows_of(everything)].count("refused") == 6


def test_a_folder_without_lives_is_refused(tmp_path):
    from trainers.hub_sources import sources

    with pytest.raises(HubError, match="neither a run"):
        sources(tmp_path)


def command(*arguments, **environment):
    """Run the hub command in a process of its own, as its client reads the environment once."""
    clean = {name: value for name, value in os.environ.items() if not name.startswith("HF_")}
    done = subprocess.run(
        [sys.executable, "-m", "trainers.hub", *map(str, arguments)],
        env={**clean, "HF_HUB_DISABLE_XET": "1", **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    return done.returncode, done.stdout, done.stderr


LOAD = """
import json, sys
from datasets import get_dataset_config_names, load_dataset
found = {}
for name in get_dataset_config_names(sys.argv[1]):
    for split, rows in load_dataset(sys.argv[1], name).items():
        found[f"{name} {split}"] = [len(rows), sorted(set(rows["society"]))]
print(json.dumps(found))
"""


@pytest.mark.train
def test_load_dataset_reads_the_folder_back_without_a_network(tmp_path):
    rollout(tmp_path / "loop" / "rollout", range(5))
    out = tmp_path / "out"
    status, _, told = command("dataset", "--run", tmp_path / "loop", "--out", out)
    assert status == 0, told
    done = subprocess.run(
        [sys.executable, "-c", LOAD, str(out)],
        env={**os.environ, "HF_HUB_OFFLINE": "1", "HF_HOME": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert {name: count for name, (count, _) in found.items()} == {
        "generations train": 8,
        "generations test": 2,
        "lives train": 4,
        "lives test": 1,
    }
    assert found["lives test"][1] == found["generations test"][1]


# ---------------------------------------------------------------- policies


def policy_folder(folder, base="owner/base-model"):
    """A policy as training leaves it, with tiny weights and things that must not go out."""
    folder.mkdir(parents=True)
    header = json.dumps({"w": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    weights = len(header).to_bytes(8, "little") + header + b"\0\0\x80?"
    (folder / "model.safetensors").write_bytes(weights)
    config = {"model_type": "qwen3", "_name_or_path": base}
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "tokenizer_config.json").write_text('{"eos_token": "<|end|>"}', encoding="utf-8")
    (folder / "optimizer.pt").write_bytes(b"large")
    training = {
        "base": "/home/wanderer/policies/base",
        "settings": {"epochs": 1, "learning_rate": 1e-5, "batch_size": 64, "lora": None},
        "rows": 120,
        "tokens": 3456,
        "general_rows": 0,
        "dropped": {"too long": 2},
        "fitted": {"steps": 9, "loss_first": 1.5, "loss_last": 0.75},
    }
    (folder / "training.json").write_text(json.dumps(training), encoding="utf-8")
    return folder


def arena_file(file, digests):
    def interval(low):
        return {"mean": low + 0.1, "low": low, "high": low + 0.2, "excludes_zero": low > 0}

    one = {
        "policy": "trained",
        "against": "start",
        "difference": {name: interval(0.2 if name == "total" else -0.1) for name in MEASURES},
        "level": dict.fromkeys(MEASURES, 0.5),
        "level_against": dict.fromkeys(MEASURES, 0.25),
    }
    arena = {
        "policies": list(digests),
        "digests": digests,
        "people": ["Leo", "Zoë"],
        "settings": {"societies": 8, "confidence": 0.95},
        "lives": {"world": "tamarack", "years": 1, "weeks": 10},
        "comparisons": [one],
    }
    file.write_text(json.dumps(arena), encoding="utf-8")
    return file


def written(policy, out, **settings):
    from trainers.hub_policy import PolicySettings, write_policy

    write_policy(policy, out, PolicySettings("tamarack", "owner/tamarack", **settings))
    front, body = (out / "README.md").read_text(encoding="utf-8").split("---\n", 2)[1:]
    return yaml.safe_load(front), body


@pytest.mark.parametrize(("name", "total"), [("trained", 0.3), ("start", -0.3)])
def test_a_policys_card_has_the_arenas_numbers_from_its_own_side(tmp_path, name, total):
    from trainers.serving.weights import digest

    policy = policy_folder(tmp_path / "policy")
    digests = {"trained": "other", "start": "another", name: digest(policy)}
    front, body = written(
        policy, tmp_path / "out", arena=arena_file(tmp_path / "arena.json", digests)
    )
    (results,) = front["model-index"][0]["results"]
    metrics = {one["type"]: one["value"] for one in results["metrics"]}
    assert metrics["total_difference"] == pytest.approx(total)
    assert len(metrics) == len(MEASURES)
    assert f"**{total:+.1f}**" in body
    assert "| Answers learned | 120 (3,456 tokens) |" in body
    assert "vllm serve owner/tamarack" in body
    assert front["base_model"] == "owner/base-model"


def test_an_arena_of_other_weights_is_refused(tmp_path):
    arena = arena_file(tmp_path / "arena.json", {"trained": "a", "start": "b"})
    with pytest.raises(HubError, match="none of which has the weights"):
        written(policy_folder(tmp_path / "policy"), tmp_path / "out", arena=arena)


def test_weights_are_copied_as_they_are_and_neither_paths_nor_optimizers_go_out(tmp_path):
    policy, out = policy_folder(tmp_path / "policy"), tmp_path / "out"
    written(policy, out)
    for name in ("model.safetensors", "config.json", "tokenizer_config.json"):
        assert (out / name).read_bytes() == (policy / name).read_bytes()
    assert not (out / "optimizer.pt").exists()
    training = json.loads((out / "training.json").read_text(encoding="utf-8"))
    assert training["base"] == "~/policies/base"
    assert training["tokens"] == 3456


def test_an_adapter_needs_a_base_that_others_can_have(tmp_path):
    base = policy_folder(tmp_path / "base")
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    (adapter / "adapter_model.safetensors").write_bytes((base / "model.safetensors").read_bytes())
    config = {"base_model_name_or_path": str(base), "r": 8}
    (adapter / "adapter_config.json").write_text(json.dumps(config), encoding="utf-8")
    front, body = written(adapter, tmp_path / "known")
    assert front["base_model_relation"] == "adapter"
    published = json.loads((tmp_path / "known" / "adapter_config.json").read_text("utf-8"))
    assert published["base_model_name_or_path"] == "owner/base-model"
    assert "vllm serve owner/base-model --enable-lora" in body
    (base / "config.json").write_text('{"model_type": "qwen3"}', encoding="utf-8")
    with pytest.raises(HubError, match="--base owner/name"):
        written(adapter, tmp_path / "unknown")


@pytest.mark.train
def test_the_card_is_one_that_the_hubs_library_reads(tmp_path):
    from huggingface_hub import ModelCard

    from trainers.serving.weights import digest

    policy = policy_folder(tmp_path / "policy")
    digests = {"trained": digest(policy), "start": "b"}
    written(policy, tmp_path / "out", arena=arena_file(tmp_path / "arena.json", digests))
    card = ModelCard.load(tmp_path / "out" / "README.md")
    values = {one.metric_type: one.metric_value for one in card.data.eval_results}
    assert values["total_difference"] == pytest.approx(0.3)


# ---------------------------------------------------------------- pushing


@pytest.mark.train
def test_a_pushed_dataset_arrives_byte_for_byte_at_the_endpoint(tmp_path):
    rollout(tmp_path / "loop" / "rollout", range(3))
    out = tmp_path / "out"
    with stand_in() as hub:
        environment = {"HF_ENDPOINT": hub.url, "HF_TOKEN": TOKEN, "HF_HOME": str(tmp_path / "home")}
        arguments = ["dataset", "--run", tmp_path / "loop", "--out", out]
        status, told, problem = command(
            *arguments, "--push", "owner/lives", "--private", **environment
        )
        assert status == 0, problem
        assert "pushed:" in told
        held = hub.repositories["dataset owner/lives"]
        assert hub.private["owner/lives"]
    files = {str(file.relative_to(out)): file.read_bytes() for file in _files(out)}
    assert held == files
    assert sum(name.endswith(".parquet") for name in files) == 4


@pytest.mark.train
def test_a_pushed_policy_arrives_too_and_a_wrong_token_is_named(tmp_path):
    policy, out = policy_folder(tmp_path / "policy"), tmp_path / "out"
    arguments = ["policy", "--policy", policy, "--out", out, "--push", "owner/tamarack"]
    with stand_in() as hub:
        environment = {"HF_ENDPOINT": hub.url, "HF_HOME": str(tmp_path / "home")}
        status, _, problem = command(*arguments, **environment, HF_TOKEN="hf_wrong")
        assert status == 2
        assert "status 401" in problem
        assert "HF_TOKEN" in problem
        assert "Traceback" not in problem
        assert hub.repositories == {}
        status, _, problem = command(*arguments, **environment, HF_TOKEN=TOKEN)
        assert status == 0, problem
        held = hub.repositories["model owner/tamarack"]
    assert held == {str(file.relative_to(out)): file.read_bytes() for file in _files(out)}


@pytest.mark.train
@pytest.mark.parametrize(
    ("environment", "told"),
    [
        ({}, "there is no token"),
        ({"HF_TOKEN": TOKEN}, "cannot be reached"),
        ({"HF_TOKEN": TOKEN, "HF_HUB_OFFLINE": "1"}, "cannot be reached"),
    ],
)
def test_without_token_or_network_the_folder_is_made_and_the_push_explains(
    tmp_path, environment, told
):
    policy, out = policy_folder(tmp_path / "policy"), tmp_path / "out"
    status, _, problem = command(
        *("policy", "--policy", policy, "--out", out, "--push", "owner/tamarack"),
        **{"HF_ENDPOINT": "http://127.0.0.1:9", "HF_HOME": str(tmp_path / "home"), **environment},
    )
    assert status == 2
    assert told in problem
    assert "Traceback" not in problem
    assert (out / "README.md").is_file()


def test_a_folder_that_was_not_made_here_is_never_replaced(tmp_path):
    policy, out = policy_folder(tmp_path / "policy"), tmp_path / "out"
    out.mkdir()
    (out / "thesis.txt").write_text("years of work", encoding="utf-8")
    status, _, problem = command("policy", "--policy", policy, "--out", out)
    assert status == 2
    assert "give another --out" in problem
    assert (out / "thesis.txt").exists()


def _files(folder: Path):
    return [file for file in sorted(folder.rglob("*")) if file.is_file()]


def test_the_hub_is_imported_without_torch():
    code = "import sys, trainers.hub; print('torch' in sys.modules or 'pyarrow' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
