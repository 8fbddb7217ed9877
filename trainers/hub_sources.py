"""Where a dataset comes from: a run directory, or the rollouts of a loop, read as rows."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import orjson

from agentopia_env.analysis.records import Generation, Message
from agentopia_env.analysis.rundir import RunDirectory
from trainers.hub_errors import HubError
from trainers.hub_private import Cleaner
from trainers.journal import JOURNAL

if TYPE_CHECKING:
    from tokenizers import Tokenizer

LIVES = "lives.jsonl"
Row = dict[str, Any]


class Source(Protocol):
    """Some societies that were lived."""

    @property
    def name(self) -> str:
        """Where they were lived: a folder's name."""

    @property
    def settings(self) -> dict[str, Any]:
        """How they were lived, as far as it was recorded."""

    def societies(self) -> list[str]:
        """Names of the societies; the same world and seed have the same name."""

    def generations(self) -> Iterator[Row]:
        """Every answer, cleaned, as a row of the table."""

    def lives(self) -> Iterator[Row]:
        """Every person's year as a row of the table."""

    @property
    def cleaner(self) -> Cleaner:
        """What took out what must not be published, with its counts."""


def sources(folder: Path, tokenizer: Path | None = None) -> list[Source]:
    """What is in a folder: a run, or the rollouts of a loop.

    Args:
        folder: of `agentopia run`, of a loop, or of one rollout.
        tokenizer: folder of the policy's tokenizer, to write prompts of rollouts as text (None:
            the first that is found in the folder).

    Raises:
        HubError: neither is there.
    """
    if (folder / "persona").is_dir():
        return [RunSource(RunDirectory.open(folder))]
    found = [
        lives.parent
        for lives in sorted(folder.rglob(LIVES))
        if (lives.parent / JOURNAL).is_file() and not _unfinished(lives.relative_to(folder))
    ]
    if not found:
        what = "holds" if folder.is_dir() else "is no folder: there is"
        raise HubError(
            f"{folder} {what} neither a run (persona/) nor a rollout ({JOURNAL} and {LIVES}); give "
            "the folder of a run, or of a loop that has lived a round"
        )
    words = _tokenizer(folder, tokenizer)
    settings = _loop_settings(folder)
    return [RolloutSource(one, str(one.relative_to(folder)), settings, words) for one in found]


def _unfinished(path: Path) -> bool:
    return any(part.startswith(".") for part in path.parts)


def _tokenizer(folder: Path, given: Path | None) -> Tokenizer | None:
    """The tokenizer of rollouts, without loading any model."""
    name = "tokenizer.json"
    if given is not None and not (given / name).is_file():
        raise HubError(f"{given} holds no {name}; give the folder of the policy that answered")
    files = [given / name] if given else sorted(folder.rglob(name))[:1]
    if not files:
        return None
    from tokenizers import Tokenizer  # of the training extra; runs do without

    return Tokenizer.from_file(str(files[0]))


def _loop_settings(folder: Path) -> dict[str, Any]:
    """The settings a loop keeps in its folder, or in that above a single rollout."""
    for at in (folder, *list(folder.resolve().parents)[:2]):
        for name in ("settings.json", "loop.json", "config.json"):
            if (at / name).is_file():
                value = orjson.loads((at / name).read_bytes())
                if isinstance(value, dict) and "rollout" in value:
                    return value
    return {}


@dataclass
class RunSource:
    """One society: a run directory."""

    run: RunDirectory
    cleaner: Cleaner = field(default_factory=Cleaner)

    @property
    def name(self) -> str:
        """The run directory's name."""
        return self.run.name

    @cached_property
    def settings(self) -> dict[str, Any]:
        """The run's own configuration."""
        file = self.run.path / "config.json"
        value = orjson.loads(file.read_bytes()) if file.is_file() else {}
        return value if isinstance(value, dict) else {}

    @property
    def _society(self) -> str:
        world = Path(str(self.settings.get("world", self.name))).name
        return society_name(world, self.settings.get("seed"), self.name)

    def societies(self) -> list[str]:
        """The one society."""
        return [self._society]

    def generations(self) -> Iterator[Row]:
        """Every person's answers; prompts where the run kept them."""
        for person in self.run.people:
            for one in self.run.generations(person):
                for message in one.outputs:
                    self.cleaner.learn(person, _content(message))
        rewards = {(row["person"], row["year"]): row for row in self.lives()}
        for person in self.run.people:
            for one in self.run.generations(person):
                yield self._row(one, rewards.get((person, one.moment.year), {}))

    def _row(self, one: Generation, life: Mapping[str, Any]) -> Row:
        return {
            "society": self._society,
            "source": self.name,
            "person": one.who,
            "year": one.moment.year,
            "time": one.time,
            "kind": one.kind,
            "key": one.key,
            "policy": one.policy,
            "version": "",
            "prompt": [self._message(one.who, message, True) for message in one.inputs],
            "completion": [self._message(one.who, message, False) for message in one.outputs],
            "prompt_text": None,
            "prompt_ids": [],
            "token_ids": [],
            "logprobs": [],
            "input_tokens": one.input_tokens,
            "output_tokens": one.output_tokens,
            "left_out": one.left_out,
            "reward": life.get("total"),
            "advantage": life.get("advantage"),
        }

    def _message(self, person: str, message: Message, asked: bool) -> dict[str, str]:
        text, role = _content(message), str(message["role"])
        said = not asked or role == "assistant"
        cleaned = self.cleaner.answer(text) if said else self.cleaner.prompt(person, text)
        return {"role": role, "content": cleaned}

    def lives(self) -> Iterator[Row]:
        """Every recorded reward."""
        gained = {(one.name, one.end.year): one.advantage for one in self.run.advantages()}
        for person in self.run.people:
            for one in self.run.rewards(person):
                numbers = one.numbers
                yield {
                    "society": self._society,
                    "source": self.name,
                    "person": person,
                    "policy": "",
                    "year": one.moment.year,
                    "total": numbers.get("total_score"),
                    "social": numbers.get("social.combined_score"),
                    "subjective": numbers.get("subjective.score"),
                    "economy": numbers.get("economy.score"),
                    "advantage": gained.get((person, one.moment.year)),
                    "liked_by": None,
                    "respected_by": None,
                }


@dataclass
class RolloutSource:
    """The societies of one round: the folder of a rollout."""

    folder: Path
    name: str
    settings: dict[str, Any]
    tokenizer: Tokenizer | None
    cleaner: Cleaner = field(default_factory=Cleaner)

    @cached_property
    def _lived(self) -> list[dict[str, Any]]:
        return list(_lines(self.folder / LIVES))

    @cached_property
    def _start(self) -> int:
        """The first year; lives count years from it."""
        return min((row["year"] for row in _lines(self.folder / JOURNAL)), default=0)

    def _society(self, seed: int) -> str:
        world = Path(str(self.settings.get("rollout", {}).get("world", "society"))).name
        return society_name(world, seed, self.name)

    def societies(self) -> list[str]:
        """By the seeds of the lives."""
        return sorted({self._society(life["seed"]) for life in self._lived})

    def generations(self) -> Iterator[Row]:
        """Every answer of the served policy."""
        people: dict[int, Cleaner] = {}
        for row in _lines(self.folder / JOURNAL):
            cleaner = people.setdefault(row["seed"], Cleaner(self.cleaner.counts))
            cleaner.learn(row["person"], row["text"])
        rewards = {(row["society"], row["person"], row["year"]): row for row in self.lives()}
        for row in _lines(self.folder / JOURNAL):
            key = (self._society(row["seed"]), row["person"], row["year"])
            yield self._row(row, people[row["seed"]], rewards.get(key, {}))

    def _row(self, row: Mapping[str, Any], cleaner: Cleaner, life: Mapping[str, Any]) -> Row:
        answer = cleaner.answer(row["text"])
        prompt = self._prompt(row, cleaner)
        spelt = answer == row["text"]  # token ids spell out what was taken out of the text
        asked = prompt is not None and prompt[1]
        cleaner.counts["rows without token ids"] += not spelt
        cleaner.counts["rows without prompt ids"] += not asked
        unsound = "rejected" if row["rejected"] else "" if row["valid"] else "refused"
        return {
            "society": self._society(row["seed"]),
            "source": self.name,
            "person": row["person"],
            "year": row["year"],
            "time": row["when"],
            "kind": row["kind"],
            "key": row["key"],
            "policy": row["policy"],
            "version": row["version"],
            "prompt": [],
            "completion": [{"role": "assistant", "content": answer}],
            "prompt_text": None if prompt is None else prompt[0],
            "prompt_ids": row["prompt_ids"] if asked else [],
            "token_ids": row["token_ids"] if spelt else [],
            "logprobs": row["logprobs"] if spelt else [],
            "input_tokens": len(row["prompt_ids"]),
            "output_tokens": len(row["token_ids"]),
            "left_out": unsound,
            "reward": life.get("total"),
            "advantage": None,
        }

    def _prompt(self, row: Mapping[str, Any], cleaner: Cleaner) -> tuple[str, bool] | None:
        """The prompt as text, and whether nothing had to be taken out of it."""
        if self.tokenizer is None:
            return None
        text = self.tokenizer.decode(row["prompt_ids"], skip_special_tokens=False)
        cleaned = cleaner.prompt(row["person"], text)
        return cleaned, cleaned == text

    def lives(self) -> Iterator[Row]:
        """Every life's years; the social metrics are of its end."""
        for life in self._lived:
            for place, year in enumerate(life["years"]):
                last = place == len(life["years"]) - 1
                yield {
                    "society": self._society(life["seed"]),
                    "source": self.name,
                    "person": life["person"],
                    "policy": life["player"],
                    "year": self._start + place,
                    **{name: year[name] for name in ("total", "social", "subjective", "economy")},
                    "advantage": None,
                    "liked_by": life["metrics"]["liked_by"] if last else None,
                    "respected_by": life["metrics"]["respected_by"] if last else None,
                }


def society_name(world: str, seed: object, otherwise: str) -> str:
    """The same for everything that was lived with one world and seed."""
    return f"{world}-{otherwise if seed is None else seed}"


def _content(message: Message) -> str:
    content = message.get("content")
    if isinstance(content, list):
        return "".join(str(part.get("text", "")) for part in content if isinstance(part, dict))
    return content if isinstance(content, str) else ""


def _lines(file: Path) -> Iterator[dict[str, Any]]:
    with file.open("rb") as stream:
        for number, line in enumerate(stream, 1):
            try:
                yield orjson.loads(line)
            except orjson.JSONDecodeError as error:
                raise HubError(f"{file}, line {number}: {error}; let the stage finish") from error
