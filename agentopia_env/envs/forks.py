"""Snapshots of an environment: a society between two stages, and how far its steps were paid.

A snapshot is JSON, and the same bytes for the same life; 28 people after a brief year of ten weeks
are 0.8 MB, taken in 20 ms and restored in 100. Any process restores it, with an environment made
with the same settings.
"""

from __future__ import annotations

from dataclasses import dataclass

import orjson
from pydantic import TypeAdapter, ValidationError

from agentopia_env.envs.rewards import Shares
from agentopia_env.errors import SnapshotError
from agentopia_env.world.society import Society


@dataclass(frozen=True, slots=True)
class Head:
    """What a snapshot holds besides the society.

    Attributes:
        branch: which fork of the society it was taken of; empty for one that was never forked.
        steps: how many steps its episode had made.
    """

    branch: str
    steps: int
    shares: Shares

    def forked(self, branch: str) -> Head:
        """The head of a new branch of this one; of the same one without a name."""
        name = "/".join(part for part in (self.branch, branch) if part)
        return Head(name, self.steps, self.shares)


_HEAD = TypeAdapter(Head)


def pack(head: Head, society: bytes) -> bytes:
    """A snapshot of an environment from one of its society."""
    return b'{"env":' + orjson.dumps(head) + b',"society":' + society + b"}"


def unpack(snapshot: bytes) -> tuple[Head, Society]:
    """What a snapshot holds.

    Raises:
        SnapshotError: the bytes are no snapshot of an environment.
    """
    try:
        content = orjson.loads(snapshot)
        head = _HEAD.validate_python(content["env"])
        society = orjson.dumps(content["society"])
    except (orjson.JSONDecodeError, ValidationError, KeyError, TypeError) as error:
        raise SnapshotError(f"this is no snapshot of an environment: {error}") from error
    return head, Society.restore(society)
