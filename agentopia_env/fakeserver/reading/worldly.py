"""From a prompt to the question put to the environment model, as far as the prompt tells it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from agentopia_env.clock import Moment
from agentopia_env.fakeserver.reading.elements import Element, amounts, number, parts
from agentopia_env.fakeserver.reading.people import person_of
from agentopia_env.fakeserver.reading.positions import applicant_of, position_of
from agentopia_env.fakeserver.reading.prompt import Prompt
from agentopia_env.fakeserver.reading.things import (
    effort_of,
    engagement_of,
    event_of,
    face_of,
    intent_of,
    place_of,
)
from agentopia_env.fakeserver.reading.vocabulary import vocabulary
from agentopia_env.fakeserver.reading.worlds import moment_of, world_of
from agentopia_env.questions import design
from agentopia_env.questions import environment as env
from agentopia_env.questions.base import ENVIRONMENT, Question
from agentopia_env.questions.replies import DayReply, IntentReply
from agentopia_env.world.memory import DiaryEntry, HistoryEntry
from agentopia_env.world.places import Location
from agentopia_env.world.positions import Position
from agentopia_env.world.scene import SURROUNDINGS, Line
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.society import Person


@dataclass(frozen=True, slots=True)
class WorldReader:
    """A prompt to the environment model."""

    prompt: Prompt
    when: Moment

    def elements(self, *names: str) -> list[Element]:
        """Elements of the question."""
        return self.prompt.asked.elements(*names)

    def number(self, *names: str) -> int:
        """A whole number that the question states; 0 where it does not."""
        return int(self.prompt.number(*names))

    def people(self) -> list[Person]:
        """People who are described in full."""
        language = self.prompt.language
        described = (each for each in self.elements("person") if each.children)
        return [person_of(each, self.when, language) for each in described]

    def person(self) -> Person:
        """The one person the question is about."""
        nobody = Element("person")
        return next(iter(self.people()), person_of(nobody, self.when, self.prompt.language))

    def place(self) -> Location | None:
        """Where it is."""
        return place_of(next(iter(self.elements("place")), None))

    def engagement(self) -> Engagement:
        """What is being lived."""
        names = tuple(person.name for person in self.people())
        element = next(iter(self.elements("activity")), Element("activity"))
        return engagement_of(element, self.when, names)


def worldly(prompt: Prompt, turn: str) -> Question[Any]:
    """The question put to the environment model.

    Raises:
        KeyError: it is none of those that it is asked.
    """
    build = _BUILDERS[prompt.kind]
    reader = WorldReader(prompt, moment_of(prompt))
    world = world_of(prompt)
    asked = {"who": ENVIRONMENT, "world": world, "when": reader.when, "turn": turn}
    return build(reader, asked)


def _new_events(reader: WorldReader, asked: dict[str, Any]) -> env.NewEvents:
    return env.NewEvents(
        **asked,
        running=tuple(event_of(element, reader.when) for element in reader.elements("event")),
        most=reader.number("q.most"),
        days=reader.number("q.days") or 1,
        population=reader.number("q.population"),
    )


def _encounter(reader: WorldReader, asked: dict[str, Any]) -> env.Encounter:
    first, second = (*reader.people(), reader.person(), reader.person())[:2]
    place = reader.place() or Location("", "", "", ())
    return env.Encounter(
        **asked, pair=(first, second), know=True, location=place, day=reader.number("q.day")
    )


def _lines(reader: WorldReader) -> tuple[Line, ...]:
    """The whole scene."""
    lines = []
    words = vocabulary(reader.prompt.language)
    for count, element in enumerate(reader.elements("said", "surroundings")):
        said, deeds = parts(element.raw, words)
        speaker = element.get("by") if element.name == "said" else SURROUNDINGS
        lines.append(Line(int(element.number("turn")) or count, speaker, said, deeds))
    return tuple(lines)


def _scene(reader: WorldReader) -> dict[str, Any]:
    return {
        "engagement": reader.engagement(),
        "location": reader.place(),
        "cast": tuple(reader.people()),
        "lines": _lines(reader),
    }


def _direct(reader: WorldReader, asked: dict[str, Any]) -> env.Direct:
    scene = _scene(reader)
    names = [person.name for person in scene["cast"]]
    facts = reader.prompt.asked.facts
    still = facts.get("q.present", ", ".join(names))
    spoken = [line for line in scene["lines"] if line.speaker]
    judged = "q.last.speaker" in facts
    return env.Direct(
        **asked,
        **scene,
        present=_standing_in(still, names),
        last=spoken[-1] if judged and spoken else None,
        may_end="if not q.may_end" not in facts,
    )


def _standing_in(text: str, names: list[str]) -> tuple[str, ...]:
    """Those of some names that a text lists, in its order; a name inside a longer one is not."""
    found: dict[int, str] = {}
    for name in sorted(names, key=len, reverse=True):
        at = text.find(name)
        if at >= 0:
            found[at] = name
            text = f"{text[:at]}{' ' * len(name)}{text[at + len(name) :]}"
    return tuple(found[at] for at in sorted(found))


def _scene_outcome(reader: WorldReader, asked: dict[str, Any]) -> env.SceneOutcome:
    return env.SceneOutcome(**asked, **_scene(reader))


def _solo_outcome(reader: WorldReader, asked: dict[str, Any]) -> env.SoloOutcome:
    return env.SoloOutcome(
        **asked,
        person=reader.person(),
        day=reader.number("q.day") or reader.when.index,
        intent=intent_of(next(iter(reader.elements("intent")), None)),
        location=reader.place(),
    )


def _week_outcome(reader: WorldReader, asked: dict[str, Any]) -> env.WeekOutcome:
    intents: dict[str, DayReply] = {}
    events: dict[str, Engagement] = {}
    day = ""
    for entry in reader.prompt.asked.entries:
        if isinstance(entry, tuple):
            day = entry[0].get("day", day)
        elif entry.name == "activity":
            events[day] = engagement_of(entry, reader.when)
        elif entry.name == "intent":
            intents[day] = DayReply(day=int(number(day)), **dict(intent_of(entry)))
    return env.WeekOutcome(**asked, person=reader.person(), intents=intents, events=events)


def _public_outcome(reader: WorldReader, asked: dict[str, Any]) -> env.PublicOutcome:
    intent = intent_of(next(iter(reader.elements("intent")), None))
    words = vocabulary(reader.prompt.language)
    effort = words.value(reader.prompt.fact("q.intent.effort"))
    others = [element for element in reader.elements("person") if not element.children]
    return env.PublicOutcome(
        **asked,
        person=reader.person(),
        engagement=reader.engagement(),
        location=reader.place(),
        intent=IntentReply(activity=intent.activity, effort=effort_of(effort)),
        others=tuple(map(face_of, others)),
    )


def _profile_update(reader: WorldReader, asked: dict[str, Any]) -> env.UpdateProfile:
    person, words = reader.person(), vocabulary(reader.prompt.language)
    person.year_log = amounts(words.names(reader.prompt.fact("amounts(q.person.year_log)")))
    person.memory.diary = [
        DiaryEntry(entry.get("at"), entry.text) for entry in reader.elements("diary")
    ]
    person.memory.history = [
        HistoryEntry(entry.get("at"), entry.text) for entry in reader.elements("history")
    ]
    return env.UpdateProfile(
        **asked,
        person=person,
        max_talent=reader.number("q.max_talent"),
        max_trait=reader.number("q.max_trait"),
    )


def _positions(reader: WorldReader) -> tuple[Position, ...]:
    return tuple(map(position_of, reader.elements("position")))


def _design_positions(reader: WorldReader, asked: dict[str, Any]) -> design.DesignPositions:
    return design.DesignPositions(
        **asked,
        existing=_positions(reader),
        count=reader.number("q.count"),
        capacity=(reader.number("q.capacity[0]"), reader.number("q.capacity[1]")),
        max_capacity=reader.number("q.max_capacity") or 1,
        best_skills=amounts(reader.prompt.fact("amounts(q.best_skills)")),
        demanding="if q.demanding" in reader.prompt.asked.facts,
    )


def _admit(reader: WorldReader, asked: dict[str, Any]) -> env.Admit:
    position = next(iter(_positions(reader)), Position("", ""))
    applicants = tuple(map(applicant_of, reader.elements("applicant")))
    return env.Admit(
        **asked, position=position, applicants=applicants, free=reader.number("q.free")
    )


def _design_places(reader: WorldReader, asked: dict[str, Any]) -> design.DesignPlaces:
    existing = map(place_of, reader.elements("place"))
    return design.DesignPlaces(
        **asked,
        public=reader.number("q.public"),
        homes=tuple(map(face_of, reader.elements("person"))),
        existing=tuple(place for place in existing if place is not None),
    )


_BUILDERS: dict[str, Callable[[WorldReader, dict[str, Any]], Question[Any]]] = {
    "public_events": _new_events,
    "encounter": _encounter,
    "direct": _direct,
    "scene_outcome": _scene_outcome,
    "solo_outcome": _solo_outcome,
    "week_outcome": _week_outcome,
    "public_outcome": _public_outcome,
    "profile_update": _profile_update,
    "new_positions": _design_positions,
    "admit": _admit,
    "locations": _design_places,
}
KINDS = frozenset(_BUILDERS)
"""Kinds of questions that the environment model is asked."""
