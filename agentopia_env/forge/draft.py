"""A world in the making: the answers so far, and what follows from them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeVar, cast

from agentopia_env.chance import chance
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
)
from agentopia_env.forge.settings import ForgeSettings

F = TypeVar("F", bound=AnswerForm)
WORLD = "world"
"""Subject of what is asked once."""
FEWEST_TIES, MOST_TIES = 4, 10
"""People whom everybody should know, where there are so many."""
_OWN = 3
"""Ties within the circle that a person brings along."""
_BRIDGED = (0.55, 0.15)
"""How likely a person knows one, and yet one, outside the circle."""


@dataclass(frozen=True, slots=True)
class Character:
    """Somebody of the cast.

    Attributes:
        circle: number of the story that introduces them.
    """

    name: str
    gender: str
    age: int
    role: str
    circle: int


@dataclass(frozen=True, slots=True)
class Tie:
    """That two people know each other.

    Attributes:
        one: whoever brought the tie along.
        kind, facts: empty where they are yet to be found.
    """

    one: str
    other: str
    kind: str = ""
    facts: str = ""


@dataclass
class Draft:
    """The answers by what they are of, e.g. `person/Ada Quill`."""

    settings: ForgeSettings
    answers: dict[str, AnswerForm] = field(default_factory=dict)

    def get(self, kind: str, subject: object, form: type[F]) -> F | None:
        """An answer, None while there is none."""
        answer = self.answers.get(f"{kind}/{subject}")
        return answer if isinstance(answer, form) else None

    def all(self, kind: str, form: type[F]) -> list[F]:
        """All answers of a kind, in the order in which they were given."""
        return [
            answer
            for key, answer in self.answers.items()
            if key.startswith(f"{kind}/") and isinstance(answer, form)
        ]

    @property
    def setting(self) -> SettingForm | None:
        """The setting."""
        return self.get("setting", WORLD, SettingForm)

    @property
    def prices(self) -> PricesForm | None:
        """The price list."""
        return self.get("prices", WORLD, PricesForm)

    @property
    def places(self) -> list[PlacesForm]:
        """The public places, batch by batch."""
        return self.all("places", PlacesForm)

    @property
    def stories(self) -> list[StoryForm]:
        """The reference stories."""
        return self.all("story", StoryForm)

    @property
    def positions(self) -> list[PositionForm]:
        """All positions, held and open."""
        return [one for batch in self.all("positions", PositionsForm) for one in batch.positions]

    def person(self, name: str) -> PersonForm:
        """A person in words."""
        return cast("PersonForm", self.answers[f"person/{name}"])

    def numbers(self, name: str) -> NumbersForm:
        """A person in numbers."""
        return cast("NumbersForm", self.answers[f"numbers/{name}"])

    @property
    def people(self) -> list[Character]:
        """Everybody, in the order in which they join."""
        return [
            Character(one.name, one.gender, one.age, one.role, number)
            for number, story in enumerate(self.stories)
            for one in story.people
        ]

    def birthday(self, name: str) -> tuple[int, int]:
        """Week and day of somebody's birthday."""
        random = chance(self.settings.seed, "birthday", name)
        return random.randint(1, 10), random.randint(1, 5)

    def ties(self) -> list[Tie]:
        """Every tie once: those that people brought along, then those that they lack."""
        ties = [
            Tie(one.name, tie.name, tie.kind, tie.facts)
            for one in self.people
            if f"person/{one.name}" in self.answers
            for tie in self.person(one.name).ties
        ]
        return ties + self._lacking(ties)

    def _lacking(self, ties: list[Tie]) -> list[Tie]:
        """Ties for whoever knows too few: with those of the same circle who know fewest."""
        known = acquaintances(ties, [one.name for one in self.people])
        circle = {one.name: one.circle for one in self.people}
        place = {name: number for number, name in enumerate(known)}
        more: list[Tie] = []
        fewest = min(FEWEST_TIES, len(known) - 1)
        for name, others in known.items():
            for _ in range(max(0, fewest - len(others))):
                strangers = [other for other in known if other != name and other not in others]
                other = min(
                    strangers,
                    key=lambda o: (abs(circle[o] - circle[name]) > 0, len(known[o]), place[o]),
                )
                more.append(Tie(name, other))
                others.add(other)
                known[other].add(name)
        return more

    def outsiders(self, me: Character) -> list[str]:
        """Whom a new person knows outside the circle: earlier people who know few, by chance."""
        before = self.before(me)
        known = acquaintances(self._brought(before), [one.name for one in before])
        choice = [
            one.name
            for one in before
            if one.circle != me.circle and len(known[one.name]) < MOST_TIES - 2
        ]
        random = chance(self.settings.seed, "outsiders", me.name)
        count = sum(random.random() < share for share in _BRIDGED)
        count = max(count, self._last_bridge(me, before))
        chosen: list[str] = []
        while choice and len(chosen) < count:
            weights = [1 / (1 + len(known[name])) ** 2 for name in choice]
            chosen.append(random.choices(choice, weights)[0])
            choice.remove(chosen[-1])
        return chosen

    def _last_bridge(self, me: Character, before: list[Character]) -> bool:
        """Whether somebody is the last of a circle that nothing ties to the others yet."""
        mates = {one.name for one in before if one.circle == me.circle}
        if len(mates) < self.settings.circles[me.circle] - 1:
            return False
        return all(tie.other in mates for tie in self._brought(before) if tie.one in mates)

    def mates(self, me: Character) -> list[Character]:
        """Who of the circle is there already."""
        return [one for one in self.before(me) if one.circle == me.circle]

    def own_ties(self, me: Character) -> int:
        """How many of the circle a new person knows at least."""
        return min(_OWN, len(self.mates(me)))

    def before(self, me: Character) -> list[Character]:
        """Everybody who joined before somebody."""
        people = self.people
        return people[: next(n for n, one in enumerate(people) if one.name == me.name)]

    def knows(self, before: list[Character]) -> dict[str, set[str]]:
        """Whom each of the first people knows among themselves."""
        return acquaintances(self._brought(before), [one.name for one in before])

    def _brought(self, people: list[Character]) -> list[Tie]:
        return [Tie(one.name, tie.name) for one in people for tie in self.person(one.name).ties]


def acquaintances(ties: list[Tie], names: list[str]) -> dict[str, set[str]]:
    """Whom everybody knows."""
    known: dict[str, set[str]] = {name: set() for name in names}
    for tie in ties:
        known[tie.one].add(tie.other)
        known[tie.other].add(tie.one)
    return known


def held_positions(draft: Draft) -> dict[tuple[str, str], list[str]]:
    """Who holds what, by organization and role; spellings that differ in case alone are one."""
    spelt: dict[str, tuple[str, str]] = {}
    held: dict[tuple[str, str], list[str]] = {}
    for one in draft.people:
        person = draft.person(one.name)
        if not person.role:
            continue
        key = spelt.setdefault(
            f"{person.organization}/{person.role}".casefold(), (person.organization, person.role)
        )
        held.setdefault(key, []).append(one.name)
    return held
