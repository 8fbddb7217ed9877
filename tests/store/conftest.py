"""Processes to kill, and directories to compare with."""

import pytest
from warm import Warm


@pytest.fixture(scope="module")
def warm(tmp_path_factory):
    warm = Warm(tmp_path_factory.mktemp("runs"))
    yield warm
    warm.close()
