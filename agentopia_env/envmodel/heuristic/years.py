"""What a year does to a person: talents and traits drift with it, and history is written."""

from __future__ import annotations

from collections import Counter
from random import Random

from agentopia_env.envmodel.heuristic.days import Answer
from agentopia_env.envmodel.heuristic.phrases import listed, say, word
from agentopia_env.envmodel.heuristic.reading import in_short
from agentopia_env.envmodel.heuristic.temperament import bounded
from agentopia_env.questions.environment import UpdateProfile
from agentopia_env.world.persona import OPPOSITE, TALENTS, TRAITS
from agentopia_env.world.society import Person


def profile_update(question: UpdateProfile, rng: Random) -> Answer:
    """The answer to an `UpdateProfile`: numbers that moved, two or three sentences of history."""
    shares = _Shares(question.person)
    talents = _moved(_talent_drift(shares), question.max_talent, rng)
    traits = _moved(_trait_drift(shares), question.max_trait, rng)
    return {
        "talents": talents,
        "personality_traits": _by_the_poles_of(question.person, traits),
        "history": _history(question, shares, rng),
    }


class _Shares:
    """A year in numbers: each share is of the days lived, 0..1."""

    def __init__(self, person: Person) -> None:
        log = person.year_log
        self.log = log
        self.state = person.state
        days = ("joint_days", "encounter_days", "public_days", "solo_days")
        self.days = max(1.0, sum(log.get(name, 0) for name in days))
        self.company = sum(log.get(name, 0) for name in days[:3]) / self.days
        self.joint = log.get("joint_days", 0) / self.days
        self.public = log.get("public_days", 0) / self.days
        self.work = log.get("work_days", 0) / self.days
        self.study = log.get("study_days", 0) / self.days
        self.rest = log.get("rest_days", 0) / self.days
        self.success = (log.get("good_days", 0) - log.get("bad_days", 0)) / self.days
        self.written = min(1.0, log.get("messages_sent", 0) / self.days)
        self.newcomers = min(1.0, log.get("new_people", 0) / 8)
        self.esteem = (person.state.fulfilment["esteem"] - 50) / 50
        self.mood = (person.state.fulfilment["mood"] - 50) / 50
        self.vitality = (person.state.vitality - 50) / 50


def _talent_drift(year: _Shares) -> dict[str, float]:
    """Where the talents are pulled, −1..1."""
    return {
        "beauty": 0.5 * year.vitality - 0.2,
        "communication": 1.2 * year.company + 0.4 * year.written - 0.6,
        "creativity": 1.2 * year.study + 0.3 * year.mood - 0.3,
        "health": 0.9 * year.vitality + year.rest - 0.5 * year.work - 0.1,
        "honesty": 0.4 * year.joint + 0.2 * year.esteem - 0.15,
        "integrity": 0.4 * year.work + 0.2 * year.esteem - 0.15,
        "intelligence": 1.6 * year.study - 0.25,
        "leadership": 1.2 * year.public + 0.5 * year.esteem - 0.1,
        "trustworthiness": 0.6 * year.joint + 0.4 * year.work - 0.25,
    }


def _trait_drift(year: _Shares) -> dict[str, float]:
    """Where the traits are pulled, −1..1."""
    return {
        "confidence": 0.9 * year.success + 0.7 * year.esteem,
        "control": 0.5 * year.work - 0.4 * year.company,
        "curiosity": 0.9 * year.study + 0.4 * year.newcomers - 0.25,
        "empathy": 1.1 * year.company - 0.45,
        "extraversion": 1.5 * year.company + 0.3 * year.newcomers - 0.75,
        "feeling": 0.5 * year.joint - 0.4 * year.work,
        "intuition": 0.3 * year.study + 0.2 * year.mood - 0.1,
        "judging": 0.7 * year.work - 0.4 * year.rest - 0.1,
        "patience": 0.4 * year.vitality + 0.3 * year.mood + 0.2 * year.rest,
        "responsibility": 0.9 * year.work - 0.25,
    }


def _moved(pull: dict[str, float], most: int, rng: Random) -> dict[str, int]:
    """Whole points by which the numbers move; those that stay are left out."""
    moved = {}
    for name in (*TALENTS, *TRAITS):
        if name in pull:
            points = round(most * bounded(pull[name] + 0.25 * (rng.random() * 2 - 1)))
            if points:
                moved[name] = points
    return moved


def _by_the_poles_of(person: Person, traits: dict[str, int]) -> dict[str, int]:
    """The same drift, by whichever pole of an axis the person's profile is written in."""
    written = person.profile.personality_traits.quantitative
    turned = {}
    for name, points in traits.items():
        other = OPPOSITE.get(name)
        if other is not None and other in written and name not in written:
            turned[other] = -points
        else:
            turned[name] = points
    return turned


def _history(question: UpdateProfile, year: _Shares, rng: Random) -> str:
    person, language = question.person, question.world.language
    log = year.log
    friends = _friends(person)
    skills = person.state.skills
    slots: dict[str, object] = {
        "name": person.name,
        "friends": listed(friends, language),
        "joint": round(year.company * year.days),
        "work": round(log.get("work_days", 0)),
        "study": round(log.get("study_days", 0)),
        "solo": round(log.get("solo_days", 0)),
        "earned": round(log.get("earned", 0)),
        "deposit": round(person.state.deposit),
        "good": round(log.get("good_days", 0)),
        "bad": round(log.get("bad_days", 0)),
        "new": round(log.get("new_people", 0)),
        "skill": max(skills, key=lambda name: skills[name])
        if skills
        else word(language, "one_thing"),
    }
    sentences = [say(rng, language, _kind_of_year(year, bool(friends)), slots)]
    if log.get("new_people", 0) >= 2:
        sentences.append(say(rng, language, "year_new_people", slots))
    good = log.get("good_days", 0) >= log.get("bad_days", 0)
    sentences.append(say(rng, language, "year_good" if good else "year_bad", slots))
    diary = in_short(person.memory.diary[-1].summary, 14) if person.memory.diary else ""
    if diary and len(sentences) < 3:
        sentences.append(say(rng, language, "year_diary", {**slots, "diary": diary}))
    return word(language, "gap").join(sentences)


def _kind_of_year(year: _Shares, friends: bool) -> str:
    """What a year was most of all, compared with an even one."""
    leanings = {
        "year_work": year.work / 0.3,
        "year_study": year.study / 0.2,
        "year_quiet": (1 - year.company) / 1.1,
    }
    if friends and year.company > 0:
        leanings["year_company"] = year.company / 0.45
    return max(leanings, key=lambda name: leanings[name])


def _friends(person: Person) -> list[str]:
    """The one or two people somebody has had most to do with of late."""
    contacts: Counter[str] = Counter()
    for message in person.messages:
        contacts[message.to if message.sender == person.name else message.sender] += 1
    for day in person.week_log:
        contacts.update(day.others)
    contacts.pop(person.name, None)
    if not contacts:
        return person.memory.known[-2:]
    return [name for name, _ in contacts.most_common(2)]
