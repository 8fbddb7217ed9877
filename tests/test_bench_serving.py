"""The bench of a model server: what it measures against."""

from __future__ import annotations

from agentopia_env.bench_http import asking
from agentopia_env.bench_serving import (
    COLUMNS,
    WAITING,
    Server,
    bound_of,
    lived_on,
    measured,
    over_http,
    serving_table,
)
from agentopia_env.config import make_config
from agentopia_env.life.week import every_week
from agentopia_env.simulation import cast_of

CONFIG = make_config({"world": "hamlet", "time": {"n_year": 1, "n_week": 1}})
PEOPLE = 5


def test_nothing_is_faster_than_the_bound_and_waiting_more_often_is_slower():
    server = Server(0.2, 4, simulated=True)
    bound = bound_of(PEOPLE, CONFIG, server, cast_of(CONFIG))
    took = [measured(PEOPLE, CONFIG, server, waits).seconds for waits in WAITING.values()]
    assert bound <= took[0] < took[1] < took[2]


def test_with_a_slot_for_every_call_the_longest_chains_are_the_bound():
    server = Server(0.2, 1000, simulated=True)
    took = measured(PEOPLE, CONFIG, server, every_week).seconds
    assert round(took, 6) == round(bound_of(PEOPLE, CONFIG, server, cast_of(CONFIG)), 6)


def test_over_http_the_bound_is_that_of_the_answers_the_server_gave():
    server = Server(0.0, 16, simulated=False)
    lived, answers = over_http(PEOPLE, CONFIG, server)
    again = lived_on(PEOPLE, CONFIG, server.cast(answers.cast()), every_week)
    assert lived.calls == again.calls > 50
    assert [(p.end, p.calls) for p in lived.parts] == [(p.end, p.calls) for p in again.parts]


def test_the_table_has_a_row_for_every_way_of_waiting():
    table = serving_table(PEOPLE, "full", 1, 0.2, 4, simulated=True)
    assert table.row_count == len(WAITING)
    assert len(table.columns) == len(COLUMNS)


def test_the_server_is_asked_by_the_name_it_serves():
    config = asking(CONFIG, "http://127.0.0.1:1/v1", 7)
    assert (config.role_model, config.god_model) == (("fake",), "fake")
    assert config.models["fake"].url == "http://127.0.0.1:1/v1"
