"""Who writes a world: a configured language model, or the embedded author."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Protocol

from agentopia_env.config import RunConfig
from agentopia_env.errors import ConfigError
from agentopia_env.fakeserver.forging import forged
from agentopia_env.policies.base import Answer
from agentopia_env.policies.chat.model import ChatModel, FailedCallError, Spent
from agentopia_env.policies.chat.settings import HEURISTIC
from agentopia_env.policies.chat.soundness import complete_object, parted, unsound
from agentopia_env.policies.chat.wire import Request, Said
from agentopia_env.prompts.tokens import OVERHEAD, estimated

_FAILED_FINISH = {"filtered": "filtered", "refused": "refused", "malformed": "malformed"}


class Author(Protocol):
    """Answers the questions of a forge."""

    @property
    def name(self) -> str:
        """Under which its answers are kept."""

    async def write(self, request: Request, language: str) -> Answer:
        """The answer to a question, in a language."""

    async def aclose(self) -> None:
        """Let connections go."""


class ModelAuthor:
    """A language model as an author."""

    def __init__(self, model: ChatModel) -> None:
        self.name = model.name
        self._model = model

    async def write(self, request: Request, language: str) -> Answer:
        """What the model says, once it does.

        Raises:
            UserError: a person has to mend something before anything can be answered.
        """
        seeded = request if self._model.settings.seed else replace(request, seed=None)
        try:
            said, spent = await self._model.ask(seeded)
        except FailedCallError as failed:
            kind = "unavailable" if failed.passing else str(failed.trouble)
            return Answer("", _meta(failed.spent) | {"failure": kind})
        text, _ = parted(self._model.masked(said.text))
        meta = _meta(spent) | {"usage": _usage(said)}
        failure = _failure(said, text, language)
        return Answer(text, meta | ({"failure": failure} if failure else {}))

    async def aclose(self) -> None:
        """Close the model's connections."""
        await self._model.aclose()


class EmbeddedAuthor:
    """Writes from phrase books, at once: for tests, and to know what a model would be asked."""

    name = HEURISTIC

    async def write(self, request: Request, language: str) -> Answer:  # noqa: ARG002
        """A plausible answer, decided by the question and its seed."""
        text = forged(request.messages, str(request.seed))
        prompt = "\n\n".join(message["content"] for message in request.messages)
        tokens = {"input_tokens": estimated(prompt) + OVERHEAD, "output_tokens": estimated(text)}
        return Answer(text, {"usage": tokens})

    async def aclose(self) -> None:
        """Nothing is open."""


def author_of(config: RunConfig, name: str | None = None) -> Author:
    """The author that a configuration names.

    Args:
        config: as for `agentopia run`; its `god_model` writes unless `name` says otherwise.
        name: a model of it, or `heuristic`.

    Raises:
        ConfigError: there is no such model, or its key is not where the settings say.
    """
    wanted = name or config.god_model or next(iter(config.role_model), None)
    if wanted is None and len(config.models) == 1:
        wanted = next(iter(config.models))
    if wanted == HEURISTIC:
        return EmbeddedAuthor()
    if wanted is None or wanted not in config.models:
        known = ", ".join((*config.models, HEURISTIC))
        raise ConfigError(
            f"forge: {f'there is no model {wanted}' if wanted else 'no model is named'}; give "
            f"--model one of {known}, and define models under `models` in --config"
        )
    settings = config.models[wanted]
    if settings.temperature is None:
        settings = replace(settings, temperature=config.temperature)
    return ModelAuthor(ChatModel(wanted, settings, config.max_concurrency))


def _meta(spent: Spent) -> dict[str, Any]:
    meta: dict[str, Any] = {"latency_s": round(spent.latency, 4), "attempts": spent.tries}
    return meta | ({"errors": spent.errors} if spent.errors else {})


def _usage(said: Said) -> Mapping[str, int]:
    usage = said.usage
    given = {
        "input_tokens": usage.input,
        "output_tokens": usage.output,
        "cached_tokens": usage.cached,
    }
    return {name: value for name, value in given.items() if value is not None}


def _failure(said: Said, text: str, language: str) -> str:
    """Why what a model said is no answer; empty where it may be one."""
    if said.finish in _FAILED_FINISH:
        return _FAILED_FINISH[said.finish]
    if said.finish == "length" and not complete_object(text):
        return "length"
    return unsound(text, language)
