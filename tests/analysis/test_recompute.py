"""Recomputing rewards from what a run recorded, and finding where the record is wrong."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import orjson
import pytest

from agentopia_env.analysis import RunDirectory, recompute
from agentopia_env.reward import (
    Ratings,
    RewardSettings,
    Snapshot,
    advantages,
    life_rewards,
    normalised_returns,
    select,
)

NewRun = Callable[..., Any]

NAMES = ("Bo", "Étienne, Jr.", "石磊")
BO, ETIENNE, LEI = NAMES
AFFECTION = {BO: {ETIENNE: 80, LEI: 40}, ETIENNE: {BO: 70}, LEI: {BO: 30, ETIENNE: 60}}
RESPECT = {BO: {ETIENNE: 55}, ETIENNE: {BO: 70, LEI: 20}, LEI: {BO: 90}}
RATINGS = Ratings(AFFECTION, RESPECT)
END = "Y2020-W03-settle"
TIME = {"start": "Y2020-W00-begin", "end": END}


def lived(new_run: NewRun, config: dict[str, Any] | None = None) -> Any:
    """Three weeks of three people, with states on many occasions."""
    run = new_run()
    run.assign(*NAMES)
    run.json("config.json", config or {"time": {"n_week": 3}})
    for k, name in enumerate(NAMES):
        run.state(name, "Y2020-W00-begin", deposit=100)
        run.state(name, "Y2020-W00-begin", deposit=100)
        run.state(name, "Y2020-W01-begin", deposit=150, mood=1)
        run.state(name, "Y2020-W01-activity-D2", deposit=150, mood=2)
        run.state(name, "Y2020-W02-begin", mood=3)  # before the income
        run.state(name, "Y2020-W02-begin", mood=60 + k)
        run.state(name, "Y2020-W02-plan", mood=4)
        run.state(name, "Y2020-W03-begin", mood=70 - 2 * k, vitality=30 + k)
        run.state(name, "Y2020-W03-activity-D1", mood=5)
        run.state(name, "Y2020-W03-settle", deposit=200 + 100 * k, mood=50, social=40 + k)
        run.rank(name, END, AFFECTION[name], RESPECT[name])
    return run


def snapshots_of(k: int) -> list[Snapshot]:
    return [
        Snapshot(70, 60 + k, 50, 50, 50),
        Snapshot(30 + k, 70 - 2 * k, 50, 50, 50),
        Snapshot(70, 50, 50, 40 + k, 50),
    ]


def expected(ratings: Ratings = RATINGS, settings: RewardSettings = RewardSettings()) -> Any:  # noqa: B008
    return life_rewards(
        ratings,
        {name: snapshots_of(k) for k, name in enumerate(NAMES)},
        dict.fromkeys(NAMES, 100),
        {name: 200 + 100 * k for k, name in enumerate(NAMES)},
        settings,
    )


def record(run: Any, rewards: Any, time: str = END) -> None:
    for name, one in rewards.items():
        run.reward(
            name,
            time,
            social={
                "affection_score": one.social.affection,
                "respect_score": one.social.respect,
                "combined_score": one.social.score,
            },
            subjective={"score": one.subjective.score, "n_penalties": one.subjective.n_penalties},
            economy={"score": one.economy.score},
            total_score=one.total_score,
        )


def test_snapshots_are_the_last_states_at_the_begins_and_the_one_at_the_end(
    new_run: NewRun,
) -> None:
    lives = recompute(lived(new_run).path)
    (year,) = lives.years
    assert (year.period.start, year.period.end) == ("Y2020-W00-begin", END)
    assert dict(year.rewards) == expected()
    assert year.complete
    assert (lives.gaps, lives.damage, lives.trials) == ((), (), {})


def test_the_economy_and_the_mean_mood_by_hand(new_run: NewRun) -> None:
    rewards = recompute(lived(new_run).path).years[0].rewards
    assert [rewards[name].economy.score for name in NAMES] == [100, 200, 300]
    mood = rewards[LEI].subjective.dimensions["mood"].mean
    assert mood == pytest.approx((62 + 66 + 50) / 3)


def test_rewards_recorded_as_they_are_recomputed_do_not_differ(new_run: NewRun) -> None:
    run = lived(new_run)
    record(run, expected())
    lives = recompute(run.path)
    assert lives.differences == ()
    assert (lives.compared, lives.reproduced) == (21, True)


def test_without_recorded_rewards_nothing_is_claimed_to_be_reproduced(new_run: NewRun) -> None:
    lives = recompute(lived(new_run).path)
    assert (lives.compared, lives.reproduced) == (0, False)


def test_every_recorded_number_that_is_off_is_found(new_run: NewRun) -> None:
    run = lived(new_run)
    record(run, expected())
    true = expected()[BO]
    run.reward(
        BO,
        END,
        subjective={"score": true.subjective.score + 2e-6, "n_penalties": 99},
        economy={"score": true.economy.score + 1e-7},
        total_score=3.5,
    )
    found = {one.field: one for one in recompute(run.path).differences}
    assert set(found) == {"subjective.score", "subjective.n_penalties", "total_score"}
    total = found["total_score"]
    assert (total.name, total.year, total.recorded) == (BO, 2020, 3.5)
    assert total.recomputed == true.total_score


def test_a_recorded_advantage_that_is_off_is_found(new_run: NewRun) -> None:
    run = lived(new_run)
    lives = recompute(run.path)
    for name in NAMES:
        wrong = 0.01 if name == LEI else 0
        advantage = lives.advantages[name][0] + wrong
        line = {"agent_name": name, "time": TIME, "advantage": advantage}
        run.line("reward/advantages.jsonl", line)
    (one,) = recompute(run.path).differences
    assert (one.name, one.year, one.field) == (LEI, 2020, "advantage")
    assert one.recorded - one.recomputed == pytest.approx(0.01)


def test_ties_and_weights_come_from_the_runs_config(new_run: NewRun) -> None:
    section = {"ties": "shared", "social_weight": 1.0, "gamma": 0.5, "fraction": 0.7}
    run = lived(new_run, {"time": {"n_week": 3}, "reward": section})
    lives = recompute(run.path)
    settings = RewardSettings(ties="shared", social_weight=1.0, gamma=0.5, fraction=0.7)
    assert dict(lives.years[0].rewards) == expected(settings=settings)
    assert lives.settings == settings
    assert len(lives.selected[0]) == 2


def test_the_first_deposit_may_come_from_the_profile(new_run: NewRun) -> None:
    run = lived(new_run)
    path = run.file(f"persona/{BO}/state.jsonl")
    path.write_bytes(b"".join(path.read_bytes().splitlines(keepends=True)[2:]))
    run.json(f"persona/{BO}/profile/year=2021.json", {"init_assets": {"deposit": 7}})
    run.json(f"persona/{BO}/profile/year=2020.json", {"init_assets": {"deposit": 120}})
    assert recompute(run.path).years[0].rewards[BO].economy.score == 80


def test_years_follow_each_other_in_returns_advantages_and_selection(new_run: NewRun) -> None:
    run = lived(new_run)
    for k, name in enumerate(NAMES):
        run.state(name, "Y2021-W01-begin", deposit=900)  # the new year's income is not the old's
        run.state(name, "Y2021-W03-settle", deposit=10 * k)
        run.rank(name, "Y2021-W03-settle", AFFECTION[name], RESPECT[name])
    lives = recompute(run.path)
    assert [year.period.end for year in lives.years] == [END, "Y2021-W03-settle"]
    assert lives.years[1].period.start == "Y2021-W00-begin"
    assert lives.years[1].rewards[LEI].economy.score == 20 - 400
    names = sorted(NAMES)
    totals = [[year.rewards[name].total_score for year in lives.years] for name in names]
    assert [lives.returns[name] for name in names] == [
        pytest.approx(row) for row in normalised_returns(totals)
    ]
    assert [lives.advantages[name] for name in names] == [
        pytest.approx(row) for row in advantages(totals)
    ]
    assert lives.selected == tuple(select(names, advantages(totals), 0.25))


def test_someone_without_states_is_left_out_and_only_what_is_certain_is_compared(
    new_run: NewRun,
) -> None:
    run = lived(new_run)
    record(run, expected())
    run.file(f"persona/{LEI}/state.jsonl").unlink()
    lives = recompute(run.path)
    (gap,) = lives.gaps
    assert str(gap) == f"2020, {LEI}: no state of that year is recorded"
    assert set(lives.years[0].rewards) == {BO, ETIENNE}
    assert not lives.years[0].complete
    assert (lives.compared, lives.differences) == (2, ())  # their economies
    assert lives.totals == {name: (expected()[name].total_score,) for name in NAMES}


def test_states_that_break_off_a_year_early_do_not_stand_for_the_next_year(
    new_run: NewRun,
) -> None:
    run = lived(new_run)
    for name in NAMES:
        run.rank(name, "Y2021-W03-settle", {}, {})
    lives = recompute(run.path)
    assert {(gap.year, gap.name) for gap in lives.gaps[:3]} == {(2021, name) for name in NAMES}
    assert lives.years[1].rewards == {}
    assert lives.totals == {}
    assert lives.selected == ((), ())


def test_missing_ratings_are_said_and_wellbeing_is_still_compared(new_run: NewRun) -> None:
    run = lived(new_run)
    record(run, expected())
    rankings = run.file("reward/rankings/year=2020/week=3.jsonl")
    rankings.write_bytes(b"".join(rankings.read_bytes().splitlines(keepends=True)[:2]))
    lives = recompute(run.path)
    assert [(gap.name, gap.reason.partition(";")[0]) for gap in lives.gaps] == [
        (LEI, "no ratings recorded")
    ]
    assert (lives.compared, lives.differences) == (9, ())


def test_a_run_in_its_first_year_has_no_rewards_and_says_so(new_run: NewRun) -> None:
    run = new_run()
    run.state("Ann", "Y2020-W01-begin")
    lives = recompute(run.path)
    assert (lives.years, lives.totals, lives.selected) == ((), {}, ())
    assert "no year has ended" in str(lives.gaps[0])


# ------------------------------------------------------------------ the reference's runs

REFERENCE = {"world": {"time": {"n_week": 3}, "reward": {"period_weeks": 1}}}


def test_a_reference_run_takes_as_many_snapshots_as_its_period_has_weeks(new_run: NewRun) -> None:
    rewards = recompute(lived(new_run, REFERENCE).path).years[0].rewards
    # one snapshot: 50, 50, 40 + k, 50; only Bo's social 40 is lowest, and nothing lies below it
    assert [rewards[name].subjective.score for name in NAMES] == [47.5, 47.75, 48.0]
    assert [rewards[name].subjective.n_penalties for name in NAMES] == [0, 0, 0]


def reference_pair(new_run: NewRun) -> Any:
    """Two people, and Leo, whom both know but who is not simulated."""
    run = new_run("apartment_07010900")
    run.assign("Ann", "Bo")
    (run.path / "persona" / "Leo").mkdir()
    run.json("config.json", {"world": {"time": {"n_week": 2}, "reward": {"period_weeks": 2}}})
    for name, other in (("Ann", "Bo"), ("Bo", "Ann")):
        run.state(name, "Y2020-W00-begin", deposit=10)
        run.state(name, "Y2020-W02-begin", deposit=10)
        run.state(name, "Y2020-W02-settle", deposit=10)
        run.rank(name, "Y2020-W02-settle", {other: 50, "Leo": 90}, {})
    return run


def test_dropped_strangers_leave_their_rank_to_the_simulated(new_run: NewRun) -> None:
    lives = recompute(reference_pair(new_run).path, non_agents="drop")
    # two people who rate only each other: S = 1/2, w = 1, S' = 1 · (1 + 2 · 1) · 1/2 = 1.5
    assert lives.years[0].rewards["Ann"].social.affection == pytest.approx(1.5)
    assert lives.non_agents == "drop"


def test_kept_strangers_take_the_first_rank_and_leave_the_simulated_nothing(
    new_run: NewRun,
) -> None:
    lives = recompute(reference_pair(new_run).path, non_agents="keep")
    # Leo first: weight 100, the other last: weight 0
    assert lives.years[0].rewards["Ann"].social.affection == 0.0
    assert set(lives.years[0].rewards) == {"Ann", "Bo"}


def test_a_reference_run_says_which_treatment_of_strangers_reproduces_it(new_run: NewRun) -> None:
    run = reference_pair(new_run)
    for name in ("Ann", "Bo"):
        social = {"affection_score": 0.0, "respect_score": 0.0, "combined_score": 0.0}
        run.reward(name, "Y2020-W02-settle", social=social, economy={"score": 0.0})
    lives = recompute(run.path)
    assert (lives.non_agents, lives.reproduced) == ("keep", True)
    assert lives.trials == {"drop": 4, "keep": 0}


def test_our_runs_drop_strangers_whatever_was_recorded(new_run: NewRun) -> None:
    run = reference_pair(new_run)
    run.json("config.json", {"time": {"n_week": 2}})
    run.reward("Ann", "Y2020-W02-settle", social={"affection_score": 0.0})
    lives = recompute(run.path)
    assert (lives.non_agents, lives.trials) == ("drop", {})
    assert [one.field for one in lives.differences] == ["social.affection_score"]


def test_the_references_pagerank_stops_early_and_is_followed(new_run: NewRun) -> None:
    # A chain Ann -> Bo -> Cy, Cy rates nobody. By hand, L1 change below 1e-6, in plain floats:
    share = {"Ann": 1 / 3, "Bo": 1 / 3, "Cy": 1 / 3}
    for _ in range(100):
        spread = 0.15 / 3 + 0.85 * share["Cy"] / 3
        new = {
            "Ann": spread,
            "Bo": spread + 0.85 * share["Ann"],
            "Cy": spread + 0.85 * share["Bo"],
        }
        change = sum(abs(new[name] - share[name]) for name in share)
        share = new
        if change < 1e-6:
            break
    run = new_run()
    run.assign("Ann", "Bo", "Cy")
    run.json("config.json", {"world": {"time": {"n_week": 1}}})
    for name, given in (("Ann", {"Bo": 60}), ("Bo", {"Cy": 60}), ("Cy", {})):
        run.state(name, "Y2020-W00-begin")
        run.state(name, "Y2020-W01-settle")
        run.rank(name, "Y2020-W01-settle", given, {})
    rewards = recompute(run.path).years[0].rewards
    assert rewards["Bo"].social.affection == pytest.approx(share["Ann"], abs=1e-14)
    assert rewards["Cy"].social.affection == pytest.approx(share["Bo"], abs=1e-14)


# ------------------------------------------------------------------ as JSON


def test_the_result_is_json_and_reads_back_the_same(new_run: NewRun) -> None:
    run = lived(new_run)
    record(run, expected())
    run.text(f"persona/{BO}/state.jsonl", "{")
    lives = recompute(RunDirectory.open(run.path))
    read = orjson.loads(orjson.dumps(lives.to_json()))
    assert read["selected"] == [{"time": TIME, "agents": list(lives.selected[0])}]
    assert read["advantages"][0]["agent_name"] == BO
    assert read["rewards"][0]["agents"][LEI]["total_score"] == expected()[LEI].total_score
    assert read["returns"][LEI] == list(lives.returns[LEI])
    assert read["damage"][0]["line"] == 11
