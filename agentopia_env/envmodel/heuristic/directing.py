"""Directing a scene: what goes on around, who is next, when enough has been said."""

from __future__ import annotations

import re
from random import Random

from agentopia_env.envmodel.heuristic.days import Answer
from agentopia_env.envmodel.heuristic.phrases import place_name, say_at, thing
from agentopia_env.envmodel.heuristic.verdicts import verdict
from agentopia_env.questions.environment import Direct
from agentopia_env.world.han import family_and_given
from agentopia_env.world.scene import Line
from agentopia_env.world.tone import warmth

_PARTING = re.compile(
    r"\b(?:good ?night|good ?bye|bye|see you|take care|i(?:'ve| have) (?:got )?to go|gotta go|"
    r"until (?:next|tomorrow)|farewell|talk later|heading home)\b|"
    r"再见|拜拜|晚安|我先走|先回去|先回了|先说到这儿|回头见|下次见|改天见|明天见|路上小心|慢走|告辞|我得走",
)
_HINTS = (
    "bye",
    "night",
    "see you",
    "care",
    "to go",
    "gotta",
    "until",
    "farewell",
    "later",
    "heading",
    "再见",
    "拜拜",
    "晚安",
    "我先走",
    "先回去",
    "先回了",
    "先说到这儿",
    "见",
    "路上小心",
    "慢走",
    "告辞",
    "我得走",
)
"""One of these is part of every farewell; they are far quicker to look for."""
_LULL = 0.3
"""How often something is told of the surroundings after the first turn."""


def direction(question: Direct, rng: Random) -> Answer:
    """The answer to a `Direct`."""
    answer: Answer = {}
    last, language = question.last, question.world.language
    if last is not None:
        cast = tuple(person.name for person in question.cast)
        broken = verdict(last, question.lines, cast, language)
        if broken is not None:
            principle, reason = broken
            answer["verdict"] = {"accepted": False, "principle": principle, "reason": reason}
    turns = sum(1 for line in question.lines if line.speaker)
    if len(question.present) < 2 or (question.may_end and rng.random() < _enough(question, turns)):
        answer["end"] = True
        return answer
    answer["next_speaker"] = _next_speaker(question, rng)
    if turns == 0 or rng.random() < _LULL:
        around = {
            "thing": thing(rng, question.location, language),
            "place": place_name(question.location, language),
        }
        told = say_at(rng, language, "surroundings", question.location, around)
        if all(_public(line) != told for line in question.lines):
            answer["surroundings"] = told
    return answer


def _public(line: Line) -> str:
    if len(line.parts) == 1:
        part = line.parts[0]
        return part.text if part.visible_to is None else ""
    return " ".join(part.text for part in line.parts if part.visible_to is None)


def _enough(question: Direct, turns: int) -> float:
    """How likely everything has been said: length, a goodbye, a cold tone, tired people."""
    likely = 0.08 + 0.025 * max(0, turns - 5)
    if question.last is not None:
        text = _public(question.last)
        if text:
            likely += 0.5 if _is_farewell(text) else 0.0
            likely += 0.25 * max(0.0, -warmth(text, question.world.language))
        else:
            likely += 0.15
    vitality = sum(person.state.vitality for person in question.cast) / len(question.cast)
    return likely + 0.006 * max(0.0, 35 - vitality)


def _is_farewell(text: str) -> bool:
    plain = text.lower()
    return any(hint in plain for hint in _HINTS) and _PARTING.search(plain) is not None


def _next_speaker(question: Direct, rng: Random) -> str:
    """Seldom the last speaker; rather the addressed, the silent and the outgoing."""
    present = question.present
    last = question.last.speaker if question.last is not None else ""
    others = [name for name in present if name != last]
    if len(others) < 2:
        return (*others, *present)[0]
    spoken = dict.fromkeys(present, 0)
    for line in question.lines:
        if line.speaker in spoken:
            spoken[line.speaker] += 1
    text = _public(question.last) if question.last is not None else ""
    outgoing = {
        person.name: person.profile.trait("extraversion")
        for person in question.cast
        if person.name in spoken
    }
    weights = [
        (30 + outgoing.get(name, 50)) * (5 if _addressed(name, text) else 1) / (1 + spoken[name])
        for name in others
    ]
    return rng.choices(others, weights)[0]


def _addressed(name: str, text: str) -> bool:
    """Whether a text names somebody, by the whole name or the first."""
    if not text:
        return False
    if parts := family_and_given(name):
        return name in text or (len(parts[1]) > 1 and parts[1] in text)
    first = name.partition(" ")[0]
    return name in text or (len(first) > 2 and not first.endswith(".") and first in text)
