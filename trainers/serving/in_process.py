"""Serving inside this process with transformers: no other program, the default without vLLM.

An answer depends on its request and the weights. What else is asked at the same time changes the
batch and with it the last bits of the logits, which changes a token about once in a million; the
same list of requests is always cut into the same batches and gives the same bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

import torch
from peft import PeftModel
from transformers import (
    AutoModelForCausalLM,
    AutoTokenizer,
    PreTrainedModel,
    PreTrainedTokenizerBase,
)
from transformers.utils import logging

from trainers.serving.base import PROBE, Closing, ServingError
from trainers.serving.decoding import Answering, decode, prepare, score
from trainers.serving.settings import TransformersSettings
from trainers.serving.weights import base_of, check_policy, check_refresh, is_adapter, prove
from trainers.values import Generation, Request


class TransformersServer(Closing):
    """A `PolicyServer` that runs the model here.

    Args:
        policy: a Hugging Face model directory, or a PEFT adapter, which is merged into its base.
        version: what its generations are recorded with.

    Raises:
        ServingError: the directory cannot be served.
    """

    def __init__(
        self, policy: Path, version: str, settings: TransformersSettings | None = None
    ) -> None:
        self.settings = settings or TransformersSettings()
        self._model: PreTrainedModel | None = None
        self._load(policy, version)
        self._proof = prove(policy, self.probe())

    @property
    def version(self) -> str:
        """The version that answers now."""
        return self._version

    def generate(self, requests: Sequence[Request]) -> list[Generation]:
        """Answer all requests, in their order; see `PolicyServer.generate`."""
        model = self._served()
        if self.settings.threads:  # which training in the same process may have changed
            torch.set_num_threads(self.settings.threads)
        rows = self._rows(requests)
        for batch in _batches(rows, self.settings):
            decode(model, batch, self._eos, self._pad)
        return [self._generation(row) for row in rows]

    def publish(self, policy: Path, version: str) -> None:
        """Load the weights in `policy` in the place of those served so far."""
        self._load(policy, version)
        proof = prove(policy, self.probe())
        check_refresh(self._proof, proof)
        self._proof = proof

    def probe(self) -> tuple[float, ...]:
        """Log-probabilities of the tokens of `PROBE` after the first."""
        return self.score(PROBE)

    def score(self, text: str) -> tuple[float, ...]:
        """Log-probabilities of the tokens of a text after the first."""
        logprobs: tuple[float, ...] = score(self._served(), self._tokenizer(text)["input_ids"])
        return logprobs

    def verify(self, version: str) -> None:
        """Make sure that `version` is what answers."""
        self._served()
        if version != self._version:
            raise ServingError(f"Version {version!r} is expected, {self._version!r} is served.")

    def close(self) -> None:
        """Free the model's memory."""
        self._model = None
        if torch.cuda.is_available():
            torch.cuda.empty_cache()

    def _served(self) -> PreTrainedModel:
        if self._model is None:
            raise ServingError("This server is closed.")
        return self._model

    def _load(self, policy: Path, version: str) -> None:
        check_policy(policy)
        self.close()
        device = _device(self.settings.device)
        self._model = load(policy, device, self.settings.dtype)
        prepare(self._model)
        self._tokenizer = _tokenizer(policy)
        self._eos = _ends(self._model, self._tokenizer)
        pad = self._tokenizer.pad_token_id
        self._pad = pad if isinstance(pad, int) else min(self._eos)
        self._limit = _context(self._model)
        self._version = version

    def _rows(self, requests: Sequence[Request]) -> list[Answering]:
        """Render and tokenise the prompts, all at once."""
        if not requests:
            return []
        texts = [
            self._tokenizer.apply_chat_template(
                list(request.messages),
                tokenize=False,
                add_generation_prompt=True,
                **self.settings.template,
            )
            for request in requests
        ]
        prompts = self._tokenizer(texts, add_special_tokens=False)["input_ids"]
        return [
            self._row(index, request, prompt)
            for index, (request, prompt) in enumerate(zip(requests, prompts, strict=True))
        ]

    def _row(self, index: int, request: Request, prompt: list[int]) -> Answering:
        if request.schema is not None:
            raise ServingError(
                f"Request {index} wants a schema enforced, which serving in process cannot. "
                f"Serve with vLLM, or send schema=None and read the answer leniently."
            )
        length = len(prompt) + request.sampling.max_tokens
        if not prompt or request.sampling.max_tokens < 1 or length > self._limit:
            raise ServingError(
                f"Request {index}: a prompt of {len(prompt)} tokens and an answer of up to "
                f"{request.sampling.max_tokens} do not fit the model's {self._limit} tokens. "
                f"Shorten the prompt or lower max_tokens."
            )
        return Answering(prompt, request.seed, request.sampling)

    def _generation(self, row: Answering) -> Generation:
        return Generation(
            text=str(self._tokenizer.decode(row.token_ids, skip_special_tokens=True)),
            prompt_ids=tuple(row.prompt),
            token_ids=tuple(row.token_ids),
            logprobs=tuple(row.logprobs),
            finish_reason=row.finish_reason,
            version=self._version,
        )


def load(policy: Path, device: torch.device, dtype: str = "auto") -> PreTrainedModel:
    """A policy's model; an adapter is merged into its base."""
    if dtype == "auto" and device.type == "cpu":
        dtype = "float32"
    source = base_of(policy) if is_adapter(policy) else str(policy)
    with _no_bars():
        model: PreTrainedModel = AutoModelForCausalLM.from_pretrained(source, dtype=dtype)
        if is_adapter(policy):
            model = PeftModel.from_pretrained(model, str(policy)).merge_and_unload()
    torch.nn.Module.to(model, device)
    return model


@contextmanager
def _no_bars() -> Iterator[None]:
    """Without the bars of transformers for files: whoever serves has a progress of their own."""
    were_on = logging.is_progress_bar_enabled()
    logging.disable_progress_bar()
    try:
        yield
    finally:
        if were_on:
            logging.enable_progress_bar()


def _tokenizer(policy: Path) -> PreTrainedTokenizerBase:
    """The policy's tokenizer; an adapter without one uses its base's."""
    own = (policy / "tokenizer_config.json").is_file()
    source = str(policy) if own or not is_adapter(policy) else base_of(policy)
    tokenizer: PreTrainedTokenizerBase = AutoTokenizer.from_pretrained(source)
    if tokenizer.chat_template is None:
        raise ServingError(f"{source} has no chat template; a policy is asked with messages.")
    return tokenizer


def _ends(model: PreTrainedModel, tokenizer: PreTrainedTokenizerBase) -> frozenset[int]:
    """The tokens that end an answer: the tokenizer's and the generation config's, as in vLLM."""
    configured = model.generation_config.eos_token_id if model.generation_config else None
    listed = configured if isinstance(configured, list) else [configured]
    ends = frozenset(x for x in (*listed, tokenizer.eos_token_id) if isinstance(x, int))
    if not ends:
        raise ServingError("Neither the tokenizer nor the generation config has an end token.")
    return ends


def _context(model: PreTrainedModel) -> int:
    config = model.config.get_text_config()
    return int(getattr(config, "max_position_embeddings", None) or 1 << 30)


def _device(name: str) -> torch.device:
    if name != "auto":
        return torch.device(name)
    return torch.accelerator.current_accelerator(check_available=True) or torch.device("cpu")


def _batches(
    rows: Sequence[Answering], settings: TransformersSettings
) -> Iterator[list[Answering]]:
    """Rows of similar length together, within both limits."""
    batch: list[Answering] = []
    answer = 0
    for row in sorted(rows, key=lambda row: len(row.prompt)):
        answer = max(answer, row.sampling.max_tokens)
        size = (len(batch) + 1) * (len(row.prompt) + answer)
        if batch and (len(batch) >= settings.max_rows or size > settings.max_batch_tokens):
            yield batch
            batch, answer = [], row.sampling.max_tokens
        batch.append(row)
    if batch:
        yield batch
