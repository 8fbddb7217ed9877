from __future__ import annotations

import pytest
from staging import LEO, ZOE, Play, own, records, society


def offer(name="Blue hat", price=60, **more):
    return {"name": name, "price": price, "description": "blue", **more}


SHOPPING = {"activity": "I look for a hat.", "kind": "shop", "item": "hat"}


def day(outcome, choice=None, deposit=500, solo=SHOPPING):
    """Leo's first day alone, judged as given."""
    lives = society()
    lives.people[LEO].state.deposit = deposit
    own(lives, LEO)
    scripts = {
        "solo": solo,
        "purchase": {"choice": choice} if not isinstance(choice, str) else choice,
    }
    world = {"solo_outcome": lambda q: outcome if q.who == "environment" else ""}
    play = Play(lives, {LEO: scripts}, world)
    play.stage("activity", 1)
    return play


def state(play):
    return play.society.people[LEO].state


def outcome(play):
    (record,) = records(play.society, f"persona/{LEO}/activity.jsonl")
    return record["outcome"]


def test_an_explicit_choice_buys_what_was_chosen():
    play = day({"outcome": "", "offers": [offer(), offer("Red hat", 300)]}, choice=2)
    assert state(play).deposit == 200
    assert state(play).fulfilment["material"] == 60
    assert [i.name for i in state(play).possessions] == ["Red hat"]
    assert outcome(play)["delta_money"] == -300
    assert outcome(play)["gain_items"] == ["Red hat"]
    assert outcome(play)["outcome"] == "Bought Red hat for 300."


@pytest.mark.parametrize(
    "choice", [None, 0, 3, -1, "No, I do not want the Blue hat.", '{"choice": "Blue hat"}', ""]
)
def test_a_refusal_that_mentions_an_item_buys_nothing(choice):
    play = day({"outcome": "", "offers": [offer(), offer("Red hat", 300)]}, choice=choice)
    assert state(play).deposit == 500
    assert state(play).possessions == []
    assert state(play).fulfilment["material"] == 50


@pytest.mark.parametrize("price", [-60, 501, 1e8])
def test_an_offer_with_an_absurd_price_is_not_made(price):
    play = day({"outcome": "", "offers": [offer(price=price)]}, choice=1)
    assert play.questions("purchase", LEO) == []
    assert state(play).deposit == 500


@pytest.mark.parametrize("price", ["free of charge", 1e30, None, "NaN", [60]])
def test_a_price_that_is_no_sane_number_buys_nothing_worth_anything(price):
    play = day({"outcome": "", "offers": [offer(price=price)]}, choice=1)
    assert state(play).deposit == 500
    assert state(play).fulfilment["material"] == 50


def test_a_price_given_as_text_is_taken_for_what_it_says():
    assert state(day({"outcome": "", "offers": [offer(price="60 coins")]}, choice=1)).deposit == 440


def test_what_is_used_up_at_once_becomes_no_possession():
    play = day({"outcome": "", "offers": [offer("Soup", 40, keeps=False)]}, choice=1)
    assert state(play).possessions == []
    assert state(play).fulfilment["material"] == 52


def test_material_fulfilment_grows_by_purchase_alone():
    play = day({"outcome": "", "material": 10, "money": -50})
    assert state(play).fulfilment["material"] == 50
    assert state(play).deposit == 450
    assert state(day({"outcome": "", "material": -9})).fulfilment["material"] == 45


def test_the_price_is_the_whole_spending_of_a_shopping_day():
    play = day({"outcome": "", "money": -60, "offers": [offer()]}, choice=1)
    assert state(play).deposit == 440


def test_money_comes_from_paid_work_only():
    assert state(day({"outcome": "", "money": 150})).deposit == 500
    assert state(day({"outcome": "", "money": 150, "paid_work": True})).deposit == 650
    assert state(day({"outcome": "", "money": 9000, "paid_work": True})).deposit == 700


def test_a_purchase_on_a_day_of_work_is_paid_from_the_deposit_and_the_pay_is_kept():
    play = day({"outcome": "", "money": 100, "paid_work": True, "offers": [offer()]}, choice=1)
    assert state(play).deposit == 540
    assert outcome(play)["delta_money"] == 40


def test_nobody_spends_more_than_they_have_and_the_record_says_what_was_spent():
    play = day({"outcome": "", "money": -200}, deposit=30)
    assert state(play).deposit == 0
    assert outcome(play)["delta_money"] == -30


def test_social_fulfilment_does_not_come_from_days_alone():
    play = day({"outcome": "", "social": 5, "esteem": 5, "mood": -50, "vitality": 50})
    assert state(play).fulfilment == {"mood": 45, "material": 50, "social": 50, "esteem": 51}
    assert state(play).vitality == 75


@pytest.mark.parametrize("broken", ["", "hm", {"mood": 5}, {"outcome": "", "mood": "a lot"}])
def test_a_day_that_is_not_judged_changes_nothing(broken):
    play = day(broken)
    assert state(play).record()["fulfillment"]["mood"] == 50
    assert outcome(play)["outcome"] == ""


@pytest.mark.parametrize(
    ("location", "place"),
    [
        ("inn_taproom", "inn_taproom"),
        ("", f"home/{LEO}"),
        (f"home/{ZOE}", f"home/{LEO}"),
        ("the moon", f"home/{LEO}"),
    ],
)
def test_a_day_alone_is_spent_at_a_public_place_or_at_home(location, place):
    play = day({"outcome": ""}, solo={"activity": "I read.", "location": location})
    (question,) = [q for q in play.questions("solo_outcome") if q.person.name == LEO]
    assert question.location.key == place


def test_an_unanswered_day_is_let_slip_by():
    play = day({"outcome": ""}, solo="")
    (log,) = play.society.people[LEO].week_log
    assert (log.kind, log.what) == ("solo", "nothing in particular")
