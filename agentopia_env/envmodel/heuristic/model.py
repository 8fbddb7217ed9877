"""The heuristic environment model itself: which rule answers which question."""

from __future__ import annotations

from random import Random
from typing import Any

import orjson

from agentopia_env.chance import chance
from agentopia_env.envmodel.heuristic.careers import admissions, new_positions
from agentopia_env.envmodel.heuristic.days import Answer, Today, day_alone
from agentopia_env.envmodel.heuristic.directing import direction
from agentopia_env.envmodel.heuristic.placemaking import new_places
from agentopia_env.envmodel.heuristic.public import at_event, encounter, new_events
from agentopia_env.envmodel.heuristic.scenes import scene_outcomes
from agentopia_env.envmodel.heuristic.temperament import fortune
from agentopia_env.envmodel.heuristic.years import profile_update
from agentopia_env.language.answers import in_words
from agentopia_env.questions.base import Question
from agentopia_env.questions.design import DesignPlaces, DesignPositions
from agentopia_env.questions.environment import (
    Admit,
    Direct,
    Encounter,
    NewEvents,
    PublicOutcome,
    SceneOutcome,
    SoloOutcome,
    UpdateProfile,
    WeekOutcome,
)
from agentopia_env.questions.replies import DayReply, IntentReply
from agentopia_env.world.places import Location, resolve_location
from agentopia_env.world.rules import EconomyRules
from agentopia_env.world.society import Person

_USUAL_CROWD = 2
"""Others taken to be at a public event whose participants are not named (brief week)."""


class HeuristicEnvironment:
    """Answers for the world by rules; see the package for what it is and is not.

    Args:
        seed: the run's seed; the same seed and question always give the same answer.
        economy: where the pay of a day of work comes from.
    """

    name = "heuristic"
    instant = True

    def __init__(self, seed: int, economy: EconomyRules | None = None) -> None:
        self._seed = seed
        self._pay = (economy or EconomyRules()).work_pay

    def answer(self, question: Question[Any]) -> str:
        """The answer as JSON text in the form of the question's reply.

        Raises:
            TypeError: it is not a question to the world.
        """
        rng = chance(self._seed, question.key)
        content = self._decide(question, rng)
        return orjson.dumps(in_words(content, question.world.language)).decode()

    async def aanswer(self, question: Question[Any]) -> str:
        """The same answer."""
        return self.answer(question)

    def _decide(self, question: Question[Any], rng: Random) -> Answer:
        match question:
            case Direct():
                return direction(question, rng)
            case SoloOutcome():
                return day_alone(self._alone(question, rng), question.intent)
            case WeekOutcome():
                return self._week(question, rng)
            case SceneOutcome():
                return scene_outcomes(question, self._seed, rng)
            case PublicOutcome():
                return self._event(question, rng)
            case Encounter():
                return encounter(question, rng)
            case NewEvents():
                return new_events(question, rng)
            case UpdateProfile():
                return profile_update(question, rng)
            case DesignPositions():
                return new_positions(question, rng)
            case Admit():
                return admissions(question, rng)
            case DesignPlaces():
                return new_places(question, rng)
        raise TypeError(
            f"{question.kind!r} is not a question to the world; ask a policy for {question.who}"
        )

    def _today(
        self, question: Question[Any], person: Person, location: Location | None, rng: Random
    ) -> Today:
        when = question.when
        return Today(
            person=person,
            rng=rng,
            language=question.world.language,
            location=location,
            vitality=person.state.vitality,
            mood=person.state.fulfilment["mood"],
            deposit=person.state.deposit,
            luck=fortune(self._seed, person.name, when.year, when.week),
            worked=sum(day.paid_work for day in person.week_log),
            done=frozenset(day.what.strip() for day in person.week_log if day.what),
            pay=self._pay,
            prices=question.world.prices,
        )

    def _alone(self, question: SoloOutcome, rng: Random) -> Today:
        return self._today(question, question.person, question.location, rng)

    def _event(self, question: PublicOutcome, rng: Random) -> Answer:
        today = self._today(question, question.person, question.location, rng)
        return at_event(today, question.engagement, question.intent, len(question.others))

    def _week(self, question: WeekOutcome, rng: Random) -> Answer:
        """Every day in turn, each starting from where the one before it ended."""
        today = self._today(question, question.person, None, rng)
        today.as_asked = True
        days: dict[str, Answer] = {}
        for day in sorted({*question.intents, *question.events}, key=_day_number):
            intent = question.intents.get(day) or DayReply(day=0, effort="light")
            engagement = question.events.get(day)
            today.location = self._where(
                question, engagement.location if engagement else intent.location
            )
            if engagement is None:
                outcome = day_alone(today, intent)
            else:
                known = len(engagement.participants) - 1
                others = known if known >= 0 else _USUAL_CROWD
                deed = IntentReply(activity=intent.activity, effort=intent.effort)
                outcome = at_event(today, engagement, deed, others)
            days[day] = outcome
            _pass_on(today, outcome, intent)
        return {"days": days}

    def _where(self, question: WeekOutcome, text: str) -> Location | None:
        if not text:
            return None
        found = resolve_location(text, question.world.locations, (question.person.name,))
        return found if isinstance(found, Location) else None


def _day_number(day: str) -> tuple[int, str]:
    return (int(day) if day.isdigit() else 0, day)


def _pass_on(today: Today, outcome: Answer, intent: DayReply) -> None:
    """Let a day leave its traces on the next one."""
    today.vitality = min(100, max(0, today.vitality + outcome["vitality"]))
    today.mood = min(100, max(0, today.mood + outcome["mood"]))
    spent = sum(offer["price"] for offer in outcome.get("offers", ()))
    today.deposit = max(0, today.deposit + outcome.get("money", 0) - spent)
    today.worked += bool(outcome.get("paid_work"))
    today.done |= {intent.activity.strip()}
