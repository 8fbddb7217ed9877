"""HTTP/1.1 on asyncio: requests in, whole or streamed responses out, connections that can drop.

h11 keeps to the protocol and asyncio moves the bytes. A framework would cost more than the answers
do (starlette on uvicorn about three times as much a call), and would not let a fault drop
a connection in the middle of a response.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from dataclasses import dataclass, field

import h11

_REASONS = {
    200: b"OK",
    400: b"Bad Request",
    401: b"Unauthorized",
    404: b"Not Found",
    405: b"Method Not Allowed",
    429: b"Too Many Requests",
    500: b"Internal Server Error",
    503: b"Service Unavailable",
}
MAX_BODY = 64 * 2**20
"""Longest body that is read, in bytes."""


@dataclass(frozen=True, slots=True)
class Request:
    """A request, with header names in lower case."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Response:
    """A response; `stream` takes the place of the body."""

    status: int = 200
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)
    stream: AsyncIterator[bytes] | None = None


class DroppedError(Exception):
    """The connection is to be dropped."""


Handle = Callable[[Request], Awaitable[Response]]


class Connection(asyncio.Protocol):
    """One connection: its requests are handled one after another.

    A handler whose client has gone is cancelled.
    """

    def __init__(self, handle: Handle, open_ones: set[Connection]) -> None:
        self._handle = handle
        self._open = open_ones
        self._http = h11.Connection(h11.SERVER)
        self._transport: asyncio.Transport | None = None
        self._task: asyncio.Task[None] | None = None
        self._request: h11.Request | None = None
        self._body: list[bytes] = []
        self._length = 0

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        """A client has come."""
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._open.add(self)

    def connection_lost(self, exc: Exception | None) -> None:  # noqa: ARG002
        """The client has gone."""
        self._transport = None
        self._open.discard(self)
        if self._task is not None:
            self._task.cancel()

    def data_received(self, data: bytes) -> None:
        """Bytes have come."""
        try:
            self._http.receive_data(data)
            self._read()
        except h11.RemoteProtocolError:
            self.drop()

    def eof_received(self) -> bool:
        """The client has gone, or will send nothing more."""
        return False

    def drop(self) -> None:
        """Close at once, whatever is under way."""
        if self._transport is not None:
            self._transport.abort()

    def _read(self) -> None:
        while self._task is None:
            event = self._http.next_event()
            match event:
                case h11.Request():
                    self._request, self._body, self._length = event, [], 0
                    self._go_on()
                case h11.Data():
                    self._length += len(event.data)
                    if self._length > MAX_BODY:
                        raise h11.RemoteProtocolError("the body is too long")
                    self._body.append(bytes(event.data))
                case h11.EndOfMessage():
                    self._task = asyncio.get_running_loop().create_task(self._respond())
                case _:
                    if isinstance(event, h11.ConnectionClosed):
                        self.drop()
                    return

    def _go_on(self) -> None:
        """Answer a client that asks whether it may send the body."""
        if self._http.they_are_waiting_for_100_continue:
            self._send(h11.InformationalResponse(status_code=100, headers=[]))

    def _send(self, event: h11.Event) -> None:
        if self._transport is None:
            raise DroppedError
        data = self._http.send(event)
        if data:
            self._transport.write(data)

    async def _respond(self) -> None:
        """Handle the request that is there, then read the next one."""
        try:
            await self._write(await self._handle(self._taken()))
        except DroppedError:
            self.drop()
            return
        except asyncio.CancelledError:
            self.drop()
            raise
        self._task = None
        if self._http.our_state is h11.MUST_CLOSE:
            if self._transport is not None:
                self._transport.close()
            return
        self._http.start_next_cycle()
        try:
            self._read()
        except h11.RemoteProtocolError:
            self.drop()

    def _taken(self) -> Request:
        assert self._request is not None
        headers = {
            name.decode("latin-1"): value.decode("latin-1") for name, value in self._request.headers
        }
        path = self._request.target.decode("latin-1").partition("?")[0]
        return Request(self._request.method.decode(), path, headers, b"".join(self._body))

    async def _write(self, response: Response) -> None:
        stream = response.stream
        headers = {"content-type": "application/json", **response.headers}
        if stream is None:
            headers["content-length"] = str(len(response.body))
        self._send(
            h11.Response(
                status_code=response.status,
                headers=list(headers.items()),
                reason=_REASONS.get(response.status, b""),
            )
        )
        if stream is None:
            self._send(h11.Data(data=response.body))
        else:
            async for piece in stream:
                self._send(h11.Data(data=piece))
        self._send(h11.EndOfMessage())
