"""What a life is worth: numbers in, numbers out.

`standing` (social), `wellbeing` (subjective) and money add up in `life`; `returns` turns yearly
rewards into advantages and picks who is learned from.
"""

from agentopia_env.reward.life import (
    Components,
    Economy,
    LifeReward,
    Reference,
    absolute_components,
    absolute_rewards,
    life_rewards,
    z_scores,
)
from agentopia_env.reward.returns import advantages, normalised_returns, select, split_reward
from agentopia_env.reward.settings import RewardSettings, Ties
from agentopia_env.reward.standing import (
    Ratings,
    Scores,
    Social,
    SocialMetrics,
    absolute_social,
    mutual_friends,
    pagerank,
    rank_weights,
    rating_graph,
    relative_social,
    relative_standing,
    reward_mutual,
    social_metrics,
)
from agentopia_env.reward.wellbeing import (
    DIMENSIONS,
    FULFILMENTS,
    Dimension,
    Snapshot,
    Wellbeing,
    subjective_wellbeing,
    thresholds,
)

__all__ = [
    "DIMENSIONS",
    "FULFILMENTS",
    "Components",
    "Dimension",
    "Economy",
    "LifeReward",
    "Ratings",
    "Reference",
    "RewardSettings",
    "Scores",
    "Snapshot",
    "Social",
    "SocialMetrics",
    "Ties",
    "Wellbeing",
    "absolute_components",
    "absolute_rewards",
    "absolute_social",
    "advantages",
    "life_rewards",
    "mutual_friends",
    "normalised_returns",
    "pagerank",
    "rank_weights",
    "rating_graph",
    "relative_social",
    "relative_standing",
    "reward_mutual",
    "select",
    "social_metrics",
    "split_reward",
    "subjective_wellbeing",
    "thresholds",
    "z_scores",
]
