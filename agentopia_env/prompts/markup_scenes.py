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
    """A person in brief: character, state, goal and plan; in short only the numbers."""
    state = given.state
    now = words.tag(
        "state",
        vitality=number(state.vitality),
        **{name: number(value) for name, value in state.fulfilment.items()},
        deposit=number(state.deposit),
        living_standard=words.value(state.living_standard),
        skills=amounts(state.skills, words, 12),
    )
    if short:
        lines = [words.tag("introduction", contained(given.profile.brief_introduction, 200)), now]
    else:
        lines = [_character(given.profile, words)]
        if given.goal:
            lines.append(words.tag("goal", contained(given.goal, 400)))
        if given.plan:
            lines.append(words.tag("plan", contained(given.plan, 600)))
        lines.append(now)
    inside = "\n" + "\n".join(lines) + "\n"
    position = given.profile.position
    return words.tag("person", inside, name=given.name, age=age, position=position)


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
