"""Life rewards of a run the way it computed them, ours or the reference implementation.

A reference run differs from ours in two ways, which are followed so that its numbers can be
checked: people who are rated but not simulated stay in its graphs (as nodes that rate nobody,
their rank taken from others), and its PageRank stops earlier.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from typing import Literal, TypeAlias

import networkx as nx

from agentopia_env.analysis.evidence import Evidence
from agentopia_env.analysis.runconfig import RecordedConfig
from agentopia_env.reward import (
    Components,
    LifeReward,
    Reference,
    RewardSettings,
    Scores,
    Social,
    life_rewards,
    pagerank,
    rating_graph,
    reward_mutual,
)

NonAgents: TypeAlias = Literal["drop", "keep"]
"""Rated people who are not simulated: `drop` them before ranking (as our runs do), or `keep` them
as nodes of the rating graphs (as the reference implementation does)."""
Rewards: TypeAlias = dict[str, LifeReward]

_STOP = 1e-6  # the change of all scores together at which the reference stops iterating


def yearly_rewards(one: Evidence, config: RecordedConfig, way: NonAgents) -> Rewards:
    """The life rewards that a year's evidence gives, the way the run that recorded it did."""
    settings = config.reward
    rewards = life_rewards(
        one.ratings, one.snapshots, one.deposits_start, one.deposits_end, settings
    )
    if not rewards or (config.layout == "own" and way == "drop"):
        return rewards
    affection = _standing(one.ratings.affection, rewards.keys(), config, way)
    respect = _standing(one.ratings.respect, rewards.keys(), config, way)
    share = settings.affection_share
    social = {
        name: Social(a := affection[name], r := respect[name], share * a + (1 - share) * r)
        for name in rewards
    }
    return _weigh({name: replace(rewards[name], social=social[name]) for name in rewards}, settings)


def _standing(
    scores: Scores, agents: Collection[str], config: RecordedConfig, way: NonAgents
) -> dict[str, float]:
    """Standing on one dimension with others as nodes, or with the reference's PageRank."""
    others = {name for given in scores.values() for name in given} if way == "keep" else set()
    graph = rating_graph(scores, {*agents, *others}, config.reward.ties)
    damping = config.reward.damping
    reached = _stopped(graph, damping, config) if config.layout == "reference" else None
    shares = pagerank(graph, damping) if reached is None else reached
    bonused = reward_mutual(graph, shares, config.reward.mutual_bonus)
    return {name: bonused.get(name, 0.0) for name in agents}


def _stopped(
    graph: nx.DiGraph[str], damping: float, config: RecordedConfig
) -> dict[str, float] | None:
    """PageRank as far as the reference iterates; None where it would not get there."""
    tolerance = _STOP / max(1, len(graph))  # networkx multiplies by the nodes
    try:
        scores = nx.pagerank(graph, alpha=damping, tol=tolerance, max_iter=config.pagerank_max_iter)
    except nx.PowerIterationFailedConvergence:
        return None
    return dict(scores)


def _weigh(rewards: Rewards, settings: RewardSettings) -> Rewards:
    """The totals that follow from changed components."""
    raw = {
        name: Components(one.social.score, one.subjective.score, one.economy.score)
        for name, one in rewards.items()
    }
    society = Reference.of(raw.values())
    weighed: Rewards = {}
    for name, one in rewards.items():
        z = society.z(raw[name])
        total = (
            settings.social_weight * z.social
            + settings.subjective_weight * z.subjective
            + settings.economy_weight * z.economy
        )
        weighed[name] = replace(one, z=z, total_score=total)
    return weighed
