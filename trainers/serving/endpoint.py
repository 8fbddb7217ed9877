"""A small OpenAI-compatible endpoint in front of a policy in this process.

Enough of the protocol for chat clients and for `AttachedServer`: `/health`, `/v1/models`,
`/v1/chat/completions` (one choice, no streaming, no tools) and the log-probabilities of a prompt
through `/v1/completions`. Requests that arrive together are answered in one batch.
"""

from __future__ import annotations

import json
import secrets
import threading
import time
from concurrent.futures import Future
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from queue import SimpleQueue
from typing import Any, Literal

from pydantic import BaseModel, Field, ValidationError

from trainers.serving.base import ServingError
from trainers.serving.in_process import TransformersServer
from trainers.values import Generation, Request, Sampling

GATHER = 0.02
"""Seconds that the first request of a batch waits for others."""
Job = tuple[Request, Future[Generation]]


class MessageBody(BaseModel):
    """One message; content in parts is not understood."""

    role: str
    content: str


class ChatBody(BaseModel):
    """What of a chat request is understood; what else would change the answer is refused."""

    model: str
    messages: list[MessageBody] = Field(min_length=1)
    max_tokens: int | None = Field(None, ge=1)
    max_completion_tokens: int | None = Field(None, ge=1)
    temperature: float = Field(1.0, ge=0)
    top_p: float = Field(1.0, gt=0, le=1)
    top_k: Literal[-1, 0] | None = None
    seed: int | None = None
    n: Literal[1] | None = None
    stream: Literal[False] | None = None
    tools: None = None
    response_format: None = None
    structured_outputs: None = None

    def request(self) -> Request:
        """The request in the loop's own words."""
        sampling = Sampling(
            temperature=self.temperature,
            top_p=self.top_p,
            max_tokens=self.max_tokens or self.max_completion_tokens or Sampling().max_tokens,
        )
        seed = secrets.randbits(63) if self.seed is None else self.seed
        return Request(tuple(m.model_dump() for m in self.messages), seed, sampling)


class ScoreBody(BaseModel):
    """A completion request as far as it asks for the log-probabilities of its prompt."""

    model: str
    prompt: str = Field(min_length=1)
    prompt_logprobs: int = Field(ge=0)


class Endpoint:
    """Answers HTTP from construction until `close`.

    Args:
        server: the policy; nobody else may use it meanwhile.
        model: the name under which clients ask for it.
        port: 0 takes a free one.
    """

    def __init__(
        self, server: TransformersServer, model: str, host: str = "127.0.0.1", port: int = 0
    ) -> None:
        self.model = model
        self._server = server
        self._busy = threading.Lock()
        self._jobs: SimpleQueue[Job | None] = SimpleQueue()
        self._http = ThreadingHTTPServer((host, port), type("Bound", (_Http,), {"endpoint": self}))
        self._threads = [
            threading.Thread(target=work, daemon=True)
            for work in (self._http.serve_forever, self._work)
        ]
        for thread in self._threads:
            thread.start()

    @property
    def url(self) -> str:
        """Root of the endpoint."""
        host, port = self._http.server_address[:2]
        return f"http://{host!s}:{port}"

    def close(self) -> None:
        """Stop answering; requests that have arrived are answered first."""
        self._http.shutdown()
        self._jobs.put(None)
        for thread in self._threads:
            thread.join()
        self._http.server_close()

    def answer(self, path: str, body: Any) -> dict[str, Any]:
        """The JSON answer to a request.

        Raises:
            ServingError: the policy cannot answer it.
            ValidationError: it asks for something that this endpoint does not do.
            LookupError: there is no such path or model.
        """
        match path:
            case "/health":
                return {}
            case "/v1/models":
                entry = {"id": self.model, "object": "model", "owned_by": "agentopia", "created": 0}
                return {"object": "list", "data": [entry]}
            case "/v1/chat/completions":
                chat = ChatBody.model_validate(body)
                self._check(chat.model)
                job: Job = (chat.request(), Future())
                self._jobs.put(job)
                return _completion(job[1].result(), self.model)
            case "/v1/completions":
                text = ScoreBody.model_validate(body)
                self._check(text.model)
                with self._busy:
                    return _scored(self._server.score(text.prompt))
        raise LookupError(f"There is nothing at {path}.")

    def _check(self, model: str) -> None:
        if model != self.model:
            raise LookupError(f"The model {model!r} does not exist; this is {self.model!r}.")

    def _work(self) -> None:
        """Answer what has gathered, batch after batch, until told to stop."""
        stopping = False
        while not stopping and (first := self._jobs.get()) is not None:
            time.sleep(GATHER)
            gathered = [first, *(self._jobs.get() for _ in range(self._jobs.qsize()))]
            stopping = None in gathered
            self._batch([job for job in gathered if job is not None])

    def _batch(self, jobs: list[Job]) -> None:
        """Answer together; where one request of the batch is impossible, each alone."""
        try:
            with self._busy:
                answers = self._server.generate([request for request, _ in jobs])
        except Exception as error:  # whatever it is, clients wait for an answer
            if len(jobs) == 1:
                jobs[0][1].set_exception(error)
                return
            for job in jobs:
                self._batch([job])
            return
        for (_, done), answer in zip(jobs, answers, strict=True):
            done.set_result(answer)


class _Http(BaseHTTPRequestHandler):
    """One connection of a client."""

    endpoint: Endpoint
    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        self._reply(None)

    def do_POST(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        try:
            self._reply(json.loads(content))
        except json.JSONDecodeError as error:
            self._send(400, _error(f"The body is not JSON: {error}"))

    def log_message(self, *_: Any) -> None:
        """Say nothing: a line per request would drown everything else."""

    def _reply(self, body: Any) -> None:
        try:
            self._send(200, self.endpoint.answer(self.path.partition("?")[0], body))
        except LookupError as error:
            self._send(404, _error(str(error)))
        except (ServingError, ValidationError) as error:
            self._send(400, _error(str(error)))
        except Exception as error:  # the client must hear of it; the endpoint serves on
            self._send(500, _error(repr(error)))

    def _send(self, status: int, body: dict[str, Any]) -> None:
        content = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def _error(message: str) -> dict[str, Any]:
    return {"error": {"message": message, "type": "invalid_request_error"}}


def _completion(answer: Generation, model: str) -> dict[str, Any]:
    """A generation in the words of the protocol, with vLLM's additions for token ids."""
    logprobs: list[dict[str, Any]] = [
        {"token": f"token_id:{token}", "logprob": logprob, "bytes": None, "top_logprobs": []}
        for token, logprob in zip(answer.token_ids, answer.logprobs, strict=True)
    ]
    choice = {
        "index": 0,
        "message": {"role": "assistant", "content": answer.text},
        "finish_reason": answer.finish_reason,
        "logprobs": {"content": logprobs},
        "token_ids": answer.token_ids,
    }
    asked, said = len(answer.prompt_ids), len(answer.token_ids)
    return {
        "id": f"chatcmpl-{secrets.token_hex(8)}",
        "object": "chat.completion",
        "created": int(time.time()),
        "model": model,
        "choices": [choice],
        "prompt_token_ids": answer.prompt_ids,
        "usage": {"prompt_tokens": asked, "completion_tokens": said, "total_tokens": asked + said},
    }


def _scored(logprobs: tuple[float, ...]) -> dict[str, Any]:
    """Log-probabilities of a prompt's tokens, the first of which has none."""
    listed = [None, *({"": {"logprob": logprob}} for logprob in logprobs)]
    return {"object": "text_completion", "choices": [{"index": 0, "prompt_logprobs": listed}]}
