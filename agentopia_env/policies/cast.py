"""Who plays whom: one answerer per person, and one for the world."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

from agentopia_env.policies.base import Answerer
from agentopia_env.questions.base import ENVIRONMENT


@dataclass(frozen=True, slots=True)
class Cast:
    """The answerers of a society.

    Attributes:
        default: plays everybody who is not named in `people`.
        environment: answers for the world.
    """

    default: Answerer
    environment: Answerer
    people: Mapping[str, Answerer] = field(default_factory=dict)

    def of(self, who: str) -> Answerer:
        """Who answers a question put to `who`."""
        return self.environment if who == ENVIRONMENT else self.people.get(who, self.default)

    @property
    def instant(self) -> bool:
        """Whether everybody answers at once."""
        everybody = (self.default, self.environment, *self.people.values())
        return all(answerer.instant for answerer in everybody)
