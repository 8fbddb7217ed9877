from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from agentopia_env.world.names import resolve_name

PEOPLE = (
    "Dr. Amelia Grant",
    "Étienne Bellamy",
    "Leo",
    "石磊",
    "王小明",
    "Katie Ross",
    "Kate Lin",
    "Smith, John",
    "Seán O’Brien",
    "Mary Ann Grant",
    "Mr. Tom Hill",
    "Mrs. Ann Hill",
    "J. R. Tolk",
    "Agent 17",
)


@pytest.mark.parametrize("name", PEOPLE)
def test_an_exact_name_is_itself_however_it_is_punctuated(name: str) -> None:
    assert resolve_name(name, PEOPLE).name == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("  leo\n", "Leo"),
        ("@Leo", "Leo"),
        ('"KATIE   ROSS"', "Katie Ross"),
        ("Ｌｅｏ", "Leo"),
        ("Amelia Grant", "Dr. Amelia Grant"),
        ("dr amelia grant", "Dr. Amelia Grant"),
        ("Dr. Leo", "Leo"),
        ("石磊教授", "石磊"),
        ("石 磊", "石磊"),
        ("小明", "王小明"),
        ("王教授", "王小明"),
        ("Etienne Bellamy", "Étienne Bellamy"),
        ("sean o'brien", "Seán O’Brien"),
        ("Smith John", "Smith, John"),
        ("JR Tolk", "J. R. Tolk"),
        ("Amelia", "Dr. Amelia Grant"),
        ("Bellamy", "Étienne Bellamy"),
        ("etienne", "Étienne Bellamy"),
        ("Katie", "Katie Ross"),
        ("Kate", "Kate Lin"),
        ("Mary Grant", "Mary Ann Grant"),
        ("Mr. Hill", "Mr. Tom Hill"),
        ("Mrs Hill", "Mrs. Ann Hill"),
        ("Etienne Belamy", "Étienne Bellamy"),
        ("Amelia Grnat", "Dr. Amelia Grant"),
        ("Belamy", "Étienne Bellamy"),
        ("Ktaie Ross", "Katie Ross"),
    ],
)
def test_a_name_is_resolved_where_one_person_fits(text: str, name: str) -> None:
    assert resolve_name(text, PEOPLE).name == name
    assert resolve_name(text, list(PEOPLE)).name == name


@pytest.mark.parametrize(
    ("text", "mentioned"),
    [
        ("Grant", ("Dr. Amelia Grant", "Mary Ann Grant")),
        ("Hill", ("Mr. Tom Hill", "Mrs. Ann Hill")),
        ("Kati", ("Katie Ross", "Kate Lin")),
    ],
)
def test_an_ambiguous_name_is_refused_with_both_suggestions(
    text: str, mentioned: tuple[str, ...]
) -> None:
    resolved = resolve_name(text, PEOPLE)
    assert resolved.name is None
    assert all(name in resolved.problem for name in mentioned)


def test_equal_spellings_of_two_people_are_told_apart_only_exactly() -> None:
    people = ("Jose Diaz", "José Díaz")
    assert resolve_name("josé díaz", people).name == "José Díaz"
    assert resolve_name("JOSE DIAZ", people).name == "Jose Diaz"
    assert resolve_name("Jose Díaz", people).name is None


@pytest.mark.parametrize("text", ["Zoe", "Bob Marley", "Lio", "Agent 18", "Agent 7", "...", "教授"])
def test_a_stranger_is_nobody_even_if_some_name_is_a_little_like_it(text: str) -> None:
    resolved = resolve_name(text, PEOPLE)
    assert resolved.name is None
    assert f"nobody called '{text}' here" in resolved.problem


def test_an_unknown_name_comes_with_a_suggestion() -> None:
    problem = resolve_name("Kathleen Ross", PEOPLE).problem
    assert problem.startswith("nobody called 'Kathleen Ross' here; did you mean Katie Ross")


@pytest.mark.parametrize("text", ["Kate Lin", "kate lin ", "@Kate Lin", "myself", "me", "自己"])
def test_oneself_is_refused_whether_or_not_among_the_candidates(text: str) -> None:
    others = tuple(name for name in PEOPLE if name != "Kate Lin")
    for people in (PEOPLE, others):
        resolved = resolve_name(text, people, "Kate Lin")
        assert resolved.name is None
        assert resolved.problem == "you cannot contact yourself"


def test_a_short_name_shared_with_oneself_means_the_other_person() -> None:
    assert resolve_name("Kate", ("Kate Ross", "Kate Lin"), "Kate Lin").name == "Kate Ross"
    assert resolve_name("Kate", ("Ada", "Kate Lin"), "Kate Lin").problem.endswith("yourself")


def test_a_misspelling_as_near_to_oneself_is_not_guessed_at() -> None:
    assert resolve_name("Anne Bruun", ("Anna Bruun",), "").name == "Anna Bruun"
    assert resolve_name("Anne Bruun", ("Anna Bruun",), "Anni Bruun").name is None


@pytest.mark.parametrize("text", ["", "   ", '""', "x" * 100_000])
def test_what_is_no_name_is_refused_with_what_to_write(text: str) -> None:
    resolved = resolve_name(text, PEOPLE)
    assert resolved.name is None
    assert "name" in resolved.problem
    assert len(resolved.problem) < 120


def test_nobody_is_found_among_nobody() -> None:
    assert resolve_name("Ada", ()).problem == "nobody called 'Ada' here"


@settings(deadline=None)
@given(text=st.text(max_size=30), people=st.lists(st.text(max_size=12), max_size=4), me=st.text())
def test_any_text_gives_another_persons_name_or_a_problem(
    text: str, people: list[str], me: str
) -> None:
    resolved = resolve_name(text, people, me)
    if resolved.name is None:
        assert resolved.problem
    else:
        assert resolved.name in people
        assert resolved.name != me or not me
