"""Files, read and written whole, with one wording for what goes wrong."""

from __future__ import annotations

import os
import re
import stat
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any

from mscq.errors import BadFile, UnreadableFile

_HALF_CHARACTER = rb"\\u[dD][89a-fA-F]"
_DESCRIPTORS = r"/(?:proc/([^/]+)(?:/task/[^/]+)?|dev)/fd"
_MOST_LINKS = 40  # as Linux follows (path_resolution(7))
_TO_READ = os.O_RDONLY | getattr(os, "O_BINARY", 0)
_unfinished: set[str] = set()


if TYPE_CHECKING:
    from typing import Protocol

    class ByteStream(Protocol):
        """What bytes can be written to: a raw stream that says how many it took, None where it would have to wait."""

        def write(self, content: memoryview, /) -> int | None: ...
        def fileno(self) -> int: ...


TRIALS = "trials.json"
"""The file of the registered trials that no paper reports, in the folder of a base."""


def reason(error: Exception) -> str:
    """Return why the system refused a file, without the path: No such file or directory."""
    return getattr(error, "strerror", None) or str(error)


def read_bytes(path: str | os.PathLike[str]) -> bytes:
    """Return a file as bytes. Raises UnreadableFile."""
    # plain os calls: pathlib and buffered files would double the time of reading a few hundred small files
    try:
        handle = os.open(path, _TO_READ)
        try:
            size = os.fstat(handle).st_size
            content = os.read(handle, size)
            while len(content) < size and (part := os.read(handle, size - len(content))):
                content += part
            return content
        finally:
            os.close(handle)
    except OSError as error:
        raise UnreadableFile(path, reason(error)) from error


def read_json(path: str | os.PathLike[str]) -> Any:
    """Return a file as the value that its JSON holds. Raises UnreadableFile, or BadFile where it is not JSON."""
    return parse_json(read_bytes(path), path)


def parse_json(content: bytes, path: str | os.PathLike[str], fault: type[BadFile] = BadFile) -> Any:
    """Return the value that a file's JSON holds. Raises ``fault`` where it is not JSON, or not text."""
    import json

    try:
        value = json.loads(content)
        if re.search(_HALF_CHARACTER, content):
            json.dumps(value, ensure_ascii=False).encode()
    except UnicodeEncodeError as error:
        half = f"\\u{ord(error.object[error.start]):04x}"
        raise fault(path, f"holds half of a character: {half}") from error
    except RecursionError as error:
        raise fault(path, "not JSON of ours: nested too deeply") from error
    except ValueError as error:
        raise fault(path, f"not JSON: {error}") from error
    return value


def list_json(folder: str | os.PathLike[str]) -> list[str]:
    """Return the names of a folder's JSON files, sorted. Raises UnreadableFile."""
    try:
        return sorted(name for name in os.listdir(folder) if name.endswith(".json"))  # noqa: PTH208
    except OSError as error:
        raise UnreadableFile(folder, reason(error)) from error


def write_whole(path: str | os.PathLike[str], text: str) -> None:
    """Write a file whole or not at all, as UTF-8 with its line feeds as they are. Raises as :func:`place` does."""
    content = text.encode("utf-8", "replace")

    def fill(part: Path) -> None:
        with part.open("wb", buffering=0) as stream:
            write_all(stream, content)

    place(path, fill)


def place(path: str | os.PathLike[str], fill: Callable[[Path], None]) -> None:
    """Let ``fill`` write an empty new file, which takes the place of ``path`` at once when it is written.

    A file that is replaced hands on its mode; a link stays, and what it points to is replaced. What is no file (a
    device, a FIFO, an open descriptor as /dev/stdout) is written to, and never replaced.
    Raises BadFile for a folder, a file that is read-only, and where the place cannot be written to.
    """
    named = os.fspath(path)
    try:
        if is_stream(named):
            _pour(named, fill)
            return
        target = os.path.realpath(named)
        replaced = _replaceable(named)
        part = os.path.join(os.path.dirname(target), f".mscq-{os.urandom(6).hex()}")  # noqa: PTH118, PTH120
        with Unfinished(part):
            _make(part, replaced)
            fill(Path(part))
            os.replace(part, target)  # noqa: PTH105
    except (OSError, ValueError) as error:
        raise BadFile(named, f"cannot be written: {reason(error)}") from error


def drop(file: Path) -> None:
    """Remove a file; one that is not there is not missed. Raises BadFile."""
    try:
        file.unlink(missing_ok=True)
    except OSError as error:
        raise BadFile(file, f"cannot be removed: {reason(error)}") from error


def is_stream(path: str | os.PathLike[str]) -> bool:
    """Return whether a name stands for something that is written to and cannot be replaced: no file, no folder."""
    try:
        found = os.stat(path).st_mode  # noqa: PTH116
    except (OSError, ValueError):
        return False
    return not (stat.S_ISREG(found) or stat.S_ISDIR(found)) or _descriptor(os.fspath(path)) is not None


def write_all(stream: ByteStream, content: bytes) -> None:
    """Write all bytes to a raw stream, which may take them piece by piece. Raises OSError."""
    rest = memoryview(content)
    while rest:
        taken = stream.write(rest)
        if taken is None:
            import select

            select.select([], [stream], [])
        else:
            rest = rest[taken:]


class Unfinished:
    """Something that is being written: gone when the block ends, or the program, unless it was moved to its place."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __enter__(self) -> None:
        _unfinished.add(self.path)

    def __exit__(self, *_: object) -> None:
        _remove(self.path)
        _unfinished.discard(self.path)


def discard() -> None:
    """Remove whatever is being written at this moment: the program is about to end."""
    for path in tuple(_unfinished):
        _remove(path)


def _remove(path: str) -> None:
    """Remove a file with what SQLite lays beside it, or a folder of files; what is not there is not missed."""
    with suppress(OSError):
        if os.path.isdir(path) and not os.path.islink(path):  # noqa: PTH112, PTH114
            for name in os.listdir(path):  # noqa: PTH208
                os.unlink(os.path.join(path, name))  # noqa: PTH108, PTH118
            os.rmdir(path)  # noqa: PTH106
            return
    for name in (path, f"{path}-journal", f"{path}-wal"):
        with suppress(OSError):
            os.unlink(name)  # noqa: PTH108


def _replaceable(named: str) -> os.stat_result | None:
    """The file that is to be replaced, None for a new one. Raises BadFile where it must not be."""
    try:
        found = os.stat(named)  # noqa: PTH116
    except FileNotFoundError:
        found = None
    if (found is not None and stat.S_ISDIR(found.st_mode)) or os.path.basename(named) in ("", ".", ".."):  # noqa: PTH119
        raise BadFile(named or "''", "is a folder: name a file")
    if found is not None and not (found.st_mode & 0o222 and os.access(named, os.W_OK)):
        raise BadFile(named, "is read-only")
    return found


def _make(part: str, replaced: os.stat_result | None) -> None:
    """Make the new file, under no name that anyone could foresee, with owner and mode of the one that it replaces."""
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_NOFOLLOW", 0), 0o666)
    try:
        if replaced is not None and hasattr(os, "fchmod"):
            with suppress(OSError, AttributeError):  # to give a file to another is the superuser's alone
                os.fchown(handle, replaced.st_uid, replaced.st_gid)
            os.fchmod(handle, stat.S_IMODE(replaced.st_mode))
    finally:
        os.close(handle)


def _pour(named: str, fill: Callable[[Path], None]) -> None:
    """Fill a file of no lasting place, and write what it holds to a stream."""
    import tempfile

    handle, part = tempfile.mkstemp(prefix="mscq-")
    os.close(handle)
    with Unfinished(part):
        fill(Path(part))
        content = read_bytes(part)
    number = _descriptor(named)
    # an own descriptor is written to where it stands: opened once more, a file would be written from its beginning
    opened = os.dup(number) if number is not None and number >= 0 else named
    # a reader who has what he wanted is no error
    with open(opened, "wb", buffering=0) as stream, suppress(BrokenPipeError):  # noqa: PTH123
        write_all(stream, content)


def _descriptor(named: str) -> int | None:
    """The number of the open descriptor that a name stands for (/dev/stdout, /dev/fd/63), -1 for another process's."""
    for _ in range(_MOST_LINKS):
        folder, name = os.path.split(named)
        folder = os.path.realpath(folder)
        if (found := re.fullmatch(_DESCRIPTORS, folder)) and name.isdecimal():
            return int(name) if found[1] in (None, str(os.getpid())) else -1
        named = os.path.join(folder, name)  # noqa: PTH118
        try:
            named = os.path.join(folder, os.readlink(named))  # noqa: PTH115, PTH118
        except OSError:
            return None
    return None
