"""Serve a policy for others to use, until stopped: `python -m trainers.serve --policy DIR`.

With vLLM installed (or found through --python) it is vLLM's OpenAI-compatible server; without, a
small endpoint of our own on transformers. Clients use `http://HOST:PORT/v1` and the version's name
as the model; a training loop attaches with `AttachedServer(url, model, version)`.
"""

from __future__ import annotations

import importlib.util
import signal
import sys
import threading
import time
from contextlib import closing
from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer

from agentopia_env.errors import UserError
from trainers.serving.base import ServingError
from trainers.serving.weights import check_policy, is_adapter


class Backend(StrEnum):
    """What serves: vLLM where there is one (`auto`), or as told."""

    auto = "auto"
    vllm = "vllm"
    transformers = "transformers"


def serve(
    policy: Annotated[Path, typer.Option(help="Directory of a model or of a PEFT adapter.")],
    version: Annotated[str, typer.Option(help="Model name; the directory's by default.")] = "",
    backend: Annotated[Backend, typer.Option(help="What serves.")] = Backend.auto,
    host: Annotated[str, typer.Option(help="Address to listen on.")] = "127.0.0.1",
    port: Annotated[int, typer.Option(help="0 takes a free one.")] = 8000,
    python: Annotated[str, typer.Option(help="The Python that has vLLM.")] = sys.executable,
    dtype: Annotated[str, typer.Option(help="float32, bfloat16, ...")] = "auto",
    max_model_len: Annotated[int | None, typer.Option(help="vLLM: longest context.")] = None,
    log: Annotated[Path | None, typer.Option(help="vLLM: file for its output.")] = None,
    arguments: Annotated[list[str] | None, typer.Argument(help="vLLM: more, after --.")] = None,
) -> None:
    """Serve a policy for others to use, until Ctrl-C or SIGTERM."""
    name = version or policy.resolve().name
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    try:
        check_policy(policy)
        if backend is Backend.auto:
            elsewhere = python != sys.executable
            found = elsewhere or importlib.util.find_spec("vllm") is not None
            backend = Backend.vllm if found else Backend.transformers
        if backend is Backend.vllm:
            _vllm(policy, name, host, port, python, dtype, max_model_len, log, arguments or [])
        else:
            _transformers(policy, name, host, port, dtype)
    except KeyboardInterrupt:
        typer.echo(f"Stopped serving {name}.", err=True)
    except (ServingError, UserError) as error:
        typer.echo(f"error: {error}", err=True)
        raise typer.Exit(2) from error


def _vllm(
    policy: Path,
    name: str,
    host: str,
    port: int,
    python: str,
    dtype: str,
    max_model_len: int | None,
    log: Path | None,
    arguments: list[str],
) -> None:
    from trainers.serving.settings import VllmSettings
    from trainers.serving.vllm_server import VllmServer

    settings = VllmSettings(
        refresh="lora" if is_adapter(policy) else "restart",
        python=python,
        host=host,
        port=port,
        dtype=dtype,
        max_model_len=max_model_len,
        arguments=tuple(arguments),
    )
    with VllmServer(policy, name, settings, log, typer.echo) as server:
        _announce(server.url, name, f"vLLM; log: {server.log}")
        while server.running:
            time.sleep(1.0)
        server.verify(name)


def _transformers(policy: Path, name: str, host: str, port: int, dtype: str) -> None:
    from trainers.serving.endpoint import Endpoint
    from trainers.serving.in_process import TransformersServer
    from trainers.serving.settings import TransformersSettings

    settings = TransformersSettings(dtype=dtype)
    with (
        TransformersServer(policy, name, settings) as server,
        closing(Endpoint(server, name, host, port)) as endpoint,
    ):
        _announce(endpoint.url, name, "transformers")
        threading.Event().wait()


def _announce(url: str, name: str, what: str) -> None:
    typer.echo(f"Serving {name} at {url}/v1 ({what}). Ctrl-C stops it.")
    sys.stdout.flush()


if __name__ == "__main__":
    typer.run(serve)
