"""Real processes of the training loop, made quickly, and killed at an exact place.

    python loop_process.py < orders > answers

The process imports what the loop imports, then forks one child per order: `{"argv": [...], "log":
file, "at": [event, end of path, count], "signal": 9}`. The child runs the loop and sends itself the
signal the `count`-th time that an audit event (`os.mkdir`, `os.rename`, `open`) meets a path that
ends so. The answer is the child's exit status, negative for a signal.
"""

import json
import os
import signal
import sys


def listen():
    import trainers.fitting  # seconds that the children need not spend again
    import trainers.serving.in_process  # noqa: F401

    for line in sys.stdin:
        order = json.loads(line)
        pid = os.fork()
        if pid == 0:
            child(order)
        _, status = os.waitpid(pid, 0)
        print(os.waitstatus_to_exitcode(status), flush=True)


def child(order):
    log = os.open(order["log"], os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.dup2(log, 1)
    os.dup2(log, 2)
    if order.get("at"):
        ambush(*order["at"], order.get("signal", signal.SIGKILL))
    module, *sys.argv[1:] = order["argv"]
    sys.argv[0] = module
    status = 1
    try:
        status = __import__(module, fromlist=["main"]).main() or 0
    except SystemExit as end:
        status = end.code or 0
    finally:
        sys.stdout.flush()
        os._exit(status)


def ambush(event, end, count, number):
    left = count

    def hook(name, arguments):
        nonlocal left
        if name == event and str(arguments[0]).endswith(end):
            left -= 1
            if left == 0:
                os.kill(os.getpid(), number)

    sys.addaudithook(hook)


if __name__ == "__main__":
    listen()
