"""A forge as it is begun, gone on with and finished, in a directory of its own.

`<world>/forge/` holds the settings, the answers as they come, and in the end a report; everything
beside it is the world, which appears when it is finished. The same answers make the same bytes.
"""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from shutil import rmtree
from typing import Any

import orjson
from pydantic import TypeAdapter, ValidationError

from agentopia_env.errors import RunError
from agentopia_env.forge.asking import Asker, Progress
from agentopia_env.forge.authors import Author
from agentopia_env.forge.draft import Draft
from agentopia_env.forge.folder import OWN, write_world
from agentopia_env.forge.making import Checked, make
from agentopia_env.forge.settings import ForgeSettings
from agentopia_env.spending import Spending
from agentopia_env.store.checkpoint import PRETTY, write_atomically
from agentopia_env.store.directory import locked, writing
from agentopia_env.store.journal import Journal
from agentopia_env.world.files import problem_lines

_LISTED = 1000
"""Findings that the report names."""
SETTINGS, REPORT, STAGING = "settings.json", "report.json", "draft"


@dataclass(frozen=True, slots=True)
class Forged:
    """What a forge has come to.

    Attributes:
        spending: by kind of question and author, earlier processes included.
        refused: answers that could not be used.
    """

    directory: Path
    checked: Checked
    spending: Spending
    questions: int
    refused: int


def forge(
    settings: ForgeSettings,
    out: Path,
    author: Author,
    spare: Author | None = None,
    on_progress: Callable[[Progress], object] = lambda progress: None,
) -> Forged:
    """Make a world in a directory, or go on with the one that was begun there.

    Args:
        settings: what to make; those the directory was begun with.
        out: the world's directory.
        author: writes it.
        spare: is asked where the author fails.
        on_progress: is told of every question that was answered.

    Raises:
        UserError: the directory is in use or was begun otherwise, or the author cannot go on;
            everything answered is kept.
    """
    own, name = begun(settings, out), out.resolve().name
    with locked(own):
        journal = Journal(own)
        draft = Draft(settings)
        asker = Asker(draft, author, spare, journal, on_progress)
        try:
            files, checked = asyncio.run(_made(asker, own / STAGING / name, name))
        finally:
            journal.close()
        write_world(out, files)
        rmtree(own / STAGING)
        forged = Forged(out, checked, journal.spending, asker.answered, asker.refused)
        write_atomically(own / REPORT, orjson.dumps(_record(forged), option=PRETTY))
        return forged


async def _made(asker: Asker, staging: Path, name: str) -> Any:
    try:
        return await make(asker, staging, name)
    finally:
        for author in asker.authors:
            await author.aclose()


def begun(settings: ForgeSettings, out: Path) -> Path:
    """The forge's own folder in a world's directory, made if it is not there.

    Raises:
        RunError: the directory holds something else, or was begun with other settings.
    """
    own = out / OWN
    with writing(out, "choose another --out"):
        before = settings_of(out)
        if before is None:
            if out.exists() and any(out.iterdir()):
                raise RunError(f"{out} is not empty; choose another --out")
            own.mkdir(parents=True, exist_ok=True)
            write_atomically(own / SETTINGS, orjson.dumps(asdict(settings), option=PRETTY))
        elif before != settings:
            differ = [
                f"{name} was {_short(value)} and is now {_short(now)}"
                for (name, value), now in zip(
                    asdict(before).items(), asdict(settings).values(), strict=True
                )
                if value != now
            ]
            raise RunError(
                f"{out} was begun with other settings ({'; '.join(differ)}); leave them out to "
                "go on, or choose another --out"
            )
    return own


def settings_of(out: Path) -> ForgeSettings | None:
    """The settings that a directory was begun with; None where no forge was begun there.

    Raises:
        RunError: they cannot be read.
    """
    file = out / OWN / SETTINGS
    try:
        content = orjson.loads(file.read_bytes())
        return TypeAdapter(ForgeSettings).validate_python(content)
    except FileNotFoundError:
        return None
    except ValidationError as error:
        raise RunError(f"{file} is damaged: {'; '.join(problem_lines(error))}") from error
    except (OSError, ValueError) as error:
        raise RunError(f"{file} is damaged: {error}") from error


def _short(value: object) -> str:
    text = repr(value)
    return text if len(text) <= 40 else text[:37] + "..."


def _record(forged: Forged) -> dict[str, Any]:
    report = forged.checked.report
    return {
        "questions": forged.questions,
        "refused": forged.refused,
        "rounds": forged.checked.rounds,
        "mended": forged.checked.mended,
        "errors": list(report.errors[:_LISTED]),
        "warnings": list(report.warnings[:_LISTED]),
        "usage": forged.spending.record(),
    }
