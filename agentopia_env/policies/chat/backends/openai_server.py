"""Servers that speak OpenAI's protocol: OpenAI, Azure, vLLM and most others."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import openai

from agentopia_env.policies.chat.backends.sdk import answered
from agentopia_env.policies.chat.keys import Secret
from agentopia_env.policies.chat.settings import ModelSettings
from agentopia_env.policies.chat.toolcalls import call_of
from agentopia_env.policies.chat.wire import CallError, Level, Request, Said, ToolCall, Usage

NO_KEY = "none"
_FINISH = {
    "length": "length",
    "content_filter": "filtered",
    "tool_calls": "tool_calls",
    "function_call": "tool_calls",
    "repetition": "repetition",  # vLLM, where it is told to look for loops
}


class OpenAIServer:
    """One client with connections that are kept."""

    def __init__(self, name: str, settings: ModelSettings, secret: Secret) -> None:
        self._settings = settings
        self._model = settings.model or name
        if settings.kind == "azure":
            self._client: openai.AsyncOpenAI = openai.AsyncAzureOpenAI(
                azure_endpoint=settings.url or "",
                api_version=settings.api_version,
                api_key=secret.reveal(),
                max_retries=0,
                timeout=settings.timeout_s,
            )
        else:
            self._client = openai.AsyncOpenAI(
                base_url=settings.url,
                api_key=secret.reveal() or NO_KEY,
                max_retries=0,
                timeout=settings.timeout_s,
            )

    async def say(self, request: Request, level: Level) -> Said:
        """What the model says to a request.

        Raises:
            CallError: nothing.
        """
        sent = self._client.chat.completions.create(**self._body(request, level))
        return _said(await answered(openai, sent))

    async def aclose(self) -> None:
        """Let the connections go."""
        await self._client.close()

    def _body(self, request: Request, level: Level) -> dict[str, Any]:
        settings = self._settings
        body: dict[str, Any] = {
            "model": self._model,
            "messages": [dict(message) for message in request.messages],
            "max_tokens"
            if settings.url and settings.kind == "openai"
            else ("max_completion_tokens"): settings.max_tokens,
        }
        given = {
            "temperature": settings.temperature,
            "top_p": settings.top_p,
            "seed": request.seed,
        }
        body |= {name: value for name, value in given.items() if value is not None}
        extra = dict(settings.extra_body)
        if settings.thinking is not None:
            template = {"enable_thinking": settings.thinking}
            extra["chat_template_kwargs"] = {**template, **extra.get("chat_template_kwargs", {})}
        # as they are: the package would walk every schema once more for every call
        if request.tools:
            extra["tools"] = [_tool(tool) for tool in request.tools]
        elif request.form is not None and level != "none":
            extra["response_format"] = _format(request, level)
        return body | {"extra_body": extra}


def _tool(tool: Any) -> dict[str, Any]:
    function = {
        "name": tool.name,
        "description": tool.description,
        "parameters": dict(tool.parameters),
    }
    return {"type": "function", "function": function}


def _format(request: Request, level: Level) -> dict[str, Any]:
    """How the form is asked for; vLLM holds an answer to a schema whether strict or not."""
    form = request.form
    if form is None or level == "json_object":
        return {"type": "json_object"}
    schema = {"name": form.name, "schema": dict(form.schema), "strict": form.strict}
    return {"type": "json_schema", "json_schema": schema}


def _said(answer: Any) -> Said:
    choices = getattr(answer, "choices", None)
    if not choices or getattr(choices[0], "message", None) is None:
        raise CallError("broken", "an answer without a message")
    choice, message = choices[0], choices[0].message
    if choice.finish_reason == "abort":  # vLLM, when it is paused or stopped
        raise CallError("broken", "the server gave the answer up")
    refusal = getattr(message, "refusal", None)
    finish = "refused" if refusal else _FINISH.get(choice.finish_reason or "", "stop")
    return Said(
        text=_text(message.content) or refusal or "",
        finish=finish,
        calls=tuple(_calls(message)),
        reasoning=_reasoning(message),
        usage=_usage(answer.usage),
    )


def _text(content: Any) -> str:
    """The content of a message; some servers send a list of parts."""
    if isinstance(content, list):
        parts = (part.get("text") for part in content if isinstance(part, Mapping))
        return "".join(part for part in parts if isinstance(part, str))
    return content if isinstance(content, str) else ""


def _reasoning(message: Any) -> str:
    """Thoughts, under the names that servers give them."""
    for name in ("reasoning_content", "reasoning"):
        given = getattr(message, name, None)
        if isinstance(given, str) and given:
            return given
    return ""


def _calls(message: Any) -> list[ToolCall]:
    found = []
    for call in getattr(message, "tool_calls", None) or ():
        function = getattr(call, "function", None)
        if function is not None and isinstance(function.name, str):
            found.append(call_of(function.name, function.arguments))
    return found


def _usage(usage: Any) -> Usage:
    if usage is None:
        return Usage()
    details = getattr(usage, "prompt_tokens_details", None)
    return Usage(
        getattr(usage, "prompt_tokens", None),
        getattr(usage, "completion_tokens", None),
        getattr(details, "cached_tokens", None),
    )
