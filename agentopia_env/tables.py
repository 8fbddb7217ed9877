"""A society as a table on the screen."""

from __future__ import annotations

from rich.table import Table

from agentopia_env.reward import Ratings, advantages, mutual_friends
from agentopia_env.world.society import Society


def society_table(society: Society) -> Table:
    """Everybody with rewards, friends, money and mood, best life first."""
    settings = society.world.reward
    given = society.year_ratings
    ratings = Ratings({n: s[0] for n, s in given.items()}, {n: s[1] for n, s in given.items()})
    friends = mutual_friends(ratings, society.people, settings.like_threshold)
    table = Table(title=f"{society.world.name} at {society.now}", title_justify="left")
    table.add_column("person", no_wrap=True)
    numbers = ("reward", "advantage", "social", "subjective", "economy", "friends", "money", "mood")
    for column in numbers:
        table.add_column(column, justify="right")
    for name in sorted(society.people, key=lambda name: (-_total(society, name), name)):
        state = society.people[name].state
        table.add_row(
            name,
            *_rewards(society, name),
            str(len(friends.get(name, ()))),
            f"{state.deposit:g}",
            f"{state.fulfilment['mood']:g}",
        )
    return table


def _total(society: Society, name: str) -> float:
    years = society.rewards.get(name)
    return years[-1].total if years else 0.0


def _rewards(society: Society, name: str) -> tuple[str, ...]:
    """The last year's reward and advantage, and its raw components."""
    years = society.rewards.get(name)
    if not years:
        return ("",) * 5
    last = years[-1]
    gained = advantages([year.total for year in years], society.world.reward.gamma)[-1]
    return (
        f"{last.total:+.2f}",
        f"{gained:+.2f}",
        f"{last.social:.3f}",
        f"{last.subjective:.1f}",
        f"{last.economy:+g}",
    )
