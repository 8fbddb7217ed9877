"""A policy's folder as it is published: its files, and a card with the arena's numbers."""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import orjson

from trainers.arena import MEASURES
from trainers.hub_cards import PolicyCard
from trainers.hub_errors import HubError
from trainers.hub_private import Cleaner
from trainers.policy_folder import adapter_config, root
from trainers.serving.weights import check_policy, digest

PUBLISHED = ("*.safetensors", "*.json", "*.txt", "*.jinja", "*.model")
"""What of a policy's folder is published; optimizer states, logs and anything else stay."""
TEMPLATES = "additional_chat_templates"


@dataclass(frozen=True, slots=True)
class PolicySettings:
    """How a policy is published.

    Attributes:
        title: its name on the hub.
        where: `owner/name`, or the folder.
        license: as the hub names it (empty: the base's where it says, else `other`).
        base: the hub's name of the model it began as (empty: what its files say).
        arena: `arena.json` of the arena, or `comparison.json` of a loop.
        selection: `report.md` of what the last round learned from.
    """

    title: str
    where: str
    license: str = ""
    base: str = ""
    arena: Path | None = None
    selection: Path | None = None


def write_policy(policy: Path, folder: Path, settings: PolicySettings) -> Mapping[str, int]:
    """Copy a policy into a new folder and write its card.

    Returns:
        What was taken out of its files, counted.

    Raises:
        HubError: it cannot be published like this.
    """
    check_policy(policy)
    cleaner = Cleaner()
    base = settings.base or _base(policy)
    adapter = adapter_config(policy) is not None
    if adapter and not base:
        raise HubError(
            f"{policy} is an adapter of a model in a folder; nobody else has that. Give the name "
            "of that model on the hub with --base owner/name (publish it first if it is your own)"
        )
    folder.mkdir(parents=True)
    for file in _published(policy):
        _copy(file, folder / file.relative_to(policy), cleaner, base if adapter else "")
    arena = None if settings.arena is None else _read(settings.arena)
    card = PolicyCard(
        title=settings.title,
        where=settings.where,
        license=settings.license or _license(root(policy)),
        base=base,
        adapter=adapter,
        compact=_config(policy).get("agentopia_prompts") == "compact",
        comparisons=[] if arena is None else comparisons(arena, digest(policy), settings.arena),
        arena=arena,
        training=_training(folder),
        selection="" if settings.selection is None else _page(settings.selection),
    )
    (folder / "README.md").write_text(cleaner.scrub(card.render()), encoding="utf-8")
    return {what: count for what, count in cleaner.counts.items() if count}


def _published(policy: Path) -> list[Path]:
    files = {file for pattern in PUBLISHED for file in policy.glob(pattern) if file.is_file()}
    files |= {file for file in (policy / TEMPLATES).glob("*.jinja") if file.is_file()}
    return sorted(file for file in files if not file.name.startswith("."))


def _copy(source: Path, target: Path, cleaner: Cleaner, base: str) -> None:
    """Copy a file: byte for byte, unless it is JSON with something in it that must not go out."""
    target.parent.mkdir(parents=True, exist_ok=True)
    if source.suffix != ".json" or source.name.startswith(("tokenizer.", "vocab")):
        shutil.copyfile(source, target)
        return
    value = _read(source)
    cleaned = (
        cleaner.settings(value) if source.name == "training.json" else _scrubbed(value, cleaner)
    )
    if source.name == "adapter_config.json" and base:
        cleaned = {**cleaned, "base_model_name_or_path": base}
    if cleaned == value:
        shutil.copyfile(source, target)
    else:
        target.write_bytes(orjson.dumps(cleaned, option=orjson.OPT_INDENT_2))


def _scrubbed(value: Any, cleaner: Cleaner) -> Any:
    """Every text scrubbed; names of keys mean nothing here (`eos_token` is no secret)."""
    if isinstance(value, dict):
        return {key: _scrubbed(inner, cleaner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_scrubbed(inner, cleaner) for inner in value]
    return cleaner.scrub(value) if isinstance(value, str) else value


def _read(file: Path) -> Any:
    try:
        return orjson.loads(file.read_bytes())
    except OSError as error:
        raise HubError(f"{file}: {error.strerror}") from error
    except orjson.JSONDecodeError as error:
        raise HubError(f"{file} is no JSON: {error}") from error


def _page(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8").strip()
    except OSError as error:
        raise HubError(f"{file}: {error.strerror}; give the report.md of a selection") from error


def _config(policy: Path) -> dict[str, Any]:
    config: dict[str, Any] = _read(root(policy) / "config.json")
    return config


def _base(policy: Path) -> str:
    """The hub's name of the model this began as, where its files have it."""
    adapter = adapter_config(policy) or {}
    names = [adapter.get("base_model_name_or_path"), _config(policy).get("_name_or_path")]
    for name in names:
        if isinstance(name, str) and name.count("/") == 1 and not Path(name).exists():
            owner, model = name.split("/")
            if owner.strip(".~") and model:
                return name
    return ""


def _license(model: Path) -> str:
    """That of the base model's card; `mit` of one that was built here; else unknown."""
    readme = model / "README.md"
    if readme.is_file():
        for line in readme.read_text(encoding="utf-8").splitlines()[1:60]:
            if line.startswith("license:"):
                return line.removeprefix("license:").strip()
    built_here = _read(model / "config.json").get("agentopia_prompts") == "compact"
    return "mit" if built_here else "other"


def _training(folder: Path) -> Mapping[str, Any] | None:
    file = folder / "training.json"
    return _read(file) if file.is_file() else None


def comparisons(arena: Mapping[str, Any], weights: str, file: Path | None) -> list[dict[str, Any]]:
    """What an arena says of a policy, always as this policy minus the other.

    Args:
        arena: `arena.json`, or a single comparison, which is taken to be about this policy.
        weights: digest of the policy's weights.
        file: for messages.

    Raises:
        HubError: it is no arena's result, or one about other weights.
    """
    if "difference" in arena:
        return [dict(arena)]
    if "comparisons" not in arena:
        raise HubError(f"{file} is no result of the arena; give its arena.json")
    digests = arena.get("digests", {})
    own = {name for name, one in digests.items() if one == weights}
    if not own:
        raise HubError(
            f"{file} compares {', '.join(arena.get('policies', digests))}, none of which has the "
            "weights of this policy; run the arena with it"
        )
    found = [one for one in arena["comparisons"] if one["policy"] in own]
    found += [_reversed(one) for one in arena["comparisons"] if one["against"] in own]
    return [one for one in found if not {one["policy"], one["against"]} <= own]


def _reversed(one: Mapping[str, Any]) -> dict[str, Any]:
    """The same comparison seen from the other side."""
    difference = {
        measure: {
            **interval,
            "mean": -interval["mean"],
            "low": -interval["high"],
            "high": -interval["low"],
        }
        for measure, interval in one["difference"].items()
        if measure in MEASURES
    }
    return {
        **one,
        "policy": one["against"],
        "against": one["policy"],
        "difference": difference,
        "level": one["level_against"],
        "level_against": one["level"],
    }
