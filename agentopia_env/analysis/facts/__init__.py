"""Stylised facts: checks of realism that need no judge, and monitors for what goes wrong.

Each has its value, what chance would give, the band that the literature (or, for monitors, good
sense) allows, where that comes from, and whether the run lies within it. The value is None, and
nothing passes or fails, where a run does not hold enough to tell.
"""

from __future__ import annotations

from agentopia_env.analysis.facts.fact import Fact
from agentopia_env.analysis.facts.market import market_facts
from agentopia_env.analysis.facts.minds import mind_facts
from agentopia_env.analysis.facts.monitors import monitors
from agentopia_env.analysis.facts.network import network_facts
from agentopia_env.analysis.facts.ties import tie_facts
from agentopia_env.analysis.facts.words import word_facts
from agentopia_env.analysis.lives import Lives
from agentopia_env.analysis.metrics import Metrics

__all__ = ["Fact", "stylised_facts"]


def stylised_facts(lives: Lives, metrics: Metrics) -> list[Fact]:
    """Every check of a run, in the order of its table."""
    return [
        *network_facts(lives),
        *tie_facts(lives),
        *market_facts(lives, metrics),
        *mind_facts(lives, metrics),
        *word_facts(lives),
        *monitors(lives, metrics),
    ]
