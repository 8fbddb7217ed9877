"""Roll out societies: some people live by the served policy, the others by a frozen population.

All societies of a round live in step, so that one batch holds the open questions of all of them.
Every generation is appended to `rows.jsonl` the moment its batch is answered; a rollout that was
killed replays them and asks only for what is missing, so no generation is paid for twice. What else
is asked in a batch changes the last bits of its logits; a batch that was half written is therefore
asked for again as a whole, and a resumed rollout gives the same bytes as one that never stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from agentopia_env.chance import chance, key
from agentopia_env.clock import Fidelity, Moment
from agentopia_env.config import RunConfig, make_config, merged
from agentopia_env.errors import ConfigError, ReplyError
from agentopia_env.flow import Lockstep
from agentopia_env.life.week import life
from agentopia_env.life.year import ratings_of
from agentopia_env.policies.answering import Answering
from agentopia_env.policies.base import Answerer
from agentopia_env.policies.cast import Cast
from agentopia_env.questions.base import Question
from agentopia_env.reward import social_metrics
from agentopia_env.simulation import cast_of, new_society, open_world, rare_collection
from agentopia_env.world.loading import BaseWorld
from agentopia_env.world.society import Rejection, Society
from agentopia_env.world.variations import enlarge
from trainers.journal import JOURNAL, Journal
from trainers.values import Message, Request, Row, Sampling

Render = Callable[[Question[Any]], list[Message]]
"""How a policy wants its questions written; a choice of the policy, not of the society."""
Generate = Callable[[Sequence[Request]], Sequence[Any]]
"""A policy server's `generate`."""
Progress = Callable[[str, float], object]
"""Told of a society time and the share of the work done."""


@dataclass(frozen=True, slots=True)
class RolloutSettings:
    """How a round's societies live (config section `rollout`)."""

    societies: int = 8
    """Societies per round; each has a seed of its own."""
    world: str = "tamarack"
    """Bundled world or path."""
    agents: int | None = 12
    """People per society (None: all the world has)."""
    enlarged: int | None = None
    """People per society where the world has fewer: seeded variations of its people are added."""
    trained: float = 0.5
    """Share of each society's people who live by the policy, of those who may be trained on; the
    others are the population, which lives by rules and does not change."""
    weeks: int = 10
    """Weeks per year."""
    years: int = 1
    """Years per life."""
    fidelity: Fidelity = "brief"
    """`brief`: a question per person and phase; `full`: conversations turn by turn, for models
    that read prompts of thousands of tokens."""
    sampling: Sampling = field(default_factory=Sampling)
    """How answers are sampled."""
    settings: dict[str, Any] = field(default_factory=dict)
    """Further configuration of the societies, nested as in a config file."""

    def config(self, seed: int) -> RunConfig:
        """The configuration of one society."""
        given = {
            "world": self.world,
            "agents": self.agents,
            "seed": seed,
            "fidelity": self.fidelity,
            "time": {"n_year": self.years, "n_week": self.weeks},
        }
        return make_config(merged(self.settings, given))

    def __post_init__(self) -> None:
        problems = [
            f"rollout.{key} is {getattr(self, key)!r}; allowed: {allowed}"
            for key, (holds, allowed) in _checks(self).items()
            if not holds
        ]
        if problems:
            raise ConfigError("\n".join(problems))

    def open(self) -> BaseWorld:
        """The world of all societies.

        Raises:
            UserError: there is no such world, or it has more people than asked for.
        """
        _, base = open_world(self.config(0))
        return base if self.enlarged is None else enlarge(base, self.enlarged, seed=0)


def _checks(one: RolloutSettings) -> dict[str, tuple[bool, str]]:
    return {
        "societies": (one.societies >= 0, "at least 0"),
        "trained": (0 <= one.trained <= 1, "0 to 1"),
        "weeks": (one.weeks >= 1, "at least 1"),
        "years": (one.years >= 1, "at least 1"),
    }


@dataclass(frozen=True, slots=True)
class Player:
    """A policy that plays some of the people: a served one, or an instant one of our own.

    Attributes:
        generate, render: the server's `generate` and how it wants questions written.
        instant: answers at once instead.
    """

    name: str
    version: str
    generate: Generate | None = None
    render: Render | None = None
    instant: Answerer | None = None


@dataclass(frozen=True, slots=True)
class Casting:
    """One society to live: its seed, and who is played by which player."""

    society: int
    seed: int
    players: dict[str, str]


@dataclass(frozen=True, slots=True)
class Life:
    """What one person's years in one society came to.

    Attributes:
        years: per year {total, social, subjective, economy}.
        metrics: social metrics at the end: liked_by, respected_by and so on.
    """

    society: int
    seed: int
    person: str
    player: str
    years: tuple[dict[str, float], ...]
    metrics: dict[str, float]


def live_together(
    castings: Sequence[Casting],
    players: Sequence[Player],
    settings: RolloutSettings,
    folder: Path,
    progress: Progress = lambda when, share: None,
) -> tuple[list[Row], list[Life]]:
    """Let societies live in step, and return every served generation and every life.

    Args:
        castings: the societies; people who are not named are played by the heuristic default.
        players: whoever is named there.
        settings: of the societies and the sampling.
        progress: is told how far the slowest society is.
        folder: where `rows.jsonl` grows and is replayed from.
    """
    folder.mkdir(parents=True, exist_ok=True)
    journal = Journal(folder / JOURNAL)
    base = settings.open()
    by_name = {player.name: player for player in players}
    worlds = [_Living(casting, settings, base, by_name) for casting in castings]
    stages = max(1, sum(1 for _ in settings.config(0).time.stages(settings.fidelity)))
    with rare_collection():
        while any(not living.done for living in worlds):
            asked = [ask for living in worlds for ask in living.open()]
            answered = _answer(asked, by_name, settings.sampling, journal)
            for living in worlds:
                living.go_on(answered)
            slowest = min(worlds, key=lambda living: living.stages)
            progress(str(slowest.society.now), slowest.stages / stages)
    rejected = {ask for living in worlds for ask in living.rejected}
    rows = [
        replace(row, rejected=True) if (row.society, row.key) in rejected else row
        for row in journal.rows.values()
    ]
    rows.sort(key=lambda row: (row.society, row.person, row.year, row.when, row.key))
    return rows, [one for living in worlds for one in living.lives()]


@dataclass(frozen=True, slots=True)
class _Asked:
    """An open question of a served person."""

    society: int
    seed: int
    player: str
    question: Question[Any]

    @property
    def id(self) -> tuple[int, str]:
        """Unique in the rollout."""
        return self.society, self.question.key


def _answer(
    asked: Sequence[_Asked],
    players: dict[str, Player],
    sampling: Sampling,
    journal: Journal,
) -> dict[tuple[int, str], Row]:
    """The row of every open question: from the journal, else from its player's server."""
    missing = [ask for ask in asked if ask.id not in journal.rows]
    for name in sorted({ask.player for ask in missing}):
        player = players[name]
        mine = [ask for ask in missing if ask.player == name]
        if player.generate is None or player.render is None:
            raise ValueError(f"{name} is no served player")
        requests = [
            Request(
                messages=tuple(player.render(ask.question)),
                seed=key(ask.seed, "generation", name, ask.question.key),
                sampling=sampling,
            )
            for ask in mine
        ]
        answers = player.generate(requests)
        journal.append(
            [_generated(ask, player, answer) for ask, answer in zip(mine, answers, strict=True)]
        )
    return {ask.id: journal.rows[ask.id] for ask in asked}


def _generated(ask: _Asked, player: Player, answer: Any) -> Row:
    question = ask.question
    return Row(
        society=ask.society,
        seed=ask.seed,
        person=question.who,
        year=question.when.year,
        when=str(question.when),
        kind=question.kind,
        key=question.key,
        policy=player.name,
        version=answer.version,
        prompt_ids=tuple(answer.prompt_ids),
        token_ids=tuple(answer.token_ids),
        logprobs=tuple(answer.logprobs),
        text=answer.text.encode("utf-8", "replace").decode("utf-8"),
        valid=_readable(question, answer.text),
        extra={"finish_reason": answer.finish_reason},
    )


def _readable(question: Question[Any], text: str) -> bool:
    try:
        question.receive(text)
    except ReplyError:
        return False
    return True


class _Living:
    """One society on its way."""

    def __init__(
        self,
        casting: Casting,
        settings: RolloutSettings,
        base: BaseWorld,
        players: dict[str, Player],
    ) -> None:
        config = settings.config(casting.seed)
        self.casting = casting
        self.society: Society = new_society(config, base)
        self.stages = 0
        self.rejected: set[tuple[int, str]] = set()
        self._served = {
            person: name
            for person, name in casting.players.items()
            if players[name].instant is None
        }
        default = cast_of(config)
        instant = {
            person: answerer
            for person, name in casting.players.items()
            if (answerer := players[name].instant) is not None
        }
        self._answering = Answering(Cast(default.default, default.environment, instant))
        self._lockstep = Lockstep(life(self.society), self._stage_end)

    @property
    def done(self) -> bool:
        """Whether the last year has ended."""
        return self._lockstep.done

    def open(self) -> list[_Asked]:
        """The open questions of served people."""
        return [
            _Asked(self.casting.society, self.casting.seed, self._served[question.who], question)
            for question in self._lockstep.pending
            if question.who in self._served
        ]

    def go_on(self, rows: dict[tuple[int, str], Row]) -> None:
        """Take the answers and go on to the next open questions."""
        if self.done:
            return
        replies = []
        for question in self._lockstep.pending:
            row = rows.get((self.casting.society, question.key))
            if question.who not in self._served:
                replies.append(self._answering.reply(question))
            elif row is None or not row.valid:
                replies.append(question.fallback())
            else:
                replies.append(question.receive(row.text))
        self._lockstep.reply(replies)
        self._note_rejections()

    def _note_rejections(self) -> None:
        for record in self.society.outbox:
            if isinstance(record, Rejection):
                self.rejected.add((self.casting.society, record.key))
        self.society.outbox.clear()

    def _stage_end(self, moment: Moment) -> None:
        del moment
        self.stages += 1

    def lives(self) -> list[Life]:
        """What everybody's years came to."""
        society = self.society
        metrics = social_metrics(
            ratings_of(society), society.people, society.world.reward.like_threshold
        )
        return [
            Life(
                society=self.casting.society,
                seed=self.casting.seed,
                person=name,
                player=self.casting.players.get(name, "heuristic"),
                years=tuple(
                    {
                        "total": float(year.total),
                        "social": float(year.social),
                        "subjective": float(year.subjective),
                        "economy": float(year.economy),
                    }
                    for year in society.rewards[name]
                ),
                metrics={
                    "liked_by": metrics[name].liked_by,
                    "respected_by": metrics[name].respected_by,
                    "likes": metrics[name].likes,
                    "respects": metrics[name].respects,
                    "mutual_likes": metrics[name].mutual_likes,
                },
            )
            for name in society.people
        ]


def castings(
    settings: RolloutSettings,
    player: str,
    seed: int,
    tag: str,
    people: Collection[str] | None = None,
) -> list[Casting]:
    """Societies of a round: a share of the people, drawn anew in each, lives by the policy.

    Args:
        settings: how many societies, and which share of the people.
        player: the name of the policy's player.
        seed: of the societies and who is drawn.
        tag: what the societies are for; another tag gives others.
        people: those who may be drawn (None: everybody).
    """
    names = sorted(settings.open().profiles if people is None else people)
    count = max(1, round(len(names) * settings.trained))
    result = []
    for index in range(settings.societies):
        own = key(seed, tag, index) >> 1
        chosen = chance(own, "trained").sample(names, count)
        result.append(Casting(index, own, dict.fromkeys(sorted(chosen), player)))
    return result
