"""A small society that really lived, once per test process: eight people, two short years."""

from __future__ import annotations

import shutil
import tempfile
from functools import cache
from pathlib import Path

from agentopia_env.config import make_config
from agentopia_env.simulation import run

PEOPLE, YEARS, WEEKS = 8, 2, 3


@cache
def lived() -> Path:
    """The run's folder; not to be changed."""
    folder = Path(tempfile.mkdtemp()) / "hamlet_lived"
    time = {"n_year": YEARS, "n_week": WEEKS, "n_day": 3, "n_contact_slot": 2}
    run(make_config({"world": "hamlet", "fidelity": "full", "seed": 5, "time": time}), folder)
    return folder


def copied(to: Path) -> Path:
    """A copy to damage."""
    copy = to / "hamlet_lived"
    shutil.copytree(lived(), copy)
    return copy
