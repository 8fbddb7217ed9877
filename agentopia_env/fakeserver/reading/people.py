"""People as a prompt tells of them: whoever is asked, and those the environment model is shown."""

from __future__ import annotations

import re
from functools import lru_cache

from agentopia_env.clock import Moment
from agentopia_env.fakeserver.reading.elements import Element, amounts, listed, number
from agentopia_env.fakeserver.reading.prompt import Block, Prompt
from agentopia_env.fakeserver.reading.things import day_log
from agentopia_env.fakeserver.reading.vocabulary import vocabulary
from agentopia_env.language.answers import in_code
from agentopia_env.policies.heuristic.books import phrasebook
from agentopia_env.policies.heuristic.feelings import week_of
from agentopia_env.policies.heuristic.phrases import pattern
from agentopia_env.prompts.budget import CUT
from agentopia_env.world.memory import CHARACTERS, DiaryEntry, HistoryEntry, Memory, Note
from agentopia_env.world.messages import Message
from agentopia_env.world.persona import Assets, Item, Measure, Profile
from agentopia_env.world.rules import FULFILMENT
from agentopia_env.world.society import Person
from agentopia_env.world.state import State

_ITEM = re.compile(r"\"([^\"]*)\"")


def name_of(prompt: Prompt) -> str:
    """Who is asked."""
    return prompt.fact("profile.name", "q.who") or str(prompt.example.get("location", "me"))[5:]


def me_of(prompt: Prompt, when: Moment) -> Person:
    """Whoever is asked, with all that the prompt tells of their life."""
    life, name = prompt.block("_life"), name_of(prompt)
    age = int(prompt.number("me.profile.age(q.when)"))
    own = prompt.block("_persona")
    lives = vocabulary(prompt.language).value(life.facts.get("me.state.living_standard", ""))
    fulfilment = {
        side: number(life.facts.get(f'me.state.fulfilment["{side}"]', "50")) for side in FULFILMENT
    }
    state = State(
        vitality=number(life.facts.get("me.state.vitality", "70")),
        fulfilment=fulfilment,
        skills=amounts(life.facts.get("amounts(me.state.skills)", "")),
        deposit=number(life.facts.get("me.state.deposit", "")),
        possessions=[Item(item) for item in _ITEM.findall(life.facts.get("possessions(me)", ""))],
        living_standard=lives or "moderate",
    )
    told = tuple(sorted(own.facts.items()))
    profile = _own_profile(name, told, when.year - age, prompt.language)
    me = Person(profile, state, _memory(prompt, when))
    me.goal, me.plan = _first(life, "goal"), _first(life, "plan")
    everybody = (*me.memory.known, name)
    me.messages = [_message(said) for said in life.elements("said") if said.get("to")]
    me.week_log = [day_log(day, when, everybody) for day in life.since(1).elements("day")]
    return me


def _first(block: Block, name: str) -> str:
    return next((element.text for element in block.elements(name)), "")


@lru_cache(maxsize=4096)
def _own_profile(
    name: str, facts: tuple[tuple[str, str], ...], birth_year: int, language: str
) -> Profile:
    words = vocabulary(language)
    given = {key.removeprefix("profile."): value for key, value in facts}
    position = given.get("position")
    return _profile(
        name,
        birth_year,
        position,
        gender=given.get("gender", ""),
        introduction=given.get("brief_introduction", ""),
        motivation=given.get("core_motivation", ""),
        values=given.get("values", ""),
        preferences=given.get("preferences", ""),
        personality=given.get("personality_traits.qualitative", ""),
        traits=words.names(given.get("amounts(profile.personality_traits.quantitative)", "")),
        talents=words.names(given.get("amounts(profile.talents.quantitative)", "")),
    )


def _profile(name: str, birth_year: int, position: str | None, **told: str) -> Profile:
    def measure(words: str, numbers: str) -> Measure:
        values = {key: round(value) for key, value in amounts(numbers).items()}
        return Measure(words, values)

    return Profile(
        name=name,
        gender=told.get("gender", ""),
        birth_year=birth_year,
        birthday="",
        appearance_and_impression="",
        brief_introduction=told.get("introduction", ""),
        details="",
        conflicts="",
        core_motivation=told.get("motivation", ""),
        values=told.get("values", ""),
        preferences=told.get("preferences", ""),
        talents=measure("", told.get("talents", "")),
        personality_traits=measure(told.get("personality", ""), told.get("traits", "")),
        position=position or None,
        init_skills={},
        init_assets=Assets(),
    )


# ---------------------------------------------------------------- memory


def _memory(prompt: Prompt, when: Moment) -> Memory:
    """What the prompt shows of the memory: diary, history, and files in full or in short."""
    life = prompt.block("_life")
    notes = {file: Note(f"Y{when.year}-W00-begin", "") for file in _named_files(life)}
    for element in (*life.elements("memory"), *prompt.asked.elements("memory")):
        whole = bool(element.get("at"))
        note = (
            Note(element.get("at"), element.text)
            if whole
            else _from_summary(element.text, prompt.language, when)
        )
        notes[element.get("file")] = note
    order = sorted(notes, key=lambda file: week_of(notes[file].time))
    return Memory(
        diary=[DiaryEntry(entry.get("at"), entry.text) for entry in life.elements("diary")],
        history=[HistoryEntry(entry.get("at"), entry.text) for entry in life.elements("history")],
        files={file: notes[file] for file in order},
    )


def _named_files(life: Block) -> list[str]:
    """The memory files that the prompt names, of which it does not say more for want of room."""
    people = [name for line in life.lines("s.known") for name in listed(line["s.known"])]
    topics = [file for line in life.lines("s.topics") for file in listed(line["s.topics"])]
    known = [CHARACTERS + name for name in people if name != CUT]
    return known + [in_code({"file": file})["file"] for file in topics if file != CUT]


def _from_summary(text: str, language: str, when: Moment) -> Note:
    """A note by its summary: what is felt stands at its end, as in the note itself."""
    found = pattern(phrasebook(language).feeling).search(text)
    if found is None:
        return Note(when.week_text, text, text)
    about = text[: found.start()].strip()
    return Note(found["last"], f"{about}\n{found[0]}".strip(), text)


def _message(said: Element) -> Message:
    return Message(said.get("at"), said.get("by"), said.get("to"), said.text, 0)


# ---------------------------------------------------------------- others


def person_of(element: Element, when: Moment, language: str) -> Person:
    """A person as the environment model is shown them."""
    state = element.child("state") or Element("state")
    told = {child.name: child.text for child in element.children if child.name != "state"}
    words = vocabulary(language)
    told |= {name: words.names(told[name]) for name in ("traits", "talents") if name in told}
    texts = tuple((name, told.get(name, "")) for name in _CHARACTER)
    profile = _shown_profile(
        element.get("name"), when.year - int(element.number("age")), element.get("position"), texts
    )
    person = Person(
        profile,
        State(
            vitality=state.number("vitality"),
            fulfilment={side: state.number(side) for side in FULFILMENT},
            skills=amounts(state.get("skills")),
            deposit=state.number("deposit"),
            living_standard=state.get("living_standard"),
        ),
        Memory(),
    )
    person.goal, person.plan = told.get("goal", ""), told.get("plan", "")
    return person


_CHARACTER = ("introduction", "motivation", "values", "personality", "traits", "talents")


@lru_cache(maxsize=4096)
def _shown_profile(
    name: str, birth_year: int, position: str, told: tuple[tuple[str, str], ...]
) -> Profile:
    return _profile(name, birth_year, position, **dict(told))


def known_names(prompt: Prompt, me: Person) -> tuple[str, ...]:
    """Names that the prompt spells out one by one, the person's own among them."""
    names = [me.name, *me.memory.known]
    for block in (prompt.asked, prompt.block("_life")):
        for element in block.elements("said", "person", "invitation"):
            names += (element.get("by"), element.get("to"), element.get("name"))
    return tuple(name for name in dict.fromkeys(names) if name)
