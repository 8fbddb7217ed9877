"""Agentopia: a society of language-model people as a reinforcement-learning environment."""

from __future__ import annotations

__version__ = "0.1.0"


def __getattr__(name: str) -> object:
    """Load the environments when they are first asked for: they import PettingZoo and Gymnasium."""
    if name in _ENVIRONMENTS:
        from agentopia_env import envs

        return getattr(envs, name)
    raise AttributeError(f"module 'agentopia_env' has no attribute {name!r}")


_ENVIRONMENTS = (
    "parallel_env",
    "env",
    "SocietyEnv",
    "LifeEnv",
    "DiscreteActions",
    "check",
    "check_granularities",
)
