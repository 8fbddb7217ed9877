"""The guarded server process: health, errors with the log's end, and nothing left behind."""

import os
import signal
import subprocess
import sys
import time
from urllib.request import urlopen

import psutil
import pytest

from trainers.serving.base import ServingError
from trainers.serving.process import ServerProcess, free_port

FAMILY = """
import signal, subprocess, sys, time
if sys.argv[1] == "stubborn":
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
child = subprocess.Popen([sys.executable, "-c", '''
import signal, time
signal.signal(signal.SIGTERM, signal.SIG_IGN)
time.sleep(600)
'''])
print("child", child.pid, flush=True)
time.sleep(600)
"""
"""A server whose child ignores SIGTERM."""


def family(process):
    """The program and its child, once the child runs."""
    deadline = time.monotonic() + 30
    while "child" not in process.tail() and time.monotonic() < deadline:
        time.sleep(0.05)
    program = psutil.Process(process.pid)
    members = [program, *program.children(recursive=True)]
    assert len(members) == 2
    return members


def gone(members, seconds=20.0):
    """Whether all have ended (or await burial) within the time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(alive(member) for member in members):
            return True
        time.sleep(0.05)
    return False


def alive(member):
    try:
        return member.is_running() and member.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def start(tmp_path, *arguments, grace=1.0):
    return ServerProcess([sys.executable, "-c", *arguments], tmp_path / "log", grace=grace)


@pytest.mark.parametrize("manners", ["polite", "stubborn"])
def test_stopping_leaves_neither_the_program_nor_its_children(tmp_path, manners):
    process = start(tmp_path, FAMILY, manners)
    members = family(process)
    process.stop()
    assert gone(members, seconds=1.0)
    assert not process.running
    process.stop()


def test_a_program_whose_guard_is_killed_is_ended_by_stopping(tmp_path):
    process = start(tmp_path, FAMILY, "polite")
    members = family(process)
    psutil.Process(process.pid).parent().kill()
    process.stop()
    assert gone(members)


@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT, signal.SIGTERM])
def test_the_death_of_the_parent_ends_the_program(tmp_path, number):
    code = (
        "import signal, sys, time\nfrom pathlib import Path\n"
        "from trainers.serving.process import ServerProcess\n"
        # A job in the background of a shell is born deaf to Ctrl-C.
        "signal.signal(signal.SIGINT, signal.default_int_handler)\n"
        f"process = ServerProcess([sys.executable, '-c', {FAMILY!r}, 'polite'], "
        f"Path({str(tmp_path / 'log')!r}), grace=1.0)\n"
        "print(process.pid, flush=True)\ntime.sleep(600)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    ) as parent:
        program = psutil.Process(int(parent.stdout.readline()))
        guard = program.parent()
        while not program.children():
            time.sleep(0.05)
        members = [guard, program, *program.children()]
        parent.send_signal(number)
        assert gone(members)


def test_a_server_is_waited_for_and_progress_is_told(tmp_path, monkeypatch):
    monkeypatch.setattr("trainers.serving.process.REPORT", 0.2)
    port = free_port()
    code = (
        "import http.server, time\nprint('loading', flush=True)\ntime.sleep(1.5)\n"
        f"http.server.test(http.server.SimpleHTTPRequestHandler, port={port}, bind='127.0.0.1')"
    )
    told = []
    process = start(tmp_path, code)
    process.wait_until_healthy(f"http://127.0.0.1:{port}/", 60, told.append)
    with urlopen(f"http://127.0.0.1:{port}/") as answer:
        assert answer.status == 200
    assert any(line.endswith("s: loading") for line in told)
    process.stop()


def test_a_server_that_ends_early_is_an_error_with_the_end_of_its_log(tmp_path):
    process = start(tmp_path, "print('out of memory'); raise SystemExit(3)")
    with pytest.raises(ServingError, match=r"(?s)ended with status 3.*\| out of memory"):
        process.wait_until_healthy(f"http://127.0.0.1:{free_port()}/", 60)
    process.stop()


def test_a_server_that_takes_too_long_is_stopped_with_an_error(tmp_path):
    process = start(tmp_path, "import time; print('still loading', flush=True); time.sleep(600)")
    while "still" not in process.tail():
        time.sleep(0.05)
    with pytest.raises(ServingError, match=r"(?s)not healthy after 1 s.*\| still loading"):
        process.wait_until_healthy(f"http://127.0.0.1:{free_port()}/", 1)
    assert not process.running


def test_the_end_of_the_log_begins_with_this_start(tmp_path):
    (tmp_path / "log").write_text("of the round before\n")
    process = start(tmp_path, "print('of this round')")
    while process.running:
        time.sleep(0.05)
    assert "of this round" in process.tail()
    assert "before" not in process.tail()
    process.stop()


def test_a_program_that_does_not_exist_is_an_error(tmp_path):
    with pytest.raises(
        ServingError, match=r"(?s)no/such/python could not be started.*No such file"
    ):
        ServerProcess(["/no/such/python"], tmp_path / "log")


def test_the_environment_reaches_the_program(tmp_path):
    code = "import os; print(os.environ['GREETING'], os.environ['PATH'] != '')"
    process = ServerProcess([sys.executable, "-c", code], tmp_path / "log", {"GREETING": "hello"})
    while process.running:
        time.sleep(0.05)
    assert "hello True" in process.tail()
    process.stop()
    assert "GREETING" not in os.environ
