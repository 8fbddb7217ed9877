from __future__ import annotations

import pytest
from staging import (
    ADA,
    BRAM,
    COSMO,
    ETIENNE,
    LEO,
    MIRELA,
    NOOR,
    ZOE,
    Play,
    acquainted,
    acting,
    action,
    answer,
    cancel,
    engage,
    hamlet,
    invite,
    news,
    records,
    refusals,
    renamed,
    society,
    tell,
)

from agentopia_env.clock import Time


def first_round(people, **settings):
    """The society after one contact round, in which people act as given."""
    lives = society(**settings)
    return Play(lives, {n: {"contact": acting(a)} for n, a in people.items()}).stage("contact", 1)


def only_refusal(acted, **settings):
    lives = first_round({LEO: [acted]}, **settings)
    assert not lives.proposals
    assert [n for n in lives.pending if n != LEO] == []
    (reason,) = refusals(lives, LEO)
    return reason


# ---------------------------------------------------------------- messages


def test_a_message_reaches_its_receiver_in_the_next_round_and_both_records():
    play = Play(society(), {LEO: {"contact": acting([tell(ZOE, "The lift is stuck.")])}})
    play.stages("contact")
    first, second = play.questions("contact", ZOE)
    assert first.news == ()
    (arrived,) = second.news
    assert (arrived.kind, arrived.sender, arrived.text) == ("message", LEO, "The lift is stuck.")
    sent = records(play.society, f"persona/{LEO}/contact/{ZOE}.jsonl")
    assert sent == records(play.society, f"persona/{ZOE}/contact/{LEO}.jsonl")
    assert sent[0]["content"] == "The lift is stuck."
    assert sent[0]["from"] == LEO


def test_everybody_acts_at_once_on_what_the_previous_round_brought():
    play = Play(
        society(),
        {
            LEO: {"contact": acting([tell(ZOE, "Ping?")])},
            ZOE: {"contact": acting([tell(LEO, "Hello.")])},
        },
    )
    play.stages("contact")
    for name in (LEO, ZOE):
        first, second = play.questions("contact", name)
        assert first.news == ()
        assert len(second.news) == 1


def test_the_last_rounds_messages_arrive_in_the_next_week():
    play = Play(society(), {LEO: {"contact": acting([], [tell(ZOE, "Late.")])}})
    play.week(1)
    play.week(2)
    arrived = [n.text for q in play.questions("contact", ZOE) for n in q.news]
    assert arrived == ["Late."]
    assert play.questions("contact", ZOE)[2].news[0].text == "Late."


def test_a_stranger_who_is_written_to_remembers_the_writer():
    lives = society()
    assert not lives.people[BRAM].memory.knows(LEO)
    lives.introduce(LEO, BRAM, "Y2020-W00-begin", "I saw him once.")
    Play(lives, {LEO: {"contact": acting([tell(BRAM, "Are you Bram?")])}}).stage("contact", 1)
    assert lives.people[BRAM].memory.knows(LEO)


def test_exact_duplicates_are_delivered_once_and_do_not_use_up_the_limit():
    lives = first_round({LEO: [tell(ZOE, "Hi.")] * 12 + [tell(COSMO, "Hi.")]})
    assert len(news(lives, ZOE)) == 1
    assert len(news(lives, COSMO)) == 1
    assert refusals(lives, LEO) == []


def test_ten_actions_are_carried_out_and_the_eleventh_comes_back():
    lives = first_round({LEO: [tell(ZOE, f"Message {n}.") for n in range(11)]})
    assert [n.text for n in news(lives, ZOE)] == [f"Message {n}." for n in range(10)]
    assert refusals(lives, LEO) == [f"Not done: contact {ZOE}: at most 10 actions a round"]


def test_a_flood_of_actions_comes_back_as_one_short_notice():
    lives = first_round({LEO: [tell(ZOE, f"Message {n}.") for n in range(500)]})
    (reason,) = refusals(lives, LEO)
    assert len(reason) < 2000
    assert reason.endswith(", …: at most 10 actions a round")


@pytest.mark.parametrize(
    ("to", "reason"),
    [
        ("Zoe Marchety", None),
        ("zoë", None),
        ("  Zoë Marchetti ", None),
        ("Nobody Atall", "nobody called"),
        (BRAM, "nobody called"),
        (LEO, "yourself"),
        ("leo", "yourself"),
        ("", "name"),
    ],
)
def test_a_message_to_a_name_is_delivered_where_one_acquaintance_is_meant(to, reason):
    lives = first_round({LEO: [tell(to, "Hi.")]})
    if reason is None:
        assert [n.text for n in news(lives, ZOE)] == ["Hi."]
        assert refusals(lives, LEO) == []
    else:
        (given,) = refusals(lives, LEO)
        assert reason in given
        assert list(lives.pending) == [LEO]


def test_somebody_who_is_known_but_not_simulated_cannot_be_reached():
    base = hamlet(5)
    assert ZOE in base.others
    assert "cannot be reached" in only_refusal(tell(ZOE, "Hi."), base=base)
    assert "cannot be reached" in only_refusal(invite("Tea", ZOE), base=base)


@pytest.mark.parametrize("text", ["", "   \n"])
def test_an_empty_message_comes_back(text):
    assert "empty" in only_refusal(tell(ZOE, text))


def test_a_message_beyond_the_limit_comes_back_and_one_at_the_limit_arrives():
    assert "at most 2000 characters" in only_refusal(tell(ZOE, "x" * 2001))
    assert len(news(first_round({LEO: [tell(ZOE, "x" * 2000)]}), ZOE)[0].text) == 2000


def test_a_proposal_beyond_the_limit_comes_back():
    assert "at most 2000 characters" in only_refusal(invite("Tea", ZOE, proposal="x" * 2001))


def test_the_reason_of_a_refusal_is_read_in_the_next_round():
    play = Play(society(), {LEO: {"contact": acting([tell("Nobody Atall", "Hi.")])}})
    play.stages("contact")
    (notice,) = play.questions("contact", LEO)[1].news
    assert (notice.kind, notice.sender) == ("refused", "")
    assert notice.text.startswith("Not done: contact Nobody Atall: nobody called")


# ---------------------------------------------------------------- proposals


@pytest.mark.parametrize(
    ("time", "reason"),
    [
        ("Y2020-W12-activity-D1", "weeks 1 to 10"),
        ("Y2020-W00-activity-D1", "weeks 1 to 10"),
        ("Y2020-W02-activity-D99", "D1 to D2"),
        ("Y2020-W02-activity-D0", "D1 to D2"),
        ("Y2020-W02-activity", "D1 to D2"),
        ("Y2020-W02-contact-S1", "D1 to D2"),
        ("Y2020-W02-plan", "D1 to D2"),
        ("Y2019-W10-activity-D1", "too early"),
        ("Y2020-W06-activity-D1", "at most 4 weeks ahead"),
        ("Y2021-W01-activity-D1", "at most 4 weeks ahead"),
        ("Y9999-W01-activity-D1", "at most 4 weeks ahead"),
        ("tomorrow", "'tomorrow' is not a time like Y2020-W01-activity-D1"),
        ("", "is not a time"),
        ("x" * 5000, "is not a time"),
    ],
)
def test_a_time_that_cannot_be_comes_back_with_the_reason(time, reason):
    given = only_refusal(invite("Tea", ZOE, time=time))
    assert reason in given
    assert len(given) < 300


def test_a_day_after_the_end_of_the_run_comes_back():
    time = Time(n_year=1, n_week=2, n_day=2, n_contact_slot=2)
    reason = only_refusal(invite("Tea", ZOE, time="Y2021-W01-activity-D1"), time=time)
    assert "after the end of this life" in reason


def test_a_day_four_weeks_ahead_in_the_next_year_can_be_proposed():
    lives = society(time=Time(n_year=2, n_week=3, n_day=2, n_contact_slot=2))
    given = invite("Tea", ZOE, time="Y2021-W02-activity-D2")
    Play(lives, {LEO: {"contact": acting([given])}}).stage("contact", 1)
    assert lives.proposals["tea"].year == 2021
    assert refusals(lives, LEO) == []


@pytest.mark.parametrize("people", [(), (LEO,), ("leo", LEO), ("Nobody",)])
def test_an_invitation_without_anybody_else_comes_back(people):
    only_refusal(invite("Tea", *people))


def test_oneself_among_the_invited_is_left_out():
    lives = first_round({LEO: [invite("Tea", LEO, ZOE, required_participants=[LEO])]})
    assert lives.proposals["tea"].invited == (ZOE,)
    assert lives.proposals["tea"].required == ()


def test_a_required_participant_who_is_not_invited_makes_it_come_back():
    reason = only_refusal(invite("Tea", ZOE, required_participants=[COSMO]))
    assert f"{COSMO} is required but not invited" in reason


def test_more_people_than_a_joint_activity_holds_come_back():
    lives = first_round({LEO: [invite("Tea", COSMO, MIRELA, NOOR, ZOE)]})
    assert "tea" in lives.proposals
    base = acquainted(hamlet())
    everybody = (COSMO, MIRELA, NOOR, ZOE, BRAM)
    assert "invite at most 4 people" in only_refusal(invite("Tea", *everybody), base=base)


@pytest.mark.parametrize(
    ("location", "reason"),
    [("moon", "no place 'moon'"), (f"home/{COSMO}", "private home"), ("", "no place")],
)
def test_a_place_that_is_not_there_or_closed_comes_back(location, reason):
    assert reason in only_refusal(invite("Tea", ZOE, location=location))


@pytest.mark.parametrize("home", [f"home/{LEO}", f"home/{ZOE}"])
def test_a_home_is_open_where_its_owner_takes_part(home):
    lives = first_round({LEO: [invite("Tea", ZOE, COSMO, location=home)]})
    assert lives.proposals["tea"].location == home


def test_nothing_takes_place_in_the_home_of_somebody_who_declined():
    at_zoe = invite("Tea", ZOE, COSMO, location=f"home/{ZOE}")
    play = Play(
        society(),
        {
            LEO: {"contact": acting([at_zoe])},
            ZOE: {"contact": acting([], [answer("Tea", "no")])},
            COSMO: {"contact": acting([], [answer("Tea")])},
        },
    )
    play.contact()
    assert coming(play) == ()


def test_a_name_can_be_used_only_once():
    lives = first_round({LEO: [invite("Tea", ZOE), invite("  tea ", COSMO)]})
    assert list(lives.proposals) == ["tea"]
    assert "already" in refusals(lives, LEO)[0]


def test_a_name_stays_taken_while_the_activity_is_still_to_come():
    again = acting([invite("Tea", COSMO, time="Y2020-W02-activity-D2")], week=2)
    tea = acting([invite("Tea", ZOE, time="Y2020-W02-activity-D1")])
    lives = society()
    people = {
        LEO: {"contact": lambda q: (tea if q.when.week == 1 else again)(q)},
        ZOE: {"contact": acting([], [answer("Tea")])},
    }
    play = Play(lives, people)
    play.week(1)
    play.stages("begin", "contact", week=2)
    assert any("already" in n.text for n in play.questions("contact", LEO)[-1].news)


def test_one_day_cannot_hold_two_joint_activities():
    lives = society()
    engage(lives, LEO, COSMO)
    Play(lives, {LEO: {"contact": acting([invite("Chess", ZOE)])}}).stage("contact", 1)
    assert "you have Tea on that day" in refusals(lives, LEO)[0]


# ---------------------------------------------------------------- answers


def tea(*, zoe=("yes",), cosmo=("yes",), **changes):
    """Leo invites Zoë and Cosmo; what becomes of it after the last round."""
    people = {
        LEO: {"contact": acting([invite("Tea", ZOE, COSMO, **changes)])},
        ZOE: {"contact": acting([], [answer("Tea", d, message=f"{d}.") for d in zoe])},
        COSMO: {"contact": acting([], [answer("Tea", d) for d in cosmo])},
    }
    play = Play(society(), people)
    play.contact()
    return play


def coming(play, day=1, week=1):
    lives = play.society
    return tuple(n for n, p in lives.people.items() if _joint(p.schedule.on((2020, week, day))))


def _joint(engagement):
    return engagement is not None and engagement.type == "joint"


def test_an_accepted_proposal_becomes_an_activity_and_everybody_hears_of_it():
    play = tea()
    assert coming(play) == (COSMO, LEO, ZOE)
    engagement = play.society.people[ZOE].schedule.on((2020, 1, 1))
    assert (engagement.name, engagement.proposer, engagement.location) == (
        "Tea",
        LEO,
        "inn_taproom",
    )
    for name in coming(play):
        assert news(play.society, name)[-1].text == f"Tea takes place with {LEO}, {ZOE}, {COSMO}."
    (line,) = records(play.society, f"persona/{ZOE}/schedule.jsonl")
    assert line["participants"] == [LEO, ZOE, COSMO]
    assert line["status"] == "confirmed"
    assert line["activity_time"] == "Y2020-W01-activity-D1"


def test_the_last_answer_counts():
    assert coming(tea(zoe=("yes", "no"))) == (COSMO, LEO)
    assert coming(tea(zoe=("no", "yes"))) == (COSMO, LEO, ZOE)


def test_without_a_required_participant_it_does_not_take_place():
    play = tea(zoe=("no",), required_participants=[ZOE])
    assert coming(play) == ()
    assert f"{ZOE} cannot come" in news(play.society, LEO)[-1].text


def test_without_any_yes_it_does_not_take_place():
    assert coming(tea(zoe=("no",), cosmo=())) == ()


def test_an_answer_to_an_invitation_never_made_comes_back_with_the_open_ones():
    play = Play(
        society(),
        {
            LEO: {"contact": acting([invite("Tea", ZOE)])},
            ZOE: {"contact": acting([], [answer("Ball")])},
            COSMO: {"contact": acting([], [answer("Tea")])},
        },
    )
    play.stages("contact")
    assert "no invitation to 'Ball'; open are Tea" in refusals(play.society, ZOE)[0]
    assert "no invitation to 'Tea'" in refusals(play.society, COSMO)[0]


def test_an_unclear_decision_comes_back():
    play = tea(zoe=("perhaps",))
    assert coming(play) == (COSMO, LEO)
    assert "yes or no" in refusals(play.society, ZOE)[0]


def test_an_answer_finds_its_invitation_whatever_the_case_and_spaces():
    play = Play(
        society(),
        {
            LEO: {"contact": acting([invite("Grand  Tea", ZOE)])},
            ZOE: {"contact": acting([], [answer(" grand tea ")])},
        },
    )
    play.contact()
    assert coming(play) == (LEO, ZOE)


def test_an_invitation_is_shown_until_it_is_answered():
    play = tea()
    first, second = play.questions("contact", ZOE)
    assert first.invitations == ()
    (invitation,) = second.invitations
    assert invitation.proposer == LEO
    assert invitation.others == (COSMO,)
    assert play.society.invited(ZOE) == []


# ---------------------------------------------------------------- calling off


def test_a_cancelled_proposal_is_void_although_it_was_accepted():
    time = Time(n_year=1, n_week=2, n_day=2, n_contact_slot=3)
    play = Play(
        society(time=time),
        {
            LEO: {"contact": acting([invite("Tea", ZOE)], [], [cancel("tea")])},
            ZOE: {"contact": acting([], [answer("Tea")])},
        },
    )
    play.contact()
    assert coming(play) == ()
    assert [n.kind for n in news(play.society, ZOE)] == ["cancellation"]


def test_nobody_can_accept_what_has_been_called_off():
    time = Time(n_year=1, n_week=2, n_day=2, n_contact_slot=3)
    play = Play(
        society(time=time),
        {
            LEO: {"contact": acting([invite("Tea", ZOE)], [cancel("Tea")], [cancel("Tea")])},
            ZOE: {"contact": acting([], [], [answer("Tea")])},
        },
    )
    play.stages("contact")
    assert play.questions("contact", ZOE)[2].invitations == ()
    assert f"{LEO} has called 'Tea' off" in refusals(play.society, ZOE)[0]
    assert "no activity called 'Tea'" in refusals(play.society, LEO)[0]


def test_only_ones_own_plans_can_be_called_off():
    lives = first_round({LEO: [invite("Tea", ZOE)], COSMO: [cancel("Tea")], BRAM: [cancel("")]})
    assert not lives.proposals["tea"].cancelled
    assert "no activity called 'Tea'" in refusals(lives, COSMO)[0]
    assert refusals(lives, BRAM)


def test_the_proposer_calls_an_agreed_activity_off_for_everybody():
    lives = society()
    engage(lives, LEO, ZOE, COSMO)
    lives.joint_names["tea"] = "00000"
    Play(lives, {LEO: {"contact": acting([cancel("Tea")])}}).stage("contact", 1)
    assert [lives.people[n].schedule.on((2020, 1, 1)) for n in (LEO, ZOE, COSMO)] == [None] * 3
    assert "tea" not in lives.joint_names
    assert all(news(lives, n)[0].kind == "cancellation" for n in (ZOE, COSMO))


def test_a_guest_leaves_an_agreed_activity_and_the_others_go():
    lives = society()
    engage(lives, LEO, ZOE, COSMO)
    Play(lives, {ZOE: {"contact": acting([cancel("Tea")])}}).stage("contact", 1)
    assert lives.people[ZOE].schedule.on((2020, 1, 1)) is None
    assert lives.people[LEO].schedule.on((2020, 1, 1)) is not None


def test_an_agreed_activity_of_two_is_off_when_the_last_guest_leaves():
    lives = society()
    engage(lives, LEO, ZOE, COSMO)
    first = {ZOE: {"contact": acting([cancel("Tea")])}}
    Play(lives, first | {COSMO: {"contact": acting([], [cancel("Tea")])}}).stages("contact")
    assert lives.people[LEO].schedule.on((2020, 1, 1)) is None
    assert "cancellation" not in [n.kind for n in news(lives, ZOE)]


def test_an_agreed_activity_is_off_when_the_owner_of_the_home_leaves():
    lives = society()
    engage(lives, LEO, ZOE, COSMO, location=f"home/{ZOE}")
    Play(lives, {ZOE: {"contact": acting([cancel("Tea")])}}).stage("contact", 1)
    assert lives.people[LEO].schedule.on((2020, 1, 1)) is None


# ---------------------------------------------------------------- waiting for an answer


def test_a_proposal_of_the_last_round_for_a_later_week_waits_for_its_answers():
    play = Play(
        society(),
        {
            LEO: {"contact": acting([], [invite("Tea", ZOE, time="Y2020-W03-activity-D1")])},
            ZOE: {"contact": acting([answer("Tea")], week=2)},
        },
    )
    play.week(1)
    assert "tea" in play.society.proposals
    play.stages("begin", "contact", "after_contact", week=2)
    assert coming(play, week=3) == (LEO, ZOE)


def test_a_proposal_of_the_last_round_for_this_week_falls_through():
    play = Play(society(), {LEO: {"contact": acting([], [invite("Tea", ZOE)])}})
    play.contact()
    assert not play.society.proposals
    assert "does not take place" in news(play.society, LEO)[-1].text


def test_an_invitation_of_a_brief_week_is_answered_the_week_after():
    play = Play(
        society("brief"),
        {
            LEO: {"contact": acting([invite("Tea", ZOE, time="Y2020-W02-activity-D1")])},
            ZOE: {"contact": acting([answer("Tea")], week=2)},
        },
    )
    play.week(1)
    play.stages("begin", "contact", "after_contact", week=2)
    assert coming(play, week=2) == (LEO, ZOE)


def test_a_brief_week_cannot_propose_for_itself():
    assert "too early" in only_refusal(invite("Tea", ZOE), fidelity="brief")


def test_with_one_contact_slot_invitations_are_answered_a_week_later():
    play = Play(
        society(time=Time(n_year=1, n_week=3, n_day=1, n_contact_slot=1)),
        {
            LEO: {"contact": acting([invite("Tea", ZOE, time="Y2020-W02-activity-D1")])},
            ZOE: {"contact": acting([answer("Tea")], week=2)},
        },
    )
    play.week(1)
    play.stages("begin", "contact", "after_contact", week=2)
    assert coming(play, week=2) == (LEO, ZOE)


# ---------------------------------------------------------------- names


def test_names_of_any_script_with_dots_and_commas_write_and_meet():
    base = renamed(hamlet(), {LEO: "石磊", ZOE: "Dr. Zoë, the Elder", COSMO: 'O\'Neil "Cy" #1'})
    odd = "Dr. Zoë, the Elder"
    play = Play(
        society(base=base),
        {
            "石磊": {"contact": acting([invite("喝茶, 聊天/下棋", odd, location=f"home/{odd}")])},
            odd: {"contact": acting([], [answer("喝茶, 聊天/下棋")])},
        },
    )
    play.contact()
    assert coming(play) == tuple(sorted(("石磊", odd)))
    assert play.society.people[odd].schedule.on((2020, 1, 1)).location == f"home/{odd}"


COMMA = "Grant, Leo"


@pytest.mark.parametrize("people", [COMMA, f'"{COMMA}"', [COMMA], f"  grant,leo , {COSMO}"])
def test_a_name_that_holds_a_comma_is_one_person_in_every_list(people):
    """Although there is somebody whose name is a piece of it."""
    base = acquainted(renamed(hamlet(), {ZOE: COMMA}))
    given = invite("Tea", invited_persons=people, required_participants=people)
    lives = first_round({ETIENNE: [given, tell(COMMA, "Hi.")]}, base=base)
    expected = (COMMA, COSMO) if COSMO in people else (COMMA,)
    assert lives.proposals["tea"].invited == lives.proposals["tea"].required == expected
    assert LEO not in lives.pending
    assert [n.kind for n in news(lives, COMMA)] == ["invitation", "message"]


def test_a_name_that_is_too_far_off_comes_back_with_a_suggestion():
    assert f"did you mean {ZOE}?" in only_refusal(tell("Zoella Marchetti", "Hi."))
    assert f"did you mean {ZOE}?" in only_refusal(invite("Tea", "Zoella Marchetti"))


def test_actions_of_a_kind_that_does_not_exist_do_nothing():
    lives = first_round({LEO: [action("teleport", to=ZOE)], ADA: [tell(ETIENNE, "Hi.")]})
    assert list(lives.pending) == [ETIENNE]
