"""A world of twelve people, written by a model on the fake server."""

from __future__ import annotations

import re
from statistics import fmean

import pytest
from forge_worlds import forged_on, settings_of, world_bytes

from agentopia_env.config import make_config
from agentopia_env.errors import ConfigError, RunError
from agentopia_env.fakeserver import FakeServer, Settings
from agentopia_env.forge.authors import EmbeddedAuthor, author_of
from agentopia_env.forge.estimating import compared, estimated_spending, parted
from agentopia_env.forge.forging import forge
from agentopia_env.forge.settings import ForgeSettings
from agentopia_env.simulation import run
from agentopia_env.spending import Price
from agentopia_env.world.checking import check_world
from agentopia_env.world.loading import load_world
from agentopia_env.world.memory import CHARACTERS

HAN = re.compile("[\u4e00-\u9fff]")


@pytest.fixture(scope="module", params=["en", "zh"])
def made(request, tmp_path_factory):
    out = tmp_path_factory.mktemp("forged") / "town"
    settings = settings_of(request.param)
    done, counted = forged_on(out, settings, Settings(seed=3))
    return settings, out, done, counted


def test_a_check_finds_no_error_in_it(made):
    _, out, done, _ = made
    assert check_world(out).errors == ()
    assert done.checked.report.ok
    assert (out / "README.md").is_file()
    assert (out / "ties.svg").read_text(encoding="utf-8").count("<circle") == 12


def test_everybody_knows_some_people_and_is_known_by_them(made):
    _, out, _, _ = made
    world = load_world(out, year=2020)
    assert len(world.profiles) == 12
    for name, memory in world.memories.items():
        assert 4 <= len(memory.known) <= 10
        assert all(world.memories[other].knows(name) for other in memory.known)
        views = {note.content for file, note in memory.files.items() if file.startswith(CHARACTERS)}
        assert len(views) == len(memory.known)


def test_numbers_and_positions_fit_each_other(made):
    _, out, _, _ = made
    world = load_world(out, year=2020)
    assert 12 <= sum(one.capacity for one in world.positions.values()) <= 18
    assert 40 <= fmean(person.talent("health") for person in world.profiles.values()) <= 60
    for name, person in world.profiles.items():
        held = world.positions.get(person.position or "")
        income = person.extra_income + (held.weekly_income if held else 0)
        assert person.init_assets.deposit <= 20 * max(100, income)
        if held is not None:
            assert name in held.occupied_by
            for skill, least in held.min_skills.items():
                assert person.init_skills[skill] >= least
            age = 2020 - person.birth_year
            assert (held.min_age or 0) <= age <= (held.max_age or 200)


def test_it_is_written_in_its_language(made):
    settings, out, _, _ = made
    world = load_world(out, year=2020)
    assert world.language == settings.language
    chinese = settings.language == "zh"
    for name, person in world.profiles.items():
        assert bool(HAN.search(name)) == chinese
        assert bool(HAN.search(person.details)) == chinese
        assert not chinese or not re.search("[a-z]", person.details)


def test_it_lives_four_weeks(made, tmp_path):
    _, out, _, _ = made
    time = {"n_year": 1, "n_week": 4}
    config = make_config({"world": str(out), "fidelity": "brief", "time": time, "seed": 1})
    lived = run(config, tmp_path / "run")
    assert len(lived.society.people) == 12
    assert lived.refused == 0


def test_what_it_takes_is_known_within_a_fifth_before_it_begins(made):
    settings, _, done, counted = made
    expected = estimated_spending(settings, "fake")
    assert counted["calls"] == done.spending.total.calls
    prices = {"fake": Price(input=0.4, output=1.6)}
    for what, (mine, theirs) in compared(expected, parted(done.spending)[0], prices).items():
        assert mine == pytest.approx(theirs, rel=0.2), what


def test_started_again_it_asks_nothing_and_writes_the_same_bytes(made):
    settings, out, done, _ = made
    before = world_bytes(out)
    (out / "positions.json").unlink()
    again, counted = forged_on(out, settings, Settings(seed=99))
    assert counted["calls"] == 0
    assert again.spending.total.calls == done.spending.total.calls
    assert world_bytes(out) == before


def test_a_directory_that_was_begun_otherwise_is_refused(made):
    settings, out, _, _ = made
    other = settings_of(settings.language, people=13)
    with pytest.raises(RunError, match="people was 12 and is now 13"):
        forge(other, out, EmbeddedAuthor())


def test_a_directory_that_holds_something_else_is_refused(tmp_path):
    (tmp_path / "letter.txt").write_text("dear all")
    with pytest.raises(RunError, match="is not empty"):
        forge(settings_of(), tmp_path, EmbeddedAuthor())
    assert (tmp_path / "letter.txt").is_file()


def test_other_seeds_make_other_worlds(tmp_path):
    names = []
    for seed in (1, 2):
        forge(settings_of(people=5, places=3, seed=seed), tmp_path / str(seed), EmbeddedAuthor())
        names.append({path.name for path in (tmp_path / str(seed) / "persona").iterdir()})
    assert names[0] != names[1]


@pytest.mark.parametrize(("people", "places"), [(2, 1), (3, 11), (31, 30)])
def test_worlds_of_other_sizes_hold_together(tmp_path, people, places):
    out = tmp_path / "town"
    forge(settings_of(people=people, places=places), out, EmbeddedAuthor())
    world = load_world(out, year=2020)
    assert len(world.profiles) == people
    assert sum(not key.startswith("home/") for key in world.locations) == places
    assert all(len(m.known) >= min(4, people - 1) for m in world.memories.values())


def test_numbers_that_cannot_be_are_refused_all_at_once():
    with pytest.raises(ConfigError) as refused:
        ForgeSettings(" ", people=1, places=0)
    assert str(refused.value).count("forge: ") == 3


def test_without_a_model_somebody_has_to_be_named():
    with pytest.raises(ConfigError, match="no model is named"):
        author_of(make_config({}))
    with pytest.raises(ConfigError, match="there is no model ghost"):
        author_of(make_config({}), "ghost")


def test_a_server_that_takes_no_schema_is_asked_in_words(tmp_path):
    settings = settings_of(people=4, places=3)
    with FakeServer(Settings(forms={"fenced": 1.0, "prose": 1.0})) as server:
        model = {"url": server.url, "structured": "none"}
        author = author_of(make_config({"models": {"fake": model}}))
        done = forge(settings, tmp_path / "town", author)
        counted = server.metrics()["form"]
    assert set(counted) == {"fenced", "prose"}
    assert done.checked.report.ok
