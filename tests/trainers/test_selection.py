from __future__ import annotations

import json
import random
from collections import Counter
from dataclasses import replace

import numpy as np
import pytest

from agentopia_env.errors import ConfigError
from agentopia_env.reward import advantages
from trainers.filtering import FILTERS
from trainers.selection import (
    Lives,
    SelectionSettings,
    advantage_weights,
    against_other_lives,
    select_rows,
)
from trainers.values import Row

YEARS = (2020, 2021)
NAMES = ("Ada", "Bo", "Cy", "Di")
# life reward of the year; with gamma 0 the advantage is the change from the year before
REWARDS = {"Ada": (3.0, 0.0), "Bo": (1.0, 4.0), "Cy": (-1.0, -3.0), "Di": (0.5, 1.0)}


def a_row(person="Ada", year=2020, number=0, society=0, **changes):
    fields = {
        "society": society,
        "seed": 7,
        "person": person,
        "year": year,
        "when": f"Y{year}-W{number:02d}",
        "kind": ("Plan", "Days")[number % 2],
        "key": f"Y{year}-W{number:02d}/{person}",
        "policy": "trained",
        "version": "v0",
        "prompt_ids": (1, 2, 3, 4),
        "token_ids": tuple(10 * number + i for i in range(8)),
        "logprobs": (-0.5,) * 8,
        "text": f"answer {number}",
        "extra": {"finish_reason": "stop"},
    }
    return Row(**{**fields, **changes})


def year_of(person, year=2020, count=5, society=0):
    return [a_row(person, year, number, society) for number in range(count)]


def a_round(societies=(0,), years=YEARS, count=5):
    rows = [
        row
        for society in societies
        for year in years
        for name in NAMES
        for row in year_of(name, year, count, society)
    ]
    rewards = {
        (society, name, year): REWARDS[name][t] + society
        for society in societies
        for name in NAMES
        for t, year in enumerate(years)
    }
    return rows, Lives.of(rewards)


def settings(**changes):
    return SelectionSettings(**{"gamma": 0.0, **changes})


def who(selected):
    return Counter((row.year, row.society, row.person) for row in selected.rows)


def test_the_best_quarter_of_each_year_is_learned_from_independently():
    rows, lives = a_round()
    selected = select_rows(rows, lives, settings())
    assert who(selected) == {(2020, 0, "Ada"): 5, (2021, 0, "Bo"): 5}
    assert {row.advantage for row in selected.rows} == {3.0}  # 3 - 0, and 4 - 1
    assert {row.weight for row in selected.rows} == {1.0}


def test_advantages_are_those_of_the_life_reward():
    rows, lives = a_round()
    selected = select_rows(rows, lives, SelectionSettings(fraction=1.0))
    expected = advantages([REWARDS[name] for name in NAMES], 0.9)
    for row in selected.rows:
        t, n = YEARS.index(row.year), NAMES.index(row.person)
        assert row.advantage == pytest.approx(expected[n, t])


def test_a_pool_of_the_round_compares_all_societies_and_a_pool_of_a_society_its_own():
    rows, lives = a_round(societies=(0, 1), years=(2020,))
    whole = select_rows(rows, lives, settings(fraction=0.25))
    assert who(whole) == {(2020, 1, "Ada"): 5, (2020, 0, "Ada"): 5}  # 4.0 and 3.0 of eight lives
    best_three = select_rows(rows, lives, settings(fraction=0.375))
    assert (2020, 1, "Bo") in who(best_three)
    each = select_rows(rows, lives, settings(fraction=0.25, pool="society"))
    assert [one.society for one in each.report.periods] == [0, 1]
    assert who(each) == {(2020, 0, "Ada"): 5, (2020, 1, "Ada"): 5}


def test_with_a_baseline_a_life_competes_with_the_same_persons_other_lives():
    # Ada does well wherever she lives; what she did in society 1 was her best, and Bo's in 0.
    rewards = {
        **{(society, "Ada", 2020): 5.0 + society for society in (0, 1)},
        **{(society, "Bo", 2020): -3.0 - society for society in (0, 1)},
        (0, "Cy", 2020): 0.2,
    }
    lives = Lives.of(rewards)
    compared = dict(zip(lives.who, against_other_lives(lives)[:, 0].tolist(), strict=True))
    assert compared == {
        (0, "Ada"): -1.0,
        (1, "Ada"): 1.0,
        (0, "Bo"): 1.0,
        (1, "Bo"): -1.0,
        (0, "Cy"): 0.2,
    }
    rows = [row for society, name, _ in rewards for row in year_of(name, 2020, 5, society)]
    plain = select_rows(rows, lives, settings(fraction=0.4))
    assert set(who(plain)) == {(2020, 0, "Ada"), (2020, 1, "Ada")}
    fair = select_rows(rows, lives, settings(fraction=0.4, baseline="person"))
    assert set(who(fair)) == {(2020, 1, "Ada"), (2020, 0, "Bo")}


@pytest.mark.parametrize("strategy", ["advantage", "random"])
def test_the_order_in_which_rows_arrive_does_not_matter(strategy):
    rows, lives = a_round(societies=(0, 1), count=9)
    choice = settings(max_rows=4, strategy=strategy, seed=3)
    expected = select_rows(rows, lives, choice)
    random.Random(1).shuffle(rows)
    assert select_rows(rows, lives, choice) == expected


@pytest.mark.parametrize(
    ("fault", "changes"),
    [
        ("invalid", {"valid": False}),
        ("rejected", {"rejected": True}),
        ("empty", {"text": "  \n"}),
        ("empty", {"token_ids": (), "logprobs": ()}),
        ("truncated", {"extra": {"finish_reason": "length"}}),
        ("long", {"prompt_ids": (1,) * 93}),
    ],
)
def test_a_faulty_answer_is_left_out_for_its_reason_unless_its_filter_is_off(fault, changes):
    rows, lives = a_round(years=(2020,))
    rows[2] = replace(rows[2], **changes)
    selected = select_rows(rows, lives, settings(max_tokens=100))
    assert len(selected.rows) == 4
    assert selected.report.left_out == {fault: 1, "life not chosen": 15}
    others = tuple(name for name in FILTERS if name != fault)
    assert len(select_rows(rows, lives, settings(max_tokens=100, filters=others)).rows) == 5


def test_a_row_of_exactly_the_longest_length_is_kept():
    rows, lives = a_round(years=(2020,))
    rows[2] = replace(rows[2], prompt_ids=(1,) * 92)
    assert len(select_rows(rows, lives, settings(max_tokens=100)).rows) == 5


def test_near_identical_answers_of_a_kind_are_kept_up_to_their_limit():
    _, lives = a_round(years=(2020,))
    said = tuple(range(40))
    almost = (*said[:-1], 99)  # one of 38 token triples differs: 37 in common of 39
    rows = [a_row(number=n, kind="Plan", token_ids=said) for n in range(3)]
    rows += [a_row(number=3, kind="Plan", token_ids=almost)]
    rows += [a_row(number=4, kind="Days", token_ids=said)]
    loose = select_rows(rows, lives, settings(max_duplicates=2, similarity=0.9))
    assert [row.when for row in loose.rows] == ["Y2020-W00", "Y2020-W01", "Y2020-W04"]
    assert loose.report.left_out == {"duplicate": 2}
    exact = select_rows(rows, lives, settings(max_duplicates=2, similarity=1.0))
    assert [row.when for row in exact.rows][2:] == ["Y2020-W03", "Y2020-W04"]


def test_a_chatty_life_gives_no_more_than_the_cap():
    rewards = {(0, "Ada", 2020): 1.0, (0, "Bo", 2020): 2.0}
    rows = [*year_of("Ada", count=60), *year_of("Bo", count=6)]
    choice = settings(fraction=1.0, max_rows=10, seed=1)
    selected = select_rows(rows, Lives.of(rewards), choice)
    assert who(selected) == {(2020, 0, "Ada"): 10, (2020, 0, "Bo"): 6}
    assert selected.report.left_out == {"over the cap of the person and year": 50}
    assert selected.report.largest_person == "0/Ada"
    assert selected.report.largest_share == pytest.approx(10 / 16)
    again = select_rows(rows, Lives.of(rewards), replace(choice, seed=2))
    assert again.rows != selected.rows  # the cap draws, it does not cut
    assert len(again.rows) == len(selected.rows)


def test_the_control_learns_as_many_rows_from_lives_drawn_by_chance():
    names = [f"P{n:02d}" for n in range(20)]
    rewards = {(0, name, 2020): float(n) for n, name in enumerate(names)}
    sizes = {name: 3 + n % 5 for n, name in enumerate(names)}
    rows = [row for name in names for row in year_of(name, count=sizes[name])]
    best = select_rows(rows, Lives.of(rewards), settings())
    drawn = set()
    for seed in range(8):
        control = select_rows(rows, Lives.of(rewards), settings(strategy="random", seed=seed))
        assert len(control.rows) == len(best.rows) == sum(sizes[name] for name in names[15:])
        assert {row.weight for row in control.rows} == {1.0}
        (period,) = control.report.periods
        assert period.wanted == period.kept == len(best.rows)
        assert len(period.chosen) >= 5
        drawn |= set(period.chosen)
    assert len(drawn) > 12  # not the best lives again


def test_a_control_draws_lives_until_it_has_as_many_rows():
    rewards = {(0, name, 2020): REWARDS[name][0] for name in NAMES}
    rows = [*year_of("Ada", count=5)]  # the best life has all rows there are
    control = select_rows(rows, Lives.of(rewards), settings(strategy="random", fraction=0.25))
    assert control.report.periods[0].wanted == 5
    assert len(control.rows) == 5  # until it met her
    assert "wanted 5" in control.report.to_markdown()


def test_weights_follow_the_positive_advantage_with_mean_one():
    rewards = {(0, "Ada", 2020): 3.0, (0, "Bo", 2020): 1.0, (0, "Cy", 2020): -1.0}
    rows = [*year_of("Ada"), *year_of("Bo"), *year_of("Cy")]
    choice = settings(fraction=1.0, weighting="advantage")
    selected = select_rows(rows, Lives.of(rewards), choice)
    weights = {row.person: row.weight for row in selected.rows}
    assert weights == {"Ada": pytest.approx(1.5), "Bo": pytest.approx(0.5)}
    assert selected.report.left_out == {"advantage not positive": 5}
    assert selected.report.weights.mean == pytest.approx(1.0)
    assert selected.report.periods[0].kept == 10


def test_clipped_weights_still_have_mean_one():
    weights = advantage_weights([100.0, 1.0, 1.0, 2.0], most=2.5)
    assert weights == pytest.approx([2.5, 0.375, 0.375, 0.75])
    assert advantage_weights([], most=2.0).size == 0
    assert advantage_weights([7.0, 7.0], most=1.5) == pytest.approx([1.0, 1.0])
    with pytest.raises(ValueError, match="positive"):
        advantage_weights([1.0, 0.0], most=2.0)


def test_every_row_that_is_given_is_kept_or_counted_once():
    rows, lives = a_round(societies=(0, 1), count=12)
    rows += year_of("Stranger") + year_of("Ada", year=1999)
    rows[3] = replace(rows[3], valid=False, rejected=True)
    for strategy in ("advantage", "random"):
        report = select_rows(rows, lives, settings(max_rows=7, strategy=strategy)).report
        assert report.kept + sum(report.left_out.values()) == report.given == len(rows)
        assert report.left_out["no life reward known"] == 10


def test_the_report_names_who_was_chosen_and_why_rows_are_missing():
    rows, lives = a_round()
    rows[0] = replace(rows[0], valid=False)
    report = select_rows(rows, lives, settings()).report
    assert (report.kept, report.tokens, report.prompt_tokens) == (9, 72, 36)
    assert report.kinds == {"Plan": pytest.approx(5 / 9), "Days": pytest.approx(4 / 9)}
    first, second = report.periods
    assert (first.year, first.people, first.chosen, first.rows, first.kept) == (
        2020,
        4,
        ("0/Ada",),
        20,
        4,
    )
    assert (first.advantages.lowest, first.advantages.highest) == (-1.0, 3.0)
    assert second.chosen_advantages.lowest == 3.0
    plain = json.loads(json.dumps(report.to_json()))
    assert plain["left_out"] == {"life not chosen": 30, "invalid": 1}
    assert plain["settings"]["fraction"] == 0.25
    page = report.to_markdown()
    assert "Kept 9 of 40 generations: 72 answer tokens" in page
    assert (
        "| 2020 | all | 4 | 1 | -1.000 / +0.750 / +3.000 | +3.000 | 20 | 4 | 32 | 0/Ada |" in page
    )
    assert "| life not chosen | 30 |" in page
    assert "| Plan | 55.6% |" in page


def test_nothing_to_choose_from_gives_nothing_and_a_page():
    selected = select_rows([], Lives.of({}), settings())
    assert selected.rows == ()
    assert "Kept 0 of 0" in selected.report.to_markdown()
    strangers = select_rows(year_of("Stranger"), Lives.of({}), settings())
    assert strangers.report.left_out == {"no life reward known": 5}


def test_a_missing_reward_is_an_error_that_names_the_life():
    rewards = {(0, "Ada", 2020): 1.0, (0, "Ada", 2021): 1.0, (2, "Bo", 2020): 1.0}
    with pytest.raises(
        ValueError, match="1 life rewards are missing, first that of Bo in society 2"
    ):
        Lives.of(rewards)


def test_a_reward_that_is_no_number_is_an_error():
    lives = Lives.of({(0, "Ada", 2020): float("nan")})
    with pytest.raises(ValueError, match="finite"):
        select_rows(year_of("Ada"), lives, settings())


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"fraction": 0.0}, "selection.fraction is 0.0; allowed: above 0, at most 1"),
        ({"gamma": 1.5}, "selection.gamma is 1.5; allowed: 0 to 1"),
        ({"filters": ("boring",)}, "selection.filters is .*any of invalid, rejected"),
        ({"max_rows": 0}, "selection.max_rows is 0; allowed: at least 1"),
        ({"max_weight": 1.0}, "selection.max_weight is 1.0; allowed: above 1"),
        ({"baseline": "past"}, "selection.baseline is .past.; allowed: none, person"),
        ({"pool": "city"}, "selection.pool is 'city'; allowed: round, society"),
        ({"strategy": "random", "weighting": "advantage"}, "a control is unweighted"),
    ],
)
def test_impossible_settings_are_named_with_what_is_allowed(changes, words):
    with pytest.raises(ConfigError, match=words):
        SelectionSettings(**changes)


def test_lives_are_rows_by_society_and_person_and_columns_by_year():
    lives = Lives.of(
        {(1, "Bo", 2021): 4.0, (1, "Bo", 2020): 3.0, (0, "Di", 2020): 1.0} | {(0, "Di", 2021): 2.0}
    )
    assert lives.who == ((0, "Di"), (1, "Bo"))
    assert np.array_equal(lives.rewards_NT, [[1.0, 2.0], [3.0, 4.0]])
