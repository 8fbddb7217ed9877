"""Which phrasebook a language has."""

from __future__ import annotations

from agentopia_env.policies.heuristic.phrases import Phrases
from agentopia_env.policies.heuristic.phrases_en import ENGLISH
from agentopia_env.policies.heuristic.phrases_zh import CHINESE

_BOOKS = {"en": ENGLISH, "zh": CHINESE}


def phrasebook(language: str) -> Phrases:
    """The phrasebook of a language; English where there is none."""
    return _BOOKS.get(language, ENGLISH)
