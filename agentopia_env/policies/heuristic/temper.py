"""What a person is like: the drives behind their choices, derived from profile, year and seed."""

from __future__ import annotations

import re
from dataclasses import dataclass

from agentopia_env.chance import chance
from agentopia_env.policies.heuristic.phrases import Phrases
from agentopia_env.world.persona import Profile

LEANINGS: dict[str, tuple[str, str]] = {
    "thrift": ("thrift", "spending"),
    "work": ("work", ""),
    "study": ("study", ""),
    "rest": ("rest", ""),
    "company": ("company", "solitude"),
    "depth": ("depth", "breadth"),
    "warmth": ("warmth", "bluntness"),
}
"""Ways of living that vary, and the style that a goal names for either end."""
_OWN_WAY = 0.12
"""How far a way of living differs between people who read the same on paper."""


@dataclass(frozen=True, slots=True)
class Temper:
    """A person's drives, each 0..1 with 0.5 for the average person.

    Attributes:
        deep: few close ties (1) or many loose ones (0).
        likings: what they do for pleasure.
        style: key of the sentence about this year's way of living, or empty.
    """

    sociable: float
    warm: float
    patient: float
    curious: float
    driven: float
    thrifty: float
    restful: float
    learned: float
    deep: float
    likings: tuple[str, ...]
    style: str


def temper_of(
    profile: Profile, seed: int, year: int, exploration: float, phrases: Phrases
) -> Temper:
    """The temper of a person in a year.

    With `exploration` 0 they live by their profile and a small constant difference of their own;
    up to 1 it adds a way of living drawn anew for every person and year.
    """
    own = chance(seed, "life", profile.name)
    lean = {name: own.uniform(-_OWN_WAY, _OWN_WAY) for name in LEANINGS}
    style = ""
    if exploration > 0:
        drawn = chance(seed, "life", profile.name, year)
        given = {name: drawn.uniform(-1, 1) for name in LEANINGS}
        lean = {name: lean[name] + 0.6 * exploration * given[name] for name in LEANINGS}
        style = _style(given)
    return _tempered(profile, lean, style, phrases)


def _style(given: dict[str, float]) -> str:
    """The end of the strongest leaning that has a name."""
    named = {
        LEANINGS[name][value < 0]: abs(value)
        for name, value in given.items()
        if LEANINGS[name][value < 0]
    }
    return max(named, key=named.__getitem__, default="")


def _tempered(profile: Profile, lean: dict[str, float], style: str, phrases: Phrases) -> Temper:
    def mean(*names: str) -> float:
        return sum(profile.trait(name) for name in names) / (100 * len(names))

    return Temper(
        sociable=_unit(mean("extraversion") + lean["company"]),
        warm=_unit(mean("empathy", "feeling", "patience") + lean["warmth"]),
        patient=_unit(mean("patience") + 0.5 * lean["warmth"]),
        curious=_unit(mean("curiosity", "intuition")),
        driven=_unit(mean("responsibility", "judging", "confidence") + lean["work"]),
        thrifty=_unit(mean("control", "responsibility") + lean["thrift"]),
        restful=_unit(0.5 + lean["rest"]),
        learned=_unit(mean("curiosity", "judging") + lean["study"]),
        deep=_unit(1 - mean("extraversion", "curiosity") + lean["depth"]),
        likings=pastimes(profile, phrases),
        style=style,
    )


def _unit(value: float) -> float:
    return min(1.0, max(0.0, value))


def pastimes(profile: Profile, phrases: Phrases) -> tuple[str, ...]:
    """What somebody does for pleasure: what they like, what they are good at, what people do."""
    skilled = (phrases.skill_pastimes.get(skill, "") for skill in profile.init_skills)
    found = dict.fromkeys((*likings(profile.preferences, phrases), *filter(None, skilled)))
    if not found:
        return phrases.pastimes
    lacking = max(0, phrases.fewest_pastimes - len(found))
    common = chance(0, "pastimes", profile.name).sample(phrases.pastimes, lacking)
    return tuple(dict.fromkeys((*found, *common)))


def likings(preferences: str, phrases: Phrases) -> tuple[str, ...]:
    """What somebody likes, from the text of their preferences; at most eight short phrases."""
    opens, closes = (re.compile(text, re.IGNORECASE) for text in phrases.likings)
    fewest, most, words = phrases.liking_size
    found: list[str] = []
    for start in opens.finditer(preferences):
        rest = preferences[start.end() :]
        stop = closes.search(rest)
        for piece in re.split(phrases.splits, rest[: stop.start()] if stop else rest):
            text = piece.strip(" \"'“”:：「」")
            sized = fewest <= len(text) <= most and len(text.split()) <= words
            known = re.match(phrases.liked, text) and not re.match(phrases.not_liked, text)
            if sized and known:
                found.append(text)
    return tuple(dict.fromkeys(found))[:8]
