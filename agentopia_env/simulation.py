"""Open a world, cast it, drive it, keep it: one run from its first stage to its last.

run(config, out)      a new run directory
resume(directory)     the same run, from its last checkpoint
live(society, cast)   a society without a directory
"""

from __future__ import annotations

import asyncio
import gc
from collections.abc import Callable, Coroutine, Iterator, Mapping, Sequence
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
from agentopia_env.life.week import Waits, every_stage, every_week, life
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.base import Answerer
from agentopia_env.policies.cast import Cast, PersonOrWorld, dealt
from agentopia_env.policies.chat.settings import HEURISTIC
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.reward import advantages
from agentopia_env.spending import Price, Spending
from agentopia_env.store.checkpoint import (
    STATE,
    has_ended,
    load_checkpoint,
    require_directory,
)
from agentopia_env.store.directory import RunFiles, create, locked, roll_back
from agentopia_env.store.journal import Journal
from agentopia_env.store.kept import Desk, Limits
from agentopia_env.store.recorder import Recorder
from agentopia_env.store.tape import Tape
from agentopia_env.world.loading import BaseWorld, find_world, load_world
from agentopia_env.world.society import Society

if TYPE_CHECKING:
    from agentopia_env.policies.chat.model import ChatModel

OnStage = Callable[[Society, Answering], object]
"""Is told after every stage; for progress bars."""


@dataclass(frozen=True, slots=True)
class Terms:
    """How a run whose answers take a while is kept within bounds, recorded and replayed.

    Attributes:
        prices: of a million tokens, by the name of the model (None: as the config has them).
        max_cost: money it may cost, earlier processes included (None: any).
        max_hours: for which this process may run (None: any).
        record, replay: files that answers are added to and taken from.
        opened: is told where the answers come in; for progress bars.
    """

    prices: Mapping[str, Price] | None = None
    max_cost: float | None = None
    max_hours: float | None = None
    record: Path | None = None
    replay: Path | None = None
    opened: Callable[[Desk], object] = lambda desk: None


@dataclass(frozen=True, slots=True)
class Finished:
    """A run that has come to its end.

    Attributes:
        spending: what its answers took, if they took a while.
        seconds: for which it ran, earlier processes included.
    """

    society: Society
    directory: Path | None
    questions: int
    refused: int
    spending: Spending | None = None
    seconds: float = 0.0


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


def prices_of(config: RunConfig) -> dict[str, Price]:
    """What a million tokens of the configured models cost, by the models' names."""
    given = {name: model.prices for name, model in config.models.items()}
    return {name: Price(p.input, p.output, p.cached) for name, p in given.items()}


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
    waits: Waits | None = None,
    on_clock: Callable[[Coroutine[Any, Any, None]], object] = asyncio.run,
) -> None:
    """Let a society live to its end.

    Args:
        society: at the end of a stage.
        answering: finds the replies.
        stage_end: is told of every stage at whose end everybody waits for everybody.
        waits: which those are; by default all where answers are instant, else as few as can be.
        on_clock: runs what waits for answers.
    """
    instant = answering.cast.instant
    flow = life(society, waits or (every_stage if instant else every_week))
    with rare_collection():
        if instant:
            play(flow, answering.reply, stage_end)
        else:
            on_clock(_driven(flow, answering, stage_end))


async def _driven(
    flow: Flow[None], answering: Answering, stage_end: Callable[[Moment], object]
) -> None:
    """Drive a flow to its end and close the answerers' connections, whatever happens."""
    try:
        await drive(flow, answering.areply, stage_end)
    finally:
        await answering.cast.aclose()


@contextmanager
def rare_collection() -> Iterator[None]:
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
    terms: Terms = Terms(),
) -> Finished:
    """Live a new run into a new directory.

    Raises:
        UserError: the world, the configuration or the directory cannot be used.
        LimitError: a limit was reached; the run can be resumed.
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
        return _go_on(society, config, files, on_stage, cast, terms)


def resume(
    directory: Path,
    on_stage: OnStage = lambda society, answering: None,
    cast: Cast | None = None,
    terms: Terms = Terms(),
) -> Finished:
    """Go on with a run from its last checkpoint, exactly as if it had never stopped.

    A run that has ended is left as it is. No answer that is in the journal is asked for again.

    Raises:
        RunError: it cannot be resumed.
        LimitError: a limit was reached; the run can be resumed again.
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
            people = tuple(society.people)
            cast = cast or cast_of(config, people=people)
            return _go_on(society, config, files, on_stage, cast, terms)
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
    society: Society,
    config: RunConfig,
    files: RunFiles,
    on_stage: OnStage,
    cast: Cast,
    terms: Terms,
) -> Finished:
    """Live to the end, keeping everything; what answers take is kept and counted as they come."""
    if cast.instant:
        return _live_on(society, config, files, on_stage, cast)
    if terms.record or terms.replay:
        cast = Tape(config.seed, terms.record, terms.replay).over(cast)
    seconds = None if terms.max_hours is None else 3600 * terms.max_hours
    prices = prices_of(config) if terms.prices is None else terms.prices
    desk = Desk(Journal(files.root), Limits(terms.max_cost, seconds, prices))
    terms.opened(desk)
    try:
        finished = _live_on(society, config, files, on_stage, desk.at(cast), desk.journal)
    finally:
        desk.journal.close()
    spent = desk.journal.spending
    return replace(finished, spending=spent, seconds=desk.journal.seconds + desk.seconds)


def _live_on(
    society: Society,
    config: RunConfig,
    files: RunFiles,
    on_stage: OnStage,
    cast: Cast,
    journal: Journal | None = None,
) -> Finished:
    """Live to the end; then returns and advantages close the run."""
    recorder = Recorder(files, config.store.trace, config.store.checkpoint_seconds, journal)
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
