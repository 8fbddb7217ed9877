import pytest
from lives import BRAM, ZOE, day, person, remember

from agentopia_env.world.persona import Item


@pytest.fixture
def ada():
    me = person()
    me.state.possessions = [Item("Cup"), Item("Book"), Item("Cup")]
    me.week_log = [
        day(),
        day(-4.0, (ZOE,)),
        day(1.0, (), kind="solo", what="Resting at home, late"),
    ]
    remember(me, BRAM, 70)
    return me
