"""TRL's SFTTrainer with a weight per row, which TRL itself does not have.

The loss of a step is Σ_i w_i Σ_t −log p_it / (learned tokens of the step), so with all weights 1
it is the stock trainer's, bit for bit. It relies on names that TRL does not promise to keep
(trl >=1.16, <1.17); a test compares it with the stock trainer.
"""

from __future__ import annotations

from typing import Any

import torch
from trl import SFTTrainer
from trl.trainer.sft_trainer import DataCollatorForLanguageModeling


class WeightedCollator(DataCollatorForLanguageModeling):
    """Pads as TRL does, and keeps the rows' weights."""

    def torch_call(self, examples: list[dict[str, Any]]) -> dict[str, Any]:
        """The batch, with `weight` of shape (rows,)."""
        batch: dict[str, Any] = super().torch_call(examples)
        if "weight" in examples[0]:
            batch["weight"] = torch.tensor([example["weight"] for example in examples])
        return batch


class WeightedSFTTrainer(SFTTrainer):
    """SFTTrainer that multiplies the loss of a row by its `weight`, where rows have one."""

    _signature_columns: list[str] | None

    def __init__(self, *, args: Any, processing_class: Any, **others: Any) -> None:
        if args.packing or args.padding_free:
            raise ValueError("packed rows have lost their weights; turn packing off")
        if args.loss_type != "nll":
            raise ValueError(f"rows are weighted with loss_type 'nll' only, not {args.loss_type}")
        super().__init__(
            args=args,
            processing_class=processing_class,
            data_collator=WeightedCollator(processing_class.pad_token_id),
            **others,
        )

    def compute_loss(
        self,
        model: Any,
        inputs: dict[str, Any],
        return_outputs: bool = False,
        num_items_in_batch: Any = None,
    ) -> Any:
        """The parent's loss over log-probabilities scaled by each row's weight.

        Metrics, the share of each device, and auxiliary losses stay the parent's.
        """
        inputs = dict(inputs)
        weight = inputs.pop("weight", None)

        def weighted(**given: Any) -> Any:
            outputs = model(**given)
            outputs.log_probs = outputs.log_probs * weight[:, None].to(outputs.log_probs)
            return outputs

        asked = model if weight is None else weighted
        return super().compute_loss(asked, inputs, return_outputs, num_items_in_batch)

    def _set_signature_columns_if_needed(self) -> None:
        super()._set_signature_columns_if_needed()
        columns = self._signature_columns or []
        if "weight" not in columns:  # else it is dropped as unused
            self._signature_columns = [*columns, "weight"]

    def _send_telemetry(self) -> None:
        """Nobody is told that somebody trains."""
