"""Open a world, cast it, drive it, keep it: one run from its first stage to its last.

run(config, out)      a new run directory
resume(directory)     the same run, from its last checkpoint
live(society, cast)   a society without a directory
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import orjson

from agentopia_env import __version__
from agentopia_env.chance import key
from agentopia_env.clock import Moment
from agentopia_env.config import RunConfig, make_config
from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.errors import ConfigError, RunError, SnapshotError
from agentopia_env.flow import Flow, drive, play
from agentopia_env.life.genesis import begin_society
from agentopia_env.life.week import life
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.base import Answerer
from agentopia_env.policies.cast import Cast, PersonOrWorld, dealt
from agentopia_env.policies.chat.settings import HEURISTIC
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.reward import advantages
from agentopia_env.store.checkpoint import (
    STATE,
    has_ended,
    load_checkpoint,
    require_directory,
)
from agentopia_env.store.directory import create, locked, roll_back
from agentopia_env.store.recorder import Recorder
from agentopia_env.world.loading import BaseWorld, find_world, load_world
from agentopia_env.world.society import Society

if TYPE_CHECKING:
    from agentopia_env.policies.chat.model import ChatModel

OnStage = Callable[[Society, Answering], object]
"""Is told after every stage; for progress bars."""


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that has come to its end."""

    society: Society
    directory: Path | None
    questions: int
    refused: int


def open_world(config: RunConfig) -> tuple[Path, BaseWorld]:
    """The base world a configuration names."""
    path = find_world(config.world)
    base = load_world(
        path, agents=config.agents, year=config.time.start_year, language=config.language
    )
    return path, base


def new_society(config: RunConfig, base: BaseWorld) -> Society:
    """A society before its first stage."""
    return begin_society(base, config.rules, config.seed, config.fidelity, config.reward)


def cast_of(config: RunConfig, branch: str = "", people: Sequence[str] = ()) -> Cast:
    """Who plays whom. A branch changes the policies' sampling, never the world's chance.

    Args:
        config: names the models.
        branch: of a society that has forked.
        people: over whom several role models are spread; the first plays everybody else.

    Raises:
        UserError: a model's key or package is missing.
    """
    seed = key(config.seed, "policy", branch) if branch else config.seed
    person = HeuristicPolicy(seed, config.policy.exploration)
    world = HeuristicEnvironment(config.seed)
    models = _models(config)

    def named(name: str | None, embedded: Answerer, sampling: int) -> Answerer:
        return embedded if name in (None, HEURISTIC) else models(name, sampling)

    roles = {name: named(name, person, seed) for name in config.role_model or (HEURISTIC,)}
    first = next(iter(roles.values()))
    spread = dealt(people, tuple(roles), config.seed) if len(roles) > 1 else {}
    spare = config.fallback_model
    return Cast(
        default=first,
        environment=named(config.god_model, world, config.seed),
        people={name: roles[model] for name, model in spread.items()},
        fallback=named(spare, PersonOrWorld(person, world), seed) if spare else None,
    )


def _models(config: RunConfig) -> Callable[[str, int], Answerer]:
    """What makes an answerer of a model's name and a seed; a model is connected to once.

    Nothing of a model is imported before one is wanted.
    """
    made: dict[str, ChatModel] = {}

    def answerer(name: str, seed: int) -> Answerer:
        from agentopia_env.policies.chat.model import ChatModel
        from agentopia_env.policies.chat.policy import ChatPolicy

        if name not in made:
            settings = config.models[name]
            if settings.temperature is None:
                settings = replace(settings, temperature=config.temperature)
            made[name] = ChatModel(name, settings, config.max_concurrency)
        return ChatPolicy(made[name], seed)

    return answerer


def live(
    society: Society,
    answering: Answering,
    stage_end: Callable[[Moment], object] = lambda moment: None,
) -> None:
    """Let a society live to its end."""
    flow = life(society)
    with _rare_collection():
        if answering.cast.instant:
            play(flow, answering.reply, stage_end)
        else:
            asyncio.run(_driven(flow, answering, stage_end))


async def _driven(
    flow: Flow[None], answering: Answering, stage_end: Callable[[Moment], object]
) -> None:
    """Drive a flow to its end and close the answerers' connections, whatever happens."""
    try:
        await drive(flow, answering.areply, stage_end)
    finally:
        await answering.cast.aclose()


@contextmanager
def _rare_collection() -> Iterator[None]:
    """Look for garbage in cycles less often: a society makes hardly any, and holds much else."""
    before = gc.get_threshold()
    gc.set_threshold(50_000, 20, 100)
    try:
        yield
    finally:
        gc.set_threshold(*before)


def run(
    config: RunConfig,
    out: Path,
    on_stage: OnStage = lambda society, answering: None,
    cast: Cast | None = None,
) -> Finished:
    """Live a new run into a new directory.

    Raises:
        UserError: the world, the configuration or the directory cannot be used.
    """
    path, base = open_world(config)
    society = new_society(config, base)
    cast = cast or cast_of(config, people=tuple(society.people))
    contents = {
        "config.json": {"agentopia_version": __version__, **config.record()},
        "model_assignment.json": {name: cast.of(name).name for name in society.people},
    }
    files = create(out, path, contents, society.now, society.snapshot())
    with locked(files.root):
        recorder = Recorder(files, config.store.trace, config.store.checkpoint_seconds)
        return _go_on(society, config, recorder, on_stage, cast)


def resume(
    directory: Path,
    on_stage: OnStage = lambda society, answering: None,
    cast: Cast | None = None,
) -> Finished:
    """Go on with a run from its last checkpoint, exactly as if it had never stopped.

    A run that has ended is left as it is.

    Raises:
        RunError: it cannot be resumed.
    """
    ended = has_ended(directory)
    config = read_run_config(directory)
    try:
        if ended:
            society = Society.restore(load_checkpoint(directory).society)
            return Finished(society, directory, 0, 0)
        with locked(directory):
            checkpoint = load_checkpoint(directory)
            society = Society.restore(checkpoint.society)
            files = roll_back(directory, checkpoint)
            if checkpoint.finished:
                return Finished(society, directory, 0, 0)
            recorder = Recorder(files, config.store.trace, config.store.checkpoint_seconds)
            people = tuple(society.people)
            return _go_on(
                society, config, recorder, on_stage, cast or cast_of(config, people=people)
            )
    except SnapshotError as error:
        raise RunError(f"{directory / STATE}: {error}") from error


def read_run_config(directory: Path) -> RunConfig:
    """The configuration a run was started with.

    Raises:
        RunError: there is none, or it is damaged.
    """
    require_directory(directory)
    file = directory / "config.json"
    try:
        values = orjson.loads(file.read_bytes())
    except (OSError, orjson.JSONDecodeError) as error:
        raise RunError(f"{file} cannot be read ({error}); is {directory} a run?") from error
    if not isinstance(values, dict):
        raise RunError(f"{file} is damaged: its top level must be an object")
    values.pop("agentopia_version", None)
    try:
        return make_config(values)
    except ConfigError as error:
        raise RunError(f"{file} does not fit this version of agentopia:\n{error}") from error


def _go_on(
    society: Society, config: RunConfig, recorder: Recorder, on_stage: OnStage, cast: Cast
) -> Finished:
    """Live to the end, keeping everything; then returns and advantages close the run."""
    answering = Answering(cast, recorder.attempt, config.repairs)

    def stage_end(_: Moment) -> None:
        recorder.stage_end(society)
        on_stage(society, answering)

    live(society, answering, stage_end)
    # Committed on its own, so that the closing lines come once, and the last checkpoint is the
    # same however many were made before it.
    recorder.commit(society)
    for line in advantage_lines(society):
        recorder.files.append("reward/advantages.jsonl", line)
    recorder.commit(society, finished=True)
    return Finished(society, recorder.files.root, answering.asked, answering.refused)


def advantage_lines(society: Society) -> list[dict[str, Any]]:
    """Per person and year, how much the life improved on its own past."""
    time = society.rules.time
    lines = []
    for name, years in society.rewards.items():
        values = advantages([year.total for year in years], society.world.reward.gamma)
        for year, value in zip(years, values.tolist(), strict=True):
            period = {
                "start": str(Moment(year.year, 0, "begin")),
                "end": str(Moment(year.year, time.n_week, "settle")),
            }
            lines.append({"agent_name": name, "time": period, "advantage": value})
    return lines
