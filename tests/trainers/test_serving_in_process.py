"""Serving in process: sampling, decoding, publishing, proof."""

from dataclasses import replace
from itertools import pairwise

import numpy as np
import pytest

from trainers.serving.base import ServingError
from trainers.values import Request, Sampling

pytestmark = pytest.mark.train


@pytest.fixture(scope="module")
def policies(tmp_path_factory):
    from serving_policies import write_adapter, write_policy

    root = tmp_path_factory.mktemp("policies")
    one = write_policy(root / "one", seed=1)
    two = write_policy(root / "two", seed=2)
    return {"one": one, "two": two, "adapter": write_adapter(root / "adapter", one, seed=3)}


@pytest.fixture
def server(policies):
    from trainers.serving.in_process import TransformersServer

    with TransformersServer(policies["one"], "r0") as server:
        yield server


def requests(count, **sampling):
    return [
        Request(
            ({"role": "user", "content": f"She walks to the river {'again ' * (i % 9)}{i}."},),
            seed=2**62 + i,
            sampling=Sampling(**{"max_tokens": 24, **sampling}),
        )
        for i in range(count)
    ]


def test_uniform_numbers_are_uniform_and_differ_by_seed_and_step():
    from trainers.serving.sampling import uniforms

    seeds = np.arange(1000, dtype=np.uint64)
    drawn = np.stack([uniforms(seeds, step) for step in range(100)])
    assert drawn.min() >= 0
    assert drawn.max() < 1
    assert len(np.unique(drawn)) == drawn.size
    assert abs(drawn.mean() - 0.5) < 0.005
    counts = np.histogram(drawn, bins=20, range=(0, 1))[0]
    assert abs(counts - 5000).max() < 350
    assert max(abs(np.corrcoef(a, b)[0, 1]) for a, b in pairwise(drawn)) < 0.15


def test_tokens_are_drawn_as_often_as_their_probabilities_say():
    import torch

    from trainers.serving.sampling import choose

    rows = 20_000
    probabilities = torch.tensor([0.5, 0.2, 0.0, 0.3])
    logits = probabilities.log().expand(rows, 4)
    draws = np.random.default_rng(0).random(rows)
    ids, logprobs = choose(logits, [1.0] * rows, [1.0] * rows, draws)
    shares = torch.bincount(ids, minlength=4) / rows
    assert torch.allclose(shares, probabilities, atol=0.015)
    assert torch.allclose(logprobs, probabilities.log()[ids])


def test_temperature_and_nucleus_shape_the_draw_but_not_the_log_probability():
    import torch

    from trainers.serving.sampling import choose

    rows = 20_000
    probabilities = torch.tensor([0.4, 0.3, 0.2, 0.1])
    logits = probabilities.log().expand(rows, 4)
    draws = np.random.default_rng(0).random(rows)
    cold, logprobs = choose(logits, [0.5] * rows, [1.0] * rows, draws)
    squared = probabilities**2 / (probabilities**2).sum()
    assert torch.allclose(torch.bincount(cold, minlength=4) / rows, squared, atol=0.015)
    assert torch.allclose(logprobs, probabilities.log()[cold])
    cut, _ = choose(logits, [1.0] * rows, [0.65] * rows, draws)
    kept = torch.tensor([4 / 7, 3 / 7, 0.0, 0.0])
    assert torch.allclose(torch.bincount(cut, minlength=4) / rows, kept, atol=0.015)
    greedy, _ = choose(logits, [0.0] * rows, [1.0] * rows, draws)
    assert set(greedy.tolist()) == {0}


def test_log_probabilities_are_those_of_the_model_given_the_recorded_tokens(server):
    for answer in server.generate(requests(9)):
        from trainers.serving.decoding import score

        scored = score(server._model, answer.prompt_ids + answer.token_ids)
        expected = scored[len(answer.prompt_ids) - 1 :]
        assert answer.logprobs == pytest.approx(expected, abs=1e-4)
        assert answer.version == "r0"


def test_an_answer_does_not_depend_on_what_else_is_asked(server):
    asked = requests(24)
    together = server.generate(asked)
    alone = [server.generate([request])[0] for request in asked[:6]]
    backwards = server.generate(asked[::-1])[::-1]
    assert [x.token_ids for x in alone] == [x.token_ids for x in together[:6]]
    assert [x.token_ids for x in backwards] == [x.token_ids for x in together]
    assert len({x.token_ids for x in together}) == 24


def test_small_batches_give_the_same_tokens_as_one(policies, server):
    from trainers.serving.in_process import TransformersServer, TransformersSettings

    asked = requests(20)
    with TransformersServer(policies["one"], "r0", TransformersSettings(max_rows=3)) as narrow:
        tokens = [x.token_ids for x in narrow.generate(asked)]
    assert tokens == [x.token_ids for x in server.generate(asked)]


def test_the_same_requests_give_the_same_bytes(server):
    assert server.generate(requests(8)) == server.generate(requests(8))


def test_another_seed_gives_another_answer(server):
    request = requests(1)[0]
    answers = server.generate([replace(request, seed=seed) for seed in range(8)])
    assert len({answer.token_ids for answer in answers}) == 8


def test_temperature_zero_is_greedy_whatever_the_seed(server):
    request = requests(1, temperature=0.0)[0]
    answers = server.generate([replace(request, seed=seed) for seed in range(4)])
    assert len({answer.token_ids for answer in answers}) == 1


def test_an_answer_ends_at_the_end_token_or_at_its_own_length(server):
    asked = [
        replace(request, sampling=Sampling(max_tokens=1 + i % 150))
        for i, request in enumerate(requests(150))
    ]
    answers = server.generate(asked)
    end = server._tokenizer.eos_token_id
    assert {answer.finish_reason for answer in answers} == {"stop", "length"}
    for request, answer in zip(asked, answers, strict=True):
        stopped = answer.finish_reason == "stop"
        assert (answer.token_ids[-1] == end) is stopped
        assert end not in answer.token_ids[:-1]
        assert stopped or len(answer.token_ids) == request.sampling.max_tokens
        assert len(answer.logprobs) == len(answer.token_ids)


def test_the_prompt_is_the_chat_template_with_the_answers_opening(server):
    answer = server.generate(requests(1))[0]
    text = server._tokenizer.decode(answer.prompt_ids)
    assert text == "<|user|>She walks to the river 0.<|end|><|assistant|>"


def test_no_requests_give_no_answers(server):
    assert server.generate([]) == []


def test_publishing_other_weights_moves_the_probe_and_the_same_weights_do_not(policies, server):
    first = server.probe()
    server.publish(policies["two"], "r1")
    assert server.version == "r1"
    assert server.probe() != first
    assert server.generate(requests(1))[0].version == "r1"
    server.publish(policies["one"], "r2")
    assert server.probe() == first


def test_an_adapter_is_served_merged_into_its_base(policies, server):
    first = server.probe()
    server.publish(policies["adapter"], "r1")
    assert server.probe() != first
    server.verify("r1")


def test_another_version_than_expected_is_an_error(server):
    server.verify("r0")
    with pytest.raises(ServingError, match="'r1' is expected, 'r0' is served"):
        server.verify("r1")


def test_a_prompt_that_does_not_fit_names_its_length(server):
    long = Request(({"role": "user", "content": "river " * 600},), seed=1)
    with pytest.raises(ServingError, match=r"Request 1: a prompt of 1?\d+ tokens .* 512 tokens"):
        server.generate([requests(1)[0], long])


def test_a_schema_is_refused_rather_than_ignored(server):
    with pytest.raises(ServingError, match="schema"):
        server.generate([replace(requests(1)[0], schema={"type": "object"})])


def test_a_directory_without_weights_is_an_error_that_says_so(tmp_path, server):
    with pytest.raises(ServingError, match="no such directory"):
        server.publish(tmp_path / "nothing", "r1")
    with pytest.raises(ServingError, match=r"neither a config\.json nor"):
        server.publish(tmp_path, "r1")
    server.verify("r0")


def test_a_closed_server_says_so(policies):
    from trainers.serving.in_process import TransformersServer

    server = TransformersServer(policies["one"], "r0")
    server.close()
    server.close()
    with pytest.raises(ServingError, match="closed"):
        server.generate(requests(1))
