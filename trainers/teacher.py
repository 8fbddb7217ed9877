"""The teacher of the small model: it lives in a way drawn at random, and says so in its goal.

Every person has a way of living in every year: what the days are for, a living standard, a tone
and how much they say. It is drawn uniformly, so nothing in it is worth imitating but the form of
the answers and that a life holds together; which ways live well is left to be learned. The goal
names the way in four words (`friends; frugal; warm; chatty`), is repeated every week and is
read back from there. Single decisions stray from the way now and then.

Where ways do not matter (positions) it answers as the heuristic policy does.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import orjson

from agentopia_env.chance import chance
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.policies.heuristic.books import phrasebook
from agentopia_env.policies.heuristic.feelings import week_text
from agentopia_env.policies.heuristic.plans import planned_days
from agentopia_env.questions.base import PersonQuestion, Question
from agentopia_env.questions.person import Contact, Days, DaySlot, Plan, Review, YearEnd
from agentopia_env.world.memory import CHARACTERS
from agentopia_env.world.positions import STAY_CURRENT
from trainers import teacher_phrases as phrases
from trainers.shown import (
    INVITED,
    MOST_INVITED,
    MOST_MET,
    STEP,
    days_with,
    events_shown,
    free_days,
    invitations_shown,
    noted,
    offers_shown,
    people_noted,
    people_rated,
    people_shown,
    places_shown,
    positions_shown,
    short_names,
    skills_shown,
    went,
)
from trainers.ways import FOCUSES, TONES, Way, draw_way, read_way

_OUTGOING = {"friends": 0.9, "fun": 0.65, "calm": 0.4, "skill": 0.3, "money": 0.25}
"""How readily one invites and accepts."""
_STRAY = 0.1
"""How often a decision is made against one's way."""
_WORN_OUT = 25
"""Strength below which most days are for rest."""


class Teacher:
    """Answers a brief week's questions in short, by a way of living drawn per person and year.

    Answers are a pure function of seed and question.
    """

    name = "teacher"
    instant = True

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._heuristic = HeuristicPolicy(seed, exploration=1.0)

    def answer(self, question: Question[Any]) -> str:
        """The text of the answer, at once."""
        form = _FORMS.get(type(question))
        if form is None or not isinstance(question, PersonQuestion):
            return self._heuristic.answer(question)
        answer = form(Turn(question, self._seed, self._heuristic))
        return orjson.dumps(answer).decode()

    async def aanswer(self, question: Question[Any]) -> str:
        """The text of the answer, without waiting for anything."""
        return self.answer(question)


class Turn:
    """One person facing one question.

    Attributes:
        new_year: whether the way is being chosen by this question.
    """

    def __init__(
        self, question: PersonQuestion[Any], seed: int, heuristic: HeuristicPolicy
    ) -> None:
        self.question: Any = question
        self.heuristic = heuristic
        self.me = question.me
        self.draw = chance(seed, question.key, "teacher")
        self.called = short_names(question)
        standards = tuple(question.world.rules.economy.living_standards)
        self.way = self._way(question, seed, standards)

    def _way(self, question: PersonQuestion[Any], seed: int, standards: Sequence[str]) -> Way:
        year = question.when.year
        fresh = isinstance(question, Plan) and question.when.week == 1
        kept = None if fresh else read_way(self.me.goal, standards)
        return kept or draw_way(chance(seed, "way", self.me.name, year), standards)

    def yes(self, probability: float) -> bool:
        """Chance's answer."""
        return self.draw.random() < probability

    def tone(self) -> str:
        """The tone of what is said now."""
        return self.draw.choice(TONES) if self.yes(_STRAY) else self.way.tone

    def kind(self) -> str:
        """A kind of day, by focus and strength."""
        if self.me.state.vitality < _WORN_OUT and self.yes(0.7):
            return "rest"
        focus = self.draw.choice(list(FOCUSES)) if self.yes(_STRAY) else self.way.focus
        weights = FOCUSES[focus]
        return self.draw.choices(list(weights), list(weights.values()))[0]

    def say(self, options: Sequence[str]) -> str:
        """One of some phrases."""
        return self.draw.choice(options)


# ---------------------------------------------------------------- plan


def plan(turn: Turn) -> dict[str, Any]:
    """The answer to `Plan`: the goal kept, a kind of day for every day, the standard of the way."""
    question: Plan = turn.question
    n_day = question.world.rules.time.n_day
    days = "; ".join(f"D{day} {turn.kind()}" for day in range(1, n_day + 1))
    return {
        "goal": turn.way.goal,
        "plan": f"{phrasebook('en').plan_days}{days}.",
        "living_standard": _standard(turn, question.standards),
    }


def _standard(turn: Turn, payable: Mapping[str, float]) -> str:
    """The way's standard, or the dearest that can be paid in its place."""
    if turn.yes(_STRAY):
        return turn.draw.choice(list(payable))
    if turn.way.standard in payable:
        return turn.way.standard
    return max(payable, key=payable.__getitem__)


# ---------------------------------------------------------------- contact


def contact(turn: Turn) -> dict[str, Any]:
    """The answer to `Contact`: answers to invitations, one of one's own, a message or two."""
    question: Contact = turn.question
    outgoing = _OUTGOING[turn.way.focus]
    actions = _responses(turn, question, outgoing)
    people = people_shown(question)
    if people and turn.yes(outgoing) and free_days(question) and question.places:
        actions.append(_invitation(turn, question, people[:MOST_INVITED]))
    eager = (0.9, 0.4) if turn.way.talk == "chatty" else (0.4, 0.0)
    chosen = turn.draw.sample(range(len(people)), min(2, len(people)))
    for number, probability in zip(chosen, eager, strict=False):
        if turn.yes(probability):
            arguments = {
                "pick": number + 1,
                "to": turn.called(people[number]),
                "message": turn.say(phrases.MESSAGES[turn.tone()]),
            }
            actions.append({"name": "contact", "arguments": arguments})
    events = [event.name for event in events_shown(question) if turn.yes(0.5 * outgoing)]
    return {"actions": actions, "events": events}


def _responses(turn: Turn, question: Contact, outgoing: float) -> list[dict[str, Any]]:
    actions = []
    promised: set[str] = set()
    for pick, invitation in enumerate(invitations_shown(question), 1):
        yes = invitation.when not in promised and turn.yes(0.1 + outgoing)
        if yes:
            promised.add(invitation.when)
        arguments = {
            "pick": pick,
            "activity_name": invitation.activity_name,
            "decision": "yes" if yes else "no",
        }
        actions.append({"name": "respond_invitation", "arguments": arguments})
    return actions


def _invitation(turn: Turn, question: Contact, people: Sequence[str]) -> dict[str, Any]:
    """An invitation of one of them, under a title that nobody else can have for that day."""
    year, week, _ = question.earliest
    day = turn.draw.choice(free_days(question))
    idea = turn.draw.choice(phrases.IDEAS)
    places = places_shown(question)
    pick, at = turn.draw.randrange(len(people)), turn.draw.randrange(len(places))
    arguments = {
        "activity_name": f"{turn.called(turn.me.name)} {week:02d}.{day} {idea}",
        "pick": pick + 1,
        INVITED: [turn.called(people[pick])],
        "time": f"Y{year}-W{week:02d}-activity-D{day}",
        "at": at + 1,
        "location": places[at],
        "message": turn.say(phrases.INVITATIONS[turn.tone()]),
    }
    return {"name": "propose_joint_activity", "arguments": arguments}


# ---------------------------------------------------------------- days


def days(turn: Turn) -> dict[str, Any]:
    """The answer to `Days`: what was planned where the day is free, few words where it is not."""
    question: Days = turn.question
    planned = planned_days(turn.me.plan, "en")
    return {"days": [_day(turn, slot, planned.get(slot.day, "")) for slot in question.days]}


def _day(turn: Turn, slot: DaySlot, planned: str) -> dict[str, Any]:
    question: Days = turn.question
    if slot.engagement is not None:
        public = slot.engagement.type == "public"
        tone, talk = turn.tone(), turn.way.talk
        said = phrases.EVENT[tone] if public else phrases.COMPANY[tone, talk]
        return {"day": slot.day, "activity": turn.say(said)}
    kind = _alone(turn, planned)
    offers = offers_shown(question)
    if kind == "shop" and not offers:
        kind = "leisure"
    day = {"day": slot.day, "kind": kind, "activity": turn.say(phrases.ALONE[kind])}
    if kind == "shop":
        return day | {"item": turn.draw.choice(offers).name}
    skills = skills_shown(turn.me)
    return day | {"skill": skills[0]} if kind in ("work", "study") and skills else day


def _alone(turn: Turn, planned: str) -> str:
    """The kind of a free day; one that was kept for company and stayed empty is leisure."""
    worn_out = turn.me.state.vitality < _WORN_OUT and turn.yes(0.7)
    kind = "rest" if worn_out else turn.kind() if turn.yes(_STRAY) else planned or turn.kind()
    return {"company": "leisure", "together": "leisure"}.get(kind, kind)


# ---------------------------------------------------------------- looking back


def review(turn: Turn) -> dict[str, Any]:
    """The answer to `Review`: the week in a line, and what is felt now about whom it was with."""
    question: Review = turn.question
    people = people_noted(question)
    logs = turn.me.week_log
    tally = sum({"good": 1, "bad": -1}.get(went(log), 0) for log in logs)
    tone = "good" if tally >= 2 else "bad" if tally <= -1 else "plain"
    return {
        "summary": turn.say(phrases.DIARY[tone]),
        "notes": [_note(turn, name) for name in people],
    }


def _note(turn: Turn, name: str) -> dict[str, str]:
    """A note on somebody: a step up after a good day, a step down after a bad one."""
    question: Review = turn.question
    before = noted(question, name)
    shared = days_with(question, name)
    moved = STEP * sum({"good": 1, "bad": -1}.get(went(log), 0) for log in shared[:1])
    line = phrasebook("en").feeling.format(
        affection=_bounded(before.affection + moved),
        respect=_bounded(before.respect + moved),
        met=min(before.met + len(shared), MOST_MET),
        last=week_text((question.when.year, question.when.week)),
    )
    return {"file": f"{CHARACTERS}{turn.called(name)}", "content": line}


def _bounded(value: float) -> int:
    return round(min(95.0, max(5.0, value)))


def year_end(turn: Turn) -> dict[str, Any]:
    """The answer to `YearEnd`: ratings as noted, and the first of the heuristic policy's wishes
    that is shown.
    """
    question: YearEnd = turn.question
    felt = {turn.called(name): noted(question, name) for name in people_rated(question)}
    wanted = orjson.loads(turn.heuristic.answer(question))["wishes"]
    shown = [STAY_CURRENT, *(position.name for position in positions_shown(question))]
    pick = next((n for n, name in enumerate(shown) if n and name in wanted), 0)
    return {
        "affection": {name: round(feeling.affection) for name, feeling in felt.items()},
        "respect": {name: round(feeling.respect) for name, feeling in felt.items()},
        "pick": pick,
        "wishes": [shown[pick]],
    }


_FORMS: dict[type[Any], Callable[[Turn], dict[str, Any]]] = {
    Plan: plan,
    Contact: contact,
    Days: days,
    Review: review,
    YearEnd: year_end,
}
