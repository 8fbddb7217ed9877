"""The server as it is started: beside other tasks, in a thread of its own, or as a command."""

from __future__ import annotations

import asyncio
import signal
import threading
from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Any

from agentopia_env.errors import RunError
from agentopia_env.fakeserver.http import Connection
from agentopia_env.fakeserver.serving import Serving
from agentopia_env.fakeserver.settings import Settings


class FakeServer:
    """A model server for tests and benches, on a free port unless one is given.

        async with FakeServer(Settings(seed=3)) as server:      # beside other tasks
            await client.get(f"{server.url}/models")
        with FakeServer(Settings(seed=3)) as server:            # in a thread of its own
            ...

    Args:
        settings: how it behaves.
        log: file that a line is appended to for every call.
        host, port: where it listens; port 0 is any free one.
    """

    def __init__(
        self,
        settings: Settings | None = None,
        log: Path | None = None,
        host: str = "127.0.0.1",
        port: int = 0,
    ) -> None:
        self.settings = settings or Settings()
        self.port = port
        self._host, self._log = host, log
        self._serving: Serving | None = None
        self._server: asyncio.Server | None = None
        self._connections: set[Connection] = set()
        self._thread: _Thread | None = None

    @property
    def url(self) -> str:
        """The base that clients of the OpenAI protocol are given."""
        return f"http://{self._host}:{self.port}/v1"

    def metrics(self) -> dict[str, Any]:
        """What it has counted; as `/metrics` tells it."""
        return self._serving.log.metrics() if self._serving else {}

    async def start(self) -> None:
        """Begin to listen.

        Raises:
            RunError: the port cannot be had, or the log cannot be written.
        """
        serving = self._serving = Serving(self.settings, self._log)
        try:
            self._server = await asyncio.get_running_loop().create_server(
                lambda: Connection(serving, self._connections), self._host, self.port, backlog=4096
            )
        except OSError as error:
            serving.log.close()
            raise RunError(f"{self._host}:{self.port} cannot be listened on: {error}") from error
        self.port = self._server.sockets[0].getsockname()[1]

    async def stop(self) -> None:
        """Listen no more, and drop whatever is under way."""
        if self._server is not None:
            self._server.close()
        while self._connections:
            for connection in list(self._connections):
                connection.drop()
            await asyncio.sleep(0)
        await asyncio.sleep(0)
        if self._serving is not None:
            self._serving.log.close()
        self._server = None

    async def __aenter__(self) -> FakeServer:
        """Start."""
        await self.start()
        return self

    async def __aexit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop."""
        await self.stop()

    def __enter__(self) -> FakeServer:
        """Start in a thread of its own."""
        self._thread = _Thread(self)
        self._thread.begin()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """Stop, and wait until the thread has ended."""
        if self._thread is not None:
            self._thread.end()
            self._thread = None


class _Thread:
    """A thread with a loop of its own for one server."""

    def __init__(self, server: FakeServer) -> None:
        self._server = server
        self._ready = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._stop: asyncio.Event | None = None
        self._failed: BaseException | None = None
        self._thread = threading.Thread(target=self._run, name="fake-server", daemon=True)

    def begin(self) -> None:
        """Start, and wait until the server listens."""
        self._thread.start()
        self._ready.wait()
        if self._failed is not None:
            self._thread.join()
            raise self._failed

    def end(self) -> None:
        """Stop, and wait until the server has stopped."""
        if self._loop is not None and self._stop is not None:
            self._loop.call_soon_threadsafe(self._stop.set)
        self._thread.join()

    def _run(self) -> None:
        try:
            asyncio.run(self._serve())
        except RunError as error:
            self._failed = error
        finally:
            self._ready.set()

    async def _serve(self) -> None:
        self._loop, self._stop = asyncio.get_running_loop(), asyncio.Event()
        async with self._server:
            self._ready.set()
            await self._stop.wait()


async def serve(server: FakeServer, ready: Callable[[], object]) -> None:
    """Serve until the process is told to stop (SIGINT, SIGTERM).

    Args:
        server: not yet started.
        ready: is called once it listens.
    """
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for one in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(one, stop.set)
    async with server:
        ready()
        await stop.wait()
