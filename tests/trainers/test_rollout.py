"""Rollouts and the arena with a served player that needs no model: rules behind a server's face."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from agentopia_env.policies.heuristic import HeuristicPolicy
from trainers.arena import MEASURES, ArenaSettings, assign, bootstrap, compete
from trainers.rollout import Casting, Player, RolloutSettings, castings, live_together
from trainers.values import Generation, Request

SETTINGS = RolloutSettings(societies=2, world="hamlet", agents=6, trained=0.5, weeks=2)


class PowerCutError(Exception):
    pass


@dataclass
class Rules:
    """Answers questions by rules, but over the interface of a policy server."""

    answer: Any
    batches_left: int = 10**9
    asked: list[str] = field(default_factory=list)
    questions: dict[str, Any] = field(default_factory=dict)

    def render(self, question):
        self.questions[question.key] = question
        return [{"role": "user", "content": question.key}]

    def generate(self, requests):
        if self.batches_left == 0:
            raise PowerCutError
        self.batches_left -= 1
        return [self._one(request) for request in requests]

    def _one(self, request: Request) -> Generation:
        key = request.messages[0]["content"]
        self.asked.append(key)
        text = self.answer(self.questions[key])
        ids = tuple(range(len(text) // 4 + 1))
        return Generation(text, (1, 2), ids, (-0.5,) * len(ids), "stop", "v1")

    def player(self, name: str) -> Player:
        return Player(name, "v1", self.generate, self.render)


def heuristic():
    return Rules(HeuristicPolicy(0).answer)


def idle():
    return Rules(lambda question: "no answer at all")


def test_a_share_of_the_people_of_every_society_lives_by_the_policy():
    played = castings(SETTINGS, "policy", seed=1, tag="round-1")
    assert [len(one.players) for one in played] == [3, 3]
    assert len({one.seed for one in played}) == 2
    assert played == castings(SETTINGS, "policy", seed=1, tag="round-1")
    assert played != castings(SETTINGS, "policy", seed=1, tag="round-2")


def test_every_generation_of_the_policy_is_a_row_and_every_life_has_its_rewards(tmp_path):
    rules = heuristic()
    played = castings(SETTINGS, "policy", 1, "t")
    rows, lives = live_together(played, [rules.player("policy")], SETTINGS, tmp_path)
    assert len(rows) == len(rules.asked) == 2 * 3 * (2 * 4 + 1)
    assert all(row.valid and row.version == "v1" for row in rows)
    trained = {(life.society, life.person) for life in lives if life.player == "policy"}
    assert {(row.society, row.person) for row in rows} == trained
    assert len(lives) == 12
    assert all(len(life.years) == 1 for life in lives)


def test_a_rollout_that_was_killed_goes_on_and_asks_for_nothing_twice(tmp_path):
    played = castings(SETTINGS, "policy", 1, "t")
    whole = live_together(played, [heuristic().player("policy")], SETTINGS, tmp_path / "whole")
    first = heuristic()
    first.batches_left = 4
    with pytest.raises(PowerCutError):
        live_together(played, [first.player("policy")], SETTINGS, tmp_path / "cut")
    file = tmp_path / "cut" / "rows.jsonl"
    file.write_bytes(file.read_bytes() + b'{"torn": ')
    second = heuristic()
    again = live_together(played, [second.player("policy")], SETTINGS, tmp_path / "cut")
    assert again == whole
    assert len(first.asked) + len(second.asked) == len(whole[0])


def test_an_answer_that_cannot_be_read_is_marked_and_the_society_goes_on(tmp_path):
    played = castings(SETTINGS, "policy", 1, "t")
    rows, lives = live_together(played, [idle().player("policy")], SETTINGS, tmp_path)
    unread = {row.kind for row in rows if not row.valid}
    assert {"plan", "days", "review", "year_end"} <= unread
    assert all(np.isfinite(life.years[0]["total"]) for life in lives)


def test_everybody_of_every_society_is_played_once_by_every_policy():
    settings = ArenaSettings(societies=3)
    played = assign(["Ada", "Bo", "Cy", "Di", "Ed"], ["a", "b"], settings)
    assert len(played) == 6
    by_seed: dict[int, list[Casting]] = {}
    for one in played:
        by_seed.setdefault(one.seed, []).append(one)
    for first, second in by_seed.values():
        assert all(first.players[name] != second.players[name] for name in first.players)


def test_a_policy_does_no_better_than_itself(tmp_path):
    players = [heuristic().player("one"), heuristic().player("two")]
    lives = RolloutSettings(world="hamlet", agents=4, weeks=2)
    (found,) = compete(players, lives, ArenaSettings(societies=2, resamples=50), tmp_path)
    assert set(found.difference) == set(MEASURES)
    assert all(one.mean == one.low == one.high == 0 for one in found.difference.values())


def test_living_beats_not_answering(tmp_path):
    players = [idle().player("idle"), heuristic().player("alive")]
    lives = RolloutSettings(world="hamlet", agents=6, weeks=4)
    (found,) = compete(players, lives, ArenaSettings(societies=3, resamples=200), tmp_path)
    assert (found.policy, found.against) == ("alive", "idle")
    assert found.difference["total"].mean > 0.3
    assert found.difference["total"].excludes_zero


def test_the_bootstrap_interval_of_equal_numbers_is_the_number():
    same = bootstrap(np.full(8, 0.25), ArenaSettings(resamples=100))
    assert (same.mean, same.low, same.high) == (0.25, 0.25, 0.25)


def test_the_bootstrap_interval_holds_the_mean_and_widens_with_the_spread():
    settings = ArenaSettings(resamples=2_000)
    narrow = bootstrap(np.array([0.9, 1.0, 1.1, 1.0]), settings)
    wide = bootstrap(np.array([-1.0, 3.0, 2.0, 0.0]), settings)
    assert narrow.low < narrow.mean < narrow.high
    assert wide.high - wide.low > narrow.high - narrow.low
    assert narrow.excludes_zero
    assert not wide.excludes_zero


def test_one_policy_alone_is_no_arena(tmp_path):
    with pytest.raises(ValueError, match="at least two"):
        compete([heuristic().player("one")], SETTINGS, ArenaSettings(), tmp_path)
