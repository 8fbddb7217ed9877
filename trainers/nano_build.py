"""Building the small model: lessons, a tokenizer, first weights, a warm start with TRL's SFT."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

import orjson

from trainers.lessons import Lesson, lesson_book
from trainers.nano_settings import NanoSettings
from trainers.sft import SftSettings, fine_tune
from trainers.values import Row

OnProgress = Callable[[str, int, int], None]
"""Is told what is being done, how much of it is done, and how much there is."""
REPORT = "nano.json"
"""What the model was built from and how it went, inside its folder."""
_THETA = 1e6
"""Base of the rotary angles: the slowest pairs hardly turn within a prompt."""
_MOST_TOKENS = 4096
"""Longest prompt and answer that the model accepts; far more than the brief week needs."""


def build(settings: NanoSettings, staging: Path, progress: OnProgress) -> Path:
    """Build the model inside an empty folder; returns where in it the model is."""
    start = time.perf_counter()
    done = iter(range(1, len(settings.lives) + 1))
    book = lesson_book(
        settings.lives,
        settings.counts,
        settings.seed,
        lambda text: progress("lives of the teacher", next(done), len(settings.lives)),
    )
    lived = time.perf_counter() - start
    tokenizer = newborn(settings, book, staging / "newborn")
    rows = [row(lesson, tokenizer) for lesson in book]
    report = fine_tune(
        staging / "newborn",
        rows,
        staging / "nano",
        _warm_start(settings),
        lambda at: progress("warm start", at.step, at.steps),
    )
    content = {
        "settings": asdict(settings),
        "tokens": len(tokenizer),
        "parameters": report.fitted.parameters,
        "lessons": len(book),
        "lesson_tokens": report.input_tokens,
        "loss": report.fitted.loss_last,
        "seconds": {
            "lives": round(lived, 1),
            "training": round(report.fitted.seconds, 1),
            "all": round(time.perf_counter() - start, 1),
        },
        "tokens_per_second": round(report.tokens_per_second),
    }
    (staging / "nano" / REPORT).write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))
    return staging / "nano"


def newborn(settings: NanoSettings, book: Sequence[Lesson], folder: Path) -> Any:
    """Write a model that has learned nothing yet, with a tokenizer fitted to the lessons."""
    # Slow to import, and not needed where the cache has the model.
    from transformers import GenerationConfig, Qwen3ForCausalLM, set_seed
    from transformers.utils import logging

    from trainers.nano_birth import plant
    from trainers.nano_tokenizer import train_tokenizer

    texts = [text for lesson in book for text in lesson.texts]
    tokenizer = train_tokenizer(texts, settings.vocabulary)
    set_seed(settings.seed)
    logging.disable_progress_bar()  # type: ignore[no-untyped-call]
    model: Any = Qwen3ForCausalLM(architecture(settings, tokenizer))  # type: ignore[no-untyped-call]
    plant(model, settings.seed, words_of_goals(book, tokenizer))
    model.generation_config = GenerationConfig(  # type: ignore[no-untyped-call]
        do_sample=True,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    model.save_pretrained(folder)
    tokenizer.save_pretrained(folder)
    return tokenizer


def words_of_goals(book: Sequence[Lesson], tokenizer: Any) -> list[int]:
    """The tokens that goals are made of, marks apart: what a life is to be known by."""
    goals = {orjson.loads(lesson.answer)["goal"] for lesson in book if lesson.kind == "plan"}
    quoted = [orjson.dumps({"goal": goal}).decode() for goal in goals]
    tokens = {token for ids in tokenizer(quoted).input_ids for token in ids}
    return sorted(token for token in tokens if tokenizer.decode([token]).strip(' "').isalpha())


def architecture(settings: NanoSettings, tokenizer: Any) -> Any:
    """The configuration of the model (`transformers.Qwen3Config`)."""
    from transformers import Qwen3Config

    return Qwen3Config(
        vocab_size=8 * -(-len(tokenizer) // 8),
        hidden_size=settings.hidden,
        intermediate_size=3 * settings.hidden,
        num_hidden_layers=settings.layers,
        num_attention_heads=settings.heads,
        num_key_value_heads=settings.heads,
        head_dim=settings.hidden // settings.heads,
        max_position_embeddings=_MOST_TOKENS,
        rope_parameters={"rope_type": "default", "rope_theta": _THETA},
        tie_word_embeddings=True,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
        bos_token_id=None,
        dtype="float32",
        agentopia_prompts="compact",  # how it wants its questions: `trainers.players.renderer_of`
    )


def row(lesson: Lesson, tokenizer: Any) -> Row:
    """A lesson as fine-tuning takes it: the answer ends with the end of the turn."""
    prompt = tokenizer.apply_chat_template(
        list(lesson.messages), add_generation_prompt=True, return_dict=False
    )
    assert isinstance(prompt, list)
    answer = tokenizer(lesson.answer, add_special_tokens=False).input_ids
    return Row(
        society=0,
        seed=0,
        person="",
        year=0,
        when="",
        kind=lesson.kind,
        key="",
        policy="teacher",
        version="",
        prompt_ids=tuple(prompt),
        token_ids=(*answer, tokenizer.eos_token_id),
        logprobs=(),
        text=lesson.answer,
    )


def _warm_start(settings: NanoSettings) -> SftSettings:
    return SftSettings(
        learning_rate=settings.learning_rate,
        epochs=settings.epochs,
        batch_size=settings.batch_size,
        micro_batch=8,
        weighted=False,
        warmup=0.05,
        schedule="cosine",
        weight_decay=0.1,
        adam_beta2=0.99,
        gradient_checkpointing=False,
        bf16=False,
        device="cpu",
        threads=settings.threads,
        measured_rows=0,
        seed=settings.seed,
    )
