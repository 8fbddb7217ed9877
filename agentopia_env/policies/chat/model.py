"""One language model: sends requests until they are answered, or know why they cannot be.

Failures that may pass are tried again, after a pause that doubles and is partly random; a server
that is gone is waited for. Whatever a person has to mend ends the run with a message, and the run
can be resumed.
"""

from __future__ import annotations

import asyncio
import logging
import random
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from weakref import WeakKeyDictionary

from agentopia_env.errors import UserError
from agentopia_env.policies.chat.backends import backend_maker
from agentopia_env.policies.chat.gate import Gate
from agentopia_env.policies.chat.reading import reader_of_model
from agentopia_env.policies.chat.settings import ModelSettings
from agentopia_env.policies.chat.wire import (
    LEVELS,
    Backend,
    CallError,
    Level,
    Request,
    Said,
    Trouble,
)

log = logging.getLogger("agentopia.models")
MOST_TRIES: dict[Trouble, int] = {"broken": 6, "gone": 12, "busy": 20}
"""How often a question fails before it is given up, although the server answers others."""
ALONE = 3
"""How many times more often it may break where nothing else was answered meanwhile. A server that
is gone or busy for everybody is waited for, whatever the number of tries."""
SHORT_WINDOW = 8
"""Questions too long for a model that never answered any, after which the run stops."""
FIRST_BACKOFF, LONGEST_BACKOFF = 0.5, 30.0
"""Seconds between two tries of one request."""
_REMEDIES: dict[Trouble, str] = {
    "key": "refuses the key; mend models.{name}.api_key",
    "model": "does not know the model; mend models.{name}.model or models.{name}.url",
    "quota": "says that the quota is used up",
    "rejected": "refuses the very first question; mend models.{name}",
    "too_long": "cannot read questions of this length; serve it with a longer window",
}


@dataclass(slots=True)
class Spent:
    """What it took to get an answer: seconds of the last try, tries, and what went wrong before."""

    latency: float = 0.0
    tries: int = 0
    errors: list[str] = field(default_factory=list)


class ChatModel:
    """A language model on a server.

    Args:
        name: what the config calls it.
        settings: where it is.
        most: requests in flight, unless the settings say otherwise.
        tell: is told when the server goes, comes back or cannot do what was asked of it.
        backoff: seconds before the second try of a request.

    Attributes:
        reader: whom prompts are cut for.

    Raises:
        ConfigError: its key or its tokenizer is not where the settings say.
        UserError: the package for its protocol or its tokenizer is not installed.
    """

    def __init__(
        self,
        name: str,
        settings: ModelSettings,
        most: int,
        tell: Callable[[str], object] = log.warning,
        backoff: float = FIRST_BACKOFF,
    ) -> None:
        self.name, self.settings = name, settings
        self._most = settings.max_concurrency or most
        self._told = tell
        self._backoff = backoff
        self._make, self._secret = backend_maker(name, settings)
        self.reader = reader_of_model(name, settings)
        self._sessions: WeakKeyDictionary[asyncio.AbstractEventLoop, tuple[Backend, Gate]] = (
            WeakKeyDictionary()
        )
        self._answered = False
        self._unread = 0
        self._level: Level = "none" if settings.structured == "none" else "json_schema"
        if settings.structured == "json_object":
            self._level = "json_object"

    @property
    def level(self) -> Level:
        """How forms are asked for."""
        return self._level

    def masked(self, text: str) -> str:
        """A text from the server, without the key."""
        return self._secret.masked(text)

    @property
    def gate(self) -> Gate:
        """That of the running event loop."""
        return self._session()[1]

    async def ask(self, request: Request) -> tuple[Said, Spent]:
        """What the model says to a request, once it does.

        Raises:
            CallError: this request cannot be answered (`too_long`, `filtered`, `rejected`), or
                failed too often (`broken`, `gone`, `busy`); `spent` holds what it took.
            UserError: a person has to mend something, or the server was gone for too long.
        """
        spent = Spent()
        seen = -1
        counted = 0.0
        while True:
            level = self._level
            said = await self._try(request, level, spent)
            if isinstance(said, Said):
                return said, spent
            if said.trouble == "form" and self._give_way(level, said):
                continue
            if not said.passing:
                raise self._final(said, spent)
            answered = self.gate.successes
            if answered > seen or said.trouble == "broken":
                counted += 1 if answered > seen else 1 / ALONE
            seen = answered
            if self._hopeless(said, counted):
                raise FailedCallError(said, spent)
            await asyncio.sleep(self._pause(spent.tries, said))

    def _tell(self, words: str) -> None:
        self._told(f"model {self.name} {words}")

    async def aclose(self) -> None:
        """Close the connections of the running event loop."""
        session = self._sessions.pop(asyncio.get_running_loop(), None)
        if session is not None:
            await session[0].aclose()

    def _session(self) -> tuple[Backend, Gate]:
        loop = asyncio.get_running_loop()
        session = self._sessions.get(loop)
        if session is None:
            session = self._sessions[loop] = (self._make(), Gate(self._most, self._tell))
        return session

    async def _try(self, request: Request, level: Level, spent: Spent) -> Said | CallError:
        """Send a request once."""
        backend, gate = self._session()
        ticket = await gate.enter()
        begin = time.monotonic()
        try:
            async with asyncio.timeout(self.settings.timeout_s):
                said = await backend.say(request, level)
        except TimeoutError:
            problem = CallError("broken", f"no answer within {self.settings.timeout_s:g} s")
        except CallError as error:
            problem = CallError(
                error.trouble, self._secret.masked(str(error)), error.retry_after, error.status
            )
        except BaseException:
            gate.left()
            raise
        else:
            spent.latency, spent.tries = time.monotonic() - begin, spent.tries + 1
            self._answered = True
            gate.answered(spent.latency)
            return said
        spent.latency, spent.tries = time.monotonic() - begin, spent.tries + 1
        spent.errors.append(f"{problem.trouble}: {problem}"[:200])
        if problem.passing:
            gate.failed(ticket, problem)
        else:
            gate.answered()
        return problem

    def _give_way(self, level: Level, problem: CallError) -> bool:
        """Ask for forms in a weaker way from now on, where the settings allow it."""
        if self.settings.structured != "auto" or level == "none":
            return False
        if self._level == level:
            self._level = LEVELS[LEVELS.index(level) + 1]
            self._tell(f"cannot hold answers to a {level} ({problem}); trying {self._level}")
        return True

    def _final(self, problem: CallError, spent: Spent) -> Exception:
        """What a failure that does not pass ends in."""
        trouble: Trouble = "rejected" if problem.trouble == "form" else problem.trouble
        self._unread += trouble == "too_long"
        of_this_question = trouble == "filtered" or (
            (trouble == "rejected" and self._answered)
            or (trouble == "too_long" and (self._answered or self._unread < SHORT_WINDOW))
        )
        if of_this_question:
            return FailedCallError(problem, spent)
        remedy = _REMEDIES[trouble].format(name=self.name)
        return UserError(f"model {self.name} {remedy} ({problem})")

    def _hopeless(self, problem: CallError, counted: float) -> bool:
        """Whether a request has failed often enough.

        Raises:
            UserError: the server has been gone for longer than anybody should wait.
        """
        gone = self.gate.gone_for
        if gone > self.settings.patience_s:
            raise UserError(
                f"model {self.name} has not answered for {gone:.0f} s ({problem}); "
                "go on with agentopia run --resume when it is back"
            )
        return counted >= MOST_TRIES[problem.trouble]

    def _pause(self, tries: int, problem: CallError) -> float:
        """Seconds until the next try; the gate itself holds back what a server wants held."""
        if self.gate.gone_since is not None:
            return 0.0
        doubled = min(LONGEST_BACKOFF, self._backoff * 2.0 ** min(tries - 1, 20))
        return max(problem.retry_after, doubled * random.uniform(0.5, 1.5))


class FailedCallError(CallError):
    """A request that is given up.

    Attributes:
        spent: what it took.
    """

    def __init__(self, problem: CallError, spent: Spent) -> None:
        super().__init__(problem.trouble, str(problem), problem.retry_after, problem.status)
        self.spent = spent
