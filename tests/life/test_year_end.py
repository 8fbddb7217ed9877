from __future__ import annotations

import math
from dataclasses import replace

import pytest
from staging import (
    ADA,
    BRAM,
    COSMO,
    EVERYBODY,
    LEO,
    MIRELA,
    NOOR,
    ZOE,
    Play,
    acquainted,
    hamlet,
    records,
    renamed,
    society,
)

from agentopia_env.clock import Time
from agentopia_env.life.year import closest
from agentopia_env.reward.settings import RewardSettings
from agentopia_env.world.memory import Note

SHORT = Time(n_year=1, n_week=1, n_day=1, n_contact_slot=1)


def year_end(ratings=None, fidelity="full", base=None, world=None):
    kind = "rate" if fidelity == "full" else "year_end"
    people = {name: {kind: given} for name, given in (ratings or {}).items()}
    play = Play(society(fidelity, base=base, time=SHORT), people, world)
    play.stage("begin")
    play.stage("year_profile")
    play.stage("year_end")
    return play


def scores(play, name=LEO):
    return play.society.year_ratings[name]


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_the_year_ends_with_profiles_then_positions_then_ratings(fidelity):
    play = Play(society(fidelity, time=SHORT), heuristic=True)
    play.life()
    kinds = list(dict.fromkeys(q.kind for q in play.asked if q.when.stage.startswith("year_")))
    order = {
        "full": ["profile_update", "wish", "admit", "rate"],
        "brief": ["profile_update", "year_end", "admit"],
    }[fidelity]
    assert kinds in (order, [kind for kind in order if kind != "admit"])


def test_everybody_is_asked_about_the_people_they_know_closest_first():
    lives = society()
    lives.people[LEO].tie(ZOE, 5)
    lives.people[LEO].tie(NOOR, 2)
    play = Play(lives)
    play.stage("begin")
    play.stage("year_profile", week=10)
    play.stage("year_end", week=10)
    people = play.questions("rate", LEO)[0].people
    assert people[:2] == (ZOE, NOOR)
    assert set(people) == {COSMO, MIRELA, NOOR, ZOE}


def test_only_the_closest_are_rated_by_default_twenty():
    lives = society(base=acquainted(hamlet()))
    lives.people[LEO].tie(NOOR, 2)
    lives.people[LEO].tie(ZOE, 5)
    assert len(closest(lives, LEO)) == 7
    lives.world = replace(lives.world, reward=RewardSettings(max_rated=2))
    assert closest(lives, LEO) == (ZOE, NOOR)
    assert RewardSettings().max_rated == 20


def test_oneself_and_people_who_are_not_simulated_are_never_rated():
    lives = society(base=hamlet(5))
    assert lives.people[LEO].memory.knows(ZOE)
    lives.note(LEO, f"characters/{LEO}", Note("t", "me"))
    assert ZOE not in closest(lives, LEO)
    assert LEO not in closest(lives, LEO)


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_ratings_are_clamped_and_their_names_resolved(fidelity):
    given = {
        "affection": {"zoe marchetti": 250, COSMO: -40, "Nobody": 50, LEO: 100, ADA: 99},
        "respect": {ZOE: "70", "Noor": 61.5},
    }
    play = year_end({LEO: given}, fidelity)
    assert scores(play) == [{ZOE: 100, COSMO: 0}, {ZOE: 70, NOOR: 61.5}]


@pytest.mark.parametrize(
    "given",
    ["I like them all.", {"affection": {ZOE: "very much"}}, '{"affection": {"Leo": NaN}}', ""],
)
def test_unusable_ratings_are_no_ratings(given):
    assert scores(year_end({LEO: given})) == [{}, {}]


def test_the_liked_earn_more_than_the_unknown():
    rating = {"affection": {ZOE: 90}, "respect": {ZOE: 80}}
    play = year_end(dict.fromkeys((LEO, BRAM, COSMO, MIRELA), rating))
    social = {name: years[0].social for name, years in play.society.rewards.items()}
    assert social[ZOE] == max(social.values())
    assert social[ADA] == 0
    (metric,) = [
        line
        for line in records(play.society, "reward/metrics/year=2020/week=1.jsonl")
        if line["agent_name"] == ZOE
    ]
    assert (metric["liked_by"], metric["respected_by"], metric["likes"]) == (4, 4, 0)


def test_equal_scores_follow_the_alphabet_unless_ties_are_shared():
    socials = {}
    for ties in ("name", "shared"):
        lives = society(base=acquainted(hamlet()), time=SHORT)
        lives.world = replace(lives.world, reward=RewardSettings(ties=ties))
        rating = {"affection": {BRAM: 70, ZOE: 70}, "respect": {BRAM: 70, ZOE: 70}}
        play = Play(lives, {LEO: {"rate": rating}})
        for stage in ("begin", "year_profile", "year_end"):
            play.stage(stage)
        socials[ties] = [lives.rewards[name][0].social for name in (BRAM, ZOE)]
    assert socials["name"][0] > socials["name"][1]
    assert socials["shared"][0] == pytest.approx(socials["shared"][1])


def test_people_who_are_not_simulated_have_no_rewards():
    base = hamlet(5)
    rating = {"affection": {ZOE: 90, COSMO: 10}, "respect": {}}
    play = year_end({LEO: rating}, base=base)
    assert set(play.society.rewards) == set(base.profiles)
    assert scores(play) == [{COSMO: 10}, {}]
    lines = records(play.society, "reward/rankings/year=2020/week=1.jsonl")
    assert ZOE not in str(lines)


def test_the_reward_is_written_for_everybody_and_is_finite():
    play = year_end({LEO: {"affection": {ZOE: 90}, "respect": {ZOE: 20}}})
    for name in EVERYBODY:
        (line,) = records(play.society, f"persona/{name}/reward.jsonl")
        assert math.isfinite(line["total_score"])
        assert line["time"] == "Y2020-W01-settle"
        assert set(line) == {"time", "ranking", "social", "subjective", "economy", "total_score"}


def test_the_economy_counts_from_the_deposit_before_the_years_first_income():
    play = year_end()
    economy = {name: years[0].economy for name, years in play.society.rewards.items()}
    assert economy[ADA] == 400
    assert economy[LEO] == 35


def test_names_of_any_script_are_rated():
    odd = "Dr. Zoë, the Elder"
    base = renamed(hamlet(), {LEO: "石磊", ZOE: odd})
    given = {"affection": {odd: 80}, "respect": {odd: 60}}
    play = year_end({"石磊": given}, base=base)
    assert scores(play, "石磊") == [{odd: 80}, {odd: 60}]
    assert play.society.rewards[odd][0].social > 0


# ---------------------------------------------------------------- profiles


def updated(**given):
    answer = {"talents": {}, "personality_traits": {}} | given
    return year_end(world={"profile_update": lambda q: answer if q.person.name == LEO else ""})


def test_talents_move_by_three_and_traits_by_five_at_most():
    before = society().people[LEO].profile
    play = updated(talents={"beauty": 50, "honesty": -50}, personality_traits={"curiosity": -99})
    after = play.society.people[LEO].profile
    assert after.talents.quantitative["beauty"] == before.talents.quantitative["beauty"] + 3
    assert after.talents.quantitative["honesty"] == before.talents.quantitative["honesty"] - 3
    traits = before.personality_traits.quantitative
    assert after.personality_traits.quantitative["curiosity"] == max(0, traits["curiosity"] - 5)


def test_texts_that_are_absent_stay_as_they_are_and_a_name_never_changes():
    before = society().people[LEO].profile
    play = updated(details="Now a lift operator.", values="  ", name="Somebody else")
    after = play.society.people[LEO].profile
    assert (after.details, after.values, after.name) == ("Now a lift operator.", before.values, LEO)


def test_unknown_talents_are_not_added():
    play = updated(talents={"flying": 3})
    assert "flying" not in play.society.people[LEO].profile.talents.quantitative


def test_a_year_becomes_an_entry_of_the_life_history():
    play = updated(history="The year of the flood.")
    (entry,) = play.society.people[LEO].memory.history[-1:]
    assert (entry.time, entry.content) == ("Y2020-W01-settle", "The year of the flood.")
    assert records(play.society, f"persona/{LEO}/memory/history.jsonl")[-1]["content"] == (
        "The year of the flood."
    )


def test_ties_fade_by_half_every_year():
    lives = society(time=SHORT)
    lives.people[LEO].tie(ZOE, 5)
    lives.people[LEO].tie(NOOR, 1)
    play = Play(lives)
    play.stage("begin")
    play.stage("year_profile")
    play.stage("year_end")
    assert lives.people[LEO].ties == {ZOE: 2}
