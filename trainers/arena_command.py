"""The arena from the command line: open the policies, let them live, write down what came of it.

    python -m trainers.arena --policy nano --policy heuristic --societies 8 --out data/arena

A policy is the folder of a model or adapter, `nano`, or `heuristic`. Every other one is compared
with the first. The same command on the same --out goes on where it was, and more societies only
add to those that were lived.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, field, fields, replace
from hashlib import blake2b
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer
from rich.console import Console
from rich.progress import BarColumn, TextColumn, TimeElapsedColumn
from rich.progress import Progress as Bar

from agentopia_env import __version__
from agentopia_env.config import merged, read_config
from agentopia_env.errors import ConfigError
from trainers.arena import ArenaSettings, Comparison, compete, swapped
from trainers.arena_report import screen_table, write
from trainers.players import (
    HEURISTIC,
    ServingSettings,
    heuristic_player,
    open_reference,
    open_server,
    resolve,
    served_player,
)
from trainers.rollout import Player, Progress, RolloutSettings
from trainers.sections import plain, settled
from trainers.serving.base import PolicyServer
from trainers.serving.weights import digest
from trainers.telling import run_command

MARK = "arena_inputs.json"
"""What the generations in a folder depend on."""
console = Console()


@dataclass(frozen=True, slots=True)
class ArenaFile:
    """What a config file may say about an arena."""

    arena: ArenaSettings = field(default_factory=ArenaSettings)
    rollout: RolloutSettings = field(default_factory=RolloutSettings)
    serving: ServingSettings = field(default_factory=ServingSettings)


def arena(
    policy: Annotated[
        list[str], typer.Option(help="A folder, nano or heuristic; at least two, the first counts.")
    ],
    societies: Annotated[int | None, typer.Option(help="Each is lived once per policy.")] = None,
    world: Annotated[str | None, typer.Option(help="Bundled world or path.")] = None,
    agents: Annotated[int | None, typer.Option(help="People per society.")] = None,
    weeks: Annotated[int | None, typer.Option(help="Weeks per year.")] = None,
    years: Annotated[int | None, typer.Option(help="Years per life.")] = None,
    seed: Annotated[int | None, typer.Option(help="Of the societies.")] = None,
    people: Annotated[
        str | None, typer.Option(help="Who is swapped: a file of names, or Ada,Bo (all).")
    ] = None,
    config: Annotated[
        Path | None, typer.Option(help="YAML or JSON; its sections arena, rollout and serving.")
    ] = None,
    out: Annotated[Path | None, typer.Option(help="Folder of the results.")] = None,
) -> None:
    """Put policies into the same societies and say which lives better."""
    if len(policy) < 2:
        raise ConfigError("an arena needs at least two policies; give --policy twice or more")
    wanted = settings_of(
        config,
        {"world": world, "agents": agents, "weeks": weeks, "years": years},
        {"societies": societies, "seed": seed},
    )
    lives, settings = wanted.rollout, wanted.arena
    chosen = None if people is None else names_in(people)
    names = swapped(lives.open().profiles, chosen, len(policy))
    with ExitStack() as stack:
        folders = located(policy)
        inputs = fingerprint(folders, lives, settings, names)
        folder = claimed(out or Path("data") / f"arena_{_short(inputs)}", inputs)
        players = opened(folders, wanted.serving, folder, stack)
        with _bar() as tell:
            found = compete(players, lives, settings, folder, tell, names)
    about = {
        "agentopia_version": __version__,
        "policies": list(folders),
        "digests": inputs["policies"],
        "people": names,
        "settings": asdict(settings),
        "lives": plain(lives),
    }
    _say(found, about, folder)


def _say(found: Sequence[Comparison], about: Mapping[str, Any], folder: Path) -> None:
    console.print(screen_table(found, about["settings"]["confidence"]))
    written = write(found, about, folder)
    console.print(f"written: {', '.join(map(str, written))}", soft_wrap=True, highlight=False)
    if folder / "arena.png" not in written:
        console.print("no figure: matplotlib is not installed (pip install matplotlib)")


def settings_of(
    config: Path | None, lives: Mapping[str, Any], arena: Mapping[str, Any]
) -> ArenaFile:
    """The settings of a config file, with what the command line gave over them.

    The file may be that of a loop: of its sections only ours are read.

    Raises:
        ConfigError: a key that does not exist, or a value that cannot be.
    """
    values = read_config(config) if config else {}
    ours = {field.name: values[field.name] for field in fields(ArenaFile) if field.name in values}
    given = {"rollout": _present(lives), "arena": _present(arena)}
    return settled(ArenaFile, merged(ours, given))


def _present(values: Mapping[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value is not None}


def names_in(people: str) -> list[str]:
    """Names out of a file (one a line, or a JSON list), else out of a list with commas."""
    file = Path(people)
    if not file.is_file():
        return [name.strip() for name in people.split(",") if name.strip()]
    text = file.read_text(encoding="utf-8")
    if file.suffix == ".json":
        try:
            return [str(name) for name in orjson.loads(text)]
        except (orjson.JSONDecodeError, TypeError) as error:
            raise ConfigError(f"{file} is no JSON list of names: {error}") from error
    return [line.strip() for line in text.splitlines() if line.strip()]


def located(policies: Sequence[str]) -> dict[str, Path | None]:
    """Each policy's folder by a short name of its own; None of the heuristic."""
    folders = [None if policy == HEURISTIC else resolve(policy, _tell) for policy in policies]
    return dict(zip(labels(policies), folders, strict=True))


def _tell(what: str, done: int, of: int) -> None:
    console.print(f"{what}: {done} of {of}", highlight=False)


def labels(policies: Sequence[str]) -> list[str]:
    """Short distinct names: as much of the end of each path as tells them apart."""
    parts = [
        Path(policy).resolve().parts[1:] if "/" in policy else (policy,) for policy in policies
    ]
    for length in range(1, max(map(len, parts)) + 1):
        short = ["-".join(one[-length:]) for one in parts]
        if len(set(short)) == len(set(parts)):
            break
    counted: dict[str, int] = {}
    result = []
    for name in short:
        counted[name] = counted.get(name, 0) + 1
        result.append(name if counted[name] == 1 else f"{name}-{counted[name]}")
    return result


def fingerprint(
    folders: Mapping[str, Path | None],
    lives: RolloutSettings,
    settings: ArenaSettings,
    people: Sequence[str],
) -> dict[str, Any]:
    """What the generations depend on; not the number of societies, which may grow."""
    alike = replace(lives, societies=0, trained=0)
    return {
        "policies": {name: digest(at) if at else HEURISTIC for name, at in folders.items()},
        "people": list(people),
        "seed": settings.seed,
        "lives": plain(alike),
    }


def _short(inputs: Mapping[str, Any]) -> str:
    content = orjson.dumps(inputs, option=orjson.OPT_SORT_KEYS)
    return blake2b(content, digest_size=4).hexdigest()


def claimed(folder: Path, inputs: Mapping[str, Any]) -> Path:
    """The folder, marked with what its generations depend on.

    Raises:
        ConfigError: the generations there are of other policies or settings.
    """
    mark = folder / MARK
    content = orjson.dumps(inputs, option=orjson.OPT_INDENT_2 | orjson.OPT_SORT_KEYS)
    if mark.exists() and mark.read_bytes() != content:
        raise ConfigError(
            f"{folder} holds an arena of other policies, people or settings (see {mark}); "
            "give another --out"
        )
    folder.mkdir(parents=True, exist_ok=True)
    mark.write_bytes(content)
    return folder


def opened(
    folders: Mapping[str, Path | None], serving: ServingSettings, log: Path, stack: ExitStack
) -> list[Player]:
    """Serve the policies until the stack is closed.

    Raises:
        ConfigError: servers that are attached cannot answer for that many policies.
    """
    players: list[Player] = []
    servers: list[PolicyServer] = []
    for name, at in folders.items():
        if at is None:
            players.append(heuristic_player(name))
            continue
        if serving.chosen() == "attached" and servers:
            if len(servers) > 1:
                raise ConfigError(
                    "attached servers answer for two policies at most, that of serving.attached "
                    "and that of serving.reference; compare more of them two by two"
                )
            server = open_reference(servers[0], at, name, serving, log / f"{name}.log")
        else:
            server = open_server(at, name, serving, log / f"{name}.log")
        servers.append(stack.enter_context(server))
        players.append(served_player(name, server, at))
    return players


@contextmanager
def _bar() -> Iterator[Progress]:
    columns = (TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:3.0f}%"))
    with Bar(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task("arena", total=1.0)
        yield lambda when, share: bar.update(task, completed=share, description=f"arena {when}")


def main() -> None:
    """Run the command."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(help=__doc__)(arena)
    run_command(app, "the same command goes on where it was")


if __name__ == "__main__":
    main()
