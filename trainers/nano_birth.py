"""First weights of the small model: random ones, but for heads that can look things up.

Repeating what stands in the prompt is what a small model learns last and what its answers need
most: names, titles and goals. The circuit that does it is known (Olsson et al. 2022,
https://arxiv.org/abs/2209.11895): heads of one layer look a token or two back, and heads of the
next look for places that were preceded by what precedes the present one, and say what stands there.
Gradient descent needs millions of tokens to find it; here it is planted, and training goes on.

The residual stream starts with its stretches apart: what a token is, a constant, and two empty
stretches that the first layer fills with what the tokens one and two back were.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Any

import torch
from torch import Tensor

_CONSTANT = 4
"""Width of the constant stretch; the last of it is 1 for marked tokens only."""
_SHARP = 3.0
"""Gain of normalised queries and keys: a perfect match scores its square times sqrt(head)."""
_QUIET = 0.1
"""Gain of the last norm: logits start near one another."""
_FAST = (0.30, 0.25, 0.15, 0.12, 0.10, 0.08)
"""Shares of the fastest rotary pairs in looking back by tokens."""
_RESERVE = 16.0
"""The constant part of an undecided head's queries and keys; the rest is about 8 long."""
_MARK = 5.0
"""What draws an undecided head to marked tokens: some 100 times as much as to others."""
_STILL = 0.6
"""Slowest rotary pairs, as a part of all: they hardly turn within a prompt, so they can compare
what tokens are, wherever they stand."""


@torch.no_grad()
def plant(model: Any, seed: int, marked: Sequence[int] = ()) -> None:
    """Give a Qwen3 model such weights.

    Args:
        model: has at least two layers of at least four heads with keys of their own.
        seed: of what is random.
        marked: tokens that the other heads look at before they have learned where to look.
    """
    config = model.config
    draw = torch.Generator().manual_seed(seed)
    _at_random(model, draw)
    head = config.head_dim
    word = config.hidden_size - 2 * head - _CONSTANT
    embedding = model.get_input_embeddings().weight
    embedding[:, word : word + _CONSTANT - 1] = 1.0
    embedding[:, word + _CONSTANT - 1] = 0.0
    embedding[list(marked), word + _CONSTANT - 1] = 1.0
    embedding[:, word + _CONSTANT :] = 0.0
    shown = _orthonormal(word, draw)[:head]
    first, second = (layer.self_attn for layer in model.model.layers[:2])
    for attention in (first, second):
        attention.q_norm.weight.fill_(_SHARP)
        attention.k_norm.weight.fill_(_SHARP)
    places = [word + _CONSTANT, word + _CONSTANT + head]
    for number, place in enumerate(places):
        _look_back(first, number, _turns(config), shown, word, place)
    still = 2 * int(_STILL * head / 2)
    alike = [_orthonormal(head, draw)[:still] for _ in range(3)]
    _compare(second, 0, alike[0] @ shown, alike[0], places[:1])
    _compare(second, 1, alike[1] @ shown, alike[1], places[:1])
    _compare_two(second, 2, shown, alike[2][: still // 2], places)
    _say(second, _orthonormal(word, draw), head, word)
    _undecided(first, range(2, config.num_attention_heads), head, word)
    _undecided(second, range(3, config.num_attention_heads), head, word)


def _at_random(model: Any, draw: torch.Generator) -> None:
    """Everything that reads is random, everything that writes is 0: nothing is said yet."""
    model.get_input_embeddings().weight.normal_(0.0, 1.0, generator=draw)
    model.model.norm.weight.fill_(_QUIET)
    for layer in model.model.layers:
        for name, weight in layer.named_parameters():
            if name.endswith(("o_proj.weight", "down_proj.weight")):
                weight.zero_()
            elif name.endswith("_proj.weight"):
                weight.normal_(0.0, weight.shape[1] ** -0.5, generator=draw)


def _undecided(attention: Any, numbers: range, head: int, word: int) -> None:
    """Heads that look everywhere at first, so that training can tell them what to look for.

    Queries and keys are normalised to a sharp gain: random ones would fix on random tokens and
    learn nothing. Here most of a query and most of a key is a constant, each in a place where the
    other has nothing; marked tokens stand out.
    """
    asks, answers, shared = _still(head, 6)[:3]
    for number in numbers:
        row = number * head
        attention.q_proj.weight[row + asks, word] = _RESERVE
        attention.k_proj.weight[row + answers, word] = _RESERVE
        attention.q_proj.weight[row + shared, :] = 0.0
        attention.k_proj.weight[row + shared, :] = 0.0
        attention.q_proj.weight[row + shared, word] = _MARK
        attention.k_proj.weight[row + shared, word + _CONSTANT - 1] = _MARK


def _orthonormal(width: int, draw: torch.Generator) -> Tensor:
    return torch.linalg.qr(torch.randn(width, width, generator=draw))[0]


def _turns(config: Any) -> Tensor:
    """Angle per token of every rotary pair."""
    theta = config.rope_parameters["rope_theta"]
    pairs = config.head_dim // 2
    return torch.tensor([theta ** (-i / pairs) for i in range(pairs)])


def _look_back(
    attention: Any, number: int, turns: Tensor, shown: Tensor, word: int, place: int
) -> None:
    """Head `number` looks `number + 1` tokens back, and says what is there in its stretch."""
    head = shown.shape[0]
    rows = slice(number * head, (number + 1) * head)
    query = torch.zeros_like(attention.q_proj.weight[rows])
    key, value = torch.zeros_like(query), torch.zeros_like(query)
    for pair, share in enumerate(_FAST):
        angle = turns[pair] * (number + 1)
        query[pair, word] = math.sqrt(share)
        key[pair, word] = math.sqrt(share) * torch.cos(angle)
        key[pair + head // 2, word] = math.sqrt(share) * torch.sin(angle)
    value[:, :word] = shown
    attention.q_proj.weight[rows], attention.k_proj.weight[rows] = query, key
    attention.v_proj.weight[rows] = value
    attention.o_proj.weight[place : place + head, rows] = torch.eye(head)


def _still(head: int, count: int) -> list[int]:
    """Dimensions of a head's slowest rotary pairs."""
    half = head // 2
    return [*range(half - count // 2, half), *range(head - count // 2, head)]


def _compare(attention: Any, number: int, now: Tensor, before: Tensor, places: list[int]) -> None:
    """A head that looks for places whose token before was the present token."""
    head = before.shape[1]
    rows = slice(number * head, (number + 1) * head)
    query = torch.zeros_like(attention.q_proj.weight[rows])
    key = torch.zeros_like(query)
    still = _still(head, len(before))
    query[still, : now.shape[1]] = now
    key[still, places[0] : places[0] + head] = before
    attention.q_proj.weight[rows], attention.k_proj.weight[rows] = query, key


def _compare_two(
    attention: Any, number: int, shown: Tensor, half: Tensor, places: list[int]
) -> None:
    """A head that looks for places preceded by the last token and the present one."""
    head = half.shape[1]
    rows = slice(number * head, (number + 1) * head)
    query = torch.zeros_like(attention.q_proj.weight[rows])
    key = torch.zeros_like(query)
    still = _still(head, 2 * len(half))
    one, two = still[::2], still[1::2]
    query[one, : shown.shape[1]] = half @ shown
    key[one, places[0] : places[0] + head] = half
    query[two, places[0] : places[0] + head] = half
    key[two, places[1] : places[1] + head] = half
    attention.q_proj.weight[rows], attention.k_proj.weight[rows] = query, key


def _say(attention: Any, basis: Tensor, head: int, word: int) -> None:
    """What the three heads found is said: between them they pass on all that a token is."""
    for number, start in enumerate((0, word - head, (word - head) // 2)):
        rows = slice(number * head, (number + 1) * head)
        value = torch.zeros_like(attention.v_proj.weight[rows])
        value[:, :word] = basis[start : start + head]
        attention.v_proj.weight[rows] = value
        attention.o_proj.weight[:, rows] = 0.0
        attention.o_proj.weight[:word, rows] = value[:, :word].T
