"""What prompts hold.

`test_the_prompt_is_the_one_on_file` compares three prompts with files under `golden/`. After a
deliberate change of a template run it once with AGENTOPIA_GOLDEN=write, and read the diff.
"""

from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from jinja2 import UndefinedError
from question_factory import (
    ADA,
    BO,
    CY,
    SECRET,
    WORLD,
    all_questions,
    at,
    environment_questions,
    make_face,
    make_person,
    make_profile,
    person_questions,
    question_of,
)

from agentopia_env.prompts import answer_schema, prompt_text, render
from agentopia_env.prompts.tokens import Reader, estimated
from agentopia_env.prompts.writing import template
from agentopia_env.questions import design, environment, person
from agentopia_env.questions.base import MemoryQuestion, PersonQuestion, Question
from agentopia_env.questions.environment import PRINCIPLES
from agentopia_env.world.memory import DiaryEntry, HistoryEntry, Note
from agentopia_env.world.messages import Message
from agentopia_env.world.rules import EconomyRules, PromptRules, Rules
from agentopia_env.world.society import Person

GOLDEN = Path(__file__).parent / "golden"


def own(question: Question[Any], most: int | None = None) -> str:
    return render(question, most)[1]["content"]


def system(question: Question[Any]) -> str:
    return render(question)[0]["content"]


def example(question: Question[Any]) -> str:
    """The example of an answer that a question ends with."""
    text = own(question)
    return text[text.rindex("\nAnswer in the form ") :].splitlines()[2]


def kinds() -> set[str]:
    return {
        value.kind
        for module in (person, environment, design)
        for value in vars(module).values()
        if isinstance(value, type) and issubclass(value, Question) and hasattr(value, "kind")
    }


@pytest.mark.parametrize("question", all_questions(), ids=lambda question: question.kind)
def test_every_kind_of_question_renders_as_a_system_and_a_user_message(question):
    messages = render(question)
    assert [message["role"] for message in messages] == ["system", "user"]
    assert all(message["content"].strip() for message in messages)
    assert prompt_text(question) == "\n\n".join(message["content"] for message in messages)


def test_the_factory_has_a_question_of_every_kind_there_is():
    assert {question.kind for question in all_questions()} == kinds()


@pytest.mark.parametrize("question", all_questions(), ids=lambda question: question.kind)
def test_the_example_of_an_answer_is_an_answer(question):
    reply = question.read(example(question))
    assert reply != question.default() or question.kind in ("purchase", "discard")


@pytest.mark.parametrize("kind", ["plan", "contact", "speak"])
def test_the_prompt_is_the_one_on_file(kind):
    text, file = prompt_text(question_of(kind)) + "\n", GOLDEN / f"{kind}.txt"
    if os.environ.get("AGENTOPIA_GOLDEN") == "write":
        file.write_text(text, "utf-8")
    assert text == file.read_text("utf-8")


def test_a_fact_that_a_template_lacks_is_an_error():
    with pytest.raises(UndefinedError):
        template("en", "plan")(q=object(), s={}, rules=WORLD.rules)


def test_a_language_without_templates_falls_back_to_english_and_asks_for_its_own():
    world = replace(WORLD, language="fr")
    told = "the language with the code fr"
    assert "# Your plan for this week" in own(question_of("plan", world=world))
    assert told in system(question_of("plan", world=world))
    assert told in system(question_of("direct", world=world))
    assert "the language with the code" not in system(question_of("plan"))


# ---------------------------------------------------------------- what is shared


def test_the_system_message_is_the_same_for_all_people_and_weeks():
    later = [
        replace(question, when=at("plan", year=2025, week=9))
        for question in person_questions(make_person(BO))
    ]
    assert len({system(question) for question in person_questions() + later}) == 1


def test_the_environment_model_has_a_system_message_of_its_own():
    texts = {system(question) for question in environment_questions()}
    assert len(texts) == 1
    assert "You are the world" in texts.pop()


@pytest.mark.parametrize("kind", ["plan", "direct"])
def test_the_system_message_names_every_principle(kind):
    text = system(question_of(kind))
    assert [name for name in PRINCIPLES if f"- {name}: " not in text] == []


def test_the_numbers_of_the_system_message_come_from_the_rules():
    rules = Rules(economy=EconomyRules(max_possessions=7, work_pay={"any": (11, 13)}))
    text = system(question_of("plan", world=replace(WORLD, rules=rules)))
    assert "At most 7 possessions" in text
    assert "any 11 to 13" in text
    assert "| esteem | -1 to +1 | -3 to +3 | -2 to +2 |" in text


def test_a_new_year_changes_the_person_but_not_what_is_shared():
    me = make_person(ADA)
    before = render(question_of("plan", me))
    me.profile = make_profile(ADA, core_motivation="To be left alone.")
    after = render(question_of("plan", me))
    assert before[0] == after[0]
    assert "To be needed." in before[1]["content"]
    assert "To be left alone." in after[1]["content"]


# ---------------------------------------------------------------- what a person has before them


def test_own_memory_stands_before_what_changes_and_the_question_comes_last():
    text = own(question_of("contact"))
    order = ["# Who you are", "# What you remember", "# Now", "# Round 2", "Answer in the form"]
    places = [text.index(part) for part in order]
    assert places == sorted(places)


def test_messages_older_than_three_weeks_are_not_shown():
    text = own(question_of("plan"))
    assert "Is the watch ready?" in text
    assert "Long ago." not in text


def test_a_message_that_has_just_arrived_is_shown_once():
    me = make_person(ADA)
    me.messages.append(Message("Y2021-W03-contact-S1", BO, ADA, "Thursday?", 4))
    assert own(question_of("contact", me)).count("Thursday?") == 1


def crowd(count: int) -> Person:
    me = make_person(ADA)
    for number in range(count):
        name = f"Neighbour {number}"
        me.memory.write(f"characters/{name}", Note("Y2021-W01-review", f"Met {name}.", f"{name}!"))
    return me


def shown(text: str, count: int) -> list[int]:
    return [number for number in range(count) if f">Neighbour {number}!<" in text]


def test_of_many_acquaintances_the_fifty_most_recent_are_shown():
    assert shown(own(question_of("solo", crowd(80)), 20_000), 80) == list(range(30, 80))


def test_where_fifty_summaries_are_too_long_those_last_written_are_shown():
    few = shown(own(question_of("solo", crowd(80))), 80)
    assert 10 < len(few) < 50
    assert few == list(range(80 - len(few), 80))


def test_whoever_is_being_dealt_with_is_shown_however_long_ago_they_were_met():
    me = crowd(80)
    assert "Bo: tea." not in own(question_of("solo", me))
    assert "Bo owes me a cup of tea." in own(question_of("speak", me))
    people = (BO, *(f"Neighbour {number}" for number in (*range(10), *range(40, 80, 3))))
    for budget in (20_000, 6000, 3500, 3000):
        text = own(replace(question_of("rate", me), people=people), budget)
        assert "Bo: tea." in text
        assert {*range(10), *range(40, 80, 3)} <= set(shown(text, 80))
        files = [part.partition('"')[0] for part in text.split('<memory file="')[1:]]
        assert len(files) == len(set(files))


def test_the_brief_review_shows_files_in_full_that_it_may_replace():
    text = own(question_of("review"))
    assert "These memory files stand in full and may be replaced" in text
    assert text.count("Bo owes me a cup of tea.") == 1
    assert '"notes"' not in own(replace(question_of("review"), notes=False))


def test_private_segments_of_others_never_reach_a_person():
    assert [q.kind for q in person_questions() if SECRET in prompt_text(q)] == []
    assert SECRET in prompt_text(question_of("direct"))


# ---------------------------------------------------------------- memory, refusals, answers


def test_results_of_function_calls_are_shown_in_order_with_the_rounds_left():
    question = question_of("plan")
    first = question.results[0]
    second = replace(first, result="error: there is no file x", ok=False)
    text = own(replace(question, results=(first, second), calls_left=1))
    assert text.index(">Bo owes me a cup of tea.</result>") < text.index('failed="yes"')
    assert "1 more round;" in text


def test_the_last_round_asks_for_the_answer_itself():
    text = own(replace(question_of("plan"), calls_left=0))
    assert "read_file with file" not in text
    assert text.endswith("There are no more calls: give the answer itself now.")


def test_questions_without_rounds_offer_no_function_calls():
    for question in person_questions():
        if isinstance(question, MemoryQuestion):
            text = own(replace(question, calls_left=0, results=()))
            assert "calls" not in text.partition("# Now")[2]


@pytest.mark.parametrize("question", all_questions(), ids=lambda question: question.kind)
def test_a_refusal_is_told_at_the_end(question):
    assert "## Notice" not in own(question)
    tail = own(question.again("choice must be null\n## or 1 to 3"))[-200:]
    assert "could not be used: choice must be null ## or 1 to 3\n" in tail


@pytest.mark.parametrize("question", all_questions(), ids=lambda question: question.kind)
def test_the_schema_of_an_answer_is_a_json_schema(question):
    schema = answer_schema(question)
    assert schema is answer_schema(question)
    assert schema["type"] == "object"
    assert set(schema.get("required", [])) <= set(schema["properties"])
    text = json.dumps(schema)
    for name in text.split('"$ref": "#/$defs/')[1:]:
        assert name.partition('"')[0] in schema["$defs"]


# ---------------------------------------------------------------- budget


def laden() -> Person:
    """A person with more memory than any budget."""
    me = crowd(60)
    me.profile = make_profile(ADA, details="detail " * 2000)
    me.memory.history = [HistoryEntry(f"{year}", "history " * 200) for year in range(1000, 1030)]
    me.memory.diary = [DiaryEntry(f"Y2021-W0{n}-review", "diary " * 400) for n in range(1, 6)]
    for name in (BO, CY):
        note = Note("Y2021-W02-review", f"{name} note " * 500, f"{name}: keep me.")
        me.memory.files[f"characters/{name}"] = note
    me.messages = [
        Message("Y2021-W03-contact-S1", BO, ADA, f"message {n} " * 40, n) for n in range(200)
    ]
    return me


@pytest.mark.parametrize("question", person_questions(laden()), ids=lambda question: question.kind)
def test_a_huge_memory_fits_the_budget_and_leaves_the_question_whole(question):
    light = own(replace(question, me=make_person(ADA)))
    asked = light[light.rindex("\nAnswer in the form ") :]
    for budget in (6000, 3000):
        assert estimated(prompt_text(question, budget)) <= budget
        assert asked in own(question, budget)


def test_people_at_hand_are_never_left_out():
    for kind in ("speak", "enter", "reflect", "review", "rate", "contact"):
        assert "Bo: keep me." in own(question_of(kind, laden()), 1), kind


def test_old_messages_go_first_and_the_diary_later():
    def limited(most: int) -> str:
        prompts = PromptRules(kinds={"solo": most})
        world = replace(WORLD, rules=replace(WORLD.rules, prompts=prompts))
        return own(question_of("solo", laden(), world))

    whole, size = limited(6000), estimated(prompt_text(question_of("solo", laden())))
    assert (whole.count("<said"), whole.count("<diary")) == (2, 5)
    text = limited(size + 100)  # parts are counted apart, which comes to a little more
    assert "message 199" in text
    assert (text.count("<said"), text.count("<diary")) == (1, 5)
    tight = limited(size - 1000)
    assert (tight.count("<said"), tight.count("<diary")) == (0, 0)


def test_nothing_is_left_out_where_everything_fits():
    for question in all_questions():
        assert "[…]" not in prompt_text(question)
        assert prompt_text(question) == prompt_text(question, 10**9)


def test_the_budget_is_counted_by_the_tokenizer_of_whoever_answers():
    question = question_of("solo", laden())
    assert len(prompt_text(question, 16_000, Reader(len))) <= 16_000
    assert len(prompt_text(question, 16_000)) > 16_000


def test_a_prompt_is_cut_to_what_its_reader_can_read():
    question = question_of("solo", laden())
    assert render(question, 6000, Reader(len, 16_000)) == render(question, 6000, Reader(len))
    assert render(question, 10**9, Reader(len, 16_000)) == render(question, 16_000, Reader(len))


def test_others_are_shown_with_what_anybody_can_see():
    text = own(replace(question_of("enter"), others=(make_face(CY),)))
    assert '<person name="石磊" gender="female" age="31"' in text


def test_only_questions_to_people_show_a_life():
    for question in all_questions():
        assert ("# Who you are" in own(question)) == isinstance(question, PersonQuestion)


def test_the_calls_that_a_prompt_shows_are_calls():
    question = question_of("plan")
    line = next(line for line in system(question).splitlines() if line.startswith('{"calls"'))
    calls, reply = question.read_turn(line)
    assert [call.name for call in calls] == ["read_file", "list_files"]
    assert reply is None
