"""Worlds of any size without a model: the people of an existing world, varied by seed."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from agentopia_env.errors import ConfigError, RunError
from agentopia_env.forge.folder import world_files, write_world
from agentopia_env.store.directory import writing
from agentopia_env.world.files import Findings, read_json
from agentopia_env.world.loading import find_world, inspect_world, load_world
from agentopia_env.world.varied import vary

MOST = 100_000
"""People of a varied world at most."""
_README = """# {name}

{people} people, varied with seed {seed} from the world `{source}` by

    agentopia forge --vary {source} --people {people} --seed {seed} --out {name}

For tests and scale: names, ages, numbers and savings differ from person to person, while their
texts repeat those of the people they were varied from.
"""


def vary_world(source: str, people: int, seed: int, out: Path, year: int = 2020) -> tuple[str, ...]:
    """Write a world of varied people into a directory.

    Args:
        source: a world's path or the name of a bundled one.
        people: how many are wanted.
        seed: of all that is varied.
        out: the directory, new or empty.
        year: of the profiles.

    Returns:
        What is wrong with it, without a look at its texts, which repeat each other.

    Raises:
        UserError: the source cannot be loaded, or the directory holds something else.
    """
    if not 1 <= people <= MOST:
        raise ConfigError(f"--people is {people}; allowed are 1 to {MOST}")
    path = find_world(source)
    world = vary(load_world(path, year=year), people, seed)
    files = world_files(world, _worldview(path), year)
    facts = {"name": out.name, "people": people, "seed": seed, "source": source}
    files["README.md"] = _README.format(**facts).encode()
    with writing(out, "choose another --out"):
        if out.exists() and any(out.iterdir()):
            raise RunError(f"{out} is not empty; choose another --out")
    write_world(out, files)
    _, findings = inspect_world(out, year=year)
    return (*findings.errors, *findings.warnings)


def _worldview(path: Path) -> dict[str, Any]:
    """The setting and prices as they are written."""
    content: dict[str, Any] = read_json(path / "worldview.json", Findings(path)) or {}
    return content
