"""A forge that is killed, or gets three bad answers in ten, still ends as it should."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time

import pytest
from forge_worlds import BRIEFS, forged_on, settings_of, world_bytes

from agentopia_env.errors import RunError
from agentopia_env.fakeserver import FakeServer, Settings
from agentopia_env.fakeserver.settings import CONTENT, TRANSPORT, Faults
from agentopia_env.fakeserver.wrong import NOBODY, sounds_wrong
from agentopia_env.forge.forging import forge
from agentopia_env.policies.base import Answer

MOST_IN_FLIGHT = 4


def arguments(out, url):
    return [
        *(sys.executable, "-m", "agentopia_env", "forge", BRIEFS["en"], "--out", str(out)),
        *("--people", "12", "--seed", "5", "--set", f"models.fake.url={url}", "--yes"),
        *("--set", f"models.fake.max_concurrency={MOST_IN_FLIGHT}"),
    ]


def answers_in(out):
    file = out / "forge" / "journal" / "000001.jsonl"
    return file.read_bytes().count(b"\n") if file.is_file() else 0


def killed_at(command, out, answers):
    """Start a forge and kill it once it has so many answers; whether it was killed."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE) as process:
        while process.poll() is None:
            if answers_in(out) >= answers:
                os.kill(process.pid, signal.SIGKILL)
                process.wait()
                return True
            time.sleep(0.005)
        raise AssertionError(process.stderr.read().decode())


def test_killed_at_any_moment_it_asks_nothing_twice_and_ends_with_the_same_bytes(tmp_path):
    out, whole, log = tmp_path / "town", tmp_path / "whole" / "town", tmp_path / "log.jsonl"
    forged_on(whole, settings_of(), Settings(seed=3))
    with FakeServer(Settings(seed=3, latency=0.05), log) as server:
        command = arguments(out, server.url)
        kills = sum(killed_at(command, out, answers) for answers in (3, 22))
        finished = subprocess.run(command, capture_output=True, text=True, check=False)
        again = server.metrics()["repeated"]
    assert kills == 2
    assert finished.returncode == 0, finished.stderr
    assert "expected and actual" in finished.stdout
    assert again <= kills * MOST_IN_FLIGHT
    assert world_bytes(out) == world_bytes(whole)
    served = [json.loads(line) for line in log.read_bytes().splitlines()]
    assert sum(line["status"] == 200 for line in served) <= answers_in(out) + again + 8


def test_with_three_faults_in_ten_it_finishes_and_keeps_none_of_them(tmp_path):
    faults = dict.fromkeys(CONTENT, 0.22 / len(CONTENT)) | dict.fromkeys(TRANSPORT[1:], 0.08 / 3)
    server = Settings(seed=4, faults=Faults(**faults), retry_after=0.01)
    out = tmp_path / "town"
    done, counted = forged_on(out, settings_of(), server)
    assert sum(counted["fault"].get(name, 0) for name in faults) > 8
    assert done.refused > 0
    assert done.checked.report.ok
    text = b"\n".join(world_bytes(out).values()).decode()
    assert not any(name in text for name in NOBODY)
    assert sounds_wrong(text, "en", ()) is None


class Silent:
    """An author that says nothing of use."""

    name = "silent"

    async def write(self, request, language):
        return Answer("I would rather not.")

    async def aclose(self):
        pass


def test_an_author_without_an_answer_is_given_up_and_another_goes_on(tmp_path):
    out, settings = tmp_path / "town", settings_of(people=4, places=3)
    with pytest.raises(RunError, match="setting/world was not answered usably in 8 tries"):
        forge(settings, out, Silent())
    done, counted = forged_on(out, settings, Settings(seed=3))
    assert done.checked.report.ok
    assert done.refused == 8
    assert done.spending.total.calls == counted["calls"] + 8
