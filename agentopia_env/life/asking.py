"""Putting a question whose answer may begin with function calls on one's own memory."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, TypeVar

from agentopia_env.flow import Flow
from agentopia_env.questions.base import MemoryQuestion, Reply
from agentopia_env.world.memory import Call, CallResult, MemorySession, Note
from agentopia_env.world.names import resolve_name
from agentopia_env.world.society import Person, Society

R = TypeVar("R", bound=Reply)


@dataclass(frozen=True, slots=True)
class Considered:
    """A reply and the memory updates that were made on the way to it."""

    reply: Any
    updates: dict[str, Note]


def consider(question: MemoryQuestion[R], society: Society) -> Flow[Considered]:
    """Ask, carry out function calls, ask again with their results, until there is a reply.

    At most `memory.max_call_rounds` rounds of calls; in the last a text answer is forced. Calls
    whose result is there already are not carried out again, and whoever asks for nothing else has
    no more rounds. Nothing is changed: the stage applies `updates`. From a turn of which a call
    could not be carried out nothing is to be learned.
    """
    rules = society.rules.memory
    session = memory_session(society, question.me, str(question.when))
    results: tuple[CallResult, ...] = ()
    number, left = 1, rules.max_call_rounds - 1
    while True:
        turn = f"{question.turn}{number}"
        asked = replace(question, results=results, calls_left=left, turn=turn)
        calls, reply = yield asked
        new = [call for call in calls if not _known(call, results)]
        given = tuple(session.execute(call) for call in new)
        results += given
        failed = [result.result for result in given if not result.ok]
        if failed:
            society.reject(asked.key, failed[0])
        if reply is not None:
            return Considered(reply, session.updates)
        if not left:
            return Considered(question.default(), session.updates)
        number, left = number + 1, left - 1 if new else 0


def _known(call: Call, results: tuple[CallResult, ...]) -> bool:
    """Whether a call was made before and would give the same again."""
    since: list[CallResult] = []
    for done in reversed(results):
        if done.call == call:
            written = any(later.call.name == "update_file" and later.ok for later in since)
            mended = call.name == "update_file" and not done.ok and bool(since)
            return not written and not mended
        since.append(done)
    return False


def memory_session(society: Society, me: Person, now: str) -> MemorySession:
    """An invocation on a person's memory, where files can be about anybody else who exists."""
    everybody = (*society.people, *society.world.others)

    def person_called(name: str) -> str | None:
        return resolve_name(name, everybody, me.name).name

    language = society.world.language
    return MemorySession(me.memory, now, society.rules.memory, person_called, language)


def keep(society: Society, person: str, updates: dict[str, Note]) -> None:
    """Apply memory updates."""
    for file, note in updates.items():
        society.note(person, file, note)
