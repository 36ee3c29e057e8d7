"""Files, read and written whole, with one wording for what goes wrong."""

from __future__ import annotations

import os
from contextlib import suppress
from pathlib import Path

from mscq.errors import BadFile


def write_whole(path: Path, text: str) -> None:
    """Write a file whole or not at all: a new file beside it takes its place once it is written.

    Raises BadFile where the place cannot be written to.
    """
    part = path.with_name(f".{path.name}.part{os.getpid()}")
    try:
        part.write_text(text, encoding="utf-8", newline="")
        part.replace(path)
    except OSError as error:
        with suppress(OSError):  # where the folder is a file, there is nothing to remove either
            part.unlink()
        raise BadFile(path, f"cannot be written: {error.strerror or error}") from error
