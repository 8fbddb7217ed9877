"""What is asked of a forge's author: the facts of every question, and what its answer must hold."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Generic, TypeVar

from agentopia_env.forge import settling
from agentopia_env.forge.draft import WORLD, Character, Draft, Tie, held_positions
from agentopia_env.forge.forms import (
    AnswerForm,
    NumbersForm,
    PersonForm,
    PlacesForm,
    PositionForm,
    PositionsForm,
    PricesForm,
    SettingForm,
    StoryForm,
    TiesForm,
)
from agentopia_env.forge.settings import HELD
from agentopia_env.world.persona import TALENTS, TRAITS

F = TypeVar("F", bound=AnswerForm)
_SHOWN = 40
"""Positions and skills that are shown so that they are written in the same way again."""
_OPEN = 4
"""One open position to so many people."""


@dataclass(frozen=True)
class Piece(Generic[F]):
    """One question.

    Attributes:
        kind: name of its template.
        subject: whom or what it is about, unique in its kind.
        form: of the answer.
        facts: what the template is filled in with.
        settle: makes an answer fit what is there already, or raises `ReplyError`.
    """

    kind: str
    subject: str
    form: type[F]
    facts: Mapping[str, Any]
    settle: Callable[[F], F]

    @property
    def key(self) -> str:
        """Under which the answer is kept."""
        return f"{self.kind}/{self.subject}"


def setting(draft: Draft) -> Piece[SettingForm]:
    """The world, out of the idea."""
    language = draft.settings.language
    return Piece(
        "setting",
        WORLD,
        SettingForm,
        {"brief": draft.settings.brief},
        lambda answer: settling.setting(answer, language),
    )


def prices(draft: Draft) -> Piece[PricesForm]:
    """The price list."""
    language = draft.settings.language
    return Piece("prices", WORLD, PricesForm, {}, lambda answer: settling.prices(answer, language))


def places(draft: Draft, number: int) -> Piece[PlacesForm]:
    """A batch of public places."""
    settings = draft.settings
    wanted = settings.place_batches[number]
    others = [batch for n, batch in enumerate(draft.places) if n != number]
    earlier = [one.name for batch in others for one in batch.places]
    return Piece(
        "places",
        str(number),
        PlacesForm,
        {"wanted": wanted, "earlier": earlier},
        lambda answer: settling.places(answer, wanted, earlier, settings.language),
    )


def story(draft: Draft, number: int) -> Piece[StoryForm]:
    """A reference story, with the circle of people it introduces."""
    settings, sizes = draft.settings, draft.settings.circles
    earlier = draft.stories[:number]
    taken = [one.name for before in earlier for one in before.people]
    wanted = {"number": number + 1, "of": len(sizes), "people": sizes[number]}
    told = [
        {"circle": one.circle, "title": one.title, "people": [p.role for p in one.people]}
        for one in earlier
    ]
    return Piece(
        "story",
        str(number),
        StoryForm,
        {"wanted": wanted, "stories": told, "taken": taken},
        lambda answer: settling.story(answer, sizes[number], taken, settings.language),
    )


def person(draft: Draft, me: Character) -> Piece[PersonForm]:
    """A person in words, with ties to people who are there already."""
    before = draft.before(me)
    knows = draft.knows(before)
    own = [one.name for one in before if one.circle == me.circle]
    outside = draft.outsiders(me)
    least = draft.own_ties(me) + len(outside)
    known_of = {one.name: one for one in before}

    def shown(name: str) -> dict[str, Any]:
        intro = draft.person(name).brief_introduction
        return {**_face(known_of[name]), "introduction": intro, "knows": sorted(knows[name])}

    tale = draft.stories[me.circle]
    facts = {
        "me": _face(me),
        "story": {"circle": tale.circle, "title": tale.title, "text": tale.story},
        "mates": [shown(name) for name in own],
        "outsiders": [shown(name) for name in outside],
        "organizations": _held_names(draft, before)[-_SHOWN:],
        "wanted": {"ties": least},
    }
    language = draft.settings.language
    return Piece(
        "person",
        me.name,
        PersonForm,
        facts,
        lambda answer: settling.person(answer, own, outside, least, me.name, language),
    )


def ties(draft: Draft, me: Character, mine: list[Tie]) -> Piece[TiesForm]:
    """How a person and some others see each other."""
    people = {one.name: one for one in draft.people}
    others = [
        {
            **_face(people[tie.other]),
            "kind": tie.kind,
            "facts": tie.facts,
            "about": draft.person(tie.other).details,
        }
        for tie in mine
    ]
    facts = {"me": {**_face(me), **_words(draft, me)}, "others": others}
    names = [tie.other for tie in mine]
    language = draft.settings.language
    return Piece(
        "ties", me.name, TiesForm, facts, lambda answer: settling.ties(answer, names, language)
    )


def position_batches(draft: Draft) -> int:
    """How many questions it takes to settle the positions."""
    return max(1, -(-len(held_positions(draft)) // HELD))


def positions(draft: Draft, number: int) -> Piece[PositionsForm]:
    """The terms of some positions that are held, and some open ones."""
    settings, held = draft.settings, held_positions(draft)
    batches = position_batches(draft)
    ages = {one.name: one.age for one in draft.people}
    some = list(held.items())[number * HELD : (number + 1) * HELD]
    share = max(2, settings.people // _OPEN)
    wanted = {"open": share // batches + (number < share % batches)}
    others = [batch_of(draft, n) or () for n in range(batches) if n != number]
    earlier = [one for batch in others for one in batch]
    skills = dict.fromkeys(s.skill for one in earlier for s in (*one.teaches, *one.requires))
    there = [*held, *((one.organization, one.role) for one in earlier)]
    facts = {
        "held": [
            {"organization": key[0], "role": key[1], "ages_of_holders": [ages[n] for n in names]}
            for key, names in some
        ],
        "wanted": wanted,
        "skills": list(skills)[:_SHOWN],
        "there": [f"{organization}/{role}" for organization, role in dict.fromkeys(there)],
    }
    keys = [key for key, _ in some]
    return Piece(
        "positions",
        str(number),
        PositionsForm,
        facts,
        lambda answer: settling.positions(answer, keys, wanted["open"], there, settings.language),
    )


def numbers(draft: Draft, me: Character) -> Piece[NumbersForm]:
    """A person in numbers."""
    words = draft.person(me.name)
    named = (words.organization.casefold(), words.role.casefold())
    listed = draft.positions
    mine = [
        one
        for one in listed
        if words.role and (one.organization.casefold(), one.role.casefold()) == named
    ]
    skills = dict.fromkeys(s.skill for one in listed for s in (*one.requires, *one.teaches))
    facts = {
        "me": {**_face(me), **_words(draft, me)},
        "position": mine[0].model_dump() if mine else None,
        "skills": list(skills)[:_SHOWN],
        "talents": _example(TALENTS),
        "traits": _example(TRAITS),
    }
    return Piece("numbers", me.name, NumbersForm, facts, lambda answer: answer)


def batch_of(draft: Draft, number: int) -> list[PositionForm] | None:
    """The positions that came of one question; None where it is not answered."""
    batch = draft.get("positions", number, PositionsForm)
    return batch.positions if batch else None


def _held_names(draft: Draft, people: list[Character]) -> list[str]:
    words = (draft.person(one.name) for one in people)
    return list(dict.fromkeys(f"{w.organization}/{w.role}" for w in words if w.role))


def _face(one: Character) -> dict[str, Any]:
    return {name: value for name, value in asdict(one).items() if name != "circle"}


def _words(draft: Draft, one: Character) -> dict[str, str]:
    texts: dict[str, str] = draft.person(one.name).model_dump(exclude={"ties", "on_my_mind"})
    return texts


def _example(names: tuple[str, ...]) -> str:
    return "{" + ", ".join(f'"{name}": 50' for name in names) + "}"
