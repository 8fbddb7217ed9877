import json
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from trainers.compact import compact
from trainers.lessons import Lives, lesson_book
from trainers.nano import cache_folder, ensure_nano, fingerprint, main
from trainers.nano_settings import NanoSettings
from trainers.players import renderer_of
from trainers.teacher import Teacher

pytestmark = pytest.mark.train
SMALL = NanoSettings.small()
TEXTS = (
    "Zoë Marchetti, 石磊 и Łukasz",
    "tabs\tand\nlines\r\n  and   spaces ",
    '{"a":[{"b":"c, d: {e}"}],"f_g":-1.5e3}',
    "👩‍🌾 zero\u200bwidth, e\u0301, \x00 and \U0010ffff",
    "Y2020-W07-activity-D3; 123456789 -W",
    "",
)


@pytest.fixture(scope="module")
def cache(tmp_path_factory):
    patch = pytest.MonkeyPatch()
    patch.setenv("AGENTOPIA_CACHE", str(tmp_path_factory.mktemp("cache")))
    yield patch
    patch.undo()


@pytest.fixture(scope="module")
def told():
    """Everything the build said about its progress."""
    return []


@pytest.fixture(scope="module")
def folder(cache, told):
    return ensure_nano(SMALL, lambda what, done, of: told.append((what, done, of)))


@pytest.fixture(scope="module")
def tokenizer(folder):
    from transformers import AutoTokenizer

    return AutoTokenizer.from_pretrained(folder)


@pytest.fixture(scope="module")
def book():
    return lesson_book(SMALL.lives, SMALL.counts, SMALL.seed)


def test_transformers_loads_the_folder_as_an_ordinary_model(folder, tokenizer):
    from transformers import AutoModelForCausalLM

    model = AutoModelForCausalLM.from_pretrained(folder)
    report = json.loads((folder / "nano.json").read_text())
    assert type(model).__name__ == "Qwen3ForCausalLM"
    assert renderer_of(folder) is compact
    assert model.dtype.itemsize == 4
    assert model.num_parameters() == report["parameters"]
    assert model.generation_config.eos_token_id == tokenizer.eos_token_id
    assert model.config.vocab_size >= len(tokenizer)


def test_the_report_says_what_was_learned_from_and_what_came_of_it(folder):
    report = json.loads((folder / "nano.json").read_text())
    assert report["lessons"] == sum(SMALL.counts.values())
    assert 0 < report["loss"] < 6.4  # ln 600: a guess among all tokens
    assert report["lesson_tokens"] > report["lessons"] * 50
    assert report["tokens_per_second"] > 0


def test_progress_tells_of_lives_and_of_steps(folder, told):
    assert ("lives of the teacher", 1, 1) in told
    steps = [(done, of) for what, done, of in told if what == "warm start"]
    assert steps[-1] == (9, 9)
    assert [done for done, _ in steps] == [*range(1, 10)]


def test_a_model_in_the_cache_is_not_built_again(folder):
    told = []
    assert ensure_nano(SMALL, lambda *at: told.append(at)) == folder
    assert told == []


@pytest.mark.parametrize("text", TEXTS)
def test_any_text_survives_the_tokenizer(tokenizer, text):
    assert tokenizer.decode(tokenizer(text).input_ids) == text


def test_the_words_of_the_answers_cost_a_token_each(book):
    from trainers.nano_tokenizer import train_tokenizer

    tokenizer = train_tokenizer((text for lesson in book for text in lesson.texts), 2000)
    goal = '{"goal":"friends; frugal; warm; chatty","plan":"'
    assert 'plan":"' in tokenizer.convert_ids_to_tokens(tokenizer(goal).input_ids)
    assert len(tokenizer(goal).input_ids) <= 13
    prompt = 'My goal: {"goal":"friends; frugal; warm; chatty"}'
    assert set(tokenizer(goal).input_ids[1:9]) < set(tokenizer(prompt).input_ids)


def test_prompts_end_where_the_answer_begins(tokenizer, book):
    from trainers.nano_build import row

    lesson = book[0]
    made = row(lesson, tokenizer)
    system, user = (message["content"] for message in lesson.messages)
    assert tokenizer.decode(list(made.prompt_ids)) == (
        f"<|im_start|>system\n{system}<|im_end|>\n<|im_start|>user\n{user}<|im_end|>\n"
        "<|im_start|>assistant\n"
    )
    assert made.token_ids[-1] == tokenizer.eos_token_id
    assert tokenizer.decode(list(made.token_ids[:-1])) == lesson.answer


def test_marks_of_the_dialogue_are_single_tokens(tokenizer):
    for mark in ("<|im_start|>", "<|im_end|>", "<|endoftext|>"):
        assert len(tokenizer(mark).input_ids) == 1
    assert tokenizer.eos_token == "<|im_end|>"
    assert tokenizer.pad_token_id != tokenizer.eos_token_id


def test_the_default_model_has_a_few_million_parameters(book):
    import torch
    from transformers import Qwen3ForCausalLM

    from trainers.nano_build import architecture
    from trainers.nano_tokenizer import train_tokenizer

    settings = NanoSettings()
    tokenizer = train_tokenizer([lesson.answer for lesson in book], settings.vocabulary)
    with torch.device("meta"):
        model = Qwen3ForCausalLM(architecture(settings, range_of(tokenizer, 3072)))
    assert 2e6 < model.num_parameters() < 6e6


def range_of(tokenizer, count):
    """A stand-in for a tokenizer of so many tokens."""

    class Full:
        eos_token_id = tokenizer.eos_token_id
        pad_token_id = tokenizer.pad_token_id

        def __len__(self):
            return count

    return Full()


def test_a_key_of_an_answer_is_one_token_wherever_it_stands(tokenizer, book):
    keys = ('goal":"', 'living_standard":"', 'name":"contact","arguments":{"pick":1,"to":"')
    texts = [text for lesson in book for text in lesson.texts]
    for key in keys:
        held = next(text for text in texts if f'"{key}' in text)
        assert tokenizer.convert_tokens_to_ids(key) in tokenizer(held).input_ids


def test_what_goals_are_made_of_is_marked_for_heads_that_have_learned_nothing(book, tokenizer):
    from trainers.nano_build import words_of_goals

    marked = words_of_goals(book, tokenizer)
    plans = [json.loads(lesson.answer) for lesson in book if lesson.kind == "plan"]
    goals = tokenizer([json.dumps({"goal": plan["goal"]}) for plan in plans]).input_ids
    said = {token for ids in goals for token in ids}
    words = {token for token in said if any(map(str.isalpha, tokenizer.decode([token])))}
    assert words - set(tokenizer('{"goal": "').input_ids) <= set(marked) <= said
    assert len(marked) >= 10


# ---------------------------------------------------------------- the cache


def test_every_setting_makes_another_model():
    others = [replace(SMALL, seed=1), replace(SMALL, hidden=256), NanoSettings()]
    others.append(replace(SMALL, lives=(Lives("hamlet", weeks=3),)))
    assert len({fingerprint(one) for one in (SMALL, *others)}) == 5
    assert fingerprint(SMALL) == fingerprint(NanoSettings.small())


def test_the_cache_is_where_the_user_wants_it(monkeypatch, tmp_path):
    monkeypatch.setenv("AGENTOPIA_CACHE", str(tmp_path / "own"))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "xdg"))
    assert cache_folder() == tmp_path / "own" / "nano"
    monkeypatch.delenv("AGENTOPIA_CACHE")
    assert cache_folder() == tmp_path / "xdg" / "agentopia" / "nano"
    monkeypatch.delenv("XDG_CACHE_HOME")
    assert cache_folder() == Path.home() / ".cache" / "agentopia" / "nano"


def test_two_at_once_build_one_model_after_a_build_that_was_killed(monkeypatch, tmp_path):
    monkeypatch.setenv("AGENTOPIA_CACHE", str(tmp_path))
    name = fingerprint(SMALL)
    half = tmp_path / "nano" / name
    half.mkdir(parents=True)
    (half / "config.json").write_text("{}")
    rest = tmp_path / "nano" / f".{name}.partial" / "nano"
    rest.mkdir(parents=True)
    told = []
    with ThreadPoolExecutor(2) as pool:
        calls = [pool.submit(ensure_nano, SMALL, lambda *at: told.append(at)) for _ in range(2)]
        folders = {call.result() for call in calls}
    assert folders == {half}
    assert told.count(("warm start", 9, 9)) == 1
    assert (half / "model.safetensors").is_file()
    assert not rest.parent.exists()


def test_the_command_copies_the_model_and_refuses_a_folder_that_exists(folder, tmp_path, capsys):
    out = tmp_path / "model"
    assert main(["--small", "--out", str(out)]) == 0
    assert capsys.readouterr().out.strip() == str(out)
    assert (out / "model.safetensors").read_bytes() == (folder / "model.safetensors").read_bytes()
    assert main(["--small", "--out", str(out)]) == 2
    assert "exists already; choose another folder" in capsys.readouterr().err


# ---------------------------------------------------------------- what it can do


def test_a_model_that_answers_badly_lives_by_default_and_is_counted(folder):
    from trainers.nano_check import Sampler, check

    found = check(Sampler.of(folder, most_tokens=24), "hamlet", agents=2, weeks=2, seed=1)
    assert dict(found.asked) == {"plan": 4, "contact": 4, "days": 4, "review": 4, "year_end": 2}
    assert found.valid.total() + len(found.rejects) == 18
    assert all(problem for _, problem in found.rejects)
    assert found.to_json()["answer_tokens"]["plan"] <= 24


class FromTeacher:
    """Answers as the teacher does, in place of a model's sampler."""

    def __init__(self, seed):
        self._teacher = Teacher(seed)

    def answers(self, questions):
        return [(self._teacher.answer(question), 100, 10) for question in questions]


def test_a_life_that_strays_now_and_then_is_true_to_its_goal_but_for_that():
    from trainers.nano_check import check

    found = check(FromTeacher(5), "hamlet", weeks=10, seed=5)
    true = found.to_json()["true_to_goal"]
    assert set(true) == {"living standard", "tone"}
    assert min(found.chosen.values()) > 50
    assert all(0.85 <= share < 1 for share in true.values())
    assert found.consistency == 1


@pytest.mark.warm_start
def test_after_the_warm_start_answers_have_their_form_and_lives_hold_together(tmp_path):
    from trainers.nano_check import Sampler, check

    found = check(Sampler.of(ensure_nano()), "tamarack", seed=11).to_json()
    assert found["valid_all"] >= 0.97
    assert min(found["valid"].values()) >= 0.9
    assert found["undone"] < 0.1
    assert found["consistency"] >= 0.85
    assert found["true_to_goal"]["living standard"] >= 0.6
    assert found["true_to_goal"]["tone"] >= 0.85
    assert max(found["prompt_tokens"].values()) <= 350
