"""Contact: the four role actions, messages, proposals, and what makes an action invalid."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

ActionName = Literal[
    "contact", "propose_joint_activity", "respond_invitation", "cancel_joint_activity"
]
ACTIONS: tuple[ActionName, ...] = (
    "contact",
    "propose_joint_activity",
    "respond_invitation",
    "cancel_joint_activity",
)


@dataclass(frozen=True, slots=True)
class Action:
    """A role action as the person gave it; only the fields of its name are used."""

    name: ActionName
    to: str = ""
    message: str = ""
    activity_name: str = ""
    proposal: str = ""
    invited_persons: tuple[str, ...] = ()
    required_participants: tuple[str, ...] = ()
    time: str = ""
    location: str = ""
    decision: str = ""

    def record(self) -> dict[str, Any]:
        """The action as a dictionary of its non-empty fields."""
        fields = ("to", "message", "activity_name", "proposal", "time", "location", "decision")
        values: dict[str, Any] = {"action": self.name}
        values.update({name: value for name in fields if (value := getattr(self, name))})
        for name in ("invited_persons", "required_participants"):
            if people := getattr(self, name):
                values[name] = list(people)
        return values


@dataclass(frozen=True, slots=True)
class Message:
    """A text from one person to another."""

    time: str
    sender: str
    to: str
    content: str
    seq: int


def fold(title: str) -> str:
    """An activity's name as a key: names that differ only by case are the same."""
    return title.casefold()


@dataclass(slots=True)
class Proposal:
    """A joint activity that somebody proposed and that is not yet resolved.

    Attributes:
        year, week, day: when it would take place.
        answers: the last answer of each invitee, True for yes.
        required: invitees without whom it cannot take place.
        made: the contact stage (time string) in which it was proposed.
        cancelled: whether the proposer has called it off.
    """

    activity_name: str
    proposer: str
    proposal: str
    invited: tuple[str, ...]
    required: tuple[str, ...]
    year: int
    week: int
    day: int
    location: str
    made: str
    answers: dict[str, bool] = field(default_factory=dict)
    cancelled: bool = False

    @property
    def key(self) -> str:
        """The activity's name without regard to case; unique among open proposals."""
        return fold(self.activity_name)

    @property
    def people(self) -> tuple[str, ...]:
        """The proposer and everybody invited."""
        return (self.proposer, *self.invited)


@dataclass(frozen=True, slots=True)
class Notice:
    """Something that reached a person since they last looked.

    `kind` is `message`, `invitation`, `answer`, `cancellation`, `refused` or `news`. `sender` is
    empty for notices of the society itself; `text` of any other is another person's words.
    """

    kind: str
    sender: str
    text: str
    activity_name: str = ""
    when: str = ""
    location: str = ""
