"""How policies are served: settings alone, without what serving itself needs."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

Refresh = Literal["none", "lora", "reload"]
"""What a server that is already running lets others change."""


@dataclass(frozen=True, slots=True)
class TransformersSettings:
    """How a policy is served in this process."""

    device: str = "auto"
    """A torch device; `auto` takes an accelerator where there is one."""
    dtype: str = "auto"
    """`float32`, `bfloat16`, ...; `auto` is float32 on the CPU, else as the weights are stored."""
    max_rows: int = 256
    """Most requests in one batch."""
    max_batch_tokens: int = 131_072
    """Most tokens, prompts and answers together, in one batch: bounds the cache's memory."""
    threads: int | None = None
    """CPU threads of torch while it answers (None: as they are)."""
    template: Mapping[str, Any] = field(default_factory=dict)
    """Variables for the chat template, e.g. `{"enable_thinking": False}`."""


@dataclass(frozen=True, slots=True)
class ClientSettings:
    """How a server is asked."""

    concurrency: int = 128
    """Most requests in flight."""
    timeout: float = 600.0
    """Seconds for one request, or for loading weights."""
    attempts: int = 5
    """How often a request is sent while the server cannot be reached."""
    template: Mapping[str, Any] = field(default_factory=dict)
    """Variables for the chat template, e.g. `{"enable_thinking": False}`."""


@dataclass(frozen=True, slots=True)
class VllmSettings:
    """How the server is started and refreshed."""

    refresh: Literal["lora", "reload", "restart"] = "reload"
    """How `publish` brings new weights in: `lora` hot-loads adapters in milliseconds, `reload`
    swaps whole models in seconds, `restart` takes a minute and no favours of vLLM's."""
    python: str = sys.executable
    """The Python that has vLLM; it may live in another environment than the trainer."""
    host: str = "127.0.0.1"
    """Address to listen on; anything else is open to the network, unauthenticated."""
    port: int = 0
    """0 takes a free one."""
    dtype: str = "auto"
    """`float32` where a float32 policy's log-probabilities must be exact: `auto` rounds them."""
    max_model_len: int | None = None
    """Longest prompt and answer together; None is the model's own limit."""
    max_lora_rank: int = 16
    """1, 8, 16, 32, 64, 128, 256, 320 or 512: at least the adapters' rank."""
    arguments: tuple[str, ...] = ()
    """More arguments of vLLM's own, e.g. `("--enforce-eager",)`."""
    environment: Mapping[str, str] = field(default_factory=dict)
    """More environment variables, e.g. `{"VLLM_CPU_KVCACHE_SPACE": "2"}` (GiB, on a CPU)."""
    start_timeout: float = 600.0
    """Seconds until the server must be healthy."""
    client: ClientSettings = ClientSettings()
