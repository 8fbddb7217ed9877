"""A private segment reaches nobody else: not in a question, a prompt, or a file of theirs."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest
from staging import COSMO, LEO, NOOR, ZOE, Play, engage, hamlet, records, renamed, society

from agentopia_env.clock import Time
from agentopia_env.prompts.render import prompt_text
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.world.rules import ActivityRules

SECRET = "XYZZY-SECRET"
SHARED = "PLUGH-SHARED"
TIME = Time(n_year=1, n_week=2, n_day=2, n_contact_slot=2)
SPEECH = (
    f"Good day. <private>I hide the {SECRET} coin.</private> "
    f'<visible_to="{ZOE}">Take the {SHARED} road.</visible_to> Fine weather.'
)


def echo(question):
    """An environment model that repeats the whole scene wherever it can write."""
    everything = " ".join(part.text for line in question.lines for part in line.parts)
    if question.kind == "scene_outcome":
        names = [person.name for person in question.cast]
        return {"participants": {n: {"outcome": f"Heard: {everything}"} for n in names}}
    verdict = {"accepted": question.turn.endswith("b"), "principle": "directness"}
    verdict["reason"] = f"Said: {everything}"
    return {"surroundings": f"Echo: {everything}", "next_speaker": "", "verdict": verdict}


def facts(value, seen):
    """Every text that hangs on a value."""
    if isinstance(value, str):
        seen.append(value)
    elif is_dataclass(value):
        for field in fields(value):
            if field.name not in ("world",):
                facts(getattr(value, field.name), seen)
    elif isinstance(value, dict):
        for key, item in value.items():
            facts(key, seen)
            facts(item, seen)
    elif isinstance(value, list | tuple | set):
        for item in value:
            facts(item, seen)
    elif hasattr(value, "model_dump"):
        facts(value.model_dump(), seen)
    return seen


class Overseer:
    """Notes who ever gets to read a marker, in facts and in prompts."""

    def __init__(self):
        self.readers = {SECRET: set(), SHARED: set()}

    def __call__(self, question):
        text = prompt_text(question) + " ".join(facts(question, []))
        for marker, readers in self.readers.items():
            if marker in text:
                readers.add(question.who)


def lived(fidelity, world):
    """Two weeks in which Leo says something private to Zoë, Cosmo and Noor."""
    lives = society(fidelity, time=TIME, activity=ActivityRules(min_turns=3, max_turns=6))
    engage(lives, LEO, ZOE, COSMO, NOOR)
    engage(lives, LEO, ZOE, COSMO, day=2, type="public", name="Fair", id="event-1")
    say = {"speak": SPEECH, "attend": {"activity": SPEECH}}
    days = {"days": [{"day": 1, "activity": SPEECH}, {"day": 2, "activity": SPEECH}]}
    overseer = Overseer()
    play = Play(lives, {LEO: say | {"days": days}}, world, heuristic=True, watch=overseer)
    play.life()
    return play, overseer.readers


@pytest.mark.parametrize("fidelity", ["full", "brief"])
@pytest.mark.parametrize("world", [{}, {"direct": echo, "scene_outcome": echo}])
def test_a_private_segment_reaches_no_other_person_ever(fidelity, world):
    play, readers = lived(fidelity, world)
    assert readers[SECRET] <= {LEO, ENVIRONMENT}
    assert readers[SHARED] <= {LEO, ZOE, ENVIRONMENT}
    assert SECRET in str(records(play.society, f"persona/{LEO}/activity.jsonl"))
    assert SHARED in str(records(play.society, f"persona/{ZOE}/activity.jsonl"))
    assert fidelity == "brief" or ZOE in readers[SHARED]
    for record in play.society.outbox:
        path = getattr(record, "path", "")
        if path.startswith("persona/") and not path.startswith(f"persona/{LEO}/"):
            text = str(record)
            assert SECRET not in text, path
            assert SHARED not in text or path.startswith(f"persona/{ZOE}/"), path


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_others_hear_the_rest_and_learn_that_something_private_passed(fidelity):
    play, _ = lived(fidelity, {"direct": {"surroundings": "", "next_speaker": LEO}})
    lines = records(play.society, f"persona/{NOOR}/activity.jsonl")
    heard = [x for r in lines for x in r["content"].get("dialogue", ()) if x["speaker"] == LEO]
    assert heard[0]["text"] == "Good day. Fine weather."
    assert heard[0]["deeds"] == [f"{LEO} does something in private"]


def test_a_segment_for_somebody_whose_name_holds_a_comma_reaches_them_alone():
    name = "Grant, Leo"
    lives = society(base=renamed(hamlet(), {ZOE: name}), time=TIME)
    engage(lives, COSMO, name, LEO)
    overseer = Overseer()
    speak = {"speak": f'Hello. <visible_to="{name}">Take the {SHARED} road.</visible_to>'}
    Play(lives, {COSMO: speak}, heuristic=True, watch=overseer).life()
    assert overseer.readers[SHARED] == {COSMO, name, ENVIRONMENT}


def test_an_analysis_before_a_scene_is_read_by_its_author_alone():
    lives = society(time=TIME)
    engage(lives, LEO, ZOE)
    overseer = Overseer()
    enter = {"enter": {"analysis": f"She must not find the {SECRET}."}}
    Play(lives, {LEO: enter}, heuristic=True, watch=overseer).life()
    assert overseer.readers[SECRET] == {LEO}


@pytest.mark.parametrize("kind", ["plan", "review", "reflect", "solo"])
def test_what_one_plans_and_writes_down_is_read_by_nobody_else(kind):
    lives = society(time=TIME)
    text = f"The {SECRET} is under the bridge."
    answers = {
        "plan": {"goal": text, "plan": text, "living_standard": "frugal"},
        "review": {"summary": text, "reflection": text},
        "reflect": {"reflection": text},
        "solo": {"activity": text},
    }
    overseer = Overseer()
    Play(lives, {LEO: {kind: answers[kind]}}, heuristic=True, watch=overseer).life()
    assert overseer.readers[SECRET] <= {LEO, ENVIRONMENT}


def test_ratings_are_read_by_nobody():
    lives = society(time=Time(n_year=2, n_week=1, n_day=1, n_contact_slot=1))
    overseer = Overseer()
    rate = {"affection": {ZOE: 3}, "respect": {ZOE: 97}, SECRET: 1}
    Play(lives, {LEO: {"rate": rate}}, heuristic=True, watch=overseer).life()
    assert overseer.readers[SECRET] == set()
    assert lives.year_ratings[LEO] == [{ZOE: 3}, {ZOE: 97}]
