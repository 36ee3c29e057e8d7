"""Files, read and written whole, with one wording for what goes wrong."""

from __future__ import annotations

import os
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from mscq.errors import BadFile, UnreadableFile

if TYPE_CHECKING:
    from pathlib import Path

TRIALS = "trials.json"
"""The file of the registered trials that no paper reports, in the folder of a base."""


def reason(error: Exception) -> str:
    """Return why the system refused a file, without the path: No such file or directory."""
    return getattr(error, "strerror", None) or str(error)


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Return a file as bytes. Raises UnreadableFile."""
    # plain os calls: pathlib and buffered files would double the time of reading a few hundred small files
    try:
        handle = os.open(path, os.O_RDONLY | getattr(os, "O_BINARY", 0))
        try:
            size = os.fstat(handle).st_size
            parts = []
            while size > 0 and (part := os.read(handle, size)):
                parts.append(part)
                size -= len(part)
            return b"".join(parts)
        finally:
            os.close(handle)
    except OSError as error:
        raise UnreadableFile(path, reason(error)) from error


def read_json(path: str | os.PathLike[str]) -> Any:
    """Return a file as the value that its JSON holds. Raises UnreadableFile, or BadFile where it is not JSON."""
    import json

    try:
        return json.loads(read_bytes(path))
    except (ValueError, RecursionError) as error:
        raise BadFile(path, f"not JSON: {error}") from error


def list_json(folder: str | os.PathLike[str]) -> list[str]:
    """Return the names of a folder's JSON files, sorted. Raises UnreadableFile."""
    try:
        return sorted(name for name in os.listdir(folder) if name.endswith(".json"))  # noqa: PTH208
    except OSError as error:
        raise UnreadableFile(folder, reason(error)) from error


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
        raise BadFile(path, f"cannot be written: {reason(error)}") from error
