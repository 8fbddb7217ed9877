"""An answer in the very form asked for is read as the lenient reading would read it."""

import orjson
import pytest

from agentopia_env.errors import ReplyError
from agentopia_env.questions.base import validated
from agentopia_env.questions.exact import exact, exact_contact
from agentopia_env.questions.parsing import parse_actions, parse_object
from agentopia_env.questions.replies import DaysReply, OutcomeReply, RatingReply, ReviewReply

FORMS = {
    OutcomeReply: {"outcome": "A day.", "mood": 1.5, "vitality": -2, "skills": {"baking": 0.3}},
    DaysReply: {"days": [{"day": 2, "activity": "Rest", "kind": "rest", "effort": "light"}]},
    RatingReply: {"affection": {"石磊": 70}, "respect": {"Étienne": 1e2}},
    ReviewReply: {"summary": "Good.", "notes": [{"file": "general", "content": "x"}]},
}


@pytest.mark.parametrize("form", FORMS)
def test_an_exact_answer_reads_as_it_would_leniently(form):
    text = orjson.dumps(FORMS[form]).decode()
    assert exact(form, text) == validated(form, parse_object(text))
    assert repr(exact(form, text)) == repr(validated(form, parse_object(text)))


@pytest.mark.parametrize(
    "text",
    [
        '{"outcome": "a", "mood": "+3"}',
        '{"outcome": "a", "mood": true}',
        '{"outcome": "a", "mood": null}',
        '{"outcome": "a", "mood": NaN}',
        '{"outcome": "a", "mood": 1e12}',
        '{"outcome": 5}',
        '{"outcome": null}',
        '{"mood": 1}',
        'I think: {"outcome": "a"}',
        '[{"outcome": "a"}]',
        '{"outcome": "\\ud800"}',
        '{"outcome": "a", "x": ' + "[" * 80 + "]" * 80 + "}",
    ],
)
def test_whatever_is_not_exact_is_left_to_the_lenient_reading(text):
    assert exact(OutcomeReply, text) is None


@pytest.mark.parametrize("text", ['{"outcome":"a","mood":1,"mood":2}', '{"outcome":"a","mood":-0}'])
def test_odd_but_exact_json_is_read_the_same_way(text):
    assert repr(exact(OutcomeReply, text)) == repr(validated(OutcomeReply, parse_object(text)))


def action(name="contact", **arguments):
    return {"name": name, "arguments": arguments}


PROPOSAL = action(
    "propose_joint_activity",
    activity_name=" Tea ",
    proposal="Tea?",
    invited_persons=["Bram", " Bram ", "nobody"],
    time="Y2020-W05-activity-D2",
    location="inn",
)


@pytest.mark.parametrize(
    "actions",
    [
        [],
        [action(to=" Bram ", message=" Hello. ")] * 2,
        [action(to="Bram", message=""), action(), PROPOSAL],
        [action("respond_invitation", activity_name="Tea", to="Bram", decision="Sure, gladly")],
        [action("cancel_joint_activity", activity_name="Tea", message="Sorry")],
    ],
)
def test_actions_in_the_exact_form_are_those_that_the_parser_finds(actions):
    text = orjson.dumps({"actions": actions, "events": ["Fair"]}).decode()
    assert exact_contact(text) == (tuple(parse_actions(text)), ("Fair",))


@pytest.mark.parametrize(
    "content",
    [
        {"actions": [{"name": "dance", "arguments": {}}]},
        {"actions": [action(to=["Bram", "Zoë"], message="Hello.")]},
        {"actions": [action(to="Bram", message=5)]},
        {"actions": [action(recipient="Bram", message="Hello.")]},
        {"actions": [{"contact": {"to": "Bram"}}]},
        {"actions": ["contact(to='Bram', message='Hi')"]},
        {"actions": [action(to="Bram", message="a")] * 65},
        {"actions": [], "events": "Fair"},
        {"actions": [], "name": "contact", "to": "Bram"},
        {"tool_calls": []},
        [],
    ],
)
def test_any_other_form_of_actions_is_left_to_the_parser(content):
    assert exact_contact(orjson.dumps(content).decode()) is None


def test_an_answer_that_cannot_be_read_is_still_refused_with_a_reason():
    with pytest.raises(ReplyError, match="mood"):
        validated(OutcomeReply, parse_object('{"outcome": "a", "mood": "very good"}'))
