"""Forging worlds on the fake server, for tests."""

from __future__ import annotations

from pathlib import Path

from agentopia_env.config import make_config
from agentopia_env.fakeserver import FakeServer, Settings
from agentopia_env.forge.authors import Author, author_of
from agentopia_env.forge.folder import OWN
from agentopia_env.forge.forging import Forged, forge
from agentopia_env.forge.settings import ForgeSettings

BRIEFS = {
    "en": "A harbour town that is slowly being forgotten, and does not agree on its lighthouse.",
    "zh": "一个慢慢被人忘记的海港小镇，为一座灯塔争执不下。",
}


def settings_of(language: str = "en", **more: int) -> ForgeSettings:
    return ForgeSettings(BRIEFS[language], language=language, **{"people": 12, "seed": 5, **more})


def model_of(server: FakeServer, **more: object) -> Author:
    fake = {"url": server.url, "timeout_s": 20.0, **more}
    return author_of(make_config({"models": {"fake": fake}, "god_model": "fake"}))


def forged_on(
    out: Path, settings: ForgeSettings, server: Settings, **more: object
) -> tuple[Forged, dict[str, object]]:
    """A world, and what the server counted."""
    with FakeServer(server) as running:
        done = forge(settings, out, model_of(running, **more))
        return done, running.metrics()


def world_bytes(out: Path) -> dict[str, bytes]:
    """Every file of the world, by its path."""
    return {
        path.relative_to(out).as_posix(): path.read_bytes()
        for path in sorted(out.rglob("*"))
        if path.is_file() and path.relative_to(out).parts[0] != OWN
    }
