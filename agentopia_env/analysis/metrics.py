"""The paper's metrics per person, week and year, and what people are to begin with.

A number that a run does not record is None, never 0. Weeks count what happened in them; states
are those a week ended with. Years add up what happened, average the states that the life reward
looks at, and have the fulfilments of their last week as `mood_end` and so on, which is what the
paper correlates. As in the paper, `joint_proposed` counts proposals that came about,
`skill_improvements` days alone on which a skill grew, `spending` living costs and purchases.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

from agentopia_env.analysis.happenings import Activity, Letter
from agentopia_env.analysis.lives import Life, Lives, Tokens, WeekOf
from agentopia_env.analysis.records import StateRecord, is_number
from agentopia_env.analysis.rows import Row, added, last, mean
from agentopia_env.reward import FULFILMENTS, mutual_friends, social_metrics

TOKENS = ("calls", "input_tokens", "output_tokens", "function_calls")
COUNTS = (
    "contacts_active",
    "contacts_passive",
    "proposals",
    "joint_proposed",
    "joint",
    "encounter",
    "public",
    "solo",
    "paid_work_days",
    "earned",
    "spending",
    "consumption_count",
    "living_cost",
    "skill_improvements",
    "skill_points",
)
ENDS = tuple(f"{name}_end" for name in FULFILMENTS)
LEVELS = ("vitality", *FULFILMENTS, "total_skills", "deposit")
SOCIAL = (
    "liked_by",
    "respected_by",
    "likes",
    "respects",
    "mutual_likes",
    "mutual_respects",
    "mean_affection",
    "mean_respect",
)
REWARDS = (
    "reward",
    "reward_social",
    "reward_subjective",
    "reward_economy",
    "penalties",
    "return",
    "advantage",
)
WEEK_COLUMNS = ("person", "policy", "year", "week", *TOKENS, *COUNTS, "deposit_change", *LEVELS)
YEAR_COLUMNS = (
    *("person", "policy", "year", "weeks", *TOKENS, *COUNTS, "deposit_change"),
    *(*LEVELS, *ENDS, *SOCIAL, *REWARDS),
)
LIFE_COLUMNS = (
    *("person", "policy", "gender", "birth_year", "position", "income", "extra_income"),
    *("initial_deposit", "initial_skills", "initial_ties"),
)


@dataclass(slots=True)
class Metrics:
    """The metrics of a run as rows."""

    run: str
    weeks: list[Row] = field(default_factory=list)
    """One row per person and week."""
    years: list[Row] = field(default_factory=list)
    """One row per person and year."""
    lives: list[Row] = field(default_factory=list)
    """One row per person: what they are."""
    missing: list[str] = field(default_factory=list)
    damaged: list[str] = field(default_factory=list)

    def to_json(self) -> Row:
        """Everything as plain objects, lists, texts and numbers."""
        return {
            "run": self.run,
            "lives": self.lives,
            "years": self.years,
            "weeks": self.weeks,
            "missing": self.missing,
            "damaged": self.damaged,
        }


def metrics_of(lives: Lives) -> Metrics:
    """Compute every metric that the run gives."""
    found = Metrics(lives.name)
    for life in lives.people.values():
        weeks = _weeks(life, lives.weeks)
        found.weeks += weeks
        found.years += _years(life, lives, weeks)
        found.lives.append(_what_they_are(life))
    found.missing = [str(gap) for gap in lives.gaps]
    found.damaged = [str(one) for one in lives.damage]
    return found


# ---------------------------------------------------------------------- weeks


def _weeks(life: Life, weeks: Iterable[WeekOf]) -> list[Row]:
    """A row for each week; of a week in which nothing of the person is recorded there is none."""
    days: dict[WeekOf, list[Activity]] = {}
    for day in life.activities:
        days.setdefault((day.moment.year, day.moment.week), []).append(day)
    letters: dict[WeekOf, list[Letter]] = {}
    for letter in life.letters:
        letters.setdefault((letter.moment.year, letter.moment.week), []).append(letter)
    states: dict[WeekOf, list[StateRecord]] = {}
    for state in life.states:
        states.setdefault((state.moment.year, state.moment.week), []).append(state)
    proposed = _proposed(life)
    before = _deposit_before(life)
    rows = []
    for week in weeks:
        parts = (days.get(week), letters.get(week), states.get(week), life.tokens.get(week))
        if not any(parts):
            continue
        row: Row = {"person": life.name, "policy": life.policy, "year": week[0], "week": week[1]}
        row |= _tokens(life.tokens.get(week))
        row |= _counts(life.name, days.get(week), letters.get(week, []), life.tokens.get(week))
        row |= _levels(states.get(week, []), before)
        row["joint_proposed"] = proposed[week] if life.schedule or days.get(week) else None
        row["spending"] = added((row, {"spending": row.get("living_cost")}), "spending")
        before = row["deposit"] if row["deposit"] is not None else before
        rows.append({column: row.get(column) for column in WEEK_COLUMNS})
    return rows


def _proposed(life: Life) -> Counter[WeekOf]:
    """Joint activities that the person proposed and that came about, by when they took place."""
    own = {
        one.day: one.week
        for one in life.schedule
        if one.kind == "joint" and one.proposer == life.name and one.week
    }
    return Counter(week for week in own.values() if week)


def _deposit_before(life: Life) -> float | None:
    """What a life begins with."""
    if life.states and life.states[0].moment.week == 0:
        return life.states[0].deposit
    for profile in life.profiles.values():
        assets = profile.get("init_assets")
        deposit = assets.get("deposit") if isinstance(assets, dict) else None
        return float(deposit) if is_number(deposit) else None
    return None


def _tokens(tokens: Tokens | None) -> Row:
    if tokens is None:
        return {}
    values = (tokens.calls, tokens.input_tokens, tokens.output_tokens, tokens.functions)
    return dict(zip(TOKENS, values, strict=True))


def _counts(
    name: str, days: list[Activity] | None, letters: list[Letter], tokens: Tokens | None
) -> Row:
    active = sum(letter.sender == name for letter in letters)
    row: Row = {"contacts_active": active, "contacts_passive": len(letters) - active}
    if tokens is not None:
        row["proposals"] = tokens.proposals
    if days is None:
        return row
    kinds = Counter(day.kind for day in days)
    row |= {kind: kinds[kind] for kind in ("joint", "encounter", "public", "solo")}
    row["paid_work_days"] = sum(day.paid_work for day in days)
    row["earned"] = sum(max(0.0, day.changes["money"]) for day in days)
    row["spending"] = sum(max(0.0, -day.changes["money"]) for day in days)
    row["consumption_count"] = sum(bool(day.bought) for day in days)
    alone = (day for day in days if day.kind == "solo")
    row["skill_improvements"] = sum(any(one > 0 for one in day.skills.values()) for day in alone)
    row["skill_points"] = sum(sum(day.skills.values()) for day in days)
    return row


def _levels(states: list[StateRecord], before: float | None) -> Row:
    """How the week ended, what money it brought, and what the living standard cost."""
    if not states:
        return {"deposit": None}
    last = states[-1]
    row: Row = {name: getattr(last.snapshot, name) for name in ("vitality", *FULFILMENTS)}
    row["total_skills"] = _total(last.content.get("skills"))
    row["deposit"] = last.deposit
    row["deposit_change"] = None if before is None else last.deposit - before
    for one, two in pairwise(states):
        if two.moment.stage == "plan":
            row["living_cost"] = max(0.0, one.deposit - two.deposit)
    return row


def _total(skills: object) -> float | None:
    if not isinstance(skills, dict):
        return None
    return float(sum(value for value in skills.values() if is_number(value)))


# ---------------------------------------------------------------------- years


def _years(life: Life, lives: Lives, weeks: list[Row]) -> list[Row]:
    rows = []
    for year in sorted({row["year"] for row in weeks}):
        own = [row for row in weeks if row["year"] == year]
        row: Row = {"person": life.name, "policy": life.policy, "year": year, "weeks": len(own)}
        row |= {name: added(own, name) for name in (*TOKENS, *COUNTS, "deposit_change")}
        row |= {name: mean(own, name) for name in ("vitality", *FULFILMENTS)}
        row |= {name: last(own, name) for name in ("total_skills", "deposit")}
        row |= {f"{name}_end": last(own, name) for name in FULFILMENTS}
        row |= _regard(life.name, year, lives)
        row |= _rewards(life.name, year, lives)
        rows.append({column: row.get(column) for column in YEAR_COLUMNS})
    return rows


def _regard(name: str, year: int, lives: Lives) -> Row:
    if year not in lives.ratings:
        return {}
    threshold = lives.run.config.reward.like_threshold
    given = social_metrics(lives.ratings[year], [*lives.people], threshold)
    return {column: getattr(given[name], column) for column in SOCIAL} if name in given else {}


def _rewards(name: str, year: int, lives: Lives) -> Row:
    found = lives.rewards
    for number, one in enumerate(found.years):
        if one.period.year == year and name in one.rewards:
            reward = one.rewards[name]
            means = {
                dimension: value.mean for dimension, value in reward.subjective.dimensions.items()
            }
            returns, gains = found.returns.get(name), found.advantages.get(name)
            values = (
                reward.total_score,
                reward.social.score,
                reward.subjective.score,
                reward.economy.score,
                reward.subjective.n_penalties,
                returns[number + 1] if returns else None,
                gains[number] if gains else None,
            )
            return {**means, **dict(zip(REWARDS, values, strict=True))}
    return {}


def friends(lives: Lives, year: int) -> dict[str, tuple[str, ...]]:
    """Everybody's mutual friends at the end of a year."""
    threshold = lives.run.config.reward.like_threshold
    return mutual_friends(lives.ratings[year], [*lives.people], threshold)


# ---------------------------------------------------------------------- what they are


def _what_they_are(life: Life) -> Row:
    profile: Mapping[str, Any] = next(iter(life.profiles.values()), {})
    raw = profile.get("position")
    position: Mapping[str, Any] = raw if isinstance(raw, dict) else {}
    named = [position[key] for key in ("organization", "role") if position.get(key)]
    assets = profile.get("init_assets")
    row: Row = {
        "person": life.name,
        "policy": life.policy,
        "gender": profile.get("gender"),
        "birth_year": profile.get("birth_year"),
        "position": "/".join(map(str, named)) or (raw if isinstance(raw, str) else None),
        "income": position.get("weekly_income"),
        "extra_income": profile.get("extra_income"),
        "initial_deposit": assets.get("deposit") if isinstance(assets, dict) else None,
        "initial_skills": _total(profile.get("init_skills")),
        "initial_ties": len(life.ties),
    }
    return {column: row.get(column) for column in LIFE_COLUMNS}
