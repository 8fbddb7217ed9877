"""Connections to model servers with their providers' own packages, one module per protocol."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from agentopia_env.errors import ConfigError, UserError
from agentopia_env.policies.chat.keys import Secret, read_key

if TYPE_CHECKING:
    from agentopia_env.policies.chat.settings import ModelSettings
    from agentopia_env.policies.chat.wire import Backend

USUAL_KEYS = {
    "openai": ("OPENAI_API_KEY",),
    "azure": ("AZURE_OPENAI_API_KEY",),
    "anthropic": ("ANTHROPIC_API_KEY",),
    "gemini": ("GEMINI_API_KEY", "GOOGLE_API_KEY"),
}
"""Where the providers' own packages look for a key."""


def backend_maker(name: str, settings: ModelSettings) -> tuple[Callable[[], Backend], Secret]:
    """What makes a connection to the server of a model, and the key it uses.

    Raises:
        ConfigError: the key is not where the settings say.
        UserError: the package for its protocol is not installed.
    """
    secret = _key(name, settings)
    try:
        if settings.kind in ("openai", "azure"):
            from agentopia_env.policies.chat.backends.openai_server import OpenAIServer

            return lambda: OpenAIServer(name, settings, secret), secret
        if settings.kind == "anthropic":
            from agentopia_env.policies.chat.backends.anthropic_server import AnthropicServer

            return lambda: AnthropicServer(name, settings, secret), secret
        from agentopia_env.policies.chat.backends.gemini_server import GeminiServer

        return lambda: GeminiServer(name, settings, secret), secret
    except ModuleNotFoundError as error:
        raise UserError(
            f"models.{name} is of kind {settings.kind} and needs the package {error.name}; "
            'install it with: pip install "agentopia[models]"'
        ) from None


def _key(name: str, settings: ModelSettings) -> Secret:
    """The key by the settings, else by the usual variables; empty where none is needed."""
    setting = f"models.{name}.api_key"
    if settings.api_key is not None:
        return read_key(settings.api_key, setting)
    if settings.kind == "vertex" or (settings.kind == "openai" and settings.url):
        return Secret("")
    for variable in (usual := USUAL_KEYS[settings.kind]):
        try:
            return read_key(variable, setting)
        except ConfigError:
            continue
    raise ConfigError(
        f"{setting} is missing and the environment variable {' or '.join(usual)} is not set"
    )
