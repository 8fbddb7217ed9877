"""The arena: who is swapped, honest intervals, and the command with what it writes."""

import subprocess
import sys

import numpy as np
import orjson
import pytest

from agentopia_env.errors import ConfigError
from agentopia_env.policies.heuristic import HeuristicPolicy
from trainers.arena import (
    MEASURES,
    ArenaSettings,
    Interval,
    assign,
    bootstrap,
    compare,
    compete,
    swapped,
)
from trainers.arena_command import claimed, labels, main, names_in, settings_of
from trainers.arena_report import arena_json, number, page
from trainers.rollout import Player, RolloutSettings

HAMLET = RolloutSettings(world="hamlet", agents=6, weeks=2)
SMALL = ["--world", "hamlet", "--agents", "6", "--weeks", "2", "--societies", "2"]


class Idle:
    """Answers nothing that can be used, so that every default counts."""

    name = "idle"
    instant = True

    def answer(self, question):
        return "..."


def heuristic(name):
    return Player(name, "v", instant=HeuristicPolicy(0))


def table(first, second, societies, people=("Ada", "Bo")):
    """Lives in which every measure of a policy is what a function of the seed says."""

    def lives(value):
        return {
            seed: {name: dict.fromkeys(MEASURES, value(seed)) for name in people}
            for seed in range(societies)
        }

    return {"first": lives(first), "second": lives(second)}


def test_only_the_named_people_are_cast_and_each_by_every_policy():
    played = assign(["Ada", "Bo", "Cy"], ["a", "b", "c"], ArenaSettings(societies=2))
    assert len(played) == 6
    assert {name for one in played for name in one.players} == {"Ada", "Bo", "Cy"}
    for person in ("Ada", "Bo", "Cy"):
        for seed in {one.seed for one in played}:
            by = [one.players[person] for one in played if one.seed == seed]
            assert sorted(by) == ["a", "b", "c"]


def test_more_societies_begin_with_the_same_ones():
    few, many = (assign(["Ada", "Bo"], ["a", "b"], ArenaSettings(societies=n)) for n in (2, 5))
    assert many[: len(few)] == few


def test_the_others_live_by_the_default_and_are_left_out_of_the_table(tmp_path):
    players = [Player("idle", "v", instant=Idle()), heuristic("heuristic")]
    people = ["Leo", "Cosmo Tarrant"]
    (found,) = compete(
        players, HAMLET, ArenaSettings(societies=2, resamples=50), tmp_path, people=people
    )
    everybody = compete(players, HAMLET, ArenaSettings(societies=2, resamples=50), tmp_path)[0]
    assert found.level["total"] != 0  # of everybody, z-scores have the mean 0 in each society
    assert abs(np.mean([everybody.level["total"], everybody.level_against["total"]])) < 1e-9
    assert found.paired["total"] != everybody.paired["total"]


def test_people_who_do_not_live_there_and_too_few_of_them_are_named():
    with pytest.raises(ConfigError, match="Nobody"):
        swapped(["Ada", "Bo"], ["Ada", "Nobody"])
    with pytest.raises(ConfigError, match="1 people cannot be swapped between 2"):
        swapped(["Ada", "Bo"], ["Ada"])
    assert swapped(["Bo", "Ada"], None) == ["Ada", "Bo"]


def test_two_policies_of_one_name_are_refused(tmp_path):
    with pytest.raises(ValueError, match="one name"):
        compete([heuristic("a"), heuristic("a")], HAMLET, ArenaSettings(), tmp_path)


def test_a_constant_gain_is_found_in_every_measure():
    lives = table(lambda seed: seed, lambda seed: seed + 0.5, 8)
    found = compare(lives, "second", "first", ArenaSettings(resamples=200))
    assert set(found.difference) == set(MEASURES)
    assert all(one == Interval(0.5, 0.5, 0.5) for one in found.difference.values())
    assert found.paired["total"] == (0.5,) * 8
    assert found.level["total"] - found.level_against["total"] == pytest.approx(0.5)


def test_society_is_the_unit_however_many_people_live_in_it():
    def gain(seed):
        return (1.0, -0.8, 1.2, -0.9)[seed]

    settings = ArenaSettings(resamples=2000)
    few = compare(table(lambda s: 0, gain, 4), "second", "first", settings)
    many = compare(
        table(lambda s: 0, gain, 4, [str(n) for n in range(50)]), "second", "first", settings
    )
    assert not many.difference["total"].excludes_zero
    for end in ("low", "high"):
        assert getattr(few.difference["total"], end) == pytest.approx(
            getattr(many.difference["total"], end)
        )


def test_the_interval_holds_the_true_mean_about_as_often_as_it_says():
    draw = np.random.default_rng(5)
    settings = ArenaSettings(resamples=400, confidence=0.9)
    held = 0
    for _ in range(300):
        one = bootstrap(draw.normal(1.0, 2.0, size=24), settings)
        held += one.low <= 1.0 <= one.high
    assert 0.82 <= held / 300 <= 0.95


def test_a_policy_that_lives_beats_one_that_does_not_answer(tmp_path):
    lives = RolloutSettings(world="hamlet", agents=6, weeks=4)
    players = [Player("idle", "v", instant=Idle()), heuristic("heuristic")]
    (found,) = compete(players, lives, ArenaSettings(societies=3, resamples=300), tmp_path)
    assert found.difference["total"].low > 0
    assert found.difference["subjective"].mean > 0


def test_the_shortest_ends_of_paths_that_differ_are_the_names():
    assert labels(["runs/a/policy", "runs/b/policy", "nano"]) == ["a-policy", "b-policy", "nano"]
    assert labels(["heuristic", "heuristic"]) == ["heuristic", "heuristic-2"]
    assert labels(["runs/one", "runs/two"]) == ["one", "two"]


def test_names_come_from_a_list_or_from_a_file(tmp_path):
    assert names_in("Leo, Dr. Ada Quill") == ["Leo", "Dr. Ada Quill"]
    (tmp_path / "held.txt").write_text("Leo\n\nZoë Marchetti\n", encoding="utf-8")
    assert names_in(str(tmp_path / "held.txt")) == ["Leo", "Zoë Marchetti"]
    (tmp_path / "held.json").write_text('["Leo"]', encoding="utf-8")
    assert names_in(str(tmp_path / "held.json")) == ["Leo"]


def test_the_command_line_goes_over_the_file_and_a_wrong_key_is_named(tmp_path):
    file = tmp_path / "loop.yaml"
    file.write_text(
        "rounds: 3\nrollout: {weeks: 3, sampling: {temperature: 0.5}}", encoding="utf-8"
    )
    lives = settings_of(file, {"weeks": 4, "years": None}, {}).rollout
    assert (lives.weeks, lives.years, lives.sampling.temperature) == (4, 1, 0.5)
    file.write_text("rollout: {sampling: {temprature: 1}}", encoding="utf-8")
    with pytest.raises(ConfigError, match=r"rollout\.sampling\.temprature"):
        settings_of(file, {}, {})


def test_a_folder_of_another_arena_is_refused(tmp_path):
    claimed(tmp_path / "a", {"seed": 1})
    claimed(tmp_path / "a", {"seed": 1})
    with pytest.raises(ConfigError, match="another --out"):
        claimed(tmp_path / "a", {"seed": 2})


def test_large_numbers_are_whole_and_rounding_errors_are_zero():
    assert number(12345.6) == "12,346"
    assert number(0.01234, signed=True) == "+0.0123"
    assert number(2e-16, signed=True) == "+0"


def run_command(monkeypatch, *arguments):
    monkeypatch.setattr(sys, "argv", ["arena", *arguments])
    main()


def test_the_command_finds_nothing_between_a_policy_and_itself(tmp_path, monkeypatch, capsys):
    out = tmp_path / "out"
    both = ["--policy", "heuristic", "--policy", "heuristic", "--out", str(out)]
    with pytest.raises(SystemExit) as ended:
        run_command(monkeypatch, *both, *SMALL)
    assert not ended.value.code
    found = orjson.loads((out / "arena.json").read_bytes())
    (one,) = found["comparisons"]
    assert (one["policy"], one["against"]) == ("heuristic-2", "heuristic")
    for measure in MEASURES:
        assert one["difference"][measure]["low"] <= 0 <= one["difference"][measure]["high"]
        assert not one["difference"][measure]["excludes_zero"]
    assert len(found["people"]) == 6
    assert "**" not in (out / "arena.md").read_text(encoding="utf-8")
    assert "life reward" in capsys.readouterr().out


@pytest.fixture
def policy(tmp_path):
    """The folder of a toy that answers badly, but over a server."""
    from trainers.nano import main as build

    folder = tmp_path / "toy"
    assert build(["--small", "--out", str(folder)]) == 0
    config = orjson.loads((folder / "config.json").read_bytes())
    (folder / "config.json").write_bytes(orjson.dumps({**config, "agentopia_prompts": "compact"}))
    return folder


@pytest.mark.train
def test_a_served_policy_competes_and_the_same_command_asks_it_nothing_twice(
    policy, tmp_path, monkeypatch
):
    out, file = tmp_path / "out", tmp_path / "config.yaml"
    file.write_text(
        "rollout: {world: hamlet, agents: 4, weeks: 1, sampling: {max_tokens: 12}}\n"
        "serving: {backend: transformers}\narena: {societies: 1, resamples: 50}\n",
        encoding="utf-8",
    )
    arguments = ["--policy", str(policy), "--policy", "heuristic", "--config", str(file)]

    def ended():
        with pytest.raises(SystemExit) as end:
            run_command(monkeypatch, *arguments, "--out", str(out))
        assert not end.value.code
        return [(out / name).read_bytes() for name in ("rows.jsonl", "arena.json")]

    first = ended()
    assert first[0].count(b"\n") > 10
    monkeypatch.setattr("trainers.arena_command.served_player", unasked)
    assert ended() == first


def unasked(name, server, at):
    def generate(requests):
        raise AssertionError("everything was answered before")

    return Player(name, "v", generate, lambda question: [])


def test_the_page_sets_what_excludes_zero_in_bold():
    lives = table(lambda seed: 0, lambda seed: 0.5, 8)
    found = [compare(lives, "second", "first", ArenaSettings(resamples=100))]
    about = {
        "policies": ["first", "second"],
        "people": ["Ada", "Bo"],
        "settings": {"societies": 8, "seed": 1, "confidence": 0.95, "resamples": 100},
        "lives": {"world": "hamlet", "years": 1, "weeks": 10},
    }
    assert "| **life reward** | **0.5** | **0** | **+0.5** |" in page(found, about)
    content = orjson.loads(orjson.dumps(arena_json(found, about)))
    assert content["comparisons"][0]["difference"]["total"]["excludes_zero"]


def test_a_figure_is_drawn_where_matplotlib_is_there(tmp_path):
    pytest.importorskip("matplotlib")
    from trainers.arena_report import figure

    lives = table(lambda seed: 0, lambda seed: seed - 2, 8)
    found = [compare(lives, "second", "first", ArenaSettings(resamples=100))]
    assert figure(found, tmp_path / "a.png", 0.95)
    assert (tmp_path / "a.png").read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--policy", "heuristic"], "at least two"),
        (["--policy", "heuristic", "--policy", "heuristic", "--people", "Nobody,Leo"], "Nobody"),
    ],
)
def test_what_the_user_can_mend_is_one_line_and_code_2(arguments, told, monkeypatch, capsys):
    with pytest.raises(SystemExit) as ended:
        run_command(monkeypatch, *arguments, "--world", "hamlet", "--agents", "6")
    assert ended.value.code == 2
    assert told in capsys.readouterr().err


def test_the_arena_is_imported_without_torch():
    code = "import sys, trainers.arena, trainers.arena_command; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
