"""From a policy's name to somebody who plays: find it, serve it, know how it wants to be asked."""

from __future__ import annotations

import importlib.util
import re
import shutil
from collections.abc import Callable
from contextlib import ExitStack
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Literal

import orjson

from agentopia_env.errors import ConfigError, UserError
from agentopia_env.policies.heuristic import HeuristicPolicy
from agentopia_env.prompts import render
from trainers.compact import compact
from trainers.nano_settings import NanoSettings
from trainers.policy_folder import root
from trainers.rollout import Player, Render
from trainers.serving.base import PolicyServer
from trainers.serving.settings import ClientSettings, Refresh, TransformersSettings, VllmSettings
from trainers.serving.weights import check_policy, is_adapter

Backend = Literal["auto", "transformers", "vllm", "attached"]
NANO = "nano"
"""The embedded default policy, built on first use."""
HEURISTIC = "heuristic"
"""The rules that play everybody else; a policy too, to be compared with."""
_HUB_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[\w.-]+")
_PROMPTS = "agentopia_prompts"
"""The key of a model's config.json that names how it wants questions written."""
Tell = Callable[[str], None]
"""Told in words what is being waited for."""
Count = Callable[[str, int, int], None]
"""Told how much of something is done: what, done, of."""


@dataclass(frozen=True, slots=True)
class AttachedSettings:
    """A server that is already running."""

    url: str
    """Of its root, e.g. `http://127.0.0.1:8000`."""
    model: str = "policy"
    """The name under which it knows the model it was started with."""
    refresh: Refresh = "reload"
    """How it takes new weights: `lora` or `reload`; `none` for one that only answers."""


@dataclass(frozen=True, slots=True)
class ServingSettings:
    """Who answers for a policy (config section `serving`)."""

    backend: Backend = "auto"
    """`transformers` in this process, a `vllm` server of our own, or servers that are already
    running (`attached`); `auto`: vllm where it is installed and a GPU is there, else
    transformers."""
    transformers: TransformersSettings = field(default_factory=TransformersSettings)
    vllm: VllmSettings = field(default_factory=VllmSettings)
    attached: tuple[AttachedSettings, ...] = ()
    """Servers of the policy that is trained; questions are spread over them."""
    reference: tuple[AttachedSettings, ...] = ()
    """Servers of the starting policy for the arena, where those of `attached` cannot serve both."""
    client: ClientSettings = field(default_factory=ClientSettings)
    """How attached servers are asked."""
    release: bool = False
    """Stop serving while training: where both do not fit the GPU together."""

    def __post_init__(self) -> None:
        if self.backend == "attached" and not self.attached:
            raise ConfigError("serving.backend is 'attached'; name its servers in serving.attached")

    def chosen(self) -> Backend:
        """The backend, `auto` resolved."""
        if self.backend != "auto":
            return self.backend
        gpu = Path("/dev/nvidiactl").exists() or shutil.which("rocm-smi") is not None
        return "vllm" if gpu and importlib.util.find_spec("vllm") else "transformers"


def resolve(
    policy: str, progress: Count = lambda what, done, of: None, nano: NanoSettings | None = None
) -> Path:
    """The folder of a policy, built or fetched first where it has to be.

    Args:
        policy: `nano`, a folder, or a model's name on the Hugging Face hub.
        progress: of building `nano`.
        nano: how it is built (None: the defaults).

    Raises:
        UserError: it is none of these, or cannot be fetched.
    """
    if policy == NANO:
        from trainers.nano import ensure_nano

        return ensure_nano(nano, progress)
    folder = Path(policy).expanduser()
    if folder.is_dir():
        root(folder)  # which checks it
        check_policy(folder)
        return folder.resolve()
    if _HUB_NAME.fullmatch(policy):
        return _fetched(policy)
    raise UserError(
        f"policy {policy}: no such folder; give the folder of a model or an adapter, the name of a "
        f"model on the Hugging Face hub, or {NANO!r}"
    )


def _fetched(name: str) -> Path:
    from huggingface_hub import snapshot_download  # slow to import; only hub names need it
    from huggingface_hub.errors import HfHubHTTPError, LocalEntryNotFoundError

    try:
        folder = snapshot_download(
            name, allow_patterns=["*.json", "*.safetensors", "*.txt", "*.jinja", "*.model"]
        )
    except (HfHubHTTPError, LocalEntryNotFoundError, OSError) as error:
        raise UserError(
            f"policy {name}: no such folder here, and it could not be fetched from the Hugging "
            f"Face hub ({type(error).__name__}); fetch it where there is a network, then give its "
            "folder"
        ) from error
    return Path(folder)


def renderer_of(policy: Path) -> Render:
    """How a policy wants questions written: as its model's config.json says, else in full."""
    config = orjson.loads((root(policy) / "config.json").read_bytes())
    wanted = config.get(_PROMPTS, "full")
    known: dict[str, Render] = {"compact": compact, "full": render}
    if wanted not in known:
        raise UserError(
            f"{root(policy) / 'config.json'}: {_PROMPTS} is {wanted!r}; known are "
            f"{', '.join(sorted(known))}"
        )
    return known[wanted]


def open_server(
    policy: Path,
    version: str,
    settings: ServingSettings,
    log: Path | None = None,
    progress: Tell = lambda text: None,
) -> PolicyServer:
    """A server that answers with a policy; to be closed.

    Args:
        policy: the folder of a model or an adapter.
        version: what its generations are recorded with.
        settings: who answers.
        log: where a server of our own writes.
        progress: told while one is starting.

    Raises:
        ServingError: it does not come up, or cannot serve this policy.
    """
    check_policy(policy)
    backend = settings.chosen()
    if backend == "transformers":
        from trainers.serving.in_process import TransformersServer

        return TransformersServer(policy, version, settings.transformers)
    if backend == "vllm":
        from trainers.serving.vllm_server import VllmServer

        return VllmServer(policy, version, settings.vllm, log, progress)
    return _attached(policy, version, settings.attached, settings.client)


def open_reference(
    server: PolicyServer,
    policy: Path,
    version: str,
    settings: ServingSettings,
    log: Path | None = None,
    progress: Tell = lambda text: None,
) -> PolicyServer:
    """A server of the starting policy beside that of the trained one, for the arena.

    Adapters and the model they adapt are answered by one server; whole models need two.

    Raises:
        ServingError, ConfigError: there is no room or no server for it.
    """
    adapted, chosen = is_adapter(policy), settings.chosen()
    if chosen == "vllm" and settings.vllm.refresh == "lora" and not adapted:
        from trainers.serving.attached import AttachedServer
        from trainers.serving.vllm_server import VllmServer

        assert isinstance(server, VllmServer)
        name = server.name_of(policy)
        return AttachedServer(server.url, name, version, "none", policy, settings.vllm.client)
    if chosen != "attached":
        return open_server(policy, version, settings, log, progress)
    if settings.reference:
        return _attached(policy, version, settings.reference, settings.client)
    if adapted or any(one.refresh != "lora" for one in settings.attached):
        raise ConfigError(
            "the arena needs the starting policy beside the new one, and serving.attached cannot "
            "serve both; name servers for it in serving.reference"
        )
    bases = tuple(replace(one, refresh="none") for one in settings.attached)
    return _attached(policy, version, bases, settings.client)


def _attached(
    policy: Path, version: str, servers: tuple[AttachedSettings, ...], client: ClientSettings
) -> PolicyServer:
    """Running servers, made to answer with a policy where they let us."""
    from trainers.serving.several import SeveralServers

    with ExitStack() as stack:
        opened = [stack.enter_context(_attach(policy, version, one, client)) for one in servers]
        stack.pop_all()
    return opened[0] if len(opened) == 1 else SeveralServers(opened)


def _attach(
    policy: Path, version: str, one: AttachedSettings, client: ClientSettings
) -> PolicyServer:
    from trainers.serving.attached import AttachedServer

    if one.refresh == "none" or (one.refresh == "lora" and not is_adapter(policy)):
        return AttachedServer(one.url, one.model, version, one.refresh, policy, client)
    server = AttachedServer(one.url, one.model, f"before-{version}", one.refresh, None, client)
    try:
        if one.refresh == "lora" and version in server.served():  # of a loop that was killed
            server.unload(version)
        server.publish(policy, version)
    except BaseException:
        server.close()
        raise
    return server


def served_player(name: str, server: PolicyServer, policy: Path) -> Player:
    """Somebody who lives by a served policy."""
    return Player(name, server.version, server.generate, renderer_of(policy))


def heuristic_player(name: str = HEURISTIC, seed: int = 0) -> Player:
    """Somebody who lives by our rules."""
    return Player(name, HEURISTIC, instant=HeuristicPolicy(seed))


class CurrentServer:
    """The server of a loop: opened when it is first needed, refreshed, proven, closed.

    Beside it may stand one for the starting policy, from the first arena on.

    Args:
        log: where a server of our own writes.
        progress: told while one is starting.
    """

    def __init__(
        self, settings: ServingSettings, log: Path | None = None, progress: Tell = lambda text: None
    ) -> None:
        self._settings, self._log, self._progress = settings, log, progress
        self._server: PolicyServer | None = None
        self._reference: PolicyServer | None = None
        self._seen: set[str] = set()
        self._adapted = False

    def serving(self, policy: Path, version: str) -> PolicyServer:
        """The server, answering with this policy and no other.

        A version that was served before, e.g. because the one after it was not kept, gets a fresh
        server: servers take every name once. So does a whole model after an adapter.
        """
        if self._server is not None and self._server.version != version:
            if version in self._seen or (self._adapted and not is_adapter(policy)):
                self.close()
            else:
                self._server.publish(policy, version)
        if self._server is None:
            self._seen.clear()
            self._server = open_server(policy, version, self._settings, self._log, self._progress)
        self._seen.add(version)
        self._adapted = is_adapter(policy)
        self._server.verify(version)
        return self._server

    def reference(self, policy: Path, version: str) -> PolicyServer:
        """The server of the starting policy, beside the one that is `serving` another."""
        assert self._server is not None
        if self._reference is None:
            log = None if self._log is None else self._log.with_stem(f"{self._log.stem}-reference")
            self._reference = open_reference(
                self._server, policy, version, self._settings, log, self._progress
            )
        self._reference.verify(version)
        return self._reference

    def close(self) -> None:
        """Stop serving; may be called again, and serving goes on afterwards."""
        with ExitStack() as stack:
            for server in (self._server, self._reference):
                if server is not None:
                    stack.callback(server.close)
            self._server = self._reference = None
