"""Steps through a society: some people are controlled from outside, everybody else is answered for.

Two granularities of one and the same life. `phase`: an action answers the opening question of a
weekly phase, and the cast answers the rest of it. `question`: a step is one round of open
questions, and whoever has none waits.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from typing import Any, Literal

from agentopia_env.clock import Moment, Phase
from agentopia_env.envs.waiting import Waiting
from agentopia_env.errors import ReplyError, SnapshotError
from agentopia_env.flow import Flow, Lockstep, drive, play, together
from agentopia_env.life.week import life
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.cast import Cast
from agentopia_env.questions.base import Question
from agentopia_env.world.society import Society

Granularity = Literal["phase", "question"]
GRANULARITIES: tuple[Granularity, ...] = ("phase", "question")
PhaseKey = tuple[int, int, Phase]


class Stepper:
    """A society that waits for the controlled people's answers.

    Args:
        society: at the end of a stage.
        answering: answers for the world, for everybody who is not controlled, and for the
            controlled people whatever no action answers.
        controlled: names of the people whose answers come from outside.
        granularity: what one call of `step` covers.
        stage_end: is told of every stage that ends, while the society is as that stage left it.
        waiting: waits for answerers that are not instant.

    Attributes:
        pending: per controlled person, the open question that the next step's action answers.
        refused: per controlled person, why their last action was refused; only those refused.
    """

    def __init__(
        self,
        society: Society,
        answering: Answering,
        controlled: Collection[str],
        granularity: Granularity,
        stage_end: Callable[[Moment], object],
        waiting: Waiting,
    ) -> None:
        self.society = society
        society.keep_no_records()
        self.pending: dict[str, Question[Any]] = {}
        self.refused: dict[str, str] = {}
        self._answering = answering
        self._controlled = frozenset(controlled)
        self._granularity = granularity
        self._told = stage_end
        self._waiting = waiting
        self._rounds = 0
        self._actions: dict[str, object] = {}
        self._lockstep = Lockstep(life(society), self._stage_end)
        self._run_to_decision(None)

    @property
    def cast(self) -> Cast:
        """Who answers what no action answers."""
        return self._answering.cast

    @property
    def done(self) -> bool:
        """Whether the society's run has ended."""
        return self._lockstep.done

    @property
    def moment(self) -> Moment:
        """The stage of the open questions; after the end, the last stage."""
        questions = self._lockstep.pending
        return questions[0].when if questions else self.society.now

    @property
    def at_stage_end(self) -> bool:
        """Whether nothing was answered since the last stage ended."""
        return self._rounds == 0

    def snapshot(self) -> bytes:
        """The society at the end of the last stage.

        Raises:
            SnapshotError: the stage has gone on since; answer its questions first.
        """
        if self._rounds:
            raise SnapshotError(
                f"snapshots are taken between stages and {self.moment} is under way; "
                "step on until at_stage_end"
            )
        return self.society.snapshot()

    def step(self, actions: Mapping[str, object]) -> None:
        """Answer the open questions and go on to the next decision of a controlled person.

        An action that is missing, no text, or cannot be read counts as the question's default; why
        it was refused is in `refused` until the next step.
        """
        self.refused = {}
        self._actions = {name: actions.get(name, "") for name in self.pending}
        phase = _key(self.moment) if self._granularity == "phase" else None
        self._reply()
        self._run_to_decision(phase)

    def _run_to_decision(self, phase: PhaseKey | None) -> None:
        """Answer rounds until a controlled person has to decide in another phase than this one."""
        while not self._lockstep.done and not self._decision(phase):
            self._reply()
        self.pending = {
            question.who: question
            for question in self._lockstep.pending
            if question.who in self._controlled
        }

    def _decision(self, phase: PhaseKey | None) -> bool:
        asked = any(question.who in self._controlled for question in self._lockstep.pending)
        return asked and (phase is None or _key(self.moment) != phase)

    def _reply(self) -> None:
        self._rounds += 1
        asking = together([_ask(question) for question in self._lockstep.pending])
        if self._answering.cast.instant:
            replies = play(asking, self._answer)
        else:
            replies = self._waiting.result(drive(asking, self._aanswer))
        self._lockstep.reply(replies)
        self.society.outbox.clear()

    def _answer(self, question: Question[Any]) -> object:
        if question.who in self._actions:
            return self._given(question)
        return self._answering.reply(question)

    async def _aanswer(self, question: Question[Any]) -> object:
        if question.who in self._actions:
            return self._given(question)
        return await self._answering.areply(question)

    def _given(self, question: Question[Any]) -> object:
        """The reply that an action gives; why it was refused, if it was, is kept."""
        action = self._actions.pop(question.who)
        try:
            return question.receive(action if isinstance(action, str) else "")
        except ReplyError as problem:
            self.refused[question.who] = str(problem)
            return question.fallback()

    def _stage_end(self, moment: Moment) -> None:
        self._rounds = 0
        self._told(moment)


def _ask(question: Question[Any]) -> Flow[object]:
    return (yield question)


def _key(moment: Moment) -> PhaseKey:
    return (moment.year, moment.week, moment.phase)
