"""A language model as an answerer: a question becomes a request, what comes back an answer."""

from __future__ import annotations

from typing import Any

from agentopia_env.chance import key
from agentopia_env.policies.base import Answer
from agentopia_env.policies.chat.forms import form_of
from agentopia_env.policies.chat.model import ChatModel, FailedCallError, Spent
from agentopia_env.policies.chat.soundness import complete_object, parted, shortened, unsound
from agentopia_env.policies.chat.toolcalls import with_calls
from agentopia_env.policies.chat.tools import tools_of
from agentopia_env.policies.chat.wire import Request, Said, Usage
from agentopia_env.prompts.render import render
from agentopia_env.prompts.tokens import Reader
from agentopia_env.questions.base import Question

NAMES_ONLY = frozenset(("admit", "discard", "exchange", "rate", "sign_up", "wish", "year_end"))
"""Kinds of questions answered with names, which may be in any language."""
_FAILED_FINISH = frozenset(("filtered", "malformed", "refused", "repetition"))


class ChatPolicy:
    """Answers for people or for the world with a language model.

    Args:
        model: may be shared with other policies.
        seed: decides the sampling seeds, together with the question.
    """

    instant = False

    def __init__(self, model: ChatModel, seed: int) -> None:
        self.model = model
        self.name = model.name
        self._seed = seed

    @property
    def reader(self) -> Reader:
        """Who reads the prompts."""
        return self.model.reader

    def answer(self, question: Question[Any]) -> str:
        """Never: a model server has to be waited for.

        Raises:
            TypeError: always.
        """
        raise TypeError(f"{self.name} cannot answer {question.kind} at once; ask through aanswer")

    async def aanswer(self, question: Question[Any]) -> Answer:
        """The answer, when it is there.

        Raises:
            UserError: a person has to mend something before anything can be answered.
        """
        request = self._request(question)
        try:
            said, spent = await self.model.ask(request)
        except FailedCallError as failed:
            kind = "unavailable" if failed.passing else str(failed.trouble)
            meta = self._meta(request, failed.spent) | {"failure": kind}
            return Answer("", meta)
        return self._answer(question, request, said, spent)

    async def aclose(self) -> None:
        """Close the model's connections."""
        await self.model.aclose()

    def _request(self, question: Question[Any]) -> Request:
        settings = self.model.settings
        tools = tools_of(question) if settings.tools else ()
        seed = key(self._seed, self.name, question.key, question.refused) >> 32
        return Request(
            messages=render(question, reader=self.reader),
            form=None if tools else form_of(question),
            tools=tools,
            seed=seed if settings.seed else None,
        )

    def _answer(
        self, question: Question[Any], request: Request, said: Said, spent: Spent
    ) -> Answer:
        mask = self.model.masked
        text, thoughts = parted(mask(said.text))
        text = with_calls(question, text, said.calls)
        meta = self._meta(request, spent) | {
            "finish_reason": said.finish,
            "usage": _usage(said.usage),
            "reasoning": shortened(
                mask(said.reasoning) or thoughts, self.model.settings.reasoning_chars
            ),
        }
        language = "" if question.kind in NAMES_ONLY else question.world.language
        failure = _failure(said, text, language)
        if failure:
            meta["failure"] = failure
        return Answer(text, {name: value for name, value in meta.items() if value not in ("", {})})

    @property
    def sampling(self) -> dict[str, Any]:
        """What decides about an answer besides the question and the seed."""
        settings = self.model.settings
        sampling = {
            "model": settings.model or self.name,
            "temperature": settings.temperature,
            "top_p": settings.top_p,
            "max_tokens": settings.max_tokens,
            "thinking": settings.thinking,
            **settings.extra_body,
        }
        return {name: value for name, value in sampling.items() if value is not None}

    def _meta(self, request: Request, spent: Spent) -> dict[str, Any]:
        settings = self.model.settings
        sampling = {
            "temperature": settings.temperature,
            "top_p": settings.top_p,
            "max_tokens": settings.max_tokens,
            "seed": request.seed,
            "thinking": settings.thinking,
        }
        meta: dict[str, Any] = {
            "model": settings.model or self.name,
            "sampling": {name: value for name, value in sampling.items() if value is not None},
            "latency_s": round(spent.latency, 4),
            "attempts": spent.tries,
        }
        return meta | ({"errors": spent.errors} if spent.errors else {})


def _failure(said: Said, text: str, language: str) -> str:
    """Why what a model said is no answer; empty where it may be one."""
    if said.finish in _FAILED_FINISH:
        return said.finish
    if said.finish == "length" and (_cut(said) or not complete_object(text)):
        return "length"
    return unsound(text, language)


def _cut(said: Said) -> bool:
    """Whether a call's arguments end in the middle."""
    return any(isinstance(call.arguments, str) for call in said.calls)


def _usage(usage: Usage) -> dict[str, int]:
    given = {
        "input_tokens": usage.input,
        "output_tokens": usage.output,
        "cached_tokens": usage.cached,
    }
    return {name: value for name, value in given.items() if value is not None}
