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
    assert topic.above_chance("a", "", 0.9, "", null=[0.1, 0.2, 0.3]).passed is True
    assert topic.above_chance("a", "", 0.9, "", null=[]).note


def test_what_chance_gives_too_is_not_above_chance() -> None:
    topic = Topic("test")
    assert topic.above_chance("a", "", 0.5, "", null=[0.5, 0.5, 0.4]).passed is False
    same = topic.above_chance("a", "", 0.5, "", null=[0.5, 0.5, 0.5])
    assert (same.passed, same.note) == (None, "all values are the same")


def test_of_three_people_nothing_is_told_of_their_network(new_run: NewRun) -> None:
    run = new_run()
    run.assign("Ann", "Bob", "Cid")
    for name in ("Ann", "Bob", "Cid"):
        given = {other: 90.0 for other in ("Ann", "Bob", "Cid") if other != name}
        run.state(name, "Y2020-W10-settle")
        run.rank(name, "Y2020-W10-settle", given, given)
    told = {name for name, fact in facts(run.path).items() if fact.passed is not None}
    assert told == {"saturated states", "reciprocity of liking"}  # six likes, all returned


def test_where_everybody_feels_the_same_for_all_nothing_passes_by_default(new_run: NewRun) -> None:
    found = rated(new_run, lambda one, two: 95.0)
    for name in ("transitivity of friendship", "structural balance", "contact and friendship"):
        assert found[name].passed is None
        assert found[name].note
    assert found["wealth Gini"].around is not None


def friends_over_years(new_run: NewRun, closing: bool) -> Fact:
    """A ring of friends, whose new friends are two steps away, or as many on the other side."""
    run = new_run()
    names = [f"P{number:02d}" for number in range(24)]
    run.assign(*names)
    for year in (2020, 2021):
        for one, name in enumerate(names):
            near = {(one + step) % 24 for step in (1, -1)}
            later = {(one + step) % 24 for step in ((2, -2) if closing else (9, -9))}
            liked = near | (later if year == 2021 else set())
            given = {o: 90.0 if two in liked else 20.0 for two, o in enumerate(names) if two != one}
            run.state(name, f"Y{year}-W10-settle")
            run.rank(name, f"Y{year}-W10-settle", given, given)
    return facts(run.path)["triadic closure"]


def test_friends_of_friends_become_friends_where_triads_close(new_run: NewRun) -> None:
    assert friends_over_years(new_run, closing=True).passed is True


def test_friends_made_elsewhere_are_no_closure(new_run: NewRun) -> None:
    assert friends_over_years(new_run, closing=False).passed is False


@pytest.mark.parametrize("bursts", [True, False])
def test_messages_in_bursts_are_told_from_regular_ones(new_run: NewRun, bursts: bool) -> None:
    run = new_run()
    run.assign(*PEOPLE)
    run.json("config.json", {"time": {"n_week": 60}})
    for turn, name in enumerate(PEOPLE):
        weeks = [5 * turn, 5 * turn + 1, 5 * turn + 30] if bursts else range(turn % 4, 60, 4)
        for week in sorted(one % 60 + 1 for one in weeks):
            for slot in range(1, 6 if bursts else 2):
                time = f"Y2020-W{week:02d}-contact-S{slot}"
                line = {"time": time, "from": name, "content": "Hello."}
                run.line(f"persona/{name}/contact/Dan.jsonl", line)
    assert facts(run.path)["burstiness of messages"].passed is bursts


def test_wellbeing_and_income_are_compared_between_people_not_years(new_run: NewRun) -> None:
    run = new_run()
    for number, name in enumerate(PEOPLE):
        for year in (2020, 2021):
            run.state(name, f"Y{year}-W01-begin", deposit=0)
            run.state(name, f"Y{year}-W02-begin", deposit=100 * (number + 1), mood=40 + number)
    fact = facts(run.path)["wellbeing and log income"]
    assert fact.value is not None
    assert fact.around is not None
    assert fact.value > 0.8
    assert fact.passed is False  # far closer than among people


def test_a_lived_run_is_told_every_fact_the_same_way_twice() -> None:
    first, second = facts(lived()), facts(lived())
    assert first == second
    assert len(first) >= 30
    assert all(fact.source and fact.meaning.endswith(".") for fact in first.values())
