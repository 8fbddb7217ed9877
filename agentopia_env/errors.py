"""Everything that can go wrong, as one tree.

AgentopiaError
├── UserError          the person at the keyboard can mend it: one message, exit code 2
│   ├── WorldError     a base world or persona is unusable (lists every problem)
│   ├── ConfigError    a setting is unknown or impossible
│   └── RunError       a run directory cannot be written, read or resumed
├── LimitError         a run has spent its money or time and can be resumed: exit code 3
├── ReplyError         an answer cannot be used; its reason is written for whoever answered
└── SnapshotError      a snapshot does not fit the society it is restored into
"""

from __future__ import annotations

from collections.abc import Sequence

from agentopia_env.language import Phrase, said


class AgentopiaError(Exception):
    """Root of all errors raised on purpose by this package."""


class UserError(AgentopiaError):
    """Wrong input; the message says what is wrong, where, and what to do."""


class WorldError(UserError):
    """A world that cannot be loaded, with all of its problems at once.

    Attributes:
        problems: one line per problem, each naming the file and the field.
    """

    def __init__(self, where: str, problems: Sequence[str]) -> None:
        self.problems = tuple(problems)
        count = f"{len(self.problems)} problem" + ("s" if len(self.problems) != 1 else "")
        lines = "\n".join(f"  - {problem}" for problem in self.problems)
        super().__init__(f"{where}: {count}\n{lines}")


class ConfigError(UserError):
    """A setting is unknown or impossible; the message names its key and the allowed values."""


class RunError(UserError):
    """A run directory cannot be created, written, read or resumed."""


class LimitError(AgentopiaError):
    """A run came to a limit that it was given; everything is kept to go on from."""


class ReplyError(AgentopiaError):
    """An answer that cannot be used. `str(error)` is a reason the answerer can act on.

    Args:
        reason: in English, with its facts named in braces, or a phrase.
        facts: what stands in the braces.
    """

    def __init__(self, reason: str, **facts: object) -> None:
        self.reason = reason if isinstance(reason, Phrase) else Phrase(reason, **facts)
        super().__init__(str(self.reason))

    def said(self, language: str) -> str:
        """The reason in a language."""
        return said(self.reason, language)


class SnapshotError(AgentopiaError):
    """A snapshot that is damaged or belongs to another society."""
