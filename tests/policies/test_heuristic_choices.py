import dataclasses

from lives import (
    BRAM,
    HOME,
    JOINT,
    PAY,
    PLACES,
    POSITIONS,
    STANDARDS,
    ZOE,
    ask,
    contact,
    invitation,
    person,
    remember,
    replies,
)

from agentopia_env.policies.heuristic.feelings import Feeling, write_note
from agentopia_env.questions.person import (
    Discard,
    Plan,
    Purchase,
    Solo,
    Wish,
)
from agentopia_env.questions.replies import SoloReply
from agentopia_env.world.economy import Offer
from agentopia_env.world.memory import CHARACTERS, Note
from agentopia_env.world.messages import Notice
from agentopia_env.world.positions import STAY_CURRENT


def kinds(me, seeds=range(60)):
    question = ask(Solo, me, "activity", index=1, day=1, places=PLACES, work_pay=PAY)
    chosen = [reply.kind for reply in replies(question, seeds)]
    return {kind: chosen.count(kind) / len(chosen) for kind in set(chosen)}


def test_who_is_worn_out_rests():
    assert kinds(person(vitality=8))["rest"] > 0.9
    assert kinds(person(vitality=90)).get("rest", 0) < 0.3


def test_the_poor_work_more_than_the_rich():
    assert kinds(person(deposit=30))["work"] > kinds(person(deposit=6000)).get("work", 0) + 0.2


def test_the_young_learn_where_the_grown_work():
    def work_and_study(born):
        me = person(deposit=200)
        me.profile = dataclasses.replace(me.profile, birth_year=born)
        chosen = kinds(me)
        return chosen.get("work", 0), chosen.get("study", 0)

    young, grown = work_and_study(2004), work_and_study(1980)
    assert young[0] < 0.7 * grown[0]
    assert young[1] > grown[1]


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
    content, summary = write_note("", event, Feeling(75, 60, 3, (2020, 4)), "en")
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


def test_whom_one_has_long_known_is_not_asked_out_like_a_stranger():
    def asked(note):
        me = person(fulfilment={"social": 5})
        me.memory.write(CHARACTERS + BRAM, Note("Y2020-W00-begin", note))
        actions = [action for reply in replies(contact(me)) for action in reply.actions]
        return " ".join(action.message for action in actions)

    assert "hardly know each other" in asked(f"{BRAM} (male, 40, Carpenter). We met.")
    assert "hardly know each other" not in asked("He has the workshop opposite.")
