"""The brief phases as a `MultiDiscrete` action, for reinforcement learning without language.

An action is int64 (n_day + 7,), 12 numbers in a week of five days, in this order. Each is a choice
in the phases named behind it and ignored in the others:

    living      living standard, cheapest first; the dearest that can be paid is the most
                                                                (plan)
    day 1..n    work, study, rest, leisure, shop                (plan, activity)
    effort      light, normal, hard                             (activity)
    whom        nobody, or the k-th closest acquaintance        (contact)
    how         write a message, propose a joint activity       (contact)
    accept      invitations: answer none, accept those of the three closest and decline the
                others, accept all                              (contact)
    tone        reserved, friendly, warm                        (contact, activity)
    career      stay, or apply for the best-paid free position one is fit for, if it pays better
                than one's own                                  (year)

What numbers cannot say (the diary, whom one likes) is answered by the heuristic policy. Make the
environment with `render_prompts=False`: nobody reads them.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
from gymnasium import spaces
from numpy.typing import NDArray
from pettingzoo.utils.wrappers import BaseParallelWrapper

from agentopia_env.envs.observing import observation_space
from agentopia_env.envs.parallel import SocietyEnv
from agentopia_env.errors import ConfigError
from agentopia_env.life.year import closest
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.questions.base import Question
from agentopia_env.questions.person import Contact, Days, Plan, YearEnd
from agentopia_env.questions.replies import SOLO_KINDS
from agentopia_env.world.positions import STAY_CURRENT, Position

MAX_CONTACTS = 20
"""Most acquaintances that can be told apart."""
TONES = ("", "It is good to see you.", "I am really glad we have each other, thank you!")
EFFORTS = ("light", "normal", "hard")
DOES = {
    "work": "a day of paid work",
    "study": "studying and practising",
    "rest": "resting at home",
    "leisure": "an easy day doing what I like",
    "shop": "going to buy something nice",
}


class DiscreteActions(BaseParallelWrapper[str, dict[str, Any], NDArray[np.int64]]):
    """A brief society whose actions are numbers and whose observations hold no text.

    Args:
        env: a `SocietyEnv` with fidelity `brief` and granularity `phase`.
        contacts: how many of one's closest acquaintances can be chosen.

    Raises:
        ConfigError: the environment is no brief one by phases.
    """

    def __init__(self, env: SocietyEnv, contacts: int = 8) -> None:
        if env.config.fidelity != "brief" or env.granularity != "phase":
            raise ConfigError('DiscreteActions needs fidelity="brief" and granularity="phase"')
        if not 1 <= contacts <= MAX_CONTACTS:
            raise ConfigError(f"contacts is {contacts}; allowed are 1 to {MAX_CONTACTS}")
        super().__init__(env)
        self._society_env = env
        self._n_day = env.config.time.n_day
        self._contacts = contacts
        full = observation_space(env.config.time)
        self._observation = spaces.Dict(
            {name: space for name, space in full.spaces.items() if name != "prompt"}
        )
        living = len(env.config.economy.living_standards)
        kinds = [len(SOLO_KINDS)] * self._n_day
        sizes = [living, *kinds, len(EFFORTS), contacts + 1, 2, 3, len(TONES), 2]
        self._actions = {name: spaces.MultiDiscrete(sizes) for name in env.possible_agents}

    def observation_space(self, agent: str) -> spaces.Dict:
        """As the wrapped environment's, without the prompt."""
        del agent
        return self._observation

    def action_space(self, agent: str) -> spaces.MultiDiscrete:
        """See the module's docstring for the meaning of the numbers."""
        return self._actions[agent]

    def reset(
        self, seed: int | None = None, options: dict[str, Any] | None = None
    ) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
        """As the wrapped environment's."""
        observations, infos = self._society_env.reset(seed, options)
        self._speaker = HeuristicPolicy(self._society_env.sampling_seed)
        return _numbers(observations), infos

    def restore(
        self, snapshot: bytes, branch: str = ""
    ) -> tuple[dict[str, Any], dict[str, dict[str, Any]]]:
        """As the wrapped environment's."""
        observations, infos = self._society_env.restore(snapshot, branch)
        self._speaker = HeuristicPolicy(self._society_env.sampling_seed)
        return _numbers(observations), infos

    def step(self, actions: dict[str, NDArray[np.int64]]) -> Any:
        """Say in words what the numbers choose, and step; a missing action counts as the default.

        Raises:
            ValueError: an action is not in its space.
        """
        texts = {
            name: self._text(question, actions[name])
            for name, question in self._society_env.questions.items()
            if name in actions
        }
        observations, *rest = self._society_env.step(texts)
        return (_numbers(observations), *rest)

    def _text(self, question: Question[Any], action: NDArray[np.int64]) -> str:
        """The answer that an action stands for."""
        if action not in self._actions[question.who]:
            raise ValueError(
                f"the action of {question.who} is {action!r}; it must lie in "
                f"{self._actions[question.who]}"
            )
        numbers = [int(number) for number in action]
        living, rest = numbers[0], numbers[1:]
        days, choices = rest[: self._n_day], rest[self._n_day :]
        match question:
            case Plan():
                return _plan(question, living, days)
            case Contact():
                return self._contact(question, choices)
            case Days():
                return _days(question, days, choices)
            case YearEnd():
                return self._year(question, choices[5])
        return self._speaker.answer(question)

    def _contact(self, question: Contact, choices: list[int]) -> str:
        _, whom, how, accept, tone, _ = choices
        friends = [
            name
            for name in closest(self._society_env.society, question.who)[: self._contacts]
            if name in question.people
        ]
        actions = [
            _action(
                "respond_invitation",
                activity_name=invitation.activity_name,
                to=invitation.proposer,
                decision="yes" if accept == 2 or invitation.proposer in friends[:3] else "no",
                message=TONES[tone] or "Noted.",
            )
            for invitation in question.invitations
            if accept > 0
        ]
        if 0 < whom <= len(friends):
            actions.append(self._approach(question, friends[whom - 1], how, tone))
        return orjson.dumps({"actions": actions}).decode()

    def _approach(self, question: Contact, friend: str, how: int, tone: int) -> dict[str, Any]:
        message = f"Hello {friend}. {TONES[tone]}".strip()
        if how == 0 or not question.places:
            return _action("contact", to=friend, message=message)
        year, week, first = question.earliest
        taken = {engagement.date for engagement in question.engaged}
        free = (d for d in range(first, self._n_day + 1) if (year, week, d) not in taken)
        day = next(free, first)
        return _action(
            "propose_joint_activity",
            activity_name=f"{question.who} and {friend}, week {week} day {day}",
            proposal="Spend some time together.",
            invited_persons=[friend],
            time=f"Y{year}-W{week:02d}-activity-D{day}",
            location=question.places[(week + day) % len(question.places)],
            message=message,
        )

    def _year(self, question: YearEnd, career: int) -> str:
        """The heuristic's ratings, and the chosen career."""
        spoken = orjson.loads(self._speaker.answer(question))
        wishes = [STAY_CURRENT]
        if career:
            best = self._best_position(question)
            wishes = [best.name, STAY_CURRENT] if best else wishes
        return orjson.dumps({**spoken, "wishes": wishes}).decode()

    def _best_position(self, question: YearEnd) -> Position | None:
        """The best-paid free position the person is fit for, if it pays better than their own."""
        person = question.me
        age = person.profile.age(question.when)
        own = next((p for p in question.positions if p.name == person.profile.position), None)
        fit = [
            position
            for position in question.positions
            if position.free and position.suits(age, person.state.skills) is None
        ]
        best = max(fit, key=lambda position: position.weekly_income, default=None)
        better = best and (own is None or best.weekly_income > own.weekly_income)
        return best if better else None


def _numbers(observations: dict[str, dict[str, Any]]) -> dict[str, dict[str, Any]]:
    return {
        name: {key: value for key, value in observation.items() if key != "prompt"}
        for name, observation in observations.items()
    }


def _plan(question: Plan, living: int, days: list[int]) -> str:
    standards = sorted(question.standards, key=lambda name: question.standards[name])
    plan = "; ".join(f"D{day} {SOLO_KINDS[kind]}" for day, kind in enumerate(days, 1))
    chosen = standards[min(living, len(standards) - 1)]
    return orjson.dumps({"plan": plan, "living_standard": chosen}).decode()


def _days(question: Days, days: list[int], choices: list[int]) -> str:
    effort, tone = EFFORTS[choices[0]], TONES[choices[4]]
    entries = []
    for slot, number in zip(question.days, days, strict=True):
        kind = SOLO_KINDS[number]
        shared = f"I take part in what we agreed. {tone}".strip()
        entry = {
            "day": slot.day,
            "kind": kind,
            "effort": effort,
            "activity": shared if slot.engagement else DOES[kind],
        }
        if kind == "shop" and question.shop:
            entry["item"] = question.shop[0].name
        entries.append(entry)
    return orjson.dumps({"days": entries}).decode()


def _action(name: str, **arguments: Any) -> dict[str, Any]:
    return {"name": name, "arguments": arguments}
