"""Every question is read from its prompt and answered validly, in every form."""

import random

import orjson
import pytest
from lived_questions import lived
from server_client import body_of, text_of

from agentopia_env.fakeserver import Faults, Settings
from agentopia_env.fakeserver.answers import Answers
from agentopia_env.fakeserver.chat import Chat, completion, request_hash
from agentopia_env.fakeserver.forms import FORMS_OF_SPEECH
from agentopia_env.fakeserver.settings import FORMS
from agentopia_env.questions.base import ENVIRONMENT
from agentopia_env.questions.parsing import parse_actions

NOT_TOLD = ("admit", "locations", "new_positions")
"""Questions that do not say which week it is."""


def answered(chat, question, messages, mode="plain", **more):
    body = {**body_of(question, mode), "messages": messages, **more}
    call = chat.call(body)
    message = completion(call, call.message, 0, 0)["choices"][0]["message"]
    return call, text_of(message)


@pytest.mark.parametrize("form", FORMS)
def test_every_question_of_real_lives_gets_an_answer_that_it_takes_in_every_form(questions, form):
    chat = Chat(Settings(forms={form: 1}))
    for kind, entries in questions.items():
        for question, messages, _ in entries:
            call, text = answered(chat, question, messages, "tools" if form == "tools" else "plain")
            question.receive(text)
            assert (call.kind, call.who, call.fault) == (kind, question.who, "")
            assert call.message.form in (form, "json", *FORMS_OF_SPEECH)


def test_an_answer_held_to_the_schema_of_its_reply_is_one_strictly(questions):
    chat = Chat(Settings(forms={"tags": 1}))
    for entries in questions.values():
        for question, messages, _ in entries[:4]:
            call, text = answered(chat, question, messages, "schema")
            question.receive(text)
            if question.kind != "speak" and "calls" not in orjson.loads(text):
                question.reply_type.model_validate_json(text, strict=question.kind != "contact")
                assert call.message.form == "json"


def test_a_schema_in_which_everything_is_required_is_filled_in(questions):
    chat = Chat(Settings())
    action = {
        "type": "object",
        "properties": {
            "name": {"type": "string", "enum": ["contact"]},
            "arguments": {
                "type": "object",
                "properties": {"to": {"type": "string"}, "message": {"type": "string"}},
                "required": ["to", "message"],
                "additionalProperties": False,
            },
        },
        "required": ["name", "arguments"],
        "additionalProperties": False,
    }
    fields = {"notes": {"type": "array", "items": {"type": "string"}}, "score": {"type": "number"}}
    schema = {
        "type": "object",
        "properties": {"actions": {"type": "array", "items": {"anyOf": [action]}}, **fields},
        "required": ["actions", "notes", "score"],
        "additionalProperties": False,
    }
    form = {"type": "json_schema", "json_schema": {"name": "contact", "schema": schema}}
    question, messages, _ = questions["contact"][0]
    _, text = answered(chat, question, messages, response_format=form)
    assert orjson.loads(text).keys() == {"actions", "notes", "score"}
    question.receive(text)


def test_the_same_request_gets_the_same_answer_whatever_came_before(questions):
    entries = [entry for kind in questions.values() for entry in kind[:3]]
    first, second = Chat(Settings(seed=4, forms=dict.fromkeys(FORMS, 1.0))), None
    texts = {q.key: answered(first, q, messages) for q, messages, _ in entries}
    random.Random(1).shuffle(entries)
    second = Chat(Settings(seed=4, forms=dict.fromkeys(FORMS, 1.0)))
    for question, messages, _ in entries:
        call, text = answered(second, question, messages)
        assert (call.message, text) == (texts[question.key][0].message, texts[question.key][1])


def test_another_seed_or_another_sampling_seed_gives_other_answers(questions):
    entries = [entry for kind in ("contact", "review") for entry in questions[kind]]
    plain, other = Chat(Settings(seed=1)), Chat(Settings(seed=2))

    def texts(chat, **more):
        return [answered(chat, q, messages, **more)[1] for q, messages, _ in entries]

    assert texts(plain) == texts(plain)
    assert texts(plain) != texts(other)
    assert texts(plain, seed=1) != texts(plain, seed=2)
    assert texts(plain, temperature=0.1) != texts(plain, temperature=0.9)


def test_what_says_nothing_about_the_answer_is_no_part_of_a_request():
    body = {"model": "m", "messages": [{"role": "user", "content": "Hello"}], "seed": 3}
    same = {"seed": 3, "stream": True, "user": "x", **body}
    assert request_hash(body) == request_hash(same)
    assert request_hash(body) != request_hash({**body, "model": "n"})
    assert request_hash(body) != request_hash({**body, "max_tokens": 9})


@pytest.mark.parametrize("fidelity", ["full", "brief"])
def test_what_the_prompt_tells_is_read_so_well_that_mostly_the_very_answer_is_found(fidelity):
    answers, same, count = Answers(5), 0, 0
    for kind, entries in lived(fidelity).items():
        if kind not in ("enter", "speak", "solo", "reflect", "attend", "exchange", "days", "rate"):
            continue
        for question, messages, text in entries:
            choice = answers.choice(messages, question.turn)
            assert choice.question.key == question.key
            mine = choice.speech or orjson.dumps(choice.content).decode()
            same, count = same + (mine == text), count + 1
    assert same >= 0.8 * count > 0


def test_whoever_is_asked_and_the_moment_are_read_from_the_prompt(questions):
    answers = Answers(0)
    for kind, entries in questions.items():
        for question, messages, _ in entries:
            choice = answers.choice(messages, "")
            assert (choice.prompt.kind, choice.question.who) == (kind, question.who)
            if kind not in NOT_TOLD:
                assert choice.question.when.year == question.when.year


def test_people_in_an_answer_are_people_of_the_question(questions):
    chat = Chat(Settings())
    for kind in ("contact", "direct", "scene_outcome", "rate", "year_end", "admit", "exchange"):
        for question, messages, _ in questions.get(kind, ()):
            content = orjson.loads(answered(chat, question, messages)[1])
            named = {action["arguments"]["to"] for action in content.get("actions", ())
                     if "to" in action["arguments"]}  # fmt: skip
            named |= {content["next_speaker"]} if "next_speaker" in content else set()
            named |= {*content.get("participants", ()), *content.get("affection", ())}
            named |= {*content.get("accepted", ()), *content.get("get_to_know", ())}
            known = {person.name for person in getattr(question, "cast", ())}
            known |= {*getattr(question, "people", ()), *getattr(question, "present", ())}
            known |= {each.name for each in getattr(question, "applicants", ())}
            known |= {face.name for face in getattr(question, "others", ())}
            known |= {invitation.proposer for invitation in getattr(question, "invitations", ())}
            assert named <= known


def test_role_actions_as_tags_and_as_tools_are_the_same_actions(questions):
    for question, messages, _ in questions["contact"]:
        choices = []
        for form in ("json", "tags", "tools"):
            chat = Chat(Settings(forms={form: 1}))
            body = {**body_of(question, "tools"), "messages": messages}
            call = chat.call(body)
            message = completion(call, call.message, 0, 0)["choices"][0]["message"]
            choices.append(parse_actions(text_of(message)))
        assert choices[0] == choices[1] == choices[2]


def test_results_of_tools_are_read_from_messages_of_tools():
    question, messages, _ = next(
        entry for entry in lived("full")["review"] if b'"calls"' in entry[2].encode()
    )
    chat = Chat(Settings(forms={"tools": 1}))
    body = {**body_of(question, "tools"), "messages": messages}
    call = chat.call(body)
    message = completion(call, call.message, 0, 0)["choices"][0]["message"]
    files = [orjson.loads(one["function"]["arguments"])["file"] for one in message["tool_calls"]]
    assert all(one["function"]["name"] == "read_file" for one in message["tool_calls"])
    results = [
        {
            "role": "tool",
            "tool_call_id": one["id"],
            "content": question.me.memory.files[file].content,
        }
        for one, file in zip(message["tool_calls"], files, strict=True)
    ]
    again = chat.call({**body, "messages": [*messages, message, *results]})
    written = [orjson.loads(arguments)["file"] for _, arguments in again.message.calls]
    assert {name for name, _ in again.message.calls} == {"update_file"}
    assert set(files) <= set(written)
    assert orjson.loads(again.message.content)["summary"]


def test_a_prompt_of_no_known_kind_gets_a_plain_answer():
    body = {"model": "m", "messages": [{"role": "user", "content": "What is the time?"}]}
    call = Chat(Settings()).call(body)
    assert (call.kind, call.who, call.message.content) == ("unknown", ENVIRONMENT, "I see.")


def test_reasoning_comes_where_it_is_turned_on(questions):
    question, messages, _ = questions["plan"][0]
    quiet, thinking = Chat(Settings()), Chat(Settings(thinking=True))
    assert not answered(quiet, question, messages)[0].message.thoughts
    assert question.who in answered(thinking, question, messages)[0].message.thoughts
    asked = {"chat_template_kwargs": {"enable_thinking": True}}
    assert answered(quiet, question, messages, **asked)[0].message.thoughts


def test_an_answer_longer_than_asked_for_is_cut_and_says_so(questions):
    question, messages, _ = questions["review"][0]
    call, _ = answered(Chat(Settings()), question, messages, max_tokens=10)
    assert (call.message.finish, call.completion_tokens) == ("length", 10)
    assert call.fault == ""


def test_a_chinese_world_is_read_and_answered_too():
    chat = Chat(Settings(faults=Faults()))
    for fidelity in ("full", "brief"):
        for entries in lived(fidelity, "zh").values():
            for question, messages, _ in entries[:4]:
                call, text = answered(chat, question, messages)
                question.receive(text)
                assert call.who == question.who
