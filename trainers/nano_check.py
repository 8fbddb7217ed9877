"""What the small model can do: does it answer in form, do its lives hold together?

It lives in a society by itself, every open question answered at once, sampled as in training.

    python -m trainers.nano_check DIR [--world tamarack] [--agents N] [--weeks 10] [--seed 0]
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from agentopia_env.chance import key
from agentopia_env.clock import Moment
from agentopia_env.config import make_config
from agentopia_env.envmodel.heuristic import HeuristicEnvironment
from agentopia_env.errors import ReplyError
from agentopia_env.flow import Lockstep
from agentopia_env.life.week import life
from agentopia_env.questions.base import ENVIRONMENT, Question
from agentopia_env.questions.person import Contact, Days, Plan
from agentopia_env.simulation import new_society, open_world
from agentopia_env.world.society import Society
from trainers.compact import compact
from trainers.teacher_phrases import tone_of
from trainers.ways import read_way


@dataclass(slots=True)
class Findings:
    """What was counted in one society of the model's.

    Attributes:
        asked, valid: first answers by kind of question, and those of them that could be read.
        tokens: answer tokens by kind.
        done, undone: role actions, and those that the society refused.
        first, last: per person, the goal after the first and after the last but one week.
        chosen, meant: choices on which the goal has a say (living standards, tones), and those of
            them that are what it says.
        rejects: some answers that could not be read, with the reason.
    """

    asked: Counter[str] = field(default_factory=Counter)
    valid: Counter[str] = field(default_factory=Counter)
    prompt_tokens: Counter[str] = field(default_factory=Counter)
    tokens: Counter[str] = field(default_factory=Counter)
    actions: int = 0
    undone: list[str] = field(default_factory=list)
    first: dict[str, str] = field(default_factory=dict)
    last: dict[str, str] = field(default_factory=dict)
    chosen: Counter[str] = field(default_factory=Counter)
    meant: Counter[str] = field(default_factory=Counter)
    rejects: list[tuple[str, str]] = field(default_factory=list)

    @property
    def consistency(self) -> float:
        """Share of the lives whose first goal still stood near the end."""
        kept = sum(goal == self.last[name] for name, goal in self.first.items())
        return kept / max(1, len(self.first))

    def to_json(self) -> dict[str, Any]:
        """The findings as shares and means."""
        kinds = sorted(self.asked)
        return {
            "valid": {k: round(self.valid[k] / self.asked[k], 4) for k in kinds},
            "valid_all": round(self.valid.total() / self.asked.total(), 4),
            "asked": dict(self.asked),
            "prompt_tokens": {k: round(self.prompt_tokens[k] / self.asked[k], 1) for k in kinds},
            "answer_tokens": {k: round(self.tokens[k] / self.asked[k], 1) for k in kinds},
            "actions": self.actions,
            "undone": round(len(self.undone) / max(1, self.actions), 4),
            "consistency": round(self.consistency, 4),
            "true_to_goal": {k: round(self.meant[k] / n, 4) for k, n in self.chosen.items()},
            "goals": dict(Counter(w for g in self.first.values() for w in g.split("; "))),
            "examples_undone": self.undone[:8],
            "examples_rejected": self.rejects[:8],
        }


@dataclass(frozen=True, slots=True)
class Sampler:
    """Samples answers to compact prompts, many at once, at temperature 1 from a nucleus."""

    model: Any
    tokenizer: Any
    most_tokens: int = 80
    top_p: float = 0.9

    @classmethod
    def of(cls, folder: Path, most_tokens: int = 80) -> Sampler:
        """A model from its folder; longer answers are cut off."""
        from transformers import AutoModelForCausalLM, AutoTokenizer

        tokenizer = AutoTokenizer.from_pretrained(folder, padding_side="left")
        model: Any = AutoModelForCausalLM.from_pretrained(folder)
        return cls(model.eval(), tokenizer, most_tokens)

    def answers(self, questions: Sequence[Question[Any]]) -> list[tuple[str, int, int]]:
        """Text, tokens of the prompt and tokens of the answer, per question."""
        import torch

        prompts = [compact(question) for question in questions]
        batch = self.tokenizer.apply_chat_template(
            prompts, add_generation_prompt=True, return_dict=True, return_tensors="pt", padding=True
        )
        # One seed for the batch: what is sampled depends on the questions and nothing else.
        torch.manual_seed(key(0, *(question.key for question in questions)))
        with torch.inference_mode():
            out = self.model.generate(
                **batch,
                do_sample=True,
                temperature=1.0,
                top_k=0,
                top_p=self.top_p,
                max_new_tokens=self.most_tokens,
            )
        width = batch["input_ids"].shape[1]
        asked = batch["attention_mask"].sum(dim=1).tolist()
        answers = [
            [token for token in ids if token != self.tokenizer.pad_token_id]
            for ids in out[:, width:].tolist()
        ]
        texts = self.tokenizer.batch_decode(answers, skip_special_tokens=True)
        lengths = map(len, answers)
        return list(zip(texts, asked, lengths, strict=True))


def check(
    sampler: Sampler,
    world: str = "tamarack",
    agents: int | None = None,
    weeks: int = 10,
    seed: int = 0,
) -> Findings:
    """Let the model live a year in every person of a society; bad answers become the default."""
    values = {"world": world, "agents": agents, "seed": seed, "fidelity": "brief"}
    config = make_config({**values, "time": {"n_year": 1, "n_week": weeks}})
    society = new_society(config, open_world(config)[1])
    environment, findings = HeuristicEnvironment(seed), Findings()

    def stage_end(moment: Moment) -> None:
        _note_goals(society, moment, weeks, findings)

    lockstep = Lockstep(life(society), stage_end)
    while not lockstep.done:
        pending = lockstep.pending
        people = [question for question in pending if question.who != ENVIRONMENT]
        given = iter(_judged(sampler, people, findings) if people else ())
        replies = [
            question.receive(environment.answer(question))
            if question.who == ENVIRONMENT
            else next(given)
            for question in pending
        ]
        lockstep.reply(replies)
    return findings


def _judged(sampler: Sampler, people: Sequence[Question[Any]], found: Findings) -> list[object]:
    replies: list[object] = []
    for question, (text, asked, tokens) in zip(people, sampler.answers(people), strict=True):
        found.asked[question.kind] += 1
        found.prompt_tokens[question.kind] += asked
        found.tokens[question.kind] += tokens
        try:
            replies.append(question.receive(text))
        except ReplyError as problem:
            found.rejects.append((text, str(problem)))
            replies.append(question.fallback())
        else:
            found.valid[question.kind] += 1
            # Some replies come with the calls that were made before.
            said = replies[-1][-1] if isinstance(replies[-1], tuple) else replies[-1]
            for what, meant in _choices(question, said):
                found.chosen[what] += 1
                found.meant[what] += meant
        if question.kind == "contact":
            found.actions += len(getattr(replies[-1], "actions", ()))
    return replies


def _choices(question: Question[Any], reply: Any) -> Iterator[tuple[str, bool]]:
    """What an answer chose on which the goal has a say, and whether it is what the goal says."""
    if not isinstance(question, Plan | Contact | Days):
        return
    goal = reply.goal if isinstance(question, Plan) else question.me.goal
    way = read_way(goal, question.world.rules.economy.living_standards)
    if way is None:
        return
    if isinstance(question, Plan):
        if way.standard in question.standards:
            yield "living standard", reply.living_standard == way.standard
        return
    if isinstance(question, Contact):
        said = [getattr(action, "message", "") for action in reply.actions]
    else:
        said = [day.activity for day in reply.days]
    for tone in filter(None, map(tone_of, said)):
        yield "tone", tone == way.tone


def _note_goals(society: Society, moment: Moment, weeks: int, found: Findings) -> None:
    """Take down goals, and what the last contact round refused."""
    if moment.stage == "plan" and moment.week in (1, max(1, weeks - 1)):
        goals = {name: person.goal for name, person in society.people.items()}
        if moment.week == 1:
            found.first = goals
        if moment.week == max(1, weeks - 1):
            found.last = goals
    if moment.stage == "contact":
        found.undone += [
            notice.text
            for notices in society.pending.values()
            for notice in notices
            if notice.kind == "refused"
        ]


def main(arguments: Sequence[str] | None = None) -> int:
    """Check a model and print what was found as JSON."""
    parser = argparse.ArgumentParser(prog="python -m trainers.nano_check")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--world", default="tamarack")
    parser.add_argument("--agents", type=int)
    parser.add_argument("--weeks", type=int, default=10)
    parser.add_argument("--seed", type=int, default=0)
    given = parser.parse_args(arguments)
    findings = check(Sampler.of(given.folder), given.world, given.agents, given.weeks, given.seed)
    print(orjson.dumps(findings.to_json(), option=orjson.OPT_INDENT_2).decode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
