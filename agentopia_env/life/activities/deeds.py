"""What people do before others in one go: words taken apart, possessions handed over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from agentopia_env.errors import ReplyError
from agentopia_env.language import ENGLISH, say
from agentopia_env.questions.parsing import Speech, parse_speech
from agentopia_env.world.names import resolve_name
from agentopia_env.world.persona import Item
from agentopia_env.world.scene import Line, Part, audience
from agentopia_env.world.society import Society


@dataclass(frozen=True, slots=True)
class Given:
    """One possession handed over."""

    giver: str
    receiver: str
    item: Item
    language: str = ENGLISH

    @property
    def deed(self) -> str:
        """What everybody sees."""
        return say(
            self.language,
            "{giver} gives {item} to {receiver}",
            giver=self.giver,
            item=self.item.name,
            receiver=self.receiver,
        )


@dataclass(slots=True)
class Gifts:
    """The gifts of one gathering, in order.

    Each thing is given at most once, by whoever owned it when the gathering began.
    """

    society: Society
    made: list[Given] = field(default_factory=list)

    def give(self, giver: str, to: str, item: str, present: Sequence[str]) -> Given | None:
        """Hand a possession to somebody present; None where that cannot be done."""
        receiver = resolve_name(to, tuple(present), giver).name
        owned = self._left(giver)
        wanted = " ".join(item.split()).casefold()
        found = next((i for i in owned if " ".join(i.name.split()).casefold() == wanted), None)
        if receiver is None or receiver == giver or found is None:
            return None
        gift = Given(giver, receiver, found, self.society.world.language)
        self.made.append(gift)
        return gift

    def _left(self, giver: str) -> list[Item]:
        owned = list(self.society.people[giver].state.possessions)
        for gift in self.made:
            if gift.giver == giver:
                owned.remove(gift.item)
        return owned

    def gains(self, name: str) -> tuple[Item, ...]:
        """What a person was given."""
        return tuple(gift.item for gift in self.made if gift.receiver == name)

    def losses(self, name: str) -> tuple[str, ...]:
        """Names of what a person gave away."""
        return tuple(gift.item.name for gift in self.made if gift.giver == name)


def utterance(
    turn: int, name: str, text: str, cast: tuple[str, ...], gifts: Gifts | None = None
) -> Line | None:
    """A free text of what somebody says and does, as a line with its private parts apart.

    None where nothing is said or done, or where the text cannot be read.
    """
    try:
        speech = parse_speech(text) if text.strip() else Speech(())
    except ReplyError:
        return None
    parts = (Part(part.text, audience(part.visible_to, cast)) for part in speech.parts)
    made = [gifts.give(name, to, item, cast) for to, item in speech.gifts] if gifts else []
    line = Line(turn, name, tuple(parts), tuple(gift.deed for gift in made if gift is not None))
    return line if line.parts or line.deeds else None
