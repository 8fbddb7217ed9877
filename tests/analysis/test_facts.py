"""Stylised facts and monitors: known societies give known answers."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from lived_run import lived

from agentopia_env.analysis.facts import Fact, stylised_facts
from agentopia_env.analysis.facts.fact import Topic
from agentopia_env.analysis.facts.words import words
from agentopia_env.analysis.lives import read_lives
from agentopia_env.analysis.metrics import metrics_of
from agentopia_env.analysis.statistics_of import gini, quartiles, ranks, spearman

NewRun = Callable[..., Any]
PEOPLE = [f"P{number:02d}" for number in range(12)]


def facts(path: Path) -> dict[str, Fact]:
    lives = read_lives(path)
    return {fact.name: fact for fact in stylised_facts(lives, metrics_of(lives))}


def rated(new_run: NewRun, score: Callable[[int, int], float]) -> dict[str, Fact]:
    """Facts of a society in which everybody rated everybody."""
    run = new_run()
    run.assign(*PEOPLE)
    for one, name in enumerate(PEOPLE):
        run.state(name, "Y2020-W10-settle", deposit=one)
        given = {other: score(one, two) for two, other in enumerate(PEOPLE) if one != two}
        run.rank(name, "Y2020-W10-settle", given, given)
    return facts(run.path)


def test_gini_of_equal_and_of_one_rich() -> None:
    assert gini([5, 5, 5, 5]) == pytest.approx(0)
    assert gini([0, 0, 0, 8]) == pytest.approx(0.75)
    assert gini([1, 3]) == pytest.approx(0.25)
    assert gini([0, 0]) is None


def test_equal_values_share_their_rank_and_constants_correlate_with_nothing() -> None:
    assert ranks([3, 1, 3, 2]).tolist() == [3.5, 1, 3.5, 2]
    assert spearman([1, 2, 3, 4], [1, 4, 9, 16]) == pytest.approx(1)
    assert spearman([1, 2, 3], [7, 7, 7]) is None
    assert quartiles([10, 40, 20, 30]) == [0, 3, 1, 2]


def test_two_groups_that_keep_to_themselves_are_transitive_and_balanced(new_run: NewRun) -> None:
    found = rated(new_run, lambda one, two: 80.0 if one % 3 == two % 3 else 30.0)
    assert found["reciprocity of liking"].value == 1
    assert found["transitivity of friendship"].value == 1
    assert found["transitivity of friendship"].passed
    assert found["everybody likes everybody"].value == pytest.approx(3 / 11)


def test_a_society_in_which_everybody_likes_everybody_raises_alarm(new_run: NewRun) -> None:
    found = rated(new_run, lambda one, two: 95.0)
    assert found["everybody likes everybody"].passed is False
    assert found["ratings that say nothing"].passed is False
    assert found["rating cartels"].value == 0


def test_a_group_that_only_its_own_members_rate_high_is_a_cartel(new_run: NewRun) -> None:
    found = rated(new_run, lambda one, two: 99.0 if max(one, two) < 5 else 40.0 + two)
    assert found["rating cartels"].value == 5
    assert found["rating cartels"].passed is False


def test_people_who_say_the_same_again_and_again_repeat_themselves(new_run: NewRun) -> None:
    run = new_run()
    run.assign("Ann", "Bob")
    for week in range(1, 31):
        for name, other in (("Ann", "Bob"), ("Bob", "Ann")):
            line = {"time": f"Y2020-W{week:02d}-contact-S1", "from": name}
            text = "How are you today my friend?"
            run.line(f"persona/{name}/contact/{other}.jsonl", line | {"content": text})
    fact = facts(run.path)["repetition"]
    assert fact.value == pytest.approx(29 / 30)
    assert fact.passed is False


def test_chinese_is_read_word_by_word_and_names_are_words() -> None:
    assert words("你好 Leo, don't") == ["你", "好", "leo", "don't"]


def test_a_fact_passes_within_its_band_and_is_not_told_without_a_value() -> None:
    topic = Topic("test")
    assert topic.fact("a", "", 0.5, (0.2, 0.6), "").passed is True
    assert topic.fact("a", "", 0.7, (0.2, 0.6), "").passed is False
    assert topic.fact("a", "", None, (0.2, 0.6), "").passed is None
    assert topic.above_chance("a", "", 0.9, "", [0.1, 0.2, 0.3]).passed is True
    assert topic.above_chance("a", "", 0.9, "", []).note


def test_a_lived_run_is_told_every_fact_the_same_way_twice() -> None:
    first, second = facts(lived()), facts(lived())
    assert first == second
    assert len(first) >= 30
    assert all(fact.source and fact.meaning.endswith(".") for fact in first.values())
