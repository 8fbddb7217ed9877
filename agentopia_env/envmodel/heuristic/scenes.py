"""Scenes: what time spent together comes to for each of those who took part.

A scene is judged by what people say, who they are and how they are. Nobody's outcome depends on
words that did not reach them, and only words that everybody heard are ever quoted.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from random import Random

from agentopia_env.envmodel.heuristic import effects, reading
from agentopia_env.envmodel.heuristic.days import Answer
from agentopia_env.envmodel.heuristic.phrases import listed, place_name, say, thing, word
from agentopia_env.envmodel.heuristic.temperament import (
    affinity,
    bounded,
    familiarity,
    fortune,
    temper,
)
from agentopia_env.questions.environment import SceneOutcome
from agentopia_env.world.han import is_chinese
from agentopia_env.world.scene import SURROUNDINGS, Line
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.society import Person
from agentopia_env.world.tone import warmth

_GROUND = {"joint": 3.0, "encounter": 1.8}
"""Social fulfilment of an average meeting; what was agreed on means more than what happened."""
_TIRING = {"joint": 1.1, "encounter": 0.8}
"""Vitality that an average meeting costs."""
_ENOUGH_SAID = 14
"""Distinct words from which somebody has taken part fully."""
_ENOUGH_CHINESE = 22
"""The same in Chinese characters."""
_QUOTED = 16
"""Most words of what somebody said that are repeated."""
_CHINESE_SENTENCE = re.compile(r"[^。！？；]+[。！；]")
_WORTH_QUOTING = 9
"""Characters from which a Chinese sentence is more than a nod."""
_AT_ODDS = -0.22
"""Rapport below which a meeting is a clash."""


@dataclass(frozen=True, slots=True)
class _Share:
    """One participant's part in a scene.

    Attributes:
        public: everything they said that all could hear.
        telling: a sentence from the middle of it, past the greetings.
        engagement: how much they took part, 0..1.
    """

    person: Person
    public: str
    telling: str
    engagement: float
    gifts: int


def scene_outcomes(question: SceneOutcome, seed: int, rng: Random) -> Answer:
    """The answer to a `SceneOutcome`."""
    shares = {person.name: _share(person, question) for person in question.cast}
    quarrel = {
        frozenset((first, second)): _quarrel(shares[first], shares[second], rng)
        for index, first in enumerate(shares)
        for second in list(shares)[:index]
    }
    participants = {}
    for name, share in shares.items():
        others = [other for other in shares.values() if other.person.name != name]
        rapports = [
            _rapport(seed, question, share, other, rng)
            - quarrel[frozenset((name, other.person.name))]
            for other in others
        ]
        participants[name] = _outcome(question, seed, share, others, rapports, rng)
    return {"participants": participants}


def _share(person: Person, question: SceneOutcome) -> _Share:
    said = [
        part.text
        for line in question.lines
        if line.speaker == person.name
        for part in line.parts
        if part.visible_to is None
    ]
    public = " ".join(said)
    spoken = [reading.spoken(text) for text in said]
    distinct = len(frozenset().union(*(words for words, _ in spoken)))
    varied = 2.2 * distinct / max(1, sum(count for _, count in spoken))
    engagement = min(1.0, distinct / _enough_said(public)) * min(1.0, varied)
    telling = reading.last_sentence(said[len(said) // 2]) if said else ""
    return _Share(person, public, telling, engagement, _gifts_to(person.name, question.lines))


def _enough_said(public: str) -> int:
    return _ENOUGH_CHINESE if is_chinese(public) else _ENOUGH_SAID


def _gifts_to(name: str, lines: tuple[Line, ...]) -> int:
    """How often somebody else did something for a person that all could see."""
    return sum(
        name in deed
        for line in lines
        if line.speaker not in (name, SURROUNDINGS)
        for deed in line.deeds
    )


def _quarrel(one_share: _Share, other: _Share, rng: Random) -> float:
    """What a flare-up takes from the rapport of two people; 0 when there is none."""
    likely = temper(one_share.person) * temper(other.person)
    return 0.35 + 0.3 * rng.random() if rng.random() < 0.5 * likely else 0.0


def _heard(question: SceneOutcome, speaker: str, listener: str) -> str:
    """What a listener heard of a speaker."""
    return " ".join(
        part.text
        for line in question.lines
        if line.speaker == speaker
        for part in line.parts
        if part.reaches(listener, speaker)
    )


def _rapport(seed: int, question: SceneOutcome, me: _Share, you: _Share, rng: Random) -> float:
    """How well `me` got on with `you` this time, −1..1."""
    mine, yours = me.person, you.person
    language = question.world.language
    words = _heard(question, yours.name, mine.name)
    spirits = (yours.state.fulfilment["mood"] + yours.state.vitality - 110) / 100
    return bounded(
        0.42 * affinity(seed, mine.profile, yours.profile)
        + 0.38 * warmth(words, language)
        + 0.10 * warmth(me.public, language)
        + 0.12 * (you.engagement - 0.5)
        + 0.10 * spirits
        + 0.12 * familiarity(mine, yours.name)
        + 0.06 * fortune(seed, mine.name, question.when.year, question.when.week)
        + 0.15 * (rng.random() * 2 - 1)
    )


def _outcome(
    question: SceneOutcome,
    seed: int,
    me: _Share,
    others: list[_Share],
    rapports: list[float],
    rng: Random,
) -> Answer:
    state, profile = me.person.state, me.person.profile
    rapport = sum(rapports) / len(rapports) if rapports else 0.0
    tone = [warmth(other.public, question.world.language) for other in others]
    regard = sum(tone) / len(tone) if tone else 0.0
    taste = reading.topics(profile.preferences) & reading.topics(question.engagement.name)
    ground = _GROUND.get(question.engagement.type, 1.5) * (0.35 + 0.65 * me.engagement)
    shown = reading.skills_in(me.public, state.skills)[:2] if me.engagement > 0.4 else []
    skilled = min(1.0, max((state.skills[skill] for skill in shown), default=0.0) / 150)
    luck = fortune(seed, profile.name, question.when.year, question.when.week)
    at_ease = bounded((rapport + 0.32) / 0.36, 0.0, 1.0)
    mood = 1.8 * at_ease + 3.8 * rapport + min(0.8, 0.4 * len(taste)) * at_ease + 0.3 * luck
    social = ground * at_ease + 3.1 * rapport
    esteem = 0.5 * ground * at_ease + 1.6 * regard + 1.2 * rapport
    esteem += (0.9 * skilled + 0.008 * (profile.talent("leadership") - 50)) * me.engagement
    mood, social = mood + 0.5 * me.gifts, social + 0.4 * me.gifts
    outward = (profile.trait("extraversion") - 50) / 100
    tiring = (
        _TIRING.get(question.engagement.type, 1.0)
        - 0.8 * outward
        + (0.6 if rapport < _AT_ODDS else 0.0)
    )
    return {
        "outcome": _story(question, me, others, rapport, shown, rng),
        "vitality": effects.rounded(
            bounded(effects.cost(tiring, "normal", state.vitality, profile), -5, 0)
        ),
        "mood": effects.rounded(
            bounded(effects.mood_change(mood, state.fulfilment["mood"], state.vitality), -5, 5)
        ),
        "social": effects.rounded(bounded(effects.felt(social, state.fulfilment["social"]), -5, 5)),
        "esteem": effects.rounded(
            bounded(
                effects.esteem_change(
                    esteem, state.fulfilment["esteem"], profile.trait("confidence")
                ),
                -3,
                3,
            )
        ),
        "skills": {
            skill: effects.rounded(0.35 * me.engagement * effects.learning(state.skills[skill], 50))
            for skill in shown
        },
    }


def _story(
    question: SceneOutcome,
    me: _Share,
    others: list[_Share],
    rapport: float,
    shown: list[str],
    rng: Random,
) -> str:
    language = question.world.language
    slots: dict[str, object] = {
        "name": me.person.name,
        "others": listed([other.person.name for other in others], language),
        "activity": _activity(question.engagement) or word(language, "meeting"),
        "place": place_name(question.location, language),
        "thing": thing(rng, question.location, language),
    }
    sentences = [say(rng, language, _how_it_went(me, rapport), slots)]
    speaker = _somebody_worth_quoting(others, rng)
    if speaker is not None:
        slots["speaker"] = speaker.person.name
        slots["quote"] = _quote(speaker.telling, rng)
        sentences.append(say(rng, language, "scene_quote", slots))
    if me.gifts:
        sentences.append(say(rng, language, "scene_gift", slots))
    elif shown and rng.random() < 0.6:
        sentences.append(say(rng, language, "scene_skill", {**slots, "skill": shown[0]}))
    return word(language, "gap").join(sentences)


def _activity(engagement: Engagement) -> str:
    """What was agreed on, without the names behind it; nothing where people met by chance."""
    if engagement.type == "encounter":
        return ""
    return reading.in_short(engagement.name.partition(" (")[0].partition("（")[0])


def _quote(said: str, rng: Random) -> str:
    """Words of somebody's that can be repeated: in Chinese a whole sentence where one is short."""
    first = reading.in_short(said, _QUOTED)
    if not is_chinese(said):
        return first
    ended = _CHINESE_SENTENCE.findall(said)
    short = [(text.strip(" 。！；"), reading.in_short(text, 12)) for text in ended]
    kept = [text for whole, text in short if whole == text and len(text) >= _WORTH_QUOTING]
    return kept[int(rng.random() * len(kept))] if kept else first


def _how_it_went(me: _Share, rapport: float) -> str:
    if rapport < _AT_ODDS:
        return "scene_clash"
    if me.engagement < 0.15:
        return "scene_silent"
    if rapport < 0.12:
        return "scene_flat"
    return "scene_warm" if rapport < 0.42 else "scene_bond"


def _somebody_worth_quoting(others: list[_Share], rng: Random) -> _Share | None:
    """Somebody who said, for all to hear, a few words that can be repeated whole."""
    quotes = [(other, reading.in_short(other.telling, _QUOTED)) for other in others]
    speakers = [other for other, quote in quotes if len(quote) >= 4 and not quote.endswith("…")]
    if not speakers or rng.random() < 0.35:
        return None
    return speakers[int(rng.random() * len(speakers))]
