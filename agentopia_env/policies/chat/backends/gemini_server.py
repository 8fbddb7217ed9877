"""Gemini, by API key or by a service account of Vertex."""

from __future__ import annotations

import json
from typing import Any

import httpx
from google import genai
from google.auth import exceptions as auth_errors
from google.genai import errors, types
from google.oauth2 import service_account

from agentopia_env.errors import ConfigError
from agentopia_env.policies.chat.keys import Secret
from agentopia_env.policies.chat.settings import ModelSettings
from agentopia_env.policies.chat.statuses import connection_error, status_error
from agentopia_env.policies.chat.toolcalls import call_of
from agentopia_env.policies.chat.wire import CallError, Level, Request, Said, Usage

_SCOPE = "https://www.googleapis.com/auth/cloud-platform"
_FINISH = {
    "STOP": "stop",
    "MAX_TOKENS": "length",
    "MALFORMED_FUNCTION_CALL": "malformed",
    "UNEXPECTED_TOOL_CALL": "malformed",
    "MALFORMED_RESPONSE": "malformed",
    "OTHER": "stop",
    "FINISH_REASON_UNSPECIFIED": "stop",
}
"""Any other reason is a filter's."""


class GeminiServer:
    """One client with connections that are kept.

    Google's package takes whichever HTTP package it finds; it is given ours, so that what else is
    installed changes nothing.
    """

    def __init__(self, name: str, settings: ModelSettings, secret: Secret) -> None:
        self._settings = settings
        self._model = settings.model or name
        self._connections = httpx.AsyncClient(timeout=settings.timeout_s, follow_redirects=True)
        options = types.HttpOptions(
            base_url=settings.url,
            httpx_async_client=self._connections,
            timeout=int(settings.timeout_s * 1000),
            retry_options=types.HttpRetryOptions(attempts=1),
        )
        if settings.kind == "vertex":
            credentials = _credentials(name, secret) if secret else None
            self._client = genai.Client(
                vertexai=True,
                credentials=credentials,
                project=settings.project or getattr(credentials, "project_id", None),
                location=settings.location,
                http_options=options,
            )
        else:
            self._client = genai.Client(
                vertexai=False, api_key=secret.reveal(), http_options=options
            )

    async def say(self, request: Request, level: Level) -> Said:
        """What the model says to a request.

        Raises:
            CallError: nothing.
        """
        try:
            answer = await self._client.aio.models.generate_content(
                model=self._model,
                contents=[_content(m) for m in request.messages if m["role"] != "system"],
                config=self._config(request, level),
            )
        except errors.APIError as error:
            headers = getattr(error.response, "headers", None) or {}
            problem = status_error(error.code or 500, f"{error.message or ''}", headers)
        except auth_errors.RefreshError as error:
            problem = CallError("key", f"the service account is refused ({type(error).__name__})")
        except auth_errors.GoogleAuthError as error:
            problem = CallError("gone", f"no access token ({type(error).__name__})")
        except httpx.TransportError as error:
            problem = connection_error(error)
        except (TimeoutError, ValueError, errors.UnknownApiResponseError) as error:
            problem = CallError("broken", f"an answer that cannot be read ({type(error).__name__})")
        else:
            return _said(answer)
        raise problem  # here, where the package's own error is no longer its context

    async def aclose(self) -> None:
        """Let the connections go."""
        await self._client.aio.aclose()
        await self._connections.aclose()
        self._client.close()

    def _config(self, request: Request, level: Level) -> types.GenerateContentConfig:
        settings = self._settings
        system = [m["content"] for m in request.messages if m["role"] == "system"]
        given: dict[str, Any] = {
            "system_instruction": "\n\n".join(system) or None,
            "temperature": settings.temperature,
            "top_p": settings.top_p,
            "max_output_tokens": settings.max_tokens,
            "seed": request.seed,
            "automatic_function_calling": types.AutomaticFunctionCallingConfig(disable=True),
        }
        if settings.thinking is not None:
            budget = -1 if settings.thinking else 0
            given["thinking_config"] = types.ThinkingConfig(thinking_budget=budget)
        if request.tools:
            given["tools"] = [
                types.Tool(function_declarations=[_declared(t) for t in request.tools])
            ]
        elif request.form is not None and level != "none":
            given["response_mime_type"] = "application/json"
            if level == "json_schema":
                given["response_json_schema"] = dict(request.form.schema)
        if settings.extra_body:
            given["http_options"] = types.HttpOptions(extra_body=dict(settings.extra_body))
        return types.GenerateContentConfig(**given)


def _credentials(name: str, secret: Secret) -> Any:
    """The service account whose file was read as key."""
    try:
        return service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
            json.loads(secret.reveal()), scopes=[_SCOPE]
        )
    except (ValueError, auth_errors.GoogleAuthError):
        pass  # raised below, where no error that shows the key is its context
    raise ConfigError(f"models.{name}.api_key: this is no service account's key file")


def _content(message: Any) -> types.Content:
    role = "model" if message["role"] == "assistant" else "user"
    return types.Content(role=role, parts=[types.Part(text=message["content"])])


def _declared(tool: Any) -> types.FunctionDeclaration:
    return types.FunctionDeclaration(
        name=tool.name,
        description=tool.description,
        parameters_json_schema=dict(tool.parameters),
    )


def _said(answer: types.GenerateContentResponse) -> Said:
    usage = _usage(answer.usage_metadata)
    if not answer.candidates:
        if answer.prompt_feedback is not None and answer.prompt_feedback.block_reason:
            return Said("", "filtered", usage=usage)
        raise CallError("broken", "an answer without a candidate")
    candidate = answer.candidates[0]
    parts = (candidate.content.parts if candidate.content else None) or []
    finish = "stop" if candidate.finish_reason is None else candidate.finish_reason.value
    calls = [part.function_call for part in parts if part.function_call is not None]
    return Said(
        text="".join(part.text for part in parts if part.text and not part.thought),
        finish=_FINISH.get(finish, "filtered"),
        calls=tuple(call_of(call.name or "", call.args or {}) for call in calls),
        reasoning="".join(part.text for part in parts if part.text and part.thought),
        usage=usage,
    )


def _usage(usage: Any) -> Usage:
    if usage is None:
        return Usage()
    said = (usage.candidates_token_count or 0) + (usage.thoughts_token_count or 0)
    return Usage(usage.prompt_token_count, said, usage.cached_content_token_count)
