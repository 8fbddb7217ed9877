"""What an agent of the environments observes of the question it is asked."""

from __future__ import annotations

from typing import Any

import numpy as np
import orjson
from gymnasium import spaces
from numpy.typing import NDArray

from agentopia_env.clock import PHASES, Moment, Time
from agentopia_env.envs.spaces import Utf8Text
from agentopia_env.life.settlement import weekly_income
from agentopia_env.prompts.render import Message, answer_schema, render
from agentopia_env.questions.base import Question
from agentopia_env.world.rules import FULFILMENT
from agentopia_env.world.society import Society

MAX_PROMPT = 1_000_000
"""Longest prompt in an observation, in characters; far above what prompts come to."""
MAX_ACTION = 2_000_000
"""Longest action that the action space holds; what a question reads of it is far less."""
VITALS: dict[str, float] = {
    "vitality": 100,
    **dict.fromkeys(FULFILMENT, 100),
    "deposit": 1e9,
    "weekly_income": 1e6,
    "people_known": 1e6,
    "skill_points": 1e9,
    "possessions": 1e6,
}
"""Meaning of the numbers in `vitals`, in order, and the greatest each can be; the least is 0.

Vitality and the four fulfilments are points; deposit and weekly income are money; people known and
possessions are counts; skill points are the sum over all skills.
"""
_MOST = np.array(list(VITALS.values()), dtype=np.float32)


def observation_space(time: Time) -> spaces.Dict:
    """The space of one agent's observation.

    prompt: text, the question with all that the person may know; empty while `pending` is 0.
    phase: index into `agentopia_env.clock.PHASES` (plan, contact, activity, review, year).
    calendar: int64 (3,): year from 0, week from 1, and contact slot or day from 1 (0 elsewhere).
    pending: 1 if the next step takes an action of this agent, else 0.
    vitals: float32 (10,), see `VITALS`.
    """
    longest = max(time.n_day, time.n_contact_slot)
    return spaces.Dict(
        {
            "prompt": Utf8Text(MAX_PROMPT),
            "phase": spaces.Discrete(len(PHASES)),
            "calendar": spaces.MultiDiscrete([time.n_year, time.n_week + 1, longest + 1]),
            "pending": spaces.Discrete(2),
            "vitals": spaces.Box(np.zeros_like(_MOST), _MOST, dtype=np.float32),
        }
    )


def state_space(agents: int) -> spaces.Box:
    """float32 (agents, 10): `vitals` of every possible agent, in their order."""
    high = np.tile(_MOST, (agents, 1))
    return spaces.Box(np.zeros_like(high), high, dtype=np.float32)


def action_space() -> Utf8Text:
    """Any text; what cannot be read counts as the question's default."""
    return Utf8Text(MAX_ACTION)


def messages_of(question: Question[Any] | None, prompts: bool) -> list[Message]:
    """The chat messages that put a question; none without a question or without prompts."""
    return render(question) if question and prompts else []


def observe(
    society: Society,
    name: str,
    moment: Moment,
    question: Question[Any] | None,
    messages: list[Message],
) -> dict[str, Any]:
    """One agent's observation, see `observation_space`; `moment` is the stage under way."""
    prompt = "\n\n".join(message["content"] for message in messages)
    return {
        "prompt": prompt[:MAX_PROMPT],
        "phase": PHASES.index(moment.phase),
        "calendar": _calendar(society, moment),
        "pending": int(question is not None),
        "vitals": vitals(society, name),
    }


def _calendar(society: Society, moment: Moment) -> NDArray[np.int64]:
    year = moment.year - society.rules.time.start_year
    return np.array([year, moment.week, moment.index], dtype=np.int64)


def vitals(society: Society, name: str) -> NDArray[np.float32]:
    """float32 (10,): a person's numbers, in the order of `VITALS`, clipped to their bounds."""
    person = society.people[name]
    state = person.state
    numbers = (
        state.vitality,
        *(state.fulfilment[dimension] for dimension in FULFILMENT),
        state.deposit,
        weekly_income(society, person),
        len(person.memory.known),
        sum(state.skills.values()),
        len(state.possessions),
    )
    return np.clip(np.array(numbers, dtype=np.float32), 0, _MOST)


def describe(
    moment: Moment, question: Question[Any] | None, messages: list[Message], refused: str
) -> dict[str, Any]:
    """One agent's `info`; nothing in it depends on the clock on the wall.

    messages: chat messages that put the question, [] without one.
    schema: JSON schema of the answer, {} without a question.
    kind: name of the question, "" without one.
    time: the stage under way, e.g. `Y2020-W03-contact-S1`.
    refused: why the last action could not be used, "" if it could.
    """
    return {
        "messages": messages,
        "schema": _copied(answer_schema(question)) if question else {},
        "kind": question.kind if question else "",
        "time": str(moment),
        "refused": refused,
    }


def _copied(schema: dict[str, Any]) -> dict[str, Any]:
    """A schema that its receiver may keep and change; several times faster than `deepcopy`."""
    copy: dict[str, Any] = orjson.loads(orjson.dumps(schema))
    return copy


def as_text(society: Society, moment: Moment) -> str:
    """Everybody in one line each, under a line that says when it is."""
    lines = [f"{society.world.name}, {moment}, {len(society.people)} people"]
    for name, person in society.people.items():
        state = person.state
        last = person.week_log[-1].outcome if person.week_log else ""
        lines.append(
            f"  {name:24} vitality {state.vitality:3g}  mood {state.fulfilment['mood']:3g}  "
            f"money {state.deposit:6g}  {' '.join(last.split())[:60]}".rstrip()
        )
    return "\n".join(lines)
