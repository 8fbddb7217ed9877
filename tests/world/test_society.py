from __future__ import annotations

from pathlib import Path

import pytest

from agentopia_env.clock import Moment, Time
from agentopia_env.errors import SnapshotError
from agentopia_env.life.genesis import begin_society
from agentopia_env.world.loading import find_world, load_world
from agentopia_env.world.memory import Note
from agentopia_env.world.messages import Notice, Proposal
from agentopia_env.world.rules import Rules
from agentopia_env.world.schedule import Engagement
from agentopia_env.world.society import Record, Rejection, Society

LEO, ZOE = "Leo", "Zoë Marchetti"


@pytest.fixture
def society():
    base = load_world(Path(find_world("hamlet")), year=2020)
    return begin_society(base, Rules(time=Time(n_year=1)), 3, "full")


def proposal(name="Tea"):
    return Proposal(
        name, LEO, "Tea?", (ZOE,), (), 2020, 1, 1, "inn_taproom", "Y2020-W01-contact-S1"
    )


def test_a_snapshot_restores_the_society_exactly(society):
    society.propose(proposal())
    society.engage(
        Engagement("j", "joint", "Tea, etc./more", "", 2020, 1, 2, "x", (LEO, ZOE)),
        (LEO,),
        society.now,
    )
    society.pending[ZOE] = [Notice("news", "", "石磊")]
    society.people[LEO].state.fulfilment["mood"] = 43.25
    society.now = Moment(2020, 1, "contact", 2)
    society.outbox.clear()
    restored = Society.restore(society.snapshot())
    assert restored == society
    assert restored.snapshot() == society.snapshot()
    assert repr(restored.people[LEO].state.deposit) == "140"
    assert restored.proposals["tea"].people == (LEO, ZOE)


def test_a_restored_society_shares_nothing_with_the_one_it_was_taken_of(society):
    restored = Society.restore(society.snapshot())
    restored.people[LEO].state.skills["mechanics"] = 0
    restored.propose(proposal())
    assert society.people[LEO].state.skills["mechanics"] == 38
    assert not society.proposals


def test_records_that_wait_to_be_written_are_no_part_of_a_snapshot(society):
    society.append("a.jsonl", {"a": 1})
    restored = Society.restore(society.snapshot())
    assert restored.outbox == []
    assert society.outbox == [Record("a.jsonl", {"a": 1})]


@pytest.mark.parametrize("damage", [b"", b"{}", b"no json", b'{"seed": 1}'])
def test_a_damaged_snapshot_is_an_error(damage):
    with pytest.raises(SnapshotError, match="no snapshot of a society"):
        Society.restore(damage)


def test_a_cut_snapshot_is_an_error(society):
    with pytest.raises(SnapshotError):
        Society.restore(society.snapshot()[:-2])


def test_an_invitation_waits_until_it_is_answered_closed_or_called_off(society):
    society.propose(proposal())
    assert [p.activity_name for p in society.invited(ZOE)] == ["Tea"]
    society.answer(society.proposals["tea"], ZOE, False)
    assert society.invited(ZOE) == []
    society.answer(society.proposals["tea"], ZOE, True)
    assert society.proposals["tea"].answers == {ZOE: True}
    society.close(society.proposals["tea"])
    assert society.proposals == {}
    society.propose(proposal("Chess"))
    society.cancel(society.proposals["chess"])
    assert society.invited(ZOE) == []
    assert society.proposals["chess"].cancelled


def test_what_an_engagement_displaces_is_noted_as_replaced(society):
    for kind, name in (("public", "Fair"), ("joint", "Tea")):
        engagement = Engagement(name, kind, name, "", 2020, 1, 1, "x", ())
        society.engage(engagement, (LEO,), society.now)
    lines = [r.content for r in society.outbox if isinstance(r, Record)]
    assert [(line["activity_name"], line["status"]) for line in lines] == [
        ("Fair", "confirmed"),
        ("Fair", "replaced"),
        ("Tea", "confirmed"),
    ]


def test_people_are_introduced_once_and_never_to_themselves(society):
    society.introduce(LEO, LEO, "t", "me")
    society.introduce(LEO, ZOE, "t", "again")
    assert society.outbox == []
    society.introduce(LEO, "Bram Okafor", "t", "We met.")
    known = "Bram Okafor (male, 31, Carpenter and wheelwright). We met."
    assert society.people[LEO].memory.about("Bram Okafor") == Note("t", known, known)
    (record,) = society.outbox
    assert record.path == "persona/Leo/memory/scratchpad/characters/Bram Okafor.jsonl"
    assert not record.whole


def test_memory_files_are_only_ever_appended_to(society):
    society.note(LEO, "general", Note("1", "a"))
    society.note(LEO, "general", Note("2", "b"))
    assert [r.content["content"] for r in society.outbox] == ["a", "b"]
    assert not any(r.whole for r in society.outbox)


def test_ids_and_message_numbers_are_never_used_twice(society):
    assert len({society.new_id("joint") for _ in range(5)} | {society.new_id("event")}) == 6
    restored = Society.restore(society.snapshot())
    assert restored.new_id("joint") == society.new_id("joint")
    assert [society.next_seq() for _ in range(3)] == [1, 2, 3]


def test_a_rejection_names_the_question_it_is_about(society):
    society.reject("key", "no hallucination: there is no lake")
    assert society.outbox == [Rejection("key", "no hallucination: there is no lake")]


def test_chance_hangs_on_seed_and_place_alone(society):
    first = society.chance("W01", "encounter").random()
    society.chance("W02").random()
    assert society.chance("W01", "encounter").random() == first
    assert society.chance("W01", "encounte", "r").random() != first
