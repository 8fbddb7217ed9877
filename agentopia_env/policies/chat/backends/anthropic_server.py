"""Anthropic's API."""

from __future__ import annotations

from typing import Any

import anthropic

from agentopia_env.policies.chat.backends.sdk import answered
from agentopia_env.policies.chat.keys import Secret
from agentopia_env.policies.chat.settings import ModelSettings
from agentopia_env.policies.chat.toolcalls import call_of
from agentopia_env.policies.chat.wire import CallError, Level, Request, Said, Usage

_FINISH = {
    "max_tokens": "length",
    "model_context_window_exceeded": "length",
    "tool_use": "tool_calls",
    "refusal": "refused",
}


class AnthropicServer:
    """One client with connections that are kept."""

    def __init__(self, name: str, settings: ModelSettings, secret: Secret) -> None:
        self._settings = settings
        self._model = settings.model or name
        self._client = anthropic.AsyncAnthropic(
            base_url=settings.url or "https://api.anthropic.com",
            api_key=secret.reveal(),
            max_retries=0,
            timeout=settings.timeout_s,
        )

    async def say(self, request: Request, level: Level) -> Said:
        """What the model says to a request.

        Raises:
            CallError: nothing.
        """
        sent = self._client.messages.create(**self._body(request, level))
        return _said(await answered(anthropic, sent))

    async def aclose(self) -> None:
        """Let the connections go."""
        await self._client.close()

    def _body(self, request: Request, level: Level) -> dict[str, Any]:
        settings = self._settings
        system = [m["content"] for m in request.messages if m["role"] == "system"]
        body: dict[str, Any] = {
            "model": self._model,
            "max_tokens": settings.max_tokens,
            "messages": [dict(m) for m in request.messages if m["role"] != "system"],
        }
        if system:
            shared = {"type": "text", "text": "\n\n".join(system)}
            body["system"] = [{**shared, "cache_control": {"type": "ephemeral"}}]
        if settings.thinking is not None:
            body["thinking"] = {"type": "adaptive" if settings.thinking else "disabled"}
        if request.tools:
            body["tools"] = [
                {
                    "name": tool.name,
                    "description": tool.description,
                    "input_schema": dict(tool.parameters),
                }
                for tool in request.tools
            ]
        elif request.form is not None and request.form.closed and level == "json_schema":
            form = {"type": "json_schema", "schema": dict(request.form.schema)}
            body["output_config"] = {"format": form}
        # The package knows no sampling parameters any more; servers of some models still do.
        given = {"temperature": settings.temperature, "top_p": settings.top_p}
        extra = {name: value for name, value in given.items() if value is not None}
        if extra := extra | settings.extra_body:
            body["extra_body"] = extra
        return body


def _said(answer: Any) -> Said:
    blocks = getattr(answer, "content", None)
    if not isinstance(blocks, list):
        raise CallError("broken", "an answer without content")

    def joined(kind: str, field: str) -> str:
        found = (getattr(block, field, None) for block in blocks if block.type == kind)
        return "".join(text for text in found if isinstance(text, str))

    return Said(
        text=joined("text", "text"),
        finish=_FINISH.get(answer.stop_reason or "", "stop"),
        calls=tuple(
            call_of(block.name, block.input) for block in blocks if block.type == "tool_use"
        ),
        reasoning=joined("thinking", "thinking"),
        usage=_usage(answer.usage),
    )


def _usage(usage: Any) -> Usage:
    """Anthropic counts what it had in its cache, and what it put there, apart from other input."""
    if usage is None or usage.input_tokens is None:
        return Usage()
    cached = usage.cache_read_input_tokens or 0
    written = usage.cache_creation_input_tokens or 0
    return Usage(usage.input_tokens + cached + written, usage.output_tokens, cached)
