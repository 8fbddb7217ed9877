"""What OpenAI's and Anthropic's packages, which one generator writes, have in common."""

from __future__ import annotations

from collections.abc import Awaitable
from typing import Any, TypeVar

from agentopia_env.policies.chat.statuses import connection_error, status_error
from agentopia_env.policies.chat.wire import CallError

T = TypeVar("T")


async def answered(package: Any, sent: Awaitable[T]) -> T:
    """What the server answers to a request that was sent with a package.

    Raises:
        CallError: nothing.
    """
    try:
        return await sent
    except package.APIStatusError as error:
        words = f"{error.message} {getattr(error, 'code', None) or ''}"
        problem = status_error(error.status_code, words, error.response.headers)
    except package.APITimeoutError:
        problem = CallError("broken", "the connection timed out")
    except package.APIConnectionError as error:
        problem = connection_error(error.__cause__ or error)
    except (package.APIError, ValueError) as error:
        problem = CallError("broken", f"an answer that cannot be read ({type(error).__name__})")
    raise problem  # here, where the package's own error is no longer its context
