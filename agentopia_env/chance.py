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
    return _Numbered(key(seed, *place))


class _Numbered(Random):
    """`Random` of a whole number, without the checks for other kinds of seeds."""

    def __init__(self, number: int) -> None:
        super(Random, self).seed(number)
        self.gauss_next = None


def key(seed: int, *place: object) -> int:
    """A 63-bit number for one place of one run; also the sampling seed sent to a model."""
    text = "\x1f".join(map(str, (seed, *place))).encode("utf-8", "replace")
    return int.from_bytes(blake2b(text, digest_size=8).digest(), "big") >> 1
