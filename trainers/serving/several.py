"""Several servers of one policy as one: questions are spread over them, new weights go to all."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path
from typing import TypeVar

from trainers.serving.base import Closing, PolicyServer, ServingError
from trainers.serving.weights import SAME, distance
from trainers.values import Generation, Request

T = TypeVar("T")


class SeveralServers(Closing):
    """A `PolicyServer` of others, each of which is asked from a thread of its own.

    Request i goes to server i modulo their number, so that the same list of requests is always
    shared out in the same way.

    Args:
        servers: at least one; all answer with the same version. They are closed with this one.

    Raises:
        ServingError: there are none, or they serve different versions or weights.
    """

    def __init__(self, servers: Sequence[PolicyServer]) -> None:
        self._servers = list(servers)
        versions = sorted({server.version for server in servers})
        if len(versions) != 1:
            raise ServingError(f"servers of one policy are needed, these serve {versions}")
        self._threads = ThreadPoolExecutor(len(self._servers), "server")
        self._agree()

    @property
    def version(self) -> str:
        """The version that answers now."""
        return self._servers[0].version

    def generate(self, requests: Sequence[Request]) -> list[Generation]:
        """Answer all requests, in their order; see `PolicyServer.generate`."""
        count = len(self._servers)
        shares = [requests[place::count] for place in range(count)]
        answered = self._each(lambda place, server: server.generate(shares[place]))
        return [answered[i % count][i // count] for i in range(len(requests))]

    def publish(self, policy: Path, version: str) -> None:
        """Serve other weights on all servers; see `PolicyServer.publish`."""
        self._each(lambda place, server: server.publish(policy, version))
        self._agree()

    def probe(self) -> tuple[float, ...]:
        """Log-probabilities of the tokens of `PROBE` after the first, by the first server."""
        return self._servers[0].probe()

    def verify(self, version: str) -> None:
        """Make sure that `version` is what answers, everywhere."""
        self._each(lambda place, server: server.verify(version))

    def close(self) -> None:
        """Close all servers."""
        with ExitStack() as stack:
            stack.callback(self._threads.shutdown)
            for server in self._servers:
                stack.callback(server.close)

    def _agree(self) -> None:
        """Make sure that all servers have the same weights."""
        probes = self._each(lambda place, server: server.probe())
        apart = max(distance(probes[0], probe) for probe in probes)
        if apart > SAME:
            raise ServingError(
                f"servers of version {self.version!r} answer the probe differently, by up to "
                f"{apart:.3g}; they do not serve the same weights: restart them"
            )

    def _each(self, do: Callable[[int, PolicyServer], T]) -> list[T]:
        """Do something with every server at once; the first error counts, after all have ended."""
        running = [
            self._threads.submit(do, place, server) for place, server in enumerate(self._servers)
        ]
        errors = [one.exception() for one in running]
        for error in errors:
            if error is not None:
                raise error
        return [one.result() for one in running]
