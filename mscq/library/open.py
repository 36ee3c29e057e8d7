"""Opening the reader's own library: which files, what is said of those that cannot be read."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from mscq.errors import MscqError
from mscq.library.collection import Library, beside
from mscq.library.match_files import read_any

if TYPE_CHECKING:
    from mscq.library.entry import Entry
    from mscq.records.knowledge_base import KnowledgeBase


def open_library(
    kb: KnowledgeBase,
    files: Sequence[Path],
    *,
    demanded: bool,
    tell: Callable[[str], None],
    stdin: Callable[[], BinaryIO],
) -> Library:
    """Return the references of these files ('-' is what ``stdin`` opens) beside a base.

    A file that cannot be read raises (UnreadableFile, MissingExtra) where the command line demanded it; a
    standing one is only told of, so that the base still answers.
    """
    entries: list[Entry] = []
    for file in dict.fromkeys(files):
        try:
            result = read_any(str(file), stdin)
        except MscqError as error:
            if demanded:
                raise
            tell(f"warning: your library is not read: {error}")
            continue
        entries += result.entries
        if result.unread:
            number = len(result.unread)
            tell(f"warning: {number} of your references in {file} cannot be read (see: mscq match {file})")
    library = beside(kb, entries)
    for clash in library.clashes:
        tell(f"warning: {clash}")
    return library
