"""One person's life among others, as a Gymnasium environment."""

from __future__ import annotations

from typing import Any

import gymnasium

from agentopia_env.envs.observing import action_space, observation_space
from agentopia_env.envs.parallel import Observation, Policy, SocietyEnv
from agentopia_env.errors import ConfigError, SnapshotError
from agentopia_env.world.society import Society


class LifeEnv(gymnasium.Env[Observation, str]):
    """The life of one person; everybody else is played by a policy.

    Observation, action, reward and info are those of one agent of `SocietyEnv`. A life is never
    terminated, it is truncated after its last year.

    Args:
        person: who is played from outside (None: the first by name).
        others: policy of everybody else (None: heuristic).
        kwargs: as for `SocietyEnv`, but for `controlled`.

    Raises:
        UserError: the world, the person or a setting cannot be used.
    """

    metadata: dict[str, Any] = {"render_modes": ["ansi"], "render_fps": 1}  # noqa: RUF012 - gymnasium declares it so

    def __init__(
        self,
        person: str | None = None,
        others: Policy | None = None,
        render_mode: str | None = None,
        **kwargs: Any,
    ) -> None:
        if render_mode not in (None, "ansi"):
            raise ConfigError(f"render_mode is {render_mode!r}; allowed: None, 'ansi'")
        if person is None:
            person = SocietyEnv(**kwargs).possible_agents[0]
        self._around = SocietyEnv(controlled=[person], others=others, **kwargs)
        self.person = person
        self.render_mode = render_mode
        self.observation_space = observation_space(self._around.config.time)
        self.action_space = action_space()

    @property
    def society(self) -> Society:
        """The society as it is now; look, but do not change it."""
        return self._around.society

    def reset(
        self, *, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observation, dict[str, Any]]:
        """Begin a new life, see `SocietyEnv.reset`; the same seed gives the same society."""
        super().reset(seed=seed)
        return self._mine(*self._around.reset(seed, options))

    def step(self, action: str) -> tuple[Observation, float, bool, bool, dict[str, Any]]:
        """Answer, and live on to the person's next phase or question.

        Raises:
            RuntimeError: the life has ended, or has not begun.
        """
        observations, rewards, _, truncations, infos = self._around.step({self.person: action})
        name = self.person
        if name not in rewards:
            raise RuntimeError("this life has ended; call reset()")
        return observations[name], rewards[name], False, truncations[name], infos[name]

    @property
    def at_stage_end(self) -> bool:
        """See `SocietyEnv.at_stage_end`."""
        return self._around.at_stage_end

    def snapshot(self) -> bytes:
        """See `SocietyEnv.snapshot`."""
        return self._around.snapshot()

    def restore(self, snapshot: bytes, branch: str = "") -> tuple[Observation, dict[str, Any]]:
        """See `SocietyEnv.restore`.

        Raises:
            SnapshotError: as there; or the life in the snapshot has ended.
        """
        return self._mine(*self._around.restore(snapshot, branch))

    def _mine(
        self, observations: dict[str, Observation], infos: dict[str, dict[str, Any]]
    ) -> tuple[Observation, dict[str, Any]]:
        if self.person not in observations:
            raise SnapshotError("the life in this snapshot has ended; restore an earlier one")
        return observations[self.person], infos[self.person]

    def render(self) -> str | None:
        """The moment in a few lines, in mode `ansi`."""
        return self._around.render() if self.render_mode == "ansi" else None

    def close(self) -> None:
        """Let go of the society."""
        self._around.close()
