"""The names of all questions there are."""

from __future__ import annotations

from agentopia_env.questions import environment, person
from agentopia_env.questions.base import Question

PEOPLE, ENVIRONMENT = (
    tuple(
        value.kind
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Question) and hasattr(value, "kind")
    )
    for module in (person, environment)
)
"""Kinds of question that are put to a person, and to the environment model."""
KINDS = (*PEOPLE, *ENVIRONMENT)
