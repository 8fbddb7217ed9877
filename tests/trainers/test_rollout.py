"""Rollouts and the arena with a served player that needs no model: rules behind a server's face."""

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
import orjson
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


def test_a_journal_cut_anywhere_gives_the_same_bytes_when_it_goes_on(tmp_path):
    played = castings(SETTINGS, "policy", 1, "t")
    rules = heuristic()
    whole = live_together(played, [rules.player("policy")], SETTINGS, tmp_path / "whole")
    written = (tmp_path / "whole" / "rows.jsonl").read_bytes()
    draw = np.random.default_rng(0)
    cuts = [0, 1, len(written) - 1, *draw.integers(2, len(written), 8).tolist()]
    for cut in cuts:
        folder = tmp_path / f"cut-{cut}"
        folder.mkdir()
        (folder / "rows.jsonl").write_bytes(written[:cut])
        again = live_together(played, [heuristic().player("policy")], SETTINGS, folder)
        assert again == whole
        assert (folder / "rows.jsonl").read_bytes() == written


def test_a_batch_that_was_half_written_is_asked_for_as_a_whole(tmp_path):
    played = castings(SETTINGS, "policy", 1, "t")
    live_together(played, [heuristic().player("policy")], SETTINGS, tmp_path)
    file = tmp_path / "rows.jsonl"
    lines = file.read_bytes().splitlines(keepends=True)
    last = [line for line in lines if orjson.loads(line)["extra"]["batch"] == 8]
    assert len(last) == orjson.loads(last[0])["extra"]["batch_rows"] == 6
    file.write_bytes(b"".join(lines[:-2]))
    rules = heuristic()
    live_together(played, [rules.player("policy")], SETTINGS, tmp_path)
    assert sorted(rules.asked) == sorted(orjson.loads(line)["key"] for line in last)


def test_only_people_who_may_be_trained_are_drawn():
    names = sorted(SETTINGS.open().profiles)[:3]
    played = castings(SETTINGS, "policy", 1, "t", names)
    assert all(set(one.players) <= set(names) and len(one.players) == 2 for one in played)


def test_a_world_can_be_enlarged_for_the_societies():
    large = replace(SETTINGS, agents=None, enlarged=20)
    assert len(large.open().profiles) == 20
    played = castings(large, "policy", 1, "t")
    assert [len(one.players) for one in played] == [10, 10]


def test_societies_live_in_full_fidelity_by_the_same_rows(tmp_path):
    full = RolloutSettings(
        societies=1, world="hamlet", agents=3, trained=0.5, weeks=1, fidelity="full"
    )
    played = castings(full, "policy", 1, "t")
    rows, lives = live_together(played, [heuristic().player("policy")], full, tmp_path)
    assert len({row.key for row in rows}) == len(rows) > 5
    assert "year_end" not in {row.kind for row in rows}
    assert len(lives) == 3
