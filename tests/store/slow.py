"""A run whose answers take a while, and a server's own log of what it was asked and answered."""

import os
from random import Random

from agentopia_env.config import make_config
from agentopia_env.policies.cast import Cast
from agentopia_env.policies.delayed import Delayed
from agentopia_env.policies.slots import Slots
from agentopia_env.simulation import Terms, cast_of, resume, run
from agentopia_env.spending import Price

SLOTS = 8
PRICES = {"default": Price(input=1000, output=4000)}
ANY = Terms(prices=PRICES)


def config_of(fidelity, **sections):
    values = {
        "world": "hamlet",
        "agents": 5,
        "seed": 3,
        "fidelity": fidelity,
        "time": {"n_year": 1, "n_week": 2, "n_day": 3, "n_contact_slot": 2},
        "store": {"checkpoint_seconds": 0},
    }
    return make_config({**values, **sections})


def latency(question):
    """A few milliseconds, long now and then; always the same for a question."""
    random = Random(question.key)
    return random.expovariate(1 / (0.02 if random.random() < 0.1 else 0.002))


class Logged:
    """Notes in a file what is asked and what is answered, as a server would."""

    instant = False

    def __init__(self, inner, log):
        self._inner, self.name = inner, inner.name
        self._log = os.open(log, os.O_WRONLY | os.O_APPEND | os.O_CREAT)

    async def aanswer(self, question):
        what = f"{question.key}{question.refused and '#'}\n"
        os.write(self._log, f"asked {what}".encode())
        answer = await self._inner.aanswer(question)
        os.write(self._log, f"answered {what}".encode())
        return answer


def slow_cast(config, log, slots=SLOTS):
    instant, places = cast_of(config), Slots(slots)
    default, environment = (
        Logged(Delayed(one, places, latency), log) for one in (instant.default, instant.environment)
    )
    return Cast(default, environment)


def live(out, terms=ANY):
    """Begin a run, or go on with it; its fidelity stands in its name, its log beside it."""
    config = config_of(out.name.partition("-")[0])
    cast = slow_cast(config, out.with_suffix(".log"))
    if out.exists():
        return resume(out, cast=cast, terms=terms)
    return run(config, out, cast=cast, terms=terms)
