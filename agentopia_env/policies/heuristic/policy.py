"""The heuristic policy: which rule answers which question."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson

from agentopia_env.language.answers import in_words
from agentopia_env.policies.heuristic import contact, days, plans, review, scenes, year
from agentopia_env.policies.heuristic.books import phrasebook
from agentopia_env.policies.heuristic.mind import Mind, Recall
from agentopia_env.policies.heuristic.temper import Temper, temper_of
from agentopia_env.questions.base import PersonQuestion, Question
from agentopia_env.questions.person import Contact, Speak
from agentopia_env.world.persona import Profile

_JSON: dict[str, Callable[[Mind, Any], dict[str, Any]]] = {
    "plan": plans.plan,
    "sign_up": contact.sign_up,
    "contact": contact.contact,
    "enter": scenes.enter,
    "solo": days.solo,
    "purchase": days.purchase,
    "reflect": review.reflect,
    "attend": days.attend,
    "exchange": year.exchange,
    "review": review.review,
    "discard": year.discard,
    "wish": year.wish,
    "rate": year.rate,
    "days": days.days,
    "year_end": year.year_end,
}
_SILENCE = {
    language: orjson.dumps(in_words({"actions": []}, language)).decode()
    for language in ("en", "zh")
}


class HeuristicPolicy:
    """Answers everything a person is asked by rules and seeded chance, at once.

    It is the embedded default: a whole society can live for years without a language model, and
    its lives are worth looking at. Temper, talents, mood, money, ties and memory decide what
    people plan, whom they write to, meet, like and respect, how they work, rest and spend, and
    different choices lead to different rewards. What it writes refers to what happened.

    It is not a model of real people, nor an optimum: it does not look ahead, understands little
    more of what it is told than tone and a few words, and speaks from a phrasebook. It does not
    read its reward. Beating it proves little; being beaten by it means something is wrong.

    Answers are a pure function of seed and question; what is kept of tempers and feelings only
    saves time.

    Args:
        seed: the run's seed.
        exploration: 0..1, how much ways of living (thrift, work, study, rest, company, depth of
            ties, tone) are drawn anew for every person and year, for data with variety.

    Raises:
        ValueError: `exploration` lies outside 0..1.
    """

    name = "heuristic"
    instant = True

    def __init__(self, seed: int, exploration: float = 0.0) -> None:
        if not 0 <= exploration <= 1:
            raise ValueError(f"exploration is {exploration}; it must be between 0 and 1")
        self.seed = seed
        self.exploration = exploration
        self._tempers: dict[str, tuple[Profile, int, Temper]] = {}
        self._recalled: dict[str, Recall] = {}

    def answer(self, question: Question[Any]) -> str:
        """The text of the answer, at once.

        Raises:
            TypeError: the question is not put to a person.
        """
        if not isinstance(question, PersonQuestion):
            raise TypeError(f"{question.kind} is a question to the world, not to a person")
        if isinstance(question, Contact) and contact.has_nothing_to_do(question):
            return _SILENCE.get(question.world.language, _SILENCE["en"])
        mind = self._mind(question)
        if isinstance(question, Speak):
            return scenes.speak(mind, question)
        content = _JSON[question.kind](mind, question)
        return orjson.dumps(in_words(content, question.world.language)).decode()

    async def aanswer(self, question: Question[Any]) -> str:
        """The text of the answer, without waiting for anything."""
        return self.answer(question)

    def _mind(self, question: PersonQuestion[Any]) -> Mind:
        phrases = phrasebook(question.world.language)
        profile, year = question.me.profile, question.when.year
        kept = self._tempers.get(profile.name)
        if kept is None or kept[0] is not profile or kept[1] != year:
            temper = temper_of(profile, self.seed, year, self.exploration, phrases)
            kept = self._tempers[profile.name] = (profile, year, temper)
        recall = self._recalled.get(profile.name)
        if recall is None:
            recall = self._recalled[profile.name] = Recall()
        return Mind(question, self.seed, kept[2], phrases, recall)
