"""Asking an OpenAI-compatible server that returns token ids (vLLM, or `trainers.serve`)."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Coroutine, Mapping, Sequence
from typing import Any, TypeVar

import httpx
import openai
import stamina
from openai.types.chat import ChatCompletion

from trainers.serving.base import PROBE, ServingError
from trainers.values import Generation, Request

T = TypeVar("T")


class ChatClient:
    """Answers requests through `/v1/chat/completions`, many at once.

    Args:
        url: of the server's root, e.g. `http://127.0.0.1:8000`.
        concurrency: most requests in flight.
        timeout: seconds for one request.
        attempts: how often a request is sent while the server cannot be reached.
        template: variables for the chat template.
    """

    def __init__(
        self,
        url: str,
        key: str = "none",
        concurrency: int = 128,
        timeout: float = 600.0,
        attempts: int = 5,
        template: Mapping[str, Any] | None = None,
    ) -> None:
        self.url = url.rstrip("/").removesuffix("/v1")
        self._attempts = attempts
        self._template = dict(template or {})
        self._slots = asyncio.Semaphore(concurrency)
        self._loop = _LoopThread()
        self._openai = openai.AsyncOpenAI(
            base_url=f"{self.url}/v1",
            api_key=key,
            max_retries=0,
            timeout=timeout,
        )
        self._root = httpx.Client(
            base_url=self.url, timeout=timeout, headers={"Authorization": f"Bearer {key}"}
        )

    def generate(self, model: str, version: str, requests: Sequence[Request]) -> list[Generation]:
        """Answer all requests, in their order.

        Raises:
            ServingError: one of them was refused, or the server cannot be reached.
        """
        return self._loop.run(self._all(model, version, requests))

    def models(self) -> dict[str, str]:
        """What the server says it serves: name to directory (empty where it does not say)."""
        listed = self.get("/v1/models")["data"]
        return {entry["id"]: entry.get("root") or "" for entry in listed}

    def probe(self, model: str) -> tuple[float, ...]:
        """Log-probabilities of the tokens of `PROBE` after the first."""
        answer = self.post(
            "/v1/completions",
            {"model": model, "prompt": PROBE, "max_tokens": 1, "prompt_logprobs": 0},
        )
        listed = answer["choices"][0].get("prompt_logprobs")
        if not listed:
            raise ServingError(f"{self.url} does not return prompt_logprobs; is it vLLM?")
        return tuple(next(iter(entry.values()))["logprob"] for entry in listed[1:])

    def get(self, path: str) -> Any:
        """The JSON answer to a GET, relative to the server's root."""
        return self._send("GET", path, None)

    def post(self, path: str, body: Mapping[str, Any] | None = None) -> Any:
        """The JSON answer to a POST (None where it is not JSON), relative to the server's root."""
        return self._send("POST", path, body)

    def close(self) -> None:
        """Close the connections; may be called again."""
        if self._loop.running:
            self._loop.run(self._openai.close())
            self._loop.stop()
        self._root.close()

    def _send(self, method: str, path: str, body: Mapping[str, Any] | None) -> Any:
        try:
            for attempt in stamina.retry_context(on=httpx.ConnectError, attempts=self._attempts):
                with attempt:
                    answer = self._root.request(method, path, json=body)
        except httpx.HTTPError as error:
            raise ServingError(f"{method} {self.url}{path}: {error!r}") from error
        if answer.is_error:
            raise ServingError(
                f"{method} {self.url}{path} answered {answer.status_code}: {answer.text[:500]}"
            )
        kind = answer.headers.get("content-type", "")
        return answer.json() if kind.startswith("application/json") else None

    async def _all(self, model: str, version: str, requests: Sequence[Request]) -> list[Generation]:
        try:
            async with asyncio.TaskGroup() as group:
                tasks = [
                    group.create_task(self._one(model, version, index, request))
                    for index, request in enumerate(requests)
                ]
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        return [task.result() for task in tasks]

    async def _one(self, model: str, version: str, index: int, request: Request) -> Generation:
        try:
            async for attempt in stamina.retry_context(on=_passing, attempts=self._attempts):
                with attempt:
                    async with self._slots:
                        answer = await self._ask(model, request)
        except openai.OpenAIError as error:
            raise ServingError(f"Request {index} to {model!r} at {self.url}: {error}") from error
        return _generation(answer, version)

    async def _ask(self, model: str, request: Request) -> ChatCompletion:
        """Send one request with every sampling parameter given.

        What is not given a server takes from the model's generation config: Qwen3's cuts to the
        likeliest 20 tokens.
        """
        sampling = request.sampling
        extra: dict[str, Any] = {
            "return_token_ids": True,
            "top_k": -1,
            "min_p": 0.0,
            "repetition_penalty": 1.0,
        }
        if self._template:
            extra["chat_template_kwargs"] = self._template
        if request.schema is not None:
            extra["structured_outputs"] = {"json": request.schema}
        return await self._openai.chat.completions.create(
            model=model,
            messages=list(request.messages),
            seed=request.seed,
            temperature=sampling.temperature,
            top_p=sampling.top_p,
            max_tokens=sampling.max_tokens,
            logprobs=True,
            top_logprobs=0,
            extra_body=extra,
        )


def _passing(error: Exception) -> bool:
    """Whether an error may pass by itself: no connection, or a server that is paused."""
    if isinstance(error, openai.APITimeoutError):
        return False
    return isinstance(error, openai.APIConnectionError) or (
        isinstance(error, openai.APIStatusError) and error.status_code in (429, 503)
    )


def _generation(answer: ChatCompletion, version: str) -> Generation:
    """Read an answer; fields of vLLM's own arrive as extra attributes."""
    choice = answer.choices[0]
    prompt_ids = getattr(answer, "prompt_token_ids", None)
    token_ids = getattr(choice, "token_ids", None)
    listed = choice.logprobs.content if choice.logprobs else None
    if prompt_ids is None or token_ids is None or listed is None or len(token_ids) != len(listed):
        raise ServingError(
            "The server does not return token ids with their log-probabilities "
            "(return_token_ids, logprobs); serve with vLLM 0.31 or later."
        )
    return Generation(
        text=choice.message.content or "",
        prompt_ids=tuple(prompt_ids),
        token_ids=tuple(token_ids),
        logprobs=tuple(entry.logprob for entry in listed),
        finish_reason=choice.finish_reason,
        version=version,
    )


class _LoopThread:
    """An event loop of its own, so that callers inside and outside of a loop can both wait."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, daemon=True)
        self._thread.start()

    @property
    def running(self) -> bool:
        return self._thread.is_alive()

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Wait for `work`; an interrupt cancels it."""
        future = asyncio.run_coroutine_threadsafe(work, self._loop)
        try:
            return future.result()
        except KeyboardInterrupt:
            future.cancel()
            raise

    def stop(self) -> None:
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()
