"""What a fine-tuning says while it runs and when it is done."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Progress:
    """How far training is: `loss` is that of the last step, `seconds` since the first."""

    step: int
    steps: int
    loss: float
    seconds: float


@dataclass(frozen=True, slots=True)
class Fitted:
    """What the training itself measured.

    Attributes:
        loss_first, loss_last: of the first and the last optimizer step, per learned token.
        logprob_before, logprob_after: mean log-probability of an answer token of the measured
            policy rows (None: not measured).
        served_gap: mean absolute difference, per answer token, between the log-probabilities
            recorded at sampling and the base's own. Above a few hundredths the rows were sampled
            by other weights, with another template, or at a temperature other than 1.
        parameters, trained_parameters: numbers of the model's weights.
        processes: how many devices trained.
    """

    steps: int
    loss_first: float
    loss_last: float
    logprob_before: float | None
    logprob_after: float | None
    served_gap: float | None
    parameters: int
    trained_parameters: int
    processes: int
    device: str
    dtype: str
    seconds: float


@dataclass(frozen=True, slots=True)
class TrainReport:
    """What was trained on what, as it is written to `training.json` in the policy's folder.

    Attributes:
        rows, tokens: the policy's examples that were learned, and their answer tokens.
        general_rows, general_tokens: those of the general data.
        input_tokens: of one epoch, prompts included.
        dropped: how many of the policy's rows were left out, by reason.
        general_dropped: turns of the general data that were too long.
        seconds: wall-clock seconds of the training steps.
        tokens_per_second: tokens passed through the model per second, all devices together.
    """

    base: str
    settings: dict[str, Any]
    rows: int
    tokens: int
    general_rows: int
    general_tokens: int
    input_tokens: int
    dropped: dict[str, int]
    general_dropped: int
    fitted: Fitted

    @property
    def tokens_per_second(self) -> float:
        """Tokens passed through the model per second of training, all devices together."""
        return self.input_tokens * int(self.settings["epochs"]) / max(self.fitted.seconds, 1e-9)

    def to_json(self) -> dict[str, Any]:
        """Plain values, as `json.dumps` takes them."""
        return {**asdict(self), "tokens_per_second": round(self.tokens_per_second, 1)}
