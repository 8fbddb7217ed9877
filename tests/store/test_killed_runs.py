"""A run that is killed at any moment and resumed ends as if nothing had happened, byte for byte."""

import json
import os
import shutil
import signal
import subprocess
import sys
import time
from random import Random

import pytest

from agentopia_env.store.checkpoint import load_checkpoint
from agentopia_env.store.directory import comparable_files, roll_back
from agentopia_env.world.society import Society

KILLS = 14
"""At random moments, in each fidelity."""
PEOPLE, YEARS, WEEKS = 3, 2, 2
YEAR_END = ("year_profile", "year_positions", "year_end")


def beginning(out, fidelity, years=YEARS, weeks=WEEKS, people=PEOPLE):
    return (
        "run", "--world", "hamlet", "--years", years, "--weeks", weeks, "--agents", people,
        "--seed", 5, "--fidelity", fidelity, "--out", out, "--set", "store.checkpoint_seconds=0",
    )  # fmt: skip


def onwards(out):
    """Resume a run; begin it if it was killed before it had a directory."""
    fidelity = out.name.partition("-")[0]
    return ("run", "--resume", out) if out.exists() else beginning(out, fidelity)


def same(run, reference):
    """Whether two runs are equal; what differs is shown, not megabytes of it."""
    mine, theirs = comparable_files(run), comparable_files(reference)
    different = {path for path in mine.keys() | theirs.keys() if mine.get(path) != theirs.get(path)}
    assert different == set()
    return True


@pytest.fixture(scope="module", params=["full", "brief"])
def whole(request, warm):
    """An uninterrupted run, and how long it took."""
    out = warm.folder / f"{request.param}-whole"
    start = time.monotonic()
    assert warm.run(*beginning(out, request.param)) == 0, warm.errors
    return out, time.monotonic() - start


def standing(run):
    """Stage and week of the last checkpoint."""
    try:
        pointer = json.loads((run / "checkpoint.json").read_bytes())
    except FileNotFoundError:
        return "none", 0
    return ("finished" if pointer["finished"] else pointer["stage"]), pointer["week"]


def in_year_end(run):
    stage, week = standing(run)
    return stage in YEAR_END or (stage == "settle" and week == WEEKS)


def kill_once(warm, out, moment, until_year_end):
    """Go on with a run and kill it; whether the kill came before it had ended."""
    pid = warm.start(*onwards(out))
    limit = time.monotonic() + 60
    while until_year_end and not in_year_end(out) and time.monotonic() < limit:
        if standing(out)[0] == "finished":
            break
        time.sleep(0.001)
    time.sleep(moment)
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        assert warm.ended() == 0, warm.errors
        return False
    return warm.ended() == -signal.SIGKILL


def test_a_process_killed_at_random_moments_ends_as_if_it_had_never_been_killed(warm, whole):
    reference, seconds = whole
    random = Random(reference.name)
    kills = kills_in_year_end = runs = 0
    while kills < KILLS or not kills_in_year_end:
        runs += 1
        out = reference.with_name(reference.name.replace("whole", f"killed{runs}"))
        longest = seconds / 4
        while (before := standing(out))[0] != "finished":
            until_year_end = kills % 3 == 2 and not in_year_end(out)
            pause = random.uniform(0, 0.03 if until_year_end else longest)
            if kill_once(warm, out, pause, until_year_end):
                kills += 1
                kills_in_year_end += in_year_end(out)
            longest = seconds / 4 if standing(out) != before else 2 * longest
        assert same(out, reference)
        assert runs < 20
    assert not [path for path in reference.parent.iterdir() if "creating" in path.name]


def test_a_run_killed_again_and_again_between_its_changes_of_files_ends_the_same(warm, whole):
    reference, _ = whole
    out = reference.with_name(reference.name.replace("whole", "again"))
    random, kills = Random(f"again {reference.name}"), 0
    while warm.run(*onwards(out), kill_at=random.randint(1, 200)) == -signal.SIGKILL:
        kills += 1
    assert same(out, reference)
    assert kills >= 6


def test_a_run_killed_while_its_directory_is_made_leaves_none_or_one_to_go_on_with(warm):
    out = warm.folder / "brief-made"
    number = 1
    while not out.exists():
        assert warm.run("run", "--resume", out) == 2
        assert "there is no run directory" in warm.errors
        assert "start it again" in warm.errors
        assert warm.run(*beginning(out, "brief", 1, 1, 2), kill_at=number) == -signal.SIGKILL
        number += 17
    assert number > 50
    assert warm.run("run", "--resume", out) == 0, warm.errors
    straight = warm.folder / "brief-straight"
    assert warm.run(*beginning(straight, "brief", 1, 1, 2)) == 0, warm.errors
    assert same(out, straight)
    assert not [path for path in out.parent.iterdir() if "creating" in path.name]


def positions_are_those_of_the_checkpoint(out):
    """Whether rolling back alone makes positions and profiles what they were then."""
    checkpoint = load_checkpoint(out)
    roll_back(out, checkpoint)
    society = Society.restore(checkpoint.society)
    new_profiles = len(list(out.glob("persona/*/profile/year=2021.json")))
    applied = "year_positions" if society.fidelity == "full" else "year_end"
    assert new_profiles == len(society.people) * (rank(society.now.stage) >= rank(applied))
    now = [position.record() for position in society.positions.values()]
    written = json.loads((out / "positions.json").read_bytes())["positions"]
    assert written == json.loads(json.dumps(now))
    return True


def rank(stage):
    return YEAR_END.index(stage) if stage in YEAR_END else -1


def test_any_moment_between_two_changes_of_a_year_end_can_be_the_last(warm, whole):
    """Every ninth one, others in either fidelity."""
    reference, _ = whole
    fidelity = reference.name.partition("-")[0]
    short, before, out = (
        reference.with_name(f"{fidelity}-{what}") for what in ("short", "before", "window")
    )
    assert warm.run(*beginning(short, fidelity, 1, WEEKS, 2)) == 0, warm.errors
    while standing(before) != ("settle", WEEKS):
        shutil.rmtree(before, ignore_errors=True)
        pid = warm.start(*beginning(before, fidelity, 1, WEEKS, 2))
        while standing(before) not in (("settle", WEEKS), ("finished", WEEKS)):
            time.sleep(0.001)
        os.kill(pid, signal.SIGKILL)
        warm.ended()
    number, killed = (1 if fidelity == "full" else 5), True
    while killed:
        shutil.copytree(before, out)
        killed = warm.run("run", "--resume", out, kill_at=number) == -signal.SIGKILL
        assert positions_are_those_of_the_checkpoint(out), number
        assert warm.run("run", "--resume", out) == 0, (number, warm.errors)
        assert same(out, short), number
        shutil.rmtree(out)
        number += 9
    assert number > 60


def test_the_command_itself_survives_a_kill(whole):
    reference, _ = whole
    out = reference.with_name(reference.name.replace("whole", "command"))
    environment = {**os.environ, "PYTHONHASHSEED": "12345"}
    command = [sys.executable, "-m", "agentopia_env"]
    arguments = [*command, *map(str, beginning(out, reference.name.partition("-")[0]))]
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, env=environment) as process:
        while standing(out)[0] not in ("review", "settle"):
            time.sleep(0.005)
        process.kill()
    assert standing(out)[0] != "finished"
    done = subprocess.run(
        [*command, "run", "--resume", out], env=environment, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert same(out, reference)
