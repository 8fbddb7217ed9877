"""Runs a program so that it cannot outlive whoever started it: `python guard.py GRACE PROGRAM...`.

The program becomes the leader of a session of its own. When standard input closes, or the parent is
another process than at the start, or a signal asks for it, the whole process group is ended:
politely first, by force after GRACE seconds. The write end of the pipe on standard input is held by
the parent alone, so the kernel closes it however the parent dies, SIGKILL included. (Linux could
also signal the death of a parent, but does so when the *thread* that started the child ends.)

Uses the standard library only, and is run as a file by `python -I`, so that it starts at once.
"""

import os
import select
import signal
import subprocess
import sys
import time

POLL = 0.5
"""Seconds between two looks at the parent and the program."""


asked: list[int] = []
"""Signals that asked for the end."""


def main(arguments: list[str]) -> int:
    """Run the program, its output on standard error; tell its process id on standard output.

    Returns:
        The program's exit status (128 + signal where one killed it); 0 where it was ended.
    """
    grace, command = float(arguments[0]), arguments[1:]
    parent = os.getppid()
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda number, frame: asked.append(number))
    program = subprocess.Popen(
        command, stdin=subprocess.DEVNULL, stdout=sys.stderr, start_new_session=True
    )
    try:
        print(program.pid, flush=True)
        while not asked and os.getppid() == parent and not _closed(sys.stdin.fileno()):
            status = program.poll()
            if status is not None:
                return status if status >= 0 else 128 - status
        return 0
    finally:
        _end(program, grace)


def _closed(stdin: int) -> bool:
    """Wait up to `POLL` seconds for the parent to close the pipe."""
    readable, _, _ = select.select([stdin], [], [], POLL)
    return bool(readable) and not os.read(stdin, 4096)


def _end(program: "subprocess.Popen[bytes]", grace: float) -> None:
    """End the program's whole group, members included that outlived their leader."""
    deadline = time.monotonic() + grace
    _signal(program.pid, signal.SIGTERM)
    while time.monotonic() < deadline:
        program.poll()
        if not _signal(program.pid, 0):
            return
        time.sleep(0.05)
    _signal(program.pid, signal.SIGKILL)
    program.wait()


def _signal(group: int, number: int) -> bool:
    """Send a signal to the group; whether it still has members."""
    try:
        os.killpg(group, number)
    except (ProcessLookupError, PermissionError):
        return False
    return True


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
