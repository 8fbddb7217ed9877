"""Whether numbers lie where the rules and a population would have them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import fmean, pstdev

import orjson

from agentopia_env.world.files import Finding
from agentopia_env.world.lint.codes import found
from agentopia_env.world.lint.subject import Subject
from agentopia_env.world.persona import TALENTS, TRAITS, Profile
from agentopia_env.world.profiles import TEXT_FIELDS
from agentopia_env.world.rules import EconomyRules

_AGES = (3, 105)
_MASTERY = 300
"""Points of a skill that make a master."""
_CITY = 50
"""People from which on talents and traits are compared with a population's."""
_MEANS, _SPREADS = (40, 65), (8, 25)
MOST_WEEKS = 20
"""Weeks of income that a deposit may be worth without a reason."""
_NO_INCOME = 100
"""What a week costs whoever has no income."""
_CHEAP, _DEAR = 20, 150
"""A price list holds something at most, and something at least, at these prices."""
_REASON_WORDS = r"""
inherit\w* heir\w* bequ\w+ legac\w+ left\s(?:him|her|them)\s(?:a|all|his|her|the|every|\w+\shundred)
insurance settlement compensation savings saved\s(?:up|every|each|half|most|for)
saves\s(?:up|every|each|half|most|for) put(?:s|ting)?\s(?:by|aside) laid\s(?:by|aside) nest\segg
hoard\w* pension severance sold sale\sof royalt\w+ winnings prize lottery fortune wealth\w*
trust\sfund dowry bonus frugal\w* miser\w* invest\w* down\spayment
"""
_REASONS_ZH = """
继承 遗产 留给 赔 补偿 保险 抚恤 积蓄 存款 存了 存下 攒 省下 卖了 卖掉 变卖 拆迁款 退休金
奖金 中奖 稿费 版税 分红 投资 家底 嫁妆 彩礼 首付
"""
_REASONS = re.compile(
    rf"\b(?:{'|'.join(_REASON_WORDS.split())})\b|{'|'.join(_REASONS_ZH.split())}", re.IGNORECASE
)
"""Words of a story in which money came from somewhere else than the week's income."""


def check_ranges(subject: Subject) -> Iterator[Finding]:
    """Numbers that are out of range in one person, the price list or the population."""
    for profile in subject.draft.profiles.values():
        yield from _check_person(subject, profile)
        yield from _check_deposit(subject, profile)
    yield from _check_spread(subject)
    yield from _check_prices(subject)


def _check_person(subject: Subject, profile: Profile) -> Iterator[Finding]:
    file, age = subject.file_of(profile.name), profile.age(subject.now)
    if not _AGES[0] <= age <= _AGES[1]:
        text = f"{profile.name} is {age} years old in the first week; correct birth_year"
        yield found("range-age", file, text)
    for skill, points in profile.init_skills.items():
        if points > _MASTERY:
            yield found(
                "range-skill", file, f"init_skills.{skill} is {points}; {_MASTERY} is a master"
            )
    most = EconomyRules().max_income
    if profile.extra_income > most:
        text = f"extra_income is {profile.extra_income:g}; positions pay at most {most:g}"
        yield found("range-money", file, text)


def _check_deposit(subject: Subject, profile: Profile) -> Iterator[Finding]:
    deposit, income = profile.init_assets.deposit, subject.income(profile)
    weeks = deposit / (income or _NO_INCOME)
    if weeks <= MOST_WEEKS or _REASONS.search(_story(profile)):
        return
    life = f"of an income of {income:g}" if income else f"at {_NO_INCOME} a week without an income"
    yield found(
        "deposit",
        subject.file_of(profile.name),
        f"init_assets.deposit is {deposit:g}, {weeks:.0f} weeks {life}, and the profile does not "
        f"say why; lower it to {MOST_WEEKS} weeks or tell where the money comes from",
    )


def _story(profile: Profile) -> str:
    items = profile.init_assets.possessions
    return " ".join(
        [getattr(profile, field) for field in TEXT_FIELDS]
        + [f"{item.name} {item.description}" for item in items]
    )


def _check_spread(subject: Subject) -> Iterator[Finding]:
    people = list(subject.draft.profiles.values())
    if len(people) < _CITY:
        return
    values = {name: [person.talent(name) for person in people] for name in TALENTS}
    values |= {name: [person.trait(name) for person in people] for name in TRAITS}
    for name, points in values.items():
        mean, spread = fmean(points), pstdev(points)
        if not (_MEANS[0] <= mean <= _MEANS[1] and _SPREADS[0] <= spread <= _SPREADS[1]):
            yield found(
                "range-spread",
                "persona",
                f"{name} has mean {mean:.1f} and spread {spread:.1f} over {len(people)} people; a "
                f"population has about 50 and 16 (mean {_MEANS[0]} to {_MEANS[1]}, spread "
                f"{_SPREADS[0]} to {_SPREADS[1]} pass)",
            )


def _check_prices(subject: Subject) -> Iterator[Finding]:
    prices, file = subject.draft.prices, "worldview.json"
    ranges = _category_ranges(subject)
    for item in prices:
        if item.low <= 0 and item.high <= 0:
            yield found("range-price", file, f"prices: {item.name} is free; give it a price")
        low, high = ranges.get(item.category, (0.0, float("inf")))
        if item.low < low or item.high > high:
            yield found(
                "range-price",
                file,
                f"prices: {item.name} costs {item.low:g} to {item.high:g}, outside the "
                f"typical_price_range of {item.category}, {low:g} to {high:g}; correct one of them",
            )
    if prices and min(item.low for item in prices) > _CHEAP:
        yield found(
            "range-price", file, f"prices: nothing costs {_CHEAP} or less; add small things"
        )
    if prices and max(item.high for item in prices) < _DEAR:
        yield found("range-price", file, f"prices: nothing costs {_DEAR} or more; add a luxury")


def _category_ranges(subject: Subject) -> dict[str, tuple[float, float]]:
    """`typical_price_range` by category, where it is two numbers."""
    try:
        view = orjson.loads((subject.draft.path / "worldview.json").read_bytes())
        categories = view["prices"]["categories"]
        given = {key: value.get("typical_price_range") for key, value in categories.items()}
    except (OSError, orjson.JSONDecodeError, KeyError, TypeError, AttributeError):
        return {}
    return {
        key: (float(value[0]), float(value[1]))
        for key, value in given.items()
        if isinstance(value, list)
        and len(value) == 2
        and all(isinstance(price, int | float) for price in value)
    }
