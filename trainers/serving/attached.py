"""Serving through a server that is already running: ours to ask, and to refresh where it allows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from trainers.serving.base import Closing, ServingError
from trainers.serving.client import ChatClient
from trainers.serving.settings import ClientSettings, Refresh
from trainers.serving.weights import Proof, check_policy, check_refresh, is_adapter, prove
from trainers.values import Generation, Request


class AttachedServer(Closing):
    """A `PolicyServer` in front of a running vLLM.

    Refreshing needs a file system shared with the server, and from the server:

    - `lora`: `--enable-lora --max-lora-rank R` and VLLM_ALLOW_RUNTIME_LORA_UPDATING=1. Every
      version is an adapter under its own name: vLLM keys its prefix cache on the name.
    - `reload`: VLLM_SERVER_DEV_MODE=1. The model keeps its name; the version is vLLM's weight
      version. Its endpoints are open to everybody who reaches the port: bind to 127.0.0.1.
    - `none`: what is served stays; `publish` is an error.

    Args:
        url: of the server's root, e.g. `http://127.0.0.1:8000`.
        model: the name under which the server knows the policy.
        policy: the directory the served weights came from, where known: lets the first `publish`
            check that the answers change.

    Raises:
        ServingError: the server cannot be reached or does not serve `model`.
    """

    def __init__(
        self,
        url: str,
        model: str,
        version: str,
        refresh: Refresh = "none",
        policy: Path | None = None,
        settings: ClientSettings | None = None,
    ) -> None:
        settings = settings or ClientSettings()
        self._client = ChatClient(
            url,
            concurrency=settings.concurrency,
            timeout=settings.timeout,
            attempts=settings.attempts,
            template=settings.template,
        )
        self._refresh = refresh
        self._model, self._version = model, version
        self._used = {version, model}
        self._adapter: str | None = None
        self._proof: Proof | None = None
        try:
            self._enter(policy)
        except ServingError:
            self._client.close()
            raise

    @property
    def version(self) -> str:
        """The version that answers now."""
        return self._version

    @property
    def url(self) -> str:
        """Root of the server."""
        return self._client.url

    @property
    def model(self) -> str:
        """The name under which the server knows what answers now."""
        return self._model

    def served(self) -> dict[str, str]:
        """What the server says it serves: name to directory (empty where it does not say)."""
        return self._client.models()

    def generate(self, requests: Sequence[Request]) -> list[Generation]:
        """Answer all requests, in their order; see `PolicyServer.generate`.

        Where a request's schema is enforced, its log-probabilities are those of the masked
        distribution: such an answer is fit for imitation, not for importance ratios.
        """
        return self._client.generate(self._model, self._version, requests)

    def publish(self, policy: Path, version: str) -> None:
        """Load an adapter (`lora`) or a whole model (`reload`) into the running server."""
        check_policy(policy)
        if version in self._used:
            raise ServingError(
                f"Version {version!r} was published before; give weights a new name."
            )
        if self._refresh == "lora" and is_adapter(policy):
            self._hot_load(policy, version)
        elif self._refresh == "reload" and not is_adapter(policy):
            self._reload(policy, version)
        else:
            kind = "an adapter" if is_adapter(policy) else "a whole model"
            raise ServingError(
                f"{policy} is {kind}, which refresh={self._refresh!r} cannot load. "
                f"Adapters need 'lora', whole models 'reload'."
            )
        self._used.add(version)
        self._version = version
        self._prove(policy)
        self.verify(version)

    def unload(self, version: str) -> None:
        """Drop an adapter that the server holds under this name, e.g. of a loop killed before."""
        self._client.post("/v1/unload_lora_adapter", {"lora_name": version})

    def probe(self) -> tuple[float, ...]:
        """Log-probabilities of the tokens of `PROBE` after the first."""
        return self._client.probe(self._model)

    def verify(self, version: str) -> None:
        """Make sure that `version` is what answers, by the server's word and by the probe."""
        served = self.served()
        if version != self._version or self._model not in served:
            raise ServingError(
                f"Version {version!r} is expected; {self.url} serves {sorted(served)}, "
                f"and was last given {self._version!r} as {self._model!r}."
            )
        if self._refresh == "reload":
            self._verify_weight_version(version)
        if self._proof is not None:
            check_refresh(self._proof, replace(self._proof, probe=self.probe()))

    def close(self) -> None:
        """Close the connections; the server runs on."""
        self._client.close()

    def _enter(self, policy: Path | None) -> None:
        served = self.served()
        if self._model not in served:
            raise ServingError(f"{self.url} serves {sorted(served)}, not {self._model!r}.")
        if self._refresh == "reload":
            self._client.post("/update_weight_version", {"new_version": self._version})
        if policy is not None:
            self._proof = prove(policy, self.probe())

    def _prove(self, policy: Path) -> None:
        proof = prove(policy, self.probe())
        if self._proof is not None:
            check_refresh(self._proof, proof)
        self._proof = proof

    def _hot_load(self, policy: Path, version: str) -> None:
        """Load the adapter under its version's name, then drop the one before."""
        body = {"lora_name": version, "lora_path": str(policy.resolve())}
        self._client.post("/v1/load_lora_adapter", body)
        if self._adapter is not None:
            self._client.post("/v1/unload_lora_adapter", {"lora_name": self._adapter})
        self._model = self._adapter = version

    def _reload(self, policy: Path, version: str) -> None:
        """Swap the weights in place; requests wait, cached prefixes are dropped."""
        self._client.post("/pause?mode=wait")
        try:
            body = {"method": "reload_weights", "kwargs": {"weights_path": str(policy.resolve())}}
            self._client.post("/collective_rpc", body)
            dropped = self._client.post("/reset_prefix_cache")
            if dropped is not None and not dropped.get("success", True):
                raise ServingError(f"{self.url} could not drop its prefix cache; restart it.")
            self._client.post("/update_weight_version", {"new_version": version})
        finally:
            self._client.post("/resume")

    def _verify_weight_version(self, version: str) -> None:
        served = self._client.get("/weight_info")["weight_version"]
        if served != version:
            raise ServingError(
                f"Weight version {version!r} is expected, {self.url} serves {served!r}: "
                f"somebody else refreshed it."
            )
