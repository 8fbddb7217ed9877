"""People go where what they mean to do can be done."""

import dataclasses

import pytest
from lives import (
    ADA,
    BRAM,
    FACE,
    HOME,
    JOINT,
    PAY,
    WORLD,
    ask,
    contact,
    person,
    remember,
    replies,
    speak,
)

from agentopia_env.questions.person import Purchase, Solo
from agentopia_env.questions.replies import SoloReply
from agentopia_env.world.economy import Offer
from agentopia_env.world.places import Location

LIFT = Location("lift", "The Lift", "It is slow.", ("worn buttons",))
PARK = Location("park", "Kestrel Park", "A pond.", ("hilltop bench",))
LIBRARY = Location("library", "The Library", "Long tables.", ("sale cart",))
CLINIC = Location("clinic", "The Clinic", "Medicine and a fish tank.", ("bolted seats",))
MARKET = Location("market", "The Market", "Carts under the line.", ("sock stall",))
TOWN = (LIFT, PARK, LIBRARY, CLINIC, MARKET)
KEYS = tuple(place.key for place in TOWN)
HERE = dataclasses.replace(WORLD, locations={place.key: place for place in (*TOWN, HOME)})


def day_of(me, kind):
    me.plan = f"A week. Days: D1 {kind}."
    question = ask(Solo, me, "activity", index=1, day=1, places=KEYS, work_pay=PAY)
    return replies(dataclasses.replace(question, world=HERE))


@pytest.mark.parametrize(
    ("kind", "there"),
    [
        ("work", {"clinic"}),
        ("study", {"clinic", "library"}),
        ("leisure", {"park", "library", "market"}),
    ],
)
def test_a_day_alone_is_spent_where_it_can_be(kind, there):
    assert {reply.location for reply in day_of(person(), kind)} <= there


def test_a_trade_without_a_place_of_its_own_names_none():
    me = person(skills={"lockwork": 120})
    assert not any(
        place.display_name in reply.activity for reply in day_of(me, "work") for place in TOWN
    )


def test_a_child_earns_by_errands_whatever_it_can_do():
    me = person(skills={"magic": 200})
    me.profile = dataclasses.replace(me.profile, birth_year=2009)
    grown = {reply.activity for reply in day_of(person(skills={"magic": 200}), "work")}
    assert grown.isdisjoint(reply.activity for reply in day_of(me, "work"))


def test_nobody_is_invited_to_meet_in_the_lift():
    me = person(fulfilment={"social": 10})
    remember(me, BRAM, 80)
    question = dataclasses.replace(contact(me), world=HERE, places=KEYS)
    places = {
        action.location
        for reply in replies(question, range(60))
        for action in reply.actions
        if action.name == "propose_joint_activity"
    }
    assert places & {"park", "library", "market"}
    assert not places & {"lift", "clinic"}


def test_what_one_went_out_for_is_bought_if_it_can_be_paid():
    offers = (Offer("Lamp", 40), Offer("Chair", 90), Offer("Rug", 60))
    intent = SoloReply(activity="Buying the rug", kind="shop", item="Rug")
    question = ask(Purchase, person(deposit=4000), "activity", day=1, intent=intent, offers=offers)
    chosen = [reply.choice for reply in replies(question)]
    assert chosen.count(3) > 0.7 * len(chosen)


def test_a_host_neither_leaves_home_nor_calls_it_by_its_address():
    me = person()
    remember(me, BRAM, 80)
    for turn in range(12):
        heard = ()
        question = speak(me, heard, location=HOME, engagement=JOINT, others=(FACE,))
        question = dataclasses.replace(question, turn=str(turn), turns_left=1)
        for reply in replies(question, range(6)):
            assert "exit_activity" not in str(reply)
            assert HOME.display_name not in str(reply)
    assert me.name == ADA
