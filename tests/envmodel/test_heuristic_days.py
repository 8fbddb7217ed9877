from __future__ import annotations

from statistics import mean, pstdev

import pytest
from heuristic_world import (
    ADA,
    ENV,
    PRICES,
    WHEN,
    WORLD,
    days,
    person,
    solo,
)

from agentopia_env.questions import environment as asked
from agentopia_env.questions.replies import (
    DayReply,
    SoloReply,
)
from agentopia_env.world.rules import EconomyRules


def test_work_pays_within_the_tier_of_its_skill() -> None:
    for points, tier in ((5, "low"), (60, "medium"), (150, "high")):
        worker = person("Ada")
        worker.state.skills["cooking"] = points
        low, high = EconomyRules().work_pay[tier]
        outcomes = days("work", "Cook lunch at the inn for pay", worker)
        assert all(low <= outcome.money <= high and outcome.paid_work for outcome in outcomes)
        assert pstdev(outcome.money for outcome in outcomes) > 1


def test_tired_people_earn_and_learn_less_and_feel_worse() -> None:
    fresh, tired = person("Ada", vitality=80), person("Ada", vitality=15)
    for kind, text in (("work", "Cook at the inn for pay"), ("study", "Practise singing")):
        well, badly = days(kind, text, fresh), days(kind, text, tired)
        assert mean(o.mood for o in well) > mean(o.mood for o in badly)
        gains = [mean(sum(o.skills.values()) for o in outcomes) for outcomes in (well, badly)]
        assert kind == "work" or gains[0] > 1.3 * gains[1]
        assert kind == "study" or mean(o.money for o in well) > mean(o.money for o in badly) + 5


def test_somebody_worn_out_is_sent_home_from_work() -> None:
    outcome = solo(SoloReply(activity="Cook", kind="work"), person("Ada", vitality=3))
    assert (outcome.money, outcome.paid_work) == (40, True)
    assert outcome.vitality > 0 > outcome.mood


def test_rest_restores_and_work_and_study_tire() -> None:
    assert all(4 <= outcome.vitality <= 5 for outcome in days("rest", "Sleep long"))
    assert -4.2 < mean(o.vitality for o in days("work", "Cook at the inn")) < -2.8
    assert -3.2 < mean(o.vitality for o in days("study", "Practise singing")) < -1.8
    assert 0 <= mean(o.vitality for o in days("leisure", "Walk by the river")) <= 1.2


def test_hard_effort_brings_more_and_costs_more() -> None:
    light, hard = (days("study", "Practise singing", effort=effort) for effort in ("light", "hard"))
    assert mean(o.skills["singing"] for o in hard) > mean(o.skills["singing"] for o in light)
    assert mean(o.vitality for o in hard) < mean(o.vitality for o in light) - 1


def test_skills_grow_more_slowly_the_higher_they_are() -> None:
    beginner, master = person("Ada"), person("Ada")
    beginner.state.skills["singing"], master.state.skills["singing"] = 5, 280
    gains = [
        mean(o.skills["singing"] for o in days("study", "Practise singing", who))
        for who in (beginner, master)
    ]
    assert 3 > gains[0] > 2 * gains[1] > 0


def test_leisure_to_ones_taste_is_the_better_leisure() -> None:
    liked, other = days("leisure", "Old music by the river"), days("leisure", "Count the cars")
    assert mean(o.mood for o in liked) > mean(o.mood for o in other) + 0.3


def test_the_text_decides_where_it_clearly_says_something_else() -> None:
    assert solo(SoloReply(activity="Sleep all day long", kind="work")).money == 0
    assert solo(SoloReply(activity="Work a double shift at the inn", kind="leisure")).paid_work
    assert solo(SoloReply(activity="Buy wool socks at the market", kind="rest")).offers
    assert solo(SoloReply(activity="在家休息睡觉", kind="work")).vitality > 3


@pytest.mark.parametrize("text", ["", "   ", "Win the lottery", "Fly to the moon", "Rob the bank"])
def test_nothing_comes_of_nothing_and_of_the_impossible(text: str) -> None:
    outcome = solo(SoloReply(activity=text, kind="work"))
    assert not outcome.feasible
    assert outcome.money == 0
    assert outcome.mood < 0


def test_offers_fit_the_wish_and_the_lists_ranges_and_come_affordable_first() -> None:
    ranges = {item.name: (item.low, item.high) for item in PRICES}
    seen = []
    for outcome in days("shop", "Look for a winter coat", item="winter coat"):
        assert 2 <= len(outcome.offers) <= 4
        assert outcome.offers[0].name == "Quilted winter coat"
        payable = [offer.price <= 400 for offer in outcome.offers]
        assert payable == sorted(payable, reverse=True)
        seen += outcome.offers
    assert all(ranges[o.name][0] <= o.price <= ranges[o.name][1] for o in seen)
    assert {o.keeps for o in seen if o.name == "Concert ticket"} == {False}
    assert len({o.price for o in seen if o.name == "Quilted winter coat"}) > 10


def test_in_a_brief_week_only_what_was_named_and_can_be_paid_is_bought() -> None:
    wishes = {"1": "Quilted winter coat, 120", "2": "", "3": "Grand piano", "4": "something nice"}
    intents = {
        day: DayReply(day=int(day), activity="Go shopping", kind="shop", item=item)
        for day, item in wishes.items()
    }
    question = asked.WeekOutcome(
        who="environment", when=WHEN, world=WORLD, person=ADA, intents=intents, events={}
    )
    replies = question.read(ENV.answer(question)).days
    bought = {day: [(o.name, o.price) for o in reply.offers] for day, reply in replies.items()}
    assert bought == {"1": [("Quilted winter coat", 120)], "2": [], "3": [], "4": []}


def test_a_brief_week_wears_on_from_day_to_day() -> None:
    intents = {str(day): DayReply(day=day, activity="Cook", kind="work") for day in range(1, 6)}
    question = asked.WeekOutcome(
        who="environment",
        when=WHEN,
        world=WORLD,
        person=person("Ada", vitality=12),
        intents=intents,
        events={},
    )
    replies = question.read(ENV.answer(question)).days
    assert replies["1"].money > 40
    assert 40 in [replies[str(day)].money for day in range(2, 6)]
