"""What the checks look at: a world's draft and its texts."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import networkx

from agentopia_env.clock import Moment
from agentopia_env.world.drafts import Draft
from agentopia_env.world.lint.texts import Passage, passages
from agentopia_env.world.persona import Profile
from agentopia_env.world.positions import Position


@dataclass(frozen=True)
class Subject:
    """A world that is being checked; whatever could not be read is left out of it."""

    draft: Draft

    @cached_property
    def passages(self) -> tuple[Passage, ...]:
        """Every text."""
        return passages(self.draft)

    @property
    def language(self) -> str:
        """`en` or `zh`."""
        return self.draft.language

    @property
    def now(self) -> Moment:
        """The moment before the first week."""
        return Moment(self.draft.year, 1, "begin")

    def file_of(self, name: str) -> str:
        """A person's profile file."""
        return self.draft.profile_files[name].relative_to(self.draft.path).as_posix()

    def held(self, profile: Profile) -> Position | None:
        """The position that somebody holds, as listed where there is a list."""
        listed = (self.draft.listed or {}).get(profile.position or "")
        return listed or self.draft.held.get(profile.name)

    def income(self, profile: Profile) -> float:
        """Money a week from position and elsewhere."""
        position = self.held(profile)
        return float(profile.extra_income + (position.weekly_income if position else 0))

    @cached_property
    def graph(self) -> networkx.Graph[str]:
        """The people, and an edge where at least one knows the other."""
        graph: networkx.Graph[str] = networkx.Graph()
        graph.add_nodes_from(self.draft.people)
        for name, memory in self.draft.memories.items():
            others = (other for other in memory.known if other in self.draft.people)
            graph.add_edges_from((name, other) for other in others if other != name)
        return graph
