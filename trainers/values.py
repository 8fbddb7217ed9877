"""The values that the stages of the loop hand to each other."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Message = dict[str, str]


@dataclass(frozen=True, slots=True)
class Sampling:
    """How an answer is sampled. Temperature 1 without truncation keeps log-probabilities exact."""

    temperature: float = 1.0
    """Softmax temperature, above 0; 0 is greedy."""
    top_p: float = 1.0
    """Nucleus; 1 keeps everything."""
    max_tokens: int = 256
    """Most tokens of an answer."""


@dataclass(frozen=True, slots=True)
class Request:
    """One answer asked of a policy server.

    Attributes:
        seed: sampling seed of this answer alone (63 bits).
        schema: JSON schema for structured outputs, where the server is to enforce one.
    """

    messages: tuple[Message, ...]
    seed: int
    sampling: Sampling = Sampling()
    schema: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Generation:
    """One answer of a policy server, with the tokens as sampled.

    Attributes:
        prompt_ids, token_ids: from the server, never from tokenising the text again; `token_ids`
            ends with the end-of-sequence token where `finish_reason` is `stop`.
        logprobs: natural logarithms, one per token of `token_ids`.
        version: the policy version that answered.
    """

    text: str
    prompt_ids: tuple[int, ...]
    token_ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    finish_reason: str
    version: str


@dataclass(frozen=True, slots=True)
class Row:
    """One generation of a rollout: what selection chooses from and fine-tuning learns.

    Attributes:
        society: index of the society in its round; `person`, `year`, `when`, `kind`, `key` as in
            the run's records.
        valid: whether the answer could be used; `rejected` whether it was found unsound.
        advantage, weight: filled in by selection.
    """

    society: int
    seed: int
    person: str
    year: int
    when: str
    kind: str
    key: str
    policy: str
    version: str
    prompt_ids: tuple[int, ...]
    token_ids: tuple[int, ...]
    logprobs: tuple[float, ...]
    text: str
    valid: bool = True
    rejected: bool = False
    advantage: float = 0.0
    weight: float = 1.0
    extra: dict[str, Any] = field(default_factory=dict)
