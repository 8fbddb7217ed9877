"""One person's life among others, as a Gymnasium environment."""

from __future__ import annotations

from typing import Any

import gymnasium

from agentopia_env.envs.observing import action_space, observation_space
from agentopia_env.envs.parallel import SocietyEnv
from agentopia_env.errors import ConfigError
from agentopia_env.policies.base import Answerer
from agentopia_env.world.society import Society


class LifeEnv(gymnasium.Env[dict[str, Any], str]):
    """The life of one person; everybody else is played by a policy.

    Args:
        person: who is played from outside (None: the first by name).
        others: policy of everybody else (None: heuristic).
        kwargs: as for `SocietyEnv`.

    Raises:
        UserError: the world, the person or a setting cannot be used.
    """

    metadata: dict[str, Any] = {"render_modes": ["ansi"], "render_fps": 1}  # noqa: RUF012

    def __init__(
        self,
        person: str | None = None,
        others: Answerer | None = None,
        render_mode: str | None = None,
        **kwargs: Any,
    ) -> None:
        if render_mode not in (None, "ansi"):
            raise ConfigError(f"render_mode is {render_mode!r}; allowed: None, 'ansi'")
        names = None if person is None else [person]
        self._around = SocietyEnv(controlled=names, others=others, **kwargs)
        if names is None:
            first = self._around.possible_agents[0]
            self._around = SocietyEnv(controlled=[first], others=others, **kwargs)
        self.person = self._around.possible_agents[0]
        self.render_mode = render_mode
        self.observation_space = observation_space(self._around.config.time)
        self.action_space = action_space()

    @property
    def society(self) -> Society:
        """The society as it is now; look, but do not change it."""
        return self._around.society

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, Any]]:
        """Begin a new life; the same seed gives the same society."""
        super().reset(seed=seed)
        observations, infos = self._around.reset(seed, options)
        return observations[self.person], infos[self.person]

    def step(self, action: str) -> tuple[dict[str, Any], float, bool, bool, dict[str, Any]]:
        """Answer, and live on to the person's next phase or question."""
        observations, rewards, _, truncations, infos = self._around.step({self.person: action})
        name = self.person
        return observations[name], rewards[name], False, truncations[name], infos[name]

    def snapshot(self) -> bytes:
        """See `SocietyEnv.snapshot`."""
        return self._around.snapshot()

    def restore(self, snapshot: bytes, branch: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
        """See `SocietyEnv.restore`."""
        observations, infos = self._around.restore(snapshot, branch)
        return observations[self.person], infos[self.person]

    def render(self) -> str | None:
        """The moment in a few lines."""
        return self._around.render()

    def close(self) -> None:
        """Let go of the society."""
        self._around.close()
