"""Where library indexes are kept: one file in the cache folder for what some files hold, beside what a base holds.

A file is known by the hash of its content. Size, times and inode only spare the hashing where all of them are as they
were, and the file had rested for a moment when it was hashed: within a tick of the clock a change leaves them alike.
An index is built under another name and moved to its place whole, by one process at a time. What is there and is no
index of ours, or of another version, or damaged, is built anew.
"""

from __future__ import annotations

import json
import os
import re
import sqlite3
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager, suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from mscq.errors import BadFile, UnreadableFile
from mscq.library.entry import ToRead
from mscq.library.store import SCHEMA, Broken, Store, opened, tell
from mscq.records.files import place, read_json, reason, write_whole
from mscq.records.settings import cache_folder
from mscq.records.version import __version__, base_version

if TYPE_CHECKING:
    from hashlib import blake2b

    from mscq.records.knowledge_base import KnowledgeBase
else:
    try:
        from _blake2 import blake2b  # the same without OpenSSL, which takes longer to load than an index to open
    except ImportError:
        from hashlib import blake2b

_RESTED = 2 * 10**9  # nanoseconds; no file system's clock is coarser (FAT: two seconds)
_CHUNK = 1 << 20
_OURS = re.compile(r"[0-9a-f]{32}\.sqlite")
_UNFINISHED = ".mscq-"

Progress = Callable[[int], AbstractContextManager[Callable[[int], None]]]
"""What shows how far reading has come: given how many bytes there are, it takes how many are read."""


class Kept(NamedTuple):
    """An index in the cache folder: the files that it was read from, as they were called then, and its size."""

    file: Path
    paths: tuple[str, ...]
    entries: int
    papers: int
    size: int


def folder() -> Path:
    """Return the folder of the indexes, which may not be there."""
    return cache_folder() / "library"


def content_of(file: Path) -> str:
    """Return the hash of a file's content. Raises UnreadableFile."""
    try:
        return _known(str(file.absolute()), [_stamp(file)], lambda: _hashed(file))
    except (OSError, ValueError) as error:
        raise UnreadableFile(file, f"cannot be opened: {reason(error)}") from None


def index_file(kb: KnowledgeBase, files: Sequence[ToRead]) -> Path:
    """Return where the index of these files beside a base is kept, or would be. Raises UnreadableFile."""
    contents = [[file.path.suffix.lower(), content_of(file.path)] for file in files]
    key = json.dumps([SCHEMA, __version__, _base(kb), contents])
    return folder() / f"{blake2b(key.encode(), digest_size=16).hexdigest()}.sqlite"


def open_store(
    kb: KnowledgeBase,
    files: Sequence[ToRead],
    progress: Progress,
    say: Callable[[str], None],
    *,
    anew: bool = False,
    keep: bool = True,
) -> Store:
    """Return the index of these files, built where it is not there, or ``anew``; what cannot be kept is said once.

    Raises as ``Builder.build`` does. An index that is not to be kept is built in a file without a name.
    """
    if not keep:
        return Store(_unkept(kb, files, progress))
    file = index_file(kb, files)

    def build() -> sqlite3.Connection:
        said = "warning: the index of your library is not kept, and read anew each time"
        try:
            return _built(kb, files, file, progress)
        except Broken:
            say(f"{said}: {file} cannot be read back")
        except BadFile as error:
            if not Path(error.path).is_relative_to(folder()):
                raise
            say(f"{said}: {error}")
        return _unkept(kb, files, progress)

    if not anew:
        with suppress(Broken):
            return Store(opened(file), build)
    return Store(build(), build)


def _built(kb: KnowledgeBase, files: Sequence[ToRead], file: Path, progress: Progress) -> sqlite3.Connection:
    """The index, built and moved to its place, unless another process was quicker; what it replaces is dropped."""
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        before = _identity(file)
        with _alone(file.parent / "lock"):
            if _identity(file) != before:
                with suppress(Broken):
                    return opened(file)
            _tidy(file.parent)
            place(file, lambda part: _fill(kb, files, part, progress))
            _supersede(file, kb, files)
    except OSError as error:
        raise BadFile(file, f"cannot be written: {reason(error)}") from error
    return opened(file)


def _fill(kb: KnowledgeBase, files: Sequence[ToRead], part: Path, progress: Progress) -> None:
    database = sqlite3.connect(part, isolation_level=None, check_same_thread=False)
    try:
        _build(database, kb, files, progress)
    except sqlite3.Error as error:
        raise OSError(f"SQLite: {error}") from error
    finally:
        database.close()


def _build(database: sqlite3.Connection, kb: KnowledgeBase, files: Sequence[ToRead], progress: Progress) -> None:
    from mscq.library.build import Builder

    with progress(sum(file.path.stat().st_size for file in files)) as at:
        Builder(database, kb).build(files, at)
    tell(database, {"paths": [str(file.path.absolute()) for file in files], "base": str(kb.folder.absolute())})


def _unkept(kb: KnowledgeBase, files: Sequence[ToRead], progress: Progress) -> sqlite3.Connection:
    """An index in a file without a name, which is gone with the program."""
    database = sqlite3.connect("", isolation_level=None, check_same_thread=False)
    try:
        _build(database, kb, files, progress)
    except sqlite3.Error as error:
        database.close()
        raise BadFile("the index of your library", f"cannot be made: SQLite: {error}") from error
    except BaseException:
        database.close()
        raise
    return database


def kept() -> list[Kept]:
    """Return the indexes that are there; of one that is broken, or of another version, only its size is told."""
    found = []
    for file in sorted(_files(folder())):
        paths, entries, papers = (), 0, 0
        with suppress(Broken):
            store = Store(opened(file))
            try:
                paths, entries, papers = tuple(store.about("paths")), store.about("entries"), store.about("papers")
            except (sqlite3.Error, TypeError, ValueError):
                paths, entries, papers = (), 0, 0
            finally:
                store.close()
        found.append(Kept(file, paths, entries, papers, file.stat().st_size))
    return found


def _files(place: Path) -> Iterator[Path]:
    with suppress(OSError):
        yield from (one for one in place.iterdir() if _OURS.fullmatch(one.name) and one.is_file())


def _tidy(place: Path) -> None:
    """Remove what a process that was killed has left: nobody else builds at this moment."""
    for one in place.glob(f"{_UNFINISHED}*"):
        with suppress(OSError):
            one.unlink()


def _supersede(file: Path, kb: KnowledgeBase, files: Sequence[ToRead]) -> None:
    """Drop what the same files were, beside the same base, before they changed."""
    same = ([str(one.path.absolute()) for one in files], str(kb.folder.absolute()))
    for other in _files(file.parent):
        if other == file:
            continue
        try:
            store = Store(opened(other))
        except Broken:
            stale = True
        else:
            with suppress(sqlite3.Error, TypeError, ValueError):
                stale = (store.about("paths"), store.about("base")) == same
            store.close()
        if stale:
            with suppress(OSError):
                other.unlink()


@contextmanager
def _alone(lock: Path) -> Iterator[None]:
    """Let one process in at a time; one that ends, however it ends, lets the next one in."""
    with lock.open("ab") as held:
        with suppress(ImportError):  # Windows has no such locks: there each builds its own, and the last one stays
            import fcntl

            fcntl.flock(held, fcntl.LOCK_EX)
        yield


def _base(kb: KnowledgeBase) -> str:
    """The hash of what a base holds."""
    stamps = []
    for part in ("papers", "vocabulary"):
        with suppress(OSError), os.scandir(kb.folder / part) as entries:
            stamps += [_stamp(Path(one.path)) for one in entries]
    return _known(str(kb.folder.absolute()), sorted(stamps), lambda: base_version(kb.folder).sha256)


def _known(name: str, stamps: list[list[Any]], content: Callable[[], str]) -> str:
    """The hash of some content: the one noted for it, where nothing shows that it changed, else found and noted."""
    seen = folder() / "seen.json"
    stamp = blake2b(json.dumps(stamps).encode(), digest_size=16).hexdigest()
    noted: dict[str, list[str]] = {}
    with suppress(BadFile):
        read = read_json(seen)
        noted = read if isinstance(read, dict) else {}
    if isinstance(one := noted.get(name), list) and len(one) == 2 and one[0] == stamp and isinstance(one[1], str):
        return one[1]
    now = time.time_ns()
    found = content()
    if all(now - max(times[2:4]) > _RESTED for times in stamps):
        with suppress(BadFile, OSError):
            seen.parent.mkdir(parents=True, exist_ok=True)
            write_whole(seen, json.dumps({**noted, name: [stamp, found]}))
    return found


def _stamp(file: Path) -> list[Any]:
    found = file.stat()
    return [file.name, found.st_size, found.st_mtime_ns, found.st_ctime_ns, found.st_ino, found.st_dev]


def _hashed(file: Path) -> str:
    digest = blake2b(digest_size=32)
    with file.open("rb", buffering=0) as stream:
        while chunk := stream.read(_CHUNK):
            digest.update(chunk)
    return digest.hexdigest()


def _identity(file: Path) -> list[Any] | None:
    try:
        return _stamp(file)
    except OSError:
        return None
