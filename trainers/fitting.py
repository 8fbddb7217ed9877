"""The training run itself: TRL's SFTTrainer on token ids, from a base's folder to a staging one.

Of fine-tuning only this, `measuring` and `weighting` import torch.
"""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from unittest import mock

import datasets
import numpy as np
import torch
from peft import LoraConfig, PeftModel
from transformers import (
    AutoConfig,
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedModel,
    PrinterCallback,
    TrainerCallback,
    set_seed,
)
from transformers.integrations import TensorBoardCallback
from transformers.utils import logging
from trl import SFTConfig

from agentopia_env.chance import chance
from trainers.examples import Example, TrainingError
from trainers.measuring import answer_logprobs
from trainers.policy_folder import adapter_config, complete, complete_adapter, root
from trainers.sft_report import Fitted, Progress
from trainers.sft_settings import SftSettings
from trainers.weighting import WeightedSFTTrainer


def fit(
    base: Path,
    policy: Sequence[Example],
    general: Sequence[Example],
    staging: Path,
    settings: SftSettings,
    progress: Callable[[Progress], None] | None = None,
) -> Fitted:
    """Train and leave the new policy in `staging/policy`.

    `policy` are the policy's own answers, `general` is what is mixed in; what a killed training
    left in `staging` is removed first.

    Raises:
        TrainingError: the devices do not fit the settings.
    """
    _check_devices(settings)
    if settings.threads:
        torch.set_num_threads(settings.threads)
    rows = settings.epochs * (len(policy) + len(general))
    arguments = _arguments(staging, settings, -(-rows // settings.batch_size))
    if arguments.process_index == 0:
        shutil.rmtree(staging, ignore_errors=True)
        (staging / "policy").mkdir(parents=True)
    arguments.distributed_state.wait_for_everyone()
    set_seed(settings.seed)
    clock = _Clock(progress)
    sample = _sample(policy, settings)
    with _no_bars():
        trainer = _trainer(base, [*policy, *general], arguments, settings, clock)
        with _answers_scored(arguments):
            before = answer_logprobs(trainer, sample)
            trainer.train()
            after = answer_logprobs(trainer, sample)
        fitted = _fitted(trainer, sample, before, after, clock)
        if arguments.process_index == 0:
            _save(trainer.model, base, staging / "policy", settings)
    arguments.distributed_state.wait_for_everyone()
    return fitted


def training_order(lengths: Sequence[int], settings: SftSettings) -> list[int]:
    """Which example comes when, over all epochs: by chance, and longest first within a step.

    Neighbours of like length share a pass, which saves padding; what a step learns from is drawn
    as if nothing were sorted.
    """
    order: list[int] = []
    for epoch in range(settings.epochs):
        shuffled = list(range(len(lengths)))
        chance(settings.seed, "epoch", epoch).shuffle(shuffled)
        order += shuffled
    steps = range(0, len(order), settings.batch_size)
    return [
        i
        for start in steps
        for i in sorted(order[start : start + settings.batch_size], key=lambda i: -lengths[i])
    ]


@contextmanager
def _no_bars() -> Iterator[None]:
    """Without the bars of transformers for files; training has its own progress."""
    were_on = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if were_on:
            logging.enable_progress_bar()


@contextmanager
def _answers_scored(arguments: SFTConfig) -> Iterator[None]:
    """On a CPU, score the learned tokens only.

    TRL does so where it has Triton, and elsewhere scores every token of the prompts as well, for
    devices that compile anew for every shape. A CPU does not, and saves half of the step.
    """
    if not arguments.use_cpu:
        yield
        return
    with mock.patch("trl.trainer.utils._use_triton", return_value=True):
        yield


def _check_devices(settings: SftSettings) -> None:
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    if settings.batch_size % (settings.micro_batch * processes):
        raise TrainingError(
            f"sft.batch_size {settings.batch_size} is no multiple of sft.micro_batch "
            f"{settings.micro_batch} times {processes} processes; change one of them"
        )
    if settings.device == "auto" and processes == 1 and torch.cuda.device_count() > 1:
        raise TrainingError(
            f"{torch.cuda.device_count()} GPUs are visible to one process; start with `accelerate "
            "launch -m trainers.sft`, or make one visible with CUDA_VISIBLE_DEVICES"
        )
    for variable in ("ACCELERATE_USE_FSDP", "ACCELERATE_USE_DEEPSPEED"):
        if os.environ.get(variable, "false").lower() in ("1", "true"):
            raise TrainingError(
                f"{variable} is set, but the model is not split over devices here: each device "
                "holds all of it; use plain data parallelism, and sft.lora where memory is short"
            )


def _arguments(staging: Path, settings: SftSettings, steps: int) -> SFTConfig:
    cpu = settings.device == "cpu" or not torch.cuda.is_available()
    bf16 = settings.bf16
    if bf16 is None:
        bf16 = not cpu and torch.cuda.is_bf16_supported()
    processes = int(os.environ.get("WORLD_SIZE", "1"))
    return SFTConfig(
        output_dir=str(staging / "trainer"),
        use_cpu=cpu,
        bf16=bf16,
        learning_rate=settings.learning_rate,
        num_train_epochs=1,  # the order of rows holds all epochs
        per_device_train_batch_size=settings.micro_batch,
        gradient_accumulation_steps=settings.batch_size // (settings.micro_batch * processes),
        train_sampling_strategy="sequential",
        # A part of them would be rounded up, and the first step of a warm-up has rate 0.
        warmup_steps=int(settings.warmup * steps),
        lr_scheduler_type={"constant": "constant_with_warmup"}.get(
            settings.schedule, settings.schedule
        ),
        weight_decay=settings.weight_decay,
        adam_beta2=settings.adam_beta2,
        max_grad_norm=settings.max_grad_norm,
        gradient_checkpointing=settings.gradient_checkpointing,
        max_length=None,  # TRL's default cuts and drops long rows silently
        seed=settings.seed,
        full_determinism=settings.deterministic,
        save_strategy="no",
        logging_steps=1,
        disable_tqdm=True,
        report_to="trackio" if settings.log == "trackio" else "none",
        project=settings.log_project,
        run_name=staging.name.removeprefix(".").removesuffix(".partial"),
    )


def _trainer(
    base: Path,
    examples: Sequence[Example],
    arguments: SFTConfig,
    settings: SftSettings,
    clock: _Clock,
) -> WeightedSFTTrainer:
    order = training_order([len(example) for example in examples], settings)
    dataset = _dataset(examples, settings).select(order)
    model = _model(base, settings, bool(arguments.bf16))
    trainer = WeightedSFTTrainer(
        model=model,
        args=arguments,
        train_dataset=dataset,
        processing_class=AutoTokenizer.from_pretrained(root(base)),
        peft_config=None if isinstance(model, PeftModel) else _lora(settings),
        callbacks=[clock, *_curves(arguments, settings)],
    )
    trainer.remove_callback(PrinterCallback)
    if len(trainer.train_dataset) != len(order):
        raise TrainingError(
            f"the trainer kept {len(trainer.train_dataset)} of {len(order)} rows; this version of "
            "TRL drops rows on its own: install one that trainers.fitting was written for (1.16)"
        )
    return trainer


def _dataset(examples: Sequence[Example], settings: SftSettings) -> datasets.Dataset:
    columns: dict[str, Any] = {
        "input_ids": [np.array(example.input_ids, dtype=np.int32) for example in examples],
        "labels": [np.array(example.labels, dtype=np.int32) for example in examples],
    }
    if settings.weighted:
        columns["weight"] = [example.weight for example in examples]
    return datasets.Dataset.from_dict(columns)


def _model(base: Path, settings: SftSettings, bf16: bool) -> PreTrainedModel | PeftModel:
    """The base; of an adapter, its base with this adapter to train on."""
    adapter, model = adapter_config(base), root(base)
    own = AutoConfig.from_pretrained(model).dtype or torch.float32
    # weights that are trained stay in float32, where small steps are not rounded away
    dtype = own if settings.lora and bf16 else torch.float32
    loaded = AutoModelForCausalLM.from_pretrained(model, dtype=dtype)
    if adapter is None:
        return loaded
    if settings.lora is None or settings.lora.rank != adapter["r"]:
        raise TrainingError(
            f"{base} is a LoRA adapter of rank {adapter['r']}; set sft.lora.rank to it to train "
            "the adapter on, or give the folder of a full model"
        )
    return PeftModel.from_pretrained(loaded, base, is_trainable=True)


def _lora(settings: SftSettings) -> LoraConfig | None:
    if settings.lora is None:
        return None
    return LoraConfig(
        task_type="CAUSAL_LM",
        r=settings.lora.rank,
        lora_alpha=settings.lora.alpha,
        lora_dropout=settings.lora.dropout,
        target_modules=list(settings.lora.targets) or "all-linear",
    )


def _curves(arguments: SFTConfig, settings: SftSettings) -> Iterator[TrainerCallback]:
    """TensorBoard outside of staging, where the trainer's own option would put and lose it."""
    if settings.log != "tensorboard" or arguments.process_index != 0:
        return
    from torch.utils.tensorboard import SummaryWriter  # only where it is wanted

    staging = Path(arguments.output_dir).parent
    folder = settings.log_dir or staging.parent / "logs"
    yield TensorBoardCallback(SummaryWriter(str(folder / str(arguments.run_name))))


class _Clock(TrainerCallback):
    """Losses per step and the seconds of the training steps alone."""

    def __init__(self, progress: Callable[[Progress], None] | None) -> None:
        self.losses: list[float] = []
        self._progress = progress
        self._start = self._end = 0.0

    @property
    def seconds(self) -> float:
        return self._end - self._start

    def on_train_begin(self, *_: Any, **__: Any) -> None:
        self._start = time.perf_counter()

    def on_train_end(self, *_: Any, **__: Any) -> None:
        self._end = time.perf_counter()

    def on_log(self, _args: Any, state: Any, _control: Any, logs: Any = None, **_: Any) -> None:
        if "loss" not in (logs or {}):  # the summary at the end has none
            return
        self.losses.append(float(logs["loss"]))
        if self._progress is not None and state.is_world_process_zero:
            seconds = time.perf_counter() - self._start
            steps = state.max_steps
            self._progress(Progress(state.global_step, steps, self.losses[-1], seconds))


def _sample(policy: Sequence[Example], settings: SftSettings) -> list[Example]:
    if len(policy) <= settings.measured_rows:
        return list(policy)
    return chance(settings.seed, "measured").sample(list(policy), settings.measured_rows)


def _fitted(
    trainer: WeightedSFTTrainer,
    sample: Sequence[Example],
    before: list[torch.Tensor],
    after: list[torch.Tensor],
    clock: _Clock,
) -> Fitted:
    weights = list(trainer.model.parameters())
    return Fitted(
        steps=int(trainer.state.global_step),
        loss_first=clock.losses[0],
        loss_last=clock.losses[-1],
        logprob_before=_mean(before),
        logprob_after=_mean(after),
        served_gap=_gap(sample, before),
        parameters=sum(weight.numel() for weight in weights),
        trained_parameters=sum(weight.numel() for weight in weights if weight.requires_grad),
        processes=int(trainer.accelerator.num_processes),
        device=str(trainer.accelerator.device),
        dtype="bfloat16" if trainer.args.bf16 else "float32",
        seconds=clock.seconds,
    )


def _mean(logprobs: Sequence[torch.Tensor]) -> float | None:
    return float(torch.cat(list(logprobs)).mean()) if logprobs else None


def _gap(sample: Sequence[Example], own: Sequence[torch.Tensor]) -> float | None:
    pairs = [
        (torch.tensor(example.served), logprobs)
        for example, logprobs in zip(sample, own, strict=True)
        if len(example.served) == len(logprobs)
    ]
    return _mean([(served - logprobs).abs() for served, logprobs in pairs])


def _save(model: Any, base: Path, folder: Path, settings: SftSettings) -> None:
    """Write the weights in the base's own type, and beside them the base's other files."""
    full = root(base)
    if settings.lora is None:
        _save_full(model, full, folder)
        return
    model.save_pretrained(folder)
    (folder / "README.md").unlink(missing_ok=True)  # PEFT's card, which says nothing
    complete_adapter(folder, full)
    if settings.lora.merge:
        _save_full(model.merge_and_unload(), full, folder / "merged")


def _save_full(model: Any, full: Path, folder: Path) -> None:
    own = AutoConfig.from_pretrained(full).dtype or torch.float32
    model.to(own).save_pretrained(folder)
    complete(folder, full)
