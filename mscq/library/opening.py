"""Opening the reader's files of references as a library, with the index that is kept of them."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from contextlib import ExitStack
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO, TypeVar

from mscq.errors import MscqError, UnreadableFile
from mscq.library import cache
from mscq.library.collection import Library
from mscq.library.entry import ToRead
from mscq.records.files import is_stream, reason

if TYPE_CHECKING:
    from mscq.records.knowledge_base import KnowledgeBase

One = TypeVar("One")


def open_library(
    kb: KnowledgeBase,
    files: Iterable[Path],
    *,
    demanded: bool,
    tell: Callable[[str], None],
    stdin: Callable[[], BinaryIO],
    progress: cache.Progress,
    anew: bool = False,
) -> Library:
    """Return the references of these files ('-' is what ``stdin`` opens) beside a base; what there is to say is told.

    A file that cannot be read raises (UnreadableFile, MissingExtra) where the command line demanded it; a
    standing one is only told of, so that the base still answers.
    """
    with ExitStack() as copies:
        look = partial(_to_read, copies=copies, stdin=stdin)
        found = _working(dict.fromkeys(files), look, demanded, tell)
        opening = partial(cache.open_store, kb, progress=progress, say=tell, anew=anew)
        keep = all(str(file.path) == file.name for file in found)
        try:
            store = opening(found, keep=keep)
        except MscqError:
            if demanded:
                raise
            found = _working(found, _tried, demanded, tell)
            store = opening(found, keep=keep)
        library = Library(store, kb, [file.name for file in found])
    for remark in library.remarks():
        tell(f"warning: {remark}")
    return library


def _working(
    files: Iterable[One], look: Callable[[One], ToRead], demanded: bool, tell: Callable[[str], None]
) -> list[ToRead]:
    """Those of the files that can be read, as far as a look tells; one that was demanded raises."""
    found = []
    for file in files:
        try:
            found.append(look(file))
        except MscqError as error:
            if demanded:
                raise
            tell(f"warning: your library is not read: {error}")
    return found


def _to_read(file: Path, copies: ExitStack, stdin: Callable[[], BinaryIO]) -> ToRead:
    """A file as it will be read; of what can be read only once, a pipe or a descriptor, a copy is. UnreadableFile."""
    if str(file) == "-" or is_stream(file):
        from mscq.library.match_files import STANDARD_INPUT, copied

        if str(file) == "-":
            return ToRead(copies.enter_context(copied(stdin)), STANDARD_INPUT)
        try:
            return ToRead(copies.enter_context(copied(lambda: file.open("rb"))), str(file))
        except OSError as error:
            raise UnreadableFile(file, f"cannot be opened: {reason(error)}") from None
    cache.content_of(file)
    return ToRead(file, str(file))


def _tried(file: ToRead) -> ToRead:
    from mscq.library.read import first_of

    first_of(file.path)
    return file
