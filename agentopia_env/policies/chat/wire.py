"""What goes to a model's server and what comes back, whatever its protocol."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal, Protocol

Message = Mapping[str, str]
Level = Literal["json_schema", "json_object", "none"]
"""How a form is asked for."""
LEVELS: tuple[Level, ...] = ("json_schema", "json_object", "none")


@dataclass(frozen=True, slots=True)
class Form:
    """The JSON that an answer has to be.

    Attributes:
        closed: whether every object in it has fixed keys.
        strict: whether all of these are required too, as OpenAI's strict mode demands.
    """

    name: str
    schema: Mapping[str, Any]
    closed: bool
    strict: bool


@dataclass(frozen=True, slots=True)
class Tool:
    """A function that can be called in an answer."""

    name: str
    description: str
    parameters: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Request:
    """One question to a model."""

    messages: Sequence[Message]
    form: Form | None = None
    tools: tuple[Tool, ...] = ()
    seed: int | None = None


@dataclass(frozen=True, slots=True)
class ToolCall:
    """A function call in an answer; arguments that are no JSON object are left as text."""

    name: str
    arguments: Mapping[str, Any] | str


@dataclass(frozen=True, slots=True)
class Usage:
    """Tokens as the server counts them; `cached` are those of `input` that it had already."""

    input: int | None = None
    output: int | None = None
    cached: int | None = None


@dataclass(frozen=True, slots=True)
class Said:
    """What a model said.

    Attributes:
        finish: why it stopped: `stop`, `length`, `tool_calls`, `filtered`, `refused`, `malformed`,
            `repetition`.
        reasoning: its thoughts, where the server tells them apart from the answer.
    """

    text: str
    finish: str
    calls: tuple[ToolCall, ...] = ()
    reasoning: str = ""
    usage: Usage = field(default_factory=Usage)


class Backend(Protocol):
    """A connection to a server of one kind; it belongs to one event loop."""

    async def say(self, request: Request, level: Level) -> Said:
        """What the model says to a request.

        Raises:
            CallError: nothing.
        """

    async def aclose(self) -> None:
        """Let the connections go."""


Trouble = Literal[
    "gone", "busy", "broken", "form", "too_long", "rejected", "filtered", "key", "model", "quota"
]


class CallError(Exception):
    """A request that brought no generation.

    Attributes:
        trouble: `gone` (nobody there), `busy` (come back later), `broken` (failed underway) may
            pass; `form` (this server cannot hold answers to a form), `too_long`, `filtered` and
            `rejected` are about the request; `key`, `model` and `quota` are for a person to mend.
        retry_after: seconds the server asks to wait.
    """

    def __init__(
        self, trouble: Trouble, message: str, retry_after: float = 0.0, status: int = 0
    ) -> None:
        self.trouble: Trouble = trouble
        self.retry_after = retry_after
        self.status = status
        super().__init__(message)

    @property
    def passing(self) -> bool:
        """Whether the same request may succeed later."""
        return self.trouble in ("gone", "busy", "broken")
