"""One chat completion: a request in, a message or a fault out, a pure function but for retries."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import orjson

from agentopia_env.chance import chance
from agentopia_env.fakeserver.answers import Answers, Choice
from agentopia_env.fakeserver.faults import altered, content_fault, cut, spoiled, transport_fault
from agentopia_env.fakeserver.forms import Message, written
from agentopia_env.fakeserver.reading.people import name_of
from agentopia_env.fakeserver.reading.prompt import text_of
from agentopia_env.fakeserver.settings import Settings
from agentopia_env.fakeserver.tokens import count_tokens
from agentopia_env.questions.base import ENVIRONMENT

_TRANSPORT_ONLY = ("stream", "stream_options", "user", "metadata", "store", "service_tier")
"""Fields of a request that say nothing about the answer."""


class BadRequestError(Exception):
    """A request that cannot be answered; the text says why."""


@dataclass(frozen=True, slots=True)
class Call:
    """A request and what the server makes of it, before it is sent.

    Attributes:
        request: hash of everything that the answer depends on.
        attempt: how often the same request came before.
        fault: what goes wrong with it; empty where nothing does.
        message: the answer; None where the call itself fails.
        delay: seconds until the first token.
    """

    request: str
    attempt: int
    model: str
    kind: str
    who: str
    when: str
    fault: str
    message: Message | None
    prompt: str = field(repr=False)
    prompt_tokens: int
    completion_tokens: int
    delay: float


class Chat:
    """Answers requests for chat completions.

    Attributes:
        attempts: request hash to how often it came.
    """

    def __init__(self, settings: Settings) -> None:
        self.attempts: dict[str, int] = {}
        self._settings = settings
        self._answers = Answers(settings.seed)

    def call(self, body: Mapping[str, Any]) -> Call:
        """What becomes of a request.

        Raises:
            BadRequestError: it is none, or longer than the window.
        """
        messages, model = checked(body)
        settings = self._settings
        request = request_hash(body)
        attempt = self.attempts.get(request, 0)
        self.attempts[request] = attempt + 1
        prompt = "\n".join(map(text_of, messages))
        tokens = count_tokens(prompt)
        most = self._most(body, tokens)
        choice = self._answers.choice(messages, request)
        fault = transport_fault(settings, model, request, attempt)
        message = None
        if not fault:
            fault, message = self._message(body, choice, request, model, most)
        return Call(
            request,
            attempt,
            model,
            choice.prompt.kind or "unknown",
            _who(choice),
            str(choice.question.when) if choice.question else "",
            fault,
            message,
            prompt,
            tokens,
            _size(message) if message else 0,
            self._delay(request, attempt),
        )

    def _most(self, body: Mapping[str, Any], tokens: int) -> int:
        """Tokens that the answer may have."""
        given = body.get("max_completion_tokens") or body.get("max_tokens")
        room = self._settings.window - tokens
        if room < 1 or (given and given > room):
            raise BadRequestError(
                f"This model's maximum context length is {self._settings.window} tokens; the "
                f"messages come to {tokens} and {given or 'the rest'} are asked for the answer."
            )
        return int(given or min(room, self._settings.max_answer))

    def _message(
        self, body: Mapping[str, Any], choice: Choice, request: str, model: str, most: int
    ) -> tuple[str, Message]:
        """The answer, and what is wrong with it."""
        settings = self._settings
        fault = content_fault(settings, model, request)
        changed = altered(fault, choice, chance(settings.seed, "wrong", request))
        if changed is None:
            fault, changed = "", choice
        draw = chance(settings.seed, "form", request)
        message = written(changed, body, settings.forms, draw, settings.thinking)
        message = spoiled(fault, message, changed, most, chance(settings.seed, "spoiled", request))
        return fault, cut(message, most)

    def _delay(self, request: str, attempt: int) -> float:
        settings = self._settings
        if not settings.latency_spread:
            return settings.latency
        draw = chance(settings.seed, "latency", request, attempt)
        return settings.latency * draw.lognormvariate(0, settings.latency_spread)


def checked(body: Mapping[str, Any]) -> tuple[list[Mapping[str, Any]], str]:
    """Messages and model of a request.

    Raises:
        BadRequestError: it lacks one, or asks for what the server cannot do.
    """
    messages, model = body.get("messages"), body.get("model")
    if not isinstance(model, str) or not model:
        raise BadRequestError("the request names no model")
    if not isinstance(messages, list) or not messages:
        raise BadRequestError("the request has no messages")
    if not all(isinstance(message, dict) and message.get("role") for message in messages):
        raise BadRequestError("every message is an object with a role")
    if body.get("n", 1) not in (1, None):
        raise BadRequestError("n must be 1: this server gives one answer to a request")
    for name in ("max_tokens", "max_completion_tokens"):
        if not isinstance(body.get(name), int | None) or (body.get(name) or 1) < 1:
            raise BadRequestError(f"{name} must be a whole number of at least 1")
    return messages, model


def request_hash(body: Mapping[str, Any]) -> str:
    """A hash of a request: model, messages, sampling parameters, tools, the form asked for."""
    told = {key: value for key, value in body.items() if key not in _TRANSPORT_ONLY}
    data = orjson.dumps(told, option=orjson.OPT_SORT_KEYS)
    return blake2b(data, digest_size=12).hexdigest()


def _who(choice: Choice) -> str:
    if choice.question is not None:
        return choice.question.who
    return name_of(choice.prompt) if choice.prompt.block("_persona").facts else ENVIRONMENT


def _size(message: Message) -> int:
    calls = sum(count_tokens(name + arguments) for name, arguments in message.calls)
    return count_tokens(message.content) + count_tokens(message.thoughts) + calls


# ---------------------------------------------------------------- as the protocol has it


def completion(call: Call, message: Message, cached: int, created: int) -> dict[str, Any]:
    """The body of an answer that is sent at once."""
    given: dict[str, Any] = {"role": "assistant", "content": message.content or None}
    if not message.calls:
        given["content"] = message.content
    if message.thoughts:
        given |= thoughts(message.thoughts)
    if message.calls:
        given["tool_calls"] = tool_calls(call, message)
    return {
        **_envelope(call, "chat.completion", created),
        "choices": [
            {"index": 0, "message": given, "logprobs": None, "finish_reason": message.finish}
        ],
        "usage": usage(call, message, cached),
    }


def thoughts(text: str) -> dict[str, str]:
    """Reasoning under both names that servers and clients know it by."""
    return {"reasoning_content": text, "reasoning": text}


def chunk(
    call: Call, created: int, delta: Mapping[str, Any], finish: str | None = None
) -> dict[str, Any]:
    """A piece of an answer that is streamed."""
    return {
        **_envelope(call, "chat.completion.chunk", created),
        "choices": [{"index": 0, "delta": dict(delta), "finish_reason": finish}],
    }


def last_chunk(call: Call, message: Message, cached: int, created: int) -> dict[str, Any]:
    """The piece that tells the usage."""
    return {
        **_envelope(call, "chat.completion.chunk", created),
        "choices": [],
        "usage": usage(call, message, cached),
    }


def _envelope(call: Call, kind: str, created: int) -> dict[str, Any]:
    answer_id = f"chatcmpl-{call.request}-{call.attempt}"
    return {"id": answer_id, "object": kind, "created": created, "model": call.model}


def tool_calls(call: Call, message: Message) -> list[dict[str, Any]]:
    """The calls of tools; their ids are the same whenever the request is answered."""
    return [
        {
            "id": f"call_{call.request[:12]}_{number}",
            "type": "function",
            "index": number,
            "function": {"name": name, "arguments": arguments},
        }
        for number, (name, arguments) in enumerate(message.calls)
    ]


def usage(call: Call, message: Message, cached: int) -> dict[str, Any]:
    """Tokens of a call."""
    return {
        "prompt_tokens": call.prompt_tokens,
        "completion_tokens": call.completion_tokens,
        "total_tokens": call.prompt_tokens + call.completion_tokens,
        "prompt_tokens_details": {"cached_tokens": cached},
        "completion_tokens_details": {"reasoning_tokens": count_tokens(message.thoughts)},
    }
