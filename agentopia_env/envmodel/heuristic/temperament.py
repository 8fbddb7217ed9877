"""How people get on: what two profiles make likely before anybody has said a word."""

from __future__ import annotations

from functools import lru_cache

from agentopia_env.chance import key
from agentopia_env.envmodel.heuristic.reading import topics
from agentopia_env.world.persona import Profile
from agentopia_env.world.society import Person

_ALIKE = ("curiosity", "feeling", "judging", "responsibility")
_SHARED_ENOUGH = 5
"""Common topics in two people's values and preferences that make for plenty to talk about."""


def bounded(value: float, low: float = -1.0, high: float = 1.0) -> float:
    """The value inside its limits."""
    return low if value < low else high if value > high else value


@lru_cache(maxsize=8192)
def fortune(seed: int, person: str, year: int, week: int) -> float:
    """How lucky a person's week is, −1..1 and mostly near 0: some weeks are simply better."""
    number = key(seed, "fortune", person, year, week)
    return ((number & 0xFFFF) + (number >> 16 & 0xFFFF)) / 65535 - 1


@lru_cache(maxsize=65536)
def chemistry(seed: int, one: str, other: str) -> float:
    """What no rule explains between two people, −1..1, the same all their lives."""
    first, second = sorted((one, other))
    return (key(seed, "chemistry", first, second) & 0xFFFF) / 32767.5 - 1


_Known = dict[tuple[str, str], tuple[int, Profile, Profile, float]]
_known: _Known = {}
"""By two names: the seed, their profiles and how the first is inclined to the second."""
_MOST_KNOWN = 65536


def affinity(seed: int, me: Profile, you: Profile) -> float:
    """As `inclination`, worked out once for two profiles: they change once a year."""
    pair = me.name, you.name
    kept = _known.get(pair)
    if kept is not None and kept[0] == seed and kept[1] is me and kept[2] is you:
        return kept[3]
    if len(_known) >= _MOST_KNOWN:
        _known.clear()
    value = inclination(seed, me, you)
    _known[pair] = (seed, me, you, value)
    return value


def inclination(seed: int, me: Profile, you: Profile) -> float:
    """How much `me` is inclined to like `you`, −1..1 (not symmetric).

    Likeness in curiosity, feeling, judging and responsibility, kindness of both, shared topics and
    skills, the other's ways, chemistry; two people who both need control are in each other's way.
    """
    alike = sum(1 - abs(me.trait(name) - you.trait(name)) / 35 for name in _ALIKE) / len(_ALIKE)
    kind = sum(who.trait("empathy") + who.trait("patience") - 100 for who in (me, you)) / 100
    rivalry = max(0, me.trait("control") + you.trait("control") - 110) / 60
    ways = sum(map(you.talent, ("communication", "honesty", "trustworthiness", "beauty"))) / 100 - 2
    common = len(_interests(me) & _interests(you)) / _SHARED_ENOUGH
    common += 0.3 * len(me.init_skills.keys() & you.init_skills.keys())
    return bounded(
        -0.1
        + 0.22 * alike
        + 0.22 * kind
        - 0.2 * rivalry
        + 0.4 * ways
        + 0.15 * min(1.0, common)
        + 0.45 * chemistry(seed, me.name, you.name)
    )


def _interests(profile: Profile) -> frozenset[str]:
    return topics(profile.preferences) | topics(profile.values)


def temper(person: Person) -> float:
    """How easily somebody is provoked now, 0..1: temperament, low mood, tiredness."""
    profile, state = person.profile, person.state
    nature = (120 - profile.trait("patience") - profile.trait("empathy")) / 100
    strain = (35 - state.fulfilment["mood"]) / 50 + (25 - state.vitality) / 50
    return bounded(0.25 + 0.5 * nature + max(0.0, strain), 0.0, 1.0)


def familiarity(person: Person, other: str) -> float:
    """How much two people have to do with each other these weeks, 0..1: words sent and received."""
    if not person.memory.knows(other):
        return 0.0
    recent = sum(1 for message in person.messages if message.sender == other or message.to == other)
    return min(1.0, 0.3 + 0.1 * recent)
