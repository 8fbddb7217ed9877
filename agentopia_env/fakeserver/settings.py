"""How the fake server behaves: its answers, how long they take, and what goes wrong."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from types import MappingProxyType

from agentopia_env.errors import ConfigError

FORMS = ("json", "fenced", "prose", "tags", "tools")
"""Forms an answer can be given in, where the question and the request take them."""


@dataclass(frozen=True, slots=True)
class Faults:
    """How likely each fault is, 0..1; the faults of a kind exclude one another.

    The first ones happen to the call, the others to the answer.
    """

    timeout: float = 0.0
    """The call is never answered."""
    rate_limit: float = 0.0
    """429 with `Retry-After`."""
    server_error: float = 0.0
    """500 or 503."""
    disconnect: float = 0.0
    """The connection is dropped without an answer, or in the middle of a stream."""
    truncation: float = 0.0
    """The answer ends early, with finish_reason `length`."""
    empty: float = 0.0
    """An answer without a letter."""
    malformed: float = 0.0
    """Broken JSON or tags."""
    refusal: float = 0.0
    """An assistant's refusal."""
    repetition: float = 0.0
    """A sentence repeated until the answer is as long as it may be."""
    wrong_names: float = 0.0
    """People who do not exist."""
    wrong_language: float = 0.0
    """Text in Chinese where the world is English, and the other way round."""

    def __post_init__(self) -> None:
        for one in fields(self):
            if not 0 <= getattr(self, one.name) <= 1:
                raise ConfigError(
                    f"fault {one.name}={getattr(self, one.name)}: use a share from 0 to 1"
                )
        for names in (TRANSPORT, CONTENT):
            total = sum(getattr(self, name) for name in names)
            if total > 1 + 1e-9:
                raise ConfigError(f"the faults {', '.join(names)} add up to {total:g}; at most 1")


TRANSPORT = ("timeout", "rate_limit", "server_error", "disconnect")
"""Faults of the call; by default they clear when it is made again."""
CONTENT = (
    "truncation",
    "empty",
    "malformed",
    "refusal",
    "repetition",
    "wrong_names",
    "wrong_language",
)
"""Faults of the answer: the same request is answered in the same way again."""


@dataclass(frozen=True, slots=True)
class Settings:
    """Everything about a fake server that can be set."""

    seed: int = 0
    """Of the answers and the faults; the same seed and request give the same answer."""
    models: tuple[str, ...] = ("fake",)
    """Names that /v1/models lists; any other is answered too."""
    reliable_models: tuple[str, ...] = ()
    """Names of models that no fault befalls."""
    api_key: str = ""
    """Key that calls must carry; none is asked for where it is empty."""
    faults: Faults = Faults()
    """What goes wrong, and how often."""
    faults_clear: bool = True
    """Whether a call that failed on the way can go well when it is made again."""
    retry_after: float = 1.0
    """Seconds that a 429 asks to wait."""
    forms: Mapping[str, float] = field(default_factory=lambda: MappingProxyType({"json": 1.0}))
    """Weights of the forms in which answers are given where the request does not say."""
    thinking: bool = False
    """Whether answers come with reasoning though the request does not turn it on."""
    latency: float = 0.0
    """Seconds that a call takes, tokens apart: all of them, or the median where it is spread."""
    latency_spread: float = 0.0
    """Sigma of the logarithm of the latency; 0 makes it the same for every call."""
    slots: int = 0
    """Calls that are worked on at once, others wait; 0 is no limit."""
    tokens_per_second: float = 0.0
    """Speed at which an answer is written; 0 is at once."""
    window: int = 131_072
    """Tokens of a prompt and its answer together; a longer request is refused."""
    max_answer: int = 4_096
    """Tokens of an answer where the request does not say."""
    cache_tokens: int = 0
    """Size of the simulated prefix cache; 0 reports no cached tokens."""

    def __post_init__(self) -> None:
        unknown = [name for name in self.forms if name not in FORMS]
        if unknown or not sum(self.forms.values()) > 0 or min(self.forms.values()) < 0:
            raise ConfigError(f"forms are weights, at least one above 0, of {', '.join(FORMS)}")
        for name in ("latency", "latency_spread", "slots", "tokens_per_second", "cache_tokens"):
            if getattr(self, name) < 0:
                raise ConfigError(f"{name} is {getattr(self, name)}; it cannot be negative")
        for name in ("window", "max_answer"):
            if getattr(self, name) < 1:
                raise ConfigError(f"{name} is {getattr(self, name)}; it must be at least 1")


def shares(given: list[str], what: str) -> dict[str, float]:
    """`["timeout=0.03", …]` as a dictionary.

    Raises:
        ConfigError: an entry is not of that form.
    """
    values: dict[str, float] = {}
    for entry in given:
        name, _, share = entry.partition("=")
        try:
            values[name.strip()] = float(share)
        except ValueError as error:
            raise ConfigError(f"--{what} {entry!r}: write it like --{what} name=0.03") from error
    return values


def faults_from(given: list[str]) -> Faults:
    """Faults as they are given on the command line.

    Raises:
        ConfigError: a fault is unknown, or its share is none.
    """
    values = shares(given, "fault")
    unknown = sorted(values.keys() - {*TRANSPORT, *CONTENT})
    if unknown:
        known = ", ".join((*TRANSPORT, *CONTENT))
        raise ConfigError(f"there is no fault {', '.join(unknown)}; there are {known}")
    return Faults(**values)


def latency_from(text: str) -> tuple[float, float]:
    """`0.2` as median and spread, or `0.2~0.5` with a spread of its own.

    Raises:
        ConfigError: it is neither.
    """
    median, _, spread = text.partition("~")
    try:
        return float(median), float(spread or 0)
    except ValueError as error:
        raise ConfigError(f"--latency {text!r}: write seconds like 0.2, or 0.2~0.5") from error
