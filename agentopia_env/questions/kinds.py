"""The names of all questions there are."""

from __future__ import annotations

from agentopia_env.questions import design, environment, person
from agentopia_env.questions.base import Question

PEOPLE, ENVIRONMENT = (
    tuple(
        value.kind
        for module in modules
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Question) and hasattr(value, "kind")
    )
    for modules in ((person,), (environment, design))
)
"""Kinds of question that are put to a person, and to the environment model."""
KINDS = (*PEOPLE, *ENVIRONMENT)
