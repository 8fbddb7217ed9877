"""Batched generation with a key-value cache: many prompts in, their sampled tokens out.

Rows of different length are padded on the left. A finished row stays in the batch as padding until
an eighth of the batch has finished, then the batch is packed: packing copies the cache.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import torch
from transformers import AttentionInterface, DynamicCache, PreTrainedModel
from transformers.cache_utils import DynamicLayer
from transformers.integrations.sdpa_attention import sdpa_attention_forward
from transformers.masking_utils import AttentionMaskInterface, sdpa_mask

from trainers.serving.sampling import MASK, choose, uniforms
from trainers.values import Sampling

ROOM = 64
"""Tokens by which the cache grows at once."""
ATTENTION = "sdpa_grouped"


@dataclass(slots=True)
class Answering:
    """One row: what is asked, and the answer so far."""

    prompt: Sequence[int]
    seed: int
    sampling: Sampling
    token_ids: list[int] = field(default_factory=list)
    logprobs: list[float] = field(default_factory=list)
    finish_reason: str = ""

    def take(self, token: int, logprob: float, eos: frozenset[int]) -> None:
        """Append a sampled token, unless the answer is complete."""
        if self.finish_reason:
            return
        self.token_ids.append(token)
        self.logprobs.append(logprob)
        if token in eos:
            self.finish_reason = "stop"
        elif len(self.token_ids) >= self.sampling.max_tokens:
            self.finish_reason = "length"


class RoomyLayer(DynamicLayer):  # type: ignore[no-untyped-call]
    """A cache layer that grows by `ROOM` tokens at once.

    The library's own copies everything at every token.
    """

    _key_room: torch.Tensor
    _value_room: torch.Tensor
    _length: int = 0

    def update(
        self, key_states: torch.Tensor, value_states: torch.Tensor, *_: Any, **__: Any
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """Append the new states and return all, as views."""
        if not self.is_initialized:
            self.lazy_initialization(key_states, value_states)
            self._key_room, self._value_room = key_states[:, :, :0], value_states[:, :, :0]
        end = self._length + key_states.shape[-2]
        if end > self._key_room.shape[-2]:
            self._key_room = self._roomier(self._key_room, key_states, end + ROOM)
            self._value_room = self._roomier(self._value_room, value_states, end + ROOM)
        self._key_room[:, :, self._length : end] = key_states
        self._value_room[:, :, self._length : end] = value_states
        self._length = end
        self.keys, self.values = self._key_room[:, :, :end], self._value_room[:, :, :end]
        return self.keys, self.values

    def batch_select_indices(self, indices: torch.Tensor) -> None:
        """Keep these rows only."""
        self._key_room, self._value_room = self._key_room[indices], self._value_room[indices]
        self.keys = self._key_room[:, :, : self._length]
        self.values = self._value_room[:, :, : self._length]

    def _roomier(self, old: torch.Tensor, like: torch.Tensor, size: int) -> torch.Tensor:
        new = like.new_empty((*like.shape[:2], size, like.shape[-1]))
        new[:, :, : self._length] = old[:, :, : self._length]
        return new


def grouped_attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    **kwargs: Any,
) -> tuple[torch.Tensor, None]:
    """Scaled dot-product attention that does not repeat the keys while decoding.

    With one query per row, the query heads that share a key head can stand in its place as a
    sequence of queries: the same numbers without the copy of the whole cache for every token.
    Shapes as in the library: (batch, heads, length, size).
    """
    rows, heads, length, size = query.shape
    if length != 1 or heads == key.shape[1]:
        out, _ = sdpa_attention_forward(module, query, key, value, attention_mask, **kwargs)
        return out, None
    folded = query.reshape(rows, key.shape[1], -1, size)
    out = torch.nn.functional.scaled_dot_product_attention(
        folded, key, value, attn_mask=attention_mask, scale=kwargs.get("scaling")
    )
    return out.reshape(rows, 1, heads, -1), None


AttentionInterface.register(ATTENTION, grouped_attention)
AttentionMaskInterface.register(ATTENTION, sdpa_mask)


def prepare(model: PreTrainedModel) -> None:
    """Make a loaded model ready for `decode`, and fast where its attention is plain sdpa."""
    if model.config._attn_implementation == "sdpa" and model.device.type == "cpu":
        model.set_attn_implementation(ATTENTION)
    model.train(False)


@torch.inference_mode()
def decode(
    model: PreTrainedModel, rows: Sequence[Answering], eos: frozenset[int], pad: int
) -> None:
    """Complete all rows in one batch, in place."""
    batch = list(rows)
    cache = _cache(model)
    longest = max(row.sampling.max_tokens for row in rows)
    ids, mask = _left_padded(batch, pad, longest, model.device)
    width = ids.shape[1]
    positions = (mask[:, :width].long().cumsum(-1) - 1).clamp_(min=0)
    seeds = np.array([row.seed & MASK for row in batch], dtype=np.uint64)
    for step in range(longest):
        logits = model(
            input_ids=ids,
            attention_mask=mask[:, : width + step],
            position_ids=positions,
            past_key_values=cache,
            use_cache=True,
            logits_to_keep=1,
        ).logits[:, -1]
        drawn, logprobs = choose(
            logits,
            [row.sampling.temperature for row in batch],
            [row.sampling.top_p for row in batch],
            uniforms(seeds, step),
        )
        for row, token, logprob in zip(batch, drawn.tolist(), logprobs.tolist(), strict=True):
            row.take(token, logprob, eos)
        open_rows = [index for index, row in enumerate(batch) if not row.finish_reason]
        if not open_rows:
            return
        ids, positions = drawn[:, None], positions[:, -1:] + 1
        if 8 * len(open_rows) <= 7 * len(batch):
            keep = torch.tensor(open_rows, device=model.device)
            cache.batch_select_indices(keep)
            ids, positions, mask = ids[keep], positions[keep], mask[keep]
            batch, seeds = [batch[index] for index in open_rows], seeds[open_rows]


@torch.inference_mode()
def score(model: PreTrainedModel, ids: Sequence[int]) -> tuple[float, ...]:
    """Log-probabilities of the ids after the first, each given those before it."""
    row = torch.tensor([list(ids)], device=model.device)
    logprobs = torch.log_softmax(model(input_ids=row).logits[0, :-1].float(), dim=-1)
    return tuple(logprobs.gather(1, row[0, 1:, None])[:, 0].tolist())


def _cache(model: PreTrainedModel) -> DynamicCache:
    cache = DynamicCache(config=model.config)
    roomy: Callable[[], DynamicLayer] = RoomyLayer
    cache.layers = [roomy() if type(x) is DynamicLayer else x for x in cache.layers]
    return cache


def _left_padded(
    rows: Sequence[Answering], pad: int, longest: int, device: torch.device
) -> tuple[torch.Tensor, torch.Tensor]:
    """Prompt ids (rows, width) and a mask (rows, width + longest) that hides the padding."""
    width = max(len(row.prompt) for row in rows)
    ids = torch.full((len(rows), width), pad)
    mask = torch.ones((len(rows), width + longest), dtype=torch.bool)
    for index, row in enumerate(rows):
        ids[index, width - len(row.prompt) :] = torch.tensor(row.prompt)
        mask[index, : width - len(row.prompt)] = False
    return ids.to(device), mask.to(device)
