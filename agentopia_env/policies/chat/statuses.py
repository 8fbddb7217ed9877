"""What an HTTP status and the words beside it mean for whoever asked."""

from __future__ import annotations

import email.utils
import re
import time
from collections.abc import Mapping

from agentopia_env.policies.chat.wire import CallError, Trouble

LONGEST_WAIT = 3600.0
"""Longest Retry-After that is believed, in seconds."""
_TOO_LONG = re.compile(
    r"context[ _](?:length|window)|max_model_len|maximum (?:context|model|input) length"
    r"|(?:prompt|input|request) (?:is |are )?too (?:long|large)|too many (?:input )?tokens"
    r"|exceeds? the (?:maximum|limit|model)|input token count|reduce the length",
    re.IGNORECASE,
)
_FILTERED = re.compile(r"content[ _](?:filter|management|policy)|responsible ?ai|safety", re.I)
_FORM = re.compile(
    r"response_?format|json_?_?schema|json_?object|structured[ _]outputs?|output_?config|guided_"
    r"|response_?mime|grammar|responsejsonschema|\bschema\b",
    re.IGNORECASE,
)
_KEY = re.compile(r"api[ _-]?key|credential|unauthori[sz]ed|permission", re.IGNORECASE)
_QUOTA = re.compile(r"insufficient_quota|credit balance|billing_(?:hard_limit|not_active)", re.I)
"""Money has run out; that a rate limit speaks of quota and billing too does not count."""
_NOBODY = ("ConnectError", "ConnectTimeout", "PoolTimeout", "ClientConnectorError")
"""Names of HTTP packages' errors that say that no request has reached anybody."""
_TOKEN = re.compile(r"bearer\s+\S+", re.IGNORECASE)
"""A token that some servers repeat; keys themselves are masked by whoever knows them."""
_SPACE = re.compile(r"\s+")


def status_error(status: int, words: str, headers: Mapping[str, str]) -> CallError:
    """The error that a status other than success stands for."""
    short = _SPACE.sub(" ", _TOKEN.sub("Bearer [key]", words)).strip()[:500]
    return CallError(
        trouble_of(status, words), f"status {status}: {short}", retry_after(headers), status
    )


def connection_error(cause: BaseException) -> CallError:
    """The error that a broken connection stands for."""
    name = type(cause).__name__
    if name in _NOBODY:
        return CallError("gone", f"nobody answers there ({name})")
    return CallError("broken", f"the connection was lost ({name})")


def trouble_of(status: int, words: str) -> Trouble:
    """What is wrong, by status, and where that leaves it open by the words of the body."""
    match status:
        case 401 | 403:
            return "key"
        case 402:
            return "quota"
        case 404:
            return "model"
        case 429:
            return "quota" if _QUOTA.search(words) else "busy"
        case 529:
            return "busy"
        case 502 | 503:
            return "gone"
        case 408 | 409 | 425 | 499:
            return "broken"
    if status >= 500 or status < 400:
        return "broken"
    return _rejection(words)


def _rejection(words: str) -> Trouble:
    """What a server dislikes about a request."""
    if _QUOTA.search(words):
        return "quota"
    if _TOO_LONG.search(words):
        return "too_long"
    if _FILTERED.search(words):
        return "filtered"
    if _FORM.search(words):
        return "form"
    return "key" if _KEY.search(words) else "rejected"


def retry_after(headers: Mapping[str, str]) -> float:
    """Seconds that a server asks to wait; 0 where it says nothing."""
    for name, unit in (("retry-after-ms", 0.001), ("retry-after", 1.0)):
        given = headers.get(name)
        if not given:
            continue
        try:
            seconds = float(given) * unit
        except ValueError:
            seconds = _until(given)
        if 0 < seconds < float("inf"):
            return min(seconds, LONGEST_WAIT)
    return 0.0


def _until(date: str) -> float:
    try:
        return email.utils.parsedate_to_datetime(date).timestamp() - time.time()
    except (ValueError, TypeError, OverflowError):
        return 0.0
