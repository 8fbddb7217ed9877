from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest

from agentopia_env.errors import ConfigError
from trainers.sft import (
    LoraSettings,
    MixSettings,
    SftSettings,
    TrainingError,
    fine_tune,
    main,
    make_settings,
    read_rows,
    write_rows,
)
from trainers.values import Row

pytestmark = pytest.mark.train

QUICK = SftSettings(
    learning_rate=5e-3,
    batch_size=8,
    micro_batch=4,
    max_tokens=64,
    gradient_checkpointing=False,
    device="cpu",
    threads=1,
    schedule="constant",
)


@pytest.fixture(scope="module")
def base(tmp_path_factory):
    """A random Qwen3 of two layers with a byte-level tokenizer."""
    from serving_policies import write_policy

    return write_policy(tmp_path_factory.mktemp("base"), seed=1)


@pytest.fixture(scope="module")
def rows(base):
    """Answers that follow a rule, with the log-probabilities that the base gives them."""
    draw = random.Random(5)
    made = [a_row(number, draw) for number in range(24)]
    return [replace(row, logprobs=tuple(answer_logprobs(base, row))) for row in made]


def a_row(number, draw):
    prompt = tuple(draw.randrange(5, 380) for _ in range(draw.randrange(6, 24)))
    answer = (*[40 + number % 3] * draw.randrange(3, 8), 1)
    return Row(
        society=0,
        seed=0,
        person=f"P{number % 4}",
        year=2020,
        when=f"Y2020-W{number:02d}",
        kind="Plan",
        key=str(number),
        policy="trained",
        version="v0",
        prompt_ids=prompt,
        token_ids=answer,
        logprobs=(),
        text="answer",
    )


def loaded(folder):
    from transformers import AutoModelForCausalLM

    return AutoModelForCausalLM.from_pretrained(folder).eval()


def logits(model, ids):
    import torch

    with torch.no_grad():
        return model(torch.tensor([ids])).logits[0]


def answer_logprobs(model, row):
    """Log-probabilities of a row's answer, computed without any of the code under test."""
    model = loaded(model) if isinstance(model, Path) else model
    ids = [*row.prompt_ids, *row.token_ids]
    scores = logits(model, ids).log_softmax(-1)
    first = len(row.prompt_ids)
    return [float(scores[t - 1, ids[t]]) for t in range(first, len(ids))]


def mean_logprob(model, rows):
    values = [value for row in rows for value in answer_logprobs(model, row)]
    return sum(values) / len(values)


def weights_of(folder):
    return (folder / "model.safetensors").read_bytes()


@pytest.fixture(scope="module")
def trained(base, rows, tmp_path_factory):
    """One fine-tuning of all weights: its folder, its report, and what it said meanwhile."""
    out = tmp_path_factory.mktemp("trained") / "policy"
    said = []
    return out, fine_tune(base, rows, out, replace(QUICK, epochs=4), said.append), said


def test_training_makes_the_answers_more_probable_and_reports_it(base, rows, trained):
    out, report, said = trained
    fitted = report.fitted
    assert fitted.logprob_before == pytest.approx(mean_logprob(loaded(base), rows), abs=1e-4)
    assert fitted.logprob_after == pytest.approx(mean_logprob(loaded(out), rows), abs=1e-4)
    assert fitted.logprob_after > fitted.logprob_before + 2
    assert fitted.loss_last < fitted.loss_first
    assert fitted.steps == len(said) == 4 * 24 // 8
    assert [at.step for at in said] == list(range(1, 13))
    assert {at.steps for at in said} == {12}
    assert report.rows == 24
    assert report.tokens == sum(len(row.token_ids) for row in rows)
    assert report.input_tokens == report.tokens + sum(len(row.prompt_ids) for row in rows)
    assert (report.dropped, report.general_rows) == ({}, 0)
    assert fitted.trained_parameters == fitted.parameters
    assert report.tokens_per_second > 0
    assert json.loads((out / "training.json").read_text())["fitted"]["steps"] == 12


def test_the_tokens_are_learned_as_they_were_sampled(trained):
    _, report, _ = trained
    assert report.fitted.served_gap < 1e-4  # also position by position


def test_everything_but_the_weights_is_the_bases_byte_for_byte(base, trained):
    out, _, _ = trained
    names = {file.name for file in base.iterdir()}
    assert {file.name for file in out.iterdir()} == names | {"training.json"}
    for name in names - {"model.safetensors"}:
        assert (out / name).read_bytes() == (base / name).read_bytes(), name
    assert weights_of(out) != weights_of(base)


def test_the_same_seed_gives_the_same_bytes_after_a_kill(base, rows, tmp_path):
    def kill(at):
        if at.step == 2:
            raise KeyboardInterrupt

    first, second = tmp_path / "first", tmp_path / "second"
    with pytest.raises(KeyboardInterrupt):
        fine_tune(base, rows, first, QUICK, kill)
    assert not first.exists()
    fine_tune(base, rows, first, QUICK)
    fine_tune(base, rows, second, QUICK)
    assert weights_of(first) == weights_of(second)
    assert sorted(file.name for file in tmp_path.iterdir()) == ["first", "second"]
    with pytest.raises(TrainingError, match=r"first exists already; choose another folder"):
        fine_tune(base, rows, first, QUICK)


def test_micro_batches_and_checkpointing_do_not_change_the_result(base, rows, tmp_path):
    import torch
    from safetensors.torch import load_file

    fine_tune(base, rows, tmp_path / "a", QUICK)
    other = replace(QUICK, micro_batch=2, gradient_checkpointing=True)
    fine_tune(base, rows, tmp_path / "b", other)
    one, two = (load_file(tmp_path / name / "model.safetensors") for name in "ab")
    start = load_file(base / "model.safetensors")
    moved = max(float((one[name] - start[name]).abs().max()) for name in one)
    assert moved > 5e-3
    for name in one:
        # Adam's first steps turn rounding of tiny gradients into differences of a part of a step
        assert float((one[name] - two[name]).abs().mean()) < 1e-4, name
        torch.testing.assert_close(one[name], two[name], atol=5e-3, rtol=0)


def a_trainer(base, folder, dataset, stock):
    from transformers import AutoModelForCausalLM, AutoTokenizer, PrinterCallback
    from trl import SFTConfig, SFTTrainer

    from trainers.weighting import WeightedSFTTrainer

    arguments = SFTConfig(
        output_dir=str(folder),
        use_cpu=True,
        bf16=False,
        max_length=None,
        per_device_train_batch_size=4,
        gradient_accumulation_steps=2,
        logging_steps=1,
        learning_rate=5e-3,
        gradient_checkpointing=False,
        save_strategy="no",
        disable_tqdm=True,
        report_to="none",
    )
    trainer = (SFTTrainer if stock else WeightedSFTTrainer)(
        model=AutoModelForCausalLM.from_pretrained(base),
        args=arguments,
        train_dataset=dataset,
        processing_class=AutoTokenizer.from_pretrained(base),
    )
    trainer.remove_callback(PrinterCallback)
    return trainer


def a_dataset(rows, weights):
    from datasets import Dataset

    return Dataset.from_list(
        [
            {
                "input_ids": [*row.prompt_ids, *row.token_ids],
                "labels": [-100] * len(row.prompt_ids) + list(row.token_ids),
                "weight": weight,
            }
            for row, weight in zip(rows, weights, strict=True)
        ]
    )


def test_at_weight_one_the_weighted_trainer_is_the_stock_one(base, rows, tmp_path, monkeypatch):
    import torch

    monkeypatch.setenv("CI", "1")  # the stock trainer reports usage to its makers otherwise
    ones = a_dataset(rows, [1.0] * len(rows))
    runs = []
    for stock in (True, False):
        trainer = a_trainer(base, tmp_path, ones, stock)
        trainer.train()
        losses = [entry["loss"] for entry in trainer.state.log_history if "loss" in entry]
        runs.append((losses, dict(trainer.model.state_dict())))
    (stock_losses, stock_weights), (losses, weights) = runs
    assert len(losses) == 3 * 3
    assert losses == stock_losses
    assert all(torch.equal(weights[name], stock_weights[name]) for name in weights)


def test_the_loss_of_a_row_is_multiplied_by_its_weight(base, rows, tmp_path):
    weights = [0.0, 0.5, 1.0, 2.5]
    trainer = a_trainer(base, tmp_path, a_dataset(rows[:4], weights), stock=False)
    (batch,) = trainer.get_train_dataloader()
    tokens = sum(len(row.token_ids) for row in rows[:4])
    loss = trainer.compute_loss(trainer.model, batch, num_items_in_batch=tokens).item()
    losses = [-sum(row.logprobs) for row in rows[:4]]
    expected = sum(w * one for w, one in zip(weights, losses, strict=True)) / tokens
    assert loss == pytest.approx(expected, rel=1e-5)


def test_weights_of_rows_can_be_left_unused(base, rows, tmp_path):
    heavy = [replace(row, weight=3.0) for row in rows]
    used = fine_tune(base, heavy, tmp_path / "used", QUICK)
    unused = fine_tune(base, heavy, tmp_path / "unused", replace(QUICK, weighted=False))
    assert used.fitted.loss_first == pytest.approx(3 * unused.fitted.loss_first, rel=1e-5)


def test_an_adapter_is_trained_merged_and_trained_on(base, rows, tmp_path):
    import torch
    from peft import PeftModel

    lora = replace(QUICK, lora=LoraSettings(rank=8, alpha=32, merge=True), log="tensorboard")
    first = fine_tune(base, rows, tmp_path / "v1", replace(lora, log_dir=tmp_path / "curves"))
    assert first.fitted.trained_parameters < first.fitted.parameters / 4
    assert first.fitted.logprob_after > first.fitted.logprob_before
    assert list((tmp_path / "curves" / "v1").glob("events.out.tfevents.*"))
    assert not (tmp_path / "v1" / "model.safetensors").exists()
    assert not (tmp_path / "v1" / "config.json").exists()
    assert (tmp_path / "v1" / "tokenizer.json").read_bytes() == (
        base / "tokenizer.json"
    ).read_bytes()
    ids = [*rows[0].prompt_ids, *rows[0].token_ids]
    adapted = PeftModel.from_pretrained(loaded(base), tmp_path / "v1").eval()
    merged = loaded(tmp_path / "v1" / "merged")
    torch.testing.assert_close(logits(adapted, ids), logits(merged, ids), atol=1e-3, rtol=0)

    second = fine_tune(tmp_path / "v1", rows, tmp_path / "v2", lora)
    assert second.fitted.logprob_before == pytest.approx(first.fitted.logprob_after, abs=1e-3)
    assert second.fitted.logprob_after > second.fitted.logprob_before
    config = json.loads((tmp_path / "v2" / "adapter_config.json").read_text())
    assert config["base_model_name_or_path"] == str(base)
    with pytest.raises(TrainingError, match=r"v1 is a LoRA adapter of rank 8; set sft.lora.rank"):
        fine_tune(tmp_path / "v1", rows, tmp_path / "v3", QUICK)


def test_long_rows_are_counted_and_too_many_of_them_refused(base, rows, tmp_path):
    long = [replace(rows[0], prompt_ids=(7,) * 64), replace(rows[1], token_ids=(), logprobs=())]
    with pytest.raises(TrainingError) as refusal:
        fine_tune(base, [*rows, *long], tmp_path / "policy", QUICK)
    assert str(refusal.value).startswith(
        "2 of 26 rows of the policy cannot be learned from (1 longer than 64 tokens, 1 without a "
        "prompt or an answer), more than sft.max_dropped = 0.01 allows; raise sft.max_tokens"
    )
    assert list(tmp_path.iterdir()) == []
    patient = replace(QUICK, max_dropped=0.1, measured_rows=0)
    report = fine_tune(base, [*rows, *long], tmp_path / "policy", patient)
    assert report.rows == 24
    assert report.dropped == {"longer than 64 tokens": 1, "without a prompt or an answer": 1}
    assert report.fitted.logprob_before is None


def test_general_data_is_mixed_in_by_answer_tokens(base, rows, tmp_path, monkeypatch):
    import datasets

    monkeypatch.setattr(datasets.config, "HF_DATASETS_CACHE", tmp_path / "cache")
    talk = [
        {
            "messages": [
                {"role": "system", "content": "Be kind."},
                {"role": "user", "content": f"Who is number {i}?"},
                {"role": "assistant", "content": f"Number {i} is a neighbour."},
            ]
        }
        for i in range(40)
    ]
    general = tmp_path / "general.jsonl"
    general.write_text("\n".join(map(json.dumps, talk)))
    mixed = replace(QUICK, max_tokens=128, mix=MixSettings(general, share=0.5))
    report = fine_tune(base, rows, tmp_path / "policy", mixed)
    longest = 40  # tokens of one answer at most
    assert report.tokens <= report.general_tokens < report.tokens + longest
    assert report.rows == 24
    assert report.fitted.steps == -(-(24 + report.general_rows) // 8)
    assert report.settings["mix"] == {"path": str(general), "share": 0.5}
    greedy = replace(mixed, mix=MixSettings(general, share=0.99))
    with pytest.raises(TrainingError, match=r"answer tokens that fit in 128 .* give a larger data"):
        fine_tune(base, rows, tmp_path / "other", greedy)
    missing = replace(mixed, mix=MixSettings(tmp_path / "nowhere.csv"))
    with pytest.raises(TrainingError, match=r"sft.mix.path .*nowhere.csv: no .json, .jsonl"):
        fine_tune(base, rows, tmp_path / "other", missing)


def test_general_conversations_are_learned_on_the_assistants_turns_alone(base):
    from transformers import AutoTokenizer

    from trainers.examples import IGNORED, conversation, from_conversation

    words = AutoTokenizer.from_pretrained(base)
    messages = [
        {"role": "user", "content": "Where is Ada?"},
        {"role": "assistant", "content": "In the library."},
        {"role": "user", "content": "And now?"},
        {"role": "assistant", "content": "At home."},
    ]
    one, two = from_conversation(conversation({"messages": messages}), words)
    assert words.decode(one.token_ids) == "In the library.<|end|>"
    assert words.decode(one.prompt_ids) == "<|user|>Where is Ada?<|end|><|assistant|>"
    assert words.decode(two.token_ids) == "At home.<|end|>"
    assert words.decode(two.prompt_ids).endswith("And now?<|end|><|assistant|>")
    assert two.labels == [IGNORED] * len(two.prompt_ids) + list(two.token_ids)
    pair = {"prompt": "Where is Ada?", "completion": "In the library."}
    assert from_conversation(conversation(pair), words) == [one]
    with pytest.raises(TrainingError, match=r"neither `messages` nor `prompt` .*; it has text"):
        conversation({"text": "Once upon a time"})


def test_a_template_that_would_teach_something_else_is_refused(base):
    from transformers import AutoTokenizer

    from trainers.examples import from_conversation

    asked = [{"role": "user", "content": "Hi"}, {"role": "assistant", "content": "Hello"}]
    words = AutoTokenizer.from_pretrained(base)
    words.chat_template = words.chat_template.replace("<|end|>", "")
    with pytest.raises(TrainingError, match="teach it never to stop"):
        from_conversation(asked, words)
    words.chat_template = "{{ messages | length }}{{ messages[-1]['content'] }}"
    with pytest.raises(TrainingError, match="renders a prompt differently once it is answered"):
        from_conversation(asked, words)


def test_neighbours_in_training_are_alike_in_length_and_steps_are_drawn_by_chance():
    from trainers.fitting import training_order

    lengths = list(range(10, 110))
    quick = replace(QUICK, batch_size=20, epochs=2)
    order = training_order(lengths, quick)
    assert sorted(order[:100]) == sorted(order[100:]) == list(range(100))
    assert order[:100] != order[100:]
    for start in range(0, 200, 20):
        step = [lengths[i] for i in order[start : start + 20]]
        assert step == sorted(step, reverse=True)
        assert max(step) - min(step) > 40  # not sorted over the steps
    assert training_order(lengths, replace(quick, seed=1)) != order


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"learning_rate": 0}, "sft.learning_rate is 0.0; allowed: above 0"),
        ({"batch_size": 6, "micro_batch": 4}, "sft.batch_size is 6; allowed: multiples of"),
        ({"lora": {"rank": 12}}, "sft.lora.rank is 12; allowed: 1, 8, 16, 32, 64"),
        ({"mix": {"path": "x.jsonl", "share": 1}}, "sft.mix.share is 1.0; allowed: above 0"),
        ({"max_dropped": 2}, "sft.max_dropped is 2.0; allowed: 0 to 1"),
        ({"schedule": "wavy"}, "sft.schedule: Input should be 'constant', 'linear' or 'cosine'"),
        ({"lora": {"depth": 3}}, "sft.lora.depth: Unexpected keyword argument"),
    ],
)
def test_impossible_settings_are_named_with_what_is_allowed(values, words):
    with pytest.raises(ConfigError, match=words):
        make_settings(values)


def test_a_folder_without_a_policy_is_refused(rows, tmp_path):
    with pytest.raises(TrainingError, match=r"is no policy: it has neither config.json nor"):
        fine_tune(tmp_path, rows, tmp_path / "policy", QUICK)


def test_the_command_line_trains_and_says_what_is_wrong(base, rows, tmp_path, capsys):
    write_rows(tmp_path / "rows.jsonl", rows[:8])
    assert read_rows(tmp_path / "rows.jsonl") == rows[:8]
    config = tmp_path / "config.yaml"
    config.write_text("sft: {batch_size: 8, micro_batch: 4, device: cpu, threads: 1}\n")
    places = ["--base", str(base), "--out", str(tmp_path / "policy"), "--config", str(config)]
    there = [*places, "--rows", str(tmp_path / "rows.jsonl")]
    assert main([*there, "--set", "gradient_checkpointing=false"]) == 0
    said = capsys.readouterr().out
    assert said.startswith("step 1/1  loss ")
    report = json.loads(said[said.index("{") :])
    assert (report["rows"], report["settings"]["gradient_checkpointing"]) == (8, False)
    assert main(there) == 2
    assert "policy exists already" in capsys.readouterr().err
    assert main([*places, "--rows", str(tmp_path / "none.jsonl")]) == 2
    assert "none.jsonl: No such file" in capsys.readouterr().err


@pytest.mark.slow
def test_two_processes_learn_what_one_does(base, rows, trained, tmp_path):
    write_rows(tmp_path / "rows.jsonl", rows)
    # what `accelerate launch` starts for several GPUs; it has no such mode for several CPUs
    command = [sys.executable, "-m", "torch.distributed.run", "--standalone", "--nproc-per-node=2"]
    command += ["-m", "trainers.sft", "--base", str(base), "--out", str(tmp_path / "policy")]
    command += ["--rows", str(tmp_path / "rows.jsonl")]
    for change in ("learning_rate=5e-3", "batch_size=8", "micro_batch=4", "epochs=4", "threads=1"):
        command += ["--set", change]
    command += ["--set", "schedule=constant", "--set", "gradient_checkpointing=false"]
    root = Path(__file__).parents[2]
    done = subprocess.run(
        command,
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root), "OMP_NUM_THREADS": "1"},
        capture_output=True,
        text=True,
    )
    assert done.returncode == 0, done.stderr
    both = json.loads((tmp_path / "policy" / "training.json").read_text())["fitted"]
    one = trained[1].fitted
    assert (both["processes"], both["steps"]) == (2, one.steps)
    assert both["logprob_before"] == pytest.approx(one.logprob_before, abs=1e-4)
    assert both["logprob_after"] == pytest.approx(one.logprob_after, abs=0.02)
    assert both["loss_first"] == pytest.approx(one.loss_first, rel=1e-4)
