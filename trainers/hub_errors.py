"""What goes wrong in publishing."""

from __future__ import annotations

from agentopia_env.errors import UserError


class HubError(UserError):
    """Something cannot be published; the message says what, and what to do."""
