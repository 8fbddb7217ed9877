"""The year's end: profiles change, positions are applied for, lives are rated and rewarded."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

from agentopia_env.clock import Moment
from agentopia_env.flow import Flow
from agentopia_env.life.positions import season
from agentopia_env.life.settlement import TABLE, take_snapshot
from agentopia_env.life.stage import Stage
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.questions.environment import UpdateProfile
from agentopia_env.questions.person import Rate, Wish, YearEnd
from agentopia_env.questions.replies import ProfileReply, RatingReply, WishReply, YearReply
from agentopia_env.reward import Ratings, Snapshot, life_rewards, social_metrics
from agentopia_env.reward.life import LifeReward
from agentopia_env.steps import Step
from agentopia_env.world.memory import HistoryEntry
from agentopia_env.world.names import resolve_name
from agentopia_env.world.persona import Profile
from agentopia_env.world.profiles import profile_record
from agentopia_env.world.society import Society, YearRecord
from agentopia_env.world.state import whole

TEXTS = (
    "appearance_and_impression",
    "brief_introduction",
    "details",
    "conflicts",
    "core_motivation",
    "values",
    "preferences",
)
Scores = dict[str, dict[str, float]]
MAX_TEXT = 2000
"""Longest text of a profile, and entry of a life's history, that a year can leave, in characters;
a text that a world gives longer may stay as long as it is. So a person does not outgrow prompts."""


def year_profile_stage(society: Society, moment: Moment) -> Stage:
    """The year's last state is taken down, and profiles are brought up to date."""
    return Stage([Step(_updated(society, name, moment), (name,)) for name in society.people])


def _updated(society: Society, name: str, moment: Moment) -> Flow[None]:
    reply = yield from _update(society, name, moment)
    take_snapshot(society, name)
    _apply_update(society, name, reply, moment)


def year_positions_stage(society: Society, moment: Moment) -> Stage:
    """Everybody may apply for other positions (full fidelity)."""
    names = list(society.people)

    def decide(wishes: Sequence[WishReply]) -> Flow[None]:
        chosen = {name: reply.wishes for name, reply in zip(names, wishes, strict=True)}
        return _season(society, chosen, moment)

    return Stage([Step(_wish(society, name, moment), sees=(name,)) for name in names], decide)


def _update(society: Society, name: str, moment: Moment) -> Flow[ProfileReply]:
    reply: ProfileReply = yield UpdateProfile(
        who=ENVIRONMENT,
        when=moment,
        world=society.world,
        turn=name,
        person=society.people[name],
        max_talent=society.rules.year.max_talent_change,
        max_trait=society.rules.year.max_trait_change,
    )
    return reply


def _apply_update(society: Society, name: str, reply: ProfileReply, moment: Moment) -> None:
    person, rules = society.people[name], society.rules.year
    old: Profile = person.profile
    texts = {
        field: text[: max(MAX_TEXT, len(getattr(old, field)))]
        for field in TEXTS
        if (text := getattr(reply, field).strip())
    }
    person.profile = replace(
        old,
        **texts,
        talents=old.talents.changed(reply.talents, rules.max_talent_change),
        personality_traits=old.personality_traits.changed(
            reply.personality_traits, rules.max_trait_change
        ),
    )
    if reply.history.strip():
        entry = HistoryEntry(str(moment), reply.history.strip()[:MAX_TEXT])
        person.memory.history.append(entry)
        society.append(
            f"persona/{name}/memory/history.jsonl", {"time": entry.time, "content": entry.content}
        )


def _wish(society: Society, name: str, moment: Moment) -> Flow[WishReply]:
    reply: WishReply = yield Wish(
        who=name,
        when=moment,
        world=society.world,
        me=society.people[name],
        positions=tuple(society.positions.values()),
        most=society.rules.positions.max_wishes,
    )
    return reply


def _season(society: Society, wishes: Mapping[str, Sequence[str]], moment: Moment) -> Flow[None]:
    yield from season(society, wishes, moment)
    for name, person in society.people.items():
        position = society.positions.get(person.profile.position or "")
        record = profile_record(person.profile, position)
        society.replace(f"persona/{name}/profile/year={moment.year + 1}.json", record)


def year_end_stage(society: Society, moment: Moment) -> Stage:
    """Everybody privately rates the people they know; then the life rewards are computed."""
    names, full = list(society.people), society.fidelity == "full"
    ask = _rate if full else _both

    def end(answers: Sequence[tuple[tuple[str, ...], Any]]) -> Flow[None]:
        if not full:
            wishes = {n: reply.wishes for n, (_, reply) in zip(names, answers, strict=True)}
            yield from _season(society, wishes, moment)
        affection: Scores = {}
        respect: Scores = {}
        for name, (people, reply) in zip(names, answers, strict=True):
            affection[name] = _clean(reply.affection, people, name)
            respect[name] = _clean(reply.respect, people, name)
        _reward(society, affection, respect, moment)
        for person in society.people.values():
            person.ties = {
                other: half for other, ties in person.ties.items() if (half := ties // 2)
            }

    return Stage([Step(ask(society, name, moment), sees=(name,)) for name in names], end)


def closest(society: Society, name: str) -> tuple[str, ...]:
    """The simulated people a person knows, those they had most to do with first, at most 20."""
    person = society.people[name]
    known = [
        other
        for other in reversed(person.memory.known)
        if other in society.people and other != name
    ]
    known.sort(key=lambda other: -person.ties.get(other, 0))
    return tuple(known[: society.world.reward.max_rated])


def _rate(society: Society, name: str, moment: Moment) -> Flow[tuple[tuple[str, ...], RatingReply]]:
    people = closest(society, name)
    if not people:
        return people, RatingReply()
    reply: RatingReply = yield Rate(
        who=name, when=moment, world=society.world, me=society.people[name], people=people
    )
    return people, reply


def _both(society: Society, name: str, moment: Moment) -> Flow[tuple[tuple[str, ...], YearReply]]:
    people = closest(society, name)
    reply: YearReply = yield YearEnd(
        who=name,
        when=moment,
        world=society.world,
        me=society.people[name],
        people=people,
        positions=tuple(society.positions.values()),
        most=society.rules.positions.max_wishes,
    )
    return people, reply


def _clean(given: dict[str, Any], people: tuple[str, ...], me: str) -> dict[str, float]:
    """The scores of people who were asked about, by name, each 0..100."""
    scores: dict[str, float] = {}
    for text, score in given.items():
        name = text if text in people else resolve_name(text, people, me).name
        if name is not None and name not in scores:
            scores[name] = whole(min(100, max(0, score)))
    return scores


def _reward(society: Society, affection: Scores, respect: Scores, moment: Moment) -> None:
    settings = society.world.reward
    ratings = Ratings(affection, respect)
    rewards = life_rewards(
        ratings,
        snapshots(society),
        society.year_deposit,
        {name: person.state.deposit for name, person in society.people.items()},
        settings,
    )
    metrics = social_metrics(ratings, society.people, settings.like_threshold)
    society.year_ratings = {name: [affection[name], respect[name]] for name in society.people}
    time = str(moment)
    where = f"year={moment.year}/week={moment.week}.jsonl"
    for name, reward in rewards.items():
        society.rewards.setdefault(name, []).append(
            YearRecord(
                moment.year,
                reward.social.score,
                reward.subjective.score,
                reward.economy.score,
                reward.total_score,
            )
        )
        ranking = {"affection_scores": affection[name], "respect_scores": respect[name]}
        line = {"agent_name": name, "time": time, **ranking}
        society.append(f"reward/rankings/{where}", line)
        society.append(f"persona/{name}/reward.jsonl", _reward_record(time, ranking, reward))
        metric = metrics[name]
        society.append(
            f"reward/metrics/{where}",
            {
                "agent_name": name,
                "time": time,
                "liked_by": metric.liked_by,
                "respected_by": metric.respected_by,
                "likes": metric.likes,
                "respects": metric.respects,
                "mutual_likes": metric.mutual_likes,
                "mutual_respects": metric.mutual_respects,
                "mean_affection": metric.mean_affection,
                "mean_respect": metric.mean_respect,
            },
        )


def snapshots(society: Society) -> dict[str, list[Snapshot]]:
    """The year's snapshots so far, as the life reward takes them."""
    return {
        name: [Snapshot(**dict(zip(TABLE, row, strict=True))) for row in society.tables[name]]
        for name in society.people
    }


def ratings_of(society: Society) -> Ratings:
    """The ratings given at the end of the last year."""
    given = society.year_ratings
    return Ratings(
        {name: scores[0] for name, scores in given.items()},
        {name: scores[1] for name, scores in given.items()},
    )


def _reward_record(time: str, ranking: dict[str, Any], reward: LifeReward) -> dict[str, Any]:
    return {
        "time": time,
        "ranking": ranking,
        "social": {
            "affection_score": reward.social.affection,
            "respect_score": reward.social.respect,
            "combined_score": reward.social.score,
        },
        "subjective": {
            "score": reward.subjective.score,
            "n_penalties": reward.subjective.n_penalties,
        },
        "economy": {"score": reward.economy.score},
        "total_score": reward.total_score,
    }
