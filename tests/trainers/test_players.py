"""From a policy's name to a player; one server, or several as one. No model is needed."""

import json
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from agentopia_env.errors import AgentopiaError, ConfigError, UserError
from agentopia_env.prompts import render
from trainers import players
from trainers.compact import compact
from trainers.players import (
    AttachedSettings,
    CurrentServer,
    ServingSettings,
    heuristic_player,
    open_reference,
    renderer_of,
    resolve,
    served_player,
)
from trainers.serving.base import ServingError
from trainers.serving.several import SeveralServers
from trainers.values import Generation, Request


@dataclass
class Fake:
    """A server that answers with its own name and notes what is done to it."""

    name: str
    version: str = "v1"
    weights: float = -1.0
    log: list[str] = field(default_factory=list)
    failing: bool = False

    def generate(self, requests):
        if self.failing:
            raise ServingError("down")
        return [self._one(request) for request in requests]

    def _one(self, request):
        text = f"{self.name} {request.seed}"
        return Generation(text, (1,), (2,), (-0.5,), "stop", self.version)

    def publish(self, policy, version):
        self.log.append(f"publish {version}")
        self.version, self.weights = version, self.weights - 1

    def probe(self):
        return (self.weights,)

    def verify(self, version):
        if version != self.version:
            raise ServingError(f"{version!r} is expected, {self.version!r} is served")
        self.log.append(f"verify {version}")

    def close(self):
        self.log.append("close")

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.close()


def requests(count):
    return [Request(({"role": "user", "content": "?"},), seed) for seed in range(count)]


def policy(folder, **config):
    folder.mkdir()
    (folder / "config.json").write_text(json.dumps(config), encoding="utf-8")
    (folder / "model.safetensors").write_bytes(b"")
    return folder


def test_a_folder_is_a_policy_and_nothing_else_by_chance_is(tmp_path):
    good = policy(tmp_path / "good")
    assert resolve(str(good)) == good.resolve()
    (tmp_path / "empty").mkdir()
    with pytest.raises(AgentopiaError, match=r"neither config.json nor adapter_config.json"):
        resolve(str(tmp_path / "empty"))
    with pytest.raises(UserError, match=r"no such folder; give the folder of a model.*'nano'"):
        resolve("nanno")


@pytest.mark.train
def test_a_model_of_the_hub_that_cannot_be_fetched_is_one_clear_error(tmp_path, monkeypatch):
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path))
    with pytest.raises(UserError, match=r"some/model: no such folder here, and it could not be"):
        resolve("some/model")


def test_how_questions_are_written_is_said_by_the_model(tmp_path):
    assert renderer_of(policy(tmp_path / "large")) is render
    small = policy(tmp_path / "small", agentopia_prompts="compact")
    assert renderer_of(small) is compact
    adapter = tmp_path / "adapter"
    adapter.mkdir()
    own = {"base_model_name_or_path": str(small)}
    (adapter / "adapter_config.json").write_text(json.dumps(own), encoding="utf-8")
    assert renderer_of(adapter) is compact
    with pytest.raises(UserError, match=r"agentopia_prompts is 'verse'; known are compact, full"):
        renderer_of(policy(tmp_path / "odd", agentopia_prompts="verse"))


def test_a_served_player_has_the_servers_version_and_answers(tmp_path):
    server = Fake("a", "v7")
    player = served_player("policy", server, policy(tmp_path / "p"))
    assert (player.name, player.version) == ("policy", "v7")
    assert player.generate is not None
    assert player.generate(requests(1))[0].version == "v7"
    assert heuristic_player().instant is not None


def test_without_a_gpu_auto_is_transformers(monkeypatch):
    monkeypatch.setattr(players.Path, "exists", lambda self: False)
    monkeypatch.setattr(players.shutil, "which", lambda name: None)
    assert ServingSettings().chosen() == "transformers"
    assert ServingSettings(backend="vllm").chosen() == "vllm"


@pytest.fixture
def opened(monkeypatch):
    servers: list[Fake] = []

    def open_fake(policy, version, settings, log=None, progress=None):
        servers.append(Fake(policy.name, version))
        return servers[-1]

    monkeypatch.setattr(players, "open_server", open_fake)
    return servers


def test_the_server_is_opened_when_it_is_needed_and_refreshed_when_weights_change(opened):
    current = CurrentServer(ServingSettings())
    assert opened == []
    assert current.serving(Path("a"), "v1") is current.serving(Path("a"), "v1")
    current.serving(Path("b"), "v2")
    current.close()
    current.close()
    assert [server.log for server in opened] == [
        ["verify v1", "verify v1", "publish v2", "verify v2", "close"]
    ]


def test_going_back_to_weights_served_before_takes_a_fresh_server(opened):
    current = CurrentServer(ServingSettings())
    for name, version in (("a", "v1"), ("b", "v2"), ("a", "v1"), ("c", "v3")):
        assert current.serving(Path(name), version).version == version
    assert [server.log for server in opened] == [
        ["verify v1", "publish v2", "verify v2", "close"],
        ["verify v1", "publish v3", "verify v3"],
    ]


def test_going_back_from_an_adapter_to_a_whole_model_takes_a_fresh_server(opened, tmp_path):
    (tmp_path / "adapter_config.json").write_text("{}", encoding="utf-8")
    current = CurrentServer(ServingSettings())
    current.serving(tmp_path, "v1")
    current.serving(Path("start"), "v0")
    assert [server.log for server in opened] == [["verify v1", "close"], ["verify v0"]]


def test_the_starting_policy_is_served_once_for_all_arenas(opened):
    current = CurrentServer(ServingSettings(backend="transformers"))
    for name, version in (("b", "v2"), ("c", "v3")):
        current.serving(Path(name), version)
        assert current.reference(Path("a"), "v1").version == "v1"
    current.close()
    main, reference = opened
    assert main.log == ["verify v2", "publish v3", "verify v3", "close"]
    assert reference.log == ["verify v1", "verify v1", "close"]


def test_after_a_release_the_server_comes_back_with_what_is_asked_for(opened):
    current = CurrentServer(ServingSettings())
    current.serving(Path("a"), "v1")
    current.close()
    assert current.serving(Path("b"), "v2").version == "v2"
    assert len(opened) == 2


def test_attached_servers_that_cannot_serve_both_need_a_reference(tmp_path):
    settings = ServingSettings(backend="attached", attached=(AttachedSettings("http://x"),))
    with pytest.raises(ConfigError, match=r"name servers for it in serving.reference"):
        open_reference(Fake("a"), policy(tmp_path / "p"), "start", settings)


def test_questions_are_spread_and_answers_come_back_in_order():
    with SeveralServers([Fake("a"), Fake("b"), Fake("c")]) as servers:
        answers = [one.text for one in servers.generate(requests(7))]
        assert answers == ["a 0", "b 1", "c 2", "a 3", "b 4", "c 5", "a 6"]
        assert servers.generate([]) == []


def test_new_weights_go_to_all_servers_and_all_are_closed():
    fakes = [Fake("a"), Fake("b")]
    with SeveralServers(fakes) as servers:
        servers.publish(Path("p"), "v2")
        servers.verify("v2")
        assert servers.version == "v2"
        with pytest.raises(ServingError, match="'v1' is expected"):
            servers.verify("v1")
    assert [fake.log for fake in fakes] == [["publish v2", "verify v2", "close"]] * 2


def test_servers_of_different_weights_or_versions_are_refused():
    with pytest.raises(ServingError, match=r"these serve \['v1', 'v2'\]"):
        SeveralServers([Fake("a"), Fake("b", "v2")])
    with pytest.raises(ServingError, match="they do not serve the same weights"):
        SeveralServers([Fake("a"), Fake("b", weights=-3.0)])


def test_a_server_that_fails_fails_the_whole_batch():
    with (
        SeveralServers([Fake("a"), Fake("b", failing=True)]) as servers,
        pytest.raises(ServingError, match="down"),
    ):
        servers.generate(requests(4))
