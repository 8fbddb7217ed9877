"""People in words and numbers, their ties and positions, out of a phrase book."""

from __future__ import annotations

from collections.abc import Mapping
from random import Random
from typing import Any

from agentopia_env.fakeserver.forging.book import Book, Trade
from agentopia_env.fakeserver.forging.places import Content, trade_of
from agentopia_env.fakeserver.forging.told import Told, filled, sentences
from agentopia_env.world.persona import TALENTS, TRAITS

_TEXTS = (
    "appearance_and_impression",
    "brief_introduction",
    "details",
    "conflicts",
    "core_motivation",
    "values",
    "preferences",
    "on_my_mind",
)
_MEAN, _SPREAD = 52, 16
_ADULT = 18


def person(book: Book, told: Told, random: Random) -> Content:
    """A person in words, who knows everybody outside the circle and some of it."""
    me = told.one("me", {})
    circle = str(told.one("story", {}).get("circle", ""))
    trade = trade_of(book, str(me.get("role", "")), int(me.get("age", 0)))
    role = trade.role if trade else book.retired.format(organization=book.trades[0].organization)
    given = {**_called(book, me), "role": role.lower(), "circle": circle, "age": str(me["age"])}
    written: Content = {
        name: sentences(book, book.texts[name], book.counts[name], random, given) for name in _TEXTS
    }
    outside = [one["name"] for one in told.all("outsider")]
    own = [one["name"] for one in told.all("mate")]
    least = int(told.one("wanted", {}).get("ties", 0)) - len(outside)
    chosen = [*outside, *random.sample(own, min(len(own), max(0, least)))]
    return {
        **written,
        "organization": trade.organization if trade else "",
        "role": trade.role if trade else "",
        "ties": [
            {
                "name": name,
                "kind": random.choice(book.kinds),
                "facts": filled(book, random.choice(book.facts), random, {}),
            }
            for name in chosen
        ],
    }


def ties(book: Book, told: Told, random: Random) -> Content:
    """Both views of every tie; the two draw on different sentences."""
    me = told.one("me", {})
    count = book.counts["views"]
    written = []
    for other in told.all("tie"):
        order = random.sample(book.views, min(len(book.views), 2 * count))
        mine, theirs = tuple(order[:count]), tuple(order[count:])
        shared = {name: random.choice(book.fills[name]) for name in ("event", "object", "matter")}
        about_me, about_other = _called(book, me), _called(book, other)
        written.append(
            {
                "name": other["name"],
                "my_view": sentences(book, mine, count, random, about_other | shared),
                "their_view": sentences(book, theirs, count, random, about_me | shared),
            }
        )
    return {"ties": written}


def positions(book: Book, told: Told, random: Random) -> Content:
    """Terms of the held positions, and other ranks of the same work that are open."""
    held = told.all("held")
    written = [_held(book, one, random) for one in held]
    taken = set(told.one("there", []))
    choice = [
        one for one in _open(book, random) if f"{one[0].organization}/{one[0].role}" not in taken
    ]
    for trade, needed in choice[: int(told.one("wanted", {}).get("open", 0))]:
        written.append(_terms(trade, random.randint(1, 2), needed, []))
    return {"positions": written}


def _open(book: Book, random: Random) -> list[tuple[Trade, int]]:
    """Every work in other ranks, with what it asks for; at its own place first, then at others."""
    ranked = [(trade, rank) for trade in book.trades for rank in book.ranks]
    random.shuffle(ranked)
    places = list(dict.fromkeys(trade.organization for trade in book.trades))
    found = []
    for distance in range(len(places)):
        for trade, (name, text, factor) in ranked:
            place = places[(places.index(trade.organization) + distance) % len(places)]
            called = trade.role if book.turned else trade.role.lower()
            income = min(500, round(trade.income * factor / 10) * 10)
            role = f"{name}{book.join}{called}"
            other = Trade(place, role, text.format(role=called), trade.skill, income)
            found.append((other, 0 if factor < 0.7 else round(60 * factor)))
    return found


def _held(book: Book, one: Mapping[str, Any], random: Random) -> Content:
    known = {f"{t.organization}/{t.role}": t for t in (*book.trades, book.school)}
    name = f"{one['organization']}/{one['role']}"
    income = random.randrange(160, 340, 10)
    trade = known.get(name) or Trade(
        one["organization"], one["role"], name, random.choice(book.skills), income
    )
    ages = [int(age) for age in one.get("ages_of_holders", [])]
    return _terms(trade, len(ages) + random.randint(0, 1), 20 if trade.income else 0, ages)


def _terms(trade: Trade, capacity: int, needed: int, ages: list[int]) -> Content:
    youngest = min([_ADULT if trade.income else 6, *ages])
    return {
        "organization": trade.organization,
        "role": trade.role,
        "type": "work" if trade.income else "non-work",
        "description": trade.description,
        "weekly_income": trade.income,
        "teaches": [{"skill": trade.skill, "points": 1}],
        "capacity": max(1, capacity),
        "min_age": youngest,
        "max_age": 0 if trade.income else max([_ADULT, *ages]),
        "requires": [{"skill": trade.skill, "points": needed}] if needed else [],
    }


def numbers(book: Book, told: Told, random: Random) -> Content:
    """A person in numbers, with skills of the work and of the age."""
    me = told.one("me", {})
    given, age = _called(book, me), int(me.get("age", 30))
    position = told.one("position", None) or {}
    income = int(position.get("weekly_income", 0))
    skills = {str(one["skill"]): int(one["points"]) + age for one in position.get("requires", [])}
    for one in position.get("teaches", []):
        skills.setdefault(str(one["skill"]), max(4, (age - 14) * 3))
    for skill in random.sample(book.skills, 2):
        skills.setdefault(skill, random.randint(4, max(6, age)))
    at_home = 0 if income else 100
    return {
        "talents": _drawn(TALENTS, random),
        "talents_in_words": sentences(book, book.in_words, 2, random, given),
        "personality": _drawn(TRAITS, random),
        "personality_in_words": sentences(book, book.in_words, 2, random, given),
        "skills": [{"skill": skill, "points": points} for skill, points in skills.items()],
        "deposit": round(random.uniform(0.5, 14) * (income or at_home)),
        "extra_income": at_home,
        "possessions": [
            {"name": name, "description": text} for name, text in random.sample(book.things, 3)
        ],
        "home": {
            "display_name": filled(book, random.choice(book.homes), random, given),
            "description": sentences(book, book.home_sentences, 4, random, given),
            "objects": random.sample(book.objects, random.randint(4, 5)),
        },
    }


def _drawn(names: tuple[str, ...], random: Random) -> dict[str, int]:
    return {name: round(min(97, max(3, random.gauss(_MEAN, _SPREAD)))) for name in names}


def _called(book: Book, one: Mapping[str, Any]) -> dict[str, str]:
    """How sentences call somebody: by given name and pronoun."""
    name = str(one.get("name", ""))
    words = name.split(" ")
    first = name[1:] if book.turned and len(name) > 2 else words[0]
    default = next(iter(book.pronouns.values()))
    pronouns = book.pronouns.get(str(one.get("gender", "")), default)
    return {**pronouns, "first": first, "First": first}
