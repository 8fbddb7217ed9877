from __future__ import annotations

import pytest

from agentopia_env.clock import Moment, Time, parse_moment
from agentopia_env.errors import ConfigError

TIME = Time(n_year=2, n_week=2, n_day=2, n_contact_slot=2)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (Moment(2020, 1, "plan"), "Y2020-W01-plan"),
        (Moment(2020, 1, "contact", 3), "Y2020-W01-contact-S3"),
        (Moment(2020, 1, "activity", 2), "Y2020-W01-activity-D2"),
        (Moment(2020, 10, "settle"), "Y2020-W10-settle"),
        (Moment(2020, 0, "begin"), "Y2020-W00-begin"),
        (Moment(2020, 1, "before_contact"), "Y2020-W01-before_contact"),
        (Moment(2020, 123, "activity", 12), "Y2020-W123-activity-D12"),
    ],
)
def test_a_moment_and_its_text_are_one(moment, text):
    assert str(moment) == text
    assert parse_moment(text) == moment


def test_the_years_end_is_written_as_the_last_settlement():
    assert str(Moment(2020, 10, "year_end")) == "Y2020-W10-settle"


@pytest.mark.parametrize(
    "text",
    ["", "W01", "Y2020", "Y2020-W1-lunch", "Y2020-W01-activity-S2", "Y2020-W01-plan-D1", "2020"],
)
def test_a_text_that_is_no_time_is_refused(text):
    with pytest.raises(ValueError, match=r"is not a time|there is no stage|does not count"):
        parse_moment(text)


def test_a_week_may_be_written_without_its_zero_or_stage():
    assert parse_moment(" Y2020-W5-activity-D1 ") == Moment(2020, 5, "activity", 1)
    assert parse_moment("Y2020-W05") == Moment(2020, 5, "begin")


def test_a_full_week_goes_through_its_stages_in_order():
    assert [f"{m.stage}{m.index or ''}" for m in TIME.week_stages(2020, 1, "full")] == [
        "begin", "plan", "before_contact", "before_contact1", "contact1", "contact2",
        "after_contact", "activity1", "activity2", "review", "settle",
    ]  # fmt: skip


def test_a_brief_week_asks_once_per_phase():
    assert [m.stage for m in TIME.week_stages(2020, 1, "brief")] == [
        "begin", "plan", "before_contact", "contact", "after_contact", "activity", "review",
        "settle",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("fidelity", "end"),
    [
        ("full", ["year_profile", "year_positions", "year_end"]),
        ("brief", ["year_profile", "year_end"]),
    ],
)
def test_years_follow_one_another_and_end_in_order(fidelity, end):
    stages = [m for m in TIME.stages(fidelity) if m.stage.startswith("year_")]
    assert [m.stage for m in stages] == end * 2
    assert [m.year for m in stages] == [2020] * len(end) + [2021] * len(end)
    texts = [(m.year, m.week, m.stage, m.index) for m in TIME.stages(fidelity)]
    assert len(texts) == len(set(texts))


def test_weeks_are_counted_across_years():
    now = Moment(2020, 2, "plan")
    assert TIME.week_after(now, 1) == (2021, 1)
    assert TIME.week_after(now, -2) == (2019, 2)
    assert TIME.weeks_between(now, Moment(2021, 2, "begin")) == 2
    assert TIME.weeks_between(now, Moment(2020, 1, "begin")) == -1
    assert TIME.end_year == 2021


@pytest.mark.parametrize("name", ["n_year", "n_week", "n_day", "n_contact_slot"])
@pytest.mark.parametrize("value", [0, -1, 1001])
def test_an_impossible_length_is_refused_by_its_key(name, value):
    with pytest.raises(ConfigError, match=rf"time\.{name} is {value}"):
        Time(**{name: value})
