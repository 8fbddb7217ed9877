"""A model server that needs no model: it reads the questions and answers as the heuristics would.

It speaks the OpenAI protocol and sees what a real model would see, nothing else. Answers are a pure
function of its seed and the request; latency, a limit of throughput and faults of every kind can
be set, so that whatever talks to models can be tested and measured without one.
"""

from agentopia_env.fakeserver.server import FakeServer
from agentopia_env.fakeserver.settings import Faults, Settings

__all__ = ["FakeServer", "Faults", "Settings"]
