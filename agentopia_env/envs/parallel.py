"""The society as a PettingZoo `ParallelEnv`: one step is one weekly phase, or one question.

    env = agentopia_env.parallel_env(world="tamarack", agents=24, years=2, fidelity="brief")
    observations, infos = env.reset(seed=7)
    while env.agents:
        actions = {name: policy(infos[name]["messages"]) for name in env.agents}
        observations, rewards, terminations, truncations, infos = env.step(actions)

By phases a week is four steps and a year's end one: 41 steps for a year of ten weeks. Lives do not
end: all agents are truncated together after the last year.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar

import numpy as np
from gymnasium import spaces
from numpy.typing import NDArray
from pettingzoo import AECEnv, ParallelEnv
from pettingzoo.utils.conversions import parallel_to_aec

from agentopia_env.chance import key
from agentopia_env.clock import Fidelity, Moment
from agentopia_env.config import RunConfig, make_config, merged
from agentopia_env.envs import observing
from agentopia_env.envs.forks import Head, pack, unpack
from agentopia_env.envs.rewards import REFERENCE, REWARD_MODES, RewardMode, Rewards, Shares
from agentopia_env.envs.spaces import Utf8Text
from agentopia_env.envs.stepper import GRANULARITIES, Granularity, Stepper
from agentopia_env.envs.waiting import Waiting
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
Infos = dict[str, dict[str, Any]]
Policy = Answerer | Callable[[int], Answerer]
"""An answerer, or how one is made for an episode from the seed of its sampling."""
DEFAULTS: dict[str, Any] = {"fidelity": "brief", "time": {"n_year": 1, "n_week": 10}}
"""Where the environments' defaults differ from a run's; nested as in a config file."""


class SocietyEnv(ParallelEnv[str, Observation, str]):
    """A society whose people are the agents, called by their names.

    Observations, actions and infos are described in `agentopia_env.envs.observing`; the infos of
    the step that ends a year also hold `reward_components`, see `rewards.year_parts`.

    Args:
        world: name of a bundled world or path of a base world (None: as in settings, or hamlet).
        agents: how many of its people live (None: all); the others are only known of.
        controlled: names of the people who are agents (None: everybody who lives).
        others: plays the people who are not controlled (None: heuristic). This, `responder` and
            `environment` may also be functions that make an answerer from a seed: every episode
            and branch has its own, so that forks differ in what policies sample.
        years, weeks: years of a life and weeks of a year (None: as in settings, or 1 and 10).
        fidelity: `brief`, one question per person and phase, or `full`, contact rounds and scenes
            turn by turn (None: as in settings, or brief).
        granularity: `phase` or `question`; see `agentopia_env.envs.stepper`.
        reward: `life`, `absolute` or `shaped`; see `agentopia_env.envs.rewards`.
        reference: population that `absolute` weighs against (None: `rewards.REFERENCE`).
        responder: answers what a phase still asks the controlled people after its opening
            question (None: heuristic).
        environment: answers for the world (None: heuristic); its seed is that of world chance,
            the same in all branches.
        render_prompts: whether observations hold prompts and infos messages; without them a step
            is several times faster.
        render_mode: `ansi` returns text from `render`, `human` prints after every step.
        max_cycles: truncate everybody after this many steps; a year cut short has no life reward.
        settings: further configuration, nested as in a config file (see `config.read_config`).

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
        world: str | None = None,
        agents: int | None = None,
        controlled: Sequence[str] | None = None,
        others: Policy | None = None,
        years: int | None = None,
        weeks: int | None = None,
        fidelity: Fidelity | None = None,
        granularity: Granularity = "phase",
        reward: RewardMode = "life",
        reference: Reference | None = None,
        responder: Policy | None = None,
        environment: Policy | None = None,
        render_prompts: bool = True,
        render_mode: str | None = None,
        max_cycles: int | None = None,
        settings: Mapping[str, Any] | None = None,
    ) -> None:
        _check(granularity, GRANULARITIES, "granularity")
        _check(reward, REWARD_MODES, "reward")
        _check(render_mode, (None, "ansi", "human"), "render_mode")
        if max_cycles is not None and max_cycles < 1:
            raise ConfigError(f"max_cycles is {max_cycles}; live at least one step, or give None")
        time = _given(n_year=years, n_week=weeks)
        given = _given(world=world, agents=agents, fidelity=fidelity) | {"time": time}
        self.config: RunConfig = make_config(merged(merged(DEFAULTS, settings or {}), given))
        self.granularity: Granularity = granularity
        self.reward_mode: RewardMode = reward
        self.reference = reference or REFERENCE
        self.render_mode = render_mode
        self._others, self._responder, self._environment = others, responder, environment
        self._render_prompts = render_prompts
        self._most_steps = max_cycles
        _, self._base = open_world(self.config)
        self.possible_agents = _chosen(controlled, sorted(self._base.profiles), self.config.world)
        self.agents: list[str] = []
        space = observing.observation_space(self.config.time)
        self._observation_spaces = dict.fromkeys(self.possible_agents, space)
        self._action_spaces = {name: observing.action_space() for name in self.possible_agents}
        self.state_space = observing.state_space(len(self.possible_agents))
        self._waiting = Waiting()
        self._seed, self._episode = self.config.seed, 0
        self._played, self._head = self._seed, Head("", 0, Shares())
        self._stepper: Stepper | None = None

    def observation_space(self, agent: str) -> spaces.Dict:
        """Dict of prompt, phase, calendar, pending and vitals; the same object for everybody."""
        return self._observation_spaces[agent]

    def action_space(self, agent: str) -> Utf8Text:
        """Any text; the same object at every call, one for each agent."""
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
    def sampling_seed(self) -> int:
        """Seed for what policies sample in this episode: each branch of a society has its own."""
        branch = self._head.branch
        return key(self._played, "policy", branch) if branch else self._played

    @property
    def responder(self) -> Answerer:
        """Who answers for the controlled people what no action answers, in this episode."""
        return self._running.cast.of(self.possible_agents[0])

    @property
    def _running(self) -> Stepper:
        if self._stepper is None:
            raise RuntimeError("call reset() before anything else")
        return self._stepper

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[Observations, Infos]:
        """Begin a new life, or go on with a snapshot's.

        Args:
            seed: all chance, 0 to 2^63 - 1; the same seed gives the same society. Without one,
                episodes follow each other in a fixed sequence that depends on the last seed given.
            options: `snapshot` (bytes) and `branch` (str), as for `restore`, in place of a seed;
                other keys are ignored.
        """
        options = options or {}
        if options.get("snapshot") is not None:
            return self.restore(options["snapshot"], str(options.get("branch") or ""))
        if seed is None:
            seed = key(self._seed, "episode", self._episode)
            self._episode += 1
        else:
            self._seed, self._episode = int(seed), 0
        society = new_society(replace(self.config, seed=int(seed)), self._base)
        head = Head("", 0, Shares())
        begun = self._begin(society, head)
        head.shares.begin(society)
        return begun

    def _begin(self, society: Society, head: Head) -> tuple[Observations, Infos]:
        self._head = head
        self._played = society.seed
        self._rewards = Rewards(self.reward_mode, self.reference, head.shares)
        self._stepper = Stepper(
            society,
            Answering(self._cast(), repairs=self.config.repairs),
            self.possible_agents,
            self.granularity,
            lambda moment: self._stage_end(society, moment),
            self._waiting,
        )
        self.agents = [] if self._stepper.done else list(self.possible_agents)
        return self._look()

    def _cast(self) -> Cast:
        """Who answers in this episode; only the world is played alike in all branches."""
        seed, sampling = self._played, self.sampling_seed
        usual = cast_of(replace(self.config, seed=seed), self._head.branch)
        others = _made(self._others, sampling) or usual.default
        responder = _made(self._responder, sampling) or usual.default
        environment = _made(self._environment, seed) or usual.environment
        return Cast(others, environment, dict.fromkeys(self.possible_agents, responder))

    def _stage_end(self, society: Society, moment: Moment) -> None:
        if moment.stage == "year_end":
            self._rewards.end_year(society)

    def step(
        self, actions: dict[str, str]
    ) -> tuple[Observations, dict[str, float], dict[str, bool], dict[str, bool], Infos]:
        """Answer for everybody and go on to the next phase or round of questions.

        A missing, unreadable or hostile action counts as the question's declared default, and the
        reason is in `infos[name]["refused"]`; names of nobody are ignored. All five dictionaries
        have the agents that lived before the step as their keys; they are empty after the end.
        """
        stepper = self._running
        if not self.agents:
            return {}, {}, {}, {}, {}
        stepper.step(actions)
        self._head = replace(self._head, steps=self._head.steps + 1)
        rewards, ended = self._rewards.of_step(stepper.society, self.agents)
        observations, infos = self._look()
        for name in self.agents if ended else ():
            infos[name]["reward_components"] = ended[name]
        done = stepper.done or self._head.steps == self._most_steps
        terminations = dict.fromkeys(self.agents, False)
        truncations = dict.fromkeys(self.agents, done)
        if done:
            self.agents = []
        if self.render_mode == "human":
            self.render()
        return observations, rewards, terminations, truncations, infos

    def _look(self) -> tuple[Observations, Infos]:
        """Everybody's observation and info."""
        stepper = self._running
        society, moment = stepper.society, stepper.moment
        observations: Observations = {}
        infos: Infos = {}
        for name in self.agents:
            question = stepper.pending.get(name)
            messages = observing.messages_of(question, self._render_prompts)
            observations[name] = observing.observe(society, name, moment, question, messages)
            refused = stepper.refused.get(name, "")
            infos[name] = observing.describe(moment, question, messages, refused)
        return observations, infos

    def state(self) -> NDArray[np.float32]:
        """float32 (possible agents, 10): everybody's vitals, one row per possible agent."""
        return np.stack([observing.vitals(self.society, name) for name in self.possible_agents])

    @property
    def at_stage_end(self) -> bool:
        """Whether a snapshot can be taken now: always, by phases; between stages, by questions."""
        return self._running.at_stage_end

    def snapshot(self) -> bytes:
        """The society between two stages, to `restore` here or in another process.

        Raises:
            SnapshotError: a stage is under way (possible with `granularity="question"` only).
        """
        return pack(self._head, self._running.snapshot())

    def restore(self, snapshot: bytes, branch: str = "") -> tuple[Observations, Infos]:
        """Go on from a snapshot, as `reset` does from a seed.

        Without a branch the life goes on exactly as the one that the snapshot was taken of. With
        one, world chance is the same and the policies' sampling is the branch's own: that of the
        heuristic ones and of those that were given as a function of the seed.

        Raises:
            SnapshotError: the bytes are no snapshot, or of another society than this environment's.
        """
        head, society = unpack(snapshot)
        ours, theirs = self.config, society
        if sorted(theirs.people) != sorted(self._base.profiles):
            raise SnapshotError("the snapshot is of other people than this environment's")
        if (theirs.fidelity, theirs.rules) != (ours.fidelity, ours.rules):
            raise SnapshotError("the snapshot was taken under another fidelity or other rules")
        if theirs.world.reward != ours.reward:
            raise SnapshotError("the snapshot was taken with other reward settings")
        return self._begin(society, head.forked(branch))

    def render(self) -> str | None:
        """The moment in a few lines: returned, or printed in mode `human`."""
        text = observing.as_text(self.society, self._running.moment)
        if self.render_mode == "human":
            print(text)
            return None
        return text

    def close(self) -> None:
        """Let go of the society and of whatever waits for models; `reset` makes it live again."""
        self._waiting.close()
        self._stepper = None
        self.agents = []


def _made(policy: Policy | None, seed: int) -> Answerer | None:
    return policy(seed) if callable(policy) else policy


def _given(**values: Any) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value is not None}


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


def parallel_env(**kwargs: Any) -> SocietyEnv:
    """A society as a PettingZoo parallel environment; see `SocietyEnv` for the arguments."""
    return SocietyEnv(**kwargs)


def env(**kwargs: Any) -> AECEnv[str, Any, Any]:
    """The same society as a PettingZoo AEC environment."""
    return parallel_to_aec(parallel_env(**kwargs))


raw_env = env
