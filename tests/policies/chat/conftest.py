"""Models come from a server of our own."""

import pytest
from model_stand_in import StandIn


@pytest.fixture
def server():
    with StandIn() as stand_in:
        yield stand_in
