import dataclasses
import string

import orjson
import pytest

from agentopia_env.clock import Moment
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.policies.heuristic.feelings import Feeling, feel, told, write_note
from agentopia_env.policies.heuristic.goals import Goal, read_goal, write_goal
from agentopia_env.policies.heuristic.phrases import sentence_case
from agentopia_env.policies.heuristic.phrases_en import ENGLISH
from agentopia_env.policies.heuristic.temper import likings
from agentopia_env.questions.environment import NewEvents
from agentopia_env.questions.person import (
    Attend,
    Contact,
    Days,
    DaySlot,
    Discard,
    Enter,
    Exchange,
    Invitation,
    Plan,
    Purchase,
    Rate,
    Reflect,
    Review,
    SignUp,
    Solo,
    Speak,
    Wish,
    YearEnd,
)
from agentopia_env.questions.replies import SoloReply
from agentopia_env.world.economy import Offer, PriceItem
from agentopia_env.world.memory import CHARACTERS, CallResult, DiaryEntry, Memory, Note
from agentopia_env.world.messages import Message, Notice
from agentopia_env.world.persona import Assets, Face, Item, Measure, Profile
from agentopia_env.world.places import Location
from agentopia_env.world.positions import STAY_CURRENT, Position
from agentopia_env.world.scene import Heard
from agentopia_env.world.schedule import Engagement, PublicEvent
from agentopia_env.world.society import DayLog, Person, World
from agentopia_env.world.state import State
from agentopia_env.world.tone import warmth

ADA, BRAM, ZOE = "Dr. Ada Quill", "Bram Okafor", "Zoë Marchetti"
GARDEN = Location("roof_garden", "Roof Garden", "Beds in boxes.", ("old swing", "water butt"))
INN = Location("inn", "The Ninth Step", "A warm room.", ("tiled stove",))
HOME = Location(f"home/{ADA}", "Ada's home", "Two rooms.", ("kettle",))
PAY = {"low": (40.0, 80.0), "medium": (80.0, 120.0), "high": (120.0, 200.0)}
STANDARDS = {"frugal": 100.0, "moderate": 200.0, "comfortable": 300.0, "luxurious": 500.0}
WORLD = World(
    "hand",
    "en",
    "A hill.",
    (PriceItem("Wool scarf", 20, 30, "clothes"),),
    {place.key: place for place in (GARDEN, INN, HOME)},
)
PLACES = ("roof_garden", "inn")
FACE = Face(BRAM, "male", 40, "Tall.", "Okafor Joinery/Carpenter")


def person(name=ADA, traits=None, **state) -> Person:
    profile = Profile(
        name,
        "female",
        1980,
        "Y1980-W03",
        *("",) * 6,
        "Loves burnt toast, loud songs and cold mornings. Hates soup.",
        Measure("", {}),
        Measure("", traits or {}),
        "Clinic/Physician",
        {},
        Assets(),
    )
    given = {"vitality": 65, "deposit": 600, "skills": {"medicine": 120, "drawing": 12}} | state
    fulfilment = {"mood": 55, "material": 55, "social": 50, "esteem": 50}
    fulfilment |= given.pop("fulfilment", {})
    return Person(profile, State(fulfilment=fulfilment, **given), Memory())


def remember(me: Person, other: str, affection: float, respect=50.0, met=10, last=(2020, 4)):
    content, summary = write_note(
        "A neighbour.", (), Feeling(affection, respect, met, last), ENGLISH
    )
    week = f"Y{last[0]}-W{last[1]:02d}-review"
    me.memory.write(CHARACTERS + other, Note(week, content, summary))


def ask(kind, me, stage="plan", week=5, index=0, year=2020, **facts):
    when = Moment(year, week, stage, index)
    return kind(who=me.name, when=when, world=WORLD, me=me, **facts)


def contact(me, *, slot=1, week=5, people=(BRAM,), news=(), invitations=(), events=()):
    return ask(
        Contact,
        me,
        "contact",
        week,
        slot,
        slot=slot,
        slots=5,
        news=news,
        invitations=invitations,
        people=people,
        earliest=(2020, week, 1),
        places=PLACES,
        events=events,
    )


def invitation(day=2, proposer=BRAM):
    name = f"A walk in the garden {day}"
    when = f"Y2020-W05-activity-D{day}"
    return Invitation(name, proposer, "Walk with me", when, "roof_garden", ())


JOINT = Engagement("j1", "joint", "Tea", "Tea?", 2020, 5, 2, "inn", (ADA, BRAM), BRAM)
FAIR = PublicEvent("e1", "Drawing fair", "Bring paper.", 2020, 5, 3, 1, "", "inn")
POSITIONS = (
    Position("Clinic", "Physician", weekly_income=300, occupied_by=(ADA,)),
    Position("Clinic, North", "Head", weekly_income=480, min_skills={"medicine": 100}),
    Position("School", "Master", weekly_income=500, min_skills={"teaching": 50}),
)


def day(mood=3.0, others=(BRAM,), kind="joint", what="Tea (Ada, Bram)", outcome="They talked."):
    return DayLog(2020, 5, 2, kind, what, "inn", others, outcome, mood=mood, social=mood)


def speak(me, heard=(), **more):
    facts = {"engagement": JOINT, "location": INN, "others": (FACE,), "analysis": ""} | more
    turn = f"t{len(heard)}"
    return ask(Speak, me, "activity", index=2, heard=tuple(heard), turn=turn, **facts)


def every_question(me):
    slots = (DaySlot(day=1), DaySlot(day=2, engagement=JOINT, location=INN, others=(FACE,)))
    shop = (Offer("Lamp", 40), Offer("Chair", 90))
    intent = SoloReply(activity="Buying a lamp", kind="shop")
    event = dataclasses.replace(JOINT, type="public")
    here = {"engagement": JOINT, "location": INN, "others": (FACE,)}
    news = (Notice("message", BRAM, "How was your week?"),)
    company = {**here, "engagement": event}
    return [
        ask(Plan, me, standards=STANDARDS, income=300, engaged=(JOINT,), calls_left=7),
        ask(SignUp, me, "before_contact", events=(FAIR,)),
        contact(me, news=news, invitations=(invitation(),), events=(FAIR,)),
        ask(Enter, me, "activity", **here),
        speak(me),
        ask(Solo, me, "activity", index=1, day=1, places=PLACES, work_pay=PAY),
        ask(Purchase, me, "activity", day=1, intent=intent, offers=shop),
        ask(Reflect, me, "activity", log=day(), calls_left=7),
        ask(Attend, me, "activity", **company),
        ask(Exchange, me, "activity", engagement=event, others=(FACE,), deeds={BRAM: "He sang."}),
        ask(Review, me, "review", calls_left=7),
        ask(Review, me, "review", notes=True),
        ask(Discard, me, "settle", count=1),
        ask(Wish, me, "year_end", positions=POSITIONS),
        ask(Rate, me, "year_end", people=(BRAM, ZOE)),
        ask(Days, me, "activity", days=slots, places=PLACES, work_pay=PAY, shop=shop),
        ask(YearEnd, me, "year_end", people=(BRAM,), positions=POSITIONS),
    ]


@pytest.fixture
def ada():
    me = person()
    me.state.possessions = [Item("Cup"), Item("Book"), Item("Cup")]
    me.week_log = [
        day(),
        day(-4.0, (ZOE,)),
        day(1.0, (), kind="solo", what="Resting at home, late"),
    ]
    remember(me, BRAM, 70)
    return me


def replies(question, seeds=range(40)):
    return [question.read(HeuristicPolicy(seed).answer(question)) for seed in seeds]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_every_question_to_a_person_gets_an_answer_that_can_be_read(ada, language):
    world = dataclasses.replace(WORLD, language=language)
    for question in every_question(ada):
        for seed in range(12):
            asked = dataclasses.replace(question, world=world)
            text = HeuristicPolicy(seed, exploration=seed / 12).answer(asked)
            if asked.kind == "review" and not asked.notes:
                calls, reply = asked.read_turn(text)
                assert calls
                assert reply is None
            else:
                assert asked.read(text)


def test_the_same_seed_gives_the_same_answers_in_any_order_and_another_seed_others(ada):
    questions = every_question(ada)
    first = [HeuristicPolicy(3).answer(question) for question in questions]
    policy = HeuristicPolicy(3)
    backwards = [policy.answer(question) for question in reversed(questions)]
    assert first == backwards[::-1]
    assert first != [HeuristicPolicy(4).answer(question) for question in questions]


def test_a_question_to_the_world_is_refused():
    question = NewEvents(
        who="environment",
        when=Moment(2020, 1, "before_contact"),
        world=WORLD,
        running=(),
        most=3,
        days=5,
        population=2,
    )
    with pytest.raises(TypeError, match="public_events is a question to the world"):
        HeuristicPolicy(1).answer(question)


def test_exploration_outside_its_range_is_an_error():
    with pytest.raises(ValueError, match=r"exploration is 1\.5"):
        HeuristicPolicy(1, 1.5)


# ---------------------------------------------------------------- phrases


def test_every_situation_has_eight_different_phrases():
    for situation, options in ENGLISH.say.items():
        assert len(set(options)) >= 8, situation


def test_warm_and_cold_phrases_sound_like_it():
    def heard(situation):
        slots = {name for text in ENGLISH.say[situation] for _, name, *_ in _slots(text)}
        filled = dict.fromkeys(slots, "Ada")
        texts = [text.format_map(filled) for text in ENGLISH.say[situation]]
        return sum(map(warmth, texts)) / len(texts)

    for kind in ("thank", "reply_warm", "react_warm", "open_warm", "with_warm", "close_warm"):
        assert heard(kind) > 0.2, kind
    for kind in ("cold", "reply_cold", "react_cold", "leave_angry", "with_cold"):
        assert heard(kind) < -0.15, kind


def _slots(text):
    return [found for found in string.Formatter().parse(text) if found[1]]


@pytest.mark.parametrize(
    "goal",
    [
        Goal("skill", "wood-carving, fine", 40),
        Goal("position", "medicine", 130),
        Goal("save", number=900),
        Goal("friend", name="Dr. Ada Quill"),
        Goal("mend", name="Dr. Ada Quill"),
        Goal("company"),
        Goal("calm"),
        Goal("comfort"),
    ],
)
def test_a_goal_is_read_back_from_its_text(goal):
    for style in ("", *ENGLISH.styles):
        assert read_goal(write_goal(goal, style, ENGLISH), "en") == goal


def test_sentences_begin_with_a_capital_whatever_fills_their_slots():
    assert (
        sentence_case("a calm life. it helps? yes. Dr. Ada")
        == "A calm life. It helps? Yes. Dr. Ada"
    )


def test_likings_are_taken_from_the_preferences():
    text = "Loves burnt rinds, loud songs and Bram's silences, up to a point. Hates valley cheese."
    assert likings(text, ENGLISH)[:3] == ("burnt rinds", "loud songs", "Bram's silences")
    assert not any("cheese" in liking for liking in likings(text, ENGLISH))


# ---------------------------------------------------------------- feelings


def test_feelings_survive_the_round_trip_through_a_note():
    feeling = Feeling(72.4, 64, 14, (2020, 7))
    events = ("Y2020-W07: “Tea” was a good day together.",)
    content, summary = write_note("My neighbour, Dr. Quill.", events, feeling, ENGLISH)
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


# ---------------------------------------------------------------- choices


def kinds(me, seeds=range(60)):
    question = ask(Solo, me, "activity", index=1, day=1, places=PLACES, work_pay=PAY)
    chosen = [reply.kind for reply in replies(question, seeds)]
    return {kind: chosen.count(kind) / len(chosen) for kind in set(chosen)}


def test_who_is_worn_out_rests():
    assert kinds(person(vitality=8))["rest"] > 0.9
    assert kinds(person(vitality=90)).get("rest", 0) < 0.3


def test_the_poor_work_more_than_the_rich():
    assert kinds(person(deposit=30))["work"] > kinds(person(deposit=6000)).get("work", 0) + 0.2


def test_the_poor_live_on_less_than_the_rich():
    def cost(deposit, income):
        payable = {name: c for name, c in STANDARDS.items() if c <= deposit or c == 100}
        question = ask(Plan, person(deposit=deposit), standards=payable, income=income)
        return sum(STANDARDS[reply.living_standard] for reply in replies(question)) / 40

    assert cost(90, 50) == 100
    assert cost(5000, 400) > 220


def test_planned_days_are_what_is_done():
    me = person()
    me.plan = "Learning. Days: D1 study drawing; D2 work; D3 company."
    assert set(kinds(me)) == {"study"}
    question = ask(Solo, me, "activity", index=2, day=2, places=PLACES, work_pay=PAY)
    reply = replies(question, [1])[0]
    assert (reply.kind, reply.skill) == ("work", "medicine")
    assert "paid" in reply.activity or "pay" in reply.activity or "charging" in reply.activity


def test_a_friend_is_accepted_and_a_disliked_person_declined():
    def accepted(affection):
        me = person()
        remember(me, BRAM, affection)
        answers = replies(contact(me, slot=2, invitations=(invitation(),)))
        return sum(reply.actions[0].decision == "yes" for reply in answers) / len(answers)

    assert accepted(90) > 0.8
    assert accepted(20) == 0


def test_two_invitations_for_one_day_are_not_both_accepted():
    me = person()
    remember(me, BRAM, 95)
    remember(me, ZOE, 95)
    two = (invitation(2), dataclasses.replace(invitation(2, ZOE), activity_name="Supper"))
    for reply in replies(contact(me, slot=2, people=(BRAM, ZOE), invitations=two)):
        assert [action.decision for action in reply.actions].count("yes") <= 1


def test_a_day_that_is_agreed_elsewhere_is_declined():
    me = person()
    remember(me, BRAM, 95)
    me.schedule.add(JOINT)
    for reply in replies(contact(me, slot=2, invitations=(invitation(2),))):
        assert reply.actions[0].decision == "no"


def test_nobody_outside_ones_reach_is_written_to_and_proposals_fit_the_rules():
    me = person(traits={"extraversion": 95})
    for name in (BRAM, ZOE, "Far Away"):
        remember(me, name, 75)
    proposals = 0
    for reply in replies(contact(me, people=(BRAM, ZOE)), range(80)):
        assert len(reply.actions) <= 3
        for action in reply.actions:
            assert {action.to, *action.invited_persons} - {""} <= {BRAM, ZOE}
            if action.name == "propose_joint_activity":
                proposals += 1
                assert action.time.startswith("Y2020-W05-activity-D")
                assert action.location in (*PLACES, HOME.key)
    assert proposals > 20


def test_extraverts_make_more_moves_than_introverts():
    def moves(extraversion):
        me = person(traits={"extraversion": extraversion})
        remember(me, BRAM, 65)
        remember(me, ZOE, 65)
        return sum(len(reply.actions) for reply in replies(contact(me, people=(BRAM, ZOE))))

    assert moves(95) > 1.3 * moves(5)


def test_a_later_round_without_news_is_silence_and_a_message_may_be_answered():
    me = person()
    remember(me, BRAM, 80)
    assert all(not reply.actions for reply in replies(contact(me, slot=3)))
    news = (Notice("message", BRAM, "How are you?"),)
    answered = [reply.actions for reply in replies(contact(me, slot=2, news=news)) if reply.actions]
    assert len(answered) > 20
    assert all(action.to == BRAM for actions in answered for action in actions)


def test_thanks_name_the_day_they_are_for():
    me = person(traits={"extraversion": 95})
    event = ("Y2020-W04: “Tea and cake” was a good day together.",)
    content, summary = write_note("", event, Feeling(75, 60, 3, (2020, 4)), ENGLISH)
    me.memory.write(CHARACTERS + BRAM, Note("Y2020-W04-review", content, summary))
    remember(me, ZOE, 60)
    asked = contact(me, people=(BRAM, ZOE))
    texts = [action.message for reply in replies(asked) for action in reply.actions]
    assert any("“Tea and cake”" in text for text in texts)


def test_nothing_too_dear_is_bought():
    offers = (Offer("Boat", 900), Offer("Cup", 4))
    intent = SoloReply(activity="Shopping", kind="shop")
    question = ask(Purchase, person(deposit=500), "activity", day=1, intent=intent, offers=offers)
    assert {reply.choice for reply in replies(question)} <= {None, 2}


def test_only_positions_one_qualifies_for_are_wished_and_the_present_one_is_a_fallback():
    wishes = [
        reply.wishes for reply in replies(ask(Wish, person(), "year_end", positions=POSITIONS))
    ]
    assert all("School/Master" not in names for names in wishes)
    assert all(names[-1] == STAY_CURRENT for names in wishes)
    assert any(names[0] == "Clinic, North/Head" for names in wishes)


def test_doubles_are_given_away_first(ada):
    question = ask(Discard, ada, "settle", count=2)
    assert replies(question, [1])[0].discard == ("Cup", "Cup")


# ---------------------------------------------------------------- scenes


def play_scene(affection, seed, turns=12):
    policy, lines = HeuristicPolicy(seed), []
    people = [person(ADA), person(BRAM)]
    for me, other in (people, people[::-1]):
        remember(me, other.name, affection)
    for turn in range(turns):
        me, other = people if turn % 2 == 0 else people[::-1]
        face = Face(other.name, "", 40, "", "")
        text = policy.answer(speak(me, lines, others=(face,), turns_left=turns - turn))
        lines.append(Heard(me.name, text.replace("\nexit_activity()", "")))
        if "exit_activity()" in text:
            break
    return [line.text for line in lines]


def test_no_sentence_is_said_twice_in_a_scene():
    for seed in range(20):
        spoken = " ".join(play_scene(70, seed)).replace("<private>", "").replace("</private>", "")
        sentences = [part for part in spoken.replace("?", ".").split(".") if len(part.split()) > 6]
        assert len(sentences) == len(set(sentences)), spoken


def test_friends_speak_warmly_and_people_who_do_not_get_along_coldly():
    def tone(affection):
        texts = [text for seed in range(25) for text in play_scene(affection, seed)]
        return sum(map(warmth, texts)) / len(texts)

    assert tone(88) > 0.15
    assert tone(18) < -0.1


def test_only_objects_that_are_there_are_spoken_of():
    texts = " ".join(text for seed in range(30) for text in play_scene(60, seed))
    assert "tiled stove" in texts
    assert "old swing" not in texts
    assert "water butt" not in texts


def test_who_is_exhausted_leaves_the_scene():
    me = person(vitality=3)
    remember(me, BRAM, 70)
    heard = [Heard(ADA, "One."), Heard(BRAM, "Two."), Heard(ADA, "Three."), Heard(BRAM, "Four.")]
    assert "exit_activity()" in HeuristicPolicy(1).answer(speak(me, heard))


def test_a_dear_friend_is_given_something_one_owns():
    me = person()
    me.state.possessions = [Item(name) for name in ("Cup", "Book", "Knife", "Blue, old vase")]
    remember(me, BRAM, 95)
    heard = [Heard(ADA, "One."), Heard(BRAM, "Two.")]
    given = {gift for reply in replies(speak(me, heard), range(120)) for gift in reply.gifts}
    assert {(gift.to, gift.item) for gift in given} == {(BRAM, "Blue, old vase")}


def test_the_diary_names_the_best_and_the_worst_day_and_who_was_there():
    me = person()
    best = day(5.0, (BRAM,), outcome="They sang.")
    me.week_log = [dataclasses.replace(best, what="Singing"), day(-5.0, (ZOE,))]
    me.messages = [Message("Y2020-W05-contact-S1", "Leo", ADA, "Hello!", 1)]
    me.memory.diary = [DiaryEntry("Y2020-W04-review", "A week.")]
    for reply in replies(ask(Review, me, "review", notes=True)):
        assert "“Singing”" in reply.summary
        assert "“Tea”" in reply.summary
        assert "Bram" in reply.summary
        assert "Leo" in reply.summary


# ---------------------------------------------------------------- exploration


def test_exploration_varies_lives_and_years_and_says_so_in_the_goal():
    def goals(exploration):
        found = set()
        for seed in range(12):
            question = ask(Plan, person(), standards=STANDARDS, week=1)
            text = HeuristicPolicy(seed, exploration).answer(question)
            found.add(orjson.loads(text)["goal"].partition("My goal")[0])
        return found

    assert goals(0.0) == {""}
    assert len(goals(1.0)) >= 5
    assert all(text.startswith("This year I want") for text in goals(1.0) - {""})
