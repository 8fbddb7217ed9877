"""The forge itself, read from top to bottom: what is asked in which order, then check and repair.

The setting comes first. Prices, places and stories follow side by side; the stories introduce
everybody. Then people join one at a time, each with ties to people who are there; then both sides
of every tie, the positions, and everybody's numbers. The world is written and checked, and what
the check finds is asked about again.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agentopia_env.forge import pieces
from agentopia_env.forge.asking import Asker
from agentopia_env.forge.assembling import assembled, worldview
from agentopia_env.forge.draft import Character, Draft
from agentopia_env.forge.folder import Files, world_files, write_world
from agentopia_env.forge.mending import mended, piece_of, pieces_of
from agentopia_env.forge.readme import shown
from agentopia_env.world.checking import Report, check_world

_WORTH = 0.9
"""Share of the findings left after a round beyond which another is not worth its cost."""
_MOST = 5000
"""Findings that are looked at in a round."""
_SHOWN = 12
"""Findings on one answer that its author is told at once."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What the checks of a world found.

    Attributes:
        report: of the last check; what it lists is left for a person to mend.
        rounds: how often findings were asked about.
        mended: findings that are gone.
    """

    report: Report
    rounds: int
    mended: int


async def make(asker: Asker, staging: Path, name: str) -> tuple[Files, Checked]:
    """Forge a world: all questions, then checks and repairs.

    Args:
        asker: puts the questions; its draft takes the answers.
        staging: a directory to check the world in.
        name: of the world.
    """
    await ask(asker)
    return await _checked(asker, staging, name)


async def ask(asker: Asker) -> None:
    """Ask everything once."""
    draft = asker.draft
    await asker.put(pieces.setting(draft))
    await together(asker.put(pieces.prices(draft)), _places(asker), _people(asker))
    await together(_ties(asker), _numbers(asker))


async def _places(asker: Asker) -> None:
    for number in range(len(asker.draft.settings.place_batches)):
        await asker.put(pieces.places(asker.draft, number))


async def _people(asker: Asker) -> None:
    draft = asker.draft
    for number in range(len(draft.settings.circles)):
        await asker.put(pieces.story(draft, number))
    for one in draft.people:
        await asker.put(pieces.person(draft, one))


async def _ties(asker: Asker) -> None:
    draft, brought = asker.draft, asker.draft.ties()
    wanted = {one: [tie for tie in brought if tie.one == one.name] for one in draft.people}
    await together(
        *(asker.put(pieces.ties(draft, one, mine)) for one, mine in wanted.items() if mine)
    )


async def _numbers(asker: Asker) -> None:
    draft = asker.draft
    for number in range(pieces.position_batches(draft)):
        await asker.put(pieces.positions(draft, number))

    def asked(one: Character) -> Coroutine[Any, Any, object]:
        return asker.put(pieces.numbers(draft, one))

    await together(*map(asked, draft.people))


async def _checked(asker: Asker, staging: Path, name: str) -> tuple[Files, Checked]:
    """Check the world, and ask again for what is wrong, until nothing is or rounds are over."""
    draft, told, mending = asker.draft, set[str](), 0
    files, report = _written(draft, staging, name)
    first = set(_findings(report))
    for number in range(draft.settings.rounds):
        fresh = [finding for finding in _findings(report) if finding not in told]
        wanted: dict[str, list[str]] = {}
        for finding in fresh[:_MOST]:
            for key in pieces_of(draft, finding):
                wanted.setdefault(key, []).append(finding)
        if not wanted:
            break
        told.update(finding for findings in wanted.values() for finding in findings)
        mending += 1
        await _mend(asker, wanted, number)
        before, (files, report) = len(_findings(report)), _written(draft, staging, name)
        if len(_findings(report)) > _WORTH * before:
            break
    left = set(_findings(report))
    return files, Checked(report, mending, len(first - left))


async def _mend(asker: Asker, wanted: dict[str, list[str]], number: int) -> None:
    """Ask for all answers that are to be mended, and put them in their places at once."""
    draft = asker.draft
    asked = [
        asker.mend(piece_of(draft, key), number, findings[:_SHOWN])
        for key, findings in wanted.items()
    ]
    answers = await together(*asked)
    for key, answer in zip(wanted, answers, strict=True):
        draft.answers[key] = mended(draft.answers[key], answer)


def _findings(report: Report) -> tuple[str, ...]:
    return (*report.errors, *report.warnings)


def _written(draft: Draft, staging: Path, name: str) -> tuple[Files, Report]:
    """The world as files, and what the check says of them."""
    world = assembled(draft, name)
    files = world_files(world, worldview(draft), draft.settings.year)
    write_world(staging, files)
    report = check_world(staging, year=draft.settings.year)
    return files | shown(draft, world, report), report


async def together(*work: Coroutine[Any, Any, Any]) -> list[Any]:
    """The results of work side by side; where a part fails the others are stopped."""
    tasks = [asyncio.ensure_future(one) for one in work]
    try:
        return list(await asyncio.gather(*tasks))
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
