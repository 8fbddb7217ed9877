"""What a training step learns from: token ids, the part of them that is learned, and a weight.

Examples of the policy's own answers hold the token ids as the server sampled them; nothing is
tokenised again. General instruction data (the other half of the paper's mix) is rendered with
the policy's own chat template; each assistant turn is an example of its own, as the policy would
see it when it answers.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

from agentopia_env.errors import UserError
from trainers.values import Message, Row

IGNORED = -100
"""The label of a token that is not learned."""


class TrainingError(UserError):
    """A policy cannot be trained; the message says why and what to do."""


class Tokenizer(Protocol):
    """What is used of a `transformers` tokenizer."""

    eos_token_id: int | None

    def apply_chat_template(
        self, conversation: Sequence[Message], *, tokenize: bool, add_generation_prompt: bool
    ) -> Any:
        """The conversation as text."""

    def __call__(self, text: str, *, add_special_tokens: bool) -> Any:
        """`input_ids` of a text."""


@dataclass(frozen=True, slots=True)
class Example:
    """One sequence to learn from.

    Attributes:
        weight: multiplies the loss of each of its learned tokens.
        served: log-probabilities of the answer's tokens when they were sampled, where known.
    """

    prompt_ids: tuple[int, ...]
    token_ids: tuple[int, ...]
    weight: float = 1.0
    served: tuple[float, ...] = ()

    def __len__(self) -> int:
        return len(self.prompt_ids) + len(self.token_ids)

    @property
    def input_ids(self) -> list[int]:
        """Prompt and answer."""
        return [*self.prompt_ids, *self.token_ids]

    @property
    def labels(self) -> list[int]:
        """As `input_ids`, with loss on the answer only."""
        return [IGNORED] * len(self.prompt_ids) + list(self.token_ids)


def from_rows(rows: Iterable[Row]) -> list[Example]:
    """The examples that generations make."""
    return [Example(row.prompt_ids, row.token_ids, row.weight, row.logprobs) for row in rows]


def within(
    examples: Iterable[Example], max_tokens: int, max_dropped: float, what: str
) -> tuple[list[Example], dict[str, int]]:
    """The examples that can be trained on, and how many cannot, by reason.

    Args:
        examples: what is to be learned.
        max_tokens: longest example, prompt and answer together.
        max_dropped: largest part of the examples that may be left out, 0 to 1.
        what: names the examples in the error.

    Raises:
        TrainingError: nothing is left, or more is left out than allowed.
    """
    kept: list[Example] = []
    dropped: Counter[str] = Counter()
    for example in examples:
        if not example.token_ids or not example.prompt_ids:
            dropped["without a prompt or an answer"] += 1
        elif len(example) > max_tokens:
            dropped[f"longer than {max_tokens} tokens"] += 1
        else:
            kept.append(example)
    lost, given = dropped.total(), len(kept) + dropped.total()
    if lost > max_dropped * given:
        why = ", ".join(f"{count} {reason}" for reason, count in dropped.items())
        raise TrainingError(
            f"{lost} of {given} {what} cannot be learned from ({why}), more than sft.max_dropped "
            f"= {max_dropped:g} allows; raise sft.max_tokens, shorten the prompts, or allow more"
        )
    if not kept:
        raise TrainingError(f"there are no {what} to learn from; select some first")
    return kept, dict(dropped)


def learned_tokens(examples: Iterable[Example]) -> int:
    """How many answer tokens examples hold."""
    return sum(len(example.token_ids) for example in examples)


def from_conversation(messages: Sequence[Message], tokenizer: Tokenizer) -> list[Example]:
    """One example per assistant turn: what came before as the prompt, the turn as the answer.

    Prompt and answer are tokenised apart, as a server tokenises a prompt alone. The answer ends
    with the first end-of-sequence token at or after its last word, as a sampled one does.

    Raises:
        TrainingError: the template renders a conversation differently once it is answered, or
            ends no turn with the end-of-sequence token.
    """
    examples = []
    for i, message in enumerate(messages):
        if message["role"] != "assistant" or i == 0:
            continue
        prompt = tokenizer.apply_chat_template(
            messages[:i], tokenize=False, add_generation_prompt=True
        )
        whole = tokenizer.apply_chat_template(
            messages[: i + 1], tokenize=False, add_generation_prompt=False
        )
        if not whole.startswith(prompt):
            raise TrainingError(
                "the policy's chat template renders a prompt differently once it is answered, so "
                "general data cannot be rendered as the policy sees it; use a template without "
                f"this (the prompt ends with {prompt[-40:]!r})"
            )
        prompt_ids = tokenizer(prompt, add_special_tokens=False)["input_ids"]
        token_ids = tokenizer(whole[len(prompt) :], add_special_tokens=False)["input_ids"]
        examples.append(Example(tuple(prompt_ids), _ended(token_ids, tokenizer.eos_token_id)))
    return examples


def _ended(token_ids: Sequence[int], end: int | None) -> tuple[int, ...]:
    """A turn without what its template writes after the end-of-sequence token."""
    if end is None or end not in token_ids:
        raise TrainingError(
            "the policy's chat template does not end an assistant turn with the tokenizer's "
            "end-of-sequence token, so general data would teach it never to stop; mend the template"
        )
    last = len(token_ids) - 1 - list(reversed(token_ids)).index(end)
    return tuple(token_ids[: last + 1])


def conversation(record: Mapping[str, Any]) -> list[Message]:
    """The messages of a record with `messages`, or with `prompt` and `completion`.

    Raises:
        TrainingError: it has neither.
    """
    if record.get("messages"):
        return _plain(record["messages"])
    if record.get("prompt") and record.get("completion"):
        prompt, completion = record["prompt"], record["completion"]
        asked = [{"role": "user", "content": prompt}] if isinstance(prompt, str) else prompt
        said = [{"role": "assistant", "content": completion}]
        return _plain([*asked, *(said if isinstance(completion, str) else completion)])
    raise TrainingError(
        "a record of the general data has neither `messages` nor `prompt` and `completion`; "
        f"it has {', '.join(sorted(record)) or 'nothing'}"
    )


def _plain(messages: Iterable[Mapping[str, Any]]) -> list[Message]:
    return [{"role": str(one["role"]), "content": str(one["content"])} for one in messages]


def general_examples(path: Path, tokenizer: Tokenizer, seed: int) -> Iterator[Example]:
    """Examples of a general instruction data set, in an order drawn by `seed`.

    Args:
        path: a `.json`, `.jsonl` or `.parquet` file, or a folder that `datasets` saved.
        tokenizer: the policy's own, with its chat template.
        seed: of the order.

    Raises:
        TrainingError: the path holds no such data, or its records cannot be rendered.
    """
    for record in _records(path).shuffle(seed=seed):
        yield from from_conversation(conversation(record), tokenizer)


def _records(path: Path) -> Any:
    import datasets  # seconds to import; only a mix needs it

    kinds = {".json": "json", ".jsonl": "json", ".parquet": "parquet"}
    try:
        if path.is_dir():
            found = datasets.load_from_disk(str(path))
        elif path.is_file() and path.suffix in kinds:
            file = str(path)
            found = datasets.load_dataset(kinds[path.suffix], data_files=file, split="train")
        else:
            raise FileNotFoundError(f"no {', '.join(kinds)} file and no folder")
    except (OSError, datasets.exceptions.DatasetsError) as error:
        raise TrainingError(
            f"sft.mix.path {path}: {error}; give a .json, .jsonl or .parquet file, or a folder "
            "written by datasets.Dataset.save_to_disk"
        ) from error
    return found["train"] if isinstance(found, datasets.DatasetDict) else found


def mixed_in(
    policy: Sequence[Example], general: Iterator[Example], share: float, max_tokens: int
) -> tuple[list[Example], int]:
    """General examples until they hold `share` of all answer tokens, and how many were too long.

    Args:
        policy: the examples that are mixed with.
        general: examples in the order in which they are taken.
        max_tokens: longest example, prompt and answer together.
        share: part of the general data in the answer tokens, 0 to below 1 (0.5: the paper's
            50:50). The last example may exceed it.

    Raises:
        TrainingError: the general data ends before.
    """
    wanted = learned_tokens(policy) * share / (1 - share)
    taken: list[Example] = []
    tokens, too_long = 0, 0
    while tokens < wanted:
        example = next(general, None)
        if example is None:
            raise TrainingError(
                f"sft.mix.path holds {tokens} answer tokens that fit in {max_tokens} "
                f"({too_long} turns do not), but a share of {share:g} needs {wanted:.0f}; give a "
                "larger data set or a smaller sft.mix.share"
            )
        if len(example) > max_tokens:
            too_long += 1
        else:
            taken.append(example)
            tokens += len(example.token_ids)
    return taken, too_long
