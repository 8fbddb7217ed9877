from __future__ import annotations

from dataclasses import replace

import pytest
from staging import (
    ADA,
    BRAM,
    EVERYBODY,
    LEO,
    NOOR,
    ZOE,
    Play,
    engage,
    hamlet,
    records,
    society,
    strangers,
)

from agentopia_env.clock import Time
from agentopia_env.world.rules import ActivityRules


def event(name="Fair", **changes):
    given = {"name": name, "description": "A fair.", "day": 1, "repeat_weeks": 1}
    return given | {"location": "inn_taproom"} | changes


def announced(*events, **settings):
    play = Play(society(**settings), world={"public_events": {"events": list(events)}})
    play.stage("before_contact")
    return play


# ---------------------------------------------------------------- public events


def test_at_most_ten_new_events_are_announced_a_week():
    play = announced(*[event(f"Fair {n}") for n in range(14)])
    assert [e.name for e in play.society.events] == [f"Fair {n}" for n in range(10)]
    assert len(records(play.society, "public_events.jsonl")) == 10


@pytest.mark.parametrize(
    ("given", "kept"), [(-3, 1), (0, 1), (1, 1), (2, 2), (99, 2), ("2", 2), (1.9, 1)]
)
def test_the_day_of_an_event_is_clamped_to_the_week(given, kept):
    assert announced(event(day=given)).society.events[0].day == kept


@pytest.mark.parametrize(("given", "kept"), [(0, 1), (3, 3), (5, 5), (52, 5)])
def test_an_event_repeats_for_at_most_five_weeks(given, kept):
    assert announced(event(repeat_weeks=given)).society.events[0].repeat_weeks == kept


def test_an_event_needs_a_name_of_its_own():
    play = announced(event("  "), event("Fair"), event(" Fair\n"), event("Fête, etc./more"))
    assert [e.name for e in play.society.events] == ["Fair", "Fête, etc./more"]


@pytest.mark.parametrize("place", ["the moon", f"home/{LEO}", ""])
def test_an_event_takes_place_in_public_or_nowhere_in_particular(place):
    assert announced(event(location=place)).society.events[0].location == ""


def test_a_failed_announcement_is_a_quiet_week():
    play = Play(society(), world={"public_events": "Nothing comes to mind."})
    assert play.stage("before_contact").events == []


def test_an_event_is_offered_every_week_that_it_repeats():
    lives = society(time=Time(n_year=1, n_week=5, n_day=2, n_contact_slot=1))
    new = {
        "public_events": lambda q: {"events": [event(repeat_weeks=2)] if q.when.week == 1 else []}
    }
    play = Play(lives, {LEO: {"sign_up": {"events": ["Fair"]}}}, new)
    days = []
    for week in (1, 2, 3):
        play.stages("begin", "before_contact", week=week)
        days.append(list(lives.people[LEO].schedule.days))
    assert days == [["02020-0001-0001"], ["02020-0002-0001"], []]
    assert [q.when.week for q in play.questions("sign_up", LEO)] == [1, 2]


def test_only_the_eligible_see_an_event_and_only_on_days_they_have_free():
    lives = society()
    engage(lives, ZOE, BRAM, day=1)
    events = [event("Fair"), event("Ball", day=2, people=["leo", ADA, "Nobody"])]
    play = Play(lives, world={"public_events": {"events": events}})
    play.stages("before_contact")
    seen = {q.who: [e.name for e in q.events] for q in play.questions("sign_up")}
    assert seen[LEO] == seen[ADA] == ["Fair", "Ball"]
    assert seen[NOOR] == ["Fair"]
    assert ZOE not in seen


FAIR = (event(),)


def signing(*wanted, events=FAIR, fidelity="full"):
    answer = {"events": list(wanted)}
    kind = {"sign_up": answer, "contact": answer | {"actions": []}}
    play = Play(society(fidelity), {LEO: kind}, {"public_events": {"events": list(events)}})
    play.stages("before_contact", "contact")
    return {day: e.name for day, e in play.society.people[LEO].schedule.days.items()}


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_signing_up_engages_a_person(fidelity):
    assert signing("Fair", fidelity=fidelity) == {"02020-0001-0001": "Fair"}
    assert signing(" fair ", fidelity=fidelity) == {"02020-0001-0001": "Fair"}
    assert signing("Ball", fidelity=fidelity) == {}


def test_of_two_events_on_a_day_the_first_one_counts():
    events = [event("Fair"), event("Ball"), event("Race", day=2)]
    given = signing("Race", "Ball", "Fair", events=events)
    assert given == {"02020-0001-0001": "Fair", "02020-0001-0002": "Race"}


def at_event(people, world=None, cast=(LEO, ZOE, BRAM), **settings):
    lives = society(**settings)
    for name in cast:
        engage(lives, name, type="public", id="event-1", name="Fair", participants=())
    play = Play(lives, people, world)
    play.stage("activity", 1)
    return play


def attending(deed, *wanted):
    return {"attend": {"activity": deed}, "exchange": {"get_to_know": list(wanted)}}


def test_participants_act_on_their_own_then_see_what_the_others_did():
    play = at_event({LEO: attending("I juggle."), ZOE: attending("I sing.")})
    assert play.questions("attend", LEO)[0].others
    (exchange,) = play.questions("exchange", BRAM)
    assert exchange.deeds == {LEO: "I juggle.", ZOE: "I sing."}
    assert play.questions("exchange", LEO)[0].deeds == {ZOE: "I sing."}


def test_who_is_alone_at_an_event_meets_nobody():
    play = at_event({LEO: attending("I juggle.", ZOE)}, cast=(LEO,))
    assert play.questions("exchange") == []
    (log,) = play.society.people[LEO].week_log
    assert (log.kind, log.others) == ("public", ())


def test_a_mutual_choice_makes_both_remember_and_a_one_sided_one_only_the_chooser():
    people = {
        LEO: attending("I juggle.", "bram"),
        BRAM: attending("I carve.", LEO),
        ZOE: attending("I sing.", NOOR),
        NOOR: attending("I draw."),
    }
    lives = at_event(people, cast=(LEO, ZOE, BRAM, NOOR)).society
    assert lives.people[LEO].memory.knows(BRAM)
    assert lives.people[BRAM].memory.knows(LEO)
    assert "mutual" in lives.people[BRAM].memory.about(LEO).content
    assert lives.people[ZOE].memory.knows(NOOR)
    assert not lives.people[NOOR].memory.knows(ZOE)
    assert "mutual" not in lives.people[ZOE].memory.about(NOOR).content


@pytest.mark.parametrize("wanted", [ADA, LEO, "Nobody", ""])
def test_nobody_gets_to_know_somebody_whom_they_did_not_see(wanted):
    lives = at_event({LEO: attending("I juggle.", wanted), ZOE: attending("I sing.")}).society
    assert not lives.people[LEO].memory.knows(ADA)
    assert not lives.people[LEO].memory.knows(LEO)


def test_in_a_crowd_people_see_those_nearby_and_as_many_see_them():
    play = at_event(
        {name: attending("I dance.") for name in EVERYBODY},
        cast=EVERYBODY,
        activity=ActivityRules(max_seen=3),
    )
    seen = {q.who: {face.name for face in q.others} for q in play.questions("attend")}
    assert all(len(others) == 3 and who not in others for who, others in seen.items())
    assert all(sum(name in others for others in seen.values()) == 3 for name in EVERYBODY)


def test_changes_of_a_public_event_are_clamped():
    absurd = {"vitality": 50, "mood": -50, "social": 50, "esteem": -50, "material": 9, "money": 99}
    play = at_event({}, {"public_outcome": {"outcome": "Loud.", **absurd}})
    state = play.society.people[LEO].state
    assert (state.vitality, state.deposit) == (75, 140)
    assert state.fulfilment == {"mood": 45, "material": 50, "social": 53, "esteem": 48}


def test_nobody_sees_what_is_done_in_private_at_an_event():
    deed = "I juggle. <private>I steal a bun.</private>"
    play = at_event({LEO: attending(deed), ZOE: attending("<private>I spy.</private>")})
    assert play.questions("exchange", BRAM)[0].deeds == {LEO: "I juggle."}


# ---------------------------------------------------------------- encounters


def encounters(seed=1, days=5, base=None, busy=(), **world):
    lives = society(
        base=base, seed=seed, time=Time(n_year=1, n_week=2, n_day=days, n_contact_slot=1)
    )
    for day in range(1, days + 1):
        if busy:
            engage(lives, *busy, day=day)
    play = Play(lives, world=world)
    play.stage("after_contact")
    return play


def met(lives, day):
    found = {}
    for name, person in lives.people.items():
        engagement = person.schedule.on((2020, 1, day))
        if engagement is not None and engagement.type == "encounter":
            found.setdefault(engagement.id, []).append((name, engagement))
    return found


def test_a_fifth_of_the_idle_meet_by_chance_with_the_fraction_rounded_at_random():
    counts = [len(met(encounters(seed).society, day)) for seed in range(40) for day in range(1, 6)]
    assert set(counts) == {1, 2}
    assert 1.5 < sum(counts) / len(counts) < 1.7


def test_the_engaged_run_into_nobody():
    busy = (LEO, ZOE, BRAM)
    counts = []
    for seed in range(40):
        play = encounters(seed, busy=busy)
        for day in range(1, 6):
            groups = met(play.society, day)
            counts.append(len(groups))
            assert not {name for group in groups.values() for name, _ in group} & set(busy)
    assert set(counts) == {1}


def test_exactly_two_meet_once_a_day_at_a_public_place():
    for seed in range(10):
        lives = encounters(seed).society
        for day in range(1, 6):
            groups = met(lives, day).values()
            names = [name for group in groups for name, _ in group]
            assert len(names) == len(set(names)) == 2 * len(groups)
            for group in groups:
                assert {name for name, _ in group} == set(group[0][1].participants)
                assert group[0][1].location in {p.key for p in lives.world.public_places}


def test_acquaintances_are_preferred():
    play = [encounters(seed) for seed in range(30)]
    known = [q.know for p in play for q in p.questions("encounter")]
    assert sum(known) / len(known) > 0.6
    assert not all(known)


def test_a_world_without_public_places_has_no_encounters():
    base = hamlet()
    homes = {k: p for k, p in base.locations.items() if k.startswith("home/")}
    assert encounters(base=replace(base, locations=homes)).questions("encounter") == []


def test_an_encounter_that_is_not_described_has_plain_circumstances():
    lives = encounters().society
    ((_, engagement), *_) = next(iter(met(lives, 1).values()))
    first, second = engagement.participants
    assert engagement.text.startswith(f"{first} and {second} are at ")


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_strangers_who_run_into_each_other_know_each_other_afterwards(fidelity):
    time = Time(n_year=1, n_week=1, n_day=3, n_contact_slot=1)
    lives = society(fidelity, base=strangers(hamlet()), time=time)
    play = Play(lives, world={"encounter": {"scene": "Rain; one umbrella."}})
    play.stages("after_contact", "activity")
    pairs = [tuple(person.name for person in q.pair) for q in play.questions("encounter")]
    assert pairs
    for first, second in pairs:
        assert lives.people[first].memory.knows(second)
        assert lives.people[second].memory.knows(first)
        assert "Rain; one umbrella." in lives.people[first].memory.about(second).content
