"""Turns what models really write into forms: lenient JSON, role actions, speech with segments.

One parser for each kind of answer, all three total: any text either gives a value or raises a
`ReplyError` whose reason the model can act on, in time linear in its length.
"""

from __future__ import annotations

from agentopia_env.questions.actions import parse_actions
from agentopia_env.questions.lenient import parse_object
from agentopia_env.questions.speech import Speech, parse_speech

__all__ = ["Speech", "parse_actions", "parse_object", "parse_speech"]
