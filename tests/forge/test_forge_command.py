"""`agentopia forge` as it is typed."""

from __future__ import annotations

import pytest
from forge_worlds import BRIEFS
from typer.testing import CliRunner

from agentopia_env.cli import app
from agentopia_env.errors import ConfigError, RunError
from agentopia_env.fakeserver import FakeServer, Settings
from agentopia_env.world.loading import load_world


def agentopia(*arguments):
    """What a command says; its errors are raised."""
    done = CliRunner(env={"COLUMNS": "200"}).invoke(app, ["forge", *map(str, arguments)])
    if done.exception is not None and not isinstance(done.exception, SystemExit):
        raise done.exception
    return done


def test_an_estimate_names_calls_tokens_and_money_and_makes_nothing(tmp_path):
    priced = "models.fake={url: 'http://127.0.0.1:9/v1', prices: {input: 100, output: 400}}"
    done = agentopia(
        BRIEFS["en"], "--out", tmp_path / "town", "--people", 5, "--estimate", "--set", priced
    )
    assert done.exit_code == 0
    for word in ("person", "ties", "numbers", "cost: "):
        assert word in done.output
    assert float(done.output.split("cost: ")[1].split(";")[0]) > 0.5
    assert not (tmp_path / "town").exists()


def test_a_setting_in_a_file_is_forged_and_gone_on_with_by_its_directory_alone(tmp_path):
    idea, out = tmp_path / "idea.md", tmp_path / "town"
    idea.write_text(BRIEFS["zh"], encoding="utf-8")
    with FakeServer(Settings(seed=2)) as server:
        model = ("--set", f"models.fake.url={server.url}")
        done = agentopia(idea, "--out", out, "--people", 4, "--places", 3, *model)
        calls = server.metrics()["calls"]
        again = agentopia("--out", out, *model)
        assert server.metrics()["calls"] == calls
    assert done.exit_code == again.exit_code == 0
    assert "town: 0 errors, " in done.output
    assert load_world(out, year=2020).language == "zh"


def test_worlds_are_varied_without_a_model(tmp_path):
    done = agentopia("--vary", "hamlet", "--people", 40, "--seed", 7, "--out", tmp_path / "big")
    assert done.exit_code == 0
    assert len(load_world(tmp_path / "big", year=2020).profiles) == 40


@pytest.mark.parametrize(
    ("arguments", "error", "words"),
    [
        (("A town",), ConfigError, "--out is missing"),
        (("--out", "OUT"), ConfigError, "what world"),
        (("A town", "--out", "OUT"), ConfigError, "no model is named"),
        (("A town", "--out", "OUT", "--language", "fr"), ConfigError, "allowed are en and zh"),
        (("A town", "--vary", "hamlet"), ConfigError, "leave out SETTING"),
        (("A town", "--out", "OUT", "--people", "1"), ConfigError, "people is 1"),
        (("--vary", "hamlet", "--out", "FULL"), RunError, "is not empty"),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(tmp_path, arguments, error, words):
    (tmp_path / "full").mkdir()
    (tmp_path / "full" / "letter.txt").write_text("dear all")
    places = {"OUT": str(tmp_path / "out"), "FULL": str(tmp_path / "full")}
    with pytest.raises(error, match=words):
        agentopia(*(places.get(one, one) for one in arguments))
