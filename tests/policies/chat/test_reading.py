"""Prompts are cut by the tokenizer of the model that reads them."""

from dataclasses import replace
from itertools import chain

import orjson
import pytest
from model_stand_in import Reply
from tokenizers import Tokenizer, decoders, models, pre_tokenizers

from agentopia_env.config import make_config
from agentopia_env.errors import ConfigError, LimitError
from agentopia_env.policies.chat.reading import reader_of_model
from agentopia_env.policies.chat.settings import ModelSettings
from agentopia_env.prompts.tokens import estimated
from agentopia_env.simulation import Terms, cast_of, resume, run
from agentopia_env.store.directory import comparable_files

WINDOW, ANSWER = 26_000, 1000


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A tokenizer to which every byte is a token."""
    alphabet = sorted(pre_tokenizers.ByteLevel.alphabet())
    made = Tokenizer(models.BPE({sign: number for number, sign in enumerate(alphabet)}, []))
    made.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False)
    made.decoder = decoders.ByteLevel()
    place = tmp_path_factory.mktemp("bytes")
    made.save(str(place / "tokenizer.json"))
    return place


def config_of(server, tokenizer, **model):
    model |= {"url": f"{server.url}/v1", "tokenizer": tokenizer and str(tokenizer)}
    return make_config(
        {
            "agents": 3,
            "fidelity": "brief",
            "time": {"n_year": 1, "n_week": 2},
            "prompts": {"max_tokens": 10**6},
            "role_model": "one",
            "models": {"one": {"max_tokens": ANSWER, **model}},
        }
    )


def prompts(requests):
    """The texts that a server was sent, in any order."""
    return sorted(orjson.dumps(asked.body["messages"]) for asked in requests)


def longest(requests):
    return max(
        sum(len(message["content"].encode()) for message in asked.body["messages"])
        for asked in requests
    )


def kept(out):
    files = out.glob("persona/*/generation/*/*.jsonl")
    lines = chain.from_iterable(file.read_bytes().splitlines() for file in files)
    return sorted(orjson.dumps(orjson.loads(line)["inputs"]) for line in lines)


def lived(server, config, out, **terms):
    server.asked.clear()
    run(config, out, terms=Terms(**terms))
    return list(server.asked)


def test_a_tokenizer_that_counts_more_leaves_less_in_the_prompts(server, folder, tmp_path):
    server.say = lambda asked: Reply("{}")
    whole = lived(server, config_of(server, None, context_window=WINDOW), tmp_path / "estimated")
    config = config_of(server, folder, context_window=WINDOW - 7000)
    cut = lived(server, config, tmp_path / "counted")
    assert longest(cut) <= WINDOW - 7000 - ANSWER < longest(whole)


def test_a_model_served_from_a_folder_is_counted_for_by_the_tokenizer_in_it(folder):
    settings = ModelSettings(url="http://127.0.0.1:1/v1", model=str(folder))
    assert reader_of_model("one", settings).count("six or seven") == len("six or seven")
    elsewhere = reader_of_model("one", replace(settings, model="served/name"))
    assert elsewhere.count is estimated


def test_the_prompts_that_are_kept_are_those_that_were_sent(server, folder, tmp_path):
    server.say = lambda asked: Reply("{}")
    config = config_of(server, folder, context_window=WINDOW - 7000, prices={"input": 1e6})
    tape = tmp_path / "tape.jsonl"
    sent = lived(server, config, tmp_path / "first", record=tape)
    assert prompts(sent) == kept(tmp_path / "first")
    assert not lived(server, config, tmp_path / "replayed", replay=tape)
    with pytest.raises(LimitError):
        lived(server, config, tmp_path / "resumed", max_cost=2000)
    resume(tmp_path / "resumed")
    assert prompts(server.asked) == prompts(sent)
    first = comparable_files(tmp_path / "first")
    assert comparable_files(tmp_path / "replayed") == first
    assert comparable_files(tmp_path / "resumed") == first


def test_a_tokenizer_that_is_not_there_is_an_error_that_says_where_it_was_looked_for(
    server, tmp_path
):
    with pytest.raises(ConfigError, match=r"models\.one\.tokenizer: .* is neither a folder with a"):
        cast_of(config_of(server, tmp_path))


def test_a_window_without_room_for_a_question_is_an_error(server):
    with pytest.raises(ConfigError, match="context_window is 1200, of which answers may take 1000"):
        config_of(server, None, context_window=1200)
