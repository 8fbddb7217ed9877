"""The cards of published datasets and policies: YAML for machines, then Markdown for people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import yaml
from jinja2 import Environment, FileSystemLoader, StrictUndefined

from agentopia_env import __version__
from trainers.arena import MEASURES
from trainers.arena_report import NAMES, number
from trainers.selection_report import shares, table

if TYPE_CHECKING:
    from trainers.hub_tables import Statistics

TAGS = ["agentopia", "reinforcement-learning", "multi-agent", "social-simulation"]
Comparison = Mapping[str, Any]
"""A comparison of the arena as plain values."""


@dataclass(frozen=True, slots=True)
class DatasetCard:
    """What the card of a dataset says.

    Attributes:
        where: what `load_dataset` is given.
        files: per table and split, the pattern of its files.
        splits: of every society.
        sources: per source its name, world, seeds, and so on, cleaned.
        removed: what was taken out, counted.
    """

    title: str
    where: str
    license: str
    files: Mapping[str, Mapping[str, str]]
    splits: Mapping[str, str]
    sources: Sequence[Mapping[str, Any]]
    statistics: Statistics
    removed: Mapping[str, int]
    everything: bool = False
    messages: bool = True
    prompt_text: bool = False

    def render(self) -> str:
        """The whole README.md."""
        front = {
            "license": self.license,
            "pretty_name": self.title,
            "language": ["en"],
            "tags": TAGS,
            "task_categories": ["text-generation"],
            "size_categories": [_size(sum(self.statistics.rows.values()))],
            "configs": [
                {
                    "config_name": name,
                    **({"default": True} if name == "generations" else {}),
                    "data_files": [{"split": split, "path": path} for split, path in files.items()],
                }
                for name, files in self.files.items()
                if files
            ],
        }
        body = _filled(
            "dataset.md.j2",
            title=self.title,
            where=self.where,
            everything=self.everything,
            has_messages=self.messages,
            has_prompt_text=self.prompt_text,
            statistics=_lines(_statistics(self)),
            kinds=_lines(_kinds(self.statistics)),
            provenance=_lines(_provenance(self.sources)),
            left_out=_lines(_left_out(self)),
            license=self.license,
        )
        return _front(front) + body


def _size(rows: int) -> str:
    """The hub's words for a number of rows."""
    for most, name in ((10**3, "n<1K"), (10**4, "1K<n<10K"), (10**5, "10K<n<100K")):
        if rows < most:
            return name
    return "100K<n<1M" if rows < 10**6 else "n>1M"


def _statistics(card: DatasetCard) -> list[str]:
    found = card.statistics
    societies = {
        split: sum(s == split for s in card.splits.values()) for split in ("train", "test")
    }
    rows: list[Sequence[object]] = [
        [split, societies[split], f"{found.rows[split]:,}", f"{found.lives[split]:,}"]
        for split in ("train", "test")
    ]
    years = f"{min(found.years)} to {max(found.years)}" if found.years else "none"
    rewards = np.array(found.rewards)
    spread = (
        f"mean {rewards.mean():+.3f}, standard deviation {rewards.std():.3f}, "
        f"{rewards.min():+.2f} to {rewards.max():+.2f}"
        if rewards.size
        else "none recorded"
    )
    return [
        *table(["Split", "Societies", "Generations", "Years lived"], rows),
        "",
        f"{found.input_tokens:,} tokens asked, {found.output_tokens:,} answered; "
        f"{len(found.people)} people, years {years}. Life rewards: {spread}.",
    ]


def _kinds(found: Statistics) -> list[str]:
    parts = shares(found.kinds)
    rows = [[kind, f"{found.kinds[kind]:,}", f"{part:.1%}"] for kind, part in parts.items()]
    return table(["Kind of question", "Rows", "Share"], rows)


def _provenance(sources: Sequence[Mapping[str, Any]]) -> list[str]:
    head = ["Source", "World", "Societies", "Seeds", "Years", "Weeks", "Fidelity", "Policy"]
    return [
        *table(head, [[one.get(name.lower(), "") for name in head] for one in sources]),
        "",
        f"Made with agentopia {__version__}.",
    ]


def _left_out(card: DatasetCard) -> list[str]:
    rows: list[Sequence[object]] = [
        [f"answers that were {reason}", count]
        for reason, count in sorted(card.statistics.left_out.items())
    ]
    rows += [[what, count] for what, count in sorted(card.removed.items())]
    return table(["What", "How often"], rows) if rows else ["Nothing."]


@dataclass(frozen=True, slots=True)
class PolicyCard:
    """What the card of a policy says.

    Attributes:
        base: the model it began as, by its name on the hub (empty: from scratch).
        comparisons: of the arena, each of this policy against another.
        arena: how they were compared, as far as it was recorded.
        training: `training.json` (None: there is none).
        selection: the report of the selection, Markdown (empty: none).
    """

    title: str
    where: str
    license: str
    base: str
    adapter: bool
    compact: bool
    comparisons: Sequence[Comparison] = ()
    arena: Mapping[str, Any] | None = None
    training: Mapping[str, Any] | None = None
    selection: str = ""

    def render(self) -> str:
        """The whole README.md."""
        front: dict[str, Any] = {
            "license": self.license,
            "language": ["en"],
            "library_name": "peft" if self.adapter else "transformers",
            "pipeline_tag": "text-generation",
            "tags": [*TAGS, *(["lora"] if self.adapter else [])],
        }
        if self.base:
            front["base_model"] = self.base
            front["base_model_relation"] = "adapter" if self.adapter else "finetune"
        if self.comparisons:
            results = [_result(one, self.arena or {}) for one in self.comparisons]
            front["model-index"] = [{"name": self.title, "results": results}]
        body = _filled(
            "policy.md.j2",
            title=self.title,
            base=self.base,
            adapter=self.adapter,
            compact=self.compact,
            trained=bool(self.selection),
            arena=_lines(_arena(self)),
            training=_lines(_training(self.training)),
            selection=_deeper(self.selection),
            serving=_lines(_serving(self)),
            license=self.license,
        )
        return _front(front) + body


def _result(one: Comparison, arena: Mapping[str, Any]) -> dict[str, Any]:
    """An entry of `model-index`: every measure's difference, its interval in the name."""
    world = arena.get("lives", {}).get("world", "society")
    return {
        "task": {"type": "reinforcement-learning", "name": "Living in a society"},
        "dataset": {"type": "agentopia", "name": f"{world}, against {one['against']}"},
        "metrics": [
            {
                "type": f"{measure}_difference",
                "value": round(float(one["difference"][measure]["mean"]), 6),
                "name": f"{NAMES[measure]}, difference (interval {_span(one, measure)})",
            }
            for measure in MEASURES
        ],
    }


def _span(one: Comparison, measure: str) -> str:
    interval = one["difference"][measure]
    return f"{number(interval['low'], signed=True)} to {number(interval['high'], signed=True)}"


def _arena(card: PolicyCard) -> list[str]:
    if not card.comparisons:
        return ["Not measured yet; `python -m trainers.arena` compares it with other policies."]
    lines: list[str] = []
    if card.arena and "settings" in card.arena:
        settings, lives = card.arena["settings"], card.arena["lives"]
        lines += [
            f"{settings['societies']} societies of {lives['world']}, {lives['years']} year(s) of "
            f"{lives['weeks']} weeks, {len(card.arena['people'])} people swapped between the "
            f"policies, {settings['confidence']:.0%} bootstrap intervals over societies; bold "
            "where the interval excludes 0.",
            "",
        ]
    for one in card.comparisons:
        rows = [_measured(one, measure) for measure in MEASURES]
        head = ["Measure", "This policy", "The other", "Difference", "Interval"]
        lines += [f"Against {one['against']}:", "", *table(head, rows), ""]
    return lines[:-1]


def _measured(one: Comparison, measure: str) -> list[str]:
    interval = one["difference"][measure]
    mark = "**" if interval["low"] > 0 or interval["high"] < 0 else ""
    level, other = one.get("level", {}), one.get("level_against", {})
    cells = [
        NAMES[measure],
        number(level[measure]) if measure in level else "",
        number(other[measure]) if measure in other else "",
        number(interval["mean"], signed=True),
        _span(one, measure),
    ]
    return [f"{mark}{cell}{mark}" if cell else "" for cell in cells]


def _training(report: Mapping[str, Any] | None) -> list[str]:
    if report is None:
        return ["There is no record of its training in its folder."]
    settings, fitted = report["settings"], report["fitted"]
    lora = settings.get("lora")
    how = f"a LoRA adapter of rank {lora['rank']}" if lora else "all weights"
    rows: list[Sequence[object]] = [
        ["What", how],
        ["Answers learned", f"{report['rows']:,} ({report['tokens']:,} tokens)"],
        ["General instruction data", f"{report['general_rows']:,} turns"],
        ["Epochs", settings["epochs"]],
        ["Learning rate", settings["learning_rate"]],
        ["Batch", settings["batch_size"]],
        ["Steps", fitted["steps"]],
        ["Loss, first and last step", f"{fitted['loss_first']:.4f}, {fitted['loss_last']:.4f}"],
        ["Left out", ", ".join(f"{n} {why}" for why, n in report["dropped"].items()) or "nothing"],
    ]
    return [
        "Supervised fine-tuning with TRL; `training.json` has every setting:",
        "",
        *table(["", "Last round"], rows),
    ]


def _serving(card: PolicyCard) -> list[str]:
    if card.adapter:
        name = Path(card.where).name
        vllm = f"vllm serve {card.base} --enable-lora --lora-modules {name}={card.where}"
    else:
        vllm = f"vllm serve {card.where}"
    return [
        "```bash",
        vllm,
        "python -m trainers.serve --policy DIR   # the same, of a downloaded folder",
        "python -m trainers.arena --policy DIR --policy heuristic",
        "```",
    ]


def _deeper(page: str) -> str:
    """A Markdown page as a part of another: its headings two levels down."""
    return "\n".join(f"##{line}" if line.startswith("#") else line for line in page.splitlines())


def _front(values: Mapping[str, Any]) -> str:
    text = yaml.safe_dump(dict(values), sort_keys=False, allow_unicode=True, width=1000)
    return f"---\n{text}---\n\n"


def _lines(lines: Sequence[str]) -> str:
    return "\n".join(lines)


def _filled(name: str, **values: Any) -> str:
    """A template of `cards/`, filled in."""
    folder = Path(__file__).with_name("cards")
    environment = Environment(
        loader=FileSystemLoader(folder),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,  # Markdown, not HTML
    )
    return environment.get_template(name).render(values)
