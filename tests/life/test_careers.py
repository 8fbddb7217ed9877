from __future__ import annotations

from dataclasses import replace

import pytest
from staging import (
    ADA,
    BRAM,
    COSMO,
    ETIENNE,
    EVERYBODY,
    LEO,
    NOOR,
    ZOE,
    Play,
    hamlet,
    records,
    society,
    strangers,
)

from agentopia_env.clock import Time
from agentopia_env.world.positions import Position

DAIRY = "Stair Dairy Cooperative/Dairy hand"
WARDEN = "Commons/Water Board/Warden, sluices and turns"
CLERK = "Commons/Water Board/Clerk of the water book"
COOK = "The Ninth Step Inn/Cook"
LIFT = "Water Lift Trust/Lift operator"


def all_of_them(question):
    """An environment model that accepts everybody who asks, and some who do not."""
    return {"accepted": [a.name for a in question.applicants] * 2 + [ADA, "Nobody"]}


def season(wishes, admit=all_of_them, fidelity="full", base=None, **positions):
    lives = society(fidelity, base=base)
    lives.positions.update(positions.get("more", {}))
    kind = "wish" if fidelity == "full" else "year_end"
    people = {name: {kind: {"wishes": list(w)}} for name, w in wishes.items()}
    play = Play(lives, people, {"admit": admit})
    if fidelity == "full":
        play.stage("year_positions", week=10)
    else:
        play.stage("begin")
        play.stage("year_profile", week=10)
        play.stage("year_end", week=10)
    return play


def held(play):
    return {name: person.profile.position for name, person in play.society.people.items()}


def open_to_all(capacity=1, **changes):
    place = Position("Guild, Hall/1", "Porter, day/night", capacity=capacity, **changes)
    return {place.name: place}, place.name


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_a_wish_is_granted_and_the_profile_of_the_next_year_holds_the_whole_position(fidelity):
    play = season({LEO: [DAIRY]}, fidelity=fidelity)
    assert held(play)[LEO] == DAIRY
    assert play.society.positions[DAIRY].occupied_by == (LEO,)
    (profile,) = records(play.society, f"persona/{LEO}/profile/year=2021.json")
    assert profile["position"]["organization"] == "Stair Dairy Cooperative"
    assert profile["position"]["role"] == "Dairy hand"
    assert profile["position"]["weekly_income"] == 120
    assert profile["position"]["weekly_delta_skills"] == {"cheesemaking": 2, "animal care": 2}


def test_whoever_moves_leaves_nothing_of_the_old_position_behind():
    more, name = open_to_all()
    play = season({ZOE: [name]}, more=more)
    assert held(play)[ZOE] == name
    assert play.society.positions["Stair Dairy Cooperative/Head cheesemaker"].occupied_by == ()
    (profile,) = records(play.society, f"persona/{ZOE}/profile/year=2021.json")
    assert profile["position"]["role"] == "Porter, day/night"
    assert profile["position"]["weekly_delta_skills"] == {}
    assert "cheesemaker" not in str(profile["position"])


def test_capacity_holds_in_one_round_whatever_the_environment_model_accepts():
    more, name = open_to_all(capacity=3)
    play = season({who: [name] for who in EVERYBODY}, more=more)
    assert len(play.society.positions[name].occupied_by) == 3


def test_capacity_holds_over_all_rounds():
    more, name = open_to_all(capacity=2)
    wishes = {
        LEO: [name],
        ZOE: ["no such place", name],
        BRAM: ["no", "no", name],
        NOOR: ["no", name],
    }
    play = season(wishes, more=more)
    assert play.society.positions[name].occupied_by == (LEO, NOOR)
    assert [q.free for q in play.questions("admit")] == [2, 1]
    assert held(play)[BRAM] == "Okafor Joinery/Carpenter and wheelwright"


def test_every_holder_is_where_their_profile_says_and_nobody_holds_two():
    more, name = open_to_all(capacity=2)
    wishes = {who: [name, DAIRY, COOK] for who in EVERYBODY}
    play = season(wishes, more=more)
    holders = [h for p in play.society.positions.values() for h in p.occupied_by]
    assert len(holders) == len(set(holders))
    for who, position in held(play).items():
        assert position is None or who in play.society.positions[position].occupied_by
    for position in play.society.positions.values():
        assert len(position.occupied_by) <= position.capacity


@pytest.mark.parametrize(
    "terms",
    [
        {"min_age": 20},
        {"max_age": 18},
        {"min_skills": {"mechanics": 39}},
        {"min_skills": {"law": 1}},
    ],
)
def test_requirements_are_checked_by_code(terms):
    more, name = open_to_all(**terms)
    play = season({LEO: [name]}, more=more)
    assert held(play)[LEO] is None
    assert play.questions("admit") == []


def test_the_next_wish_counts_when_the_first_is_not_granted():
    more, name = open_to_all(min_skills={"law": 1})
    assert held(season({LEO: [name, "", DAIRY]}, more=more))[LEO] == DAIRY


def test_a_fourth_wish_does_not_count():
    assert held(season({LEO: ["a", "b", "c", DAIRY]}))[LEO] is None


@pytest.mark.parametrize(
    "wish", ["STAY_CURRENT", "stay current", WARDEN, "warden, sluices and turns"]
)
def test_staying_is_granted(wish):
    play = season({COSMO: [wish, DAIRY]})
    assert held(play)[COSMO] == WARDEN
    assert play.questions("admit") == []


@pytest.mark.parametrize("wish", ["Dairy Hand", " stair dairy cooperative/dairy hand "])
def test_a_wish_is_found_by_its_role_and_whatever_its_capitals(wish):
    assert held(season({LEO: [wish]}))[LEO] == DAIRY


def test_a_wish_given_as_text_is_never_cut_at_a_comma_or_a_slash():
    more, name = open_to_all()
    play = Play(society(), {LEO: {"wish": {"wishes": name}}}, {"admit": all_of_them})
    play.society.positions.update(more)
    play.stage("year_positions", week=10)
    assert held(play)[LEO] == name == "Guild, Hall/1/Porter, day/night"


def test_the_unemployed_can_apply_again_after_a_wish_that_does_not_exist():
    assert held(season({LEO: ["no such place", DAIRY]}))[LEO] == DAIRY


def test_the_unmatched_keep_their_position():
    play = season({ZOE: [DAIRY]}, admit={"accepted": []})
    assert held(play)[ZOE] == "Stair Dairy Cooperative/Head cheesemaker"


def test_a_failed_judgement_accepts_nobody():
    assert held(season({LEO: [DAIRY]}, admit="Let me think."))[LEO] is None


def aged(limit):
    """Cosmo, 71, holds a position with an age limit."""
    base = hamlet()
    positions = dict(base.positions)
    positions[WARDEN] = replace(positions[WARDEN], max_age=limit)
    return replace(base, positions=positions)


@pytest.mark.parametrize("wishes", [["STAY_CURRENT"], [WARDEN], [], ["no such place"]])
def test_who_is_beyond_the_age_limit_becomes_unemployed_and_can_apply_again(wishes):
    more, name = open_to_all()
    play = season({COSMO: wishes}, base=aged(70), more=more)
    assert held(play)[COSMO] is None
    assert play.society.positions[WARDEN].occupied_by == ()
    (profile,) = records(play.society, f"persona/{COSMO}/profile/year=2021.json")
    assert profile["position"] is None
    play = Play(play.society, {COSMO: {"wish": {"wishes": [WARDEN, name]}}}, {"admit": all_of_them})
    play.stage("year_positions", year=2021, week=10)
    assert held(play)[COSMO] == name


def test_who_is_at_the_age_limit_stays():
    assert held(season({COSMO: ["STAY_CURRENT"]}, base=aged(71)))[COSMO] == WARDEN


def test_who_is_too_old_can_move_on():
    more, name = open_to_all()
    play = season({COSMO: ["STAY_CURRENT", name]}, base=aged(60), more=more)
    assert held(play)[COSMO] == name


def test_new_colleagues_get_to_know_each_other_mutually():
    more, name = open_to_all(capacity=3)
    wishes = {LEO: [name], NOOR: [name], ZOE: ["", name]}
    lives = season(wishes, base=strangers(hamlet()), more=more).society
    assert lives.positions[name].occupied_by == (LEO, NOOR, ZOE)
    for one in wishes:
        for other in wishes:
            if one != other:
                assert "Porter" in lives.people[one].memory.about(other).content


def test_a_colleague_who_is_not_simulated_is_no_hindrance():
    more, name = open_to_all(capacity=2, occupied_by=(ZOE,))
    play = season({LEO: [name], BRAM: [name]}, base=hamlet(5), more=more)
    assert play.society.positions[name].occupied_by == (ZOE, BRAM)
    assert held(play)[LEO] is None


def test_positions_are_written_down_as_they_are_now():
    play = season({LEO: [DAIRY]})
    written = records(play.society, "positions.json")[-1]
    assert written["version"] == 1
    (dairy,) = [p for p in written["positions"] if p["role"] == "Dairy hand"]
    assert list(dairy["occupied_by"]) == [LEO]


# ---------------------------------------------------------------- positions of later years


def design(**changes):
    given = {"organization": "New Hall", "role": "Master", "min_skills": {"mechanics": 211}}
    return given | {"weekly_income": 400, "capacity": 2} | changes


def next_year(*designs):
    lives = society()
    play = Play(lives, world={"new_positions": {"positions": list(designs)}})
    play.stage("settle", week=10)
    before = set(lives.positions)
    play.stage("begin", year=2021)
    return play, [lives.positions[name] for name in lives.positions if name not in before]


def test_two_positions_are_added_at_the_start_of_a_later_year():
    play, added = next_year(design(), design(role="Second"), design(role="Third"))
    assert [p.role for p in added] == ["Master", "Second"]
    assert {p.created_year for p in added} == {2021}
    (question,) = play.questions("new_positions")
    assert (question.count, question.capacity, question.max_capacity) == (2, (2, 4), 2)
    assert question.best_skills["mechanics"] == 210


def test_none_is_added_at_the_start_of_the_first_year():
    play = Play(society())
    play.stage("begin")
    assert play.questions("new_positions") == []


@pytest.mark.parametrize(
    "skills", [{}, {"mechanics": 210}, {"mechanics": 0, "medicine": 290}, {"mechanics": -5}]
)
def test_a_new_position_that_asks_for_no_more_than_the_best_can_do_is_not_added(skills):
    assert next_year(design(min_skills=skills))[1] == []


def test_the_numbers_of_a_new_position_are_clamped():
    absurd = design(
        capacity=900, weekly_income=1e9, weekly_delta_skills={"law": 400, "chess": -3}, type="fun"
    )
    (added,) = next_year(absurd)[1]
    assert (added.capacity, added.weekly_income, added.type) == (2, 500, "work")
    assert added.weekly_delta_skills == {"law": 5, "chess": 0}
    assert next_year(design(capacity=-3, weekly_income=-100))[1][0].capacity == 1
    assert next_year(design(capacity=-3, weekly_income=-100))[1][0].weekly_income == 0


@pytest.mark.parametrize(
    "given",
    [
        design(role=" "),
        design(organization=""),
        design(organization="Commons", role="Water Board/Warden, sluices and turns"),
    ],
)
def test_a_position_needs_a_name_that_is_not_taken(given):
    assert next_year(given)[1] == []


def test_a_world_without_positions_has_them_designed_for_its_population():
    held_now = {name: p for name, p in hamlet().positions.items() if p.occupied_by}
    base = replace(hamlet(), raw_positions_given=False, positions=held_now)
    lives = society(base=base)
    play = Play(
        lives, world={"new_positions": {"positions": [design(role=f"R{n}") for n in range(20)]}}
    )
    play.stage("begin")
    (question,) = play.questions("new_positions")
    assert (question.demanding, question.count, question.max_capacity) == (False, 3, 2)
    assert len(lives.positions) == lives.initial_positions == 9
    assert sum(p.capacity for p in lives.positions.values()) == 11


def test_skills_grow_weekly_from_the_new_position():
    play = season({LEO: [DAIRY]})
    play.stage("begin", year=2021)
    assert play.society.people[LEO].state.skills["cheesemaking"] == 2
    assert play.society.people[LEO].state.deposit == 140 + 35 + 120


def test_a_year_of_a_society_keeps_every_career_sound():
    time = Time(n_year=2, n_week=1, n_day=1, n_contact_slot=1)
    for fidelity in ("full", "brief"):
        lives = Play(society(fidelity, time=time), heuristic=True).life()
        for position in lives.positions.values():
            assert len(position.occupied_by) <= position.capacity
            for name in position.occupied_by:
                assert lives.people[name].profile.position == position.name
        assert ETIENNE in lives.people
