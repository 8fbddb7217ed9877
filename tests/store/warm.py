"""Real processes that run the command line and can be killed, without each importing everything.

As a script: imports the package once and forks one process per line of JSON that it reads, its
orders. It answers with the process's id, and when that has ended with its exit code.

    arguments   of the command line
    errors      file that takes what the process says
    kill_at     kill it with SIGKILL just before its n-th change of a file or folder under `watch`
    largest     bytes that a file may have (a disk that runs full)
    slow        folder of a run, whose answers take a while (see `slow.py`), instead of arguments
"""

import json
import os
import resource
import signal
import subprocess
import sys
from pathlib import Path

import slow

CHANGES = {"os.rename", "os.remove", "os.rmdir", "os.mkdir", "os.truncate"}
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT


class Warm:
    """The parent's side: one warm process to start others from."""

    def __init__(self, folder: Path):
        self.folder = folder
        self.process = subprocess.Popen(
            [sys.executable, __file__], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )

    def start(self, *arguments, **orders) -> int:
        orders = {"arguments": list(map(str, arguments)), "watch": str(self.folder), **orders}
        orders["errors"] = str(self.folder / "errors.txt")
        self.process.stdin.write(json.dumps(orders) + "\n")
        self.process.stdin.flush()
        return int(self.process.stdout.readline())

    def ended(self) -> int:
        """The exit code, negative for a signal."""
        return int(self.process.stdout.readline())

    def run(self, *arguments, **orders) -> int:
        self.start(*arguments, **orders)
        return self.ended()

    @property
    def errors(self) -> str:
        return " ".join((self.folder / "errors.txt").read_text(encoding="utf-8").split())

    def close(self):
        self.process.stdin.close()
        self.process.wait(timeout=30)
        self.process.stdout.close()


def kill_before_change(number: int, watched: str) -> None:
    seen = 0

    def watch(event, arguments):
        nonlocal seen
        if event == "open":
            path, _, flags = arguments
            counts = bool(flags & WRITING)
        else:
            path, counts = arguments[0] if arguments else "", event in CHANGES
        if counts and os.fsdecode(path if not isinstance(path, int) else b"").startswith(watched):
            seen += 1
            if seen == number:
                os.kill(os.getpid(), signal.SIGKILL)

    sys.addaudithook(watch)


def obey(orders: dict) -> None:
    """Be the process that was asked for; does not return."""
    from agentopia_env.cli import main

    errors = os.open(orders["errors"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    os.dup2(errors, 2)
    if "largest" in orders:
        resource.setrlimit(resource.RLIMIT_FSIZE, (orders["largest"], orders["largest"]))
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    if "kill_at" in orders:
        kill_before_change(orders["kill_at"], orders["watch"])
    sys.argv = ["agentopia", *orders["arguments"]]
    code = 1
    try:
        if "slow" in orders:
            slow.live(Path(orders["slow"]))
            raise SystemExit(0)
        main()
    except SystemExit as end:
        code = end.code or 0
    except Exception as error:
        print(repr(error), file=sys.stderr)
    finally:
        sys.stderr.flush()
        os._exit(code)


def main() -> None:
    import agentopia_env.cli  # noqa: F401
    from agentopia_env.world.society import _adapter

    _adapter()
    for line in sys.stdin:
        pid = os.fork()
        if not pid:
            obey(json.loads(line))
        print(pid, flush=True)
        print(os.waitstatus_to_exitcode(os.waitpid(pid, 0)[1]), flush=True)


if __name__ == "__main__":
    main()
