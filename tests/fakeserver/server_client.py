"""A minimal client: what a question becomes on the way to a server, and its answer on the way back.

Just enough to live with a server; retries, repairs and fallbacks are the models' business.
"""

from __future__ import annotations

import asyncio
from typing import Any

import httpx
import orjson

from agentopia_env.prompts.render import answer_schema, render
from agentopia_env.questions.base import MemoryQuestion, Question
from agentopia_env.questions.calls import SIGNATURES
from agentopia_env.world.messages import ACTIONS

MEMORY = ("list_files", "read_file", "update_file")


def tool(name: str) -> dict[str, Any]:
    properties = {key: {"type": "string"} for key in SIGNATURES.get(name, ())}
    return {
        "type": "function",
        "function": {"name": name, "parameters": {"type": "object", "properties": properties}},
    }


def body_of(question: Question[Any], mode: str = "plain", **more: Any) -> dict[str, Any]:
    """A request: `plain`, with `tools` on offer, or held to a `schema`."""
    body: dict[str, Any] = {"model": "fake", "messages": render(question), "seed": 7, **more}
    if mode == "schema" and question.kind != "speak":
        form = {"name": question.kind, "schema": answer_schema(question)}
        body["response_format"] = {"type": "json_schema", "json_schema": form}
    if mode == "tools":
        names = list(ACTIONS) if question.kind == "contact" else []
        names += ["gift", "exit_activity"] if question.kind == "speak" else []
        names += MEMORY if isinstance(question, MemoryQuestion) and question.calls_left else []
        if names:
            body["tools"] = [tool(name) for name in names]
    return body


def text_of(message: dict[str, Any]) -> str:
    """A message as the one text that a question reads."""
    content, calls = message.get("content") or "", message.get("tool_calls") or []
    if not calls:
        return content
    functions = [call["function"] for call in calls]
    if functions[0]["name"] in MEMORY:
        rest = orjson.loads(content) if content else {}
        named = [{"name": f["name"], "arguments": orjson.loads(f["arguments"])} for f in functions]
        return orjson.dumps({**rest, "calls": named}).decode()
    if functions[0]["name"] in ACTIONS:
        rest = orjson.loads(content) if content else {}
        return orjson.dumps({**rest, "tool_calls": calls}).decode()
    deeds = [deed(function) for function in functions]
    return "\n".join([content, *deeds])


def deed(function: dict[str, Any]) -> str:
    given = orjson.loads(function["arguments"])
    arguments = ", ".join(f"{key}={orjson.dumps(value).decode()}" for key, value in given.items())
    return f"{function['name']}({arguments})"


class Client:
    """Answers questions by asking a server; an `Answerer`."""

    name = "client"
    instant = False

    def __init__(self, url: str, mode: str = "plain", at_once: int = 16) -> None:
        self.client = httpx.AsyncClient(base_url=url, timeout=60)
        self.mode = mode
        self.slots = asyncio.Semaphore(at_once)

    def answer(self, question: Question[Any]) -> str:
        raise NotImplementedError

    async def aanswer(self, question: Question[Any]) -> str:
        body = body_of(question, self.mode)
        async with self.slots:
            response = await self.client.post("/chat/completions", content=orjson.dumps(body))
        response.raise_for_status()
        return text_of(orjson.loads(response.content)["choices"][0]["message"])
