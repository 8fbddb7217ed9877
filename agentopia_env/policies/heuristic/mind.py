"""One person at the moment of one question: what they are like, what they feel, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property
from random import Random
from typing import Any

from agentopia_env.chance import chance
from agentopia_env.policies.heuristic import feelings
from agentopia_env.policies.heuristic.calling import called
from agentopia_env.policies.heuristic.feelings import Event, Feeling, Told, Week
from agentopia_env.policies.heuristic.goals import Goal, read_goal
from agentopia_env.policies.heuristic.manners import Speaker, formally
from agentopia_env.policies.heuristic.phrases import Phrases, core, sentence_case, slots
from agentopia_env.policies.heuristic.temper import Temper
from agentopia_env.questions.base import PersonQuestion
from agentopia_env.world.memory import CHARACTERS, Note
from agentopia_env.world.persona import Face
from agentopia_env.world.society import DayLog


@dataclass(frozen=True, slots=True)
class Recall:
    """What a person worked out about others from their notes, so that it is not done twice.

    Attributes:
        notes: by name, a note and what it tells.
        feelings: by name, what was felt, in which week and by which note.
    """

    notes: dict[str, tuple[Note, Told]] = field(default_factory=dict)
    feelings: dict[str, tuple[Note | None, Week, Feeling]] = field(default_factory=dict)


class Mind:
    """A person facing a question.

    Attributes:
        name: the person's name.
        week: (year, week) of the question.
        calendar: how many days a week and weeks a year has, and how long the run is.
    """

    def __init__(
        self,
        question: PersonQuestion[Any],
        seed: int,
        temper: Temper,
        phrases: Phrases,
        recall: Recall | None = None,
    ) -> None:
        self.me = question.me
        self.name = question.who
        self.world = question.world
        self.when = question.when
        self.calendar = question.world.rules.time
        self.week: Week = (question.when.year, question.when.week)
        self.seed = seed
        self.temper = temper
        self.phrases = phrases
        self._question = question
        self._goal: Goal | None = None
        self._recall = recall or Recall()

    @cached_property
    def draw(self) -> Random:
        """The only chance there is for this question, got ready when it is first needed."""
        return chance(self.seed, self._question.key)

    @property
    def goal(self) -> Goal:
        """What the person is after, as their goal says."""
        if self._goal is None:
            self._goal = read_goal(self.me.goal, self.world.language)
        return self._goal

    def pursue(self, goal: Goal) -> None:
        """Take up a new goal while the question is being answered."""
        self._goal = goal

    def feel(self, other: str) -> Feeling:
        """What the person feels about another now."""
        note = self.me.memory.files.get(CHARACTERS + other)
        kept = self._recall.feelings.get(other)
        if kept is not None and kept[0] is note and kept[1] == self.week:
            return kept[2]
        read, language = self.told(other), self.world.language
        weeks = self.calendar.n_week
        feeling = feelings.felt(self.seed, self.name, other, note, read, self.week, language, weeks)
        self._recall.feelings[other] = (note, self.week, feeling)
        return feeling

    def told(self, other: str) -> Told | None:
        """What the note on another tells; None where there is none."""
        note = self.me.memory.files.get(CHARACTERS + other)
        if note is None:
            return None
        kept = self._recall.notes.get(other)
        if kept is None or kept[0] is not note:
            kept = (note, feelings.told(note.content, self.world.language))
            self._recall.notes[other] = kept
        return kept[1]

    def met_lately(self, other: str) -> bool:
        """Whether another is known since this life began: the note opens with what was seen."""
        note = self.me.memory.about(other)
        return note is None or note.content.startswith((f"{other} (", f"{other}（"))

    def weeks_since(self, week: Week) -> int:
        """How many weeks ago a week was."""
        return feelings.weeks_between(week, self.week, self.calendar.n_week)

    def last_event(self, other: str) -> Event | None:
        """The last day together with another that the note tells of."""
        told = self.told(other)
        if told is None:
            return None
        events = (feelings.event_of(line, self.world.language) for line in reversed(told.events))
        return next((event for event in events if event.what), None)

    def yes(self, probability: float) -> bool:
        """Chance's answer."""
        return self.draw.random() < probability

    def one(self, options: Any) -> Any:
        """One of some options."""
        return options[int(self.draw.random() * len(options))]

    def say(self, situation: str, facts: dict[str, Any], before: str = "") -> str:
        """A phrase for a situation, with the facts in its slots.

        One whose words stand in `before` already is passed over, unless all of them do.
        """
        return self.say_new(situation, facts, before) or self._filled(
            self.one(self._sayable(situation, facts) or self.phrases.say[situation]), facts
        )

    def _sayable(self, situation: str, facts: dict[str, Any]) -> tuple[str, ...]:
        """The phrases for a situation whose slots all have words."""
        empty = {slot for slot, value in facts.items() if value == ""}
        options = self.phrases.say[situation]
        return tuple(text for text in options if not slots(text) & empty)

    def say_new(self, situation: str, facts: dict[str, Any], before: str) -> str:
        """A phrase whose words do not stand in `before`; empty if there is none left."""
        options, before = self._sayable(situation, facts), self.phrases.plain(before)
        start = int(self.draw.random() * len(options))
        for step in range(len(options)):
            template = options[(start + step) % len(options)]
            if not before or core(template) not in before:
                return self._filled(template, facts)
        return ""

    def _filled(self, template: str, facts: dict[str, Any]) -> str:
        """A template with its facts, as one says it to whoever it is said to."""
        text = sentence_case(template.format_map(facts))
        return self.phrases.politely(text, facts.get("to", ""))

    def call(self, other: str, there: Sequence[Face] = ()) -> str:
        """How the person calls another; a stranger by what can be seen of whoever is there."""
        note = self.me.memory.about(other)
        if note is None and self.world.language != "zh":
            face = next((face for face in there if face.name == other), None)
            if face and (formal := formally(face, self._speaker)):
                return formal
        return self.call_by(other, note.content if note else "")

    def call_by(self, other: str, note: str) -> str:
        """How the person calls another by what a note says of them."""
        return called(other, self.world.language, note, self._speaker)

    @cached_property
    def _speaker(self) -> Speaker:
        profile = self.me.profile
        return Speaker(profile.age(self.when), profile.position or "", self.world.setting)

    def skill(self) -> str:
        """The skill the person is busy with: their goal's, else the best one they have."""
        return self.goal.skill or best_skill(self.me.state.skills) or self.phrases.words["craft"]

    def aim(self, told: str = "") -> str:
        """The goal as a noun phrase; nobody is told that they are the goal."""
        goal = self.goal
        if told and goal.name == told:
            return self.phrases.aims[""]
        return self.phrases.aims[goal.kind].format(
            skill=goal.skill, n=goal.number, name=self.call(goal.name)
        )

    def place_name(self, key: str) -> str:
        """How a place is called; one's own home is `home`."""
        if key == f"home/{self.name}":
            return self.phrases.words["home"]
        place = self.world.locations.get(key)
        return place.display_name if place else key or self.phrases.words["home"]

    def title(self, log: DayLog) -> str:
        """A day in a few words, fit for quotation marks."""
        if log.kind == "encounter":
            return self.phrases.words["meeting"].format(place=self.place_name(log.location))
        text = " ".join(short_title(log.what).split()).rstrip(".。")
        text = feelings.shortened(text.replace("“", "").replace("”", ""), 70)
        if log.kind != "solo":
            return text
        head = text.partition(self.phrases.words["comma"])[0]
        text = head if len(head) >= self.phrases.head else text
        return text[:1].lower() + text[1:]

    def low(self) -> bool:
        """Whether spirits or strength are down."""
        return self.me.state.fulfilment["mood"] < 35 or self.me.state.vitality < 20


def best_skill(skills: dict[str, float]) -> str:
    """The name of the highest skill, empty without any."""
    return max(skills, key=skills.__getitem__) if skills else ""


def short_title(name: str) -> str:
    """The name of an activity without the names in brackets behind it."""
    return name.partition(" (")[0].partition("（")[0]
