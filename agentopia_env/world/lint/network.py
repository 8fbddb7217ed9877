"""Whether people are tied as in a community: nobody alone, circles of friends, no part cut off."""

from __future__ import annotations

from collections.abc import Iterator

import networkx

from agentopia_env.world.files import Finding
from agentopia_env.world.lint.codes import found
from agentopia_env.world.lint.subject import Subject

FEWEST, MOST = 4, 10
"""Ties a person."""
_TOWN = 20
"""People from which on everybody is to have the fewest ties."""
_CITY = 50
"""People from which on clustering means something."""
_CLUSTERED = 1.5
"""Times the clustering of a random graph."""


def check_network(subject: Subject) -> Iterator[Finding]:
    """What is wrong with the ties of a world."""
    graph = subject.graph
    if len(graph) < 2:
        return
    for name, degree in sorted(graph.degree()):
        yield from _check_ties(name, degree, len(graph))
    yield from _check_circles(graph)
    if len(graph) >= _CITY:
        clustering, random = networkx.average_clustering(graph), networkx.density(graph)
        if clustering < _CLUSTERED * random:
            yield found(
                "network-random",
                "persona",
                f"clustering is {clustering:.2f}, in a random graph with as many ties "
                f"{random:.2f}; let more friends of friends know each other",
            )


def _check_ties(name: str, degree: int, people: int) -> Iterator[Finding]:
    file = f"persona/{name}"
    if degree == 0:
        yield found("network-alone", file, f"{name} knows nobody and is known to nobody; add ties")
    elif degree < FEWEST and people >= _TOWN:
        yield found("network-few", file, f"{name} has {degree} ties; {FEWEST} to {MOST} are meant")
    elif degree > MOST:
        yield found("network-many", file, f"{name} has {degree} ties; {FEWEST} to {MOST} are meant")


def _check_circles(graph: networkx.Graph[str]) -> Iterator[Finding]:
    """Circles of two and more; people alone are told one by one."""
    circles = [sorted(circle) for circle in networkx.connected_components(graph)]
    circles = sorted((circle for circle in circles if len(circle) > 1), key=len)
    for circle in circles[:-1]:
        yield found(
            "network-apart",
            "persona",
            f"{', '.join(circle[:5])}{', ...' if len(circle) > 5 else ''} ({len(circle)} people) "
            "have no tie to the others; add a bridge",
        )
