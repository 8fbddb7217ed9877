"""Random numbers keyed by seed and place, so that nothing depends on the order of events."""

from __future__ import annotations

from hashlib import blake2b
from random import Random


def chance(seed: int, *place: object) -> Random:
    """A generator of its own for one place of one run.

    The same seed and place always give the same numbers, whoever else draws and when.

    Args:
        seed: the run's seed.
        place: what the numbers are for, e.g. `("Y2020-W03", "encounter", "Ada")`.
    """
    return Random(key(seed, *place))


def key(seed: int, *place: object) -> int:
    """A 63-bit number for one place of one run; also the sampling seed sent to a model."""
    text = "\x1f".join(map(str, (seed, *place))).encode("utf-8", "replace")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> 1
