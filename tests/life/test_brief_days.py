from __future__ import annotations

import pytest
from staging import BRAM, LEO, ZOE, Play, engage, own, records, society


def offers(*names, price=60):
    return [{"name": name, "price": price} for name in names]


def week(*days, world=None, deposit=500, setup=lambda lives: None):
    """Leo's brief week; `world` is what comes of his days alone."""
    lives = society("brief")
    lives.people[LEO].state.deposit = deposit
    for name in (LEO, ZOE):
        own(lives, name, f"Hat of {name.split()[0]}")
    setup(lives)
    judged = {"days": world or {}}
    play = Play(
        lives,
        {
            LEO: {"days": {"days": list(days)}},
            ZOE: {"days": {"days": [{"day": 1, "activity": "Hm."}]}},
        },
        {"week_outcome": lambda q: judged if q.person.name == LEO else ""},
    )
    play.stage("activity")
    return play


def shop(day=1, item="Blue hat", **more):
    return {"day": day, "activity": "I go shopping.", "kind": "shop", "item": item, **more}


def state(play):
    return play.society.people[LEO].state


def bought(play):
    return [item.name for item in state(play).possessions[1:]]


@pytest.mark.parametrize(
    ("item", "offered", "expected"),
    [
        ("Blue hat", ("Red hat", "Blue hat"), ["Blue hat"]),
        ("blue HAT", ("Red hat", "Blue hat"), ["Blue hat"]),
        ("a blue hat for Zoë", ("Red scarf", "Blue hat"), ["Blue hat"]),
        ("something blue", ("Red scarf", "Blue hat"), ["Blue hat"]),
        ("帽子", ("红帽子", "围巾"), ["红帽子"]),
        ("a hat", ("Ox",), []),
        ("", ("Blue hat",), []),
    ],
)
def test_only_what_was_asked_for_is_bought(item, offered, expected):
    assert bought(
        week(shop(item=item), world={"1": {"outcome": "", "offers": offers(*offered)}})
    ) == (expected)


def test_an_item_on_a_day_of_another_kind_buys_nothing():
    day = shop(kind="rest", activity="I do not buy the Blue hat.")
    assert bought(week(day, world={"1": {"outcome": "", "offers": offers("Blue hat")}})) == []


def test_the_days_of_a_week_are_paid_from_one_purse():
    world = {d: {"outcome": "", "offers": offers("Blue hat")} for d in ("1", "2")}
    play = week(shop(1), shop(2), world=world, deposit=100)
    assert bought(play) == ["Blue hat"]
    assert state(play).deposit == 40


def test_what_was_earned_on_one_day_can_be_spent_on_the_next():
    world = {
        "1": {"outcome": "", "money": 80, "paid_work": True},
        "2": {"outcome": "", "offers": offers("Blue hat")},
    }
    play = week({"day": 1, "activity": "I work.", "kind": "work"}, shop(2), world=world, deposit=0)
    assert bought(play) == ["Blue hat"]
    assert state(play).deposit == 20


@pytest.mark.parametrize("price", [-60, 501, 1e9])
def test_an_absurd_price_is_never_paid(price):
    play = week(shop(), world={"1": {"outcome": "", "offers": offers("Blue hat", price=price)}})
    assert (bought(play), state(play).deposit) == ([], 500)


def test_days_alone_are_clamped_like_in_a_full_week():
    absurd = {
        "outcome": "",
        "mood": 99,
        "esteem": 99,
        "social": 99,
        "material": 99,
        "vitality": -99,
    }
    play = week(world={"1": absurd})
    assert state(play).vitality == 65
    assert state(play).fulfilment == {"mood": 55, "material": 50, "social": 50, "esteem": 51}


def test_an_unanswered_week_is_let_slip_by():
    play = week()
    assert [log.what for log in play.society.people[LEO].week_log] == ["nothing in particular"] * 2
    assert state(play).vitality == 70


def test_days_that_do_not_exist_are_ignored_and_of_two_answers_the_first_counts():
    days = [{"day": d, "activity": f"{n}"} for n, d in enumerate((1, 1, 99, -1, 2))]
    assert [log.what for log in week(*days).society.people[LEO].week_log] == ["0", "4"]


def test_a_joint_day_is_judged_once_from_what_each_says_they_do():
    def setup(lives):
        engage(lives, LEO, ZOE)

    play = week({"day": 1, "activity": "I pour the tea."}, setup=setup)
    (question,) = play.questions("scene_outcome")
    assert [(line.speaker, line.full_text) for line in question.lines] == [
        (LEO, "I pour the tea."),
        (ZOE, "Hm."),
    ]
    (alone,) = [q for q in play.questions("week_outcome") if q.person.name == LEO]
    assert list(alone.intents) == ["2"]
    assert [log.kind for log in play.society.people[LEO].week_log] == ["joint", "solo"]


def test_a_gift_in_a_brief_scene_passes_on():
    def setup(lives):
        engage(lives, LEO, ZOE)

    play = week({"day": 1, "activity": 'For you: gift(to="zoe", item="hat of leo")'}, setup=setup)
    assert [i.name for i in play.society.people[ZOE].state.possessions] == [
        "Hat of Zoë",
        "Hat of Leo",
    ]
    assert state(play).possessions == []


def test_a_scene_shows_only_those_who_still_come():
    def setup(lives):
        engagement = engage(lives, LEO, ZOE, BRAM)
        lives.disengage(engagement, (BRAM,), "left", lives.now)

    play = week(setup=setup)
    (question,) = play.questions("days", LEO)
    assert [face.name for face in question.days[0].others] == [ZOE]
    assert question.days[1].others == ()


def test_a_public_event_of_a_brief_week_is_clamped_as_one():
    def setup(lives):
        engage(lives, LEO, type="public", id="event-1", name="Fair", participants=())

    absurd = {"outcome": "Loud.", "social": 99, "esteem": 99, "money": 99}
    play = week({"day": 1, "activity": "I juggle."}, world={"1": absurd}, setup=setup)
    assert state(play).fulfilment["social"] == 53
    assert state(play).fulfilment["esteem"] == 52
    assert state(play).deposit == 500
    first = records(play.society, f"persona/{LEO}/activity.jsonl")[0]
    assert (first["type"], first["content"]["intent"]) == ("public", "I juggle.")
    assert first["time"] == "Y2020-W01-activity-D1"
