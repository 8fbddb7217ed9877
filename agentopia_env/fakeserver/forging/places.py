"""Settings, price lists, places and stories out of a phrase book."""

from __future__ import annotations

from random import Random
from typing import Any

from agentopia_env.fakeserver.forging.book import Book, Trade
from agentopia_env.fakeserver.forging.told import Told, filled, sentences

Content = dict[str, Any]
_TRIES = 100
"""Draws after which a given name is made of two."""
_YOUNG, _OLD = 17, 70
"""Ages up to which one learns, and from which one has retired."""


def setting(book: Book, told: Told, random: Random) -> Content:
    """A town."""
    town = random.choice(book.towns)
    given = {"town": town, "brief": " ".join(str(told.one("idea", "")).split())[:400]}
    texts = [filled(book, text, random, given) for text in book.setting]
    return {"title": town, "world_setting": "\n\n".join(texts), "notes": list(book.notes)}


def prices(book: Book, told: Told, random: Random) -> Content:  # noqa: ARG001
    """The price list, a little dearer or cheaper."""
    factor = random.uniform(0.9, 1.2)
    return {
        "categories": [
            {
                "name": name,
                "description": book.goods_description,
                "items": [
                    {"name": item, "unit": unit, "low": _price(low, factor),
                     "high": _price(high, factor) + 1}
                    for item, unit, low, high in items
                ],
            }
            for name, items in book.goods.items()
        ]
    }  # fmt: skip


def _price(price: int, factor: float) -> int:
    return max(1, round(price * factor))


def places(book: Book, told: Told, random: Random) -> Content:
    """So many places of each size, under names that are free."""
    taken = set(told.all("place"))
    written = []
    for size, count in told.one("wanted", {}).items():
        for _ in range(count):
            name = _free_name(book, random, taken)
            taken.add(name)
            written.append(
                {
                    "name": name,
                    "size": size,
                    "description": sentences(book, book.place_sentences, 5, random, {}),
                    "objects": random.sample(book.objects, random.randint(5, 6)),
                }
            )
    return {"places": written}


def _free_name(book: Book, random: Random, taken: set[str]) -> str:
    while True:
        name = f"{random.choice(book.place_names)}{book.join}{random.choice(book.place_kinds)}"
        if name not in taken:
            return name


def story(book: Book, told: Told, random: Random) -> Content:
    """A story with its people."""
    wanted = told.one("wanted", {})
    taken = {_given(book, str(name)).casefold() for name in told.one("taken", [])}
    people = []
    circle = book.circles[(wanted.get("number", 1) - 1) % len(book.circles)]
    for _ in range(wanted.get("people", 4)):
        gender = random.choice(list(book.given))
        name = _person_name(book, gender, random, taken)
        age = _age(random)
        people.append(
            {"name": name, "gender": gender, "age": age, "role": _role(book, age, circle, random)}
        )
    parts = [str(people[number % len(people)]["name"]) for number in range(4)]
    given = dict(zip("abcd", parts, strict=True))
    for name in ("object", "matter"):
        given[name] = random.choice(book.fills[name])
    text = "\n".join(filled(book, part, random, given) for part in book.story)
    title = random.choice(book.titles)
    return {"circle": circle, "title": title, "story": text, "people": people}


def _person_name(book: Book, gender: str, random: Random, taken: set[str]) -> str:
    number = 0
    while True:
        parts = [random.choice(book.given[gender]), random.choice(book.family)]
        number += 1
        if number > _TRIES:  # the book is used up: two given names, in one
            parts[0] += random.choice(book.given[gender]).casefold()[-1 if book.turned else 0 :]
        name = book.join.join(reversed(parts) if book.turned else parts)
        if parts[0].casefold() not in taken:
            taken.add(parts[0].casefold())
            return name


def _given(book: Book, name: str) -> str:
    return name[1:] if book.turned else name.split(" ")[0]


def _age(random: Random) -> int:
    return round(min(86, max(8, random.gauss(38, 18))))


def _role(book: Book, age: int, circle: str, random: Random) -> str:
    trade = book.school if age <= _YOUNG else random.choice(book.trades)
    return book.role_line.format(role=trade.role, organization=trade.organization, place=circle)


def trade_of(book: Book, role: str, age: int) -> Trade | None:
    """The work that a line of a story gives somebody; None for whoever has retired."""
    if age <= _YOUNG:
        return book.school
    if age >= _OLD:
        return None
    fitting = (trade for trade in book.trades if trade.role in role and trade.organization in role)
    return next(fitting, None) or book.trades[age % len(book.trades)]
