"""The numbers behind every outcome: what a day costs, how needs and weariness bend its gains.

Balanced so that a mixed week (some work, a rest, company) holds vitality and fulfilment at about
40 to 60 against a weekly decay of 15 %, while company, rest, work and solitude each pull their way.
"""

from __future__ import annotations

from agentopia_env.questions.replies import Effort
from agentopia_env.world.persona import Profile

STRAIN: dict[Effort, float] = {"light": 0.7, "normal": 1.0, "hard": 1.4}
"""What effort costs, relative to an ordinary day."""
YIELD: dict[Effort, float] = {"light": 0.75, "normal": 1.0, "hard": 1.22}
"""What effort brings, relative to an ordinary day."""
WORN_OUT = 8
"""Vitality below which nobody gets through a day of work."""
WEARY = 25
"""Vitality below which everything is an effort and a strain on the mood."""
_SET_POINT = 40
"""Where mood drifts when nothing happens."""


def form(vitality: float) -> float:
    """How much of one's ability can be used at a vitality, 0.4..1."""
    return 0.4 + 0.6 * min(1.0, vitality / 60)


def cost(points: float, effort: Effort, vitality: float, profile: Profile) -> float:
    """The vitality that something costs (negative): more with effort, less with health."""
    health = 1.2 - 0.4 * profile.talent("health") / 100
    return -points * STRAIN[effort] * health * (0.34 + 0.8 * vitality / 100)


def recovery(vitality: float, profile: Profile) -> float:
    """The vitality that a day of rest brings: +5 for the tired, less near the top."""
    points = 5.2 - max(0.0, vitality - 65) * 0.06
    return max(1.0, points + (profile.talent("health") - 50) / 100)


def felt(points: float, level: float) -> float:
    """A gain as it is felt: the more one lacks, the more; losses are felt in full."""
    return points * (1.3 - level / 125) if points > 0 else points


def mood_change(points: float, mood: float, vitality: float) -> float:
    """What a day does to the mood: its own effect, the way back to normal, and weariness."""
    drift = 0.035 * (_SET_POINT - mood)
    weary = max(0.0, WEARY - vitality) * 0.03
    return felt(points, mood) + drift - weary


def esteem_change(points: float, esteem: float, confidence: float) -> float:
    """What an activity does to the esteem: its own effect, and what one thinks of oneself."""
    return felt(points, esteem) + 0.022 * (52 + 0.2 * (confidence - 50) - esteem)


def learning(level: float, intelligence: float) -> float:
    """Skill points of a good day of practice: diminishing returns, 0..3."""
    return 2.2 * (0.5 + intelligence / 100) / (1 + level / 120)


def rounded(value: float) -> float:
    """One decimal is as fine as an outcome gets; whole numbers are written whole."""
    tenths = round(value, 1)
    return int(tenths) if tenths == int(tenths) else tenths
