"""A stage of a week: steps that happen side by side, and what follows when all have ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from agentopia_env.flow import Flow
from agentopia_env.steps import Step


@dataclass(frozen=True, slots=True)
class Stage:
    """What happens in a stage.

    Steps change nobody but those whom they name. So whoever is done with one stage can go on with
    the next while others are still at it, and the society comes out the same.

    Attributes:
        close: what follows from the steps' results when all have ended; a stage that has it keeps
            everybody waiting.
    """

    steps: Sequence[Step] = ()
    close: Callable[[list[Any]], Flow[None] | None] | None = None
