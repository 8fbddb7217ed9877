from __future__ import annotations

from itertools import permutations

import pytest

from agentopia_env.world.messages import Proposal
from agentopia_env.world.schedule import Engagement, PublicEvent, Schedule, resolve

DAY = (2020, 1, 2)


def proposal(name, proposer, *invited, yes=None, day=2, **changes):
    """A proposal; everybody invited has said yes unless told otherwise."""
    given = {
        "activity_name": name,
        "proposer": proposer,
        "proposal": name,
        "invited": invited,
        "required": (),
        "year": 2020,
        "week": 1,
        "day": day,
        "location": "square",
        "made": "Y2020-W01-contact-S1",
        "answers": dict.fromkeys(invited if yes is None else yes, True),
    }
    return Proposal(**(given | changes))


def engaged(kind, day=2):
    schedule = Schedule()
    schedule.add(Engagement("x", kind, "Before", "", 2020, 1, day, "square", ("A", "Z"), "Z"))
    return schedule


def outcome(*proposals, schedules=None):
    """Name to participants of what happens."""
    resolved = resolve(proposals, schedules or {})
    return {r.proposal.activity_name: r.participants for r in resolved if r.happens}


def reason(*proposals, schedules=None):
    return resolve(proposals, schedules or {})[-1].reason


def test_those_who_said_yes_come_in_the_order_they_were_invited():
    assert outcome(proposal("P", "A", "C", "B", "D", yes="BC")) == {"P": ("A", "C", "B")}


def test_a_no_is_not_a_yes():
    told_no = proposal("P", "A", "B", yes="")
    told_no.answers["B"] = False
    assert outcome(told_no) == {}
    assert reason(told_no) == "nobody who was invited is coming"


def test_a_cancelled_proposal_is_void():
    assert outcome(proposal("P", "A", "B", cancelled=True)) == {}
    assert reason(proposal("P", "A", "B", cancelled=True)) == "A called it off"


def test_a_required_person_must_say_yes_and_be_free():
    assert outcome(proposal("P", "A", "B", "C", yes="B", required=("C",))) == {}
    busy = {"C": engaged("joint")}
    assert reason(proposal("P", "A", "B", "C", required=("C",)), schedules=busy) == "C cannot come"


@pytest.mark.parametrize("kind", ["public", "encounter"])
def test_a_joint_activity_comes_before_a_public_event_or_encounter(kind):
    assert outcome(proposal("P", "A", "B"), schedules={"A": engaged(kind), "B": engaged(kind)})


def test_an_existing_joint_activity_comes_before_a_new_one():
    assert outcome(proposal("P", "A", "B"), schedules={"A": engaged("joint")}) == {}
    assert outcome(proposal("P", "A", "B"), schedules={"B": engaged("joint")}) == {}
    assert outcome(proposal("P", "A", "B"), schedules={"B": engaged("joint", day=3)})


def test_what_one_proposed_comes_before_what_one_accepted():
    mine, other = proposal("Mine", "A", "B"), proposal("Other", "C", "A", "D")
    for order in permutations((mine, other)):
        assert outcome(*order) == {"Mine": ("A", "B"), "Other": ("C", "D")}


def test_of_two_accepted_activities_the_earlier_proposed_one_counts():
    later = proposal("A later one", "C", "X", made="Y2020-W01-contact-S10")
    first = proposal("The first", "D", "X", made="Y2020-W01-contact-S2")
    assert outcome(later, first) == {"The first": ("D", "X")}


def test_a_proposer_whose_proposal_falls_through_comes_to_one_they_accepted():
    mine = proposal("Mine", "A", "B", yes="")
    other = proposal("Other", "C", "A")
    for order in permutations((mine, other)):
        assert outcome(*order) == {"Other": ("C", "A")}


def test_they_come_even_if_the_other_was_decided_before_and_are_required_there():
    mine = proposal("Mine", "A", "B", made="Y2020-W01-contact-S3")
    taken = proposal("Taken", "C", "B")
    other = proposal("Other", "D", "A", "E", required=("A",))
    assert outcome(mine, taken, other) == {"Taken": ("C", "B"), "Other": ("D", "A", "E")}


def test_they_join_late_what_would_have_happened_without_them():
    """B's own activity takes B from A, and A, left alone, goes to B's."""
    a = proposal("Of A", "A", "B")
    b = proposal("Of B", "B", "A", "C")
    for order in permutations((a, b)):
        assert outcome(*order) == {"Of B": ("B", "A", "C")}


def test_two_who_invited_each_other_meet_once_at_what_was_proposed_first():
    early = proposal("Early", "B", "A")
    late = proposal("Late", "A", "B", made="Y2020-W01-contact-S2")
    for order in permutations((early, late)):
        assert outcome(*order) == {"Early": ("B", "A")}


def test_a_ring_of_proposers_who_wait_for_one_another_is_broken_at_its_latest():
    ring = (proposal("1", "A", "B"), proposal("2", "B", "C"), proposal("3", "C", "A"))
    for order in permutations(ring):
        assert outcome(*order) == {"2": ("B", "C")}


def test_one_who_proposed_two_things_for_a_day_does_the_first():
    assert outcome(proposal("P", "A", "B"), proposal("Q", "A", "C")) == {"P": ("A", "B")}
    assert outcome(proposal("P", "A", "B", yes=""), proposal("Q", "A", "C")) == {"Q": ("A", "C")}


def test_days_do_not_stand_in_each_others_way():
    assert len(outcome(proposal("P", "A", "B"), proposal("Q", "A", "B", day=3))) == 2


def test_nobody_is_in_two_places_and_every_proposal_is_decided_once():
    people = "ABCDEFGH"
    proposals = [
        proposal(f"{a}{b}", a, b, people[(i * 3 + j) % 8], required=(b,) if (i + j) % 3 else ())
        for i, a in enumerate(people)
        for j, b in enumerate(people)
        if a != b and people[(i * 3 + j) % 8] not in (a, b)
    ]
    resolved = resolve(proposals, {"A": engaged("joint")})
    assert len(resolved) == len(proposals)
    there = [person for r in resolved for person in r.participants]
    assert len(there) == len(set(there))
    assert "A" not in there
    for r in resolved:
        assert r.happens != bool(r.reason)
        assert set(r.proposal.required) <= set(r.participants) or not r.happens
    assert resolve(proposals[::-1], {"A": engaged("joint")}) == resolved


def test_a_day_holds_one_engagement():
    schedule = engaged("public")
    schedule.add(Engagement("y", "joint", "Now", "", 2020, 1, 2, "square", ("A", "B")))
    assert schedule.on(DAY).id == "y"
    assert schedule.drop("x") is None
    assert schedule.drop("y").name == "Now"
    assert schedule.free(DAY)


def test_days_that_have_passed_are_forgotten():
    schedule = engaged("joint", day=2)
    schedule.forget_before((2020, 1, 2))
    assert not schedule.free(DAY)
    schedule.forget_before((2020, 2, 1))
    assert schedule.free(DAY)


def test_an_event_without_a_list_of_people_is_open_to_everybody():
    event = PublicEvent("e", "Fair", "", 2020, 1, 1, 1)
    assert event.open_to("A")
    closed = PublicEvent("e", "Fair", "", 2020, 1, 1, 1, people=("B",))
    assert not closed.open_to("A")
    assert closed.open_to("B")
