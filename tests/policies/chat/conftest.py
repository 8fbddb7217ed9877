"""Questions of every kind come from the tests of the prompts; models from a server of our own."""

import sys
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parents[2] / "prompts"))

from model_stand_in import StandIn


@pytest.fixture
def server():
    with StandIn() as stand_in:
        yield stand_in
