from __future__ import annotations

from dataclasses import replace

import pytest
from staging import ADA, LEO, MIRELA, ZOE, Play, hamlet, records, refusals, society

from agentopia_env.clock import Time
from agentopia_env.world.rules import EconomyRules, StateRules


def planned(standard, deposit, **plan):
    lives = society()
    person = lives.people[LEO]
    person.state.deposit = deposit
    plan = {"plan": "Rest.", "living_standard": standard} | plan
    play = Play(lives, {LEO: {"plan": plan}})
    play.stage("plan")
    return play


def test_a_week_begins_with_decay_then_income_then_what_the_position_teaches():
    lives = society()
    Play(lives).stage("begin")
    person = lives.people[ADA]
    assert person.state.fulfilment == {"mood": 43, "material": 50, "social": 43, "esteem": 43}
    assert person.state.deposit == 2600 + 340 + 60
    assert person.state.skills["medicine"] == 291
    assert lives.people[LEO].state.deposit == 140 + 35


def test_the_state_is_noted_before_the_first_week_and_after_its_settlement():
    lives = society()
    Play(lives).stage("begin")
    first, second = records(lives, f"persona/{LEO}/state.jsonl")
    assert first["time"] == "Y2020-W00-begin"
    assert first["content"]["fulfillment"]["mood"] == 50
    assert second["time"] == "Y2020-W01-begin"
    assert second["content"]["assets"]["deposit"] == 175


def test_snapshots_are_taken_after_settlement_from_the_second_week_on_and_at_the_end():
    lives = society("brief", time=Time(n_year=1, n_week=3, n_day=1, n_contact_slot=1))
    Play(lives).life()
    moods = [row[1] for row in lives.tables[LEO]]
    assert moods == [37, 32, 32]
    assert all(len(table) == 3 for table in lives.tables.values())


def test_decay_rates_are_a_setting():
    lives = society(state=StateRules(decay={"mood": 1.0}))
    Play(lives).stage("begin")
    assert lives.people[LEO].state.fulfilment == {
        "mood": 0,
        "material": 50,
        "social": 50,
        "esteem": 50,
    }


@pytest.mark.parametrize(
    ("standard", "cost", "material"),
    [("frugal", 100, 45), ("moderate", 200, 50), ("Comfortable ", 300, 55), ("luxurious", 500, 60)],
)
def test_a_living_standard_is_paid_once_and_felt(standard, cost, material):
    play = planned(standard, 600)
    state = play.society.people[LEO].state
    assert state.deposit == 600 - cost
    assert state.fulfilment["material"] == material
    assert state.living_standard == standard.strip().lower()
    assert refusals(play.society, LEO) == []


def test_a_standard_that_cannot_be_paid_is_refused_with_a_reason_the_person_reads():
    play = planned("luxurious", 499)
    assert play.society.people[LEO].state.living_standard == "frugal"
    assert play.society.people[LEO].state.deposit == 399
    play.stages("contact")
    (notice,) = play.questions("contact", LEO)[0].news
    assert notice.kind == "refused"
    assert notice.text == ("You live frugal this week: 'luxurious' was refused, you cannot pay it.")


@pytest.mark.parametrize("standard", ["royal", "", "500"])
def test_a_standard_that_does_not_exist_is_refused_with_those_there_are(standard):
    play = planned(standard, 250)
    assert play.society.people[LEO].state.living_standard == "frugal"
    assert "choose from frugal, moderate" in refusals(play.society, LEO)[0]


def test_the_penniless_live_frugally_and_owe_nothing():
    play = planned("frugal", 30)
    assert play.society.people[LEO].state.deposit == 0
    assert refusals(play.society, LEO) == []


def test_a_plan_sees_what_can_be_paid_and_what_came_in():
    play = planned("frugal", 250)
    (question,) = play.questions("plan", LEO)
    assert question.standards == {"frugal": 100, "moderate": 200}
    assert question.income == 35
    assert play.questions("plan", ADA)[0].income == 400


def test_an_unusable_plan_is_no_plan_and_the_cheapest_life():
    lives = society()
    lives.people[LEO].goal = "Own the lift."
    Play(lives, {LEO: {"plan": "I would rather not say."}}).stage("plan")
    person = lives.people[LEO]
    assert (person.plan, person.goal) == ("", "Own the lift.")
    assert person.state.living_standard == "frugal"


def test_a_goal_is_kept_until_another_one_is_given():
    play = planned("frugal", 250, goal="Own the lift.")
    assert play.society.people[LEO].goal == "Own the lift."
    (line,) = records(play.society, f"persona/{LEO}/plan.jsonl")
    assert line["living_standard"] == "frugal"


def test_living_standards_are_a_setting():
    rules = EconomyRules(living_standards={"hut": (10, -1), "palace": (11, 9)})
    lives = society(economy=rules)
    Play(lives, {LEO: {"plan": {"plan": "", "living_standard": "palace"}}}).stage("plan")
    assert lives.people[LEO].state.deposit == 129
    assert lives.people[MIRELA].state.living_standard == "hut"


def test_what_lies_more_than_three_weeks_back_is_forgotten_even_in_week_100():
    base = replace(hamlet())
    lives = society(base=base, time=Time(n_year=1, n_week=120, n_day=1, n_contact_slot=1))
    said = {"actions": [{"name": "contact", "arguments": {"to": ZOE, "message": "Hi."}}]}
    for week in (96, 97, 99):
        Play(lives, {LEO: {"contact": said}}).stage("contact", 1, week)
    Play(lives).stage("begin", week=100)
    assert [m.time for m in lives.people[ZOE].messages] == [
        "Y2020-W97-contact-S1",
        "Y2020-W99-contact-S1",
    ]
