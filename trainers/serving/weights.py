"""A policy on disk: a Hugging Face model or a PEFT adapter, and which weights it holds."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import blake2b
from pathlib import Path
from typing import BinaryIO

from trainers.serving.base import ServingError

ADAPTER = "adapter_config.json"
CHUNK = 1 << 20
SAME = 0.05
"""Log-probabilities further apart than this (nats) come from other weights; nearer than this may be
rounding of the same."""


@dataclass(frozen=True, slots=True)
class Proof:
    """What some weights answered to the probe.

    Attributes:
        policy: where the weights lie.
        digest: of the weights on disk.
        inert: whether they are an adapter that changes nothing (every B matrix is zero).
        probe: log-probabilities of the probe when they were served.
    """

    policy: Path
    digest: str
    inert: bool
    probe: tuple[float, ...]


def prove(policy: Path, probe: tuple[float, ...]) -> Proof:
    """Tie what a server answers to the weights in a directory."""
    return Proof(policy, digest(policy), inert(policy), probe)


def check_refresh(before: Proof, after: Proof) -> None:
    """Make sure that the probe changed exactly where the weights did.

    Raises:
        ServingError: other weights answer the same, or the same weights answer differently.
    """
    apart = distance(before.probe, after.probe)
    if before.digest == after.digest and apart > SAME:
        raise ServingError(
            f"{after.policy}: the same weights as before, but the probe's log-probabilities moved "
            f"by up to {apart:.3g}. The server answers with something else; restart it."
        )
    if before.digest != after.digest and apart == 0.0 and not (before.inert or after.inert):
        raise ServingError(
            f"{after.policy}: new weights, but the probe's log-probabilities did not move at all. "
            f"The server still answers with the old ones; restart it."
        )


def distance(one: tuple[float, ...], other: tuple[float, ...]) -> float:
    """The largest difference between two probes; infinite where their lengths differ."""
    if len(one) != len(other):
        return float("inf")
    return max((abs(a - b) for a, b in zip(one, other, strict=True)), default=0.0)


def is_adapter(policy: Path) -> bool:
    """Whether the directory holds a PEFT adapter rather than a whole model."""
    return (policy / ADAPTER).is_file()


def base_of(adapter: Path) -> str:
    """The directory or Hub id of the model that an adapter adapts."""
    name = json.loads((adapter / ADAPTER).read_text()).get("base_model_name_or_path")
    if not isinstance(name, str) or not name:
        raise ServingError(f"{adapter / ADAPTER} does not name its base model.")
    return name


def check_policy(policy: Path) -> None:
    """Make sure that there is something to serve, before anything is started for it.

    Raises:
        ServingError: the directory does not exist or holds no weights.
    """
    if not policy.is_dir():
        raise ServingError(
            f"{policy}: no such directory; expected a Hugging Face model or adapter."
        )
    if not is_adapter(policy) and not (policy / "config.json").is_file():
        raise ServingError(f"{policy} holds neither a config.json nor an {ADAPTER}.")
    if not list(policy.glob("*.safetensors")):
        raise ServingError(f"{policy} holds no *.safetensors weights.")


def digest(policy: Path) -> str:
    """A fingerprint of all tensors: names, types, shapes and bytes, whatever file they lie in.

    Reads every byte once (about a gigabyte a second).
    """
    total = 0
    for name, kind, content in _tensors(policy):
        one = blake2b(f"{name}\x1f{kind}".encode(), digest_size=16)
        for chunk in content:
            one.update(chunk)
        total += int.from_bytes(one.digest(), "big")
    return f"{total % (1 << 128):032x}"


def inert(policy: Path) -> bool:
    """Whether this is an adapter whose B matrices are all zero, as before its first step."""
    if not is_adapter(policy):
        return False
    return not any(
        any(chunk.strip(b"\0") for chunk in content)
        for name, _, content in _tensors(policy)
        if "lora_B" in name or "lora_embedding_B" in name
    )


def _tensors(policy: Path) -> Iterator[tuple[str, str, Iterator[bytes]]]:
    """Name, type with shape, and content of each tensor; a content must be read before the next."""
    for path in sorted(policy.glob("*.safetensors")):
        with path.open("rb") as file:
            length = int.from_bytes(file.read(8), "little")
            header = json.loads(file.read(length))
            header.pop("__metadata__", None)
            for name, entry in header.items():
                begin, end = entry["data_offsets"]
                file.seek(8 + length + begin)
                yield name, f"{entry['dtype']}{entry['shape']}", _chunks(file, end - begin)


def _chunks(file: BinaryIO, size: int) -> Iterator[bytes]:
    while size > 0:
        chunk = file.read(min(CHUNK, size))
        if not chunk:
            raise ServingError(f"{file.name} is cut short; copy or save the weights again.")
        size -= len(chunk)
        yield chunk
