import dataclasses

from lives import ADA, BRAM, ZOE, ask, day, person, remember, replies

from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.policies.heuristic.feelings import Feeling, estimate, feel, told, write_note
from agentopia_env.questions.person import (
    Rate,
    Review,
)
from agentopia_env.world.memory import CHARACTERS, CallResult, Note


def test_feelings_survive_the_round_trip_through_a_note():
    feeling = Feeling(72.4, 64, 14, (2020, 7))
    events = ("Y2020-W07: “Tea” was a good day together.",)
    content, summary = write_note("My neighbour, Dr. Quill.", events, feeling, "en")
    assert told(content, "en").feeling == feeling
    assert told(content, "en").events == events
    assert told(content, "en").about == "My neighbour, Dr. Quill."
    assert "Affection 72.4, respect 64; met 14 times, last Y2020-W07." in summary


def test_an_authored_note_is_taken_at_its_words():
    me = person()
    me.memory.write(CHARACTERS + BRAM, Note("Y2020-W00-begin", "My best friend, I trust him."))
    me.memory.write(CHARACTERS + ZOE, Note("Y2020-W00-begin", "A liar. I hate her, we quarrel."))
    friend = feel(1, ADA, BRAM, me.memory, (2020, 1), "en").affection
    enemy = feel(1, ADA, ZOE, me.memory, (2020, 1), "en").affection
    assert friend > 65
    assert enemy < 40


def test_a_word_within_another_word_says_nothing_about_a_feeling():
    assert estimate("Whatever he presented, I replied and kept my gloves on.", "en") == (0, 0)
    assert estimate("Hateful.", "en") < (0, 0)
    assert estimate("我的好朋友。", "zh") > (0, 0)


def test_what_one_calls_somebody_outlives_the_cutting_of_a_long_note():
    me = person()
    about = "We walked by the river. " * 20 + "Master Okafor lent me his saw."
    me.memory.write(CHARACTERS + BRAM, Note("Y2020-W00-begin", about))
    live_weeks(me, 3, day())
    content = me.memory.files[CHARACTERS + BRAM].content
    assert content.startswith("Master Okafor: We walked by the river.")
    assert content.count("Master Okafor") == 1


def test_feelings_fade_without_contact_but_not_at_once_and_never_past_neutral():
    me = person()
    remember(me, BRAM, 90, last=(2020, 4))
    weeks = [(2020, 6), (2021, 4), (2023, 4), (2029, 10)]
    soon, later, years, end = (feel(1, ADA, BRAM, me.memory, w, "en").affection for w in weeks)
    assert soon == 90
    assert 50 <= end <= years < later < 90


def test_a_faded_feeling_is_written_into_the_note():
    me = person()
    remember(me, BRAM, 90, last=(2020, 2))
    question = ask(Review, me, "review", week=4, year=2021, notes=True)
    (note,) = replies(question, [1])[0].notes
    assert note.file == CHARACTERS + BRAM
    faded = told(note.content, "en").feeling
    assert 50 < faded.affection < 88
    assert faded.last == (2020, 2)


def live_weeks(me, weeks, log, seed=5, notes=True):
    policy = HeuristicPolicy(seed)
    for number in range(weeks):
        year, week = 2020 + number // 10, number % 10 + 1
        me.week_log = [dataclasses.replace(log, year=year, week=week)]
        question = ask(Review, me, "review", week=week, year=year, notes=notes)
        reply = question.read(policy.answer(question))
        for note in reply.notes:
            me.memory.write(note.file, Note(str(question.when), note.content, note.summary))
    return feel(seed, me.name, BRAM, me.memory, (year, week), "en")


def test_good_days_make_friends_and_bad_days_the_contrary():
    for seed in range(8):
        good = live_weeks(person(), 15, day(4.0), seed)
        bad = live_weeks(person(), 15, day(-4.0), seed)
        assert good.affection > bad.affection + 25
        assert bad.affection < 40
        assert good.met == bad.met == 15


def test_some_people_get_along_better_than_others_whatever_happens():
    ends = [live_weeks(person(), 30, day(2.5), seed).affection for seed in range(24)]
    assert min(ends) < 48
    assert max(ends) > 66


def test_a_note_stays_short_over_200_weeks_and_keeps_who_it_is_about():
    me = person()
    about = "Bram mended my cart and never sent a bill. " * 12
    me.memory.write(CHARACTERS + BRAM, Note("Y2020-W00-begin", about))
    me.goal = "My goal: put money aside until I have 900."
    live_weeks(me, 200, day(2.0, outcome="A long story. " * 50))
    content = me.memory.files[CHARACTERS + BRAM].content
    assert len(content) <= 700
    assert content.startswith("Bram mended my cart")
    assert told(content, "en").feeling.met == 200
    assert len(me.memory.files["others/goals"].content.splitlines()) <= 5


def test_in_full_fidelity_a_review_reads_known_files_first_and_then_updates_them(ada):
    question = ask(Review, ada, "review", calls_left=7)
    policy = HeuristicPolicy(2)
    calls, reply = question.read_turn(policy.answer(question))
    assert reply is None
    assert [(call.name, call.file) for call in calls] == [("read_file", CHARACTERS + BRAM)]
    results = tuple(CallResult(call, "…") for call in calls)
    second = dataclasses.replace(question, results=results, calls_left=6)
    updates, reply = second.read_turn(policy.answer(second))
    assert {call.file for call in updates} == {CHARACTERS + BRAM, CHARACTERS + ZOE}
    assert "Zoë" in reply.summary or "Bram" in reply.summary


def test_a_review_without_calls_left_is_the_diary_alone(ada):
    question = ask(Review, ada, "review", calls_left=0)
    calls, reply = question.read_turn(HeuristicPolicy(2).answer(question))
    assert calls == ()
    assert reply.summary


def test_ratings_follow_feelings():
    me = person()
    remember(me, BRAM, 85, 40)
    remember(me, ZOE, 25, 75)
    for reply in replies(ask(Rate, me, "year_end", people=(BRAM, ZOE))):
        assert reply.affection[BRAM] > 60 > 40 > reply.affection[ZOE]
        assert reply.respect[ZOE] > reply.respect[BRAM]
