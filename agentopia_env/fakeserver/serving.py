"""The endpoints: chat completions with their timing and faults, models, health and counts."""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import orjson

from agentopia_env.chance import chance
from agentopia_env.fakeserver.chat import (
    BadRequestError,
    Call,
    Chat,
    chunk,
    completion,
    last_chunk,
    thoughts,
    tool_calls,
)
from agentopia_env.fakeserver.forms import Message
from agentopia_env.fakeserver.http import DroppedError, Request, Response
from agentopia_env.fakeserver.log import GONE, Log, fingerprint
from agentopia_env.fakeserver.settings import Settings
from agentopia_env.fakeserver.tokens import BYTES_PER_TOKEN, PrefixCache

PIECE = 8
"""Tokens of a piece of a stream."""
CREATED = 1_577_836_800
"""When everything was made, in Unix time: answers do not depend on the clock."""
_SSE = {"content-type": "text/event-stream", "cache-control": "no-cache"}


class Serving:
    """Answers requests, as slowly and as badly as the settings say."""

    def __init__(self, settings: Settings, log: Path | None = None) -> None:
        self.settings = settings
        self.log = Log(log)
        self._chat = Chat(settings)
        self._cache = PrefixCache(settings.cache_tokens)
        self._slots = asyncio.Semaphore(settings.slots) if settings.slots else None

    async def __call__(self, request: Request) -> Response:
        """The response to any request."""
        match request.method, request.path.rstrip("/"):
            case "GET", "/health" | "/v1/health":
                return _json({"status": "ok"})
            case "GET", "/metrics":
                return _json(self.log.metrics())
            case "GET", "/v1/models":
                return _json(self._models())
            case "POST", "/v1/chat/completions":
                return await self._completion(request)
        return _problem(404, f"there is no {request.method} {request.path}", "not_found_error")

    def _models(self) -> dict[str, Any]:
        settings = self.settings
        names = dict.fromkeys((*settings.models, *settings.reliable_models))
        models = [
            {
                "id": name,
                "object": "model",
                "created": CREATED,
                "owned_by": "agentopia",
                "max_model_len": settings.window,
            }
            for name in names
        ]
        return {"object": "list", "data": models}

    async def _completion(self, request: Request) -> Response:
        given = request.headers.get("authorization", "").removeprefix("Bearer ").strip()
        key = fingerprint(given)
        self.log.begin()
        if self.settings.api_key and given != self.settings.api_key:
            self.log.reject(key, 401)
            return _problem(401, "Incorrect API key provided.", "authentication_error")
        try:
            body = orjson.loads(request.body)
            if not isinstance(body, dict):
                raise BadRequestError("the body is no object")
            call = self._chat.call(body)
        except (BadRequestError, orjson.JSONDecodeError) as error:
            self.log.reject(key, 400)
            return _problem(400, str(error), "invalid_request_error")
        return await self._served(call, body, key)

    async def _served(self, call: Call, body: Mapping[str, Any], key: str) -> Response:
        """The response to a call; every call is logged once, whatever becomes of it."""
        ending = _Ending(self.log, call, key)
        self.log.repeat(call)
        try:
            async with AsyncExitStack() as held:
                if call.fault == "timeout":
                    await asyncio.Event().wait()
                if self._slots is not None:
                    await held.enter_async_context(self._slots)
                held.enter_context(self.log.at_work())
                await _pause(call.delay)
                if call.message is None:
                    return self._failure(call, body, ending)
                ending.cached = self._cache.cached(call.prompt)
                if body.get("stream"):
                    kept = held.pop_all()
                    return Response(headers=_SSE, stream=self._stream(call, body, ending, kept))
                await _pause(self._writing(call.completion_tokens))
                ending.over(200)
                return _json(completion(call, call.message, ending.cached, CREATED))
        except asyncio.CancelledError:
            ending.over(GONE)
            raise

    def _failure(self, call: Call, body: Mapping[str, Any], ending: _Ending) -> Response:
        """The response to a call that fails on its way."""
        if call.fault == "rate_limit":
            ending.over(429)
            headers = {"retry-after": f"{self.settings.retry_after:g}"}
            return _problem(429, "Rate limit reached.", "rate_limit_error", headers)
        if call.fault == "server_error":
            draw = chance(self.settings.seed, "status", call.request, call.attempt)
            status = 500 if draw.random() < 0.5 else 503
            ending.over(status)
            return _problem(status, "The server had an error.", "server_error")
        ending.over(0)
        if body.get("stream"):
            return Response(headers=_SSE, stream=_broken_stream(call))
        raise DroppedError

    def _writing(self, tokens: int) -> float:
        """Seconds that it takes to write some tokens."""
        speed = self.settings.tokens_per_second
        return tokens / speed if speed else 0.0

    async def _stream(
        self, call: Call, body: Mapping[str, Any], ending: _Ending, held: AsyncExitStack
    ) -> AsyncIterator[bytes]:
        """The pieces of an answer; those that take no time are sent together."""
        message = call.message
        assert message is not None
        async with held:
            try:
                ready: list[bytes] = []
                for delta, tokens in _deltas(call, message):
                    ready.append(_event(chunk(call, CREATED, delta)))
                    if (seconds := self._writing(tokens)) > 0:
                        yield b"".join(ready)
                        ready = []
                        await _pause(seconds)
                ready.append(_event(chunk(call, CREATED, {}, message.finish)))
                if (body.get("stream_options") or {}).get("include_usage"):
                    ready.append(_event(last_chunk(call, message, ending.cached, CREATED)))
                ending.over(200)
                yield b"".join([*ready, b"data: [DONE]\n\n"])
            finally:
                ending.over(GONE)


class _Ending:
    """Logs the end of a call, once."""

    def __init__(self, log: Log, call: Call, key: str) -> None:
        self.cached = 0
        self._log, self._call, self._key = log, call, key
        self._start = time.monotonic()
        self._over = False

    def over(self, status: int) -> None:
        """The call is over, unless it was already."""
        if not self._over:
            self._over = True
            seconds = time.monotonic() - self._start
            self._log.end(self._call, self._key, status, self.cached, seconds)


def _deltas(call: Call, message: Message) -> list[tuple[dict[str, Any], int]]:
    """The pieces of a message, and how many tokens each has."""
    size = PIECE * BYTES_PER_TOKEN
    deltas: list[tuple[dict[str, Any], int]] = [({"role": "assistant", "content": ""}, 0)]
    for at in range(0, len(message.thoughts), size):
        deltas.append((dict(thoughts(message.thoughts[at : at + size])), PIECE))
    for at in range(0, len(message.content), size):
        deltas.append(({"content": message.content[at : at + size]}, PIECE))
    for whole in tool_calls(call, message):
        index, function = whole["index"], whole["function"]
        opening = {**whole, "function": {"name": function["name"], "arguments": ""}}
        deltas.append(({"tool_calls": [opening]}, 1))
        text = function["arguments"]
        for at in range(0, len(text), size):
            piece = {"index": index, "function": {"arguments": text[at : at + size]}}
            deltas.append(({"tool_calls": [piece]}, PIECE))
    return deltas


async def _broken_stream(call: Call) -> AsyncIterator[bytes]:
    """A stream that breaks off behind its first piece."""
    yield _event(chunk(call, CREATED, {"role": "assistant", "content": ""}))
    raise DroppedError


async def _pause(seconds: float) -> None:
    if seconds > 0:
        await asyncio.sleep(seconds)


def _event(value: Mapping[str, Any]) -> bytes:
    return b"data: " + orjson.dumps(value) + b"\n\n"


def _json(value: Mapping[str, Any], status: int = 200) -> Response:
    return Response(status, orjson.dumps(value))


def _problem(
    status: int, message: str, kind: str, headers: Mapping[str, str] | None = None
) -> Response:
    error = {"message": message, "type": kind, "param": None, "code": status}
    return Response(status, orjson.dumps({"error": error}), headers or {})
