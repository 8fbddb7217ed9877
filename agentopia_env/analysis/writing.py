"""Writing a file so that a reader finds the old one or the new one, never a part of either."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import IO


@contextmanager
def replaced(path: Path) -> Iterator[IO[bytes]]:
    """A file to write into, which takes the place of `path` once it is whole and on the disk.

    Where writing fails, whatever `path` was before stays as it is.
    """
    with NamedTemporaryFile(dir=path.parent, prefix=".part-", delete=False) as file:
        part = Path(file.name)
        try:
            yield file
            file.flush()
            os.fsync(file.fileno())
            part.chmod(0o644)  # temporary files are private, training data is not
            part.replace(path)
        finally:
            part.unlink(missing_ok=True)
