"""What the server answers: the heuristics' choice for the question that a prompt puts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import orjson

from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.fakeserver import forging
from agentopia_env.fakeserver.reading import personal, worldly
from agentopia_env.fakeserver.reading.prompt import Block, Prompt, read_prompt
from agentopia_env.fakeserver.wrong import sounds_wrong
from agentopia_env.language.answers import in_code
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.questions.base import Question
from agentopia_env.questions.environment import Direct

_NOTHING_ASKED = {"en": "I see.", "zh": "好的。"}
FORGE = "forge_"
"""What kinds of questions of a forge of worlds begin with."""


@dataclass(frozen=True, slots=True)
class Choice:
    """An answer before it takes a form.

    Attributes:
        prompt: what was read.
        question: the question as far as it was understood; None where it was not.
        content: the answer's fields by the code's names; None where it is speech.
        speech: what is said, where the answer is speech.
    """

    prompt: Prompt
    question: Question[Any] | None
    content: dict[str, Any] | None
    speech: str = ""

    @property
    def language(self) -> str:
        """The language of the world."""
        return self.prompt.language

    @property
    def keys(self) -> str:
        """The language of its fields' names; those of a forge are the code's in every world."""
        return "en" if self.prompt.kind.startswith(FORGE) else self.language


class Answers:
    """Answers prompts as the heuristics would.

    Everything the answer depends on is read from the prompt. What is kept of tempers between
    calls only saves time.

    Args:
        seed: of everything that the prompt leaves open.
    """

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._policy = HeuristicPolicy(seed)

    def choice(self, messages: Sequence[Mapping[str, Any]], turn: str) -> Choice:
        """The answer to a chat; `turn` tells apart requests that differ in anything else."""
        if kind := forging.asked_of(messages):
            return self._forged(kind, messages, turn)
        prompt = read_prompt(messages)
        if prompt.kind in personal.KINDS:
            asked = personal.personal(prompt, turn)
            text = self._policy.answer(asked)
            if prompt.kind == "speak":
                return Choice(prompt, asked, None, text)
            return Choice(prompt, asked, in_code(orjson.loads(text)))
        if prompt.kind in worldly.KINDS:
            question = worldly.worldly(prompt, turn)
            model = HeuristicEnvironment(self._seed, question.world.rules.economy)
            content = in_code(orjson.loads(model.answer(question)))
            return Choice(prompt, question, _judged(question, content))
        return Choice(prompt, None, None, _NOTHING_ASKED.get(prompt.language, "I see."))

    def _forged(self, kind: str, messages: Sequence[Mapping[str, Any]], turn: str) -> Choice:
        """The answer to a question of a forge of worlds."""
        name = FORGE + kind
        prompt = Prompt(name, forging.language_of(messages), {}, "", {}, Block(name), ())
        return Choice(prompt, None, forging.content_of(messages, self._seed, turn))


def _judged(question: Question[Any], content: dict[str, Any]) -> dict[str, Any]:
    """The verdict also on what the server's own faults make people say."""
    if isinstance(question, Direct) and question.last is not None and "verdict" not in content:
        names = tuple(person.name for person in question.cast)
        text = " ".join(part.text for part in question.last.parts)
        if wrong := sounds_wrong(text, question.world.language, names):
            content["verdict"] = {"accepted": False, "principle": wrong[0], "reason": wrong[1]}
    return content
