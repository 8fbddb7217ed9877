"""The society as a PettingZoo `ParallelEnv`: one step is one weekly phase, or one question.

    env = agentopia_env.parallel_env(world="apartment", agents=24, years=2, fidelity="brief")
    observations, infos = env.reset(seed=7)
    while env.agents:
        actions = {name: policy(infos[name]["messages"]) for name in env.agents}
        observations, rewards, terminations, truncations, infos = env.step(actions)

In brief a week is four steps and a year's end one: 41 steps for a year of ten weeks. Lives do not
end: all agents are truncated together after the last year.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, ClassVar

import numpy as np
import orjson
from gymnasium import spaces
from numpy.typing import NDArray
from pettingzoo import AECEnv, ParallelEnv
from pettingzoo.utils.conversions import parallel_to_aec

from agentopia_env.chance import key
from agentopia_env.clock import Fidelity, Moment
from agentopia_env.config import RunConfig, make_config, merged
from agentopia_env.envs.observing import (
    VITALS,
    action_space,
    describe,
    observation_space,
    observe,
    vitals,
)
from agentopia_env.envs.rewards import (
    REFERENCE,
    REWARD_MODES,
    RewardMode,
    components,
    potential,
    year_rewards,
)
from agentopia_env.envs.spaces import Utf8Text
from agentopia_env.envs.stepper import Granularity, Stepper
from agentopia_env.errors import ConfigError, SnapshotError
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.base import Answerer
from agentopia_env.policies.cast import Cast
from agentopia_env.questions.base import Question
from agentopia_env.reward import Reference
from agentopia_env.simulation import cast_of, new_society, open_world
from agentopia_env.world.society import Society

Observation = dict[str, Any]
Observations = dict[str, Observation]


class SocietyEnv(ParallelEnv[str, Observation, str]):
    """A society whose people are the agents, called by their names.

    Args:
        world: name of a bundled world or path of a base world.
        agents: how many of its people live (None: all); the others are only known of.
        controlled: names of the people who are agents (None: everybody who lives).
        others: plays the people who are not controlled (None: heuristic).
        years, weeks: length of a life, and weeks per year.
        fidelity: `brief` (one question per person and phase) or `full`.
        granularity: `phase` or `question`; see `agentopia_env.envs.stepper`.
        reward: `life`, `absolute` or `shaped`; see `agentopia_env.envs.rewards`.
        reference: population that `absolute` weighs against (None: the default one).
        responder: answers what a phase still asks after its opening question (None: heuristic).
        environment: answers for the world (None: heuristic).
        render_prompts: whether observations hold prompts and infos messages; without them a step
            is several times faster.
        settings: further configuration, nested as in a config file.

    Raises:
        UserError: the world or a setting cannot be used.
    """

    metadata: ClassVar[dict[str, Any]] = {
        "name": "agentopia_society_v0",
        "render_modes": ["ansi", "human"],
        "is_parallelizable": True,
        "render_fps": 1,
    }

    def __init__(
        self,
        world: str = "hamlet",
        agents: int | None = None,
        controlled: Sequence[str] | None = None,
        others: Answerer | None = None,
        years: int = 1,
        weeks: int = 10,
        fidelity: Fidelity = "brief",
        granularity: Granularity = "phase",
        reward: RewardMode = "life",
        reference: Reference | None = None,
        responder: Answerer | None = None,
        environment: Answerer | None = None,
        render_prompts: bool = True,
        render_mode: str | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        _check(granularity, ("phase", "question"), "granularity")
        _check(reward, REWARD_MODES, "reward")
        _check(render_mode, (None, "ansi", "human"), "render_mode")
        given = {
            "world": world,
            "agents": agents,
            "fidelity": fidelity,
            "time": {"n_year": years, "n_week": weeks},
        }
        self.config: RunConfig = make_config(merged(settings or {}, given))
        self.granularity: Granularity = granularity
        self.reward_mode: RewardMode = reward
        self.reference = reference or REFERENCE
        self.render_mode = render_mode
        self._responder, self._others, self._environment = responder, others, environment
        self._render_prompts = render_prompts
        _, self._base = open_world(self.config)
        self.possible_agents = _chosen(controlled, sorted(self._base.profiles), world)
        self.agents: list[str] = []
        shared = observation_space(self.config.time)
        self._observation_spaces: dict[str, spaces.Dict] = dict.fromkeys(
            self.possible_agents, shared
        )
        self._action_spaces = {name: action_space() for name in self.possible_agents}
        rows = (len(self.possible_agents), len(VITALS))
        self.state_space = spaces.Box(0, np.inf, rows, np.float32)
        self._episode = 0
        self._seed = 0
        self._stepper: Stepper | None = None
        self._potential: dict[str, float] = {}
        self._given: dict[str, float] = {}
        self._year_ended = False

    def observation_space(self, agent: str) -> spaces.Dict:
        """Dict of prompt, phase, calendar, pending and vitals; the same object at every call."""
        return self._observation_spaces[agent]

    def action_space(self, agent: str) -> Utf8Text:
        """Any text; the same object at every call."""
        return self._action_spaces[agent]

    @property
    def society(self) -> Society:
        """The society as it is now; look, but do not change it.

        Raises:
            RuntimeError: before the first reset.
        """
        return self._running.society

    @property
    def questions(self) -> dict[str, Question[Any]]:
        """The open questions that the next step's actions answer, by agent."""
        return dict(self._running.pending)

    @property
    def _running(self) -> Stepper:
        if self._stepper is None:
            raise RuntimeError("call reset() before anything else")
        return self._stepper

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observations, dict[str, dict[str, Any]]]:
        """Begin a new life, or go on with a snapshot's.

        Args:
            seed: world chance; the same seed gives the same society. Without one, episodes follow
                each other in a fixed sequence.
            options: `snapshot` (bytes) and `branch` (str), see `restore`; other keys are ignored.
        """
        if seed is None:
            seed = key(self._seed, "episode", self._episode)
            self._episode += 1
        else:
            self._seed, self._episode = seed, 0
        options = options or {}
        if options.get("snapshot") is not None:
            return self.restore(options["snapshot"], str(options.get("branch", "")))
        config = make_config(merged(self.config.record(), {"seed": seed}))
        self._potential, self._given = {}, {}
        self._begin(new_society(config, self._base), config, "")
        return self._observe_all(), self._describe_all()

    def _begin(self, society: Society, config: RunConfig, branch: str) -> None:
        cast = cast_of(config, branch)
        cast = Cast(self._others or cast.default, self._environment or cast.environment)
        self.agents = list(self.possible_agents)
        self._year_ended = False
        self._stepper = Stepper(
            society,
            Answering(cast),
            self.possible_agents,
            self.granularity,
            self._responder or cast_of(config, branch).default,
            self._stage_end,
        )
        if not self._potential:
            self._potential = {name: potential(p) for name, p in society.people.items()}
            self._given = dict.fromkeys(society.people, 0.0)

    def _stage_end(self, moment: Moment) -> None:
        if moment.stage == "year_end":
            self._year_ended = True

    def step(
        self, actions: dict[str, str]
    ) -> tuple[
        Observations,
        dict[str, float],
        dict[str, bool],
        dict[str, bool],
        dict[str, dict[str, Any]],
    ]:
        """Answer for everybody and go on to the next phase or round of questions.

        A missing, unreadable or hostile action counts as the question's declared default; the
        reason is in `infos[name]["refused"]`.
        """
        stepper = self._running
        if not self.agents:
            return {}, {}, {}, {}, {}
        self._year_ended = False
        stepper.step(actions)
        rewards = self._rewards()
        observations, infos = self._observe_all(), self._describe_all()
        if self._year_ended:
            for name, info in infos.items():
                info["reward_components"] = components(stepper.society, name)
        done = stepper.done
        terminations = dict.fromkeys(self.agents, False)
        truncations = dict.fromkeys(self.agents, done)
        if done:
            self.agents = []
        if self.render_mode == "human":
            self.render()
        return observations, rewards, terminations, truncations, infos

    def _rewards(self) -> dict[str, float]:
        society = self.society
        ended = year_rewards(society, self.reward_mode, self.reference) if self._year_ended else {}
        if self.reward_mode != "shaped":
            return {name: ended.get(name, 0.0) for name in self.agents}
        return {name: self._share(name, ended.get(name)) for name in self.agents}

    def _share(self, name: str, year_reward: float | None) -> float:
        """This step's share: the potential's change, or what is left of the year's reward."""
        now = potential(self.society.people[name])
        change, self._potential[name] = now - self._potential[name], now
        if year_reward is None:
            self._given[name] += change
            return change
        rest, self._given[name] = year_reward - self._given[name], 0.0
        return rest

    def _observe_all(self) -> Observations:
        stepper = self._running
        return {
            name: observe(
                stepper.society, name, stepper.pending.get(name), self._render_prompts
            )
            for name in self.agents
        }

    def _describe_all(self) -> dict[str, dict[str, Any]]:
        stepper = self._running
        return {
            name: describe(
                stepper.society,
                stepper.pending.get(name),
                stepper.refused.get(name, ""),
                self._render_prompts,
            )
            for name in self.agents
        }

    def state(self) -> NDArray[np.float32]:
        """Everybody's vitals, one row per possible agent."""
        return np.stack([vitals(self.society, name) for name in self.possible_agents])

    @property
    def at_stage_end(self) -> bool:
        """Whether a snapshot can be taken now: always, by phases; between stages, by questions."""
        return self._running.at_stage_end

    def snapshot(self) -> bytes:
        """The society between two stages, to `restore` here or in another process.

        Raises:
            SnapshotError: a stage is under way (possible with `granularity="question"` only).
        """
        head = {
            "seed": self.society.seed,
            "potential": self._potential,
            "given": self._given,
        }
        return b'{"env":' + orjson.dumps(head) + b',"society":' + self._running.snapshot() + b"}"

    def restore(
        self, snapshot: bytes, branch: str = ""
    ) -> tuple[Observations, dict[str, dict[str, Any]]]:
        """Go on from a snapshot, as `reset` does from a seed.

        World chance is common to all branches of a snapshot; the sampling of the responder and of
        the other policies differs between branches.

        Raises:
            SnapshotError: the bytes are no snapshot, or of another society.
        """
        try:
            content = orjson.loads(snapshot)
            head = content["env"]
            society = Society.restore(orjson.dumps(content["society"]))
        except (orjson.JSONDecodeError, KeyError, TypeError) as error:
            raise SnapshotError(f"this is no snapshot of an environment: {error}") from error
        if sorted(society.people) != sorted(self._base.profiles):
            raise SnapshotError("the snapshot is of other people than this environment's")
        if society.fidelity != self.config.fidelity or society.rules != self.config.rules:
            raise SnapshotError("the snapshot was taken under another fidelity or other rules")
        config = make_config(merged(self.config.record(), {"seed": head["seed"]}))
        self._potential, self._given = dict(head["potential"]), dict(head["given"])
        self._begin(society, config, branch)
        return self._observe_all(), self._describe_all()

    def render(self) -> str | None:
        """The moment in a few lines (`ansi`), printed for `human`."""
        society = self.society
        lines = [f"{society.world.name}, {society.now}, {len(society.people)} people"]
        for name, person in society.people.items():
            state = person.state
            last = person.week_log[-1].outcome if person.week_log else ""
            lines.append(
                f"  {name:24} vitality {state.vitality:3g}  mood {state.fulfilment['mood']:3g}  "
                f"money {state.deposit:6g}  {last[:60]}"
            )
        text = "\n".join(lines)
        if self.render_mode == "human":
            print(text)
            return None
        return text

    def close(self) -> None:
        """Let go of the society."""
        self._stepper = None
        self.agents = []


def _chosen(controlled: Sequence[str] | None, people: list[str], world: str) -> list[str]:
    """The agents, by name; everybody where none are named."""
    unknown = [name for name in controlled or () if name not in people]
    if unknown or (controlled is not None and not controlled):
        raise ConfigError(
            f"controlled is {controlled!r}; name some of the people of {world}: {', '.join(people)}"
        )
    return people if controlled is None else sorted(set(controlled))


def _check(value: object, allowed: tuple[object, ...], what: str) -> None:
    if value not in allowed:
        raise ConfigError(f"{what} is {value!r}; allowed: {', '.join(map(repr, allowed))}")


def parallel_env(max_cycles: int | None = None, **kwargs: Any) -> SocietyEnv:
    """A society as a PettingZoo parallel environment; see `SocietyEnv` for the arguments.

    `max_cycles` is accepted for PettingZoo's sake and ignored: years and weeks are the horizon.
    """
    del max_cycles
    return SocietyEnv(**kwargs)


def env(max_cycles: int | None = None, **kwargs: Any) -> AECEnv[str, Any, Any]:
    """The same society as a PettingZoo AEC environment."""
    return parallel_to_aec(parallel_env(max_cycles, **kwargs))


raw_env = env
