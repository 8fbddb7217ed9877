"""`nano`, the default policy: a causal language model of a few million parameters, built here.

Its tokenizer, its weights and its manners come from nothing but lives of the teacher
(`trainers.teacher`): it learns to read compact prompts (`trainers.compact`), to answer the brief
week's questions in their form, and to live in one way for a year, whichever. How to live well it
has not been told. The result is an ordinary Hugging Face folder (Qwen3 architecture, float32)
that transformers and vLLM load unchanged; it is built once per user and kept in the cache.

    python -m trainers.nano [--out DIR] [--small]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import shutil
import sys
from collections.abc import Sequence
from dataclasses import asdict
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType

import orjson
from filelock import FileLock
from rich.console import Console
from rich.progress import BarColumn, Progress, TaskID, TextColumn, TimeElapsedColumn

from agentopia_env import __version__
from agentopia_env.errors import UserError
from trainers.nano_build import REPORT, OnProgress, build
from trainers.nano_settings import NanoSettings

__all__ = ["NanoSettings", "OnProgress", "cache_folder", "ensure_nano", "fingerprint"]

_SOURCES = (
    "compact",
    "fitting",
    "lessons",
    "nano_birth",
    "nano_build",
    "nano_settings",
    "nano_tokenizer",
    "sft",
    "shown",
    "teacher",
    "teacher_phrases",
)
"""Modules of `trainers` that the weights depend on."""


def cache_folder() -> Path:
    """Where models are kept: `$AGENTOPIA_CACHE`, else `agentopia` in the user's cache folder."""
    if own := os.environ.get("AGENTOPIA_CACHE"):
        return Path(own) / "nano"
    caches = os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache"
    return Path(caches) / "agentopia" / "nano"


def fingerprint(settings: NanoSettings) -> str:
    """A name for what the settings and this version of the code build."""
    digest = hashlib.blake2b(digest_size=8)
    digest.update(orjson.dumps([__version__, asdict(settings)], option=orjson.OPT_SORT_KEYS))
    for module in _SOURCES:
        spec = find_spec(f"trainers.{module}")
        assert spec is not None
        assert spec.origin is not None
        digest.update(Path(spec.origin).read_bytes())
    return digest.hexdigest()


def _silence(what: str, done: int, of: int) -> None:
    """No progress is shown."""


def ensure_nano(
    settings: NanoSettings | None = None,
    progress: OnProgress = _silence,
) -> Path:
    """The folder of the small model, built first where the cache does not have it.

    Several processes may call it at once: one builds, the others wait. A build that was killed
    leaves nothing that counts.
    """
    settings = settings or NanoSettings()
    cache = cache_folder()
    folder = cache / fingerprint(settings)
    if (folder / REPORT).is_file():
        return folder
    cache.mkdir(parents=True, exist_ok=True)
    with FileLock(f"{folder}.lock"):
        if not (folder / REPORT).is_file():
            staging = cache / f".{folder.name}.partial"
            shutil.rmtree(staging, ignore_errors=True)
            shutil.rmtree(folder, ignore_errors=True)
            build(settings, staging, progress).rename(folder)
            shutil.rmtree(staging)
    return folder


# ---------------------------------------------------------------- command line


def main(arguments: Sequence[str] | None = None) -> int:
    """Build the model, or find it in the cache, and say where it is."""
    parser = argparse.ArgumentParser(
        prog="python -m trainers.nano",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--out", type=Path, help="also copy the model to this new folder")
    parser.add_argument("--small", action="store_true", help="a toy for tests, built in seconds")
    given = parser.parse_args(arguments)
    settings = NanoSettings.small() if given.small else NanoSettings()
    try:
        with Bars() as bars:
            folder = ensure_nano(settings, bars.show)
        if given.out is not None:
            folder = _copied(folder, given.out)
    except UserError as error:
        print(error, file=sys.stderr)
        return 2
    print(folder)
    return 0


def _copied(folder: Path, out: Path) -> Path:
    if out.exists():
        raise UserError(f"{out} exists already; choose another folder or remove it")
    shutil.copytree(folder, out)
    return out


class Bars:
    """Progress bars on the error stream, one for each thing that is done."""

    def __init__(self) -> None:
        self._bars = Progress(
            TextColumn("{task.description}"),
            BarColumn(),
            TextColumn("{task.completed:.0f}/{task.total:.0f}"),
            TimeElapsedColumn(),
            console=Console(stderr=True),
        )
        self._tasks: dict[str, TaskID] = {}

    def __enter__(self) -> Bars:
        self._bars.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._bars.stop()

    def show(self, what: str, done: int, of: int) -> None:
        """How much is done of something; an `OnProgress`."""
        if what not in self._tasks:
            self._tasks[what] = self._bars.add_task(what, total=of)
        self._bars.update(self._tasks[what], completed=done)


if __name__ == "__main__":
    sys.exit(main())
