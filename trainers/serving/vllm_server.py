"""Serving through a vLLM server of our own: started, refreshed, and ended for certain."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from pathlib import Path

from trainers.serving.attached import AttachedServer
from trainers.serving.base import Closing, ServingError
from trainers.serving.process import Progress, ServerProcess, free_port
from trainers.serving.settings import VllmSettings
from trainers.serving.weights import base_of, check_policy, is_adapter
from trainers.values import Generation, Request

TERSE = '{"backend": "xgrammar", "disable_any_whitespace": true}'
"""Without it, an untrained model spends its tokens on the whitespace that a JSON schema allows; the
option of the same name in a request is ignored by the engine."""


class VllmServer(Closing):
    """A `PolicyServer` that runs vLLM's OpenAI-compatible server.

    Args:
        policy: a Hugging Face model directory; with `refresh="lora"` also an adapter, whose base is
            served and onto which it is loaded.
        log: where the server's output goes; a temporary file by default.
        progress: told now and then what is being waited for.

    Raises:
        ServingError: the server does not come up (with the end of its log), or `policy` cannot be
            served this way.
    """

    def __init__(
        self,
        policy: Path,
        version: str,
        settings: VllmSettings | None = None,
        log: Path | None = None,
        progress: Progress = lambda text: None,
    ) -> None:
        self.settings = settings or VllmSettings()
        self.log = log or Path(tempfile.mkdtemp(prefix="vllm-")) / "vllm.log"
        self._progress = progress
        self._closing = ExitStack()
        self._start(policy, version)

    @property
    def version(self) -> str:
        """The version that answers now."""
        return self._server.version

    @property
    def url(self) -> str:
        """Root of the server, for others to attach to."""
        return self._server.url

    @property
    def model(self) -> str:
        """The name under which the server knows what answers now."""
        return self._server.model

    @property
    def running(self) -> bool:
        """Whether the program has not ended."""
        return self._process.running

    def name_of(self, model: Path) -> str:
        """The name under which the server knows the whole model in a folder.

        Raises:
            ServingError: it serves another one.
        """
        served = self._server.served()
        for name, folder in served.items():
            if Path(folder).resolve() == model.resolve():
                return name
        raise ServingError(f"{self.url} does not serve {model}, but {served}.")

    def generate(self, requests: Sequence[Request]) -> list[Generation]:
        """Answer all requests, in their order; see `AttachedServer.generate`."""
        with self._explaining():
            return self._server.generate(requests)

    def publish(self, policy: Path, version: str) -> None:
        """Serve other weights, by hot-loading, reloading or restarting."""
        check_policy(policy)
        if self.settings.refresh == "restart":
            self.close()
            self._start(policy, version)
            return
        with self._explaining():
            self._server.publish(policy, version)

    def probe(self) -> tuple[float, ...]:
        """Log-probabilities of the tokens of `PROBE` after the first."""
        return self._server.probe()

    def verify(self, version: str) -> None:
        """Make sure that `version` is what answers."""
        with self._explaining():
            self._server.verify(version)

    def close(self) -> None:
        """Stop the server; nothing of it is left when this returns."""
        self._closing.close()

    def _start(self, policy: Path, version: str) -> None:
        """Start the program and wait for it; an interrupt or error on the way stops it again."""
        check_policy(policy)
        adapted = is_adapter(policy)
        if adapted and self.settings.refresh != "lora":
            raise ServingError(
                f"{policy} is an adapter: serve it with refresh='lora', or merge it."
            )
        base, name = (base_of(policy), f"{version}-base") if adapted else (str(policy), version)
        port = self.settings.port or free_port()
        with ExitStack() as stack:
            self._process = ServerProcess(
                command(base, name, port, self.settings), self.log, environment(self.settings)
            )
            stack.callback(self._process.stop)
            url = f"http://{_reachable(self.settings.host)}:{port}"
            timeout = self.settings.start_timeout
            self._process.wait_until_healthy(f"{url}/health", timeout, self._progress)
            self._server = stack.enter_context(self._attach(url, name, base))
            if self._server.served().get(name) != base:
                raise ServingError(f"Another server took port {port} meanwhile; start again.")
            if adapted:
                self._server.publish(policy, version)
            self._closing = stack.pop_all()

    def _attach(self, url: str, name: str, base: str) -> AttachedServer:
        refresh = self.settings.refresh
        known = Path(base) if Path(base).is_dir() else None
        return AttachedServer(
            url,
            name,
            name,
            "none" if refresh == "restart" else refresh,
            known,
            self.settings.client,
        )

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        """Add the end of the log to an error where the program has died."""
        try:
            yield
        except ServingError as error:
            if self._process.running:
                raise
            tail = self._process.tail()
            raise ServingError(f"The vLLM server has ended. {error}{tail}") from error


def command(base: str, name: str, port: int, settings: VllmSettings) -> list[str]:
    """The command line that serves the model `base` under `name`."""
    line = [settings.python, "-m", "vllm.entrypoints.openai.api_server"]
    line += ["--model", base, "--served-model-name", name, "--dtype", settings.dtype]
    line += ["--host", settings.host, "--port", str(port)]
    if settings.max_model_len is not None:
        line += ["--max-model-len", str(settings.max_model_len)]
    line += ["--structured-outputs-config", TERSE]
    if settings.refresh == "lora":
        line += ["--enable-lora", "--max-lora-rank", str(settings.max_lora_rank)]
    return [*line, *settings.arguments]


def environment(settings: VllmSettings) -> dict[str, str]:
    """Variables that vLLM needs for the chosen refresh."""
    chosen = {"VLLM_NO_USAGE_STATS": "1"}
    if settings.refresh == "lora":
        chosen["VLLM_ALLOW_RUNTIME_LORA_UPDATING"] = "1"
    if settings.refresh == "reload":
        chosen["VLLM_SERVER_DEV_MODE"] = "1"
    return {**chosen, **settings.environment}


def _reachable(host: str) -> str:
    return "127.0.0.1" if host in ("0.0.0.0", "::") else host
