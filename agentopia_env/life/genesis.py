"""The beginning: a society out of a base world, and what the world does not give designed."""

from __future__ import annotations

from dataclasses import replace

from agentopia_env.clock import Fidelity, Moment
from agentopia_env.flow import Flow
from agentopia_env.language import say
from agentopia_env.life.positions import first_positions, record_positions
from agentopia_env.life.settlement import record_state
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.questions.environment import DesignPlaces
from agentopia_env.questions.replies import LocationReply
from agentopia_env.reward.settings import RewardSettings
from agentopia_env.world.loading import BaseWorld
from agentopia_env.world.memory import Memory
from agentopia_env.world.places import Location, home_of
from agentopia_env.world.rules import Rules
from agentopia_env.world.society import Person, Society, World
from agentopia_env.world.state import initial_state

PUBLIC_PLACES = 30
"""Public places of a world that gives none."""
SIZES = ("small", "medium", "large")
MAX_OBJECTS = 12
MAX_NAME, MAX_TEXT = 80, 2000
"""Longest name and description of a place, in characters."""


def begin_society(
    base: BaseWorld,
    rules: Rules,
    seed: int,
    fidelity: Fidelity,
    reward: RewardSettings | None = None,
) -> Society:
    """A society before its first stage."""
    world = World(
        name=base.name,
        language=base.language,
        setting=base.setting,
        prices=base.prices,
        locations=dict(base.locations or {}),
        rules=rules,
        reward=reward or RewardSettings(),
        others=base.others,
        fidelity=fidelity,
    )
    people = {
        name: Person(
            profile=profile,
            state=initial_state(
                profile.init_skills,
                profile.init_assets.deposit,
                profile.init_assets.possessions,
                rules.state,
            ),
            memory=_own(base.memories[name]),
        )
        for name, profile in sorted(base.profiles.items())
    }
    return Society(
        world=world,
        seed=seed,
        fidelity=fidelity,
        now=rules.time.origin,
        people=people,
        positions=dict(base.positions),
        initial_positions=len(base.positions),
        designed=base.locations is not None and base.raw_positions_given,
    )


def _own(memory: Memory) -> Memory:
    """A memory that can be written without changing the base world's."""
    return Memory(list(memory.diary), list(memory.history), dict(memory.files))


def genesis(society: Society, moment: Moment) -> Flow[None]:
    """Everybody's first state is noted; places and positions are designed where there are none."""
    for name in society.people:
        record_state(society, name, society.rules.time.origin)
    if not society.designed:
        if not society.world.locations:
            yield from _places(society, moment)
        yield from first_positions(society, moment)
        society.designed = True
    record_positions(society)
    record_locations(society)


def _places(society: Society, moment: Moment) -> Flow[None]:
    reply = yield DesignPlaces(
        who=ENVIRONMENT,
        when=moment,
        world=society.world,
        public=PUBLIC_PLACES,
        homes=tuple(society.face(name) for name in society.people),
    )
    locations: dict[str, Location] = {}
    for given in reply.locations:
        key = " ".join(given.key.split())[:MAX_NAME]
        is_home = key.startswith("home/")
        public = sum(not place.startswith("home/") for place in locations)
        if is_home and key[len("home/") :] not in society.people:
            continue
        if key and (is_home or public < PUBLIC_PLACES):
            locations.setdefault(key, _location(key, given))
    for name in (*society.people, *society.world.others):
        plain = _plain_home(name, society.world.language)
        locations.setdefault(plain.key, plain)
    society.world = replace(society.world, locations=locations)


def _plain_home(name: str, language: str) -> Location:
    return Location(
        home_of(name),
        say(language, "{name}'s home", name=name),
        say(language, "The home of {name}.", name=name),
        (say(language, "table"), say(language, "bed")),
    )


def _location(key: str, given: LocationReply) -> Location:
    """A designed place within the rules."""
    objects = [name for text in given.objects if (name := " ".join(text.split())[:MAX_NAME])]
    size = given.size.strip().lower()
    if key.startswith("home/"):
        size = ""
    elif size not in SIZES:
        size = "small"
    name = " ".join(given.display_name.split())[:MAX_NAME] or key
    return Location(key, name, given.description[:MAX_TEXT], tuple(objects[:MAX_OBJECTS]), size)


def record_locations(society: Society) -> None:
    """Note the places."""
    public, private = {}, {}
    for place in society.world.locations.values():
        content = {
            "display_name": place.display_name,
            "description": place.description,
            "objects": list(place.objects),
        }
        if place.key.startswith("home/"):
            private[place.key] = content
        else:
            public[place.key] = {"size": place.size, **content}
    society.replace("locations.json", {"public": public, "private": private})
