"""What was written of a changing list, for as long as the list holds the very same values.

A person's memory, messages and days are asked about many times before they change. Their values
never change themselves, so comparing which objects they are is enough, and fast.
"""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from operator import is_
from typing import Concatenate, ParamSpec, TypeVar

T = TypeVar("T")
R = TypeVar("R")
P = ParamSpec("P")


def kept(
    most: int = 4096,
) -> Callable[
    [Callable[Concatenate[tuple[T, ...], P], R]],
    Callable[Concatenate[object, Iterable[T], P], R],
]:
    """Remember the result for a list that belongs to `owner`, and for the other arguments.

    The function written takes the values as a tuple; the one made takes their owner before them.
    Other arguments are positional and can be hashed.
    """

    def decorate(
        write: Callable[Concatenate[tuple[T, ...], P], R],
    ) -> Callable[Concatenate[object, Iterable[T], P], R]:
        written: dict[Hashable, tuple[object, tuple[T, ...], R]] = {}

        def remembered(
            owner: object, values: Iterable[T], /, *rest: P.args, **named: P.kwargs
        ) -> R:
            now, place = tuple(values), (id(owner), *rest)
            found = written.get(place)
            if (
                found is not None
                and found[0] is owner
                and len(found[1]) == len(now)
                and all(map(is_, found[1], now))
            ):
                return found[2]
            if len(written) >= most:
                written.clear()
            result = write(now, *rest, **named)
            written[place] = (owner, now, result)
            return result

        remembered.__doc__ = write.__doc__
        return remembered

    return decorate
