"""Where a language model is and how it is asked (config section `models.<name>`)."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal
from urllib.parse import urlsplit

from agentopia_env.policies.chat.keys import reference_problem

Kind = Literal["openai", "azure", "anthropic", "gemini", "vertex"]
Structured = Literal["auto", "json_schema", "json_object", "none"]
HEURISTIC = "heuristic"
"""The name of the embedded answerers where models are named."""
SHORTEST = 500
"""Fewest tokens that prompts can be cut to."""
_NAME = re.compile(r"[\w][\w.:@/ -]{0,99}")


@dataclass(frozen=True, slots=True)
class Prices:
    """What a million tokens cost, in one currency (config section `models.<name>.prices`)."""

    input: float = 0.0
    """Of input."""
    output: float = 0.0
    """Of output, thoughts included."""
    cached: float | None = None
    """Of input that the server had in its cache (None: as other input). vLLM tells how much that is
    when it is served with `--enable-prompt-tokens-details`."""


@dataclass(frozen=True, slots=True)
class ModelSettings:
    """One language model."""

    kind: Kind = "openai"
    """Which protocol its server speaks: `openai` (vLLM and most others), `azure`, `anthropic`,
    `gemini` (API key), `vertex` (service account)."""
    url: str | None = None
    """Base URL of the server, e.g. `http://127.0.0.1:8000/v1` (None: the provider's own)."""
    api_key: str | None = None
    """Where the key is, never the key: the name of an environment variable, or `file:PATH`; for
    `vertex` the file of a service account. None: the provider's usual variable (OPENAI_API_KEY, …),
    and with a `url` of kind `openai` no key at all."""
    model: str = ""
    """What the server calls it (empty: as it is named here)."""
    temperature: float | None = None
    """Sampling temperature (None: the run's `temperature`)."""
    top_p: float | None = None
    """Sampling nucleus (None: the server's default)."""
    max_tokens: int = 4096
    """Longest answer in tokens, thoughts included; raise it for reasoning models."""
    context_window: int | None = None
    """Tokens of prompt and answer together that the server takes (vLLM: `--max-model-len`). Prompts
    leave room for an answer of `max_tokens` (None: only the run's `prompts` rules count)."""
    tokenizer: str | None = None
    """What the tokens of prompts are counted by: a folder with a tokenizer.json, best that of the
    model that is served, or a model's name at Hugging Face (None: that of `model` where it is such
    a folder, else estimated by script)."""
    structured: Structured = "auto"
    """How a form is asked for: by its JSON schema, as some JSON object, or in words only (`none`).
    `auto` begins with the schema and gives way when the server refuses."""
    tools: bool = False
    """Offer memory functions and role actions as functions of the API too; then questions that have
    some are not held to a schema."""
    thinking: bool | None = None
    """Whether a reasoning model thinks first (vLLM: the template's `enable_thinking`; None: the
    model's default)."""
    reasoning_chars: int = 1000
    """How much of a reasoning model's thoughts the records keep, in characters; 0 keeps none."""
    seed: bool = True
    """Send a sampling seed, which the run's seed and the question decide. vLLM 0.31 on a CPU dies
    of seeds unless it is served with `--no-enable-chunked-prefill`."""
    max_concurrency: int | None = None
    """Most requests in flight (None: the run's `max_concurrency`)."""
    timeout_s: float = 300.0
    """Seconds after which one request is given up and sent again."""
    patience_s: float = 21_600.0
    """Seconds to wait for a server that is gone, before the run stops (it can be resumed)."""
    api_version: str = "2024-10-21"
    """Azure's version of the API."""
    project: str | None = None
    """Vertex: the project (None: the service account's)."""
    location: str = "us-central1"
    """Vertex: the region."""
    extra_body: dict[str, Any] = field(default_factory=dict)
    """Further fields of a request, as the server wants them. They are kept in config.json."""
    prices: Prices = Prices()
    """What its tokens cost; for estimates and budgets."""

    def problems(self, key: str) -> Iterator[str]:
        """Everything that cannot be, with what is allowed.

        Args:
            key: of this section in the config.
        """
        if self.api_key is not None and (problem := reference_problem(self.api_key)):
            yield f"{key}.api_key {problem}"
        if self.url is not None and (problem := _url_problem(self.url)):
            yield f"{key}.url {problem}"
        if self.kind == "azure" and not self.url:
            yield f"{key}.url is missing; azure needs https://<resource>.openai.azure.com"
        for name, low, high in _RANGES:
            value = getattr(self, name)
            if value is not None and not low <= value <= high:
                yield f"{key}.{name} is {value}; allowed are {low:g} to {high:g}"
        if self.context_window is not None and self.context_window < self.max_tokens + SHORTEST:
            yield (
                f"{key}.context_window is {self.context_window}, of which answers may take "
                f"{self.max_tokens} (max_tokens); at least {SHORTEST} have to be left for prompts"
            )
        for name in ("input", "output", "cached"):
            price = getattr(self.prices, name)
            if price is not None and not 0 <= price <= 1e6:
                yield f"{key}.prices.{name} is {price}; allowed are 0 to 1000000"


_RANGES: tuple[tuple[str, float, float], ...] = (
    ("temperature", 0, 5),
    ("top_p", 0, 1),
    ("max_tokens", 1, 1_000_000),
    ("context_window", 1, 100_000_000),
    ("reasoning_chars", 0, 1_000_000),
    ("max_concurrency", 1, 100_000),
    ("timeout_s", 0.01, 86_400),
    ("patience_s", 0, 31_536_000),
)


def _url_problem(url: str) -> str:
    """Why a URL cannot be used; never shows it, since a key may stand in it."""
    try:
        parts = urlsplit(url)
        _ = parts.port
    except ValueError:
        return "is no URL"
    if parts.scheme not in ("http", "https") or not parts.hostname:
        return "is no URL; write it like http://127.0.0.1:8000/v1"
    if parts.username or parts.password or parts.query or parts.fragment:
        return "holds more than an address; name the key's variable in api_key instead"
    return ""


def model_problems(
    models: Mapping[str, ModelSettings], named: Mapping[str, Sequence[str]]
) -> Iterator[str]:
    """What is wrong with models, and names of models that there are not.

    Args:
        models: by name.
        named: config keys to the models they name.
    """
    for name, model in models.items():
        if problem := _name_problem(name):
            yield f"models.{name[:60]}: the name {problem}"
        yield from model.problems(f"models.{name}")
    allowed = sorted({HEURISTIC, *models})
    for key, name in ((key, name) for key, names in named.items() for name in names):
        if name not in allowed:
            near = difflib.get_close_matches(name, allowed, 1)
            meant = f"did you mean {near[0]}? " if near else ""
            yield (
                f"{key}: there is no model {name[:60]!r}; {meant}allowed are "
                f"{', '.join(allowed)} (define others under models)"
            )


def _name_problem(name: str) -> str:
    """Why a model cannot be called so; empty if it can."""
    if name == HEURISTIC:
        return "is the embedded policy's name; take another"
    if not _NAME.fullmatch(name):
        return "is no name; letters, digits and . : @ / - _ make one"
    return ""
