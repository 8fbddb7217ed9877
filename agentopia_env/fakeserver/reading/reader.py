"""What all questions to a person are made of: who is asked, the world, memory and its calls."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import orjson

from agentopia_env.clock import Moment
from agentopia_env.fakeserver.reading.elements import Element, listed
from agentopia_env.fakeserver.reading.prompt import Prompt
from agentopia_env.fakeserver.reading.things import engagement_of, face_of, place_of
from agentopia_env.questions.base import MemoryQuestion
from agentopia_env.world.memory import Call, CallResult, Note
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.society import Person, World


@dataclass(frozen=True, slots=True)
class Reader:
    """A prompt, and what all questions to a person are made of."""

    prompt: Prompt
    me: Person
    world: World
    when: Moment
    known: tuple[str, ...]

    def everyone(self, turn: str) -> dict[str, Any]:
        """What every question has."""
        return {
            "who": self.me.name,
            "me": self.me,
            "world": self.world,
            "when": self.when,
            "turn": turn,
        }

    def elements(self, *names: str) -> list[Element]:
        """Elements of the question itself."""
        return self.prompt.asked.elements(*names)

    def engaged(self) -> tuple[Engagement, ...]:
        """What is agreed; the person's days are taken by it."""
        agreed = tuple(
            engagement_of(element, self.when, self.known) for element in self.elements("activity")
        )
        for engagement in agreed:
            self.me.schedule.add(engagement)
        return agreed

    def scene(self) -> dict[str, Any]:
        """What is agreed, where it is and who else is there."""
        agreed = self.engaged()
        name = self.prompt.kind
        place = next(iter(self.elements("place")), None)
        return {
            "engagement": agreed[0] if agreed else _nothing(self.when, name),
            "location": place_of(place),
            "others": tuple(map(face_of, self.elements("person"))),
        }

    def places(self) -> tuple[str, ...]:
        """Keys of the public places."""
        stated = listed(self.prompt.asked.facts.get("q.places", ""))
        return stated or tuple(place.key for place in self.world.public_places)

    def people(self) -> tuple[str, ...]:
        """The people the question is about; by default everybody who is known."""
        facts = self.prompt.asked.facts
        stated = facts.get("q.people") or facts.get("here")
        if stated:
            return listed(stated, self.known)
        known = listed(self.prompt.block("_life").facts.get("s.known", ""), self.known)
        away = listed(facts.get("away", ""), self.known)
        return tuple(name for name in known or self.me.memory.known if name not in away)


def with_memory(question: MemoryQuestion[Any], reader: Reader) -> MemoryQuestion[Any]:
    """The question with the results of calls; what was read is known in full."""
    results = tuple(_results(reader.prompt))
    for result in results:
        file = result.call.file
        if result.ok and result.call.name == "read_file" and file in reader.me.memory.files:
            time = reader.me.memory.files[file].time
            reader.me.memory.files[file] = Note(time, result.result)
    left = int(reader.prompt.number("q.calls_left"))
    return replace(question, results=results, calls_left=left)


def _results(prompt: Prompt) -> list[CallResult]:
    """What calls gave back, told in the prompt or as messages of tools."""
    results = [
        CallResult(Call(given.get("of"), given.get("file")), given.text, not given.get("failed"))
        for given in prompt.asked.elements("result")
    ]
    asked: dict[str, Call] = {}
    for message in prompt.turns:
        for call in message.get("tool_calls") or ():
            function = call.get("function", {})
            try:
                arguments = orjson.loads(function.get("arguments") or "{}")
            except orjson.JSONDecodeError:
                arguments = {}
            file = str(arguments.get("file", "")) if isinstance(arguments, dict) else ""
            asked[str(call.get("id"))] = Call(str(function.get("name")), file)
        call_id = str(message.get("tool_call_id"))
        if message.get("role") == "tool" and call_id in asked:
            text = str(message.get("content") or "")
            results.append(CallResult(asked[call_id], text, not text.startswith("error:")))
    return results


def _nothing(when: Moment, name: str) -> Engagement:
    return Engagement("", "joint", name, "", when.year, when.week, when.index, "", ())
