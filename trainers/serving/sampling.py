"""Sampling one token per row, where a row's draw depends on its own seed and step alone."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt
import torch

MASK = (1 << 64) - 1


_LIKELIEST = 64
"""Tokens that are looked at first for a nucleus: finding them is faster than sorting all."""


def uniforms(seeds: npt.NDArray[np.uint64], step: int) -> npt.NDArray[np.float64]:
    """One number of [0, 1) per seed: a counter-based hash (splitmix64) of seed and step.

    Args:
        seeds: shape (rows,).
        step: number of the token within its answer.
    """
    with np.errstate(over="ignore"):
        x = seeds * np.uint64(0xD1342543DE82EF95) + np.uint64(
            (step + 1) * 0x9E3779B97F4A7C15 & MASK
        )
        for _ in range(2):
            x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
            x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
            x = x ^ (x >> np.uint64(31))
    return (x >> np.uint64(12)).astype(np.float64) * 2.0**-52


def choose(
    logits: torch.Tensor,
    temperatures: Sequence[float],
    nuclei: Sequence[float],
    draws: npt.NDArray[np.float64],
) -> tuple[torch.Tensor, torch.Tensor]:
    """Sample a token per row by inverting the cumulative distribution.

    Rounding in the logits (another batch size may change their last bits) moves the cumulative
    distribution by about 1e-7 and so changes a token about once in a million.

    Args:
        logits: shape (rows, vocabulary).
        temperatures: per row; 0 takes the likeliest token.
        nuclei: top_p per row.
        draws: per row a number of [0, 1).

    Returns:
        The token ids and their untempered, untruncated log-probabilities, each of shape (rows,).
    """
    logits = logits.float()
    logprobs = torch.log_softmax(logits, dim=-1)
    if all(t == 1.0 for t in temperatures):
        weights = logprobs.double().exp_()
    else:
        heat = torch.tensor([t or 1.0 for t in temperatures], device=logits.device)
        weights = torch.softmax(logits.double() / heat[:, None].double(), dim=-1)
    if any(p < 1.0 for p in nuclei):
        _truncate(weights, torch.tensor(nuclei, device=logits.device, dtype=weights.dtype))
    total = weights.cumsum(dim=-1)
    target = total[:, -1:] * torch.from_numpy(draws).to(logits.device)[:, None]
    ids = torch.searchsorted(total, target, right=True)
    if not all(temperatures):
        greedy = torch.tensor([t == 0.0 for t in temperatures], device=logits.device)
        ids = torch.where(greedy[:, None], logits.argmax(dim=-1, keepdim=True), ids)
    return ids[:, 0], logprobs.gather(1, ids)[:, 0]


def _truncate(weights: torch.Tensor, nuclei: torch.Tensor) -> None:
    """Set the weights outside each row's nucleus to 0; the likeliest token always stays."""
    likeliest, index = weights.topk(min(_LIKELIEST, weights.shape[-1]), dim=-1)
    wider = likeliest.sum(dim=-1) < nuclei
    if bool(wider.any()):  # a nucleus of more tokens than that: sort them all
        ordered, places = weights[wider].sort(dim=-1, descending=True, stable=True)
        weights[wider] = _within(ordered, places, nuclei[wider], weights.shape[-1])
    narrow = ~wider
    weights[narrow] = _within(likeliest[narrow], index[narrow], nuclei[narrow], weights.shape[-1])


def _within(
    ordered: torch.Tensor, index: torch.Tensor, nuclei: torch.Tensor, width: int
) -> torch.Tensor:
    """Weights of all tokens from the largest ones, 0 outside the nucleus."""
    before = ordered.cumsum(dim=-1) - ordered
    outside = before >= nuclei[:, None]
    outside[:, 0] = False
    kept = ordered.masked_fill(outside, 0.0)
    return ordered.new_zeros((len(ordered), width)).scatter_(1, index, kept)
