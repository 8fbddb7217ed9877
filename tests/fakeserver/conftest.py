"""Questions of real lives, in both fidelities."""

import pytest
from lived_questions import lived


@pytest.fixture(params=["full", "brief"])
def questions(request):
    return lived(request.param)
