"""Publish lives and policies: as folders that `datasets` and `transformers` read, and to the hub.

    python -m trainers.hub dataset --run data/tamarack --out data/published
    python -m trainers.hub dataset --run data/loop --out data/published --push owner/lives
    python -m trainers.hub policy --policy DIR --out data/policy --arena data/arena/arena.json

Works without a network unless something is pushed. HF_ENDPOINT and HF_TOKEN are honoured; a hub
without Xet storage needs HF_HUB_DISABLE_XET=1.
"""

from __future__ import annotations

import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Annotated, Any

import orjson
import typer

from agentopia_env import __version__
from trainers.hub_errors import HubError
from trainers.hub_private import Cleaner
from trainers.telling import run_command

app = typer.Typer(add_completion=False, no_args_is_help=True, pretty_exceptions_enable=False)
PROVENANCE = "provenance.json"
"""In every folder made here; a folder that has it may be made anew."""


@app.command("dataset")
def dataset_command(
    run: Annotated[list[Path], typer.Option(help="Folder of a run or of a loop; repeatable.")],
    out: Annotated[Path, typer.Option(help="Folder to make.")],
    push: Annotated[str, typer.Option(help="owner/name on the hub.")] = "",
    private: Annotated[bool, typer.Option(help="Make the repository private.")] = False,
    test: Annotated[float, typer.Option(help="Share of the societies in the test split.")] = 0.2,
    seed: Annotated[int, typer.Option(help="Of the split.")] = 0,
    everything: Annotated[
        bool, typer.Option(help="Also rejected and unreadable answers, marked.")
    ] = False,
    tokenizer: Annotated[
        Path | None, typer.Option(help="Policy folder, to decode prompts (a loop's own).")
    ] = None,
    license_name: Annotated[str, typer.Option("--license", help="As the hub names it.")] = "mit",
    shard_rows: Annotated[int, typer.Option(help="Most rows of a file.")] = 50_000,
) -> None:
    """Make a dataset of runs or of a loop's rollouts."""
    from trainers.hub_tables import DatasetSettings

    settings = DatasetSettings(test, seed, shard_rows, everything)

    def fill(folder: Path) -> None:
        title = (push or out.name).rpartition("/")[2]
        write_dataset(run, folder, settings, title, push or out.name, license_name, tokenizer)

    _publish(out, fill)
    if push:
        _push(out, push, "dataset", private)


@app.command("policy")
def policy_command(
    policy: Annotated[str, typer.Option(help="Folder of a model or an adapter, or nano.")],
    out: Annotated[Path, typer.Option(help="Folder to make.")],
    push: Annotated[str, typer.Option(help="owner/name on the hub.")] = "",
    private: Annotated[bool, typer.Option(help="Make the repository private.")] = False,
    arena: Annotated[
        Path | None, typer.Option(help="arena.json, or a loop's comparison.json.")
    ] = None,
    selection: Annotated[
        Path | None, typer.Option(help="report.md of what the last round learned from.")
    ] = None,
    base: Annotated[str, typer.Option(help="The base model's name on the hub.")] = "",
    license_name: Annotated[
        str, typer.Option("--license", help="As the hub names it (that of the base).")
    ] = "",
) -> None:
    """Make a model repository of a policy, with the arena's numbers in its card."""
    from trainers.hub_policy import PolicySettings, write_policy
    from trainers.players import resolve

    title = (push or out.name).rpartition("/")[2]
    settings = PolicySettings(title, push or str(out.name), license_name, base, arena, selection)
    source = resolve(policy)

    def fill(folder: Path) -> None:
        removed = write_policy(source, folder, settings)
        _write_json(folder / PROVENANCE, {"agentopia_version": __version__, "removed": removed})

    _publish(out, fill)
    if push:
        _push(out, push, "model", private)


def write_dataset(
    runs: Iterable[Path],
    folder: Path,
    settings: Any,
    title: str,
    where: str,
    license_name: str = "mit",
    tokenizer: Path | None = None,
) -> None:
    """Write tables, provenance and card of some runs or loops into a new folder.

    Args:
        runs: folders; see `trainers.hub_sources.sources`.
        folder: is made.
        settings: `trainers.hub_tables.DatasetSettings`.
        title: of the card.
        where: what the card tells `load_dataset`.
        license_name: as the hub names it.
        tokenizer: folder of the policy that answered in rollouts.

    Raises:
        HubError: there is nothing to publish.
    """
    from trainers.hub_cards import DatasetCard
    from trainers.hub_sources import RunSource, sources
    from trainers.hub_tables import files_of, write_tables

    given = [one for run in runs for one in sources(run, tokenizer)]
    folder.mkdir(parents=True)
    splits, statistics = write_tables(given, folder, settings)
    cleaner = Cleaner()
    records = [_record(one, cleaner) for one in given]
    removed: Counter[str] = cleaner.counts.copy()
    for one in given:
        removed.update(one.cleaner.counts)
    _write_json(
        folder / PROVENANCE,
        {
            "agentopia_version": __version__,
            "splits": splits,
            "removed": dict(removed),
            "sources": records,
        },
    )
    card = DatasetCard(
        title=title,
        where=where,
        license=license_name,
        files=files_of(folder),
        splits=splits,
        sources=[_summary(record) for record in records],
        statistics=statistics,
        removed=removed,
        everything=settings.everything,
        messages=any(isinstance(one, RunSource) for one in given),
        prompt_text=any(getattr(one, "tokenizer", None) is not None for one in given),
    )
    (folder / "README.md").write_text(cleaner.scrub(card.render()), encoding="utf-8")


def _record(source: Any, cleaner: Cleaner) -> dict[str, Any]:
    """Where some of the rows came from, without secrets."""
    return {
        "source": cleaner.scrub(source.name),
        "societies": source.societies(),
        "settings": cleaner.settings(source.settings),
    }


def _summary(record: Mapping[str, Any]) -> dict[str, Any]:
    """A source as a line of the card's table."""
    settings = record["settings"]
    lived = settings.get("rollout", settings)
    time = settings.get("time", {})
    return {
        "source": record["source"],
        "world": Path(str(lived.get("world", ""))).name,
        "societies": len(record["societies"]),
        "seeds": ", ".join(name.rpartition("-")[2] for name in record["societies"][:4])
        + (", ..." if len(record["societies"]) > 4 else ""),
        "years": time.get("n_year", lived.get("years", "")),
        "weeks": time.get("n_week", lived.get("weeks", "")),
        "fidelity": lived.get("fidelity", ""),
        "policy": _name_of(settings.get("policy", "")),
    }


def _name_of(policy: object) -> str:
    kind = policy.get("kind", "") if isinstance(policy, Mapping) else policy
    return Path(str(kind)).name


def _publish(out: Path, fill: Callable[[Path], None]) -> None:
    """Make a folder appear complete; one that was made here before is replaced.

    Raises:
        HubError: there is something else at its place.
    """
    staging = out.with_name(f".{out.name}.partial")
    if out.exists() and not (out / PROVENANCE).is_file() and any(out.iterdir()):
        raise HubError(f"{out} exists and was not made by this command; give another --out")
    shutil.rmtree(staging, ignore_errors=True)
    fill(staging)
    if out.exists():
        shutil.rmtree(out)
    staging.rename(out)
    size = sum(file.stat().st_size for file in out.rglob("*") if file.is_file())
    typer.echo(f"written: {out} ({size / 1e6:.1f} MB)")


def _push(folder: Path, repository: str, kind: Any, private: bool) -> None:
    from trainers.hub_push import push

    typer.echo(f"pushed: {push(folder, repository, kind, private)}")


def _write_json(file: Path, content: Any) -> None:
    file.write_bytes(orjson.dumps(content, option=orjson.OPT_INDENT_2))


def main() -> None:
    """Run a command."""
    run_command(app, "nothing was published")


if __name__ == "__main__":
    main()
