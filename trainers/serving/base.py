"""What the loop asks of whoever serves the policy: answers, new weights, proof of both."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self

from agentopia_env.errors import AgentopiaError
from trainers.values import Generation, Request

PROBE = (
    "On the first day of the week she wakes before the bells, counts what is left in the jar, "
    "and decides: 3 days at the mill, one evening with her neighbours, and a letter to her brother."
)
"""The fixed text whose log-probabilities tell one set of weights from another."""


class ServingError(AgentopiaError):
    """A policy is not served, or not the one that should be; the message says what to do."""


class PolicyServer(Protocol):
    """Serves one version of one policy at a time.

    A server is a context manager; `close` may be called twice. No method may be called from two
    threads at once.
    """

    @property
    def version(self) -> str:
        """The version that answers now: what is recorded with every generation."""

    def generate(self, requests: Sequence[Request]) -> list[Generation]:
        """Answer all requests, in their order.

        The log-probabilities are those of the untempered, untruncated distribution, so at
        temperature 1 and top_p 1 they are those of the sampled distribution itself.

        Raises:
            ServingError: a request cannot be answered; none of the answers is returned then.
        """

    def publish(self, policy: Path, version: str) -> None:
        """Serve the weights in `policy` from now on: a Hugging Face model or a PEFT adapter.

        Returns when the server has been seen to serve them (`verify`).

        Args:
            policy: the directory; it must stay as it is while it is served.
            version: a name that this server has not served other weights under.

        Raises:
            ServingError: the weights cannot be served.
        """

    def probe(self) -> tuple[float, ...]:
        """Log-probabilities of the tokens of `PROBE` after the first, under the served weights."""

    def verify(self, version: str) -> None:
        """Make sure that `version` is what answers.

        Raises:
            ServingError: something else is served, with what it is.
        """

    def close(self) -> None:
        """Stop serving; whatever was started for it is gone when this returns."""

    def __enter__(self) -> Self: ...

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None: ...


class Closing:
    """A context manager that is closed at its end."""

    def close(self) -> None:
        """Let go of everything that was started."""
        raise NotImplementedError

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.close()
