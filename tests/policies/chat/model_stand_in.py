"""A model server in a thread: says what it is told, in the wire formats of all kinds of servers."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from time import sleep
from typing import Any


@dataclass
class Reply:
    """What is sent back; `drop` closes the connection instead, `wait` comes before."""

    text: str | None = ""
    finish: str = "stop"
    calls: list[tuple[str, Any]] = field(default_factory=list)
    reasoning: str = ""
    refusal: str = ""
    usage: tuple[int, int, int] = (100, 20, 60)
    status: int = 200
    body: Any = None
    headers: dict[str, str] = field(default_factory=dict)
    wait: float = 0.0
    drop: bool = False


@dataclass
class Asked:
    """A request as it came in."""

    path: str
    headers: dict[str, str]
    body: dict[str, Any]

    @property
    def prompt(self) -> str:
        """The last message, whatever the protocol."""
        messages = self.body.get("messages") or self.body.get("contents")
        content = messages[-1].get("content") or messages[-1]["parts"]
        return content if isinstance(content, str) else content[0]["text"]


class StandIn:
    """Answers by `say`, a function of the request; keeps what was asked."""

    def __init__(self, say: Callable[[Asked], Reply] | None = None) -> None:
        self.say = say or (lambda asked: Reply("{}"))
        self.asked: list[Asked] = []
        self.connections = 0
        self.open: set[socket.socket] = set()
        self.at_once = self.most_at_once = 0
        self._lock = threading.Lock()
        self._server: ThreadingHTTPServer | None = None
        self._port = 0

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def __enter__(self) -> StandIn:
        self.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.stop()

    def start(self) -> None:
        """Listen, at the same port as before if there was one."""
        stand_in = self

        class Handler(_Handler):
            owner = stand_in

        self._server = _Server(("127.0.0.1", self._port), Handler)
        self._port = self._server.server_address[1]
        threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True
        ).start()

    def stop(self) -> None:
        if self._server is not None:
            self._server.shutdown()
            self._server.server_close()
            self._server = None
            for connection in list(self.open):
                with suppress(OSError):
                    connection.shutdown(socket.SHUT_RDWR)

    def take(self, asked: Asked) -> Reply:
        with self._lock:
            self.asked.append(asked)
            self.at_once += 1
            self.most_at_once = max(self.most_at_once, self.at_once)
        try:
            reply = self.say(asked)
            sleep(reply.wait)
            return reply
        finally:
            with self._lock:
                self.at_once -= 1


class _Server(ThreadingHTTPServer):
    daemon_threads = True
    block_on_close = False
    request_queue_size = 256

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Clients that hang up are no news."""


class _Handler(BaseHTTPRequestHandler):
    owner: StandIn
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def setup(self) -> None:
        self.owner.connections += 1
        self.owner.open.add(self.request)
        super().setup()

    def finish(self) -> None:
        self.owner.open.discard(self.request)
        with suppress(OSError):
            super().finish()

    def log_message(self, *_: object) -> None:
        pass

    def do_POST(self) -> None:
        raw = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path.startswith("/token"):
            self._send(200, {"access_token": "access-canary", "expires_in": 3600}, {})
            return
        asked = Asked(self.path, {k.lower(): v for k, v in self.headers.items()}, json.loads(raw))
        reply = self.owner.take(asked)
        if reply.drop:
            self.close_connection = True
            with suppress(OSError):
                self.connection.close()
            return
        body = reply.body
        if body is None:
            body = wire(asked, reply) if reply.status == 200 else {"error": {"message": reply.text}}
        self._send(reply.status, body, reply.headers)

    def _send(self, status: int, body: Any, headers: dict[str, str]) -> None:
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        with suppress(OSError):
            self.send_response(status)
            self.send_header("content-type", "application/json")
            self.send_header("content-length", str(len(raw)))
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(raw)


def wire(asked: Asked, reply: Reply) -> dict[str, Any]:
    """A reply in the format of the protocol that was spoken."""
    if asked.path.endswith("/messages"):
        return _anthropic(reply)
    return _gemini(reply) if "generateContent" in asked.path else _openai(reply)


def _openai(reply: Reply) -> dict[str, Any]:
    message: dict[str, Any] = {"role": "assistant", "content": reply.text}
    if reply.reasoning:
        message["reasoning_content"] = reply.reasoning
    if reply.refusal:
        message["refusal"] = reply.refusal
    if reply.calls:
        message["tool_calls"] = [
            {
                "id": f"call-{n}",
                "type": "function",
                "function": {
                    "name": name,
                    "arguments": given if isinstance(given, str) else json.dumps(given),
                },
            }
            for n, (name, given) in enumerate(reply.calls)
        ]
    given, said, cached = reply.usage
    return {
        "id": "1",
        "object": "chat.completion",
        "created": 1,
        "model": "stand-in",
        "choices": [{"index": 0, "message": message, "finish_reason": reply.finish}],
        "usage": {
            "prompt_tokens": given,
            "completion_tokens": said,
            "total_tokens": given + said,
            "prompt_tokens_details": {"cached_tokens": cached},
        },
    }


def _anthropic(reply: Reply) -> dict[str, Any]:
    content: list[dict[str, Any]] = []
    if reply.reasoning:
        content.append({"type": "thinking", "thinking": reply.reasoning, "signature": "s"})
    if reply.text:
        content.append({"type": "text", "text": reply.text})
    content += [
        {"type": "tool_use", "id": f"call-{n}", "name": name, "input": given}
        for n, (name, given) in enumerate(reply.calls)
    ]
    stop = {"stop": "end_turn", "length": "max_tokens", "refused": "refusal"}
    given, said, cached = reply.usage
    return {
        "id": "1",
        "type": "message",
        "role": "assistant",
        "model": "stand-in",
        "content": content,
        "stop_reason": stop.get(reply.finish, reply.finish),
        "stop_sequence": None,
        "usage": {
            "input_tokens": given - cached,
            "cache_read_input_tokens": cached,
            "cache_creation_input_tokens": 0,
            "output_tokens": said,
        },
    }


def _gemini(reply: Reply) -> dict[str, Any]:
    parts: list[dict[str, Any]] = []
    if reply.reasoning:
        parts.append({"text": reply.reasoning, "thought": True})
    if reply.text:
        parts.append({"text": reply.text})
    parts += [{"functionCall": {"name": name, "args": given}} for name, given in reply.calls]
    stop = {"stop": "STOP", "length": "MAX_TOKENS", "filtered": "SAFETY"}
    given, said, cached = reply.usage
    return {
        "candidates": [
            {
                "content": {"role": "model", "parts": parts},
                "finishReason": stop.get(reply.finish, reply.finish),
            }
        ],
        "usageMetadata": {
            "promptTokenCount": given,
            "candidatesTokenCount": said,
            "cachedContentTokenCount": cached,
        },
    }
