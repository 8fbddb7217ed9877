"""What the lines of a run directory mean: states, answers, ratings, rewards, advantages.

Fields that only one of the two layouts has are optional. Reading raises a ValueError that says
what is wrong with the line.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias, TypeGuard

from agentopia_env.clock import PHASE_OF, Moment, parse_moment
from agentopia_env.reward import FULFILMENTS, Snapshot

Message: TypeAlias = Mapping[str, Any]
Place: TypeAlias = tuple[int, int, int, int]

NO_RESPONSE = "NO_RESPONSE"
"""What the reference implementation records where a model gave no answer."""
_STAGES = {stage: number for number, stage in enumerate(PHASE_OF)}
_THOUGHT = re.compile(r"\s*<think>.*?(?:</think>|\Z)", re.DOTALL)
_LARGEST = 1e15  # beyond it units get lost, and sums of squares overflow in the end
_TURN = re.compile(r"\A\[turn:\s*\d+\s*,\s*person:[^\]\n]*\]\s*")
_EMPTY = {"", "null", NO_RESPONSE}

REWARD_FIELDS: dict[str, tuple[tuple[str, ...], ...]] = {
    "social.affection_score": (("social", "affection_score"), ("social", "affection")),
    "social.respect_score": (("social", "respect_score"), ("social", "respect")),
    "social.combined_score": (("social", "combined_score"), ("social", "score")),
    "subjective.score": (("subjective", "score"),),
    "subjective.n_penalties": (("subjective", "n_penalties"),),
    "economy.score": (("economy", "score"),),
    "total_score": (("total_score",),),
}
"""Every number of a recorded reward, and where a line may have it."""


def place(moment: Moment) -> Place:
    """Sorts moments as they happen (`Moment` itself sorts stages by the alphabet)."""
    return moment.year, moment.week, _STAGES[moment.stage], moment.index


@dataclass(frozen=True, slots=True)
class StateRecord:
    """A person's state, as a line of `state.jsonl` has it."""

    moment: Moment
    snapshot: Snapshot
    deposit: float
    content: Mapping[str, Any]
    """The whole recorded state, with skills and possessions."""


def read_state(line: Mapping[str, Any]) -> StateRecord:
    """Read `{time, content: {vitality, fulfillment, skills, assets}}`."""
    content = _object(line, "content")
    fulfilment = _object(content, "fulfillment")
    values = {name: _number(fulfilment, name) for name in FULFILMENTS}
    snapshot = Snapshot(vitality=_number(content, "vitality"), **values)
    deposit = _number(_object(content, "assets"), "deposit")
    return StateRecord(read_time(line), snapshot, deposit, content)


@dataclass(frozen=True, slots=True)
class Generation:
    """One answer of a model with what it was asked, and what became of it."""

    who: str
    """A person's name, or the feature for the environment model."""
    moment: Moment
    time: str
    kind: str
    """The question's name; the stage where a run does not record it."""
    inputs: tuple[Message, ...]
    outputs: tuple[Message, ...]
    input_tokens: int
    output_tokens: int
    policy: str = ""
    key: str = ""
    left_out: str = ""
    """Why it may not be learned from: `rejected`, `refused`, `failed`, `empty`, or that it is not
    the person's own answer; empty for an accepted one."""


def read_generation(line: Mapping[str, Any], who: str) -> Generation:
    """Read `{time, inputs, outputs, input_tokens, output_tokens, ...}`."""
    moment = read_time(line)
    inputs = _messages(line.get("inputs"))
    if inputs is None:
        raise ValueError("`inputs` is no list of messages")
    outputs = _messages(line.get("outputs"))
    return Generation(
        who=who,
        moment=moment,
        time=str(line["time"]),
        kind=str(line.get("kind") or line.get("feature") or moment.stage),
        inputs=inputs,
        outputs=outputs or (),
        input_tokens=_count(line.get("input_tokens")),
        output_tokens=_count(line.get("output_tokens")),
        policy=str(line.get("policy") or ""),
        key=str(line.get("key") or ""),
        left_out=_left_out(line, outputs or ()),
    )


@dataclass(frozen=True, slots=True)
class PersonRatings:
    """What one person privately thinks of others, 0 to 100."""

    moment: Moment
    affection: dict[str, float]
    respect: dict[str, float]


def read_ratings(line: Mapping[str, Any]) -> PersonRatings:
    """Read `{time, affection_scores, respect_scores}`."""
    affection, respect = (_scores(line, f"{name}_scores") for name in ("affection", "respect"))
    return PersonRatings(read_time(line), affection, respect)


@dataclass(frozen=True, slots=True)
class RecordedReward:
    """A line of a person's `reward.jsonl`: the numbers by the names of `REWARD_FIELDS`."""

    moment: Moment
    numbers: dict[str, float]
    ratings: PersonRatings | None


def read_reward(line: Mapping[str, Any]) -> RecordedReward:
    """Read `{time, ranking, social, subjective, economy, total_score}`; any part may be missing."""
    moment = read_time(line)
    ranking = line.get("ranking")
    ratings = read_ratings({"time": line["time"], **ranking}) if isinstance(ranking, dict) else None
    found = {name: _first(line, paths) for name, paths in REWARD_FIELDS.items()}
    numbers = {name: number for name, number in found.items() if number is not None}
    if not numbers and ratings is None:
        raise ValueError("neither a score nor a ranking is in it")
    return RecordedReward(moment, numbers, ratings)


@dataclass(frozen=True, slots=True)
class RecordedAdvantage:
    """A line of `reward/advantages.jsonl`."""

    name: str
    start: Moment
    end: Moment
    advantage: float


def read_advantage(line: Mapping[str, Any]) -> RecordedAdvantage:
    """Read `{agent_name, time: {start, end}, advantage}`."""
    time = _object(line, "time")
    start, end = (read_time(time, key) for key in ("start", "end"))
    return RecordedAdvantage(read_name(line), start, end, _number(line, "advantage"))


def read_name(line: Mapping[str, Any]) -> str:
    """The person a line is about."""
    name = line.get("agent_name")
    if not isinstance(name, str) or not name:
        raise ValueError("`agent_name` is missing")
    return same_form(name)


def same_form(name: str) -> str:
    """One form of a name that file systems and JSON may compose differently (é as one or two)."""
    return unicodedata.normalize("NFC", name)


def read_time(line: Mapping[str, Any], key: str = "time") -> Moment:
    """The moment of a line."""
    text = line.get(key)
    if not isinstance(text, str):
        raise ValueError(f"`{key}` is missing")
    return parse_moment(text)


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether a value is a number that arithmetic bears (truth values are none)."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= _LARGEST


def final_text(outputs: Sequence[Message]) -> str:
    """What the last message says, without its thoughts; empty if it is no answer."""
    last = outputs[-1] if outputs else {}
    return _THOUGHT.sub("", text_in(last)).strip() if last.get("role") == "assistant" else ""


def _left_out(line: Mapping[str, Any], outputs: Sequence[Message]) -> str:
    if line.get("rejected"):
        return "rejected"
    if line.get("refused"):
        return "refused"
    if line.get("error") or line.get("valid") is False:
        return "failed"
    final = _TURN.sub("", final_text(outputs)).strip('"').strip()
    calls = bool(outputs) and bool(outputs[-1].get("tool_calls"))
    said = (_TURN.sub("", text_in(message)).strip(' "\n') for message in outputs)
    return "empty" if NO_RESPONSE in said or (final in _EMPTY and not calls) else ""


def _messages(value: object) -> tuple[Message, ...] | None:
    if not isinstance(value, list):
        return None
    if not all(isinstance(one, dict) and isinstance(one.get("role"), str) for one in value):
        return None
    return tuple(value)


def text_in(message: Message) -> str:
    """What a message says, whichever form its content has."""
    content = message.get("content")
    if isinstance(content, list):  # the form with parts, of which only text is text
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _scores(line: Mapping[str, Any], key: str) -> dict[str, float]:
    scores = line.get(key, {})
    if not isinstance(scores, dict) or not all(map(is_number, scores.values())):
        raise ValueError(f"`{key}` is not an object of name to number")
    return {same_form(name): score for name, score in scores.items()}


def _object(line: Mapping[str, Any], key: str) -> Mapping[str, Any]:
    value = line.get(key)
    if not isinstance(value, dict):
        raise ValueError(f"`{key}` is not an object")
    return value


def _number(line: Mapping[str, Any], key: str) -> float:
    value = line.get(key)
    if not is_number(value):
        raise ValueError(f"`{key}` is {value!r}, not a number")
    return value


def _first(line: Mapping[str, Any], paths: Sequence[Sequence[str]]) -> float | None:
    for path in paths:
        value: Any = line
        for key in path:
            value = value.get(key) if isinstance(value, dict) else None
        if is_number(value):
            return float(value)
    return None


def _count(value: object) -> int:
    return int(value) if is_number(value) else 0
