"""The beginning: a society out of a base world, and what the world does not give designed."""

from __future__ import annotations

from agentopia_env.clock import Fidelity, Moment
from agentopia_env.flow import Flow
from agentopia_env.life.design import first_places, first_positions
from agentopia_env.life.positions import record_positions
from agentopia_env.life.settlement import record_state
from agentopia_env.reward.settings import RewardSettings
from agentopia_env.world.loading import BaseWorld
from agentopia_env.world.memory import Memory
from agentopia_env.world.rules import Rules
from agentopia_env.world.society import Person, Society, World
from agentopia_env.world.state import initial_state


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
            yield from first_places(society, moment)
        yield from first_positions(society, moment)
        society.designed = True
    record_positions(society)
    record_locations(society)


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
