"""Every number of the society's rules, in sections; each is a default that a config can change.

Source: the Agentopia paper (arXiv 2606.07513), sections on activities, economy and memory.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from agentopia_env.clock import Time
from agentopia_env.errors import ConfigError

Number = int | float
"""A number that keeps being written the way it came: 70 stays 70, not 70.0."""
Range = tuple[Number, Number]
FULFILMENT = ("mood", "material", "social", "esteem")


@dataclass(frozen=True, slots=True)
class Limits:
    """How much one activity of a kind may change a person, whatever the environment model says."""

    vitality: Range = (-5, 5)
    """Points of vitality (0..100)."""
    mood: Range = (-5, 5)
    """Points of mood (0..100)."""
    social: Range = (0, 0)
    """Points of social fulfilment (0..100)."""
    esteem: Range = (0, 0)
    """Points of esteem (0..100)."""
    material: Range = (0, 0)
    """Points of material fulfilment (0..100); gains come from purchases only."""
    skill: Range = (0, 3)
    """Points per skill; skills start at 0 and have no upper end."""
    money: Range = (0, 0)
    """Money earned or spent, purchases apart."""


@dataclass(frozen=True, slots=True)
class StateRules:
    """A person's vitality and fulfilment (config section `state`)."""

    initial_vitality: int = 70
    """Vitality at the start of a life, 0..100."""
    initial_fulfilment: int = 50
    """Each fulfilment at the start of a life, 0..100; 50 is neutral."""
    decay: dict[str, float] = field(
        default_factory=lambda: {"mood": 0.15, "social": 0.15, "esteem": 0.15, "material": 0.0}
    )
    """Share of each fulfilment lost a week: `v -= int(v * r)`."""
    solo: Limits = Limits(esteem=(-1, 1), material=(-5, 10), money=(-200, 200))
    """Limits of a solo activity."""
    joint: Limits = Limits(social=(-5, 5), esteem=(-3, 3))
    """Limits of a joint activity or an encounter."""
    public: Limits = Limits(social=(-3, 3), esteem=(-2, 2))
    """Limits of a public event."""


@dataclass(frozen=True, slots=True)
class EconomyRules:
    """Living standards, work and purchases (config section `economy`)."""

    living_standards: dict[str, tuple[Number, Number]] = field(
        default_factory=lambda: {
            "frugal": (100, -5),
            "moderate": (200, 0),
            "comfortable": (300, 5),
            "luxurious": (500, 10),
        }
    )
    """Per tier: cost per week, and points of material fulfilment."""
    work_pay: dict[str, Range] = field(
        default_factory=lambda: {"low": (40, 80), "medium": (80, 120), "high": (120, 200)}
    )
    """Pay of a day of paid work by skill level."""
    max_income: Number = 500
    """Highest weekly income of a position."""
    material_steps: tuple[tuple[Number, Number], ...] = ((20, 100), (40, 300))
    """Material fulfilment of a purchase: +1 per first number spent, up to the second number."""
    max_material: Number = 10
    """Most material fulfilment that one purchase gives."""
    max_possessions: int = 50
    """Possessions a person can keep over the week's end."""


@dataclass(frozen=True, slots=True)
class PositionRules:
    """Careers (config section `positions`)."""

    max_wishes: int = 3
    """Wishes per application, in order."""
    later_capacity: int = 2
    """Largest capacity of a position added in a later year."""
    min_added: int = 2
    """Fewest positions added at the start of each later year (else a tenth of the first ones)."""


@dataclass(frozen=True, slots=True)
class ContactRules:
    """Messages and invitations (config section `contact`)."""

    max_actions: int = 10
    """Actions per person and contact round."""
    weeks_ahead: int = 4
    """How far ahead a joint activity may be proposed."""
    history_weeks: int = 3
    """Weeks of messages a person has before them."""
    max_message: int = 2000
    """Longest message, in characters; a longer one is refused."""
    max_participants: int = 5
    """Most people in a joint activity, the proposer included."""


@dataclass(frozen=True, slots=True)
class ActivityRules:
    """Scenes, encounters and public events (config section `activity`)."""

    min_turns: int = 5
    """Turns a scene has at least."""
    max_turns: int = 20
    """Turns a scene has at most."""
    encounter_group: int = 5
    """One encounter a day for this many idle people (the fraction rounded at random)."""
    max_new_events: int = 10
    """New public events a week at most."""
    max_repeat_weeks: int = 5
    """Weeks that a public event repeats at most."""
    max_seen: int = 12
    """People whom a participant of a public event gets to see; the nearest in a crowd."""
    max_utterance: int = 4000
    """Longest utterance, in characters."""


@dataclass(frozen=True, slots=True)
class MemoryRules:
    """What a person keeps and what of it is in context (config section `memory`)."""

    diary_weeks: int = 5
    """Weekly diaries in context."""
    max_people: int = 50
    """Most summaries of people in context."""
    max_call_rounds: int = 8
    """Rounds of function calls per invocation; in the last a text answer is forced."""
    max_note: int = 4000
    """Longest text of a memory file, in characters."""
    max_files: int = 200
    """Most memory files per person."""


@dataclass(frozen=True, slots=True)
class YearRules:
    """What a year changes (config section `year`)."""

    max_talent_change: int = 3
    """Points a talent may move in a year."""
    max_trait_change: int = 5
    """Points a personality trait may move in a year."""


@dataclass(frozen=True, slots=True)
class PromptRules:
    """How long what models read may be (config section `prompts`)."""

    max_tokens: int = 6000
    """Input tokens of a question; memories and the like are shortened to it."""
    kinds: dict[str, int] = field(default_factory=dict)
    """Another limit for single kinds of question, by kind (`speak: 8000`)."""

    def limit(self, kind: str) -> int:
        """Input tokens of a question of a kind."""
        return self.kinds.get(kind, self.max_tokens)


@dataclass(frozen=True, slots=True)
class Rules:
    """All rules of a society."""

    time: Time = Time()
    state: StateRules = StateRules()
    economy: EconomyRules = EconomyRules()
    positions: PositionRules = PositionRules()
    contact: ContactRules = ContactRules()
    activity: ActivityRules = ActivityRules()
    memory: MemoryRules = MemoryRules()
    year: YearRules = YearRules()
    prompts: PromptRules = PromptRules()

    def __post_init__(self) -> None:
        turns = self.activity
        if not 1 <= turns.min_turns <= turns.max_turns:
            raise ConfigError(
                f"activity.min_turns is {turns.min_turns} and activity.max_turns "
                f"{turns.max_turns}; use 1 <= min_turns <= max_turns"
            )
        for name, (cost, _) in self.economy.living_standards.items():
            if cost < 0:
                raise ConfigError(f"economy.living_standards.{name}: a cost cannot be negative")
