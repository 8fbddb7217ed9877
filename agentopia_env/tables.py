"""A society as a table on the screen."""

from __future__ import annotations

from rich.box import SIMPLE_HEAD
from rich.table import Table

from agentopia_env.life.year import ratings_of
from agentopia_env.reward import advantages, mutual_friends
from agentopia_env.world.society import Society


def society_table(society: Society) -> Table:
    """Everybody with rewards, friends, money and mood, best life first."""
    settings = society.world.reward
    friends = mutual_friends(ratings_of(society), society.people, settings.like_threshold)
    title = f"{society.world.name} at {society.now}: life rewards of the last year"
    table = Table(title=title, title_justify="left", box=SIMPLE_HEAD, padding=(0, 1, 0, 0))
    table.add_column("person", no_wrap=True)
    for column in ("reward", "adv.", "social", "subj.", "econ.", "friends", "money", "mood"):
        table.add_column(column, justify="right", no_wrap=True)
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
