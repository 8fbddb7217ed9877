"""Scenes and people as elements of a prompt: what was said and done, and who took part."""

from __future__ import annotations

from agentopia_env.prompts.markup import amounts, by_identity_in_words, cached
from agentopia_env.prompts.quoting import contained, escaped, indented, number
from agentopia_env.prompts.words import Words
from agentopia_env.questions.environment import Applicant
from agentopia_env.world.persona import Profile
from agentopia_env.world.scene import SURROUNDINGS, Heard, Line, Part
from agentopia_env.world.society import Person

# ---------------------------------------------------------------- scenes


@cached
def heard(line: Heard, words: Words) -> str:
    """A line of a scene as one person perceived it."""
    if line.speaker == SURROUNDINGS:
        return words.tag("surroundings", contained(line.text, 1200))
    text = contained(line.text, 4000)
    said = words.tag("said", text, by=line.speaker) if line.text else ""
    return "\n".join([*([said] if said else ()), *(_deed(deed, words) for deed in line.deeds)])


@cached
def spoken(line: Line, words: Words) -> str:
    """A line with everything in it, for the environment model alone."""
    parts = [_part(part, words) for part in line.parts]
    text = " ".join([*parts, *(_deed(deed, words) for deed in line.deeds)])
    if line.speaker == SURROUNDINGS:
        return words.tag("surroundings", indented(text))
    return words.tag("said", indented(text), by=line.speaker, turn=line.turn)


def _deed(deed: str, words: Words) -> str:
    return words.tag("deed", contained(deed, 400))


def _part(part: Part, words: Words) -> str:
    text = escaped(part.text, 4000)
    if part.visible_to is None:
        return text
    return words.tag("private", text, to=part.visible_to)


# ---------------------------------------------------------------- people, for the environment model


@by_identity_in_words
def _character(profile: Profile, words: Words) -> str:
    lines = (
        words.tag("introduction", contained(profile.brief_introduction, 500)),
        words.tag("motivation", contained(profile.core_motivation, 300)),
        words.tag("values", contained(profile.values, 300)),
        words.tag("personality", contained(profile.personality_traits.qualitative, 300)),
        words.tag("traits", amounts(profile.personality_traits.quantitative, words)),
        words.tag("talents", amounts(profile.talents.quantitative, words)),
    )
    return "\n".join(lines)


def person(given: Person, age: int, words: Words, short: bool = False) -> str:
    """A person in brief: character, goal, plan and state; in short only the state."""
    state, profile = given.state, given.profile
    numbers = (("vitality", state.vitality), *state.fulfilment.items(), ("deposit", state.deposit))
    now = _state(numbers, state.living_standard, amounts(state.skills, words, 12), words)
    if short:
        lines = [words.tag("introduction", contained(profile.brief_introduction, 200)), now]
    else:
        lines = [_character(profile, words), _aims(given.goal, given.plan, words), now]
    return _person(tuple(filter(None, lines)), given.name, age, profile.position, words)


@cached
def _state(
    numbers: tuple[tuple[str, float], ...], living_standard: str, skills: str, words: Words
) -> str:
    named = {name: number(value) for name, value in numbers}
    standard = words.value(living_standard)
    return words.tag("state", **named, living_standard=standard, skills=skills)


@cached
def _aims(goal: str, plan: str, words: Words) -> str:
    aims = {"goal": contained(goal, 400), "plan": contained(plan, 600)}
    return "\n".join(words.tag(name, text) for name, text in aims.items() if text)


@cached
def _person(lines: tuple[str, ...], name: str, age: int, position: str | None, words: Words) -> str:
    inside = "\n" + "\n".join(lines) + "\n"
    return words.tag("person", inside, name=name, age=age, position=position)


def applicant(given: Applicant, words: Words) -> str:
    """Somebody who wishes for a position."""
    return words.tag(
        "applicant",
        contained(given.introduction, 400),
        name=given.name,
        age=given.age,
        skills=amounts(given.skills, words, 12),
        talents=amounts(given.talents, words),
        traits=amounts(given.traits, words),
    )
