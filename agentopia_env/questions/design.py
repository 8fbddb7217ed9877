"""The questions by which the environment model designs what a world's files do not give.

Each asks for so little that its answer is far from the longest that a model may give.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import ClassVar

from agentopia_env.errors import ReplyError
from agentopia_env.questions.base import Question
from agentopia_env.questions.replies import LocationReply, LocationsReply, PositionsReply
from agentopia_env.world.names import resolve_name
from agentopia_env.world.persona import Face
from agentopia_env.world.places import Location, home_of
from agentopia_env.world.positions import Position


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignPositions(Question[PositionsReply]):
    """Which new positions are there?

    Attributes:
        existing: all positions so far, those designed in earlier questions among them.
        count: how many distinct new ones are wanted.
        capacity: (least, most) places that the new ones have together.
        max_capacity: most places of a single one.
        best_skills: skill to the highest points anybody has.
        demanding: whether requirements must exceed the best (later years).
    """

    kind: ClassVar = "new_positions"
    reply_type: ClassVar = PositionsReply

    existing: tuple[Position, ...]
    count: int
    capacity: tuple[int, int]
    max_capacity: int
    best_skills: dict[str, float]
    demanding: bool

    @property
    def feature(self) -> str:
        """Traced with the applications."""
        return "position_application"

    def check(self, reply: PositionsReply) -> PositionsReply:
        """One position at least has to be new."""
        names = (f"{_line(each.organization)}/{_line(each.role)}" for each in reply.positions)
        _require_new(names, {position.name for position in self.existing})
        return reply

    def default(self) -> PositionsReply:
        """None."""
        return PositionsReply()


@dataclass(frozen=True, slots=True, kw_only=True)
class DesignPlaces(Question[LocationsReply]):
    """Which public places are there, or what are these people's homes like?

    Attributes:
        public: how many public places are wanted.
        homes: people who need a home.
        existing: public places designed in earlier questions.
    """

    kind: ClassVar = "locations"
    reply_type: ClassVar = LocationsReply

    public: int = 0
    homes: tuple[Face, ...] = ()
    existing: tuple[Location, ...] = ()

    def check(self, reply: LocationsReply) -> LocationsReply:
        """Homes are called after the people who need one; one place at least has to be wanted."""
        places = tuple(map(self._called, reply.locations))
        keys = {place.key for place in places}
        if self.public:
            _require_new(keys, {place.key for place in self.existing})
        elif keys.isdisjoint(home_of(face.name) for face in self.homes):
            raise ReplyError("there is no home of {name} in it", name=self.homes[0].name)
        return LocationsReply(locations=places)

    def _called(self, place: LocationReply) -> LocationReply:
        """A place under its own key, a home under that of the person who is meant."""
        key = _line(place.key)
        folder, slash, owner = key.partition("/")
        if slash and folder.strip().casefold() == "home":
            people = tuple(face.name for face in self.homes)
            key = home_of(resolve_name(owner, people).name or owner)
        return place.model_copy(update={"key": key})

    def default(self) -> LocationsReply:
        """None; homes that are missing will be plain ones."""
        return LocationsReply()


def _line(text: str) -> str:
    return " ".join(text.split())


def _require_new(given: Iterable[str], existing: Collection[str]) -> None:
    """Refuse an answer in which nothing is new.

    Raises:
        ReplyError: everything that is given exists already, or nothing is given.
    """
    if set(given) <= set(existing):
        raise ReplyError("there is nothing new in it")
