"""The endpoint of our own, the client that attaches to it, and `python -m trainers.serve`."""

import asyncio
import os
import signal
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import pytest

from trainers.serving.base import ServingError
from trainers.values import Request, Sampling

pytestmark = pytest.mark.train
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def policy(tmp_path_factory):
    from serving_policies import write_policy

    return write_policy(tmp_path_factory.mktemp("policies") / "one", seed=1)


@pytest.fixture(scope="module")
def server(policy):
    from trainers.serving.in_process import TransformersServer

    with TransformersServer(policy, "r0") as server:
        yield server


@pytest.fixture(scope="module")
def endpoint(server):
    from trainers.serving.endpoint import Endpoint

    endpoint = Endpoint(server, "r0")
    yield endpoint
    endpoint.close()


@pytest.fixture
def attached(endpoint):
    from trainers.serving.attached import AttachedServer

    with AttachedServer(endpoint.url, "r0", "r0") as attached:
        yield attached


def requests(count, max_tokens=12):
    return [
        Request(
            ({"role": "user", "content": f"Shall we cook, {i}?"},),
            seed=2**62 + i,
            sampling=Sampling(max_tokens=max_tokens),
        )
        for i in range(count)
    ]


def test_attached_answers_are_those_of_the_policy_in_their_order(attached, server):
    asked = requests(40)
    answers = attached.generate(asked)
    here = server.generate(asked)
    assert [x.token_ids for x in answers] == [x.token_ids for x in here]
    assert [x.prompt_ids for x in answers] == [x.prompt_ids for x in here]
    assert [x.text for x in answers] == [x.text for x in here]
    assert answers[0].logprobs == pytest.approx(here[0].logprobs, abs=1e-4)
    assert {x.version for x in answers} == {"r0"}


def test_the_attached_probe_is_that_of_the_policy(attached, server):
    assert attached.probe() == pytest.approx(server.probe(), abs=1e-6)
    attached.verify("r0")


def test_generating_works_from_inside_an_event_loop(attached):
    async def inside():
        return attached.generate(requests(2))

    assert len(asyncio.run(inside())) == 2


def test_attaching_to_a_model_that_is_not_served_names_what_is(endpoint):
    from trainers.serving.attached import AttachedServer

    with pytest.raises(ServingError, match=r"serves \['r0'\], not 'r1'"):
        AttachedServer(endpoint.url, "r1", "r1")


def test_a_server_that_cannot_be_reached_is_an_error_with_its_address():
    from trainers.serving.attached import AttachedServer, ClientSettings
    from trainers.serving.process import free_port

    url = f"http://127.0.0.1:{free_port()}"
    with pytest.raises(ServingError, match=url):
        AttachedServer(url, "r0", "r0", settings=ClientSettings(attempts=2))


def test_a_server_that_is_not_ours_cannot_be_refreshed(attached, policy):
    with pytest.raises(ServingError, match="refresh='none' cannot load"):
        attached.publish(policy, "r1")
    with pytest.raises(ServingError, match="published before"):
        attached.publish(policy, "r0")
    with pytest.raises(ServingError, match="'r1' is expected"):
        attached.verify("r1")


def test_one_impossible_request_is_an_error_and_spoils_no_others(attached, endpoint):
    asked = requests(3)
    bad = replace(asked[1], sampling=Sampling(max_tokens=600))
    with pytest.raises(ServingError, match=r"Request 1 .* do not fit the model's 512 tokens"):
        attached.generate([asked[0], bad, asked[2]])
    with ThreadPoolExecutor(3) as pool:
        bodies = [body(request) for request in (asked[0], bad, asked[2])]
        answers = list(pool.map(lambda body: post(endpoint, body), bodies))
    assert [status for status, _ in answers] == [200, 400, 200]


def post(endpoint, body, path="/v1/chat/completions"):
    """Status and content of the answer to a POST."""
    import httpx

    answer = httpx.post(endpoint.url + path, json=body)
    return answer.status_code, answer.text


def body(request, **more):
    return {
        "model": "r0",
        "messages": list(request.messages),
        "seed": request.seed,
        "max_tokens": request.sampling.max_tokens,
        **more,
    }


@pytest.mark.parametrize(
    "more", [{"stream": True}, {"n": 2}, {"tools": [{}]}, {"top_k": 5}, {"messages": []}]
)
def test_what_the_endpoint_does_not_do_it_refuses(endpoint, more):
    status, text = post(endpoint, body(requests(1)[0], **more))
    assert status == 400
    assert next(iter(more)) in text


def test_unknown_models_and_paths_are_not_found(endpoint):
    assert post(endpoint, body(requests(1)[0], model="other"))[0] == 404
    assert post(endpoint, {}, "/v2")[0] == 404


def serve(*arguments):
    return subprocess.Popen(
        [sys.executable, "-m", "trainers.serve", *map(str, arguments)],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_the_serve_command_serves_until_it_is_told_to_stop(policy, number):
    from trainers.serving.attached import AttachedServer

    with serve("--policy", policy, "--backend", "transformers", "--port", 0) as process:
        line = process.stdout.readline()
        assert line.startswith("Serving one at http://127.0.0.1:")
        with AttachedServer(line.split(" ")[3], "one", "one") as attached:
            assert attached.generate(requests(1))[0].token_ids
        process.send_signal(number)
        assert process.wait(30) == 0


def test_the_serve_command_says_what_is_wrong_with_a_policy(tmp_path):
    with serve("--policy", tmp_path / "nothing") as process:
        assert process.wait(60) == 2
        assert "no such directory" in process.stderr.read()
