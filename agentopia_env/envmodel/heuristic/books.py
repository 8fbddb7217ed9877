"""What a language has for the world: wordings, events, places, positions, and small words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from agentopia_env.envmodel.heuristic import (
    events_en,
    events_zh,
    phrases_en,
    phrases_zh,
    places_en,
    places_zh,
    roles_en,
    roles_zh,
)
from agentopia_env.envmodel.heuristic.events_en import EventKind
from agentopia_env.envmodel.heuristic.places_en import PlaceKind


@dataclass(frozen=True, slots=True)
class Places:
    """What designed places are made of (see `places_en`)."""

    by_size: Mapping[str, tuple[PlaceKind, ...]]
    quarters: tuple[str, ...]
    remarks: tuple[str, ...]
    home_rooms: tuple[str, ...]
    home_objects: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Roles:
    """What designed positions are made of (see `roles_en`).

    Attributes:
        role, house: role and kind of organization of a skill that `jobs` does not have.
        placed, numbered: how an organization is put together from its parts.
    """

    jobs: Mapping[str, tuple[str, str]]
    role: str
    house: str
    ranks: tuple[tuple[float, str], ...]
    summits: tuple[str, ...]
    houses: tuple[str, ...]
    placed: str
    numbered: str
    volunteering: tuple[str, ...]
    duties: tuple[str, ...]
    common_skills: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Book:
    """Everything the heuristic environment model can say in one language.

    Attributes:
        outdoors: pattern of the names of places that have no roof.
    """

    phrases: Mapping[str, tuple[str, ...]]
    events: tuple[EventKind, ...]
    places: Places
    roles: Roles
    words: Mapping[str, str]
    weekdays: tuple[str, ...] = ()
    outdoors: str = r"(?!)"

    def day(self, number: int) -> str:
        """What a day of the week is called."""
        if 0 < number <= len(self.weekdays):
            return self.weekdays[number - 1]
        return self.words["day"].format(day=number)


_WORDS_EN = {
    "gap": " ",
    "day": "day {day}",
    "home": "home",
    "door": "the door",
    "thing": "the {object}",
    "last": "{names} and {last}",
    "next": ", ",
    "nobody": "nobody",
    "odd_jobs": "odd jobs",
    "general": "general knowledge",
    "one_thing": "one thing",
    "priced": "{name} for {price}",
    "unit": "per {unit}",
    "meeting": "The meeting",
    "event": "the event",
    "good_will": "good will",
    "where": "{description} At {place}.",
    "used": "{thing} will be put to use.",
    "adults": "adults",
    "everybody": "everybody",
    "home_name": "{name}'s home",
    "in_quarter": "{quarter} {name}",
    "another": "{name} {number}",
}
_WORDS_ZH = {
    "gap": "",
    "day": "第{day}天",
    "home": "家里",
    "door": "门口",
    "thing": "{object}",
    "last": "{names}和{last}",
    "next": "、",
    "nobody": "没有别人",
    "odd_jobs": "杂活",
    "general": "常识",
    "one_thing": "一样本事",
    "priced": "要价{price}块的{name}",
    "unit": "按{unit}算",
    "meeting": "这次见面",
    "event": "这场活动",
    "good_will": "热心",
    "where": "{description}地点：{place}。",
    "used": "到时{thing}会派上用场。",
    "adults": "成年人",
    "everybody": "所有人",
    "home_name": "{name}的家",
    "in_quarter": "{quarter}{name}",
    "another": "第{number}{name}",
}

_PLACES_EN = Places(
    places_en.BY_SIZE,
    places_en.QUARTERS,
    places_en.REMARKS,
    places_en.HOME_ROOMS,
    places_en.HOME_OBJECTS,
)
_ROLES_EN = Roles(
    roles_en.ROLES,
    roles_en.ROLE,
    roles_en.HOUSE,
    roles_en.RANKS,
    roles_en.SUMMITS,
    roles_en.HOUSES,
    roles_en.PLACED,
    roles_en.NUMBERED,
    roles_en.VOLUNTEERING,
    roles_en.DUTIES,
    roles_en.COMMON_SKILLS,
)
_PLACES_ZH = Places(
    places_zh.BY_SIZE,
    places_zh.QUARTERS,
    places_zh.REMARKS,
    places_zh.HOME_ROOMS,
    places_zh.HOME_OBJECTS,
)
_ROLES_ZH = Roles(
    roles_zh.ROLES,
    roles_zh.ROLE,
    roles_zh.HOUSE,
    roles_zh.RANKS,
    roles_zh.SUMMITS,
    roles_zh.HOUSES,
    roles_zh.PLACED,
    roles_zh.NUMBERED,
    roles_zh.VOLUNTEERING,
    roles_zh.DUTIES,
    roles_zh.COMMON_SKILLS,
)


@lru_cache(maxsize=8)
def book(language: str) -> Book:
    """What a language has; English for a language that is not here."""
    if language == "zh":
        return Book(
            phrases=phrases_zh.PHRASES,
            events=events_zh.EVENTS,
            places=_PLACES_ZH,
            roles=_ROLES_ZH,
            words=_WORDS_ZH,
            outdoors=r"公园|操场|球场|广场|院子|小院|天台|江边|河边|湖|大堤|码头|早市|集市|路口|老槐树|光荣榜|站$",
            weekdays=("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
        )
    return Book(
        phrases=phrases_en.PHRASES,
        events=events_en.EVENTS,
        places=_PLACES_EN,
        roles=_ROLES_EN,
        words=_WORDS_EN,
        outdoors=(
            r"\b(?:park|garden|court|courtyard|roof|yard|square|market|pier|quay|landing|stoop|"
            r"bench(?! hall)|platform|path|fields?|beach|river|lake|hill|bridge|commons|wharf|"
            r"dock|terrace|meadow|green|mole|wade|wall|bank)\b"
        ),
    )
