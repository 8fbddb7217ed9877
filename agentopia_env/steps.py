"""Steps that happen side by side, as far as they have nothing in common, and their order."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Step:
    """One of several flows that happen side by side.

    It begins when the steps before it that change what it sees or changes, and those that see what
    it changes, have ended. A flow does nothing before it begins.

    Attributes:
        changes: names of those whom it may change; usually the people who take part.
        sees: names of those whom it looks at besides.
        span: about how many questions it asks one after another.
    """

    flow: Generator[Any, Any, Any]
    changes: Sequence[str] = ()
    sees: Sequence[str] = ()
    span: int = 1


class Order:
    """Which of some steps can begin when."""

    def __init__(self, steps: Sequence[Step]) -> None:
        self._steps = steps
        self._followers: list[list[int]] = [[] for _ in steps]
        self._missing = [0] * len(steps)
        changed: dict[str, int] = {}
        seen: dict[str, list[int]] = {}
        for number, step in enumerate(steps):
            before = {changed[name] for name in (*step.changes, *step.sees) if name in changed}
            for name in step.changes:
                before.update(seen.pop(name, ()))
                changed[name] = number
            for name in step.sees:
                seen.setdefault(name, []).append(number)
            before.discard(number)
            self._missing[number] = len(before)
            for other in before:
                self._followers[other].append(number)

    def begin(self) -> list[int]:
        """Numbers of the steps that wait for none."""
        return [number for number, missing in enumerate(self._missing) if not missing]

    def end(self, number: int) -> list[int]:
        """Numbers of the steps that can begin now that this one has ended."""
        ready = []
        for follower in self._followers[number]:
            self._missing[follower] -= 1
            if not self._missing[follower]:
                ready.append(follower)
        return ready

    def chains(self, beyond: int = 0) -> list[int]:
        """Per step, about how many questions are asked one after another from its begin on."""
        chains = [0] * len(self._steps)
        for number in range(len(self._steps) - 1, -1, -1):
            after = max((chains[other] for other in self._followers[number]), default=beyond)
            chains[number] = self._steps[number].span + after
        return chains
