"""The heuristic policy lives by the calendar of its world, and wants no more than enough."""

import dataclasses

from lives import BRAM, PLACES, STANDARDS, WORLD, ask, person, remember, replies

from agentopia_env.clock import Time
from agentopia_env.policies.heuristic.feelings import Feeling, take_apart, told, write_note
from agentopia_env.questions.person import Contact, Plan, Rate
from agentopia_env.world.rules import Rules


def world(**time):
    return dataclasses.replace(WORLD, rules=Rules(time=Time(**time)))


def asked(kind, me, home, **facts):
    return dataclasses.replace(ask(kind, me, **facts), world=home)


def proposals(home, earliest):
    me = person(traits={"extraversion": 95})
    remember(me, BRAM, 75)
    facts = {"stage": "contact", "index": 1, "slot": 1, "slots": 1, "news": ()}
    question = asked(Contact, me, home, people=(BRAM,), earliest=earliest, places=PLACES, **facts)
    actions = [action for reply in replies(question, range(60)) for action in reply.actions]
    return [action.time for action in actions if action.name == "propose_joint_activity"]


def test_a_plan_covers_the_days_a_week_has_and_no_others():
    for days in (2, 7):
        question = asked(Plan, person(), world(n_day=days), standards=STANDARDS, income=200)
        for reply in replies(question, range(20)):
            listed = [day for day in range(1, 12) if f"D{day} " in reply.plan]
            assert listed == list(range(1, days + 1))


def test_joint_activities_are_proposed_for_days_that_exist():
    days = {time.rpartition("D")[2] for time in proposals(world(n_day=2), (2020, 6, 1))}
    assert days == {"1", "2"}


def test_nothing_is_proposed_for_a_week_after_the_last_year():
    home = world(start_year=2019, n_year=2)
    assert proposals(home, (2020, 10, 1))
    assert proposals(home, (2021, 1, 1)) == []


def test_a_feeling_fades_by_the_weeks_that_a_year_really_has():
    def affection(weeks):
        me = person()
        remember(me, BRAM, 90, met=2, last=(2019, 2))
        home = world(start_year=2019, n_week=weeks)
        question = asked(Rate, me, home, stage="year_end", people=(BRAM,))
        return sum(reply.affection[BRAM] for reply in replies(question)) / 40

    assert affection(52) < affection(10) < affection(5) < 90


def test_whoever_has_enough_lives_modestly_however_rich():
    def cost(material):
        rich = person(deposit=9000, fulfilment={"material": material})
        question = ask(Plan, rich, standards=STANDARDS, income=450)
        return sum(STANDARDS[reply.living_standard] for reply in replies(question)) / 40

    assert cost(98) <= 200 < 300 <= cost(35)


def test_a_note_is_read_back_as_it_was_written():
    events = ("Y2020-W03: We had a good time at tea.",)
    for about in ("A neighbour.", "", "Affection is all she knows.", "Yes: a neighbour."):
        feeling = Feeling(71.26, 48.0, 3, (2020, 4))
        content, _ = write_note(about, events, feeling, "en")
        assert told(content, "en") == take_apart(content, "en")
        assert told(content, "en").feeling == Feeling(71.3, 48.0, 3, (2020, 4))
