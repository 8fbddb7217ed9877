"""The reinforcement-learning environments: PettingZoo for a society, Gymnasium for one life.

Importing this registers `agentopia/Society-v0` with PettingZoo (parallel and AEC) and
`agentopia/Life-v0` with Gymnasium.
"""

import gymnasium
import pettingzoo

from agentopia_env.envs.check import check, check_granularities
from agentopia_env.envs.discrete import DiscreteActions
from agentopia_env.envs.parallel import SocietyEnv, env, parallel_env, raw_env
from agentopia_env.envs.single import LifeEnv
from agentopia_env.envs.spaces import Utf8Text

SOCIETY_ID = "agentopia/Society-v0"
LIFE_ID = "agentopia/Life-v0"

pettingzoo.register("parallel", SOCIETY_ID, entry_point="agentopia_env.envs:parallel_env")
pettingzoo.register("aec", SOCIETY_ID, entry_point="agentopia_env.envs:env")
gymnasium.register(LIFE_ID, entry_point="agentopia_env.envs:LifeEnv")

__all__ = [
    "LIFE_ID",
    "SOCIETY_ID",
    "DiscreteActions",
    "LifeEnv",
    "SocietyEnv",
    "Utf8Text",
    "check",
    "check_granularities",
    "env",
    "parallel_env",
    "raw_env",
]
