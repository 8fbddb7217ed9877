"""How probable a model finds given answers."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import torch
from accelerate.utils import gather_object

from trainers.examples import Example

if TYPE_CHECKING:
    from trainers.weighting import WeightedSFTTrainer


def answer_logprobs(trainer: WeightedSFTTrainer, examples: Sequence[Example]) -> list[torch.Tensor]:
    """Log-probabilities of each example's answer tokens under the trainer's model.

    Natural logarithms at temperature 1, one float32 tensor on the CPU per example. Under several
    processes each measures its part; all return everything.
    """
    if not examples:
        return []
    processes, rank = trainer.accelerator.num_processes, trainer.accelerator.process_index
    mine = _measure(trainer, examples[rank::processes])
    parts = gather_object([mine]) if processes > 1 else [mine]
    return [parts[i % processes][i // processes] for i in range(len(examples))]


def _measure(trainer: WeightedSFTTrainer, examples: Sequence[Example]) -> list[torch.Tensor]:
    """One pass per micro-batch of examples of like length."""
    order = sorted(range(len(examples)), key=lambda i: -len(examples[i]))
    size = trainer.args.per_device_train_batch_size
    found: dict[int, torch.Tensor] = {}
    model = trainer.model.eval()
    for start in range(0, len(order), size):
        batch = order[start : start + size]
        rows = [{"input_ids": examples[i].input_ids, "labels": examples[i].labels} for i in batch]
        inputs = {key: value.to(model.device) for key, value in trainer.data_collator(rows).items()}
        with torch.no_grad(), trainer.compute_loss_context_manager():
            outputs = model(**inputs, fused_lm_head=True)
        for i, logprobs in zip(batch, outputs.log_probs.float().cpu(), strict=True):
            first = len(examples[i].prompt_ids) - 1  # position t predicts token t + 1
            found[i] = logprobs[first : first + len(examples[i].token_ids)].clone()
    model.train()
    return [found[i] for i in range(len(examples))]
