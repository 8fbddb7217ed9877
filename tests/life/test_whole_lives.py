from __future__ import annotations

import math
from dataclasses import replace

import pytest
from staging import (
    COSMO,
    LEO,
    ZOE,
    Play,
    engage,
    hamlet,
    records,
    renamed,
    society,
    strangers,
    tell,
)

from agentopia_env.clock import Moment, Time
from agentopia_env.errors import ReplyError, SnapshotError
from agentopia_env.flow import Lockstep, Together, play
from agentopia_env.life.week import life
from agentopia_env.world.society import Society

TINY = Time(n_year=2, n_week=1, n_day=1, n_contact_slot=1)
SHORT = Time(n_year=1, n_week=2, n_day=2, n_contact_slot=2)
ODD = {LEO: "石磊", ZOE: "Dr. Zoë, the Elder", COSMO: "O'Neil #1"}


def sound(lives):
    """What holds for every society at the end of any stage."""
    for person in lives.people.values():
        assert 0 <= person.state.vitality <= 100
        assert all(0 <= value <= 100 for value in person.state.fulfilment.values())
        assert person.state.deposit >= 0
        assert all(points >= 0 for points in person.state.skills.values())
        assert len({e.date for e in person.schedule.days.values()}) == len(person.schedule.days)


@pytest.mark.parametrize("fidelity", ["full", "brief"])
@pytest.mark.parametrize(
    ("base", "time"),
    [
        (hamlet(1), TINY),
        (hamlet(2), TINY),
        (hamlet(1), SHORT),
        (hamlet(2), SHORT),
        (strangers(hamlet(3)), SHORT),
        (hamlet(), TINY),
        (replace(hamlet(), prices=()), TINY),
        (replace(hamlet(3), locations=None), TINY),
        (renamed(hamlet(), ODD), SHORT),
    ],
    ids=["one", "two", "one, 2 weeks", "two, 2 weeks", "strangers", "1 day", "no prices",
         "no places", "odd names"],
)  # fmt: skip
@pytest.mark.parametrize("heuristic", [True, False], ids=["heuristic", "unanswered"])
def test_a_degenerate_society_lives_to_its_end_with_finite_rewards(fidelity, base, time, heuristic):
    lives = society(fidelity, base=base, time=time)
    Play(lives, heuristic=heuristic).life()
    sound(lives)
    for years in lives.rewards.values():
        assert [year.year for year in years] == list(range(2020, time.end_year + 1))
        for year in years:
            assert math.isfinite(year.total)
            assert math.isfinite(year.social)
    assert set(lives.rewards) == set(base.profiles)


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_a_society_in_which_nobody_ever_answers_leaves_no_words(fidelity):
    lives = society(fidelity, time=SHORT)
    Play(lives).life()
    for name, person in lives.people.items():
        assert person.memory.diary == []
        assert person.plan == ""
        assert records(lives, f"persona/{name}/memory/weekly_diary.jsonl") == []
        for line in records(lives, f"persona/{name}/activity.jsonl"):
            assert line["content"].get("dialogue", []) == []


NOTHING = "NO_RESPONSE"
SILENT = {
    "plan": {"goal": NOTHING, "plan": NOTHING, "living_standard": "frugal"},
    "contact": [
        NOTHING,
        {"actions": [tell(ZOE, NOTHING)]},
        f"<role_action>contact(to='{ZOE}', message='{NOTHING}')</role_action>",
    ],
    "enter": {"analysis": f" {NOTHING}. "},
    "speak": [NOTHING, {"speech": NOTHING}, f"<private>{NOTHING}</private>"],
    "solo": {"activity": NOTHING},
    "days": {"days": [{"day": 1, "activity": NOTHING}, {"day": 2, "activity": NOTHING}]},
    "attend": {"activity": NOTHING},
    "reflect": {"reflection": NOTHING},
    "review": {
        "summary": NOTHING,
        "reflection": NOTHING,
        "notes": [{"file": "others/lift", "content": NOTHING}],
    },
    "profile_update": {"history": NOTHING, "details": NOTHING},
    "scene_outcome": lambda q: {"participants": {p.name: {"outcome": NOTHING} for p in q.cast}},
    "direct": {"surroundings": NOTHING},
    "solo_outcome": {"outcome": NOTHING},
    "encounter": {"scene": NOTHING},
}


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_the_word_for_no_answer_is_never_said_sent_or_remembered(fidelity):
    """Wherever it stands in an answer: in the place of all of it, or of one of its fields."""

    def line(kind):
        given = SILENT[kind]
        if not isinstance(given, list):
            return given
        return lambda q: given[len(q.key) % len(given)]

    lives = society(fidelity, time=SHORT)
    engage(lives, LEO, ZOE)
    lines = {kind: line(kind) for kind in SILENT}
    played = Play(lives, dict.fromkeys(lives.people, lines), lines, heuristic=True)
    played.life()
    refused = {attempt.question.kind for attempt in played.attempts if attempt.problem}
    assert refused >= {"plan", "review", "profile_update"}
    assert NOTHING not in str(lives.outbox)
    assert NOTHING not in str(lives.snapshot())
    sound(lives)


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_everybody_does_exactly_one_thing_a_day(fidelity):
    lives = society(fidelity, time=SHORT)
    Play(lives, heuristic=True).life()
    for name in lives.people:
        days = [line["time"] for line in records(lives, f"persona/{name}/activity.jsonl")]
        assert days == [f"Y2020-W{week:02d}-activity-D{day}" for week in (1, 2) for day in (1, 2)]


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_every_question_has_a_key_of_its_own(fidelity):
    lived = Play(society(fidelity, time=SHORT), heuristic=True)
    lived.life()
    keys = [question.key for question in lived.asked]
    assert len(keys) == len(set(keys))


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_a_seed_means_the_same_life_and_another_one_another(fidelity):
    def lived(seed):
        lives = society(fidelity, time=SHORT, seed=seed)
        Play(lives, heuristic=True).life()
        return lives.outbox, lives.snapshot()

    assert lived(3) == lived(3)
    assert lived(3)[1] != lived(4)[1]


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_a_society_restored_at_the_end_of_any_stage_lives_on_exactly(fidelity):
    whole = Play(society(fidelity, time=TINY), heuristic=True)
    snapshots = []
    play(
        life(whole.society), whole.reply, lambda moment: snapshots.append(whole.society.snapshot())
    )
    for snapshot in snapshots[:: 3 if fidelity == "full" else 2]:
        again = Play(Society.restore(snapshot), heuristic=True)
        again.life()
        assert again.society.snapshot() == whole.society.snapshot()


def by_file(lives):
    """What was noted for each file of a run directory, in order."""
    files = {}
    for record in lives.outbox:
        files.setdefault(getattr(record, "path", "rejected"), []).append(record)
    return files


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_lockstep_lives_the_same_life(fidelity):
    first = Play(society(fidelity, time=TINY), heuristic=True)
    first.life()
    second = Play(society(fidelity, time=TINY), heuristic=True)
    steps = Lockstep(life(second.society))
    while not steps.done:
        steps.reply([second.reply(question) for question in steps.pending])
    assert second.society.snapshot() == first.society.snapshot()
    assert by_file(second.society) == by_file(first.society)


def test_nothing_together_is_nothing_to_wait_for():
    def flow():
        return (yield Together(()))

    steps = Lockstep(flow())
    assert steps.done
    assert steps.result == []


def test_a_moment_that_is_no_stage_of_the_run_cannot_be_gone_on_from():
    lives = society("brief", time=TINY)
    lives.now = Moment(2020, 1, "contact", 7)
    with pytest.raises(SnapshotError, match="Y2020-W01-contact-S7 is no stage of a brief run"):
        Play(lives).life()


def test_a_life_of_ten_weeks_does_not_wear_people_out():
    time = Time(n_year=1, n_week=10, n_day=5, n_contact_slot=1)
    lives = society("brief", time=time)
    Play(lives, heuristic=True).life()
    last = [table[-1] for table in lives.tables.values()]
    assert min(row[0] for row in last) > 10
    assert max(row[1] for row in last) < 100
    sound(lives)


def test_rolling_dice_for_answers_breaks_nothing():
    """Every kind of question gets answers of every wrong kind; the society goes on."""
    wrong = ["", "null", "[]", "{}", '{"a": 1}', "NO_RESPONSE", "😀" * 50, '{"days": 3}', "\ud800"]

    for fidelity in ("full", "brief"):
        lives = society(fidelity, time=SHORT)
        lived = Play(lives, heuristic=True)
        real = lived.reply
        count = 0

        def reply(question, real=real):
            nonlocal count
            count += 1
            if count % 3:
                return real(question)
            try:
                return question.receive(wrong[count % len(wrong)])
            except ReplyError:
                return question.fallback()

        play(life(lives), reply)
        sound(lives)
        assert count > 100
